//! What must be true of a store afterwards, whatever happened to it.

use std::collections::{BTreeMap, BTreeSet};

use fairdeal::store::postgres::*;
use fairdeal::store::tables::*;
use fairdeal::*;

use crate::host::{Acknowledged, CAP};
use crate::kept::Kept;
use crate::server::Server;

/// A floor's history, record by record, and that what is loaded over a snapshot is the same.
pub fn history(server: &Server, schema: &str, store: &PostgresStore, floor: &FloorId) -> Vec<Recorded> {
    let state = {
        let loaded = store.load(floor, 0).unwrap_or_else(|error| panic!("{error}"));
        let base = loaded.base.as_ref().map(|base| FloorState::restore(base).unwrap());
        let mut state = base.unwrap_or_else(FloorState::new);
        loaded.records.iter().for_each(|record| state.apply(record).unwrap());
        state
    };
    server.sql(&format!("delete from \"{schema}\".snapshots"));
    let loaded = store.load(floor, 0).unwrap_or_else(|error| panic!("{error}"));
    assert!(loaded.base.is_none());
    let replayed = FloorState::replay(&loaded.records).unwrap();
    replayed.check().unwrap_or_else(|broken| panic!("{broken:?}"));
    assert_eq!(replayed.snapshot(), state.snapshot(), "replay is what a snapshot and its tail make");
    loaded.records
}

/// The rows that records make, one record after the other.
pub fn rows_of(records: &[Recorded]) -> Kept {
    let (mut kept, mut tables) = (Kept::default(), Tables::new());
    for record in records {
        let one = std::slice::from_ref(record);
        let changes = tables.take(one).unwrap();
        kept.write(one, changes, None);
    }
    kept
}

fn cells(cells: Vec<Cell<'_>>) -> Vec<String> {
    let text = |cell| match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.replace('\0', "\u{fffd}"),
        Cell::Number(number) => number.to_string(),
        Cell::Instant(at) => at.as_millis().to_string(),
    };
    cells.into_iter().map(text).collect()
}

/// The tables in the database hold these rows of a floor, and no others.
pub fn tables_are(server: &Server, schema: &str, floor: &FloorId, kept: &Kept) -> usize {
    let mut all = 0;
    for (at, table) in TABLES.iter().enumerate() {
        let mut right: Vec<Vec<String>> = match at {
            0 => kept.leads.values().map(|row| cells(row.cells())).collect(),
            1 => kept.assignments.values().map(|row| cells(row.cells())).collect(),
            2 => kept.agents.values().map(|row| cells(row.cells())).collect(),
            _ => kept.counters.values().map(|row| cells(row.cells())).collect(),
        };
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| match column.kind {
                Kind::Instant => format!("round(extract(epoch from \"{}\") * 1000)::bigint", column.name),
                _ => format!("\"{}\"", column.name),
            })
            .collect();
        let name = floor.as_str().replace('\'', "''");
        let mut found = server.sql(&format!(
            "select {} from \"{schema}\".{} where floor = '{name}'",
            columns.join(", "),
            table.name
        ));
        right.sort();
        found.sort();
        let wrong = found.iter().find(|row| right.binary_search(row).is_err());
        assert!(wrong.is_none(), "{}: {wrong:?} is not what the records make", table.name);
        assert_eq!(found.len(), right.len(), "rows of {}", table.name);
        all += found.len();
    }
    all
}

/// Nothing lost, nothing twice, no cap exceeded, replay is state is tables. Gives the records and the rows looked at.
pub fn sound(server: &Server, floors: &[FloorId], acknowledged: &[Acknowledged]) -> (usize, usize) {
    let place = PostgresServer::new(&server.url()).unwrap();
    let store = PostgresStore::open(&place, PostgresOptions::new()).unwrap_or_else(|error| panic!("{error}"));
    let (mut records, mut rows) = (0, 0);
    for floor in floors {
        let history = history(server, "fairdeal", &store, floor);
        let kept = rows_of(&history);
        rows += tables_are(server, "fairdeal", floor, &kept);
        records += history.len();

        let mut owners: BTreeMap<&LeadId, &AgentId> = BTreeMap::new();
        let mut leads: BTreeMap<&AgentId, usize> = BTreeMap::new();
        for row in kept.assignments.values() {
            let before = owners.insert(&row.lead, &row.agent);
            assert!(before.is_none(), "lead {} was assigned twice", row.lead);
            *leads.entry(&row.agent).or_default() += 1;
        }
        assert!(leads.values().all(|leads| *leads <= CAP), "a cap was exceeded: {leads:?}");
        for own in acknowledged.iter().filter(|own| own.floor == *floor) {
            assert!(own.revision <= history.len() as u64, "record {} was acknowledged", own.revision);
            assert!(kept.leads.contains_key(&own.lead), "lead {} was acknowledged", own.lead);
            if let Some(agent) = &own.agent {
                assert_eq!(owners.get(&own.lead), Some(&agent), "lead {} was given", own.lead);
            }
        }
    }
    let told: BTreeSet<_> = acknowledged.iter().map(|own| (&own.floor, &own.lead)).collect();
    assert_eq!(told.len(), acknowledged.len(), "a lead was acknowledged twice");
    (records, rows)
}
