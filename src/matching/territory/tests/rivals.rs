//! Who comes into question is everybody who owns the place in some way in which it may lie, and nobody else.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::matching::territory::geometry::{Circle, Edge, Line, Reach, SideOf};
use crate::matching::territory::tests::naive::{conditions, narrowness};
use crate::matching::territory::tests::{compiled, said};
use crate::matching::territory::{
    AreaDoc, Certainty, CompassDoc, CoversDoc, LineDoc, Place, Point, Position, Territories, TerritoriesDoc,
    TerritoryDoc,
};
use crate::time::Timestamp;

/// Some nine metres: a metre is 90 units.
const SIZE: i32 = 100;

/// Two that run through, one along a parallel and one askew, and one with a bend and two ends.
const LINES: [(&str, &[Position]); 3] = [
    ("across", &[[-90_000, 130], [90_000, 130]]),
    ("askew", &[[-90_000, -90_000], [90_000, 90_000]]),
    ("bent", &[[0, 200], [250, 200], [250, 260], [120, 260], [120, 320], [400, 320]]),
];

fn point(lon: i32, lat: i32) -> Point {
    Point::new(lon, lat).unwrap()
}

fn covers(lines: usize) -> impl Strategy<Value = CoversDoc> {
    let square = (0..3_i32, 0..3_i32, 1..3_i32).prop_map(|(x, y, size)| {
        let (west, south, size) = (x * SIZE, y * SIZE, size * SIZE);
        let outer_e7 =
            vec![[west, south], [west + size, south], [west + size, south + size], [west, south + size]];
        CoversDoc::Polygons(vec![AreaDoc { outer_e7, holes_e7: Vec::new() }])
    });
    let circle = (0..3_i32, 1..3_u32)
        .prop_map(|(x, radius_m)| CoversDoc::Radius { centre_e7: [x * SIZE, SIZE], radius_m });
    let sides = [CompassDoc::North, CompassDoc::South, CompassDoc::East, CompassDoc::West];
    // To the east or the west of a line along a parallel there is nothing.
    let side = (0..lines, prop::sample::select(sides.to_vec())).prop_map(|(line, side)| match (line, side) {
        (0, CompassDoc::East | CompassDoc::West) => (0, CompassDoc::North),
        other => other,
    });
    let side = side.prop_map(|(line, side)| CoversDoc::Side { line: LINES[line].0.parse().unwrap(), side });
    let leaf = prop_oneof![
        5 => square,
        2 => circle,
        4 => side,
        1 => Just(CoversDoc::States(vec!["MN".to_owned()])),
        1 => Just(CoversDoc::Everywhere {}),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(CoversDoc::All),
            1 => prop::collection::vec(inner.clone(), 2..4).prop_map(CoversDoc::Any),
            1 => inner.prop_map(|own| CoversDoc::Not(Box::new(own))),
        ]
    })
}

fn map(lines: usize) -> impl Strategy<Value = TerritoriesDoc> {
    let one = (prop::collection::vec(covers(lines), 1..3), prop_oneof![3 => Just(0), 1 => -1..2]);
    prop::collection::vec(one, 1..6).prop_map(move |list| {
        let territories = list.into_iter().zip('a'..).map(|((covers, priority), id)| TerritoryDoc {
            id: id.to_string().parse().unwrap(),
            priority,
            from: None,
            until: None,
            covers,
        });
        let line = |(id, path): &(&str, &[Position])| LineDoc {
            id: id.parse().unwrap(),
            paths_e7: vec![path.to_vec()],
        };
        TerritoriesDoc {
            territories: territories.collect(),
            lines: LINES.iter().take(lines).map(line).collect(),
            ..TerritoriesDoc::default()
        }
    })
}

fn spot() -> impl Strategy<Value = (i32, i32, u32)> {
    let lon = prop_oneof![prop::sample::select(vec![0, 50, 100, 200, 250]), -50_i32..450];
    let lat = prop_oneof![prop::sample::select(vec![0, 100, 130, 200, 230]), -50_i32..450];
    (lon, lat, 0_u32..3)
}

