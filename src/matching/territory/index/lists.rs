//! Lists of numbers, each kept once.

use std::collections::BTreeMap;

/// The lists. Number 0 is the empty one.
#[derive(Clone, Debug)]
pub(in crate::matching::territory) struct Lists {
    /// Where each begins, and at last where they end.
    starts: Vec<u32>,
    numbers: Vec<u32>,
    /// Only while they are gathered.
    known: BTreeMap<Box<[u32]>, u32>,
}

impl Lists {
    pub(in crate::matching::territory) fn new() -> Lists {
        Lists { starts: vec![0, 0], numbers: Vec::new(), known: BTreeMap::new() }
    }

    /// The number of a list; none past the limits of `u32`.
    pub(in crate::matching::territory) fn add(&mut self, list: &[u32]) -> Option<u32> {
        if list.is_empty() {
            return Some(0);
        }
        if let Some(known) = self.known.get(list) {
            return Some(*known);
        }
        let own = u32::try_from(self.starts.len()).ok()?.checked_sub(1)?;
        self.numbers.extend_from_slice(list);
        self.starts.push(u32::try_from(self.numbers.len()).ok()?);
        self.known.insert(list.into(), own);
        Some(own)
    }

    #[inline]
    pub(in crate::matching::territory) fn get(&self, list: u32) -> &[u32] {
        let at = list as usize;
        let (from, to) = (self.starts.get(at), self.starts.get(at.saturating_add(1)));
        let ends = from.zip(to).map(|(from, to)| *from as usize..*to as usize);
        ends.and_then(|ends| self.numbers.get(ends)).unwrap_or_default()
    }

    /// Every list but the empty one.
    pub(in crate::matching::territory) fn all(&self) -> impl Iterator<Item = &[u32]> {
        (1..u32::try_from(self.starts.len()).unwrap_or(u32::MAX).saturating_sub(1)).map(|list| self.get(list))
    }

    /// Forgets what is only needed to add more.
    pub(in crate::matching::territory) fn close(&mut self) {
        self.known = BTreeMap::new();
        self.starts.shrink_to_fit();
        self.numbers.shrink_to_fit();
    }

    pub(in crate::matching::territory) fn bytes(&self) -> usize {
        self.starts.len().saturating_add(self.numbers.len()).saturating_mul(4)
    }
}
