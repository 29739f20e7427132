//! Writing the rows of the tables.

use std::sync::LazyLock;

use rusqlite::types::Null;
use rusqlite::{Connection, Statement};

use crate::id::FloorId;
use crate::store::sqlite::schema::upsert;
use crate::store::tables::{Cell, Changes, Row, TABLES, Table};

/// The statements, by table; made once.
static UPSERTS: LazyLock<Vec<(&'static str, String)>> =
    LazyLock::new(|| TABLES.into_iter().map(|table| (table.name, upsert(table))).collect());

fn statement_of(table: Table) -> &'static str {
    UPSERTS.iter().find(|(name, _)| *name == table.name).map_or("", |(_, sql)| sql)
}

/// Writes what some records have changed.
pub(super) fn write(conn: &Connection, floor: &FloorId, changes: &Changes) -> rusqlite::Result<()> {
    if !changes.ended.is_empty() {
        let mut end = conn.prepare_cached(
            "UPDATE assignments SET until_ms = ?3, ended = ?4, code = ?5
             WHERE floor = ?1 AND lead = ?2 AND until_ms IS NULL",
        )?;
        end.raw_bind_parameter(1, floor.as_str())?;
        for own in &changes.ended {
            end.raw_bind_parameter(2, own.lead.as_str())?;
            bind(&mut end, 3, |take| own.each(take))?;
            end.raw_execute()?;
        }
    }
    if !changes.leads_gone.is_empty() {
        let mut delete = conn.prepare_cached("DELETE FROM leads WHERE floor = ?1 AND lead = ?2")?;
        for lead in &changes.leads_gone {
            delete.execute((floor.as_str(), lead.as_str()))?;
        }
    }
    if !changes.counters_gone.is_empty() {
        let mut delete = conn.prepare_cached(
            "DELETE FROM counters WHERE floor = ?1 AND cap = ?2 AND agent = ?3 AND apart = ?4",
        )?;
        delete.raw_bind_parameter(1, floor.as_str())?;
        for key in &changes.counters_gone {
            bind(&mut delete, 2, |take| key.each(take))?;
            delete.raw_execute()?;
        }
    }
    put(conn, floor, &changes.leads)?;
    put(conn, floor, &changes.assigned)?;
    put(conn, floor, &changes.agents)?;
    put(conn, floor, &changes.counters)
}

/// Writes rows of one table, each in place of the one of the same key.
fn put<R: Row>(conn: &Connection, floor: &FloorId, rows: &[R]) -> rusqlite::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut write = conn.prepare_cached(statement_of(R::TABLE))?;
    write.raw_bind_parameter(1, floor.as_str())?;
    for row in rows {
        bind(&mut write, 2, |take| row.each(take))?;
        write.raw_execute()?;
    }
    Ok(())
}

/// Binds one cell after the other from a place on.
fn bind<'a>(
    statement: &mut Statement<'_>,
    first: usize,
    each: impl FnOnce(&mut dyn FnMut(Cell<'a>)),
) -> rusqlite::Result<()> {
    let (mut at, mut bound) = (first, Ok(()));
    each(&mut |cell| {
        if bound.is_ok() {
            bound = match cell {
                Cell::Empty => statement.raw_bind_parameter(at, Null),
                Cell::Text(text) => statement.raw_bind_parameter(at, text),
                Cell::Number(number) => statement.raw_bind_parameter(at, number),
                Cell::Instant(instant) => statement.raw_bind_parameter(at, instant.as_millis()),
            };
            at = at.saturating_add(1);
        }
    });
    bound
}
