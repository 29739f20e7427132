//! What the hosts of a model know, what is on its way between them and the store, and what can happen next.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "test support: a panic here is a failed test"
)]

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use fairdeal::*;

/// Something that does not change, and what tells it apart, worked out once.
#[derive(Clone)]
pub struct Known<T> {
    pub it: Arc<T>,
    pub print: u64,
}

impl Known<Step> {
    pub fn is_commit(&self) -> bool {
        matches!(&*self.it, Step::Commit(_))
    }
}

impl<T> Known<T> {
    pub fn new(it: T, print: impl Fn(&T) -> u64) -> Known<T> {
        let print = print(&it);
        Known { it: Arc::new(it), print }
    }
}

/// What a host was told of a command.
#[derive(Clone, Debug)]
pub struct Told {
    pub host: usize,
    /// Nothing but for who acknowledges first.
    pub outcome: Option<Outcome>,
    pub records: Vec<(Revision, u64)>,
}

#[derive(Clone)]
pub enum Phase {
    Idle,
    /// A request is on its way to the store.
    Sent(Known<Step>),
    /// The store's answer is on its way back.
    Answered(Known<Step>, Known<Reply>),
}

#[derive(Clone)]
pub struct Host {
    pub replica: Arc<Replica>,
    /// What tells replicas apart.
    pub key: u64,
    /// Conflicts make a replica wary for longer than these models last.
    pub wary: bool,
    /// The replies to the command in hand.
    pub replies: Vec<Known<Reply>>,
    pub phase: Phase,
    /// How many commands are done with.
    pub done: usize,
}

#[derive(Clone)]
pub struct World {
    pub history: Vec<Known<Recorded>>,
    /// The state the history makes; none if it does not hold together.
    pub state: Option<Arc<FloorState>>,
    pub hosts: Vec<Host>,
    /// Commits that were given up and may still arrive.
    pub late: Vec<Known<Step>>,
    pub faults_left: u8,
    pub told: Vec<Known<Told>>,
    /// A host that could not go on.
    pub stuck: Option<String>,
    pub conflicts: u8,
    pub given_again: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Begin(usize),
    Deliver(usize),
    Receive(usize),
    LoseRequest(usize),
    LoseAnswer(usize),
    /// The host waits no longer; its request is still on its way.
    GiveUp(usize),
    /// The host forgets everything, and what it had sent is lost with it, or arrives later.
    Crash(usize),
    CrashLate(usize),
    /// What was given up arrives.
    Arrive(usize),
}

impl Action {
    pub fn is_fault(self) -> bool {
        !matches!(self, Action::Begin(_) | Action::Deliver(_) | Action::Receive(_))
    }
}

pub fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

pub fn hash_of(record: &Recorded) -> u64 {
    hash(&store::RecordForm::Compact.write(record).unwrap())
}

pub fn hash_all(records: &[Recorded]) -> u64 {
    records.iter().fold(records.len() as u64, |all, record| all.rotate_left(7) ^ hash_of(record))
}

pub fn hash_reply(reply: &Reply) -> u64 {
    match reply {
        Reply::Start => 1,
        Reply::Loaded(loaded) => 2 ^ hash_all(&loaded.records).rotate_left(3),
        Reply::Committed(CommitOutcome::Applied) => 3,
        Reply::Committed(CommitOutcome::Conflict) => 4,
    }
}

pub fn hash_step(step: &Step) -> u64 {
    match step {
        Step::Load { after } => 1 ^ after.rotate_left(9),
        Step::Commit(commit) => hash_all(&commit.records) ^ commit.based_on.rotate_left(17),
        Step::Done(_) => 3,
    }
}

impl World {
    /// What tells worlds apart.
    pub fn essence(&self) -> Vec<u64> {
        let mut all = vec![self.history.len() as u64, u64::from(self.faults_left)];
        all.extend(self.history.iter().map(|record| record.print));
        for host in &self.hosts {
            all.extend([host.key, u64::from(host.wary), host.done as u64]);
            all.extend(host.replies.iter().map(|reply| reply.print));
            match &host.phase {
                Phase::Idle => all.push(0),
                Phase::Sent(step) => all.extend([1, step.print]),
                Phase::Answered(step, reply) => all.extend([2, step.print, reply.print]),
            }
        }
        all.extend(self.late.iter().map(|commit| commit.print));
        let mut told: Vec<u64> = self.told.iter().map(|told| told.print).collect();
        told.sort_unstable();
        all.extend(told);
        all.extend([
            u64::from(self.stuck.is_some()),
            u64::from(self.conflicts > 0),
            u64::from(self.given_again),
        ]);
        all
    }
}

impl Hash for World {
    fn hash<H: Hasher>(&self, to: &mut H) {
        self.essence().hash(to);
    }
}

impl PartialEq for World {
    fn eq(&self, other: &World) -> bool {
        self.essence() == other.essence()
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let done: Vec<_> = self.hosts.iter().map(|host| host.done).collect();
        let told: Vec<_> = self.told.iter().map(|told| &told.it.outcome).collect();
        write!(f, "{} records, {done:?} done, told {told:?}, stuck {:?}", self.history.len(), self.stuck)
    }
}
