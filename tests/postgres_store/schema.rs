//! Schemas are made once, by whoever comes first, and only by releases that know them.

use std::sync::Barrier;
use std::thread;

use fairdeal::store::postgres::*;
use fairdeal::*;

use crate::contract::{open, place, schema};
use crate::server::Server;

#[test]
fn many_that_make_a_schema_at_once_make_one() {
    let server = Server::shared();
    const ALL: usize = 8;
    for round in 0..3 {
        let name = format!("made {round}");
        let begin = Barrier::new(ALL);
        thread::scope(|scope| {
            for _ in 0..ALL {
                scope.spawn(|| {
                    begin.wait();
                    open(&server, &schema(&name));
                });
            }
        });
        assert_eq!(server.sql(&format!("select version from \"{name}\".schema_version")), [["1"]]);
        assert_eq!(server.sql(&format!("select tables from \"{name}\".settings")), [["t"]]);
    }
    println!("{ALL} stores made a schema at once, 3 times");
}

#[test]
fn a_newer_schema_an_older_one_and_one_made_otherwise_are_refused_by_name() {
    let server = Server::shared();
    let said =
        |options: PostgresOptions| PostgresStore::open(&place(&server), options).unwrap_err().to_string();
    let error = said(schema("absent").without_migrating());
    assert!(
        error.starts_with("schema `absent` has version 0, this release needs 1: open the store once"),
        "{error}"
    );
    assert_eq!(server.sql("select count(*) from pg_namespace where nspname = 'absent'"), [["0"]]);
    drop(open(&server, &schema("newer")));
    server.sql("insert into newer.schema_version (version) values (9)");
    let error = said(schema("newer"));
    assert_eq!(
        error,
        "schema `newer` has version 9; this release knows 1: run the release that made it, or a later one"
    );
    drop(open(&server, &schema("bare").without_tables()));
    let error = said(schema("bare"));
    assert!(error.contains("schema `bare` was made without readable tables and is opened with"), "{error}");
    for name in ["", "pg_own", "a\0b", &"é".repeat(32)] {
        assert!(matches!(PostgresOptions::new().schema(name), Err(PostgresStoreError::SchemaName { .. })));
    }
}

#[test]
fn a_schema_made_by_hand_serves_a_role_that_may_make_nothing() {
    let server = Server::shared();
    let options = schema("by hand").without_migrating();
    server.sql("create schema \"by hand\"; create role clerk login");
    server.sql(&options.migration_sql());
    let clerk = PostgresServer::new(&server.url_by("clerk", server.port())).unwrap();
    let error = PostgresStore::open(&clerk, options.clone()).unwrap_err().to_string();
    assert!(
        error.contains("permission denied for schema by hand (42501); grant the role `usage`"),
        "{error}"
    );
    server.sql(
        "grant usage on schema \"by hand\" to clerk;
         grant select, insert, update, delete on all tables in schema \"by hand\" to clerk",
    );
    let store = PostgresStore::open(&clerk, options).unwrap();
    fairdeal::testing::store::check("by hand", || &store).unwrap_or_else(|faulty| panic!("{faulty}"));
    assert!(store.snapshot(&FloorId::new("by hand race").unwrap()).unwrap() > 100);
}

#[test]
fn no_password_is_shown() {
    let url = "postgresql://crm:s3cret@127.0.0.1:1/sales";
    let server = PostgresServer::new(url).unwrap();
    let error = PostgresStore::open(&server, PostgresOptions::new()).unwrap_err();
    let said = format!("{server} {server:?} {error} {error:?}");
    assert!(said.contains("127.0.0.1:1/sales as crm") && !said.contains("s3cret"), "{said}");
    let error = PostgresServer::new("host=localhost password=s3cret s3cret").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
}
