//! Caps, by going through everything that was ever counted.

use std::collections::BTreeMap;

use super::budget::fits;
use super::condition::{holds, read};
use super::model::{Counted, LeadState};
use super::{Fault, Oracle, Way};
use crate::attribute::Value;
use crate::calendar::{Every, Window, bounds};
use crate::currency::Currency;
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::{BudgetSpent, Reason, Refused};
use crate::policy::{
    AtLimitDoc, CapDoc, CountsDoc, DimensionDoc, OnReturnDoc, ReturnReason, StageDoc, WindowDoc,
};
use crate::time::{Span, Timestamp};

/// Whether a count under the one cap is a count under the other, if perhaps in another window.
pub(super) fn counts_alike(was: &CapDoc, is: &CapDoc) -> bool {
    let returns = |cap: &CapDoc| cap.counts == CountsDoc::Returned;
    let money = |cap: &CapDoc| cap.money.as_ref().map(|own| own.currency.clone());
    was.per == is.per && returns(was) == returns(is) && money(was) == money(is)
}

pub(super) fn per_agent(cap: &CapDoc) -> bool {
    cap.per.iter().any(|per| matches!(per, DimensionDoc::Agent | DimensionDoc::Team | DimensionDoc::Tier))
}

/// How many are counted by cap, agent and other values.
pub type CapsUsed = BTreeMap<(Name, Option<String>, Vec<String>), u64>;

/// How a lead leaves an agent, as far as caps go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaves<'c> {
    /// It was on offer only.
    Offer,
    /// Its owner has returned it.
    Returned(ReturnReason),
    /// In some other way.
    Otherwise,
    /// It has ended so.
    Ended(&'c str),
}

/// What becomes of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Becomes {
    Stays,
    GivenBack,
    GivenToCurrent,
}

pub(super) fn calendar_window(window: &WindowDoc) -> Option<Window> {
    match window {
        WindowDoc::Minute => Some(Window::Minute),
        WindowDoc::HalfHour => Some(Window::HalfHour),
        WindowDoc::Hour => Some(Window::Hour),
        WindowDoc::Day => Some(Window::Day),
        WindowDoc::Week { starts } => Some(Window::Week { starts: *starts }),
        WindowDoc::Month => Some(Window::Month),
        WindowDoc::Quarter => Some(Window::Quarter),
        WindowDoc::Every { units, of, from } => Every::new(*units, *of, from).map(Window::Every),
        WindowDoc::Block { .. } | WindowDoc::Rolling { .. } | WindowDoc::Open | WindowDoc::Lifetime => None,
    }
}

impl Oracle {
    /// What a cap counts this lead under for this agent, one text per dimension.
    fn key(
        &self,
        cap: &CapDoc,
        lead: &LeadState,
        queue: Option<&Name>,
        agent: Option<&AgentId>,
    ) -> Vec<String> {
        let one = |per: &DimensionDoc| match per {
            DimensionDoc::Agent => agent.map(ToString::to_string).unwrap_or_default(),
            DimensionDoc::Team => {
                let team =
                    agent.and_then(|agent| self.agents.get(agent)).and_then(|agent| agent.doc.team.as_ref());
                team.map(ToString::to_string).unwrap_or_default()
            }
            DimensionDoc::Tier => {
                let seat = agent.zip(queue).and_then(|(agent, queue)| self.seat_of(agent, queue));
                seat.map(|seat| seat.tier.to_string()).unwrap_or_default()
            }
            DimensionDoc::Rule => lead.rule.as_ref().map(ToString::to_string).unwrap_or_default(),
            DimensionDoc::Plan => lead.course.as_ref().map(|(plan, _)| plan.to_string()).unwrap_or_default(),
            DimensionDoc::Queue => queue.map(ToString::to_string).unwrap_or_default(),
            DimensionDoc::Attribute(name) => match read(&self.policy, &lead.doc, name) {
                Some(Value::Texts(texts)) => texts.iter().map(|text| format!("{text},")).collect(),
                Some(value) => value.to_string(),
                None => String::new(),
            },
        };
        cap.per.iter().map(one).collect()
    }

