//! From the document to the policy, finding everything that is wrong on the way.

#[cfg(feature = "accounts")]
mod account_match;
mod adjusts;
mod affinities;
mod agents;
mod attributes;
mod batches;
mod budgets;
mod cadences;
mod calendars;
mod caps;
mod conditions;
mod contacts;
mod directory;
mod duty;
mod edits;
mod flow;
mod hand_offs;
mod hunt;
mod lead_orders;
mod merits;
mod orders;
mod plans;
mod pulls;
mod queues;
mod report;
mod rotations;
mod rules;
mod scope;
mod scores;
mod sets;
mod skills;
mod standards;
mod stickies;
mod territories;
mod timers;
mod turns;

use std::sync::Arc;

use crate::agent::AgentDoc;
use crate::id::PlanSlot;
use crate::matching::Condition;
use crate::policy::compiled::{Level, Policy, Rules, Straight, Written};
use crate::policy::doc::{ConditionDoc, FORMAT, PolicyDoc, SEMANTICS};
use crate::policy::issue::{Issue, IssueKind, PolicyError, Severity};
use crate::policy::lint;
use crate::policy::path::Path;
use crate::time::Span;

pub(super) use flow::reached_stages;
pub(super) use report::{Noun, Report};
pub(crate) use rotations::Groups;
pub(crate) use scope::Scope;

impl Policy {
    /// Compiles a document: names become slots, texts symbols, zones tables, and rules an index.
    ///
    /// ```
    /// use fairdeal::{Policy, PolicyDoc};
    ///
    /// let doc = PolicyDoc::from_json(r#"{
    ///     "format": 1, "semantics": 1, "id": "inbound",
    ///     "queues": [{"id": "general"}],
    ///     "plans": [{"id": "standard", "stages": [{"id": "deal", "action": {"queue": {"queue": "genral"}}}]}],
    ///     "default_plan": "standard"
    /// }"#)?;
    /// let error = Policy::compile(&doc).unwrap_err();
    /// assert_eq!(
    ///     error.issues[0].to_string(),
    ///     "plans[0].stages[0].action.queue.queue: unknown queue `genral`, did you mean `general`?"
    /// );
    ///
    /// let mended = PolicyDoc::from_json(&serde_json::to_string(&doc)?.replace("genral", "general"))?;
    /// let policy = Policy::compile(&mended)?;
    /// assert_eq!(policy.id().as_str(), "inbound");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PolicyError`] with every issue of the document, if one of them is an error.
    ///
    /// # Complexity
    /// `n log n` in the size of the document.
    pub fn compile(doc: &PolicyDoc) -> Result<Policy, PolicyError> {
        Policy::compile_all(doc, None)
    }

    /// What [`Policy::compile`] makes of a document, sharing with another policy the territories of each map that is written in
    /// the same way in both, in place of compiling them anew: maps may be large, and several policies, or one policy after
    /// the other, may have the same.
    ///
    /// ```
    /// use fairdeal::{Policy, PolicyDoc};
    /// let doc = PolicyDoc::from_json(r#"{
    ///     "format": 1, "semantics": 1, "id": "p",
    ///     "attributes": [{"id": "zip", "type": "text"}, {"id": "area", "type": "text"}, {"id": "sure", "type": "text"}],
    ///     "territory_maps": [{"id": "sales", "place": {"postcode": "zip"}, "territory": "area", "certainty": "sure",
    ///         "map": {"territories": [{"id": "north", "covers": [{"scf": ["054"]}]}]}}]
    /// }"#)?;
    /// let policy = Policy::compile(&doc)?;
    /// let other = Policy::compile_sharing(&PolicyDoc { zone: "America/Chicago".to_owned(), ..doc }, &policy)?;
    /// let map = |policy| Policy::territories(policy, "sales").map(std::ptr::from_ref);
    /// assert_eq!(map(&other), map(&policy));
    /// # Ok::<(), fairdeal::PolicyError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Policy::compile`].
    ///
    /// # Complexity
    /// That of [`Policy::compile`], but a map that is shared is only compared.
    pub fn compile_sharing(doc: &PolicyDoc, with: &Policy) -> Result<Policy, PolicyError> {
        Policy::compile_all(doc, Some(with))
    }

