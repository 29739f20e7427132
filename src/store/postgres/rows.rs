//! Rows of the tables that a host can join, as arrays of a statement.

use std::borrow::Cow;

use tokio_postgres::types::ToSql;

use crate::store::tables::{
    AgentRow, AssignmentRow, Cell, Changes, Column, CounterRow, Kind, LeadRow, Row, Table,
};

const LEADS: Table = LeadRow::TABLE;
const ASSIGNMENTS: Table = AssignmentRow::TABLE;
const AGENTS: Table = AgentRow::TABLE;
const COUNTERS: Table = CounterRow::TABLE;

/// What a commit may do to one of the tables. No two parts of a commit touch one row, so their order is nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Ended,
    LeadsGone,
    CountersGone,
    Leads,
    Assigned,
    Agents,
    Counters,
}

const PARTS: [Part; 7] = [
    Part::Ended,
    Part::LeadsGone,
    Part::CountersGone,
    Part::Leads,
    Part::Assigned,
    Part::Agents,
    Part::Counters,
];

impl Part {
    fn table(self) -> Table {
        match self {
            Part::Leads | Part::LeadsGone => LEADS,
            Part::Assigned | Part::Ended => ASSIGNMENTS,
            Part::Agents => AGENTS,
            Part::Counters | Part::CountersGone => COUNTERS,
        }
    }

    /// The columns it brings.
    fn columns(self) -> Vec<Column> {
        let table = self.table();
        let named = |name: &str| table.columns.iter().filter(move |own| own.name == name).copied().collect();
        match self {
            Part::Ended => ["lead", "until", "ended", "code"]
                .into_iter()
                .flat_map(|name| -> Vec<Column> { named(name) })
                .collect(),
            Part::LeadsGone | Part::CountersGone => table.columns.iter().take(table.key).copied().collect(),
            _ => table.columns.to_vec(),
        }
    }

    /// A step of the statement, with its parameters from `next` on.
    pub(super) fn write(self, schema: &str, next: &mut usize) -> String {
        let (table, columns) = (self.table(), self.columns());
        let name = format!("{schema}.{}", table.name);
        let mut parameter = |kind: &str| {
            let own = format!("${next}::{kind}[]");
            *next = next.saturating_add(1);
            own
        };
        let mut arrays = vec![parameter("bigint")];
        arrays.extend(
            columns.iter().map(|own| parameter(if own.kind == Kind::Text { "text" } else { "bigint" })),
        );
        let quoted = |own: &Column| format!("\"{}\"", own.name);
        let list = |all: Vec<String>| all.join(", ");
        let named = list(columns.iter().map(quoted).collect());
        let rows = format!("unnest({}) as r (n, {named}) join applied a using (n)", list(arrays));
        let value = |own: &Column| match own.kind {
            Kind::Instant => format!("timestamptz 'epoch' + r.{} * interval '1 millisecond'", quoted(own)),
            _ => format!("r.{}", quoted(own)),
        };
        let key: Vec<String> = table.columns.iter().take(table.key).map(quoted).collect();
        let step = match self {
            Part::Ended => {
                let set = columns.iter().skip(1).map(|own| format!("{} = {}", quoted(own), value(own)));
                format!(
                    "update {name} as t set {} from {rows} where t.floor = a.floor and t.lead = r.lead and t.until is null",
                    list(set.collect())
                )
            }
            Part::LeadsGone | Part::CountersGone => {
                let same: String = key.iter().map(|own| format!(" and t.{own} = r.{own}")).collect();
                format!("delete from {name} as t using {rows} where t.floor = a.floor{same}")
            }
            _ => {
                let set =
                    columns.iter().skip(table.key).map(|own| format!("{0} = excluded.{0}", quoted(own)));
                format!(
                    "insert into {name} (floor, {named}) select a.floor, {} from {rows} \
                     on conflict (floor, {}) do update set {}",
                    list(columns.iter().map(value).collect()),
                    list(key),
                    list(set.collect())
                )
            }
        };
        format!(", {self:?} as ({step})\n")
    }
}

/// The values of one column.
#[derive(Debug)]
enum Values<'c> {
    Texts(Vec<Option<Cow<'c, str>>>),
    Numbers(Vec<Option<i64>>),
}

