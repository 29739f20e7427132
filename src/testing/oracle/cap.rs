//! Caps, by going through everything that was ever counted.

use super::condition::{holds, read};
use super::model::{Counted, LeadState, Standing};
use super::{Fault, Oracle, Way};
use crate::attribute::Value;
use crate::calendar::{Window, bounds};
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::{Reason, Refused};
use crate::policy::{CapDoc, CountsDoc, DimensionDoc, OnReturnDoc, WindowDoc};
use crate::time::{Span, Timestamp};

pub(super) fn per_agent(cap: &CapDoc) -> bool {
    cap.per.iter().any(|per| matches!(per, DimensionDoc::Agent | DimensionDoc::Team))
}

fn calendar_window(window: &WindowDoc) -> Option<Window> {
    match window {
        WindowDoc::Hour => Some(Window::Hour),
        WindowDoc::Day => Some(Window::Day),
        WindowDoc::Week { starts } => Some(Window::Week { starts: *starts }),
        WindowDoc::Month => Some(Window::Month),
        WindowDoc::Rolling { .. } | WindowDoc::Open | WindowDoc::Lifetime => None,
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

    /// How many count under a cap at an instant.
    fn used(&self, cap: &CapDoc, key: &[String], at: Timestamp) -> u32 {
        let rows = self.counted.iter().filter(|row| row.cap == cap.id && row.key == key);
        let counts = |row: &&Counted| match cap.window {
            WindowDoc::Lifetime => true,
            WindowDoc::Open => row.current,
            WindowDoc::Rolling { span_s } => {
                let ends = row.at.plus(Span::seconds(span_s));
                at < ends || (self.is(Fault::WindowClosed) && at == ends)
            }
            _ => match (calendar_window(&cap.window), self.zones.get(&cap.id)) {
                (Some(window), Some(zone)) => {
                    let (from, until) = bounds(window, zone, row.at);
                    from <= at && (at < until || (self.is(Fault::WindowClosed) && at == until))
                }
                _ => false,
            },
        };
        u32::try_from(rows.filter(counts).count()).unwrap_or(u32::MAX)
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
        let used = self.used(cap, &key, at);
        let room = if self.is(Fault::CapOffByOne) { used <= limit } else { used < limit };
        if room {
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
        let clears_at = self.cap_clears(cap, &key, limit, at);
        Err(Refused { reason: Reason::CapFull { cap: cap.id.clone(), of, used, limit }, clears_at })
    }

    /// The first later instant with room, of those at which a count can fall.
    fn cap_clears(&self, cap: &CapDoc, key: &[String], limit: u32, at: Timestamp) -> Option<Timestamp> {
        if limit == 0 {
            return None;
        }
        let mut ends: Vec<Timestamp> = match (&cap.window, calendar_window(&cap.window)) {
            (WindowDoc::Rolling { span_s }, _) => {
                let rows = self.counted.iter().filter(|row| row.cap == cap.id && row.key == key);
                rows.map(|row| row.at.plus(Span::seconds(*span_s))).collect()
            }
            (_, Some(window)) => {
                self.zones.get(&cap.id).map(|zone| bounds(window, zone, at).1).into_iter().collect()
            }
            _ => Vec::new(),
        };
        ends.sort_unstable();
        ends.into_iter().find(|end| *end > at && *end < Timestamp::MAX && self.used(cap, key, *end) < limit)
    }

    /// The first cap that stops a lead whoever would take it.
    pub(super) fn floor_wide(
        &self,
        lead: &LeadState,
        queue: Option<&Name>,
        way: Way,
        at: Timestamp,
    ) -> Result<(), Refused> {
        for cap in self.policy.caps.iter().filter(|cap| !per_agent(cap) && self.applies(cap, lead, way)) {
            self.room(cap, lead, queue, None, (way, at))?;
        }
        Ok(())
    }

    /// Counts a lead given to an agent, or given back by one.
    pub(super) fn count(
        &mut self,
        lead: &LeadId,
        queue: Option<&Name>,
        agent: &AgentId,
        way: Way,
        returned: bool,
    ) {
        let Some(state) = self.leads.get(lead).cloned() else {
            return;
        };
        let caps: Vec<CapDoc> =
            self.policy.caps.iter().filter(|cap| self.applies(cap, &state, way)).cloned().collect();
        for cap in &caps {
            if (cap.counts == CountsDoc::Returned) == returned {
                let key = self.key(cap, &state, queue, Some(agent));
                self.counted.push(Counted {
                    cap: cap.id.clone(),
                    at: self.now,
                    lead: lead.clone(),
                    current: !returned,
                    key,
                });
            }
        }
    }

    /// A lead leaves an agent: what counts leads held does so no longer, nor does whatever `gives_back` says.
    pub(super) fn uncount(&mut self, lead: &LeadId, gives_back: impl Fn(&CapDoc) -> bool) {
        let caps = &self.policy.caps;
        let back = |row: &Counted| caps.iter().find(|cap| cap.id == row.cap).is_some_and(&gives_back);
        let keeps = self.fault == Some(Fault::OpenCapKept);
        self.counted.retain(|row| row.lead != *lead || !row.current || !back(row));
        for row in self.counted.iter_mut().filter(|row| row.lead == *lead) {
            row.current = keeps;
        }
    }

    /// The counts an offer gives back when it comes to nothing, or an owner when the lead is returned.
    pub(super) fn uncount_as(&mut self, lead: &LeadId, returned: bool) {
        let offered =
            self.leads.get(lead).is_some_and(|lead| matches!(lead.standing, Standing::Offered { .. }));
        self.uncount(lead, |cap| {
            if offered {
                cap.counts != CountsDoc::Offered
            } else {
                returned && cap.on_return == OnReturnDoc::GiveBack
            }
        });
    }
}
