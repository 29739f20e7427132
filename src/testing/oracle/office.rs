//! Offices: a lead goes to one by turns, and inside to one of its people.

use super::model::{Former, LeadState, Standing};
use super::place::{Start, Step};
use super::release::{End, Left};
use super::sheet::Sheet;
use super::{Back, Fault, Oracle, Way};
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::{OfficeReason, Outcome, Reason, Refused};
use crate::policy::{StageActionDoc, StageDoc, TimerDoc};
use crate::state::OfficeView;
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// The office that has a lead.
#[derive(Clone, Debug)]
pub(super) struct AtOffice {
    pub(super) office: AgentId,
    pub(super) from: Name,
    pub(super) queue: Name,
    pub(super) until: Timestamp,
    /// One of its people has taken it.
    pub(super) accepted: bool,
    pub(super) turn: Option<(Sheet, AgentId)>,
    size: u32,
    attempts: u32,
    passed: BTreeSet<AgentId>,
    again_at: Timestamp,
}

impl LeadState {
    /// The office at which the lead is, while none of its people has taken it.
    pub(super) fn inside(&self) -> Option<&AtOffice> {
        self.office.as_ref().filter(|own| !own.accepted)
    }

    pub(super) fn office_view(&self) -> Option<OfficeView> {
        let own = self.office.as_ref()?;
        let until = (own.until < Timestamp::MAX).then_some(own.until);
        let (office, queue) = (own.office.clone(), own.queue.clone());
        Some(OfficeView { office, queue, until, accepted: own.accepted })
    }

    fn back_outside(&mut self) {
        if let Some(own) = self.office.take() {
            (self.attempts, self.passed, self.again_at) = (own.attempts, own.passed, own.again_at);
        }
    }

    /// After a change of policy.
    pub(super) fn keep_office(&mut self, queue: impl Fn(&Name) -> bool, lives_on: impl Fn(&Sheet) -> bool) {
        let Some(own) = &mut self.office else { return };
        own.turn = own.turn.take().filter(|(sheet, _)| lives_on(sheet));
        if !queue(&own.from) || !queue(&own.queue) {
            if own.accepted {
                self.office = None;
            } else {
                self.back_outside();
            }
        }
    }
}

impl Oracle {
    /// The queue of an office's people; none if the agent is no office.
    pub(super) fn inside_of(&self, agent: &AgentId) -> Option<Name> {
        self.agents.get(agent).filter(|agent| !agent.left)?.doc.office.clone()
    }

    /// Whether an agent's presence will do.
    pub(super) fn is_present(&self, agent: &AgentId) -> bool {
        self.inside_of(agent).is_some() || self.receives(self.presence(agent, self.now).0)
    }

    /// Refuses every office.
    pub(super) fn only_people(&self, agent: &AgentId) -> Result<(), Refused> {
        let Some(queue) = self.inside_of(agent) else { return Ok(()) };
        let reason = Reason::Office(OfficeReason::NotAPerson { agent: agent.clone(), queue });
        Err(Refused { reason, clears_at: None })
    }

    /// Whether an office may have a lead: caps on its queue have room, and somebody inside could take it.
    pub(super) fn office_gate(
        &self,
        lead: &LeadState,
        agent: &AgentId,
        at: Timestamp,
    ) -> Result<(), Refused> {
        let Some(queue) = self.inside_of(agent) else { return Ok(()) };
        if lead.inside().is_some() || lead.only_people {
            return self.only_people(agent);
        }
        let nobody = || {
            let reason = OfficeReason::NobodyInside { agent: agent.clone(), queue: queue.clone() };
            Err(Refused { reason: Reason::Office(reason), clears_at: None })
        };
        if self.queue_doc(&queue).is_none() {
            return nobody();
        }
        let asked = LeadState {
            unbound: true,
            whoever_is_here: false,
            passed: BTreeSet::new(),
            again_at: Timestamp::MAX,
            office: Some(AtOffice {
                office: agent.clone(),
                from: queue.clone(),
                queue: queue.clone(),
                until: Timestamp::MAX,
                accepted: false,
                turn: None,
                size: 1,
                attempts: 0,
                passed: BTreeSet::new(),
                again_at: Timestamp::MAX,
            }),
            ..lead.clone()
        };
        for cap in &self.policy.caps {
            if !super::cap::per_agent(cap) && self.applies(cap, &asked, Way::Push) {
                self.room(cap, &asked, Some(&queue), None, (Way::Push, at))?;
            }
        }
        let waits = match self.stage_of(lead).map(|stage| &stage.action) {
            Some(StageActionDoc::Queue { inside, .. }) => inside.waits,
            _ => false,
        };
        let mut people = self.agents.keys().filter(|person| self.own_seat(person, &queue).is_some());
        if waits
            || self.is(Fault::EmptyOfficesServed)
            || people.any(|person| self.gates(&asked, Some(&queue), person, Way::Push, at).is_ok())
        {
            return Ok(());
        }
        nobody()
    }

    /// The lead goes to an office, and on to one of its people.
    pub(super) fn send(
        &mut self,
        lead: &LeadId,
        (stage, from): (&StageDoc, &Name),
        (office, share): (&AgentId, Option<BTreeSet<AgentId>>),
        accept_within: Option<&TimerDoc>,
    ) -> Step {
        let Some(queue) = self.inside_of(office) else { return Step::Next };
        let dealt = share.is_some();
        if let Some(share) = share {
            self.deal(lead, from, office, share);
        }
        let until = accept_within.map_or(Timestamp::MAX, |timer| self.timer(timer, self.now));
        self.picked(lead, Some(from));
        self.reached(lead, Some(from), office);
        self.change(lead, |state| {
            let turn = state.turn.take().filter(|(_, agent)| agent == office);
            let own = AtOffice {
                office: office.clone(),
                from: from.clone(),
                queue: queue.clone(),
                until,
                accepted: false,
                turn,
                size: core::mem::replace(&mut state.size, 1),
                attempts: core::mem::take(&mut state.attempts),
                passed: core::mem::take(&mut state.passed),
                again_at: core::mem::replace(&mut state.again_at, Timestamp::MAX),
            };
            state.office = Some(own);
            state.standing = Standing::Nowhere;
        });
        self.back = None;
        self.in_turn = false;
        if dealt && self.main_sheet(from) == self.main_sheet(&queue) {
            let until = (until < Timestamp::MAX).then_some(until);
            return Step::Rest(self.line_up(lead, &queue, false, until));
        }
        self.push_inside(lead, stage)
    }

