//! Who may take a lead: every gate asked of every member, one after the other.

use std::collections::BTreeSet;

use super::cap::per_agent;
use super::condition::read;
use super::model::{LeadState, Standing};
use super::{Fault, Oracle, Way};
use crate::agent::MembershipDoc;
use crate::attribute::Value;
use crate::event::AssignedHow;
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::{OfficeReason, Reason, Refused};
use crate::policy::{PullDoc, WhenEmptiedDoc, WhichSkillDoc};
use crate::presence::PresenceState;
use crate::time::{Span, Timestamp};

type Verdict = Result<(), Refused>;

fn no(reason: Reason) -> Verdict {
    Err(Refused { reason, clears_at: None })
}

impl Oracle {
    /// The members who may take a lead now; if nobody but former owners could be next and the plan says so, the one whom
    /// the lead left first.
    pub(super) fn eligible(&self, lead: &LeadState, queue: &Name) -> BTreeSet<AgentId> {
        let set = self.passing(lead, queue);
        let exclusion = self.plan_of(lead).map(|plan| &plan.exclude_previous);
        let could_be_next = |agent: &AgentId| {
            let deals_turns =
                self.queue_doc(queue).is_some_and(|doc| doc.strategy.keys().iter().any(|key| key.rotates()));
            !deals_turns || self.seat_of(agent, queue).is_some_and(|seat| seat.weight > 0)
        };
        if set.iter().any(could_be_next)
            || exclusion.is_none_or(|exclusion| exclusion.when_emptied != WhenEmptiedDoc::Relax)
        {
            return set;
        }
        let mut forgiven = lead.clone();
        forgiven.former.retain(|former| former.for_good);
        let others = self.passing(&forgiven, queue);
        let last_left = |agent: &AgentId| {
            lead.former.iter().filter(|former| former.agent == *agent).map(|former| former.left_at).max()
        };
        let others = others.into_iter().filter(could_be_next);
        let oldest = others.filter_map(|agent| Some((last_left(&agent)?, agent))).min();
        oldest.map_or(set, |(_, agent)| BTreeSet::from([agent]))
    }

    /// The members who pass every gate.
    pub(super) fn passing(&self, lead: &LeadState, queue: &Name) -> BTreeSet<AgentId> {
        let members = self.agents.keys().filter(|agent| self.seat_of(agent, queue).is_some());
        members
            .filter(|agent| self.gates(lead, Some(queue), agent, Way::Push, self.now).is_ok())
            .cloned()
            .collect()
    }

    /// A membership as merit makes it.
    pub(super) fn seat_of(&self, agent: &AgentId, queue: &Name) -> Option<MembershipDoc> {
        self.own_seat(agent, queue).map(|seat| self.by_merit(agent, seat))
    }

    /// A membership as the agent's document says it.
    pub(super) fn own_seat(&self, agent: &AgentId, queue: &Name) -> Option<&MembershipDoc> {
        let agent = self.agents.get(agent).filter(|agent| !agent.left)?;
        agent.doc.queues.iter().find(|seat| seat.queue == *queue)
    }

    /// The first gate that refuses, with the first instant at which all of them pass.
    pub(super) fn examine(
        &self,
        lead: &LeadState,
        queue: Option<&Name>,
        agent: &AgentId,
        way: Way,
    ) -> Verdict {
        let Err(refused) = self.gates(lead, queue, agent, way, self.now) else {
            return Ok(());
        };
        let points = self.turning_points(lead);
        let passes = |at: &Timestamp| self.gates(lead, queue, agent, way, *at).is_ok();
        let seldom = matches!(refused.reason, Reason::CapClosed { .. } | Reason::ContactShut { .. });
        let later = || if seldom { self.openings().into_iter().find(passes) } else { None };
        Err(Refused { clears_at: points.into_iter().find(passes).or_else(later), ..refused })
    }

