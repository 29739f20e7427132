//! Which rotation a turn belongs to.

use core::fmt;

use serde::Serialize;

use crate::id::Name;

/// The rotation a turn belongs to. Without an attribute, leads are told apart by the rule that sent them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountOf {
    /// One that queues share.
    Shared {
        /// Its name.
        rotation: Name,
    },
    /// One of a value or a rule.
    Apart {
        /// The attribute.
        attribute: Option<Name>,
        /// The value or the rule.
        value: String,
    },
    /// The queue's own, as the lead has no value, or no rule sent it.
    Rest {
        /// The attribute.
        attribute: Option<Name>,
    },
    /// The queue's own, as there are as many rotations apart as may be.
    Beyond {
        /// The attribute.
        attribute: Option<Name>,
        /// The value or the rule.
        value: String,
        /// How many there may be.
        at_most: usize,
    },
}

impl fmt::Display for AccountOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = |attribute: &Option<Name>| {
            attribute.as_ref().map_or("rule".to_owned(), |name| format!("`{name}`"))
        };
        match self {
            AccountOf::Shared { rotation } => write!(f, "rotation `{rotation}`, which queues share"),
            AccountOf::Apart { attribute, value } => write!(f, "the rotation of {} `{value}`", by(attribute)),
            AccountOf::Rest { attribute } => {
                write!(f, "its own rotation, as the lead has no {}", by(attribute))
            }
            AccountOf::Beyond { attribute, value, at_most } => write!(
                f,
                "its own rotation: {at_most} rotation(s) are kept apart, and {} `{value}` came later",
                by(attribute)
            ),
        }
    }
}
