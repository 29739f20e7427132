//! Rules, in the order they are tried.

use super::conditions;
use super::directory::sorted_once;
use super::report::Report;
use super::scope::Scope;
use crate::id::{Name, PlanSlot};
use crate::matching::{Schema, Tree};
use crate::policy::compiled::Parts;
use crate::policy::doc::{PolicyDoc, RuleChoiceDoc, RuleDoc};
use crate::policy::issue::IssueKind;
use crate::policy::lint::{self, Tried};
use crate::policy::path::Path;
use crate::policy::precedence::Precedence;

/// The rules as a policy holds them.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) parts: Parts,
    /// Whether one of them holds for every lead.
    pub(super) catch_all: bool,
    /// Where the rules of the document stand, the one tried first first.
    pub(super) order: Vec<usize>,
    /// Which of them are surely never the first that holds, in the order of the document.
    pub(super) never: Vec<bool>,
}

/// Without those that have errors.
pub(super) fn compile(doc: &PolicyDoc, schema: &Schema, scope: &Scope, report: &mut Report) -> Rules {
    let path = Path::ROOT.field("rules");
    let by_id = sorted_once("rule", &path, doc.rules.iter().map(|rule| &rule.id), report);
    let order = Precedence::of(doc).order(&doc.rules);
    let mut rules = Rules { order, ..Rules::default() };
    let mut plans: Vec<PlanSlot> = Vec::with_capacity(doc.rules.len());
    let mut trees: Vec<Tree> = Vec::with_capacity(doc.rules.len());
    let mut places: Vec<usize> = Vec::with_capacity(doc.rules.len());
    for at in rules.order.iter().copied() {
        let Some(rule) = doc.rules.get(at) else { continue };
        let path = path.index(at);
        of_no_effect(doc.rule_choice, rule, &path, report);
        let tree = conditions::tree(&rule.when, &path.field("when"), schema, scope, report);
        let plan = scope.plans.find(&path.field("plan"), &rule.plan, report).and_then(PlanSlot::from_index);
        if let Some((tree, plan)) = tree.zip(plan) {
            trees.push(tree);
            places.push(at);
            plans.push(plan);
        }
    }
    if doc.rule_choice == RuleChoiceDoc::First {
        same_order(doc, &places, report);
    }
    rules.catch_all = trees.contains(&Tree::Always);
    match numbers(&rules.order, &by_id).and_then(|by_id| Parts::new(&trees, plans, by_id)) {
        Some(parts) => rules.parts = parts,
        None => report.error(&path, IssueKind::TooLarge, "there are too many rules and values to file"),
    }
    let tried = Tried { trees: &trees, places: &places, docs: &doc.rules, index: &rules.parts.index };
    let never = lint::rules(&tried, schema, report);
    rules.never = vec![false; doc.rules.len()];
    for (place, never) in places.iter().zip(never) {
        if let Some(own) = rules.never.get_mut(*place) {
            *own = never;
        }
    }
    rules
}

/// What a rule says that plays no part where rules are chosen as they are.
fn of_no_effect(choice: RuleChoiceDoc, rule: &RuleDoc, path: &Path<'_>, report: &mut Report) {
    match choice {
        RuleChoiceDoc::First if rule.priority != 0 => {
            let message = "changes nothing: rules are tried by `order`; say `rule_choice`: `best`";
            report.warn(&path.field("priority"), IssueKind::NoEffect, message);
        }
        RuleChoiceDoc::Best if rule.order != 0 => {
            let message = "changes nothing: the best rule is chosen, by `priority` and how specific it is";
            report.warn(&path.field("order"), IssueKind::NoEffect, message);
        }
        RuleChoiceDoc::First | RuleChoiceDoc::Best => {}
    }
}

/// The numbers of the rules in their order, by id.
fn numbers(order: &[usize], by_id: &[(&Name, usize)]) -> Option<Vec<u32>> {
    let mut numbers = vec![0_u32; order.len()];
    for (number, at) in (0_u32..).zip(order) {
        *numbers.get_mut(*at)? = number;
    }
    by_id.iter().map(|(_, at)| numbers.get(*at).copied()).collect()
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
