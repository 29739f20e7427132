//! The list of territories, and the lines that bound them.

use serde::{Deserialize, Serialize};

use super::covers::{CoversDoc, Position};
use super::settings::{CountyFromZipDoc, MustCoverDoc, PrecisionsDoc, ZipAndStateDoc, ZipFactsDoc};
use crate::id::Name;
use crate::time::Timestamp;

/// Territories: who owns what part of the map, or of the list of accounts.
///
/// A territory is had by its `priority`, the higher first; of the same priority by the most specific of what it covers that
/// holds the place ([`Specificity`](crate::territory::Specificity)); of the same again by the number of conditions that it joins, the more
/// first; then by id. Where a territory stands in the list plays no part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TerritoriesDoc {
    /// Which edition this is, for people and reports.
    #[serde(default)]
    pub version: Option<String>,
    /// The territories.
    #[serde(default)]
    pub territories: Vec<TerritoryDoc>,
    /// Lines across the land, for territories to lie on one side of.
    #[serde(default)]
    pub lines: Vec<LineDoc>,
    /// What is known of ZIP codes: the states and counties they lie in.
    #[serde(default)]
    pub zip_facts: Vec<ZipFactsDoc>,
    /// In which county a place lies that gives none, where its ZIP lies in several.
    #[serde(default)]
    pub county_from_zip: CountyFromZipDoc,
    /// What then, where a place's ZIP does not lie in its state.
    #[serde(default)]
    pub zip_and_state: ZipAndStateDoc,
    /// How far off a point may be, by how it was found.
    #[serde(default)]
    pub precisions: PrecisionsDoc,
    /// What some territory has to cover; a warning names what none does.
    #[serde(default)]
    pub must_cover: MustCoverDoc,
}

/// One territory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TerritoryDoc {
    /// Its name.
    pub id: Name,
    /// Before specificity: the higher number comes first.
    #[serde(default)]
    pub priority: i32,
    /// From this instant on; without it always has.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub from: Option<Timestamp>,
    /// Until this instant, which is out.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub until: Option<Timestamp>,
    /// What it covers: it holds a place that one of these holds.
    pub covers: Vec<CoversDoc>,
}

/// A line across the land, such as an interstate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineDoc {
    /// Its name.
    pub id: Name,
    /// Its pieces, each from corner to corner.
    pub paths_e7: Vec<Vec<Position>>,
}
