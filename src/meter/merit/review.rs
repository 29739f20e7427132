//! From counts to weights: one review of one queue.

use super::affinity::shrunken_bp;
use super::grade::{Change, Grade, Raise};
use super::group::{AS_THE_GROUP_BP, Group, MILLI};
use crate::id::AgentSlot;
use crate::time::Timestamp;

/// As the group, in basis points.
const AS_THE_GROUP: u128 = 10_000;

/// How a queue makes weights of merit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// What everybody keeps, in percent of an average weight.
    pub floor_percent: u32,
    /// What a member has until there is enough to judge by.
    pub newcomer_percent: u32,
    /// The most anybody has.
    pub ceiling_percent: u32,
    /// The most a weight rises at one review.
    pub rise_percent: u32,
    /// So many leads at the group's rate are added to everybody's own.
    pub prior: u32,
    /// So many leads it takes to be judged by one's own.
    pub min_tried: u32,
    /// A raise is rolled back if the merit after it is below so much of the merit before.
    pub roll_back_percent: u32,
    /// How many reviews pass after that before another raise.
    pub wait: u32,
    /// Tiers by merit.
    pub tiers: Option<TierRules>,
}

/// Two tiers, and the merit it takes to change between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TierRules {
    /// The tier of those promoted.
    pub top: u32,
    /// The tier of the others.
    pub rest: u32,
    /// Promoted at this merit, in percent of the group's.
    pub promote_percent: u32,
    /// Demoted below this one.
    pub demote_percent: u32,
}

/// A member on the way into a review.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// Who.
    pub agent: AgentSlot,
    /// The weight of the membership.
    pub seat_weight: u32,
    /// As of the last review.
    pub last: Option<&'a Grade>,
    /// Leads ended within the window, successes among them, and what the group would have won, in thousandths.
    pub within: (u32, u32, u64),
    /// The same since the raise that is on proof.
    pub since_raise: (u32, u32, u64),
}

