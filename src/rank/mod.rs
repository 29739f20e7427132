//! What a member of a queue is worth under each key a strategy compares by: the least is next. One file a key; a
//! strategy's name is a list of keys, compared in order, and what is still a tie ends in the order of the agents' ids.
//!
//! Turns are no such number: what a member is owed depends on who shares, and the queue's ledger says it. Lots are none
//! either: they are drawn for each lead.

mod draw;
mod fewest;
mod free;
mod idle;
mod idle_in_all;
mod load;
mod priority;
mod ranking;
mod recency;
mod response;
mod score;
mod sheet;
mod tally;
mod tier;

use crate::layout::Seat;
use crate::policy::RankKeyDoc;
use crate::time::{Span, Timestamp};

pub(crate) use draw::{Draw, Tries, drawn_below};
pub(crate) use idle_in_all::IdleInAll;
pub(crate) use ranking::{Rank, Ranking};
pub use score::Weighed;
pub(crate) use sheet::Sheet;
pub(crate) use tally::{AFTER_POINTER, entry};

/// What the keys look at.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) seat: Seat,
    /// The number of the queue's last offer to this member, 0 for none.
    pub(crate) last_offer: u64,
    pub(crate) idle_since: Timestamp,
    /// Idle time in all since the queue's day began, where the queue adds it up by the day.
    pub(crate) idle_in_all: IdleInAll,
    /// Units of open work.
    pub(crate) units: u32,
    /// Open leads.
    pub(crate) leads: u32,
    /// Units of capacity left for a lead of this queue; `u32::MAX` is no limit.
    pub(crate) free: u32,
    /// The mean time to a first attempt, where the queue keeps it.
    pub(crate) response: Span,
    /// What the queue's tally keeps of the member; under a pointer its place in the circle.
    pub(crate) mark: i64,
}

/// What a member is worth under a key; none under those that no number of the member's own says: turns and lots. Idle time
/// that adds up by the clock has a number that says it for those alike who hold a lead, or hold none.
pub(crate) fn worth(of: RankKeyDoc, facts: &Facts) -> Option<i64> {
    Some(match of {
        RankKeyDoc::Tier => tier::worth(facts),
        RankKeyDoc::LeastRecent => recency::worth(facts),
        RankKeyDoc::LongestIdle => idle::worth(facts),
        RankKeyDoc::CumulativeIdle => idle_in_all::worth(facts),
        RankKeyDoc::LeastLoaded => load::worth(facts),
        RankKeyDoc::Priority => priority::worth(facts),
        RankKeyDoc::Fewest => fewest::worth(facts),
        RankKeyDoc::MostFree => free::worth(facts),
        RankKeyDoc::Fastest => response::worth(facts),
        RankKeyDoc::Pointer | RankKeyDoc::LowestCount | RankKeyDoc::Stride | RankKeyDoc::Quota => {
            tally::worth(facts)
        }
        RankKeyDoc::Turns
        | RankKeyDoc::SmoothWeighted
        | RankKeyDoc::Random
        | RankKeyDoc::MeritDraw
        | RankKeyDoc::Affinity
        | RankKeyDoc::Score
        | RankKeyDoc::PowerOfTwo => return None,
    })
}
