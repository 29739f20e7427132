//! What a territory covers.

use serde::{Deserialize, Serialize};

use crate::attribute::Value;
use crate::id::Name;

/// Longitude and latitude in 1e-7 degree, in this order, as GeoJSON has them: `[-932828000, 449673000]`.
pub type Position = [i32; 2];

/// A part of the map, of the list of accounts, or of what leads say of themselves.
///
/// Texts are compared without regard to case and to white space at the ends, accounts and attributes byte by byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CoversDoc {
    /// Any place at all.
    Everywhere {},
    /// Countries, by code.
    Countries(Vec<String>),
    /// States or provinces, by code.
    States(Vec<String>),
    /// Counties, by their five digits of FIPS.
    Counties(Vec<String>),
    /// Cities, best with their state.
    Cities(Vec<CityDoc>),
    /// ZIP codes of five digits; leading zeros count.
    Zips(Vec<String>),
    /// ZIP codes from one to another, both in.
    ZipRange {
        /// The first that is in.
        from: String,
        /// The last that is in.
        to: String,
    },
    /// ZIP codes by their first three digits.
    Scf(Vec<String>),
    /// ZIP+4 codes, with or without the dash.
    Zip4(Vec<String>),
    /// ZIP+4 codes of one ZIP from one to another, both in.
    Zip4Range {
        /// The first that is in.
        from: String,
        /// The last that is in.
        to: String,
    },
    /// Outward codes of the United Kingdom (`SW1A`), and the first three of Canadian codes (`K1A`).
    Outward(Vec<String>),
    /// Telephone area codes.
    AreaCodes(Vec<String>),
    /// Within so many metres of a point, as the crow flies.
    Radius {
        /// The point.
        centre_e7: Position,
        /// The metres; at this distance is in.
        radius_m: u32,
    },
    /// Areas by their borders. They may adjoin, and may not overlap.
    Polygons(Vec<AreaDoc>),
    /// One side of a line. Without an answer in a bend and beyond the ends of the line.
    Side {
        /// One of the `lines`.
        line: Name,
        /// Which side.
        side: CompassDoc,
    },
    /// House numbers of streets.
    Streets(Vec<StreetDoc>),
    /// Accounts, by name.
    Accounts(Vec<String>),
    /// Leads of which this is true.
    Attribute {
        /// The attribute.
        attribute: Name,
        /// What is asked of it.
        is: AttributeTestDoc,
    },
    /// What all of these hold.
    All(Vec<CoversDoc>),
    /// What one of these holds.
    Any(Vec<CoversDoc>),
    /// What this does not hold.
    Not(Box<CoversDoc>),
}

/// A city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CityDoc {
    /// Its name.
    pub city: String,
    /// Its state, by code; without it a city of this name in any.
    #[serde(default)]
    pub state: Option<String>,
}

/// An area by its border. A last corner that repeats the first says nothing, nor does one that repeats the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AreaDoc {
    /// The corners, anticlockwise.
    pub outer_e7: Vec<Position>,
    /// What is cut out of it, the corners of each clockwise.
    #[serde(default)]
    pub holes_e7: Vec<Vec<Position>>,
}

/// A side by the compass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CompassDoc {
    /// The line is met to the south, and nowhere to the north.
    North,
    /// The line is met to the north, and nowhere to the south.
    South,
    /// The line is met to the west, and nowhere to the east.
    East,
    /// The line is met to the east, and nowhere to the west.
    West,
}

/// House numbers of one street of a ZIP code or a city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StreetDoc {
    /// The ZIP code; this or a city.
    #[serde(default)]
    pub zip: Option<String>,
    /// The city; this or a ZIP code.
    #[serde(default)]
    pub city: Option<String>,
    /// The street's name. The usual words at its ends may be written out or short: `North Main Street`, `N MAIN ST`.
    pub street: String,
    /// Which side of it.
    #[serde(default)]
    pub parity: ParityDoc,
    /// The first number that is in.
    pub from: u32,
    /// The last number that is in.
    pub to: u32,
}

/// Odd or even house numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ParityDoc {
    /// Both.
    #[default]
    Both,
    /// Odd ones.
    Odd,
    /// Even ones.
    Even,
}

/// What is asked of an attribute of the lead. False where the lead lacks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AttributeTestDoc {
    /// It has one of these values; of several texts one is enough.
    AnyOf(Vec<Value>),
    /// The text begins so; of several one is enough.
    Prefix(String),
    /// The number lies in a half-open range: `from <= number < below`.
    Range {
        /// The least number that is in.
        #[serde(default)]
        from: Option<i64>,
        /// The least number above that is out.
        #[serde(default)]
        below: Option<i64>,
    },
    /// The lead has it.
    Present {},
}
