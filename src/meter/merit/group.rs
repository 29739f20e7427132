//! What a group made of its leads, value by value: what anybody could be expected to make of a mix of them.

use std::collections::BTreeMap;

use super::results::Results;
use super::track_record::TrackRecords;
use crate::id::AgentSlot;
use crate::time::Timestamp;

/// Expected successes are counted in thousandths.
pub(super) const MILLI: u128 = 1_000;
/// As the group, in basis points.
pub(super) const AS_THE_GROUP_BP: u32 = 10_000;

/// What a group made of its leads in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// What came of the leads of each value.
    by_value: BTreeMap<Option<String>, Results>,
    all: Results,
}

impl Group {
    /// The whole group's counts within a window. Linear in the track records.
    pub(crate) fn of(records: &TrackRecords, from: Timestamp, until: Timestamp) -> Group {
        let mut group = Group::default();
        for (_, value, track_record) in records.iter() {
            let results = track_record.within(from, until);
            let sum = group.by_value.entry(value.map(str::to_owned)).or_default();
            *sum = sum.plus(results);
            group.all = group.all.plus(results);
        }
        group
    }

    /// All values together.
    #[must_use]
    pub const fn all(&self) -> Results {
        self.all
    }

    /// The successes, in thousandths, that so many leads at the group's rate over all values stand for.
    #[must_use]
    pub fn at_mean_milli(&self, leads: u32) -> u64 {
        expected_milli(leads, self.all)
    }

    /// The successes, in thousandths, that so many leads of a value at the group's rate for it stand for.
    pub(super) fn at_rate_of_milli(&self, value: Option<&str>, leads: u32) -> u64 {
        let rate = self.by_value.get(&value.map(str::to_owned)).copied().unwrap_or_default();
        expected_milli(leads, rate)
    }

    /// What an agent's own leads came to within a window, and what the group would have made of the same mix, value by
    /// value. Linear in the agent's track records.
    pub(crate) fn measure(
        &self,
        records: &TrackRecords,
        agent: AgentSlot,
        from: Timestamp,
        until: Timestamp,
    ) -> (Results, u64) {
        let mut measured = (Results::default(), 0_u64);
        for (value, track_record) in records.of(agent) {
            let results = track_record.within(from, until);
            measured.0 = measured.0.plus(results);
            measured.1 = measured.1.saturating_add(self.at_rate_of_milli(value, results.tried));
        }
        measured
    }
}

/// So many leads at a rate, in thousandths of a success, rounded down.
fn expected_milli(leads: u32, rate: Results) -> u64 {
    let upper = u128::from(leads).saturating_mul(u128::from(rate.won)).saturating_mul(MILLI);
    let milli = upper.checked_div(u128::from(rate.tried)).unwrap_or(0);
    u64::try_from(milli).unwrap_or(u64::MAX)
}
