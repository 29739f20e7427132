//! What a member makes of the leads of each value, against what anybody of the group would have made of them.

use core::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::grade::{Milli, Ratio};
use super::group::{AS_THE_GROUP_BP, Group};
use super::track_record::TrackRecords;
use crate::id::AgentSlot;
use crate::time::Timestamp;

/// How a queue judges what members make of the leads of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AffinityRules {
    /// So many leads are added to a member's own of a value, won as their leads of all values are; and to those as the
    /// group's are.
    pub prior: u32,
    /// So many leads it takes to be judged by them.
    pub min_tried: u32,
}

/// A member's numbers as of the last review, every one that led to the affinities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affinity {
    /// Leads whose time with the agent ended within the window.
    pub tried: u32,
    /// Of those, with success.
    pub won: u32,
    /// What the group would have won of the same mix of leads, in thousandths.
    pub expected_milli: u64,
    /// Successes over expected ones, both with the prior at the group's rate, in basis points; none below the least
    /// sample, and then the group's, 10,000, holds.
    pub merit_bp: Option<u32>,
    /// The same value by value, in order; those without a lead are left out.
    pub by_value: Vec<ValueAffinity>,
}

/// A member's numbers for the leads of one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueAffinity {
    /// The value; none are the leads without one.
    pub value: Option<Arc<str>>,
    /// Leads of it that ended.
    pub tried: u32,
    /// Of those, with success.
    pub won: u32,
    /// What the group would have won of as many, in thousandths.
    pub expected_milli: u64,
    /// Successes over expected ones, both with the prior at the member's merit, in basis points; none below the least
    /// sample, and then that merit holds.
    pub affinity_bp: Option<u32>,
}

impl Affinity {
    /// What an agent made of their leads within a window; none if none ended. Linear in the agent's track records.
    pub(crate) fn of(
        rules: &AffinityRules,
        group: &Group,
        records: &TrackRecords,
        agent: AgentSlot,
        (from, until): (Timestamp, Timestamp),
    ) -> Option<Affinity> {
        let (all, expected_milli) = group.measure(records, agent, from, until);
        if all.tried == 0 {
            return None;
        }
        let judged = |tried: u32| tried >= rules.min_tried;
        let prior = group.at_mean_milli(rules.prior);
        let merit = shrunken_bp((all.won, expected_milli), (prior, AS_THE_GROUP_BP));
        let merit_bp = judged(all.tried).then_some(merit);
        let own = records.of(agent).map(|(value, track_record)| (value, track_record.within(from, until)));
        let by_value = own.filter(|(_, results)| results.tried > 0).map(|(value, results)| {
            let expected_milli = group.at_rate_of_milli(value, results.tried);
            let prior = (group.at_rate_of_milli(value, rules.prior), merit_bp.unwrap_or(AS_THE_GROUP_BP));
            let affinity = shrunken_bp((results.won, expected_milli), prior);
            ValueAffinity {
                value: value.map(Arc::from),
                tried: results.tried,
                won: results.won,
                expected_milli,
                affinity_bp: judged(results.tried).then_some(affinity),
            }
        });
        let by_value = by_value.collect();
        Some(Affinity { tried: all.tried, won: all.won, expected_milli, merit_bp, by_value })
    }

    /// The leads of one value. O(log n) in the values.
    #[must_use]
    pub fn of_value(&self, value: Option<&str>) -> Option<&ValueAffinity> {
        let at = self.by_value.binary_search_by(|own| own.value.as_deref().cmp(&value)).ok()?;
        self.by_value.get(at)
    }

    /// What counts for leads of a value, in basis points of what the group makes of them.
    #[must_use]
    pub fn bp(&self, value: Option<&str>) -> u32 {
        let own = self.of_value(value).and_then(|own| own.affinity_bp);
        own.or(self.merit_bp).unwrap_or(AS_THE_GROUP_BP)
    }
}

impl fmt::Display for Affinity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.merit_bp {
            Some(merit) => write!(f, "{}", Ratio(merit))?,
            None => write!(f, "too few leads to judge by")?,
        }
        write!(f, " (won {} of {}, expected {})", self.won, self.tried, Milli(self.expected_milli))?;
        for own in &self.by_value {
            match &own.value {
                Some(value) => write!(f, "; `{value}` ")?,
                None => write!(f, "; no value ")?,
            }
            match own.affinity_bp {
                Some(affinity) => write!(f, "{}", Ratio(affinity))?,
                None => write!(f, "too few")?,
            }
            write!(f, " (won {} of {}, expected {})", own.won, own.tried, Milli(own.expected_milli))?;
        }
        Ok(())
    }
}

/// Successes over expected ones, both with a prior that has this ratio, in basis points rounded down; the prior's where
/// nothing is expected.
pub(super) fn shrunken_bp((won, expected_milli): (u32, u64), (prior_milli, prior_bp): (u64, u32)) -> u32 {
    let prior = u128::from(prior_milli);
    let won = u128::from(won).saturating_mul(super::group::MILLI);
    let won = won.saturating_mul(u128::from(AS_THE_GROUP_BP));
    let upper = won.saturating_add(prior.saturating_mul(u128::from(prior_bp)));
    let lower = u128::from(expected_milli).saturating_add(prior);
    upper.checked_div(lower).map_or(prior_bp, |bp| u32::try_from(bp).unwrap_or(u32::MAX))
}

/// What counted of a member's results when a lead was to be dealt by affinity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Affined {
    /// The lead's value; none if it has none.
    pub value: Option<String>,
    /// In basis points of what the group makes of such leads; what is compared are whole steps of it.
    pub affinity_bp: u32,
    /// As of the last review; none if no lead of theirs ended in its window.
    pub from: Option<Affinity>,
}

impl fmt::Display for Affined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "affinity {}", Ratio(self.affinity_bp))?;
        let Some(own) = &self.from else { return write!(f, ", as the group: no lead has ended") };
        let of_value = own.of_value(self.value.as_deref());
        let (tried, won) = of_value.map_or((0, 0), |own| (own.tried, own.won));
        write!(f, " (won {won} of {tried}")?;
        match &self.value {
            Some(value) => write!(f, " of `{value}`")?,
            None => write!(f, " of no value")?,
        }
        match of_value.filter(|own| own.affinity_bp.is_some()) {
            Some(own) => write!(f, ", expected {}", Milli(own.expected_milli))?,
            None => {
                let by = if own.merit_bp.is_some() { "counts" } else { "is too few as well" };
                let all = (own.won, own.tried, Milli(own.expected_milli));
                write!(f, ", too few; of all {} of {} {by}, expected {}", all.0, all.1, all.2)?;
            }
        }
        write!(f, ")")
    }
}
