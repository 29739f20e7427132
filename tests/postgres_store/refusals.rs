//! The server refuses: nothing is kept, the error says what and where, and afterwards it goes on.

use std::path::PathBuf;
use std::process::Command as Process;

use fairdeal::store::postgres::*;
use fairdeal::*;

use crate::checked;
use crate::contract::{open, place, schema};
use crate::host::{board, floors, policy, start};
use crate::server::Server;

type Host<'s> = Engine<&'s PostgresStore, PresenceBoard, ManualClock>;

fn host<'s>(store: &'s PostgresStore, floor: &FloorId) -> Host<'s> {
    Engine::open(floor.clone(), store, board(), ManualClock::new(start()), policy()).unwrap()
}

fn lead(number: usize) -> Command {
    Command::Submit(Lead::new(&format!("L-{number}")).unwrap().with("note", "x".repeat(900).as_str()))
}

#[test]
fn rights_that_are_taken_away_and_given_back_leave_the_history_whole() {
    let server = Server::shared();
    let options = schema("rights");
    drop(open(&server, &options));
    server.sql(
        "create role writer login; grant usage on schema rights to writer;
         grant select, insert, update, delete on all tables in schema rights to writer",
    );
    let writer = PostgresServer::new(&server.url_by("writer", server.port())).unwrap();
    let store = PostgresStore::open(&writer, options.clone()).unwrap();
    let floor = &floors()[1];
    let mut host = host(&store, floor);
    let mut refused = 0;
    let tables = ["history", "leads", "assignments", "counters"];
    for (round, table) in tables.into_iter().enumerate() {
        host.run(&lead(2 * round)).unwrap();
        server.sql(&format!("revoke insert on rights.{table} from writer"));
        let before = server.sql("select count(*) from rights.history");
        let error = host.run(&lead(2 * round + 1)).unwrap_err().to_string();
        let said = format!("permission denied for table {table} (42501); grant the role");
        assert!(error.contains(&said) && error.contains("a commit on floor"), "{error}");
        assert_eq!(server.sql("select count(*) from rights.history"), before, "nothing in part");
        refused += 1;
        server.sql(&format!("grant insert on rights.{table} to writer"));
        let answer = host.run(&lead(2 * round + 1)).unwrap();
        assert!(matches!(answer.outcome(), Outcome::Assigned { .. }), "{:?}", answer.outcome());
    }
    let history = checked::history(&server, "rights", &open(&server, &options), floor);
    let rows = checked::tables_are(&server, "rights", floor, &checked::rows_of(&history));
    println!("{refused} commits refused for want of a right; {} records, {rows} rows sound", history.len());
}

#[test]
fn a_history_that_was_set_back_under_a_host_goes_on_from_where_it_is() {
    let server = Server::shared();
    let tables = ["history", "leads", "assignments", "agents", "counters"];
    for options in [schema("set back"), schema("set back bare").without_tables()] {
        let store = open(&server, &options);
        let name = if format!("{options:?}").contains("bare") { "set back bare" } else { "set back" };
        let floor = &floors()[0];
        let limits = Limits { conflicts: 3, ..Limits::default() };
        let clock = ManualClock::new(start());
        let mut host = Engine::open_with(floor.clone(), &store, board(), clock, policy(), limits).unwrap();
        (0..5).for_each(|number| drop(host.run(&lead(number)).unwrap()));
        for table in tables {
            server.sql(&format!("create table \"{name}\".old_{table} as table \"{name}\".{table}"));
        }
        (5..8).for_each(|number| drop(host.run(&lead(number)).unwrap()));
        // What a standby does that has not got the last commits when it takes over.
        let back = tables.map(|table| {
            format!(
                "truncate \"{name}\".{table}; insert into \"{name}\".{table} table \"{name}\".old_{table};"
            )
        });
        server.sql(&back.concat());
        let error = host.run(&lead(8)).unwrap_err().to_string();
        assert!(error.contains("conflicts in a row"), "{error}");
        let answer = host.run(&lead(8)).unwrap();
        assert_eq!(answer.revision, 7, "the opening, five leads, and this one");
        let history = checked::history(&server, name, &store, floor);
        if name == "set back" {
            checked::tables_are(&server, name, floor, &checked::rows_of(&history));
        }
    }
}

/// A disk of so few bytes, for as long as this lives.
struct TinyDisk(PathBuf);

impl TinyDisk {
    fn mount(server: &Server) -> TinyDisk {
        let path = server.owned_folder("tiny");
        let done = Process::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&path).output();
        let done = done.expect("this test fills a disk of its own: it needs `mount`, and to be root");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(
            done.status.success(),
            "this test fills a disk of its own and must be root to mount it: {said}"
        );
        TinyDisk(server.owned_folder("tiny"))
    }
}

impl Drop for TinyDisk {
    fn drop(&mut self) {
        let _ = Process::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_refuses_commits_and_nothing_is_lost() {
    let server = Server::start();
    let disk = TinyDisk::mount(&server);
    server.sql(&format!("create tablespace tiny location '{}'", disk.0.display()));
    let url = format!("{}&options=-c%20default_tablespace%3Dtiny", server.url());
    let options = schema("tight").without_snapshots();
    let store = PostgresStore::open(&PostgresServer::new(&url).unwrap(), options.clone()).unwrap();
    let floor = &floors()[0];
    let mut host = host(&store, floor);
    let mut given = 0;
    let error = loop {
        match host.run(&lead(given)) {
            Ok(_) => given += 1,
            Err(error) => break error.to_string(),
        }
        assert!(given < 5_000, "the disk does not fill");
    };
    assert!(error.contains("(53100); free space on the server's disk"), "{error}");
    for _ in 0..3 {
        assert!(host.run(&lead(given)).is_err(), "still full");
    }
    let grown = Process::new("mount").args(["-o", "remount,size=16m"]).arg(&disk.0).status().unwrap();
    assert!(grown.success());
    for number in given..given + 20 {
        host.run(&lead(number)).unwrap();
    }
    let history = checked::history(&server, "tight", &open(&server, &options), floor);
    let kept = checked::rows_of(&history);
    let rows = checked::tables_are(&server, "tight", floor, &kept);
    assert_eq!(kept.leads.len(), given + 20, "each lead once");
    println!(
        "4 commits refused by a full disk after {given} leads; {} records, {rows} rows sound",
        history.len()
    );
    drop(store);
    server.stop();
}

#[test]
fn a_standby_and_another_encoding_are_refused_by_name() {
    let server = Server::start();
    drop(open(&server, &PostgresOptions::new()));
    server.sql("create database old encoding 'LATIN1' template template0");
    let url = server.url().replace("/postgres?", "/old?");
    let error = PostgresStore::open(&PostgresServer::new(&url).unwrap(), PostgresOptions::new()).unwrap_err();
    assert!(error.to_string().contains("has the encoding LATIN1"), "{error}");
    server.stop();
    server.signal("standby.signal");
    server.run();
    let error = PostgresStore::open(&place(&server), PostgresOptions::new()).unwrap_err();
    assert!(error.to_string().contains("is a standby, which may lag behind"), "{error}");
}
