//! When leads became somebody's, and until when.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::event::{ClosedHow, Event, Recorded};
use crate::id::LeadSlot;
use crate::state::{FloorState, Standing};
use crate::store::tables::named;
use crate::store::tables::row::{AssignmentEnded, AssignmentRow, End};

/// The assignments that begin and end by some records.
#[derive(Clone, Debug, Default)]
pub(super) struct Stays {
    pub(super) assigned: Vec<AssignmentRow>,
    pub(super) ended: Vec<AssignmentEnded>,
    /// Where those stand that began by these records and have not ended.
    open: BTreeMap<LeadSlot, usize>,
}

impl Stays {
    /// Takes in a record, which has been applied.
    pub(super) fn follow(&mut self, state: &FloorState, record: &Recorded) {
        for (position, event) in (0..).zip(&record.events) {
            match event {
                Event::Assigned { lead, agent, queue, how, .. } => {
                    let Some(row) = state.lead(*lead) else { continue };
                    let Some(owner) = state.agent_name(*agent) else { continue };
                    self.open.insert(*lead, self.assigned.len());
                    self.assigned.push(AssignmentRow {
                        revision: record.revision,
                        position,
                        lead: row.doc.id().clone(),
                        agent: owner,
                        queue: queue.and_then(|queue| state.queue_name(queue)),
                        how: *how,
                        at: record.at,
                        end: None,
                    });
                }
                Event::Released { lead, why, .. } => {
                    let (ended, code) = named::released(*why);
                    self.end(state, *lead, End { until: record.at, ended, code });
                }
                Event::Closed { lead, how: ClosedHow::Disposed, code, .. } => {
                    let code = Some(Cow::Owned(code.to_string()));
                    self.end(state, *lead, End { until: record.at, ended: "closed", code });
                }
                _ => {}
            }
        }
    }

    fn end(&mut self, state: &FloorState, lead: LeadSlot, end: End) {
        let own = self.open.remove(&lead).and_then(|at| self.assigned.get_mut(at));
        match (own, state.lead(lead)) {
            (Some(own), _) => own.end = Some(end),
            (None, Some(row)) => self.ended.push(AssignmentEnded { lead: row.doc.id().clone(), end }),
            (None, None) => {}
        }
    }
}

/// The assignment of a lead that is somebody's, as far as the state knows it.
pub(super) fn open(state: &FloorState, lead: LeadSlot) -> Option<AssignmentRow> {
    let row = state.lead(lead)?;
    let Standing::Owned { agent, queue, how, since, .. } = row.standing else { return None };
    Some(AssignmentRow {
        revision: 0,
        position: row.sequence,
        lead: row.doc.id().clone(),
        agent: state.agent_name(agent)?,
        queue: queue.and_then(|queue| state.queue_name(queue)),
        how,
        at: since,
        end: None,
    })
}
