//! The store in a SQLite file: its contract by every option, files of other versions and of others, damage, no room, no
//! right to write, and processes that end at any point.
#![cfg(feature = "sqlite")]
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod kept;
mod sqlite;

use std::path::PathBuf;

use fairdeal::store::RecordForm;
use fairdeal::store::sqlite::*;
use fairdeal::testing::store::check;
use fairdeal::*;
use sqlite::writers::{host, policy, start};
use sqlite::*;

/// A folder of its own, a path in it, and the floor of most tests.
fn fresh() -> (tempfile::TempDir, PathBuf, FloorId) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("floors.db");
    (folder, path, FloorId::new("north").unwrap())
}

fn quick() -> SqliteOptions {
    SqliteOptions::new().durability(Durability::Normal)
}

/// Deals so many leads on a floor.
fn deal(store: &SqliteStore, floor: &str, name: &str, leads: usize) {
    let mut host = host(store.clone(), floor);
    for number in 0..leads {
        let lead = Lead::new(&format!("{name}-{number}")).unwrap();
        assert!(matches!(host.run(&Command::Submit(lead)).unwrap().outcome(), Outcome::Assigned { .. }));
    }
}

/// The history of a floor on which so many leads were dealt, a record a commit.
fn commits(floor: &FloorId, leads: usize) -> Vec<Commit> {
    let (mut own, first) = Floor::open(policy(), start());
    let mut records = vec![first];
    for number in 0..leads {
        let lead = Lead::new(&format!("L-{number}")).unwrap();
        records.extend(own.run(start(), &Command::Submit(lead)).records().cloned());
    }
    let commit = |record: Recorded| Commit {
        floor: floor.clone(),
        based_on: record.revision - 1,
        records: vec![record],
    };
    records.into_iter().map(commit).collect()
}

#[test]
fn it_keeps_to_the_contract_by_every_option() {
    let options = [
        ("default", SqliteOptions::new()),
        ("tables", SqliteOptions::new().durability(Durability::Normal).tables(true)),
        ("json", quick().record_form(RecordForm::Json).snapshot_every(None)),
        ("states", SqliteOptions::new().durability(Durability::Normal).snapshot_every(Some(3))),
        ("states of tables", SqliteOptions::new().tables(true).snapshot_every(Some(1))),
    ];
    for (name, options) in options {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("floors.db");
        check("suite", || options.open(&path).unwrap()).unwrap_or_else(|faults| panic!("{name}: {faults}"));
        let store = options.open(&path).unwrap();
        if store.keeps_tables().unwrap() {
            // The same through clones of one handle, which write together.
            check("clones", || store.clone()).unwrap_or_else(|faults| panic!("{name}, clones: {faults}"));
            for floor in floors(&path) {
                tables_are_right(&path, &floor);
            }
        }
    }
}

#[test]
fn handles_with_and_without_the_option_keep_the_tables_in_step() {
    let (_folder, path, north) = fresh();
    let (with, without) = (quick().tables(true).open(&path).unwrap(), quick().open(&path).unwrap());
    assert!(without.keeps_tables().unwrap(), "the file has them");
    for round in 0..4 {
        deal(&with, "north", &format!("with-{round}"), 3);
        deal(&without, "north", &format!("without-{round}"), 5);
        deal(&without, "south", &format!("without-{round}"), 2);
        tables_are_right(&path, &north);
    }
    assert!(tables_are_right(&path, &FloorId::new("south").unwrap()) > 20);
}

#[test]
fn tables_switched_on_later_are_filled_from_the_history() {
    let (_folder, path, north) = fresh();
    let before = quick().open(&path).unwrap();
    deal(&before, "north", "early", 40);
    deal(&before, "south", "early", 3);
    assert!(!before.keeps_tables().unwrap());
    let with = quick().tables(true).open(&path).unwrap();
    assert!(tables_are_right(&path, &north) > 90);
    // A handle that was opened before them writes them from now on.
    deal(&before, "north", "later", 4);
    deal(&with, "north", "last", 4);
    tables_are_right(&path, &north);
    tables_are_right(&path, &FloorId::new("south").unwrap());
}

