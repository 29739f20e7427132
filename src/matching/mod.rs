//! Where a lead belongs: attributes as cells, conditions over them, and the index that finds the first rule that
//! holds. Beside them the accounts, which say whose company a lead is.

mod access;
#[cfg(feature = "accounts")]
pub mod account;
mod arena;
mod cell;
mod condition;
mod contain;
mod encode;
mod guard;
mod index;
mod interval;
mod later_texts;
mod posting;
mod prefix;
mod schema;
mod symbol;
mod table;
pub mod territory;
mod text_table;
mod texts;
mod tree;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use cell::Cell;
pub(crate) use condition::Condition;
pub(crate) use contain::{Branch, Container};
pub use encode::AttributeFault;
pub(crate) use encode::Encoded;
pub(crate) use index::RuleIndex;
pub(crate) use schema::Schema;
pub(crate) use symbol::Symbols;
pub(crate) use texts::TextSet;
pub(crate) use tree::{Test, Tree};
