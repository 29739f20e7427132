//! A floor hears how a sale has ended.

use crate::command::{Command, Correction};
use crate::id::Name;
use crate::selling::outcome::LeadNews;
use crate::selling::state::SaleStanding;

/// The command by which a floor hears how a sale has ended, for a plan whose stage waits for it; none while it has not.
///
/// The attribute `sale` becomes `sold` or `unsold`; where everybody has given the lead back and nobody else has bought it,
/// `back` becomes `unsold`. Both are text attributes of the policy. So selling is a stage of a plan like any other: a `hold` until
/// `sale` is there, and what nobody buys goes on to the next stage.
#[must_use]
pub fn hand_over(news: &LeadNews, sale: &Name, back: &Name) -> Option<Command> {
    let (attribute, value) = match news.standing {
        SaleStanding::Sold => (sale, "sold"),
        SaleStanding::Unsold if news.given_back => (back, "unsold"),
        SaleStanding::Unsold => (sale, "unsold"),
        SaleStanding::Pinging | SaleStanding::Posting | SaleStanding::Unresolved => return None,
    };
    let corrections = vec![Correction { attribute: attribute.clone(), value: value.into() }];
    Some(Command::Revise { lead: news.lead.clone(), corrections, inquired: false })
}
