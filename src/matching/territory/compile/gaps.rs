//! What some territory has to cover and none does.

use std::collections::BTreeMap;

use super::codes;
use super::faults::Faults;
use super::holes::{self, Drawn};
use crate::matching::territory::code::{Zip, fips};
use crate::matching::territory::doc::{TerritoriesDoc, ZipFactsDoc};
use crate::matching::territory::fault::TerritoryFaultKind::Uncovered;
use crate::matching::territory::place::Place;
use crate::matching::territory::resolution::Certainty;
use crate::matching::territory::states::{STATES, State, of_county, of_prefix, of_zip};
use crate::matching::territory::territories::Territories;
use crate::time::Timestamp;

/// So many codes are named one by one.
const MOST: usize = 20;

/// Whether nobody holds the place that a code says.
type IsOpen<'c> = &'c dyn Fn(&str) -> bool;

pub(super) fn check(own: &Territories, doc: &TerritoriesDoc, faults: &mut Faults) {
    let at = doc.territories.iter().filter_map(|own| own.from).max().unwrap_or(Timestamp::MIN);
    let drawn = Drawn::of(own, at);
    must_cover(own, doc, &drawn, at, faults);
    by_facts(own, doc, &drawn, at, faults);
    holes::check(own, doc, &drawn, at, faults);
}

fn must_cover(own: &Territories, doc: &TerritoriesDoc, drawn: &Drawn, at: Timestamp, faults: &mut Faults) {
    let must = &doc.must_cover;
    for (at, zip) in must.zips.iter().enumerate() {
        codes::zip(zip, &|| format!("must_cover.zips[{at}]"), faults);
    }
    for (at, prefix) in must.scf.iter().enumerate() {
        codes::scf(prefix, &|| format!("must_cover.scf[{at}]"), faults);
    }
    for (at, county) in must.counties.iter().enumerate() {
        codes::county(county, &|| format!("must_cover.counties[{at}]"), faults);
    }
    let asked = Asked { own, drawn, at };
    let zip = |code: &str| asked.zip(code, &[]);
    let prefix = |code: &str| asked.prefix(code, &[]);
    let county = |code: &str| asked.county(code);
    let state = |code: &str| asked.is_open(&Place { state: Some(code), ..Place::default() });
    let country = |code: &str| is_open(own, at, &Place { country: Some(code), ..Place::default() });
    let lists: [(&str, &[String], IsOpen<'_>); 5] = [
        ("zips", &must.zips, &zip),
        ("scf", &must.scf, &prefix),
        ("counties", &must.counties, &county),
        ("states", &must.states, &state),
        ("countries", &must.countries, &country),
    ];
    for (field, codes, is_open) in lists {
        let open: Vec<&str> = codes.iter().map(String::as_str).filter(|code| is_open(code)).collect();
        if !open.is_empty() {
            faults.add(
                format!("must_cover.{field}"),
                Uncovered,
                format!("no territory holds {}", listed(&open)),
            );
        }
    }
}

/// Places by one code each, with what the code says by itself: the country, and the state.
struct Asked<'t> {
    own: &'t Territories,
    drawn: &'t Drawn,
    at: Timestamp,
}

impl Asked<'_> {
    /// Whether nobody holds a ZIP code, which lies in these states if they are told.
    fn zip(&self, code: &str, told: &[String]) -> bool {
        let zip = Zip::five(code);
        let facts = zip.and_then(|zip| self.own.facts.of(zip)).is_some_and(|facts| !facts.states.is_empty());
        let own = zip.filter(|_| !facts).and_then(of_zip);
        self.in_states(&Place { postcode: Some(code), ..Place::default() }, told, own)
    }

    /// The same of its first three digits.
    fn prefix(&self, code: &str, told: &[String]) -> bool {
        let prefix = match Zip::read(code) {
            Some(Zip::Prefix(prefix)) if told.is_empty() => Some(prefix),
            _ => None,
        };
        self.in_states(&Place { postcode: Some(code), ..Place::default() }, told, prefix.and_then(of_prefix))
    }

    fn county(&self, code: &str) -> bool {
        let own = fips(code).and_then(|county| of_county(&county)).map(|(state, _)| state);
        self.in_states(&Place { county: Some(code), ..Place::default() }, &[], own)
    }

    /// As it is, in each of the states told, and in a state by its code and by its name: in none of them somebody's.
    fn in_states(&self, place: &Place<'_>, told: &[String], own: Option<&State>) -> bool {
        let own = own.into_iter().flat_map(|own| [own.code, own.name]);
        let mut states = told.iter().map(String::as_str).chain(own);
        self.is_open(place) && states.all(|state| self.is_open(&Place { state: Some(state), ..*place }))
    }

    fn is_open(&self, place: &Place<'_>) -> bool {
        let country = self.drawn.country.as_deref().or(Some("US"));
        is_open(self.own, self.at, &Place { country, ..*place })
    }
}