/// The schema of version 1, as it was.
const VERSION_1: [(&str, &str); 3] = [
    ("floors", "CREATE TABLE floors (number INTEGER PRIMARY KEY, floor TEXT NOT NULL UNIQUE) STRICT"),
    (
        "records",
        "CREATE TABLE records ( floor INTEGER NOT NULL REFERENCES floors, revision INTEGER NOT NULL, sum INTEGER NOT NULL, \
         record BLOB NOT NULL, PRIMARY KEY (floor, revision) ) STRICT, WITHOUT ROWID",
    ),
    (
        "snapshots",
        "CREATE TABLE snapshots ( floor INTEGER NOT NULL REFERENCES floors, revision INTEGER NOT NULL, sum INTEGER NOT NULL, \
         state BLOB NOT NULL, PRIMARY KEY (floor, revision) ) STRICT",
    ),
];

#[test]
fn a_file_of_version_1_is_brought_up_to_date() {
    let (folder, path, north) = fresh();
    deal(&quick().open(&path).unwrap(), "north", "old", 30);
    let records = history(&path, &north);
    // The same history in a file as version 1 made it.
    let old = folder.path().join("old.db");
    let conn = sql(&old);
    for (_, schema) in VERSION_1 {
        conn.execute_batch(schema).unwrap();
    }
    conn.execute("ATTACH ?1 AS new", [path.to_str().unwrap()]).unwrap();
    for (table, _) in VERSION_1 {
        conn.execute_batch(&format!("INSERT INTO {table} SELECT * FROM new.{table}")).unwrap();
    }
    conn.execute_batch(&format!("PRAGMA application_id = {}; PRAGMA user_version = 1", 0x4644_4c31)).unwrap();
    drop(conn);
    let store = quick().open(&old).unwrap();
    let conn = sql(&old);
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 2);
    for (table, right) in VERSION_1 {
        let found: String = conn
            .query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [table], |row| row.get(0))
            .unwrap();
        assert_eq!(found, right);
        // What this release makes anew is the same.
        let made: String = sql(&path)
            .query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [table], |row| row.get(0))
            .unwrap();
        assert_eq!(made.split_whitespace().collect::<Vec<_>>(), right.split_whitespace().collect::<Vec<_>>());
    }
    assert_eq!(store.load(&north, 0).unwrap().records, records);
    drop(store);
    let store = quick().tables(true).open(&old).unwrap();
    deal(&store, "north", "new", 5);
    tables_are_right(&old, &north);
}

#[test]
fn a_newer_schema_and_another_applications_file_are_refused_and_left_alone() {
    let (folder, path, _) = fresh();
    drop(quick().open(&path).unwrap());
    sql(&path).execute_batch("PRAGMA user_version = 3").unwrap();
    let error = quick().open(&path).unwrap_err();
    assert!(matches!(&error, SqliteStoreError::Newer { found: 3, .. }), "{error}");
    assert!(error.to_string().contains("schema 3, and this release knows up to 2"), "{error}");
    let other = folder.path().join("other.db");
    sql(&other)
        .execute_batch("CREATE TABLE customers (name TEXT); INSERT INTO customers VALUES ('Zoe')")
        .unwrap();
    let before = std::fs::read(&other).unwrap();
    let error = quick().tables(true).open(&other).unwrap_err();
    assert!(matches!(&error, SqliteStoreError::NotOurs { found: 0, .. }), "{error}");
    assert_eq!(std::fs::read(&other).unwrap(), before, "not a byte of it is changed");
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "no database, but long enough to look like something\n".repeat(40)).unwrap();
    let error = quick().open(&text).unwrap_err();
    assert!(matches!(&error, SqliteStoreError::Corrupt { .. }), "{error}");
    assert!(error.to_string().contains("notes.txt"), "{error}");
    for none in ["", ":memory:"] {
        assert!(matches!(quick().open(none), Err(SqliteStoreError::NoFile { .. })));
    }
    let error = quick().open(folder.path().join("no/such/folder/floors.db")).unwrap_err();
    assert!(matches!(&error, SqliteStoreError::CannotOpen { .. }), "{error}");
}

