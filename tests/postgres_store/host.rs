//! Hosts that write: engines over the store, in threads and in processes of their own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command as Process, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use fairdeal::store::postgres::*;
use fairdeal::*;

pub const AGENTS: usize = 8;
pub const CAP: usize = 40;

/// A decision that the store has acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    pub floor: FloorId,
    pub lead: LeadId,
    /// Whose it is, or nobody's yet.
    pub agent: Option<AgentId>,
    pub revision: Revision,
}

pub fn start() -> Timestamp {
    "2026-03-02T15:00:00Z".parse().unwrap()
}

/// Two floors, one with a name as odd as may be.
pub fn floors() -> Vec<FloorId> {
    ["north", "süd'; drop schema \"public\" cascade; --\\ 🦊 %s $1"]
        .map(|name| FloorId::new(name).unwrap())
        .to_vec()
}

pub fn policy() -> Policy {
    let agents: Vec<_> = (0..AGENTS)
        .map(|number| format!(r#"{{"id": "a{number}", "queues": [{{"queue": "web"}}]}}"#))
        .collect();
    let json = format!(
        r#"{{"format": 1, "semantics": 1, "id": "p", "queues": [{{"id": "web"}}],
            "caps": [{{"id": "daily", "limit": {CAP}, "per": ["agent"], "window": "day"}}],
            "plans": [{{"id": "std", "stages": [{{"id": "deal", "action": {{"queue": {{"queue": "web"}}}}}}]}}],
            "default_plan": "std", "agents": [{}]}}"#,
        agents.join(",")
    );
    Policy::from_json(&json).unwrap_or_else(|error| panic!("{error}"))
}

pub fn board() -> PresenceBoard {
    let board = PresenceBoard::new();
    for floor in floors() {
        for number in 0..AGENTS {
            let agent = AgentId::new(&format!("a{number}")).unwrap();
            board.set(&floor, Sign::new(agent, PresenceState::Available, start()));
        }
    }
    board
}

type Host<S> = Engine<S, PresenceBoard, ManualClock>;

/// A writer: submits leads on a floor, closes every third, and gives each command again until it is through.
pub struct Writer<'a> {
    pub floor: FloorId,
    /// Tells its leads from others'.
    pub tag: String,
    /// How far its clock is off.
    pub late_s: u64,
    /// Errors seen on the way.
    pub errors: &'a AtomicU64,
}

impl Writer<'_> {
    fn open<S: LeadStore + Clone>(&self, store: &S) -> Host<S> {
        // Hosts whose clocks are minutes apart go by the floor's.
        let limits = Limits { clock_tolerance: Span::seconds(600), ..Limits::default() };
        let clock = ManualClock::new(start().plus(Span::seconds(self.late_s)));
        loop {
            let (store, board) = (store.clone(), board());
            let opened = Engine::open_with(self.floor.clone(), store, board, clock.clone(), policy(), limits);
            match opened {
                Ok(engine) => return engine,
                Err(error) => self.failed(&error),
            }
        }
    }

    fn failed<S: std::error::Error, P: std::error::Error>(&self, error: &EngineError<S, P>) {
        assert!(!error.to_string().contains("secret"), "{error}");
        assert!(self.errors.fetch_add(1, Ordering::SeqCst) < 100_000, "{error}");
        thread::sleep(Duration::from_millis(5));
    }

    fn through<S: LeadStore>(&self, host: &mut Host<S>, command: &Command) -> Answer {
        loop {
            match host.run(command) {
                Ok(answer) => return answer,
                Err(error) => self.failed(&error),
            }
        }
    }

    /// Writes so many leads, and tells of each when it is acknowledged.
    pub fn write<S: LeadStore + Clone>(&self, store: &S, leads: usize, mut tell: impl FnMut(Acknowledged)) {
        let mut host = self.open(store);
        for number in 0..leads {
            let lead = Lead::new(&format!("{}-{number}", self.tag)).unwrap();
            let id = lead.id().clone();
            let answer = self.through(&mut host, &Command::Submit(lead));
            assert!(!matches!(answer.outcome(), Outcome::Refused(_)), "{:?}", answer.outcome());
            let view = host.state().unwrap().lead_view(&id).unwrap();
            let agent = match view.standing {
                LeadStanding::Owned { agent, .. } => Some(agent),
                _ => None,
            };
            let (floor, revision) = (self.floor.clone(), answer.revision);
            tell(Acknowledged { floor, lead: id.clone(), agent: agent.clone(), revision });
            if let Some(agent) = agent.filter(|_| number % 3 == 0) {
                let disposition = Disposition::Final { code: "won".to_owned() };
                self.through(&mut host, &Command::Dispose { lead: id, agent, disposition });
            }
        }
    }
}

