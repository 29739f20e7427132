//! A lead leaves an agent: what is given back, and to whom the time to finish up belongs.

use smallvec::SmallVec;

use crate::decide::Draft;
use crate::event::{CounterWindow, Event, OfferEnd, OfficeLeft, ReleasedWhy};
use crate::explain::Trace;
use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::policy::{Cap, CountsDoc, MilestoneDoc, OnReturnDoc};
use crate::state::{Count, CounterRow, LeadRow, Standing};
use crate::time::{Span, Timestamp};

fn returned_by_owner(why: ReleasedWhy) -> bool {
    matches!(why, ReleasedWhy::Returned(_))
}

/// Whether an owner has tried to reach the customer, and has.
pub(super) fn done(row: &LeadRow) -> (bool, bool) {
    (row.progress.ever_attempted, row.progress.ever_contacted)
}

/// The counts a lead gives back.
pub(crate) type GivenBack = SmallVec<[Count; 2]>;

impl<T: Trace> Draft<'_, T> {
    /// What a lead on offer gives back when the offer ends: all that does not count offers as such.
    pub(crate) fn offer_counts(&self, row: &LeadRow) -> GivenBack {
        self.counts(row, |cap, count, _| (cap.counts != CountsDoc::Offered).then_some(count))
    }

    /// What an owned lead gives back when it leaves its owner so: what it has not come to, and what a return gives back.
    pub(crate) fn release_counts(&self, row: &LeadRow, why: ReleasedWhy) -> GivenBack {
        let (now, done) = (self.floor.now, done(row));
        self.counts(row, |cap, count, counter| match why {
            _ if cap.falls_short(done, None) => Some(count),
            ReleasedWhy::Returned(reason) => match cap.on_return(reason) {
                OnReturnDoc::Keep => None,
                OnReturnDoc::GiveBack => Some(count),
                OnReturnDoc::GiveBackToCurrent => {
                    counter.stands_in(count.at, now).map(|at| Count { at, ..count })
                }
            },
            _ => None,
        })
    }

    /// What an owned lead gives back when it ends: what it has not come to.
    pub(crate) fn end_counts(&self, row: &LeadRow, code: &str) -> GivenBack {
        let done = done(row);
        self.counts(row, |cap, count, _| cap.falls_short(done, Some(code)).then_some(count))
    }

    /// Leads held count no longer, nor what `gives_back` names of the others.
    fn counts(
        &self,
        row: &LeadRow,
        gives_back: impl Fn(&Cap, Count, &CounterRow) -> Option<Count>,
    ) -> GivenBack {
        let back = row.counted.iter().filter_map(|count| {
            let counter = self.floor.state.counter(count.counter)?;
            if counter.window == CounterWindow::Open {
                return Some(*count);
            }
            gives_back(self.floor.policy.caps.get(counter.cap.index())?, *count, counter)
        });
        back.collect()
    }

    /// Ends an offer, and tells which counts it gives back.
    pub(crate) fn end_offer(&mut self, lead: LeadSlot, row: &LeadRow, how: OfferEnd) -> GivenBack {
        let Standing::Offered { agent, queue, .. } = row.standing else { return GivenBack::new() };
        let given_back = self.offer_counts(row);
        self.uncount(lead, &given_back);
        if how == OfferEnd::Withdrawn {
            self.credit(lead, row, agent);
        }
        let delay = queue.and_then(|queue| self.floor.policy.queue(queue)).map(|queue| match how {
            OfferEnd::Declined => queue.decline_delay,
            OfferEnd::TimedOut => queue.timeout_delay,
            OfferEnd::Withdrawn => Span::ZERO,
        });
        let ready_at = self.floor.now.plus(delay.unwrap_or_default());
        self.events.push(Event::OfferEnded { lead, agent, how, ready_at });
        if let Some(until) = self.pause_after(agent, how) {
            self.events.push(Event::AgentPaused { agent, until });
        }
        given_back
    }

    /// Until when an agent is paused once an offer has ended so; none if not.
    fn pause_after(&self, agent: AgentSlot, how: OfferEnd) -> Option<Timestamp> {
        let pause = self.floor.policy.doc.pause?;
        let duty = self.floor.state.duty(agent)?.after(how);
        let reached = match how {
            OfferEnd::Declined => pause.after_declined.is_some_and(|after| duty.declined >= after),
            OfferEnd::TimedOut => pause.after_timed_out.is_some_and(|after| duty.timed_out >= after),
            OfferEnd::Withdrawn => false,
        };
        let until = pause.for_s.map_or(Timestamp::MAX, |seconds| self.floor.now.plus(Span::seconds(seconds)));
        reached.then_some(until)
    }

    /// Takes a lead from its owner, and tells which counts it gives back.
    pub(crate) fn release(
        &mut self,
        lead: LeadSlot,
        row: &LeadRow,
        agent: AgentSlot,
        why: ReleasedWhy,
    ) -> GivenBack {
        let given_back = self.release_counts(row, why);
        self.uncount(lead, &given_back);
        let plan = row.course.and_then(|(plan, _)| self.floor.policy.plan(plan));
        let creditable = match why {
            ReleasedWhy::Returned(reason) => {
                plan.is_some_and(|plan| plan.creditable_returns.contains(&reason))
            }
            // A lead whose stage is gone with an earlier policy has no plan to say otherwise.
            ReleasedWhy::Transferred => plan.is_none_or(|plan| plan.transfer_credits_turn),
            _ => false,
        };
        if creditable {
            self.credit(lead, row, agent);
            self.take_back_all_open(lead);
        }
        // Ended by what the owner did or left undone, and not by anybody else, nor because they were away.
        let left_undone = |missing: MilestoneDoc| missing != MilestoneDoc::Presence;
        if matches!(why, ReleasedWhy::Redistributed(missing) if left_undone(missing))
            || why == ReleasedWhy::CadenceExhausted
            || (returned_by_owner(why) && !creditable)
        {
            self.score_end(lead, row, None);
        }
        if self.floor.state.to_work(lead).is_some() {
            self.judge_left(lead, why, creditable);
        }
        self.events.push(Event::Released { lead, agent, why, ready_at: self.floor.now });
        if let Some(own) = self.floor.state.office_row(lead) {
            let for_good = matches!(why, ReleasedWhy::Returned(_) | ReleasedWhy::Transferred);
            let lease_expired = why == ReleasedWhy::LeaseExpired;
            self.leaves_office((lead, own), OfficeLeft::Released { for_good, lease_expired }, creditable);
        }
        given_back
    }

    /// A lead that had to be worked leaves its owner unworked. That is held against them unless it gives its turn back, or
    /// somebody else took it, or they were away.
    #[cold]
    fn judge_left(&mut self, lead: LeadSlot, why: ReleasedWhy, creditable: bool) {
        let others = match why {
            ReleasedWhy::Redistributed(missing) => missing == MilestoneDoc::Presence,
            ReleasedWhy::LeaseExpired | ReleasedWhy::Returned(_) | ReleasedWhy::Transferred => creditable,
            _ => true,
        };
        if !others {
            self.judge(lead, false);
        }
    }

    /// Gives back the turn a lead has cost this agent, once.
    fn credit(&mut self, lead: LeadSlot, row: &LeadRow, agent: AgentSlot) {
        if let Some((sheet, debited)) = row.turn
            && debited == agent
        {
            self.events.push(Event::TurnCredited { lead, sheet, agent });
        }
    }

    pub(crate) fn uncount(&mut self, lead: LeadSlot, given_back: &[Count]) {
        for count in given_back {
            self.events.push(Event::Uncounted {
                lead,
                counter: count.counter,
                counted_at: count.at,
                amount: count.amount,
            });
            self.say_if_reset(count.counter);
        }
    }

    /// Until when an agent finishes up after a disposition.
    pub(crate) fn wrapped_up_at(&self, queue: Option<QueueSlot>, code: &str) -> Timestamp {
        let queue = queue.and_then(|queue| self.floor.policy.queue(queue));
        let wrap_up = queue.map(|queue| queue.wrap_up_after(code));
        self.floor.now.plus(wrap_up.unwrap_or_default())
    }
}
