//! Rows as what a host takes in.

use std::sync::Arc;

use tokio_postgres::Row;

use crate::id::FloorId;
use crate::port::{Loaded, Revision};
use crate::state::FloorState;
use crate::store::RecordForm;
use crate::store::postgres::error::PostgresStoreError;

/// What the rows of a load came to.
pub(super) enum Found {
    /// It holds together.
    Loaded(Loaded),
    /// The base at this revision cannot be read by this release: load with an older one.
    Unusable(i64),
}

/// Why rows do not make a load.
pub(super) enum Failed {
    /// The driver cannot read a row.
    Row(tokio_postgres::Error),
    /// What is in them is wrong.
    Content(PostgresStoreError),
}

impl From<tokio_postgres::Error> for Failed {
    fn from(error: tokio_postgres::Error) -> Failed {
        Failed::Row(error)
    }
}

/// Reads the rows of a load after a revision: a base or none, and the records after it without a gap. O(size).
pub(super) fn read(floor: &FloorId, after: i64, rows: &[Row]) -> Result<Found, Failed> {
    let mut base = None;
    let mut from = after;
    let mut records: Vec<(i64, &[u8])> = Vec::with_capacity(rows.len());
    for row in rows {
        let (is_base, revision, bytes): (bool, i64, &[u8]) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if !is_base {
            records.push((revision, bytes));
            continue;
        }
        match FloorState::restore(bytes) {
            Ok(state) if i64::try_from(state.revision()) == Ok(revision) => {
                base = Some(Arc::from(bytes));
                from = revision;
            }
            _ => return Ok(Found::Unusable(revision)),
        }
    }
    // The server gives them in order as a rule, and promises nothing.
    records.sort_unstable_by_key(|(revision, _)| *revision);
    let mut read = Vec::with_capacity(records.len());
    for (expected, (revision, bytes)) in (from.saturating_add(1)..).zip(records) {
        let number = Revision::try_from(revision).unwrap_or_default();
        if revision != expected {
            let expected = Revision::try_from(expected).unwrap_or_default();
            return Err(Failed::Content(PostgresStoreError::Gap {
                floor: floor.clone(),
                expected,
                found: number,
            }));
        }
        let record = RecordForm::read(bytes).map_err(|why| {
            Failed::Content(PostgresStoreError::Record { floor: floor.clone(), revision: number, why })
        })?;
        read.push(record);
    }
    Ok(Found::Loaded(Loaded { base, records: read }))
}
