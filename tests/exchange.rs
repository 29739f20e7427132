//! Selling leads: whole decisions, line by line. A script is a policy and commands at instants, each with what comes of it.
//! `WRITE_SALES=1` writes what comes of them now.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a panic here is a failed test
#![allow(clippy::arithmetic_side_effects, clippy::disallowed_methods, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

use fairdeal::selling::{
    ExchangeFloor, ExchangeState, SaleAsk, SaleCommand, SaleOutcome, SaleRefused, SaleStanding, decide_sale,
    outstanding_asks,
};
use fairdeal::{Policy, PolicyDoc, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    at: Timestamp,
    #[serde(rename = "do")]
    command: SaleCommand,
}

fn scripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sales");
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|own| own.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|own| own == "jsonl"));
    found.sort();
    found
}

/// What each line of a script says, what was due before it included.
fn play(text: &str) -> Vec<Vec<String>> {
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let first: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    let doc = PolicyDoc::from_json(&first["policy"].to_string()).unwrap();
    let mut exchange = ExchangeFloor::new(Policy::compile(&doc).unwrap());
    let mut again = ExchangeState::new();
    lines
        .map(|line| {
            let value: Value = serde_json::from_str(line).unwrap();
            let line: Line = serde_json::from_value(json!({"at": value["at"], "do": value["do"]})).unwrap();
            let ran = exchange.run(line.at, &line.command);
            ran.records().for_each(|record| {
                let json = serde_json::to_string(record).unwrap();
                again.apply(&serde_json::from_str(&json).unwrap()).unwrap();
            });
            exchange.state().check().unwrap();
            let open = outstanding_asks(exchange.policy(), exchange.state());
            if let SaleOutcome::Lead(news) = ran.outcome() {
                for ask in news.asks.iter().filter(|ask| !matches!(ask, SaleAsk::Void { .. })) {
                    assert!(open.contains(&(news.lead.clone(), ask.clone())), "{ask} waits for an answer");
                }
                assert!(
                    news.standing == SaleStanding::Pinging
                        || news.standing == SaleStanding::Posting
                        || open.iter().all(|(lead, _)| *lead != news.lead)
                );
            }
            assert_eq!(again, *exchange.state(), "the records tell the whole");
            let bytes = again.snapshot().unwrap();
            assert_eq!(ExchangeState::restore(&bytes).unwrap(), again);
            let mut said = Vec::new();
            for tick in &ran.before {
                said.push("due:".to_owned());
                said.extend(tick.outcome.to_string().lines().map(str::to_owned));
            }
            said.extend(ran.outcome().to_string().lines().map(str::to_owned));
            said
        })
        .collect()
}

#[test]
fn every_script_says_what_it_said() {
    let write = std::env::var("WRITE_SALES").is_ok();
    let scripts = scripts();
    assert!(scripts.len() >= 10, "{}", scripts.len());
    for path in scripts {
        let text = fs::read_to_string(&path).unwrap();
        let said = play(&text);
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        let mut written = vec![lines[0].to_owned()];
        for (line, said) in lines[1..].iter().zip(&said) {
            let value: Value = serde_json::from_str(line).unwrap();
            if !write {
                assert_eq!(value["says"], json!(said), "{}: {line}", path.display());
            }
            written.push(
                format!("{{\"at\": {}, \"do\": {},\n \"says\": {}}}", value["at"], value["do"], json!(said))
                    .replace('\n', ""),
            );
        }
        if write {
            fs::write(&path, written.join("\n") + "\n").unwrap();
        }
    }
}

