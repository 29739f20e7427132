//! Taking records in.

use super::{ExchangeState, Sale, Seen};
use crate::id::{LeadId, Name};
use crate::selling::count::{Counted, SaleKey};
use crate::selling::event::{SaleEvent, SaleRecord};
use crate::time::Timestamp;

/// Why a record does not follow on what an exchange knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaleApplyError {
    /// It is not the next one.
    #[error("the record is of revision {found}, {expected} is next")]
    Revision {
        /// The revision that is next.
        expected: u64,
        /// The record's.
        found: u64,
    },
    /// It is older than the one before.
    #[error("the record is of {found}, the one before of {clock}")]
    ClockBack {
        /// The instant of the one before.
        clock: Timestamp,
        /// The record's.
        found: Timestamp,
    },
    /// It speaks of a lead that is not there, or brings one that is.
    #[error("the record does not fit lead `{0}`")]
    Lead(LeadId),
}

impl ExchangeState {
    /// Takes a record in: all of it, or nothing where it does not follow.
    ///
    /// # Errors
    /// [`SaleApplyError`] when it is not the next record, or speaks of a lead that is not there.
    pub fn apply(&mut self, record: &SaleRecord) -> Result<(), SaleApplyError> {
        let expected = self.revision.saturating_add(1);
        if record.revision != expected {
            return Err(SaleApplyError::Revision { expected, found: record.revision });
        }
        if record.at < self.clock {
            return Err(SaleApplyError::ClockBack { clock: self.clock, found: record.at });
        }
        self.fits(record)?;
        self.revision = expected;
        self.clock = record.at;
        self.forget_expired(record.at);
        for event in &record.events {
            self.take(event, record.at);
        }
        Ok(())
    }

    /// Whether every event's lead is there when its turn comes.
    fn fits(&self, record: &SaleRecord) -> Result<(), SaleApplyError> {
        let mut come: Vec<&LeadId> = Vec::new();
        let mut gone: Vec<&LeadId> = Vec::new();
        for event in &record.events {
            let Some(lead) = event.lead() else { continue };
            let there = come.contains(&lead) || self.sales.contains_key(lead) && !gone.contains(&lead);
            match event {
                SaleEvent::Offered { .. } if !there => come.push(lead),
                SaleEvent::Forgotten { .. } if there => {
                    come.retain(|own| *own != lead);
                    gone.push(lead);
                }
                SaleEvent::Offered { .. } => return Err(SaleApplyError::Lead(lead.clone())),
                _ if !there => return Err(SaleApplyError::Lead(lead.clone())),
                _ => {}
            }
        }
        Ok(())
    }

    fn take(&mut self, event: &SaleEvent, at: Timestamp) {
        if let SaleEvent::Offered { lead, terms, keys } = event {
            for key in keys {
                let seen = Seen { lead: lead.id().clone(), sold: None, buyers: Vec::new() };
                self.seen.entry(key.digest).or_default().push(seen);
            }
            let sale = Sale::new(lead.clone(), terms.clone(), keys.clone(), at);
            self.sales.insert(lead.id().clone(), sale);
        }
        let Some(id) = event.lead().cloned() else {
            if let SaleEvent::Deposited { buyer, amount_minor } = event {
                let row = self.buyers.entry(buyer.clone()).or_default();
                row.deposited_minor = row.deposited_minor.saturating_add(*amount_minor);
            }
            return;
        };
        let Some(mut sale) = self.sales.remove(&id) else { return };
        if let Some(due) = sale.next_deadline() {
            self.timers.remove(&(due, id.clone()));
        }
        self.count(event, &sale);
        self.enter_in_book(event, &id, &sale, at);
        sale.take(event, at);
        if matches!(event, SaleEvent::Forgotten { .. }) {
            self.forgotten.add(sale.sum());
            return;
        }
        if let Some(due) = sale.next_deadline() {
            self.timers.insert((due, id.clone()));
        }
        self.sales.insert(id, sale);
    }

