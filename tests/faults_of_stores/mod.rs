//! Stores under faults: processes that are killed, lines that are cut, clocks that disagree; and an audit of what is
//! left. Given a way to open a store, the same for every store.
//!
//! A test that uses it has two functions. One is the worker, which the test binary is run again for:
//!
//! ```ignore
//! #[test]
//! fn worker() {
//!     faults_of_stores::work(|place| MyStore::open(place).unwrap());
//! }
//!
//! #[test]
//! fn killed_writers_lose_nothing() {
//!     let trial = Trial { place, worker: "worker", ..Trial::default() };
//!     let found = faults_of_stores::try_out(&trial, |place| MyStore::open(place).unwrap(), |_| 0);
//!     println!("{found}");
//!     found.assert_sound();
//! }
//! ```
//!
//! The audit reads every record, so the `open` of [`try_out`] has to open the store in a way in which a load from 0 gives
//! them without a base; the worker's may give bases. A store that fails for a while (a server that is killed) is asked
//! again for 40 seconds.
//!
//! Everything a worker does is in its journal before the next thing is done: what it means to do, what it sends to the
//! store, what it is told. A worker that has been killed goes on where its journal ends, and gives the command again of
//! which it does not know what came.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "test support: it starts processes and reads the clock, and a panic here is a failed test"
)]

mod audit;
mod floors;
mod found;
mod journal;
mod line;
mod worker;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use fairdeal::LeadStore;
use serde::{Deserialize, Serialize};

pub use found::{Found, Wrong};
pub use worker::work;

/// How a worker is told what to do.
const TOLD: &str = "FAIRDEAL_FAULTS";

/// What is tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Where the store is, in words that `open` understands.
    pub place: String,
    /// What the names of the floors begin with; another one for each trial over a store that stays.
    pub prefix: String,
    /// The name of the test of this binary that calls [`work`].
    pub worker: &'static str,
    pub processes: usize,
    /// Of each process.
    pub threads: usize,
    pub floors: usize,
    /// How many processes are killed, each started again at once.
    pub kills: usize,
    /// How many commands each process has to be told of after the last kill.
    pub quiet: usize,
    /// Of a thousand commits, how many are lost on the way there, and as many whose answer is lost.
    pub cut_of_1000: u64,
    pub seed: u64,
}

impl Default for Trial {
    fn default() -> Trial {
        Trial {
            place: String::new(),
            prefix: "faults".to_owned(),
            worker: "worker",
            processes: 3,
            threads: 2,
            floors: 1,
            kills: 12,
            quiet: 20,
            cut_of_1000: 20,
            seed: 1,
        }
    }
}

/// What one process is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Told {
    place: String,
    prefix: String,
    folder: PathBuf,
    process: usize,
    /// How often the process has been started before.
    life: usize,
    /// The process that has started it.
    parent: u32,
    threads: usize,
    floors: usize,
    cut_of_1000: u64,
    seed: u64,
}

/// A small generator: what happens at random is the same for a seed, as far as the processes let it.
struct Rng(u64);

impl Rng {
    fn new(seed: u64) -> Rng {
        Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }
}

fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// Runs the trial and the audit. `disturb` is called before each kill with its number, and says how many faults of the
/// store's own it has injected: a server killed, a connection cut.
pub fn try_out<S: LeadStore>(
    trial: &Trial,
    open: impl Fn(&str) -> S,
    mut disturb: impl FnMut(usize) -> usize,
) -> Found {
    let folder = tempfile::tempdir().unwrap();
    let mut rng = Rng::new(trial.seed);
    let mut processes: Vec<Process> =
        (0..trial.processes).map(|number| Process::start(trial, folder.path(), number)).collect();
    let (mut kills, mut disturbed) = (0, 0);
    let mut found = Found::default();
    while kills < trial.kills {
        disturbed += disturb(kills);
        let victim = rng.below(trial.processes as u64) as usize;
        let process = &mut processes[victim];
        // Killed while it is at work, at a random point of it: while it begins, or later.
        if !process.wait_for(rng.below(4), Duration::from_secs(30)) {
            found.wrong(Wrong::Worker, format!("process {victim} got nowhere: {}", process.journals.said()));
            break;
        }
        std::thread::sleep(Duration::from_micros(rng.below(30_000)));
        process.child.kill().unwrap();
        process.child.wait().unwrap();
        kills += 1;
        *process = Process::start_again(trial, folder.path(), victim, process.life + 1);
    }
    for process in processes.iter_mut().filter(|_| kills == trial.kills) {
        if !process.wait_for(trial.quiet as u64, Duration::from_secs(60)) {
            let (number, said) = (process.journals.number, process.journals.said());
            found.wrong(Wrong::Worker, format!("process {number} did not go on: {said}"));
        }
    }
    std::fs::write(folder.path().join("stop"), "").unwrap();
    for process in &mut processes {
        if let Some(fault) = process.end() {
            found.wrong(Wrong::Worker, fault);
        }
    }
    found.kills = kills;
    found.disturbed = disturbed;
    let store = open(&trial.place);
    audit::audit(trial, folder.path(), &store, &mut found);
    found
}

