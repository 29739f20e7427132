//! One decision with all its reasons, for people and for programs: `cargo run --example explain_decision`.
#![allow(clippy::print_stdout)] // an example prints

#[macro_use]
#[path = "common/print.rs"]
mod print;

use std::error::Error;

use fairdeal::{
    AgentId, Command, Floor, Lead, Policy, PresenceSnapshot, PresenceState, Sign, Span, Timestamp,
};

const POLICY: &str = r#"{
  "format": 1, "semantics": 1, "id": "inbound", "zone": "America/Chicago",
  "attributes": [{"id": "source", "type": "text"}, {"id": "score", "type": "integer"}],
  "calendars": [{"id": "office", "zone": "America/Chicago",
    "weekly": [{"days": ["mon", "tue", "wed", "thu", "fri"], "blocks": [{"from": "08:00", "until": "17:00"}]}]}],
  "queues": [{"id": "hot", "strategy": "round_robin"}],
  "caps": [{"id": "daily", "limit": 1, "per": ["agent"], "window": "day"}],
  "plans": [{"id": "hot", "stages": [{"id": "deal", "action": {"queue": {"queue": "hot"}}}]}],
  "rules": [
    {"id": "partner", "order": 10, "plan": "hot", "when": {"equals": {"attribute": "source", "value": "partner"}}},
    {"id": "hot", "order": 20, "plan": "hot", "when": {"all": [
      {"equals": {"attribute": "source", "value": "web"}}, {"range": {"attribute": "score", "from": 50}}]}}],
  "agents": [
    {"id": "ann", "queues": [{"queue": "hot"}]},
    {"id": "bob", "queues": [{"queue": "hot"}]},
    {"id": "cyd", "queues": [{"queue": "hot"}], "capacity": {"units": 0}},
    {"id": "dee", "queues": [{"queue": "hot", "weight": 2}]},
    {"id": "eve", "queues": [{"queue": "hot"}], "calendar": "office"},
    {"id": "fay", "queues": [{"queue": "hot"}]},
    {"id": "gus"}]
}"#;

fn main() -> Result<(), Box<dyn Error>> {
    // 17:30 in Chicago: the office is closed.
    let now: Timestamp = "2026-03-02T23:30:00Z".parse()?;
    let (mut floor, _) = Floor::open(Policy::from_json(POLICY)?, now);
    let mut signs = PresenceSnapshot::default();
    for agent in ["ann", "bob", "cyd", "dee", "eve", "gus"] {
        signs.set(Sign::new(AgentId::new(agent)?, PresenceState::Available, now));
    }
    floor.see(signs, now);

    // Dee, with the greatest weight, gets the first lead, and her day is full; bob goes on leave.
    let hot = |id: &str| Lead::new(id).map(|lead| lead.with("source", "web").with("score", 70));
    let until = now.plus(Span::days(7));
    floor.run(now, &Command::Submit(hot("L-1")?));
    floor.run(
        now,
        &Command::TakeLeave {
            agent: AgentId::new("bob")?,
            from: now.plus(Span::seconds(1)),
            until,
            reason: None,
        },
    );

    let later = now.plus(Span::seconds(60));
    let submit = Command::Submit(hot("L-2")?);
    let (decision, why) = floor.explain(later, &submit);
    assert_eq!(decision, floor.decide(later, &submit), "asking why changes nothing");

    println!("WHY\n{why}");
    println!("WHY NOT");
    for agent in ["ann", "bob", "cyd", "dee", "eve", "fay", "gus"] {
        match why.why_not(&AgentId::new(agent)?) {
            Some(why_not) => println!("  {why_not}"),
            None => println!("  `{agent}` was never looked at: no queue of this lead's plan has them"),
        }
    }
    println!("\nAS JSON, the last finding");
    println!("{}", serde_json::to_string_pretty(&why.findings.last())?);
    Ok(())
}
