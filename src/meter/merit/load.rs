//! What becomes of leads by how many others their owner held when they were given them, and where one more brings too
//! little.

use core::fmt;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::grade::{Milli, Ratio};
use super::group::{AS_THE_GROUP_BP, Group, MILLI};
use super::track_record::TrackRecords;
use crate::id::AgentSlot;
use crate::time::Timestamp;

/// So many leads held, or more, count alike.
pub(crate) const MOST_HELD: u32 = 1_000;

/// How a merit tells leads apart by what their owner held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadRules {
    /// The first band begins at nothing held, the next ones at these; ascending.
    pub bands_from: Vec<u32>,
    /// So many leads it takes for a band to be compared with another.
    pub min_tried: u32,
}

/// Leads given to owners who held about as many others, within a window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadBand {
    /// The fewest other leads held when these were given; the next band begins where this one ends.
    pub from: u32,
    /// Leads whose time with their owner ended.
    pub tried: u32,
    /// Of those, with success.
    pub won: u32,
    /// What the group would have won of the same mix of leads, in thousandths.
    pub expected_milli: u64,
    /// The leads in hand when these were given, themselves included, in thousandths, in the mean; none over no leads.
    pub in_hand_milli: Option<u64>,
    /// Successes over leads, in basis points.
    pub rate_bp: Option<u32>,
    /// Successes over expected ones, in basis points: 10,000 is as the group; none where nothing is expected.
    pub merit_bp: Option<u32>,
    /// What each lead more in hand brings on top of the last band before with enough leads, in basis points of what the
    /// group makes of a lead. Negative where more in hand wins less in all; none where one of the two has too few leads.
    pub marginal_bp: Option<i64>,
}

/// The bands of a whole group, and of each agent with leads in one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loads {
    /// Every band, whoever had the leads.
    pub group: Vec<LoadBand>,
    /// Every band of each agent.
    pub agents: Vec<(AgentSlot, Vec<LoadBand>)>,
}

/// How a queue makes members full by their bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeclineRules {
    /// A member is full from the first band whose marginal conversion is below so much of the group's conversion.
    pub below_percent: u32,
    /// Whoever is full from a band is so until its marginal conversion is this much of it.
    pub until_percent: u32,
}

/// From where on a member is full, by the last review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FullFrom {
    /// As many open leads.
    pub leads: u32,
    /// What each lead more in hand brings there, in basis points of what the group makes of a lead.
    pub marginal_bp: i64,
    /// How much it would have to bring, in percent.
    pub needed_percent: u32,
}

/// What one band of somebody holds.
#[derive(Clone, Debug, Default)]
struct Sum<'a> {
    /// Leads and successes, value by value.
    by_value: BTreeMap<Option<&'a str>, (u32, u32)>,
    /// The leads in hand, summed over the leads.
    in_hand: u64,
}

impl<'a> Sum<'a> {
    fn add(&mut self, value: Option<&'a str>, held: u32, (tried, won): (u32, u32)) {
        let sum = self.by_value.entry(value).or_default();
        *sum = (sum.0.saturating_add(tried), sum.1.saturating_add(won));
        let in_hand = u64::from(held).saturating_add(1).saturating_mul(u64::from(tried));
        self.in_hand = self.in_hand.saturating_add(in_hand);
    }

    fn band(&self, from: u32, group: &Group) -> LoadBand {
        let mut band = LoadBand { from, ..LoadBand::default() };
        for (value, (tried, won)) in &self.by_value {
            band.tried = band.tried.saturating_add(*tried);
            band.won = band.won.saturating_add(*won);
            band.expected_milli = band.expected_milli.saturating_add(group.at_rate_of_milli(*value, *tried));
        }
        let tried = u64::from(band.tried);
        let small = |number: u128| u32::try_from(number).unwrap_or(u32::MAX);
        let won = u128::from(band.won).saturating_mul(u128::from(AS_THE_GROUP_BP));
        band.in_hand_milli = self.in_hand.saturating_mul(1_000).checked_div(tried);
        band.rate_bp = won.checked_div(u128::from(tried)).map(small);
        band.merit_bp = won.saturating_mul(MILLI).checked_div(u128::from(band.expected_milli)).map(small);
        band
    }
}

