//! Some of a policy's rules, compiled together and never changed again.

use core::cmp::Ordering;
use std::sync::Arc;

use crate::id::{Name, PlanSlot};
use crate::matching::{RuleIndex, Tree};
use crate::policy::doc::{PolicyDoc, RuleDoc};

/// Rules that were compiled together, numbered in the order they are tried.
#[derive(Debug, Default)]
pub(crate) struct Level {
    pub(super) index: RuleIndex,
    /// The plan of each.
    pub(super) plans: Vec<PlanSlot>,
    docs: Docs,
    /// Their numbers, by id.
    by_id: Vec<u32>,
    /// Of each earlier level: before which of its numbers each of these rules is tried.
    pub(super) before: Vec<Vec<u32>>,
}

/// Where the documents of the rules are.
#[derive(Debug)]
enum Docs {
    Own(Vec<RuleDoc>),
    /// The rules of a policy's document.
    OfPolicy(Arc<PolicyDoc>),
}

impl Default for Docs {
    fn default() -> Docs {
        Docs::Own(Vec::new())
    }
}

/// The parts of rules that were compiled, in the order they are tried.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) index: RuleIndex,
    pub(crate) plans: Vec<PlanSlot>,
    /// By id.
    pub(crate) by_id: Vec<u32>,
}

impl Parts {
    /// None past the limits of `u32`.
    pub(crate) fn new(trees: &[Tree], plans: Vec<PlanSlot>, by_id: Vec<u32>) -> Option<Parts> {
        Some(Parts { index: RuleIndex::new(trees)?, plans, by_id })
    }
}

impl Level {
    /// The rules of a document, which has them in the order they are tried.
    pub(crate) fn of_policy(parts: Parts, doc: &Arc<PolicyDoc>) -> Level {
        Level::new(parts, Docs::OfPolicy(Arc::clone(doc)), Vec::new())
    }

    /// Rules that came later. `before` says, for each earlier level, before which of its numbers each is tried.
    pub(crate) fn of_rules(parts: Parts, docs: Vec<RuleDoc>, before: Vec<Vec<u32>>) -> Level {
        Level::new(parts, Docs::Own(docs), before)
    }

    fn new(parts: Parts, docs: Docs, before: Vec<Vec<u32>>) -> Level {
        Level { index: parts.index, plans: parts.plans, docs, by_id: parts.by_id, before }
    }

    /// In the order they are tried.
    pub(crate) fn docs(&self) -> &[RuleDoc] {
        match &self.docs {
            Docs::Own(docs) => docs,
            Docs::OfPolicy(doc) => &doc.rules,
        }
    }

    /// The number of a rule.
    pub(crate) fn find(&self, id: &Name) -> Option<u32> {
        let docs = self.docs();
        let order = |number: &u32| {
            docs.get(*number as usize).map_or(Ordering::Less, |doc| doc.id.as_str().cmp(id.as_str()))
        };
        self.by_id.binary_search_by(order).ok().and_then(|at| self.by_id.get(at).copied())
    }

    /// How many bytes they take beside their documents.
    pub(super) fn bytes(&self) -> usize {
        let before = self.before.iter().map(|list| list.capacity().saturating_mul(4));
        let small = self.plans.capacity().saturating_add(self.by_id.capacity()).saturating_mul(4);
        before.fold(small, usize::saturating_add).saturating_add(self.index.bytes())
    }
}
