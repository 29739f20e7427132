//! Rules, in the order they are tried.

use super::conditions;
use super::directory::sorted_once;
use super::report::Report;
use super::scope::Scope;
use crate::id::{Name, PlanSlot};
use crate::matching::{RuleIndex, Schema, Tree};
use crate::policy::doc::PolicyDoc;
use crate::policy::issue::IssueKind;
use crate::policy::lint::{self, Tried};
use crate::policy::path::Path;

/// The rules as a policy holds them.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) index: RuleIndex,
    pub(super) plans: Vec<PlanSlot>,
    pub(super) ids: Vec<Name>,
    /// Whether one of them holds for every lead.
    pub(super) catch_all: bool,
    /// Which of them are surely never the first that holds, in the order of the document.
    pub(super) never: Vec<bool>,
}

/// Without those that have errors.
pub(super) fn compile(doc: &PolicyDoc, schema: &Schema, scope: &Scope, report: &mut Report) -> Rules {
    let path = Path::ROOT.field("rules");
    sorted_once("rule", &path, doc.rules.iter().map(|rule| &rule.id), report);
    let mut order: Vec<usize> = (0..doc.rules.len()).collect();
    order.sort_by_key(|at| doc.rules.get(*at).map(|rule| (rule.order, &rule.id)));
    let mut rules = Rules::default();
    let mut trees: Vec<Tree> = Vec::with_capacity(doc.rules.len());
    let mut places: Vec<usize> = Vec::with_capacity(doc.rules.len());
    for at in order {
        let Some(rule) = doc.rules.get(at) else { continue };
        let path = path.index(at);
        let tree = conditions::tree(&rule.when, &path.field("when"), schema, scope, report);
        let plan = scope.plans.find(&path.field("plan"), &rule.plan, report).and_then(PlanSlot::from_index);
        if let Some((tree, plan)) = tree.zip(plan) {
            trees.push(tree);
            places.push(at);
            rules.plans.push(plan);
            rules.ids.push(rule.id.clone());
        }
    }
    same_order(doc, &places, report);
    rules.catch_all = trees.contains(&Tree::Always);
    match RuleIndex::new(&trees) {
        Some(index) => rules.index = index,
        None => report.error(&path, IssueKind::TooLarge, "there are too many rules and values to file"),
    }
    let tried = Tried { trees: &trees, places: &places, ids: &rules.ids, index: &rules.index };
    let never = lint::rules(&tried, |at| doc.rules.get(at).map(|rule| &rule.when), schema, report);
    rules.never = vec![false; doc.rules.len()];
    for (place, never) in places.iter().zip(never) {
        if let Some(own) = rules.never.get_mut(*place) {
            *own = never;
        }
    }
    rules
}

fn same_order(doc: &PolicyDoc, places: &[usize], report: &mut Report) {
    let path = Path::ROOT.field("rules");
    for pair in places.windows(2) {
        let [first, next] = pair else { continue };
        let (Some(one), Some(other)) = (doc.rules.get(*first), doc.rules.get(*next)) else {
            continue;
        };
        if one.order == other.order {
            let message =
                format!("order {} is also that of rule `{}`; ids decide between them", other.order, one.id);
            report.warn(&path.index(*next).field("order"), IssueKind::SameOrder, message);
        }
    }
}
