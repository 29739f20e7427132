//! Is there room under the caps, and money?

use super::draft::Draft;
use crate::calendar::bounds;
use crate::id::Name;
use crate::policy::{Buyer, CapWindow, Contract, SaleCap};
use crate::selling::count::{Counted, Meter};
use crate::selling::event::SaleEvent;
use crate::selling::why::{PassedOver, WhyPassed};
use crate::time::Timestamp;

/// Where a cap counts at an instant.
#[derive(Clone, Copy)]
enum Place {
    /// In a window: its first instant and the first after it.
    Window(Timestamp, Timestamp),
    /// At the instant itself, over a span.
    Rolling(crate::time::Span),
}

impl Draft<'_> {
    /// What a contract takes up at a price: one lead, and the money.
    ///
    /// # Errors
    /// The first cap without room, those of the buyer first; then the funds.
    pub(super) fn room(
        &self,
        contract: &Contract,
        buyer: &Buyer,
        price_minor: u32,
    ) -> Result<(Vec<Counted>, u64), PassedOver> {
        let refuse = |(why, clears_at)| PassedOver { contract: contract.id.clone(), why, clears_at };
        let of_buyer = buyer.caps.iter().map(|cap| (None, cap));
        let of_contract = contract.caps.iter().map(|cap| (Some(&contract.id), cap));
        let mut counts = Vec::new();
        for (own, cap) in of_buyer.chain(of_contract) {
            counts.push(self.room_under(cap, meter(buyer, own, cap), price_minor).map_err(refuse)?);
        }
        let Some(credit) = buyer.credit_minor else { return Ok((counts, 0)) };
        let needed_minor = u64::from(price_minor);
        let left_minor = self.funds(&buyer.id, credit);
        if left_minor < i128::from(needed_minor) {
            return Err(refuse((WhyPassed::FundsShort { left_minor, needed_minor }, None)));
        }
        Ok((counts, needed_minor))
    }

    fn room_under(
        &self,
        cap: &SaleCap,
        meter: Meter,
        price_minor: u32,
    ) -> Result<Counted, (WhyPassed, Option<Timestamp>)> {
        let needed = if cap.spend { u64::from(price_minor) } else { 1 };
        let place = match self.place(cap) {
            Some(place) => place,
            None => {
                let CapWindow::Block(at) = cap.window else { return Err((WhyPassed::Gone, None)) };
                let Some((name, calendar)) = self.policy.calendars.get(at) else {
                    return Err((WhyPassed::Gone, None));
                };
                return Err((WhyPassed::Closed { calendar: name.clone() }, calendar.next_open(self.now)));
            }
        };
        let used = self.used(place, &meter);
        if fits(cap, used, needed) {
            let (at, forget_before) = match place {
                Place::Window(from, _) => (from, from),
                Place::Rolling(span) => (self.now, self.now.minus(span)),
            };
            return Ok(Counted { meter, at, amount: needed, forget_before });
        }
        let why = WhyPassed::CapFull { cap: cap.id.clone(), used, needed, limit: cap.limit };
        let clears_at = if !fits(cap, 0, needed) { None } else { self.clears_at(cap, place, &meter, needed) };
        Err((why, clears_at))
    }

    fn place(&self, cap: &SaleCap) -> Option<Place> {
        Some(match cap.window {
            CapWindow::Calendar(window) => {
                let (from, until) = bounds(window, &cap.zone, self.now);
                Place::Window(from, until)
            }
            CapWindow::Block(at) => {
                let (from, until) = self.policy.calendars.get(at)?.1.block_at(self.now)?;
                Place::Window(from, until)
            }
            CapWindow::Rolling(span) => Place::Rolling(span),
            CapWindow::Open | CapWindow::Lifetime => Place::Window(Timestamp::MIN, Timestamp::MAX),
        })
    }

    fn used(&self, place: Place, meter: &Meter) -> u64 {
        let (counted, at) = match place {
            Place::Window(from, _) => (self.state.counted(meter, from), from),
            Place::Rolling(span) => (self.state.counted_within(meter, span, self.now), self.now),
        };
        let own = i128::from(counted).saturating_add(self.own_count(meter, at));
        u64::try_from(own).unwrap_or(0)
    }

    /// When there is room, if nothing is counted and nothing given back in between.
    fn clears_at(&self, cap: &SaleCap, place: Place, meter: &Meter, needed: u64) -> Option<Timestamp> {
        match (place, cap.window) {
            (Place::Window(_, until), CapWindow::Block(at)) => {
                self.policy.calendars.get(at).and_then(|(_, calendar)| calendar.next_open(until))
            }
            (Place::Window(_, until), _) => Some(until).filter(|own| *own < Timestamp::MAX),
            (Place::Rolling(span), _) => {
                let mut used = self.used(place, meter);
                let goes = self.state.within(meter, span, self.now).find(|(_, amount)| {
                    used = used.saturating_sub(*amount);
                    fits(cap, used, needed)
                });
                // What this decision itself counts goes last.
                goes.map_or(Some(self.now), |(at, _)| Some(at)).map(|at| at.plus(span))
            }
        }
    }

    /// Reserves for a contract, where nothing is reserved yet.
    ///
    /// # Errors
    /// As of [`Draft::room`].
    pub(super) fn reserve(
        &mut self,
        contract: &Contract,
        buyer: &Buyer,
        price_minor: u32,
    ) -> Result<(), PassedOver> {
        if self.sale.holds.contains_key(&contract.id) {
            return Ok(());
        }
        let (counts, funds_minor) = self.room(contract, buyer, price_minor)?;
        self.add(SaleEvent::Held {
            lead: self.id.clone(),
            contract: contract.id.clone(),
            buyer: buyer.id.clone(),
            counts,
            funds_minor,
        });
        Ok(())
    }

    /// What is counted no longer of what was counted for a lead that is given back.
    pub(super) fn given_back(
        &self,
        (contract, buyer): (&Contract, &Buyer),
        counts: &[Counted],
        refund_minor: u32,
    ) -> Vec<Counted> {
        use crate::policy::OnReturnDoc;
        let of_buyer = buyer.caps.iter().map(|cap| (None, cap));
        let all = of_buyer.chain(contract.caps.iter().map(|cap| (Some(&contract.id), cap)));
        let mut back = Vec::new();
        for (own, cap) in all {
            let meter = meter(buyer, own, cap);
            let Some(counted) = counts.iter().find(|count| count.meter == meter) else { continue };
            let amount = if cap.spend { u64::from(refund_minor).min(counted.amount) } else { counted.amount };
            let Some(place) = self.place(cap) else { continue };
            let at = match (cap.on_return, place) {
                (OnReturnDoc::Keep, _) => continue,
                (OnReturnDoc::GiveBack, Place::Window(from, _)) if from != counted.at => continue,
                (_, Place::Window(from, _)) => from,
                (_, Place::Rolling(_)) => counted.at,
            };
            back.push(Counted { meter, at, amount, forget_before: at });
        }
        back
    }
}

/// Whether there is room for so much beside what is counted.
fn fits(cap: &SaleCap, used: u64, needed: u64) -> bool {
    if cap.overspend { used < cap.limit } else { used.saturating_add(needed) <= cap.limit }
}

fn meter(buyer: &Buyer, contract: Option<&Name>, cap: &SaleCap) -> Meter {
    Meter::Cap { buyer: buyer.id.clone(), contract: contract.cloned(), cap: cap.id.clone() }
}
