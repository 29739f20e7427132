//! Where a queue's turns are written down, as its keys say.

use crate::layout::{QueueLayout, SheetsLayout};
use crate::meter::rotation::Rotation;
use crate::meter::tally::{Kind, Rule};
use crate::policy::RankKeyDoc;

/// Where turns are written down. A change of it begins a rotation anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// Whether the ledger is dealt smoothly.
    pub(crate) smooth: bool,
    /// The tally, if the ledger plays no part.
    pub(crate) tally: Option<Kind>,
}

impl Sheet {
    /// Of the leads of a queue.
    pub(crate) fn of(queue: &QueueLayout) -> Sheet {
        let key = Sheet::key(queue);
        let rule = match key {
            Some(RankKeyDoc::Pointer) => Some(Rule::Pointer),
            Some(RankKeyDoc::LowestCount) => Some(Rule::LowestCount),
            Some(RankKeyDoc::Stride) => Some(Rule::Stride),
            Some(RankKeyDoc::Quota) => Some(Rule::Quota),
            Some(RankKeyDoc::LeastRecent) => Some(Rule::Recent),
            _ => None,
        };
        let by_tier = key != Some(RankKeyDoc::LeastRecent) && queue.keys.contains(&RankKeyDoc::Tier);
        Sheet {
            smooth: key == Some(RankKeyDoc::SmoothWeighted),
            tally: rule.map(|rule| Kind { rule, by_tier }),
        }
    }

    /// In the queue's own sheet: nothing but who weighs what, if it shares one with others.
    pub(crate) fn own(queue: &QueueLayout) -> Sheet {
        match queue.sheets {
            SheetsLayout::Shared(_) => Sheet { tally: None, ..Sheet::of(queue) },
            _ => Sheet::of(queue),
        }
    }

    /// The key that deals its turns. Who was asked when is known of each queue by itself, so that is turns only where they
    /// are counted for other leads.
    pub(crate) fn key(queue: &QueueLayout) -> Option<RankKeyDoc> {
        let elsewhere = queue.sheets != SheetsLayout::Own;
        let recency = || elsewhere && queue.keys.contains(&RankKeyDoc::LeastRecent);
        let rotates = queue.keys.iter().copied().find(|key| key.rotates());
        rotates.or_else(|| recency().then_some(RankKeyDoc::LeastRecent))
    }

    /// A rotation of this kind that nobody has a part in.
    pub(crate) fn begin(self) -> Rotation {
        Rotation::new(self.smooth, self.tally)
    }
}
