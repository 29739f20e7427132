//! A bridge that comes to nothing leaves everything as if nobody had been rung: turns, counts, loads, idle time, and who is
//! next.
#![allow(missing_docs, unreachable_pub, dead_code)]
#![allow(clippy::all, clippy::pedantic)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
#![allow(clippy::cast_possible_truncation, clippy::print_stdout)]

mod common;

use common::{Rng, all_here, cases};
use fairdeal::*;
use proptest::prelude::*;
use serde_json::json;

const CLOSERS: [&str; 5] = ["ann", "bob", "cat", "dan", "eve"];

fn policy(rng: &mut Rng) -> Policy {
    let strategy = rng.of(&[
        json!("round_robin"),
        json!("least_recent"),
        json!("longest_idle"),
        json!("least_loaded"),
        json!("cumulative_idle"),
        json!("fewest"),
        json!("most_free"),
        json!("power_of_two"),
        json!("pointer"),
        json!("lowest_count"),
        json!("stride"),
        json!("smooth_weighted"),
        json!("quota"),
        json!("random"),
    ]);
    let ring = |rng: &mut Rng| json!({"queue": "close", "within_s": rng.below(9) + 1, "at_once": rng.below(3) + 1, "rounds": rng.below(3) + 1});
    let rings: Vec<_> = (0..rng.below(2) + 1).map(|_| ring(rng)).collect();
    let mut agents = vec![json!({"id": "quinn", "queues": [{"queue": "desk"}]})];
    for name in CLOSERS {
        agents.push(json!({"id": name, "team": rng.of(&["red", "blue"]), "capacity": {"units": rng.of(&[None, Some(2), Some(4)])},
            "queues": [{"queue": "close", "weight": rng.below(3) + 1, "tier": rng.below(2) + 1}]}));
    }
    let doc = json!({"format": 1, "semantics": 1, "id": "p", "default_plan": "open", "presence": {"stale_after_s": null},
        "attributes": [{"id": "kind", "type": "text"}],
        "queues": [{"id": "desk"}, {"id": "close", "strategy": strategy}],
        "caps": [{"id": "team", "limit": 7, "per": ["team"], "window": "day"}, {"id": "own", "limit": 3, "per": ["agent", "queue"], "window": "day"},
            {"id": "held", "limit": 12, "window": "open"}],
        "plans": [{"id": "open", "stages": [{"id": "s", "action": {"queue": {"queue": "desk"}}}], "hand_off": {"rings": rings}},
            {"id": "direct", "stages": [{"id": "s", "action": {"queue": {"queue": "close"}}}]}],
        "rules": [{"id": "r", "order": 0, "when": {"equals": {"attribute": "kind", "value": "direct"}}, "plan": "direct"}],
        "agents": agents});
    Policy::from_json(&doc.to_string()).unwrap()
}

fn direct(number: u64) -> Command {
    Command::Submit(Lead::new(&format!("D-{number}")).unwrap().with("kind", "direct"))
}

/// What of a floor must not change: everything of agents and queues.
fn seen(floor: &Floor) -> (Vec<AgentView>, Vec<QueueView>) {
    (floor.state().agent_views(), floor.state().queue_views())
}

fn nothing_remains(seed: u64) -> Result<bool, TestCaseError> {
    let mut rng = Rng(seed);
    let start: Timestamp = "2026-03-02T14:00:00Z".parse().unwrap();
    let (mut floor, _) = Floor::open(policy(&mut rng), start);
    let agents: Vec<AgentId> = floor.state().agent_views().into_iter().map(|view| view.agent).collect();
    floor.see(all_here(&agents, start), start);
    let mut now = start;
    for number in 0..rng.below(6) {
        now = now.plus(Span::seconds(rng.below(100)));
        floor.run(now, &direct(number));
    }
    let lead = LeadId::new("H").unwrap();
    floor.run(now, &Command::Submit(Lead::new("H").unwrap()));
    let quinn = AgentId::new("quinn").unwrap();
    let mut twin = floor.clone();
    let before = seen(&floor);
    let mut ran = floor.run(now, &Command::Bridge { lead: lead.clone(), agent: quinn });
    let rang = matches!(ran.outcome(), Outcome::Ringing { .. });
    // All who are rung decline, or let it ring.
    while let Some(bridge) = floor.state().lead_view(&lead).unwrap().bridge {
        now = if rng.chance(50) || bridge.agents.is_empty() { bridge.until } else { now };
        let agent = bridge.agents.first().cloned();
        ran = match agent.filter(|_| now < bridge.until) {
            Some(agent) => floor.run(now, &Command::Decline { lead: lead.clone(), agent }),
            None => floor.run(now, &Command::Tick {}),
        };
        let told = |event: &Event| {
            matches!(event, Event::Rang(_) | Event::RingEnded { .. } | Event::BridgeEnded { .. })
        };
        prop_assert!(ran.records().flat_map(|record| &record.events).all(told));
    }
    twin.run(now, &Command::Tick {});
    prop_assert_eq!(&seen(&floor), &before);
    prop_assert_eq!(&seen(&twin), &before);
    for number in 100..112 {
        now = now.plus(Span::seconds(rng.below(50)));
        let (mine, theirs) = (floor.run(now, &direct(number)), twin.run(now, &direct(number)));
        prop_assert_eq!(mine.outcome(), theirs.outcome(), "seed {}", seed);
    }
    prop_assert_eq!(seen(&floor), seen(&twin));
    Ok(rang)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(200), failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn a_bridge_that_comes_to_nothing_costs_nobody_anything(seed: u64) {
        nothing_remains(seed)?;
    }
}

#[test]
fn bridges_do_ring() {
    let rang = (0..50).filter(|seed| nothing_remains(*seed).unwrap()).count();
    assert!(rang > 40, "{rang} of 50");
}
