//! Plans, as a host writes them: what happens to a lead, stage by stage.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::policy::doc::{
    BatchDoc, ConditionDoc, FollowsDoc, HandOffDoc, InsideDoc, RollOutDoc, SkillRuleDoc, StickToDoc,
};

/// The stages a lead goes through, and what moves it on once somebody owns it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanDoc {
    /// The plan's name.
    pub id: Name,
    /// The stages, in order; a lead enters the first whose `when` holds.
    pub stages: Vec<StageDoc>,
    /// What takes an owned lead away again.
    #[serde(default)]
    pub follow_up: Vec<FollowUpDoc>,
    /// What about a lead takes it away from its owner once it is different ([`Command::Revise`](crate::Command::Revise)).
    #[serde(default)]
    pub on_change: Vec<OnChangeDoc>,
    /// How an owner hands a lead to a closer; without it they cannot.
    #[serde(default)]
    pub hand_off: Option<HandOffDoc>,
    /// Which previous owners may not have the lead again.
    #[serde(default)]
    pub exclude_previous: ExcludePreviousDoc,
    /// The reasons for which a lead given back gives its turn back too, once.
    #[serde(default = "creditable")]
    pub creditable_returns: Vec<ReturnReason>,
    /// Whether a lead passed on by its owner ([`Command::Transfer`](crate::Command::Transfer)) gives the owner's turn
    /// back. Say no where passing on is the work itself, as in a warm-up.
    #[serde(default = "yes")]
    pub transfer_credits_turn: bool,
    /// The most assignments of one lead; after them it goes to the stage `exhausted`.
    #[serde(default)]
    pub max_assignments: Option<u32>,
    /// The stage for a lead that has had all its assignments; without it the lead becomes unroutable. A queue or pool
    /// there gives such a lead all the same: name the people who decide what becomes of it.
    #[serde(default)]
    pub exhausted: Option<Name>,
    /// What becomes of a lead that waits or is held once something about it is different
    /// ([`Command::Revise`](crate::Command::Revise)).
    #[serde(default)]
    pub revised: RevisedDoc,
    /// The steps every owner goes through with the lead; without it there are none.
    #[serde(default)]
    pub cadence: Option<FollowsDoc>,
}

/// One stage of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StageDoc {
    /// The stage's name, unique in its plan.
    pub id: Name,
    /// Only leads for which this holds stop here; the others go on to the next stage.
    #[serde(default)]
    pub when: Option<ConditionDoc>,
    /// The skills that whoever takes a lead at this stage must have, beside those its queue asks for.
    #[serde(default)]
    pub skills: Vec<SkillRuleDoc>,
    /// Whoever had the last lead of the same person, household or account comes first; without it nobody does.
    #[serde(default)]
    pub sticky: Option<StickToDoc>,
    /// At a queue's stage: how busy its members may be for a lead to be given here; without it, however busy they are.
    #[serde(default)]
    pub spill: Option<SpillDoc>,
    /// At a queue's, a pool's or its owner's stage: the hours in which the contact of a lead may be called, one of the
    /// policy's `contact_hours`. Outside them nobody is given the lead here and nobody may claim it; without it at any time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_hours: Option<Name>,
    /// What happens here.
    pub action: StageActionDoc,
    /// Where to go from here, outcome by outcome; what is not said goes on to the next stage in the list.
    #[serde(default)]
    pub next: NextDoc,
}

/// When a lead goes on because the members of a stage's queue are busy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpillDoc {
    /// Above this utilisation, in basis points (8000 = 80 %): the units of work that the members at work (present, on shift,
    /// not on leave) hold of those they may hold. Members without a limit (`capacity.units`) are left out; while nobody is
    /// at work it is 10000.
    pub above_bp: u32,
}

