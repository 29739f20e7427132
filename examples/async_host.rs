//! The engine's loop with `.await`: tasks that share a floor over an asynchronous store.
//!
//! Run with `cargo run --example async_host`.
#![allow(
    clippy::print_stdout,
    clippy::arithmetic_side_effects,
    reason = "an example that shows what it does, with small numbers"
)]

#[macro_use]
#[path = "common/print.rs"]
mod print;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use fairdeal::{
    AgentId, AgentPresence, Answer, Command, Commit, CommitOutcome, FloorId, FloorState, Flow, Lead,
    LeadStanding, LeadStore, Loaded, MemoryStore, Outcome, Policy, PresenceBoard, PresenceState, Replica,
    Reply, Revision, Sign, Step, Timestamp,
};
use tokio::sync::Mutex;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A store behind a network: every call waits a little, and calls of other tasks come in between.
#[derive(Clone, Default)]
struct Remote(Arc<Mutex<MemoryStore>>);

impl Remote {
    async fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, Failure> {
        tokio::time::sleep(Duration::from_micros(200)).await;
        Ok(self.0.lock().await.load(floor, after)?)
    }

    async fn commit(&self, commit: &Commit) -> Result<CommitOutcome, Failure> {
        tokio::time::sleep(Duration::from_micros(200)).await;
        Ok(self.0.lock().await.commit(commit)?)
    }
}

/// One host: what `Engine` is, with `.await`.
struct Host {
    store: Remote,
    board: PresenceBoard,
    replica: Replica,
}

impl Host {
    async fn run(&mut self, now: Timestamp, command: &Command) -> Result<Answer, Failure> {
        let floor = self.replica.id().clone();
        let signs = self.board.snapshot(&floor)?;
        let mut flow = Flow::new(&mut self.replica, now, signs, command);
        let mut reply = Reply::Start;
        loop {
            reply = match flow.next(reply)? {
                Step::Load { after } => Reply::Loaded(self.store.load(&floor, after).await?),
                Step::Commit(commit) => Reply::Committed(self.store.commit(&commit).await?),
                Step::Done(answer) => return Ok(answer),
            };
        }
    }
}

const TASKS: usize = 4;
const LEADS_EACH: usize = 50;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let now: Timestamp = "2026-03-02T15:00:00Z".parse()?;
    let floor = FloorId::new("north")?;
    let policy = Arc::new(Policy::from_json(
        r#"{
          "format": 1, "semantics": 1, "id": "inbound",
          "queues": [{"id": "web"}],
          "plans": [{"id": "web", "stages": [{"id": "deal", "action": {"queue": {"queue": "web"}}}]}],
          "default_plan": "web",
          "agents": [
            {"id": "ann", "queues": [{"queue": "web"}]},
            {"id": "bob", "queues": [{"queue": "web"}]},
            {"id": "cy", "queues": [{"queue": "web", "weight": 2}]}
          ]
        }"#,
    )?);
    let (store, board) = (Remote::default(), PresenceBoard::new());
    for agent in ["ann", "bob", "cy"] {
        board.set(&floor, Sign::new(AgentId::new(agent)?, PresenceState::Available, now));
    }

    let mut tasks = Vec::new();
    for task in 0..TASKS {
        let replica = Replica::new(floor.clone(), Arc::clone(&policy));
        let mut host = Host { store: store.clone(), board: board.clone(), replica };
        tasks.push(tokio::spawn(async move {
            let mut conflicts = 0;
            for number in 0..LEADS_EACH {
                let lead = Lead::new(&format!("L-{task}-{number}"))?;
                let answer = host.run(now, &Command::Submit(lead)).await?;
                conflicts += answer.conflicts;
                assert!(matches!(answer.outcome(), Outcome::Assigned { .. }), "{:?}", answer.outcome());
            }
            Ok::<u32, Failure>(conflicts)
        }));
    }
    for (task, handle) in tasks.into_iter().enumerate() {
        let conflicts = handle.await??;
        println!("task {task}: {LEADS_EACH} leads dealt, {conflicts} decided again after a conflict");
    }

    let records = store.load(&floor, 0).await?.records;
    let state = FloorState::replay(&records)?;
    let mut owned: BTreeMap<String, usize> = BTreeMap::new();
    for view in state.lead_views() {
        if let LeadStanding::Owned { agent, .. } = view.standing {
            *owned.entry(agent.to_string()).or_default() += 1;
        }
    }
    for (agent, leads) in &owned {
        println!("{agent:>4}: {leads} leads");
    }
    println!("{} records, no lead lost, none dealt twice", records.len());
    let leads: usize = owned.values().sum();
    assert_eq!(leads, TASKS * LEADS_EACH);
    assert_eq!(owned.get("cy"), Some(&(leads / 2)), "cy has half the weight");
    Ok(())
}
