//! The main road, end to end.
#![allow(missing_docs, clippy::unwrap_used)] // a panic here is a failed test
use fairdeal::policy::*;
use fairdeal::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn seen(agents: &[&str], now: Timestamp) -> PresenceSnapshot {
    PresenceSnapshot::new(
        agents.iter().map(|a| Sign::new(AgentId::new(a).unwrap(), PresenceState::Available, now)),
    )
}

#[test]
fn round_robin_offers_time_out_and_redistribute() {
    let json = r#"{
      "format": 1, "semantics": 1, "id": "p",
      "attributes": [{"id": "source", "type": "text"}],
      "queues": [{"id": "web", "pull": {"lease_s": 600, "undisposed_limit": 1}}],
      "caps": [{"id": "daily", "limit": 2, "per": ["agent"], "window": "day", "zone": "America/Chicago"}],
      "plans": [{"id": "std", "stages": [
          {"id": "push", "action": {"queue": {"queue": "web", "accept_within": {"wall_s": 300}, "attempts": 2}}},
          {"id": "pool", "action": {"pool": {"queue": "web", "wait": {"wall_s": 3600}}}},
          {"id": "end", "action": {"archive": {"reason": "cold"}}}],
        "follow_up": [{"missing": "attempt", "within": {"wall_s": 600}, "then": "push"}]}],
      "rules": [{"id": "web", "order": 1, "when": {"equals": {"attribute": "source", "value": "web"}}, "plan": "std"}],
      "agents": [{"id": "ann", "queues": [{"queue": "web"}]}, {"id": "bob", "queues": [{"queue": "web"}]}]
    }"#;
    let policy = Policy::from_json(json).unwrap();
    let t = at("2026-03-02T15:00:00Z");
    let (mut floor, _) = Floor::open(policy, t);
    floor.see(seen(&["ann", "bob"], t), t);
    let lead = Lead::new("L1").unwrap().with("source", "web");
    let ran = floor.run(t, &Command::Submit(lead));
    assert!(matches!(ran.outcome(), Outcome::Offered { agent, .. } if agent.as_str() == "ann"));
    floor.state().check().unwrap();
    let (_, why) = floor.explain(t, &Command::Submit(Lead::new("L2").unwrap().with("source", "web")));
    assert!(why.to_string().contains("picked `bob` before `ann`: owed +0.50 turn(s) against -0.50"), "{why}");
    let mut seen_outcomes = Vec::new();
    for m in [5, 10, 11, 80, 90, 200] {
        let now = t.plus(Span::minutes(m));
        floor.see(seen(&["ann", "bob"], now), now);
        for decision in floor.settle(now) {
            seen_outcomes.push((m, decision.outcome));
        }
        floor.state().check().unwrap();
    }
    assert!(matches!(
        seen_outcomes.as_slice(),
        [
            (5, Outcome::Offered { .. }),
            (10, Outcome::Queued { pool: true, .. }),
            (80, Outcome::Closed { .. })
        ]
    ));
    let bytes = floor.state().snapshot();
    assert_eq!(FloorState::restore(&bytes).unwrap().snapshot(), bytes);
}
