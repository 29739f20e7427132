//! Where a lead is, as the host knows it.

use super::geometry::Point;
use crate::lead::Lead;

/// What is known of where a lead is. Whatever is not known is none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// The country, by code.
    pub country: Option<&'a str>,
    /// The state or province, by code.
    pub state: Option<&'a str>,
    /// The county, by its five digits of FIPS.
    pub county: Option<&'a str>,
    /// The city.
    pub city: Option<&'a str>,
    /// The ZIP, ZIP+4 or other postal code; spaces and dashes play no part.
    pub postcode: Option<&'a str>,
    /// The first line of the address: house number and street.
    pub street: Option<&'a str>,
    /// The telephone area code.
    pub area_code: Option<&'a str>,
    /// The account it is known to belong to.
    pub account: Option<&'a str>,
    /// Where it is on the map.
    pub point: Option<Point>,
    /// How the point was found.
    pub precision: Option<Precision>,
    /// How far off the point may be, in metres, where that is known better than by how it was found.
    pub accuracy_m: Option<u32>,
    /// What lots are drawn by, where a county goes by shares: the lead's id.
    pub lot: Option<&'a str>,
    /// The lead, for territories by attribute.
    pub lead: Option<&'a Lead>,
}

/// How a point was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// On the roof.
    Rooftop,
    /// Somewhere along the street.
    Street,
    /// The middle of the ZIP code.
    ZipCentroid,
}

impl Precision {
    /// By its word in documents and attributes: `rooftop`, `street` or `zip_centroid`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Precision> {
        match text {
            "rooftop" => Some(Precision::Rooftop),
            "street" => Some(Precision::Street),
            "zip_centroid" => Some(Precision::ZipCentroid),
            _ => None,
        }
    }
}
