//! What happened: facts with everything resolved, so that applying one needs neither policy, clock nor presence.

mod cadence;
mod counted;
mod escalated;
mod how;
mod moved;
mod office;
mod owners;
mod picked;
mod pushed_out;
mod ramp_step;
mod rang;
mod recorded;
mod round;
mod standard;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::agent::AgentDoc;
use crate::bits::SetMark;
use crate::id::{
    AgentSlot, CapSlot, CounterSlot, LeadSlot, MeritSlot, PlanSlot, QueueSlot, RuleSlot, SheetSlot,
    StageSlot, StickySlot,
};
use crate::layout::Layout;
use crate::lead::Lead;
use crate::outcome::Unroutable;
use crate::time::Timestamp;

pub use cadence::{CadenceEnd, NextStep};
pub use counted::{CapRecounted, Confirmed, CounterWindow, Paced, Reserved, Review, Scored};
pub use escalated::Escalated;
pub use how::{AssignedHow, ClosedHow, FollowUpDue, HeldWhy, OfferEnd, ReleasedWhy};
pub use moved::FollowUpMoved;
pub use office::{OfficeEvent, OfficeLeft};
pub use owners::{OneTurnBegun, OwnerRemembered};
pub use picked::PickNoted;
pub use pushed_out::PushedOut;
pub use ramp_step::RampStep;
pub use rang::Rang;
pub use recorded::{Events, Recorded};
pub use round::RoundBegun;
pub use standard::{StandardChange, StandardEvent};

