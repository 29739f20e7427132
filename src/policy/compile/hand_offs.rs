//! Hand-offs to closers.

use super::plans::Reader;
use crate::policy::compiled::{HandOff, NoCloser, Ring};
use crate::policy::doc::{HandOffDoc, NoCloserDoc, RingDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// The most rings of a hand-off, and the most closers rung at once.
const MOST: u32 = 20;

impl Reader<'_> {
    pub(super) fn hand_off(&mut self, doc: &HandOffDoc, path: &Path<'_>) -> Option<HandOff> {
        let list = path.field("rings");
        if doc.rings.is_empty() {
            self.report.error(&list, IssueKind::TooSmall, "a hand-off rings at least once");
        }
        if doc.rings.len() > usize::try_from(MOST).unwrap_or(usize::MAX) {
            let message = format!("{} rings, {MOST} are allowed", doc.rings.len());
            self.report.error(&list, IssueKind::TooLarge, message);
        }
        let mut rings = Vec::with_capacity(doc.rings.len());
        for (at, ring) in doc.rings.iter().enumerate() {
            rings.push(self.ring(ring, &list.index(at)));
        }
        let otherwise = path.field("otherwise");
        let otherwise = match &doc.otherwise {
            NoCloserDoc::Keep {} => Some(NoCloser::Keep),
            NoCloserDoc::CallBack { after } => {
                let path = otherwise.field("call_back");
                self.timer(after, &path.field("after"), 1).map(NoCloser::CallBack)
            }
            NoCloserDoc::Stage(stage) => {
                self.stage_slot(stage, &otherwise.field("stage")).map(NoCloser::Stage)
            }
        };
        if let Some(code) = &doc.code {
            self.report.text(&path.field("code"), code);
        }
        let billable = path.field("billable_after_s");
        Some(HandOff {
            rings: rings.into_iter().collect::<Option<_>>()?,
            one_at_a_time: doc.one_at_a_time,
            otherwise: otherwise?,
            code: doc.code.clone(),
            billable_after: doc.billable_after_s.map(|seconds| self.report.span(&billable, seconds)),
        })
    }

    fn ring(&mut self, doc: &RingDoc, path: &Path<'_>) -> Option<Ring> {
        let within = self.report.some_span(&path.field("within_s"), doc.within_s);
        let at_once = path.field("at_once");
        self.report.at_least_one(&at_once, u64::from(doc.at_once));
        if doc.at_once > MOST {
            let message = format!("{} at once, {MOST} are allowed", doc.at_once);
            self.report.error(&at_once, IssueKind::TooLarge, message);
        }
        self.report.at_least_one(&path.field("rounds"), u64::from(doc.rounds));
        let queue = self.queue(&doc.queue, &path.field("queue"))?;
        Some(Ring { queue, within, at_once: doc.at_once, rounds: doc.rounds })
    }
}
