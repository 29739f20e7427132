//! The rows of the tables.

use std::borrow::Cow;
use std::sync::Arc;

use crate::currency::Currency;
use crate::event::AssignedHow;
use crate::id::{AgentId, LeadId, Name};
use crate::port::Revision;
use crate::store::tables::schema::{Cell, TABLES, Table};
use crate::time::Timestamp;

/// A row of one of [`TABLES`].
pub trait Row {
    /// Its table.
    const TABLE: Table;

    /// Its values, in the order of the table's columns.
    fn cells(&self) -> Vec<Cell<'_>> {
        let mut cells = Vec::with_capacity(Self::TABLE.columns.len());
        self.each(|cell| cells.push(cell));
        cells
    }

    /// The same one after the other, without a list.
    fn each<'a>(&'a self, take: impl FnMut(Cell<'a>));
}

/// The record that last said something of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// Its revision.
    pub revision: Revision,
    /// Its instant.
    pub at: Timestamp,
}

/// A lead. The columns are described in [`TABLES`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is described as a column")]
pub struct LeadRow {
    pub lead: LeadId,
    pub received_at: Timestamp,
    pub standing: &'static str,
    pub queue: Option<Name>,
    pub plan: Option<Name>,
    pub stage: Option<Name>,
    pub owner: Option<AgentId>,
    pub offered_to: Option<AgentId>,
    pub office: Option<AgentId>,
    pub since: Option<Timestamp>,
    pub deadline: Option<Timestamp>,
    pub code: Option<Arc<str>>,
    pub assignments: u32,
    pub changed: Stamp,
}

impl Row for LeadRow {
    const TABLE: Table = TABLES[0];

    fn each<'a>(&'a self, mut take: impl FnMut(Cell<'a>)) {
        take(Cell::Text(self.lead.as_str()));
        take(Cell::Instant(self.received_at));
        take(Cell::Text(self.standing));
        take(name(&self.queue));
        take(name(&self.plan));
        take(name(&self.stage));
        take(agent(&self.owner));
        take(agent(&self.offered_to));
        take(agent(&self.office));
        take(Cell::at(self.since));
        take(Cell::at(self.deadline));
        take(Cell::text(self.code.as_deref()));
        take(Cell::Number(i64::from(self.assignments)));
        stamp(self.changed, take);
    }
}

/// A lead that became somebody's. The columns are described in [`TABLES`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is described as a column")]
pub struct AssignmentRow {
    pub revision: Revision,
    pub position: u64,
    pub lead: LeadId,
    pub agent: AgentId,
    pub queue: Option<Name>,
    pub how: AssignedHow,
    pub at: Timestamp,
    /// `until`, `ended` and `code`; none while it is theirs.
    pub end: Option<End>,
}

/// How an assignment ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is described as a column of the assignments")]
pub struct End {
    pub until: Timestamp,
    pub ended: &'static str,
    pub code: Option<Cow<'static, str>>,
}

impl End {
    fn cells<'a>(end: Option<&'a End>, mut take: impl FnMut(Cell<'a>)) {
        take(Cell::at(end.map(|end| end.until)));
        take(Cell::text(end.map(|end| end.ended)));
        take(Cell::text(end.and_then(|end| end.code.as_deref())));
    }
}

impl Row for AssignmentRow {
    const TABLE: Table = TABLES[1];

    fn each<'a>(&'a self, mut take: impl FnMut(Cell<'a>)) {
        take(Cell::Text(self.lead.as_str()));
        take(Cell::number(self.revision));
        take(Cell::number(self.position));
        take(Cell::Text(self.agent.as_str()));
        take(name(&self.queue));
        take(Cell::Text(super::named::how(self.how)));
        take(Cell::Instant(self.at));
        End::cells(self.end.as_ref(), take);
    }
}

/// The end of the assignment of a lead that has not ended: what to write in its last three columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentEnded {
    /// Of which lead.
    pub lead: LeadId,
    /// The end.
    pub end: End,
}

impl AssignmentEnded {
    /// `until`, `ended` and `code`, one after the other.
    pub fn each<'a>(&'a self, take: impl FnMut(Cell<'a>)) {
        End::cells(Some(&self.end), take);
    }
}

/// An agent. The columns are described in [`TABLES`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is described as a column")]
pub struct AgentRow {
    pub agent: AgentId,
    pub standing: &'static str,
    pub team: Option<Name>,
    pub open_leads: u32,
    pub open_units: u32,
    pub idle_since: Timestamp,
    pub ready_at: Option<Timestamp>,
    pub paused_until: Option<Timestamp>,
    pub changed: Stamp,
}

impl Row for AgentRow {
    const TABLE: Table = TABLES[2];

    fn each<'a>(&'a self, mut take: impl FnMut(Cell<'a>)) {
        take(Cell::Text(self.agent.as_str()));
        take(Cell::Text(self.standing));
        take(name(&self.team));
        take(Cell::Number(i64::from(self.open_leads)));
        take(Cell::Number(i64::from(self.open_units)));
        take(Cell::Instant(self.idle_since));
        take(Cell::at(self.ready_at));
        take(Cell::at(self.paused_until));
        stamp(self.changed, take);
    }
}

/// What tells one counter of a floor from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CounterKey {
    /// The cap.
    pub cap: Name,
    /// For whom, where it counts agents apart.
    pub agent: Option<AgentId>,
    /// What else it counts apart, as a JSON list of texts.
    pub apart: Arc<str>,
}

impl CounterKey {
    /// `cap`, `agent` and `apart`, one after the other.
    pub fn each<'a>(&'a self, mut take: impl FnMut(Cell<'a>)) {
        take(Cell::Text(self.cap.as_str()));
        take(Cell::Text(self.agent.as_ref().map_or("", AgentId::as_str)));
        take(Cell::Text(&self.apart));
    }
}

/// A counter under a cap. The columns are described in [`TABLES`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is described as a column")]
pub struct CounterRow {
    /// `cap`, `agent` and `apart`.
    pub key: CounterKey,
    pub span: &'static str,
    pub window_start: Option<Timestamp>,
    pub window_end: Option<Timestamp>,
    pub used: u64,
    pub allowed: Option<u64>,
    pub currency: Option<Currency>,
    pub reached: bool,
    pub changed: Stamp,
}

impl Row for CounterRow {
    const TABLE: Table = TABLES[3];

    fn each<'a>(&'a self, mut take: impl FnMut(Cell<'a>)) {
        self.key.each(&mut take);
        take(Cell::Text(self.span));
        take(Cell::at(self.window_start));
        take(Cell::at(self.window_end));
        take(Cell::number(self.used));
        take(self.allowed.map_or(Cell::Empty, Cell::number));
        take(self.currency.as_ref().map_or(Cell::Empty, |own| Cell::Text(own.as_str())));
        take(Cell::Number(i64::from(self.reached)));
        stamp(self.changed, take);
    }
}

fn name(name: &Option<Name>) -> Cell<'_> {
    name.as_ref().map_or(Cell::Empty, |name| Cell::Text(name.as_str()))
}

fn agent(agent: &Option<AgentId>) -> Cell<'_> {
    agent.as_ref().map_or(Cell::Empty, |agent| Cell::Text(agent.as_str()))
}

fn stamp<'a>(stamp: Stamp, mut take: impl FnMut(Cell<'a>)) {
    take(Cell::Instant(stamp.at));
    take(Cell::number(stamp.revision));
}
