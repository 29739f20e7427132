//! Leads that are with offices, for one of their people to take or taken by one.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::id::{AgentId, AgentSlot, LeadSlot, Name, QueueSlot, SheetSlot};
use crate::state::lead::Standing;
use crate::state::{FloorState, RestoreError};
use crate::time::Timestamp;

/// At which office a lead is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AtOffice {
    pub(crate) agent: AgentSlot,
    /// The queue that dealt it to the office.
    pub(crate) from: QueueSlot,
    /// The queue of its people.
    pub(crate) queue: QueueSlot,
    /// From when on it is too late for them to accept.
    pub(crate) until: Timestamp,
}

/// What is remembered of a lead while an office has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OfficeRow {
    pub(crate) at: AtOffice,
    /// Whether one of its people has taken it.
    pub(crate) accepted: bool,
    /// The turn it has cost the office, and what that counts as.
    pub(crate) turn: Option<(SheetSlot, AgentSlot)>,
    pub(crate) size: u32,
    /// Offers made in the stage outside, this one included, and who had passed it up there.
    pub(crate) attempts: u32,
    pub(crate) passed: SmallVec<[AgentSlot; 2]>,
    pub(crate) again_at: Timestamp,
}

/// With which office a lead is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OfficeView {
    /// The office.
    pub office: AgentId,
    /// The queue of its people.
    pub queue: Name,
    /// The first instant at which it is too late for them to accept; none where they may take their time.
    pub until: Option<Timestamp>,
    /// Whether one of them has taken it.
    pub accepted: bool,
}

impl FloorState {
    /// What is remembered of a lead that an office has.
    #[inline]
    pub(crate) fn office_row(&self, lead: LeadSlot) -> Option<&OfficeRow> {
        if self.in_offices.is_empty() { None } else { self.in_offices.get(&lead) }
    }

    /// The leads at an office that none of its people has taken, by their arrival.
    pub(crate) fn at_office(&self, office: AgentSlot) -> Vec<LeadSlot> {
        let own = self.in_offices.iter().filter(|(_, row)| row.at.agent == office && !row.accepted);
        let mut leads: Vec<LeadSlot> = own.map(|(lead, _)| *lead).collect();
        leads.sort_unstable_by_key(|lead| self.lead(*lead).map(|row| row.sequence));
        leads
    }

    /// The queue of an office's people; none if the agent is no office.
    pub(crate) fn inside_of(&self, agent: AgentSlot) -> Option<QueueSlot> {
        if self.offices.contains(agent) { self.agent(agent)?.place.office } else { None }
    }

    pub(in crate::state) fn office_view(&self, lead: LeadSlot) -> Option<OfficeView> {
        let OfficeRow { at, accepted, .. } = self.office_row(lead)?;
        Some(OfficeView {
            office: self.agent_name(at.agent)?,
            queue: self.queue_name(at.queue)?,
            until: (at.until < Timestamp::MAX).then_some(at.until),
            accepted: *accepted,
        })
    }

    /// Leads said to be with an office that are over, or that nothing recalls in time.
    pub(in crate::state) fn at_office_in_vain(&self) -> impl Iterator<Item = LeadSlot> + '_ {
        let sound = |(lead, own): (&LeadSlot, &OfficeRow)| {
            self.lead(*lead).is_some_and(|row| match row.standing {
                Standing::Owned { .. } => own.accepted,
                Standing::InLine { queue, pool, .. } => {
                    !own.accepted && queue == own.at.queue && !pool && row.deadline() <= own.at.until
                }
                Standing::Offered { .. } => !own.accepted && row.deadline() <= own.at.until,
                Standing::Held { .. } => !own.accepted,
                Standing::Passing | Standing::Stranded { .. } | Standing::Closed { .. } => false,
            })
        };
        self.in_offices.iter().filter(move |own| !sound(*own)).map(|(lead, _)| *lead)
    }

    /// Whether every slot that leads at offices speak of is there.
    pub(in crate::state) fn office_references(
        &self,
        wrong: &impl Fn(&str) -> Result<(), RestoreError>,
    ) -> Result<(), RestoreError> {
        let agents = self.agents.len();
        let sheets = self.queues.len().saturating_add(self.sheets.len());
        let there = |(lead, own): (&LeadSlot, &OfficeRow)| {
            let queues = [own.at.from, own.at.queue];
            let turn = own.turn.is_none_or(|(sheet, agent)| sheet.index() < sheets && agent.index() < agents);
            let passed = own.passed.iter().all(|agent| agent.index() < agents);
            let queues = queues.iter().all(|queue| queue.index() < self.queues.len());
            self.lead(*lead).is_some() && own.at.agent.index() < agents && queues && turn && passed
        };
        if self.in_offices.iter().all(there) {
            return Ok(());
        }
        wrong("a lead is with an office that is not there, or not there itself")
    }
}