fn is_open(own: &Territories, at: Timestamp, place: &Place<'_>) -> bool {
    own.uncovered(core::slice::from_ref(place), at).next().is_some()
}

/// Codes of one state that facts know.
#[derive(Debug, Default)]
struct Known<'d> {
    /// Whether somebody holds one of them.
    some: bool,
    /// The open ones, each with the county that most of it lies in.
    open: Vec<(&'d str, Option<&'d str>)>,
    /// By county, of those that lie in it or have most of theirs in it: whether all of them are open.
    counties: BTreeMap<&'d str, bool>,
}

/// Codes that the facts know, in states of which some territory holds others.
fn by_facts(own: &Territories, doc: &TerritoriesDoc, drawn: &Drawn, at: Timestamp, faults: &mut Faults) {
    let asked = Asked { own, drawn, at };
    let mut states: BTreeMap<String, Known<'_>> = BTreeMap::new();
    for fact in &doc.zip_facts {
        let Some(state) = fact.states.first() else { continue };
        let is_open = match Zip::read(&fact.zip) {
            Some(Zip::Five(_)) => asked.zip(&fact.zip, &fact.states),
            Some(Zip::Prefix(prefix)) => !drawn.has_prefix(prefix) && asked.prefix(&fact.zip, &fact.states),
            _ => continue,
        };
        let known = states.entry(state.trim().to_uppercase()).or_default();
        known.some |= !is_open;
        if is_open {
            known.open.push((&fact.zip, most_of(fact)));
        }
        if let Some(county) = most_of(fact) {
            *known.counties.entry(county).or_insert(true) &= is_open;
        }
    }
    for (state, known) in states.iter().filter(|(_, known)| known.some && !known.open.is_empty()) {
        // Of a map drawn by counties those are named that nobody has anything of.
        let own = STATES.iter().find(|own| own.is(state.as_bytes()));
        let by_county = own.is_some_and(|own| drawn.counties_of(own).is_some());
        let whole = |county: &&str| by_county && known.counties.get(county) == Some(&true);
        let counties: Vec<&str> = known.counties.keys().copied().filter(whole).collect();
        let in_whole = |county: &Option<&str>| county.is_some_and(|own| counties.binary_search(&own).is_ok());
        let rest: Vec<&str> =
            known.open.iter().filter(|(_, county)| !in_whole(county)).map(|(zip, _)| *zip).collect();
        let counties = (!counties.is_empty()).then(|| format!("county {}", listed(&counties)));
        let zips = (!rest.is_empty()).then(|| listed(&rest));
        let what = [counties, zips].into_iter().flatten().collect::<Vec<_>>().join(", nor ");
        let message = format!(
            "in `{state}`, of which territories hold other ZIP codes, no territory holds {what}; cover the state too, or \
             everywhere, if somebody is to have what is left"
        );
        faults.add("zip_facts", Uncovered, message);
    }
}

/// The county that most of a ZIP code lies in.
fn most_of(fact: &ZipFactsDoc) -> Option<&str> {
    let most =
        fact.counties.iter().max_by(|a, b| a.share_bp.cmp(&b.share_bp).then_with(|| b.county.cmp(&a.county)));
    most.map(|own| own.county.as_str())
}

/// The first of many codes, and how many more there are.
pub(super) fn listed(codes: &[&str]) -> String {
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
