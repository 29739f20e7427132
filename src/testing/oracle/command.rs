//! The commands that speak of one lead.

use super::cap::Leaves;
use super::claim::counts_any_turn;
use super::model::{Entered, LeadState, Noted, Standing};
use super::place::Start;
use super::release::{End, Left};
use super::{Answer, Back, Fault, Oracle, Way, refusal};
use crate::command::{Command, Correction, Disposition};
use crate::event::{AssignedHow, ClosedHow};
use crate::id::{AgentId, LeadId, Name};
use crate::lead::Lead;
use crate::outcome::{Outcome, Reason, Refused};
use crate::policy::{HoldsCapacity, ReturnReason, StageActionDoc};

impl Oracle {
    pub(super) fn carry_out(&mut self, command: &Command) -> Answer {
        match command {
            Command::Submit(lead) => self.submit(lead),
            Command::Accept { lead, agent } => self.accept(lead, agent),
            Command::Decline { lead, agent } => self.decline(lead, agent),
            Command::View { lead, agent } => self.look_at(lead, agent),
            Command::Claim { agent, queue, way } => self.claim(agent, queue.as_ref(), way),
            Command::ClaimSeveral { agent, queue, filter, at_most } => {
                self.claim_several(agent, queue.as_ref(), filter.as_ref(), *at_most)
            }
            Command::Attempt { lead, agent, reached, automated } => {
                self.attempt(lead, agent, *reached, *automated)
            }
            Command::Dispose { lead, agent, disposition } => self.dispose(lead, agent, disposition),
            Command::Return { lead, agent, reason } => self.give_back(lead, agent, *reason),
            Command::Reassign { lead, to } => self.reassign(lead, to.as_ref()),
            Command::Transfer { lead, agent, corrections, reason } => {
                self.transfer(lead, agent, corrections, reason.is_some())
            }
            Command::Revise { lead, corrections, inquired } => self.revise(lead, corrections, *inquired),
            Command::Bridge { lead, agent } => self.bridge(lead, agent),
            Command::Join(doc) => self.join(doc),
            Command::Change(doc) => self.change_agent(doc),
            Command::TakeLeave { agent, from, until, reason } => {
                let what = Noted::Leave(reason.clone());
                self.enter(agent, Entered { from: *from, until: *until, what }, "leave")
            }
            Command::TakeShift { agent, from, until } => {
                self.enter(agent, Entered { from: *from, until: *until, what: Noted::Shift }, "shift")
            }
            Command::KeepCalendar { agent, from, until } => {
                self.enter(agent, Entered { from: *from, until: *until, what: Noted::Calendar }, "stretch")
            }
            Command::Ready { agent } => self.say_ready(agent),
            Command::Leave { agent } => self.leave(agent),
            Command::Reopen { lead } => self.reopen(lead),
            Command::Forget { lead, keys } => self.forget(lead, *keys),
            Command::Adjust { queue, agent, by, apart } => self.adjust(queue, agent, *by, apart.as_deref()),
            Command::Reinstate { queue, agent } => self.reinstate(queue, agent),
            Command::Register { by, key, agent } => self.register(by, key, agent),
            Command::Withdraw { by, key, agent } => self.withdraw_deal(by, key, agent),
            Command::ReplacePolicy(doc) => self.replace_policy(doc),
            Command::Tick {} => Ok(Outcome::Unchanged { lead: None }),
        }
    }

    pub(super) fn find(&self, lead: &LeadId) -> Result<LeadState, Refused> {
        self.leads.get(lead).cloned().ok_or_else(|| refusal(Reason::UnknownLead { lead: lead.clone() }))
    }

    pub(super) fn known(&self, agent: &AgentId) -> Result<(), Refused> {
        let unknown = || refusal(Reason::UnknownAgent { agent: agent.clone(), did_you_mean: None });
        self.agents.get(agent).map(|_| ()).ok_or_else(unknown)
    }

    pub(super) fn owned(&self, lead: &LeadId, agent: &AgentId) -> Result<LeadState, Refused> {
        let state = self.find(lead)?;
        self.known(agent)?;
        match &state.standing {
            Standing::Owned { agent: owner, .. } if owner == agent => Ok(state),
            Standing::Closed { .. } => Err(refusal(Reason::LeadClosed { lead: lead.clone() })),
            _ => Err(refusal(Reason::NotOwner { lead: lead.clone(), agent: agent.clone() })),
        }
    }

