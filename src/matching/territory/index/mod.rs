//! Where to look first: every kind of territory filed so that a place reads only what may hold it.

mod lists;
mod names;
mod raster;
mod segments;
mod zips;

pub(super) use lists::Lists;
pub(super) use names::Names;
pub(super) use raster::{Raster, Shapes};
pub(super) use segments::{Segment, Segments};
pub(super) use zips::{ZIPS, Zips};
