//! Whose leads stick to their last owner, and at which stages.

use super::attributes;
use super::report::Report;
use super::scope::Scope;
use crate::attribute::AttributeType;
use crate::id::StickySlot;
use crate::matching::Schema;
use crate::policy::compiled::{StickTo, Sticky};
use crate::policy::doc::{PolicyDoc, StageActionDoc, StageDoc, StickToDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// In the order of the document.
pub(super) fn compile(doc: &PolicyDoc, schema: &Schema, report: &mut Report) -> Vec<Sticky> {
    let list = Path::ROOT.field("sticky");
    let mut compiled = Vec::with_capacity(doc.sticky.len());
    for (at, sticky) in doc.sticky.iter().enumerate() {
        let path = list.index(at);
        let keep = report.some_span(&path.field("keep_s"), sticky.keep_s);
        let registered_for = path.field("registered_for_s");
        let registered_for = sticky.registered_for_s.map(|own| report.some_span(&registered_for, own));
        let path = path.field("attribute");
        let declared = attributes::find(schema, &path, &sticky.attribute, report);
        if let Some((_, declared)) = declared
            && declared != AttributeType::Text
        {
            let name = &sticky.attribute;
            let message = format!("leads belong together by one text, `{name}` is declared as {declared}");
            report.error(&path, IssueKind::TypeMismatch, message);
        }
        let (id, attribute) = (sticky.id.clone(), sticky.attribute.clone());
        compiled.push(Sticky { id, attribute, keep, offices: sticky.offices, registered_for });
    }
    compiled
}

/// What a stage says; none where it is wrong, or changes nothing.
pub(super) fn of_stage(
    doc: &StickToDoc,
    stage: &StageDoc,
    path: &Path<'_>,
    scope: &Scope,
    report: &mut Report,
) -> Option<StickTo> {
    if !matches!(stage.action, StageActionDoc::Queue { .. } | StageActionDoc::Pool { .. }) {
        let message = "only a queue or a pool has a last owner come first";
        report.warn(path, IssueKind::NoEffect, message);
    }
    let keeps = doc.wait_s > 0 || (doc.team_first && doc.team_wait_s > 0);
    if doc.team_wait_s > 0 && !doc.team_first {
        let message = "changes nothing: nothing waits for the team without `team_first`";
        report.warn(&path.field("team_wait_s"), IssueKind::NoEffect, message);
    }
    if matches!(stage.action, StageActionDoc::Pool { .. }) && !keeps {
        let message = "changes nothing: a pool gives the last owner no lead, it can only keep one for them for `wait_s`, or \
                       for their team";
        report.warn(path, IssueKind::NoEffect, message);
    }
    if doc.wait_s > 0 && stage.next.nobody_eligible.is_some() {
        let message = "changes nothing: `next.nobody_eligible` sends the lead on at once while its owner cannot take it";
        report.warn(&path.field("wait_s"), IssueKind::NoEffect, message);
    }
    if doc.team_first && doc.team_wait_s > 0 && stage.next.nobody_eligible.is_some() {
        let message = "changes nothing: `next.nobody_eligible` sends the lead on at once while nobody of the team can take it";
        report.warn(&path.field("team_wait_s"), IssueKind::NoEffect, message);
    }
    let team_wait = report.span(&path.field("team_wait_s"), doc.team_wait_s);
    let wait = report.span(&path.field("wait_s"), doc.wait_s);
    let sticky = StickySlot::from_index(scope.sticky.find(&path.field("by"), &doc.by, report)?)?;
    let (team_first, counts_as_turn) = (doc.team_first, doc.counts_as_turn);
    Some(StickTo { sticky, wait, team_first, team_wait, counts_as_turn, registered: doc.registered })
}