/// A fact about a place that is known to some metres.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fact {
    /// It lies over this border.
    Over(Edge),
    /// It lies to the north of this line, or to the east.
    Side(usize, bool),
    /// It lies in this circle.
    In(Position, u32),
}

struct Spot {
    point: Point,
    accuracy_m: u32,
}

impl Spot {
    fn reach(&self) -> Option<Reach> {
        (self.accuracy_m > 0).then(|| Reach::new(self.point, self.accuracy_m))
    }

    fn edges(areas: &[AreaDoc]) -> Vec<Edge> {
        let ring = &areas[0].outer_e7;
        let corner = |at: usize| point(ring[at % 4][0], ring[at % 4][1]);
        (0..4).map(|at| Edge::new(corner(at), corner(at + 1))).collect()
    }

    fn line(name: &str) -> (usize, Line) {
        let at = LINES.iter().position(|(own, _)| *own == name).unwrap();
        let path: Vec<Point> = LINES[at].1.iter().map(|[lon, lat]| point(*lon, *lat)).collect();
        (at, Line::new(&[path]))
    }

    /// What a cover asks that is not known.
    fn open(&self, cover: &CoversDoc, found: &mut BTreeSet<Fact>) {
        match cover {
            CoversDoc::All(parts) | CoversDoc::Any(parts) => {
                parts.iter().for_each(|part| self.open(part, found))
            }
            CoversDoc::Not(part) => self.open(part, found),
            CoversDoc::Polygons(areas) => {
                let near = |edge: &Edge| self.reach().is_some_and(|reach| reach.touches(edge));
                found.extend(Spot::edges(areas).into_iter().filter(near).map(Fact::Over));
            }
            CoversDoc::Side { line, side } => {
                let (at, line) = Spot::line(line.as_str());
                let upright = matches!(side, CompassDoc::North | CompassDoc::South);
                let first = if upright { SideOf::North } else { SideOf::East };
                let near = self.reach().is_some_and(|reach| line.touches(&reach));
                if near || line.is_on(first, self.point).is_none() {
                    found.insert(Fact::Side(at, upright));
                }
            }
            CoversDoc::Radius { centre_e7: [lon, lat], radius_m } => {
                let own = Circle::new(point(*lon, *lat), *radius_m).place(self.point, self.accuracy_m);
                if own.near && self.accuracy_m > 0 {
                    found.insert(Fact::In([*lon, *lat], *radius_m));
                }
            }
            _ => {}
        }
    }

    /// Whether a cover holds it, the facts that are open being told.
    fn holds(&self, cover: &CoversDoc, told: &dyn Fn(&Fact) -> Option<bool>) -> bool {
        match cover {
            CoversDoc::Everywhere {} | CoversDoc::States(_) => true,
            CoversDoc::All(parts) => parts.iter().all(|part| self.holds(part, told)),
            CoversDoc::Any(parts) => parts.iter().any(|part| self.holds(part, told)),
            CoversDoc::Not(part) => !self.holds(part, told),
            CoversDoc::Polygons(areas) => {
                let [[west, south], _, [east, north], _] = areas[0].outer_e7[..] else { unreachable!() };
                let given = (west..east).contains(&self.point.lon_e7())
                    && (south..north).contains(&self.point.lat_e7());
                let over = |edge: &Edge| told(&Fact::Over(*edge)) == Some(true);
                given != (Spot::edges(areas).iter().filter(|edge| over(edge)).count() % 2 == 1)
            }
            CoversDoc::Side { line, side } => {
                let (at, line) = Spot::line(line.as_str());
                let upright = matches!(side, CompassDoc::North | CompassDoc::South);
                let first = if upright { SideOf::North } else { SideOf::East };
                let known = || line.is_on(first, self.point).unwrap();
                let on_first = told(&Fact::Side(at, upright)).unwrap_or_else(known);
                on_first == matches!(side, CompassDoc::North | CompassDoc::East)
            }
            CoversDoc::Radius { centre_e7: [lon, lat], radius_m } => {
                let known = || Circle::new(point(*lon, *lat), *radius_m).place(self.point, 0).inside;
                told(&Fact::In([*lon, *lat], *radius_m)).unwrap_or_else(known)
            }
            _ => unreachable!(),
        }
    }
}

