//! Territories as a host writes them.

mod covers;
mod settings;
mod territory;

pub use covers::{AreaDoc, AttributeTestDoc, CityDoc, CompassDoc, CoversDoc, ParityDoc, Position, StreetDoc};
pub use settings::{
    CountyFromZipDoc, CountyShareDoc, MustCoverDoc, PrecisionsDoc, ZipAndStateDoc, ZipFactsDoc,
};
pub use territory::{LineDoc, TerritoriesDoc, TerritoryDoc};
