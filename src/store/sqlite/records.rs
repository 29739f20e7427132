//! The history: one row a record.

use rusqlite::{Connection, OptionalExtension};

use crate::event::Recorded;
use crate::id::FloorId;
use crate::port::{Commit, Revision};
use crate::store::record::RecordForm;
use crate::store::sqlite::SqliteStoreError;
use crate::store::sqlite::error::Place;
use crate::store::sqlite::sum::sum;

/// A floor in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    pub(super) number: i64,
    pub(super) floor: &'a FloorId,
}

/// A revision as SQLite keeps it; histories end before 2^63.
pub(super) fn signed(revision: Revision) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}

/// The number of a floor; none if nothing is known of it.
pub(super) fn number(conn: &Connection, floor: &FloorId) -> rusqlite::Result<Option<i64>> {
    let mut ask = conn.prepare_cached("SELECT number FROM floors WHERE floor = ?1")?;
    ask.query_row([floor.as_str()], |row| row.get(0)).optional()
}

/// A number for a floor of which nothing is known yet.
pub(super) fn enter(conn: &Connection, floor: &FloorId) -> rusqlite::Result<i64> {
    conn.prepare_cached("INSERT INTO floors (floor) VALUES (?1)")?.insert([floor.as_str()])
}

/// The last revision of a floor, and whether the file has tables to keep.
pub(super) fn head(conn: &Connection, number: Option<i64>) -> rusqlite::Result<(Revision, bool)> {
    let mut ask = conn.prepare_cached(
        "SELECT (SELECT max(revision) FROM records WHERE floor = ?1), (SELECT tables FROM settings)",
    )?;
    ask.query_row([number], |row| {
        let last: Option<i64> = row.get(0)?;
        Ok((last.and_then(|last| u64::try_from(last).ok()).unwrap_or(0), row.get(1)?))
    })
}

/// Appends the records of a commit. `bytes` is room to write them in.
pub(super) fn append(
    (conn, place): (&Connection, &Place),
    number: i64,
    commit: &Commit,
    (form, bytes): (RecordForm, &mut Vec<u8>),
) -> Result<(), SqliteStoreError> {
    let failed = place.when("writing records");
    let mut insert = conn
        .prepare_cached("INSERT INTO records (floor, revision, sum, record) VALUES (?1, ?2, ?3, ?4)")
        .map_err(&failed)?;
    for record in &commit.records {
        bytes.clear();
        form.write_to(record, bytes)
            .map_err(|why| SqliteStoreError::Unwritable { floor: commit.floor.clone(), why })?;
        let revision = signed(record.revision);
        let sum = sum(number, revision, bytes);
        insert.execute((number, revision, sum, bytes.as_slice())).map_err(&failed)?;
    }
    Ok(())
}

/// The records after a revision up to another, as many as there are, without a gap.
pub(super) fn between(
    (conn, place): (&Connection, &Place),
    Known { number, floor }: Known<'_>,
    (after, until): (Revision, Revision),
) -> Result<Vec<Recorded>, SqliteStoreError> {
    let failed = place.when("reading records");
    let mut ask = conn
        .prepare_cached(
            "SELECT revision, sum, record FROM records WHERE floor = ?1 AND revision > ?2 AND revision <= ?3 ORDER BY revision",
        )
        .map_err(&failed)?;
    let mut rows = ask.query((number, signed(after), signed(until))).map_err(&failed)?;
    let mut records = Vec::new();
    let mut last = after;
    while let Some(row) = rows.next().map_err(&failed)? {
        let expected = last.saturating_add(1);
        let found: i64 = row.get(0).map_err(&failed)?;
        if found != signed(expected) {
            return Err(place.damaged(floor.as_str(), expected, "it is missing"));
        }
        let right: i64 = row.get(1).map_err(&failed)?;
        let bytes = row.get_ref(2).map_err(&failed)?.as_blob().map_err(|error| failed(error.into()))?;
        if sum(number, found, bytes) != right {
            return Err(place.damaged(floor.as_str(), expected, "its bytes are not those that were written"));
        }
        let record = RecordForm::read(bytes).map_err(|why| place.damaged(floor.as_str(), expected, why))?;
        if record.revision != expected {
            return Err(place.damaged(floor.as_str(), expected, "it says it is another"));
        }
        records.push(record);
        last = expected;
    }
    Ok(records)
}
