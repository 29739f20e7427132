//! What happens to a lead, counted for whom it was sent to.

use std::sync::Arc;

use crate::event::{AssignedHow, ClosedHow, Escalated, Event, HeldWhy, OfferEnd, Rang, ReleasedWhy};
use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::meter::merit::judged;
use crate::meter::work::Work;
use crate::outcome::Unroutable;
use crate::report::curve::more;
use crate::report::ending::Ending;
use crate::report::enquiry::Sending;
use crate::report::figures::{Counts, Milestone, Part};
use crate::report::sendings::Sendings;
use crate::report::tally::{Claimed, Tally};
use crate::time::Timestamp;

impl Tally {
    pub(super) fn of_lead(&mut self, event: &Event, at: Timestamp, claimed: Claimed) {
        match event {
            Event::StageEntered { lead, rule, plan, stage } => {
                let (rule, stage) = self.course_text(*rule, *plan, *stage);
                self.on(*lead, |_, own| (own.rule, own.stage) = (rule, stage));
            }
            Event::Queued { lead, .. } => {
                self.reach(*lead, Milestone::Routable, at);
                self.wait(*lead, Part::Waiting, at);
            }
            Event::Held { lead, why, .. } => {
                let part = match why {
                    HeldWhy::Stage | HeldWhy::Recycle | HeldWhy::Batch | HeldWhy::ContactShut => Part::Held,
                    HeldWhy::HandedOff | HeldWhy::Offboarded | HeldWhy::Revised | HeldWhy::PolicyReplaced => {
                        Part::Waiting
                    }
                };
                self.wait(*lead, part, at);
                if *why == HeldWhy::Recycle {
                    self.on(*lead, |_, own| own.recycled = true);
                }
            }
            Event::Stranded { lead, why } => self.stranded(*lead, *why, at),
            Event::Offered { lead, agent, queue, .. } => {
                self.send(*lead, (*agent, *queue), None, at);
                self.on(*lead, |rows, own| {
                    if let Some(sending) = &mut own.sending {
                        sending.offered = Some(at);
                        rows.sendings(&sending.places, |row| more(&mut row.offered, 1));
                    }
                });
            }
            Event::OfferEnded { lead, how, .. } => self.offer_ended(*lead, *how, at),
            Event::Assigned { lead, agent, queue, how, .. } => {
                self.assigned(*lead, (*agent, *queue), *how, at, claimed);
            }
            Event::Released { lead, why, .. } => self.released(*lead, *why, at),
            Event::Closed { lead, how, code, .. } => self.closed(*lead, *how, code, at),
            Event::Attempted { lead, reached, automated, .. } => {
                self.attempted(*lead, (*reached, *automated), at);
            }
            Event::Disposed { lead, code, .. } => {
                self.disposed(*lead, code, at);
                self.with_sending(*lead, |row| more(row.interim.entry(code.to_string()).or_default(), 1));
            }
            Event::Viewed { lead, .. } => self.viewed(*lead),
            Event::Escalated(Escalated { lead, .. }) => {
                self.with_sending(*lead, |row| more(&mut row.escalated, 1));
            }
            Event::Rang(Rang { lead, queue, agents, .. }) => {
                self.on(*lead, |_, own| own.closers = Some(*queue));
                for agent in agents {
                    self.rung(*lead, *agent, Some(*queue), |row| more(&mut row.rung, 1));
                }
            }
            Event::RingEnded { lead, agent } => {
                let own = self.enquiries.get(lead.index()).and_then(Option::as_deref);
                let queue = own.and_then(|own| own.closers);
                self.rung(*lead, *agent, queue, |row| more(&mut row.rings_declined, 1));
            }
            Event::Bridged { lead, qualifier, .. } => self.bridged(*lead, *qualifier),
            _ => {}
        }
    }

    /// Nobody has it, or it is held.
    fn wait(&mut self, lead: LeadSlot, part: Part, at: Timestamp) {
        self.pass(lead, self.or_offices(lead, part), at);
        self.on(lead, |_, own| own.sending = None);
    }

