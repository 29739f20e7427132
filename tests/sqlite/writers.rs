//! Processes that write: this test's own program, started again.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};

use fairdeal::store::sqlite::*;
use fairdeal::*;

/// How many leads of the day an agent may have. Few enough that writers who are killed come to it.
pub const LIMIT: u64 = 60;
pub const AGENTS: usize = 12;

pub fn start() -> Timestamp {
    "2026-03-02T15:00:00Z".parse().unwrap()
}

pub fn policy() -> Policy {
    let mut doc = PolicyDoc::from_json(&format!(
        r#"{{"format": 1, "semantics": 1, "id": "p", "default_plan": "push",
            "presence": {{"unknown_may_receive": true}}, "queues": [{{"id": "web"}}],
            "caps": [{{"id": "daily", "limit": {LIMIT}, "per": ["agent"], "window": "day"}}],
            "plans": [{{"id": "push", "stages": [{{"id": "push", "action": {{"queue": {{"queue": "web"}}}}}}]}}]}}"#
    ))
    .unwrap();
    for number in 0..AGENTS {
        doc.agents.push(AgentDoc::new(&format!("a{number:02}")).unwrap().member_of("web").unwrap());
    }
    Policy::compile(&doc).unwrap()
}

pub type Host = Engine<SqliteStore, PresenceBoard, ManualClock>;

pub fn host(store: SqliteStore, floor: &str) -> Host {
    let board = PresenceBoard::new();
    Engine::open(FloorId::new(floor).unwrap(), store, board, ManualClock::new(start()), policy()).unwrap()
}

/// A process of this program that runs one test, which is told what to do.
pub fn child(test: &str, told: &str) -> Process {
    let mut process = Process::new(std::env::current_exe().unwrap());
    process
        .args([test, "--exact", "--nocapture", "--ignored", "--test-threads", "1"])
        .env("FAIRDEAL_TOLD", told);
    process.stdout(Stdio::piped()).stderr(Stdio::inherit());
    process
}

/// What this process was told; none where it is no such child.
pub fn told() -> Option<Vec<String>> {
    let told = std::env::var("FAIRDEAL_TOLD").ok()?;
    Some(told.split('\t').map(str::to_owned).collect())
}

/// Says something to the parent, at once.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "SAID {line}").unwrap();
    out.flush().unwrap();
}

/// What a child says, line by line, until it ends.
pub fn heard(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.map_while(Result::ok).filter_map(|line| line.split_once("SAID ").map(|(_, said)| said.to_owned()))
}

/// Deals leads to a floor until it is killed or has dealt so many, and says of each whose it is once that is kept.
pub fn deal(path: &Path, floors: &[&str], name: &str, options: &SqliteOptions, most: usize) {
    let store = options.open(path).unwrap();
    let mut hosts: Vec<Host> = floors.iter().map(|floor| host(store.clone(), floor)).collect();
    for number in 0..most {
        let at = number % hosts.len();
        let lead = Lead::new(&format!("{name}-{number}")).unwrap();
        let id = lead.id().clone();
        let answer = hosts[at].run(&Command::Submit(lead)).unwrap();
        match answer.outcome() {
            Outcome::Assigned { agent, .. } => say(&format!("{} {id} {agent}", floors[at])),
            Outcome::Queued { .. } => say(&format!("{} {id} -", floors[at])),
            other => panic!("{other:?}"),
        }
        // One in three is closed, and its owner has room for another by no cap but time.
        if number % 3 == 0
            && let Outcome::Assigned { agent, .. } = answer.outcome()
        {
            let disposition = Disposition::Final { code: "won".into() };
            hosts[at].run(&Command::Dispose { lead: id, agent: agent.clone(), disposition }).unwrap();
        }
    }
}