/// What happens at a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum StageActionDoc {
    /// The lead's own owner gets it first.
    OfferOwner {
        /// How long the owner has to accept; without it the lead is assigned at once.
        #[serde(default)]
        accept_within: Option<TimerDoc>,
    },
    /// The lead waits in a queue until the queue's strategy gives it to a member.
    Queue {
        /// One of the policy's queues.
        queue: Name,
        /// How long a member has to accept; without it the lead is assigned at once.
        #[serde(default)]
        accept_within: Option<TimerDoc>,
        /// How many offers are made before the lead moves on.
        #[serde(default = "three")]
        attempts: u32,
        /// How long the lead stays in this stage without being taken; without it, until somebody can take it.
        #[serde(default)]
        wait: Option<TimerDoc>,
        /// What holds inside an office, where it goes to one. An office as a whole has the time of `accept_within`.
        #[serde(default, skip_serializing_if = "InsideDoc::is_plain")]
        inside: InsideDoc,
    },
    /// The lead lies in a queue's open pool until a member claims it.
    Pool {
        /// One of the policy's queues, with `pull`.
        queue: Name,
        /// How long it lies there; without it, until somebody claims it.
        #[serde(default)]
        wait: Option<TimerDoc>,
        /// Opens the lead to the members one after the other; without it, to all at once.
        #[serde(default)]
        roll_out: Option<RollOutDoc>,
    },
    /// The lead rests, then goes back to an earlier stage, so many times, counting every recycle stage it has been in.
    Recycle {
        /// How long it rests.
        rest: TimerDoc,
        /// The stage it goes back to.
        back_to: Name,
        /// How many times; after them the lead goes on to the next stage.
        #[serde(default = "one")]
        cycles: u32,
        /// How many leads go back a day, and which first; without it all of them do when they have rested.
        #[serde(default)]
        batch: Option<BatchDoc>,
    },
    /// The lead is held, then goes on to the next stage: time to find out more, or until a calendar opens.
    Hold {
        /// How long.
        until: HoldUntilDoc,
    },
    /// The lead is closed without an owner.
    Archive {
        /// Why, for people to read.
        reason: String,
    },
}

/// What ends a hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum HoldUntilDoc {
    /// So long.
    Timer(TimerDoc),
    /// An attribute is there (`revise`), at once if it is as the lead comes; or so long at the most.
    Field {
        /// One of the policy's attributes.
        attribute: Name,
        /// How long it is waited for; then the lead goes on without it, as `next.waited_out` says.
        at_most: TimerDoc,
    },
    /// The next instant at which this calendar is open; at once if it is.
    Open {
        /// One of the policy's calendars.
        calendar: Name,
    },
}

/// What becomes of a lead that waits or is held by a stage once something about it is different.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RevisedDoc {
    /// It stays at its stage, where its place in line, the skills it asks for and the caps it counts under are worked out
    /// anew; a hold that waited for what is known now is over.
    #[default]
    Stays,
    /// The rules are asked again. If they choose another plan, the lead goes to the first stage of that; otherwise it stays.
    Routed,
}

/// Where a lead goes from a stage, outcome by outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NextDoc {
    /// The last attempt was declined.
    pub declined: Option<Name>,
    /// The last attempt timed out.
    pub timed_out: Option<Name>,
    /// The stage's `wait`, or its hold, is over; a hold that need not begin is over at once.
    pub waited_out: Option<Name>,
    /// The attribute a hold waits for is there.
    pub filled: Option<Name>,
    /// Nobody may take the lead at this instant. In a queue the lead waits unless this is said.
    pub nobody_eligible: Option<Name>,
    /// One lead too many waits here, by the queue's `max_waiting` or `max_pooled`, and this is the one that goes.
    pub pushed_out: Option<Name>,
    /// The members are busier than the stage's `spill` allows.
    pub spilled: Option<Name>,
    /// None of the queue's members is at work by calendar and leave, whoever is present. In a queue the lead waits for the
    /// first to begin unless this is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shut: Option<Name>,
    /// The contact may not be called now. In a queue, or for its owner, the lead waits until they may unless this is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_shut: Option<Name>,
    /// A cap that is not any one agent's stops the lead. In a queue the lead waits unless this is said.
    pub cap_full: Option<Name>,
}