    /// To whoever of the office is next, or to wait there.
    pub(super) fn push_inside(&mut self, lead: &LeadId, stage: &StageDoc) -> Step {
        let state = self.get(lead);
        let Some(own) = state.inside().cloned() else { return Step::Next };
        let each = match &stage.action {
            StageActionDoc::Queue { inside, .. } => inside.accept_within.clone(),
            _ => None,
        };
        let until = (own.until < Timestamp::MAX).then_some(own.until);
        if self.stopped_by(&state, &own.queue).is_some() {
            return Step::Rest(self.line_up(lead, &own.queue, false, until));
        }
        let inner = StageDoc { next: Default::default(), spill: None, contact_hours: None, ..stage.clone() };
        self.push(lead, &inner, &own.queue, each.as_ref(), until)
    }

    /// Nobody has longer than the office.
    pub(super) fn offered_until(&self, lead: &LeadId, within: Option<&TimerDoc>) -> Option<Timestamp> {
        let own = within.map(|timer| self.timer(timer, self.now));
        let state = self.get(lead);
        let office = state.inside().map(|own| own.until).filter(|until| *until < Timestamp::MAX);
        let office = office.filter(|_| !self.is(Fault::OfficeTimeIgnored));
        own.into_iter().chain(office).min()
    }

    /// Nobody in the office has taken it.
    pub(super) fn recall(&mut self, lead: &LeadId, how: End) {
        let left_at = self.now;
        let Some(office) = self.get(lead).inside().map(|own| own.office.clone()) else { return };
        let kept = !self.is(Fault::RecalledOfficeAgain);
        self.change(lead, |state| {
            if kept {
                let (for_good, lease_expired) = (false, false);
                state.former.push(Former { agent: office.clone(), left_at, for_good, lease_expired });
            }
            state.back_outside();
            state.standing = Standing::Nowhere;
        });
        self.leaving_office = kept.then_some(office);
        self.back = Some(if how == End::Declined { Back::Declined } else { Back::TimedOut });
    }

    /// It goes elsewhere before anybody there has taken it.
    pub(super) fn withdraw(&mut self, lead: &LeadId) {
        if self.get(lead).inside().is_some() {
            self.office_credit(lead);
            self.change(lead, |state| {
                state.back_outside();
                state.standing = Standing::Nowhere;
            });
        }
    }

    /// It leaves whoever in an office owned it.
    pub(super) fn leaves_office(&mut self, lead: &LeadId, left: Left) {
        let left_at = self.now;
        let Some(office) = self.get(lead).office.map(|own| own.office) else { return };
        if left.credits {
            self.office_credit(lead);
        }
        let kept = !self.is(Fault::SkippedExclusion);
        let (for_good, lease_expired) = (left.for_good, left.lease_expired);
        self.change(lead, |state| {
            if kept {
                state.former.push(Former { agent: office.clone(), left_at, for_good, lease_expired });
            }
            state.back_outside();
        });
        self.leaving_office = Some(office);
    }

    /// The office has its turn back.
    fn office_credit(&mut self, lead: &LeadId) {
        let Some(own) = self.get(lead).office else { return };
        let before = self.get(lead);
        self.change(lead, |state| (state.turn, state.size) = (own.turn.clone(), own.size));
        self.credit(lead, &own.office);
        self.change(lead, |state| (state.turn, state.size) = (before.turn, before.size));
    }

    /// The office as a whole declines, if it has the lead.
    pub(super) fn decline_for_office(&mut self, lead: &LeadId, agent: &AgentId) -> Option<Outcome> {
        let state = self.get(lead);
        state.inside().filter(|own| own.office == *agent)?;
        if matches!(state.standing, Standing::Offered { .. }) {
            self.leaving = state.holder().cloned();
            self.end_offer(lead, End::Withdrawn);
        }
        self.recall(lead, End::Declined);
        let start = self.after_offer(&self.get(lead), End::Declined);
        Some(self.place(lead, start))
    }

    /// Where an offer that came to nothing leads to.
    pub(super) fn after_offer(&self, state: &LeadState, how: End) -> Start {
        match self.stage_of(state) {
            None => Start::Rules,
            Some(stage) => {
                let onward = if how == End::Declined { &stage.next.declined } else { &stage.next.timed_out };
                match (&stage.action, onward) {
                    (StageActionDoc::Queue { attempts, .. }, _) if state.attempts < *attempts => Start::Here,
                    (_, Some(stage)) => Start::At(stage.clone()),
                    (_, None) => Start::After,
                }
            }
        }
    }

    /// An office leaves the floor: the leads nobody there has taken.
    pub(super) fn leads_at(&self, office: &AgentId) -> Vec<LeadId> {
        let own =
            self.leads.iter().filter(|(_, lead)| lead.inside().is_some_and(|own| own.office == *office));
        let mut own: Vec<(u64, LeadId)> = own.map(|(id, lead)| (lead.number, id.clone())).collect();
        own.sort();
        own.into_iter().map(|(_, id)| id).collect()
    }
}
