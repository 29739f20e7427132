//! Laws of rotations that queues share or keep apart: two queues of the same members that share one are as one queue, a queue
//! that keeps several is as several queues, and a strict one that is shared deals as if everybody were always here.
// A test may fail by panicking, in its helpers too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![allow(missing_docs, unreachable_pub, clippy::cast_possible_truncation)]

mod common;

use common::{Rng, cases};
use fairdeal::*;
use proptest::prelude::*;
use serde_json::{Value, json};

const TALLIED: [&str; 5] = ["pointer", "least_recent", "lowest_count", "stride", "quota"];
const ALL: [&str; 7] =
    ["round_robin", "smooth_weighted", "pointer", "least_recent", "lowest_count", "stride", "quota"];
const NAMES: [&str; 6] = ["ann", "bob", "cyd", "dee", "eve", "fay"];

fn start() -> Timestamp {
    "2026-03-02T14:00:00Z".parse().unwrap()
}

/// Everybody is a member of all these queues, always by the same weight, tier and priority.
fn agent(seed: u64, at: usize, queues: &[&str], units: Option<u32>) -> Value {
    let mut rng = Rng(seed ^ at as u64);
    let (weight, tier) = (rng.of(&[1, 1, 2, 3, 0]), rng.of(&[1, 1, 1, 2]));
    let (weight, priority) = (if at == 0 { 2 } else { weight }, rng.below(3));
    let tier = if units.is_some() { 1 } else { tier };
    let seat = |queue: &&str| json!({"queue": queue, "weight": weight, "tier": tier, "priority": priority});
    let seats: Vec<Value> = queues.iter().map(seat).collect();
    json!({"id": NAMES[at], "capacity": {"units": units}, "queues": seats})
}

fn open(seed: u64, queues: &[Value], units: Option<u32>) -> Floor {
    let ids: Vec<&str> = queues.iter().map(|queue| queue["id"].as_str().unwrap()).collect();
    // No lead waits, so that it is no matter which of several is next; but where members are full now and then.
    let gone = if units.is_none() { json!("end") } else { Value::Null };
    let plan = |id: &&str| {
        let push = json!({"id": "s", "action": {"queue": {"queue": id}}, "next": {"nobody_eligible": gone}});
        let end = json!({"id": "end", "action": {"archive": {"reason": "nobody"}}});
        json!({"id": id, "stages": [push, end], "exclude_previous": {"last": 0}})
    };
    let plans: Vec<Value> = ids.iter().map(plan).collect();
    let rule = |(at, id): (usize, &&str)| json!({"id": id, "order": at, "plan": id, "when": {"equals": {"attribute": "to", "value": id}}});
    let rules: Vec<Value> = ids.iter().enumerate().map(rule).collect();
    let agents: Vec<Value> = (0..4).map(|at| agent(seed, at, &ids, units)).collect();
    let policy = json!({
        "format": 1, "semantics": 1, "id": "laws", "default_plan": ids[0], "rules": rules,
        "attributes": [{"id": "to", "type": "text"}, {"id": "source", "type": "text"}],
        "queues": queues, "plans": plans, "presence": {"stale_after_s": null}, "agents": agents, "between_queues": "oldest",
    });
    Floor::open(Policy::from_json(&policy.to_string()).unwrap(), start()).0
}

fn see(floor: &mut Floor, here: &[&str], now: Timestamp) -> Vec<(String, String)> {
    let sign = |name: &&str| Sign::new(name.parse().unwrap(), PresenceState::Available, now);
    floor.see(PresenceSnapshot::new(here.iter().map(sign)), now);
    dealt(floor.settle(now).into_iter().map(|own| own.outcome))
}

fn command(value: Value) -> Command {
    serde_json::from_value(value).unwrap()
}

/// Who was given which lead.
fn dealt(outcomes: impl Iterator<Item = Outcome>) -> Vec<(String, String)> {
    let pair = |outcome| match outcome {
        Outcome::Assigned { lead, agent, .. } => Some((lead.to_string(), agent.to_string())),
        _ => None,
    };
    outcomes.filter_map(pair).collect()
}

type Told = [Vec<(String, String)>; 2];

/// Plays a random history on two floors that should deal alike; who was given the leads on each.
fn both(seed: u64, one: (Floor, &[&str]), other: (Floor, &[&str]), values: &[&str]) -> Told {
    let mut floors = [one, other];
    let mut rng = Rng(seed);
    let mut told = [Vec::new(), Vec::new()];
    let (mut now, mut held): (Timestamp, Vec<(String, String)>) = (start(), Vec::new());
    for step in 0..60 {
        now = now.plus(Span::seconds(1));
        if step == 0 || rng.chance(30) {
            let here: Vec<&str> = NAMES.into_iter().filter(|_| rng.chance(75)).collect();
            for (n, (floor, _)) in floors.iter_mut().enumerate() {
                let dealt = see(floor, &here, now);
                if n == 0 {
                    held.extend(dealt.clone());
                }
                told[n].extend(dealt);
            }
        }
        let at = rng.below(6) as usize;
        let value = rng.of(values);
        let back =
            (!held.is_empty() && rng.chance(15)).then(|| held.remove(rng.below(held.len() as u64) as usize));
        let what = rng.below(20);
        for (n, (floor, queues)) in floors.iter_mut().enumerate() {
            let some = match (&back, what) {
                (Some((lead, agent)), _) => {
                    json!({"return": {"lead": lead, "agent": agent, "reason": "bad_contact"}})
                }
                (_, 0) => json!({"join": agent(seed, at, queues, None)}),
                (_, 1) => json!({"leave": {"agent": NAMES[at]}}),
                _ => {
                    json!({"submit": {"id": format!("L{step}"), "attributes": {"to": value, "source": value}}})
                }
            };
            let ran = floor.run(now, &command(some));
            let mut now_dealt = dealt(ran.decisions().map(|own| own.outcome.clone()));
            now_dealt.extend(dealt(floor.settle(now).into_iter().map(|own| own.outcome)));
            if n == 0 {
                held.extend(now_dealt.clone());
            }
            told[n].extend(now_dealt);
            floor.state().check().unwrap();
        }
    }
    told
}