    /// While an office has it that has not accepted it, the time is the office's, unless the plan holds it back.
    fn or_offices(&self, lead: LeadSlot, part: Part) -> Part {
        let own = self.enquiries.get(lead.index()).and_then(Option::as_deref);
        let office = own.and_then(|own| own.office.as_ref()).filter(|own| !own.accepted);
        if part == Part::Waiting && office.is_some() { Part::Acceptance } else { part }
    }

    fn stranded(&mut self, lead: LeadSlot, why: Unroutable, at: Timestamp) {
        self.wait(lead, Part::Waiting, at);
        self.on(lead, |rows, own| {
            if why == Unroutable::NoRule {
                (own.rule, own.stage) = (None, None);
            }
            rows.enquiries(&own.places, |row| more(row.dead_ends.entry(said(&why)).or_default(), 1));
        });
    }

    /// Offered or given.
    fn send(
        &mut self,
        lead: LeadSlot,
        (agent, queue): (AgentSlot, Option<QueueSlot>),
        how: Option<AssignedHow>,
        at: Timestamp,
    ) {
        let part = if how.is_some() { Part::Agent } else { Part::Acceptance };
        self.reach(lead, Milestone::Routable, at);
        self.reach(lead, Milestone::Sent, at);
        self.pass(lead, part, at);
        let Some(places) = self.places_of(lead, (agent, queue), how, true) else { return };
        self.on(lead, |rows, own| {
            rows.sendings(&places, |row| more(&mut row.sent, 1));
            own.times_sent = own.times_sent.saturating_add(1);
            let office = own.office.as_ref().map(|office| Arc::clone(&office.name));
            own.sending = Some(Sending::new(agent, office, places));
        });
    }

    fn offer_ended(&mut self, lead: LeadSlot, how: OfferEnd, at: Timestamp) {
        self.pass(lead, self.or_offices(lead, Part::Waiting), at);
        let business = self.options.business.is_some();
        self.on(lead, |rows, own| {
            if let Some(sending) = own.sending.take() {
                rows.sendings(&sending.places, |row| {
                    more(
                        match how {
                            OfferEnd::Declined => &mut row.declined,
                            OfferEnd::TimedOut => &mut row.timed_out,
                            OfferEnd::Withdrawn => &mut row.withdrawn,
                        },
                        1,
                    );
                    row.accepting.never(business);
                });
            }
        });
    }

    fn assigned(
        &mut self,
        lead: LeadSlot,
        (agent, queue): (AgentSlot, Option<QueueSlot>),
        how: AssignedHow,
        at: Timestamp,
        claimed: Claimed,
    ) {
        if how == AssignedHow::Accepted {
            self.pass(lead, Part::Agent, at);
        } else {
            self.send(lead, (agent, queue), Some(how), at);
        }
        self.reach(lead, Milestone::Owned, at);
        let offered = self.enquiries.get(lead.index()).and_then(Option::as_deref);
        let offered = offered.and_then(|own| own.sending.as_ref()).and_then(|own| own.offered);
        let after = offered.map(|offered| self.options.length(offered, at));
        self.on(lead, |rows, own| {
            let Some(sending) = &mut own.sending else { return };
            sending.owned = Some(at);
            rows.sendings(&sending.places, |row| {
                let way = match how {
                    AssignedHow::Pushed => &mut row.pushed,
                    AssignedHow::Accepted => &mut row.accepted,
                    AssignedHow::Claimed => &mut row.claimed,
                    AssignedHow::Reassigned => &mut row.reassigned,
                    AssignedHow::Bridged => &mut row.bridged,
                };
                more(way, 1);
                if let Some(after) = after {
                    row.accepting.happened(after);
                }
                if let Some(picks) = &claimed {
                    row.picks.merge(picks);
                }
            });
        });
    }