    pub(super) fn applies(&self, cap: &CapDoc, lead: &LeadState, way: Way) -> bool {
        (cap.counts != CountsDoc::Claimed || matches!(way, Way::Claim(_)))
            && cap.when.as_ref().is_none_or(|when| holds(&self.policy, when, &lead.doc))
    }

    /// The window an instant lies in, where windows follow the clock; none while a cap by blocks is closed.
    pub(super) fn window_of(&self, cap: &CapDoc, at: Timestamp) -> Option<(Timestamp, Timestamp)> {
        if let WindowDoc::Block { calendar } = &cap.window {
            return self.calendars.get(calendar)?.block_at(at);
        }
        Some(bounds(calendar_window(&cap.window)?, self.zones.get(&cap.id)?, at))
    }

    /// Whether something counted counts at a later instant.
    fn counts_at(&self, cap: &CapDoc, row: &Counted, at: Timestamp) -> bool {
        !row.given_away && self.covers(cap, row, at)
    }

    /// Whether the window something was counted in is that of a later instant.
    fn covers(&self, cap: &CapDoc, row: &Counted, at: Timestamp) -> bool {
        match cap.window {
            WindowDoc::Lifetime => true,
            WindowDoc::Open => row.current,
            WindowDoc::Rolling { span_s } => {
                let ends = row.at.plus(Span::seconds(span_s));
                at < ends || (self.is(Fault::WindowClosed) && at == ends)
            }
            _ => self.window_of(cap, row.at).is_some_and(|(from, until)| {
                from <= at && (at < until || (self.is(Fault::WindowClosed) && at == until))
            }),
        }
    }

    /// How many count under a cap at an instant.
    pub(super) fn used(&self, cap: &CapDoc, key: &[String], at: Timestamp) -> u64 {
        let rows = self.counted.iter().filter(|row| row.cap == cap.id && row.key == key);
        let rows = rows.filter(|row| self.counts_at(cap, row, at));
        rows.fold(0, |used, row| used.saturating_add(u64::from(row.amount)))
    }

    /// How many count under each cap, for whom and for which other values, where any do.
    #[must_use]
    pub fn caps_used(&self) -> CapsUsed {
        let mut used = CapsUsed::new();
        for cap in &self.policy.caps {
            for row in self.counted.iter().filter(|row| row.cap == cap.id) {
                let of: Vec<_> = cap.per.iter().zip(&row.key).collect();
                let agent = of.iter().find(|(per, _)| **per == DimensionDoc::Agent);
                let others = of.iter().filter(|(per, _)| **per != DimensionDoc::Agent);
                let values = others.map(|(_, text)| (*text).clone()).collect();
                let key = (cap.id.clone(), agent.map(|(_, text)| (*text).clone()), values);
                match self.used(cap, &row.key, self.now) {
                    0 => {}
                    count => drop(used.insert(key, count)),
                }
            }
        }
        used
    }

