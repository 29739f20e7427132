//! What a faulty polygon of a map file means: it is taken apart where its rings cross, and put together again.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;

use super::compile::areas_are_sound;
use super::doc::{AreaDoc, Position};

/// Areas go this far from the middle of all at the most, 1e-7 degree: the overlay counts in 32 bits.
const REACH: i64 = 1 << 30;

/// So many times areas are put together again.
const PASSES: usize = 8;

/// The areas that faulty ones mean, or `None` where they are sound as they are or cannot be mended.
///
/// In an area is what its outer ring runs around, whichever way, and no hole does. Areas that overlap become
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
    for pass in 0..PASSES {
        // A corner that was rounded may lie a hair beyond an edge, and there the rings cross anew.
        let own = if pass == 0 { rings(joined) } else { through_corners(rings(joined)) };
        joined = overlay(own, Vec::new());
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

/// The rings with each edge bent through the corners that are less than two units away from it.
fn through_corners(rings: Vec<Vec<Position>>) -> Vec<Vec<Position>> {
    let mut corners: Vec<Position> = rings.iter().flatten().copied().collect();
    corners.sort_unstable();
    corners.dedup();
    let bent = |ring: Vec<Position>| {
        let next = ring.iter().skip(1).chain(ring.first());
        let mut bent = Vec::with_capacity(ring.len());
        for (a, b) in ring.iter().zip(next) {
            bent.push(*a);
            let (west, east) = (a.min(b)[0].saturating_sub(2), a.max(b)[0].saturating_add(2));
            let from = corners.partition_point(|[x, _]| *x < west);
            let until = corners.partition_point(|[x, _]| *x <= east);
            let near = corners.get(from..until).unwrap_or_default().iter();
            let mut near: Vec<(i128, Position)> =
                near.filter_map(|corner| Some((along(*a, *b, *corner)?, *corner))).collect();
            near.sort_unstable();
            bent.extend(near.into_iter().map(|own| own.1));
        }
        bent
    };
    rings.into_iter().map(bent).collect()
}

/// How far along an edge a point lies that is between its ends and less than two units beside it, as a multiple of its length.
fn along(a: Position, b: Position, point: Position) -> Option<i128> {
    let from_a = |[x, y]: Position| {
        let [ax, ay] = a;
        (i128::from(x).saturating_sub(i128::from(ax)), i128::from(y).saturating_sub(i128::from(ay)))
    };
    let ((bx, by), (x, y)) = (from_a(b), from_a(point));
    let length_squared = bx.saturating_mul(bx).saturating_add(by.saturating_mul(by));
    let along = bx.saturating_mul(x).saturating_add(by.saturating_mul(y));
    let beside = bx.saturating_mul(y).saturating_sub(by.saturating_mul(x));
    let between = 0 < along && along < length_squared && point != a && point != b;
    (between && beside.saturating_mul(beside) < length_squared.saturating_mul(4)).then_some(along)
}

/// What the rings of the first list run around, less what those of the second do.
fn overlay(own: Vec<Vec<Position>>, cut_out: Vec<Vec<Position>>) -> Vec<AreaDoc> {
    let options = IntOverlayOptions::keep_all_points();
    let corners = own.iter().chain(&cut_out).map(Vec::len).sum();
    let mut overlay = Overlay::new_custom(corners, options, Solver::default());
    for (rings, kind) in [(own, ShapeType::Subject), (cut_out, ShapeType::Clip)] {
        for ring in rings {
            overlay.add_path_iter(ring.into_iter().map(|[x, y]| IntPoint { x, y }), kind);
        }
    }
    let area = |rings: Vec<Vec<IntPoint>>| {
        let mut rings = rings.iter().map(|ring| ring.iter().map(|corner| [corner.x, corner.y]).collect());
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
