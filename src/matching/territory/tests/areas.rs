//! Areas and lines against arithmetic without bounds.

use num_bigint::BigInt;
use proptest::prelude::*;

use crate::matching::territory::geometry::{Edge, Line, Point, Reach, SideOf};
use crate::matching::territory::index::{Raster, Shapes};

fn point(lon: i32, lat: i32) -> Point {
    Point::new(lon, lat).unwrap()
}

/// Which way a corner turns, in numbers of any size.
fn turn(a: Point, b: Point, c: Point) -> BigInt {
    let big = |own: i64| BigInt::from(own);
    (big(b.x()) - big(a.x())) * (big(c.y()) - big(a.y()))
        - (big(c.x()) - big(a.x())) * (big(b.y()) - big(a.y()))
}

/// How many times a border winds round a point that is moved a hair to the east, and a far smaller hair to the north: the
/// hairs are made visible by a map so many times as large.
fn winding(rings: &[Vec<Point>], own: Point) -> i32 {
    let big = |own: i64| BigInt::from(own) << 200_u32;
    // The hair to the east is far larger than the one to the north, and both far smaller than one unit.
    let (x, y) = (big(own.x()) + (BigInt::from(1) << 120_u32), big(own.y()) + BigInt::from(1));
    let mut turns = 0;
    for ring in rings {
        for (at, a) in ring.iter().enumerate() {
            let b = ring[(at + 1) % ring.len()];
            if *a == b {
                continue;
            }
            let (ax, ay, bx, by) = (big(a.x()), big(a.y()), big(b.x()), big(b.y()));
            let left = (&bx - &ax) * (&y - &ay) - (&x - &ax) * (&by - &ay);
            assert!(left != BigInt::from(0), "a moved point lies on no edge");
            if ay <= y && by > y && left > BigInt::from(0) {
                turns += 1;
            } else if ay > y && by <= y && left < BigInt::from(0) {
                turns -= 1;
            }
        }
    }
    turns
}

fn edges(ring: &[Point]) -> impl Iterator<Item = Edge> + '_ {
    (0..ring.len()).map(|at| Edge::new(ring[at], ring[(at + 1) % ring.len()]))
}

fn holding(raster: &Raster, own: Point) -> Vec<u32> {
    let mut found = Shapes::new();
    raster.holding(own, &mut found);
    found.to_vec()
}