    pub(super) fn gates(
        &self,
        lead: &LeadState,
        queue: Option<&Name>,
        agent: &AgentId,
        way: Way,
        at: Timestamp,
    ) -> Verdict {
        let (push, owner, claim) = (way == Way::Push, way == Way::Owner, matches!(way, Way::Claim(_)));
        let Some(state) = self.agents.get(agent) else {
            return Ok(());
        };
        let name = || agent.clone();
        if let (true, Some(queue)) = (push || claim, queue)
            && self.seat_of(agent, queue).is_none()
        {
            return no(Reason::NotMember { agent: name(), queue: queue.clone() });
        }
        if state.left {
            return no(Reason::AgentLeft { agent: name() });
        }
        if state.doc.blocked {
            return no(Reason::Blocked { agent: name() });
        }
        if !push {
            self.only_people(agent)?;
        }
        let ahead = queue.filter(|_| push).and_then(|queue| self.queue_doc(queue));
        let soon = ahead.is_some_and(|doc| self.works_soon(agent, doc, at));
        if way != Way::Reassign
            && !soon
            && let Some((until, why)) = self.leave_of(agent, at)
        {
            return no(Reason::OnLeave { agent: name(), until, why });
        }
        if push || owner {
            if let Some((calendar, agent_zone, _)) =
                self.shift_of(agent).filter(|_| !soon && !self.on_shift(agent, at))
            {
                return no(Reason::OffShift { agent: name(), calendar: calendar.clone(), agent_zone });
            }
            if let Some(ends_at) = ahead.and_then(|doc| self.ends_soon(agent, doc, at)) {
                return no(Reason::EndsSoon { agent: name(), ends_at });
            }
            let (seen, since) = self.presence(agent, self.now);
            if !soon && !lead.whoever_is_here && !self.is_present(agent) {
                return no(Reason::NotPresent { agent: name(), state: seen, since });
            }
        }
        if let (true, Some((queue, pull))) =
            (claim, queue.and_then(|queue| Some((queue, self.pull_of(queue)?))))
        {
            self.pull_gates(agent, queue, pull)?;
            if let Way::Claim(by) = way {
                self.pick_limits(lead, (queue, pull), agent, by, true)?;
            }
        }
        if way != Way::Reassign && !lead.whoever_is_here {
            self.capacity(agent, queue)?;
        }
        if let (true, Some(queue)) = (push && !lead.whoever_is_here, queue) {
            self.return_declines(queue, agent)?;
        }
        let asked = (push || owner) && !lead.whoever_is_here;
        if let (true, Some(until)) = (asked, state.paused.filter(|until| at < *until)) {
            let until = (until < Timestamp::MAX).then_some(until);
            return no(Reason::Paused { agent: name(), until });
        }
        if asked && at < state.ready_at {
            return no(Reason::NotReady { agent: name(), until: state.ready_at });
        }
        if let (true, Some(queue)) = (push, queue) {
            self.tier_open(lead, queue, agent, at)?;
        }
        if let (true, Some(queue)) = (push || claim, queue) {
            self.skilled(lead, queue, agent, at)?;
        }
        for cap in self.policy.caps.iter().filter(|cap| self.applies(cap, lead, way)) {
            if per_agent(cap) || !push {
                self.room(cap, lead, queue, Some(agent), (way, at))?;
            }
        }
        if let (Way::Claim(by), Some((queue, pull))) =
            (way, queue.and_then(|queue| Some((queue, self.pull_of(queue)?))))
        {
            self.pick_limits(lead, (queue, pull), agent, by, false)?;
        }
        if push || claim {
            self.not_excluded(lead, agent, at)?;
        }
        if (push || owner) && at < lead.again_at && lead.passed.contains(agent) {
            return no(Reason::PassedUp { agent: name(), lead: lead.doc.id().clone() });
        }
        if let (true, Some(pull)) = (claim, queue.and_then(|queue| self.pull_of(queue))) {
            let mut ran_out =
                lead.former.iter().rev().filter(|former| former.lease_expired && former.agent == *agent);
            if let Some(former) = ran_out.next()
                && at < former.left_at.plus(Span::seconds(pull.cooldown_s))
            {
                let lead = lead.doc.id().clone();
                return no(Reason::PreviousOwner { agent: name(), lead, until: former.left_at });
            }
        }
        if let (true, Some((first, rest_from)), Standing::Waiting { pool: true, .. }) =
            (claim && !self.is(Fault::OpenToAll), &lead.roll_out, &lead.standing)
        {
            let own = first.iter().find(|(other, _)| other == agent);
            let opens_at = own.map_or(*rest_from, |(_, at)| *at);
            if at < opens_at {
                return no(Reason::NotOpenYet { agent: name(), lead: lead.doc.id().clone(), opens_at });
            }
        }
        if let Some(kept) = self.last_owner(lead).filter(|_| push || claim) {
            self.kept_from(&kept, agent, at)?;
        }
        if (push || claim) && !lead.on_the_line {
            self.contact_shut(lead, at)?;
        }
        queue.map_or(Ok(()), |queue| self.not_suspended(queue, agent, (way, at)))?;
        if push { self.office_gate(lead, agent, at) } else { Ok(()) }
    }

