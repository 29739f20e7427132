//! What is in the file, version by version.

use std::fmt::Write;
use std::sync::LazyLock;

use rusqlite::Connection;

use crate::store::tables::{Column, Kind, TABLES, Table};

/// The `application_id` of the file: `FDL1`.
pub(super) const APPLICATION: i64 = 0x4644_4c31;

/// The `user_version` this release writes.
pub(super) const VERSION: i64 = 2;

/// The schema of each version, made out of the one before.
pub(super) fn step_to(version: i64) -> Option<&'static str> {
    match version {
        1 => Some(HISTORY),
        2 => Some(&WITH_TABLES),
        _ => None,
    }
}

/// Version 1: the history, and states as a cache.
const HISTORY: &str = "
    CREATE TABLE floors (number INTEGER PRIMARY KEY, floor TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE records (
        floor INTEGER NOT NULL REFERENCES floors, revision INTEGER NOT NULL, sum INTEGER NOT NULL, record BLOB NOT NULL,
        PRIMARY KEY (floor, revision)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE snapshots (
        floor INTEGER NOT NULL REFERENCES floors, revision INTEGER NOT NULL, sum INTEGER NOT NULL, state BLOB NOT NULL,
        PRIMARY KEY (floor, revision)
    ) STRICT;
";

/// Version 2: the tables that a host can join, and whether they are kept.
static WITH_TABLES: LazyLock<String> = LazyLock::new(|| {
    let mut sql =
        "CREATE TABLE settings (tables INTEGER NOT NULL) STRICT; INSERT INTO settings VALUES (0);".to_owned();
    for table in TABLES {
        let mut columns = String::from("floor TEXT NOT NULL");
        for column in table.columns {
            let kind = if column.kind == Kind::Text { "TEXT" } else { "INTEGER" };
            let filled = if column.optional { "" } else { " NOT NULL" };
            let _ = write!(columns, ", {} {kind}{filled}", name(column));
        }
        let key = key(table).join(", ");
        let _ = write!(
            sql,
            "CREATE TABLE {} ({columns}, PRIMARY KEY ({key})) STRICT, WITHOUT ROWID;",
            table.name
        );
    }
    sql
});

/// What a column is called in SQLite, which has no instants: milliseconds since 1970 say so.
pub(super) fn name(column: &Column) -> String {
    match column.kind {
        Kind::Instant => format!("{}_ms", column.name),
        Kind::Text | Kind::Number => column.name.to_owned(),
    }
}

/// The columns by which rows are told apart.
fn key(table: Table) -> Vec<String> {
    let own = table.columns.iter().take(table.key).map(name);
    core::iter::once("floor".to_owned()).chain(own).collect()
}

/// The statement that writes a row in place of the one of the same key.
pub(super) fn upsert(table: Table) -> String {
    let names: Vec<String> = table.columns.iter().map(name).collect();
    let places: Vec<String> = (0..=names.len()).map(|at| format!("?{}", at.saturating_add(1))).collect();
    let changes: Vec<String> =
        names.iter().skip(table.key).map(|name| format!("{name} = excluded.{name}")).collect();
    format!(
        "INSERT INTO {} (floor, {}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}",
        table.name,
        names.join(", "),
        places.join(", "),
        key(table).join(", "),
        changes.join(", "),
    )
}

/// Whether a file has nothing in it.
pub(super) fn is_empty(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}
