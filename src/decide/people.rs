//! Agents join, change, take leave and leave.

use std::sync::Arc;

use crate::agent::AgentDoc;
use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::{Event, HeldWhy, OfferEnd, OfficeLeft, ReleasedWhy};
use crate::explain::Trace;
use crate::id::{AgentId, AgentSlot, LeadSlot};
use crate::outcome::{Outcome, Reason, Refused};
use crate::state::{AgentRow, LeadRow, Standing};

impl<T: Trace> Draft<'_, T> {
    pub(super) fn join(&mut self, doc: &AgentDoc) -> Answer {
        self.compiles(doc)?;
        let state = self.floor.state;
        let noted = Outcome::AgentNoted { agent: doc.id.clone() };
        let doc_kept = Arc::new(doc.clone());
        let Some(slot) = state.agent_slot(&doc.id) else {
            let full = || refusal(Reason::FloorFull { of: "agents".to_owned(), limit: u64::from(u32::MAX) });
            let agent = state.next_agent_slot().ok_or_else(full)?;
            self.events.push(Event::AgentJoined { agent, doc: doc_kept });
            self.put_level(agent, doc);
            self.begin_ramps(agent, doc);
            return Ok(noted);
        };
        match state.agent(slot) {
            Some(row) if row.left => {
                self.events.push(Event::AgentChanged { agent: slot, doc: doc_kept });
                self.put_level(slot, doc);
                self.begin_ramps(slot, doc);
                Ok(noted)
            }
            Some(row) if *row.doc == *doc => Ok(Outcome::Unchanged { lead: None }),
            _ => Err(refusal(Reason::DuplicateAgent { agent: doc.id.clone() })),
        }
    }

    pub(super) fn change(&mut self, doc: &AgentDoc) -> Answer {
        let (agent, row) = self.find_present(&doc.id)?;
        self.compiles(doc)?;
        if *row.doc == *doc {
            return Ok(Outcome::Unchanged { lead: None });
        }
        self.events.push(Event::AgentChanged { agent, doc: Arc::new(doc.clone()) });
        self.put_level(agent, doc);
        self.begin_ramps(agent, doc);
        Ok(Outcome::AgentNoted { agent: doc.id.clone() })
    }

    /// Leads of an agent who leaves are let go at once and dealt out again one by one at the policy's pace, the
    /// oldest first.
    pub(super) fn leave(&mut self, id: &AgentId) -> Answer {
        let agent = self.find_agent(id)?;
        let state = self.floor.state;
        let Some(row) = state.agent(agent).filter(|row| !row.left) else {
            return Ok(Outcome::Unchanged { lead: None });
        };
        let mut leads: Vec<(LeadSlot, &LeadRow)> =
            row.leads.iter().filter_map(|lead| Some((*lead, state.lead(*lead)?))).collect();
        leads.sort_unstable_by_key(|(_, row)| row.sequence);
        let mut until = self.floor.now;
        for (lead, row) in leads {
            match row.standing {
                Standing::Offered { .. } => {
                    self.end_offer(lead, row, OfferEnd::Withdrawn);
                }
                _ => {
                    self.release(lead, row, agent, ReleasedWhy::OwnerLeft);
                }
            }
            self.events.push(Event::Held { lead, until, why: HeldWhy::Offboarded });
            until = until.plus(self.floor.policy.offboard_every);
        }
        for lead in state.at_office(agent) {
            let Some((row, own)) = state.lead(lead).zip(state.office_row(lead)) else { continue };
            if matches!(row.standing, Standing::Offered { .. }) {
                self.end_offer(lead, row, OfferEnd::Withdrawn);
            }
            self.leaves_office((lead, own), OfficeLeft::Withdrawn, true);
            self.events.push(Event::Held { lead, until, why: HeldWhy::Offboarded });
            until = until.plus(self.floor.policy.offboard_every);
        }
        self.events.push(Event::AgentLeft { agent });
        Ok(Outcome::AgentNoted { agent: id.clone() })
    }

    pub(super) fn find_present(&self, id: &AgentId) -> Result<(AgentSlot, &AgentRow), Refused> {
        let agent = self.find_agent(id)?;
        let row = self.floor.state.agent(agent).filter(|row| !row.left);
        row.map(|row| (agent, row)).ok_or_else(|| refusal(Reason::AgentLeft { agent: id.clone() }))
    }

    fn compiles(&self, doc: &AgentDoc) -> Result<(), Refused> {
        self.floor.policy.check_agent(doc).map_err(|issues| {
            refusal(Reason::BadDocument { issues: issues.iter().map(ToString::to_string).collect() })
        })
    }
}
