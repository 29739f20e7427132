//! A hand-off to a closer, names resolved.

use crate::id::{QueueSlot, StageSlot};
use crate::policy::compiled::Timer;
use crate::time::Span;

#[derive(Clone, Debug)]
pub(crate) struct HandOff {
    pub(crate) rings: Vec<Ring>,
    pub(crate) one_at_a_time: bool,
    pub(crate) otherwise: NoCloser,
    pub(crate) code: Option<String>,
    pub(crate) billable_after: Option<Span>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Ring {
    pub(crate) queue: QueueSlot,
    pub(crate) within: Span,
    pub(crate) at_once: u32,
    pub(crate) rounds: u32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum NoCloser {
    Keep,
    CallBack(Timer),
    Stage(StageSlot),
}
