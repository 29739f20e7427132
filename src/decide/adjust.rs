//! A manager's hand in a rotation: turns credited, debited, or skipped once.

use crate::command::{ADJUSTMENT_LIMIT, Adjustment};
use crate::decide::lookup::refusal;
use crate::decide::{Answer, Draft};
use crate::event::Event;
use crate::explain::Trace;
use crate::id::{AgentId, Name, QueueSlot, SheetSlot};
use crate::outcome::{Outcome, Reason, Refused};
use crate::plan::asker;
use crate::policy::{Sheets, nearest};
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    pub(super) fn adjust(
        &mut self,
        queue: &Name,
        agent: &AgentId,
        by: Adjustment,
        apart: Option<&str>,
    ) -> Answer {
        let who = self.find_agent(agent)?;
        let slot = self.find_queue(queue)?;
        let seat = self.floor.state.queue(slot).and_then(|row| row.seat(who)).map(|row| row.seat);
        let named = || (agent.clone(), queue.clone());
        let Some(seat) = seat else {
            let (agent, queue) = named();
            return Err(refusal(Reason::NotMember { agent, queue }));
        };
        let asker = asker(self.floor, slot);
        if seat.weight == 0 && asker.as_ref().is_some_and(|asker| asker.policy.rotation.is_some()) {
            let (agent, queue) = named();
            return Err(refusal(Reason::NoWeight { agent, queue }));
        }
        let sheet = self.sheet_of(slot, queue, apart)?;
        let skip = self.floor.state.queue(slot).and_then(|row| row.skip(who));
        let turns = match by {
            Adjustment::Credit { turns } => (turns, 1),
            Adjustment::Debit { turns } => (turns, -1),
            Adjustment::SkipOnce { until: Some(until) } if until <= self.floor.now => {
                let what = "the end of the skip".to_owned();
                return Err(refusal(Reason::NotInFuture { what, at: until }));
            }
            Adjustment::SkipOnce { .. } | Adjustment::KeepTurn {} => {
                let until = match by {
                    Adjustment::SkipOnce { until } => Some(until.unwrap_or(Timestamp::MAX)),
                    _ => None,
                };
                if skip == until {
                    return Ok(Outcome::Unchanged { lead: None });
                }
                self.events.push(Event::SkipSet { queue: slot, agent: who, until });
                return Ok(Outcome::AgentNoted { agent: agent.clone() });
            }
        };
        let keeps = asker.is_some_and(|asker| asker.policy.shares_turns() || asker.policy.counts_each());
        if !keeps {
            return Err(refusal(Reason::NoTurnsKept { queue: queue.clone() }));
        }
        let (count, sign) = turns;
        let count = i32::try_from(count).ok().filter(|_| (1..=ADJUSTMENT_LIMIT).contains(&count));
        let Some(count) = count else {
            return Err(refusal(Reason::TurnsOutOfRange { turns: turns.0, limit: ADJUSTMENT_LIMIT }));
        };
        let turns = count.saturating_mul(sign);
        self.events.push(Event::TurnsAdjusted { sheet, agent: who, turns });
        Ok(Outcome::AgentNoted { agent: agent.clone() })
    }

    /// The sheet of a queue that a manager means.
    fn sheet_of(&self, slot: QueueSlot, queue: &Name, apart: Option<&str>) -> Result<SheetSlot, Refused> {
        let state = self.floor.state;
        let sheets = self.floor.policy.queue(slot).map(|queue| queue.sheets);
        let found = match (sheets, apart) {
            (_, Some(key)) => state.apart_sheet(slot, key),
            (Some(Sheets::Shared(at)), None) => state.shared_sheet(at),
            (_, None) => Some(SheetSlot::of(slot)),
        };
        found.ok_or_else(|| {
            let apart = apart.unwrap_or_default().to_owned();
            let did_you_mean = nearest(&apart, state.apart_of(slot).map(|(key, _)| &**key));
            refusal(Reason::NoSuchRotation { queue: queue.clone(), apart, did_you_mean })
        })
    }
}
