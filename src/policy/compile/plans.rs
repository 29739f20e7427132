//! Plans and their stages.

use super::attributes;
use super::conditions;
use super::directory::Directory;
use super::flow;
use super::report::{Noun, Report};
use super::scope::Scope;
use super::skills;
use super::stickies;
use super::timers;
use crate::id::{CadenceSlot, Name, QueueSlot, StageSlot};
use crate::matching::Schema;
use crate::policy::compiled::{
    Action, Change, Exclusion, FollowUp, Follows, HoldUntil, Inside, Next, Plan, Stage, StepAction, Timer,
};
use crate::policy::doc::{
    ChangeDoc, ExcludePreviousDoc, FollowUpDoc, FollowsDoc, HoldUntilDoc, NextDoc, OnChangeDoc, PlanDoc,
    PolicyDoc, RevisedDoc, RollOutDoc, StageActionDoc, StageDoc, StepActionDoc, TimerDoc,
};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;
use crate::time::Span;

/// The most members a pool opens to one by one: each is looked for when a lead comes.
const MAX_OFFSETS: usize = 1_000;

/// The outcomes of a queue's stage.
const QUEUE: [&str; 9] = [
    "declined",
    "timed_out",
    "waited_out",
    "nobody_eligible",
    "cap_full",
    "pushed_out",
    "spilled",
    "shut",
    "contact_shut",
];
/// The most follow-ups of a plan, steps counted.
const MAX_FOLLOW_UPS: usize = 200;

/// In the order of the document, without those that have errors.
pub(super) fn compile(doc: &PolicyDoc, schema: &Schema, scope: &Scope, report: &mut Report) -> Vec<Plan> {
    let path = Path::ROOT.field("plans");
    let mut plans = Vec::with_capacity(doc.plans.len());
    for (at, plan) in doc.plans.iter().enumerate() {
        let path = path.index(at);
        let stages = path.field("stages");
        let ids = plan.stages.iter().map(|stage| &stage.id);
        let directory = Directory::new(Noun::Stage, &stages, ids, report);
        let mut reader = Reader { doc, schema, scope, stages: &directory, report };
        let compiled = reader.plan(plan, &path);
        if let Some(plan) = &compiled {
            flow::check(plan, doc, &path, report);
        }
        plans.extend(compiled);
    }
    plans
}

pub(super) struct Reader<'r> {
    pub(super) doc: &'r PolicyDoc,
    pub(super) schema: &'r Schema,
    scope: &'r Scope,
    stages: &'r Directory,
    pub(super) report: &'r mut Report,
}

/// Something that may be left out: `Some(None)` where it is, `None` where it is there and wrong.
type Maybe<T> = Option<Option<T>>;

