//! A floor of more agents than fit the words that take no allocation: who shares the turns is told by a mark, and lots fall
//! among slots. Every decision is that of the general way, and that of a floor restored from its snapshot, which has
//! forgotten every mark.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod common;

use common::Rng;
use fairdeal::{
    AgentId, Command, Disposition, Event, Floor, FloorState, Inputs, Lead, LeadId, Outcome, Policy,
    PresenceSnapshot, PresenceState, Roll, Sign, Span, Timestamp, decide,
};
use serde_json::json;

const AGENTS: u64 = 330;

fn id(agent: u64) -> String {
    format!("a{agent:03}")
}

/// Every third agent has room for two leads only; every fifth sits in another queue instead.
fn policy(strategy: &str) -> Policy {
    let agent = |n: u64| {
        let queue = if n.is_multiple_of(5) { "fax" } else { "web" };
        let mut agent = json!({"id": id(n), "queues": [{"queue": queue}]});
        if n.is_multiple_of(3) {
            agent["capacity"] = json!({"units": 2});
        }
        agent
    };
    let doc = json!({
        "format": 1, "semantics": 1, "id": "p", "default_plan": "standard",
        "presence": {"unknown_may_receive": true},
        "queues": [{"id": "web", "strategy": strategy}, {"id": "fax"}],
        "plans": [{"id": "standard", "stages": [{"id": "deal", "action": {"queue": {"queue": "web"}}}]}],
        "agents": (0..AGENTS).map(agent).collect::<Vec<_>>(),
    });
    Policy::from_json(&doc.to_string()).unwrap()
}

/// Who is here changes now and then, leads come and end. Tells in how many records a mark was written down, and after how
/// many leads the turns went on being shared as before.
fn played(strategy: &str, seed: u64) -> (usize, usize) {
    let mut draws = Rng(seed);
    let mut now: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
    let policy = policy(strategy);
    let (mut floor, _) = Floor::open(policy.clone(), now);
    let mut signs = PresenceSnapshot::default();
    let mut open: Vec<(LeadId, AgentId)> = Vec::new();
    let (mut marked, mut as_before) = (0, 0);
    for step in 0..260 {
        now = now.plus(Span::millis(1 + draws.below(5_000)));
        if draws.below(12) == 0 {
            let away = draws.below(90);
            let sign = |n| Sign::new(id(n).parse().unwrap(), PresenceState::Offline, now);
            let gone: Vec<Sign> = (0..AGENTS).filter(|_| draws.below(100) < away).map(sign).collect();
            signs = PresenceSnapshot::new(gone);
            floor.see(signs.clone(), now);
        }
        let ends = (draws.below(10) < 3).then(|| open.pop()).flatten();
        let command = match ends {
            Some((lead, agent)) => {
                Command::Dispose { lead, agent, disposition: Disposition::Final { code: "won".to_owned() } }
            }
            None => Command::Submit(Lead::new(&format!("L-{step}")).unwrap()),
        };
        let quick = floor.decide(now, &command);
        assert_eq!(quick, floor.explain(now, &command).0, "{strategy}, step {step}: the general way");
        let restored = FloorState::restore(&floor.state().snapshot()).unwrap();
        let roll = Roll::call(&policy, &restored, signs.clone(), now);
        let again = decide(&policy, &restored, &Inputs { now, roll: &roll }, &command);
        assert_eq!(quick, again, "{strategy}, step {step}: restored");
        let events = quick.recorded.as_ref().map_or(&[][..], |record| &record.events);
        let toggled = events.iter().any(|event| matches!(event, Event::SharersToggled { .. }));
        let dealt = events.iter().any(|event| matches!(event, Event::TurnTaken { .. }));
        marked += usize::from(
            events.iter().any(|event| matches!(event, Event::SharersToggled { under: Some(_), .. })),
        );
        as_before += usize::from(dealt && !toggled);
        if let Outcome::Assigned { lead, agent, .. } = &quick.outcome {
            open.push((lead.clone(), agent.clone()));
        }
        floor.run(now, &command);
    }
    (marked, as_before)
}

#[test]
fn who_shares_the_turns_is_told_by_a_mark_and_nothing_else_changes() {
    let (marked, as_before) = played("round_robin", 88_172_645_463_325_252);
    assert!(marked > 10 && as_before > 100, "{marked} marks, {as_before} turns shared as before");
    played("smooth_weighted", 2_463_534_242);
}

#[test]
fn other_strategies_decide_alike_among_many() {
    for strategy in ["random", "power_of_two", "pointer", "longest_idle", "stride", "lowest_count"] {
        played(strategy, 362_436_069);
    }
}