impl Loads {
    /// What the leads given at each number of others held came to within a window. Linear in the track records, but for the
    /// order they are kept in.
    pub(crate) fn of(
        rules: &LoadRules,
        group: &Group,
        by_held: &BTreeMap<u32, TrackRecords>,
        (from, until): (Timestamp, Timestamp),
    ) -> Loads {
        let bands = rules.bands_from.len().saturating_add(1);
        let mut all: Vec<Sum<'_>> = vec![Sum::default(); bands];
        let mut own: BTreeMap<AgentSlot, Vec<Sum<'_>>> = BTreeMap::new();
        for (held, records) in by_held {
            let band = rules.bands_from.partition_point(|from| from <= held);
            for (agent, value, track_record) in records.iter() {
                let results = track_record.within(from, until);
                if results.tried == 0 {
                    continue;
                }
                let own = own.entry(agent).or_insert_with(|| vec![Sum::default(); bands]);
                for sums in [&mut all, own] {
                    if let Some(sum) = sums.get_mut(band) {
                        sum.add(value, *held, (results.tried, results.won));
                    }
                }
            }
        }
        let compared = |sums: Vec<Sum<'_>>| {
            let begins = core::iter::once(0).chain(rules.bands_from.iter().copied());
            let bands = sums.iter().zip(begins).map(|(sum, from)| sum.band(from, group));
            compare(rules, bands.collect())
        };
        Loads {
            group: compared(all),
            agents: own.into_iter().map(|(agent, own)| (agent, compared(own))).collect(),
        }
    }

    /// The bands of one agent; none without a lead in any. O(log n) in the agents.
    #[must_use]
    pub fn agent(&self, agent: AgentSlot) -> Option<&[LoadBand]> {
        let at = self.agents.binary_search_by_key(&agent, |(other, _)| *other).ok()?;
        self.agents.get(at).map(|(_, bands)| bands.as_slice())
    }
}

/// Compares each band that has enough leads with the last one before it that has.
fn compare(rules: &LoadRules, mut bands: Vec<LoadBand>) -> Vec<LoadBand> {
    let mut before: Option<(i128, i128)> = None;
    for band in &mut bands {
        let known = band.in_hand_milli.zip(band.merit_bp).filter(|_| band.tried >= rules.min_tried);
        let Some((in_hand, merit)) = known else { continue };
        let (in_hand, merit) = (i128::from(in_hand), i128::from(merit));
        let gain = in_hand.saturating_mul(merit);
        band.marginal_bp = before.and_then(|(fewer, gained)| {
            let more = gain.saturating_sub(gained);
            let marginal = more.checked_div_euclid(in_hand.saturating_sub(fewer))?;
            Some(i64::try_from(marginal).unwrap_or(if marginal < 0 { i64::MIN } else { i64::MAX }))
        });
        before = Some((in_hand, gain));
    }
    bands
}

/// From where on somebody with these bands is full: never in the first band. What has been said before holds until the
/// mark for its end.
#[must_use]
pub fn full_from(rules: &DeclineRules, bands: &[LoadBand], last: Option<&FullFrom>) -> Option<FullFrom> {
    bands.iter().find_map(|band| {
        let marginal_bp = band.marginal_bp?;
        let full = last.is_some_and(|last| last.leads == band.from);
        let needed_percent = if full { rules.until_percent } else { rules.below_percent };
        let enough = marginal_bp >= i64::from(needed_percent).saturating_mul(100);
        (!enough).then_some(FullFrom { leads: band.from, marginal_bp, needed_percent })
    })
}

impl fmt::Display for LoadBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "from {} held: won {} of {}", self.from, self.won, self.tried)?;
        if let Some((rate, in_hand)) = self.rate_bp.zip(self.in_hand_milli) {
            write!(f, ", {rate} basis points, with {} in hand", Milli(in_hand))?;
        }
        if let Some(merit) = self.merit_bp {
            write!(f, ", {} of the group's", Ratio(merit))?;
        }
        match self.marginal_bp {
            Some(marginal) => write!(f, ", each more brings {}", Signed(marginal)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for FullFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FullFrom { leads, marginal_bp, needed_percent } = self;
        write!(f, "full from {leads} open lead(s): each more brings {}", Signed(*marginal_bp))?;
        write!(f, " of what the group makes of a lead, {needed_percent} % are needed")
    }
}

/// Basis points as a ratio with two digits, and a sign where it is negative.
struct Signed(i64);

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}", Ratio(u32::try_from(self.0.unsigned_abs()).unwrap_or(u32::MAX)))
    }
}
