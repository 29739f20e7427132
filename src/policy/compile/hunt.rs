//! What the keys of a hunt group measure.

use super::report::Report;
use crate::calendar::Zone;
use crate::policy::compiled::IdleOver;
use crate::policy::doc::{
    BetweenQueuesDoc, DelayDoc, IdleDoc, IdleOverDoc, PolicyDoc, QueueDoc, RankKeyDoc, ResponseDoc,
};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;
use crate::time::Span;

/// The most leads a mean is made of.
const MOST_RESPONSES: u32 = 100;

/// The time over which idle time adds up, and the leads whose first attempts are averaged.
pub(super) fn measures(
    doc: &PolicyDoc,
    queue: &QueueDoc,
    path: &Path<'_>,
    report: &mut Report,
) -> (IdleOver, (u32, Span)) {
    let idle_over = match queue.idle_over {
        // A zone that is none is reported where it stands.
        IdleOverDoc::Day => Zone::named(&doc.zone).map_or(IdleOver::Rolling(Span::days(1)), IdleOver::Day),
        IdleOverDoc::Rolling { span_s } => {
            let path = path.field("idle_over");
            let path = path.field("rolling");
            IdleOver::Rolling(report.some_span(&path.field("span_s"), span_s))
        }
    };
    let response = path.field("response");
    let over_last = queue.response.over_last;
    report.at_least_one(&response.field("over_last"), u64::from(over_last));
    if over_last > MOST_RESPONSES {
        let message = format!("{over_last} is more than the {MOST_RESPONSES} leads that are remembered");
        report.error(&response.field("over_last"), IssueKind::TooLarge, message);
    }
    let assumed = report.span(&response.field("assumed_s"), queue.response.assumed_s);
    report.some_span(&path.field("delay").field("handling_s"), queue.delay.handling_s);
    if queue.delay != DelayDoc::default() && doc.between_queues != BetweenQueuesDoc::CMu {
        let message = "`between_queues` is not `c_mu`, so this changes nothing";
        report.warn(&path.field("delay"), IssueKind::NoEffect, message);
    }
    without_effect(queue, path, report);
    (idle_over, (over_last, assumed))
}

/// What is said about a key the strategy does not have.
fn without_effect(queue: &QueueDoc, path: &Path<'_>, report: &mut Report) {
    let keys = queue.strategy.keys();
    let said = [
        ("idle", queue.idle != IdleDoc::default(), RankKeyDoc::LongestIdle, "longest_idle"),
        (
            "idle_over",
            queue.idle_over != IdleOverDoc::default(),
            RankKeyDoc::CumulativeIdle,
            "cumulative_idle",
        ),
        ("response", queue.response != ResponseDoc::default(), RankKeyDoc::Fastest, "fastest"),
    ];
    for (field, said, key, word) in said {
        if said && !keys.contains(&key) {
            let message = format!("the strategy does not rank by `{word}`, so this changes nothing");
            report.warn(&path.field(field), IssueKind::NoEffect, message);
        }
    }
}
