//! How turns are dealt, beside the strategy.

use super::report::Report;
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

/// Whether the order of the members changes by turns alone, not by what they hold, by lot or by the clock.
fn knows_whose_turn_it_is(keys: &[RankKeyDoc]) -> bool {
    use RankKeyDoc::{LeastRecent, LowestCount, Pointer, Quota, SmoothWeighted, Stride, Tier, Turns};
    let mut rest = keys.iter().filter(|key| **key != Tier);
    let turns = |key: &RankKeyDoc| {
        matches!(key, Turns | Pointer | LeastRecent | LowestCount | Stride | SmoothWeighted | Quota)
    };
    rest.next().is_some_and(turns) && rest.next().is_none()
}
