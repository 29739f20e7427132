//! Names of things: short texts at the border, integer slots inside.

use core::borrow::Borrow;
use core::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest identifier, in bytes of UTF-8.
pub const MAX_ID_BYTES: usize = 200;

/// Why a text cannot be an identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing, or only white space.
    #[error("an id may not be empty")]
    Empty,
    /// Longer than [`MAX_ID_BYTES`].
    #[error("an id may have at most {MAX_ID_BYTES} bytes, this one has {0}")]
    TooLong(usize),
    /// A control character such as a line break or NUL.
    #[error("an id may not hold the control character {0:?}")]
    Control(char),
}

fn checked(text: &str) -> Result<(), IdError> {
    if text.trim().is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > MAX_ID_BYTES {
        return Err(IdError::TooLong(text.len()));
    }
    match text.chars().find(|c| c.is_control()) {
        Some(control) => Err(IdError::Control(control)),
        None => Ok(()),
    }
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// An id with this text, compared byte by byte.
            ///
            /// # Errors
            /// [`IdError`] when the text is blank, longer than [`MAX_ID_BYTES`] or holds a control character.
            pub fn new(text: &str) -> Result<Self, IdError> {
                checked(text)?;
                Ok(Self(Arc::from(text)))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<&str> for $name {
            type Error = IdError;
            fn try_from(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl core::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::new(&text).map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "minLength": 1, "maxLength": MAX_ID_BYTES})
            }
        }
    };
}

text_id! {
    /// The name of a lead, given by the host; unique on its floor.
    LeadId
}
text_id! {
    /// The name of an agent: a rep, a team, a partner office, a buyer.
    AgentId
}
text_id! {
    /// The name of anything a policy document defines: a queue, a plan, a rule, a cap, a calendar …
    Name
}
text_id! {
    /// The name of a floor: one policy, its agents, queues, counters and open leads.
    FloorId
}

macro_rules! slot {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(u32);

        impl $name {
            /// The slot of a list's element, `None` past `u32::MAX - 1`.
            #[must_use]
            pub fn from_index(index: usize) -> Option<Self> {
                match u32::try_from(index) {
                    Ok(number) if number < u32::MAX => Some(Self(number)),
                    _ => None,
                }
            }

            /// Where the element stands in its list.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

slot! {
    /// Where a lead stands in a floor's columns. Freed and used again once a closed lead is forgotten.
    LeadSlot
}
slot! {
    /// Where an agent stands in a floor's columns. Never used again for somebody else.
    AgentSlot
}
slot! {
    /// Where a queue stands in its policy.
    QueueSlot
}
slot! {
    /// Where a sheet of turns stands on a floor: first those of the queues' own rotations, in the order of the queues, then
    /// those that several queues share, then those that a queue keeps apart.
    SheetSlot
}
slot! {
    /// Where a plan stands in its policy.
    PlanSlot
}
slot! {
    /// Where a stage stands in its plan.
    StageSlot
}
slot! {
    /// Where a rule stands in its policy, rules being in the order they are tried.
    RuleSlot
}
slot! {
    /// Where a cap stands in its policy.
    CapSlot
}
slot! {
    /// Where one of its `sticky` stands in a policy.
    StickySlot
}
slot! {
    /// Where a merit stands in its policy.
    MeritSlot
}
slot! {
    /// Where a cadence stands in its policy.
    CadenceSlot
}
slot! {
    /// Where a counter stands in a floor's columns.
    CounterSlot
}

impl SheetSlot {
    /// The sheet of a queue's own rotation.
    #[must_use]
    pub const fn of(queue: QueueSlot) -> SheetSlot {
        SheetSlot(queue.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_ids_are_refused() {
        assert_eq!(LeadId::new("  "), Err(IdError::Empty));
        assert_eq!(LeadId::new("a\nb"), Err(IdError::Control('\n')));
        assert_eq!(LeadId::new(&"x".repeat(201)), Err(IdError::TooLong(201)));
        assert!(LeadId::new("Zoë O'Brien — 4/7").is_ok());
    }
}
