//! Where a queue's turns are written down, as its keys say.

use crate::layout::QueueLayout;
use crate::meter::rotation::Rotation;
use crate::meter::tally::{Kind, Rule};
use crate::policy::RankKeyDoc;

/// Where turns are written down. A change of it begins a rotation anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account {
    /// Whether the ledger is dealt smoothly.
    pub(crate) smooth: bool,
    /// The tally, if the ledger plays no part.
    pub(crate) tally: Option<Kind>,
}

impl Account {
    pub(crate) fn of(queue: &QueueLayout) -> Account {
        let keys = queue.keys.as_slice();
        let rule = keys.iter().find_map(|key| match key {
            RankKeyDoc::Pointer => Some(Rule::Pointer),
            RankKeyDoc::LowestCount => Some(Rule::LowestCount),
            RankKeyDoc::Stride => Some(Rule::Stride),
            RankKeyDoc::Quota => Some(Rule::Quota),
            _ => None,
        });
        let by_tier = keys.contains(&RankKeyDoc::Tier);
        Account {
            smooth: keys.contains(&RankKeyDoc::SmoothWeighted),
            tally: rule.map(|rule| Kind { rule, by_tier }),
        }
    }

    /// A rotation of this kind that nobody has a part in.
    pub(crate) fn begin(self) -> Rotation {
        Rotation::new(self.smooth, self.tally)
    }
}
