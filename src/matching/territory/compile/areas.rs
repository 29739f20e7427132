//! Borders and lines of the document.

use super::Lines;
use super::faults::{Faults, named};
use crate::matching::territory::doc::{AreaDoc, LineDoc, Position};
use crate::matching::territory::fault::TerritoryFaultKind::{BadBorder, OutOfRange, Touching};
use crate::matching::territory::geometry::{Edge, Line, Point, RingFault, faults_of_ring, first_crossing};

/// The lines, in the order of the document.
pub(super) fn lines(docs: &[LineDoc], faults: &mut Faults) -> Lines {
    named("line", "lines", docs.iter().map(|own| &own.id), faults);
    let mut lines = Vec::with_capacity(docs.len());
    for (at, doc) in docs.iter().enumerate() {
        let mut paths = Vec::with_capacity(doc.paths_e7.len());
        for (piece, path) in doc.paths_e7.iter().enumerate() {
            paths.push(points(path, &format!("lines[{at}].paths_e7[{piece}]"), faults));
        }
        if !paths.iter().any(|path| path.windows(2).any(|pair| pair.first() != pair.get(1))) {
            faults.add(format!("lines[{at}]"), BadBorder, "a line needs two points at the least");
        }
        lines.push((doc.id.clone(), Line::new(&paths)));
    }
    lines
}

/// The borders of areas that may adjoin and may not overlap.
pub(super) fn borders(docs: &[AreaDoc], path: &str, faults: &mut Faults) -> Vec<Edge> {
    let mut all: Vec<(Bounds, Vec<Edge>)> = Vec::new();
    for (at, doc) in docs.iter().enumerate() {
        let path = format!("{path}[{at}]");
        let mut own = Vec::new();
        let mut sound = ring(&doc.outer_e7, true, &format!("{path}.outer_e7"), &mut own, faults);
        let outer = own.len();
        for (hole, corners) in doc.holes_e7.iter().enumerate() {
            let path = format!("{path}.holes_e7[{hole}]");
            let start = own.len();
            let hole_is_sound = ring(corners, false, &path, &mut own, faults);
            sound &= hole_is_sound;
            let (before, new) = own.split_at(start);
            if hole_is_sound && !holds_ring(before, outer, new) {
                faults.add(
                    path,
                    BadBorder,
                    "a hole lies in the area it is cut out of, and outside the other holes",
                );
                sound = false;
            }
        }
        let bounds = Bounds::of(&own);
        let close = |(other, edges): &(Bounds, Vec<Edge>)| bounds.meets(other) && overlap(edges, &own);
        if let Some(other) = all.iter().position(close).filter(|_| sound) {
            let message = format!("it overlaps number {other} of the same list");
            faults.add(path, BadBorder, message);
        }
        all.push((bounds, own));
    }
    all.into_iter().flat_map(|(_, edges)| edges).collect()
}

/// Whether nothing is wrong with areas that stand in one list.
#[cfg(feature = "geojson")]
pub(in crate::matching::territory) fn areas_are_sound(docs: &[AreaDoc]) -> bool {
    let mut faults = Faults::default();
    borders(docs, "", &mut faults);
    !faults.has_errors()
}

/// West, south, east, north.
struct Bounds([i64; 4]);

impl Bounds {
    fn of(edges: &[Edge]) -> Bounds {
        let corners = || edges.iter().flat_map(|edge| [edge.a, edge.b]);
        let x = || corners().map(Point::x);
        let y = || corners().map(Point::y);
        let (least, most) = (i64::MAX, i64::MIN);
        Bounds([
            x().min().unwrap_or(least),
            y().min().unwrap_or(least),
            x().max().unwrap_or(most),
            y().max().unwrap_or(most),
        ])
    }

    fn meets(&self, other: &Bounds) -> bool {
        let (Bounds([west, south, east, north]), Bounds([w, s, e, n])) = (self, other);
        west < e && w < east && south < n && s < north
    }
}

/// Whether a hole is held by the area so far: it lies inside, and crosses nothing.
fn holds_ring(border: &[Edge], outer: usize, hole: &[Edge]) -> bool {
    // All its corners may touch; an edge that lies on the border from end to end says nothing.
    let mut points = hole.iter().flat_map(|edge| [Some(edge.a), Some(edge.b), edge.middle()]).flatten();
    let Some(point) = points.find(|point| !on_border(border, *point)) else {
        return false;
    };
    let inside_outer = inside(border.get(..outer).unwrap_or_default(), point);
    inside_outer && inside(border, point) && !crosses(border, hole)
}