/// One fact about a floor. Leads, agents and queues are slots; the texts behind them are said once, when they come
/// in ([`Event::LeadArrived`], [`Event::AgentJoined`], [`Event::PolicyInstalled`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A policy took effect. Leads that waited are to be placed anew.
    PolicyInstalled {
        /// The whole document as canonical JSON, so that a history needs nothing beside itself.
        json: Arc<str>,
        /// The names behind the slots.
        layout: Arc<Layout>,
    },
    /// An agent joined, at the next free slot.
    AgentJoined {
        /// The agent's slot.
        agent: AgentSlot,
        /// The document.
        doc: Arc<AgentDoc>,
    },
    /// An agent's document was replaced.
    AgentChanged {
        /// Whose.
        agent: AgentSlot,
        /// The document.
        doc: Arc<AgentDoc>,
    },
    /// A leave was entered.
    LeaveTaken {
        /// Whose.
        agent: AgentSlot,
        /// First instant.
        from: Timestamp,
        /// First instant after it.
        until: Timestamp,
        /// Why, in the host's words.
        reason: Option<Arc<str>>,
    },
    /// An extra shift was entered: the agent works whatever calendar, holidays and leaves say.
    ShiftTaken {
        /// Whose.
        agent: AgentSlot,
        /// First instant.
        from: Timestamp,
        /// First instant after it.
        until: Timestamp,
    },
    /// Leaves and extra shifts no longer hold for a while: the calendar does.
    CalendarKept {
        /// Whose.
        agent: AgentSlot,
        /// First instant.
        from: Timestamp,
        /// First instant after it.
        until: Timestamp,
    },
    /// An agent was paused for not taking what was offered.
    AgentPaused {
        /// Who.
        agent: AgentSlot,
        /// Until when; `Timestamp::MAX` when only their word ends it.
        until: Timestamp,
    },
    /// An agent said they are ready: a pause is over, and a wrap-up that may be ended.
    AgentReady {
        /// Who.
        agent: AgentSlot,
        /// From when they are not passed over any longer.
        ready_at: Timestamp,
    },
    /// An agent left for good; the leads they held have been let go before.
    AgentLeft {
        /// Who.
        agent: AgentSlot,
    },
    /// A lead came in, at this free slot.
    LeadArrived {
        /// Its slot.
        lead: LeadSlot,
        /// The lead.
        doc: Lead,
    },
    /// A lead's attributes were corrected.
    LeadRevised {
        /// The lead.
        lead: LeadSlot,
        /// As it is now.
        doc: Lead,
    },
    /// A lead came to a stage of a plan.
    StageEntered {
        /// The lead.
        lead: LeadSlot,
        /// The rule that chose the plan; none is the default plan.
        rule: Option<RuleSlot>,
        /// The plan.
        plan: PlanSlot,
        /// The stage.
        stage: StageSlot,
    },
    /// A closed lead is open again.
    Reopened {
        /// The lead.
        lead: LeadSlot,
    },
    /// An owner passes a lead on, which is released and placed anew.
    PassedOn {
        /// The lead.
        lead: LeadSlot,
        /// How often it has been passed on; 0 where that counts from now on.
        times: u32,
        /// Why, in the host's words.
        reason: Option<Arc<str>>,
    },
    /// From now on a lead's place in line is that of one that has just come in.
    CountsAsNew {
        /// The lead.
        lead: LeadSlot,
    },
    /// A lead goes on from a queue's line or pool because one too many waited there.
    PushedOut(PushedOut),
    /// A lead was put in a queue's line or pool.
    Queued {
        /// The lead.
        lead: LeadSlot,
        /// The queue.
        queue: QueueSlot,
        /// Whether in the open pool rather than in line.
        pool: bool,
        /// Its place in the order.
        key: (i64, i64),
        /// When the stage's wait is over.
        until: Option<Timestamp>,
        /// When the queue should be looked at again on account of this lead.
        wake: Timestamp,
        /// When members who have passed the lead up may be asked again.
        again_at: Timestamp,
    },
    /// A lead in the pool opens to the members one after the other.
    RolledOut {
        /// The lead.
        lead: LeadSlot,
        /// Who may claim it before the others do, and from when, in order.
        first: Vec<(AgentSlot, Timestamp)>,
        /// From when everybody may.
        rest_from: Timestamp,
    },
    /// When a queue is to be looked at again: it was looked at and nothing could be dealt, or a cap on all has filled.
    QueueChecked {
        /// The queue.
        queue: QueueSlot,
        /// When to look again; `Timestamp::MAX` when only an event can change it.
        wake: Timestamp,
    },
    /// A day began by which a queue adds up idle time; written down with the day's first pick.
    IdleDayBegan {
        /// The queue.
        queue: QueueSlot,
        /// The day's first instant.
        from: Timestamp,
        /// The next day's first instant.
        until: Timestamp,
    },
    /// A queue keeps a sheet of turns apart, at the next slot; its members are owed nothing in it.
    SheetOpened {
        /// Its slot.
        sheet: SheetSlot,
        /// The queue.
        queue: QueueSlot,
        /// For which value of the attribute, or which rule.
        key: Arc<str>,
    },
    /// These agents began or ceased to accrue turns on a sheet.
    SharersToggled {
        /// The sheet.
        sheet: SheetSlot,
        /// Who changed sides.
        agents: SmallVec<[AgentSlot; 6]>,
        /// The mark of who was here, if many and those who accrue now are all of them who have room.
        under: Option<SetMark>,
    },
    /// A turn of a rotation went to an agent.
    TurnTaken {
        /// The lead it was for.
        lead: LeadSlot,
        /// The sheet.
        sheet: SheetSlot,
        /// Who.
        agent: AgentSlot,
        /// The queue whose lead it was for.
        queue: QueueSlot,
        /// What it counts as; 1 where all turns are alike.
        size: u32,
    },
    /// A turn was given back.
    TurnCredited {
        /// The lead it had been for.
        lead: LeadSlot,
        /// The sheet.
        sheet: SheetSlot,
        /// To whom.
        agent: AgentSlot,
    },
    /// A manager has so many turns more, or fewer, owed to a member.
    TurnsAdjusted {
        /// The sheet.
        sheet: SheetSlot,
        /// To whom.
        agent: AgentSlot,
        /// How many turns; negative is fewer.
        turns: i32,
    },
    /// A manager has a member passed over at the next turn, or no longer.
    SkipSet {
        /// The queue.
        queue: QueueSlot,
        /// Who.
        agent: AgentSlot,
        /// Until when that holds; none takes it back.
        until: Option<Timestamp>,
    },
    /// A member was passed over at a turn, by a manager's word; the turn is spent.
    TurnSkipped {
        /// The sheet.
        sheet: SheetSlot,
        /// Who.
        agent: AgentSlot,
        /// What it counts as; 1 where all turns are alike.
        size: u32,
    },
    /// The weight of a member grows since they joined.
    RampStepped(RampStep),
    /// A member begins in a rotation level with those who are present.
    PutLevel {
        /// The sheet.
        sheet: SheetSlot,
        /// Who.
        agent: AgentSlot,
        /// The number the rotation's tally keeps of the member from now on.
        mark: i64,
    },
    /// A counter was made, at the next slot.
    CounterOpened {
        /// Its slot.
        counter: CounterSlot,
        /// Under which cap.
        cap: CapSlot,
        /// For which agent, if the cap counts agents apart.
        agent: Option<AgentSlot>,
        /// For which team, queue and attribute values, if it counts them apart.
        label: Option<Arc<str>>,
    },
    /// A lead was counted under a cap.
    Counted {
        /// The lead.
        lead: LeadSlot,
        /// The counter.
        counter: CounterSlot,
        /// The window counted in: first instant.
        from: Timestamp,
        /// First instant after the window.
        until: Timestamp,
        /// How the counter keeps its window.
        window: CounterWindow,
        /// What it counts as: 1, or what it costs in minor units under a cap on money.
        #[serde(default = "counted::one")]
        amount: u32,
    },
    /// It stays reserved under a cap only so long.
    Reserved(Reserved),
    /// A lead has come to what it was reserved for under a cap: it stays counted.
    Confirmed(Confirmed),
    /// So much as a cap on its pace has opened by now is counted.
    Paced(Paced),
    /// A lead no longer counts under a cap.
    Uncounted {
        /// The lead.
        lead: LeadSlot,
        /// The counter.
        counter: CounterSlot,
        /// The instant of the count that goes: the lead's own, or another's where it is given back to a later window.
        counted_at: Timestamp,
        /// What it counted as.
        #[serde(default = "counted::one")]
        amount: u32,
    },
    /// A cap is full for what a counter counts: once in each window, and of leads held or a rolling span once until there
    /// is room again.
    CapReached {
        /// The counter.
        counter: CounterSlot,
        /// How many are counted.
        used: u64,
        /// How many may be.
        limit: u64,
        /// When the window ends; `Timestamp::MAX` where it does not by itself.
        until: Timestamp,
    },
    /// Under another policy a cap counts in other windows. What it counts is counted anew, as far as the instants are
    /// known: those of the last window of each counter, or of a rolling span; under a cap on leads held, or for ever,
    /// those of the leads that are with somebody still.
    CapRecounted(CapRecounted),
    /// Under another policy a cap counts other things apart, or returns and did not before: nothing is counted under it
    /// by now.
    CapBegunAnew {
        /// The cap.
        cap: CapSlot,
    },
    /// A cap that was full counts afresh: its window is over, or there is room again under one that has none.
    CapReset {
        /// The counter.
        counter: CounterSlot,
    },
    /// A lead was offered to an agent.
    Offered {
        /// The lead.
        lead: LeadSlot,
        /// To whom.
        agent: AgentSlot,
        /// From which queue; none when it was the lead's own owner.
        queue: Option<QueueSlot>,
        /// The first instant at which it is too late to accept.
        until: Timestamp,
    },
    /// An offer came to nothing.
    OfferEnded {
        /// The lead.
        lead: LeadSlot,
        /// To whom it had been offered.
        agent: AgentSlot,
        /// How it ended.
        how: OfferEnd,
        /// Until when the agent is passed over.
        ready_at: Timestamp,
    },
    /// A lead has an owner.
    Assigned {
        /// The lead.
        lead: LeadSlot,
        /// The owner.
        agent: AgentSlot,
        /// From which queue, if from one.
        queue: Option<QueueSlot>,
        /// How it came about.
        how: AssignedHow,
        /// When a claim runs out.
        lease_until: Option<Timestamp>,
        /// When something must have happened, and where the lead goes otherwise.
        follow_up: Option<FollowUpDue>,
    },
    /// An agent is the last owner of the leads of a key: a person, a household, an account.
    OwnerRemembered(OwnerRemembered),
    /// A key, and who had its last lead, is not remembered any longer.
    OwnerForgotten {
        /// By what leads belong together.
        sticky: StickySlot,
        /// The key.
        key: Arc<str>,
    },
    /// An agent takes the turn of all leads of a key, for a while.
    OneTurnBegun(OneTurnBegun),
    /// A key, and who takes the turn of its leads, is not remembered any longer.
    OneTurnForgotten {
        /// The queue.
        queue: QueueSlot,
        /// The key.
        key: Arc<str>,
    },
    /// An agent claimed a lead from a queue that holds picking in check.
    PickNoted(PickNoted),
    /// An owner tried to reach somebody.
    Attempted {
        /// The lead.
        lead: LeadSlot,
        /// Whether somebody was reached.
        reached: bool,
        /// Whether it was an automated message.
        automated: bool,
        /// What is due next.
        follow_up: Option<FollowUpDue>,
    },
    /// An owner looked at a lead.
    Viewed {
        /// The lead.
        lead: LeadSlot,
        /// What is due next.
        follow_up: Option<FollowUpDue>,
    },
    /// Something has not happened in time: the owner is reminded, or somebody is told.
    Escalated(Escalated),
    /// An owner said what came of it, and that it is not the end.
    Disposed {
        /// The lead.
        lead: LeadSlot,
        /// In the host's words.
        code: Arc<str>,
        /// When the next action is due.
        next_action_at: Timestamp,
        /// Until when the owner is wrapping up.
        ready_at: Timestamp,
        /// Whether the lead ceases to take up capacity.
        frees_capacity: bool,
    },
    /// The next action on a lead is due with its owner.
    CallBackDue {
        /// The lead.
        lead: LeadSlot,
        /// What is due after that.
        follow_up: Option<FollowUpDue>,
    },
    /// Closers are rung for a lead that its owner hands off; whoever was rung for it before is not any longer.
    Rang(Rang),
    /// One of those rung declined.
    RingEnded {
        /// The lead.
        lead: LeadSlot,
        /// Who.
        agent: AgentSlot,
    },
    /// No closer took a lead that was to be handed off.
    BridgeEnded {
        /// The lead.
        lead: LeadSlot,
    },
    /// A lead was handed to a closer, whose it is now.
    Bridged {
        /// The lead.
        lead: LeadSlot,
        /// The closer.
        agent: AgentSlot,
        /// Who handed it off.
        qualifier: AgentSlot,
        /// From when on it may be billed, if the plan says so.
        billable_at: Option<Timestamp>,
    },
    /// A lead left its owner.
    Released {
        /// The lead.
        lead: LeadSlot,
        /// The owner it left.
        agent: AgentSlot,
        /// Why.
        why: ReleasedWhy,
        /// Until when the former owner is wrapping up.
        ready_at: Timestamp,
    },
    /// A lead is held back until an instant.
    Held {
        /// The lead.
        lead: LeadSlot,
        /// Until when.
        until: Timestamp,
        /// Why.
        why: HeldWhy,
    },
    /// A lead has rested and begins another round, where a day has only so many.
    RoundBegun(RoundBegun),
    /// A lead has nowhere to go.
    Stranded {
        /// The lead.
        lead: LeadSlot,
        /// Why.
        why: Unroutable,
    },
    /// A lead is closed.
    Closed {
        /// The lead.
        lead: LeadSlot,
        /// How it ended.
        how: ClosedHow,
        /// The disposition or the reason, in the host's words.
        code: Arc<str>,
        /// Until when the owner is wrapping up.
        ready_at: Timestamp,
    },
    /// A lead counts as not won from an instant on, should it be open with its owner still.
    CountsOpenAt {
        /// The lead.
        lead: LeadSlot,
        /// For which merit.
        merit: MeritSlot,
        /// Whose.
        agent: AgentSlot,
        /// From when on.
        at: Timestamp,
    },
    /// A lead was dealt to an owner who held so many others, where a merit tells leads apart by that.
    DealtBeside {
        /// The lead.
        lead: LeadSlot,
        /// How many, those on offer included; more than 1,000 are 1,000.
        held: u32,
    },
    /// Something was counted for an agent's merit.
    Scored {
        /// The lead.
        lead: LeadSlot,
        /// The merit.
        merit: MeritSlot,
        /// Whose.
        agent: AgentSlot,
        /// What, and in which period.
        score: Box<Scored>,
    },
    /// A period of a merit is over: what the queues that deal by it make of the counts from now on.
    MeritReviewed {
        /// The merit.
        merit: MeritSlot,
        /// Every number.
        review: Arc<Review>,
    },
    /// A lead was given to whoever is next by rank, in a queue that counts its picks value by value.
    ValuePicked {
        /// The queue.
        queue: QueueSlot,
        /// The lead's value; none if it has none.
        value: Option<Arc<str>>,
    },
    /// A closed lead is not remembered any longer; its slot is free.
    Forgotten {
        /// The lead.
        lead: LeadSlot,
    },
    /// The next step of a lead's cadence is known: somebody owns it from now on, or has tried to reach somebody.
    StepPlanned {
        /// The lead.
        lead: LeadSlot,
        /// Which step, and when.
        next: Box<NextStep>,
    },
    /// A step of a lead's cadence is due with its owner.
    StepDue {
        /// The lead.
        lead: LeadSlot,
        /// The step, counted from 0.
        step: u32,
        /// By what, in the host's words.
        channel: Arc<str>,
    },
    /// A lead's cadence has ended.
    CadenceEnded {
        /// The lead.
        lead: LeadSlot,
        /// How.
        how: CadenceEnd,
    },
    /// What is due next with the owner of a lead is due at another time: they are here, or have been away since then.
    FollowUpMoved(FollowUpMoved),
    /// A lead goes to an office, or leaves it.
    Office(OfficeEvent),
    /// A lead has to be tried in time, or was judged by that.
    Standard(StandardEvent),
}
