//! The list of every five-digit code, read at once.

/// So many codes there are.
pub(in crate::matching::territory) const ZIPS: usize = 100_000;

/// A list a code; nothing at all where none has one.
#[derive(Clone, Debug, Default)]
pub(in crate::matching::territory) struct Zips(Vec<u32>);

impl Zips {
    /// `lists` in the order of the codes, [`ZIPS`] of them or none.
    pub(in crate::matching::territory) fn new(lists: Vec<u32>) -> Zips {
        Zips(lists)
    }

    #[inline]
    pub(in crate::matching::territory) fn find(&self, zip: u32) -> u32 {
        self.0.get(zip as usize).copied().unwrap_or(0)
    }

    pub(in crate::matching::territory) fn bytes(&self) -> usize {
        self.0.len().saturating_mul(4)
    }
}
