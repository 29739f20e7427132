//! What a host can join: the leads, assignments, agents and counters of floors as rows of plain values, the same for every
//! SQL store.
//!
//! [`TABLES`] says which tables there are, with their columns and keys. [`Tables`] follows the records of one floor and says
//! of each commit which rows are to be written ([`Changes`]); a store writes those in the transaction that keeps the
//! records. Nothing here knows a database: a row is its cells ([`Row::cells`]), in the order of its table's columns, and a
//! store adds the floor's name in front.
//!
//! What a store does:
//! 1. Keep a [`Tables`] a floor beside the connection: [`Tables::new`] and the records from the first on, or
//!    [`Tables::resume`] with a state from a snapshot, brought to where the written rows are by [`Tables::pass`].
//! 2. In the transaction of a commit, once it is known not to be a conflict, [`Tables::take`] its records, and write the
//!    changes in this order: [`Changes::ended`], then `gone`, then every other row, each in place of the row of the same key.
//! 3. Where the transaction fails, drop the [`Tables`]: they are ahead of what is written.
//!
//! What is written follows what happened: a lead that is dealt writes its own row, an assignment, its owner's row and the
//! counters it counts in. Another policy writes the rows that differ by it.
//!
//! ```
//! use fairdeal::store::tables::{Row, TABLES, Tables};
//! use fairdeal::{Command, Floor, Lead, Policy, Timestamp};
//! let json = r#"{"format": 1, "semantics": 1, "id": "p", "queues": [{"id": "web"}], "default_plan": "d",
//!     "plans": [{"id": "d", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
//!     "agents": [{"id": "ann", "queues": [{"queue": "web"}]}], "presence": {"unknown_may_receive": true}}"#;
//! let (mut floor, first) = Floor::open(Policy::from_json(json)?, Timestamp::MIN);
//! let mut tables = Tables::new();
//! tables.take(&[first])?;
//! let ran = floor.run(Timestamp::MIN, &Command::Submit(Lead::new("L-1")?));
//! let records: Vec<_> = ran.records().cloned().collect();
//! let changes = tables.take(&records)?;
//! assert_eq!(changes.leads.len(), 1);
//! assert_eq!(changes.leads[0].owner.as_ref().map(|owner| owner.as_str()), Some("ann"));
//! assert_eq!(changes.assigned.len(), 1);
//! assert_eq!(changes.agents[0].open_leads, 1);
//! assert_eq!(changes.leads[0].cells().len(), TABLES[0].columns.len());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assignment;
mod named;
mod read;
mod row;
mod schema;
mod touched;

use std::collections::BTreeSet;

use crate::event::Recorded;
use crate::id::LeadId;
use crate::port::Revision;
use crate::state::{ApplyError, FloorState};
use crate::store::tables::assignment::Stays;
use crate::store::tables::touched::Touched;
use crate::time::Timestamp;

pub use row::{AgentRow, AssignmentEnded, AssignmentRow, CounterKey, CounterRow, LeadRow, Row, Stamp};
pub use schema::{Cell, Column, Kind, TABLES, Table};

/// The rows of one floor, as far as its records have been taken in.
///
/// Keeps the floor's state, and no rows: what a row says is read from the state when it is to be written.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    state: FloorState,
}

/// The rows that some records change. Each key is there once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Ends of assignments that began before these records, at most one a lead: of the one row of the lead that has not
    /// ended.
    pub ended: Vec<AssignmentEnded>,
    /// Leads that are not remembered any longer. Their assignments stay.
    pub leads_gone: Vec<LeadId>,
    /// Counters that another policy does not keep.
    pub counters_gone: Vec<CounterKey>,
    /// Leads as they are now, in place of their rows.
    pub leads: Vec<LeadRow>,
    /// Assignments that began by these records, with their ends if those are among the records, too.
    pub assigned: Vec<AssignmentRow>,
    /// Agents as they are now, in place of their rows.
    pub agents: Vec<AgentRow>,
    /// Counters as they are now, in place of their rows.
    pub counters: Vec<CounterRow>,
}

