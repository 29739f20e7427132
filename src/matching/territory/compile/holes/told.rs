//! What facts say there is.

use std::collections::BTreeSet;

use super::runs::Gap;
use crate::matching::territory::code::{Zip, fips, prefix_of};
use crate::matching::territory::doc::TerritoriesDoc;
use crate::matching::territory::states::{State, of_county};

/// The codes that facts know, and those that have to be covered.
#[derive(Debug, Default)]
pub(super) struct Told {
    zips: BTreeSet<u32>,
    prefixes: BTreeSet<u16>,
    /// By the number of their state.
    counties: BTreeSet<(u16, u32)>,
}

impl Told {
    pub(super) fn of(doc: &TerritoriesDoc) -> Told {
        let mut told = Told::default();
        let must = &doc.must_cover;
        let codes = doc.zip_facts.iter().map(|fact| &fact.zip).chain(&must.zips).chain(&must.scf);
        for code in codes {
            match Zip::read(code) {
                Some(Zip::Five(zip)) => {
                    told.zips.insert(zip);
                    told.prefixes.insert(prefix_of(zip));
                }
                Some(Zip::Prefix(prefix)) => {
                    told.prefixes.insert(prefix);
                }
                _ => {}
            }
        }
        let counties = doc.zip_facts.iter().flat_map(|fact| &fact.counties).map(|own| &own.county);
        let counties = counties.chain(&must.counties).filter_map(|own| of_county(&fips(own)?));
        told.counties = counties.map(|(state, number)| (state.fips, u32::from(number))).collect();
        told
    }

    /// Whether facts know a code in a gap, which is judged by itself, or what is on both sides of it and nothing in it.
    pub(super) fn settles_zips(&self, gap: &Gap) -> bool {
        let knows = |zip: u32| self.prefixes.contains(&prefix_of(zip));
        let inside = self.zips.range(gap.from..=gap.to).next().is_some()
            || self.prefixes.range(prefix_of(gap.from)..=prefix_of(gap.to)).any(|prefix| {
                let from = u32::from(*prefix).saturating_mul(100);
                gap.from <= from && from.saturating_add(99) <= gap.to
            });
        inside || (knows(gap.before()) && knows(gap.after()))
    }

    /// The same of counties of a state: those of a gap, and those on both sides of it.
    pub(super) fn settles_counties(&self, state: &State, open: &[u32], sides: [u32; 2]) -> bool {
        let knows = |number: &u32| self.counties.contains(&(state.fips, *number));
        open.iter().any(knows) || sides.iter().all(knows)
    }
}
