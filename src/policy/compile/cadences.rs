//! Cadences and their steps.

use super::conditions;
use super::directory::{Directory, each_once};
use super::report::{Noun, Report};
use super::scope::Scope;
use super::timers;
use crate::calendar::Zone;
use crate::matching::Schema;
use crate::policy::compiled::{Cadence, CadenceStep, Consent, OwnerChange};
use crate::policy::doc::{
    CadenceDoc, CadenceStopDoc, NoConsentDoc, OwnerChangeDoc, PolicyDoc, StepSinceDoc, TimerDoc,
};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// The most steps: they are looked through when one is done.
const MAX_STEPS: usize = 100;

/// In the order of the document, without those that have errors.
pub(super) fn compile(doc: &PolicyDoc, schema: &Schema, scope: &Scope, report: &mut Report) -> Vec<Cadence> {
    if doc.cadences.is_empty() {
        return Vec::new();
    }
    let zone = report.zone(&Path::ROOT.field("zone"), &doc.zone);
    let path = Path::ROOT.field("cadences");
    let cadences = doc.cadences.iter().enumerate();
    cadences
        .filter_map(|(at, own)| one(own, zone.as_ref(), &path.index(at), (schema, scope), report))
        .collect()
}

fn one(
    doc: &CadenceDoc,
    default_zone: Option<&Zone>,
    path: &Path<'_>,
    (schema, scope): (&Schema, &Scope),
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
        let step_path = list.index(at);
        let contact = step.contact_hours.as_ref();
        let contact = contact.map(|name| {
            let path = step_path.field("contact_hours");
            scope.contact_hours.find(&path, name, report)
        });
        report.span(&step_path.field("jitter_s"), step.jitter_s);
        let path = step_path.field("after");
        let after = timers::compile(&step.after, &path, u64::from(at > 0), scope, report);
        if let (StepSinceDoc::Start, TimerDoc::WallS(seconds)) = (step.since, &step.after) {
            if before.is_some_and(|before| *seconds <= before) {
                let message =
                    "a step since the start comes later than the one before it that counts from there";
                report.error(&path.field("wall_s"), IssueKind::NotInOrder, message);
            }
            before = Some(*seconds);
        }
        let contact = match contact {
            Some(None) => None,
            found => Some(found.flatten()),
        };
        steps.push(after.zip(contact).map(|(after, contact)| CadenceStep {
            id: step.id.clone(),
            after,
            since_start: step.since == StepSinceDoc::Start,
            channel: step.channel.clone(),
            contact,
            jitter_s: step.jitter_s,
        }));
    }
    let consents = consents(doc, &path.field("consents"), (schema, scope), report);
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
        consents: consents?,
        stops_on_contact: doc.stop_on.contains(&CadenceStopDoc::Contact),
        stops_on_disposition: doc.stop_on.contains(&CadenceStopDoc::Disposition),
        on_owner_change: on_owner_change?,
        exhausted_after: match exhausted_after {
            Some(timer) => Some(timer?),
            None => None,
        },
    })
}

/// What each channel asks of a lead.
fn consents(
    doc: &CadenceDoc,
    list: &Path<'_>,
    (schema, scope): (&Schema, &Scope),
    report: &mut Report,
) -> Option<Vec<Consent>> {
    let channels = doc.consents.iter().map(|own| &own.channel);
    each_once(list, channels, |channel| format!("`{channel}`"), Some("channel"), report);
    let mut consents = Vec::with_capacity(doc.consents.len());
    for (at, own) in doc.consents.iter().enumerate() {
        let path = list.index(at);
        if doc.steps.iter().all(|step| step.channel != own.channel) {
            let message = format!("changes nothing: no step is taken by `{}`", own.channel);
            report.warn(&path.field("channel"), IssueKind::NoEffect, message);
        }
        let when = conditions::compile(&own.when, &path.field("when"), schema, scope, report);
        let holds = own.otherwise == NoConsentDoc::Hold;
        consents.push(when.map(|when| Consent { channel: own.channel.clone(), when, holds }));
    }
    consents.into_iter().collect()
}