    pub(super) fn pull_of(&self, queue: &Name) -> Option<&PullDoc> {
        self.queue_doc(queue)?.pull.as_ref()
    }

    /// What the last sign of life says at an instant.
    pub(super) fn presence(&self, agent: &AgentId, at: Timestamp) -> (PresenceState, Option<Timestamp>) {
        let rules = &self.policy.presence;
        let Some(sign) = self.signs.of(agent) else {
            return (PresenceState::Unknown, None);
        };
        let since = Some(sign.since);
        let seen = sign.seen_at.unwrap_or(sign.since);
        let expired = sign.expires_at.is_some_and(|ends| at >= ends);
        let stale = rules.stale_after_s.is_some_and(|after| at >= seen.plus(Span::seconds(after)));
        if expired || stale {
            return (PresenceState::Unknown, since);
        }
        let active = sign.active_at.unwrap_or(seen);
        let quiet = rules.inactive_after_s.is_some_and(|after| at >= active.plus(Span::seconds(after)));
        if sign.state == PresenceState::Available && quiet {
            return (PresenceState::Away, since);
        }
        (sign.state, since)
    }

    pub(super) fn receives(&self, seen: PresenceState) -> bool {
        match seen {
            _ if self.is(Fault::PresenceIgnored) => true,
            PresenceState::Available => true,
            PresenceState::Busy => self.policy.presence.busy_may_receive,
            PresenceState::Unknown => self.policy.presence.unknown_may_receive,
            PresenceState::Away | PresenceState::Offline => false,
        }
    }

    /// Units of open work an agent holds.
    pub(super) fn units_of(&self, agent: &AgentId) -> u32 {
        self.holdings(agent).iter().map(|(_, units)| *units).sum()
    }

    /// Leads of which an agent holds capacity.
    pub(super) fn leads_of(&self, agent: &AgentId) -> u32 {
        u32::try_from(self.holdings(agent).len()).unwrap_or(u32::MAX)
    }

    fn capacity(&self, agent: &AgentId, queue: Option<&Name>) -> Verdict {
        let Some(doc) = self.agents.get(agent).map(|agent| &agent.doc.capacity) else {
            return Ok(());
        };
        if self.is(Fault::CapacityIgnored) {
            return Ok(());
        }
        let kind = queue.and_then(|queue| self.queue_doc(queue)).and_then(|queue| queue.work_kind.as_ref());
        let needed = self.cost(kind);
        let full = |used: u32, needed: u32, limit: u32, of: String| {
            if used.saturating_add(needed) <= limit {
                return Ok(());
            }
            no(Reason::AtCapacity { agent: agent.clone(), used, limit, needed, of })
        };
        if let Some(limit) = doc.units {
            let held = self.in_the_way(agent, kind);
            full(held, needed, limit, "unit(s)".to_owned())?;
        }
        if let Some(curve) = &doc.declining_return {
            full(
                self.leads_of(agent),
                1,
                curve.full_at(),
                "open lead(s), the point of declining return".to_owned(),
            )?;
        }
        for own in doc.per_kind.iter().filter(|own| Some(&own.kind) == kind) {
            let held = self.holdings(agent).into_iter().filter(|(of, _)| of.as_ref() == kind);
            full(
                held.map(|(_, units)| units).sum(),
                needed,
                own.units,
                format!("unit(s) of `{}`", own.kind),
            )?;
        }
        Ok(())
    }

