//! Entering a level: who would have the lead, and who is asked.

use super::draft::Draft;
use super::keys::digest;
use crate::matching::Encoded;
use crate::policy::{Contract, ReserveDoc, SalePriceDoc};
use crate::selling::asks::pings;
use crate::selling::event::SaleEvent;
use crate::selling::state::{Asked, GivenBack, Says, SoldTo};
use crate::selling::why::{PassedOver, WhyPassed};

impl Draft<'_> {
    /// Enters this level, or the first after it that somebody would buy on; closes the sale where there is none.
    pub(super) fn enter(&mut self, first: usize) {
        let mut level = first;
        loop {
            self.release_all();
            let Some(own) = self.exchange.levels.get(level) else {
                let kept = |own: &SoldTo| !matches!(own.back, GivenBack::Yes { .. });
                let sold = self.sale.sold.iter().any(kept);
                return self.add(SaleEvent::Closed { lead: self.id.clone(), sold });
            };
            let asked = self.candidates(level);
            if !asked.is_empty() {
                let (id, name) = (self.id.clone(), own.id.clone());
                self.add(SaleEvent::LevelEntered { lead: id, level: name, asked });
                if self.exchange.reserve == ReserveDoc::AtPing {
                    self.reserve_fixed();
                }
                if self.sale.is_waiting() {
                    let asks = pings(self.exchange, &self.sale);
                    return self.asks.extend(asks);
                }
                if self.choose() {
                    return;
                }
            }
            level = level.saturating_add(1);
        }
    }

    /// The level after the one the lead is on.
    pub(super) fn enter_next(&mut self) {
        let at = self.exchange.levels.iter().position(|own| Some(&own.id) == self.sale.level.as_ref());
        self.enter(at.map_or(usize::MAX, |at| at.saturating_add(1)));
    }

    fn candidates(&mut self, level: usize) -> Vec<(crate::id::Name, Asked)> {
        let lead = self.sale.lead.clone();
        let mut encoded = Encoded::default();
        self.policy.schema.encode_kept(&lead, &mut encoded);
        let exchange = self.exchange;
        let mut asked = Vec::new();
        for contract in exchange.contracts.iter().filter(|own| own.level == level) {
            let Some(buyer) = exchange.buyer_of(contract) else { continue };
            let passed = self.gates(contract, &encoded).and_then(|()| {
                let least = match contract.price {
                    SalePriceDoc::Fixed { price_minor } => price_minor,
                    SalePriceDoc::Bid { min_minor, .. } => min_minor,
                };
                self.room(contract, buyer, least).map(|_| ())
            });
            if let Err(passed) = passed {
                self.passed_over.push(passed);
                continue;
            }
            let says = match contract.price {
                SalePriceDoc::Fixed { price_minor } => {
                    Says::Price { price_minor, expires_at: None, agreed: false }
                }
                SalePriceDoc::Bid { .. } => {
                    let level = exchange.levels.get(level).map(|own| own.ping).unwrap_or_default();
                    Says::Waiting { until: self.now.plus(buyer.ping.unwrap_or(level)) }
                }
            };
            asked.push((contract.id.clone(), Asked { buyer: buyer.id.clone(), says }));
        }
        asked
    }

    /// What does not depend on the price.
    fn gates(&self, contract: &Contract, encoded: &Encoded<'_>) -> Result<(), PassedOver> {
        let refuse = |why, clears_at| Err(PassedOver { contract: contract.id.clone(), why, clears_at });
        let Some(buyer) = self.exchange.buyer_of(contract) else { return refuse(WhyPassed::Gone, None) };
        if self.sale.terms.suppressed.contains(&buyer.id) {
            return refuse(WhyPassed::Suppressed, None);
        }
        if self.sale.out.contains(&contract.id) {
            return refuse(WhyPassed::HadIt, None);
        }
        if let Some(when) = contract.when.as_ref().filter(|when| !when.holds(encoded)) {
            return refuse(WhyPassed::Filter { buys: when.to_string() }, None);
        }
        if let (Some(needs), Some(at)) = (contract.min_quality, self.exchange.quality) {
            let has = encoded.integer(at);
            if has.is_none_or(|has| has < needs) {
                return refuse(WhyPassed::Quality { has, needs }, None);
            }
        }
        if let Some(most) = contract.max_age {
            let since = self.sale.lead.received().unwrap_or(self.sale.offered_at);
            if since.plus(most) <= self.now {
                let most_s = u64::try_from(most.as_millis()).unwrap_or(0).div_euclid(1_000);
                return refuse(WhyPassed::Age { most_s }, None);
            }
        }
        self.open(contract)?;
        if let Some((keys, _)) = &buyer.duplicates
            && let Some(own) = digest(&asker(&buyer.id), keys, None, &self.sale.lead)
            && let Some(seen) = self.state.seen.get(&own)
            && let Some((lead, until)) = seen
                .iter()
                .filter_map(|own| own.sold.map(|(_, until)| (&own.lead, until)))
                .filter(|(_, until)| *until > self.now)
                .max_by_key(|(_, until)| *until)
        {
            return refuse(WhyPassed::BoughtBefore { lead: lead.clone() }, Some(until));
        }
        Ok(())
    }

    /// Whether it buys at this hour.
    pub(super) fn open(&self, contract: &Contract) -> Result<(), PassedOver> {
        let Some(at) = contract.calendar else { return Ok(()) };
        match self.policy.calendars.get(at) {
            Some((name, calendar)) if !calendar.is_open(self.now) => Err(PassedOver {
                contract: contract.id.clone(),
                why: WhyPassed::Closed { calendar: name.clone() },
                clears_at: calendar.next_open(self.now),
            }),
            _ => Ok(()),
        }
    }

    fn reserve_fixed(&mut self) {
        let exchange = self.exchange;
        let fixed: Vec<_> = self
            .sale
            .asked
            .iter()
            .filter_map(|(id, own)| match own.says {
                Says::Price { price_minor, .. } => Some((exchange.contract(id)?, price_minor)),
                _ => None,
            })
            .collect();
        for (contract, price_minor) in fixed {
            let Some(buyer) = exchange.buyer_of(contract) else { continue };
            if let Err(passed) = self.reserve(contract, buyer, price_minor) {
                self.passed_over.push(passed);
                let (lead, contract) = (self.id.clone(), contract.id.clone());
                self.add(SaleEvent::BidDeclined { lead, contract });
            }
        }
    }
}

/// Who asks for a buyer's own keys.
pub(super) fn asker(buyer: &crate::id::Name) -> String {
    format!("buyer {buyer}")
}
