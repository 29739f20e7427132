//! The rules, filed so that a lead reads only those that have a chance.

use smallvec::SmallVec;

use super::access::{self, Key};
use super::arena::{Arena, Check};
use super::encode::{Cell, Encoded};
use super::interval::Intervals;
use super::posting::{ByNumber, ByPrefix, BySymbol, List, Postings};
use super::tree::Tree;
use crate::id::RuleSlot;

/// The rules of a policy, each filed under its most selective predicate.
///
/// The first rule that holds is found by reading the lists of what the lead has, all at once in the order rules are
/// tried, and verifying what is left of each rule's condition.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleIndex {
    arena: Arena,
    /// What is left to verify of each rule, in the order rules are tried.
    checks: Vec<Check>,
    probes: Vec<Probe>,
    /// Rules that every lead must be tried against.
    residual: List,
    postings: Postings,
}

/// The lists of one attribute under one kind of key.
#[derive(Clone, Debug)]
enum Probe {
    Text(usize, BySymbol),
    Number(usize, ByNumber),
    Prefix(usize, ByPrefix),
    Between(usize, Intervals),
    Boolean(usize, bool, List),
    Present(usize, List),
}

impl RuleIndex {
    /// The rules' conditions, simplified, in the order rules are tried. None past the limits of `u32`.
    ///
    /// # Complexity
    /// `n log n` in the number of predicates; an `in_set` counts once a text.
    pub(crate) fn new(trees: &[Tree]) -> Option<RuleIndex> {
        let mut index = RuleIndex::default();
        let mut filed: Vec<(Key<'_>, u32)> = Vec::new();
        let mut residual: Vec<u32> = Vec::new();
        for (rule, (tree, access)) in trees.iter().zip(access::choose(trees)?).enumerate() {
            let rule = u32::try_from(rule).ok()?;
            let check = match &access {
                Some(access) if access.exact => index.arena.add(&without(tree, access.part))?,
                _ => index.arena.add(tree)?,
            };
            index.checks.push(check);
            match access {
                Some(access) => filed.extend(access.keys.into_iter().map(|key| (key, rule))),
                None if *tree == Tree::Never => {}
                None => residual.push(rule),
            }
        }
        filed.sort_unstable();
        filed.dedup();
        index.residual = index.postings.add(residual.into_iter())?;
        for list in filed.chunk_by(|(a, _), (b, _)| table(a) == table(b)) {
            let probe = Probe::new(list, &mut index.postings)?;
            index.probes.push(probe);
        }
        index.arena.shrink();
        index.postings.shrink();
        Some(index)
    }

    /// The first rule that holds. `visit` is told every rule that was verified, in the order rules are tried, and
    /// whether it held; a rule it is not told of could not hold.
    ///
    /// # Complexity
    /// A look-up an attribute that rules are filed under, then one verification a candidate. Allocates only if a
    /// lead reads more than 16 lists.
    #[inline]
    pub(crate) fn first_match(
        &self,
        lead: &Encoded<'_>,
        mut visit: impl FnMut(RuleSlot, bool),
    ) -> Option<RuleSlot> {
        // Nearly always there is one list to read; the others are kept apart.
        let mut first: &[u32] = self.postings.list(self.residual);
        let mut others: SmallVec<[&[u32]; 16]> = SmallVec::new();
        let mut read = |list: List| {
            let list = self.postings.list(list);
            if first.is_empty() {
                first = list;
            } else if !list.is_empty() {
                others.push(list);
            }
        };
        for probe in &self.probes {
            probe.read(lead, &mut read);
        }
        if others.is_empty() {
            return first.iter().find_map(|rule| self.verify(*rule, lead, &mut visit));
        }
        others.push(first);
        self.merge(&mut others, lead, &mut visit)
    }

    /// The rule, if it holds.
    #[inline]
    fn verify(
        &self,
        rule: u32,
        lead: &Encoded<'_>,
        visit: &mut impl FnMut(RuleSlot, bool),
    ) -> Option<RuleSlot> {
        let check = self.checks.get(rule as usize)?;
        let slot = RuleSlot::from_index(rule as usize)?;
        let holds = self.arena.holds(check, lead);
        visit(slot, holds);
        holds.then_some(slot)
    }

    /// The first rule of several lists that holds.
    fn merge(
        &self,
        lists: &mut SmallVec<[&[u32]; 16]>,
        lead: &Encoded<'_>,
        visit: &mut impl FnMut(RuleSlot, bool),
    ) -> Option<RuleSlot> {
        let mut previous = u32::MAX;
        while let Some((at, until)) = least(lists) {
            let list = lists.get_mut(at)?;
            while let Some((rule, rest)) = list.split_first() {
                if *rule > until {
                    break;
                }
                *list = rest;
                // The same rule in another list.
                if *rule == previous {
                    continue;
                }
                previous = *rule;
                if let Some(found) = self.verify(*rule, lead, visit) {
                    return Some(found);
                }
            }
            if list.is_empty() {
                lists.swap_remove(at);
            }
        }
        None
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.checks.len()
    }

    /// How many postings there are: what a rule costs beside its nodes, four bytes each.
    #[cfg(test)]
    pub(crate) fn postings(&self) -> usize {
        self.postings.len()
    }

    /// Spoils the index: what a test must notice.
    #[cfg(test)]
    pub(crate) fn drop_posting(&mut self, at: usize) {
        self.postings.drop_posting(at);
    }
}

/// The list with the least rule, and the least rule of the others.
#[inline]
fn least(lists: &[&[u32]]) -> Option<(usize, u32)> {
    let mut best: Option<(usize, u32)> = None;
    let mut second = u32::MAX;
    for (at, list) in lists.iter().enumerate() {
        let Some(head) = list.first() else { continue };
        match best {
            Some((_, least)) if *head >= least => second = second.min(*head),
            _ => {
                second = best.map_or(second, |(_, least)| second.min(least));
                best = Some((at, *head));
            }
        }
    }
    best.map(|(at, _)| (at, second))
}

/// What is left to verify once one part is known to hold.
fn without(tree: &Tree, part: usize) -> Tree {
    let others = access::parts(tree).iter().enumerate().filter(|(at, _)| *at != part);
    Tree::All(others.map(|(_, tree)| tree.clone()).collect()).simple()
}

/// Keys with the same table are found together.
fn table(key: &Key<'_>) -> (u8, u16, bool) {
    match key {
        Key::Text(attribute, _) => (0, *attribute, false),
        Key::Integer(attribute, _) => (1, *attribute, false),
        Key::Prefix(attribute, _) => (2, *attribute, false),
        Key::Between(attribute, ..) => (3, *attribute, false),
        Key::Boolean(attribute, value) => (4, *attribute, *value),
        Key::Present(attribute) => (5, *attribute, false),
    }
}

impl Probe {
    /// `filed` is sorted, not empty, and all of one table.
    fn new(filed: &[(Key<'_>, u32)], postings: &mut Postings) -> Option<Probe> {
        let (key, _) = filed.first()?;
        Some(match *key {
            Key::Text(attribute, _) => {
                let pairs = filed.iter().filter_map(|(key, rule)| match key {
                    Key::Text(_, symbol) => Some((*symbol, *rule)),
                    _ => None,
                });
                Probe::Text(usize::from(attribute), BySymbol::new(&pairs.collect::<Vec<_>>(), postings)?)
            }
            Key::Integer(attribute, _) => {
                let mut table = ByNumber::default();
                for list in filed.chunk_by(|(a, _), (b, _)| a == b) {
                    if let Some((Key::Integer(_, number), _)) = list.first() {
                        table.insert(*number, postings.add(rules(list))?);
                    }
                }
                Probe::Number(usize::from(attribute), table)
            }
            Key::Prefix(attribute, _) => {
                let mut table = ByPrefix::default();
                for list in filed.chunk_by(|(a, _), (b, _)| a == b) {
                    if let Some((Key::Prefix(_, prefix), _)) = list.first() {
                        table.insert(prefix, postings.add(rules(list))?);
                    }
                }
                Probe::Prefix(usize::from(attribute), table)
            }
            Key::Between(attribute, ..) => {
                let ranges = filed.iter().filter_map(|(key, rule)| match key {
                    Key::Between(_, from, last) => Some((*from, *last, *rule)),
                    _ => None,
                });
                Probe::Between(usize::from(attribute), Intervals::new(&ranges.collect::<Vec<_>>(), postings)?)
            }
            Key::Boolean(attribute, value) => {
                Probe::Boolean(usize::from(attribute), value, postings.add(rules(filed))?)
            }
            Key::Present(attribute) => Probe::Present(usize::from(attribute), postings.add(rules(filed))?),
        })
    }

    /// Every list of a key that the lead has.
    #[inline]
    fn read(&self, lead: &Encoded<'_>, read: &mut impl FnMut(List)) {
        match self {
            Probe::Text(attribute, table) => {
                for symbol in lead.texts(*attribute).iter().filter_map(|text| text.symbol) {
                    read(table.find(symbol));
                }
            }
            Probe::Number(attribute, table) => {
                if let Some(number) = lead.integer(*attribute) {
                    read(table.find(number));
                }
            }
            Probe::Prefix(attribute, table) => {
                for text in lead.texts(*attribute) {
                    table.find(text.text, &mut *read);
                }
            }
            Probe::Between(attribute, table) => {
                if let Some(number) = lead.integer(*attribute) {
                    table.find(number, &mut *read);
                }
            }
            Probe::Boolean(attribute, value, list) => {
                if lead.cell(*attribute) == Cell::Boolean(*value) {
                    read(*list);
                }
            }
            Probe::Present(attribute, list) => {
                if lead.has(*attribute) {
                    read(*list);
                }
            }
        }
    }
}

fn rules<'a>(filed: &'a [(Key<'_>, u32)]) -> impl Iterator<Item = u32> + 'a {
    filed.iter().map(|(_, rule)| *rule)
}