    /// Whether there is room under one cap at an instant.
    pub(super) fn room(
        &self,
        cap: &CapDoc,
        lead: &LeadState,
        queue: Option<&Name>,
        agent: Option<&AgentId>,
        (way, at): (Way, Timestamp),
    ) -> Result<(), Refused> {
        let key = self.key(cap, lead, queue, agent);
        let counts_agents = cap.per.contains(&DimensionDoc::Agent);
        let doc =
            agent.filter(|_| counts_agents).and_then(|agent| self.agents.get(agent)).map(|agent| &agent.doc);
        let own = doc.and_then(|doc| doc.cap_limits.iter().find(|own| own.cap == cap.id));
        let limit = own.map_or(cap.limit, |own| own.limit);
        let limit = self.limit(cap, limit, agent.filter(|_| counts_agents), way);
        if let (WindowDoc::Block { calendar }, true) = (&cap.window, limit > 0)
            && self.window_of(cap, at).is_none()
            && !self.is(Fault::BlocksIgnored)
        {
            let clears_at = self.calendars.get(calendar).and_then(|calendar| calendar.next_open(at));
            let reason = Reason::CapClosed { cap: cap.id.clone(), calendar: calendar.clone() };
            return Err(Refused { reason, clears_at });
        }
        let used = self.used(cap, &key, at);
        let needed = match self.amount(cap, &lead.doc) {
            Ok(needed) => needed,
            Err(reason) => return Err(Refused { reason, clears_at: None }),
        };
        let most = if self.is(Fault::CapOffByOne) { limit.saturating_add(1) } else { limit };
        let room = most > 0 && fits(cap, used, needed, most);
        if room && cap.pace.is_none() {
            return Ok(());
        }
        // The agent first, then the other values as far as there are any.
        let texts = cap.per.iter().zip(&key).filter(|(per, _)| **per != DimensionDoc::Agent);
        let mut texts: Vec<&str> = texts.map(|(_, text)| text.as_str()).collect();
        while texts.last().is_some_and(|text| text.is_empty()) {
            texts.pop();
        }
        let mut of: Vec<String> =
            agent.filter(|_| counts_agents).map(|agent| format!("`{agent}`")).into_iter().collect();
        if !texts.is_empty() {
            of.push(format!("`{}`", texts.join(", ")));
        }
        let of = if of.is_empty() { "the floor".to_owned() } else { of.join(" and ") };
        if room {
            return self.on_pace(cap, &of, (used, needed, most), at);
        }
        let clears_at = self.cap_clears(cap, &key, (limit, needed), at);
        let currency = cap.money.as_ref().and_then(|money| Currency::new(&money.currency));
        let cap = cap.id.clone();
        let reason = match currency {
            None => Reason::CapFull { cap, of, used, limit },
            Some(currency) => Reason::BudgetSpent(BudgetSpent {
                cap,
                of,
                currency,
                spent_minor: used,
                price_minor: needed,
                budget_minor: limit,
            }),
        };
        Err(Refused { reason, clears_at })
    }

    /// The first later instant with room, of those at which a count can fall.
    fn cap_clears(
        &self,
        cap: &CapDoc,
        key: &[String],
        (limit, needed): (u64, u32),
        at: Timestamp,
    ) -> Option<Timestamp> {
        if limit == 0 {
            return None;
        }
        let mut ends: Vec<Timestamp> = match &cap.window {
            WindowDoc::Rolling { span_s } => {
                let rows = self.counted.iter().filter(|row| row.cap == cap.id && row.key == key);
                rows.map(|row| row.at.plus(Span::seconds(*span_s))).collect()
            }
            WindowDoc::Block { calendar } => {
                let until = self.window_of(cap, at).map(|(_, until)| until);
                let calendar = self.calendars.get(calendar);
                until.zip(calendar).and_then(|(until, own)| own.next_open(until)).into_iter().collect()
            }
            _ => self.window_of(cap, at).map(|(_, until)| until).into_iter().collect(),
        };
        ends.sort_unstable();
        ends.into_iter().find(|end| {
            *end > at && *end < Timestamp::MAX && fits(cap, self.used(cap, key, *end), needed, limit)
        })
    }

    /// The first cap that stops a lead whoever would take it.
    pub(super) fn stopped_by(&self, lead: &LeadState, queue: &Name) -> Option<&CapDoc> {
        let caps =
            self.policy.caps.iter().filter(|cap| !per_agent(cap) && self.applies(cap, lead, Way::Push));
        caps.into_iter().find(|cap| self.room(cap, lead, Some(queue), None, (Way::Push, self.now)).is_err())
    }

