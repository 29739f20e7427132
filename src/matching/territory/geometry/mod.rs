//! Points, borders and distances in whole numbers of 1e-7 degree: exact, and the same on every machine.

mod circle;
mod distance;
mod edge;
mod line;
mod point;
mod ring;
mod trig;

pub(super) use circle::Circle;
pub(super) use distance::Reach;
pub(super) use edge::Edge;
pub(super) use line::{Line, SideOf};
#[cfg(feature = "geojson")]
pub(super) use point::parse_e7;
pub use point::{E7_PER_DEGREE, Point};
pub(super) use ring::{RingFault, faults_of_ring, first_crossing};
