//! What queues make of affinity.

use super::merits::{MOST_PERCENT, at_most};
use super::report::Report;
use super::scope::Scope;
use crate::id::MeritSlot;
use crate::meter::merit::AffinityRules;
use crate::policy::compiled::QueueAffinity;
use crate::policy::doc::{PolicyDoc, QueueDoc, RankKeyDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// All, in basis points.
const WHOLE_BP: u32 = 10_000;

/// How a queue judges affinity; none without, or with errors.
pub(super) fn of_queue(
    doc: &PolicyDoc,
    queue: &QueueDoc,
    path: &Path<'_>,
    scope: &Scope,
    report: &mut Report,
) -> Option<QueueAffinity> {
    let path = path.field("affinity");
    let asked = queue.strategy.keys().contains(&RankKeyDoc::Affinity);
    let Some(own) = &queue.affinity else {
        if asked {
            let sound = doc.merits.iter().find(|merit| merit.normalise_by.is_some());
            let name = sound.or(doc.merits.first()).map_or("NAME", |merit| merit.id.as_str());
            let message =
                format!("`affinity` needs to know by what: add `\"affinity\": {{\"by\": \"{name}\"}}`");
            report.error(&path, IssueKind::NoMerit, message);
        }
        return None;
    };
    if !asked {
        let message = "the strategy of this queue does not look at `affinity`";
        report.warn(&path, IssueKind::NoEffect, message);
    }
    let slot = scope.merits.find(&path.field("by"), &own.by, report);
    tells_apart(doc, slot, &path.field("by"), report);
    report.at_least_one(&path.field("min_tried"), u64::from(own.min_tried));
    let step = path.field("step_percent");
    report.at_least_one(&step, u64::from(own.step_percent));
    at_most(&step, own.step_percent, MOST_PERCENT, "percent", report);
    let share = path.field("diversity_bp");
    report.at_least_one(&share, u64::from(own.diversity_bp));
    if own.diversity_bp > WHOLE_BP {
        let message = format!("{} basis points are more than 10000, which is all", own.diversity_bp);
        report.error(&share, IssueKind::TooLarge, message);
    } else if own.diversity_bp == WHOLE_BP {
        let message = "every pick goes by the other keys: affinity changes nothing";
        report.warn(&share, IssueKind::NoEffect, message);
    }
    Some(QueueAffinity {
        merit: MeritSlot::from_index(slot?)?,
        rules: AffinityRules { prior: own.prior, min_tried: own.min_tried },
        step_bp: own.step_percent.min(MOST_PERCENT).saturating_mul(100),
        diversity_bp: own.diversity_bp,
    })
}

/// Nobody has an affinity to leads that are all alike.
fn tells_apart(doc: &PolicyDoc, slot: Option<usize>, path: &Path<'_>, report: &mut Report) {
    let merit = slot.and_then(|slot| doc.merits.get(slot));
    let Some(merit) = merit.filter(|merit| merit.normalise_by.is_none()) else { return };
    let told = doc.attributes.iter().find(|own| own.attribute_type == crate::AttributeType::Text);
    let name = told.map_or("NAME", |own| own.id.as_str());
    let message = format!(
        "merit `{}` does not tell leads apart: add `\"normalise_by\": \"{name}\"` to it, or use `top_producers`",
        merit.id
    );
    report.error(path, IssueKind::NoMerit, message);
}
