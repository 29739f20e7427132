//! A set of texts: symbols where the policy knows the text, the text itself where it does not.

use super::symbol::Symbols;
use crate::hash::TextMark;
use crate::lead::glance;

/// A list that takes this many words a member, or fewer, as a bit set is kept as one.
const WORDS_PER_MEMBER: usize = 2;

/// Texts to compare with. Equal sets have equal fields.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TextSet {
    /// Sorted, each once.
    symbols: Box<[u32]>,
    /// The symbols again as bits, the first word being that of the least symbol; empty where that would be fat.
    bits: Box<[u64]>,
    /// Texts without a symbol, sorted: only in conditions compiled after the policy.
    foreign: Box<[Box<str>]>,
    /// What the only text shows at first sight; of several nothing is said.
    glance: Option<u32>,
}

impl TextSet {
    pub(crate) fn new<'t>(symbols: &Symbols, texts: impl Iterator<Item = &'t str>) -> TextSet {
        let mut known = Vec::new();
        let mut foreign: Vec<Box<str>> = Vec::new();
        let mut only = None;
        for text in texts {
            only = Some(glance::of_text(TextMark::of(text)));
            match symbols.find(text) {
                Some(symbol) => known.push(symbol),
                None => foreign.push(text.into()),
            }
        }
        known.sort_unstable();
        known.dedup();
        foreign.sort_unstable();
        foreign.dedup();
        let bits = bits_of(&known);
        let glance = only.filter(|_| known.len().saturating_add(foreign.len()) == 1);
        TextSet { symbols: known.into(), bits, foreign: foreign.into(), glance }
    }

    /// The symbols, sorted.
    pub(super) fn symbols(&self) -> &[u32] {
        &self.symbols
    }

    /// What the only text shows at first sight; none of several.
    pub(super) fn glance(&self) -> Option<u32> {
        self.glance
    }

    /// Whether every text has a symbol.
    pub(super) fn is_known(&self) -> bool {
        self.foreign.is_empty()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.symbols.is_empty() && self.foreign.is_empty()
    }

    /// Whether a text with this symbol is in it.
    #[inline]
    pub(super) fn holds(&self, symbol: u32, text: &str) -> bool {
        if symbol == Symbols::NONE {
            return self.foreign.binary_search_by(|own| (**own).cmp(text)).is_ok();
        }
        if self.bits.is_empty() {
            return self.symbols.binary_search(&symbol).is_ok();
        }
        let first = self.symbols.first().copied().unwrap_or(0) >> 6;
        let word = (symbol >> 6).checked_sub(first).and_then(|at| self.bits.get(at as usize));
        word.is_some_and(|word| word >> (symbol & 63) & 1 == 1)
    }
}

fn bits_of(sorted: &[u32]) -> Box<[u64]> {
    let (Some(least), Some(most)) = (sorted.first(), sorted.last()) else {
        return Box::default();
    };
    let first = least >> 6;
    let words = ((most >> 6).saturating_sub(first) as usize).saturating_add(1);
    if words > sorted.len().saturating_mul(WORDS_PER_MEMBER) {
        return Box::default();
    }
    let mut bits = vec![0_u64; words];
    for symbol in sorted {
        if let Some(word) = bits.get_mut((symbol >> 6).saturating_sub(first) as usize) {
            *word |= 1 << (symbol & 63);
        }
    }
    bits.into()
}
