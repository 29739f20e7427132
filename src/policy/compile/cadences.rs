//! Cadences and their steps.

use super::directory::{Directory, each_once};
use super::report::{Noun, Report};
use super::scope::Scope;
use super::timers;
use crate::calendar::Zone;
use crate::policy::compiled::{Cadence, CadenceStep, OwnerChange};
use crate::policy::doc::{CadenceDoc, CadenceStopDoc, OwnerChangeDoc, PolicyDoc, StepSinceDoc, TimerDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// The most steps: they are looked through when one is done.
const MAX_STEPS: usize = 100;

/// In the order of the document, without those that have errors.
pub(super) fn compile(doc: &PolicyDoc, scope: &Scope, report: &mut Report) -> Vec<Cadence> {
    if doc.cadences.is_empty() {
        return Vec::new();
    }
    let zone = report.zone(&Path::ROOT.field("zone"), &doc.zone);
    let path = Path::ROOT.field("cadences");
    let cadences = doc.cadences.iter().enumerate();
    cadences.filter_map(|(at, own)| one(own, zone.as_ref(), &path.index(at), scope, report)).collect()
}

fn one(
    doc: &CadenceDoc,
    default_zone: Option<&Zone>,
    path: &Path<'_>,
    scope: &Scope,
    report: &mut Report,
) -> Option<Cadence> {
    let list = path.field("steps");
    if doc.steps.is_empty() {
        report.error(&list, IssueKind::TooSmall, "a cadence needs at least one step");
    }
    if doc.steps.len() > MAX_STEPS {
        let message = format!("{} steps, {MAX_STEPS} are allowed", doc.steps.len());
        report.error(&list, IssueKind::TooLarge, message);
    }
    let names = Directory::new(Noun::Step, &list, doc.steps.iter().map(|step| &step.id), report);
    let mut steps = Vec::with_capacity(doc.steps.len());
    let mut before = None;
    for (at, step) in doc.steps.iter().enumerate() {
        let path = list.index(at);
        let path = path.field("after");
        let after = timers::compile(&step.after, &path, u64::from(at > 0), scope, report);
        if let (StepSinceDoc::Start, TimerDoc::WallS(seconds)) = (step.since, &step.after) {
            if before.is_some_and(|before| *seconds <= before) {
                let message =
                    "a step since the start comes later than the one before it that counts from there";
                report.error(&path.field("wall_s"), IssueKind::NotInOrder, message);
            }
            before = Some(*seconds);
        }
        steps.push(after.map(|after| CadenceStep {
            id: step.id.clone(),
            after,
            since_start: step.since == StepSinceDoc::Start,
            channel: step.channel.clone(),
        }));
    }
    let stops = path.field("stop_on");
    each_once(&stops, doc.stop_on.iter(), |stop| format!("{stop:?}").to_lowercase(), None, report);
    let on_owner_change = match &doc.on_owner_change {
        OwnerChangeDoc::Restart => Some(OwnerChange::Restart),
        OwnerChangeDoc::Resume => Some(OwnerChange::Resume),
        OwnerChangeDoc::SkipTo(step) => {
            let path = path.field("on_owner_change");
            let found = names.find(&path.field("skip_to"), step, report);
            found.and_then(|at| u32::try_from(at).ok()).map(OwnerChange::SkipTo)
        }
    };
    if let Some(most) = doc.most_per_day {
        report.at_least_one(&path.field("most_per_day"), u64::from(most));
    }
    let zone_path = path.field("zone");
    if doc.zone.is_some() && doc.most_per_day.is_none() {
        let message = "a zone changes nothing without `most_per_day`";
        report.warn(&zone_path, IssueKind::NoEffect, message);
    }
    let zone = match &doc.zone {
        Some(zone) => report.zone(&zone_path, zone),
        None => default_zone.cloned(),
    };
    let after = doc.exhausted_after.as_ref();
    let exhausted_after =
        after.map(|timer| timers::compile(timer, &path.field("exhausted_after"), 0, scope, report));
    Some(Cadence {
        id: doc.id.clone(),
        most_per_day: doc.most_per_day,
        zone: zone?,
        steps: steps.into_iter().collect::<Option<_>>()?,
        stops_on_contact: doc.stop_on.contains(&CadenceStopDoc::Contact),
        stops_on_disposition: doc.stop_on.contains(&CadenceStopDoc::Disposition),
        on_owner_change: on_owner_change?,
        exhausted_after: match exhausted_after {
            Some(timer) => Some(timer?),
            None => None,
        },
    })
}