    /// Counters and funds reserved.
    fn count(&mut self, event: &SaleEvent, sale: &Sale) {
        match event {
            SaleEvent::Held { buyer, counts, funds_minor, .. } => {
                counts.iter().for_each(|own| self.add(own));
                let row = self.buyers.entry(buyer.clone()).or_default();
                row.held_minor = row.held_minor.saturating_add(*funds_minor);
            }
            SaleEvent::Released { contract, .. } => {
                if let Some(hold) = sale.holds.get(contract) {
                    hold.counts.iter().for_each(|own| self.subtract(own));
                    self.let_go(&hold.buyer, hold.funds_minor);
                }
            }
            SaleEvent::Sold { contract, counts, .. } => {
                if let Some(hold) = sale.holds.get(contract) {
                    self.let_go(&hold.buyer, hold.funds_minor);
                }
                counts.iter().for_each(|own| self.add(own));
            }
            SaleEvent::ReturnAsked { count, .. } => self.add(count),
            SaleEvent::ReturnRefused { contract, .. } => {
                if let Some(super::GivenBack::Asked { count, .. }) =
                    sale.sold_to(contract).map(|own| &own.back)
                {
                    self.subtract(count);
                }
            }
            SaleEvent::Returned { given_back, .. } => given_back.iter().for_each(|own| self.subtract(own)),
            _ => {}
        }
    }

    fn enter_in_book(&mut self, event: &SaleEvent, id: &LeadId, sale: &Sale, at: Timestamp) {
        match event {
            SaleEvent::Sold { contract, buyer, price_minor, keys, .. } => {
                self.total.sell(*price_minor);
                self.buyers.entry(buyer.clone()).or_default().sum.sell(*price_minor);
                let row = self.contracts.entry(contract.clone()).or_default();
                row.sum.sell(*price_minor);
                row.last_sold = Some(at);
                keys.iter().for_each(|key| self.remember(key, id, vec![buyer.clone()], at));
            }
            SaleEvent::Returned { contract, refund_minor, .. } => {
                self.total.take_back(*refund_minor);
                if let Some(sold) = sale.sold_to(contract) {
                    self.buyers.entry(sold.buyer.clone()).or_default().sum.take_back(*refund_minor);
                }
                self.contracts.entry(contract.clone()).or_default().sum.take_back(*refund_minor);
            }
            SaleEvent::Closed { sold, .. } => {
                for key in &sale.keys {
                    if let Some(seen) = self.seen.get_mut(&key.digest) {
                        seen.retain(|own| own.lead != *id);
                    }
                    if *sold || !sale.sold.is_empty() {
                        let buyers = sale.sold.iter().map(|own| own.buyer.clone()).collect();
                        let last = sale.sold.iter().map(|own| own.at).max().unwrap_or(at);
                        self.remember(key, id, buyers, last);
                    }
                }
                self.drop_empty(sale);
            }
            _ => {}
        }
    }

    fn remember(&mut self, key: &SaleKey, lead: &LeadId, buyers: Vec<Name>, at: Timestamp) {
        let until = at.plus(key.keep);
        let seen = Seen { lead: lead.clone(), sold: Some((at, until)), buyers };
        self.seen.entry(key.digest).or_default().push(seen);
        self.expiring.entry(until).or_default().push(key.digest);
    }

    fn drop_empty(&mut self, sale: &Sale) {
        for digest in sale.digests() {
            if self.seen.get(&digest).is_some_and(Vec::is_empty) {
                self.seen.remove(&digest);
            }
        }
    }

    /// Sales whose look-back is over.
    fn forget_expired(&mut self, now: Timestamp) {
        while let Some(first) = self.expiring.first_entry().filter(|own| *own.key() <= now) {
            for digest in first.remove() {
                if let Some(seen) = self.seen.get_mut(&digest) {
                    seen.retain(|own| own.sold.is_none_or(|(_, until)| until > now));
                    if seen.is_empty() {
                        self.seen.remove(&digest);
                    }
                }
            }
        }
    }

    fn add(&mut self, count: &Counted) {
        let own = self.counters.entry(count.meter.clone()).or_default();
        while own.first_entry().is_some_and(|first| *first.key() < count.forget_before) {
            own.pop_first();
        }
        let counted = own.entry(count.at).or_default();
        *counted = counted.saturating_add(count.amount);
    }

    /// Nothing where the window is forgotten.
    fn subtract(&mut self, count: &Counted) {
        let Some(own) = self.counters.get_mut(&count.meter) else { return };
        if let Some(counted) = own.get_mut(&count.at) {
            *counted = counted.saturating_sub(count.amount);
            if *counted == 0 {
                own.remove(&count.at);
            }
        }
        if own.is_empty() {
            self.counters.remove(&count.meter);
        }
    }

    fn let_go(&mut self, buyer: &Name, funds_minor: u64) {
        if let Some(row) = self.buyers.get_mut(buyer) {
            row.held_minor = row.held_minor.saturating_sub(funds_minor);
        }
    }
}