    pub(super) fn readable(&self, lead: &Lead) -> Result<(), Refused> {
        for attribute in &self.policy.attributes {
            if let Some(value) = lead.get(attribute.id.as_str())
                && value.attribute_type() != attribute.attribute_type
            {
                let (expected, found) = (attribute.attribute_type, value.attribute_type());
                return Err(refusal(Reason::AttributeType {
                    attribute: attribute.id.clone(),
                    expected,
                    found,
                }));
            }
        }
        Ok(())
    }

    fn submit(&mut self, lead: &Lead) -> Answer {
        if let Some(state) = self.leads.get(lead.id()) {
            return if state.first_doc == *lead {
                Ok(Outcome::Unchanged { lead: Some(lead.id().clone()) })
            } else {
                Err(refusal(Reason::DuplicateLead { lead: lead.id().clone() }))
            };
        }
        let located = self.locate(lead);
        self.readable(&located)?;
        let mut state = LeadState::new(lead.clone(), self.arrivals, self.now);
        state.doc = located;
        self.leads.insert(lead.id().clone(), state);
        self.arrivals = self.arrivals.saturating_add(1);
        Ok(self.place(lead.id(), Start::Rules))
    }

    fn accept(&mut self, lead: &LeadId, agent: &AgentId) -> Answer {
        let state = self.find(lead)?;
        self.known(agent)?;
        match &state.standing {
            Standing::Offered { agent: to, queue, .. } if to == agent => {
                Ok(self.assign(lead, queue.as_ref(), agent, AssignedHow::Accepted, None))
            }
            Standing::Owned { agent: owner, .. } if owner == agent => {
                Ok(Outcome::Unchanged { lead: Some(lead.clone()) })
            }
            _ => self.take_over(lead, agent).unwrap_or_else(|| Err(not_offered(&state, agent))),
        }
    }

    fn decline(&mut self, lead: &LeadId, agent: &AgentId) -> Answer {
        let state = self.find(lead)?;
        self.known(agent)?;
        match &state.standing {
            Standing::Offered { agent: to, .. } if to == agent => Ok(self.pass_on(lead, End::Declined)),
            Standing::Owned { .. } if state.bridge.is_some() => {
                self.decline_ring(lead, agent).unwrap_or_else(|| Err(not_offered(&state, agent)))
            }
            _ if let Some(outcome) = self.decline_for_office(lead, agent) => Ok(outcome),
            _ if state.passed.contains(agent) => Ok(Outcome::Unchanged { lead: Some(lead.clone()) }),
            _ => Err(not_offered(&state, agent)),
        }
    }

    fn attempt(&mut self, lead: &LeadId, agent: &AgentId, reached: bool, automated: bool) -> Answer {
        let before = self.owned(lead, agent)?;
        if !automated && !self.is(Fault::AttemptIgnored) {
            self.judge_lead(lead, true);
            if let Standing::Owned { queue: Some(queue), since, due_from, .. } = &before.standing
                && !before.attempted
                && since == due_from
            {
                self.responded(queue, agent, *since);
            }
            let (now, counts) = (self.now, super::score::counts_tries(&self.policy));
            let touches = super::follow_up::asks_for_touches(&self.policy);
            self.tried(lead, reached);
            self.change(lead, |state| {
                state.touched = touches.then_some(now);
                if counts {
                    let tries = state.tries.entry(agent.clone()).or_default();
                    *tries = tries.saturating_add(1);
                }
                state.first_attempt = state.first_attempt.or(Some(now));
                state.attempted = true;
                if reached {
                    state.first_contact = state.first_contact.or(Some(now));
                    state.contacted = true;
                }
            });
            let state = self.find(lead)?;
            let due = self.due_anew(&state);
            self.change(lead, |state| {
                if let Standing::Owned { lease, follow_up, .. } = &mut state.standing {
                    *lease = None;
                    *follow_up = due;
                }
            });
            self.confirm(lead);
            self.step_done(lead, reached);
        }
        Ok(Outcome::Noted { lead: lead.clone() })
    }

