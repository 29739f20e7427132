//! What a policy document compiles to: names resolved to slots, texts to symbols, zones to tables.

mod cap;
mod plan;
mod queue;

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::id::{Name, PlanSlot, QueueSlot};
use crate::matching::{RuleIndex, Schema};
use crate::policy::doc::{PolicyDoc, PresenceRulesDoc};
use crate::time::Span;

pub(crate) use cap::{Cap, CapWindow, Dimension};
pub(crate) use plan::{Action, Exclusion, FollowUp, HoldUntil, Next, Plan, Stage, Timer};
pub(crate) use queue::{Discipline, Pull, Queue, Tier};

/// A policy ready to decide by. Immutable; share it in an [`Arc`].
#[derive(Clone, Debug)]
pub struct Policy {
    pub(crate) doc: Arc<PolicyDoc>,
    /// The document as canonical JSON: what the floor keeps and the digest is of.
    pub(crate) json: Arc<str>,
    /// The first 16 bytes of the SHA-256 of `json`.
    pub(crate) digest: crate::policy::Digest,
    pub(crate) schema: Schema,
    pub(crate) rules: RuleIndex,
    /// The plan of each rule, in the order rules are tried.
    pub(crate) rule_plans: Vec<PlanSlot>,
    pub(crate) rule_ids: Vec<Name>,
    pub(crate) default_plan: Option<PlanSlot>,
    /// In the order of the document.
    pub(crate) queues: Vec<Queue>,
    pub(crate) plans: Vec<Plan>,
    pub(crate) caps: Vec<Cap>,
    pub(crate) calendars: Vec<(Name, Calendar)>,
    pub(crate) work_kinds: Vec<(Name, u32)>,
    pub(crate) presence: PresenceRulesDoc,
    /// The time between two leads of an agent who left.
    pub(crate) offboard_every: Span,
}

impl Policy {
    pub(crate) fn queue(&self, slot: QueueSlot) -> Option<&Queue> {
        self.queues.get(slot.index())
    }

    pub(crate) fn plan(&self, slot: PlanSlot) -> Option<&Plan> {
        self.plans.get(slot.index())
    }
}
