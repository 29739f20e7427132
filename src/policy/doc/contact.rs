//! When the contacts of leads may be called, as a host writes it.

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// The hours in which the contact of a lead may be called, by where they are. Rules as data and no legal advice: which
/// hours are allowed where, and what says where somebody is, are the host's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContactHoursDoc {
    /// What stages call it.
    pub id: Name,
    /// What says where a contact is. Of each attribute that is known the calendars have to be open; where they are not the
    /// same ones, all of them have to be, and the explanation notes the conflict.
    pub by: Vec<ContactByDoc>,
    /// The calendars, all of which have to be open for a contact of whom nothing is known; without it all that are named
    /// under `by`. An empty list is any time.
    #[serde(default)]
    pub unknown: Option<Vec<Name>>,
}

/// An attribute that says where a contact is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContactByDoc {
    /// A text attribute, such as the state or the area code.
    pub attribute: Name,
    /// The places by its values, letter for letter; of a value that is not listed nothing is known.
    pub places: Vec<ContactPlaceDoc>,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContactPlaceDoc {
    /// The value of the attribute.
    pub value: String,
    /// The calendars, all of which have to be open: several where a place has several zones.
    pub calendars: Vec<Name>,
}
