#![doc = include_str!("../README.md")]

mod agent;
mod attribute;
pub mod audit;
pub mod bits;
pub mod calendar;
mod command;
mod currency;
mod decide;
pub mod docs;
mod engine;
mod event;
mod explain;
mod floor;
mod flow;
mod gate;
mod hash;
pub mod id;
mod layout;
mod lead;
mod matching;
mod memory;
pub mod meter;
mod order;
mod outcome;
mod pick;
mod plan;
pub mod policy;
mod port;
mod presence;
mod rank;
pub mod report;
mod roll;
mod runs;
pub mod selling;
mod state;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod time;

pub use agent::{
    AgentDoc, AgentSkillDoc, CapLimitDoc, CapacityDoc, DecliningReturnDoc, KindCapacityDoc, MembershipDoc,
    TraitDoc,
};
pub use attribute::{AttributeType, Value};
pub use command::{ADJUSTMENT_LIMIT, Adjustment, ClaimWay, Command, Correction, Disposition, ReturnReason};
pub use currency::Currency;
pub use decide::{
    Asking, CLOCK_LIMIT_DAYS, Decision, Inputs, Listed, Work, WorkWhy, decide, decide_with, explain, list,
    open, who_first, work_list,
};
pub use engine::{Engine, EngineError, EngineResult};
pub use event::{
    AssignedHow, CadenceEnd, CapRecounted, ClosedHow, Confirmed, CounterWindow, Escalated, Event, Events,
    FollowUpDue, FollowUpMoved, HeldWhy, NextStep, OfferEnd, OfficeEvent, OfficeLeft, OneTurnBegun,
    OwnerRemembered, Paced, PickNoted, PushedOut, RampStep, Rang, Recorded, ReleasedWhy, Reserved, Review,
    RoundBegun, Scored, StandardChange, StandardEvent,
};
pub use explain::{
    AccountWeighed, Candidate, CompanyIs, DecidedBy, Explanation, Finding, NextBy, Picked, Quiet, SheetOf,
    Trace, WhyNot,
};
pub use floor::{Floor, Ran};
pub use flow::{Answer, Batch, Flow, FlowError, Limits, Replica, Reply, Step};
pub use id::{AgentId, FloorId, IdError, LeadId, Name};
pub use layout::{
    ByAge, CadenceLayout, CalendarLayout, CapAdjustLayout, CapLayout, Layout, LinesLayout, MeritLayout,
    PlanLayout, QueueLayout, QueueMeritLayout, Seat,
};
pub use lead::{Lead, MAX_ATTRIBUTES, MAX_TEXT_BYTES};
#[cfg(feature = "accounts")]
pub use matching::account;
pub use matching::{AttributeFault, territory};
pub use memory::{ManualClock, MemoryStore, MemoryStoreError, PresenceBoard, SystemClock};
pub use order::{OfferBound, offer_bound};
pub use outcome::{
    BudgetSpent, Clears, NoPrice, OffPace, OfficeReason, Outcome, Reason, Refused, Unroutable,
};
pub use policy::{Digest, Issue, IssueKind, Policy, PolicyDoc, PolicyError, Severity};
pub use port::{AgentPresence, Clock, Commit, CommitOutcome, LeadStore, Loaded, Misnumbered, Revision};
pub use presence::{PresenceSnapshot, PresenceState, Sign};
pub use rank::Weighed;
pub use roll::Roll;
pub use state::{
    AffinitiesView, AffinityView, AgentLoadsView, AgentView, ApartView, ApplyError, BridgeView, Broken,
    CadenceView, CapView, FloorState, FullView, GradeView, LeadStanding, LeadView, LoadsView, MeritView,
    OfficeView, QueueView, RestoreError, RollOutView, StandardView, StepStanding, WaitsFor,
};
pub use time::{Span, Timestamp, TimestampError};
