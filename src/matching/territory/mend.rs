//! What a faulty polygon of a map file means: it is taken apart where its rings cross, and put together again.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;

use super::compile::areas_are_sound;
use super::doc::{AreaDoc, Position};
use super::rings::wound;

/// Areas go this far from the middle of all at the most, 1e-7 degree: the overlay counts in 32 bits.
const REACH: i64 = 1 << 30;

/// So many times areas are put together again.
const PASSES: usize = 4;

/// The areas that faulty ones mean, or `None` where they are sound as they are or cannot be mended.
///
/// In an area is what its outer ring runs around at least once, whichever way, and no hole does. Areas that overlap become
/// one, and what has no room inside is nothing. Corners stay where they are; new ones, where rings cross, are rounded to
/// 1e-7 degree.
pub(super) fn mended(areas: &[AreaDoc]) -> Option<Vec<AreaDoc>> {
    if areas_are_sound(areas) {
        return None;
    }
    let middle = middle(areas)?;
    let mut joined: Vec<AreaDoc> = Vec::new();
    for area in areas {
        let from_middle = |ring: &Vec<Position>| moved(ring, middle.map(i64::saturating_neg));
        let mut own = overlay(vec![from_middle(&area.outer_e7)?], Vec::new());
        // One by one: two that ran around the same, one either way, would make up for one another.
        for hole in &area.holes_e7 {
            own = overlay(rings(own), vec![from_middle(hole)?]);
        }
        joined.extend(own);
    }
    // Where corners are rounded, rings may touch or cross anew.
    for _ in 0..PASSES {
        joined = overlay(rings(joined), Vec::new());
        let back: Option<Vec<AreaDoc>> = joined.iter().map(|area| back(area, middle)).collect();
        if let Some(areas) = back.filter(|areas| areas_are_sound(areas)) {
            return Some(areas);
        }
    }
    None
}

fn back(area: &AreaDoc, middle: [i64; 2]) -> Option<AreaDoc> {
    let holes_e7 = area.holes_e7.iter().map(|hole| moved(hole, middle)).collect::<Option<_>>()?;
    Some(AreaDoc { outer_e7: moved(&area.outer_e7, middle)?, holes_e7 })
}

/// The rings of areas that run the right way round, so that holes stay holes.
fn rings(areas: Vec<AreaDoc>) -> Vec<Vec<Position>> {
    areas.into_iter().flat_map(|area| core::iter::once(area.outer_e7).chain(area.holes_e7)).collect()
}

/// What the rings of the first list run around, less what those of the second do.
fn overlay(own: Vec<Vec<Position>>, cut_out: Vec<Vec<Position>>) -> Vec<AreaDoc> {
    let options = IntOverlayOptions { ogc: true, ..IntOverlayOptions::keep_all_points() };
    let corners = own.iter().chain(&cut_out).map(Vec::len).sum();
    let mut overlay = Overlay::new_custom(corners, options, Solver::default());
    for (rings, kind) in [(own, ShapeType::Subject), (cut_out, ShapeType::Clip)] {
        for ring in rings {
            overlay.add_path_iter(ring.into_iter().map(|[x, y]| IntPoint { x, y }), kind);
        }
    }
    let area = |rings: Vec<Vec<IntPoint>>| {
        // Not every hole comes the way round that holes should.
        let mut rings = rings.iter().enumerate().map(|(number, ring)| {
            wound(ring.iter().map(|corner| [corner.x, corner.y]).collect(), number == 0)
        });
        Some(AreaDoc { outer_e7: rings.next()?, holes_e7: rings.collect() })
    };
    overlay.overlay(OverlayRule::Difference, FillRule::NonZero).into_iter().filter_map(area).collect()
}

/// The middle of all corners, if none is out of reach from there.
fn middle(areas: &[AreaDoc]) -> Option<[i64; 2]> {
    let corners =
        || areas.iter().flat_map(|area| core::iter::once(&area.outer_e7).chain(&area.holes_e7)).flatten();
    let middle_of = |read: fn(&Position) -> i32| {
        let least = i64::from(corners().map(read).min()?);
        let most = i64::from(corners().map(read).max()?);
        let middle = least.midpoint(most);
        (most.saturating_sub(middle) < REACH && middle.saturating_sub(least) < REACH).then_some(middle)
    };
    Some([middle_of(|[lon, _]| *lon)?, middle_of(|[_, lat]| *lat)?])
}

/// A ring so far to the east and north.
fn moved(ring: &[Position], [east, north]: [i64; 2]) -> Option<Vec<Position>> {
    let far = |own: i32, by: i64| i32::try_from(i64::from(own).saturating_add(by)).ok();
    ring.iter().map(|[lon, lat]| Some([far(*lon, east)?, far(*lat, north)?])).collect()
}