/// Without a tick in between, as a host may send them that has several threads.
#[test]
fn a_bid_or_an_answer_counts_by_its_instant_whether_or_not_a_tick_came_before() {
    let doc = json!({"format": 1, "semantics": 1, "id": "p", "exchange": {"currency": "USD",
        "levels": [{"id": "top", "ping_s": 5, "post_s": 30}], "terms": [{"id": "all", "max_sales": 1}],
        "buyers": [{"id": "a", "contracts": [{"id": "a1", "exclusivity": {"exclusive": {}},
            "price": {"bid": {"min_minor": 1, "max_minor": 9}}}]}]}});
    let policy = Policy::compile(&PolicyDoc::from_json(&doc.to_string()).unwrap()).unwrap();
    let at = |millis: i64| {
        Timestamp::clamped("2026-03-02T09:00:00Z".parse::<Timestamp>().unwrap().as_millis() + millis)
    };
    let command = |value: Value| serde_json::from_value::<SaleCommand>(value).unwrap();
    let run = |state: &ExchangeState, millis: i64, what: &Value| {
        decide_sale(&policy, state, at(millis), &command(what.clone()))
    };
    let mut state = ExchangeState::new();
    state.apply(&run(&state, 0, &json!({"offer": {"lead": {"id": "L"}}})).recorded.unwrap()).unwrap();
    let bid = json!({"bid": {"lead": "L", "contract": "a1", "price_minor": 5}});
    let late = SaleRefused::LateBid { contract: "a1".parse().unwrap(), until: at(5_000) };
    assert_eq!(run(&state, 5_000, &bid).outcome, SaleOutcome::Refused(late.clone()));
    let mut ticked = state.clone();
    ticked.apply(&run(&state, 5_000, &json!({"tick": {}})).recorded.unwrap()).unwrap();
    assert_eq!(run(&ticked, 5_000, &bid).outcome, SaleOutcome::Refused(late));
    let taken = run(&state, 4_999, &bid).recorded.unwrap();
    state.apply(&taken).unwrap();
    // An answer after its time sells the lead, with or without the tick by which it was not known.
    let accepted = json!({"answer": {"lead": "L", "contract": "a1", "answer": {"accepted": {}}}});
    let mut ticked = state.clone();
    ticked.apply(&run(&state, 40_000, &json!({"tick": {}})).recorded.unwrap()).unwrap();
    assert_eq!(ticked.unresolved().count(), 1);
    for state in [&mut state, &mut ticked] {
        let sold = run(state, 50_000, &accepted).recorded.unwrap();
        state.apply(&sold).unwrap();
        assert_eq!(state.book().total.sold_minor, 5);
    }
    assert_eq!(
        run(&state, 49_999, &accepted).outcome,
        SaleOutcome::Refused(SaleRefused::ClockBack { clock: at(50_000) })
    );
}

fn issues(exchange: Value) -> Vec<String> {
    let doc = json!({"format": 1, "semantics": 1, "id": "p",
        "attributes": [{"id": "score", "type": "integer"}, {"id": "email", "type": "text"}, {"id": "hot", "type": "boolean"}],
        "exchange": exchange});
    match PolicyDoc::from_json(&doc.to_string()).and_then(|doc| Policy::compile(&doc)) {
        Ok(policy) => policy.issues().iter().map(ToString::to_string).collect(),
        Err(error) => error.issues.iter().map(ToString::to_string).collect(),
    }
}

/// A sound exchange, with one thing put in another way.
fn with(path: &str, value: Value) -> Vec<String> {
    let mut doc = json!({
        "currency": "USD", "levels": [{"id": "top"}], "terms": [{"id": "all", "max_sales": 3}],
        "quality": "score", "shown": ["score"],
        "buyers": [{"id": "a", "contracts": [
            {"id": "a1", "exclusivity": {"any": {"max_buyers": 3}}, "price": {"bid": {"min_minor": 1, "max_minor": 9}},
             "caps": [{"id": "daily", "limit": 5, "window": "day"}], "target": {"monthly": 9, "daily": 1}}]},
            {"id": "b", "contracts": [{"id": "b1", "exclusivity": {"exclusive": {}}, "price": {"fixed": {"price_minor": 5}}}]}],
        "duplicates": [{"id": "same", "keys": [{"attribute": "email"}], "look_back_s": 60, "decision": {"reject": {}}}],
        "returns": {"window_s": 60, "reasons": ["bad number"]}
    });
    *doc.pointer_mut(path).unwrap() = value;
    issues(doc)
}

