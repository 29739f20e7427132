//! Rules that no lead comes to: conditions that never hold, and rules behind others that hold for all of theirs.

use core::cell::Cell;

use crate::id::Name;
use crate::matching::{Branch, Container, Encoded, RuleIndex, Schema, Tree};
use crate::policy::compile::Report;
use crate::policy::doc::{ConditionDoc, RuleDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// So many postings are looked at for a lead: where more rules hold for it, one is called reachable that may not be.
const MOST_POSTINGS: usize = 64;

/// So many comparisons of a branch with a rule in all; after them rules are called reachable.
const MOST_COMPARISONS: usize = 2_000_000;

/// So many rules are named that together come first.
const MOST_NAMED: usize = 5;

/// Rules as they are tried.
pub(in crate::policy) struct Tried<'t> {
    pub(in crate::policy) trees: &'t [Tree],
    /// Where each stands in the document.
    pub(in crate::policy) places: &'t [usize],
    /// The document's rules.
    pub(in crate::policy) docs: &'t [RuleDoc],
    pub(in crate::policy) index: &'t RuleIndex,
}

/// Warns of every rule that is surely never the first to hold, and returns which they are.
///
/// That an earlier rule holds for all leads of a later one is seen wherever the tests of both are joined by `all`, and
/// for each part of an `any`. That several do together is seen where they share out the values of one attribute.
///
/// # Complexity
/// About that of finding the plan of a lead for every rule.
pub(in crate::policy) fn check(tried: &Tried<'_>, schema: &Schema, report: &mut Report) -> Vec<bool> {
    let path = Path::ROOT.field("rules");
    let search = Search { tried, container: Container::new(schema), left: Cell::new(MOST_COMPARISONS) };
    let always = tried.trees.iter().position(|tree| *tree == Tree::Always);
    let doc = |at: usize| tried.docs.get(*tried.places.get(at)?);
    let id = |at: usize| doc(at).map(|rule| rule.id.as_str()).unwrap_or_default();
    let mut never = Vec::with_capacity(tried.trees.len());
    for (at, (tree, place)) in tried.trees.iter().zip(tried.places).enumerate() {
        let path = path.index(*place);
        never.push(true);
        if let Some(first) = always.filter(|first| *first < at) {
            let message = format!("never matches: rule `{}` comes first and holds for every lead", id(first));
            report.warn(&path, IssueKind::Shadowed, message);
            continue;
        }
        let branches = search.container.branches(tree);
        let emptied: Vec<Option<u16>> = branches.iter().map(Branch::emptied_by).collect();
        if *tree == Tree::Never || emptied.iter().all(Option::is_some) {
            let attribute = emptied.first().copied().flatten().and_then(|own| schema.name(usize::from(own)));
            let asked =
                attribute.zip(doc(at)).map(|(name, rule)| asked_of(name, &rule.when)).unwrap_or_default();
            report.warn(&path.field("when"), IssueKind::NeverHolds, format!("holds for no lead{asked}"));
            continue;
        }
        let open: Vec<&Branch<'_>> =
            branches.iter().zip(&emptied).filter(|(_, by)| by.is_none()).map(|(own, _)| own).collect();
        let Some(first) = search.all_before(at, &open) else {
            if let Some(own) = never.last_mut() {
                *own = false;
            }
            continue;
        };
        let message = match first.as_slice() {
            [one] if tried.trees.get(*one) == Some(tree) => {
                format!("never matches: rule `{}` comes first with the same condition", id(*one))
            }
            [one] => format!("never matches: rule `{}` comes first and holds for all of its leads", id(*one)),
            several => {
                let names: Vec<&str> = several.iter().take(MOST_NAMED).map(|at| id(*at)).collect();
                let more = several.len().saturating_sub(names.len());
                let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
                let names = names.join("`, `");
                format!(
                    "never matches: rules `{names}`{tail} come first and hold for all of its leads together"
                )
            }
        };
        report.warn(&path, IssueKind::Shadowed, message);
    }
    never
}

/// What a condition asks of an attribute that cannot be all of it.
fn asked_of(name: &Name, when: &ConditionDoc) -> String {
    let mut parts = Vec::new();
    let mut open = vec![when];
    while let Some(own) = open.pop() {
        match own {
            ConditionDoc::All(all) => open.extend(all.iter().rev()),
            other if other.to_string().contains(name.as_str()) => parts.push(other.to_string()),
            _ => {}
        }
    }
    if parts.len() < 2 {
        String::new()
    } else {
        format!(": `{name}` cannot be both, {}", parts.join(" and "))
    }
}

struct Search<'t> {
    tried: &'t Tried<'t>,
    container: Container<'t>,
    left: Cell<usize>,
}

impl Search<'_> {
    /// Rules before this one that together hold for every lead of these branches, in the order they are tried.
    fn all_before(&self, at: usize, branches: &[&Branch<'_>]) -> Option<Vec<usize>> {
        let mut first = Vec::new();
        for branch in branches {
            match self.before(at, branch) {
                Some(rule) => first.push(rule),
                None => first.extend(self.before_apart(at, branch)?),
            }
        }
        first.sort_unstable();
        first.dedup();
        Some(first)
    }

    /// A rule before this one that holds for every lead of a branch.
    fn before(&self, at: usize, branch: &Branch<'_>) -> Option<usize> {
        let made_up = [false, true].map(|last| self.container.lead(branch, last));
        let [one, other] = made_up.each_ref().map(|lead| self.container.encoded(lead));
        let first = |lead: &Encoded<'_>| {
            let first = self.tried.index.first_match(lead)?.index();
            (first < at).then_some(first)
        };
        // Whatever holds for all of them holds for this one and that one.
        let (first, last) = (first(&one)?, first(&other)?);
        if self.holds_for_all(branch, first)? {
            return Some(first);
        }
        if last != first && self.holds_for_all(branch, last)? {
            return Some(last);
        }
        let rule = u32::try_from(at).ok()?;
        let mut rules = self.tried.index.earlier(rule, &one, MOST_POSTINGS);
        rules.sort_unstable();
        rules.dedup();
        let mut others = self.tried.index.earlier(rule, &other, MOST_POSTINGS);
        others.sort_unstable();
        for rule in rules {
            if others.binary_search(&rule).is_ok() && self.holds_for_all(branch, rule as usize)? {
                return Some(rule as usize);
            }
        }
        None
    }

    /// None once enough has been compared.
    fn holds_for_all(&self, branch: &Branch<'_>, rule: usize) -> Option<bool> {
        self.left.set(self.left.get().checked_sub(1)?);
        let tree = self.tried.trees.get(rule)?;
        Some(self.container.holds_for_all(branch, tree))
    }

    /// Rules before this one of which there is one for each value of an attribute.
    fn before_apart(&self, at: usize, branch: &Branch<'_>) -> Option<Vec<usize>> {
        let (count, parts) = self.container.apart(branch)?;
        let mut first = Vec::with_capacity(count);
        for part in parts {
            self.left.set(self.left.get().checked_sub(1)?);
            first.push(self.before(at, &part)?);
        }
        Some(first)
    }
}
