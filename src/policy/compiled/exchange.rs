//! An exchange, names resolved.

use crate::calendar::Zone;
use crate::currency::Currency;
use crate::id::Name;
use crate::matching::Condition;
use crate::policy::compiled::CapWindow;
use crate::policy::doc::{
    DuplicateDecisionDoc, KeyReadDoc, OnReturnDoc, PostingDoc, ReserveDoc, SaleChoiceDoc, SalePriceDoc,
    SellDoc, TargetDoc,
};
use crate::time::Span;

#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) currency: Currency,
    pub(crate) zone: Zone,
    pub(crate) levels: Vec<Level>,
    pub(crate) terms: Vec<SaleTerms>,
    /// In the order of the document.
    pub(crate) buyers: Vec<Buyer>,
    /// By id.
    pub(crate) contracts: Vec<Contract>,
    /// Index in the schema.
    pub(crate) quality: Option<usize>,
    pub(crate) shown: Vec<Name>,
    pub(crate) duplicates: Vec<Duplicate>,
    pub(crate) returns: Option<SaleReturns>,
    pub(crate) reserve: ReserveDoc,
    pub(crate) posting: PostingDoc,
    pub(crate) prefer_more: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub(crate) id: Name,
    pub(crate) choice: SaleChoiceDoc,
    pub(crate) ping: Span,
    pub(crate) post: Span,
}

#[derive(Clone, Debug)]
pub(crate) struct SaleTerms {
    pub(crate) when: Option<Condition>,
    pub(crate) max_sales: u32,
    pub(crate) floor_minor: u64,
    pub(crate) sell: SellDoc,
    pub(crate) suppressed: Vec<Name>,
}

#[derive(Clone, Debug)]
pub(crate) struct Buyer {
    pub(crate) id: Name,
    pub(crate) caps: Vec<SaleCap>,
    pub(crate) credit_minor: Option<u64>,
    pub(crate) duplicates: Option<(Vec<KeyPart>, Span)>,
    pub(crate) ping: Option<Span>,
}

#[derive(Clone, Debug)]
pub(crate) struct Contract {
    pub(crate) id: Name,
    /// Index of the buyer.
    pub(crate) buyer: usize,
    /// Index of the level.
    pub(crate) level: usize,
    pub(crate) when: Option<Condition>,
    pub(crate) price: SalePriceDoc,
    /// The fewest and the most buyers.
    pub(crate) least: u32,
    pub(crate) most: u32,
    /// Indices of buyers.
    pub(crate) excludes: Vec<u32>,
    pub(crate) min_quality: Option<i64>,
    pub(crate) max_age: Option<Span>,
    /// Index of the calendar.
    pub(crate) calendar: Option<usize>,
    pub(crate) caps: Vec<SaleCap>,
    pub(crate) priority: u32,
    pub(crate) target: Option<TargetDoc>,
}

#[derive(Clone, Debug)]
pub(crate) struct SaleCap {
    pub(crate) id: Name,
    pub(crate) limit: u64,
    pub(crate) spend: bool,
    /// Whether the last lead may cost more than remains.
    pub(crate) overspend: bool,
    pub(crate) window: CapWindow,
    pub(crate) zone: Zone,
    pub(crate) on_return: OnReturnDoc,
}

#[derive(Clone, Debug)]
pub(crate) struct KeyPart {
    pub(crate) attribute: Name,
    pub(crate) read_as: KeyReadDoc,
}

#[derive(Clone, Debug)]
pub(crate) struct Duplicate {
    pub(crate) id: Name,
    pub(crate) keys: Vec<KeyPart>,
    pub(crate) look_back: Span,
    pub(crate) same: Option<Name>,
    pub(crate) decision: DuplicateDecisionDoc,
}

#[derive(Clone, Debug)]
pub(crate) struct SaleReturns {
    pub(crate) window: Span,
    pub(crate) reasons: Vec<String>,
    pub(crate) rate_cap_bp: Option<u32>,
    pub(crate) rate_over: Span,
    pub(crate) auto_accept: Option<Span>,
    pub(crate) refund_percent: u8,
    pub(crate) resell: bool,
}

impl Exchange {
    pub(crate) fn contract(&self, id: &Name) -> Option<&Contract> {
        let at = self.contracts.binary_search_by(|own| own.id.cmp(id)).ok()?;
        self.contracts.get(at)
    }

    pub(crate) fn buyer_of(&self, contract: &Contract) -> Option<&Buyer> {
        self.buyers.get(contract.buyer)
    }

    pub(crate) fn buyer(&self, id: &Name) -> Option<&Buyer> {
        self.buyers.iter().find(|own| own.id == *id)
    }
}