#[test]
fn whoever_opens_a_file_while_others_make_it_finds_theirs() {
    for _ in 0..150 {
        let (_folder, path, floor) = fresh();
        let start = std::sync::Barrier::new(6);
        std::thread::scope(|scope| {
            let open = || {
                start.wait();
                quick().tables(true).open(&path).map(|store| store.load(&floor, 0).unwrap().records.len())
            };
            let openers: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
            for opener in openers {
                assert_eq!(opener.join().unwrap().unwrap(), 0);
            }
        });
    }
}

#[test]
fn a_damaged_record_is_named_and_the_rest_can_be_read() {
    let (_folder, path, north) = fresh();
    let store = quick().open(&path).unwrap();
    deal(&store, "north", "lead", 20);
    let right = store.load(&north, 0).unwrap().records;
    // One bit, such that the record can be read still, or not: either is found out.
    for at in [1, 4, 20, 40] {
        let bytes: Vec<u8> = sql(&path)
            .query_row("SELECT record FROM records WHERE revision = 9", [], |row| row.get(0))
            .unwrap();
        let mut other = bytes.clone();
        other[at] ^= 1;
        sql(&path).execute("UPDATE records SET record = ?1 WHERE revision = 9", [&other]).unwrap();
        let error = store.load(&north, 0).unwrap_err();
        assert!(
            matches!(&error, SqliteStoreError::Damaged { floor, revision: 9, .. } if floor == "north"),
            "{error}"
        );
        assert!(error.to_string().contains("floors.db: record 9 of floor `north` is damaged"), "{error}");
        assert_eq!(store.load(&north, 9).unwrap().records, right[9..]);
        sql(&path).execute("UPDATE records SET record = ?1 WHERE revision = 9", [&bytes]).unwrap();
    }
    sql(&path).execute("DELETE FROM records WHERE revision = 9", []).unwrap();
    let error = store.load(&north, 0).unwrap_err();
    assert!(error.to_string().contains("it is missing"), "{error}");
}

#[test]
fn states_are_a_cache_and_damaged_ones_are_passed_over() {
    let (_folder, path, north) = fresh();
    let store = quick().snapshot_every(Some(8)).open(&path).unwrap();
    deal(&store, "north", "lead", 30);
    let records = history(&path, &north);
    let right = FloorState::replay(&records).unwrap().snapshot();
    let state = |loaded: &Loaded| {
        let mut state =
            loaded.base.as_ref().map_or_else(FloorState::new, |base| FloorState::restore(base).unwrap());
        let from = state.revision();
        loaded.records.iter().for_each(|record| state.apply(record).unwrap());
        (from, state.snapshot())
    };
    let kept = || {
        let conn = sql(&path);
        let mut ask = conn.prepare("SELECT revision FROM snapshots ORDER BY revision").unwrap();
        let rows = ask.query_map([], |row| row.get::<_, i64>(0)).unwrap();
        rows.map(Result::unwrap).collect::<Vec<_>>()
    };
    assert_eq!((records.len(), kept()), (31, vec![16, 24]), "the last two; every record is there still");
    assert_eq!(state(&store.load(&north, 0).unwrap()), (24, right.clone()));
    assert_eq!(store.load(&north, 20).unwrap().base, None, "a host that has a state takes in some records");
    sql(&path).execute("UPDATE snapshots SET state = zeroblob(99) WHERE revision = 24", []).unwrap();
    assert_eq!(state(&store.load(&north, 0).unwrap()), (16, right.clone()));
    sql(&path).execute("UPDATE snapshots SET state = zeroblob(99)", []).unwrap();
    assert_eq!(state(&store.load(&north, 0).unwrap()), (0, right));
    let with = quick().tables(true).snapshot_every(Some(8)).open(&path).unwrap();
    deal(&with, "north", "more", 9);
    tables_are_right(&path, &north);
}

