//! Queues, as a host writes them: who is next, and which lead is next.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::policy::doc::QueueMeritDoc;

/// Leads that wait in an order, and the strategy that picks among the members. A hunt group is a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueDoc {
    /// The queue's name.
    pub id: Name,
    /// Who is next among the members who may take a lead.
    #[serde(default)]
    pub strategy: StrategyDoc,
    /// Which of the waiting leads is next.
    #[serde(default)]
    pub discipline: DisciplineDoc,
    /// When the tiers after the first open; tiers not listed are open at once.
    #[serde(default)]
    pub tiers: Vec<TierDoc>,
    /// Opens the next tier at once while nobody in the open ones is at work (present, on shift, not on leave).
    #[serde(default = "yes")]
    pub open_next_tier_when_empty: bool,
    /// What one lead of this queue costs an agent; without it one unit of no kind.
    #[serde(default)]
    pub work_kind: Option<Name>,
    /// Until when a lead takes up capacity.
    #[serde(default)]
    pub holds_capacity_until: HoldsCapacity,
    /// How long an agent gets to finish up after a disposition before the next push, in seconds.
    #[serde(default)]
    pub wrap_up_s: u64,
    /// How long an agent is passed over after declining an offer, in seconds.
    #[serde(default)]
    pub decline_delay_s: u64,
    /// How long an agent is passed over after letting an offer time out, in seconds.
    #[serde(default)]
    pub timeout_delay_s: u64,
    /// When every eligible member has had the lead in this cycle: how long to wait before asking them again.
    #[serde(default = "thirty")]
    pub cycle_wait_s: u64,
    /// What an absence does to the absent member's own turns.
    #[serde(default)]
    pub absence: AbsenceDoc,
    /// How merit changes the members' weights, and perhaps their tiers; without it they are as the agents say.
    #[serde(default)]
    pub merit: Option<QueueMeritDoc>,
    /// Which assignments outside the rotation take a turn.
    #[serde(default)]
    pub counts_as_turn: CountsAsTurnDoc,
    /// How members may pull from this queue; without it they may not.
    #[serde(default)]
    pub pull: Option<PullDoc>,
}

/// Who is next: the name of a preset, or the rank keys themselves.
///
/// Keys are compared in order; what is still a tie ends in the order of the agents' ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum StrategyDoc {
    /// `[tier, turns]`: the turn ledger, weighted, each member within one turn of their share.
    #[default]
    RoundRobin,
    /// `[tier, turns]`, the weights times what the queue's `merit` makes of each member: more turns to those who make more
    /// of them, and a floor for everybody.
    TopProducers,
    /// `[tier, least_recent]`: who has gone longest without being offered a lead of this queue.
    LeastRecent,
    /// `[tier, longest_idle]`: a hunt group by idle time.
    LongestIdle,
    /// `[tier, least_loaded, longest_idle]`: a hunt group by open work.
    LeastLoaded,
    /// `[tier, priority, longest_idle]`: a fixed preference among the members.
    PriorityOrder,
    /// The keys one by one.
    Keys(Vec<RankKeyDoc>),
}

impl StrategyDoc {
    /// The rank keys this strategy stands for.
    #[must_use]
    pub fn keys(&self) -> &[RankKeyDoc] {
        use RankKeyDoc::{LeastLoaded, LeastRecent, LongestIdle, Priority, Tier, Turns};
        match self {
            StrategyDoc::RoundRobin | StrategyDoc::TopProducers => &[Tier, Turns],
            StrategyDoc::LeastRecent => &[Tier, LeastRecent],
            StrategyDoc::LongestIdle => &[Tier, LongestIdle],
            StrategyDoc::LeastLoaded => &[Tier, LeastLoaded, LongestIdle],
            StrategyDoc::PriorityOrder => &[Tier, Priority, LongestIdle],
            StrategyDoc::Keys(keys) => keys,
        }
    }
}

/// One thing that members are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RankKeyDoc {
    /// The lowest tier first.
    Tier,
    /// Whose turn the ledger says it is. Only as the last key: it leaves no ties.
    Turns,
    /// Who has gone longest without an offer from this queue; never offered comes first.
    LeastRecent,
    /// Who has been idle longest: since the last lead of any queue ended, or since joining the floor.
    LongestIdle,
    /// Who holds the fewest units of open work.
    LeastLoaded,
    /// The higher `priority` of the membership first.
    Priority,
}

