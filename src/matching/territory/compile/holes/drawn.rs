//! By which codes a map is drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::runs::merged;
use crate::matching::territory::code::{has_zips, prefix_of};
use crate::matching::territory::cover::Field;
use crate::matching::territory::filing::{Key, keys};
use crate::matching::territory::states::{State, of_county, of_zip};
use crate::matching::territory::territories::Territories;
use crate::time::Timestamp;

/// The codes under which parts of territories in force are filed, whatever else they ask.
#[derive(Debug, Default)]
pub(in crate::matching::territory::compile) struct Drawn {
    /// As they are written, folded.
    states: BTreeSet<Vec<u8>>,
    /// Numbers of counties by the number of their state.
    counties: BTreeMap<u16, BTreeSet<u16>>,
    /// States of which cities are named.
    cities: BTreeSet<Vec<u8>>,
    /// Stretches of ZIP codes, both ends in, apart and in order.
    stretches: Vec<(u32, u32)>,
    /// The first three digits of ZIP codes that are named one by one.
    singly: BTreeSet<u16>,
    /// The United States as they are written.
    pub(in crate::matching::territory::compile) country: Option<String>,
    /// Whether some are named of which it is not known where they lie: cities of any state, area codes.
    pub(super) anywhere: bool,
}

impl Drawn {
    pub(in crate::matching::territory::compile) fn of(own: &Territories, at: Timestamp) -> Drawn {
        let mut drawn = Drawn::default();
        for (clause, cover) in own.clauses.iter().zip(&own.covers) {
            if own.is_in_force(clause, at)
                && let Some((keys, _)) = keys(cover)
            {
                keys.into_iter().for_each(|key| drawn.add(&key));
            }
        }
        drawn.stretches = merged(drawn.stretches);
        drawn
    }

    fn add(&mut self, key: &Key<'_>) {
        match key {
            Key::Text(Field::State, text) => {
                self.states.insert(text.to_vec());
            }
            Key::Text(Field::County, text) => {
                if let Some((state, number)) = of_county(text) {
                    self.counties.entry(state.fips).or_default().insert(number);
                }
            }
            Key::Text(Field::City, text) => match text.iter().rposition(|byte| *byte == b',') {
                Some(comma) => {
                    self.cities.extend(text.get(comma.saturating_add(1)..).map(<[u8]>::to_vec));
                }
                None => self.anywhere = true,
            },
            Key::Text(Field::AreaCode, _) => self.anywhere = true,
            Key::Text(Field::Country, text) if has_zips(text) => {
                self.country = Some(String::from_utf8_lossy(text).into_owned());
            }
            Key::Text(Field::Country | Field::Outward | Field::Account | Field::Street, _) | Key::Area(_) => {
            }
            Key::Zips(from, to) if from < to => self.stretches.push((*from, *to)),
            Key::Zips(zip, _) | Key::Zip4(zip, ..) => {
                self.singly.insert(prefix_of(*zip));
            }
            Key::Scf(prefix) => {
                let from = u32::from(*prefix).saturating_mul(100);
                self.stretches.push((from, from.saturating_add(99)));
            }
        }
    }

    /// The counties of a state that are named.
    pub(in crate::matching::territory::compile) fn counties_of(
        &self,
        state: &State,
    ) -> Option<&BTreeSet<u16>> {
        self.counties.get(&state.fips)
    }

    /// Whether cities of a state are named.
    pub(super) fn has_cities_of(&self, state: &State) -> bool {
        self.cities.iter().any(|own| state.is(own))
    }

    /// Whether ZIP codes of a state are named.
    pub(super) fn has_zips_of(&self, state: &State) -> bool {
        let lies_in = |zip: u32| of_zip(zip).is_some_and(|own| own.fips == state.fips);
        let within =
            |(from, to): &(u32, u32)| state.zips().any(|(first, last)| *from <= last && first <= *to);
        self.singly.iter().any(|prefix| lies_in(u32::from(*prefix).saturating_mul(100)))
            || self.stretches.iter().any(within)
    }

    /// Whether ZIP codes of these first three digits are named.
    pub(in crate::matching::territory::compile) fn has_prefix(&self, prefix: u16) -> bool {
        let first = u32::from(prefix).saturating_mul(100);
        self.singly.contains(&prefix) || !self.stretches_in(first, first.saturating_add(99)).is_empty()
    }

    /// Whether a state is named, or something that lies in it.
    pub(super) fn names(&self, state: &State) -> bool {
        self.states.iter().any(|own| state.is(own))
            || self.counties_of(state).is_some()
            || self.has_cities_of(state)
            || self.has_zips_of(state)
    }

    /// The stretches of ZIP codes that meet one, clipped to it, in order.
    pub(super) fn stretches_in(&self, first: u32, last: u32) -> Vec<(u32, u32)> {
        let own = self.stretches.iter().filter(|(from, to)| *from <= last && first <= *to);
        own.map(|(from, to)| (*from.max(&first), *to.min(&last))).collect()
    }

    /// All ZIP codes of those first three digits of which some are named one by one, in order.
    pub(super) fn around_single_ones(&self, first: u32, last: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let own = self.singly.iter().map(|prefix| u32::from(*prefix).saturating_mul(100));
        own.filter(move |from| (first..=last).contains(from)).map(|from| (from, from.saturating_add(99)))
    }
}