impl Reader<'_> {
    fn plan(&mut self, plan: &PlanDoc, path: &Path<'_>) -> Option<Plan> {
        let list = path.field("stages");
        if plan.stages.is_empty() {
            self.report.error(&list, IssueKind::NoStages, "a plan needs at least one stage");
        }
        let mut stages = Vec::with_capacity(plan.stages.len());
        for (at, stage) in plan.stages.iter().enumerate() {
            stages.push(self.stage(at, stage, &list.index(at)));
        }
        let list = path.field("follow_up");
        let mut follow_up = Vec::with_capacity(plan.follow_up.len());
        for (at, doc) in plan.follow_up.iter().enumerate() {
            follow_up.push(self.follow_up(doc, &list.index(at)));
        }
        let follow_up: Option<Vec<Vec<FollowUp>>> = follow_up.into_iter().collect();
        let follow_up: Vec<FollowUp> = follow_up?.into_iter().flatten().collect();
        if follow_up.len() > MAX_FOLLOW_UPS {
            let message = format!("{} with their steps, {MAX_FOLLOW_UPS} are allowed", follow_up.len());
            self.report.error(&list, IssueKind::TooLarge, message);
        }
        if let Some(most) = plan.max_assignments {
            self.report.limit(&path.field("max_assignments"), u64::from(most));
        }
        let exhausted_path = path.field("exhausted");
        let exhausted = self.maybe_stage(plan.exhausted.as_ref(), &exhausted_path);
        if plan.exhausted.is_some() && plan.max_assignments.is_none() {
            let message = "changes nothing without `max_assignments`";
            self.report.warn(&exhausted_path, IssueKind::NoEffect, message);
        }
        let list = path.field("on_change");
        let changes = plan.on_change.iter().enumerate();
        let on_change: Vec<_> = changes.map(|(at, own)| self.change(own, &list.index(at))).collect();
        let hand_off = plan.hand_off.as_ref();
        let hand_off = hand_off.map(|own| self.hand_off(own, &path.field("hand_off")));
        let cadence = plan.cadence.as_ref().map(|own| self.follows(own, &path.field("cadence")));
        let exclusion = self.exclusion(&plan.exclude_previous, &path.field("exclude_previous"));
        Some(Plan {
            id: plan.id.clone(),
            stages: stages.into_iter().collect::<Option<_>>()?,
            follow_up,
            on_change: on_change.into_iter().collect::<Option<_>>()?,
            hand_off: match hand_off {
                Some(own) => Some(own?),
                None => None,
            },
            exclusion,
            creditable_returns: plan.creditable_returns.clone(),
            transfer_credits_turn: plan.transfer_credits_turn,
            max_assignments: plan.max_assignments,
            exhausted: exhausted?,
            revised_routed: plan.revised == RevisedDoc::Routed,
            cadence: match cadence {
                Some(cadence) => Some(cadence?),
                None => None,
            },
        })
    }

    /// The steps of a follow-up, and its end.
    fn follow_up(&mut self, doc: &FollowUpDoc, path: &Path<'_>) -> Option<Vec<FollowUp>> {
        let within = self.timer(&doc.within, &path.field("within"), 1);
        let then = self.stage_slot(&doc.then, &path.field("then"));
        let list = path.field("steps");
        let mut all = Vec::with_capacity(doc.steps.len().saturating_add(1));
        for (at, step) in doc.steps.iter().enumerate() {
            let path = list.index(at);
            let after = self.timer(&step.after, &path.field("after"), 1);
            if let (Some(Timer::Wall(after)), Some(Timer::Wall(within))) = (after, within)
                && after >= within
            {
                let message = format!("changes nothing: the lead is taken away after {within}");
                self.report.warn(&path.field("after"), IssueKind::NoEffect, message);
            }
            let action = match &step.action {
                StepActionDoc::Remind {} => StepAction::Remind,
                StepActionDoc::Tell(name) => StepAction::Tell(name.clone()),
                StepActionDoc::TellTeamLead {} => {
                    if self.doc.teams.iter().all(|team| team.lead.is_none()) {
                        let message = "no team says who leads it (`teams`), so nobody is named";
                        self.report.warn(&path.field("action"), IssueKind::NoEffect, message);
                    }
                    StepAction::TellTeamLead
                }
            };
            all.push(after.zip(then).map(|(within, then)| FollowUp {
                missing: doc.missing,
                within,
                then,
                action,
            }));
        }
        let action = StepAction::Take;
        all.push(within.zip(then).map(|(within, then)| FollowUp {
            missing: doc.missing,
            within,
            then,
            action,
        }));
        all.into_iter().collect()
    }

    fn change(&mut self, doc: &OnChangeDoc, path: &Path<'_>) -> Option<(Change, StageSlot)> {
        let then = self.stage_slot(&doc.then, &path.field("then"));
        let change = match &doc.change {
            ChangeDoc::Inquired {} => Some(Change::Inquired),
            ChangeDoc::Becomes(when) => {
                let path = path.field("change");
                let path = path.field("becomes");
                conditions::compile(when, &path, self.schema, self.scope, self.report).map(Change::Becomes)
            }
        };
        change.zip(then)
    }

    fn follows(&mut self, doc: &FollowsDoc, path: &Path<'_>) -> Option<Follows> {
        let cadence = self.scope.cadences.find(&path.field("by"), &doc.by, self.report);
        let then = self.stage_slot(&doc.then, &path.field("then"));
        Some(Follows { cadence: CadenceSlot::from_index(cadence?)?, then: then? })
    }

    fn exclusion(&mut self, doc: &ExcludePreviousDoc, path: &Path<'_>) -> Exclusion {
        let forget = path.field("forget_after_s");
        Exclusion {
            last: doc.last,
            forget_after: doc.forget_after_s.map(|seconds| self.report.span(&forget, seconds)),
            when_emptied: doc.when_emptied,
        }
    }

    fn stage(&mut self, at: usize, stage: &StageDoc, path: &Path<'_>) -> Option<Stage> {
        let when = stage.when.as_ref();
        let when = when
            .map(|when| conditions::compile(when, &path.field("when"), self.schema, self.scope, self.report));
        let skills =
            skills::compile(&stage.skills, &path.field("skills"), self.schema, self.scope, self.report);
        let gives = matches!(stage.action, StageActionDoc::Queue { .. } | StageActionDoc::Pool { .. });
        if !stage.skills.is_empty() && !gives {
            let message = "only a queue or a pool asks who takes the lead";
            self.report.warn(&path.field("skills"), IssueKind::NoEffect, message);
        }
        let sticky = stage.sticky.as_ref();
        let sticky =
            sticky.map(|own| stickies::of_stage(own, stage, &path.field("sticky"), self.scope, self.report));
        self.spill(stage, path);
        let contact = self.contact(stage, path);
        let action = self.action(at, &stage.action, &path.field("action"));
        let next = self.next(&stage.next, &path.field("next"));
        self.outcomes(stage, &path.field("next"));
        Some(Stage {
            id: stage.id.clone(),
            when: match when {
                Some(when) => Some(when?),
                None => None,
            },
            skills,
            sticky: match sticky {
                Some(sticky) => Some(sticky?),
                None => None,
            },
            spill_above_bp: stage.spill.as_ref().map(|spill| spill.above_bp),
            contact: contact?,
            plain: stage.when.is_none()
                && stage.spill.is_none()
                && stage.contact_hours.is_none()
                && stage.next.shut.is_none(),
            action: action?,
            next: next?,
        })
    }

    /// The hours of the contact that a stage keeps to.
    fn contact(&mut self, stage: &StageDoc, path: &Path<'_>) -> Maybe<usize> {
        let Some(name) = &stage.contact_hours else {
            let asks =
                matches!(stage.action, StageActionDoc::Queue { .. } | StageActionDoc::OfferOwner { .. });
            if stage.next.contact_shut.is_some() && asks {
                let message =
                    "changes nothing: the stage does not say when contacts may be called (`contact_hours`)";
                let path = path.field("next");
                self.report.warn(&path.field("contact_shut"), IssueKind::NoEffect, message);
            }
            return Some(None);
        };
        let path = path.field("contact_hours");
        let gives = matches!(
            stage.action,
            StageActionDoc::Queue { .. } | StageActionDoc::Pool { .. } | StageActionDoc::OfferOwner { .. }
        );
        if !gives {
            let message = "only a queue, a pool or its owner's stage gives a lead to somebody who calls";
            self.report.warn(&path, IssueKind::NoEffect, message);
        }
        self.scope.contact_hours.find(&path, name, self.report).map(Some)
    }

    /// Whether a stage's word on busy members can be kept.
    fn spill(&mut self, stage: &StageDoc, path: &Path<'_>) {
        let Some(spill) = &stage.spill else {
            if stage.next.spilled.is_some() && matches!(stage.action, StageActionDoc::Queue { .. }) {
                let message = "changes nothing: the stage does not say how busy its members may be (`spill`)";
                self.report.warn(&path.field("next").field("spilled"), IssueKind::NoEffect, message);
            }
            return;
        };
        let path = path.field("spill");
        if !matches!(stage.action, StageActionDoc::Queue { .. }) {
            self.report.warn(
                &path,
                IssueKind::NoEffect,
                "only a queue gives leads to members who may be busy",
            );
        }
        if spill.above_bp >= 10_000 {
            let message =
                "no utilisation is above 10000 basis points but by a manager's hand; 9999 is the most";
            self.report.error(&path.field("above_bp"), IssueKind::TooLarge, message);
        }
    }

    /// Warns of ways on that this kind of stage never takes.
    fn outcomes(&mut self, stage: &StageDoc, path: &Path<'_>) {
        let next = &stage.next;
        let said = [
            ("declined", next.declined.is_some()),
            ("timed_out", next.timed_out.is_some()),
            ("waited_out", next.waited_out.is_some()),
            ("filled", next.filled.is_some()),
            ("nobody_eligible", next.nobody_eligible.is_some()),
            ("cap_full", next.cap_full.is_some()),
            ("pushed_out", next.pushed_out.is_some()),
            ("spilled", next.spilled.is_some()),
            ("shut", next.shut.is_some()),
            ("contact_shut", next.contact_shut.is_some()),
        ];
        if next.pushed_out.is_some() && self.unbounded(&stage.action) {
            let message = "changes nothing: the queue sets no bound to how many leads wait here";
            self.report.warn(&path.field("pushed_out"), IssueKind::NoEffect, message);
        }
        let (kind, taken): (&str, &[&str]) = match &stage.action {
            StageActionDoc::OfferOwner { .. } => {
                ("offer_owner", &["declined", "timed_out", "nobody_eligible", "contact_shut"])
            }
            StageActionDoc::Queue { .. } => ("queue", &QUEUE),
            StageActionDoc::Pool { .. } => ("pool", &["waited_out", "pushed_out"]),
            StageActionDoc::Hold { until: HoldUntilDoc::Field { .. } } => ("hold", &["waited_out", "filled"]),
            StageActionDoc::Hold { .. } => ("hold", &["waited_out"]),
            StageActionDoc::Recycle { .. } => ("recycle", &[]),
            StageActionDoc::Archive { .. } => ("archive", &[]),
        };
        for (outcome, _) in said.iter().filter(|(outcome, said)| *said && !taken.contains(outcome)) {
            let message = format!("changes nothing: a stage of kind `{kind}` has no such outcome");
            self.report.warn(&path.field(outcome), IssueKind::NoEffect, message);
        }
    }

    /// Whether a stage's queue holds any number of leads.
    fn unbounded(&self, action: &StageActionDoc) -> bool {
        let of = |name: &Name| self.doc.queues.iter().find(|queue| queue.id == *name);
        match action {
            StageActionDoc::Queue { queue, .. } => of(queue).is_some_and(|queue| queue.max_waiting.is_none()),
            StageActionDoc::Pool { queue, .. } => of(queue).is_some_and(|queue| queue.max_pooled.is_none()),
            _ => false,
        }
    }

    fn action(&mut self, at: usize, action: &StageActionDoc, path: &Path<'_>) -> Option<Action> {
        match action {
            StageActionDoc::OfferOwner { accept_within } => {
                let path = path.field("offer_owner");
                let accept_within =
                    self.maybe_timer(accept_within.as_ref(), &path.field("accept_within"), 1)?;
                Some(Action::OfferOwner { accept_within })
            }
            StageActionDoc::Queue { queue, accept_within, attempts, wait, inside } => {
                let path = path.field("queue");
                self.report.at_least_one(&path.field("attempts"), u64::from(*attempts));
                let queue = self.queue(queue, &path.field("queue"));
                let accept_within = self.maybe_timer(accept_within.as_ref(), &path.field("accept_within"), 1);
                let wait = self.maybe_timer(wait.as_ref(), &path.field("wait"), 0);
                if inside.waits && matches!(accept_within, Some(None)) {
                    let message = "a lead that nobody in an office takes waits there for ever: say how long the office has";
                    self.report.warn(&path.field("accept_within"), IssueKind::NoWayOut, message);
                }
                let inner = path.field("inside");
                let inner = self.maybe_timer(inside.accept_within.as_ref(), &inner.field("accept_within"), 1);
                Some(Action::Queue {
                    queue: queue?,
                    accept_within: accept_within?,
                    attempts: *attempts,
                    wait: wait?,
                    inside: Inside { accept_within: inner?, waits: inside.waits },
                })
            }
            StageActionDoc::Pool { queue, wait, roll_out } => {
                let path = path.field("pool");
                if wait.is_none() {
                    let message = "a lead that nobody claims lies here for ever: give the stage a `wait`, and the plan \
                                   somebody who has it in the end";
                    self.report.warn(&path, IssueKind::NoWayOut, message);
                }
                let wait = self.maybe_timer(wait.as_ref(), &path.field("wait"), 0);
                let roll_out = roll_out.as_ref();
                let roll_out =
                    roll_out.map(|own| self.roll_out(own, &path.field("roll_out"))).unwrap_or_default();
                let path = path.field("queue");
                let slot = self.queue(queue, &path)?;
                if self.doc.queues.get(slot.index()).is_some_and(|queue| queue.pull.is_none()) {
                    let message = format!("nobody may pull from queue `{queue}`, give it a `pull`");
                    self.report.error(&path, IssueKind::NotPullable, message);
                }
                Some(Action::Pool { queue: slot, wait: wait?, roll_out })
            }
            StageActionDoc::Recycle { rest, back_to, cycles, batch } => {
                let path = path.field("recycle");
                self.report.at_least_one(&path.field("cycles"), u64::from(*cycles));
                let rest = self.timer(rest, &path.field("rest"), 0);
                let batch_path = path.field("batch");
                let path = path.field("back_to");
                let slot = self.stage_slot(back_to, &path)?;
                if slot.index() >= at {
                    let message = format!("stage `{back_to}` does not come earlier");
                    self.report.error(&path, IssueKind::NotBack, message);
                }
                let batch = batch.as_ref().map(|own| self.batch(own, &batch_path));
                let batch = match batch {
                    Some(batch) => Some(batch?),
                    None => None,
                };
                Some(Action::Recycle { rest: rest?, back_to: slot, cycles: *cycles, batch })
            }
            StageActionDoc::Hold { until } => {
                let path = path.field("hold");
                let path = path.field("until");
                let until = match until {
                    HoldUntilDoc::Timer(timer) => {
                        HoldUntil::Timer(self.timer(timer, &path.field("timer"), 0)?)
                    }
                    HoldUntilDoc::Field { attribute, at_most } => {
                        let path = path.field("field");
                        let found =
                            attributes::find(self.schema, &path.field("attribute"), attribute, self.report);
                        let at_most = self.timer(at_most, &path.field("at_most"), 1);
                        HoldUntil::Field { attribute: found?.0, at_most: at_most? }
                    }
                    HoldUntilDoc::Open { calendar } => {
                        let path = path.field("open");
                        let path = path.field("calendar");
                        HoldUntil::Open { calendar: self.scope.calendars.find(&path, calendar, self.report)? }
                    }
                };
                Some(Action::Hold { until })
            }
            StageActionDoc::Archive { reason } => {
                let path = path.field("archive");
                self.report.text(&path.field("reason"), reason);
                Some(Action::Archive { reason: reason.as_str().into() })
            }
        }
    }

    fn roll_out(&mut self, doc: &RollOutDoc, path: &Path<'_>) -> Vec<Span> {
        let path = path.field("offsets_s");
        if doc.offsets_s.is_empty() {
            let message = "at least one offset is needed, [0] opens the lead to all at once";
            self.report.error(&path, IssueKind::TooSmall, message);
        }
        if doc.offsets_s.len() > MAX_OFFSETS {
            let message = format!("{} offsets, {MAX_OFFSETS} are allowed", doc.offsets_s.len());
            self.report.error(&path, IssueKind::TooLarge, message);
        }
        let mut spans = Vec::with_capacity(doc.offsets_s.len());
        let mut before = 0;
        for (at, offset) in doc.offsets_s.iter().enumerate() {
            let path = path.index(at);
            if *offset < before {
                let message = format!(
                    "{offset} is less than {before} before it, and nobody may claim earlier than \
                                       whoever ranks higher"
                );
                self.report.error(&path, IssueKind::NotInOrder, message);
            }
            before = *offset;
            spans.push(self.report.span(&path, *offset));
        }
        spans
    }

    fn next(&mut self, next: &NextDoc, path: &Path<'_>) -> Option<Next> {
        let declined = self.maybe_stage(next.declined.as_ref(), &path.field("declined"));
        let timed_out = self.maybe_stage(next.timed_out.as_ref(), &path.field("timed_out"));
        let waited_out = self.maybe_stage(next.waited_out.as_ref(), &path.field("waited_out"));
        let filled = self.maybe_stage(next.filled.as_ref(), &path.field("filled"));
        let nobody_eligible = self.maybe_stage(next.nobody_eligible.as_ref(), &path.field("nobody_eligible"));
        let cap_full = self.maybe_stage(next.cap_full.as_ref(), &path.field("cap_full"));
        let spilled = self.maybe_stage(next.spilled.as_ref(), &path.field("spilled"));
        let shut = self.maybe_stage(next.shut.as_ref(), &path.field("shut"));
        let contact_shut = self.maybe_stage(next.contact_shut.as_ref(), &path.field("contact_shut"));
        let pushed_out = self.maybe_stage(next.pushed_out.as_ref(), &path.field("pushed_out"));
        Some(Next {
            declined: declined?,
            timed_out: timed_out?,
            waited_out: waited_out?,
            filled: filled?,
            nobody_eligible: nobody_eligible?,
            cap_full: cap_full?,
            pushed_out: pushed_out?,
            spilled: spilled?,
            shut: shut?,
            contact_shut: contact_shut?,
        })
    }

    pub(super) fn queue(&mut self, name: &Name, path: &Path<'_>) -> Option<QueueSlot> {
        QueueSlot::from_index(self.scope.queues.find(path, name, self.report)?)
    }

    pub(super) fn stage_slot(&mut self, name: &Name, path: &Path<'_>) -> Option<StageSlot> {
        StageSlot::from_index(self.stages.find(path, name, self.report)?)
    }

    fn maybe_stage(&mut self, name: Option<&Name>, path: &Path<'_>) -> Maybe<StageSlot> {
        match name {
            Some(name) => self.stage_slot(name, path).map(Some),
            None => Some(None),
        }
    }

    fn maybe_timer(&mut self, timer: Option<&TimerDoc>, path: &Path<'_>, least: u64) -> Maybe<Timer> {
        match timer {
            Some(timer) => self.timer(timer, path, least).map(Some),
            None => Some(None),
        }
    }

    pub(super) fn timer(&mut self, timer: &TimerDoc, path: &Path<'_>, least: u64) -> Option<Timer> {
        timers::compile(timer, path, least, self.scope, self.report)
    }
}

/// Whether some stage sends a lead on at once when nobody is eligible, a cap is full or the members are busy.
pub(super) fn moves_on(plan: &Plan) -> bool {
    plan.stages.iter().any(|stage| {
        let next = &stage.next;
        let at_once = [next.nobody_eligible, next.cap_full, next.shut, next.contact_shut];
        at_once.iter().any(Option::is_some) || stage.spill_above_bp.is_some()
    })
}
