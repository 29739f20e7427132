//! How offers, assignments, stays and leads begin and end.

use serde::{Deserialize, Serialize};

use crate::command::ReturnReason;
use crate::id::StageSlot;
use crate::policy::MilestoneDoc;
use crate::time::Timestamp;

/// How an offer ended without being accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferEnd {
    /// The agent declined.
    Declined,
    /// The agent did not answer in time.
    TimedOut,
    /// Somebody else decided so: a manager, a change of policy.
    Withdrawn,
}

/// How an agent came to own a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignedHow {
    /// Pushed without asking.
    Pushed,
    /// Offered and accepted.
    Accepted,
    /// Claimed by pull.
    Claimed,
    /// Given by a manager.
    Reassigned,
    /// Handed over by whoever had it, and accepted.
    Bridged,
}

/// What must have happened by when, and where a lead goes otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpDue {
    /// What must have happened.
    pub missing: MilestoneDoc,
    /// By when.
    pub at: Timestamp,
    /// Where the lead goes otherwise.
    pub then: StageSlot,
    /// Whether something is only said then, and the lead stays.
    pub step: bool,
    /// Its place among the plan's follow-ups, the steps of each counted before it.
    pub order: u8,
}

/// Why a lead left its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleasedWhy {
    /// Given back.
    Returned(ReturnReason),
    /// Given to somebody else by a manager.
    Reassigned,
    /// Passed on with corrected attributes.
    Transferred,
    /// Something had not happened in time.
    Redistributed(MilestoneDoc),
    /// A claim ran out.
    LeaseExpired,
    /// The owner left the floor.
    OwnerLeft,
    /// Something about it is different now.
    Changed,
    /// Handed to a closer, or to where its plan says if none takes it.
    HandedOff,
    /// All steps of its cadence are done.
    CadenceExhausted,
}

/// Why a lead is held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldWhy {
    /// A stage of its plan says so.
    Stage,
    /// It rests before another round.
    Recycle,
    /// It has rested, and as many have begun another round today as may.
    Batch,
    /// No closer took it, and it goes to where its plan says.
    HandedOff,
    /// Its owner has left, and it waits to be dealt out again.
    Offboarded,
    /// Something about it is different, and it waits to be placed anew.
    Revised,
    /// The policy has changed, and it waits to be placed anew.
    PolicyReplaced,
    /// Its contact may not be called yet, and then it is its owner's first.
    ContactShut,
}

/// How a lead ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedHow {
    /// By its owner's final disposition.
    Disposed,
    /// By its plan, without an owner.
    Archived,
}
