//! How turns are dealt, beside the strategy.

use super::attributes;
use super::report::Report;
use crate::attribute::AttributeType;
use crate::matching::Schema;
use crate::meter::ledger::MOST_SIZE;
use crate::meter::make_up::Pace;
use crate::policy::compiled::{OneTurn, Ramp, RampStep, TurnSize};
use crate::policy::doc::{QueueDoc, RankKeyDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;
use crate::time::Span;

/// For how long a lead waits for the very member whose turn it is.
pub(super) fn strict(queue: &QueueDoc, path: &Path<'_>, report: &mut Report) -> Option<Span> {
    let own = queue.strict?;
    let path = path.field("strict");
    let wait = report.some_span(&path.field("wait_s"), own.wait_s);
    if !knows_whose_turn_it_is(queue.strategy.keys()) {
        let message = "by this strategy it is nobody's turn; a lead can wait for who is next by `turns`, `pointer`, \
                       `least_recent`, `lowest_count`, `stride`, `smooth_weighted` or `quota` alone, or after `tier`";
        let suggestion = Some("round_robin".to_owned());
        report.error_meaning(&path, IssueKind::RankKeys, message, suggestion);
    }
    Some(wait)
}

/// What the turn of a lead counts as.
pub(super) fn size(
    queue: &QueueDoc,
    path: &Path<'_>,
    schema: &Schema,
    report: &mut Report,
) -> Option<TurnSize> {
    let own = queue.turn_size.as_ref()?;
    let path = path.field("turn_size");
    keeps_a_ledger(queue, &path, "turns have a size", report);
    report.at_least_one(&path.field("default"), u64::from(own.default));
    report.at_least_one(&path.field("most"), u64::from(own.most));
    if own.most > MOST_SIZE {
        let message =
            format!("a turn counts as {MOST_SIZE} at the most; let the attribute count in larger units");
        report.error(&path.field("most"), IssueKind::TooLarge, message);
    }
    if own.default > own.most {
        let message = format!("{} is more than `most`, {}", own.default, own.most);
        report.error(&path.field("default"), IssueKind::TooLarge, message);
    }
    let path = path.field("attribute");
    let (_, declared) = attributes::find(schema, &path, &own.attribute, report)?;
    if declared != AttributeType::Integer {
        let message = format!("a size is an integer, `{}` is declared as {declared}", own.attribute);
        report.error(&path, IssueKind::TypeMismatch, message);
    }
    Some(TurnSize { attribute: own.attribute.clone(), default: own.default, most: own.most })
}

/// How fast members may make up for turns missed.
pub(super) fn catch_up(queue: &QueueDoc, path: &Path<'_>, report: &mut Report) -> Option<Pace> {
    let own = queue.catch_up?;
    let path = path.field("catch_up");
    keeps_a_ledger(queue, &path, "turns missed are made up for", report);
    report.at_least_one(&path.field("extra_turns"), u64::from(own.extra_turns));
    report.at_least_one(&path.field("per_turns"), u64::from(own.per_turns));
    let largest = queue.turn_size.as_ref().map_or(1, |own| own.most);
    if u64::from(own.extra_turns) >= u64::from(own.per_turns).saturating_mul(u64::from(largest)) {
        let message = "changes nothing: nobody can take more turns than are dealt";
        report.warn(&path, IssueKind::NoEffect, message);
    }
    Some(Pace { extra_turns: own.extra_turns, per_turns: own.per_turns, largest })
}

/// How the weight of whoever joins grows.
pub(super) fn ramp(queue: &QueueDoc, path: &Path<'_>, report: &mut Report) -> Option<Ramp> {
    let own = queue.ramp?;
    let path = path.field("ramp");
    keeps_a_ledger(queue, &path, "the weights of joiners grow", report);
    report.at_least_one(&path.field("start_percent"), u64::from(own.start_percent));
    if own.start_percent > 99 {
        let message = format!("{} percent leave nothing to grow, 99 is the most", own.start_percent);
        report.error(&path.field("start_percent"), IssueKind::TooLarge, message);
    }
    report.at_least_one(&path.field("steps"), u64::from(own.steps));
    if own.steps > 100 {
        let message = format!("{} steps are more than 100, the most", own.steps);
        report.error(&path.field("steps"), IssueKind::TooLarge, message);
    }
    let step = match (own.step_s, own.step_turns) {
        (None, Some(turns)) => {
            report.at_least_one(&path.field("step_turns"), u64::from(turns));
            RampStep::Turns(turns)
        }
        (Some(lasts), None) => RampStep::Lasts(report.some_span(&path.field("step_s"), lasts)),
        (said, _) => {
            let (kind, message) = match said {
                Some(_) => (
                    IssueKind::Duplicate,
                    "say once when a step is over, by one of `step_s` and `step_turns`",
                ),
                None => (IssueKind::Syntax, "say when a step is over, by `step_s` or by `step_turns`"),
            };
            report.error(&path, kind, message);
            return None;
        }
    };
    Some(Ramp { start_percent: own.start_percent, steps: own.steps, step })
}

/// Which leads take one turn together.
pub(super) fn one_turn(
    queue: &QueueDoc,
    path: &Path<'_>,
    schema: &Schema,
    report: &mut Report,
) -> Option<OneTurn> {
    let own = queue.one_turn.as_ref()?;
    let path = path.field("one_turn");
    let rotation = queue.strategy.keys().iter().copied().find(|key| key.rotates());
    if rotation.is_none_or(|key| key == RankKeyDoc::Random) {
        let message = "by this strategy leads take no turns, so there is none for several of them to share";
        report.error_meaning(&path, IssueKind::RankKeys, message, Some("round_robin".to_owned()));
    }
    let keep = report.some_span(&path.field("within_s"), own.within_s);
    let path = path.field("by");
    let (_, declared) = attributes::find(schema, &path, &own.by, report)?;
    if declared != AttributeType::Text {
        let message = format!("leads belong together by one text, `{}` is declared as {declared}", own.by);
        report.error(&path, IssueKind::TypeMismatch, message);
    }
    Some(OneTurn { attribute: own.by.clone(), keep })
}

/// What only the ledger of turns can do.
pub(super) fn keeps_a_ledger(queue: &QueueDoc, path: &Path<'_>, what: &str, report: &mut Report) {
    let rotation = queue.strategy.keys().iter().copied().find(|key| key.rotates());
    if rotation != Some(RankKeyDoc::Turns) {
        let message = format!("{what} only where the turn ledger deals, by the key `turns`");
        report.error_meaning(path, IssueKind::RankKeys, message, Some("round_robin".to_owned()));
    }
}

/// Whether the order of the members changes by turns alone, not by what they hold, by lot or by the clock.
fn knows_whose_turn_it_is(keys: &[RankKeyDoc]) -> bool {
    use RankKeyDoc::{LeastRecent, LowestCount, Pointer, Quota, SmoothWeighted, Stride, Tier, Turns};
    let mut rest = keys.iter().filter(|key| **key != Tier);
    let turns = |key: &RankKeyDoc| {
        matches!(key, Turns | Pointer | LeastRecent | LowestCount | Stride | SmoothWeighted | Quota)
    };
    rest.next().is_some_and(turns) && rest.next().is_none()
}
