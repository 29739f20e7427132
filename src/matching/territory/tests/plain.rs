//! The short way says what the general way says.

use proptest::prelude::*;

use crate::matching::territory::{
    AreaDoc, CoversDoc, Place, Point, Precision, Territories, TerritoriesDoc, TerritoryDoc,
};
use crate::time::Timestamp;

fn covers() -> impl Strategy<Value = CoversDoc> {
    let zip = || prop::sample::select(&["05401", "05402", "05499", "10001"][..]).prop_map(str::to_owned);
    let square = (0..4_i32, 0..4_i32, 1..3_i32).prop_map(|(x, y, size)| {
        let (west, south, size) = (x * 1_000, y * 1_000, size * 1_000);
        let outer_e7 =
            vec![[west, south], [west + size, south], [west + size, south + size], [west, south + size]];
        CoversDoc::Polygons(vec![AreaDoc { outer_e7, holes_e7: Vec::new() }])
    });
    let leaf = prop_oneof![
        3 => prop::collection::vec(zip(), 1..3).prop_map(CoversDoc::Zips),
        2 => (zip(), zip()).prop_map(|(a, b)| CoversDoc::ZipRange { from: a.clone().min(b.clone()), to: a.max(b) }),
        2 => Just(CoversDoc::Scf(vec!["054".to_owned()])),
        3 => (zip(), 0..5_u16, 0..3_u16).prop_map(|(zip, from, more)| CoversDoc::Zip4Range {
            from: format!("{zip}{from:04}"),
            to: format!("{zip}{:04}", from + more),
        }),
        6 => square,
        1 => Just(CoversDoc::States(vec!["VT".to_owned()])),
        1 => Just(CoversDoc::Countries(vec!["US".to_owned()])),
        1 => Just(CoversDoc::Outward(vec!["K1A".to_owned()])),
    ];
    leaf.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 1..3).prop_map(CoversDoc::Any),
            1 => prop::collection::vec(inner.clone(), 1..3).prop_map(CoversDoc::All),
        ]
    })
}

type Asked = (Option<&'static str>, Option<&'static str>, Option<(i32, i32)>, Option<u32>, i64);

fn asked() -> impl Strategy<Value = Asked> {
    let codes = ["05401", "05402-0003", "054020001", "10001 0002", "054", "K1A 0B1", "99", ""];
    (
        prop_oneof![4 => prop::sample::select(codes.to_vec()).prop_map(Some), 1 => Just(None)],
        prop_oneof![1 => prop::sample::select(vec!["VT", "NY"]).prop_map(Some), 2 => Just(None)],
        prop::option::of((-200..6_200_i32, -200..6_200_i32)),
        prop::option::of(prop::sample::select(vec![0_u32, 1, 5])),
        0..4_i64,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn the_short_way_says_what_the_general_way_says(
        list in prop::collection::vec((prop::collection::vec(covers(), 1..3), prop_oneof![3 => Just(0), 1 => -1..2], any::<bool>()), 1..6),
        places in prop::collection::vec(asked(), 1..12),
        us in any::<bool>(),
    ) {
        let territories = list.into_iter().zip('a'..).map(|((covers, priority, dated), id)| TerritoryDoc {
            id: id.to_string().parse().unwrap(),
            priority,
            from: dated.then(|| Timestamp::clamped(1)),
            until: dated.then(|| Timestamp::clamped(3)),
            covers,
        });
        let doc = TerritoriesDoc { territories: territories.collect(), ..TerritoriesDoc::default() };
        let own = Territories::compile(&doc).map_err(|faults| TestCaseError::fail(format!("{faults:?}")))?;
        for (postcode, state, point, accuracy_m, at) in places {
            let place = Place {
                country: us.then_some("us"),
                postcode,
                state,
                point: point.and_then(|(lon, lat)| Point::new(lon, lat)),
                accuracy_m,
                precision: (accuracy_m == Some(5)).then_some(Precision::Street),
                ..Place::default()
            };
            let at = Timestamp::clamped(at);
            if let Some(found) = own.resolve_plain(&place, at) {
                prop_assert_eq!(found, own.resolve_any(&place, at), "of {:?}", place);
            }
            prop_assert_eq!(own.resolve(&place, at), own.resolve_any(&place, at));
        }
    }
}

#[test]
fn codes_and_points_go_the_short_way_and_what_has_to_be_asked_does_not() {
    let own = super::compiled(
        r#"{"zip_facts": [{"zip": "10001", "states": ["NY"]}], "territories": [
            {"id": "a", "covers": [{"polygons": [{"outer_e7": [[0, 0], [1000, 0], [1000, 1000], [0, 1000]]}]}]},
            {"id": "b", "covers": [{"zips": ["05401", "10001"]}]},
            {"id": "c", "covers": [{"all": [{"zips": ["05402"]}, {"states": ["VT"]}]}]}]}"#,
    );
    let at = Timestamp::clamped(0);
    let plain = |place: &Place<'_>| own.resolve_plain(place, at).map(|found| found.to_string());
    let code = |postcode| Place { postcode: Some(postcode), ..Place::default() };
    let point = Place { point: Point::new(500, 500), ..Place::default() };
    assert_eq!(plain(&point).as_deref(), Some("territory `a` by area, certain"));
    let missing = "territory `b` by ZIP, not certain for want of a point";
    assert_eq!(plain(&code("05401-1234")).as_deref(), Some(missing));
    assert_eq!(plain(&Place { country: Some("CA"), ..code("05401") }), None, "of another country");
    assert_eq!(plain(&Place { state: Some("VT"), ..code("05401") }), None, "a state plays a part");
    assert_eq!(plain(&code("10001")), None, "something is known of the code");
    assert_eq!(plain(&code("05402")), None, "has to be asked");
    assert_eq!(plain(&Place { accuracy_m: Some(6), ..point }).as_deref(), None, "a border is near");
}
