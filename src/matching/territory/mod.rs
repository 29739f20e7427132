//! Territories: who owns what part of the map, or of the list of accounts.
//!
//! A [`TerritoriesDoc`] is what a host writes; [`Territories::compile`] checks all of it and gives the [`Territories`] that
//! [`Territories::resolve`] asks which one a [`Place`] is in. A [`Resolution`] says by what, how sure that is, and who else
//! comes into question. It is a room of its own: it knows nothing of policies and floors.
//!
//! # Which territory
//! Those of higher `priority` are asked first; of the same priority those that hold the place by something more specific;
//! then those that join more conditions; then by id:
//!
//! account > street > ZIP+4 > ZIP+4 range > area, circle or side of a line > ZIP or outward code > ZIP range > SCF > county >
//! city > area code > state > country > attribute > everywhere.
//!
//! # On a border
//! Coordinates are whole numbers and every comparison is exact. A point on a border belongs to the area that lies to the east
//! of it, and where the border runs due east to the one to the north: two areas that adjoin never both hold a point of their
//! common border, and never neither.
//!
//! # How sure
//! A point is known so and so well. Where a border that would make a difference comes nearer than that, the resolution is
//! [`Certainty::NearBorder`]. North of a line is where the meridian meets the line to the south and nowhere to the north;
//! where it meets it on both ways, as in a bend, or not at all, beyond its ends, the resolution is [`Certainty::Ambiguous`]
//! and nobody's. What then is for the host, or the policy, to say.

mod asked;
mod code;
mod compile;
mod cover;
mod doc;
mod facts;
mod fault;
mod filing;
#[cfg(feature = "geojson")]
mod geojson;
mod geometry;
mod index;
mod known;
#[cfg(feature = "geojson")]
mod mend;
mod place;
mod plain;
mod resolution;
mod resolve;
#[cfg(feature = "geojson")]
mod rings;
mod specificity;
mod states;
mod street;
mod territories;
mod truth;
mod ways;

#[cfg(test)]
mod tests;

pub use doc::{
    AreaDoc, AttributeTestDoc, CityDoc, CompassDoc, CountyFromZipDoc, CountyShareDoc, CoversDoc, LineDoc,
    MustCoverDoc, ParityDoc, Position, PrecisionsDoc, StreetDoc, TerritoriesDoc, TerritoryDoc,
    ZipAndStateDoc, ZipFactsDoc,
};
pub use fault::{TerritoryFault, TerritoryFaultKind};
#[cfg(feature = "geojson")]
pub use geojson::{GeoFeature, GeoJsonError};
pub use geometry::{E7_PER_DEGREE, Point};
pub use place::{Place, Precision};
pub use resolution::{Certainty, Resolution};
pub use specificity::Specificity;
pub use territories::Territories;
