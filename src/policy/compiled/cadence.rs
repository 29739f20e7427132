//! A cadence, names resolved.

use crate::calendar::Zone;
use crate::id::{CadenceSlot, Name, StageSlot};
use crate::matching::Condition;
use crate::policy::compiled::Timer;

#[derive(Clone, Debug)]
pub(crate) struct Cadence {
    pub(crate) id: Name,
    pub(crate) steps: Vec<CadenceStep>,
    pub(crate) consents: Vec<Consent>,
    /// How many attempts on a lead in a day.
    pub(crate) most_per_day: Option<u32>,
    /// Whose days.
    pub(crate) zone: Zone,
    pub(crate) stops_on_contact: bool,
    pub(crate) stops_on_disposition: bool,
    pub(crate) on_owner_change: OwnerChange,
    pub(crate) exhausted_after: Option<Timer>,
}

#[derive(Clone, Debug)]
pub(crate) struct CadenceStep {
    pub(crate) id: Name,
    pub(crate) after: Timer,
    /// Whether its time counts from the start rather than from the step before.
    pub(crate) since_start: bool,
    pub(crate) channel: Name,
    /// The hours of the contact that are kept to: an index into the policy's.
    pub(crate) contact: Option<usize>,
    /// How much later it may be due, in seconds.
    pub(crate) jitter_s: u64,
}

/// What a channel asks of a lead.
#[derive(Clone, Debug)]
pub(crate) struct Consent {
    pub(crate) channel: Name,
    pub(crate) when: Condition,
    /// Whether a step is held without it, and not passed over.
    pub(crate) holds: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnerChange {
    Restart,
    Resume,
    /// Counted from 0.
    SkipTo(u32),
}

/// A plan's cadence, and the stage its leads go to when all steps are done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Follows {
    pub(crate) cadence: CadenceSlot,
    pub(crate) then: StageSlot,
}
