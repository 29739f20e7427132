//! A floor at hand: seconds for instants, texts for ids.
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

use fairdeal::{
    Command, Floor, LeadId, LeadStanding, Outcome, Policy, PresenceSnapshot, PresenceState, Sign, Span,
    Timestamp,
};
use serde_json::{Value, json};

/// A floor that starts on a Monday at 14:00 UTC.
pub struct Desk {
    pub floor: Floor,
    signs: PresenceSnapshot,
    pub now: Timestamp,
}

/// Agents of the queue `web`.
pub fn members(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({"id": id, "queues": [{"queue": "web"}]})).collect()
}

/// A policy of one queue `web` and one stage that pushes from it; `more` replaces any part.
pub fn policy(agents: Value, more: Value) -> Value {
    let mut policy = json!({
        "format": 1, "semantics": 1, "id": "case", "default_plan": "d", "queues": [{"id": "web"}],
        "plans": [{"id": "d", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
        "presence": {"stale_after_s": null}, "agents": agents,
    });
    for (key, value) in more.as_object().unwrap() {
        policy[key] = value.clone();
    }
    policy
}

impl Desk {
    pub fn open(policy: Value) -> Desk {
        let now: Timestamp = "2026-03-02T14:00:00Z".parse().unwrap();
        let (floor, _) = Floor::open(Policy::from_json(&policy.to_string()).unwrap(), now);
        Desk { floor, signs: PresenceSnapshot::default(), now }
    }

    /// A floor with everybody here.
    pub fn staffed(agents: &[&str], more: Value) -> Desk {
        let mut desk = Desk::open(policy(members(agents), more));
        desk.here(agents);
        desk
    }

    pub fn wait(&mut self, seconds: u64) {
        self.now = self.now.plus(Span::seconds(seconds));
        self.floor.settle(self.now);
    }

    pub fn here(&mut self, agents: &[&str]) {
        self.say(agents, PresenceState::Available);
    }

    pub fn away(&mut self, agents: &[&str]) {
        self.say(agents, PresenceState::Away);
    }

    fn say(&mut self, agents: &[&str], state: PresenceState) {
        for agent in agents {
            self.signs.set(Sign::new(agent.parse().unwrap(), state, self.now));
        }
        self.floor.see(self.signs.clone(), self.now);
        self.floor.settle(self.now);
    }

    pub fn run(&mut self, command: Value) -> Outcome {
        let command: Command = serde_json::from_value(command).unwrap();
        let ran = self.floor.run(self.now, &command);
        self.floor.state().check().unwrap();
        ran.decision.outcome
    }

    /// A new lead a second later, and who has it then.
    pub fn lead(&mut self, id: &str) -> String {
        self.lead_with(id, json!({}))
    }

    pub fn lead_with(&mut self, id: &str, attributes: Value) -> String {
        self.wait(1);
        self.run(json!({"submit": {"id": id, "attributes": attributes}}));
        self.owner(id)
    }

    /// So many new leads: who has each.
    pub fn leads(&mut self, prefix: &str, count: usize) -> Vec<String> {
        (0..count).map(|at| self.lead(&format!("{prefix}{at}"))).collect()
    }

    /// Who has a lead or is offered it; `-` if nobody.
    pub fn owner(&self, id: &str) -> String {
        match self.standing(id) {
            LeadStanding::Owned { agent, .. } | LeadStanding::Offered { agent, .. } => agent.to_string(),
            _ => "-".to_owned(),
        }
    }

    pub fn standing(&self, id: &str) -> LeadStanding {
        self.floor.state().lead_view(&LeadId::new(id).unwrap()).unwrap().standing
    }

    pub fn done(&mut self, lead: &str) {
        let agent = self.owner(lead);
        let done = self.run(
            json!({"dispose": {"lead": lead, "agent": agent, "disposition": {"final": {"code": "won"}}}}),
        );
        assert!(matches!(done, Outcome::Closed { .. }), "{done:?}");
    }

    pub fn claim(&mut self, agent: &str) -> Outcome {
        self.run(json!({"claim": {"agent": agent, "queue": "web", "way": {"next": {}}}}))
    }
}

/// How many leads each of these got.
pub fn shares(owners: &[String], agents: &[&str]) -> Vec<usize> {
    agents.iter().map(|agent| owners.iter().filter(|owner| *owner == agent).count()).collect()
}
