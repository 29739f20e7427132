//! Merit, as a host writes it: what counts as success, over which periods, and what a queue makes of it.

use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::id::Name;

/// What came of the leads dealt to each agent, period by period.
///
/// A lead counts once its time with its owner has ended: with a final disposition, with a follow-up missed, or with a
/// return for a reason that gives no turn back. Only leads that were dealt count, by push: who claims a lead has chosen
/// it, and a manager who reassigns one has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MeritDoc {
    /// The merit's name.
    pub id: Name,
    /// The codes of final dispositions that count as success.
    pub won: Vec<String>,
    /// The codes that count as qualified, beside those of `won`.
    #[serde(default)]
    pub qualified: Vec<String>,
    /// How long a period is. Weights are reviewed when one ends, and at no other time.
    #[serde(default)]
    pub period: PeriodDoc,
    /// How many whole periods are looked at; what is older is dropped. At most 60.
    #[serde(default = "eight")]
    pub periods: u32,
    /// The IANA time zone periods begin in; without it the policy's.
    #[serde(default)]
    pub zone: Option<String>,
    /// A lead that has had no final disposition so long after it became theirs counts as not won from then on, so that
    /// sitting on leads does not help; if it ends otherwise after all, that is put right. In seconds; without it leads left
    /// open do not count.
    #[serde(default)]
    pub open_counts_after_s: Option<u64>,
    /// Compares agents lead for lead of the same value of this attribute, such as the source: whoever has the easier leads
    /// is expected to win more of them. Text, integer or boolean.
    #[serde(default)]
    pub normalise_by: Option<Name>,
    /// Counts leads apart by how many others their owner held when they were given them, so that each review says what one
    /// lead more in hand brings.
    #[serde(default)]
    pub by_load: Option<ByLoadDoc>,
}

/// Bands of leads held. The first begins at none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ByLoadDoc {
    /// The fewest other leads held when a lead of the second, third … band was given: ascending, 1 to 1000, 16 at most. Leads
    /// on offer are held; leads that have ceased to take up capacity are not.
    pub bands_from: Vec<u32>,
    /// How many leads of a band must have ended for it to be compared with the band before.
    #[serde(default = "twenty")]
    pub min_tried: u32,
}

/// A stretch of time that begins with the clock and the calendar of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PeriodDoc {
    /// Each hour by the zone's clock.
    Hour,
    /// Each day from local midnight.
    Day,
    /// Each week from local midnight of a day.
    Week {
        /// The first day of the week.
        starts: Day,
    },
    /// Each month from local midnight of the 1st.
    Month,
}

impl Default for PeriodDoc {
    fn default() -> Self {
        PeriodDoc::Week { starts: Day::Mon }
    }
}

/// What a queue makes of merit: the weight of a membership times so many percent, 100 being an average member.
///
/// `floor_percent` + (100 − `floor_percent`) × merit, where the members' merits are scaled to a mean of 1. Merit is the
/// successes over those the group would have had with the same leads, both with a prior of the group's mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueMeritDoc {
    /// One of the policy's merits.
    pub by: Name,
    /// The part of an equal share that everybody keeps whatever their merit, in percent; 1 to 100.
    #[serde(default = "thirty")]
    pub floor_percent: u32,
    /// The weight of whoever has fewer than `min_tried` leads to be judged by, in percent; the floor to 100.
    #[serde(default = "hundred")]
    pub newcomer_percent: u32,
    /// The most a weight may be, in percent; at least 100.
    #[serde(default = "three_hundred")]
    pub ceiling_percent: u32,
    /// The most a weight rises at one review, in percent of an average weight; it falls at once.
    #[serde(default = "twenty_five")]
    pub rise_percent: u32,
    /// How many leads at the group's mean are added to everybody's own before they are compared: the more, the less a
    /// lucky streak does.
    #[serde(default = "twenty")]
    pub prior: u32,
    /// How many leads it takes to be judged by one's own, and for a raise to show its effect.
    #[serde(default = "twenty")]
    pub min_tried: u32,
    /// A raise is taken back if the merit after it is below so much of the merit before it, in percent; 0 never.
    #[serde(default = "eighty")]
    pub roll_back_percent: u32,
    /// Two tiers by merit, in place of the memberships'.
    #[serde(default)]
    pub tiers: Option<MeritTiersDoc>,
    /// Has a member count as full from the number of open leads on where one more brings too little, by their own leads; the
    /// merit says the bands (`by_load`).
    #[serde(default)]
    pub declining_return: Option<DecliningMeritDoc>,
}

