//! A random exchange, and random histories on it.

use fairdeal::selling::{ExchangeFloor, Member, MemberStanding, SaleCommand, SaleRecord, SaleStanding, Says};
use fairdeal::{Policy, PolicyDoc, Timestamp};
use serde_json::{Value, json};

pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    pub fn one_in(&mut self, most: u64) -> bool {
        self.below(most) == 0
    }
}

fn exclusivity(dice: &mut Dice) -> Value {
    match dice.below(6) {
        0 => json!({"exclusive": {}}),
        1 => json!({"exactly": {"buyers": 2 + dice.below(2)}}),
        2 => json!({"shared": {"max_buyers": 2 + dice.below(2)}}),
        _ => json!({"any": {"max_buyers": 2 + dice.below(3)}}),
    }
}

fn cap(dice: &mut Dice, at: usize) -> Value {
    let spend = dice.one_in(2);
    let limit = if spend { 60 + dice.below(200) } else { 1 + dice.below(5) };
    let window = match dice.below(4) {
        0 => json!("day"),
        3 => json!({"block": {"calendar": "evening"}}),
        1 => json!("lifetime"),
        _ => json!({"rolling": {"span_s": 1800}}),
    };
    let on_return = ["keep", "give_back"][dice.below(2) as usize];
    json!({"id": format!("cap{at}"), "limit": limit, "counts": if spend { "spend" } else { "leads" },
        "window": window, "on_return": on_return, "overspend": spend && dice.one_in(4)})
}

pub fn policy(dice: &mut Dice) -> Value {
    let buyers: Vec<Value> = (0..5)
        .map(|buyer| {
            let contracts: Vec<Value> = (0..1 + dice.below(2))
                .map(|own| {
                    let price = if dice.one_in(3) {
                        json!({"fixed": {"price_minor": 10 + dice.below(40)}})
                    } else {
                        json!({"bid": {"min_minor": 5, "max_minor": 60}})
                    };
                    let excluded: Vec<String> =
                        if dice.one_in(3) { vec![format!("b{}", (buyer + 1 + dice.below(4)) % 5)] } else { vec![] };
                    let caps: Vec<Value> = if dice.one_in(3) { vec![cap(dice, 0)] } else { vec![] };
                    json!({"id": format!("b{buyer}c{own}"), "price": price, "exclusivity": exclusivity(dice),
                        "excluded_buyers": excluded, "caps": caps, "calendar": if dice.one_in(6) { json!("evening") } else { Value::Null }, "target": {"monthly": 50, "daily": 5},
                        "level": (["top", "rest"][dice.below(2) as usize])})
                })
                .collect();
            let caps: Vec<Value> = if dice.one_in(3) { vec![cap(dice, 1)] } else { vec![] };
            let credit = if dice.one_in(4) { json!(dice.below(200)) } else { Value::Null };
            json!({"id": format!("b{buyer}"), "contracts": contracts, "caps": caps, "credit_minor": credit,
                "duplicates": if dice.one_in(4) { json!({"keys": [{"attribute": "email"}], "look_back_s": 3600}) } else { Value::Null }})
        })
        .collect();
    let choice = ["revenue", "lowest_share_of_target"][usize::from(dice.one_in(4))];
    let sell = ["either", "either", "exclusive", "shared"][dice.below(4) as usize];
    let auto = if dice.one_in(2) { json!(600) } else { Value::Null };
    let rate = if dice.one_in(2) { json!(5000) } else { Value::Null };
    json!({"format": 1, "semantics": 1, "id": "p", "attributes": [{"id": "email", "type": "text"}],
        "calendars": [{"id": "evening", "zone": "UTC", "weekly": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            "blocks": [{"from": "20:00", "until": "23:30"}]}]}], "exchange": {
        "currency": "USD",
        "levels": [{"id": "top", "choice": choice, "ping_s": 5, "post_s": 20}, {"id": "rest", "ping_s": 3, "post_s": 20}],
        "terms": [{"id": "all", "max_sales": 2 + dice.below(3), "sell": sell, "floor_minor": if dice.one_in(3) { 30 } else { 0 },
            "suppressed_buyers": if dice.one_in(3) { json!(["b2"]) } else { json!([]) }}],
        "buyers": buyers,
        "duplicates": if dice.one_in(2) { json!([{"id": "d", "keys": [{"attribute": "email"}], "look_back_s": 1200,
            "decision": {"reject": {}}}]) } else { json!([]) },
        "returns": {"window_s": 3000, "reasons": ["bad"], "rate_cap_bp": rate, "rate_over_s": 3600, "auto_accept_s": auto,
            "refund_percent": ([100, 50, 33][dice.below(3) as usize]), "resell": dice.one_in(2)},
        "reserve": (["at_ping", "at_post"][dice.below(2) as usize]),
        "posting": (["together", "one_by_one"][dice.below(2) as usize]),
        "equal_revenue": (["fewer_buyers", "more_buyers"][dice.below(2) as usize])}})
}

