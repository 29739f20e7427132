//! Every ZIP point of the United States against its counties, states and an interstate, where that data is at hand:
//! `../shared/data`, or the folder in `FAIRDEAL_DATA`. It is no part of this crate.
#![cfg(feature = "geojson")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test may panic: that is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fairdeal::territory::{
    Certainty, CompassDoc, CoversDoc, GeoFeature, Place, Point, Precision, Territories, TerritoriesDoc,
    TerritoryDoc,
};
use fairdeal::{Name, Timestamp};

#[allow(clippy::disallowed_methods, reason = "a test may look where the data is")]
fn geo(file: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let path = std::env::var("FAIRDEAL_DATA").map_or_else(|_| beside(), PathBuf::from).join("geo").join(file);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: there is no {}", path.display());
    None
}

struct Zip {
    zip: String,
    state: String,
    county: String,
    point: Point,
}

/// The codes in use that carriers go to.
fn zips() -> Option<Vec<Zip>> {
    let mut file = csv::Reader::from_path(geo("us_zip.csv")?).unwrap();
    let rows = file.records().map(Result::unwrap);
    let standard = rows.filter(|row| &row[1] == "STANDARD" && &row[2] == "1");
    let read = standard.filter_map(|row| {
        let point = Point::parse(&row[9], &row[10])?;
        Some(Zip { zip: row[0].to_owned(), state: row[4].to_owned(), county: row[5].to_owned(), point })
    });
    Some(read.collect())
}

fn features(file: &str) -> Option<Vec<GeoFeature>> {
    Some(GeoFeature::read(&std::fs::read_to_string(geo(file)?).unwrap()).unwrap())
}

fn list(territories: Vec<TerritoryDoc>) -> TerritoriesDoc {
    TerritoriesDoc { territories, ..TerritoriesDoc::default() }
}

fn id(text: &str) -> Name {
    text.parse().unwrap()
}

/// The territories without those that are refused, and the names of those.
fn sound(features: &[GeoFeature]) -> (Territories, Vec<String>) {
    let all: Vec<TerritoryDoc> =
        features.iter().map(|own| own.territory(id(own.id.as_ref().unwrap()))).collect();
    let faults = match Territories::compile(&list(all.clone())) {
        Ok(own) => return (own, Vec::new()),
        Err(faults) => faults,
    };
    let refused: BTreeSet<usize> = faults
        .iter()
        .filter(|fault| !fault.kind.is_warning())
        .map(|fault| fault.path.split(['[', ']']).nth(1).unwrap().parse().unwrap())
        .collect();
    let names = refused.iter().map(|at| features[*at].id.clone().unwrap()).collect();
    let kept = all.into_iter().enumerate().filter(|(at, _)| !refused.contains(at)).map(|(_, own)| own);
    (Territories::compile(&list(kept.collect())).unwrap(), names)
}

#[test]
fn zip_points_lie_in_the_county_they_name() {
    let (Some(zips), Some(features)) = (zips(), features("us_counties.geojson")) else { return };
    let (counties, refused) = sound(&features);
    // Borders of the simplified map that cross themselves are mended, and one has no room left inside.
    let mended: Vec<_> =
        features.iter().filter(|own| own.mended).filter_map(|own| own.id.as_deref()).collect();
    assert_eq!(mended, ["51620", "51093", "22067", "06001"]);
    assert_eq!(refused, ["51610"]);
    let names: BTreeMap<&str, &str> =
        features.iter().map(|own| (own.id.as_deref().unwrap(), own.property("name").unwrap())).collect();
    let (mut same, mut nowhere, mut two) = (0, 0, 0);
    for zip in &zips {
        let place = Place { point: Some(zip.point), ..Place::default() };
        let found = counties.resolve(&place, Timestamp::MIN);
        two += u32::from(!found.runners_up().is_empty());
        match found.territory() {
            None => nowhere += 1,
            Some(fips) => same += u32::from(zip.county.starts_with(names[fips.as_str()])),
        }
    }
    println!("{same} of {} lie in the county of the same name, {nowhere} in none, {two} in two", zips.len());
    // A count of crossings in another language says 29,137 and 26 as well, of the 29,793 that name a county.
    assert_eq!((same, zips.len(), nowhere, two), (29_137, 29_806, 27, 0));
}

#[test]
fn zip_points_lie_in_the_state_they_name() {
    let (Some(zips), Some(features)) = (zips(), features("us_states.geojson")) else { return };
    let (states, refused) = sound(&features);
    assert!(refused.is_empty(), "{refused:?}");
    let mut of: BTreeMap<(&str, String), u32> = BTreeMap::new();
    let (mut near, mut two) = (0, 0);
    for zip in &zips {
        let precision = Some(Precision::ZipCentroid);
        let place = Place { point: Some(zip.point), precision, ..Place::default() };
        let found = states.resolve(&place, Timestamp::MIN);
        two += u32::from(!found.runners_up().is_empty());
        near += u32::from(found.certainty() == Certainty::NearBorder);
        let state = found.territory().map_or_else(String::new, ToString::to_string);
        *of.entry((zip.state.as_str(), state)).or_default() += 1;
    }
    // Each state's points lie in one state, but for some.
    let mut most: BTreeMap<&str, u32> = BTreeMap::new();
    for ((state, _), count) in &of {
        let own = most.entry(state).or_default();
        *own = (*own).max(*count);
    }
    let same: u32 = most.values().sum();
    println!("{same} of {} lie in their state, {near} near a border, {two} in two", zips.len());
    assert_eq!((same, near, two), (29_772, 3_682, 0));
}