/// From where on one more lead brings too little. What each lead more in hand brings is compared with what the group makes
/// of a lead, at each review; leads are pushed to nobody who is full, and whoever is full may claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecliningMeritDoc {
    /// A member is full from the first band, the lowest apart, where each lead more brings less than this, in percent.
    #[serde(default = "eighty")]
    pub below_percent: u32,
    /// And is so until a review finds this much there, or too few leads to say; at least `below_percent`.
    #[serde(default = "hundred")]
    pub until_percent: u32,
}

/// Two tiers by merit. Whoever is between the two marks stays where they are, so that nobody goes to and fro.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MeritTiersDoc {
    /// The tier of those promoted; the lower number answers first.
    pub top: u32,
    /// The tier of everybody else.
    pub rest: u32,
    /// Promoted at this merit, in percent of the group's.
    pub promote_percent: u32,
    /// Demoted below this merit, in percent of the group's; at most `promote_percent`.
    pub demote_percent: u32,
}

/// Caps by performance: at each review of a merit, an agent's limit is more or less than it says, for leads that are
/// pushed. Claims and a manager's hand keep to the limit as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CapAdjustDoc {
    /// One of the policy's merits: whose counts, over which window, reviewed when.
    pub by: Name,
    /// By which number, and from where on it is rewarded and penalised.
    pub metric: MetricDoc,
    /// So many leads more in each window at the top mark or better.
    #[serde(default)]
    pub reward: u32,
    /// So many leads fewer in each window at the bottom mark or worse.
    #[serde(default)]
    pub penalty: u32,
    /// A penalty leaves so many leads at the least; a limit that is lower anyhow stays.
    #[serde(default = "one_lead")]
    pub least: u32,
    /// Over how many leads the number must be taken for the limit to change.
    #[serde(default = "twenty")]
    pub min_tried: u32,
}

/// A number agents are measured by, with the marks for a reward and for a penalty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum MetricDoc {
    /// From becoming the owner to the first attempt, in the mean.
    SpeedToAttempt {
        /// Rewarded at this many seconds or fewer.
        top_s: u64,
        /// Penalised at this many seconds or more.
        bottom_s: u64,
    },
    /// From becoming the owner to first reaching somebody, in the mean over the leads on which somebody was.
    SpeedToContact {
        /// Rewarded at this many seconds or fewer.
        top_s: u64,
        /// Penalised at this many seconds or more.
        bottom_s: u64,
    },
    /// Leads on which somebody was reached, of those ended.
    ContactRate {
        /// Rewarded at this many basis points or more.
        top_bp: u64,
        /// Penalised at this many basis points or fewer.
        bottom_bp: u64,
    },
    /// Leads qualified or won, of those ended.
    QualificationRate {
        /// Rewarded at this many basis points or more.
        top_bp: u64,
        /// Penalised at this many basis points or fewer.
        bottom_bp: u64,
    },
    /// Leads won, of those ended.
    ConversionRate {
        /// Rewarded at this many basis points or more.
        top_bp: u64,
        /// Penalised at this many basis points or fewer.
        bottom_bp: u64,
    },
}

fn one_lead() -> u32 {
    1
}

fn eight() -> u32 {
    8
}

fn twenty() -> u32 {
    20
}

fn twenty_five() -> u32 {
    25
}

fn thirty() -> u32 {
    30
}

fn eighty() -> u32 {
    80
}

fn hundred() -> u32 {
    100
}

fn three_hundred() -> u32 {
    300
}
