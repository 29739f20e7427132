//! A lead has been open with its owner for so long that it counts as not won.

use std::sync::Arc;

use crate::decide::{Answer, Draft};
use crate::event::{Event, Scored};
use crate::explain::{Finding, Trace};
use crate::id::{LeadSlot, MeritSlot};
use crate::meter::merit::Score;
use crate::outcome::Outcome;
use crate::time::Span;

impl<T: Trace> Draft<'_, T> {
    pub(super) fn left_open(&mut self, lead: LeadSlot, slot: MeritSlot) -> Answer {
        let floor = self.floor;
        let merit = floor.policy.merits.get(slot.index());
        let found = merit.zip(floor.state.lead(lead)).zip(floor.state.open_lead(lead, slot));
        let Some(((merit, row), open)) = found else { return Ok(Outcome::Unchanged { lead: None }) };
        let (from, until) = merit.period_of(floor.now);
        let score = Score::LeftOpen { contacted: row.progress.ever_contacted };
        let value = merit.value_of(&row.doc).map(Arc::from);
        let held = floor.state.dealt_beside(lead).filter(|_| merit.by_load.is_some());
        let scored = Box::new(Scored { value, from, until, score, held });
        self.events.push(Event::Scored { lead, merit: slot, agent: open.agent, score: scored });
        if let Some(agent) = floor.agent_id(open.agent) {
            self.trace.add(|| Finding::LeftOpen {
                lead: row.doc.id().clone(),
                agent: agent.clone(),
                merit: merit.id.clone(),
                after: merit.open_counts_after.unwrap_or(Span::ZERO),
            });
        }
        Ok(Outcome::Noted { lead: row.doc.id().clone() })
    }
}
