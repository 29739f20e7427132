//! What is known of ZIP codes, and what then where it is not enough.

use serde::{Deserialize, Serialize};

/// What is known of a ZIP code, or of all that begin with three digits and of which nothing more is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ZipFactsDoc {
    /// Five digits, or the first three.
    pub zip: String,
    /// The states it lies in, the one with most of it first; without any nothing is known.
    #[serde(default)]
    pub states: Vec<String>,
    /// The counties it lies in.
    #[serde(default)]
    pub counties: Vec<CountyShareDoc>,
}

/// How much of a ZIP code lies in a county.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountyShareDoc {
    /// The county, by its five digits of FIPS.
    pub county: String,
    /// The share of its addresses, in basis points.
    pub share_bp: u32,
}

/// In which county a place lies that gives none, where its ZIP lies in several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CountyFromZipDoc {
    /// In the one with the largest share; of equal ones the first by number.
    #[default]
    LargestShare,
    /// In the one with the largest share, and where another one would have another owner the resolution says so.
    Flag,
    /// In each as often as its share says, by lot; the same for a lead whenever it is asked.
    SplitByShare,
    /// It cannot be said: where they have other owners it belongs to none of them until the county is known.
    RequireCounty,
}

/// What then, where a place's ZIP does not lie in its state, by the `zip_facts`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ZipAndStateDoc {
    /// It belongs to nobody; the resolution names who would own it by either.
    #[default]
    Triage,
    /// Its state is the first that the ZIP lies in.
    TrustZip,
    /// It has no ZIP.
    TrustState,
}

/// How far off a point may be, in metres, by how it was found, where the place does not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PrecisionsDoc {
    /// On the roof.
    pub rooftop_m: u32,
    /// Somewhere along the street.
    pub street_m: u32,
    /// The middle of the ZIP code.
    pub zip_centroid_m: u32,
}

impl Default for PrecisionsDoc {
    fn default() -> PrecisionsDoc {
        PrecisionsDoc { rooftop_m: 20, street_m: 200, zip_centroid_m: 5_000 }
    }
}

/// What some territory has to cover.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MustCoverDoc {
    /// ZIP codes.
    pub zips: Vec<String>,
    /// ZIP codes by their first three digits.
    pub scf: Vec<String>,
    /// States, by code.
    pub states: Vec<String>,
    /// Counties, by their five digits of FIPS.
    pub counties: Vec<String>,
    /// Countries, by code.
    pub countries: Vec<String>,
}