/// The parts of all territories in the order they are asked.
fn in_order(doc: &TerritoriesDoc) -> Vec<(&str, &CoversDoc)> {
    let parts = doc.territories.iter().flat_map(|own| own.covers.iter().map(move |cover| (own, cover)));
    let mut all: Vec<_> = parts
        .map(|(own, cover)| {
            ((-i64::from(own.priority), narrowness(cover), -conditions(cover), own.id.as_str()), cover)
        })
        .collect();
    all.sort_by_key(|(order, _)| *order);
    all.into_iter().map(|((.., id), cover)| (id, cover)).collect()
}

/// Everybody who owns the place in some way, and whether nobody does in another.
fn owners<'d>(doc: &'d TerritoriesDoc, spot: &Spot, facts: &[Fact]) -> (BTreeSet<&'d str>, bool) {
    let order = in_order(doc);
    let (mut owners, mut nobody) = (BTreeSet::new(), false);
    for way in 0..1_u32 << facts.len() {
        let told = |fact: &Fact| {
            let at = facts.binary_search(fact).ok()?;
            Some(way >> at & 1 == 1)
        };
        match order.iter().find(|(_, cover)| spot.holds(cover, &told)) {
            Some((id, _)) => {
                owners.insert(*id);
            }
            None => nobody = true,
        }
    }
    (owners, nobody)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_500) })]

    /// Against every way in which all that is open may be, one after the other.
    #[test]
    fn whoever_is_named_owns_it_in_some_way_and_nobody_else_does(doc in map(3), at in spot()) {
        let own = Territories::compile(&doc).map_err(|faults| TestCaseError::fail(format!("{faults:?}")))?;
        let spot = Spot { point: point(at.0, at.1), accuracy_m: at.2 };
        let place = Place { state: Some("MN"), point: Some(spot.point), accuracy_m: Some(at.2), ..Place::default() };
        let found = own.resolve(&place, Timestamp::MIN);
        let named: BTreeSet<&str> =
            found.territory().into_iter().chain(found.rivals().iter().copied()).map(|own| own.as_str()).collect();
        let mut facts = BTreeSet::new();
        for (_, cover) in in_order(&doc) {
            spot.open(cover, &mut facts);
        }
        let facts: Vec<Fact> = facts.into_iter().collect();
        prop_assume!(facts.len() <= 12);
        let (owners, nobody) = owners(&doc, &spot, &facts);
        prop_assert!(owners.is_subset(&named), "{:?} of {:?}", named, owners);
        if facts.len() <= 6 {
            prop_assert_eq!(&named, &owners);
            let sure = match (owners.len(), nobody) {
                (0, _) => Some(Certainty::Uncovered),
                (1, false) => Some(Certainty::Certain),
                _ => None,
            };
            match sure {
                Some(sure) => prop_assert_eq!(found.certainty(), sure),
                None => prop_assert!(matches!(found.certainty(), Certainty::NearBorder | Certainty::Ambiguous)),
            }
        }
    }

    /// Against points that are as near as the place is known: whoever owns one of them is named, and who is sure owns them all.
    #[test]
    fn whoever_owns_a_point_so_near_is_named(
        doc in map(2),
        at in spot(),
        off in prop::collection::vec((-180_i32..=180, -180_i32..=180), 60),
    ) {
        let own = Territories::compile(&doc).map_err(|faults| TestCaseError::fail(format!("{faults:?}")))?;
        let place = Place {
            state: Some("MN"), point: Some(point(at.0, at.1)), accuracy_m: Some(at.2), ..Place::default()
        };
        let found = own.resolve(&place, Timestamp::MIN);
        let most = i32::try_from(at.2).unwrap() * 89;
        for (x, y) in off.into_iter().filter(|(x, y)| x * x + y * y <= most * most) {
            let there = Place { point: Some(point(at.0 + x, at.1 + y)), accuracy_m: None, ..place };
            let owner = own.resolve(&there, Timestamp::MIN);
            prop_assert!(matches!(owner.certainty(), Certainty::Certain | Certainty::Uncovered));
            let same = owner.territory() == found.territory();
            let named = owner.territory().is_none_or(|own| found.rivals().contains(&own));
            prop_assert!(same || (named && found.certainty() == Certainty::NearBorder), "{}: {} or {}", there.point.unwrap(), owner, found);
        }
    }
}