#[test]
fn many_commits_in_one_transaction_are_judged_each_by_itself() {
    let (_folder, path, north) = fresh();
    let store = quick().tables(true).open(&path).unwrap();
    let south = FloorId::new("south").unwrap();
    let (of_north, of_south) = (commits(&north, 3), commits(&south, 2));
    use CommitOutcome::{Applied, Conflict};
    let first = [&of_north[0], &of_south[0], &of_north[1], &of_north[1], &of_south[2], &of_south[1]]
        .map(Clone::clone);
    assert_eq!(store.commit_all(&first).unwrap(), [Applied, Applied, Applied, Conflict, Conflict, Applied]);
    // What cannot be followed keeps all of it from being kept.
    let mut odd = of_south[2].clone();
    odd.records = of_north[3].records.clone();
    odd.records[0].revision = 3;
    odd.records[0].at = Timestamp::MIN;
    let error = store.commit_all(&[of_north[2].clone(), odd.clone()]).unwrap_err();
    assert!(matches!(&error, SqliteStoreError::Unfollowed { floor, .. } if *floor == south), "{error}");
    assert_eq!(store.load(&north, 0).unwrap().records.len(), 2);
    assert_eq!(store.commit(&of_north[2]).unwrap(), Applied);
    odd.records[0].revision = 9;
    assert!(matches!(
        store.commit(&odd),
        Err(SqliteStoreError::Misnumbered(fairdeal::Misnumbered { found: 9, expected: 3, .. }))
    ));
    tables_are_right(&path, &north);
    tables_are_right(&path, &south);
}

#[test]
fn threads_that_share_a_handle_share_transactions() {
    let (_folder, path, _) = fresh();
    let store = SqliteOptions::new().tables(true).open(&path).unwrap();
    let names: Vec<String> = (0..8).map(|floor| format!("floor-{floor}")).collect();
    std::thread::scope(|scope| {
        for name in &names {
            let store = store.clone();
            scope.spawn(move || deal(&store, name, "lead", 25));
        }
        // And two more hosts on one of the floors.
        for own in ["x", "y"] {
            let store = store.clone();
            scope.spawn(move || deal(&store, "floor-0", own, 25));
        }
    });
    for name in &names {
        let floor = FloorId::new(name).unwrap();
        let leads = if name == "floor-0" { 75 } else { 25 };
        let state = FloorState::replay(&history(&path, &floor)).unwrap();
        assert_eq!(state.lead_views().len(), leads);
        assert!(state.check().is_ok());
        tables_are_right(&path, &floor);
    }
}

#[test]
fn a_writer_that_is_kept_waiting_says_so() {
    let (_folder, path, north) = fresh();
    let store = quick().busy_timeout(Span::millis(60)).open(&path).unwrap();
    let commits = commits(&north, 1);
    let holder = sql(&path);
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = store.commit(&commits[0]).unwrap_err();
    assert!(matches!(&error, SqliteStoreError::Locked { waited_ms: 60, .. }), "{error}");
    assert!(store.load(&north, 0).unwrap().records.is_empty(), "whoever reads waits for nobody");
    holder.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.commit(&commits[0]).unwrap(), CommitOutcome::Applied);
}

#[test]
fn a_full_file_keeps_nothing_by_halves() {
    let (_folder, path, north) = fresh();
    let options = quick().tables(true).snapshot_every(Some(40));
    let store = options.clone().max_bytes(Some(160_000)).open(&path).unwrap();
    let mut kept = 0;
    let all = commits(&north, 600);
    let error = loop {
        match store.commit(&all[kept]) {
            Ok(outcome) => assert_eq!(outcome, CommitOutcome::Applied),
            Err(error) => break error,
        }
        kept += 1;
    };
    assert!(matches!(&error, SqliteStoreError::Full { .. }), "{error}");
    assert!(error.to_string().contains("floors.db: no room to write, nothing was kept"), "{error}");
    println!("full after {kept} commits");
    assert!(kept > 50);
    assert_eq!(history(&path, &north).len(), kept);
    tables_are_right(&path, &north);
    assert!(store.commit(&all[kept]).is_err(), "still full");
    assert_eq!(store.load(&north, kept as u64 - 3).unwrap().records.len(), 3, "what is there can be read");
    drop(store);
    let store = options.open(&path).unwrap();
    for commit in &all[kept..kept + 20] {
        assert_eq!(store.commit(commit).unwrap(), CommitOutcome::Applied);
    }
    tables_are_right(&path, &north);
}
