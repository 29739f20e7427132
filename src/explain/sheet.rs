//! Which rotation a turn belongs to.

use core::fmt;

use serde::Serialize;

use crate::id::Name;

/// The rotation a turn belongs to. Without an attribute, leads are told apart by the rule that sent them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetOf {
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

impl fmt::Display for SheetOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = |attribute: &Option<Name>| {
            attribute.as_ref().map_or("rule".to_owned(), |name| format!("`{name}`"))
        };
        match self {
            SheetOf::Shared { rotation } => write!(f, "rotation `{rotation}`, which queues share"),
            SheetOf::Apart { attribute, value } => write!(f, "the rotation of {} `{value}`", by(attribute)),
            SheetOf::Rest { attribute } => {
                write!(f, "its own rotation, as the lead has no {}", by(attribute))
            }
            SheetOf::Beyond { attribute, value, at_most } => write!(
                f,
                "its own rotation: {at_most} rotation(s) are kept apart, and {} `{value}` came later",
                by(attribute)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotation_is_named_by_what_it_is_for() {
        let name = |text: &str| Name::new(text).unwrap();
        let (source, value) = (Some(name("source")), "ads".to_owned());
        let told = |of: SheetOf| of.to_string();
        assert_eq!(
            told(SheetOf::Shared { rotation: name("inbound") }),
            "rotation `inbound`, which queues share"
        );
        assert_eq!(
            told(SheetOf::Apart { attribute: source.clone(), value: value.clone() }),
            "the rotation of `source` `ads`"
        );
        assert_eq!(
            told(SheetOf::Apart { attribute: None, value: value.clone() }),
            "the rotation of rule `ads`"
        );
        assert_eq!(told(SheetOf::Rest { attribute: None }), "its own rotation, as the lead has no rule");
        assert_eq!(
            told(SheetOf::Beyond { attribute: source, value, at_most: 2 }),
            "its own rotation: 2 rotation(s) are kept apart, and `source` `ads` came later"
        );
    }
}
