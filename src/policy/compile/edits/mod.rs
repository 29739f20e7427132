//! Rules put into a compiled policy or taken out of it, without compiling the others anew.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::report::Report;
use super::{attributes, conditions, unwritable};
use crate::id::{Name, PlanSlot};
use crate::matching::{Schema, Tree};
use crate::policy::compiled::{Level, Parts, Policy, Written};
use crate::policy::doc::{PolicyDoc, RuleDoc, RuleEdit};
use crate::policy::issue::{IssueKind, PolicyError};
use crate::policy::path::Path;
use crate::policy::precedence::Precedence;
use crate::policy::suggest;

/// How many times as many rules as a level a level before it has, at least; and of how many rules one may be dead.
const SHARE: usize = 32;

impl Policy {
    /// A policy with other rules: those of `edits` put in, in place of what had their ids, or taken out. It is what compiling
    /// the edited document would make, to the byte of its [`Policy::json`]; only an explanation may name other rules that were
    /// tried and did not hold.
    ///
    /// This policy stays as it is and most of what was compiled is shared.
    ///
    /// ```
    /// use fairdeal::policy::{ConditionDoc, PlanDoc, PolicyDoc, QueueDoc, RuleDoc, RuleEdit};
    /// use fairdeal::{AttributeType, Lead};
    /// let policy = PolicyDoc::builder("p")
    ///     .attribute("source", AttributeType::Text)
    ///     .queue(QueueDoc::round_robin("web"))
    ///     .plan(PlanDoc::to_queue("standard", "web"))
    ///     .rule(RuleDoc::new("web", 1, ConditionDoc::equals("source", "web")?, "standard"))
    ///     .compile()?;
    /// let fair = RuleDoc::new("fair", 2, ConditionDoc::equals("source", "fair")?, "standard")?;
    /// let edited = policy.edit_rules(&[RuleEdit::Put(fair), RuleEdit::Remove("web".parse()?)])?;
    /// let lead = |source: &str| Lead::new("L-1").map(|lead| lead.with("source", source));
    /// assert!(edited.plan_of(&lead("fair")?)?.is_some());
    /// assert!(edited.plan_of(&lead("web")?)?.is_none());
    /// assert_eq!(policy.diff(&edited).len(), 2);
    /// let refused = edited.edit_rules(&[RuleEdit::Remove("wbe".parse()?)]).unwrap_err();
    /// assert_eq!(refused.to_string(), "error: edits[0].remove: unknown rule `wbe`");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PolicyError`] with every issue of the edits, if one of them is an error; paths begin with `edits`. Warnings are those
    /// of the whole: [`Policy::issues`].
    ///
    /// # Complexity
    /// Rules that were put in lie in levels, each at most a 32nd of the one before it; a level that would grow beyond that is
    /// compiled together with the one before. So of `n` rules an edit compiles some hundred on average, all of them
    /// once in `n / 32` edits, and a match looks into at most `log₃₂ n` levels. The document, its JSON, the digest and
    /// the warnings are made when they are asked for, from all rules: a floor that is to decide by the policy asks for the
    /// digest.
    pub fn edit_rules(&self, edits: &[RuleEdit]) -> Result<Policy, PolicyError> {
        self.edit_within(edits, SHARE)
    }

    /// With `share` 0 no level is ever compiled together with another.
    pub(crate) fn edit_within(&self, edits: &[RuleEdit], share: usize) -> Result<Policy, PolicyError> {
        let mut report = Report::default();
        let last = self.last_words(edits, &mut report);
        let puts = last.values().filter_map(|(at, rule)| rule.map(|rule| (*at, rule)));
        let schema = attributes::with_texts_of(&self.schema, puts.clone().map(|(_, rule)| rule));
        let edits = Path::ROOT.field("edits");
        for (at, rule) in puts.clone() {
            let path = edits.index(at);
            self.compiled_rule(rule, &path.field("put"), &schema, &mut report);
            serde_json::to_string(rule).map_err(|error| unwritable(&error))?;
        }
        if report.has_errors() {
            return Err(PolicyError { issues: report.into_issues() });
        }
        let dead = self.dead_with(last.keys().copied());
        let (kept, count) = self.kept(&dead, puts.clone().count(), share);
        let mut docs: Vec<RuleDoc> = puts.map(|(_, rule)| rule.clone()).collect();
        docs.extend((kept..self.rules.levels()).flat_map(|level| self.alive_in(level, &dead)).cloned());
        debug_assert_eq!(docs.len(), count);
        if kept == 0 {
            // Nothing of the old rules is of use. What is said of rules is said of where they stand in `Policy::doc`.
            let rules = self.in_order(docs);
            return Policy::compile_sharing(&PolicyDoc { rules, ..PolicyDoc::clone(&self.doc) }, self);
        }
        let mut later: Vec<Arc<Level>> =
            (1..kept).filter_map(|level| self.rules.shared(level)).map(Arc::clone).collect();
        if !docs.is_empty() {
            later.push(Arc::new(self.level_of(docs, kept, &schema).ok_or_else(too_large)?));
        }
        let dead = dead.into_iter().take(kept).map(Arc::from).collect();
        let rules = self.rules.with(later, dead);
        Ok(Policy { schema, rules, written: Written::default(), ..self.clone() })
    }

