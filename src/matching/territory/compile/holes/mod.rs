//! What lies between the codes that territories are drawn by, and is nobody's.
//!
//! Of a map that names 551 and 553 nobody knows whether there is a 552; what is said is that it would be nobody's. It is said only
//! where whoever drew the map plainly meant all of it: of a state drawn by one kind of codes, where less lies between them than is
//! named, and where neither the state nor anything wider has an owner. What facts know is not guessed.

mod drawn;
mod runs;
mod told;

use std::collections::BTreeSet;

use super::faults::Faults;
use crate::matching::territory::code::prefix_of;
use crate::matching::territory::doc::TerritoriesDoc;
use crate::matching::territory::fault::TerritoryFaultKind::Uncovered;
use crate::matching::territory::place::Place;
use crate::matching::territory::resolution::Certainty;
use crate::matching::territory::states::{FIRST_CITY, STATES, State};
use crate::matching::territory::territories::Territories;
use crate::time::Timestamp;
pub(super) use drawn::Drawn;
use runs::{Gap, gaps, merged};
use told::Told;

/// So many gaps of a state are named.
const MOST: usize = 3;

const REMEDY: &str = "cover them, the state or everywhere, if somebody is to have them";

pub(super) fn check(
    own: &Territories,
    doc: &TerritoriesDoc,
    drawn: &Drawn,
    at: Timestamp,
    faults: &mut Faults,
) {
    let probe = Probe { own, at, country: drawn.country.as_deref().unwrap_or("US") };
    // Somebody may have anything, or it is not known where cities and area codes lie.
    if drawn.anywhere || !probe.is_open(&Place::default()) {
        return;
    }
    let told = Told::of(doc);
    states(&probe, drawn, faults);
    for state in &STATES {
        let counties = drawn.counties_of(state);
        if drawn.has_cities_of(state) || counties.is_some() == drawn.has_zips_of(state) {
            continue;
        }
        let found = match counties {
            Some(counties) => of_counties(&probe, state, counties, &told),
            None => of_zips(&probe, state, drawn, &told),
        };
        if !found.is_empty() {
            let shown = found.get(..MOST).unwrap_or(&found).join(", ");
            let more = found.len().saturating_sub(MOST);
            let tail = if more > 0 { format!(" and {more} gaps more") } else { String::new() };
            let message =
                format!("in `{}` no territory holds {shown}{tail}, if there are such; {REMEDY}", state.code);
            faults.add("territories", Uncovered, message);
        }
    }
}

/// States that nothing is named of, where most others are named.
fn states(probe: &Probe<'_>, drawn: &Drawn, faults: &mut Faults) {
    let (named, others): (Vec<&State>, Vec<&State>) = STATES.iter().partition(|state| drawn.names(state));
    if named.len() <= others.len() {
        return;
    }
    let open: Vec<&str> = others
        .into_iter()
        .filter(|state| probe.is_open_in(state, &Place::default()))
        .map(|state| state.code)
        .collect();
    if !open.is_empty() {
        let message = format!(
            "of {} of the {} states territories hold something, of {} none does; cover them, or everywhere, if somebody is to have them",
            named.len(),
            STATES.len(),
            super::gaps::listed(&open)
        );
        faults.add("territories", Uncovered, message);
    }
}

/// The gaps between counties of a state, in words.
fn of_counties(probe: &Probe<'_>, state: &State, counties: &BTreeSet<u16>, told: &Told) -> Vec<String> {
    let counties: BTreeSet<u16> = counties.range(..FIRST_CITY).copied().collect();
    let first = counties.first().copied().unwrap_or(0);
    let last = counties.last().copied().unwrap_or(0);
    // Numbers that no county has are passed over, so the others are counted anew.
    let may_be = |number: &u16| counties.contains(number) || state.may_have_county(*number);
    let numbers: Vec<u32> = (first..=last).filter(may_be).map(u32::from).collect();
    let at = |number: &u16| u32::try_from(numbers.binary_search(&u32::from(*number)).ok()?).ok();
    let named = merged(counties.iter().filter_map(at).map(|at| (at, at)).collect());
    let number = |at: u32| numbers.get(at as usize).copied().unwrap_or(0);
    let code = |at: u32| format!("{:02}{:03}", state.fips, number(at));
    let mut found = Vec::new();
    for gap in gaps(&named, &[]) {
        let county = code(gap.from);
        let place = Place { county: Some(&county), ..Place::default() };
        let open = numbers.get(gap.from as usize..=gap.to as usize).unwrap_or_default();
        let sides = [number(gap.before()), number(gap.after())];
        if probe.is_open_in(state, &place) && !told.settles_counties(state, open, sides) {
            found.push(said(("county", "counties"), gap, code));
        }
    }
    found
}

/// The gaps between ZIP codes of a state, in words.
fn of_zips(probe: &Probe<'_>, state: &State, drawn: &Drawn, told: &Told) -> Vec<String> {
    let mut found = Vec::new();
    for (first, last) in state.zips() {
        let named = drawn.stretches_in(first, last);
        let left_alone: Vec<(u32, u32)> = drawn.around_single_ones(first, last).collect();
        for gap in gaps(&named, &merged(left_alone)) {
            // Hardly any code ends in two noughts.
            let only_noughts = gap.from == gap.to && gap.from.checked_rem(100) == Some(0);
            let postcode = format!("{:05}", gap.from);
            let place = Place { postcode: Some(&postcode), ..Place::default() };
            if only_noughts || !probe.is_open_in(state, &place) || told.settles_zips(&gap) {
                continue;
            }
            let whole = gap.from.checked_rem(100) == Some(0) && gap.to.checked_rem(100) == Some(99);
            found.push(if whole {
                let prefix = |zip: u32| format!("{:03}", prefix_of(zip));
                said(("SCF", "SCF"), gap, prefix)
            } else {
                said(("ZIP", "ZIP"), gap, |zip| format!("{zip:05}"))
            });
        }
    }
    found
}

/// A gap and what is on both sides of it.
fn said((one, several): (&str, &str), gap: Gap, code: impl Fn(u32) -> String) -> String {
    let (from, to) = (code(gap.from), code(gap.to));
    let own = if from == to { format!("{one} `{from}`") } else { format!("{several} `{from}` to `{to}`") };
    format!("{own} between `{}` and `{}`", code(gap.before()), code(gap.after()))
}

/// Asks whose a place is of which a code is known, and what the code says by itself.
struct Probe<'t> {
    own: &'t Territories,
    at: Timestamp,
    country: &'t str,
}

impl Probe<'_> {
    /// Whether no territory holds a place, whatever else may be true of it that no code says.
    fn is_open(&self, place: &Place<'_>) -> bool {
        let place = Place { country: Some(self.country), ..*place };
        self.own.resolve(&place, self.at).certainty() == Certainty::Uncovered
    }

    /// The same of a place in a state, which people write by its code or by its name.
    fn is_open_in(&self, state: &State, place: &Place<'_>) -> bool {
        [state.code, state.name].iter().all(|state| self.is_open(&Place { state: Some(state), ..*place }))
    }
}