/// Reviews every member of a queue. Those about whom there is nothing to say are left out: they have the weight of
/// newcomers. Linear in the members.
///
/// The mean merit of those judged by their own leads, by the weights of their memberships, is scaled to that of the
/// group. So their weights add up to no more than an average each, and whoever is at the floor has no less than the
/// floor's part of an equal share while all are eligible.
#[must_use]
pub fn review(
    rules: &Rules,
    group: &Group,
    members: &[Member<'_>],
    (window_from, at): (Timestamp, Timestamp),
) -> Vec<(AgentSlot, Grade)> {
    let prior = (group.at_mean_milli(rules.prior), AS_THE_GROUP_BP);
    let merits: Vec<Option<u32>> = members
        .iter()
        .map(|member| {
            let (tried, won, expected) = member.within;
            (tried >= rules.min_tried).then(|| shrunken_bp((won, expected), prior))
        })
        .collect();
    let (mut seats, mut sum) = (0_u128, 0_u128);
    for (member, merit) in members.iter().zip(&merits) {
        if let Some(merit) = merit {
            let seat = u128::from(member.seat_weight);
            seats = seats.saturating_add(seat);
            sum = sum.saturating_add(seat.saturating_mul(u128::from(*merit)));
        }
    }
    let scaled = |merit: u32| {
        let upper = u128::from(merit).saturating_mul(seats).saturating_mul(AS_THE_GROUP);
        upper.checked_div(sum).unwrap_or(AS_THE_GROUP)
    };
    let reviewed = members.iter().zip(merits).map(|(member, merit)| {
        let target = merit.map_or(rules.newcomer_percent, |merit| target(rules, scaled(merit)));
        (member.agent, one(rules, member, merit, target, (window_from, at)))
    });
    reviewed.filter(|(_, grade)| says_something(rules, grade)).collect()
}

fn target(rules: &Rules, scaled_bp: u128) -> u32 {
    let rest = u128::from(100_u32.saturating_sub(rules.floor_percent));
    let earned = rest.saturating_mul(scaled_bp).checked_div(AS_THE_GROUP).unwrap_or(0);
    let earned = u32::try_from(earned).unwrap_or(u32::MAX);
    rules.floor_percent.saturating_add(earned).min(rules.ceiling_percent)
}

fn one(
    rules: &Rules,
    member: &Member<'_>,
    merit: Option<u32>,
    target: u32,
    (window_from, at): (Timestamp, Timestamp),
) -> Grade {
    let last = member.last;
    let before = last.map_or(rules.newcomer_percent, |last| last.weight_percent);
    let (tried, won, expected_milli) = member.within;
    let mut grade = Grade {
        tried,
        won,
        expected_milli,
        merit_bp: merit,
        target_percent: target,
        before_percent: before,
        weight_percent: target.min(before),
        change: Change::Kept,
        raise: None,
        wait: 0,
        tier: rules.tiers.map(|tiers| tier(&tiers, merit, last)),
    };
    let risen = target.min(before.saturating_add(rules.rise_percent));
    let Some(merit) = merit else {
        grade.weight_percent = risen;
        grade.change = Change::Newcomer;
        return grade;
    };
    let raise = last.and_then(|last| last.raise);
    let proof = raise.map(|raise| proof(rules, member, raise, window_from));
    let wait = last.map_or(0, |last| last.wait);
    match (raise, proof) {
        (Some(raise), Some(Proof::Fell)) => {
            grade.weight_percent = target.min(raise.from_percent);
            grade.change = Change::RolledBack;
            grade.wait = rules.wait;
            return grade;
        }
        (Some(raise), Some(Proof::Open)) if target >= before => {
            grade.raise = Some(raise);
            grade.change = if target > before { Change::OnProof } else { Change::Kept };
        }
        _ if target > before && wait > 0 => {
            grade.wait = wait.saturating_sub(1);
            grade.change = Change::Waits;
        }
        _ if risen > before => {
            grade.weight_percent = risen;
            grade.raise = Some(Raise { from_percent: before, merit_bp: merit, since: at });
            grade.change = Change::Raised;
        }
        _ => grade.wait = wait.saturating_sub(1),
    }
    if grade.weight_percent < before {
        grade.change = Change::Lowered;
    }
    grade
}

enum Proof {
    Open,
    Held,
    Fell,
}

/// What a raise has shown. It stays open until enough leads have ended since, for a window at the most.
fn proof(rules: &Rules, member: &Member<'_>, raise: Raise, window_from: Timestamp) -> Proof {
    let (tried, won, expected) = member.since_raise;
    if raise.since < window_from {
        return Proof::Held;
    }
    if tried < rules.min_tried.max(1) {
        return Proof::Open;
    }
    // won ÷ expected < merit before × part, multiplied out.
    let after = u128::from(won).saturating_mul(MILLI).saturating_mul(AS_THE_GROUP).saturating_mul(100);
    let before = u128::from(expected)
        .saturating_mul(u128::from(raise.merit_bp))
        .saturating_mul(u128::from(rules.roll_back_percent));
    if after < before { Proof::Fell } else { Proof::Held }
}

fn tier(tiers: &TierRules, merit: Option<u32>, last: Option<&Grade>) -> u32 {
    let on_top = last.is_some_and(|last| last.tier == Some(tiers.top));
    let needed = if on_top { tiers.demote_percent } else { tiers.promote_percent };
    let enough = merit.is_some_and(|merit| u64::from(merit) >= u64::from(needed).saturating_mul(100));
    if enough { tiers.top } else { tiers.rest }
}

fn says_something(rules: &Rules, grade: &Grade) -> bool {
    let on_top = rules.tiers.is_some_and(|tiers| grade.tier == Some(tiers.top));
    grade.tried > 0 || grade.weight_percent != rules.newcomer_percent || grade.wait > 0 || on_top
}
