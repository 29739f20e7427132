//! What cannot be said for sure is not said, and what is wrong with a list is said all at once.

use crate::matching::territory::tests::{compiled, faults, said};
use crate::matching::territory::{Place, Point, Precision, Territories};

const TWO: &str = r#"{"territories": [
  {"id": "west", "covers": [{"polygons": [{"outer_e7": [[0,0],[10000000,0],[10000000,10000000],[0,10000000]]}]}]},
  {"id": "east", "covers": [{"polygons": [
     {"outer_e7": [[10000000,0],[20000000,0],[20000000,10000000],[10000000,10000000]]},
     {"outer_e7": [[20000000,0],[30000000,0],[30000000,10000000],[20000000,10000000]]}]}]}]}"#;

fn at(lat: &str, lon: &str, accuracy_m: Option<u32>) -> Place<'static> {
    Place { point: Some(Point::parse(lat, lon).unwrap()), accuracy_m, ..Place::default() }
}

#[test]
fn near_a_border_by_how_well_the_point_is_known() {
    let own = compiled(TWO);
    assert_eq!(said(&own, &at("0.5", "0.9999", None)), "west certain");
    assert_eq!(said(&own, &at("0.5", "0.9999", Some(10))), "west certain", "11 metres from the border");
    assert_eq!(said(&own, &at("0.5", "0.9999", Some(12))), "west near_border or east");
    assert_eq!(said(&own, &at("0.5", "1", Some(12))), "east near_border or west");
    assert_eq!(said(&own, &at("0.5", "2", Some(500))), "east certain", "no border of the territory");
    assert_eq!(said(&own, &at("0.0001", "0.5", Some(500))), "west near_border", "or nobody's");
    assert_eq!(said(&own, &at("-0.0001", "0.5", Some(500))), "- near_border or west");
    let precise = |precision| Place { precision: Some(precision), ..at("0.5", "0.999", None) };
    assert_eq!(said(&own, &precise(Precision::Rooftop)), "west certain");
    assert_eq!(said(&own, &precise(Precision::Street)), "west near_border or east");
    assert_eq!(said(&own, &precise(Precision::ZipCentroid)), "west near_border or east");
    assert_eq!(said(&own, &Place::default()), "- incomplete");
}

#[test]
fn a_hole_is_out_and_what_lies_in_it_is_not() {
    let own = compiled(
        r#"{"territories": [{"id": "ring", "covers": [{"polygons": [
          {"outer_e7": [[0,0],[9,0],[9,9],[0,9]], "holes_e7": [[[3,3],[3,6],[6,6],[6,3]]]},
          {"outer_e7": [[4,4],[5,4],[5,5],[4,5]]}]}]}]}"#,
    );
    let at = |lon, lat| said(&own, &Place { point: Point::new(lon, lat), ..Place::default() });
    assert_eq!(at(1, 1), "ring certain");
    assert_eq!(at(3, 3), "- uncovered");
    assert_eq!(at(4, 4), "ring certain");
    assert_eq!(at(5, 5), "- uncovered");
    assert_eq!(at(6, 6), "ring certain");
}

/// The state north and south of a line that bends back.
const LINE: &str = r#"{"lines": [{"id": "i-94", "paths_e7": [[[0,0],[100000,0],[100000,10000],[50000,20000],[50000,30000],[200000,30000]]]}],
  "territories": [
  {"id": "north", "covers": [{"all": [{"states": ["MN"]}, {"side": {"line": "i-94", "side": "north"}}]}]},
  {"id": "south", "covers": [{"all": [{"states": ["MN"]}, {"side": {"line": "i-94", "side": "south"}}]}]},
  {"id": "rest", "covers": [{"states": ["MN"]}]}]}"#;

#[test]
fn the_side_of_a_line_is_not_guessed() {
    let own = compiled(LINE);
    let at = |lon, lat, accuracy_m| {
        said(&own, &Place { state: Some("MN"), point: Point::new(lon, lat), accuracy_m, ..Place::default() })
    };
    assert_eq!(at(20_000, 5_000, None), "north certain");
    assert_eq!(at(20_000, -5_000, None), "south certain");
    assert_eq!(at(75_000, 5_000, None), "- ambiguous or north or south", "in the bend: one of them has it");
    assert_eq!(at(-5_000, 5_000, None), "- ambiguous or north or south", "beyond the end");
    assert_eq!(at(20_000, 500, Some(10)), "north near_border or south");
    let unknown = said(&own, &Place { state: Some("MN"), ..Place::default() });
    assert_eq!(unknown, "rest incomplete or north or south");
    let elsewhere = Place { state: Some("WI"), point: Point::new(75_000, 5_000), ..Place::default() };
    assert_eq!(said(&own, &elsewhere), "- uncovered", "the line means nothing elsewhere");
}

