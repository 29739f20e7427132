//! What an exchange remembers.

mod apply;
mod book;
mod check;
mod sale;

use core::ops::Bound;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{LeadId, Name};
use crate::policy::Digest;
use crate::selling::count::Meter;
use crate::time::{Span, Timestamp};

pub use apply::SaleApplyError;
pub use book::{Book, BookLine, BookSum};
pub use sale::{
    Asked, GivenBack, Hold, Member, MemberStanding, Sale, SaleStanding, SaleTermsOf, Says, SoldTo,
};

/// What an exchange remembers: the leads for sale and sold, what is counted, and the book.
///
/// It changes by [`apply`](ExchangeState::apply) alone. Two exchanges that have taken in the same records are equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeState {
    pub(in crate::selling) revision: u64,
    pub(in crate::selling) clock: Timestamp,
    pub(in crate::selling) sales: BTreeMap<LeadId, Sale>,
    pub(in crate::selling) counters: BTreeMap<Meter, BTreeMap<Timestamp, u64>>,
    pub(in crate::selling) buyers: BTreeMap<Name, BuyerRow>,
    pub(in crate::selling) contracts: BTreeMap<Name, ContractRow>,
    pub(in crate::selling) seen: BTreeMap<Digest, Vec<Seen>>,
    /// When remembered sales are forgotten.
    pub(in crate::selling) expiring: BTreeMap<Timestamp, Vec<Digest>>,
    pub(in crate::selling) total: BookSum,
    /// Of leads that are forgotten.
    pub(in crate::selling) forgotten: BookSum,
    /// When something is due, lead by lead; made from the sales.
    #[serde(skip)]
    pub(in crate::selling) timers: BTreeSet<(Timestamp, LeadId)>,
}

/// A buyer's money.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::selling) struct BuyerRow {
    pub(in crate::selling) deposited_minor: u64,
    pub(in crate::selling) held_minor: u64,
    pub(in crate::selling) sum: BookSum,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::selling) struct ContractRow {
    pub(in crate::selling) last_sold: Option<Timestamp>,
    pub(in crate::selling) sum: BookSum,
}

/// A lead by one of its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::selling) struct Seen {
    pub(in crate::selling) lead: LeadId,
    /// When it was sold, and until when that is remembered; none while it is for sale.
    pub(in crate::selling) sold: Option<(Timestamp, Timestamp)>,
    /// Who bought it.
    pub(in crate::selling) buyers: Vec<Name>,
}

impl Default for ExchangeState {
    fn default() -> Self {
        ExchangeState {
            revision: 0,
            clock: Timestamp::MIN,
            sales: BTreeMap::new(),
            counters: BTreeMap::new(),
            buyers: BTreeMap::new(),
            contracts: BTreeMap::new(),
            seen: BTreeMap::new(),
            expiring: BTreeMap::new(),
            total: BookSum::default(),
            forgotten: BookSum::default(),
            timers: BTreeSet::new(),
        }
    }
}

/// Why a snapshot cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the snapshot of an exchange cannot be read: {0}")]
pub struct SaleRestoreError(pub String);

impl ExchangeState {
    /// An exchange on which nothing has happened.
    #[must_use]
    pub fn new() -> ExchangeState {
        ExchangeState::default()
    }

    /// How many records it has taken in.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The instant of the last of them.
    #[must_use]
    pub fn clock(&self) -> Timestamp {
        self.clock
    }

    /// A lead that is for sale, or was.
    #[must_use]
    pub fn sale(&self, lead: &LeadId) -> Option<&Sale> {
        self.sales.get(lead)
    }

    /// All of them, by id.
    pub fn sales(&self) -> impl Iterator<Item = (&LeadId, &Sale)> {
        self.sales.iter()
    }

    /// When to [`Tick`](crate::selling::SaleCommand::Tick), if nothing happens before.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// The leads of which it is not known who has taken them, by id. They wait for
    /// [`Resolve`](crate::selling::SaleCommand::Resolve), and for nothing else.
    pub fn unresolved(&self) -> impl Iterator<Item = &LeadId> {
        self.sales.iter().filter(|(_, own)| own.standing() == SaleStanding::Unresolved).map(|(id, _)| id)
    }

    /// How much is counted in the window that begins at an instant.
    #[must_use]
    pub fn counted(&self, meter: &Meter, at: Timestamp) -> u64 {
        self.counters.get(meter).and_then(|own| own.get(&at)).copied().unwrap_or(0)
    }

    /// How much was counted in a span up to an instant: what was counted just a span ago is out.
    #[must_use]
    pub fn counted_within(&self, meter: &Meter, span: Span, now: Timestamp) -> u64 {
        self.within(meter, span, now).fold(0, |sum, (_, amount)| sum.saturating_add(amount))
    }

    pub(in crate::selling) fn within(
        &self,
        meter: &Meter,
        span: Span,
        now: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, u64)> {
        let first = if now.since(Timestamp::MIN) <= span {
            Bound::Included(Timestamp::MIN)
        } else {
            Bound::Excluded(now.minus(span))
        };
        let own = self.counters.get(meter);
        own.into_iter()
            .flat_map(move |own| own.range((first, Bound::Included(now))))
            .map(|(at, own)| (*at, *own))
    }

    /// What a buyer has left to spend who pays in advance with so much credit, in minor units; below nothing where the credit
    /// was lowered.
    #[must_use]
    pub fn funds_minor(&self, buyer: &Name, credit_minor: u64) -> i128 {
        let own = self.buyers.get(buyer).cloned().unwrap_or_default();
        let has = [credit_minor, own.deposited_minor, own.sum.refunded_minor];
        let spent = [own.sum.sold_minor, own.held_minor];
        let sum = |all: &[u64]| all.iter().fold(0_i128, |sum, own| sum.saturating_add(i128::from(*own)));
        sum(&has).saturating_sub(sum(&spent))
    }

    /// The state as bytes, the same for equal states.
    ///
    /// # Errors
    /// Never for a state that came of records; the reason should a value not be writable.
    pub fn snapshot(&self) -> Result<Vec<u8>, SaleRestoreError> {
        postcard::to_stdvec(self).map_err(|error| SaleRestoreError(error.to_string()))
    }

    /// The state a snapshot is of.
    ///
    /// # Errors
    /// [`SaleRestoreError`] when the bytes are no snapshot, or one of a state that does not hold together.
    pub fn restore(bytes: &[u8]) -> Result<ExchangeState, SaleRestoreError> {
        let mut state: ExchangeState =
            postcard::from_bytes(bytes).map_err(|error| SaleRestoreError(error.to_string()))?;
        state.timers = state.due();
        state.check().map_err(SaleRestoreError)?;
        Ok(state)
    }

    fn due(&self) -> BTreeSet<(Timestamp, LeadId)> {
        self.sales.iter().filter_map(|(id, own)| Some((own.next_deadline()?, id.clone()))).collect()
    }
}
