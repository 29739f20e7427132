//! One edge of a border, and where a point lies beside it.
//!
//! A point is taken to lie a hair to the east of where it is, and a far smaller hair to the north. So it never lies on
//! an edge, nor north or east of a corner in the same line with it, and every question below has one answer. Two areas
//! with a common border never both hold a point of it, and never neither: it belongs to the area that lies to the east
//! of it, and where the border runs due east to the one to the north.

use super::Point;

/// From one corner to the next. Which is first plays no part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::matching::territory) struct Edge {
    pub(in crate::matching::territory) a: Point,
    pub(in crate::matching::territory) b: Point,
}

// Coordinates are at most 1.8e9 and 0.9e9, so differences are at most 3.6e9 and 1.8e9, and a product of one of each is
// below 6.5e18, which an `i64` holds: nothing here wraps, whatever the operators' names say.
impl Edge {
    /// With the lesser corner first.
    pub(in crate::matching::territory) fn new(a: Point, b: Point) -> Edge {
        if a <= b { Edge { a, b } } else { Edge { a: b, b: a } }
    }

    /// Whether the parallel of the point crosses the edge.
    #[inline]
    pub(in crate::matching::territory) fn crosses_parallel(&self, lat: i64) -> bool {
        (self.a.y() > lat) != (self.b.y() > lat)
    }

    /// Whether the meridian of the point crosses the edge.
    #[inline]
    pub(in crate::matching::territory) fn crosses_meridian(&self, lon: i64) -> bool {
        (self.a.x() > lon) != (self.b.x() > lon)
    }

    /// Whether an edge that the parallel of a point crosses is crossed to the east of the point.
    #[inline]
    pub(in crate::matching::territory) fn is_east(&self, lon: i64, lat: i64) -> bool {
        let (low, high) = if self.a.y() <= self.b.y() { (self.a, self.b) } else { (self.b, self.a) };
        let along = lat.wrapping_sub(low.y()).wrapping_mul(high.x().wrapping_sub(low.x()));
        lon.wrapping_sub(low.x()).wrapping_mul(high.y().wrapping_sub(low.y())) < along
    }

    /// Whether an edge that the meridian of a point crosses is crossed to the north of the point.
    #[inline]
    pub(in crate::matching::territory) fn is_north(&self, lon: i64, lat: i64) -> bool {
        let (west, east) = if self.a.x() <= self.b.x() { (self.a, self.b) } else { (self.b, self.a) };
        let own = lat.wrapping_sub(west.y()).wrapping_mul(east.x().wrapping_sub(west.x()));
        let along = lon.wrapping_sub(west.x()).wrapping_mul(east.y().wrapping_sub(west.y()));
        // A hair to the east of a point on it, a rising edge is above, by more than the smaller hair to the north.
        own < along || (own == along && east.y() > west.y())
    }

    /// The point half way along it, rounded.
    pub(in crate::matching::territory) fn middle(&self) -> Option<Point> {
        let (a, b) = (self.a, self.b);
        Point::new(a.lon_e7().midpoint(b.lon_e7()), a.lat_e7().midpoint(b.lat_e7()))
    }

    /// Which side of it a point lies on, from `a` to `b`: 1 on the left, -1 on the right, 0 on its line.
    pub(in crate::matching::territory) fn turn(&self, point: Point) -> i8 {
        let (a, b) = (self.a, self.b);
        let left = b.x().wrapping_sub(a.x()).wrapping_mul(point.y().wrapping_sub(a.y()));
        let right = point.x().wrapping_sub(a.x()).wrapping_mul(b.y().wrapping_sub(a.y()));
        match left.cmp(&right) {
            core::cmp::Ordering::Greater => 1,
            core::cmp::Ordering::Less => -1,
            core::cmp::Ordering::Equal => 0,
        }
    }

    /// Whether two edges cross at a point that is an end of neither.
    pub(in crate::matching::territory) fn runs_through(&self, other: &Edge) -> bool {
        let opposite = |a: i8, b: i8| a != 0 && b != 0 && a != b;
        opposite(self.turn(other.a), self.turn(other.b)) && opposite(other.turn(self.a), other.turn(self.b))
    }
}
