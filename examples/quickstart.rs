//! A floor from policy to replay: `cargo run --example quickstart`.
#![allow(clippy::print_stdout)] // an example prints

#[macro_use]
#[path = "common/print.rs"]
mod print;

use std::error::Error;

use fairdeal::{
    AgentId, Command, Floor, FloorState, Lead, LeadId, Policy, PresenceSnapshot, PresenceState, Recorded,
    Sign, Span, Timestamp,
};

const POLICY: &str = r#"{
  "format": 1, "semantics": 1, "id": "inbound", "zone": "America/Chicago",
  "attributes": [{"id": "source", "type": "text"}],
  "queues": [{"id": "web", "strategy": "round_robin"}, {"id": "phone", "strategy": "longest_idle"}],
  "caps": [{"id": "daily", "limit": 2, "per": ["agent"], "window": "day"}],
  "plans": [
    {"id": "web", "stages": [
      {"id": "offer", "action": {"queue": {"queue": "web", "accept_within": {"wall_s": 300}, "attempts": 3}}},
      {"id": "give_up", "action": {"archive": {"reason": "nobody took it"}}}]},
    {"id": "phone", "stages": [{"id": "ring", "action": {"queue": {"queue": "phone"}}}]}],
  "rules": [{"id": "web", "order": 10, "plan": "web", "when": {"equals": {"attribute": "source", "value": "web"}}}],
  "default_plan": "phone",
  "agents": [
    {"id": "ann", "queues": [{"queue": "web"}, {"queue": "phone"}]},
    {"id": "bob", "queues": [{"queue": "web"}]}]
}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let policy = Policy::from_json(POLICY)?;
    println!("policy `{}` compiles, {} warning(s)\n", policy.id(), policy.issues().len());

    let nine: Timestamp = "2026-03-02T15:00:00Z".parse()?;
    let (floor, first) = Floor::open(policy, nine);
    let mut desk = Desk { floor, history: vec![first] };
    let (ann, bob) = (AgentId::new("ann")?, AgentId::new("bob")?);
    desk.present(nine, &[&ann, &bob]);

    println!("a web lead is offered, declined by the one, accepted by the other");
    let lead = LeadId::new("L-1")?;
    desk.run(nine, &Command::Submit(Lead::new("L-1")?.with("source", "web")));
    desk.run(nine.plus(Span::seconds(40)), &Command::Decline { lead: lead.clone(), agent: ann.clone() });
    desk.run(nine.plus(Span::seconds(90)), &Command::Accept { lead: lead.clone(), agent: bob.clone() });

    println!("\na command that comes too late is refused, and says why");
    desk.run(nine.plus(Span::seconds(95)), &Command::Accept { lead, agent: ann.clone() });

    println!("\nan offer nobody answers goes on to the next member by itself");
    let ten = nine.plus(Span::minutes(60));
    desk.present(ten, &[&ann, &bob]);
    desk.run(ten, &Command::Submit(Lead::new("L-2")?.with("source", "web")));
    while let Some(due) = desk.floor.state().next_deadline().filter(|due| *due < ten.plus(Span::minutes(30)))
    {
        desk.present(due, &[&ann, &bob]);
        desk.tick(due);
    }

    println!("\nphone leads go to ann alone until her day is full; then they wait, and the wait has an end");
    let eleven = nine.plus(Span::minutes(120));
    desk.present(eleven, &[&ann, &bob]);
    for id in ["P-1", "P-2", "P-3"] {
        desk.run(eleven, &Command::Submit(Lead::new(id)?));
    }
    let (_, why) = desk.floor.explain(eleven, &Command::Submit(Lead::new("P-4")?));
    for agent in [&ann, &bob] {
        match why.why_not(agent) {
            Some(why_not) => println!("  why not {agent}? {why_not}"),
            None => println!("  why not {agent}? no queue looked at {agent}"),
        }
    }
    println!("  next to be done: {:?}", desk.floor.state().next_deadline());

    println!("\nthe records alone give the same floor again, to the byte");
    let replayed = FloorState::replay(&desk.history)?;
    let bytes = desk.floor.state().snapshot();
    assert_eq!(replayed.snapshot(), bytes);
    assert_eq!(FloorState::restore(&bytes)?.snapshot(), bytes);
    println!(
        "  {} records, revision {}, snapshot of {} bytes",
        desk.history.len(),
        replayed.revision(),
        bytes.len()
    );
    Ok(())
}

/// A floor and the records a host would keep.
struct Desk {
    floor: Floor,
    history: Vec<Recorded>,
}

impl Desk {
    fn present(&mut self, now: Timestamp, agents: &[&AgentId]) {
        let sign = |agent: &&AgentId| Sign::new((*agent).clone(), PresenceState::Available, now);
        self.floor.see(PresenceSnapshot::new(agents.iter().map(sign)), now);
    }

    fn run(&mut self, now: Timestamp, command: &Command) {
        let ran = self.floor.run(now, command);
        self.history.extend(ran.records().cloned());
        for decision in ran.decisions() {
            println!("  {now}  {}", line(&decision.outcome));
        }
    }

    fn tick(&mut self, now: Timestamp) {
        for decision in self.floor.settle(now) {
            println!("  {now}  {}", line(&decision.outcome));
            self.history.extend(decision.recorded);
        }
    }
}

fn line(outcome: &fairdeal::Outcome) -> String {
    use fairdeal::Outcome::{Assigned, Checked, Closed, Offered, Queued, Refused};
    match outcome {
        Assigned { lead, agent, .. } => format!("{lead} belongs to {agent}"),
        Offered { lead, agent, until } => format!("{lead} is offered to {agent} until {until}"),
        Queued { lead, queue, position, .. } => format!("{lead} waits in `{queue}`, place {position}"),
        Checked { queue, .. } => format!("nothing to deal in `{queue}` yet"),
        Closed { lead, how } => format!("{lead} is closed: {how:?}"),
        Refused(refused) => format!("refused: {refused}"),
        other => format!("{other:?}"),
    }
}
