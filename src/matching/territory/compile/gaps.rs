//! What some territory has to cover and none does.

use std::collections::BTreeMap;

use super::codes;
use super::faults::Faults;
use crate::matching::territory::code::Zip;
use crate::matching::territory::doc::TerritoriesDoc;
use crate::matching::territory::fault::TerritoryFaultKind::Uncovered;
use crate::matching::territory::place::Place;
use crate::matching::territory::resolution::Certainty;
use crate::matching::territory::territories::Territories;
use crate::time::Timestamp;

/// So many codes are named one by one.
const MOST: usize = 20;

/// The place of which nothing but a code is known.
type PlaceOf = fn(&str) -> Place<'_>;

pub(super) fn check(own: &Territories, doc: &TerritoriesDoc, faults: &mut Faults) {
    let must = &doc.must_cover;
    for (at, zip) in must.zips.iter().enumerate() {
        codes::zip(zip, &|| format!("must_cover.zips[{at}]"), faults);
    }
    for (at, county) in must.counties.iter().enumerate() {
        codes::county(county, &|| format!("must_cover.counties[{at}]"), faults);
    }
    let lists: [(&str, &[String], PlaceOf); 4] = [
        ("zips", &must.zips, |zip| Place { postcode: Some(zip), ..Place::default() }),
        ("counties", &must.counties, |county| Place { county: Some(county), ..Place::default() }),
        ("states", &must.states, |state| Place { state: Some(state), ..Place::default() }),
        ("countries", &must.countries, |country| Place { country: Some(country), ..Place::default() }),
    ];
    let at = doc.territories.iter().filter_map(|own| own.from).max().unwrap_or(Timestamp::MIN);
    for (field, codes, place) in lists {
        let places: Vec<Place<'_>> = codes.iter().map(|code| place(code)).collect();
        let open: Vec<&str> =
            own.uncovered(&places, at).filter_map(|at| codes.get(at)).map(String::as_str).collect();
        if !open.is_empty() {
            let message = format!("no territory holds {}", listed(&open));
            faults.add(format!("must_cover.{field}"), Uncovered, message);
        }
    }
    by_facts(own, doc, at, faults);
}

/// ZIP codes that the facts know, in states of which some territory holds others.
fn by_facts(own: &Territories, doc: &TerritoriesDoc, at: Timestamp, faults: &mut Faults) {
    let five = doc.zip_facts.iter().filter(|fact| Zip::five(&fact.zip).is_some());
    let known: Vec<(&str, &str)> =
        five.filter_map(|fact| Some((fact.states.first()?.as_str(), fact.zip.as_str()))).collect();
    let places: Vec<Place<'_>> =
        known.iter().map(|(_, zip)| Place { postcode: Some(zip), ..Place::default() }).collect();
    let mut held = vec![true; known.len()];
    for open in own.uncovered(&places, at) {
        if let Some(own) = held.get_mut(open) {
            *own = false;
        }
    }
    let mut states: BTreeMap<String, (Vec<&str>, bool)> = BTreeMap::new();
    for ((state, zip), held) in known.iter().zip(held) {
        let (open, some) = states.entry(state.trim().to_uppercase()).or_default();
        *some |= held;
        if !held {
            open.push(zip);
        }
    }
    for (state, (open, _)) in states.iter().filter(|(_, (open, some))| *some && !open.is_empty()) {
        let message = format!(
            "in `{state}`, of which territories hold other ZIP codes, no territory holds {}; cover the state too, or \
             everywhere, if somebody is to have what is left",
            listed(open)
        );
        faults.add("zip_facts", Uncovered, message);
    }
}

/// The first of many codes, and how many more there are.
fn listed(codes: &[&str]) -> String {
    let shown = codes.get(..MOST).unwrap_or(codes).join("`, `");
    let more = codes.len().saturating_sub(MOST);
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("`{shown}`{tail}")
}

impl Territories {
    /// Which of these places no territory holds at an instant, as they are given, by their number. Codes to be checked for
    /// gaps are places of which nothing else is known.
    ///
    /// # Complexity
    /// [`Territories::resolve`] for each.
    pub fn uncovered<'p>(
        &'p self,
        places: &'p [Place<'p>],
        at: Timestamp,
    ) -> impl Iterator<Item = usize> + 'p {
        let open = move |place: &Place<'_>| {
            let found = self.resolve(place, at);
            let nobody = found.territory().is_none() && found.rivals().is_empty();
            nobody && matches!(found.certainty(), Certainty::Uncovered | Certainty::Incomplete)
        };
        places.iter().enumerate().filter(move |(_, place)| open(place)).map(|(at, _)| at)
    }
}
