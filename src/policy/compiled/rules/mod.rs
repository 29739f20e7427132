//! A policy's rules: those it was compiled with, and in levels of their own those that were put into it since.

mod level;

use std::sync::Arc;

use crate::id::{Name, PlanSlot, RuleSlot};
use crate::matching::Encoded;
use crate::policy::compiled::Policy;
use crate::policy::doc::RuleDoc;

pub(crate) use level::{Level, Parts};

/// The rules of a policy. Cloning is cheap.
///
/// A rule is said by its slot: where it stands among all, in the order they are tried. Inside it is a number in a level. No
/// level ever changes; a rule that was put in anew or taken out is dead in the level it was in. Each later level knows where
/// its rules stand among those of each earlier one, so that comparing two rules compares two numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    /// Nearly always all there are.
    first: Arc<Level>,
    changed: Option<Box<Changed>>,
}

#[derive(Clone, Debug, Default)]
struct Changed {
    later: Vec<Arc<Level>>,
    /// The dead of each level, the first included, ascending.
    dead: Vec<Arc<[u32]>>,
}

/// A rule: its level and its number there.
type At = (usize, u32);

impl Rules {
    pub(crate) fn new(first: Level) -> Rules {
        Rules { first: Arc::new(first), changed: None }
    }

    /// With these levels after the first, and these dead in each level, the first included.
    pub(crate) fn with(&self, later: Vec<Arc<Level>>, dead: Vec<Arc<[u32]>>) -> Rules {
        Rules { first: Arc::clone(&self.first), changed: Some(Box::new(Changed { later, dead })) }
    }

    /// The first rule that holds.
    #[inline]
    pub(crate) fn first_match(&self, lead: &Encoded<'_>) -> Option<RuleSlot> {
        match &self.changed {
            None => self.first.index.first_match(lead),
            Some(_) => self.slot(self.first_of(lead)?),
        }
    }

    /// See [`RuleIndex::tried`](crate::matching::RuleIndex::tried).
    pub(crate) fn tried(&self, lead: &Encoded<'_>) -> (Option<RuleSlot>, Vec<(RuleSlot, bool)>) {
        let found = self.first_match(lead);
        let mut tried = Vec::new();
        for level in 0..self.levels() {
            let Some(own) = self.level(level) else { continue };
            for (rule, held) in own.index.tried(lead, |rule| self.is_alive((level, rule))).1 {
                let slot = u32::try_from(rule.index()).ok().and_then(|rule| self.slot((level, rule)));
                tried.extend(slot.map(|slot| (slot, held)));
            }
        }
        tried.sort_unstable();
        tried.retain(|(rule, _)| found.is_none_or(|found| *rule <= found));
        (found, tried)
    }

    /// The first rule after this one that holds too. For explanations: every list is read.
    pub(crate) fn next_match(&self, lead: &Encoded<'_>, after: RuleSlot) -> Option<RuleSlot> {
        let slots = (0..self.levels()).filter_map(|level| {
            let from = self.numbers_upto(level, after)?;
            let found =
                self.level(level)?.index.next_match(lead, from, |rule| self.is_alive((level, rule)))?;
            self.slot((level, u32::try_from(found.index()).ok()?))
        });
        slots.min()
    }

    /// The plan a rule leads to.
    #[inline]
    pub(crate) fn plan(&self, rule: RuleSlot) -> Option<PlanSlot> {
        match &self.changed {
            None => self.first.plans.get(rule.index()).copied(),
            Some(_) => {
                let (level, number) = self.at(rule)?;
                self.level(level)?.plans.get(number as usize).copied()
            }
        }
    }

    /// A rule as it is written.
    pub(crate) fn doc(&self, rule: RuleSlot) -> Option<&RuleDoc> {
        match &self.changed {
            None => self.first.docs().get(rule.index()),
            Some(_) => self.doc_at(self.at(rule)?),
        }
    }

    /// The name of a rule.
    pub(crate) fn id(&self, rule: RuleSlot) -> Option<&Name> {
        self.doc(rule).map(|doc| &doc.id)
    }

    /// All of them, in the order they are tried.
    pub(crate) fn docs(&self) -> Vec<&RuleDoc> {
        let all = self.all_in_order();
        all.into_iter().filter_map(|at| self.doc_at(at)).collect()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        (0..self.levels()).map(|level| self.alive_in(level)).fold(0, usize::saturating_add)
    }

    /// How many bytes they take beside their documents.
    pub(crate) fn bytes(&self) -> usize {
        let levels = (0..self.levels()).filter_map(|level| self.level(level));
        let dead = (0..self.levels()).map(|level| self.dead(level).len().saturating_mul(4));
        dead.chain(levels.map(Level::bytes)).fold(0, usize::saturating_add)
    }

    /// How many levels there are, the first included.
    pub(crate) fn levels(&self) -> usize {
        self.changed.as_ref().map_or(1, |changed| changed.later.len().saturating_add(1))
    }

    pub(crate) fn level(&self, level: usize) -> Option<&Level> {
        self.shared(level).map(|level| &**level)
    }

    /// A level, to be kept.
    pub(crate) fn shared(&self, level: usize) -> Option<&Arc<Level>> {
        match level.checked_sub(1) {
            None => Some(&self.first),
            Some(later) => self.changed.as_ref()?.later.get(later),
        }
    }

