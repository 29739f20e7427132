//! Queues, as a host writes them: who is next, and which lead is next.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::policy::doc::{
    BoundDoc, CatchUpDoc, DelayDoc, DisciplineDoc, IdleDoc, IdleOverDoc, OneTurnDoc, PullDoc,
    QueueAffinityDoc, QueueMeritDoc, RampDoc, RequeueDoc, ResponseDoc, RotationDoc, ScoreDoc, SkillRuleDoc,
    StandardDoc, StrictDoc, TurnSizeDoc, WrapUpDoc,
};

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
    /// Which leads the turns are counted together for.
    #[serde(default)]
    pub rotation: RotationDoc,
    /// Which of the waiting leads is next.
    #[serde(default)]
    pub discipline: DisciplineDoc,
    /// The share of picks that goes to the oldest lead whatever the discipline says, in basis points (500 = 5 %), so
    /// that nothing starves. A pick gives a lead that has waited to somebody, by push from the line or by claim.
    #[serde(default)]
    pub oldest_share_bp: u32,
    /// Where a lead stands that comes back to wait.
    #[serde(default)]
    pub requeue: RequeueDoc,
    /// How many leads may wait in line at once; without it any number.
    #[serde(default)]
    pub max_waiting: Option<BoundDoc>,
    /// How many leads may lie in the open pool at once; without it any number.
    #[serde(default)]
    pub max_pooled: Option<BoundDoc>,
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
    /// Other times for some dispositions.
    #[serde(default)]
    pub wrap_up_by_code: Vec<WrapUpDoc>,
    /// Whether an agent may say they are ready before the wrap-up is over ([`Command::Ready`](crate::Command::Ready)).
    #[serde(default)]
    pub wrap_up_may_end: bool,
    /// How long an agent is passed over after declining an offer, in seconds.
    #[serde(default)]
    pub decline_delay_s: u64,
    /// How long an agent is passed over after letting an offer time out, in seconds.
    #[serde(default)]
    pub timeout_delay_s: u64,
    /// When every eligible member has had the lead in this cycle: how long to wait before asking them again.
    #[serde(default = "thirty")]
    pub cycle_wait_s: u64,
    /// The skills that whoever takes a lead of this queue must have.
    #[serde(default)]
    pub skills: Vec<SkillRuleDoc>,
    /// What waiting costs a lead, for `between_queues`: `c_mu`.
    #[serde(default)]
    pub delay: DelayDoc,
    /// From when a member counts as idle, for `longest_idle`.
    #[serde(default)]
    pub idle: IdleDoc,
    /// The time over which `cumulative_idle` adds up.
    #[serde(default)]
    pub idle_over: IdleOverDoc,
    /// What `fastest` averages.
    #[serde(default)]
    pub response: ResponseDoc,
    /// Has a lead wait for the very member whose turn it is; without it whoever can take the lead and is next has it.
    #[serde(default)]
    pub strict: Option<StrictDoc>,
    /// What the turn of a lead counts as; without it all turns are alike.
    #[serde(default)]
    pub turn_size: Option<TurnSizeDoc>,
    /// From so many seconds before a member's working time ends, by the calendar or by a leave, they are given no more
    /// leads; without it they are to the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_before_end_s: Option<u64>,
    /// A member who is not at work by calendar or leave, and will be in so many seconds at the most, counts as able to take
    /// a lead, whatever their presence; without it nobody does before they are at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_ahead_s: Option<u64>,
    /// What an absence does to the absent member's own turns.
    #[serde(default)]
    pub absence: AbsenceDoc,
    /// How merit changes the members' weights, and perhaps their tiers; without it they are as the agents say.
    #[serde(default)]
    pub merit: Option<QueueMeritDoc>,
    /// How the rank key `affinity` judges what members make of leads of each value, such as a source.
    #[serde(default)]
    pub affinity: Option<QueueAffinityDoc>,
    /// What the rank key `score` adds up.
    #[serde(default)]
    pub score: Option<ScoreDoc>,
    /// How fast whoever is owed more than a turn makes up for it; without it at once.
    #[serde(default)]
    pub catch_up: Option<CatchUpDoc>,
    /// How the weight of whoever joins the queue grows; without it all of it counts at once.
    #[serde(default)]
    pub ramp: Option<RampDoc>,
    /// Which leads take one turn together; without it each takes one.
    #[serde(default)]
    pub one_turn: Option<OneTurnDoc>,
    /// The minimum standard of follow-up that members are held to; without it they are held to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<StandardDoc>,
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
    /// `[tier, affinity, turns]`: specialists by what they make of leads like this one, by the queue's word on `affinity`;
    /// alike, and for a share of the leads of each value, by turns.
    Affinity,
    /// `[tier, score, turns]`: the highest sum of the terms of the queue's `score`; alike, by turns.
    Scored,
    /// `[tier, least_recent]`: who has gone longest without being offered a lead of this queue.
    LeastRecent,
    /// `[tier, longest_idle]`: a hunt group by idle time.
    LongestIdle,
    /// `[tier, least_loaded, longest_idle]`: a hunt group by open work.
    LeastLoaded,
    /// `[tier, priority, longest_idle]`: a fixed preference among the members.
    PriorityOrder,
    /// `[tier, priority]`: a fixed list from the top down, the higher priority first, then by id. No idle time.
    #[serde(alias = "top_down")]
    Linear,
    /// `[tier, cumulative_idle]`: who has been idle most in the time said by `idle_over`.
    CumulativeIdle,
    /// `[tier, fewest, longest_idle]`: who has the fewest open leads, whatever each costs.
    Fewest,
    /// `[tier, most_free, longest_idle]`: who has the most capacity left, in units.
    MostFree,
    /// `[tier, fastest, longest_idle]`: who has been quickest to try their leads.
    Fastest,
    /// `[tier, power_of_two]`: two members drawn by lot, and of them the one with less open work.
    PowerOfTwo,
    /// `[tier, pointer]`: round and round in a fixed order; whoever cannot take a lead is passed over.
    Pointer,
    /// `[tier, lowest_count]`: equal totals, whatever the weights.
    LowestCount,
    /// `[tier, stride]`: shares by weight, each turn one stride further; who comes back or joins begins level.
    Stride,
    /// `[tier, smooth_weighted]`: shares by weight, spread evenly, among those who could take the lead.
    SmoothWeighted,
    /// `[tier, quota]`: in rounds, in each of which a member takes as many turns as it weighs.
    Quota,
    /// `[tier, random]`: drawn by lot for each lead, by weight.
    Random,
    /// `[tier, merit_draw, turns]`: Thompson sampling. For each lead every member draws a closing rate from what is known of
    /// theirs for leads like it (by the merit's `normalise_by`), and the highest is next; every so many picks the turns decide.
    Thompson {
        /// One of the policy's merits.
        by: Name,
        /// One of so many picks goes by turns, whatever is known: everybody's minimum share. At least 2.
        explore_every: u32,
    },
    /// The keys one by one.
    Keys(Vec<RankKeyDoc>),
}

