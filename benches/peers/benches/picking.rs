//! Which agent is next: everybody is free, and every side picks the same agents in the same order.

use criterion::{BenchmarkId, Criterion, Throughput};
use fairdeal::policy::StrategyDoc;
use fairdeal::{AgentDoc, Command, Decision, Outcome};

use crate::common::{Bench, Size};

const AGENTS: [usize; 2] = [100, 10_000];
const FIRST: usize = 10_000_000;

/// One agent of a loop by hand.
#[derive(Clone)]
struct Row {
    free: bool,
    since: i64,
}

pub fn longest_idle(c: &mut Criterion) {
    let mut group = c.benchmark_group("longest idle");
    group.throughput(Throughput::Elements(1));
    for agents in AGENTS {
        let mut floor = floor(agents, StrategyDoc::LongestIdle);
        become_idle_in_turn(&mut floor, agents);
        let mut rows = vec![Row { free: true, since: 0 }; agents];
        let mut now = 0;
        for turn in 0..agents {
            tick(&mut now);
            rows[in_turn(turn, agents)].since = now;
        }
        let expected: Vec<usize> = (0..agents + 10).map(|turn| in_turn(turn % agents, agents)).collect();

        let commands = assert_fairdeal_picks(&mut floor, &expected);
        group.bench_function(BenchmarkId::new("fairdeal, decide+apply", agents), |b| {
            b.iter_custom(|iterations| floor.time(&commands, iterations));
        });

        for (name, first) in [
            ("filter, sort, first by hand, picking alone", first_of_sorted as fn(&[Row]) -> usize),
            ("filter, least by hand, picking alone", first_of_all),
        ] {
            let (mut rows, mut now) = (rows.clone(), now);
            let mut pick = || {
                let picked = first(&rows);
                tick(&mut now);
                rows[picked].since = now;
                picked
            };
            assert!(expected.iter().all(|agent| pick() == *agent), "{name}");
            group.bench_function(BenchmarkId::new(name, agents), |b| b.iter(&mut pick));
        }
    }
    group.finish();
}

pub fn round_robin(c: &mut Criterion) {
    let mut group = c.benchmark_group("round robin");
    group.throughput(Throughput::Elements(1));
    for agents in AGENTS {
        let expected: Vec<usize> = (0..agents + 10).map(|turn| turn % agents).collect();
        let mut floor = floor(agents, StrategyDoc::RoundRobin);
        let commands = assert_fairdeal_picks(&mut floor, &expected);
        group.bench_function(BenchmarkId::new("fairdeal, decide+apply", agents), |b| {
            b.iter_custom(|iterations| floor.time(&commands, iterations));
        });

        let mut peers = vec![Weighted { free: true, weight: 1, current: 0 }; agents];
        let mut pick = || smooth_weighted(&mut peers);
        assert!(expected.iter().all(|agent| pick() == *agent), "smooth weighted");
        group.bench_function(BenchmarkId::new("smooth weighted as in nginx, picking alone", agents), |b| {
            b.iter(&mut pick);
        });
    }
    group.finish();
}

fn first_of_sorted(rows: &[Row]) -> usize {
    let mut free: Vec<(usize, i64)> =
        rows.iter().enumerate().filter(|(_, row)| row.free).map(|(at, row)| (at, row.since)).collect();
    free.sort_by_key(|(_, since)| *since);
    free[0].0
}

fn first_of_all(rows: &[Row]) -> usize {
    let free = rows.iter().enumerate().filter(|(_, row)| row.free);
    free.min_by_key(|(_, row)| row.since).unwrap().0
}

/// A server of nginx's upstream, or an agent.
#[derive(Clone)]
struct Weighted {
    free: bool,
    weight: i64,
    current: i64,
}

/// nginx's smooth weighted round robin: all gain their weight, the richest is picked and pays what all have gained.
fn smooth_weighted(peers: &mut [Weighted]) -> usize {
    let mut total = 0;
    let mut best: Option<(usize, i64)> = None;
    for (at, peer) in peers.iter_mut().enumerate().filter(|(_, peer)| peer.free) {
        peer.current += peer.weight;
        total += peer.weight;
        if best.is_none_or(|(_, current)| peer.current > current) {
            best = Some((at, peer.current));
        }
    }
    let (picked, _) = best.unwrap();
    peers[picked].current -= total;
    picked
}

fn floor(agents: usize, strategy: StrategyDoc) -> Bench {
    Bench::new(Size { agents, rules: 100, caps: false }, strategy)
}

/// Who becomes idle at this turn: an order that is nobody's order of rows or names.
fn in_turn(turn: usize, agents: usize) -> usize {
    turn * 7_919 % agents
}

/// Everybody gets a lead, and closes it when it is their turn.
fn become_idle_in_turn(floor: &mut Bench, agents: usize) {
    let decisions: Vec<Decision> = (0..agents).map(|number| floor.run(&floor.submit(number))).collect();
    for turn in 0..agents {
        floor.retire(&decisions[in_turn(turn, agents)].outcome);
    }
}

/// Leads for fairdeal to deal, after it has dealt as many as expected to the agents expected.
fn assert_fairdeal_picks(floor: &mut Bench, expected: &[usize]) -> Vec<Command> {
    let decisions: Vec<Decision> =
        (0..expected.len()).map(|number| floor.run(&floor.submit(FIRST + number))).collect();
    for (decision, agent) in decisions.iter().zip(expected) {
        let Outcome::Assigned { agent: picked, .. } = &decision.outcome else { panic!("{decision:?}") };
        assert_eq!(picked, &AgentDoc::new(&format!("a{agent:06}")).unwrap().id, "fairdeal");
    }
    for decision in &decisions {
        floor.retire(&decision.outcome);
    }
    (0..64).map(|number| floor.submit(FIRST + number)).collect()
}

fn tick(now: &mut i64) {
    *now += 1;
}
