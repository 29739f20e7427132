//! The suite that comes with the crate, every option, names as odd as may be, and what this store can do beside.

use std::sync::Arc;

use fairdeal::store::RecordForm;
use fairdeal::store::postgres::*;
use fairdeal::testing::store::check;
use fairdeal::*;

use crate::checked;
use crate::server::Server;

pub fn place(server: &Server) -> PostgresServer {
    PostgresServer::new(&server.url()).unwrap()
}

pub fn open(server: &Server, options: &PostgresOptions) -> PostgresStore {
    PostgresStore::open(&place(server), options.clone()).unwrap_or_else(|error| panic!("{error}"))
}

pub fn schema(name: &str) -> PostgresOptions {
    PostgresOptions::new().schema(name).unwrap()
}

#[test]
#[ignore = "starts a PostgreSQL server, which has to be installed"]
fn the_store_passes_with_every_option() {
    let server = Server::shared();
    let odd = schema("\"Ünder the ' hood\\; --").record_form(RecordForm::Json).snapshot_every(3);
    let records_only = schema(&"x".repeat(63)).without_snapshots().without_notify().without_tables();
    let variants = [("compact", schema("select")), ("json, snapshots", odd), ("records only", records_only)];
    for (name, options) in &variants {
        let begun = std::time::Instant::now();
        check(name, || open(&server, options)).unwrap_or_else(|faulty| panic!("{name}: {faulty}"));
        println!("{name}: the suite passed in {:.1} s", begun.elapsed().as_secs_f32());
    }
    let made = server.sql("select count(*) from \"\"\"Ünder the ' hood\\; --\".snapshots");
    assert_ne!(made, [["0"]], "there were snapshots");
    println!("the suite of the store passed with {} sets of options", variants.len());
}

/// The asynchronous store as a blocking one.
struct Awaited {
    runtime: tokio::runtime::Runtime,
    store: AsyncPostgresStore,
}

impl LeadStore for Awaited {
    type Error = PostgresStoreError;
    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, PostgresStoreError> {
        self.runtime.block_on(self.store.load(floor, after))
    }
    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, PostgresStoreError> {
        self.runtime.block_on(self.store.commit(commit))
    }
}

#[test]
#[ignore = "starts a PostgreSQL server, which has to be installed"]
fn the_asynchronous_store_passes() {
    let server = Server::shared();
    let open = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let store = runtime.block_on(AsyncPostgresStore::open(&place(&server), schema("async own"))).unwrap();
        Awaited { runtime, store }
    };
    check("own", open).unwrap_or_else(|faulty| panic!("{faulty}"));
}

#[test]
#[ignore = "starts a PostgreSQL server, which has to be installed"]
fn a_client_that_the_host_gave_is_not_made_anew_but_another_can_be_given() {
    let server = Server::shared();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = || async {
            let (client, connection) =
                tokio_postgres::connect(&server.url(), tokio_postgres::NoTls).await.unwrap();
            (client, tokio::spawn(connection))
        };
        let (one, connection) = client().await;
        let store = AsyncPostgresStore::over(one, schema("given")).await.unwrap();
        let commit = commits("north", 0).remove(0);
        assert_eq!(store.commit(&commit).await.unwrap(), CommitOutcome::Applied);
        connection.abort();
        assert!(connection.await.is_err());
        let floor = FloorId::new("north").unwrap();
        let error = store.load(&floor, 0).await.unwrap_err();
        assert!(matches!(error, PostgresStoreError::Closed), "{error}");
        store.clone().use_client(client().await.0).await.unwrap();
        assert_eq!(store.load(&floor, 0).await.unwrap().records, commit.records);
    });
}

fn opening() -> Recorded {
    fairdeal::open(&crate::host::policy(), crate::host::start())
}

/// A floor's history in commits of one record each.
fn commits(floor: &str, leads: usize) -> Vec<Commit> {
    let (mut own, first) = Floor::open(crate::host::policy(), crate::host::start());
    let mut records = vec![first];
    for number in 0..leads {
        let ran = own.run(crate::host::start(), &Command::Submit(Lead::new(&format!("L-{number}")).unwrap()));
        records.extend(ran.records().cloned());
    }
    let floor = FloorId::new(floor).unwrap();
    (0..)
        .zip(records)
        .map(|(based_on, own)| Commit { floor: floor.clone(), based_on, records: vec![own] })
        .collect()
}