impl Tables {
    /// A floor on which nothing has happened.
    #[must_use]
    pub fn new() -> Tables {
        Tables::default()
    }

    /// Goes on from a state, of which all rows are written.
    #[must_use]
    pub fn resume(state: FloorState) -> Tables {
        Tables { state }
    }

    /// The state that the rows are read from.
    #[must_use]
    pub fn state(&self) -> &FloorState {
        &self.state
    }

    /// The last record taken in.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.state.revision()
    }

    /// Takes in records whose rows somebody else has written. Costs what applying them does.
    ///
    /// # Errors
    /// [`ApplyError`] at the first that does not follow: those before it have been taken in.
    pub fn pass(&mut self, records: &[Recorded]) -> Result<(), ApplyError> {
        records.iter().try_for_each(|record| self.state.apply(record))
    }

    /// Takes in records and says which rows they change. Costs what applying them does, and the rows; a record with another
    /// policy looks at the whole floor, and one that replaces an agent at all counters.
    ///
    /// # Errors
    /// [`ApplyError`] at the first that does not follow. Those before it have been taken in and their changes are lost: go
    /// on with tables made anew.
    pub fn take(&mut self, records: &[Recorded]) -> Result<Changes, ApplyError> {
        let mut touched = Touched::default();
        let mut stays = Stays::default();
        for record in records {
            let stamp = Stamp { revision: record.revision, at: record.at };
            let before = touched.before(&self.state, record, stamp);
            self.state.apply(record)?;
            stays.follow(&self.state, record);
            touched.after(&self.state, before, stamp);
        }
        Ok(self.changes(touched, stays))
    }

    fn changes(&self, touched: Touched, stays: Stays) -> Changes {
        let state = &self.state;
        let leads = touched.leads.latest();
        let leads = leads.filter_map(|(lead, stamp)| read::lead(state, lead, stamp)).collect();
        let agents = touched.agents.latest();
        let agents = agents.filter_map(|(agent, stamp)| read::agent(state, agent, stamp)).collect();
        let counters = touched.counters.latest();
        let counters: Vec<CounterRow> =
            counters.filter_map(|(counter, stamp)| read::counter(state, counter, stamp)).collect();
        let mut leads_gone = touched.leads_gone;
        leads_gone.retain(|lead| state.lead_slot(lead).is_none());
        let mut counters_gone = touched.counters_gone;
        if !counters_gone.is_empty() {
            let kept: BTreeSet<CounterKey> =
                state.counter_slots().filter_map(|slot| read::counter_key(state, slot)).collect();
            counters_gone.retain(|key| !kept.contains(key));
        }
        Changes {
            ended: stays.ended,
            leads_gone: leads_gone.into_iter().collect(),
            counters_gone: counters_gone.into_iter().collect(),
            leads,
            assigned: stays.assigned,
            agents,
            counters,
        }
    }

    /// Every row that the state shows, as if its last record had changed them all: to fill tables from a state alone. Of
    /// the assignments those that have not ended, under revision 0 and the position of their lead: which records they
    /// began with, the state does not know. O(floor).
    #[must_use]
    pub fn all(&self) -> Changes {
        let state = &self.state;
        let stamp = Stamp { revision: state.revision(), at: state.clock() };
        Changes {
            leads: state.lead_slots().filter_map(|lead| read::lead(state, lead, stamp)).collect(),
            assigned: state.lead_slots().filter_map(|lead| assignment::open(state, lead)).collect(),
            agents: state.agent_slots().filter_map(|agent| read::agent(state, agent, stamp)).collect(),
            counters: state.counter_slots().filter_map(|slot| read::counter(state, slot, stamp)).collect(),
            ..Changes::default()
        }
    }
}

impl Changes {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Changes::default()
    }
}

/// An instant that comes.
fn ahead(at: Timestamp) -> Option<Timestamp> {
    Some(at).filter(|at| *at < Timestamp::MAX)
}
