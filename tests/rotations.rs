//! Laws that every rotation keeps, over random floors: who is not picked stands as before, whoever comes or goes moves
//! nobody else, and the fast way of picking finds whom the keys compared one by one find.
// A test may fail by panicking, in its helpers too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![allow(missing_docs, unreachable_pub, clippy::cast_possible_truncation)]

mod common;

use std::collections::BTreeMap;

use common::{Rng, cases};
use fairdeal::policy::{RankKeyDoc, StrategyDoc};
use fairdeal::*;
use proptest::prelude::*;
use serde_json::{Value, json};

const ROTATIONS: [&str; 10] = [
    "round_robin",
    "top_producers",
    "least_recent",
    "longest_idle",
    "pointer",
    "lowest_count",
    "stride",
    "smooth_weighted",
    "quota",
    "random",
];
const NAMES: [&str; 8] = ["ann", "bob", "cyd", "dee", "eve", "fay", "gus", "hal"];

/// The rotations by the turn ledger, in which whoever shares in a turn plays a part in whose it is.
fn by_ledger(strategy: &str) -> bool {
    matches!(strategy, "round_robin" | "top_producers")
}

const WEIGHTS: [u32; 6] = [1, 1, 2, 3, 7, 0];

fn agent(rng: &mut Rng, name: &str, weights: &[u32]) -> Value {
    let seat = json!({"queue": "web", "weight": rng.of(weights), "tier": rng.of(&[1, 1, 1, 2]),
        "priority": rng.below(3)});
    json!({"id": name, "queues": [seat]})
}

fn open(rng: &mut Rng, strategy: &str, weights: &[u32]) -> (Floor, Timestamp) {
    let agents: Vec<Value> =
        NAMES[..3 + rng.below(4) as usize].iter().map(|name| agent(rng, name, weights)).collect();
    let merit = if strategy == "top_producers" { json!({"by": "closing"}) } else { Value::Null };
    let policy = json!({
        "format": 1, "semantics": 1, "id": "laws", "default_plan": "d",
        "merits": [{"id": "closing", "won": ["won"]}],
        "queues": [{"id": "web", "strategy": strategy, "merit": merit, "pull": {"lease_s": 60}}],
        "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "web"}}}], "exclude_previous": {"last": 0}}],
        "presence": {"stale_after_s": null}, "agents": agents,
    });
    let now: Timestamp = "2026-03-02T14:00:00Z".parse().unwrap();
    (Floor::open(Policy::from_json(&policy.to_string()).unwrap(), now).0, now)
}

fn present(rng: &mut Rng, chance: u64) -> Vec<&'static str> {
    NAMES.into_iter().filter(|_| rng.chance(chance)).collect()
}

fn see(floor: &mut Floor, here: &[&str], now: Timestamp) {
    let sign = |name: &&str| Sign::new(name.parse().unwrap(), PresenceState::Available, now);
    floor.see(PresenceSnapshot::new(here.iter().map(sign)), now);
    floor.settle(now);
}

fn command(value: Value) -> Command {
    serde_json::from_value(value).unwrap()
}

/// Where everybody stands: the rotation's own number, or turns owed.
fn standings(floor: &Floor) -> BTreeMap<AgentId, (u64, String, Option<i64>)> {
    let view = floor.state().queue_views().remove(0);
    let standing = |agent: &AgentId| view.standings.iter().find(|(other, _)| other == agent).map(|(_, n)| *n);
    let stands = |agent: &AgentId, owed: &meter::ledger::Turns| match standing(agent) {
        // Credit is told in turns by what all who share weigh; the credit itself is the number.
        Some(number) => (String::new(), Some(number)),
        None => (owed.to_string(), None),
    };
    let rows = view.members.iter().map(|(agent, taken, owed)| {
        let (owed, number) = stands(agent, owed);
        (agent.clone(), (*taken, owed, number))
    });
    rows.collect()
}

/// Who gets a lead that comes now; none if nobody can.
fn winner(floor: &Floor, now: Timestamp, lead: &str) -> Option<AgentId> {
    match floor.decide(now, &command(json!({"submit": {"id": lead}}))).outcome {
        Outcome::Assigned { agent, .. } => Some(agent),
        _ => None,
    }
}