#[test]
fn what_makes_no_difference_is_no_doubt() {
    let own = compiled(&LINE.replace(
        r#"{"id": "rest", "covers": [{"states": ["MN"]}]}"#,
        r#"{"id": "top", "priority": 1, "covers": [{"zips": ["55403"]}]}"#,
    ));
    let place = Place {
        state: Some("MN"),
        postcode: Some("55403"),
        point: Point::new(75_000, 5_000),
        ..Place::default()
    };
    assert_eq!(said(&own, &place), "top certain", "it comes first whatever side it is");
    let same = compiled(&LINE.replace(r#""id": "north", "covers": ["#, r#""id": "north", "covers": [{"all": [{"states": ["MN"]}, {"side": {"line": "i-94", "side": "south"}}, {"everywhere": {}}]}, "#).replace(r#",
  {"id": "rest", "covers": [{"states": ["MN"]}]}"#, ""));
    let place =
        Place { state: Some("MN"), point: Point::new(20_000, 500), accuracy_m: Some(10), ..Place::default() };
    assert_eq!(said(&same, &place), "north certain", "it has both sides");
}

const COUNTIES: &str = r#"{"county_from_zip": "HOW",
  "zip_facts": [{"zip": "55403", "states": ["MN"], "counties": [
     {"county": "27123", "share_bp": 2500}, {"county": "27053", "share_bp": 7500}]},
     {"zip": "554", "states": ["MN"]}],
  "territories": [{"id": "hennepin", "covers": [{"counties": ["27053"]}]}, {"id": "ramsey", "covers": [{"counties": ["27123"]}]},
     {"id": "wisconsin", "covers": [{"states": ["WI"]}]}, {"id": "minnesota", "covers": [{"states": ["MN"]}]}]}"#;

#[test]
fn a_zip_of_several_counties() {
    let zip = Place { postcode: Some("55403"), lot: Some("L-1"), ..Place::default() };
    let with = |how: &str| compiled(&COUNTIES.replace("HOW", how));
    assert_eq!(said(&with("largest_share"), &zip), "hennepin certain");
    assert_eq!(said(&with("flag"), &zip), "hennepin several_counties or ramsey");
    assert_eq!(said(&with("require_county"), &zip), "- several_counties or hennepin or ramsey");
    // Near a border in one of the counties only.
    let circle = r#"{"id": "river", "priority": 1, "covers": [{"all": [{"counties": ["27123"]}, {"radius": {"centre_e7": [0,0], "radius_m": 3}}]}]},"#;
    let river = |how: &str, same: bool| {
        let own = COUNTIES.replace("HOW", how).replacen(
            r#""territories": ["#,
            &format!(r#""territories": [{circle}"#),
            1,
        );
        let own = if same {
            own.replace(r#""27053"]}"#, r#""27053", "27123"]}"#)
                .replace(r#"{"id": "ramsey", "covers": [{"counties": ["27123"]}]},"#, "")
        } else {
            own
        };
        said(&compiled(&own), &Place { point: Point::new(0, 280), accuracy_m: Some(1), ..zip })
    };
    assert_eq!(river("flag", false), "hennepin several_counties or ramsey or river");
    assert_eq!(river("require_county", false), "- several_counties or hennepin or ramsey or river");
    assert_eq!(river("require_county", true), "hennepin near_border or river");
    assert_eq!(river("largest_share", false), "hennepin certain");
    let known = Place { county: Some("27123"), ..zip };
    for how in ["largest_share", "flag", "require_county", "split_by_share"] {
        assert_eq!(said(&with(how), &known), "ramsey certain", "{how}");
    }
    let split = with("split_by_share");
    let mut ramsey = 0;
    for number in 0..10_000 {
        let lot = format!("L-{number}");
        let place = Place { lot: Some(&lot), ..zip };
        let own = said(&split, &place);
        assert_eq!(own, said(&split, &place), "the same whenever it is asked");
        ramsey += u32::from(own == "ramsey certain");
    }
    assert!((2_350..=2_650).contains(&ramsey), "a quarter of 10000: {ramsey}");
}

#[test]
fn a_zip_and_a_state_that_contradict() {
    let place = Place { postcode: Some("55403"), state: Some("WI"), ..Place::default() };
    let with = |how: &str| {
        let own = COUNTIES.replace("HOW", "largest_share").replacen(
            '{',
            &format!(r#"{{"zip_and_state": "{how}", "#),
            1,
        );
        said(&compiled(&own), &place)
    };
    assert_eq!(with("triage"), "- contradicts or hennepin or wisconsin");
    assert_eq!(with("trust_zip"), "hennepin certain");
    assert_eq!(with("trust_state"), "wisconsin certain");
    let own = compiled(&COUNTIES.replace("HOW", "largest_share"));
    let prefix = Place { postcode: Some("55499"), ..Place::default() };
    assert_eq!(said(&own, &prefix), "minnesota certain", "the state is known by the first three digits");
    assert_eq!(said(&own, &Place { state: Some("WI"), ..prefix }), "- contradicts or minnesota or wisconsin");
    assert_eq!(
        said(&own, &Place { postcode: Some("10001"), ..place }),
        "wisconsin certain",
        "nothing is known of the code"
    );
}

#[test]
fn every_fault_is_named_at_once() {
    let found = faults(
        r#"{"lines": [{"id": "i-94", "paths_e7": [[[0,0]]]}, {"id": "i-35", "paths_e7": [[[0,0],[2000000000,1]]]}],
        "zip_facts": [{"zip": "5540", "states": [""]}, {"zip": "554"}, {"zip": "554", "counties": [{"county": "1", "share_bp": 0}]}],
        "must_cover": {"zips": ["05401", "1"]},
        "territories": [
        {"id": "a", "covers": []},
        {"id": "a", "from": "2026-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z", "covers": [{"zips": []}]},
        {"id": "b", "covers": [{"zips": ["1234", "x"]}, {"scf": ["12"]}, {"zip4": ["12345"]}, {"counties": ["2705"]},
          {"zip_range": {"from": "05402", "to": "05401"}}, {"zip4_range": {"from": "05401-1000", "to": "05402-1000"}},
          {"outward": ["1"]}, {"area_codes": ["80"]}, {"accounts": [" "]}, {"states": [" "]},
          {"radius": {"centre_e7": [0, 900000001], "radius_m": 0}},
          {"side": {"line": "i-49", "side": "north"}},
          {"streets": [{"street": "", "zip": "05401", "from": 2, "to": 1}, {"street": "Main", "from": 1, "to": 1}]},
          {"attribute": {"attribute": "x", "is": {"any_of": []}}},
          {"attribute": {"attribute": "x", "is": {"range": {"from": 1, "below": 1}}}},
          {"all": []}, {"polygons": []},
          {"polygons": [{"outer_e7": [[0,0],[0,9],[9,9],[9,0]], "holes_e7": [[[20,20],[20,21],[21,21]]]},
             {"outer_e7": [[0,0],[9,9],[9,0],[0,12]]}, {"outer_e7": [[0,0],[9,9]]}, {"outer_e7": [[0,0],[5,0],[9,0]]}]},
          {"polygons": [{"outer_e7": [[0,0],[9,0],[9,9],[0,9]]}, {"outer_e7": [[5,5],[12,5],[12,7],[5,7]]}]}
        ]}]}"#,
    );
    let wanted = [
        "territories[1].id: territory `a` is already there, at territories[0]",
        "lines[0]: a line needs two points at the least",
        "lines[1].paths_e7[0][1]: longitude 2000000000, latitude 1 is no place on the map",
        "lines[1]: a line needs two points at the least",
        "zip_facts[0].states[0]: a blank text names nothing",
        "zip_facts[0].zip: `5540` is neither a ZIP code nor the first three digits of some",
        "zip_facts[2].counties[0].share_bp: 0 basis points: at least 1, and at most 10000, all of it",
        "zip_facts[2].counties[0].county: `1` is no county, which has five digits of FIPS",
        "zip_facts[2].zip: `554` is already there",
        "territories[0].covers: it covers nothing",
        "territories[1].until: it ends before it begins, so it is never in force",
        "territories[1].covers[0].zips: an empty list covers nothing",
        "territories[2].covers[0].zips[0]: `1234` is no ZIP code of five digits, did you mean `01234`?",
        "territories[2].covers[0].zips[1]: `x` is no ZIP code of five digits",
        "territories[2].covers[1].scf[0]: `12` is not the first three digits of ZIP codes",
        "territories[2].covers[2].zip4[0]: `12345` is no ZIP+4 code, such as `05401-1234`",
        "territories[2].covers[3].counties[0]: `2705` is no county, which has five digits of FIPS, did you mean `02705`?",
        "territories[2].covers[4].zip_range: its end lies before its beginning",
        "territories[2].covers[5].zip4_range: 05401 and 05402 are two ZIP codes; a range lies in one",
        "territories[2].covers[6].outward[0]: `1` is no outward code, such as `SW1A` or `K1A`",
        "territories[2].covers[7].area_codes[0]: `80` is no area code of three digits",
        "territories[2].covers[8].accounts[0]: ` ` is no account",
        "territories[2].covers[9].states[0]: a blank text names nothing",
        "territories[2].covers[10].radius.centre_e7: longitude 0, latitude 900000001 is no place on the map",
        "territories[2].covers[10].radius.radius_m: 0 metres: at least 1, and at most 20015087, half way round the globe",
        "territories[2].covers[11].side.line: unknown line `i-49`, did you mean `i-94`?",
        "territories[2].covers[12].streets[0].street: a blank text names no street",
        "territories[2].covers[12].streets[0]: its end lies before its beginning",
        "territories[2].covers[12].streets[1]: a street is one of a `zip` or of a `city`, one of them",
        "territories[2].covers[13].attribute.is.any_of: an empty list covers nothing",
        "territories[2].covers[14].attribute.is.range: no number lies in it",
        "territories[2].covers[15].all: an empty list joins nothing; `everywhere` is any place at all",
        "territories[2].covers[16].polygons: an empty list covers nothing",
        "territories[2].covers[17].polygons[0].outer_e7: the corners run clockwise, those of an area run anticlockwise",
        "territories[2].covers[17].polygons[0].holes_e7[0]: a hole lies in the area it is cut out of, and outside the other holes",
        "territories[2].covers[17].polygons[1].outer_e7: the border crosses itself: from 0, 0 to 0.0000009, 0.0000009 and from 0, 0.0000009 to 0.0000012, 0",
        "territories[2].covers[17].polygons[2].outer_e7: a border needs three corners, this one has 2",
        "territories[2].covers[17].polygons[3].outer_e7: the border has no room inside",
        "territories[2].covers[18].polygons[1]: it overlaps number 0 of the same list",
        "territories[2].covers[17].polygons[3].outer_e7: the border touches itself: from 0, 0 to 0, 0.0000005 and from 0, 0.0000009 to 0, 0",
        "lines[0]: no territory lies on a side of line `i-94`",
        "lines[1]: no territory lies on a side of line `i-35`",
    ];
    let missing: Vec<_> = wanted.iter().filter(|line| !found.iter().any(|own| own == *line)).collect();
    let more: Vec<_> = found.iter().filter(|line| !wanted.contains(&line.as_str())).collect();
    assert_eq!(found, wanted, "missing {missing:#?}, more {more:#?}");
}

#[test]
fn overlaps_and_gaps_are_named() {
    let own = r#"{"must_cover": {"zips": ["05401", "10001"], "states": ["VT", "NH"]}, "territories": [
        {"id": "a", "covers": [{"polygons": [{"outer_e7": [[0,0],[900,0],[900,900],[0,900]]}]}, {"states": ["VT"]}]},
        {"id": "b", "covers": [{"polygons": [{"outer_e7": [[400,400],[500,400],[500,500],[400,500]]}]}]},
        {"id": "c", "covers": [{"polygons": [{"outer_e7": [[900,0],[999,0],[999,900],[900,900]]}]}, {"scf": ["054"]}]},
        {"id": "d", "priority": 1, "covers": [{"polygons": [{"outer_e7": [[0,0],[900,0],[900,900],[0,900]]}]}, {"scf": ["054"]}]},
        {"id": "e", "covers": [{"streets": [{"zip": "05401", "street": "Main St", "from": 1, "to": 9}]}]},
        {"id": "f", "covers": [{"streets": [{"zip": "05401", "street": "Main Street", "from": 9, "to": 12, "parity": "odd"}]}]},
        {"id": "g", "covers": [{"streets": [{"zip": "05401", "street": "Main Street", "from": 9, "to": 12, "parity": "even"}]}]}]}"#;
    assert_eq!(
        faults(own),
        [
            "territories[1]: it covers by area what territory `a` does too, and of one priority their ids decide: `a` has it; give one of them a higher `priority`",
            "territories[5]: it covers by street what territory `e` does too, and of one priority their ids decide: `e` has it; give one of them a higher `priority`",
            "must_cover.zips: no territory holds `10001`",
            "must_cover.states: no territory holds `NH`",
        ]
    );
}

#[test]
fn a_hole_may_touch_the_border_with_every_corner() {
    let with = |hole: &str| {
        compiled(&format!(
            r#"{{"territories": [{{"id": "square", "covers": [{{"polygons": [{{
                "outer_e7": [[0, 0], [20, 0], [20, 20], [0, 20]], "holes_e7": [{hole}]}}]}}]}}]}}"#
        ))
    };
    let at = |map: &Territories, lon, lat| {
        said(map, &Place { point: Point::new(lon, lat), ..Place::default() }).starts_with("square")
    };
    let diamond = with("[[10, 0], [0, 10], [10, 20], [20, 10]]");
    assert_eq!([at(&diamond, 2, 2), at(&diamond, 10, 10), at(&diamond, 18, 18)], [true, false, true]);
    // Its one free corner comes last, whichever way they are counted.
    let wedge = with("[[0, 5], [0, 15], [5, 10]]");
    assert_eq!([at(&wedge, 1, 10), at(&wedge, 6, 10)], [false, true]);
}
