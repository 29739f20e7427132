//! An agent pulls several leads at once: as if they claimed one after the other, all of it in one record.

use crate::command::ClaimWay;
use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::{Events, Recorded};
use crate::explain::Trace;
use crate::gate::Floor;
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::{Outcome, Reason, Refused};
use crate::policy::ConditionDoc;
use crate::state::FloorState;

/// The most leads that one command claims.
pub(crate) const CLAIMS_LIMIT: u32 = 100;

impl<T: Trace> Draft<'_, T> {
    /// Claims until there are so many, or none is given any more. What follows from a claim at once, such as a full cap told or
    /// a lead in line that goes on, happens before the next one, as it would between two commands. From the second lead on
    /// the claims are tried out on a copy of the floor: O(1) for one lead, O(leads and agents) for more.
    pub(super) fn claim_several(
        &mut self,
        agent: &AgentId,
        queue: Option<&Name>,
        filter: Option<&ConditionDoc>,
        at_most: u32,
    ) -> Answer {
        let wrong = match at_most {
            0 => Some("at_most: 0 makes no sense here, 1 is the least".to_owned()),
            _ if at_most > CLAIMS_LIMIT => {
                Some(format!("at_most: {at_most} leads, {CLAIMS_LIMIT} are allowed"))
            }
            _ => None,
        };
        if let Some(issue) = wrong {
            return Err(refusal(Reason::BadDocument { issues: vec![issue] }));
        }
        let way = filter.map_or(ClaimWay::Next {}, |filter| ClaimWay::Filtered(filter.clone()));
        let mut leads: Vec<LeadId> = Vec::new();
        let mut ahead: Option<FloorState> = None;
        let mut short: Option<Refused> = None;
        for number in 1..=at_most {
            let state = ahead.as_ref().unwrap_or(self.floor.state);
            let (claimed, events) = self.on(state, |draft| draft.claim(agent, queue, &way));
            match claimed {
                Ok(Outcome::Assigned { lead, .. }) => leads.push(lead),
                Ok(other) => return Ok(other),
                Err(refused) if leads.is_empty() => return Err(refused),
                Err(refused) => {
                    short = Some(refused);
                    break;
                }
            }
            self.events.extend(events.iter().cloned());
            if number < at_most {
                let state = ahead.get_or_insert_with(|| self.floor.state.clone());
                take(state, events, self.floor)?;
                self.follow(state)?;
            }
        }
        Ok(Outcome::ClaimedSeveral {
            agent: agent.clone(),
            leads,
            asked: at_most,
            short: short.map(Box::new),
        })
    }

    /// What follows at once on a copy of the floor.
    fn follow(&mut self, state: &mut FloorState) -> Result<(), Refused> {
        loop {
            let (_, events) = self.on(state, |draft| draft.tick());
            if events.is_empty() {
                return Ok(());
            }
            self.events.extend(events.iter().cloned());
            take(state, events, self.floor)?;
        }
    }

    /// Decides on a copy of the floor, and tells the events.
    fn on(
        &mut self,
        state: &FloorState,
        decide: impl FnOnce(&mut Draft<'_, T>) -> Answer,
    ) -> (Answer, Events) {
        let floor = self.floor.over(state);
        let mut events = Events::new();
        let answer = decide(&mut Draft { floor: &floor, events: &mut events, trace: &mut *self.trace });
        (answer, events)
    }
}

/// What was decided on this very state applies to it; if ever it does not, nothing is hidden.
fn take(state: &mut FloorState, events: Events, floor: &Floor<'_>) -> Result<(), Refused> {
    let recorded = Recorded { revision: state.revision().saturating_add(1), at: floor.now, events };
    state.apply(&recorded).map_err(|error| refusal(Reason::Fault { what: error.to_string() }))
}