    fn dispose(&mut self, lead: &LeadId, agent: &AgentId, disposition: &Disposition) -> Answer {
        let state = self.find(lead)?;
        self.known(agent)?;
        let unchanged = Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        match (&state.standing, disposition) {
            (Standing::Closed { code: said, by: Some(by), .. }, Disposition::Final { code })
                if said == code && by == agent =>
            {
                return unchanged;
            }
            (
                Standing::Owned { agent: owner, snoozed: Some(until), .. },
                Disposition::Interim { next_action_at, .. },
            ) if *until == self.callable(&state, *next_action_at) && owner == agent => return unchanged,
            _ => {}
        }
        self.owned(lead, agent)?;
        let Standing::Owned { queue, .. } = &state.standing else {
            return unchanged;
        };
        let (Disposition::Interim { code: said, .. } | Disposition::Final { code: said }) = disposition;
        let ready_at = self.wrapped_up(queue.as_ref(), said);
        match disposition {
            Disposition::Interim { next_action_at, .. } => {
                if *next_action_at <= self.now {
                    let what = "the next action".to_owned();
                    return Err(refusal(Reason::NotInFuture { what, at: *next_action_at }));
                }
                self.judge_lead(lead, true);
                let next = self.callable(&state, *next_action_at);
                let doc = queue.as_ref().and_then(|queue| self.queue_doc(queue));
                let frees = doc.is_some_and(|doc| doc.holds_capacity_until == HoldsCapacity::Disposed);
                let touches = super::follow_up::asks_for_touches(&self.policy).then_some(self.now);
                self.change(lead, |state| {
                    state.touched = touches;
                    state.disposed = true;
                    if frees {
                        state.held = None;
                    }
                    if let Standing::Owned { lease, snoozed, follow_up, .. } = &mut state.standing {
                        *lease = None;
                        *snoozed = Some(next);
                        *follow_up = None;
                    }
                });
                self.cadence_sleeps(lead);
                self.fix_ready(agent, queue.as_ref(), ready_at);
                if let Some(agent) = self.agents.get_mut(agent) {
                    agent.ready_at = agent.ready_at.max(ready_at);
                }
                Ok(Outcome::Noted { lead: lead.clone() })
            }
            Disposition::Final { code } => {
                self.judge_lead(lead, true);
                self.ended(lead, Some(code));
                self.uncount(lead, Leaves::Ended(code));
                self.fix_ready(agent, queue.as_ref(), ready_at);
                self.touch(agent, queue.as_ref(), ready_at);
                let (how, at) = (ClosedHow::Disposed, self.now);
                self.change(lead, |state| {
                    state.held = None;
                    state.bridge = None;
                    state.cadence = None;
                    state.office = None;
                    state.standing =
                        Standing::Closed { how, code: code.clone(), by: Some(agent.clone()), at };
                });
                Ok(Outcome::Closed { lead: lead.clone(), how })
            }
        }
    }

    fn give_back(&mut self, lead: &LeadId, agent: &AgentId, reason: ReturnReason) -> Answer {
        let state = self.find(lead)?;
        self.known(agent)?;
        let returned = state.former.last().is_some_and(|former| former.agent == *agent && former.for_good);
        let closed = matches!(state.standing, Standing::Closed { .. });
        if returned && !closed && state.holder() != Some(agent) {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        }
        let state = self.owned(lead, agent)?;
        let Standing::Owned { queue, .. } = &state.standing else {
            return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
        };
        let credits = self.plan_of(&state).is_some_and(|plan| plan.creditable_returns.contains(&reason));
        if !credits {
            self.ended(lead, None);
            self.judge_lead(lead, false);
        }
        let returns = self.counts_of(lead, queue.as_ref(), agent, Way::Push, true);
        self.release(lead, Left { returned: Some(reason), for_good: true, credits, lease_expired: false });
        self.leaving = Some(agent.clone());
        self.back = Some(Back::Returned);
        let start = self.same_stage(&state);
        let outcome = self.place(lead, start);
        // The return itself counts from the next decision on.
        self.counted.extend(returns);
        Ok(outcome)
    }

    fn transfer(&mut self, lead: &LeadId, agent: &AgentId, corrections: &[Correction], told: bool) -> Answer {
        let state = self.owned(lead, agent)?;
        let mut doc = state.doc.clone();
        for correction in corrections {
            doc = doc.with(correction.attribute.as_str(), correction.value.clone());
        }
        if doc != state.doc {
            doc = self.locate(&doc);
        }
        self.readable(&doc)?;
        let credits = self.plan_of(&self.find(lead)?).is_none_or(|plan| plan.transfer_credits_turn);
        if !credits {
            self.judge_lead(lead, false);
        }
        self.release(lead, Left { returned: None, for_good: true, credits, lease_expired: false });
        self.leaving = Some(agent.clone());
        self.change(lead, |state| state.doc = doc);
        let own = self.policy.transfers.clone();
        let triage = own.as_ref().map(|own| own.triage.clone());
        let decided = triage.is_some() && state.course.as_ref().map(|(plan, _)| plan) == triage.as_ref();
        let times = if decided { 0 } else { state.transfers.saturating_add(1) };
        if own.is_some() || told {
            self.change(lead, |state| state.transfers = times);
        }
        match own {
            Some(own) if times > own.at_most && !self.is(Fault::PassedRound) => {
                Ok(self.place(lead, Start::Plan(own.triage)))
            }
            _ => Ok(self.place(lead, Start::Rules)),
        }
    }