    fn released(&mut self, lead: LeadSlot, why: ReleasedWhy, at: Timestamp) {
        self.pass(lead, Part::Waiting, at);
        let business = self.options.business.is_some();
        self.on(lead, |rows, own| {
            let Some(sending) = own.sending.take() else { return };
            rows.sendings(&sending.places, |row| {
                ends(row, &sending, business);
                let one_more = |counts: &mut Counts, text: String| more(counts.entry(text).or_default(), 1);
                match why {
                    ReleasedWhy::Returned(reason) => one_more(&mut row.returned, said(&reason)),
                    ReleasedWhy::Redistributed(missing) => {
                        one_more(&mut row.released, "redistributed".to_owned());
                        one_more(&mut row.neglected, said(&missing));
                    }
                    why => one_more(&mut row.released, said(&why)),
                }
            });
            if why == ReleasedWhy::HandedOff {
                own.handed = Some((sending.agent, sending.places));
            }
        });
    }

    fn bridged(&mut self, lead: LeadSlot, qualifier: AgentSlot) {
        self.on(lead, |rows, own| {
            let current = own.sending.as_ref().filter(|sending| sending.agent == qualifier);
            let current = current.map(|sending| sending.places.clone());
            let handed = own.handed.take().filter(|(agent, _)| *agent == qualifier);
            if let Some(places) = current.or(handed.map(|(_, places)| places)) {
                rows.sendings(&places, |row| more(&mut row.handed_off, 1));
                own.qualifiers.push(places);
            }
        });
    }

    /// Something about a closer who is rung.
    fn rung(
        &mut self,
        lead: LeadSlot,
        agent: AgentSlot,
        queue: Option<QueueSlot>,
        count: impl FnMut(&mut Sendings),
    ) {
        if let Some(places) = self.places_of(lead, (agent, queue), None, false) {
            self.rows.sendings(&places, count);
        }
    }

    fn attempted(&mut self, lead: LeadSlot, (reached, automated): (bool, bool), at: Timestamp) {
        let work = Work::Attempt { automated };
        if !work.tries() {
            self.with_sending(lead, |row| more(&mut row.automated, 1));
            return;
        }
        // The time up to the first attempt is told to whom it was; what comes after it is nobody's delay.
        self.pass(lead, Part::Agent, at);
        self.reach(lead, Milestone::Attempted, at);
        if reached {
            self.reach(lead, Milestone::Contacted, at);
        }
        self.work(lead, work, at);
        let owned = self.owned_since(lead).map(|since| self.options.length(since, at)).unwrap_or_default();
        self.on(lead, |rows, own| {
            own.recycled_contacted |= own.recycled && reached;
            let Some(sending) = &mut own.sending else { return };
            let first = !core::mem::replace(&mut sending.attempted, true);
            let first_reached = reached && !core::mem::replace(&mut sending.contacted, true);
            rows.sendings(&sending.places, |row| {
                more(&mut row.attempts, 1);
                more(&mut row.reached, u64::from(reached));
                if first {
                    more(&mut row.attempted, 1);
                    row.attempting.happened(owned);
                }
                if first_reached {
                    more(&mut row.contacted, 1);
                    row.contacting.happened(owned);
                }
            });
        });
    }

    /// Its owner has done something with it: the first time counts, if it is worked by that.
    fn work(&mut self, lead: LeadSlot, work: Work, at: Timestamp) {
        if !work.works() {
            return;
        }
        let owned = self.owned_since(lead).map(|since| self.options.length(since, at)).unwrap_or_default();
        self.on(lead, |rows, own| {
            own.worked = true;
            let Some(sending) = &mut own.sending else { return };
            if !core::mem::replace(&mut sending.worked, true) {
                rows.sendings(&sending.places, |row| {
                    more(&mut row.worked, 1);
                    row.working.happened(owned);
                });
            }
        });
    }

