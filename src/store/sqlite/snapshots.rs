//! States kept beside the records, as a cache.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

use crate::port::Revision;
use crate::state::FloorState;
use crate::store::sqlite::SqliteStoreError;
use crate::store::sqlite::error::Place;
use crate::store::sqlite::records::{self, Known, signed};
use crate::store::sqlite::sum::sum;

/// How many records fewer to read make a host that has a state already take in another whole.
const WORTH: Revision = 1_000;

/// A state as it lies in the file.
pub(super) struct Base {
    pub(super) revision: Revision,
    pub(super) bytes: Arc<[u8]>,
}

/// The newest state that can be read, if it is worth it for a host at a revision.
pub(super) fn newest(
    (conn, place): (&Connection, &Place),
    number: i64,
    (after, until): (Revision, Revision),
) -> Result<Option<Base>, SqliteStoreError> {
    let failed = place.when("reading a state");
    let from = if after == 0 { 0 } else { after.saturating_add(WORTH) };
    let mut ask = conn
        .prepare_cached(
            "SELECT revision, sum, state FROM snapshots WHERE floor = ?1 AND revision > ?2 AND revision <= ?3
             ORDER BY revision DESC",
        )
        .map_err(&failed)?;
    let mut rows = ask.query((number, signed(from), signed(until))).map_err(&failed)?;
    while let Some(row) = rows.next().map_err(&failed)? {
        let (revision, right): (i64, i64) = (row.get(0).map_err(&failed)?, row.get(1).map_err(&failed)?);
        let bytes = row.get_ref(2).map_err(&failed)?.as_blob().map_err(|error| failed(error.into()))?;
        // One that is damaged, or of another release, is passed over: the records are the history.
        if sum(number, revision, bytes) == right && FloorState::is_snapshot(bytes) {
            return Ok(Some(Base { revision: u64::try_from(revision).unwrap_or(0), bytes: bytes.into() }));
        }
    }
    Ok(None)
}

/// The state of a floor at a revision, by the shortest way.
pub(super) fn state(
    (conn, place): (&Connection, &Place),
    known: Known<'_>,
    until: Revision,
) -> Result<FloorState, SqliteStoreError> {
    let base = newest((conn, place), known.number, (0, until))?;
    let mut state = base.and_then(|base| FloorState::restore(&base.bytes).ok()).unwrap_or_default();
    follow((conn, place), known, &mut state, until)?;
    Ok(state)
}

/// Brings a state up to a revision.
pub(super) fn follow(
    (conn, place): (&Connection, &Place),
    known: Known<'_>,
    state: &mut FloorState,
    until: Revision,
) -> Result<(), SqliteStoreError> {
    while state.revision() < until {
        let after = state.revision();
        let records =
            records::between((conn, place), known, (after, until.min(after.saturating_add(1_000))))?;
        if records.is_empty() {
            return Err(place.damaged(known.floor.as_str(), after.saturating_add(1), "it is missing"));
        }
        for record in &records {
            state.apply(record).map_err(|why| SqliteStoreError::Unfollowed {
                path: place.path.clone(),
                floor: known.floor.clone(),
                why,
            })?;
        }
    }
    Ok(())
}

/// Keeps a state, in place of all but the one before it.
pub(super) fn keep(conn: &Connection, number: i64, state: &FloorState) -> rusqlite::Result<()> {
    let (revision, bytes) = (signed(state.revision()), state.snapshot());
    conn.prepare_cached(
        "INSERT OR REPLACE INTO snapshots (floor, revision, sum, state) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((number, revision, sum(number, revision, &bytes), &bytes))?;
    let before: Option<i64> = conn
        .prepare_cached("SELECT max(revision) FROM snapshots WHERE floor = ?1 AND revision < ?2")?
        .query_row((number, revision), |row| row.get(0))
        .optional()?
        .flatten();
    conn.prepare_cached("DELETE FROM snapshots WHERE floor = ?1 AND revision < ?2")?
        .execute((number, before.unwrap_or(revision)))?;
    Ok(())
}
