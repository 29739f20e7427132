//! What else is to be written down once a lead is counted: how long it stays reserved, what it cost, and when more of a cap
//! on its pace opens.

use crate::decide::{Answer, Draft};
use crate::event::{Confirmed, Event, Paced, Reserved};
use crate::explain::{Finding, Trace};
use crate::gate::pace::Opening;
use crate::gate::price::amount;
use crate::gate::{Question, cap};
use crate::id::{AgentSlot, CapSlot, CounterSlot, LeadSlot};
use crate::outcome::Outcome;
use crate::plan::release::done;
use crate::policy::Cap;
use crate::state::LeadRow;
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    #[cold]
    pub(super) fn after_count(
        &mut self,
        question: &Question<'_, '_>,
        (slot, cap): (CapSlot, &Cap),
        (lead, counter): (LeadSlot, CounterSlot),
        (counted, label): (Option<AgentSlot>, &str),
        (from, until): (Timestamp, Timestamp),
    ) {
        let (floor, now) = (self.floor, self.floor.now);
        if let Some(reserve) = cap.reserve.filter(|_| cap.reserves()) {
            self.events.push(Event::Reserved(Reserved { lead, counter, until: now.plus(reserve) }));
        }
        let (used, _) = self.counter_by_now(counter);
        let limit = floor.state.limit(slot, counted);
        let known = floor.state.counter(counter).filter(|row| row.from == from && row.until == until);
        if let Some(opening) = Opening::of(floor.policy, cap, known, limit, now)
            && floor.state.waiting().next().is_some()
        {
            let opens_at = opening.opens_at(cap.opens_with(used, cap.step()));
            if opens_at > now {
                self.events.push(Event::Paced(Paced { counter, opens_at }));
            }
        }
        if let (Some(money), Ok(amount)) = (&cap.money, amount(question.lead, cap)) {
            self.trace.add(|| Finding::Spent {
                cap: cap.id.clone(),
                of: cap::counted_for(floor, counted, label),
                currency: money.currency,
                price_minor: amount.units,
                by_default: amount.by_default,
                spent_minor: used,
                budget_minor: limit,
                until: (until < Timestamp::MAX).then_some(until),
            });
        }
    }

    /// What a lead was reserved for under caps and has come to by now stays counted, whatever the time.
    pub(crate) fn confirm(&mut self, lead: LeadSlot, done: (bool, bool)) {
        let state = self.floor.state;
        for own in state.reservations(lead) {
            let cap = state.counter(own.counter).and_then(|row| self.floor.policy.caps.get(row.cap.index()));
            if cap.is_some_and(|cap| !cap.falls_short(done, None)) {
                self.events.push(Event::Confirmed(Confirmed { lead, counter: own.counter }));
            }
        }
    }

    /// The time is over for which a lead was reserved under caps: what it has not come to counts no longer.
    pub(crate) fn reservation_over(&mut self, lead: LeadSlot, row: &LeadRow) -> Answer {
        let (state, now) = (self.floor.state, self.floor.now);
        for own in state.reservations(lead).iter().filter(|own| own.until <= now) {
            let counter = state.counter(own.counter);
            let cap = counter.and_then(|row| self.floor.policy.caps.get(row.cap.index()));
            let count = row.counted.iter().find(|count| count.counter == own.counter).copied();
            let short = cap.is_some_and(|cap| cap.falls_short(done(row), None));
            match (count, cap, counter) {
                (Some(count), Some(cap), Some(counter)) if short => {
                    self.uncount(lead, &[count]);
                    let floor = self.floor;
                    self.trace.add(|| Finding::ReservationOver {
                        lead: row.doc.id().clone(),
                        cap: cap.id.clone(),
                        of: cap::counted_for(
                            floor,
                            counter.agent,
                            counter.label.as_deref().unwrap_or_default(),
                        ),
                    });
                }
                _ => self.events.push(Event::Confirmed(Confirmed { lead, counter: own.counter })),
            }
        }
        Ok(Outcome::Noted { lead: row.doc.id().clone() })
    }
}
