//! When an agent works: the calendar, and what was entered beside it.

use super::model::{Agent, Entered, Noted};
use super::{Answer, Fault, Oracle, refusal};
use crate::calendar::Calendar;
use crate::id::{AgentId, Name};
use crate::outcome::{Outcome, Reason};
use crate::policy::QueueDoc;
use crate::time::{Span, Timestamp};

impl Agent {
    /// What holds at an instant beside the calendar.
    fn noted(&self, at: Timestamp) -> Option<Noted> {
        let covering = self.entered.iter().filter(|own| own.from <= at && at < own.until);
        covering.fold(None, |noted, own| match (noted, &own.what) {
            (_, Noted::Calendar) => None,
            (Some(Noted::Shift), Noted::Leave(_)) => Some(Noted::Shift),
            (_, what) => Some(what.clone()),
        })
    }

    fn says(&self, from: Timestamp) -> Vec<(Timestamp, Option<Noted>)> {
        let mut turns: Vec<Timestamp> = self.entered.iter().flat_map(|own| [own.from, own.until]).collect();
        turns.push(from);
        turns.retain(|at| *at >= from);
        turns.sort_unstable();
        turns.dedup();
        turns.into_iter().map(|at| (at, self.noted(at))).collect()
    }
}

impl Oracle {
    pub(super) fn on_leave(&self, agent: &AgentId, at: Timestamp) -> Option<Timestamp> {
        self.leave_of(agent, at).map(|(until, _)| until)
    }

    /// Until when an agent is on leave, and why.
    pub(super) fn leave_of(&self, agent: &AgentId, at: Timestamp) -> Option<(Timestamp, Option<String>)> {
        let agent = self.agents.get(agent).filter(|_| !self.is(Fault::LeaveIgnored))?;
        let Some(Noted::Leave(why)) = agent.noted(at) else { return None };
        let over = |(_, noted): &(Timestamp, Option<Noted>)| !matches!(noted, Some(Noted::Leave(_)));
        let until = agent.says(at).into_iter().find(over).map_or(Timestamp::MAX, |(at, _)| at);
        Some((until, why))
    }

    pub(super) fn on_shift(&self, agent: &AgentId, at: Timestamp) -> bool {
        let extra = self.agents.get(agent).is_some_and(|agent| agent.noted(at) == Some(Noted::Shift));
        self.is(Fault::ShiftIgnored)
            || (extra && !self.is(Fault::ExtraShiftIgnored))
            || self.shift_of(agent).is_none_or(|(_, _, calendar)| calendar.is_open(at))
    }

    /// The calendar of an agent's shifts, with the zone it is read in where that is the agent's.
    pub(super) fn shift_of(&self, agent: &AgentId) -> Option<(&Name, Option<String>, &Calendar)> {
        let doc = &self.agents.get(agent)?.doc;
        let team = self.policy.teams.iter().find(|team| Some(&team.id) == doc.team.as_ref());
        let team = team.filter(|_| !self.is(Fault::TeamCalendarIgnored));
        let named = doc.calendar.as_ref().or_else(|| team.and_then(|team| team.calendar.as_ref()));
        let (name, calendar) = self.calendars.get_key_value(named?)?;
        let zone = doc.zone.clone().filter(|_| !self.is(Fault::AgentZoneIgnored));
        match zone.and_then(|zone| self.apart.get_key_value(&(name.clone(), zone))) {
            Some(((_, zone), calendar)) => Some((name, Some(zone.clone()), calendar)),
            None => Some((name, None, calendar)),
        }
    }

    pub(super) fn works(&self, agent: &AgentId, at: Timestamp) -> bool {
        self.on_leave(agent, at).is_none() && self.on_shift(agent, at)
    }

    /// The instants from one on at which it may change whether an agent works.
    fn work_turns(&self, agent: &AgentId, from: Timestamp, many: usize) -> Vec<Timestamp> {
        let calendar = self.shift_of(agent).map(|(_, _, calendar)| calendar);
        let mut turns = self.agents.get(agent).map(|agent| agent.says(from)).unwrap_or_default();
        let mut turns: Vec<Timestamp> = turns.drain(..).map(|(at, _)| at).collect();
        let mut next = Some(from);
        for _ in 0..many {
            let Some((at, calendar)) = next.zip(calendar) else { break };
            next = if calendar.is_open(at) { calendar.next_close(at) } else { calendar.next_open(at) };
            turns.extend(next);
        }
        turns.sort_unstable();
        turns
    }

    /// Whether an agent who is not at work will be so soon that the queue takes them already.
    pub(super) fn works_soon(&self, agent: &AgentId, doc: &QueueDoc, at: Timestamp) -> bool {
        let Some(ahead) = doc.look_ahead_s.filter(|_| !self.is(Fault::NobodyAhead)) else { return false };
        let ahead = Span::seconds(ahead);
        let turns = self.work_turns(agent, at, 24);
        let begins = turns.into_iter().find(|turn| self.works(agent, *turn));
        !self.works(agent, at) && begins.is_some_and(|begins| begins.minus(ahead) <= at)
    }

    /// When an agent's working time ends, if that is so soon that the queue gives them no more.
    pub(super) fn ends_soon(&self, agent: &AgentId, doc: &QueueDoc, at: Timestamp) -> Option<Timestamp> {
        let stop = Span::seconds(doc.stop_before_end_s.filter(|_| !self.is(Fault::EndIgnored))?);
        let turns = self.work_turns(agent, at, 24);
        let ends = turns.into_iter().find(|turn| !self.works(agent, *turn))?;
        (self.works(agent, at) && at >= ends.minus(stop)).then_some(ends)
    }

    /// Something is entered of an agent's time.
    pub(super) fn enter(&mut self, id: &AgentId, own: Entered, end_of: &str) -> Answer {
        self.here(id)?;
        let now = self.now;
        if own.until <= now || own.until <= own.from {
            let what = format!("the end of the {end_of}");
            return Err(refusal(Reason::NotInFuture { what, at: own.until }));
        }
        let Some(agent) = self.agents.get_mut(id) else { return Ok(Outcome::Unchanged { lead: None }) };
        let before = agent.clone();
        agent.entered.push(own);
        // Compared at every instant at which either says something else.
        let same = agent.says(now).iter().all(|(at, noted)| before.noted(*at) == *noted);
        if same {
            *agent = before;
            return Ok(Outcome::Unchanged { lead: None });
        }
        self.away_anew(id);
        Ok(Outcome::AgentNoted { agent: id.clone() })
    }
}