    /// What becomes of a lead that a full cap stops; `Next` is where its stage says, if it does.
    pub(super) fn at_limit(&self, lead: &LeadState, stage: &StageDoc, cap: &CapDoc) -> AtLimitDoc {
        let plan = lead.course.as_ref().map(|(plan, _)| plan);
        let overflow = self
            .policy
            .caps
            .iter()
            .any(|cap| matches!(&cap.at_limit, AtLimitDoc::Plan { plan: to } if Some(to) == plan));
        match &cap.at_limit {
            AtLimitDoc::Next | AtLimitDoc::Fail if !self.is(Fault::AllWaitAtLimit) => cap.at_limit.clone(),
            AtLimitDoc::Plan { .. } if !overflow && !self.is(Fault::AllWaitAtLimit) => cap.at_limit.clone(),
            _ if stage.next.cap_full.is_some() => AtLimitDoc::Next,
            _ => AtLimitDoc::Wait,
        }
    }

    /// Forgets what a floor does not know of a cap that counts in other windows from now on: whatever does not belong to
    /// the last window of its counter, or of leads held and for ever whatever is with nobody any longer. To be asked under
    /// the old policy.
    pub(super) fn forget_unknown(&mut self, was: &CapDoc, is: &CapDoc) {
        let rows = self.counted.clone();
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.cap == was.id) {
            let last = rows.iter().filter(|other| other.cap == was.id && other.key == row.key);
            let last = last.map(|other| other.at).max().unwrap_or(row.at);
            let kept = matches!(was.window, WindowDoc::Lifetime | WindowDoc::Open);
            let gone = if kept { !row.current } else { row.given_away || !self.covers(was, row, last) };
            let gone = if is.window == WindowDoc::Open { !row.current } else { gone };
            if let Some(row) = self.counted.get_mut(at) {
                row.given_away = gone;
            }
        }
        // A lead that is with somebody still is known to be counted, if another count has gone in its place before.
        for at in 0..self.counted.len() {
            let Some(own) = self.counted.get(at).filter(|row| row.cap == was.id && row.current).cloned()
            else {
                continue;
            };
            let same = |row: &&Counted| {
                let alike = row.at == own.at && row.amount == own.amount;
                row.cap == own.cap && row.key == own.key && alike
            };
            let counted = self.counted.iter().filter(same).filter(|row| !row.given_away).count();
            let held = self.counted.iter().filter(same).filter(|row| row.current).count();
            if let Some(row) = self.counted.get_mut(at).filter(|_| counted < held) {
                row.given_away = false;
            }
        }
    }

    /// Forgets what does not count in the window of this instant under a cap that counts in others from now on.
    pub(super) fn forget_elsewhere(&mut self, is: &CapDoc) {
        let rows = self.counted.iter();
        let gone: Vec<bool> =
            rows.map(|row| row.cap == is.id && !self.counts_at(is, row, self.now)).collect();
        self.counted.iter_mut().zip(gone).for_each(|(row, gone)| row.given_away |= gone);
    }

    /// Counts a lead given to an agent.
    pub(super) fn count(&mut self, lead: &LeadId, queue: Option<&Name>, agent: &AgentId, way: Way) {
        let counted = self.counts_of(lead, queue, agent, way, false);
        self.counted.extend(counted);
    }

    /// What a lead given to an agent, or given back by one, counts under.
    pub(super) fn counts_of(
        &self,
        lead: &LeadId,
        queue: Option<&Name>,
        agent: &AgentId,
        way: Way,
        returned: bool,
    ) -> Vec<Counted> {
        let Some(state) = self.leads.get(lead) else {
            return Vec::new();
        };
        let closed = |cap: &CapDoc| {
            matches!(cap.window, WindowDoc::Block { .. }) && self.window_of(cap, self.now).is_none()
        };
        let caps = self.policy.caps.iter().filter(|cap| self.applies(cap, state, way));
        let caps = caps.filter(|cap| (cap.counts == CountsDoc::Returned) == returned && !closed(cap));
        let counted = caps.map(|cap| Counted {
            cap: cap.id.clone(),
            at: self.now,
            lead: lead.clone(),
            current: !returned,
            given_away: false,
            key: self.key(cap, state, queue, Some(agent)),
            amount: self.amount(cap, &state.doc).unwrap_or(0),
            reserved_until: if returned { None } else { self.reserved_until(cap) },
        });
        counted.collect()
    }

    /// A lead leaves an agent: what counts leads held does so no longer, nor does whatever is given back.
    pub(super) fn uncount(&mut self, lead: &LeadId, leaves: Leaves<'_>) {
        let Some(state) = self.leads.get(lead).cloned() else { return };
        let keeps = self.is(Fault::OpenCapKept);
        for at in 0..self.counted.len() {
            let Some(row) = self.counted.get(at).filter(|row| row.lead == *lead && row.current).cloned()
            else {
                continue;
            };
            if let Some(row) = self.counted.get_mut(at) {
                row.current = keeps;
            }
            let Some(cap) = self.policy.caps.iter().find(|cap| cap.id == row.cap).cloned() else { continue };
            match self.becomes(&cap, &state, leaves) {
                _ if cap.window == WindowDoc::Open => {}
                Becomes::Stays => {}
                Becomes::GivenBack => self.give_away(&cap, at),
                Becomes::GivenToCurrent if self.covers(&cap, &row, self.now) => {
                    self.give_away(&cap, at);
                }
                Becomes::GivenToCurrent if matches!(cap.window, WindowDoc::Rolling { .. }) => {}
                Becomes::GivenToCurrent => {
                    let rows = self.counted.iter().enumerate();
                    let now = self.now;
                    let rows = rows.filter(|(_, other)| other.cap == row.cap && other.key == row.key);
                    let rows = rows.filter(|(_, other)| self.counts_at(&cap, other, now));
                    let oldest = rows.min_by_key(|(_, other)| other.at).map(|(at, _)| at);
                    if let Some(oldest) = oldest.and_then(|oldest| self.counted.get_mut(oldest)) {
                        oldest.given_away = true;
                    }
                }
            }
        }
    }

    /// Takes one of the counts away, or one like it if it has been given away for another already.
    fn give_away(&mut self, cap: &CapDoc, at: usize) {
        let Some(own) = self.counted.get(at).cloned() else { return };
        let mut place = Some(at);
        if own.given_away {
            place = self.counted.iter().position(|other| {
                let same = other.cap == cap.id && other.key == own.key && other.at == own.at;
                !other.given_away && same && other.amount == own.amount
            });
        }
        if let Some(row) = place.and_then(|place| self.counted.get_mut(place)) {
            row.given_away = true;
        }
    }

    /// The lead of a count is reserved for no longer: it is counted no longer, and stays with whoever has it.
    pub(super) fn release_one(&mut self, at: usize) {
        let Some(row) = self.counted.get_mut(at) else { return };
        row.current = false;
        let name = row.cap.clone();
        if let Some(cap) = self.policy.caps.iter().find(|cap| cap.id == name).cloned()
            && cap.window != WindowDoc::Open
        {
            self.give_away(&cap, at);
        }
    }

    fn becomes(&self, cap: &CapDoc, lead: &LeadState, leaves: Leaves<'_>) -> Becomes {
        let short = match leaves {
            _ if self.is(Fault::ReservedForGood) => false,
            _ => {
                let code = if let Leaves::Ended(code) = leaves { Some(code) } else { None };
                Oracle::short_of(cap, lead, code)
            }
        };
        match leaves {
            Leaves::Offer if cap.counts != CountsDoc::Offered => Becomes::GivenBack,
            Leaves::Offer => Becomes::Stays,
            _ if short => Becomes::GivenBack,
            Leaves::Returned(reason) => {
                let own = cap.on_return_by_reason.iter().find(|own| own.reason == reason);
                let own = own.filter(|_| !self.is(Fault::ReasonsAlike));
                match own.map_or(cap.on_return, |own| own.on_return) {
                    OnReturnDoc::Keep => Becomes::Stays,
                    OnReturnDoc::GiveBack => Becomes::GivenBack,
                    OnReturnDoc::GiveBackToCurrent => Becomes::GivenToCurrent,
                }
            }
            Leaves::Otherwise | Leaves::Ended(_) => Becomes::Stays,
        }
    }
}
