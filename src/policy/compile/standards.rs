//! The minimum standard of follow-up of a queue's members.

use super::report::Report;
use super::turns;
use crate::policy::compiled::{Below, Standard};
use crate::policy::doc::{BelowDoc, QueueDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// As many leads as are remembered of a member, a bit each.
const MOST_LEADS: u32 = 64;

pub(super) fn compile(queue: &QueueDoc, path: &Path<'_>, report: &mut Report) -> Option<Standard> {
    let own = queue.standard?;
    let path = path.field("standard");
    let within = report.some_span(&path.field("work_within_s"), own.work_within_s);
    report.at_least_one(&path.field("of_last"), u64::from(own.of_last));
    report.at_least_one(&path.field("min_leads"), u64::from(own.min_leads));
    report.at_least_one(&path.field("min_bp"), u64::from(own.min_bp));
    if own.of_last > MOST_LEADS {
        let message = format!("the last {MOST_LEADS} leads of a member are remembered at the most");
        report.error(&path.field("of_last"), IssueKind::TooLarge, message);
    }
    if own.min_leads > own.of_last {
        let message =
            format!("{} is more than `of_last`, {}: nobody is ever judged", own.min_leads, own.of_last);
        report.error(&path.field("min_leads"), IssueKind::TooLarge, message);
    }
    if own.min_bp > 10_000 {
        report.error(&path.field("min_bp"), IssueKind::TooLarge, "no share is above 10000 basis points");
    }
    let below = path.field("below");
    let below = match own.below {
        BelowDoc::SharePercent(percent) => {
            let path = below.field("share_percent");
            report.at_least_one(&path, u64::from(percent));
            if percent > 99 {
                report.error(&path, IssueKind::TooLarge, "less than 100 is less than all of it");
            }
            turns::keeps_a_ledger(queue, &path, "a part of a weight counts", report);
            Below::Share(percent)
        }
        BelowDoc::SuspendS(seconds) => {
            Below::Suspend(Some(report.some_span(&below.field("suspend_s"), seconds)))
        }
        BelowDoc::Suspend {} => Below::Suspend(None),
    };
    let (of_last, min_leads, min_bp) = (own.of_last, own.min_leads, own.min_bp);
    Some(Standard { within, of_last, min_leads, min_bp, below })
}