#[test]
fn nobody_is_named_who_comes_after_both_sides_of_a_line_or_of_a_border() {
    let square = |west: i32| format!("[[{west},0],[{e},0],[{e},1000],[{west},1000]]", e = west + 1_000);
    let own = compiled(&format!(
        r#"{{"territories": [
          {{"id": "west", "covers": [{{"polygons": [{{"outer_e7": {}}}]}}]}},
          {{"id": "east", "covers": [{{"polygons": [{{"outer_e7": {}}}]}}]}},
          {{"id": "within", "covers": [{{"all": [{{"states": ["MN"]}}, {{"radius": {{"centre_e7": [1000,500], "radius_m": 3}}}}]}}], "priority": 1}},
          {{"id": "without", "covers": [{{"all": [{{"states": ["WI"]}}, {{"not": {{"radius": {{"centre_e7": [1000,500], "radius_m": 3}}}}}}]}}]}},
          {{"id": "minnesota", "covers": [{{"states": ["MN"]}}]}}, {{"id": "wisconsin", "covers": [{{"states": ["WI"]}}]}}]}}"#,
        square(0),
        square(1_000)
    ));
    let at = |lon, lat, state| {
        let place = Place {
            state: Some(state),
            point: Point::new(lon, lat),
            accuracy_m: Some(1),
            ..Place::default()
        };
        said(&own, &place)
    };
    assert_eq!(at(990, 900, "WI"), "west near_border or east", "over their common border it is the other's");
    assert_eq!(at(500, 990, "MN"), "west near_border or minnesota");
    assert_eq!(at(990, 990, "MN"), "west near_border or east or minnesota", "at a corner");
    assert_eq!(at(990, 232, "MN"), "within near_border or east or west");
    assert_eq!(at(500, 500, "WI"), "west certain");
    let alone = compiled(
        r#"{"territories": [
          {"id": "in", "covers": [{"all": [{"states": ["MN"]}, {"radius": {"centre_e7": [0,0], "radius_m": 3}}]}]},
          {"id": "out", "covers": [{"all": [{"states": ["MN"]}, {"not": {"radius": {"centre_e7": [0,0], "radius_m": 3}}}]}]},
          {"id": "never", "covers": [{"all": [{"radius": {"centre_e7": [0,0], "radius_m": 3}}, {"not": {"radius": {"centre_e7": [0,0], "radius_m": 3}}}]}], "priority": 2},
          {"id": "rest", "covers": [{"states": ["MN"]}]}]}"#,
    );
    let place =
        Place { state: Some("MN"), point: Point::new(270, 0), accuracy_m: Some(1), ..Place::default() };
    assert_eq!(said(&alone, &place), "out near_border or in");
    let both = compiled(
        r#"{"lines": [{"id": "road", "paths_e7": [[[0,0],[1000,0]]]}], "territories": [
          {"id": "one", "covers": [{"side": {"line": "road", "side": "north"}}, {"side": {"line": "road", "side": "south"}}]},
          {"id": "rest", "covers": [{"states": ["MN"]}]}]}"#,
    );
    assert_eq!(said(&both, &Place { point: Point::new(500, 10), ..place }), "one certain");
    assert_eq!(
        said(&both, &Place { point: Point::new(2_000, 10), ..place }),
        "one certain",
        "beyond its end too"
    );
    assert_eq!(said(&both, &Place { point: None, ..place }), "one certain");
}
