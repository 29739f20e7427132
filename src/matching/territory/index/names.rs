//! Texts, such as states and accounts, and the list filed under each.

/// Sorted by text.
#[derive(Clone, Debug, Default)]
pub(in crate::matching::territory) struct Names(Vec<(Box<[u8]>, u32)>);

impl Names {
    /// Each text once.
    pub(in crate::matching::territory) fn new(mut names: Vec<(Box<[u8]>, u32)>) -> Names {
        names.sort();
        names.dedup_by(|next, first| next.0 == first.0);
        Names(names)
    }

    /// The list filed under a text; the empty one under any other.
    pub(in crate::matching::territory) fn find(&self, text: &[u8]) -> u32 {
        let at = self.0.binary_search_by(|(other, _)| (**other).cmp(text));
        at.ok().and_then(|at| self.0.get(at)).map_or(0, |(_, list)| *list)
    }

    #[inline]
    pub(in crate::matching::territory) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::matching::territory) fn bytes(&self) -> usize {
        self.0.iter().map(|(text, _)| text.len().saturating_add(24)).fold(0, usize::saturating_add)
    }
}
