//! Random policies and random histories, shared by the property tests.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod batch;
mod budget;
mod cadence;
mod caps;
mod companies;
mod follow_up;
mod geography;
mod hand_off;
mod history;
mod hours;
mod hunt;
mod load;
mod merit;
mod office;
mod orders;
mod replacement;
mod rotation;
mod rules;
mod score;
mod spill;
mod sticky;
mod turned;
mod turns;

use fairdeal::policy::*;
use fairdeal::*;
use serde_json::{Value as Json, json};

use hunt::{agent_skills_json, hunt_json, plain, skills_json, strategy_json};

#[allow(unused_imports, reason = "not every test takes whole histories")]
pub use history::{Step, agents_of, all_here, command, jump, lead, signs, start};
#[allow(unused_imports, reason = "not every test takes histories of hunt groups")]
pub use hunt::some_attempt;
use merit::{adjust_json, affinity_json, merit_json, queue_merit_json, specialists, with_merits};
use orders::{order, pull_json, roll_out};
pub use replacement::replacement;
#[allow(unused_imports, reason = "not every test turns policies over")]
pub use turned::turned_over;
#[allow(unused_imports, reason = "not every test takes all of a history")]

/// A small generator of numbers, so that one seed is one history.
#[derive(Clone, Debug)]
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
    pub fn of<T: Clone>(&mut self, list: &[T]) -> T {
        let at = self.below(list.len() as u64) as usize;
        list[at].clone()
    }
    pub fn maybe(&mut self, percent: u64, value: Json) -> Json {
        if self.chance(percent) { value } else { Json::Null }
    }
}

/// What a random policy may hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// Presence never changes by time alone.
    pub steady_presence: bool,
    pub no_caps: bool,
    /// Hunt groups only.
    pub hunt: bool,
    /// Queues deal by merit and caps follow it, hour by hour.
    pub merit: bool,
    /// With that, all queues deal by what members make of leads of each source.
    pub specialists: bool,
    /// With that, leads are claimed, under caps that whoever wins one soon has more of.
    pub rewarded: bool,
    /// Caps count money, open over their windows, and let reservations run out.
    pub budgets: bool,
}

impl Wanted {
    pub const ANYTHING: Wanted = Wanted {
        steady_presence: false,
        no_caps: false,
        hunt: false,
        merit: false,
        specialists: false,
        rewarded: false,
        budgets: false,
    };
}

