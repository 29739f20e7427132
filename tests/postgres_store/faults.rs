//! Faults while hosts write. Afterwards nothing is lost, nothing is given twice, no cap is exceeded, and the tables are what
//! the records make.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use fairdeal::store::postgres::*;
use fairdeal::*;

use crate::checked::sound;
use crate::common::Rng;
use crate::host::{AGENTS, Acknowledged, Writer, WriterProcess, floors, policy, start};
use crate::proxy::Proxy;
use crate::server::Server;

const LEADS: usize = 60;

fn report(what: &str, acknowledged: &[Acknowledged], (records, rows): (usize, usize), begun: Instant) {
    let many = acknowledged.len();
    let took = begun.elapsed().as_secs_f32();
    println!("{what}: {many} acknowledged decisions, {records} records, {rows} rows checked in {took:.1} s");
}

#[test]
fn processes_and_threads_race_with_clocks_minutes_apart() {
    let begun = Instant::now();
    let server = Server::start();
    let told = Arc::new(Mutex::new(Vec::new()));
    let processes: Vec<_> = [0, 180, 420]
        .into_iter()
        .map(|late_s| WriterProcess::start(&server.url(), &format!("p{late_s}"), 4, LEADS, late_s, &told))
        .collect();
    processes.into_iter().for_each(WriterProcess::end);
    let told = told.lock().unwrap().clone();
    assert_eq!(told.len(), 3 * 4 * LEADS);
    let checked = sound(&server, &floors(), &told);
    report("3 processes of 4 threads on 2 floors, clocks 3 and 7 minutes apart", &told, checked, begun);
}

#[test]
fn groups_over_many_floors_race_and_no_two_wait_for_each_other() {
    const FLOORS: usize = 12;
    const THREADS: usize = 4;
    let begun = Instant::now();
    let server = Server::start();
    let floors: Vec<FloorId> = (0..FLOORS).map(|n| FloorId::new(&format!("floor {n}")).unwrap()).collect();
    let (told, conflicts) = (Mutex::new(Vec::new()), AtomicU64::new(0));
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (floors, told, conflicts, server) = (&floors, &told, &conflicts, &server);
            scope.spawn(move || {
                let place = PostgresServer::new(&server.url()).unwrap();
                let store = PostgresStore::open(&place, PostgresOptions::new()).unwrap();
                let mut rng = Rng(thread as u64 + 1);
                for round in 0..12 {
                    let (mut commits, mut acknowledged) = (Vec::new(), Vec::new());
                    let first = rng.below(FLOORS as u64) as usize;
                    // Each in an order of its own: who takes one floor after the other does not wait in a circle.
                    for at in 0..FLOORS {
                        let floor = &floors[(first + at * [1, 5, 7, 11][thread]) % FLOORS];
                        let (commit, own) = decided(&store, floor, &format!("t{thread}-{round}"));
                        commits.push(commit);
                        acknowledged.push(own);
                    }
                    let outcomes = store.commit_all(&commits).unwrap_or_else(|error| panic!("{error}"));
                    for (outcome, own) in outcomes.into_iter().zip(acknowledged) {
                        match outcome {
                            CommitOutcome::Applied => told.lock().unwrap().push(own),
                            CommitOutcome::Conflict => drop(conflicts.fetch_add(1, Ordering::SeqCst)),
                        }
                    }
                }
            });
        }
    });
    let (told, conflicts) = (told.into_inner().unwrap(), conflicts.into_inner());
    assert!(conflicts > 0, "nobody raced");
    let checked = sound(&server, &floors, &told);
    report(
        &format!("{THREADS} threads with groups over {FLOORS} floors, {conflicts} conflicts"),
        &told,
        checked,
        begun,
    );
}

/// A lead decided on what the store has of a floor, and what is true if it is kept.
fn decided(store: &PostgresStore, floor: &FloorId, tag: &str) -> (Commit, Acknowledged) {
    let loaded = store.load(floor, 0).unwrap();
    let (mut own, mut records) = match loaded.records.is_empty() {
        true => {
            let (own, first) = Floor::open(policy(), start());
            (own, vec![first])
        }
        false => (Floor::resume(FloorState::replay(&loaded.records).unwrap()).unwrap(), Vec::new()),
    };
    let based_on = loaded.records.len() as u64;
    let signs = (0..AGENTS)
        .map(|n| Sign::new(AgentId::new(&format!("a{n}")).unwrap(), PresenceState::Available, start()));
    own.see(PresenceSnapshot::new(signs), start());
    let lead = LeadId::new(tag).unwrap();
    let ran = own.run(start(), &Command::Submit(Lead::new(tag).unwrap()));
    records.extend(ran.records().cloned());
    let agent = match own.state().lead_view(&lead).unwrap().standing {
        LeadStanding::Owned { agent, .. } => Some(agent),
        _ => None,
    };
    let revision = own.state().revision();
    (
        Commit { floor: floor.clone(), based_on, records },
        Acknowledged { floor: floor.clone(), lead, agent, revision },
    )
}