/// The turns of a floor in the order they are dealt, where members come and go and are full now and then.
fn turns(seed: u64, floor: &mut Floor, queues: &[&str], steady: bool) -> Vec<(String, String)> {
    let mut rng = Rng(seed);
    let (mut now, mut told): (Timestamp, Vec<(String, String)>) = (start(), Vec::new());
    let mut ended = 0;
    for step in 0..80 {
        now = now.plus(Span::seconds(1));
        let here: Vec<&str> = NAMES.into_iter().filter(|_| steady || rng.chance(60)).collect();
        told.extend(see(floor, &here, now));
        let submit = json!({"submit": {"id": format!("L{step}"), "attributes": {"to": rng.of(queues)}}});
        let some = if steady || step % 2 == 0 || ended == told.len() {
            submit
        } else {
            let (lead, agent) = &told[ended];
            ended += 1;
            json!({"dispose": {"lead": lead, "agent": agent, "disposition": {"final": {"code": "won"}}}})
        };
        let ran = floor.run(now, &command(some));
        told.extend(dealt(ran.decisions().map(|own| own.outcome.clone())));
        told.extend(dealt(floor.settle(now).into_iter().map(|own| own.outcome)));
    }
    // Which lead a turn was for is no matter: leads that wait are taken as whose turn it is comes.
    told.into_iter().map(|(_, agent)| (String::new(), agent)).collect()
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: cases(6),
        failure_persistence: None,
        max_shrink_iters: 0,

        ..ProptestConfig::default()
    }
}

fn as_one(seed: u64, strategy: &str, rotation: &Value) -> Told {
    let queue = |id: &str, rotation: &Value| json!({"id": id, "strategy": strategy, "rotation": rotation});
    let one = open(seed, &[queue("web", &json!("own"))], None);
    let two = open(seed, &[queue("web", rotation), queue("fax", rotation)], None);
    both(seed, (one, &["web"]), (two, &["web", "fax"]), &["web", "fax"])
}

fn as_several(seed: u64, strategy: &str, rotation: &Value) -> Told {
    let queue = |id: &str, rotation: &Value| json!({"id": id, "strategy": strategy, "rotation": rotation});
    let several = open(seed, &[queue("web", &json!("own")), queue("fax", &json!("own"))], None);
    let one = open(seed, &[queue("all", rotation)], None);
    both(seed, (several, &["web", "fax"]), (one, &["all"]), &["web", "fax"])
}

fn strictly(seed: u64, strategy: &str, rotation: &Value) -> Told {
    let queue = |id: &str| json!({"id": id, "strategy": strategy, "rotation": rotation, "strict": {"wait_s": 1_000_000_000}});
    let mut busy = open(seed, &[queue("web"), queue("fax")], Some(1));
    let mut free = open(seed, &[queue("web"), queue("fax")], None);
    let mut told = [turns(seed, &mut busy, &["web", "fax"], false), Vec::new()];
    // Tiers are all alike where there are limits to what one holds; so they are to be here.
    let ids = ["web", "fax"];
    for at in 0..4 {
        free.run(start(), &command(json!({"change": agent(seed, at, &ids, Some(100_000))})));
    }
    told[1] = turns(seed, &mut free, &["web", "fax"], true);
    let dealt = told[0].len();
    told[1].truncate(dealt);
    told
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn two_queues_that_share_a_rotation_are_as_one(seed: u64) {
        for strategy in ALL {
            let [one, two] = as_one(seed, strategy, &json!({"shared": "both"}));
            assert_eq!(one, two, "{strategy}, seed {seed}");
        }
    }

    #[test]
    fn a_queue_with_rotations_apart_is_as_several(seed: u64) {
        for strategy in ALL {
            let [several, one] = as_several(seed, strategy, &json!({"apart_by": {"attribute": "source"}}));
            assert_eq!(several, one, "{strategy}, seed {seed}");
        }
    }

    #[test]
    fn a_strict_rotation_that_is_shared_deals_as_if_all_were_here(seed: u64) {
        for strategy in TALLIED {
            let [busy, free] = strictly(seed, strategy, &json!({"shared": "both"}));
            assert!(busy.len() > 3, "{strategy}, seed {seed}: {busy:?}");
            assert_eq!(busy, free, "{strategy}, seed {seed}");
        }
    }
}

/// The laws can be broken: they are where each queue has a rotation of its own.
#[test]
fn rotations_of_ones_own_break_these_laws() {
    let broken = |law: fn(u64, &str, &Value) -> Told, strategy: &str| {
        (0..20).any(|seed| {
            let [one, other] = law(seed, strategy, &json!("own"));
            one != other
        })
    };
    for strategy in ALL {
        assert!(broken(as_one, strategy), "{strategy}");
        assert!(broken(as_several, strategy), "{strategy}");
    }
    for strategy in TALLIED {
        assert!(broken(strictly, strategy), "{strategy}");
    }
}
