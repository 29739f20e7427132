//! Caps, as a host writes them: how many leads per window.

use serde::{Deserialize, Serialize};

use crate::calendar::{Day, Unit};
use crate::id::Name;
use crate::policy::doc::{CapAdjustDoc, ConditionDoc, MoneyDoc, PaceDoc, ReturnReason};

/// A limit on how many leads, per window, for everything that shares the same values of `per`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CapDoc {
    /// The cap's name.
    pub id: Name,
    /// How many leads in one window, or with `money` how many minor units of its currency; 0 means none at all.
    pub limit: u64,
    /// What is counted apart: each agent, each queue, each value of an attribute, or any combination. Empty counts
    /// the whole floor together.
    #[serde(default)]
    pub per: Vec<DimensionDoc>,
    /// Only leads for which this holds are counted and stopped.
    #[serde(default)]
    pub when: Option<ConditionDoc>,
    /// The stretch of time, or the kind of work, that is counted over.
    pub window: WindowDoc,
    /// The IANA time zone in which hours, days, weeks and months begin; without it the policy's.
    #[serde(default)]
    pub zone: Option<String>,
    /// What counts.
    #[serde(default)]
    pub counts: CountsDoc,
    /// What becomes of the count when a lead is returned.
    #[serde(default)]
    pub on_return: OnReturnDoc,
    /// The same by the reason for which a lead is returned, where a reason has its own word.
    #[serde(default)]
    pub on_return_by_reason: Vec<ReturnByReasonDoc>,
    /// What becomes of a lead that is pushed and that the cap has no room for.
    #[serde(default)]
    pub at_limit: AtLimitDoc,
    /// What leads cost, where that is counted and not how many they are.
    #[serde(default)]
    pub money: Option<MoneyDoc>,
    /// How the limit is spread over the window; without it all of it is open from the window's first instant.
    #[serde(default)]
    pub pace: Option<PaceDoc>,
    /// How long a lead is reserved for that has to come to something to count, in seconds; then it counts no longer, whoever
    /// has it. Without it, until it leaves its owner or ends.
    #[serde(default)]
    pub reserve_s: Option<u64>,
    /// How an agent's limit follows what they make of their leads; without it, it does not.
    #[serde(default)]
    pub adjust: Option<CapAdjustDoc>,
}

/// What a cap counts apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum DimensionDoc {
    /// Each agent.
    Agent,
    /// Each team of agents; agents without one count together.
    Team,
    /// Each tier of the members of the queue that gives the lead; leads that no queue gives count together.
    Tier,
    /// Each queue.
    Queue,
    /// Each rule that sends leads; those of the default plan count together.
    Rule,
    /// Each plan.
    Plan,
    /// Each value of an attribute; leads without it count together.
    Attribute(Name),
}

/// What a cap counts over. Every window is half-open: its first instant is in, its last is the next window's first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum WindowDoc {
    /// Each minute by the zone's clock.
    Minute,
    /// Each half-hour by the zone's clock, always thirty minutes.
    HalfHour,
    /// Each hour by the zone's clock, always sixty minutes.
    Hour,
    /// Each day from local midnight, 23 or 25 hours where the clocks change.
    Day,
    /// Each week from local midnight of a day.
    Week {
        /// The first day of the week.
        starts: Day,
    },
    /// Each month from local midnight of the 1st.
    Month,
    /// Three months each, from local midnight of the 1st of January, April, July and October.
    Quarter,
    /// So many units each, counted from a date on.
    Every {
        /// How many, at least 1.
        units: u32,
        /// Of what.
        of: Unit,
        /// The date from whose local midnight on windows are counted, both ways: `YYYY-MM-DD`. Months begin on its day,
        /// or on their last where they have none such.
        from: String,
    },
    /// Each open block of a calendar. Outside of them there is no window: nothing is given until the next block opens.
    Block {
        /// One of the policy's calendars.
        calendar: Name,
    },
    /// The span before the instant of the decision, whatever the clock says.
    Rolling {
        /// The length in seconds, at least 1.
        span_s: u64,
    },
    /// Leads held at the moment, offers included.
    Open,
    /// Since the cap was made.
    Lifetime,
}

/// What counts under a cap. A lead counts the moment it is offered, so that offers under way cannot overshoot.
///
/// Where the lead has to come to something to count ([`Attempted`](CountsDoc::Attempted) and those after it), it is
/// reserved from that moment, in the window of that moment, and takes up room like any other. Once it has come to it, it
/// stays counted. If it leaves the agent without, by whatever way, it does not count any longer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CountsDoc {
    /// Leads accepted, pushed or pulled: an offer counts while open and no longer once it is declined or times out.
    #[default]
    Accepted,
    /// Every offer, whatever comes of it, and every claim.
    Offered,
    /// Claims only: leads taken by pull.
    Claimed,
    /// Leads given back: over the limit the agent gets no further lead.
    Returned,
    /// Leads whose customer the owner has tried to reach; an automated message is no attempt.
    Attempted,
    /// Leads whose owner has reached the customer.
    Connected,
    /// Leads that have ended with their owner in one of these ways.
    Converted {
        /// The codes of final dispositions that count.
        codes: Vec<String>,
    },
}

/// What becomes of a count when a lead is returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OnReturnDoc {
    /// It stays: five picked and one returned are five.
    #[default]
    Keep,
    /// It is given back, if its window is still the current one.
    GiveBack,
    /// It is given back to the current window, whichever it was counted in, as far as anything is counted there.
    GiveBackToCurrent,
}

/// What becomes of a lead that a full cap stops on its way to a queue's members.
///
/// A cap that counts agents, teams or tiers apart stops members, not leads: whoever is full is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AtLimitDoc {
    /// It waits in line until there is room, unless its stage says `next.cap_full`.
    #[default]
    Wait,
    /// It goes to the stage's `next.cap_full`, or to the next stage of the list.
    Next,
    /// It goes to the first stage of another plan. In a plan that some cap sends leads to, it waits, unless its stage says
    /// `next.cap_full`: so that leads are not sent round.
    Plan {
        /// One of the policy's plans.
        plan: Name,
    },
    /// It has nowhere to go, in sight of everybody, until a manager reassigns it.
    Fail,
}

/// What becomes of a count when a lead is returned for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReturnByReasonDoc {
    /// The reason.
    pub reason: ReturnReason,
    /// What becomes of the count.
    pub on_return: OnReturnDoc,
}
