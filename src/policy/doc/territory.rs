//! Which territory a lead is in, by which attributes.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::matching::territory::TerritoriesDoc;

/// A map of territories, and the attributes by which a lead's place on it is known and its territory is written down.
///
/// Resolved when a lead comes in, is revised or is passed on, before the rules: conditions, caps, pulls and rotations then see
/// the territory as any other attribute. What the lead or a correction gives for those attributes is overwritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TerritoryMapDoc {
    /// Its name.
    pub id: Name,
    /// What says where a lead is.
    pub place: PlaceAttributesDoc,
    /// The text attribute that the territory is written to; a lead of no territory lacks it.
    pub territory: Name,
    /// The text attribute that says how sure it is: `certain`, `near_border`, `ambiguous`, `several_counties`, `incomplete`,
    /// `contradicts` or `uncovered`.
    pub certainty: Name,
    /// The texts attribute that the territories are written to whose it may be as well.
    #[serde(default)]
    pub rivals: Option<Name>,
    /// The territories.
    pub map: TerritoriesDoc,
}

/// The attributes that say where a lead is. Texts, but for `latitude_e7`, `longitude_e7` and `accuracy_m`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlaceAttributesDoc {
    /// The country, by code.
    pub country: Option<Name>,
    /// The state or province, by code.
    pub state: Option<Name>,
    /// The county, by its five digits of FIPS.
    pub county: Option<Name>,
    /// The city.
    pub city: Option<Name>,
    /// The ZIP, ZIP+4 or other postal code.
    pub postcode: Option<Name>,
    /// The first line of the address: house number and street.
    pub street: Option<Name>,
    /// The telephone area code.
    pub area_code: Option<Name>,
    /// The account.
    pub account: Option<Name>,
    /// The latitude in 1e-7 degree, north positive.
    pub latitude_e7: Option<Name>,
    /// The longitude in 1e-7 degree, east positive.
    pub longitude_e7: Option<Name>,
    /// How the point was found: `rooftop`, `street` or `zip_centroid`. Any other text says nothing.
    pub precision: Option<Name>,
    /// How far off the point may be, in metres, where that is known better.
    pub accuracy_m: Option<Name>,
}

impl PlaceAttributesDoc {
    /// Each of them by its field, and whether it is a number.
    pub(in crate::policy) fn each(&self) -> [(&'static str, Option<&Name>, bool); 12] {
        [
            ("country", self.country.as_ref(), false),
            ("state", self.state.as_ref(), false),
            ("county", self.county.as_ref(), false),
            ("city", self.city.as_ref(), false),
            ("postcode", self.postcode.as_ref(), false),
            ("street", self.street.as_ref(), false),
            ("area_code", self.area_code.as_ref(), false),
            ("account", self.account.as_ref(), false),
            ("latitude_e7", self.latitude_e7.as_ref(), true),
            ("longitude_e7", self.longitude_e7.as_ref(), true),
            ("precision", self.precision.as_ref(), false),
            ("accuracy_m", self.accuracy_m.as_ref(), true),
        ]
    }
}
