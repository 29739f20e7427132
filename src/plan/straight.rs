//! The commonest way: a new lead goes straight to the next member of a queue, and nothing has to be looked at closely.

use crate::bits::{AgentSet, Both};
use crate::decide::Draft;
use crate::event::{AssignedHow, Event};
use crate::explain::Trace;
use crate::gate::Asker;
use crate::id::{LeadSlot, StageSlot};
use crate::lead::Lead;
use crate::matching::Encoded;
use crate::pick::{self, Picked, Share};
use crate::plan::{Rest, Stay, asker, follow_up};
use crate::policy::Straight;

impl<T: Trace> Draft<'_, T> {
    /// What [`Draft::place`] makes of a new lead whose first stage pushes it from a queue where nobody waits, under a
    /// policy without caps, skills and keys that leads have in common; none, and nothing done, where there is more to
    /// it, or a trace to keep. Since an explanation takes the other way and gives the same decision to the byte, the two
    /// are compared wherever one is asked for.
    #[inline]
    pub(crate) fn straight(&mut self, lead: LeadSlot, doc: &Lead, encoded: &Encoded<'_>) -> Option<Rest> {
        let (policy, state, now) = (self.floor.policy, self.floor.state, self.floor.now);
        if policy.straight.is_empty() || self.trace.keeps() {
            return None;
        }
        let rule = policy.rules.first_match(encoded);
        let slot = policy.plan_by(rule)?;
        let way = policy.straight.get(slot.index())?.as_ref()?;
        let asker = asker(self.floor, way.queue)?;
        let nobody_waits = asker.row.line.is_empty() && asker.row.skips.is_empty();
        if !nobody_waits || !state.blocked.is_empty() {
            return None;
        }
        let Picked { agent, share } = self.next_of(&asker, doc, way)?;
        let stage = StageSlot::from_index(0)?;
        self.events.push(Event::StageEntered { lead, rule, plan: slot, stage });
        if state.knows_busy() {
            self.begin_idle_day(&asker);
        }
        if let Some(share) = &share {
            self.take_turn((lead, doc), &asker, agent, share);
        }
        let queue = Some(way.queue);
        Some(match way.accept_within {
            None => {
                let born = doc.received().map_or(now, |received| received.min(now));
                let plan = policy.plan(slot)?;
                let follow_up = follow_up(policy, plan, Stay::begun(now, born));
                let how = AssignedHow::Pushed;
                self.events.push(Event::Assigned { lead, agent, queue, how, lease_until: None, follow_up });
                if !policy.merits.is_empty() {
                    self.count_if_left_open(lead, agent, how);
                }
                Rest::Assigned { agent, queue }
            }
            Some(timer) => {
                let until = timer.due(policy, now);
                self.events.push(Event::Offered { lead, agent, queue, until });
                Rest::Offered { agent, until }
            }
        })
    }

    /// Who is next of those who are here and have room, where that is all that is asked and nobody is to be looked at
    /// closely.
    #[inline]
    fn next_of(&self, asker: &Asker<'_>, lead: &Lead, way: &Straight) -> Option<Picked> {
        let (state, here) = (self.floor.state, self.floor.here());
        let (room, sharing) = (&asker.row.room, asker.turns.ledger.sharing());
        if way.by_turns
            && asker.row.tiers.len() < 2
            && (asker.turns.ledger.is_under(self.floor.mark()) || sharing.is_common(room, here))
        {
            // The same members as at the last turn: nothing but the ledger has to be looked at.
            let stopped = state.closer.meets(sharing);
            let next = if stopped { None } else { asker.turns.ledger.next_as_before(1) };
            return next.map(|agent| Picked { agent, share: Some(Share::AsBefore) });
        }
        if way.one_by_one || (!way.shares_turns && state.closer.is_empty()) {
            let picked = pick::pick(self.floor, asker, lead, &Both(room, here), || None)?;
            // Without somebody who is not next, the same one is next: nobody else need be looked at closely.
            return Some(picked).filter(|picked| !state.closer.contains(picked.agent));
        }
        let mut eligible = AgentSet::default();
        let anybody = eligible.fill_with_common(room, here);
        if !anybody || eligible.meets(&state.closer) {
            return None;
        }
        pick::pick(self.floor, asker, lead, &eligible, || None)
    }
}