    fn disposed(&mut self, lead: LeadSlot, code: &str, at: Timestamp) {
        let (_, qualified) = judged(Some(code), &self.options.won, &self.options.qualified);
        self.reach(lead, Milestone::Disposed, at);
        if qualified {
            self.reach(lead, Milestone::Qualified, at);
        }
        self.work(lead, Work::Disposition, at);
        let owned = self.owned_since(lead).map(|since| self.options.length(since, at)).unwrap_or_default();
        self.on(lead, |rows, own| {
            let Some(sending) = &mut own.sending else { return };
            let first = !core::mem::replace(&mut sending.disposed, true);
            let first_qualified = qualified && !core::mem::replace(&mut sending.qualified, true);
            rows.sendings(&sending.places, |row| {
                if first {
                    more(&mut row.disposed, 1);
                    row.disposing.happened(owned);
                }
                more(&mut row.qualified, u64::from(first_qualified));
            });
        });
    }

    fn closed(&mut self, lead: LeadSlot, how: ClosedHow, code: &str, at: Timestamp) {
        let disposed = how == ClosedHow::Disposed;
        let (won, _) = judged(Some(code), &self.options.won, &self.options.qualified);
        let won = disposed && won;
        if disposed {
            self.disposed(lead, code, at);
        }
        if won {
            self.reach(lead, Milestone::Won, at);
        }
        self.pass(lead, Part::Waiting, at);
        let Some(own) = self.enquiries.get_mut(lead.index()).and_then(Option::take) else { return };
        let business = self.options.business.is_some();
        let value = self.options.value.as_ref().zip(self.state.lead(lead));
        let value = value.and_then(|(value, row)| value.of(&row.doc)).filter(|_| won);
        let add_value = |counts: &mut Counts, unvalued: &mut u64| match value {
            Some((currency, value)) => more(counts.entry(currency.to_string()).or_default(), value),
            None => more(unvalued, u64::from(won)),
        };
        if let Some(sending) = &own.sending {
            self.rows.sendings(&sending.places, |row| {
                ends(row, sending, business);
                if disposed {
                    more(row.closed.entry(code.to_owned()).or_default(), 1);
                }
                more(&mut row.won, u64::from(won));
                add_value(&mut row.value_minor, &mut row.unvalued);
            });
        }
        for places in own.qualifiers.iter().filter(|_| won) {
            self.rows.sendings(places, |row| more(&mut row.handed_off_won, 1));
        }
        self.rows.enquiries(&own.places, |row| {
            more(row.closed.entry(code.to_owned()).or_default(), 1);
            more(&mut row.archived, u64::from(!disposed));
            more(&mut row.never_sent, u64::from(own.times_sent == 0 && own.to_offices == 0));
            more(&mut row.never_worked, u64::from(!own.worked));
            more(&mut row.won, u64::from(won));
            more(&mut row.recycled_won, u64::from(won && own.recycled));
            add_value(&mut row.value_minor, &mut row.unvalued);
        });
        Ending { rows: &mut self.rows, options: &self.options }.closed(&own, at);
    }

    fn owned_since(&self, lead: LeadSlot) -> Option<Timestamp> {
        self.enquiries.get(lead.index())?.as_deref()?.sending.as_ref()?.owned
    }

    fn viewed(&mut self, lead: LeadSlot) {
        self.on(lead, |rows, own| {
            let Some(sending) = &mut own.sending else { return };
            let first = !core::mem::replace(&mut sending.viewed, true);
            rows.sendings(&sending.places, |row| more(&mut row.viewed, u64::from(first)));
        });
    }

    fn with_sending(&mut self, lead: LeadSlot, count: impl FnMut(&mut Sendings)) {
        self.on(lead, |rows, own| {
            if let Some(sending) = &own.sending {
                rows.sendings(&sending.places, count);
            }
        });
    }
}

/// A sending that was theirs has ended: what has not come of it will not.
fn ends(row: &mut Sendings, sending: &Sending, business: bool) {
    let curves = [
        (sending.attempted, &mut row.attempting),
        (sending.worked, &mut row.working),
        (sending.contacted, &mut row.contacting),
        (sending.disposed, &mut row.disposing),
    ];
    curves.into_iter().filter(|(done, _)| !done).for_each(|(_, curve)| curve.never(business));
}

/// A word of the events as it stands in their JSON.
fn said<T: serde::Serialize>(word: &T) -> String {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
