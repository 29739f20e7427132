//! The leads, and how they go into a store.

use std::cell::Cell;

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput};
use fairdeal::policy::StrategyDoc;
use fairdeal::{
    Command, Engine, FloorId, Lead, LeadStore, Limits, ManualClock, Policy, PresenceBoard, Timestamp,
};

use crate::common::{START, Size, doc};

pub const AGENTS: usize = 100;

/// How many leads are imported.
pub fn leads() -> usize {
    if std::env::args().any(|argument| argument == "--test") { 300 } else { 16_000 }
}

pub fn group<'c>(c: &'c mut Criterion, name: &str) -> BenchmarkGroup<'c, WallTime> {
    let mut group = c.benchmark_group(format!("{} leads/{name}", leads()));
    group.throughput(Throughput::Elements(leads() as u64)).sample_size(10);
    group
}

/// Each import goes to a floor of its own.
pub struct Import {
    commands: Vec<Command>,
    policy: Policy,
    floors: Cell<u32>,
}

impl Import {
    pub fn new() -> Import {
        let size = Size { agents: AGENTS, rules: 10, caps: true };
        let policy = Policy::compile(&doc(size, StrategyDoc::LongestIdle)).unwrap();
        let lead = |number| Command::Submit(Lead::new(&format!("L-{number}")).unwrap());
        Import { commands: (0..leads()).map(lead).collect(), policy, floors: Cell::new(0) }
    }

    /// A floor that has been opened, `most` records in a commit.
    fn host<S: LeadStore>(&self, store: S, most: usize) -> Engine<S, PresenceBoard, ManualClock> {
        self.floors.set(self.floors.get() + 1);
        let floor = FloorId::new(&format!("floor {}", self.floors.get())).unwrap();
        let clock = ManualClock::new(Timestamp::from_millis(START).unwrap());
        let limits = Limits { records: most, ..Limits::default() };
        Engine::open_with(floor, store, PresenceBoard::new(), clock, self.policy.clone(), limits).unwrap()
    }

    /// A commit a lead.
    pub fn one_by_one<S: LeadStore>(
        &self,
        group: &mut BenchmarkGroup<'_, WallTime>,
        name: &str,
        mut store: impl FnMut() -> S,
    ) {
        group.bench_function(format!("fairdeal, a commit a lead{name}"), |b| {
            b.iter_batched(
                || self.host(store(), 1_000),
                |mut host| {
                    self.commands.iter().for_each(|command| drop(host.run(command).unwrap()));
                    host
                },
                BatchSize::PerIteration,
            );
        });
    }

    /// So many leads a commit.
    pub fn by_groups<S: LeadStore>(
        &self,
        group: &mut BenchmarkGroup<'_, WallTime>,
        name: &str,
        most: usize,
        mut store: impl FnMut() -> S,
    ) {
        group.bench_function(format!("fairdeal, {most} leads a commit{name}"), |b| {
            b.iter_batched(
                || self.host(store(), most),
                |mut host| {
                    let answers = host.run_all(&self.commands).unwrap();
                    (answers, host)
                },
                BatchSize::PerIteration,
            );
        });
    }
}