#[test]
#[ignore = "starts a PostgreSQL server, which has to be installed"]
fn commits_of_many_floors_are_one_transaction_and_each_is_judged_by_itself() {
    use CommitOutcome::{Applied, Conflict};
    let server = Server::shared();
    for options in [schema("batches"), schema("batches bare").without_tables()] {
        let store = open(&server, &options);
        let (a, b, c) = (commits("a", 4), commits("b", 4), commits("c", 4));
        assert_eq!(store.commit_all(&[]).unwrap(), []);
        // Of one floor three that follow one another, of another the first; a floor that cannot begin at 1.
        let batch = [a[0].clone(), b[0].clone(), a[1].clone(), c[1].clone(), a[2].clone()];
        assert_eq!(store.commit_all(&batch).unwrap(), [Applied, Applied, Applied, Conflict, Applied]);
        // What is stale takes what builds on it with it, and nothing else.
        let mut ahead = a[3].clone();
        ahead.records.push(a[4].records[0].clone());
        let batch = [b[0].clone(), b[1].clone(), a[2].clone(), ahead, b[1].clone(), c[0].clone()];
        let outcomes = store.commit_all(&batch).unwrap();
        assert_eq!(outcomes, [Conflict, Conflict, Conflict, Conflict, Conflict, Applied]);
        let batch = [b[1].clone(), a[3].clone(), a[3].clone(), c[1].clone(), c[2].clone()];
        assert_eq!(store.commit_all(&batch).unwrap(), [Applied, Applied, Conflict, Applied, Applied]);
        for (own, until) in [(&a, 4), (&b, 2), (&c, 3)] {
            let loaded = store.load(&own[0].floor, 0).unwrap();
            let right: Vec<Recorded> = own[..until].iter().map(|commit| commit.records[0].clone()).collect();
            assert_eq!(loaded.records, right, "{}", own[0].floor);
            if !format!("{options:?}").contains("bare") {
                checked::tables_are(&server, "batches", &own[0].floor, &checked::rows_of(&right));
            }
        }
    }
}