/// Corners on a small grid, so that points lie on edges and corners often.
fn corner(scale: i32) -> impl Strategy<Value = Point> {
    (-8_i32..=8, -8_i32..=8).prop_map(move |(x, y)| point(x * scale, y * scale))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// Any rings at all, crossing themselves too: even and odd windings are told apart exactly.
    #[test]
    fn the_raster_says_what_winding_numbers_say(
        scale in prop_oneof![Just(1), Just(3), Just(1_000), Just(10_000_000)],
        shapes in prop::collection::vec(prop::collection::vec(corner(1), 3..12), 1..5),
        points in prop::collection::vec(((-9_i32..=9), (-9_i32..=9), (-2_i32..=2), (-2_i32..=2)), 1..40),
    ) {
        let shapes: Vec<Vec<Point>> = shapes
            .iter()
            .map(|ring| ring.iter().map(|p| point(p.lon_e7() * scale, p.lat_e7() * scale)).collect())
            .collect();
        let borders = shapes.iter().zip(0_u32..).flat_map(|(ring, at)| edges(ring).map(move |edge| (edge, at)));
        let raster = Raster::new(borders.filter(|(edge, _)| edge.a != edge.b).collect()).unwrap();
        for (x, y, dx, dy) in points {
            let (x, y) = ((x * scale + dx).clamp(-90_000_000, 90_000_000), (y * scale + dy).clamp(-90_000_000, 90_000_000));
            let own = point(x, y);
            let wanted: Vec<u32> = (0_u32..)
                .zip(&shapes)
                .filter(|(_, ring)| winding(&[(*ring).clone()], own) % 2 != 0)
                .map(|(at, _)| at)
                .collect();
            prop_assert_eq!(holding(&raster, own), wanted, "{} of {:?}", own, shapes);
        }
    }

    /// A square cut by a path from side to side: every point of it is in one of the two parts, the path's points too.
    #[test]
    fn two_areas_with_a_common_border_never_share_a_point(
        path in prop::collection::vec((1_i32..16, 0_i32..=16), 0..8),
        scale in prop_oneof![Just(1), Just(7), Just(1_000_003)],
    ) {
        let at = |x: i32, y: i32| point(x * scale, y * scale);
        let mut path: Vec<(i32, i32)> = path;
        path.sort_unstable();
        path.dedup_by_key(|(x, _)| *x);
        let cut: Vec<Point> = [(0, 8)].into_iter().chain(path).chain([(16, 8)]).map(|(x, y)| at(x, y)).collect();
        let mut south = vec![at(0, 0), at(16, 0)];
        south.extend(cut.iter().rev());
        let mut north = cut.clone();
        north.extend([at(16, 16), at(0, 16)]);
        let borders = edges(&south).map(|edge| (edge, 0)).chain(edges(&north).map(|edge| (edge, 1)));
        let raster = Raster::new(borders.filter(|(edge, _)| edge.a != edge.b).collect()).unwrap();
        for x in 0..16 {
            for y in 0..16 {
                let found = holding(&raster, at(x, y));
                prop_assert_eq!(found.len(), 1, "{} {}: {:?}", x, y, found);
            }
        }
        for own in &cut[..cut.len() - 1] {
            let outside = own.lat_e7() == 16 * scale;
            prop_assert!(outside || holding(&raster, *own).len() == 1, "{}", own);
        }
    }

    /// The raster finds the same borders near as a look at each edge does.
    #[test]
    fn what_is_near_is_found(
        ring in prop::collection::vec(corner(1_000_000), 3..10),
        own in corner(1_100_000),
        metres in 1_u32..400_000,
    ) {
        let all: Vec<Edge> = edges(&ring).filter(|edge| edge.a != edge.b).collect();
        let odd = |edge: &Edge| all.iter().filter(|other| *other == edge).count() % 2 == 1;
        let raster = Raster::new(all.iter().map(|edge| (*edge, 0)).collect()).unwrap();
        let reach = Reach::new(own, metres);
        let wanted = all.iter().filter(|edge| odd(edge)).any(|edge| reach.touches(edge));
        let mut found = Shapes::new();
        raster.near(&reach, &mut found);
        prop_assert_eq!(!found.is_empty(), wanted);
    }

    /// The side of a line against a count of all its crossings, in numbers of any size.
    #[test]
    fn sides_are_told_by_every_crossing(
        path in prop::collection::vec(corner(5), 2..14),
        own in corner(5),
        off in (-3_i32..=3, -3_i32..=3),
    ) {
        let own = point(own.lon_e7() + off.0, own.lat_e7() + off.1);
        let line = Line::new(core::slice::from_ref(&path));
        let (mut north, mut south) = (0, 0);
        for pair in path.windows(2) {
            let (west, east) = if pair[0].x() <= pair[1].x() { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            // The meridian a hair to the east meets it.
            if west.x() <= own.x() && own.x() < east.x() {
                let left = turn(west, east, own);
                let zero = BigInt::from(0);
                let rising = east.y() > west.y();
                if left < zero || (left == zero && rising) { north += 1 } else { south += 1 }
            }
        }
        let wanted = match (north, south) {
            (0, 0) => None,
            (0, _) => Some(true),
            (_, 0) => Some(false),
            _ => None,
        };
        prop_assert_eq!(line.is_on(SideOf::North, own), wanted);
        prop_assert_eq!(line.is_on(SideOf::South, own), wanted.map(|yes| !yes));
        // A quarter turn of the map makes north of what was east, but for points on the line, which lie to the east of it.
        let turned = |p: Point| point(-p.lat_e7(), p.lon_e7());
        let on_it = path.windows(2).any(|pair| {
            let mixed = |a: i64, b: i64, c: i64| a.min(b) <= c && c <= a.max(b);
            turn(pair[0], pair[1], own) == BigInt::from(0)
                && mixed(pair[0].x(), pair[1].x(), own.x()) && mixed(pair[0].y(), pair[1].y(), own.y())
        });
        let corner_in_line = path.iter().any(|p| p.y() == own.y());
        if !on_it && !corner_in_line {
            let other = Line::new(&[path.iter().map(|p| turned(*p)).collect()]);
            // East of a line is south of the turned one: a quarter turn anticlockwise takes east to north.
            prop_assert_eq!(line.is_on(SideOf::East, own), other.is_on(SideOf::North, turned(own)));
        }
    }
}

#[test]
fn a_point_on_a_border_is_to_its_east_or_north() {
    let square =
        |x: i32, y: i32| vec![point(x, y), point(x + 10, y), point(x + 10, y + 10), point(x, y + 10)];
    let four = [square(0, 0), square(10, 0), square(0, 10), square(10, 10)];
    let borders = four.iter().zip(0_u32..).flat_map(|(ring, at)| edges(ring).map(move |edge| (edge, at)));
    let raster = Raster::new(borders.collect()).unwrap();
    assert_eq!(holding(&raster, point(10, 10)), [3], "where four meet: the one to the north-east");
    assert_eq!(holding(&raster, point(10, 5)), [1]);
    assert_eq!(holding(&raster, point(5, 10)), [2]);
    assert_eq!(holding(&raster, point(0, 0)), [0]);
    assert_eq!(holding(&raster, point(20, 5)), Vec::<u32>::new(), "the outermost border to the east is out");
    assert_eq!(holding(&raster, point(5, 20)), Vec::<u32>::new());
}

#[test]
fn a_wrong_rule_for_borders_is_noticed() {
    // The broken twin counts an edge that goes through the point as crossed to the east, on both sides of a border.
    let closed = |ring: &[Point], own: Point| {
        edges(ring)
            .filter(|edge| {
                edge.crosses_parallel(own.y())
                    && (edge.is_east(own.x(), own.y()) || turn(edge.a, edge.b, own) == BigInt::from(0))
            })
            .count()
            % 2
            == 1
    };
    let (west, east) = (
        [point(0, 0), point(10, 0), point(10, 10), point(0, 10)],
        [point(10, 0), point(20, 0), point(20, 10), point(10, 10)],
    );
    let own = point(10, 5);
    let sound = |ring: &[Point]| winding(&[ring.to_vec()], own) != 0;
    assert_eq!((sound(&west), sound(&east)), (false, true));
    assert_ne!((closed(&west, own), closed(&east, own)), (sound(&west), sound(&east)));
}