/// Who gets it if one of those here is away.
fn without(floor: &Floor, here: &[&str], away: &str, now: Timestamp, lead: &str) -> Option<AgentId> {
    let left = here.iter().filter(|name| **name != away);
    let sign = |name: &&str| Sign::new(name.parse().unwrap(), PresenceState::Available, now);
    let mut other = floor.clone();
    other.see(PresenceSnapshot::new(left.map(sign)), now);
    winner(&other, now, lead)
}

/// A random history under a strategy, with a look after each step.
fn live(seed: u64, strategy: &str, steps: usize, look: impl FnMut(&Floor, &[&str], Timestamp, usize)) {
    live_by_weights(seed, strategy, &WEIGHTS, steps, look);
}

fn live_by_weights(
    seed: u64,
    strategy: &str,
    weights: &[u32],
    steps: usize,
    mut look: impl FnMut(&Floor, &[&str], Timestamp, usize),
) {
    let mut rng = Rng(seed);
    let (mut floor, mut now) = open(&mut rng, strategy, weights);
    let mut here = present(&mut rng, 80);
    see(&mut floor, &here, now);
    let mut held: Vec<(String, AgentId)> = Vec::new();
    for step in 0..steps {
        now = now.plus(Span::seconds(1));
        floor.settle(now);
        if rng.chance(30) {
            here = present(&mut rng, 70);
            see(&mut floor, &here, now);
        }
        look(&floor, &here, now, step);
        let name = NAMES[rng.below(8) as usize];
        let some = match rng.below(20) {
            0 => json!({"join": agent(&mut rng, name, weights)}),
            1 => json!({"change": agent(&mut rng, name, weights)}),
            2 => json!({"leave": {"agent": name}}),
            3 => json!({"claim": {"agent": name, "queue": "web", "way": {"next": {}}}}),
            4 | 5 if !held.is_empty() => {
                let (lead, agent) = held.remove(rng.below(held.len() as u64) as usize);
                json!({"return": {"lead": lead, "agent": agent, "reason": rng.of(&["bad_contact", "other"])}})
            }
            _ => json!({"submit": {"id": format!("L{step}")}}),
        };
        let ran = floor.run(now, &command(some));
        if let Outcome::Assigned { lead, agent, .. } = ran.outcome() {
            held.push((lead.to_string(), agent.clone()));
        }
        floor.state().check().unwrap();
    }
}

fn config() -> ProptestConfig {
    let cases = cases(6);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    /// Blocking somebody, or somebody's joining, leaves everybody else where they stood, to the unit. A pointer's numbers
    /// are places, and who leaves has none.
    #[test]
    fn who_comes_or_is_blocked_moves_nobody_else(seed: u64) {
        for strategy in ROTATIONS {
            live(seed, strategy, 40, |floor, _, now, step| {
                let before = standings(floor);
                let name = NAMES[step % NAMES.len()];
                let doc = json!({"id": name, "queues": [{"queue": "web", "weight": 1 + step % 3}]});
                let known = before.contains_key(&name.parse::<AgentId>().unwrap());
                let mut blocked = doc.clone();
                blocked["blocked"] = json!(true);
                let changed = if known { json!({"change": blocked}) } else { json!({"join": doc}) };
                let mut other = floor.clone();
                // The change alone: a lead that waits may follow from it, and that is a turn of whoever gets it.
                if let Some(record) = floor.decide(now, &command(changed)).recorded {
                    other.apply(&record).unwrap();
                }
                let mut after = standings(&other);
                let mut before = before;
                before.remove(&name.parse::<AgentId>().unwrap());
                after.remove(&name.parse::<AgentId>().unwrap());
                assert_eq!(before, after, "{strategy}, seed {seed}, step {step}");
            });
        }
    }

    /// Without somebody who would not have had the lead, the same one has it. The exception is the ledger among unequal
    /// weights: of `n` who could take the lead, whoever is owed 1 ÷ (2n − 2) turns or more is begun, and is due when all but
    /// that much of a turn is owed; with one fewer that margin is wider, which brings a light member's turn forward by
    /// more leads than a heavy one's. Among equal weights the margin moves all
    /// alike, and the law holds.
    #[test]
    fn who_is_not_next_makes_no_difference(seed: u64) {
        for strategy in ROTATIONS {
            let weights: &[u32] = if by_ledger(strategy) { &[4, 0] } else { &WEIGHTS };
            live_by_weights(seed, strategy, weights, 40, |floor, here, now, step| {
                let lead = format!("N{step}");
                let Some(first) = winner(floor, now, &lead) else { return };
                for away in here.iter().filter(|name| **name != first.as_str()) {
                    assert_eq!(
                        without(floor, here, away, now, &lead).as_ref(), Some(&first),
                        "{strategy} without {away}, seed {seed}"
                    );
                }
            });
        }
    }

    /// The one picked is the first of those who pass, by the numbers of the explanation and then by id; nobody of weight 0.
    #[test]
    fn the_one_picked_is_the_least_by_the_keys(seed: u64) {
        for strategy in ROTATIONS.into_iter().filter(|strategy| !by_ledger(strategy)) {
            live(seed, strategy, 40, |floor, _, now, step| {
                let submit = command(json!({"submit": {"id": format!("N{step}")}}));
                let (decision, why) = floor.explain(now, &submit);
                assert_eq!(decision, floor.decide(now, &submit));
                let mut seen = Vec::new();
                for finding in &why.findings {
                    if let Finding::Candidates { candidates, .. } = finding {
                        seen = candidates.iter().filter(|one| one.refused.is_none()).collect();
                    }
                }
                let least = seen.into_iter().min_by_key(|one| {
                    let rank: Vec<i64> = one.rank.iter().map(|(_, worth)| *worth).collect();
                    (rank, one.agent.clone())
                });
                let picked = match decision.outcome {
                    Outcome::Assigned { agent, .. } => Some(agent),
                    _ => None,
                };
                assert_eq!(picked, least.map(|one| one.agent.clone()), "{strategy}, seed {seed}, step {step}");
            });
        }
    }
}

