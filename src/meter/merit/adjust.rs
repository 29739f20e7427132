//! Caps by performance: more leads for those who do well by one number, fewer for those who do badly.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::results::Results;

/// The number a cap is adjusted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Seconds from becoming the owner to the first attempt, in the mean: less is better.
    SpeedToAttempt,
    /// Seconds from becoming the owner to first reaching somebody, in the mean: less is better.
    SpeedToContact,
    /// Leads on which somebody was reached, in basis points of those ended.
    ContactRate,
    /// Leads qualified or won, in basis points of those ended.
    QualificationRate,
    /// Leads won, in basis points of those ended.
    ConversionRate,
}

impl Metric {
    /// Whether less is better.
    #[must_use]
    pub const fn is_speed(self) -> bool {
        matches!(self, Metric::SpeedToAttempt | Metric::SpeedToContact)
    }

    /// How many leads it is taken over, and its value, rounded down; none over no leads.
    #[must_use]
    pub fn of(self, results: &Results) -> Option<(u32, u64)> {
        let (over, upper) = match self {
            Metric::SpeedToAttempt => (results.attempts, results.attempt_s),
            Metric::SpeedToContact => (results.contacts, results.contact_s),
            Metric::ContactRate => (results.tried, basis_points(results.contacted)),
            Metric::QualificationRate => (results.tried, basis_points(results.qualified)),
            Metric::ConversionRate => (results.tried, basis_points(results.won)),
        };
        Some((over, upper.checked_div(u64::from(over))?))
    }
}

fn basis_points(leads: u32) -> u64 {
    u64::from(leads).saturating_mul(10_000)
}

/// How a cap follows a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdjustRules {
    /// By which number.
    pub metric: Metric,
    /// Rewarded from here on.
    pub top: u64,
    /// Penalised from here on.
    pub bottom: u64,
    /// So many leads more in each window.
    pub reward: u32,
    /// So many leads fewer.
    pub penalty: u32,
    /// Over so many leads at least.
    pub min_tried: u32,
}

/// What a metric made of an agent's limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjusted {
    /// The metric.
    pub metric: Metric,
    /// How many leads it was taken over.
    pub over: u32,
    /// Its value: seconds, or basis points.
    pub value: u64,
    /// So many leads more or fewer in each window, for pushed leads.
    pub by: i32,
}

impl fmt::Display for Adjusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.metric {
            Metric::SpeedToAttempt => "speed to attempt",
            Metric::SpeedToContact => "speed to contact",
            Metric::ContactRate => "contact rate",
            Metric::QualificationRate => "qualification rate",
            Metric::ConversionRate => "conversion rate",
        };
        let unit = if self.metric.is_speed() { "s" } else { "basis points" };
        write!(f, "{:+} lead(s): {name} {} {unit} over {} lead(s)", self.by, self.value, self.over)
    }
}

/// What the counts of an agent make of their limit; none over too few leads.
#[must_use]
pub fn adjust(rules: &AdjustRules, results: &Results) -> Option<Adjusted> {
    let (over, value) = rules.metric.of(results)?;
    if over < rules.min_tried {
        return None;
    }
    let speed = rules.metric.is_speed();
    let (well, badly) = if speed {
        (value <= rules.top, value >= rules.bottom)
    } else {
        (value >= rules.top, value <= rules.bottom)
    };
    let leads = |leads: u32| i32::try_from(leads).unwrap_or(i32::MAX);
    let by = match (well, badly) {
        (true, _) => leads(rules.reward),
        (false, true) => leads(rules.penalty).saturating_neg(),
        (false, false) => 0,
    };
    Some(Adjusted { metric: rules.metric, over, value, by })
}
