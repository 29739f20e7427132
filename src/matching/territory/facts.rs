//! What is known of ZIP codes.

use super::code::{Text, prefix_of};
use super::index::ZIPS;

/// The states and counties of one ZIP code.
#[derive(Clone, Debug, Default)]
pub(super) struct ZipFacts {
    /// The one with most of it first.
    pub(super) states: Vec<Text>,
    /// By share, the largest first, then by number.
    pub(super) counties: Vec<(Text, u32)>,
}

/// Of every code that something is known of.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    all: Vec<ZipFacts>,
    /// One more than the number in `all`; 0 where nothing is known. Empty where nothing is known of any.
    of_zip: Vec<u32>,
    of_prefix: Vec<u32>,
}

impl Facts {
    /// Keeps what is known of a code, unless something is known already.
    pub(super) fn add_zip(&mut self, zip: u32, facts: ZipFacts) -> Result<(), ()> {
        self.of_zip.resize(ZIPS, 0);
        Facts::add(&mut self.all, self.of_zip.get_mut(zip as usize), facts)
    }

    /// Of all codes that begin with three digits.
    pub(super) fn add_prefix(&mut self, prefix: u16, facts: ZipFacts) -> Result<(), ()> {
        self.of_prefix.resize(1_000, 0);
        Facts::add(&mut self.all, self.of_prefix.get_mut(usize::from(prefix)), facts)
    }

    fn add(all: &mut Vec<ZipFacts>, place: Option<&mut u32>, facts: ZipFacts) -> Result<(), ()> {
        let place = place.filter(|place| **place == 0).ok_or(())?;
        all.push(facts);
        *place = u32::try_from(all.len()).map_err(|_| ())?;
        Ok(())
    }

    /// What is known of a ZIP code, else of its first three digits.
    pub(super) fn of(&self, zip: u32) -> Option<&ZipFacts> {
        let own = self.of_zip.get(zip as usize).copied().filter(|own| *own > 0);
        let prefix = || self.of_prefix.get(usize::from(prefix_of(zip))).copied();
        let at = own.or_else(prefix)?.checked_sub(1)?;
        self.all.get(at as usize)
    }

    pub(super) fn bytes(&self) -> usize {
        let texts = |own: &ZipFacts| own.states.len().saturating_add(own.counties.len()).saturating_mul(40);
        let all = self.all.iter().map(texts).fold(0, usize::saturating_add);
        all.saturating_add(self.of_zip.len().saturating_add(self.of_prefix.len()).saturating_mul(4))
    }
}

impl ZipFacts {
    /// The county in which a lot drawn for a text falls, each as often as its share of them all says.
    pub(super) fn drawn(&self, lot: &str) -> Option<&Text> {
        let whole: u64 =
            self.counties.iter().map(|(_, share)| u64::from(*share)).fold(0, u64::saturating_add);
        let mut left = crate::hash::mixed(crate::hash::text_hash(&["county", lot])).checked_rem(whole)?;
        for (county, share) in &self.counties {
            match left.checked_sub(u64::from(*share)) {
                Some(more) => left = more,
                None => return Some(county),
            }
        }
        None
    }
}