    /// What the last edit of each rule says, and which that is.
    fn last_words<'e>(
        &self,
        edits: &'e [RuleEdit],
        report: &mut Report,
    ) -> BTreeMap<&'e Name, (usize, Option<&'e RuleDoc>)> {
        let path = Path::ROOT.field("edits");
        let mut last: BTreeMap<&Name, (usize, Option<&RuleDoc>)> = BTreeMap::new();
        for (at, edit) in edits.iter().enumerate() {
            match edit {
                RuleEdit::Put(rule) => {
                    last.insert(&rule.id, (at, Some(rule)));
                }
                RuleEdit::Remove(id) => {
                    let known = match last.get(id) {
                        Some((_, rule)) => rule.is_some(),
                        None => self.find_rule(id).is_some(),
                    };
                    if !known {
                        let ids = self.rules.docs();
                        let left = ids
                            .iter()
                            .filter(|rule| last.get(&rule.id).is_none_or(|(_, rule)| rule.is_some()));
                        let suggestion = suggest::nearest(id.as_str(), left.map(|rule| rule.id.as_str()));
                        let message = format!("unknown rule `{id}`");
                        let path = path.index(at);
                        let path = path.field("remove");
                        report.error_meaning(&path, IssueKind::UnknownReference, message, suggestion);
                    }
                    last.insert(id, (at, None));
                }
            }
        }
        last
    }

    /// Its level and its number there.
    fn find_rule(&self, id: &Name) -> Option<(usize, u32)> {
        (0..self.rules.levels()).find_map(|level| {
            let at = (level, self.rules.level(level)?.find(id)?);
            self.rules.is_alive(at).then_some(at)
        })
    }

    /// The dead of each level once the rules of these ids are, too.
    fn dead_with<'i>(&self, ids: impl Iterator<Item = &'i Name>) -> Vec<Vec<u32>> {
        let mut dead: Vec<Vec<u32>> =
            (0..self.rules.levels()).map(|level| self.rules.dead(level).to_vec()).collect();
        for (level, number) in ids.filter_map(|id| self.find_rule(id)) {
            if let Some(dead) = dead.get_mut(level) {
                dead.push(number);
            }
        }
        dead.iter_mut().for_each(|dead| dead.sort_unstable());
        dead
    }

    /// How many levels stay as they are, and how many rules the level after them has, `put` of them new.
    fn kept(&self, dead: &[Vec<u32>], put: usize, share: usize) -> (usize, usize) {
        let all = |level: usize| self.rules.level(level).map_or(0, |level| level.docs().len());
        let dead = |level: usize| dead.get(level).map_or(0, Vec::len);
        let alive = |level: usize| all(level).saturating_sub(dead(level));
        let crowded =
            |level: &usize| dead(*level) > 0 && dead(*level).saturating_mul(share) >= all(*level).max(1);
        let mut kept = (0..self.rules.levels()).find(crowded).unwrap_or(self.rules.levels());
        let moved = (kept..self.rules.levels()).map(alive);
        let mut count = moved.fold(put, usize::saturating_add);
        while let Some(before) = kept.checked_sub(1) {
            if alive(before) >= count.saturating_mul(share) {
                break;
            }
            count = count.saturating_add(alive(before));
            kept = before;
        }
        (kept, count)
    }

    fn alive_in<'p>(&'p self, level: usize, dead: &'p [Vec<u32>]) -> impl Iterator<Item = &'p RuleDoc> {
        let docs = self.rules.level(level).map_or(&[][..], Level::docs);
        let dead = dead.get(level).map_or(&[][..], Vec::as_slice);
        let alive = (0_u32..).zip(docs).filter(|(number, _)| dead.binary_search(number).is_err());
        alive.map(|(_, rule)| rule)
    }

    /// These rules in the order they are tried.
    fn in_order(&self, rules: Vec<RuleDoc>) -> Vec<RuleDoc> {
        let order = Precedence::of(&self.doc).order(&rules);
        let mut rules: Vec<Option<RuleDoc>> = rules.into_iter().map(Some).collect();
        order.into_iter().filter_map(|at| rules.get_mut(at)?.take()).collect()
    }

    /// A level of these rules after so many others. None past the limits of `u32`.
    fn level_of(&self, docs: Vec<RuleDoc>, after: usize, schema: &Schema) -> Option<Level> {
        let precedence = Precedence::of(&self.doc);
        let docs = self.in_order(docs);
        let (mut trees, mut plans) = (Vec::with_capacity(docs.len()), Vec::with_capacity(docs.len()));
        // All of them have been read before without an error.
        let mut report = Report::default();
        for rule in &docs {
            let (tree, plan) = self.compiled_rule(rule, &Path::ROOT, schema, &mut report)?;
            trees.push(tree);
            plans.push(plan);
        }
        let mut by_id: Vec<u32> = (0..u32::try_from(docs.len()).ok()?).collect();
        by_id.sort_unstable_by_key(|number| docs.get(*number as usize).map(|rule| &rule.id));
        let before = (0..after).map(|level| {
            let earlier = self.rules.level(level)?.docs();
            let before = docs.iter().map(|rule| {
                let rank = precedence.rank(rule);
                u32::try_from(earlier.partition_point(|other| precedence.rank(other) < rank)).ok()
            });
            before.collect::<Option<Vec<u32>>>()
        });
        let before = before.collect::<Option<Vec<_>>>()?;
        Some(Level::of_rules(Parts::new(&trees, plans, by_id)?, docs, before))
    }

    fn compiled_rule(
        &self,
        rule: &RuleDoc,
        path: &Path<'_>,
        schema: &Schema,
        report: &mut Report,
    ) -> Option<(Tree, PlanSlot)> {
        let tree = conditions::tree(&rule.when, &path.field("when"), schema, &self.scope, report);
        let plan = self.scope.plans.find(&path.field("plan"), &rule.plan, report);
        tree.zip(plan.and_then(PlanSlot::from_index))
    }
}

fn too_large() -> PolicyError {
    let mut report = Report::default();
    let message = "there are too many rules and values to file";
    report.error(&Path::ROOT.field("edits"), IssueKind::TooLarge, message);
    PolicyError { issues: report.into_issues() }
}
