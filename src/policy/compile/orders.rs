//! The order of the leads that wait.

use super::attributes;
use super::directory::each_once;
use super::report::Report;
use crate::attribute::AttributeType;
use crate::id::Name;
use crate::matching::Schema;
use crate::policy::compiled::{DeadlineBy, Discipline};
use crate::policy::doc::{AgeDoc, DeadlineByDoc, DisciplineDoc, QueueDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;
use crate::time::Span;

/// All picks, in basis points.
const WHOLE_BP: u32 = 10_000;

pub(super) fn discipline(
    doc: &DisciplineDoc,
    path: &Path<'_>,
    schema: &Schema,
    report: &mut Report,
) -> Option<Discipline> {
    match doc {
        DisciplineDoc::Fifo => Some(Discipline::Fifo),
        DisciplineDoc::Lifo => Some(Discipline::Lifo),
        DisciplineDoc::LifoThenFifo { fresh_for_s, .. } => {
            let path = path.field("lifo_then_fifo");
            Some(Discipline::LifoThenFifo {
                fresh_for: report.span(&path.field("fresh_for_s"), *fresh_for_s),
            })
        }
        DisciplineDoc::Priority { attribute, point_per_s } => {
            let path = path.field("priority");
            let point_per = point_per_s.map(|s| report.some_span(&path.field("point_per_s"), s));
            let attribute = typed(("priorities", AttributeType::Integer), attribute, &path, schema, report)?;
            Some(Discipline::Priority { attribute, point_per })
        }
        DisciplineDoc::EarliestDeadline { within_s, by } => {
            let path = path.field("earliest_deadline");
            let within = report.span(&path.field("within_s"), *within_s);
            let by = match by {
                Some(by) => Some(deadlines(by, &path.field("by"), schema, report)?),
                None => None,
            };
            Some(Discipline::EarliestDeadline { within, by })
        }
        DisciplineDoc::Decay { attribute, half_life_s } => {
            let path = path.field("decay");
            let half_life = report.some_span(&path.field("half_life_s"), *half_life_s);
            let attribute = typed(("values", AttributeType::Integer), attribute, &path, schema, report)?;
            Some(Discipline::Decay { attribute, half_life })
        }
        DisciplineDoc::FewestPulls { then } => {
            Some(Discipline::Pulls { most: false, newest: *then == AgeDoc::Newest })
        }
        DisciplineDoc::MostPulls { then } => {
            Some(Discipline::Pulls { most: true, newest: *then == AgeDoc::Newest })
        }
    }
}

fn deadlines(
    doc: &DeadlineByDoc,
    path: &Path<'_>,
    schema: &Schema,
    report: &mut Report,
) -> Option<DeadlineBy> {
    let list = path.field("values");
    let texts = doc.values.iter().map(|one| &one.value);
    each_once(&list, texts, |text| format!("`{text}`"), Some("value"), report);
    if doc.values.is_empty() {
        report.warn(&list, IssueKind::NoEffect, "no value has a length of time of its own");
    }
    let mut values: Vec<(Box<str>, Span)> = Vec::with_capacity(doc.values.len());
    for (at, one) in doc.values.iter().enumerate() {
        let path = list.index(at);
        report.text(&path.field("value"), &one.value);
        values.push((one.value.as_str().into(), report.span(&path.field("within_s"), one.within_s)));
    }
    values.sort_unstable();
    let attribute = typed(("deadlines by value", AttributeType::Text), &doc.attribute, path, schema, report)?;
    Some(DeadlineBy { attribute, values })
}

/// An attribute that has to be of one type.
fn typed(
    (what, needed): (&str, AttributeType),
    attribute: &Name,
    path: &Path<'_>,
    schema: &Schema,
    report: &mut Report,
) -> Option<usize> {
    let path = path.field("attribute");
    let (index, declared) = attributes::find(schema, &path, attribute, report)?;
    if declared != needed {
        let a = if needed == AttributeType::Integer { "an" } else { "a" };
        let message = format!("{what} need {a} {needed}, `{attribute}` is declared as {declared}");
        report.error(&path, IssueKind::TypeMismatch, message);
        return None;
    }
    Some(index)
}

/// The share of the oldest, which the one discipline that always had it may say in its own place.
pub(super) fn oldest_share(queue: &QueueDoc, path: &Path<'_>, report: &mut Report) -> u32 {
    let inner = path.field("discipline");
    let inner = inner.field("lifo_then_fifo");
    let inner = inner.field("oldest_share_bp");
    let outer = path.field("oldest_share_bp");
    let own = match queue.discipline {
        DisciplineDoc::LifoThenFifo { oldest_share_bp, .. } => oldest_share_bp,
        _ => 0,
    };
    for (path, share) in [(&inner, own), (&outer, queue.oldest_share_bp)] {
        if share > WHOLE_BP {
            let message = format!("{share} basis points are more than 10000, which is all");
            report.error(path, IssueKind::TooLarge, message);
        }
    }
    if own > 0 && queue.oldest_share_bp > 0 {
        report.error(
            &outer,
            IssueKind::Duplicate,
            format!("the share of the oldest is already there, at {inner}"),
        );
    } else if queue.oldest_share_bp > 0 && queue.discipline == DisciplineDoc::Fifo {
        report.warn(&outer, IssueKind::NoEffect, "the oldest lead is always next here");
    }
    own.max(queue.oldest_share_bp)
}

pub(super) fn bounds(queue: &QueueDoc, path: &Path<'_>, report: &mut Report) {
    for (field, bound) in [("max_waiting", queue.max_waiting), ("max_pooled", queue.max_pooled)] {
        if let Some(bound) = bound {
            report.limit(&path.field(field).field("leads"), u64::from(bound.leads));
        }
    }
    if queue.max_pooled.is_some() && queue.pull.is_none() {
        let message = "nobody may pull from this queue, so no lead lies in its pool";
        report.warn(&path.field("max_pooled"), IssueKind::NoEffect, message);
    }
}
