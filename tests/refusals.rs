//! Refusals that no scenario can show, because a floor that ticks by itself never meets them.
#![allow(clippy::unwrap_used, clippy::panic)] // a panic here is a failed test

use fairdeal::id::{AgentSlot, LeadSlot};
use fairdeal::{
    Command, Floor, Inputs, Lead, Outcome, Policy, PresenceSnapshot, Reason, Refused, Roll, Span, Timestamp,
    decide,
};

fn start() -> Timestamp {
    "2026-03-02T15:00:00Z".parse().unwrap()
}

fn policy(id: &str) -> Policy {
    let json = format!(
        r#"{{"format": 1, "semantics": 1, "id": "{id}", "default_plan": "d", "queues": [{{"id": "web"}}],
            "plans": [{{"id": "d", "stages": [
                {{"id": "push", "action": {{"queue": {{"queue": "web", "wait": {{"wall_s": 60}}}}}}}},
                {{"id": "end", "action": {{"archive": {{"reason": "cold"}}}}}}]}}],
            "agents": [{{"id": "ann", "queues": [{{"queue": "web"}}]}}]}}"#
    );
    Policy::from_json(&json).unwrap()
}

fn submit(id: &str) -> Command {
    Command::Submit(Lead::new(id).unwrap())
}

/// Every command but a tick is refused while something is due, and the refusal says since when.
#[test]
fn what_is_due_comes_first() {
    let (mut floor, _) = Floor::open(policy("p"), start());
    floor.run(start(), &submit("L-1"));
    let due = start().plus(Span::minutes(1));
    assert!(!matches!(floor.decide(due.minus(Span::millis(1)), &submit("L-2")).outcome, Outcome::Refused(_)));
    for command in [submit("L-2"), submit("L-1"), Command::Leave { agent: "ann".parse().unwrap() }] {
        for at in [due, due.plus(Span::hours(5))] {
            let decision = floor.decide(at, &command);
            let tick_first = Refused { reason: Reason::TickFirst { since: due }, clears_at: None };
            assert_eq!(decision.outcome, Outcome::Refused(tick_first));
            assert_eq!(decision.recorded, None);
        }
    }
    let tick = floor.decide(due.plus(Span::hours(5)), &Command::Tick {});
    assert_eq!(tick.recorded.unwrap().at, due, "the tick happens when it was due");
    floor.settle(due);
    assert!(!matches!(floor.decide(due, &submit("L-2")).outcome, Outcome::Refused(_)));
}

/// A floor is decided on under its own policy only: ticks are refused as well, and both digests are told.
#[test]
fn another_policy_than_the_floors_decides_nothing() {
    let (floor, _) = Floor::open(policy("p"), start());
    let other = policy("q");
    let roll = Roll::call(&other, floor.state(), PresenceSnapshot::default(), start());
    for command in [submit("L-1"), Command::Tick {}] {
        let decision = decide(&other, floor.state(), &Inputs { now: start(), roll: &roll }, &command);
        let reason = Reason::OtherPolicy { floor: floor.policy().digest(), given: other.digest() };
        assert_eq!(decision.outcome, Outcome::Refused(Refused { reason, clears_at: None }));
        assert_eq!(decision.recorded, None);
    }
}

/// A floor is full when there is no slot left. That takes 4 294 967 295 leads or agents, so only the limit itself is
/// shown here.
#[test]
fn the_limit_of_a_floor_is_where_slots_end() {
    let most = usize::try_from(u32::MAX).unwrap();
    assert!(LeadSlot::from_index(most - 1).is_some() && AgentSlot::from_index(most - 1).is_some());
    assert!(LeadSlot::from_index(most).is_none() && AgentSlot::from_index(most).is_none());
    let full = Reason::FloorFull { of: "leads".to_owned(), limit: u64::from(u32::MAX) };
    assert_eq!(full.to_string(), "the floor is full: no more than 4294967295 leads fit");
}
