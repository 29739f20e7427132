//! Polygons of map files, however faulty, against a count of windings.

use std::fmt::Write as _;

use proptest::prelude::*;

use crate::matching::territory::compile::areas_are_sound;
use crate::matching::territory::doc::{AreaDoc, Position};
use crate::matching::territory::{GeoFeature, Place, Point, Territories, TerritoriesDoc};
use crate::time::Timestamp;

type Ring = Vec<(i64, i64)>;

/// So many 1e-7 degrees to a step of the grid that corners lie on.
const STEP: i64 = 10_000_000;

/// A feature of polygons, each an outer ring and holes, whose corners are whole degrees.
fn feature(polygons: &[Vec<Ring>]) -> GeoFeature {
    let mut text = String::new();
    for rings in polygons {
        let rings = rings.iter().map(|ring| {
            let closed = ring.iter().chain(ring.first());
            let corners: Vec<String> = closed.map(|(x, y)| format!("[{x}, {y}]")).collect();
            format!("[{}]", corners.join(", "))
        });
        let comma = if text.is_empty() { "" } else { ", " };
        write!(text, "{comma}[{}]", rings.collect::<Vec<_>>().join(", ")).unwrap();
    }
    let text = format!(r#"{{"type": "MultiPolygon", "coordinates": [{text}]}}"#);
    GeoFeature::read(&text).unwrap().remove(0)
}

fn windings(ring: &Ring, (x, y): (i64, i64)) -> i32 {
    let mut turns = 0;
    for (at, (ax, ay)) in ring.iter().enumerate() {
        let (bx, by) = ring[(at + 1) % ring.len()];
        let (ax, ay, bx, by) = (ax * STEP, ay * STEP, bx * STEP, by * STEP);
        let left = i128::from(bx - ax) * i128::from(y - ay) - i128::from(x - ax) * i128::from(by - ay);
        turns += i32::from(ay <= y && by > y && left > 0) - i32::from(ay > y && by <= y && left < 0);
    }
    turns
}

/// Whether what is rounded may be at a point: an edge comes as near as so many 1e-7 degrees.
fn near_an_edge(ring: &Ring, (x, y): (i64, i64), by: i64) -> bool {
    (0..ring.len()).any(|at| {
        let ((ax, ay), (bx, by_)) = (ring[at], ring[(at + 1) % ring.len()]);
        let (dx, dy) = ((bx - ax) * STEP, (by_ - ay) * STEP);
        let across = i128::from(dx) * i128::from(y - ay * STEP) - i128::from(x - ax * STEP) * i128::from(dy);
        across.abs() <= i128::from(by) * i128::from(dx.abs() + dy.abs())
    })
}

fn holds(areas: &[AreaDoc], (x, y): (i64, i64)) -> bool {
    let rings = areas.iter().flat_map(|area| core::iter::once(&area.outer_e7).chain(&area.holes_e7));
    let crossings = rings.flat_map(|ring: &Vec<Position>| {
        (0..ring.len()).map(move |at| (ring[at], ring[(at + 1) % ring.len()]))
    });
    crossings
        .filter(|([ax, ay], [bx, by])| {
            let (ax, ay, bx, by) = (i64::from(*ax), i64::from(*ay), i64::from(*bx), i64::from(*by));
            let left = i128::from(bx - ax) * i128::from(y - ay) - i128::from(x - ax) * i128::from(by - ay);
            (ay <= y && by > y && left > 0) || (ay > y && by <= y && left < 0)
        })
        .count()
        % 2
        == 1
}

fn ring(most: usize) -> impl Strategy<Value = Ring> {
    prop::collection::vec((-6_i64..=6, -6_i64..=6), 3..most)
}

fn polygons() -> impl Strategy<Value = Vec<Vec<Ring>>> {
    let polygon = (ring(10), prop::collection::vec(ring(6), 0..3));
    let polygon = polygon.prop_map(|(outer, holes)| core::iter::once(outer).chain(holes).collect());
    prop::collection::vec(polygon, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn a_mended_feature_holds_what_its_rings_run_around(
        polygons in polygons(),
        points in prop::collection::vec((-7 * STEP..7 * STEP, -7 * STEP..7 * STEP), 60),
    ) {
        let own = feature(&polygons);
        prop_assert!(areas_are_sound(&own.areas), "{own:?}");
        for point in points {
            if polygons.iter().flatten().any(|ring| near_an_edge(ring, point, 8)) {
                continue;
            }
            let meant = polygons.iter().any(|rings| {
                // A ring that touches itself is sound, and what it runs around twice is out.
                let in_ring = |ring: &Ring| match windings(ring, point) {
                    turns if own.mended => turns != 0,
                    turns => turns % 2 != 0,
                };
                in_ring(&rings[0]) && !rings[1..].iter().any(in_ring)
            });
            prop_assert_eq!(holds(&own.areas, point), meant, "{:?} {:?}", point, own);
        }
    }
}

/// The territory of a feature, and whether it holds places in tenths of a degree.
fn holding(own: &GeoFeature, places: &[(i32, i32)]) -> Vec<bool> {
    let territories = vec![own.territory("own".parse().unwrap())];
    let doc = TerritoriesDoc { territories, ..TerritoriesDoc::default() };
    let territories = Territories::compile(&doc).unwrap();
    let tenth = |own: i32| own * 1_000_000;
    let held = |(lon, lat): &(i32, i32)| {
        let point = Point::new(tenth(*lon), tenth(*lat));
        territories.resolve(&Place { point, ..Place::default() }, Timestamp::MIN).territory().is_some()
    };
    places.iter().map(held).collect()
}

#[test]
fn a_bow_tie_is_two_triangles() {
    let own = feature(&[vec![vec![(0, 0), (2, 2), (2, 0), (0, 2)]]]);
    assert!(own.mended);
    assert_eq!((own.areas.len(), own.dropped_rings), (2, 0));
    assert_eq!(holding(&own, &[(5, 10), (15, 10), (10, 5), (10, 15)]), [true, true, false, false]);
}

#[test]
fn a_hole_may_reach_over_the_border_and_areas_over_one_another() {
    let square = |from: i64, until: i64| vec![(from, from), (until, from), (until, until), (from, until)];
    let own = feature(&[vec![square(0, 4), square(2, 6)], vec![square(3, 8)]]);
    assert!(own.mended);
    assert_eq!(
        holding(&own, &[(10, 10), (25, 25), (35, 35), (70, 70), (70, 10)]),
        [true, false, true, true, false]
    );
}

#[test]
fn what_is_sound_stays_to_the_corner_and_what_has_no_room_inside_goes() {
    let square: Ring = vec![(0, 0), (1, 0), (2, 0), (2, 2), (0, 2)];
    let own = feature(&[vec![square.clone()]]);
    assert_eq!((own.mended, own.areas.len(), own.areas[0].outer_e7.len()), (false, 1, 5));
    let flat: Ring = vec![(5, 5), (6, 6), (7, 7)];
    let own = feature(&[vec![square.clone()], vec![flat]]);
    assert_eq!((own.mended, own.areas.len(), own.dropped_rings), (false, 1, 1));
    let there_and_back: Ring = vec![(5, 5), (6, 6), (7, 6), (6, 6)];
    let own = feature(&[vec![square], vec![there_and_back]]);
    assert_eq!((own.mended, own.areas.len(), own.dropped_rings), (true, 1, 0));
}

/// Where corners are rounded a hair beyond an edge, the rings would cross anew.
#[test]
fn slivers_of_a_unit_are_mended_as_well() {
    let all: [Vec<Vec<Ring>>; 5] = [
        vec![vec![vec![(-3, 6), (4, -3), (1, 1)]], vec![vec![(6, -6), (1, 2), (2, -5), (5, 0), (2, 0)]]],
        vec![
            vec![vec![(-3, 4), (-3, -4), (6, 1), (3, -6)]],
            vec![vec![(-3, 4), (3, -6), (1, 0)], vec![(6, 6), (-1, -4), (0, 0)]],
        ],
        vec![
            vec![vec![(-2, 3), (6, -6), (2, -2), (5, 1)]],
            vec![vec![(1, 2), (0, 0), (3, -3)], vec![(3, -1), (0, -4), (0, 0)]],
        ],
        vec![
            vec![vec![(0, 0), (3, 2), (0, 5)], vec![(0, 0), (-4, 2), (3, 6)]],
            vec![vec![(-3, 1), (0, 0), (3, 6)]],
            vec![vec![(0, 5), (2, 3), (0, 6), (0, 0)]],
        ],
        vec![
            vec![vec![(-5, -6), (6, -4), (0, 0)], vec![(-3, -2), (-6, 4), (0, -6)]],
            vec![vec![(4, 4), (2, -6), (5, 0), (-2, -4), (1, -6)], vec![(-5, -6), (0, 0), (6, -4)]],
        ],
    ];
    for polygons in all {
        let own = feature(&polygons);
        assert!(own.mended && areas_are_sound(&own.areas), "{own:?}");
    }
}