    fn compile_all(doc: &PolicyDoc, like: Option<&Policy>) -> Result<Policy, PolicyError> {
        let mut report = Report::default();
        header(doc, &mut report);
        let schema = attributes::compile(doc, &mut report);
        let scope = Scope::new(doc, &schema, &mut report);
        let calendars = calendars::compile(doc, &scope, &mut report);
        let queues = queues::compile(doc, &schema, &scope, &mut report);
        let merits = merits::compile(doc, &schema, &mut report);
        let sticky = stickies::compile(doc, &schema, &mut report);
        let cadences = cadences::compile(doc, &schema, &scope, &mut report);
        let caps = caps::compile(doc, &schema, &scope, &mut report);
        let contact_hours = contacts::compile(doc, &schema, &scope, &mut report);
        let territory_maps = territories::compile(doc, &schema, like, &mut report);
        #[cfg(feature = "accounts")]
        let account_match = account_match::compile(doc, &schema, &mut report);
        let plans = plans::compile(doc, &schema, &scope, &mut report);
        let rules = rules::compile(doc, &schema, &scope, &mut report);
        let path = Path::ROOT.field("default_plan");
        let default_plan =
            doc.default_plan.as_ref().and_then(|plan| scope.plans.find(&path, plan, &mut report));
        let transfers = doc.transfers.as_ref().and_then(|own| {
            let path = Path::ROOT.field("transfers");
            let plan = scope.plans.find(&path.field("triage"), &own.triage, &mut report)?;
            Some((own.at_most, PlanSlot::from_index(plan)?))
        });
        let path = Path::ROOT.field("follow_up_order");
        let follow_up_order = lead_orders::compile(&doc.follow_up_order, &path, &schema, &mut report);
        if !doc.follow_up_order.is_empty() && doc.plans.iter().all(|plan| plan.follow_up.is_empty()) {
            let message = "changes nothing: no plan takes a lead from its owner (`follow_up`)";
            report.warn(&path, IssueKind::NoEffect, message);
        }
        scores::teams(doc, &scope, &mut report);
        agents::compile(doc, &scope, &mut report);
        lint::check(doc, &schema, rules.catch_all, &mut report);
        if !report.has_errors() {
            lint::check_whole(doc, &plans, &rules.never, &mut report);
        }
        merits::unused(doc, &mut report);
        if report.has_errors() {
            return Err(PolicyError { issues: report.into_issues() });
        }
        let doc = canonical(doc, rules.order);
        let asks_skills = queues.iter().any(|queue| !queue.skills.is_empty())
            || plans.iter().flat_map(|plan| &plan.stages).any(|stage| !stage.skills.is_empty());
        let asks_standards = queues.iter().any(|queue| queue.standard.is_some());
        let asks_owners = !sticky.is_empty() || queues.iter().any(|queue| queue.one_turn.is_some());
        let plain = caps.is_empty() && sticky.is_empty() && !asks_skills;
        let straight =
            plans.iter().map(|plan| Straight::of(plan, &queues).filter(|_| plain)).collect::<Vec<_>>();
        let straight = if straight.iter().any(Option::is_some) { straight } else { Vec::new() };
        let json = serde_json::to_string(&doc).map_err(|error| unwritable(&error))?;
        let doc = Arc::new(doc);
        Ok(Policy {
            written: Written::new(Arc::clone(&doc), json, report.into_issues()),
            schema,
            rules: Rules::new(Level::of_policy(rules.parts, &doc)),
            default_plan: default_plan.and_then(PlanSlot::from_index),
            straight,
            transfers,
            follow_up_order: follow_up_order.unwrap_or_default(),
            leads_move_on: plans.iter().any(plans::moves_on) || caps.iter().any(caps::moves_on),
            caps_tell_leads_apart: caps.iter().any(caps::tells_leads_apart),
            caps_look_closely: caps.iter().any(|cap| cap.looks_closely()),
            queues,
            plans,
            caps,
            merits,
            sticky,
            cadences,
            calendars,
            contact_hours,
            fills_in: !doc.territory_maps.is_empty() || asks_accounts(&doc),
            territory_maps,
            #[cfg(feature = "accounts")]
            asks_attached: false,
            #[cfg(feature = "accounts")]
            attached: None,
            #[cfg(feature = "accounts")]
            account_match,
            work_kinds: doc.work_kinds.iter().map(|kind| (kind.id.clone(), kind.units)).collect(),
            asks_skills,
            asks_owners,
            asks_standards,
            presence: doc.presence.clone(),
            offboard_every: Span::millis(
                60_000_u64.checked_div(u64::from(doc.offboard.leads_per_minute)).unwrap_or(0),
            ),
            doc,
            scope,
        })
    }

