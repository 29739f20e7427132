//! Whether members keep to the standard of follow-up of their queues.

use serde::{Deserialize, Serialize};

use crate::event::StandardChange;
use crate::id::{AgentId, AgentSlot, LeadSlot, Name, QueueSlot};
use crate::state::timers::Due;
use crate::state::{FloorState, RestoreError};
use crate::time::Timestamp;

/// What is remembered of a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StandardRow {
    /// Whether the last leads were worked in time, the newest in the lowest bit.
    met: u64,
    /// How many of the bits count.
    judged: u32,
    pub(crate) held: Option<StandardChange>,
}

impl StandardRow {
    /// A record that begins anew.
    pub(crate) fn begun(held: Option<StandardChange>) -> StandardRow {
        StandardRow { held, ..StandardRow::default() }
    }

    /// How many of the last so many leads were worked in time, and of how many.
    pub(crate) fn share(&self, of_last: u32) -> (u32, u32) {
        let judged = self.judged.min(of_last);
        ((self.met & mask(judged)).count_ones(), judged)
    }

    /// The same with one more.
    pub(crate) fn with(&self, met: bool, of_last: u32) -> StandardRow {
        let bits = self.met.checked_shl(1).unwrap_or(0) | u64::from(met);
        StandardRow {
            met: bits & mask(of_last),
            judged: self.judged.saturating_add(1).min(of_last),
            held: self.held,
        }
    }

    /// Until when the member is suspended, if they are.
    pub(crate) fn suspended(&self, now: Timestamp) -> Option<Timestamp> {
        match self.held {
            Some(StandardChange::Suspended { until }) if now < until => Some(until),
            _ => None,
        }
    }

    /// What counts of their weight, in percent.
    pub(crate) fn percent(&self) -> u32 {
        match self.held {
            Some(StandardChange::PutDown { percent }) => percent,
            _ => 100,
        }
    }
}

fn mask(bits: u32) -> u64 {
    1_u64.checked_shl(bits).map_or(u64::MAX, |bit| bit.wrapping_sub(1))
}

/// A lead that has to be worked in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ToWork {
    pub(crate) queue: QueueSlot,
    pub(crate) agent: AgentSlot,
    pub(crate) until: Timestamp,
}

/// How a member keeps to the standard of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StandardView {
    /// The queue.
    pub queue: Name,
    /// Its member.
    pub agent: AgentId,
    /// How many of the last leads were worked in time.
    pub met: u32,
    /// Of how many.
    pub judged: u32,
    /// What counts of their weight, in percent.
    pub share_percent: u32,
    /// Until when they are suspended; `Timestamp::MAX` is until a manager says so. Over if earlier than now.
    pub suspended_until: Option<Timestamp>,
}

impl FloorState {
    pub(crate) fn standard(&self, queue: QueueSlot, agent: AgentSlot) -> Option<&StandardRow> {
        self.standards.get(&(queue, agent))
    }

    /// What a lead has to be worked for in time.
    #[inline]
    pub(crate) fn to_work(&self, lead: LeadSlot) -> Option<ToWork> {
        if self.to_work.is_empty() { None } else { self.to_work.get(&lead).copied() }
    }

    /// The members of a queue who are suspended.
    pub(crate) fn suspended(
        &self,
        queue: QueueSlot,
        now: Timestamp,
    ) -> impl Iterator<Item = (AgentSlot, Timestamp)> + '_ {
        let own = self.standards.iter().filter(move |((of, _), _)| *of == queue);
        own.filter_map(move |((_, agent), row)| Some((*agent, row.suspended(now)?)))
    }

    /// How everybody keeps to the standards of their queues who was ever judged by one, by queue and slot.
    #[must_use]
    pub fn standard_views(&self) -> Vec<StandardView> {
        let view = |((queue, agent), row): (&(QueueSlot, AgentSlot), &StandardRow)| {
            let (met, judged) = row.share(u64::BITS);
            let suspended_until = match row.held {
                Some(StandardChange::Suspended { until }) => Some(until),
                _ => None,
            };
            let (queue, agent) = (self.queue_name(*queue)?, self.agent_name(*agent)?);
            Some(StandardView { queue, agent, met, judged, share_percent: row.percent(), suspended_until })
        };
        let mut views: Vec<StandardView> = self.standards.iter().filter_map(view).collect();
        views.sort_by(|a, b| (&a.queue, &a.agent).cmp(&(&b.queue, &b.agent)));
        views
    }

    pub(in crate::state) fn work_due(&self, lead: LeadSlot) -> Option<Due> {
        self.lead(lead).map(|row| Due::Work(row.sequence, lead))
    }

    /// Sets the timers of leads that have to be worked; after a restore.
    pub(in crate::state) fn time_attempts(&mut self) {
        let due: Vec<_> =
            self.to_work.iter().filter_map(|(lead, own)| Some((own.until, self.work_due(*lead)?))).collect();
        due.into_iter().for_each(|(at, due)| self.timers.insert(at, due));
    }

    /// Leads that have to be worked and are nobody's, or that nothing judges.
    pub(in crate::state) fn to_work_in_vain(&self) -> impl Iterator<Item = LeadSlot> + '_ {
        let timers: std::collections::BTreeSet<(Timestamp, Due)> = self.timers.iter().collect();
        let vain = self.to_work.iter().filter(move |(lead, own)| {
            let owned = self
                .lead(**lead)
                .is_some_and(|row| matches!(row.standing, crate::state::lead::Standing::Owned { .. }));
            !owned || !self.work_due(**lead).is_some_and(|due| timers.contains(&(own.until, due)))
        });
        vain.map(|(lead, _)| *lead)
    }

    /// Whether every slot that standards speak of is there.
    pub(in crate::state) fn standard_references(
        &self,
        wrong: &impl Fn(&str) -> Result<(), RestoreError>,
    ) -> Result<(), RestoreError> {
        let there = |queue: QueueSlot, agent: AgentSlot| {
            let held = self.layout.queues.get(queue.index()).is_some_and(|layout| layout.standard);
            held && agent.index() < self.agents.len()
        };
        let to_work = self.to_work.iter();
        if self.standards.keys().all(|(queue, agent)| there(*queue, *agent))
            && to_work
                .into_iter()
                .all(|(lead, own)| self.lead(*lead).is_some() && there(own.queue, own.agent))
        {
            return Ok(());
        }
        wrong("a standard speaks of a queue that has none, or of somebody who is not there")
    }
}