/// What the audit says of caps in a state to which everything has come at once.
pub fn judge_caps(state: &fairdeal::FloorState) -> Found {
    let mut found = Found::default();
    audit::by_counters(0, state, &mut BTreeMap::new(), &mut found);
    audit::by_owners(0, state, &mut found);
    found
}

/// The policy of the floors, with so many open leads for each.
pub fn policy(at_once: u64) -> String {
    floors::text(at_once, 500)
}

/// A process at work.
struct Process {
    child: Child,
    life: usize,
    journals: Journals,
    told_at_start: u64,
    begun_at_start: u64,
}

impl Process {
    fn start(trial: &Trial, folder: &Path, number: usize) -> Process {
        Process::start_again(trial, folder, number, 0)
    }

    fn start_again(trial: &Trial, folder: &Path, number: usize, life: usize) -> Process {
        let told = Told {
            place: trial.place.clone(),
            prefix: trial.prefix.clone(),
            folder: folder.to_owned(),
            process: number,
            life,
            parent: std::process::id(),
            threads: trial.threads,
            floors: trial.floors,
            cut_of_1000: trial.cut_of_1000,
            seed: trial.seed,
        };
        let said = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(folder.join(format!("process-{number}.said")))
            .unwrap();
        let journals = Journals { folder: folder.to_owned(), number, threads: trial.threads };
        // Counted before the process is there: one that begins at once has begun since.
        let (told_at_start, begun_at_start) = (journals.told(), journals.begun());
        let child = Command::new(std::env::current_exe().unwrap())
            .args([trial.worker, "--exact", "--nocapture", "--test-threads=1"])
            .env(TOLD, serde_json::to_string(&told).unwrap())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said)
            .spawn()
            .unwrap();
        Process { child, life, journals, told_at_start, begun_at_start }
    }

    /// Waits until so many commands have been carried out since it was started; whether they were.
    fn wait_for(&mut self, commands: u64, at_most: Duration) -> bool {
        let until = Instant::now() + at_most;
        while self.journals.told() < self.told_at_start + commands
            || self.journals.begun() == self.begun_at_start
        {
            let over = Instant::now() > until || self.child.try_wait().unwrap().is_some();
            if over || self.journals.lines(b"{\"broken\"") > 0 {
                return false;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        true
    }

    /// Waits for the process to end by itself; what was wrong with that.
    fn end(&mut self) -> Option<String> {
        let until = Instant::now() + Duration::from_secs(90);
        loop {
            match self.child.try_wait().unwrap() {
                Some(status) if status.success() => return None,
                Some(status) => {
                    return Some(format!(
                        "process {} ended with {status}: {}",
                        self.journals.number,
                        self.journals.said()
                    ));
                }
                None if Instant::now() > until => {
                    self.child.kill().unwrap();
                    self.child.wait().unwrap();
                    return Some(format!(
                        "process {} did not end: {}",
                        self.journals.number,
                        self.journals.said()
                    ));
                }
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Where a test fails before the end, nothing goes on behind it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the threads of a process have written down, in all its lives.
struct Journals {
    folder: PathBuf,
    number: usize,
    threads: usize,
}

impl Journals {
    /// How many lines begin like this.
    fn lines(&self, begin: &[u8]) -> u64 {
        let bytes =
            |thread| std::fs::read(journal::path(&self.folder, self.number, thread)).unwrap_or_default();
        let lines =
            |bytes: Vec<u8>| bytes.split(|byte| *byte == b'\n').filter(|l| l.starts_with(begin)).count();
        (0..self.threads).map(|thread| lines(bytes(thread)) as u64).sum()
    }

    /// How many commands the process has been told of.
    fn told(&self) -> u64 {
        self.lines(b"{\"told\"")
    }

    /// How many of its threads have begun.
    fn begun(&self) -> u64 {
        self.lines(b"{\"begun\"")
    }

    fn said(&self) -> String {
        std::fs::read_to_string(self.folder.join(format!("process-{}.said", self.number))).unwrap_or_default()
    }
}