/// Why the ledger is an exception among unequal weights: cyd weighs 4, ann and bob 1 each, and of three leads cyd has had two
/// and ann one. With the next lead bob and cyd are owed 2⁄3 of a turn each. The margin among three is 1⁄4, so both are due when
/// 3⁄4 are owed, which cyd is sooner. Without ann, who would not have had it, bob is owed 7⁄10 and cyd 4⁄5, and the margin is
/// 1⁄2: bob has been due for 1⁄5 of bob's pace, cyd for 3⁄40 of cyd's, so bob is next.
#[test]
fn one_fewer_can_change_whose_turn_it_is_among_unequal_weights() {
    let seat = |weight: u32| json!([{"queue": "web", "weight": weight}]);
    let agents = json!([{"id": "ann", "queues": seat(1)}, {"id": "bob", "queues": seat(1)}, {"id": "cyd", "queues": seat(4)}]);
    let policy = json!({
        "format": 1, "semantics": 1, "id": "fewer", "default_plan": "d", "queues": [{"id": "web"}],
        "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "web"}}}]}], "agents": agents,
    });
    let now: Timestamp = "2026-03-02T14:00:00Z".parse().unwrap();
    let (mut floor, _) = Floor::open(Policy::from_json(&policy.to_string()).unwrap(), now);
    let here = ["ann", "bob", "cyd"];
    see(&mut floor, &here, now);
    for (lead, agent) in [("L1", "cyd"), ("L2", "cyd"), ("L3", "ann")] {
        assert_eq!(winner(&floor, now, lead).unwrap().as_str(), agent);
        floor.run(now, &command(json!({"submit": {"id": lead}})));
    }
    assert_eq!(winner(&floor, now, "L4").unwrap().as_str(), "cyd");
    assert_eq!(without(&floor, &here, "bob", now, "L4").unwrap().as_str(), "cyd");
    assert_eq!(without(&floor, &here, "ann", now, "L4").unwrap().as_str(), "bob");
}

/// What the laws are told by changes when it should: a turn taken is seen in the standing of its taker.
#[test]
fn a_turn_taken_is_seen() {
    for strategy in ROTATIONS {
        let mut rng = Rng(7);
        let (mut floor, now) = open(&mut rng, strategy, &WEIGHTS);
        see(&mut floor, &NAMES, now);
        let before = standings(&floor);
        floor.run(now, &command(json!({"submit": {"id": "L"}})));
        let keeps = !matches!(strategy, "least_recent" | "longest_idle" | "random");
        assert_eq!(before != standings(&floor), keeps, "{strategy}");
    }
}