    /// The dead of a level, ascending.
    pub(crate) fn dead(&self, level: usize) -> &[u32] {
        self.changed.as_ref().and_then(|changed| changed.dead.get(level)).map_or(&[], |dead| dead)
    }

    pub(crate) fn is_alive(&self, (level, rule): At) -> bool {
        self.dead(level).binary_search(&rule).is_err()
    }

    /// How many of a level are not dead.
    pub(crate) fn alive_in(&self, level: usize) -> usize {
        let all = self.level(level).map_or(0, |level| level.docs().len());
        all.saturating_sub(self.dead(level).len())
    }

    #[inline(never)]
    fn first_of(&self, lead: &Encoded<'_>) -> Option<At> {
        let mut best: Option<At> = None;
        for level in 0..self.levels() {
            let own = self.level(level)?;
            let found = own.index.first_alive(lead, |rule| self.is_alive((level, rule)));
            let Some(rule) = found.and_then(|rule| u32::try_from(rule.index()).ok()) else { continue };
            if best.is_none_or(|best| self.comes_before((level, rule), best)) {
                best = Some((level, rule));
            }
        }
        best
    }

    /// Whether a rule is tried before one of an earlier level.
    fn comes_before(&self, (level, rule): At, (earlier, other): At) -> bool {
        self.among((level, rule), earlier).is_some_and(|before| before <= other)
    }

    /// How many rules of an earlier level, dead or not, are tried before a rule.
    fn among(&self, (level, rule): At, earlier: usize) -> Option<u32> {
        self.level(level)?.before.get(earlier)?.get(rule as usize).copied()
    }

    /// How many rules are tried before this one.
    fn slot(&self, at: At) -> Option<RuleSlot> {
        let levels = (0..self.levels()).map(|level| {
            let dead = self.dead(level);
            let before = self.before_in(level, at);
            before.saturating_sub(dead.partition_point(|dead| (*dead as usize) < before))
        });
        RuleSlot::from_index(levels.fold(0, usize::saturating_add))
    }

    /// How many rules of a level, dead or not, are tried before this one.
    fn before_in(&self, level: usize, (own, rule): At) -> usize {
        match level.cmp(&own) {
            core::cmp::Ordering::Equal => rule as usize,
            core::cmp::Ordering::Less => self.among((own, rule), level).map_or(0, |before| before as usize),
            core::cmp::Ordering::Greater => {
                let before = self.level(level).and_then(|level| level.before.get(own));
                before.map_or(0, |before| before.partition_point(|before| *before <= rule))
            }
        }
    }

    /// The rule that stands there.
    fn at(&self, rule: RuleSlot) -> Option<At> {
        (0..self.levels()).find_map(|level| {
            let number = u32::try_from(self.numbers_upto(level, rule)?.checked_sub(1)?).ok()?;
            let found = self.is_alive((level, number)) && self.slot((level, number)) == Some(rule);
            found.then_some((level, number))
        })
    }

    /// How many rules of a level, dead or not, stand there or earlier.
    fn numbers_upto(&self, level: usize, rule: RuleSlot) -> Option<usize> {
        let (mut low, mut high) = (0, self.level(level)?.docs().len());
        while low < high {
            let middle = low.midpoint(high);
            if self.slot((level, u32::try_from(middle).ok()?))? <= rule {
                low = middle.checked_add(1)?;
            } else {
                high = middle;
            }
        }
        Some(low)
    }

    fn doc_at(&self, (level, rule): At) -> Option<&RuleDoc> {
        self.level(level)?.docs().get(rule as usize)
    }

    /// All that are not dead, in the order they are tried.
    fn all_in_order(&self) -> Vec<At> {
        let mut later: Vec<(Option<RuleSlot>, At)> = Vec::new();
        for level in 1..self.levels() {
            let count = self.level(level).map_or(0, |level| level.docs().len());
            let numbers = (0..u32::try_from(count).unwrap_or(u32::MAX)).map(|rule| (level, rule));
            later.extend(numbers.filter(|at| self.is_alive(*at)).map(|at| (self.slot(at), at)));
        }
        later.sort_unstable();
        let mut later = later.into_iter().peekable();
        let mut dead = self.dead(0).iter().peekable();
        let mut all: Vec<At> = Vec::with_capacity(self.len());
        for rule in 0..u32::try_from(self.first.docs().len()).unwrap_or(u32::MAX) {
            if dead.next_if(|dead| **dead == rule).is_some() {
                continue;
            }
            while let Some((_, at)) = later.next_if(|(_, at)| self.comes_before(*at, (0, rule))) {
                all.push(at);
            }
            all.push((0, rule));
        }
        all.extend(later.map(|(_, at)| at));
        all
    }
}

impl Policy {
    /// How many bytes the compiled rules take: what a lead is matched by, the texts that conditions compare with, and the plans.
    /// The document and its JSON are beside that.
    #[must_use]
    pub fn rule_bytes(&self) -> usize {
        self.rules.bytes().saturating_add(self.schema.symbols().bytes())
    }
}

#[cfg(test)]
impl Rules {
    /// The index of rules none of which came later.
    pub(crate) fn index(&self) -> &crate::matching::RuleIndex {
        assert!(self.changed.is_none());
        &self.first.index
    }
}
