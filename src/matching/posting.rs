//! Posting lists: the rules filed under one key, in the order they are tried.

use super::guard::Guard;
use super::table::{Key, Table};

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
    #[inline]
    pub(super) fn is_empty(self) -> bool {
        self.start == self.end
    }

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
        // The end of the last list, and of one that is empty.
        own.starts.extend([postings.here()?; 2]);
        own.starts.shrink_to_fit();
        own.sparse.shrink_to_fit();
        Some(own)
    }

    pub(super) fn bytes(&self) -> usize {
        self.sparse.capacity().saturating_add(self.starts.capacity()).saturating_mul(4)
    }

    /// The list of a symbol: an empty one as well as any other without a guess, since most leads have texts that no rule is
    /// filed under.
    #[inline]
    pub(super) fn find(&self, symbol: u32) -> List {
        let at = if self.sparse.is_empty() {
            symbol.wrapping_sub(self.base) as usize
        } else {
            self.sparse.binary_search(&symbol).unwrap_or(usize::MAX)
        };
        // The last list is empty.
        let at = at.min(self.starts.len().saturating_sub(2));
        List::between(self.starts.get(at), self.starts.get(at.saturating_add(1)))
    }
}

/// Lists by key.
#[derive(Clone, Debug)]
pub(super) struct ByKey {
    table: Table,
    /// By place.
    lists: Vec<List>,
}

impl ByKey {
    pub(super) fn of(filed: &[(Key, List)]) -> ByKey {
        let table = Table::of(filed.iter().map(|(key, _)| *key));
        let mut lists = vec![List::default(); table.places()];
        for (key, list) in filed {
            if let Some(own) = lists.get_mut(table.find(*key).0) {
                *own = *list;
            }
        }
        ByKey { table, lists }
    }

    #[inline]
    pub(super) fn find(&self, key: Key) -> List {
        let (place, there) = self.table.find(key);
        let List { start, end } = self.lists.get(place).copied().unwrap_or_default();
        List { start, end: if there { end } else { start } }
    }

    pub(super) fn bytes(&self) -> usize {
        self.table.bytes().saturating_add(self.lists.capacity().saturating_mul(size_of::<List>()))
    }
}

/// The lists of one integer attribute, by number.
#[derive(Clone, Debug)]
pub(super) struct ByNumber(ByKey);

impl ByNumber {
    pub(super) fn of(filed: &[(i64, List)]) -> ByNumber {
        let filed: Vec<(Key, List)> = filed.iter().map(|(number, list)| (key(*number), *list)).collect();
        ByNumber(ByKey::of(&filed))
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.bytes()
    }

    #[inline]
    pub(super) fn find(&self, number: i64) -> List {
        self.0.find(key(number))
    }
}

#[inline]
fn key(number: i64) -> Key {
    [number.cast_unsigned(), 0]
}
