//! Posting lists: the rules filed under one key, in the order they are tried.

use hashbrown::HashTable;

use super::guard::Guard;
use super::symbol::hash_of;
use crate::hash::TextMark;

/// A rule, and a first look at whether it has a chance. Eight bytes: a list is read from one end to the other, and
/// most of it is done with here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    pub(super) rule: u32,
    pub(super) guard: Guard,
}

/// A stretch of the index's postings.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct List {
    start: u32,
    end: u32,
}

impl List {
    pub(super) fn start(self) -> u32 {
        self.start
    }

    /// The list from one place to another; an empty one where either is missing.
    #[inline]
    pub(super) fn between(start: Option<&u32>, end: Option<&u32>) -> List {
        match (start, end) {
            (Some(start), Some(end)) => List { start: *start, end: *end },
            _ => List::default(),
        }
    }
}

/// Every list of an index, one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings(Vec<Posting>);

impl Postings {
    /// A new list at the end; none if that would be past `u32::MAX`.
    pub(super) fn add(&mut self, rules: impl Iterator<Item = Posting>) -> Option<List> {
        let start = self.here()?;
        self.0.extend(rules);
        Some(List { start, end: self.here()? })
    }

    pub(super) fn here(&self) -> Option<u32> {
        u32::try_from(self.0.len()).ok()
    }

    #[inline]
    pub(super) fn list(&self, list: List) -> &[Posting] {
        self.0.get(list.start as usize..list.end as usize).unwrap_or_default()
    }

    pub(super) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.capacity().saturating_mul(size_of::<Posting>())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Spoils the index: what a test must notice.
    #[cfg(test)]
    pub(super) fn drop_posting(&mut self, at: usize) {
        self.0[at].rule = u32::MAX - 1;
    }

    /// Spoils the index: what a test must notice.
    #[cfg(test)]
    pub(super) fn spoil_guard(&mut self, at: usize) {
        self.0[at].guard = Guard::of_nobody();
    }
}

/// The lists of one text attribute, by symbol.
#[derive(Clone, Debug)]
pub(super) struct BySymbol {
    /// The symbols where they are too far apart to be an index.
    sparse: Vec<u32>,
    /// The least symbol.
    base: u32,
    /// Where each list starts; it ends where the next one starts.
    starts: Vec<u32>,
}

impl BySymbol {
    /// `filed` is sorted and not empty. Lists are added to `postings`.
    pub(super) fn new(filed: &[(u32, Posting)], postings: &mut Postings) -> Option<BySymbol> {
        let (base, last) = (filed.first()?.0, filed.last()?.0);
        let span = last.checked_sub(base)?;
        let is_dense = span as usize <= filed.len().saturating_mul(4).saturating_add(64);
        let mut own = BySymbol { sparse: Vec::new(), base, starts: Vec::new() };
        for list in filed.chunk_by(|a, b| a.0 == b.0) {
            let symbol = list.first()?.0;
            let added = postings.add(list.iter().map(|(_, posting)| *posting))?;
            if is_dense {
                let missing = symbol.checked_sub(base)? as usize;
                own.starts.resize(missing.checked_add(1)?, added.start);
            } else {
                own.sparse.push(symbol);
                own.starts.push(added.start);
            }
        }
        own.starts.push(postings.here()?);
        own.starts.shrink_to_fit();
        own.sparse.shrink_to_fit();
        Some(own)
    }

    pub(super) fn bytes(&self) -> usize {
        self.sparse.capacity().saturating_add(self.starts.capacity()).saturating_mul(4)
    }

    #[inline]
    pub(super) fn find(&self, symbol: u32) -> List {
        let at = if self.sparse.is_empty() {
            symbol.checked_sub(self.base).map(|at| at as usize)
        } else {
            self.sparse.binary_search(&symbol).ok()
        };
        let Some(at) = at else { return List::default() };
        List::between(self.starts.get(at), self.starts.get(at.saturating_add(1)))
    }
}

/// The lists of one integer attribute, by number.
#[derive(Clone, Debug, Default)]
pub(super) struct ByNumber(HashTable<(i64, List)>);

impl ByNumber {
    pub(super) fn insert(&mut self, number: i64, list: List) {
        self.0.insert_unique(hash_of(&number), (number, list), |(number, _)| hash_of(number));
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.allocation_size()
    }

