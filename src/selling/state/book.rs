//! The book: what was sold and what was paid back, by buyer, by contract and by lead.

use serde::{Deserialize, Serialize};

use super::{ExchangeState, GivenBack, Sale};
use crate::id::{LeadId, Name};

/// Sales and returns, and their money in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookSum {
    /// How many sales, each buyer of a lead one.
    pub sales: u64,
    /// What they came to.
    pub sold_minor: u64,
    /// How many of them were taken back.
    pub returns: u64,
    /// What was paid back.
    pub refunded_minor: u64,
}

impl BookSum {
    pub(super) fn sell(&mut self, price_minor: u32) {
        self.sales = self.sales.saturating_add(1);
        self.sold_minor = self.sold_minor.saturating_add(u64::from(price_minor));
    }

    pub(super) fn take_back(&mut self, refund_minor: u32) {
        self.returns = self.returns.saturating_add(1);
        self.refunded_minor = self.refunded_minor.saturating_add(u64::from(refund_minor));
    }

    pub(super) fn add(&mut self, other: BookSum) {
        self.sales = self.sales.saturating_add(other.sales);
        self.sold_minor = self.sold_minor.saturating_add(other.sold_minor);
        self.returns = self.returns.saturating_add(other.returns);
        self.refunded_minor = self.refunded_minor.saturating_add(other.refunded_minor);
    }

    /// What remains of the sales.
    #[must_use]
    pub fn net_minor(&self) -> i128 {
        i128::from(self.sold_minor).saturating_sub(i128::from(self.refunded_minor))
    }
}

/// One line of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookLine<T> {
    /// Whose.
    pub of: T,
    /// How much.
    pub sum: BookSum,
}

/// The book of an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    /// By buyer.
    pub buyers: Vec<BookLine<Name>>,
    /// By contract.
    pub contracts: Vec<BookLine<Name>>,
    /// By lead, those that are forgotten aside.
    pub leads: Vec<BookLine<LeadId>>,
    /// Of the leads that are forgotten.
    pub forgotten: BookSum,
    /// Everything together, kept beside the others.
    pub total: BookSum,
}

impl Book {
    /// Whether the buyers, the contracts and the leads each come to the total, in sales, returns and minor units.
    #[must_use]
    pub fn balances(&self) -> bool {
        fn sum<T>(lines: &[BookLine<T>]) -> BookSum {
            lines.iter().fold(BookSum::default(), |mut sum, line| {
                sum.add(line.sum);
                sum
            })
        }
        let mut leads = sum(&self.leads);
        leads.add(self.forgotten);
        [sum(&self.buyers), sum(&self.contracts), leads].iter().all(|own| *own == self.total)
    }
}

impl Sale {
    /// What the lead has brought.
    #[must_use]
    pub fn sum(&self) -> BookSum {
        let mut sum = BookSum::default();
        for own in &self.sold {
            sum.sell(own.price_minor);
            if let GivenBack::Yes { refund_minor } = own.back {
                sum.take_back(refund_minor);
            }
        }
        sum
    }
}

impl ExchangeState {
    /// The book: a line for each buyer, contract and lead that anything was sold to, under or of.
    #[must_use]
    pub fn book(&self) -> Book {
        fn lines<'r, T: Clone + 'r>(rows: impl Iterator<Item = (&'r T, BookSum)>) -> Vec<BookLine<T>> {
            let sold = rows.filter(|(_, sum)| sum.sales > 0);
            sold.map(|(of, sum)| BookLine { of: of.clone(), sum }).collect()
        }
        Book {
            buyers: lines(self.buyers.iter().map(|(of, own)| (of, own.sum))),
            contracts: lines(self.contracts.iter().map(|(of, own)| (of, own.sum))),
            leads: lines(self.sales.iter().map(|(of, own)| (of, own.sum()))),
            forgotten: self.forgotten,
            total: self.total,
        }
    }
}
