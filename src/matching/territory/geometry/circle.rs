//! A circle on the globe, by the length of the straight way through it.

use super::Point;
use super::trig::{EARTH_RADIUS_MM, ONE, radians, sin_cos};

/// Everything at most so far from a centre, on a sphere of the mean radius of the earth. A point on the circle is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::matching::territory) struct Circle {
    centre: [i128; 3],
    radius_mm: i128,
}

/// Where a point lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::matching::territory) struct Within {
    pub(in crate::matching::territory) inside: bool,
    /// Whether the circle is no further from the point than it is known to.
    pub(in crate::matching::territory) near: bool,
}

impl Circle {
    pub(in crate::matching::territory) fn new(centre: Point, radius_m: u32) -> Circle {
        Circle { centre: upright(centre), radius_mm: i128::from(radius_m).saturating_mul(1_000) }
    }

    pub(in crate::matching::territory) fn place(&self, point: Point, accuracy_m: u32) -> Within {
        let own = upright(point);
        let apart = self.centre.iter().zip(own).map(|(a, b)| a.saturating_sub(b));
        let squared = apart.map(square).fold(0_i128, i128::saturating_add);
        let reach = i128::from(accuracy_m).saturating_mul(1_000);
        let least = self.radius_mm.saturating_sub(reach);
        let most = self.radius_mm.saturating_add(reach);
        Within {
            inside: squared <= chord_squared(self.radius_mm),
            near: squared <= chord_squared(most) && (least <= 0 || squared >= chord_squared(least)),
        }
    }
}

/// Half the bits, so that a square still fits with room to spare.
fn square(length: i128) -> i128 {
    let half = length >> 4;
    half.saturating_mul(half)
}

/// The square of the straight way between two points so far apart on the sphere, in units of the radius.
fn chord_squared(arc_mm: i128) -> i128 {
    let half = arc_mm.saturating_mul(ONE).checked_div(EARTH_RADIUS_MM.saturating_mul(2)).unwrap_or_default();
    if half >= radians(900_000_000) {
        // Half a turn away there is nothing further.
        return i128::MAX;
    }
    let (sin, _) = sin_cos(half);
    square(sin.saturating_mul(2))
}

/// A point of the sphere with radius 1.
fn upright(point: Point) -> [i128; 3] {
    let (sin_lat, cos_lat) = sin_cos(radians(point.y()));
    let (sin_lon, cos_lon) = sin_cos(radians(point.x()));
    [cos_lat.saturating_mul(cos_lon) >> 60, cos_lat.saturating_mul(sin_lon) >> 60, sin_lat]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(lat: &str, lon: &str) -> Point {
        Point::parse(lat, lon).unwrap()
    }

    #[test]
    fn the_way_from_new_york_to_london() {
        // 5,570.2 km on this sphere.
        let (new_york, london) = (point("40.7128", "-74.0060"), point("51.5074", "-0.1278"));
        assert!(Circle::new(new_york, 5_571_000).place(london, 0).inside);
        assert!(!Circle::new(new_york, 5_569_500).place(london, 0).inside);
        assert!(Circle::new(new_york, 5_569_500).place(london, 2_000).near);
        assert!(!Circle::new(new_york, 5_569_500).place(london, 100).near);
    }

    #[test]
    fn across_the_date_line_and_over_the_pole() {
        let circle = Circle::new(point("0", "179.9999"), 1_000);
        assert!(circle.place(point("0", "-179.9999"), 0).inside);
        assert!(!circle.place(point("0", "-179.98"), 0).inside);
        let pole = Circle::new(point("89.9999", "0"), 1_000);
        assert!(pole.place(point("89.9999", "180"), 0).inside);
        assert!(Circle::new(point("0", "0"), 20_100_000).place(point("0", "180"), 0).inside, "all of it");
    }
}
