//! What the example does, as lines to print.

use std::sync::Arc;

use fairdeal::store::postgres::{AsyncPostgresListener, AsyncPostgresStore, Heard};
use fairdeal::store::postgres::{PostgresOptions, PostgresServer};
use fairdeal::{
    AgentId, AgentPresence, Answer, Command, Disposition, FloorId, Flow, Lead, LeadId, Outcome, Policy,
    PresenceBoard, PresenceState, Replica, Reply, Sign, Step, Timestamp,
};

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// One host: what `Engine` is, with `.await`.
struct Host {
    store: AsyncPostgresStore,
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

const POLICY: &str = r#"{
  "format": 1, "semantics": 1, "id": "inbound",
  "queues": [{"id": "web"}],
  "plans": [{"id": "web", "stages": [{"id": "deal", "action": {"queue": {"queue": "web"}}}]}],
  "default_plan": "web",
  "agents": [
    {"id": "ann", "queues": [{"queue": "web"}]},
    {"id": "bob", "queues": [{"queue": "web"}]},
    {"id": "cy", "queues": [{"queue": "web", "weight": 2}]}
  ]
}"#;

const HOSTS: usize = 3;
const LEADS_EACH: usize = 20;

/// Who owns how many leads, and how many they had: a join of tables that are as new as the last commit.
const JOIN: &str = "select a.agent, a.open_leads, count(s.lead) from fairdeal_example.agents a
    join fairdeal_example.assignments s on s.floor = a.floor and s.agent = a.agent
    where a.floor = 'north' group by a.agent, a.open_leads order by a.agent";

/// Runs the example on a database.
pub(crate) async fn run(connection: &str) -> Result<Vec<String>, Failure> {
    let server = PostgresServer::new(connection)?;
    let options = PostgresOptions::new().schema("fairdeal_example")?;
    let now: Timestamp = "2026-03-02T15:00:00Z".parse()?;
    let floor = FloorId::new("north")?;
    let policy = Arc::new(Policy::from_json(POLICY)?);
    let board = PresenceBoard::new();
    for agent in ["ann", "bob", "cy"] {
        board.set(&floor, Sign::new(AgentId::new(agent)?, PresenceState::Available, now));
    }
    let (client, moving) = tokio_postgres::connect(connection, tokio_postgres::NoTls).await?;
    tokio::spawn(moving);
    client.batch_execute("drop schema if exists fairdeal_example cascade").await?;

    // Each host has a connection of its own, as processes on several machines would.
    let host = async || {
        let store = AsyncPostgresStore::open(&server, options.clone()).await?;
        Ok::<Host, Failure>(Host {
            store,
            board: board.clone(),
            replica: Replica::new(floor.clone(), Arc::clone(&policy)),
        })
    };
    let mut listener = AsyncPostgresListener::new(&server, &options);
    // Whatever was committed before this is caught by the first tick.
    assert_eq!(listener.next().await?, Heard::Began {});
    let mut tasks = Vec::new();
    for number in 0..HOSTS {
        let mut host = host().await?;
        tasks.push(tokio::spawn(async move {
            let mut conflicts = 0;
            for lead in 0..LEADS_EACH {
                let lead = Lead::new(&format!("L-{number}-{lead}"))?;
                let answer = host.run(now, &Command::Submit(lead)).await?;
                conflicts += answer.conflicts;
                assert!(matches!(answer.outcome(), Outcome::Assigned { .. }), "{:?}", answer.outcome());
            }
            Ok::<u32, Failure>(conflicts)
        }));
    }

    // A host that writes nothing takes in what it hears of, at once.
    let mut follower = host().await?;
    let mut heard = 0;
    let all = u64::try_from(HOSTS * LEADS_EACH)? + 1;
    while follower.replica.state().is_none_or(|state| state.revision() < all) {
        match listener.next().await? {
            Heard::Moved { floor: moved, revision } if moved == floor => {
                heard += 1;
                if follower.replica.state().is_none_or(|state| state.revision() < revision) {
                    follower.run(now, &Command::Tick {}).await?;
                }
            }
            Heard::Moved { .. } => {}
            Heard::Began {} => drop(follower.run(now, &Command::Tick {}).await?),
        }
    }
    let mut lines = Vec::new();
    for (number, task) in tasks.into_iter().enumerate() {
        let conflicts = task.await??;
        lines.push(format!(
            "host {number}: {LEADS_EACH} leads dealt, {conflicts} decided again after a conflict"
        ));
    }
    lines.push(format!("the follower stands at record {all}, of {heard} commits it heard of"));

    // What one host has decided, any other goes on with.
    let lead = LeadId::new("L-0-0")?;
    let view = follower.replica.state().and_then(|state| state.lead_view(&lead));
    let Some(fairdeal::LeadStanding::Owned { agent, .. }) = view.map(|view| view.standing) else {
        return Err("the first lead has an owner".into());
    };
    let disposition = Disposition::Final { code: "won".to_owned() };
    follower.run(now, &Command::Dispose { lead, agent, disposition }).await?;
    for row in client.query(JOIN, &[]).await? {
        let (agent, open, all): (&str, i64, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        lines.push(format!("{agent:>4}: {open} leads open of {all}"));
    }
    client.batch_execute("drop schema fairdeal_example cascade").await?;
    Ok(lines)
}