#[test]
fn every_preset_with_a_rotation_is_here() {
    for strategy in ROTATIONS {
        let doc: StrategyDoc = serde_json::from_value(json!(strategy)).unwrap();
        let rotates = doc.keys().iter().copied().any(RankKeyDoc::rotates);
        assert_eq!(rotates, !matches!(strategy, "least_recent" | "longest_idle"), "{strategy}");
    }
}

/// Who skips a turn is told so, and so is everybody who asks why.
#[test]
fn a_skip_is_explained() {
    let agents =
        json!([{"id": "ann", "queues": [{"queue": "web"}]}, {"id": "bob", "queues": [{"queue": "web"}]}]);
    let policy = json!({
        "format": 1, "semantics": 1, "id": "skip", "default_plan": "d", "queues": [{"id": "web"}],
        "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "web"}}}]}], "agents": agents,
    });
    let now: Timestamp = "2026-03-02T14:00:00Z".parse().unwrap();
    let (mut floor, _) = Floor::open(Policy::from_json(&policy.to_string()).unwrap(), now);
    see(&mut floor, &NAMES, now);
    let skip = json!({"skip_once": {"until": "2026-03-02T15:00:00Z"}});
    floor.run(now, &command(json!({"adjust": {"queue": "web", "agent": "ann", "by": skip}})));
    assert_eq!(floor.state().queue_views()[0].skips.len(), 1);
    let (decision, why) = floor.explain(now, &command(json!({"submit": {"id": "L"}})));
    assert!(matches!(decision.outcome, Outcome::Assigned { agent, .. } if agent.as_str() == "bob"));
    let why = why.why_not(&"ann".parse().unwrap()).unwrap().to_string();
    assert_eq!(
        why,
        "`ann` could not take it: `ann` skips a turn of queue `web`, by a manager's word; clears at 2026-03-02T15:00:00Z"
    );
}

/// Every rotation says in words where each member stands and what told the two apart.
#[test]
fn standings_are_told_in_words() {
    let seat = |weight: u32| json!([{"queue": "web", "weight": weight}]);
    let agents = json!([{"id": "ann", "queues": seat(2)}, {"id": "bob", "queues": seat(1)}]);
    let now: Timestamp = "2026-03-02T14:00:00Z".parse().unwrap();
    for (strategy, leads, lines) in [
        (
            "pointer",
            1,
            [
                "yes  `ann`: tier 1, not after the pointer, priority 0",
                "yes  `bob`: tier 1, after the pointer, priority 0",
                "picked `bob` before `ann`, by the next place after the pointer",
            ],
        ),
        (
            "lowest_count",
            1,
            [
                "yes  `ann`: tier 1, total 1",
                "yes  `bob`: tier 1, total 0",
                "picked `bob` before `ann`, by 1 turn(s) fewer in all",
            ],
        ),
        (
            "stride",
            2,
            [
                "yes  `ann`: tier 1, pass 1.50",
                "yes  `bob`: tier 1, pass 1.00",
                "picked `bob` before `ann`, by a pass lower by 0.50",
            ],
        ),
        (
            "smooth_weighted",
            1,
            [
                "yes  `ann`: tier 1, credit 1",
                "yes  `bob`: tier 1, credit 2",
                "picked `bob` before `ann`, by 1 more credit",
            ],
        ),
        (
            "quota",
            1,
            [
                "yes  `ann`: tier 1, 1 turn(s) taken in round 1",
                "yes  `bob`: tier 1, 0 turn(s) taken in round 1",
                "picked `bob` before `ann`, by turns left in an earlier round, or fewer taken in this one",
            ],
        ),
        ("random", 0, ["yes  `ann`: tier 1, lot ", "yes  `bob`: tier 1, lot ", ", by the lesser lot"]),
    ] {
        let policy = json!({
            "format": 1, "semantics": 1, "id": "words", "default_plan": "d",
            "queues": [{"id": "web", "strategy": strategy}],
            "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "web"}}}]}], "agents": agents,
        });
        let (mut floor, _) = Floor::open(Policy::from_json(&policy.to_string()).unwrap(), now);
        see(&mut floor, &NAMES, now);
        for number in 0..leads {
            floor.run(now, &command(json!({"submit": {"id": format!("L{number}")}})));
        }
        let (_, why) = floor.explain(now, &command(json!({"submit": {"id": "L"}})));
        let text = why.to_string();
        for line in lines {
            assert!(text.contains(line), "{strategy}: {line}\n{text}");
        }
    }
}
