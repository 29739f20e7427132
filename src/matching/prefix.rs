//! Posting lists by how a text begins.

use hashbrown::HashTable;

use super::posting::{ByKey, List};
use super::table::Key;
use crate::hash::{TextMark, hash_of};

/// The lists of one text attribute, by how the text begins: a table a length, the shortest first.
#[derive(Clone, Debug)]
pub(super) struct ByPrefix(Vec<(usize, PrefixTable)>);

/// The lists of the prefixes of one length.
#[derive(Clone, Debug)]
enum PrefixTable {
    /// Each is its mark.
    Short(ByKey),
    Long(HashTable<(Box<str>, List)>),
}

impl ByPrefix {
    pub(super) fn of(filed: &[(&str, List)]) -> ByPrefix {
        let mut filed = filed.to_vec();
        filed.sort_by_key(|(prefix, _)| prefix.len());
        let same = filed.chunk_by(|(a, _), (b, _)| a.len() == b.len());
        ByPrefix(same.filter_map(|own| Some((own.first()?.0.len(), PrefixTable::of(own)))).collect())
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|(length, table)| table.bytes(*length)).fold(0, usize::saturating_add)
    }

    /// Every list whose prefix the text with this mark has.
    #[inline]
    pub(super) fn find(&self, text: &str, mark: TextMark, mut found: impl FnMut(List)) {
        for (length, table) in &self.0 {
            // The shortest comes first, so the others are too long as well.
            if text.len() < *length {
                break;
            }
            found(table.find(text, mark, *length));
        }
    }
}

impl PrefixTable {
    /// All are of one length.
    fn of(filed: &[(&str, List)]) -> PrefixTable {
        let short: Option<Vec<(Key, List)>> = filed
            .iter()
            .map(|(prefix, list)| Some((TextMark::of_short(prefix.as_bytes())?.halves(), *list)))
            .collect();
        if let Some(short) = short {
            return PrefixTable::Short(ByKey::of(&short));
        }
        let mut table = HashTable::with_capacity(filed.len());
        for (prefix, list) in filed {
            let hash = |(prefix, _): &(Box<str>, List)| hash_of(prefix.as_bytes());
            table.insert_unique(hash_of(prefix.as_bytes()), (Box::from(*prefix), *list), hash);
        }
        PrefixTable::Long(table)
    }

    /// The list of the first bytes of a text, of which there are so many.
    #[inline]
    fn find(&self, text: &str, mark: TextMark, length: usize) -> List {
        match self {
            PrefixTable::Short(table) => {
                let first = || TextMark::of_short(text.as_bytes().get(..length)?);
                let mark = mark.of_first(length).or_else(first);
                mark.map_or(List::default(), |mark| table.find(mark.halves()))
            }
            PrefixTable::Long(table) => {
                let start = text.as_bytes().get(..length).unwrap_or_default();
                let found = table.find(hash_of(start), |(own, _)| own.as_bytes() == start);
                found.map_or(List::default(), |(_, list)| *list)
            }
        }
    }

    /// Of prefixes of this length.
    fn bytes(&self, length: usize) -> usize {
        match self {
            PrefixTable::Short(table) => table.bytes(),
            PrefixTable::Long(table) => {
                table.allocation_size().saturating_add(length.saturating_mul(table.len()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::guard::Guard;
    use crate::matching::posting::{Posting, Postings};
    use proptest::prelude::*;

    proptest! {
        /// Shorter and longer than a mark, within and across the bytes of a character.
        #[test]
        fn every_prefix_of_a_text_is_found_and_no_other(
            prefixes in proptest::collection::btree_set("[aé]{0,12}", 1..20),
            text in "[aé]{0,20}",
        ) {
            let mut postings = Postings::default();
            let filed: Vec<(&str, List)> = (0..).zip(&prefixes).map(|(rule, prefix)| {
                let posting = Posting { rule, guard: Guard::default() };
                (prefix.as_str(), postings.add([posting].into_iter()).unwrap())
            }).collect();
            let table = ByPrefix::of(&filed);
            let mut found: Vec<u32> = Vec::new();
            table.find(&text, TextMark::of(&text), |list| found.extend(postings.list(list).iter().map(|posting| posting.rule)));
            found.sort_unstable();
            let begins = (0..).zip(&prefixes).filter(|(_, prefix)| text.starts_with(prefix.as_str()));
            prop_assert_eq!(found, begins.map(|(rule, _)| rule).collect::<Vec<u32>>());
        }
    }
}