fn command(dice: &mut Dice, exchange: &ExchangeFloor, number: u64) -> Value {
    let leads: Vec<String> = exchange.state().sales().map(|(id, _)| id.to_string()).collect();
    if leads.is_empty() || dice.one_in(9) {
        let suppressed = if dice.one_in(8) { vec![format!("b{}", dice.below(5))] } else { vec![] };
        return json!({"offer": {"lead": {"id": format!("L{number:04}"),
            "attributes": {"email": format!("p{}@example.org", dice.below(12))}}, "suppressed_buyers": suppressed}});
    }
    let recent = leads.len().min(3) as u64;
    let lead = &leads[leads.len() - 1 - dice.below(recent) as usize];
    let sale = exchange.state().sale(&lead.as_str().parse().unwrap()).unwrap();
    let waits = |says: &Says| matches!(says, Says::Waiting { .. });
    let asked: Vec<String> =
        sale.asked().filter(|(_, own)| waits(&own.says)).map(|(id, _)| id.to_string()).collect();
    let open = |own: &&Member| matches!(own.standing, MemberStanding::Posted(_) | MemberStanding::Unknown);
    let set: Vec<String> = sale.set().iter().filter(open).map(|own| own.contract.to_string()).collect();
    let sold: Vec<String> = sale.sold().iter().map(|own| own.contract.to_string()).collect();
    let mut of = |list: &[String]| {
        let any = format!("b{}c{}", dice.below(5), dice.below(2));
        if list.is_empty() || dice.one_in(12) {
            any
        } else {
            list[dice.below(list.len() as u64) as usize].clone()
        }
    };
    let (asked, set, sold) = (of(&asked), of(&set), of(&sold));
    // Mostly what the lead waits for.
    let way = match sale.standing() {
        SaleStanding::Pinging if !dice.one_in(4) => dice.below(5),
        SaleStanding::Posting if !dice.one_in(4) => 5,
        _ => dice.below(14),
    };
    match way {
        0..=3 => json!({"bid": {"lead": lead, "contract": asked, "price_minor": 3 + dice.below(60),
            "valid_s": if dice.one_in(6) { json!(4) } else { Value::Null }}}),
        4 => json!({"no_bid": {"lead": lead, "contract": asked}}),
        5..=9 => {
            let answer = match dice.below(8) {
                0 => json!({"rejected": {"reason": "no"}}),
                1 => json!({"price_changed": {"price_minor": 3 + dice.below(60)}}),
                2 => json!({"unknown": {}}),
                _ => json!({"accepted": {}}),
            };
            json!({"answer": {"lead": lead, "contract": set, "answer": answer}})
        }
        10 => json!({"resolve": {"lead": lead, "contract": set, "accepted": dice.one_in(2)}}),
        11 => {
            json!({"return": {"lead": lead, "contract": sold, "reason": if dice.one_in(6) { "mood" } else { "bad" }}})
        }
        12 if dice.one_in(2) => {
            json!({"decide_return": {"lead": lead, "contract": sold, "accepted": dice.one_in(2)}})
        }
        12 => {
            json!({"deposit": {"buyer": format!("b{}", dice.below(5)), "amount_minor": 1 + dice.below(90)}})
        }
        _ if dice.one_in(6) => json!({"forget": {"lead": lead}}),
        _ => json!({"tick": {}}),
    }
}

/// A policy, what was kept of a random history under it, and the exchange at its end.
pub fn history(seed: u64, length: u64) -> (Value, Vec<SaleRecord>, ExchangeFloor) {
    let mut dice = Dice(seed);
    let doc = policy(&mut dice);
    let compiled = Policy::compile(&PolicyDoc::from_json(&doc.to_string()).unwrap()).unwrap();
    let mut exchange = ExchangeFloor::new(compiled);
    let mut records = Vec::new();
    // Close to midnight, so that days end.
    let mut now: i64 = "2026-03-02T22:30:00Z".parse::<Timestamp>().unwrap().as_millis();
    for number in 0..length {
        now += match dice.below(10) {
            0 => 0,
            1 => 15_000,
            2 => dice.below(600_000) as i64,
            _ => dice.below(3_000) as i64,
        };
        let command: SaleCommand = serde_json::from_value(command(&mut dice, &exchange, number)).unwrap();
        let ran = exchange.run(Timestamp::clamped(now), &command);
        records.extend(ran.records().cloned());
        exchange
            .state()
            .check()
            .unwrap_or_else(|fault| panic!("seed {seed}, {number}: {fault}\n{command:?}"));
    }
    (doc, records, exchange)
}
