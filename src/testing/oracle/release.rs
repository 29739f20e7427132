//! A lead leaves an agent.

use super::cap::Leaves;
use super::measure::Touch;
use super::model::{Former, Standing};
use super::place::Start;
use super::sheet::Sheet;
use super::{Back, Fault, Oracle};
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::Outcome;
use crate::policy::ReturnReason;
use crate::time::{Span, Timestamp};

/// How an offer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Declined,
    TimedOut,
    Withdrawn,
}

/// How a lead left its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// Given back by the owner, and why.
    pub(super) returned: Option<ReturnReason>,
    pub(super) for_good: bool,
    pub(super) credits: bool,
    pub(super) lease_expired: bool,
}

impl Oracle {
    pub(super) fn end_offer(&mut self, lead: &LeadId, how: End) {
        let Some(state) = self.leads.get(lead).cloned() else {
            return;
        };
        let Standing::Offered { agent, queue, .. } = state.standing else {
            return;
        };
        self.uncount(lead, Leaves::Offer);
        if how == End::Withdrawn {
            self.credit(lead, &agent);
        }
        let doc = queue.as_ref().and_then(|queue| self.queue_doc(queue));
        let delay = doc.map_or(0, |doc| match how {
            End::Declined => doc.decline_delay_s,
            End::TimedOut => doc.timeout_delay_s,
            End::Withdrawn => 0,
        });
        let ready_at = self.now.plus(Span::seconds(delay));
        let passes = how != End::Withdrawn && !self.is(Fault::DeclinerReoffered);
        self.change(lead, |state| {
            if passes {
                state.passed.insert(agent.clone());
            }
            state.held = None;
            state.standing = Standing::Nowhere;
        });
        self.fix_ready(&agent, None, ready_at);
        self.touch(&agent, queue.as_ref(), ready_at);
        self.strike(&agent, how);
    }

    pub(super) fn release(&mut self, lead: &LeadId, left: Left) {
        let Some(agent) = self.leads.get(lead).and_then(|lead| lead.holder().cloned()) else {
            return;
        };
        self.uncount(lead, left.returned.map_or(Leaves::Otherwise, Leaves::Returned));
        if left.credits {
            self.credit(lead, &agent);
            self.take_back_all_open(lead);
        }
        let given_by = self.leads.get(lead).and_then(|lead| match &lead.standing {
            Standing::Owned { queue, .. } => queue.clone(),
            _ => None,
        });
        if let Some(bridge) = self.leads.get(lead).and_then(|lead| lead.bridge.as_ref())
            && self.is(Fault::RungStill)
        {
            self.still_rung.clone_from(&bridge.rung);
        }
        let left_at = self.now;
        let kept = !self.is(Fault::SkippedExclusion);
        self.change(lead, |state| {
            if kept {
                let (for_good, lease_expired) = (left.for_good, left.lease_expired);
                state.former.push(Former { agent: agent.clone(), left_at, for_good, lease_expired });
            }
            state.held = None;
            state.touched = None;
            state.to_work = None;
            state.bridge = None;
            state.standing = Standing::Nowhere;
            state.attempted = false;
            state.contacted = false;
            state.disposed = false;
            state.ever_attempted = false;
            state.ever_contacted = false;
        });
        self.leaves_office(lead, left);
        self.cadence_rests(lead);
        self.touch(&agent, given_by.as_ref(), self.now);
    }

    /// Gives back the turn a lead has cost an agent, once.
    pub(super) fn credit(&mut self, lead: &LeadId, agent: &AgentId) {
        let turn: Option<(Sheet, AgentId)> = self.leads.get(lead).and_then(|lead| lead.turn.clone());
        if let Some((sheet, debited)) = turn
            && debited == *agent
        {
            let alike = self.is(Fault::CreditsAlike);
            let size = self.leads.get(lead).filter(|_| !alike).map_or(1, |lead| lead.size);
            let number = self.leads.get(lead).map(|lead| lead.number);
            for queue in self.queues_of(&sheet) {
                if let Some((number, queue)) = number.zip(self.queues.get_mut(&queue)) {
                    queue.turn_takers.retain(|_, taker| taker.lead != number);
                }
            }
            self.change(lead, |state| state.turn = None);
            if self.is(Fault::CreditLost) {
                return;
            }
            if self.turns_apart(&sheet) {
                self.on_rotation(&sheet, |rotation| rotation.credit(agent));
            } else {
                self.on_turns(&sheet, |ledger| ledger.credit(agent, size));
            }
        }
    }

    /// An agent's lead has ended: idle from now on, and passed over until then.
    pub(super) fn touch(&mut self, agent: &AgentId, queue: Option<&Name>, ready_at: Timestamp) {
        let now = self.now;
        self.touch_idle(agent, queue, Touch::Ended);
        if let Some(agent) = self.agents.get_mut(agent) {
            agent.idle_since = now;
            agent.ready_at = agent.ready_at.max(ready_at);
        }
    }

    pub(super) fn wrapped_up(&self, queue: Option<&Name>, code: &str) -> Timestamp {
        let doc = queue.and_then(|queue| self.queue_doc(queue));
        let own = doc.and_then(|doc| {
            doc.wrap_up_by_code.iter().find(|own| own.code == code && !self.is(Fault::OneWrapUp))
        });
        let seconds = own.map(|own| own.wrap_up_s).or_else(|| doc.map(|doc| doc.wrap_up_s)).unwrap_or(0);
        if self.is(Fault::WrapUpIgnored) { self.now } else { self.now.plus(Span::seconds(seconds)) }
    }

    /// An offer came to nothing: to somebody else, or on to where the stage says.
    pub(super) fn passed_on(&mut self, lead: &LeadId, how: End) {
        let _ = self.pass_on(lead, how);
    }

    pub(super) fn pass_on(&mut self, lead: &LeadId, how: End) -> Outcome {
        let state = self.get(lead);
        let agent = state.holder().cloned();
        self.end_offer(lead, how);
        self.back = Some(if how == End::Declined { Back::Declined } else { Back::TimedOut });
        if !self.is(Fault::DeclinerReoffered) {
            self.leaving = agent;
        }
        match state.inside() {
            // Others of the office may take it as long as the office has.
            Some(own) if own.until > self.now => return self.place(lead, Start::Here),
            Some(_) => self.recall(lead, End::TimedOut),
            None => {}
        }
        let start = self.after_offer(&self.get(lead), how);
        self.place(lead, start)
    }
}