    /// Units held that stand in the way of a lead of this kind of work.
    pub(super) fn in_the_way(&self, agent: &AgentId, kind: Option<&Name>) -> u32 {
        let aside = |kind: Option<&Name>| {
            let named = |doc: &&crate::policy::WorkKindDoc| Some(&doc.id) == kind;
            self.policy.work_kinds.iter().find(named).is_some_and(|doc| doc.interruptible)
        };
        if aside(kind) || self.is(Fault::NothingLaidAside) {
            return self.units_of(agent);
        }
        let held = self.holdings(agent).into_iter();
        held.filter(|(kind, _)| !aside(kind.as_ref())).map(|(_, units)| units).sum()
    }

    pub(super) fn cost(&self, kind: Option<&Name>) -> u32 {
        let kind = kind.and_then(|kind| self.policy.work_kinds.iter().find(|other| other.id == *kind));
        kind.map_or(1, |kind| kind.units)
    }

    fn tier_open(&self, lead: &LeadState, queue: &Name, agent: &AgentId, at: Timestamp) -> Verdict {
        let (Some(doc), Some(seat)) = (self.queue_doc(queue), self.seat_of(agent, queue)) else {
            return Ok(());
        };
        if self.is(Fault::TiersOpen) {
            return Ok(());
        }
        let mut tiers = doc.tiers.clone();
        tiers.sort_by_key(|tier| tier.tier);
        tiers.retain(|tier| at < lead.waiting_since.plus(Span::seconds(tier.opens_after_s)));
        let at_work = |agent: &AgentId, closed: &[crate::policy::TierDoc]| {
            let Some(seat) = self.seat_of(agent, queue) else {
                return false;
            };
            let blocked = self.agents.get(agent).is_none_or(|agent| agent.doc.blocked);
            let open = !closed.iter().any(|tier| tier.tier == seat.tier);
            let here = self.is_present(agent) && self.on_shift(agent, at);
            open && here && !blocked && self.on_leave(agent, at).is_none()
        };
        while doc.open_next_tier_when_empty
            && !tiers.is_empty()
            && !self.agents.keys().any(|agent| at_work(agent, &tiers))
        {
            tiers.remove(0);
        }
        match tiers.iter().find(|tier| tier.tier == seat.tier) {
            Some(tier) => {
                let opens_at = lead.waiting_since.plus(Span::seconds(tier.opens_after_s));
                no(Reason::TierClosed { agent: agent.clone(), tier: tier.tier, opens_at })
            }
            None => Ok(()),
        }
    }