/// Which of the waiting leads is next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum DisciplineDoc {
    /// The oldest lead first.
    #[default]
    Fifo,
    /// The newest lead first; priorities play no part.
    Lifo,
    /// The newest lead first among those younger than `fresh_for_s`; after them the oldest of the others.
    LifoThenFifo {
        /// How long a lead counts as fresh, in seconds.
        fresh_for_s: u64,
        /// The share of picks that goes to the oldest lead whatever else waits, in basis points (500 = 5 %). A pick
        /// gives a lead that has waited to somebody, by push from the line or by claim.
        #[serde(default)]
        oldest_share_bp: u32,
    },
    /// The highest value of an integer attribute first, ties to the oldest; missing counts as 0.
    Priority {
        /// One of the policy's integer attributes.
        attribute: Name,
        /// Waiting this long is worth one point of the attribute, in seconds; without it age only breaks ties.
        #[serde(default)]
        point_per_s: Option<u64>,
    },
}

/// When a tier of members opens for a waiting lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TierDoc {
    /// The tier; members of it and above it (lower numbers) may then take the lead.
    pub tier: u32,
    /// How long the lead has waited by then, in seconds.
    pub opens_after_s: u64,
}

/// Until when a lead takes up an agent's capacity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum HoldsCapacity {
    /// Until the final disposition.
    #[default]
    Closed,
    /// Until the first disposition, interim or final.
    Disposed,
}

/// What being absent does to one's own turns, reason by reason. Nobody else's turns move, whatever is set here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AbsenceDoc {
    /// On leave.
    pub leave: AccrualDoc,
    /// Outside the shifts of the calendar.
    pub shift: AccrualDoc,
    /// Away, busy, offline or unknown.
    pub presence: AccrualDoc,
    /// Holding as much work as fits, or wrapping up, or passed over after a decline.
    pub capacity: AccrualDoc,
    /// Stopped by a cap.
    pub cap: AccrualDoc,
    /// Blocked by a manager.
    pub block: AccrualDoc,
}

impl Default for AbsenceDoc {
    fn default() -> Self {
        AbsenceDoc {
            leave: AccrualDoc::None,
            shift: AccrualDoc::None,
            presence: AccrualDoc::None,
            capacity: AccrualDoc::None,
            cap: AccrualDoc::None,
            block: AccrualDoc::Capped { turns: 3 },
        }
    }
}

/// How many turns an absent member goes on being owed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AccrualDoc {
    /// None: the member comes back level.
    #[default]
    None,
    /// All: the member makes up every turn missed.
    All,
    /// Until so many turns are owed.
    Capped {
        /// The most turns owed.
        turns: u32,
    },
}

/// Which assignments outside the rotation take a turn of the queue's rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountsAsTurnDoc {
    /// A lead claimed from this queue.
    pub claim: bool,
    /// A lead reassigned to a member by hand.
    pub reassign: bool,
}

impl Default for CountsAsTurnDoc {
    fn default() -> Self {
        CountsAsTurnDoc { claim: true, reassign: false }
    }
}

/// How members may pull leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PullDoc {
    /// How long a claim lasts without an attempt or a disposition, in seconds.
    pub lease_s: u64,
    /// Earn the next: no claim while the agent owns this many leads without a disposition. None means no such gate.
    #[serde(default)]
    pub undisposed_limit: Option<u32>,
    /// The most leads an agent may hold by claims from this queue.
    #[serde(default)]
    pub max_claimed: Option<u32>,
    /// How long an agent whose claim ran out may not claim that lead again, in seconds.
    #[serde(default)]
    pub cooldown_s: u64,
    /// The ways of claiming that are open.
    #[serde(default)]
    pub ways: PullWaysDoc,
    /// The attributes shown in the list before a lead is claimed; empty shows none.
    #[serde(default)]
    pub visible: Vec<Name>,
    /// The attributes an agent may filter by.
    #[serde(default)]
    pub filter_by: Vec<Name>,
}

/// The ways of claiming that a queue allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PullWaysDoc {
    /// The next lead in the queue's order, unseen.
    pub blind: bool,
    /// The next lead in order that passes the agent's own filter.
    pub filtered: bool,
    /// A lead picked from the list.
    pub list: bool,
}

impl Default for PullWaysDoc {
    fn default() -> Self {
        PullWaysDoc { blind: true, filtered: false, list: false }
    }
}

fn yes() -> bool {
    true
}

fn thirty() -> u64 {
    30
}
