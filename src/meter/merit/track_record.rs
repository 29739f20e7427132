//! The counts of each agent, apart by the value leads are told apart by, period by period.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::results::{Results, Score};
use crate::id::AgentSlot;
use crate::time::Timestamp;

/// The counts of one agent and one value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackRecord {
    /// First instant of a period, and what was counted in it; the oldest first, none empty.
    periods: VecDeque<(Timestamp, Results)>,
}

impl TrackRecord {
    /// Counts one thing in the period that began then.
    pub fn count(&mut self, from: Timestamp, score: Score) {
        match self.periods.back_mut() {
            Some((last, results)) if *last == from => results.count(score),
            _ => {
                let mut results = Results::default();
                results.count(score);
                self.periods.push_back((from, results));
            }
        }
    }

    /// Puts right what was counted in the period that began then; nothing where that is dropped.
    fn correct(&mut self, from: Timestamp, score: Score) {
        if let Some((_, results)) = self.periods.iter_mut().find(|(begun, _)| *begun == from) {
            results.count(score);
        }
        self.periods.retain(|(_, results)| *results != Results::default());
    }

    /// What was counted in the periods that began within these two instants, the second left out.
    #[must_use]
    pub fn within(&self, from: Timestamp, until: Timestamp) -> Results {
        let within = self.periods.iter().filter(|(begun, _)| from <= *begun && *begun < until);
        within.fold(Results::default(), |sum, (_, results)| sum.plus(*results))
    }

    /// Drops the periods that began before an instant.
    pub fn drop_before(&mut self, from: Timestamp) {
        while self.periods.front().is_some_and(|(begun, _)| *begun < from) {
            self.periods.pop_front();
        }
    }

    /// Whether nothing is counted here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.periods.is_empty()
    }

    /// When the last period something was counted in began.
    #[must_use]
    pub fn last_begun(&self) -> Option<Timestamp> {
        self.periods.back().map(|(begun, _)| *begun)
    }
}

/// Every track record of one merit, by agent and by value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TrackRecords {
    by_agent: BTreeMap<(AgentSlot, Option<Arc<str>>), TrackRecord>,
}

impl TrackRecords {
    /// Counts one thing. O(log n) in the track records.
    pub(crate) fn count(
        &mut self,
        agent: AgentSlot,
        value: Option<&Arc<str>>,
        from: Timestamp,
        score: Score,
    ) {
        self.by_agent.entry((agent, value.cloned())).or_default().count(from, score);
    }

    /// Puts right what was counted in a period. O(log n) in the track records.
    pub(crate) fn correct(
        &mut self,
        agent: AgentSlot,
        value: Option<&Arc<str>>,
        from: Timestamp,
        score: Score,
    ) {
        let key = (agent, value.cloned());
        if let Some(track_record) = self.by_agent.get_mut(&key) {
            track_record.correct(from, score);
            if track_record.is_empty() {
                self.by_agent.remove(&key);
            }
        }
    }

    /// Drops the periods that began before an instant. Linear in the track records.
    pub(crate) fn drop_before(&mut self, from: Timestamp) {
        self.by_agent.retain(|_, track_record| {
            track_record.drop_before(from);
            !track_record.is_empty()
        });
    }

    /// Whether nothing is counted.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_agent.is_empty()
    }

    /// Whether something is counted in a period that began at an instant or later. Linear in the track records.
    pub(crate) fn any_since(&self, from: Timestamp) -> bool {
        self.by_agent
            .values()
            .any(|track_record| track_record.last_begun().is_some_and(|begun| begun >= from))
    }

    /// Every track record: whose, of which value, and the track record.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (AgentSlot, Option<&str>, &TrackRecord)> {
        self.by_agent.iter().map(|((agent, value), track_record)| (*agent, value.as_deref(), track_record))
    }

    /// The largest slot of an agent spoken of.
    pub(crate) fn last_agent(&self) -> Option<AgentSlot> {
        self.by_agent.keys().next_back().map(|(agent, _)| *agent)
    }

    /// What each agent's track records add up to within a window; those with nothing in it are left out.
    pub(crate) fn sums(&self, from: Timestamp, until: Timestamp) -> BTreeMap<AgentSlot, Results> {
        let mut sums: BTreeMap<AgentSlot, Results> = BTreeMap::new();
        for (agent, _, track_record) in self.iter() {
            let results = track_record.within(from, until);
            if results != Results::default() {
                let sum = sums.entry(agent).or_default();
                *sum = sum.plus(results);
            }
        }
        sums
    }

    /// The track records of one agent, each with its value.
    pub(crate) fn of(&self, agent: AgentSlot) -> impl Iterator<Item = (Option<&str>, &TrackRecord)> {
        let own = self.by_agent.range((agent, None)..).take_while(move |((other, _), _)| *other == agent);
        own.map(|((_, value), track_record)| (value.as_deref(), track_record))
    }
}
