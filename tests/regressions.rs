//! Faults found and mended: each stays away.
#![allow(missing_docs, clippy::unwrap_used)]

use fairdeal::{
    Command, Floor, Lead, LeadStanding, Outcome, Policy, PolicyDoc, PresenceSnapshot, Span, Timestamp,
};

fn start() -> Timestamp {
    "2026-03-02T15:00:00Z".parse().unwrap()
}

fn policy(score_type: &str) -> String {
    format!(
        r#"{{"format": 1, "semantics": 1, "id": "p",
            "attributes": [{{"id": "score", "type": "{score_type}"}}],
            "presence": {{"unknown_may_receive": true}},
            "queues": [{{"id": "web"}}],
            "plans": [{{"id": "std", "stages": [
                {{"id": "push", "action": {{"queue": {{"queue": "web", "accept_within": {{"wall_s": 60}}}}}}}},
                {{"id": "end", "action": {{"archive": {{"reason": "cold"}}}}}}]}}],
            "default_plan": "std",
            "agents": [{{"id": "ann", "queues": [{{"queue": "web"}}]}}]}}"#
    )
}

/// A lead taken in under a policy that declared its attribute otherwise stopped the floor: every tick was refused, and
/// every command asked for a tick first.
#[test]
fn a_lead_that_the_next_policy_reads_otherwise_goes_on() {
    let (mut floor, _) = Floor::open(Policy::from_json(&policy("text")).unwrap(), start());
    floor.see(PresenceSnapshot::default(), start());
    let lead = Lead::new("L").unwrap().with("score", "high");
    assert!(matches!(floor.run(start(), &Command::Submit(lead)).outcome(), Outcome::Offered { .. }));
    let doc = PolicyDoc::from_json(&policy("integer")).unwrap();
    floor.run(start(), &Command::ReplacePolicy(Box::new(doc)));
    let later = start().plus(Span::minutes(10));
    floor.settle(later);
    assert!(floor.state().next_deadline().is_none_or(|due| due > later), "nothing is left due");
    assert!(floor.state().check().is_ok());
    let fresh = Lead::new("M").unwrap().with("score", 7);
    assert!(!matches!(floor.run(later, &Command::Submit(fresh)).outcome(), Outcome::Refused(_)));
}

/// A floor on which nothing happened for more than the clock's limit could never be used again.
#[test]
fn a_floor_left_alone_for_years_goes_on_if_ticked_in_between() {
    let (mut floor, _) = Floor::open(Policy::from_json(&policy("text")).unwrap(), start());
    let later = start().plus(Span::days(1_000));
    assert!(matches!(
        floor.run(later, &Command::Submit(Lead::new("L").unwrap())).outcome(),
        Outcome::Refused(_)
    ));
    for days in [300, 600, 900] {
        floor.settle(start().plus(Span::days(days)));
    }
    let ran = floor.run(later, &Command::Submit(Lead::new("L").unwrap()));
    assert!(matches!(ran.outcome(), Outcome::Offered { .. }), "{:?}", ran.outcome());
    let view = floor.state().lead_view(&"L".parse().unwrap()).unwrap();
    assert!(matches!(view.standing, LeadStanding::Offered { .. }));
}