/// A length of time on one clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TimerDoc {
    /// Seconds on the wall clock.
    WallS(u64),
    /// Seconds during which a calendar is open.
    Business {
        /// How many open seconds.
        open_s: u64,
        /// One of the policy's calendars.
        calendar: Name,
    },
}

/// Takes an owned lead away when something has not happened in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FollowUpDoc {
    /// What has not happened.
    pub missing: MilestoneDoc,
    /// Since the assignment, or since a call-back fell due; for `activity`, `end` and `presence` see there.
    pub within: TimerDoc,
    /// What is said before, in the order of the times. Whatever ends the wait for what is missing ends these too.
    #[serde(default)]
    pub steps: Vec<StepDoc>,
    /// The stage the lead goes to.
    pub then: Name,
}

/// Takes an owned lead away when something about it is different; the first that holds does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OnChangeDoc {
    /// What is different.
    pub change: ChangeDoc,
    /// The stage the lead goes to.
    pub then: Name,
}

/// What may be different about a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ChangeDoc {
    /// The customer has asked again.
    Inquired {},
    /// This holds now and did not before, such as a score that has risen above a mark.
    Becomes(ConditionDoc),
}

/// Something said before an owned lead is taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StepDoc {
    /// Counted from where `within` is.
    pub after: TimerDoc,
    /// What is said to whom.
    pub action: StepActionDoc,
}

/// What is said before an owned lead is taken away: an event, for the host to act on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum StepActionDoc {
    /// The owner is reminded.
    Remind {},
    /// Whoever leads the owner's team is told, by the policy's `teams`.
    TellTeamLead {},
    /// Somebody is told, in the host's own words: `sales_manager`.
    Tell(Name),
}

/// Why a lead is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ReturnReason {
    /// Nobody can be reached under the number or address.
    BadContact,
    /// The floor has the same enquiry already.
    Duplicate,
    /// Not in the agent's territory.
    OutOfTerritory,
    /// The customer did not come to the appointment.
    NoShow,
    /// The agent may not take this customer.
    ConflictOfInterest,
    /// Anything else.
    Other,
}

/// What an owner is expected to do with a lead, or to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum MilestoneDoc {
    /// A call, e-mail or text by a person; an automated message is none.
    Attempt,
    /// An attempt that reached somebody.
    Contact,
    /// A disposition, interim or final.
    Disposition,
    /// A look at the lead ([`Command::View`](crate::Command::View)); whoever tries it or disposes of it has seen it.
    View,
    /// Anything at all: a look, an attempt, a disposition. The time begins anew with each.
    Activity,
    /// A final disposition; the time runs since the enquiry came in. Whoever is given the lead after that keeps it.
    End,
    /// The owner: they are on leave, or away, offline or (unless `unknown_may_receive`) unknown. The time runs since they have
    /// been, and anew whenever they go away again; on a business clock nights and days off do not count.
    Presence,
}

/// Which previous owners may not have a lead again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExcludePreviousDoc {
    /// The last so many; 0 excludes nobody.
    pub last: u32,
    /// An exclusion ends this long after the lead left its owner, in seconds; without it, never.
    pub forget_after_s: Option<u64>,
    /// What to do when nobody but excluded members is left.
    pub when_emptied: WhenEmptiedDoc,
}

impl Default for ExcludePreviousDoc {
    fn default() -> Self {
        ExcludePreviousDoc { last: 50, forget_after_s: None, when_emptied: WhenEmptiedDoc::Wait }
    }
}

/// What to do when every member of a queue is excluded as a previous owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum WhenEmptiedDoc {
    /// The lead waits for somebody else, or for an exclusion to end.
    #[default]
    Wait,
    /// The exclusions are dropped, the oldest first, until somebody is left who could be next.
    Relax,
}

pub(in crate::policy) fn creditable() -> Vec<ReturnReason> {
    use ReturnReason::{BadContact, ConflictOfInterest, Duplicate, NoShow, OutOfTerritory};
    vec![BadContact, Duplicate, OutOfTerritory, NoShow, ConflictOfInterest]
}

fn yes() -> bool {
    true
}

fn three() -> u32 {
    3
}

fn one() -> u32 {
    1
}
