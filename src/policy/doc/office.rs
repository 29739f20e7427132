//! What holds inside an office that a lead goes to, as a host writes it.

use serde::{Deserialize, Serialize};

use crate::policy::doc::TimerDoc;

/// What holds inside an office that a stage's lead goes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InsideDoc {
    /// How long each of its people has to accept; without it, as long as the office has by the stage's `accept_within`. Where
    /// neither is said the lead is assigned at once.
    pub accept_within: Option<TimerDoc>,
    /// Whether the lead may wait in the office for its people. Without that an office is passed over while none of them could
    /// take the lead.
    pub waits: bool,
}

impl InsideDoc {
    pub(crate) fn is_plain(&self) -> bool {
        *self == InsideDoc::default()
    }
}