    /// The skills the queue and the stage ask for, the levels as they are after this wait.
    fn skilled(&self, lead: &LeadState, queue: &Name, agent: &AgentId, at: Timestamp) -> Verdict {
        let of_queue = self.queue_doc(queue).map(|doc| doc.skills.clone()).unwrap_or_default();
        let outside = Some(lead).filter(|lead| lead.inside().is_none());
        let of_stage = outside
            .and_then(|lead| self.stage_of(lead))
            .map(|stage| stage.skills.clone())
            .unwrap_or_default();
        for rule in of_queue.into_iter().chain(of_stage) {
            let waited =
                |s: u64| at >= lead.waiting_since.plus(Span::seconds(s)) && !self.is(Fault::SkillsKept);
            if rule.drop_after_s.is_some_and(waited) {
                continue;
            }
            let relaxed = rule.relax.iter().filter(|step| waited(step.after_s)).map(|step| step.min_level);
            let needed = relaxed.min().unwrap_or(rule.min_level);
            let names: Vec<String> = match &rule.skill {
                WhichSkillDoc::Named(skill) => vec![skill.as_str().to_owned()],
                WhichSkillDoc::Attribute(attribute) => match read(&self.policy, &lead.doc, attribute) {
                    Some(Value::Text(text)) => vec![text.to_string()],
                    Some(Value::Texts(texts)) => texts.iter().map(ToString::to_string).collect(),
                    _ => Vec::new(),
                },
            };
            for skill in names {
                let own = self.agents.get(agent).map(|agent| agent.doc.skills.as_slice()).unwrap_or_default();
                let own = own.iter().find(|own| own.skill.as_str() == skill);
                let lapsed = own.and_then(|own| own.until).filter(|until| at >= *until);
                let lapsed = lapsed.filter(|_| !self.is(Fault::NothingLapses));
                let has = own.filter(|_| lapsed.is_none()).map_or(0, |own| own.level);
                let has = if self.is(Fault::LevelsIgnored) && has > 0 { u32::MAX } else { has };
                if let Some(lapsed_at) = lapsed.filter(|_| has < needed) {
                    let agent = agent.clone();
                    return no(Reason::Office(OfficeReason::Lapsed { agent, skill, needed, lapsed_at }));
                }
                if has < needed {
                    return no(Reason::Unskilled { agent: agent.clone(), skill, needed, has });
                }
            }
        }
        Ok(())
    }

    /// Not the one it leaves, not one of the last so many owners, nobody who gave it back.
    fn not_excluded(&self, lead: &LeadState, agent: &AgentId, at: Timestamp) -> Verdict {
        let id = lead.doc.id().clone();
        if [&self.leaving, &self.leaving_office].contains(&&Some(agent.clone())) {
            return no(Reason::PreviousOwner { agent: agent.clone(), lead: id, until: self.now });
        }
        let exclusion = self.plan_of(lead).map(|plan| plan.exclude_previous.clone());
        let last = exclusion.as_ref().map_or(0, |exclusion| exclusion.last);
        let forget = exclusion.and_then(|exclusion| exclusion.forget_after_s);
        let counted: Vec<_> = lead.former.iter().rev().filter(|former| !former.lease_expired).collect();
        let excluded = (0_u32..).zip(&counted).any(|(back, former)| {
            let over = forget.is_some_and(|span| at >= former.left_at.plus(Span::seconds(span)));
            former.agent == *agent && (former.for_good || (back < last && !over))
        });
        if !excluded {
            return Ok(());
        }
        let left_at = lead
            .former
            .iter()
            .rev()
            .find(|former| former.agent == *agent)
            .map_or(at, |former| former.left_at);
        no(Reason::PreviousOwner { agent: agent.clone(), lead: id, until: left_at })
    }

    fn pull_gates(&self, agent: &AgentId, queue: &Name, pull: &PullDoc) -> Verdict {
        self.due_first(agent, pull)?;
        let owned = self
            .leads
            .iter()
            .filter(|(_, lead)| matches!(&lead.standing, Standing::Owned { agent: own, .. } if own == agent));
        if let Some(limit) = pull.undisposed_limit {
            let leads: Vec<LeadId> =
                owned.clone().filter(|(_, lead)| !lead.disposed).map(|(id, _)| id.clone()).collect();
            if u32::try_from(leads.len()).unwrap_or(u32::MAX) >= limit {
                return no(Reason::Undisposed {
                    agent: agent.clone(),
                    leads: leads.into_iter().collect(),
                    limit,
                });
            }
        }
        if let Some(limit) = pull.max_claimed {
            let claimed = owned.filter(|(_, lead)| {
                matches!(&lead.standing, Standing::Owned { queue: Some(from), how: AssignedHow::Claimed, .. } if from == queue)
            });
            let held = u32::try_from(claimed.count()).unwrap_or(u32::MAX);
            if held >= limit {
                return no(Reason::ClaimLimit { agent: agent.clone(), held, limit });
            }
        }
        Ok(())
    }
}
