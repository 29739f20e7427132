//! Each kind of territory holds what it should, and the narrower comes first.

use crate::lead::Lead;
use crate::matching::territory::tests::{compiled, said};
use crate::matching::territory::{Place, Point, Specificity};
use crate::time::Timestamp;

const ALL: &str = r#"{"territories": [
  {"id": "everywhere", "covers": [{"everywhere": {}}]},
  {"id": "attribute", "covers": [{"attribute": {"attribute": "industry", "is": {"any_of": ["steel"]}}}]},
  {"id": "country", "covers": [{"countries": ["US"]}]},
  {"id": "state", "covers": [{"states": ["VT"]}]},
  {"id": "area_code", "covers": [{"area_codes": ["802"]}]},
  {"id": "city", "covers": [{"cities": [{"city": "Burlington", "state": "VT"}]}]},
  {"id": "county", "covers": [{"counties": ["50007"]}]},
  {"id": "scf", "covers": [{"scf": ["054"]}]},
  {"id": "zip_range", "covers": [{"zip_range": {"from": "05400", "to": "05499"}}]},
  {"id": "zip", "covers": [{"zips": ["05401"]}]},
  {"id": "area", "covers": [{"radius": {"centre_e7": [-732_000_000, 444_700_000], "radius_m": 5000}}]},
  {"id": "zip4_range", "covers": [{"zip4_range": {"from": "05401-1000", "to": "05401-1999"}}]},
  {"id": "zip4", "covers": [{"zip4": ["05401-1234"]}]},
  {"id": "street", "covers": [{"streets": [{"zip": "05401", "street": "Main Street", "parity": "odd", "from": 1, "to": 99}]}]},
  {"id": "account", "covers": [{"accounts": ["Acme"]}]}
]}"#;

#[test]
fn the_narrower_comes_first() {
    let own = compiled(&ALL.replace("_000_000", "000000").replace("_700_000", "700000"));
    let lead = Lead::new("L").unwrap().with("industry", "steel");
    let whole = Place {
        country: Some("us"),
        state: Some("vt"),
        county: Some("50007"),
        city: Some("burlington"),
        postcode: Some("05401-1234"),
        street: Some("7 Main St."),
        area_code: Some("802"),
        account: Some("Acme"),
        point: Point::parse("44.4759", "-73.2121"),
        lead: Some(&lead),
        ..Place::default()
    };
    let mut place = whole;
    let by = |place: &Place<'_>| said(&own, place);
    assert_eq!(by(&place), "account certain");
    place.account = None;
    assert_eq!(by(&place), "street certain");
    place.street = Some("8 Main St.");
    assert_eq!(by(&place), "zip4 certain", "the other side of the street");
    place.postcode = Some("054011235");
    assert_eq!(by(&place), "zip4_range certain");
    place.postcode = Some("05401");
    assert_eq!(by(&place), "area certain");
    place.point = Point::parse("45", "-73");
    assert_eq!(by(&place), "zip certain");
    place.postcode = Some("05402");
    assert_eq!(by(&place), "zip_range certain");
    place.postcode = Some("054");
    assert_eq!(by(&place), "scf certain");
    place.postcode = None;
    assert_eq!(by(&place), "county certain");
    place.county = None;
    assert_eq!(by(&place), "city certain");
    place.city = None;
    assert_eq!(by(&place), "area_code certain");
    place.area_code = None;
    assert_eq!(by(&place), "state certain");
    place.state = None;
    assert_eq!(by(&place), "country certain");
    place.country = None;
    assert_eq!(by(&place), "attribute certain");
    place.lead = None;
    assert_eq!(by(&place), "everywhere certain");
    let found = own.resolve(&whole, Timestamp::MIN);
    assert_eq!(found.by(), Some(Specificity::Account));
    assert_eq!(
        found.runners_up().iter().map(|(own, _)| own.as_str()).collect::<Vec<_>>(),
        ["street", "zip4"]
    );
}

#[test]
fn priority_beats_specificity_and_the_id_decides_at_last() {
    let own = compiled(
        r#"{"territories": [
        {"id": "b", "covers": [{"zips": ["05401"]}]},
        {"id": "a", "covers": [{"zips": ["05401"]}]},
        {"id": "first", "priority": 1, "covers": [{"states": ["VT"]}]},
        {"id": "last", "priority": -1, "covers": [{"accounts": ["Acme"]}]},
        {"id": "joined", "covers": [{"all": [{"zips": ["05402"]}, {"states": ["NH"]}]}]},
        {"id": "c", "covers": [{"zips": ["05402"]}]}]}"#,
    );
    let zip = Place { postcode: Some("05401"), account: Some("Acme"), ..Place::default() };
    assert_eq!(said(&own, &zip), "a certain");
    assert_eq!(said(&own, &Place { state: Some("VT"), ..zip }), "first certain");
    assert_eq!(said(&own, &Place { account: Some("Acme"), ..Place::default() }), "last certain");
    let joined = Place { postcode: Some("05402"), state: Some("NH"), ..Place::default() };
    assert_eq!(said(&own, &joined), "joined certain", "it joins more conditions");
    let warned: Vec<String> = own.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        warned,
        [
            "territories[1]: it covers by ZIP what territory `b` does too, such as `05401`, and of one priority their ids decide: `a` has it; give one of them a higher `priority`"
        ]
    );
}

#[test]
fn british_and_canadian_codes_by_their_outward_part() {
    let own = compiled(
        r#"{"territories": [
        {"id": "westminster", "covers": [{"outward": ["SW1A"]}]}, {"id": "ottawa", "covers": [{"outward": ["K1A"]}]}]}"#,
    );
    let at = |code| said(&own, &Place { postcode: Some(code), ..Place::default() });
    assert_eq!(at("sw1a 2aa"), "westminster certain");
    assert_eq!(at("K1A 0B1"), "ottawa certain");
    assert_eq!(at("K1B 0B1"), "- uncovered");
}

#[test]
fn the_codes_of_other_countries_are_no_zip_codes() {
    let own = compiled(r#"{"territories": [{"id": "a", "covers": [{"zips": ["10115"]}]}]}"#);
    let at = |country| said(&own, &Place { postcode: Some("10115"), country, ..Place::default() });
    assert_eq!(at(Some("DE")), "- uncovered", "Berlin");
    assert_eq!(at(Some("usa")), "a certain");
    assert_eq!(at(None), "a certain");
}

#[test]
fn a_territory_is_in_force_from_its_first_instant_until_the_last_which_is_out() {
    let own = compiled(
        r#"{"version": "2026", "territories": [
        {"id": "old", "until": "2026-07-01T00:00:00Z", "covers": [{"zips": ["05401"]}]},
        {"id": "new", "from": "2026-07-01T00:00:00Z", "covers": [{"zips": ["05401"]}]}]}"#,
    );
    assert_eq!(own.warnings(), [], "they are never in force together");
    let place = Place { postcode: Some("05401"), ..Place::default() };
    let at = |text: &str| {
        let at: Timestamp = text.parse().unwrap();
        own.resolve(&place, at).territory().unwrap().as_str().to_owned()
    };
    assert_eq!(at("2026-06-30T23:59:59.999Z"), "old");
    assert_eq!(at("2026-07-01T00:00:00Z"), "new");
    assert_eq!(own.version(), Some("2026"));
}