#[test]
fn what_is_wrong_with_an_exchange_is_said_with_its_place() {
    let one = |path: &str, value: Value, said: &str| {
        let found = with(path, value);
        assert!(found.iter().any(|own| own.starts_with(said)), "{path}: {said}\n{found:#?}");
    };
    one("/currency", json!("usd"), "exchange.currency: `usd` is not three capital letters");
    one("/levels", json!([]), "exchange.levels: at least one level is needed");
    one("/terms", json!([]), "exchange.terms: at least one is needed");
    one("/terms/0/max_sales", json!(0), "exchange.terms[0].max_sales: 0 makes no sense here");
    one("/terms/0/max_sales", json!(9), "exchange.terms[0].max_sales: 9 buyers, 8 are allowed");
    one("/quality", json!("email"), "exchange.quality: `email` is declared as text");
    one("/quality", json!("scor"), "exchange.quality: unknown attribute `scor`, did you mean `score`?");
    one("/shown/0", json!("phone"), "exchange.shown[0]: unknown attribute `phone`");
    let first = "/buyers/0/contracts/0";
    let at = |field: &str| format!("{first}/{field}");
    let said = |field: &str| format!("exchange.buyers[0].contracts[0].{field}");
    one(
        &at("price"),
        json!({"fixed": {"price_minor": 0}}),
        &said("price.fixed.price_minor: 0 makes no sense"),
    );
    one(&at("price/bid/max_minor"), json!(0), &said("price.bid.max_minor: 0 is less than `min_minor`, 1"));
    one(
        &at("exclusivity"),
        json!({"shared": {"max_buyers": 1}}),
        &said("exclusivity.shared.max_buyers: 1 makes no"),
    );
    one(&at("exclusivity"), json!({"exactly": {"buyers": 9}}), &said("exclusivity.exactly.buyers: 9 buyers"));
    one(&at("caps/0/window"), json!("open"), &said("caps[0].window: a lead sold is not held"));
    one(&at("caps/0/limit"), json!(0), &said("caps[0].limit: a limit of 0 lets nothing through"));
    one(&at("target/daily"), json!(0), &said("target.daily: 0 makes no sense"));
    one(
        &at("id"),
        json!("b1"),
        "exchange.buyers[1].contracts[0].id: contract `b1` is already there, at exchange.buyers[0]",
    );
    one("/buyers/1/id", json!("a"), "exchange.buyers[1].id: buyer `a` is already there");
    one(
        "/levels/0",
        json!({"id": "top", "choice": "lowest_share_of_target"}),
        "exchange.levels[0].choice: contract `b1` of this level has no `target`",
    );
    one("/duplicates/0/keys", json!([]), "exchange.duplicates[0].keys: at least one part is needed");
    one(
        "/duplicates/0/keys/0/attribute",
        json!("hot"),
        "exchange.duplicates[0].keys[0].attribute: `hot` is declared",
    );
    one(
        "/duplicates/0/decision",
        json!({"resell_after": {"after_s": 61}}),
        "exchange.duplicates[0].decision.resell_after.after_s: 61 seconds are more than `look_back_s`, 60",
    );
    one("/returns/reasons", json!([]), "exchange.returns.reasons: at least one is needed");
    one(
        "/returns",
        json!({"window_s": 1, "reasons": ["x"], "refund_percent": 101}),
        "exchange.returns.refund_percent",
    );
    one(
        "/returns",
        json!({"window_s": 1, "reasons": ["x"], "rate_cap_bp": 10_001}),
        "exchange.returns.rate_cap_bp",
    );
    let mut sound = with("/currency", json!("USD"));
    sound.retain(|own| own != "attributes[2]: attribute `hot` is never used");
    assert_eq!(
        sound,
        ["default_plan: there is none, and no rule holds for every lead: a lead may be unroutable"],
        "the sound one is sound"
    );
}

#[test]
fn more_combinations_than_can_be_tried_are_refused_and_just_as_many_are_not() {
    // A chain: each excludes the next, so all hang together.
    let chain = |count: usize, max_sales: u32| {
        let buyers: Vec<Value> = (0..count)
            .map(|own| {
                let next: Vec<String> = (own + 1 < count).then(|| format!("b{}", own + 1)).into_iter().collect();
                json!({"id": format!("b{own}"), "contracts": [{"id": format!("c{own}"), "excluded_buyers": next,
                    "exclusivity": {"any": {"max_buyers": 8}}, "price": {"fixed": {"price_minor": 5}}}]})
            })
            .collect();
        issues(json!({"currency": "USD", "levels": [{"id": "top"}], "buyers": buyers,
            "terms": [{"id": "all", "max_sales": max_sales}]}))
    };
    let refused = |found: Vec<String>| found.iter().any(|own| own.contains("1000000 are allowed"));
    // Of 181 things there are 988,442 sets of up to three, of 182 there are 1,004,914.
    assert!(!refused(chain(181, 3)));
    assert!(refused(chain(182, 3)));
    assert!(!refused(chain(182, 2)));
}
