//! The rules, filed so that a lead reads only those that have a chance.

use super::access::{self, Key};
use super::arena::{Arena, Check};
use super::encode::Encoded;
use super::guard::Guard;
use super::interval::Intervals;
use super::posting::{ByNumber, BySymbol, List, Posting, Postings};
use super::prefix::ByPrefix;
use super::tree::Tree;
use crate::id::RuleSlot;

/// The rules of a policy, each filed under its most selective predicate.
///
/// The first rule that holds is found by reading the lists of what the lead has, each up to the first that is found in
/// it, or in one before. A posting says at a glance whether its rule has a chance; of one that has, what is left of its
/// condition is verified. The lists are found first and read then: how many postings there are in one nobody can tell
/// beforehand, and what is found need not wait for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleIndex {
    arena: Arena,
    /// What is left to verify of each rule, in the order rules are tried.
    checks: Vec<Check>,
    probes: Vec<Probe>,
    /// Rules that every lead must be tried against.
    residual: List,
    postings: Postings,
    /// Whether the postings are more than a cache near the processor holds.
    many: bool,
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
        let mut filed: Vec<(Key<'_>, Posting)> = Vec::new();
        let mut residual: Vec<Posting> = Vec::new();
        for (rule, (tree, choice)) in trees.iter().zip(access::choose(trees)?).enumerate() {
            let rule = u32::try_from(rule).ok()?;
            let check = match &choice {
                Some(choice) if choice.access.exact => index.arena.add(&without(tree, choice.access.part))?,
                _ => index.arena.add(tree)?,
            };
            index.checks.push(check);
            match choice {
                Some(choice) => {
                    let posting = Posting { rule, guard: choice.guard };
                    filed.extend(choice.access.keys.into_iter().map(|key| (key, posting)));
                }
                None if *tree == Tree::Never => {}
                None => residual.push(Posting { rule, guard: Guard::default() }),
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
        index.many = index.postings.len() > MANY;
        Some(index)
    }

    /// The first rule that holds.
    ///
    /// # Complexity
    /// A look-up an attribute that rules are filed under, a glance a posting of the lists found, and a verification of
    /// those that pass. Nothing is allocated.
    #[inline]
    pub(crate) fn first_match(&self, lead: &Encoded<'_>) -> Option<RuleSlot> {
        self.search(lead, |_| true, |_, _| {})
    }

    /// [`RuleIndex::first_match`] of the rules that are `alive`.
    pub(crate) fn first_alive(&self, lead: &Encoded<'_>, alive: impl Fn(u32) -> bool) -> Option<RuleSlot> {
        self.search(lead, alive, |_, _| {})
    }

    /// The first rule that holds, and every rule that a posting stands for, up to it, in the order rules are tried, with
    /// whether it held. A rule that is not among them could not hold.
    /// Rules that are not `alive` are passed over.
    pub(crate) fn tried(
        &self,
        lead: &Encoded<'_>,
        alive: impl Fn(u32) -> bool,
    ) -> (Option<RuleSlot>, Vec<(RuleSlot, bool)>) {
        let mut tried = Vec::new();
        let visit = |rule: u32, held| tried.extend(RuleSlot::from_index(rule as usize).zip(Some(held)));
        let found = self.search(lead, &alive, visit);
        tried.retain(|(rule, _)| u32::try_from(rule.index()).is_ok_and(&alive));
        tried.sort_unstable();
        tried.dedup();
        tried.retain(|(rule, _)| found.is_none_or(|found| *rule <= found));
        (found, tried)
    }

    /// The first rule from this number on that holds and is `alive`. For explanations: every list is read.
    pub(crate) fn next_match(
        &self,
        lead: &Encoded<'_>,
        from: usize,
        alive: impl Fn(u32) -> bool,
    ) -> Option<RuleSlot> {
        let mut best = u32::MAX;
        let mut read = |list: List| {
            let rest = self.postings.list(list).iter().filter(|posting| posting.rule as usize >= from);
            let mut holding = rest.filter(|posting| alive(posting.rule) && self.holds(**posting, lead));
            best = best.min(holding.next().map_or(u32::MAX, |posting| posting.rule));
        };
        read(self.residual);
        for probe in &self.probes {
            probe.read(lead, &mut read);
        }
        RuleSlot::from_index(best as usize)
    }

    /// `visit` is told of every posting that comes before the best rule found so far, and whether its rule holds.
    #[inline]
    fn search(
        &self,
        lead: &Encoded<'_>,
        alive: impl Fn(u32) -> bool,
        mut visit: impl FnMut(u32, bool),
    ) -> Option<RuleSlot> {
        let mut best = u32::MAX;
        let mut read = |list: List| {
            for posting in self.postings.list(list) {
                if posting.rule >= best {
                    break;
                }
                let holds = self.holds(*posting, lead) && alive(posting.rule);
                visit(posting.rule, holds);
                if holds {
                    best = posting.rule;
                    break;
                }
            }
        };
        let mut found = [List::default(); AT_ONCE];
        let mut len = 0_usize;
        let mut find = |list: List| {
            if let Some(own) = found.get_mut(len) {
                *own = list;
                len = len.wrapping_add(usize::from(!list.is_empty()));
            } else {
                read(list);
            }
        };
        find(self.residual);
        for probe in &self.probes {
            probe.read(lead, &mut find);
        }
        let found = found.get_mut(..len).unwrap_or_default();
        if self.many {
            // What is read of each here is what is waited for. The rule tried first is likely in the list that begins first: of
            // the others less is read then.
            found
                .sort_unstable_by_key(|list| self.postings.list(*list).first().map_or(0, |first| first.rule));
        }
        for list in found {
            read(*list);
        }
        RuleSlot::from_index(best as usize)
    }

    /// Rules before one that hold for a lead, in no order, as far as so many of those that have a chance are looked at.
    pub(crate) fn earlier(&self, rule: u32, lead: &Encoded<'_>, most: usize) -> Vec<u32> {
        let mut found = Vec::new();
        let mut left = most;
        let mut read = |list: List| {
            for posting in
                self.postings.list(list).iter().take_while(|posting| posting.rule < rule).take(left)
            {
                left = left.saturating_sub(1);
                if self.holds(*posting, lead) {
                    found.push(posting.rule);
                }
            }
        };
        read(self.residual);
        for probe in &self.probes {
            probe.read(lead, &mut read);
        }
        found
    }

    /// Whether a rule holds for a lead that has the key it is filed under.
    #[inline]
    fn holds(&self, Posting { rule, guard }: Posting, lead: &Encoded<'_>) -> bool {
        guard.passes(lead) && (guard.is_sure() || self.is_verified(rule, lead))
    }

    /// Whether what is left of a rule's condition holds.
    #[inline]
    fn is_verified(&self, rule: u32, lead: &Encoded<'_>) -> bool {
        self.checks.get(rule as usize).is_some_and(|check| self.arena.holds(check, lead))
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        let probes = self.probes.iter().map(Probe::bytes);
        let all = [
            self.arena.bytes(),
            self.postings.bytes(),
            self.checks.capacity().saturating_mul(size_of::<Check>()),
        ];
        probes.chain(all).fold(0, usize::saturating_add)
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

    /// Reads lists as an index of many postings does.
    #[cfg(test)]
    pub(crate) fn as_if_many(&mut self) {
        self.many = true;
    }

    /// Spoils the index: what a test must notice.
    #[cfg(test)]
    pub(crate) fn drop_posting(&mut self, at: usize) {
        self.postings.drop_posting(at);
    }

    /// Spoils the index: what a test must notice.
    #[cfg(test)]
    pub(crate) fn spoil_guard(&mut self, at: usize) {
        self.postings.spoil_guard(at);
    }
}

/// More postings than these, of eight bytes each, are waited for.
const MANY: usize = 100_000;

/// How many lists are found before any is read.
const AT_ONCE: usize = 16;

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
    fn new(filed: &[(Key<'_>, Posting)], postings: &mut Postings) -> Option<Probe> {
        let (key, _) = filed.first()?;
        Some(match *key {
            Key::Text(attribute, _) => {
                let pairs = filed.iter().filter_map(|(key, posting)| match key {
                    Key::Text(_, symbol) => Some((*symbol, *posting)),
                    _ => None,
                });
                Probe::Text(usize::from(attribute), BySymbol::new(&pairs.collect::<Vec<_>>(), postings)?)
            }
            Key::Integer(attribute, _) => {
                let mut lists = Vec::new();
                for list in filed.chunk_by(|(a, _), (b, _)| a == b) {
                    if let Some((Key::Integer(_, number), _)) = list.first() {
                        lists.push((*number, postings.add(postings_of(list))?));
                    }
                }
                Probe::Number(usize::from(attribute), ByNumber::of(&lists))
            }
            Key::Prefix(attribute, _) => {
                let mut lists = Vec::new();
                for list in filed.chunk_by(|(a, _), (b, _)| a == b) {
                    if let Some((Key::Prefix(_, prefix), _)) = list.first() {
                        lists.push((*prefix, postings.add(postings_of(list))?));
                    }
                }
                Probe::Prefix(usize::from(attribute), ByPrefix::of(&lists))
            }
            Key::Between(attribute, ..) => {
                let ranges = filed.iter().filter_map(|(key, posting)| match key {
                    Key::Between(_, from, last) => Some((*from, *last, *posting)),
                    _ => None,
                });
                Probe::Between(usize::from(attribute), Intervals::new(&ranges.collect::<Vec<_>>(), postings)?)
            }
            Key::Boolean(attribute, value) => {
                Probe::Boolean(usize::from(attribute), value, postings.add(postings_of(filed))?)
            }
            Key::Present(attribute) => {
                Probe::Present(usize::from(attribute), postings.add(postings_of(filed))?)
            }
        })
    }

    /// How many bytes its table takes.
    fn bytes(&self) -> usize {
        let table = match self {
            Probe::Text(_, table) => table.bytes(),
            Probe::Number(_, table) => table.bytes(),
            Probe::Prefix(_, table) => table.bytes(),
            Probe::Between(_, table) => table.bytes(),
            Probe::Boolean(..) | Probe::Present(..) => 0,
        };
        table.saturating_add(size_of::<Probe>())
    }

    /// Every list of a key that the lead has.
    #[inline]
    fn read(&self, lead: &Encoded<'_>, read: &mut impl FnMut(List)) {
        match self {
            Probe::Text(attribute, table) => {
                lead.any_symbol(*attribute, |symbol, _| {
                    read(table.find(symbol));
                    false
                });
            }
            Probe::Number(attribute, table) => {
                if let Some(number) = lead.integer(*attribute) {
                    read(table.find(number));
                }
            }
            Probe::Prefix(attribute, table) => {
                lead.each_text(*attribute, |text, mark| table.find(text, mark, &mut *read));
            }
            Probe::Between(attribute, table) => {
                if let Some(number) = lead.integer(*attribute) {
                    table.find(number, &mut *read);
                }
            }
            Probe::Boolean(attribute, value, list) => {
                if lead.is(*attribute, *value) {
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

fn postings_of<'a>(filed: &'a [(Key<'_>, Posting)]) -> impl Iterator<Item = Posting> + 'a {
    filed.iter().map(|(_, posting)| *posting)
}