#[test]
fn writers_killed_at_random_points_leave_nothing_half_done() {
    let begun = Instant::now();
    let server = Server::start();
    let told = Arc::new(Mutex::new(Vec::new()));
    let mut rng = Rng(7);
    let start = |number: usize, leads: usize| {
        WriterProcess::start(&server.url(), &format!("w{number}"), 2, leads, 0, &told)
    };
    let mut running: Vec<WriterProcess> = (0..3).map(|number| start(number, 100_000)).collect();
    let (kills, mut started) = (12, 3);
    for _ in 0..kills {
        thread::sleep(Duration::from_millis(60 + u64::from(rng.below(240))));
        let one = running.remove(rng.below(3) as usize);
        one.kill();
        running.push(start(started, 100_000));
        started += 1;
    }
    // Once there is something to lose, and then no more.
    while told.lock().unwrap().len() < 300 {
        thread::sleep(Duration::from_millis(20));
    }
    running.into_iter().for_each(WriterProcess::kill);
    start(started, 10).end();
    let told = told.lock().unwrap().clone();
    let checked = sound(&server, &floors(), &told);
    report(&format!("{} writers killed", kills + 3), &told, checked, begun);
}

/// Threads that write through stores of their own until all are done.
fn write(urls: &[String], leads: usize, errors: &AtomicU64, told: &Mutex<Vec<Acknowledged>>) {
    thread::scope(|scope| {
        for (number, url) in urls.iter().enumerate() {
            scope.spawn(move || {
                let place = PostgresServer::new(url).unwrap();
                let options = PostgresOptions::new().snapshot_every(100);
                let store = loop {
                    match PostgresStore::open(&place, options.clone()) {
                        Ok(store) => break Arc::new(store),
                        Err(error) => {
                            assert!(!error.to_string().contains("secret"), "{error}");
                            errors.fetch_add(1, Ordering::SeqCst);
                            thread::sleep(Duration::from_millis(20));
                        }
                    }
                };
                let floor = floors()[number % 2].clone();
                let writer = Writer { floor, tag: format!("t{number}"), late_s: 0, errors };
                writer.write(&store, leads, |own| told.lock().unwrap().push(own));
            });
        }
    });
}

#[test]
fn a_server_that_is_killed_and_comes_back_has_every_acknowledged_decision() {
    let begun = Instant::now();
    let server = Server::start();
    let (told, errors, done) = (Mutex::new(Vec::new()), AtomicU64::new(0), AtomicBool::new(false));
    let mut kills = 0;
    thread::scope(|scope| {
        scope.spawn(|| {
            write(&vec![server.url(); 4], 4 * LEADS, &errors, &told);
            done.store(true, Ordering::SeqCst);
        });
        let mut rng = Rng(11);
        for wanted in [60, 200, 400] {
            while told.lock().unwrap().len() < wanted && !done.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(u64::from(rng.below(30))));
            assert!(!done.load(Ordering::SeqCst), "the writers were done before the server was killed");
            server.kill();
            server.run();
            kills += 1;
        }
    });
    let (told, errors) = (told.into_inner().unwrap(), errors.into_inner());
    assert_eq!(told.len(), 4 * 4 * LEADS);
    assert!(errors > 0, "nobody noticed");
    let checked = sound(&server, &floors(), &told);
    report(&format!("the server killed {kills} times, {errors} errors seen by hosts"), &told, checked, begun);
}

#[test]
fn connections_cut_after_any_byte_leave_outcomes_unknown_and_nothing_twice() {
    let begun = Instant::now();
    let server = Server::start();
    drop(PostgresStore::open(&PostgresServer::new(&server.url()).unwrap(), PostgresOptions::new()).unwrap());
    let (told, errors) = (Mutex::new(Vec::new()), AtomicU64::new(0));
    // Opening takes some thousands of bytes; most connections live long enough for commits.
    let proxy = Proxy::before(server.port(), 60_000, 5);
    let through = server.url_by("postgres", proxy.port());
    write(&vec![through; 4], LEADS, &errors, &told);
    let (told, errors) = (told.into_inner().unwrap(), errors.into_inner());
    assert_eq!(told.len(), 4 * LEADS);
    assert!(proxy.cuts() >= 10, "only {} cuts", proxy.cuts());
    let checked = sound(&server, &floors(), &told);
    let what = format!("{} connections cut, {errors} errors seen by hosts", proxy.cuts());
    report(&what, &told, checked, begun);
}
