//! What is in a file, by plain SQL, and what should be.

pub mod writers;

use std::collections::BTreeSet;
use std::path::Path;

use fairdeal::store::RecordForm;
use fairdeal::store::tables::*;
use fairdeal::*;
use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use crate::kept::Kept;

pub fn sql(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

pub fn floors(path: &Path) -> Vec<FloorId> {
    let conn = sql(path);
    let mut ask = conn.prepare("SELECT floor FROM floors ORDER BY floor").unwrap();
    let names = ask.query_map([], |row| row.get::<_, String>(0)).unwrap();
    names.map(|name| FloorId::new(&name.unwrap()).unwrap()).collect()
}

/// The whole history of a floor as it lies in the file.
pub fn history(path: &Path, floor: &FloorId) -> Vec<Recorded> {
    let conn = sql(path);
    let mut ask = conn
        .prepare("SELECT record FROM records JOIN floors ON number = records.floor WHERE floors.floor = ?1 ORDER BY revision")
        .unwrap();
    let rows = ask.query_map([floor.as_str()], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    rows.map(|bytes| RecordForm::read(&bytes.unwrap()).unwrap()).collect()
}

/// The rows of a floor's table as they lie in the file.
fn found(conn: &Connection, table: Table, floor: &FloorId) -> BTreeSet<String> {
    let name = |column: &Column| match column.kind {
        Kind::Instant => format!("{}_ms", column.name),
        _ => column.name.to_owned(),
    };
    let names: Vec<String> = table.columns.iter().map(name).collect();
    let mut ask =
        conn.prepare(&format!("SELECT {} FROM {} WHERE floor = ?1", names.join(", "), table.name)).unwrap();
    let row = |row: &rusqlite::Row<'_>| (0..names.len()).map(|at| row.get::<_, Sql>(at)).collect();
    let rows = ask.query_map([floor.as_str()], row).unwrap();
    rows.map(|row: rusqlite::Result<Vec<Sql>>| format!("{:?}", row.unwrap())).collect()
}

/// The rows that a history makes, taken in record by record.
fn right(kept: &Kept) -> [BTreeSet<String>; 4] {
    fn of<'r, R: Row + 'r>(rows: impl Iterator<Item = &'r R>) -> BTreeSet<String> {
        let value = |cell: &Cell<'_>| match cell {
            Cell::Empty => Sql::Null,
            Cell::Text(text) => Sql::Text((*text).to_owned()),
            Cell::Number(number) => Sql::Integer(*number),
            Cell::Instant(at) => Sql::Integer(at.as_millis()),
        };
        rows.map(|row| format!("{:?}", row.cells().iter().map(value).collect::<Vec<_>>())).collect()
    }
    [
        of(kept.leads.values()),
        of(kept.assignments.values()),
        of(kept.agents.values()),
        of(kept.counters.values()),
    ]
}

/// The tables of a floor say what its history says. Gives how many rows there are.
pub fn tables_are_right(path: &Path, floor: &FloorId) -> usize {
    let mut tables = Tables::new();
    let mut kept = Kept::default();
    for record in history(path, floor) {
        let changes = tables.take(std::slice::from_ref(&record)).unwrap();
        kept.write(&[record], changes, None);
    }
    let conn = sql(path);
    let mut rows = 0;
    for (table, right) in TABLES.into_iter().zip(right(&kept)) {
        let found = found(&conn, table, floor);
        let odd: Vec<_> = found.symmetric_difference(&right).collect();
        assert!(odd.is_empty(), "{} of `{floor}`: {odd:#?}", table.name);
        rows += found.len();
    }
    rows
}
