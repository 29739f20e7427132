//! Selling a lead to one or several buyers.

mod choice;

pub use choice::{Choice, Chosen, Contender, SaleRange, Share, choose, choose_by_share};