    #[inline]
    pub(super) fn find(&self, number: i64) -> List {
        let found = self.0.find(hash_of(&number), |(other, _)| *other == number);
        found.map_or(List::default(), |(_, list)| *list)
    }
}

/// The lists of one text attribute, by how the text begins: a table a length, the shortest first.
#[derive(Clone, Debug, Default)]
pub(super) struct ByPrefix(Vec<(usize, PrefixTable)>);

/// The lists of the prefixes of one length.
#[derive(Clone, Debug)]
enum PrefixTable {
    /// Each is its mark.
    Short(HashTable<([u64; 2], List)>),
    Long(HashTable<(Box<str>, List)>),
}

impl ByPrefix {
    pub(super) fn insert(&mut self, prefix: &str, list: List) {
        let at = match self.0.binary_search_by_key(&prefix.len(), |(length, _)| *length) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (prefix.len(), PrefixTable::of_length(prefix.len())));
                at
            }
        };
        if let Some((_, table)) = self.0.get_mut(at) {
            table.insert(prefix, list);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|(length, table)| table.bytes(*length)).fold(0, usize::saturating_add)
    }

    /// Every list whose prefix the text has.
    #[inline]
    pub(super) fn find(&self, text: &str, mut found: impl FnMut(List)) {
        for (length, table) in &self.0 {
            // The shortest comes first, so the others are too long as well.
            let Some(start) = text.as_bytes().get(..*length) else { break };
            if let Some(list) = table.find(start) {
                found(list);
            }
        }
    }
}

impl PrefixTable {
    fn of_length(length: usize) -> PrefixTable {
        if length < TextMark::LONG.into() {
            PrefixTable::Short(HashTable::new())
        } else {
            PrefixTable::Long(HashTable::new())
        }
    }

    fn insert(&mut self, prefix: &str, list: List) {
        match self {
            PrefixTable::Short(table) => {
                let mark = TextMark::of(prefix);
                let hash = |(halves, _): &([u64; 2], List)| TextMark::of_halves(*halves).hash();
                table.insert_unique(mark.hash(), (mark.halves(), list), hash);
            }
            PrefixTable::Long(table) => {
                let hash = |(prefix, _): &(Box<str>, List)| hash_of(prefix.as_bytes());
                table.insert_unique(hash_of(prefix.as_bytes()), (prefix.into(), list), hash);
            }
        }
    }

    #[inline]
    fn find(&self, start: &[u8]) -> Option<List> {
        match self {
            PrefixTable::Short(table) => {
                let mark = TextMark::of_short(start)?;
                let halves = mark.halves();
                table.find(mark.hash(), |(own, _)| *own == halves).map(|(_, list)| *list)
            }
            PrefixTable::Long(table) => {
                table.find(hash_of(start), |(own, _)| own.as_bytes() == start).map(|(_, list)| *list)
            }
        }
    }

    /// Of prefixes of this length.
    fn bytes(&self, length: usize) -> usize {
        match self {
            PrefixTable::Short(table) => table.allocation_size(),
            PrefixTable::Long(table) => {
                table.allocation_size().saturating_add(length.saturating_mul(table.len()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Shorter and longer than a mark, within and across the bytes of a character.
        #[test]
        fn every_prefix_of_a_text_is_found_and_no_other(
            prefixes in proptest::collection::btree_set("[aé]{0,12}", 1..20),
            text in "[aé]{0,20}",
        ) {
            let (mut table, mut postings) = (ByPrefix::default(), Postings::default());
            for (rule, prefix) in (0..).zip(&prefixes) {
                let posting = Posting { rule, guard: Guard::default() };
                table.insert(prefix, postings.add([posting].into_iter()).unwrap());
            }
            let mut found: Vec<u32> = Vec::new();
            table.find(&text, |list| found.extend(postings.list(list).iter().map(|posting| posting.rule)));
            found.sort_unstable();
            let begins = (0..).zip(&prefixes).filter(|(_, prefix)| text.starts_with(prefix.as_str()));
            prop_assert_eq!(found, begins.map(|(rule, _)| rule).collect::<Vec<u32>>());
        }
    }
}