/// Whether two areas have more in common than a border.
fn overlap(one: &[Edge], other: &[Edge]) -> bool {
    if crosses(one, other) {
        return true;
    }
    // Neither crosses the other: one lies in the other, or not at all. The middle of an edge of one is in the other, a hair
    // to the side where the own area is, or no edge's is.
    let some_in = |own: &[Edge], of: &[Edge]| {
        own.iter().any(|edge| {
            let middle = edge.middle();
            middle.is_some_and(|middle| !on_border(of, middle) && inside(of, middle) && !of.contains(edge))
        })
    };
    some_in(one, other) || some_in(other, one)
}

fn on_border(border: &[Edge], point: Point) -> bool {
    border.iter().any(|edge| {
        let (x, y) = (point.x(), point.y());
        let within = |a: i64, b: i64, own: i64| (a.min(b)..=a.max(b)).contains(&own);
        let left = edge.b.x().wrapping_sub(edge.a.x()).wrapping_mul(y.wrapping_sub(edge.a.y()));
        let right = x.wrapping_sub(edge.a.x()).wrapping_mul(edge.b.y().wrapping_sub(edge.a.y()));
        within(edge.a.x(), edge.b.x(), x) && within(edge.a.y(), edge.b.y(), y) && left == right
    })
}

/// Whether a point is in what a border bounds, by the rule of [`Edge`].
pub(super) fn inside(border: &[Edge], point: Point) -> bool {
    let (x, y) = (point.x(), point.y());
    border.iter().filter(|edge| edge.crosses_parallel(y) && edge.is_east(x, y)).count() & 1 == 1
}

/// Whether an edge of one border runs right through an edge of the other.
pub(super) fn crosses(one: &[Edge], other: &[Edge]) -> bool {
    let own = one.len();
    let all: Vec<Edge> = one.iter().chain(other).copied().collect();
    first_crossing(&all, |a, b| (a < own) == (b < own)).is_some()
}

/// Adds the edges of a ring, and says whether it is sound.
fn ring(
    positions: &[Position],
    counterclockwise: bool,
    path: &str,
    edges: &mut Vec<Edge>,
    faults: &mut Faults,
) -> bool {
    let mut corners = points(positions, path, faults);
    corners.dedup();
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    let found = faults_of_ring(&corners, counterclockwise);
    for fault in &found {
        let (kind, message) = match fault {
            RingFault::Touching(one, other) => (
                Touching,
                format!(
                    "the border touches itself: from {} to {} and from {} to {}",
                    one.a, one.b, other.a, other.b
                ),
            ),
            other => (BadBorder, refused(other, counterclockwise)),
        };
        faults.add(path, kind, message);
    }
    let next = corners.iter().skip(1).chain(corners.first());
    edges.extend(corners.iter().zip(next).map(|(a, b)| Edge::new(*a, *b)));
    found.iter().all(|fault| matches!(fault, RingFault::Touching(..)))
}

/// What is wrong with a border.
fn refused(fault: &RingFault, counterclockwise: bool) -> String {
    match fault {
        RingFault::TooFew(count) => format!("a border needs three corners, this one has {count}"),
        RingFault::Flat => "the border has no room inside".to_owned(),
        RingFault::Wound if counterclockwise => {
            "the corners run clockwise, those of an area run anticlockwise".to_owned()
        }
        RingFault::Wound => "the corners run anticlockwise, those of a hole run clockwise".to_owned(),
        RingFault::Crossing(one, other) | RingFault::Touching(one, other) => format!(
            "the border crosses itself: from {} to {} and from {} to {}",
            one.a, one.b, other.a, other.b
        ),
    }
}

fn points(positions: &[Position], path: &str, faults: &mut Faults) -> Vec<Point> {
    let mut points = Vec::with_capacity(positions.len());
    for (at, [lon, lat]) in positions.iter().enumerate() {
        match Point::new(*lon, *lat) {
            Some(point) => points.push(point),
            None => {
                let message = format!("longitude {lon}, latitude {lat} is no place on the map");
                faults.add(format!("{path}[{at}]"), OutOfRange, message);
            }
        }
    }
    points
}
