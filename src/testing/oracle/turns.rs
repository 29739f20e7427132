//! How turns are dealt, beside the strategy.

use super::standard::takes_parts;
use super::{Fault, Oracle};
use crate::agent::{AgentDoc, MembershipDoc};
use crate::attribute::Value;
use crate::id::{AgentId, Name};
use crate::lead::Lead;
use crate::policy::{QueueDoc, RampDoc};
use crate::time::{Span, Timestamp};

impl Oracle {
    /// What the turn of a lead counts as in a queue.
    pub(super) fn turn_size(&self, lead: &Lead, queue: &Name) -> u32 {
        let Some(own) = self.queue_doc(queue).and_then(|doc| doc.turn_size.as_ref()) else { return 1 };
        if self.is(Fault::TurnsAlike) {
            return 1;
        }
        match lead.get(own.attribute.as_str()) {
            Some(Value::Integer(said)) if *said > i64::from(own.most) => own.most,
            Some(Value::Integer(said)) if *said >= 1 => u32::try_from(*said).unwrap_or(own.most),
            _ => own.default,
        }
    }

    /// Whoever becomes a member of a queue by this document begins with a part of their weight, where the queue says so.
    pub(super) fn begin_ramps(&mut self, doc: &AgentDoc) {
        // Who takes part in the rotation by another of its queues joins nothing.
        let takes_part = |queue: &Name| {
            self.sharing(queue).iter().any(|other| self.own_seat(&doc.id, &other.id).is_some())
        };
        let new = doc.queues.iter().filter(|seat| !takes_part(&seat.queue));
        let new: Vec<Name> = new.map(|seat| seat.queue.clone()).collect();
        for name in new {
            let Some(own) = self.queue_doc(&name).and_then(|queue| queue.ramp) else { continue };
            let (next, turns) = self.ramp_step(own);
            if let Some(queue) = self.queues.get_mut(&name) {
                queue.ramps.insert(doc.id.clone(), (own.start_percent, next, turns));
            }
        }
    }

    /// The weight of one member grows, if one is due to.
    pub(super) fn ramp_one(&mut self) -> bool {
        let due = |name: &Name, queue: &super::model::Queue| {
            let agent = queue
                .ramps
                .iter()
                .find(|(_, (_, next, _))| *next <= self.now)
                .map(|(agent, _)| agent.clone());
            agent.map(|agent| (name.clone(), agent))
        };
        let Some((name, agent)) = self.queues.iter().find_map(|(name, queue)| due(name, queue)) else {
            return false;
        };
        self.step_on(&name, &agent);
        true
    }

    /// When a step that begins now is over, or after how many turns.
    fn ramp_step(&self, own: RampDoc) -> (Timestamp, u32) {
        let next = own.step_s.map_or(Timestamp::MAX, |seconds| self.now.plus(Span::seconds(seconds)));
        (next, own.step_turns.unwrap_or(0))
    }

    /// A turn of this size brings whoever has it nearer to the next step.
    pub(super) fn ramp_by_turn(&mut self, name: &Name, agent: &AgentId, size: u32) {
        if self.is(Fault::TurnsGrowNothing) {
            return;
        }
        let queue = self.queues.get_mut(name);
        let Some((_, _, turns)) = queue.and_then(|queue| queue.ramps.get_mut(agent)) else { return };
        if *turns > 0 {
            *turns = turns.saturating_sub(size);
            if *turns == 0 {
                self.step_on(name, agent);
            }
        }
    }

    fn step_on(&mut self, name: &Name, agent: &AgentId) {
        let own = self.queue_doc(name).and_then(|queue| queue.ramp);
        let (next, turns) = own.map(|own| self.ramp_step(own)).unwrap_or_default();
        if let Some(queue) = self.queues.get_mut(name)
            && let Some((percent, ..)) = queue.ramps.remove(agent)
            && let Some(own) = own
        {
            let rise = 100_u32.saturating_sub(own.start_percent);
            let mut steps = (1..own.steps).map(|step| {
                own.start_percent
                    .saturating_add(rise.saturating_mul(step).checked_div(own.steps).unwrap_or(0))
            });
            if let Some(higher) = steps.find(|higher| *higher > percent) {
                queue.ramps.insert(agent.clone(), (higher, next, turns));
            }
        }
        self.reseat();
    }

    /// What counts of a weight as it is by merit, if by merit at all, where the weights of joiners grow.
    pub(super) fn ramped(&self, agent: &AgentId, seat: MembershipDoc) -> MembershipDoc {
        let Some(doc) = self.queue_doc(&seat.queue) else { return seat };
        // Weights that are compared are in the same unit: hundredths where a ramp or a merit makes parts of them.
        let in_parts =
            |other: &&QueueDoc| other.ramp.is_some() || other.merit.is_some() || takes_parts(other);
        let shares = self.sharing(&seat.queue);
        if doc.ramp.is_none() && !takes_parts(doc) && !(shares.len() > 1 && shares.iter().any(in_parts)) {
            return seat;
        }
        let ramp = self.queues.get(&seat.queue).and_then(|queue| queue.ramps.get(agent));
        let ramp = ramp.filter(|_| !self.is(Fault::JoinersWeighAll));
        let percent = ramp.map_or(100, |(percent, ..)| *percent);
        let grown = seat.weight.saturating_mul(percent);
        let grown = if doc.merit.is_some() { grown / 100 } else { grown };
        let held = u64::from(self.held_percent(&seat.queue, agent));
        let grown = u32::try_from(u64::from(grown).saturating_mul(held) / 100).unwrap_or(u32::MAX);
        MembershipDoc { weight: if seat.weight == 0 { 0 } else { grown.max(1) }, ..seat }
    }
}
