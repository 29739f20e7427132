//! Whose the last lead of a person, a household or an account was, as a host writes it.

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// What leads have in common whose last owner is remembered: a person, a household, an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StickyDoc {
    /// Its name.
    pub id: Name,
    /// The text attribute: leads with the same value belong together. ASCII white space at both ends does not count, nor
    /// whether the letters A to Z are capitals; all else does. A lead with nothing in it belongs to no other.
    pub attribute: Name,
    /// For how long an owner is remembered after the last assignment, in seconds.
    pub keep_s: u64,
    /// Whether the office is remembered where the lead came to its owner by one, so that the incumbent office comes first.
    #[serde(default, skip_serializing_if = "is_false")]
    pub offices: bool,
    /// For how long a deal that is registered for such a text is the holder's, in seconds; without it none can be
    /// ([`Command::Register`](crate::Command::Register)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_for_s: Option<u64>,
}

/// Where whoever has registered the deal comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RegisteredDoc {
    /// Before the last owner.
    #[default]
    First,
    /// After the last owner, where there is none who could have the lead.
    AfterOwner,
    /// Nowhere.
    Ignored,
}

/// At a queue's or a pool's stage: the last owner comes first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StickToDoc {
    /// One of the policy's `sticky`.
    pub by: Name,
    /// How long a lead waits at this stage for a last owner who cannot take it now, in seconds, before others may.
    #[serde(default)]
    pub wait_s: u64,
    /// Whether a member of the last owner's team comes before others, by the queue's strategy, when the owner cannot take the
    /// lead or is no member any longer.
    #[serde(default)]
    pub team_first: bool,
    /// How long the lead then waits for the team, in seconds after `wait_s`, before others may take it.
    #[serde(default)]
    pub team_wait_s: u64,
    /// Whether a lead that goes to the last owner or to their team takes a turn of a rotation that counts turns taken outside
    /// it.
    #[serde(default = "yes")]
    pub counts_as_turn: bool,
    /// Where whoever has registered the deal comes; the lead waits for them as for a last owner.
    #[serde(default, skip_serializing_if = "RegisteredDoc::is_first")]
    pub registered: RegisteredDoc,
}

impl RegisteredDoc {
    fn is_first(&self) -> bool {
        *self == RegisteredDoc::First
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(yes: &bool) -> bool {
    !yes
}

const fn yes() -> bool {
    true
}
