//! Opening the file: whose it is, which schema it has, and bringing that up to date.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::store::sqlite::error::Place;
use crate::store::sqlite::schema::{APPLICATION, VERSION, is_empty, step_to};
use crate::store::sqlite::{Durability, SqliteOptions, SqliteStoreError, fill};

/// How many statements a connection keeps prepared.
const STATEMENTS: usize = 32;

/// How many pages are written ahead before they are moved to their places: 16 MB.
const LOG_PAGES: i64 = 4_000;

/// A connection that writes, to a file of the present schema.
pub(super) fn writer(place: &Place, options: &SqliteOptions) -> Result<Connection, SqliteStoreError> {
    let mut conn = connect(place)?;
    // Before anything is changed: it may be another's.
    let version = version_now(&conn, place)?;
    // SQLite opens what may not be written for reading alone, and says so with the first change.
    if conn.is_readonly("main").map_err(place.when("opening"))? {
        return Err(SqliteStoreError::ReadOnly { path: place.path.clone() });
    }
    set(&conn, place, options)?;
    if version < VERSION || options.tables {
        migrate(&mut conn, place, options)?;
    }
    Ok(conn)
}

/// A connection that reads: it waits for nobody, and nobody for it.
pub(super) fn reader(place: &Place) -> Result<Connection, SqliteStoreError> {
    let conn = connect(place)?;
    conn.pragma_update(None, "query_only", true).map_err(place.when("opening for reading"))?;
    Ok(conn)
}

fn connect(place: &Place) -> Result<Connection, SqliteStoreError> {
    let path: &Path = &place.path;
    if path.as_os_str().is_empty() || path.to_str() == Some(":memory:") {
        return Err(SqliteStoreError::NoFile { path: path.to_owned() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let failed = place.when("opening");
    let mut conn = Connection::open_with_flags(path, flags).map_err(&failed)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    let most = place.busy_ms;
    let mut waited = 0;
    // The first waits are short: most transactions are.
    let wait = move |times: i32| {
        let next: i64 = if times < 20 { 1 } else { 10 };
        waited = if times == 0 { next } else { next.saturating_add(waited) };
        if waited > most {
            return false;
        }
        std::thread::sleep(Duration::from_millis(u64::try_from(next).unwrap_or(1)));
        true
    };
    conn.busy_handler(Some(wait)).map_err(&failed)?;
    Ok(conn)
}

/// [`version`] of the file as of one instant: others may be making it meanwhile.
fn version_now(conn: &Connection, place: &Place) -> Result<i64, SqliteStoreError> {
    let instant = conn.unchecked_transaction().map_err(place.when("reading the schema"))?;
    version(&instant, place)
}

/// The schema of a file that is this store's, or empty: 0. To be asked within a transaction: it is read in pieces.
fn version(conn: &Connection, place: &Place) -> Result<i64, SqliteStoreError> {
    let failed = place.when("reading the schema");
    let ask =
        |pragma: &str| conn.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map_err(&failed);
    let (application, version) = (ask("application_id")?, ask("user_version")?);
    let empty = application == 0 && version == 0 && is_empty(conn).map_err(&failed)?;
    if application != APPLICATION && !empty {
        return Err(SqliteStoreError::NotOurs { path: place.path.clone(), found: application });
    }
    if version > VERSION {
        return Err(SqliteStoreError::Newer { path: place.path.clone(), found: version });
    }
    Ok(version)
}

fn set(conn: &Connection, place: &Place, options: &SqliteOptions) -> Result<(), SqliteStoreError> {
    let failed = place.when("setting up");
    write_ahead(conn, place)?;
    let synchronous = match options.durability {
        Durability::Full => "full",
        Durability::Normal => "normal",
    };
    conn.pragma_update(None, "synchronous", synchronous).map_err(&failed)?;
    conn.pragma_update(None, "wal_autocheckpoint", LOG_PAGES).map_err(&failed)?;
    if let Some(most) = options.max_bytes {
        let page: i64 = conn.pragma_query_value(None, "page_size", |row| row.get(0)).map_err(&failed)?;
        let pages = i64::try_from(most).unwrap_or(i64::MAX).checked_div(page).unwrap_or(1).max(1);
        conn.pragma_update(None, "max_page_count", pages).map_err(&failed)?;
    }
    Ok(())
}

/// Has the file written ahead. While others do the same for the first time it is busy, and SQLite does not wait.
fn write_ahead(conn: &Connection, place: &Place) -> Result<(), SqliteStoreError> {
    let failed = place.when("setting the journal mode");
    let mut waited = 0;
    loop {
        let mode: rusqlite::Result<String> =
            conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0));
        match mode {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(_) => return Err(SqliteStoreError::ReadOnly { path: place.path.clone() }),
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && waited < place.busy_ms =>
            {
                waited = waited.saturating_add(2);
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(error) => return Err(failed(error)),
        }
    }
}

/// Brings the schema up to date and fills the tables, if they are wanted and were not kept: all of it or nothing.
fn migrate(conn: &mut Connection, place: &Place, options: &SqliteOptions) -> Result<(), SqliteStoreError> {
    let failed = place.when("bringing the schema up to date");
    let behavior = rusqlite::TransactionBehavior::Immediate;
    let change = conn.transaction_with_behavior(behavior).map_err(&failed)?;
    // Somebody else may have done it meanwhile.
    let found = version(&change, place)?;
    for step in found.saturating_add(1)..=VERSION {
        change.execute_batch(step_to(step).unwrap_or_default()).map_err(&failed)?;
    }
    if found < VERSION {
        change.pragma_update(None, "application_id", APPLICATION).map_err(&failed)?;
        change.pragma_update(None, "user_version", VERSION).map_err(&failed)?;
    }
    if options.tables {
        fill::fill(&change, place)?;
    }
    change.commit().map_err(&failed)
}
