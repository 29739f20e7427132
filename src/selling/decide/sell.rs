//! The sale, and what is given back of it.

use super::draft::Draft;
use super::keys::digest;
use super::level::asker;
use crate::calendar::{Window, bounds};
use crate::id::Name;
use crate::policy::SaleReturns;
use crate::selling::count::{Counted, Meter, SaleKey};
use crate::selling::event::SaleEvent;
use crate::selling::outcome::SaleRefused;
use crate::selling::state::{GivenBack, SoldTo};
use crate::time::{Span, Timestamp};

impl Draft<'_> {
    /// Everybody of the set has accepted.
    pub(super) fn sell(&mut self) {
        for own in self.sale.set.clone() {
            let counts = self.counts_of_sale(&own.contract);
            let keys = self.keys_of_buyer(&own.buyer);
            self.add(SaleEvent::Sold {
                lead: self.id.clone(),
                contract: own.contract,
                buyer: own.buyer,
                price_minor: own.price_minor,
                counts,
                keys,
            });
        }
        self.release_all();
        self.add(SaleEvent::Closed { lead: self.id.clone(), sold: true });
    }

    fn counts_of_sale(&self, contract: &Name) -> Vec<Counted> {
        let mut counts = Vec::new();
        if self.exchange.contract(contract).is_some_and(|own| own.target.is_some()) {
            for (meter, window) in
                [(Meter::Month(contract.clone()), Window::Month), (Meter::Day(contract.clone()), Window::Day)]
            {
                let (at, _) = bounds(window, &self.exchange.zone, self.now);
                counts.push(Counted { meter, at, amount: 1, forget_before: at });
            }
        }
        if let Some((_, over)) = self.rate() {
            counts.push(self.rolling(Meter::Bought(contract.clone()), over));
        }
        counts
    }

    /// The cap on the rate of returns and the span it is taken over.
    fn rate(&self) -> Option<(u32, Span)> {
        let own = self.exchange.returns.as_ref()?;
        Some((own.rate_cap_bp?, own.rate_over))
    }

    fn rolling(&self, meter: Meter, over: Span) -> Counted {
        Counted { meter, at: self.now, amount: 1, forget_before: self.now.minus(over) }
    }

    fn keys_of_buyer(&self, buyer: &Name) -> Vec<SaleKey> {
        let own = self.exchange.buyer(buyer).and_then(|own| own.duplicates.as_ref());
        let key = own.and_then(|(keys, look_back)| {
            let digest = digest(&asker(buyer), keys, None, &self.sale.lead)?;
            Some(SaleKey { digest, keep: *look_back })
        });
        key.into_iter().collect()
    }

    /// A buyer wants to give the lead back.
    pub(super) fn give_back(&mut self, contract: &Name, reason: &str) -> Result<(), SaleRefused> {
        let exchange = self.exchange;
        let own = exchange.returns.as_ref().ok_or(SaleRefused::NoReturns)?;
        let sold = self.sold(contract, |back| *back == GivenBack::No)?;
        let until = sold.at.plus(own.window);
        if until <= self.now {
            return Err(SaleRefused::ReturnWindow { until });
        }
        if !own.reasons.iter().any(|known| known == reason) {
            return Err(SaleRefused::ReturnReason(reason.to_owned()));
        }
        self.within_rate(contract, own)?;
        self.add(SaleEvent::ReturnAsked {
            lead: self.id.clone(),
            contract: contract.clone(),
            reason: reason.to_owned(),
            until: own.auto_accept.map_or(self.now, |after| self.now.plus(after)),
            count: self.rolling(Meter::GivenBack(contract.clone()), own.rate_over),
        });
        if own.auto_accept.is_none() {
            self.take_back(contract);
        }
        Ok(())
    }

    fn within_rate(&self, contract: &Name, own: &SaleReturns) -> Result<(), SaleRefused> {
        let Some(cap_bp) = own.rate_cap_bp else { return Ok(()) };
        let within = |meter| self.state.counted_within(&meter, own.rate_over, self.now);
        let returned = within(Meter::GivenBack(contract.clone()));
        let bought = within(Meter::Bought(contract.clone()));
        let with_this = u128::from(returned).saturating_add(1).saturating_mul(10_000);
        if with_this > u128::from(bought).saturating_mul(u128::from(cap_bp)) {
            return Err(SaleRefused::ReturnRate { returned, bought, cap_bp });
        }
        Ok(())
    }

    pub(super) fn decide_return(&mut self, contract: &Name, accepted: bool) -> Result<(), SaleRefused> {
        self.sold(contract, |back| matches!(back, GivenBack::Asked { .. }))?;
        if accepted {
            self.take_back(contract);
        } else {
            self.add(SaleEvent::ReturnRefused { lead: self.id.clone(), contract: contract.clone() });
        }
        Ok(())
    }

    /// Takes back what is due by now.
    pub(super) fn take_back_due(&mut self) {
        let due = |own: &&SoldTo| matches!(own.back, GivenBack::Asked { until, .. } if until <= self.now);
        let due: Vec<Name> = self.sale.sold.iter().filter(due).map(|own| own.contract.clone()).collect();
        due.iter().for_each(|own| self.take_back(own));
    }

    fn take_back(&mut self, contract: &Name) {
        let exchange = self.exchange;
        let Some(sold) = self.sale.sold_to(contract).cloned() else { return };
        let percent = exchange.returns.as_ref().map_or(100, |own| own.refund_percent);
        let refund = u64::from(sold.price_minor).saturating_mul(u64::from(percent)).div_euclid(100);
        let refund_minor = u32::try_from(refund).unwrap_or(sold.price_minor);
        let own = exchange.contract(contract).and_then(|own| Some((own, exchange.buyer_of(own)?)));
        let given_back = own.map(|own| self.given_back(own, &sold.counts, refund_minor)).unwrap_or_default();
        let lead = self.id.clone();
        self.add(SaleEvent::Returned { lead, contract: contract.clone(), refund_minor, given_back });
        let all_back = self.sale.sold.iter().all(|own| matches!(own.back, GivenBack::Yes { .. }));
        if exchange.returns.as_ref().is_some_and(|own| own.resell) && all_back {
            let had = self.sale.sold.iter().map(|own| own.buyer.clone());
            let suppressed = had.filter(|own| !self.sale.terms.suppressed.contains(own)).collect();
            self.add(SaleEvent::Reopened { lead: self.id.clone(), suppressed });
            self.enter(0);
        }
    }

    fn sold(&self, contract: &Name, which: impl Fn(&GivenBack) -> bool) -> Result<&SoldTo, SaleRefused> {
        let own = self.sale.sold_to(contract).filter(|own| which(&own.back));
        own.ok_or_else(|| SaleRefused::NotSold { lead: self.id.clone(), contract: contract.clone() })
    }
}

/// What is due for a lead at an instant.
impl Draft<'_> {
    pub(super) fn tick(&mut self) {
        use crate::selling::state::{MemberStanding, Says};
        let late = |until: Timestamp| until <= self.now;
        let bids = self.sale.asked.iter().filter(|(_, own)| match own.says {
            Says::Waiting { until } => late(until),
            _ => false,
        });
        let contracts: Vec<Name> = bids.map(|(id, _)| id.clone()).collect();
        let posted = self.sale.set.iter().filter(|own| match own.standing {
            MemberStanding::Posted(until) => late(until),
            _ => false,
        });
        let posted: Vec<Name> = posted.map(|own| own.contract.clone()).collect();
        let moved = !(contracts.is_empty() && posted.is_empty());
        if !contracts.is_empty() {
            self.add(SaleEvent::BidsTimedOut { lead: self.id.clone(), contracts });
        }
        for contract in posted {
            self.add(SaleEvent::PostUnknown { lead: self.id.clone(), contract });
        }
        if moved {
            self.go_on();
        }
        self.take_back_due();
    }
}