/// However many records there are, a commit reads a few, also by a plan that was made when there were none.
#[test]
#[ignore = "starts a PostgreSQL server, which has to be installed"]
fn a_commit_looks_rows_up_and_scans_nothing() {
    // Its own: another test that holds a transaction open would keep rows from being tidied away.
    let server = Server::start();
    const LEADS: usize = 300;
    let store = open(&server, &schema("looked up"));
    let floor = FloorId::new("north").unwrap();
    let clock = ManualClock::new(crate::host::start());
    let mut host =
        Engine::open(floor.clone(), &store, crate::host::board(), clock, crate::host::policy()).unwrap();
    for number in 0..LEADS {
        let lead = Lead::new(&format!("L-{number}")).unwrap();
        let id = lead.id().clone();
        host.run(&Command::Submit(lead)).unwrap();
        if let LeadStanding::Owned { agent, .. } = host.state().unwrap().lead_view(&id).unwrap().standing {
            let disposition = Disposition::Final { code: "won".to_owned() };
            host.run(&Command::Dispose { lead: id, agent, disposition }).unwrap();
        }
    }
    let commits = host.state().unwrap().revision();
    assert!(store.snapshot_trouble().is_none());
    drop(host);
    drop(store);
    // A connection's counts are known once it is gone.
    let read =
        |what: &str| server.sql(&format!("select {what} where schemaname = 'looked up'"))[0][0].clone();
    let begun = std::time::Instant::now();
    while read("sum(n_tup_ins) from pg_stat_user_tables").parse::<u64>().unwrap_or(0) < commits {
        assert!(begun.elapsed().as_secs() < 30, "the server does not count");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let scanned = read("sum(seq_tup_read) from pg_stat_user_tables");
    let looked_up = read("sum(idx_tup_read) from pg_stat_user_indexes");
    println!("{commits} commits looked up {looked_up} rows by key and scanned {scanned}");
    assert!(looked_up.parse::<u64>().unwrap() < 20 * commits, "{looked_up} rows for {commits} commits");
    assert!(scanned.parse::<u64>().unwrap() < commits, "{scanned} rows for {commits} commits");
}

/// READ COMMITTED, looked at closely: a transaction of the test's own stands for a commit that is under way.
#[test]
#[ignore = "starts a PostgreSQL server, which has to be installed"]
fn a_commit_waits_for_one_that_is_under_way_on_its_revision_and_for_no_other() {
    let server = Server::shared();
    let options = schema("under way").without_tables();
    let all = commits("north", 4);
    let store = open(&server, &options);
    assert_eq!(store.commit(&all[0]).unwrap(), CommitOutcome::Applied);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (end, expected) in [("rollback", CommitOutcome::Applied), ("commit", CommitOutcome::Conflict)] {
        runtime.block_on(async {
            let (client, connection) =
                tokio_postgres::connect(&server.url(), tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            let (based_on, next) = if end == "rollback" { (1, 2) } else { (2, 3) };
            client.batch_execute("begin").await.unwrap();
            let bytes = RecordForm::Compact.write(&all[based_on].records[0]).unwrap();
            let insert = "insert into \"under way\".history values ('north', $1, $2)";
            client.execute(insert, &[&(next as i64), &bytes]).await.unwrap();
            // One that builds on what is not yet committed is a conflict, and does not wait.
            let far = open_async(&server, &options).await.commit(&all[next]).await.unwrap();
            assert_eq!(far, CommitOutcome::Conflict);
            let commit = all[based_on].clone();
            let own = open_async(&server, &options).await;
            let waiting = tokio::spawn(async move { own.commit(&commit).await.unwrap() });
            tokio::time::sleep(std::time::Duration::from_millis(150)).await;
            assert!(!waiting.is_finished(), "it waits for the other to end");
            client.batch_execute(end).await.unwrap();
            assert_eq!(waiting.await.unwrap(), expected, "after {end}");
        });
    }
    let loaded = store.load(&all[0].floor, 0).unwrap();
    assert_eq!(loaded.records.len(), 3);
}

async fn open_async(server: &Server, options: &PostgresOptions) -> AsyncPostgresStore {
    AsyncPostgresStore::open(&place(server), options.clone()).await.unwrap()
}

#[test]
#[ignore = "starts a PostgreSQL server, which has to be installed"]
fn commits_that_are_none_are_refused_by_name() {
    let server = Server::shared();
    let store = open(&server, &schema("none"));
    let floor = FloorId::new("north").unwrap();
    let empty = Commit { floor: floor.clone(), based_on: 0, records: Vec::new() };
    let error = store.commit(&empty).unwrap_err().to_string();
    assert!(error.starts_with("a commit to floor `north` has no records: "), "{error}");
    let wrong = Commit { floor: floor.clone(), based_on: 7, records: vec![opening()] };
    assert!(matches!(
        store.commit(&wrong),
        Err(PostgresStoreError::Misnumbered(fairdeal::Misnumbered { expected: 8, .. }))
    ));
    let mut far = opening();
    far.revision = u64::MAX;
    let far = Commit { floor: floor.clone(), based_on: u64::MAX - 1, records: vec![far] };
    assert_eq!(store.commit(&far).unwrap(), CommitOutcome::Conflict, "no history is that long");
    assert_eq!(store.load(&floor, u64::MAX).unwrap(), Loaded::default());
    // Records that make no state have no rows; without tables they are none of the store's business.
    let mut no_opening = commits("north", 1)[1].clone();
    no_opening.based_on = 0;
    no_opening.records[0].revision = 1;
    assert!(matches!(store.commit(&no_opening), Err(PostgresStoreError::History { .. })));
    let bare = open(&server, &schema("none bare").without_tables());
    assert_eq!(bare.commit(&no_opening).unwrap(), CommitOutcome::Applied);
}

#[test]
#[ignore = "starts a PostgreSQL server, which has to be installed"]
fn a_base_is_given_where_it_is_worth_it_and_passed_over_where_it_is_damaged() {
    let server = Server::shared();
    let store = open(&server, &schema("bases").snapshot_every(10));
    let all = commits("north", 44);
    let floor = all[0].floor.clone();
    for commit in &all {
        assert_eq!(store.commit(commit).unwrap(), CommitOutcome::Applied);
    }
    let bases = || server.sql("select revision from bases.snapshots order by 1");
    assert_eq!(bases(), [["30"], ["40"]], "the newest and the one before");
    let shape = |after| {
        let loaded = store.load(&floor, after).unwrap();
        let base = loaded.base.map(|base| FloorState::restore(&base).unwrap().revision());
        (base, loaded.records.len())
    };
    assert_eq!(shape(0), (Some(40), 5));
    assert_eq!(shape(20), (Some(40), 5), "far behind");
    assert_eq!(shape(36), (None, 9), "near");
    server.sql("update bases.snapshots set state = '\\x00' where revision = 40");
    assert_eq!(shape(0), (Some(30), 15), "an older one");
    server.sql("update bases.snapshots set state = '\\x00'");
    assert_eq!(shape(0), (None, 45), "none");
    server
        .sql("insert into bases.snapshots select floor, 99, state from bases.snapshots where revision = 40");
    assert_eq!(shape(0), (None, 45), "of a history that has been set back");
    assert_eq!(store.snapshot(&floor).unwrap(), 45);
    assert_eq!(shape(0), (Some(45), 0));
    assert_eq!(store.snapshot(&FloorId::new("unknown").unwrap()).unwrap(), 0);
    server.sql("delete from bases.snapshots; delete from bases.history where revision = 17");
    let error = store.load(&floor, 0).unwrap_err().to_string();
    assert!(error.contains("floor `north`: the history lacks revision 17, 18 comes next"), "{error}");
}

#[test]
#[ignore = "starts a PostgreSQL server, which has to be installed"]
fn the_blocking_store_works_on_threads_of_a_runtime_too() {
    let server = Server::shared();
    let store = Arc::new(open(&server, &schema("inside")));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let floor = FloorId::new("north").unwrap();
    runtime.block_on(async {
        let commit = Commit { floor: floor.clone(), based_on: 0, records: vec![opening()] };
        assert_eq!(store.commit(&commit).unwrap(), CommitOutcome::Applied);
        let own = Arc::clone(&store);
        let loaded = tokio::task::spawn_blocking(move || own.load(&floor, 0).unwrap()).await.unwrap();
        assert_eq!(loaded.records, commit.records);
        drop(store);
    });
}

#[test]
#[ignore = "starts a PostgreSQL server, which has to be installed"]
fn rows_are_those_of_random_histories() {
    let server = Server::shared();
    let store = open(&server, &schema("random"));
    let mut rows = 0;
    for seed in 1..=8 {
        let floor = FloorId::new(&format!("floor {seed}")).unwrap();
        let mut rng = crate::common::Rng(seed);
        let wanted = crate::common::Wanted { budgets: seed % 2 == 0, ..crate::common::Wanted::ANYTHING };
        let policy = crate::common::policy(&mut rng, wanted);
        let mut now = crate::common::start(&mut rng);
        let (mut own, first) = Floor::open(Policy::compile(&policy).unwrap(), now);
        let (mut history, mut group, mut next) = (Vec::new(), vec![first], 0);
        for _ in 0..150 {
            now = now.plus(crate::common::jump(&mut rng));
            if rng.chance(35) {
                let agents = crate::common::agents_of(own.state());
                own.see(crate::common::signs(&mut rng, &agents, now, false), now);
            }
            let command = crate::common::command(&mut rng, &own, &mut next, now);
            group.extend(own.run(now, &command).records().cloned());
            if rng.chance(60) && !group.is_empty() {
                let commit = Commit {
                    floor: floor.clone(),
                    based_on: history.len() as u64,
                    records: std::mem::take(&mut group),
                };
                assert_eq!(store.commit(&commit).unwrap(), CommitOutcome::Applied);
                history.extend(commit.records);
            }
        }
        rows += checked::tables_are(&server, "random", &floor, &checked::rows_of(&history));
    }
    println!("{rows} rows of 8 random histories are those of their records");
}