    fn reassign(&mut self, lead: &LeadId, to: Option<&AgentId>) -> Answer {
        let state = self.find(lead)?;
        if let Some(to) = to {
            self.known(to)?;
        }
        match &state.standing {
            Standing::Closed { .. } => return Err(refusal(Reason::LeadClosed { lead: lead.clone() })),
            Standing::Owned { agent, .. } if Some(agent) == to => {
                return Ok(Outcome::Unchanged { lead: Some(lead.clone()) });
            }
            _ => {}
        }
        let queue = self.queue_of(&state);
        match state.standing {
            Standing::Offered { .. } => self.end_offer(lead, End::Withdrawn),
            Standing::Owned { .. } => {
                self.release(
                    lead,
                    Left { returned: None, for_good: false, credits: false, lease_expired: false },
                );
            }
            _ => {}
        }
        self.withdraw(lead);
        let Some(to) = to else {
            self.leaving = state.holder().cloned();
            let start = if state.course.is_some() { Start::First } else { Start::Rules };
            return Ok(self.place(lead, start));
        };
        let now_free = self.find(lead)?;
        self.examine(&now_free, queue.as_ref(), to, Way::Reassign)?;
        let doc = queue.as_ref().and_then(|queue| self.queue_doc(queue)).cloned();
        let doc = doc.filter(|doc| doc.counts_as_turn.reassign && counts_any_turn(doc));
        // The lead does not stand in the way of those who could have had it in place of whoever has it now.
        // Nor does it matter when its contact may be called.
        let asked = LeadState { on_the_line: true, ..now_free.clone() };
        let share = doc.as_ref().map(|doc| self.passing(&asked, &doc.id));
        self.count(lead, queue.as_ref(), to, Way::Reassign);
        if let Some((doc, mut share)) = doc.zip(share)
            && self.seat_of(to, &doc.id).is_some()
        {
            share.insert(to.clone());
            self.deal(lead, &doc.id, to, share);
        }
        Ok(self.assign(lead, queue.as_ref(), to, AssignedHow::Reassigned, None))
    }

    fn queue_of(&self, state: &LeadState) -> Option<Name> {
        match &state.standing {
            Standing::Waiting { queue, .. } => Some(queue.clone()),
            Standing::Offered { queue, .. } | Standing::Owned { queue, .. } => queue.clone(),
            _ => match &self.stage_of(state)?.action {
                StageActionDoc::Queue { queue, .. } | StageActionDoc::Pool { queue, .. } => {
                    Some(queue.clone())
                }
                _ => None,
            },
        }
    }

    fn reopen(&mut self, lead: &LeadId) -> Answer {
        if !matches!(self.find(lead)?.standing, Standing::Closed { .. }) {
            return Err(refusal(Reason::LeadOpen { lead: lead.clone() }));
        }
        self.change(lead, |state| {
            state.standing = Standing::Nowhere;
            state.assignments = 0;
            state.cycles = 0;
            state.transfers = 0;
            state.pulls = 0;
            state.turn = None;
            state.attempted = false;
            state.contacted = false;
            state.disposed = false;
            state.ever_attempted = false;
            state.ever_contacted = false;
        });
        self.back = Some(Back::Reopened);
        Ok(self.place(lead, Start::Rules))
    }

    fn forget(&mut self, lead: &LeadId, keys: bool) -> Answer {
        match self.find(lead)?.standing {
            Standing::Closed { .. } => {
                if keys {
                    self.forget_keys(lead);
                }
                self.leads.remove(lead);
                Ok(Outcome::Noted { lead: lead.clone() })
            }
            _ => Err(refusal(Reason::LeadOpen { lead: lead.clone() })),
        }
    }
}

fn not_offered(state: &LeadState, agent: &AgentId) -> Refused {
    let lead = state.doc.id().clone();
    refusal(match &state.standing {
        Standing::Owned { agent: by, since, .. } => Reason::AlreadyTaken { lead, by: by.clone(), at: *since },
        Standing::Closed { .. } => Reason::LeadClosed { lead },
        _ => Reason::NotOffered { lead, agent: agent.clone() },
    })
}