/// Minnesota on either side of the interstate, as far as the data goes.
fn twin_cities() -> Option<Territories> {
    let features = features("twin_cities_interstates_tiger.geojson")?;
    let own = features.iter().filter(|own| own.property("FULLNAME") == Some("I- 94"));
    let line = fairdeal::territory::LineDoc {
        id: id("i-94"),
        paths_e7: own.flat_map(|own| own.paths_e7.clone()).collect(),
    };
    let side = |name: &str, side| TerritoryDoc {
        id: id(name),
        priority: 0,
        from: None,
        until: None,
        covers: vec![CoversDoc::All(vec![
            CoversDoc::States(vec!["MN".into()]),
            CoversDoc::Side { line: id("i-94"), side },
        ])],
    };
    let territories = vec![side("north", CompassDoc::North), side("south", CompassDoc::South)];
    Some(Territories::compile(&TerritoriesDoc { lines: vec![line], ..list(territories) }).unwrap())
}

#[test]
fn minnesota_north_and_south_of_the_interstate() {
    let (Some(zips), Some(own)) = (zips(), twin_cities()) else { return };
    let mut count: BTreeMap<String, u32> = BTreeMap::new();
    for zip in zips.iter().filter(|zip| zip.state == "MN") {
        let place = Place { state: Some("MN"), point: Some(zip.point), ..Place::default() };
        let found = own.resolve(&place, Timestamp::MIN);
        let side = found.territory().map_or(found.certainty().as_str(), |name| name.as_str());
        *count.entry(side.to_owned()).or_default() += 1;
        if zip.zip == "55403" {
            assert_eq!(zip.point.to_string(), "44.9673, -93.2828");
            assert_eq!((found.territory(), found.certainty()), (None, Certainty::Ambiguous), "in the bend");
            assert_eq!(
                found.rivals().iter().map(|name| name.as_str()).collect::<Vec<_>>(),
                ["north", "south"]
            );
        }
    }
    println!("{count:?}");
    // A count of all crossings in another language says the same. Most points lie beyond the ends of the clip.
    let wanted = [("ambiguous", 557), ("north", 124), ("south", 147)];
    assert_eq!(count, wanted.map(|(side, count)| (side.to_owned(), count)).into());
}

/// What is said of a map of codes, without what it says of other maps.
fn said_of(covers: Vec<CoversDoc>) -> Vec<String> {
    let own = TerritoryDoc { id: id("t"), priority: 0, from: None, until: None, covers };
    let territories = Territories::compile(&list(vec![own])).unwrap();
    territories.warnings().iter().map(ToString::to_string).collect()
}

#[test]
fn of_a_map_that_has_every_county_nothing_is_said_and_one_that_is_missing_is_named() {
    let Some(features) = features("us_counties.geojson") else { return };
    let mut states: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for county in features.iter().filter_map(|own| own.id.clone()) {
        states.entry(county[..2].to_owned()).or_default().insert(county);
    }
    let all: Vec<String> = states.values().flatten().cloned().collect();
    assert_eq!(said_of(vec![CoversDoc::Counties(all)]), Vec::<String>::new());
    let mut named = 0;
    for (state, counties) in &states {
        let odd = |own: &&String| own[2..].parse::<u32>().is_ok_and(|number| number % 2 == 1 && number < 510);
        let odd: Vec<&String> = counties.iter().filter(odd).collect();
        let between = odd.iter().copied().skip(1).take(odd.len().saturating_sub(2));
        // Alaska and Connecticut have no numbers without gaps, and what lies beyond the states is not judged.
        for missing in between.filter(|_| !matches!(state.as_str(), "02" | "09") && state.as_str() < "60") {
            let rest = counties.iter().filter(|own| *own != missing).cloned().collect();
            let said = said_of(vec![CoversDoc::Counties(rest)]);
            assert!(said.len() == 1 && said[0].contains(&format!("county `{missing}` between")), "{said:?}");
            named += 1;
        }
    }
    println!("{named} counties missed");
    assert_eq!(named, 2_958);
}

#[test]
fn zip_codes_begin_as_the_state_they_lie_in_has_them() {
    let Some(zips) = zips() else { return };
    let mut prefixes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for zip in &zips {
        prefixes.entry(&zip.state).or_default().insert(&zip.zip[..3]);
    }
    // Every one but one of a state between others: it is named, and as that state's.
    let (mut named, mut ends) = (0, Vec::new());
    for (state, own) in prefixes.iter().filter(|(_, own)| own.len() >= 4) {
        for missing in own.iter().skip(1).take(own.len() - 2) {
            let rest = own.iter().filter(|prefix| prefix != &missing).map(|prefix| (*prefix).to_owned());
            let said = said_of(vec![CoversDoc::Scf(rest.collect())]);
            let lines = said.iter().filter(|line| line.starts_with(&format!("territories: in `{state}`")));
            match lines.count() {
                1 => named += 1,
                _ => ends.push(*missing),
            }
        }
    }
    // Those stand at an end of what is a state's, beside another's.
    assert_eq!((named, ends), (786, vec!["203", "220", "054", "056", "831"]));
}
