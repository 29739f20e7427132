//! Bids, and what buyers say who were given the lead.

use super::draft::Draft;
use crate::currency::Currency;
use crate::id::Name;
use crate::policy::{ReserveDoc, SalePriceDoc};
use crate::selling::command::PostAnswer;
use crate::selling::event::SaleEvent;
use crate::selling::outcome::SaleRefused;
use crate::selling::state::{MemberStanding, Says};
use crate::time::Span;

impl Draft<'_> {
    pub(super) fn bid(
        &mut self,
        contract: &Name,
        price_minor: u32,
        currency: Option<Currency>,
        valid_s: Option<u64>,
    ) -> Result<(), SaleRefused> {
        self.is_asked(contract)?;
        let expected = self.exchange.currency;
        if let Some(found) = currency.filter(|found| *found != expected) {
            return Err(SaleRefused::WrongCurrency { expected, found });
        }
        let exchange = self.exchange;
        let own = exchange.contract(contract).and_then(|own| Some((own, exchange.buyer_of(own)?)));
        let Some((own, buyer)) = own else { return Err(SaleRefused::NotAsked(contract.clone())) };
        if let SalePriceDoc::Bid { min_minor, max_minor } = own.price
            && !(min_minor..=max_minor).contains(&price_minor)
        {
            return Err(SaleRefused::BidOutOfRange { price_minor, min_minor, max_minor });
        }
        let reserves = exchange.reserve == ReserveDoc::AtPing;
        if reserves {
            self.room(own, buyer, price_minor).map_err(SaleRefused::NoRoom)?;
        }
        self.add(SaleEvent::BidTaken {
            lead: self.id.clone(),
            contract: contract.clone(),
            price_minor,
            expires_at: valid_s.map(|own| self.now.plus(Span::seconds(own))),
        });
        if reserves {
            self.reserve(own, buyer, price_minor).map_err(SaleRefused::NoRoom)?;
        }
        self.go_on();
        Ok(())
    }

    pub(super) fn no_bid(&mut self, contract: &Name) -> Result<(), SaleRefused> {
        self.is_asked(contract)?;
        self.add(SaleEvent::BidDeclined { lead: self.id.clone(), contract: contract.clone() });
        self.go_on();
        Ok(())
    }

    /// Whether a contract may still bid.
    fn is_asked(&self, contract: &Name) -> Result<(), SaleRefused> {
        match self.sale.asked.get(contract).map(|own| &own.says) {
            Some(Says::Waiting { until }) if self.now < *until => Ok(()),
            Some(Says::Waiting { until } | Says::TimedOut { until }) => {
                Err(SaleRefused::LateBid { contract: contract.clone(), until: *until })
            }
            Some(Says::Price { .. } | Says::Nothing) => Err(SaleRefused::Answered(contract.clone())),
            None => Err(SaleRefused::NotAsked(contract.clone())),
        }
    }

    pub(super) fn answer(&mut self, contract: &Name, answer: &PostAnswer) -> Result<(), SaleRefused> {
        let unknown = match self.sale.member(contract).map(|own| own.standing) {
            Some(MemberStanding::Posted(_)) => false,
            Some(MemberStanding::Unknown) => true,
            Some(MemberStanding::Accepted) => return Err(SaleRefused::Answered(contract.clone())),
            Some(MemberStanding::Chosen) | None if self.sale.out.contains(contract) => {
                return Err(SaleRefused::Answered(contract.clone()));
            }
            Some(MemberStanding::Chosen) | None => return Err(SaleRefused::NotAsked(contract.clone())),
        };
        let lead = self.id.clone();
        match answer {
            PostAnswer::Accepted {} => self.add(SaleEvent::PostAccepted { lead, contract: contract.clone() }),
            PostAnswer::Rejected { reason } => self.rejected(contract, reason.clone()),
            PostAnswer::PriceChanged { price_minor } => self.price_changed(contract, *price_minor),
            PostAnswer::Unknown {} if unknown => return Err(SaleRefused::Answered(contract.clone())),
            PostAnswer::Unknown {} => self.add(SaleEvent::PostUnknown { lead, contract: contract.clone() }),
        }
        self.go_on();
        Ok(())
    }

    fn rejected(&mut self, contract: &Name, reason: String) {
        self.release(contract);
        self.add(SaleEvent::PostRejected { lead: self.id.clone(), contract: contract.clone(), reason });
    }

    /// A contract that bids may name another price in its range. From others, and beyond it, that is a no.
    fn price_changed(&mut self, contract: &Name, price_minor: u32) {
        let range = self.exchange.contract(contract).map(|own| own.price);
        match range {
            Some(SalePriceDoc::Bid { min_minor, max_minor })
                if (min_minor..=max_minor).contains(&price_minor) =>
            {
                self.release(contract);
                let (lead, contract) = (self.id.clone(), contract.clone());
                self.add(SaleEvent::PriceChanged { lead, contract, price_minor });
            }
            _ => self.rejected(contract, format!("for {price_minor} only")),
        }
    }

    /// What follows when an answer has come, or the time for it is over.
    pub(super) fn go_on(&mut self) {
        let standing = |own: MemberStanding| self.sale.set.iter().any(|member| member.standing == own);
        let posted = self.sale.set.iter().any(|own| matches!(own.standing, MemberStanding::Posted(_)));
        if self.sale.is_waiting() || posted || standing(MemberStanding::Unknown) {
            return;
        }
        if self.sale.set.is_empty() || self.sale.broken {
            if !self.choose() {
                self.enter_next();
            }
            return;
        }
        self.post();
    }
}
