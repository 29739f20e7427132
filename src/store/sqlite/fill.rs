//! Filling the tables of a file that had none.

use rusqlite::Connection;

use crate::id::FloorId;
use crate::store::sqlite::error::Place;
use crate::store::sqlite::records::{self, Known};
use crate::store::sqlite::{SqliteStoreError, rows};
use crate::store::tables::Tables;

/// How many records are taken in at once.
const STRIDE: u64 = 1_000;

/// Fills the tables from the histories of all floors, unless they are kept already.
pub(super) fn fill(conn: &Connection, place: &Place) -> Result<(), SqliteStoreError> {
    let failed = place.when("filling the tables");
    let (_, kept) = records::head(conn, None).map_err(&failed)?;
    if kept {
        return Ok(());
    }
    for (number, floor) in floors(conn).map_err(&failed)? {
        let floor = FloorId::new(&floor).map_err(|why| place.damaged(&floor, 0, why))?;
        let known = Known { number, floor: &floor };
        let (head, _) = records::head(conn, Some(number)).map_err(&failed)?;
        let mut tables = Tables::new();
        while tables.revision() < head {
            let after = tables.revision();
            let some = records::between((conn, place), known, (after, after.saturating_add(STRIDE)))?;
            if some.is_empty() {
                return Err(place.damaged(floor.as_str(), after.saturating_add(1), "it is missing"));
            }
            let changes = tables.take(&some).map_err(|why| SqliteStoreError::Unfollowed {
                path: place.path.clone(),
                floor: floor.clone(),
                why,
            })?;
            rows::write(conn, &floor, &changes).map_err(&failed)?;
        }
    }
    conn.execute("UPDATE settings SET tables = 1", []).map_err(&failed)?;
    Ok(())
}

fn floors(conn: &Connection) -> rusqlite::Result<Vec<(i64, String)>> {
    let mut ask = conn.prepare("SELECT number, floor FROM floors ORDER BY number")?;
    let rows = ask.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}