pub fn cases(default: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

pub fn agent_id(name: &str) -> AgentId {
    AgentId::new(name).unwrap()
}

const AGENTS: [&str; 8] = ["ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal"];

fn condition(rng: &mut Rng, depth: u32) -> Json {
    match rng.below(if depth > 0 { 10 } else { 7 }) {
        0 => json!({"equals": {"attribute": "source", "value": rng.of(&["web", "fax", "ads"])}}),
        1 => json!({"any_of": {"attribute": "state", "values": ["MN", rng.of(&["WI", "CA"])]}}),
        2 => json!({"range": {"attribute": "score", "from": rng.below(80), "below": rng.below(60) + 50}}),
        3 => json!({"equals": {"attribute": "products", "value": rng.of(&["solar", "roof"])}}),
        4 => json!({"in_set": {"attribute": "state", "set": "west"}}),
        5 => json!({"equals": {"attribute": "vip", "value": rng.chance(50)}}),
        6 => json!({"prefix": {"attribute": "source", "prefix": rng.of(&["w", "fa", ""])}}),
        7 => json!({"not": condition(rng, depth - 1)}),
        8 => json!({"any": [condition(rng, depth - 1), condition(rng, depth - 1)]}),
        _ => json!({"all": [condition(rng, depth - 1), {"absent": {"attribute": "vip"}}]}),
    }
}

fn seconds(rng: &mut Rng) -> u64 {
    rng.of(&[60, 300, 300, 900, 3_600, 7_200, 86_400, 200_000])
}

fn timer(rng: &mut Rng) -> Json {
    if rng.chance(20) {
        json!({"business": {"open_s": seconds(rng), "calendar": rng.of(&["office", "night"])}})
    } else {
        json!({"wall_s": seconds(rng)})
    }
}

fn queue_json(rng: &mut Rng, at: usize, steady: bool) -> Json {
    let tiers = if rng.chance(40) {
        json!([{"tier": 2, "opens_after_s": seconds(rng)}, {"tier": 3, "opens_after_s": seconds(rng)}])
    } else {
        json!([])
    };
    let accrual = |rng: &mut Rng| match rng.below(4) {
        0 | 1 => json!("none"),
        2 => json!("all"),
        _ => json!({"capped": {"turns": rng.below(3) + 1}}),
    };
    let fancy = rng.chance(40);
    let absence = if fancy {
        json!({"leave": accrual(rng), "shift": accrual(rng), "presence": accrual(rng), "block": accrual(rng),
            "capacity": accrual(rng), "cap": accrual(rng)})
    } else {
        json!({})
    };
    let mut queue = json!({
        "id": format!("q{at}"), "strategy": strategy_json(rng), "tiers": tiers,
        "open_next_tier_when_empty": steady && rng.chance(50),
        "work_kind": rng.of(&[None, None, Some("big"), Some("small")]),
        "holds_capacity_until": rng.of(&["closed", "disposed"]),
        "wrap_up_s": rng.of(&[0, 0, 60, 600]), "wrap_up_may_end": rng.chance(30),
        "wrap_up_by_code": if rng.chance(30) { json!([{"code": "won", "wrap_up_s": rng.of(&[0, 30, 1_200])}]) } else { json!([]) }, "decline_delay_s": rng.of(&[0, 0, 30, 900]),
        "timeout_delay_s": rng.of(&[0, 0, 30, 900]), "cycle_wait_s": rng.of(&[1, 30, 600]),
        "delay": {"cost_per_s": rng.below(3), "grows": rng.chance(50), "handling_s": rng.of(&[1, 60, 600])},
        "skills": if rng.chance(25) { skills_json(rng) } else { json!([]) },
        "idle": if rng.chance(60) { json!({"since": rng.of(&["any", "offered", "assigned", "ended"]),
            "other_queues": rng.chance(40), "wrap_up_counts": rng.chance(50)}) } else { json!({}) },
        "idle_over": if rng.chance(50) { json!("day") } else { json!({"rolling": {"span_s": rng.of(&[60, 3_600, 86_400])}}) },
        "response": {"over_last": rng.of(&[1, 2, 2, 20]), "assumed_s": rng.of(&[0, 300, 1_200])},
        "absence": absence, "counts_as_turn": {"claim": rng.chance(70), "reassign": rng.chance(30)},
        "pull": pull_json(rng),
    });
    order(rng, &mut queue);
    queue
}

fn cap_json(rng: &mut Rng, at: usize) -> Json {
    let mut per: Vec<Json> = Vec::new();
    if rng.chance(60) {
        per.push(json!("agent"));
    } else if rng.chance(40) {
        per.push(json!("team"));
    }
    if rng.chance(25) {
        per.push(json!("queue"));
    }
    if rng.chance(25) {
        per.push(json!({"attribute": rng.of(&["source", "state", "vip", "products"])}));
    }
    let counts = rng.of(&["accepted", "accepted", "offered", "claimed", "returned"]);
    let window = match rng.below(if counts == "returned" { 6 } else { 7 }) {
        0 => json!("hour"),
        1 => json!("day"),
        2 => json!({"week": {"starts": rng.of(&["mon", "sun"])}}),
        3 => json!("month"),
        4 => json!({"rolling": {"span_s": rng.of(&[60, 600, 3_600, 86_400])}}),
        5 => json!("lifetime"),
        _ => json!("open"),
    };
    let limit = rng.of(&[0, 1, 1, 2, 2, 3, 5]);
    let mut cap = json!({
        "id": format!("c{at}"), "limit": if limit == 0 && rng.chance(80) { 4 } else { limit }, "per": per,
        "when": if rng.chance(25) { condition(rng, 1) } else { Json::Null }, "window": window,
        "zone": rng.of(&[None, Some("America/New_York"), Some("Europe/London"), Some("Asia/Kolkata")]),
        "counts": counts, "on_return": rng.of(&["keep", "give_back"]),
    });
    caps::with_more(&mut Rng(rng.0 ^ 0xca95), &mut cap);
    cap
}

fn plan_json(rng: &mut Rng, at: usize, queues: usize) -> Json {
    let count = rng.below(3) as usize + 1;
    let mut stages: Vec<Json> = Vec::new();
    let names: Vec<String> = (0..=count + 1).map(|n| format!("s{n}")).collect();
    let mut recycled = false;
    for n in 0..count {
        let queue = format!("q{}", rng.below(queues as u64));
        let within = if rng.chance(60) { timer(rng) } else { Json::Null };
        let wait = if rng.chance(35) { timer(rng) } else { Json::Null };
        let action = match rng.below(13) {
            0..=6 => {
                json!({"queue": {"queue": queue, "accept_within": within, "attempts": rng.below(4) + 1, "wait": wait}})
            }
            7 => json!({"offer_owner": {"accept_within": within}}),
            8..=10 => {
                let roll_out = roll_out(rng);
                json!({"pool": {"queue": queue, "wait": wait, "roll_out": roll_out}})
            }
            11 if n > 0 && !recycled => {
                recycled = true;
                json!({"recycle": {"rest": timer(rng), "back_to": "s0", "cycles": rng.below(2) + 1}})
            }
            11 => json!({"hold": {"until": {"timer": timer(rng)}}}),
            _ => json!({"hold": {"until": {"open": {"calendar": rng.of(&["office", "night"])}}}}),
        };
        let later = |rng: &mut Rng| {
            if rng.chance(30) {
                json!(names[n + 1 + rng.below((count - n) as u64 + 1) as usize - 0])
            } else {
                Json::Null
            }
        };
        let next = json!({"declined": later(rng), "timed_out": later(rng), "waited_out": later(rng),
            "pushed_out": later(rng), "nobody_eligible": if rng.chance(40) { later(rng) } else { Json::Null },
            "cap_full": if rng.chance(40) { later(rng) } else { Json::Null }});
        stages.push(json!({"id": names[n], "action": action, "next": next,
            "skills": if rng.chance(10) { skills_json(rng) } else { json!([]) },
            "when": if rng.chance(15) { condition(rng, 1) } else { Json::Null }}));
    }
    let rest = format!("q{}", rng.below(queues as u64));
    stages.push(json!({"id": names[count], "action": {"queue": {"queue": rest, "accept_within": timer(rng), "wait": timer(rng)}}}));
    stages.push(json!({"id": names[count + 1], "action": {"archive": {"reason": "cold"}}}));
    let mut follow_up = Vec::new();
    for missing in ["attempt", "contact", "disposition"] {
        if rng.chance(25) {
            let within = rng.of(&[1_800, 3_600, 7_200, 86_400]);
            let within = if rng.chance(20) {
                json!({"business": {"open_s": within, "calendar": "office"}})
            } else {
                json!({"wall_s": within})
            };
            follow_up.push(json!({"missing": missing, "within": within, "then": rng.of(&names)}));
        }
    }
    let most = rng.of(&[None, None, Some(2), Some(4)]);
    json!({"id": format!("p{at}"), "stages": stages, "follow_up": follow_up,
        "exclude_previous": {"last": rng.of(&[0, 1, 2, 50]), "forget_after_s": rng.of(&[None, Some(60), Some(7_200)]),
            "when_emptied": rng.of(&["wait", "relax"])},
        "creditable_returns": rng.of(&[json!(["bad_contact", "no_show"]), json!([])]), "transfer_credits_turn": rng.chance(80),
        "max_assignments": most,
        "exhausted": if most.is_some() && rng.chance(50) { json!(names[count + 1]) } else { Json::Null }})
}

pub fn agent_json(rng: &mut Rng, name: &str, queues: &[Name], caps: &[Json]) -> Json {
    let mut seats = Vec::new();
    for queue in queues {
        if rng.chance(70) {
            seats.push(json!({"queue": queue, "weight": rng.of(&[1, 1, 1, 2, 4, 0]),
                "tier": rng.of(&[1, 1, 2, 3]), "priority": rng.below(3)}));
        }
    }
    let mut limits = Vec::new();
    for cap in caps {
        if rng.chance(15) {
            limits.push(json!({"cap": cap["id"], "limit": rng.below(4)}));
        }
    }
    json!({"id": name, "team": rng.of(&[None, Some("red"), Some("blue")]),
        "calendar": rng.of(&[None, None, None, Some("office"), Some("night")]),
        "capacity": {"units": rng.of(&[None, None, Some(2), Some(4)]),
            "per_kind": if rng.chance(20) { json!([{"kind": "big", "units": 4}]) } else { json!([]) },
            "declining_return": if rng.chance(15) { json!({"value_by_open_leads": [100, 180, 190], "least_gain": 20}) } else { Json::Null }},
        "traits": score::traits_json(rng), "skills": agent_skills_json(rng),
        "queues": seats, "cap_limits": limits, "blocked": rng.chance(5)})
}

/// A random policy that compiles.
pub fn policy(rng: &mut Rng, wanted: Wanted) -> PolicyDoc {
    loop {
        let json = policy_json(rng, wanted);
        let doc: PolicyDoc = serde_json::from_value(json.clone()).unwrap_or_else(|e| panic!("{e}: {json}"));
        if Policy::compile(&doc).is_ok() {
            return doc;
        }
    }
}

pub fn policy_json(rng: &mut Rng, wanted: Wanted) -> Json {
    let mut doc = any_policy_json(rng, wanted);
    wanted.hunt.then(|| plain(rng, &mut doc));
    if !wanted.hunt && !wanted.specialists {
        score::with_scores(rng, &mut doc);
    }
    if !wanted.hunt {
        batch::with_batches(rng, &mut doc);
    }
    follow_up::with_steps(rng, &mut doc);
    follow_up::with_changes(rng, &mut doc);
    if !wanted.merit {
        follow_up::with_absences(rng, &mut doc);
    }
    if !wanted.merit && !wanted.budgets {
        office::with_offices(rng, &mut doc);
    }
    hand_off::with_hand_offs(rng, &mut doc);
    sticky::with_sticky(rng, &mut doc);
    rotation::with_rotations(rng, &mut doc);
    spill::with_spill(rng, &mut doc);
    spill::with_transfers(rng, &mut doc);
    turns::with_turns(rng, &mut doc);
    hours::with_hours(rng, &mut doc);
    load::with_loads(rng, wanted, &mut doc);
    if wanted.rewarded {
        merit::rewarded(rng, &mut doc);
    }
    if wanted.budgets {
        budget::with_budgets(rng, &mut doc);
    }
    // Histories of merit are about merit.
    if !wanted.merit {
        geography::with_territories(rng, &mut doc);
        companies::with_accounts(rng, &mut doc);
        cadence::with_cadences(rng, &mut doc);
        cadence::with_ranks(rng, &mut doc);
        cadence::with_revisions(rng, &mut doc);
        rules::with_best_rules(rng, &mut doc);
    }
    doc
}

fn any_policy_json(rng: &mut Rng, wanted: Wanted) -> Json {
    let queues = rng.below(3) as usize + 1;
    let steady = wanted.steady_presence || rng.chance(50);
    let unknown = steady && rng.chance(20);
    let caps: Vec<Json> =
        if wanted.no_caps { vec![] } else { (0..rng.below(4) as usize).map(|n| cap_json(rng, n)).collect() };
    let plans = rng.below(2) as usize + 1;
    let mut queue_docs: Vec<Json> = Vec::new();
    for at in 0..queues {
        let mut queue = queue_json(rng, at, steady);
        if wanted.hunt {
            queue["strategy"] = hunt_json(rng);
        }
        queue_docs.push(queue);
    }
    let agents = rng.below(4) as usize + 2;
    let named: Vec<Name> = (0..queues).map(|at| Name::new(&format!("q{at}")).unwrap()).collect();
    let agents: Vec<Json> =
        AGENTS[..agents].iter().map(|name| agent_json(rng, name, &named, &caps)).collect();
    let rules: Vec<Json> = (0..rng.below(3))
        .map(|n| {
            json!({"id": format!("r{n}"), "order": rng.below(3),
        "when": condition(rng, 2), "plan": format!("p{}", rng.below(plans as u64))})
        })
        .collect();
    let mut doc = json!({
        "format": 1, "semantics": 1, "id": "random", "zone": rng.of(&["UTC", "America/Chicago"]),
        "attributes": [{"id": "source", "type": "text"}, {"id": "score", "type": "integer"}, {"id": "state", "type": "text"},
            {"id": "vip", "type": "boolean"}, {"id": "products", "type": "texts"}],
        "sets": [{"id": "west", "values": ["CA", "WA"]}],
        "calendars": [
            {"id": "office", "zone": "America/New_York", "weekly": [{"days": ["mon","tue","wed","thu","fri"],
                "blocks": [{"from": "09:00", "until": "12:00"}, {"from": "13:00", "until": "17:30"}]}]},
            {"id": "night", "zone": "Europe/London", "weekly": [{"days": ["mon","wed","fri","sat","sun"],
                "blocks": [{"from": "22:00", "until": "06:00"}]}]}],
        "skills": if rng.chance(50) {
            json!([{"id": "german"}, {"id": "solar"}, {"id": "gas"}, {"id": "roof"}, {"id": "web"}, {"id": "ads"}])
        } else {
            json!([{"id": "ads"}, {"id": "roof"}, {"id": "german"}, {"id": "web"}, {"id": "gas"}, {"id": "solar"}])
        },
        "work_kinds": [{"id": "big", "units": 2}, {"id": "small", "units": 1, "interruptible": rng.chance(50)}],
        "pause": if rng.chance(40) { json!({"after_declined": rng.of(&[None, Some(1), Some(2)]),
            "after_timed_out": rng.of(&[None, Some(1), Some(2)]), "for_s": rng.of(&[None, Some(60), Some(7_200)])}) } else { Json::Null },
        "presence": {"stale_after_s": if steady { None } else { rng.of(&[None, Some(300), Some(1_800)]) },
            "inactive_after_s": if steady { None } else { rng.of(&[None, None, Some(900)]) },
            "unknown_may_receive": unknown, "busy_may_receive": rng.chance(20)},
        "offboard": {"leads_per_minute": rng.of(&[1, 60])},
        "between_queues": rng.of(&["listed", "listed", "oldest", "c_mu"]),
        "queues": queue_docs, "caps": caps,
        "plans": (0..plans).map(|n| plan_json(rng, n, queues)).collect::<Vec<_>>(),
        "rules": rules, "default_plan": if rng.chance(95) { json!("p0") } else { Json::Null },
        "agents": agents, "merits": [], "traits": score::trait_types(), "teams": score::teams(),
    });
    if wanted.merit || rng.chance(40) {
        with_merits(rng, &mut doc);
    }
    if wanted.merit {
        doc["merits"].as_array_mut().unwrap().iter_mut().for_each(|merit| merit["period"] = json!("hour"));
        // A raise is soon made, and soon judged.
        for queue in
            doc["queues"].as_array_mut().unwrap().iter_mut().filter(|queue| !queue["merit"].is_null())
        {
            for (field, value) in [("min_tried", 1), ("roll_back_percent", 100), ("rise_percent", 50)] {
                queue["merit"][field] = json!(value);
            }
        }
    }
    if wanted.specialists {
        specialists(rng, &mut doc);
    }
    doc
}