/// How the tests tell a writer in a process of its own what to do.
const TOLD: &str = "FAIRDEAL_POSTGRES_WRITER";

/// Starts this very test as a process that writes; its acknowledgements are collected until it ends or is killed.
pub struct WriterProcess {
    pub child: Child,
    reading: thread::JoinHandle<()>,
}

impl WriterProcess {
    pub fn start(
        url: &str,
        tag: &str,
        threads: usize,
        leads: usize,
        late_s: u64,
        told: &Arc<Mutex<Vec<Acknowledged>>>,
    ) -> WriterProcess {
        let mut child = Process::new(std::env::current_exe().unwrap())
            .args(["--exact", "host::writer_process", "--ignored", "--nocapture"])
            .env(TOLD, format!("{url}\t{tag}\t{threads}\t{leads}\t{late_s}"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let told = Arc::clone(told);
        let reading = thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                told.lock().unwrap().extend(parse(&line));
            }
        });
        WriterProcess { child, reading }
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.reading.join().unwrap();
    }

    pub fn end(mut self) {
        let status = self.child.wait().unwrap();
        self.reading.join().unwrap();
        assert!(status.success(), "a writer failed: {status}");
    }
}

fn said(own: &Acknowledged) -> String {
    let agent = own.agent.as_ref().map_or("", AgentId::as_str);
    format!("ack\t{}\t{}\t{agent}\t{}\tend", own.floor, own.lead, own.revision)
}

fn parse(line: &str) -> Option<Acknowledged> {
    let parts: Vec<&str> = line.split('\t').collect();
    let [before, floor, lead, agent, revision, "end"] = parts[..] else { return None };
    assert!(before.ends_with("ack"));
    Some(Acknowledged {
        floor: FloorId::new(floor).unwrap(),
        lead: LeadId::new(lead).unwrap(),
        agent: (!agent.is_empty()).then(|| AgentId::new(agent).unwrap()),
        revision: revision.parse().unwrap(),
    })
}

#[test]
#[ignore = "what other tests run in processes of their own"]
fn writer_process() {
    let Ok(told) = std::env::var(TOLD) else { return };
    let parts: Vec<&str> = told.split('\t').collect();
    let [url, tag, threads, leads, late_s] = parts[..] else { panic!("{told}") };
    let store = PostgresStore::open(&PostgresServer::new(url).unwrap(), PostgresOptions::new());
    let store = Arc::new(store.unwrap_or_else(|error| panic!("{error}")));
    let errors = AtomicU64::new(0);
    thread::scope(|scope| {
        for number in 0..threads.parse().unwrap() {
            let (store, errors) = (Arc::clone(&store), &errors);
            scope.spawn(move || {
                let all = floors();
                let floor = all[number % all.len()].clone();
                let tag = format!("{tag}-{number}");
                let writer = Writer { floor, tag, late_s: late_s.parse().unwrap(), errors };
                writer.write(&store, leads.parse().unwrap(), |own| println!("{}", said(&own)));
            });
        }
    });
    assert_eq!(errors.into_inner(), 0);
}