    /// Compiles a condition that is no part of the policy, such as the filter of a pull. Its texts need not be known
    /// to the policy.
    ///
    /// # Errors
    /// Every issue of the condition, if one of them is an error; paths begin at the condition.
    pub(crate) fn condition(&self, doc: &ConditionDoc) -> Result<Condition, Vec<Issue>> {
        let mut report = Report::default();
        let compiled = conditions::compile(doc, &Path::ROOT, &self.schema, &self.scope, &mut report);
        match compiled {
            Some(condition) if !report.has_errors() => Ok(condition),
            _ => Err(report.into_issues()),
        }
    }

    /// Checks an agent against this policy: the queues, caps, calendar and kinds of work it names.
    ///
    /// ```
    /// use fairdeal::policy::{PolicyDoc, QueueDoc, PlanDoc};
    /// use fairdeal::AgentDoc;
    /// let policy = PolicyDoc::builder("p")
    ///     .queue(QueueDoc::round_robin("web"))
    ///     .plan(PlanDoc::to_queue("standard", "web"))
    ///     .default_plan("standard")
    ///     .compile()?;
    /// assert!(policy.check_agent(&AgentDoc::new("ann")?.member_of("web")?).is_ok());
    /// let issues = policy.check_agent(&AgentDoc::new("bob")?.member_of("wed")?).unwrap_err();
    /// assert_eq!(issues[0].to_string(), "queues[0].queue: unknown queue `wed`, did you mean `web`?");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Every issue of the agent, if one of them is an error; paths begin at the agent.
    pub fn check_agent(&self, agent: &AgentDoc) -> Result<(), Vec<Issue>> {
        let mut report = Report::default();
        agents::check(agent, &self.caps, &self.scope, &mut report);
        if report.has_errors() { Err(report.into_issues()) } else { Ok(()) }
    }
}

/// What the document says of itself and of everyone.
fn header(doc: &PolicyDoc, report: &mut Report) {
    let root = Path::ROOT;
    if doc.format != FORMAT {
        let message = format!("format {} is not supported, this release reads {FORMAT}", doc.format);
        report.error(&root.field("format"), IssueKind::Format, message);
    }
    if doc.semantics == 0 || doc.semantics > SEMANTICS {
        let message =
            format!("semantics {} is not supported, this release knows 1 to {SEMANTICS}", doc.semantics);
        report.error(&root.field("semantics"), IssueKind::Semantics, message);
    }
    let presence = root.field("presence");
    for (field, seconds) in
        [("stale_after_s", doc.presence.stale_after_s), ("inactive_after_s", doc.presence.inactive_after_s)]
    {
        if let Some(seconds) = seconds {
            report.some_span(&presence.field(field), seconds);
        }
    }
    if let Some(pause) = &doc.pause {
        duty::pause(pause, &root.field("pause"), report);
    }
    let path = root.field("offboard");
    report.at_least_one(&path.field("leads_per_minute"), u64::from(doc.offboard.leads_per_minute));
}

/// The document with its rules in the order they are tried: where a rule stands in the list plays no part, so it
/// shall play none in the digest either. Every other list keeps its order, which slots are made of.
fn canonical(doc: &PolicyDoc, order: Vec<usize>) -> PolicyDoc {
    let mut doc = doc.clone();
    let mut rules: Vec<_> = core::mem::take(&mut doc.rules).into_iter().map(Some).collect();
    doc.rules = order.into_iter().filter_map(|at| rules.get_mut(at)?.take()).collect();
    doc
}

fn unwritable(error: &serde_json::Error) -> PolicyError {
    PolicyError {
        issues: vec![Issue {
            path: String::new(),
            kind: IssueKind::Syntax,
            severity: Severity::Error,
            message: error.to_string(),
            suggestion: None,
        }],
    }
}

/// A message may quote a text of any length.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 300;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Whether the policy asks which account a lead's company is.
fn asks_accounts(doc: &PolicyDoc) -> bool {
    #[cfg(feature = "accounts")]
    return doc.accounts.is_some();
    #[cfg(not(feature = "accounts"))]
    {
        let _ = doc;
        false
    }
}
