//! How caps follow what agents make of their leads.

use super::report::Report;
use super::scope::Scope;
use crate::id::MeritSlot;
use crate::meter::merit::{AdjustRules, Metric};
use crate::policy::compiled::CapAdjust;
use crate::policy::doc::{CapAdjustDoc, CapDoc, CountsDoc, DimensionDoc, MetricDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

pub(super) fn compile(
    cap: &CapDoc,
    own: &CapAdjustDoc,
    path: &Path<'_>,
    scope: &Scope,
    report: &mut Report,
) -> Option<CapAdjust> {
    let path = path.field("adjust");
    let slot = scope.merits.find(&path.field("by"), &own.by, report);
    if !cap.per.contains(&DimensionDoc::Agent) {
        let message =
            "only a cap that counts each agent apart can follow what an agent does: add `agent` to `per`";
        report.error(&path, IssueKind::TypeMismatch, message);
    }
    if cap.counts == CountsDoc::Claimed {
        let message = "only pushed leads are adjusted, and this cap counts claims";
        report.warn(&path, IssueKind::NoEffect, message);
    }
    if own.reward == 0 && own.penalty == 0 {
        report.warn(&path, IssueKind::NoEffect, "neither a reward nor a penalty: the limit never changes");
    }
    report.at_least_one(&path.field("least"), u64::from(own.least));
    report.at_least_one(&path.field("min_tried"), u64::from(own.min_tried));
    let (metric, word, top, bottom) = match own.metric {
        MetricDoc::SpeedToAttempt { top_s, bottom_s } => {
            (Metric::SpeedToAttempt, "speed_to_attempt", top_s, bottom_s)
        }
        MetricDoc::SpeedToContact { top_s, bottom_s } => {
            (Metric::SpeedToContact, "speed_to_contact", top_s, bottom_s)
        }
        MetricDoc::ContactRate { top_bp, bottom_bp } => {
            (Metric::ContactRate, "contact_rate", top_bp, bottom_bp)
        }
        MetricDoc::QualificationRate { top_bp, bottom_bp } => {
            (Metric::QualificationRate, "qualification_rate", top_bp, bottom_bp)
        }
        MetricDoc::ConversionRate { top_bp, bottom_bp } => {
            (Metric::ConversionRate, "conversion_rate", top_bp, bottom_bp)
        }
    };
    let path = path.field("metric");
    let path = path.field(word);
    let (top_field, bottom_field) =
        if metric.is_speed() { ("top_s", "bottom_s") } else { ("top_bp", "bottom_bp") };
    if metric.is_speed() && top >= bottom {
        let message = format!("{top} seconds are no faster than `{bottom_field}`, {bottom}");
        report.error(&path.field(top_field), IssueKind::TooLarge, message);
    }
    if !metric.is_speed() && top <= bottom {
        let message = format!("{top} basis points are no more than `{bottom_field}`, {bottom}");
        report.error(&path.field(top_field), IssueKind::TooSmall, message);
    }
    if !metric.is_speed() && top > 10_000 {
        let message = format!("{top} basis points are more than 10000, which is all");
        report.error(&path.field(top_field), IssueKind::TooLarge, message);
    }
    Some(CapAdjust {
        merit: MeritSlot::from_index(slot?)?,
        rules: AdjustRules {
            metric,
            top,
            bottom,
            reward: own.reward,
            penalty: own.penalty,
            min_tried: own.min_tried,
        },
        least: own.least,
    })
}
