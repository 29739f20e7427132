//! A decision on its way: one lead, what happens to it, and what that counts.

use std::collections::BTreeMap;

use crate::id::{LeadId, Name};
use crate::policy::{Exchange, Policy};
use crate::selling::count::{Counted, Meter};
use crate::selling::event::SaleEvent;
use crate::selling::outcome::{LeadNews, SaleAsk};
use crate::selling::state::{ExchangeState, GivenBack, Sale};
use crate::selling::why::{PassedOver, WhyPassed};
use crate::time::Timestamp;

pub(super) struct Draft<'d> {
    pub(super) policy: &'d Policy,
    pub(super) exchange: &'d Exchange,
    pub(super) state: &'d ExchangeState,
    pub(super) now: Timestamp,
    pub(super) id: LeadId,
    /// As the events so far have left it.
    pub(super) sale: Sale,
    pub(super) events: Vec<SaleEvent>,
    pub(super) asks: Vec<SaleAsk>,
    pub(super) passed_over: Vec<PassedOver>,
    sold_minor: Option<u64>,
    refunded_minor: Option<u64>,
    /// What the events so far have counted.
    counted: BTreeMap<(Meter, Timestamp), i128>,
    /// What they have reserved of each buyer's funds.
    held: BTreeMap<Name, i128>,
}

impl<'d> Draft<'d> {
    pub(super) fn new(
        (policy, exchange): (&'d Policy, &'d Exchange),
        state: &'d ExchangeState,
        now: Timestamp,
        sale: Sale,
    ) -> Draft<'d> {
        Draft {
            policy,
            exchange,
            state,
            now,
            id: sale.lead.id().clone(),
            sale,
            events: Vec::new(),
            asks: Vec::new(),
            passed_over: Vec::new(),
            sold_minor: None,
            refunded_minor: None,
            counted: BTreeMap::new(),
            held: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, event: SaleEvent) {
        match &event {
            SaleEvent::Held { buyer, counts, funds_minor, .. } => {
                self.count(counts, 1);
                self.hold(buyer, i128::from(*funds_minor));
            }
            SaleEvent::Released { contract, .. } => {
                if let Some(hold) = self.sale.holds.get(contract).cloned() {
                    self.count(&hold.counts, -1);
                    self.hold(&hold.buyer, i128::from(hold.funds_minor).saturating_neg());
                }
            }
            SaleEvent::Sold { price_minor, .. } => {
                let sold = self.sold_minor.unwrap_or(0).saturating_add(u64::from(*price_minor));
                self.sold_minor = Some(sold);
            }
            SaleEvent::Returned { refund_minor, given_back, .. } => {
                let refunded = self.refunded_minor.unwrap_or(0).saturating_add(u64::from(*refund_minor));
                self.refunded_minor = Some(refunded);
                self.count(given_back, -1);
            }
            _ => {}
        }
        self.sale.take(&event, self.now);
        self.events.push(event);
    }

    fn count(&mut self, counts: &[Counted], sign: i128) {
        for count in counts {
            let own = self.counted.entry((count.meter.clone(), count.at)).or_default();
            *own = own.saturating_add(i128::from(count.amount).saturating_mul(sign));
        }
    }

    fn hold(&mut self, buyer: &Name, amount: i128) {
        let own = self.held.entry(buyer.clone()).or_default();
        *own = own.saturating_add(amount);
    }

    /// How much of this decision's own is counted at a place.
    pub(super) fn own_count(&self, meter: &Meter, at: Timestamp) -> i128 {
        self.counted.get(&(meter.clone(), at)).copied().unwrap_or(0)
    }

    /// What a buyer has left to spend who pays in advance.
    pub(super) fn funds(&self, buyer: &Name, credit_minor: u64) -> i128 {
        let own = self.held.get(buyer).copied().unwrap_or(0);
        self.state.funds_minor(buyer, credit_minor).saturating_sub(own)
    }

    pub(super) fn pass(&mut self, contract: &Name, why: WhyPassed, clears_at: Option<Timestamp>) {
        self.passed_over.push(PassedOver { contract: contract.clone(), why, clears_at });
    }

    pub(super) fn release(&mut self, contract: &Name) {
        if self.sale.holds.contains_key(contract) {
            self.add(SaleEvent::Released { lead: self.id.clone(), contract: contract.clone() });
        }
    }

    pub(super) fn release_all(&mut self) {
        let held: Vec<Name> = self.sale.holds.keys().cloned().collect();
        held.iter().for_each(|own| self.release(own));
    }

    pub(super) fn news(&self) -> LeadNews {
        let sold = &self.sale.sold;
        LeadNews {
            lead: self.id.clone(),
            standing: self.sale.standing(),
            sold_minor: self.sold_minor,
            refunded_minor: self.refunded_minor,
            given_back: !sold.is_empty() && sold.iter().all(|own| matches!(own.back, GivenBack::Yes { .. })),
            asks: self.asks.clone(),
            passed_over: self.passed_over.clone(),
        }
    }
}