/// The rows of one part.
#[derive(Debug)]
struct Rows<'c> {
    /// The commit of each, counted from 1.
    of: Vec<i64>,
    columns: Vec<Values<'c>>,
}

impl<'c> Rows<'c> {
    fn of(part: Part) -> Rows<'c> {
        let values = |column: Column| match column.kind {
            Kind::Text => Values::Texts(Vec::new()),
            _ => Values::Numbers(Vec::new()),
        };
        Rows { of: Vec::new(), columns: part.columns().into_iter().map(values).collect() }
    }

    /// Takes a row, cell by cell in the order of the columns.
    fn take(&mut self, n: i64, each: impl FnOnce(&mut dyn FnMut(Cell<'c>))) {
        self.of.push(n);
        let mut columns = self.columns.iter_mut();
        each(&mut |cell| match (columns.next(), cell) {
            (Some(Values::Texts(values)), Cell::Text(text)) => values.push(Some(without_nul(text))),
            (Some(Values::Numbers(values)), Cell::Number(number)) => values.push(Some(number)),
            (Some(Values::Numbers(values)), Cell::Instant(at)) => values.push(Some(at.as_millis())),
            (Some(Values::Texts(values)), _) => values.push(None),
            (Some(Values::Numbers(values)), _) => values.push(None),
            (None, _) => {}
        });
    }
}

/// PostgreSQL has no NUL in a text. Ids have none; a host's word for how a lead ended might.
fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// The rows of all commits of a batch, part by part; parts without rows are left out.
#[derive(Debug, Default)]
pub(super) struct Writes<'c> {
    parts: Vec<(Part, Rows<'c>)>,
}

impl<'c> Writes<'c> {
    /// The rows of commits, each under the number of its row in the statement, counted from 1. O(cells).
    pub(super) fn new(changes: impl Iterator<Item = (i64, &'c Changes)> + Clone) -> Writes<'c> {
        let mut parts: Vec<(Part, Rows<'c>)> = PARTS.into_iter().map(|part| (part, Rows::of(part))).collect();
        for (n, own) in changes {
            for (part, rows) in &mut parts {
                match part {
                    Part::Ended => own.ended.iter().for_each(|row| {
                        rows.take(n, |take| {
                            take(Cell::Text(row.lead.as_str()));
                            row.each(take);
                        });
                    }),
                    Part::LeadsGone => own.leads_gone.iter().for_each(|lead| {
                        rows.take(n, |take| take(Cell::Text(lead.as_str())));
                    }),
                    Part::CountersGone => {
                        own.counters_gone.iter().for_each(|key| rows.take(n, |take| key.each(take)));
                    }
                    Part::Leads => own.leads.iter().for_each(|row| rows.take(n, |take| row.each(take))),
                    Part::Assigned => own.assigned.iter().for_each(|row| rows.take(n, |take| row.each(take))),
                    Part::Agents => own.agents.iter().for_each(|row| rows.take(n, |take| row.each(take))),
                    Part::Counters => own.counters.iter().for_each(|row| rows.take(n, |take| row.each(take))),
                }
            }
        }
        parts.retain(|(_, rows)| !rows.of.is_empty());
        Writes { parts }
    }

    /// The parts there are rows of, in the order of their parameters.
    pub(super) fn parts(&self) -> Vec<Part> {
        self.parts.iter().map(|(part, _)| *part).collect()
    }

    /// The parameters, after those of the records.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &(dyn ToSql + Sync)> {
        self.parts.iter().flat_map(|(_, rows)| {
            let first: &(dyn ToSql + Sync) = &rows.of;
            let columns = rows.columns.iter().map(|values| match values {
                Values::Texts(values) => values as &(dyn ToSql + Sync),
                Values::Numbers(values) => values,
            });
            core::iter::once(first).chain(columns)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tables::TABLES;

    #[test]
    fn every_part_has_its_parameters_and_every_table_a_part() {
        let mut next = 9;
        let all: String = PARTS.iter().map(|part| part.write("\"s\"", &mut next)).collect();
        let columns: usize = PARTS.iter().map(|part| part.columns().len() + 1).sum();
        assert_eq!(next, 9 + columns);
        assert!(TABLES.iter().all(|table| all.contains(&format!("into \"s\".{} ", table.name))), "{all}");
        assert_eq!(without_nul("a\0b"), "a\u{fffd}b");
    }
}
