//! The merit of agents: what came of the leads dealt to them, counted period by period, against what anybody of the
//! group would have made of the same leads.
//!
//! Counts are whole leads. Old periods are dropped, never faded: what is in the window can be counted by hand. Ratios
//! are integers, rounded down and in the unit their name says.

mod adjust;
mod affinity;
mod beta;
mod grade;
mod group;
mod load;
mod results;
mod review;
mod track_record;

pub use adjust::{AdjustRules, Adjusted, Metric, adjust};
pub use affinity::{Affined, Affinity, AffinityRules, ValueAffinity};
pub use beta::Drawn;
pub(crate) use beta::{beta, beta_from};
pub use grade::{Change, Grade, Raise};
pub use group::Group;
pub(crate) use load::MOST_HELD;
pub use load::{DeclineRules, FullFrom, LoadBand, LoadRules, Loads, full_from};
pub(crate) use results::judged;
pub use results::{Results, Score};
pub use review::{Member, Rules, TierRules, review};
pub use track_record::TrackRecord;
pub(crate) use track_record::TrackRecords;