impl StrategyDoc {
    /// The rank keys this strategy stands for.
    #[must_use]
    pub fn keys(&self) -> &[RankKeyDoc] {
        use RankKeyDoc::{
            Affinity, CumulativeIdle, Fastest, Fewest, LeastLoaded, LeastRecent, LongestIdle, LowestCount,
            MeritDraw, MostFree, Pointer, PowerOfTwo, Priority, Quota, Random, Score, SmoothWeighted, Stride,
            Tier, Turns,
        };
        match self {
            StrategyDoc::RoundRobin | StrategyDoc::TopProducers => &[Tier, Turns],
            StrategyDoc::Affinity => &[Tier, Affinity, Turns],
            StrategyDoc::Scored => &[Tier, Score, Turns],
            StrategyDoc::LeastRecent => &[Tier, LeastRecent],
            StrategyDoc::LongestIdle => &[Tier, LongestIdle],
            StrategyDoc::LeastLoaded => &[Tier, LeastLoaded, LongestIdle],
            StrategyDoc::PriorityOrder => &[Tier, Priority, LongestIdle],
            StrategyDoc::Linear => &[Tier, Priority],
            StrategyDoc::CumulativeIdle => &[Tier, CumulativeIdle],
            StrategyDoc::Fewest => &[Tier, Fewest, LongestIdle],
            StrategyDoc::MostFree => &[Tier, MostFree, LongestIdle],
            StrategyDoc::Fastest => &[Tier, Fastest, LongestIdle],
            StrategyDoc::PowerOfTwo => &[Tier, PowerOfTwo],
            StrategyDoc::Pointer => &[Tier, Pointer],
            StrategyDoc::LowestCount => &[Tier, LowestCount],
            StrategyDoc::Stride => &[Tier, Stride],
            StrategyDoc::SmoothWeighted => &[Tier, SmoothWeighted],
            StrategyDoc::Quota => &[Tier, Quota],
            StrategyDoc::Random => &[Tier, Random],
            StrategyDoc::Thompson { .. } => &[Tier, MeritDraw, Turns],
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
    /// Who has been idle longest, by the queue's word on `idle`: since the last offer, assignment or end of a lead of
    /// any queue unless said otherwise, or since joining.
    LongestIdle,
    /// Who holds the fewest units of open work.
    LeastLoaded,
    /// The higher `priority` of the membership first.
    Priority,
    /// Who has been idle most in the time said by `idle_over`: the time on the floor in which they held no lead and
    /// had none on offer, of whatever queue.
    CumulativeIdle,
    /// Who has the fewest open leads, offers included.
    Fewest,
    /// Who has the most units of capacity left for a lead of this queue; no limit comes first.
    MostFree,
    /// The shortest mean time from an assignment to the first attempt, by the queue's word on `response`.
    Fastest,
    /// Two drawn by lot, and of them the one with fewer units of open work. Only as the last key: it leaves no ties.
    PowerOfTwo,
    /// The next in a fixed circle, by `priority` and then by id, after whoever was last. Only as the last key.
    Pointer,
    /// Who has taken the fewest turns of this queue, whatever the weights.
    LowestCount,
    /// Whose pass is lowest; a turn puts it one stride further, the longer the less one weighs.
    Stride,
    /// Whose credit is highest; whoever could take a lead is credited its weight, whoever takes it pays for all. Only as
    /// the last key.
    SmoothWeighted,
    /// Who has taken the fewest turns in this round, of those with turns left in it.
    Quota,
    /// The first in an order drawn by lot for each lead, by weight. Only as the last key.
    Random,
    /// Who draws the highest closing rate for this lead, each from their own results. Only in the strategy `thompson`, which
    /// says by which merit.
    MeritDraw,
    /// Who makes more of leads like this one, in whole steps, by the queue's word on `affinity`. A share of the leads of
    /// each value goes by the other keys.
    Affinity,
    /// The highest sum of the terms of the queue's `score`.
    Score,
}

impl RankKeyDoc {
    /// Whether it deals turns: a weight of 0 then gets none.
    #[must_use]
    pub const fn rotates(self) -> bool {
        use RankKeyDoc::{LowestCount, Pointer, Quota, Random, SmoothWeighted, Stride, Turns};
        matches!(self, Turns | Pointer | LowestCount | Stride | SmoothWeighted | Quota | Random)
    }

    /// Whether its turns are shared by everybody who could have taken them.
    #[must_use]
    pub const fn shares_turns(self) -> bool {
        matches!(self, RankKeyDoc::Turns | RankKeyDoc::SmoothWeighted)
    }

    /// Whether it leaves no ties, so that no key can follow it.
    #[must_use]
    pub const fn leaves_no_ties(self) -> bool {
        use RankKeyDoc::{Pointer, PowerOfTwo, Random, SmoothWeighted, Turns};
        matches!(self, Turns | SmoothWeighted | Pointer | Random | PowerOfTwo)
    }
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

fn yes() -> bool {
    true
}

fn thirty() -> u64 {
    30
}
