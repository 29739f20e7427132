//! The merit of agents: what came of the leads dealt to them, counted period by period, against what anybody of the
//! group would have made of the same leads.
//!
//! Counts are whole leads. Old periods are dropped, never faded: what is in the window can be counted by hand. Ratios
//! are integers, rounded down and in the unit their name says.

mod account;
mod group;
mod review;
mod grade;
mod tally;

pub use account::Account;
pub(crate) use account::Accounts;
pub use group::Group;
pub use review::{Member, Rules, TierRules, review};
pub use grade::{Change, Raise, Grade};
pub use tally::{Score, Tally};
