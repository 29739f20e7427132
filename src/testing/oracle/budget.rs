//! Caps on money, caps spread over their windows and reservations with a time of their own, by trying every instant.

use super::cap::per_agent;
use super::condition::read;
use super::model::LeadState;
use super::{Fault, Oracle, Way};
use crate::attribute::Value;
use crate::currency::Currency;
use crate::id::LeadId;
use crate::lead::Lead;
use crate::outcome::{NoPrice, OffPace, Reason, Refused};
use crate::policy::{CapDoc, CountsDoc, DimensionDoc, MoneyDoc, PaceDoc, PriceDoc, UnpricedDoc};
use crate::time::{Span, Timestamp};

/// Whether a lead of so much fits where so much is counted and so much may be.
pub(super) fn fits(cap: &CapDoc, used: u64, price: u32, most: u64) -> bool {
    match &cap.money {
        Some(money) if money.overspend => used < most,
        _ => used.saturating_add(u64::from(price)) <= most,
    }
}

impl Oracle {
    /// What a lead counts as under a cap.
    pub(super) fn amount(&self, cap: &CapDoc, lead: &Lead) -> Result<u32, Reason> {
        let Some(money) = &cap.money else { return Ok(1) };
        match (self.price(money, lead), money.unpriced) {
            (Ok(_), _) if self.is(Fault::LeadsCostAlike) => Ok(1),
            (Ok(price), _) => Ok(price),
            (Err(_), UnpricedDoc::Costs { price_minor }) => Ok(price_minor),
            (Err(why), UnpricedDoc::Refuse) => {
                let currency = Currency::new(&money.currency);
                let fault = Reason::Fault { what: "a currency that compiles is one".to_owned() };
                Err(currency.map_or(fault, |currency| Reason::NoPrice { cap: cap.id.clone(), currency, why }))
            }
        }
    }

    fn price(&self, money: &MoneyDoc, lead: &Lead) -> Result<u32, NoPrice> {
        let (price, currency) = match &money.price {
            PriceDoc::Fixed { price_minor } => return Ok(*price_minor),
            PriceDoc::Attribute { price_minor, currency } => (price_minor, currency),
        };
        if let Some(attribute) = currency.as_ref().filter(|_| !self.is(Fault::CurrenciesAlike)) {
            let attribute = attribute.clone();
            match read(&self.policy, lead, &attribute) {
                Some(Value::Text(found)) if **found == *money.currency => {}
                Some(Value::Text(found)) => {
                    return Err(NoPrice::OtherCurrency { attribute, found: found.to_string() });
                }
                _ => return Err(NoPrice::NoCurrency { attribute }),
            }
        }
        let attribute = price.clone();
        match read(&self.policy, lead, price) {
            Some(Value::Integer(found)) => {
                u32::try_from(*found).map_err(|_| NoPrice::OutOfRange { attribute, found: *found })
            }
            _ => Err(NoPrice::Missing { attribute }),
        }
    }

    /// How much of a limit is open at an instant of a window.
    fn open_at(
        &self,
        cap: &CapDoc,
        limit: u64,
        (from, until): (Timestamp, Timestamp),
    ) -> impl Fn(Timestamp) -> u64 {
        let (burst, hours) = match &cap.pace {
            Some(PaceDoc::Even { burst, hours }) => (*burst, hours.as_ref()),
            None => (limit, None),
        };
        let calendar = hours.and_then(|hours| self.calendars.get(hours));
        let passed = move |until: Timestamp| -> u128 {
            let span = calendar.map_or_else(|| until.since(from), |own| own.business_between(from, until));
            u128::from(span.as_millis().unsigned_abs())
        };
        let whole = passed(until);
        move |at| {
            let share = u128::from(limit).saturating_mul(passed(at)).checked_div(whole).unwrap_or(0);
            limit.min(u64::try_from(share).unwrap_or(u64::MAX).saturating_add(burst))
        }
    }

    /// Whether a cap has opened enough for a lead of so much; the first instant at which it has, by halving.
    pub(super) fn on_pace(
        &self,
        cap: &CapDoc,
        of: &str,
        (used, needed, limit): (u64, u32, u64),
        at: Timestamp,
    ) -> Result<(), Refused> {
        let paced = cap.pace.is_some() && !self.is(Fault::AllOpenAtOnce);
        let Some(window) = self.window_of(cap, at).filter(|_| paced) else { return Ok(()) };
        let opened = self.open_at(cap, limit, window);
        let open = opened(at);
        if fits(cap, used, needed, open) {
            return Ok(());
        }
        let (mut before, mut after) = (at.as_millis(), window.1.as_millis());
        while before.saturating_add(1) < after {
            let middle = before.midpoint(after);
            let there = fits(cap, used, needed, opened(Timestamp::clamped(middle)));
            if there { after = middle } else { before = middle }
        }
        let clears = Timestamp::clamped(after);
        let clears_at = match &cap.window {
            crate::policy::WindowDoc::Block { calendar } => {
                self.calendars.get(calendar).and_then(|own| own.next_open(clears))
            }
            _ => Some(clears),
        };
        let currency = cap.money.as_ref().and_then(|money| Currency::new(&money.currency));
        let (cap, of) = (cap.id.clone(), of.to_owned());
        let reason = Reason::Paced(OffPace { cap, of, currency, used, needed, open, limit });
        Err(Refused { reason, clears_at })
    }

    /// The instants at which enough of a cap on its pace has opened for a lead, in every window in which one of these
    /// instants lies.
    pub(super) fn cap_points(&self, lead: &LeadState, starts: &[Timestamp]) -> Vec<Timestamp> {
        let mut points = Vec::new();
        for cap in self.policy.caps.iter().filter(|cap| cap.pace.is_some()) {
            let tells = |per: &DimensionDoc| matches!(per, DimensionDoc::Queue | DimensionDoc::Tier);
            let queues = self.policy.queues.iter().map(|queue| Some(&queue.id)).chain([None]);
            let queues: Vec<_> = if cap.per.iter().any(tells) { queues.collect() } else { vec![None] };
            let agents = self.agents.keys().map(Some);
            let agents: Vec<_> = if per_agent(cap) { agents.collect() } else { vec![None] };
            let ways: &[Way] = if cap.adjust.is_some() { &[Way::Push, Way::Reassign] } else { &[Way::Push] };
            let mut last = None;
            for at in starts {
                let window = self.window_of(cap, *at);
                // What is refused in a window is refused until the same instant of it.
                if window.is_none() || core::mem::replace(&mut last, window) == window {
                    continue;
                }
                for queue in &queues {
                    for agent in &agents {
                        for way in ways {
                            let room = self.room(cap, lead, *queue, *agent, (*way, *at));
                            points.extend(room.err().and_then(|refused| refused.clears_at));
                        }
                    }
                }
            }
        }
        points
    }

    /// How long a lead stays reserved under a cap.
    pub(super) fn reserved_until(&self, cap: &CapDoc) -> Option<Timestamp> {
        let reserves =
            matches!(cap.counts, CountsDoc::Attempted | CountsDoc::Connected | CountsDoc::Converted { .. });
        let seconds = cap.reserve_s.filter(|_| reserves && !self.is(Fault::ReservedTooLong))?;
        Some(self.now.plus(Span::seconds(seconds)))
    }

    /// Ends the reservations of one lead whose time is over.
    pub(super) fn end_one_reservation(&mut self) -> bool {
        let over = |row: &&super::model::Counted| {
            row.current && row.reserved_until.is_some_and(|until| until <= self.now)
        };
        let number = |lead: &LeadId| self.leads.get(lead).map(|state| state.number);
        let first =
            self.counted.iter().filter(over).min_by_key(|row| (row.reserved_until, number(&row.lead)));
        let Some(lead) = first.map(|row| row.lead.clone()) else { return false };
        let Some(state) = self.leads.get(&lead).cloned() else { return false };
        for at in 0..self.counted.len() {
            let now = self.now;
            let own = self.counted.get_mut(at).filter(|row| row.lead == lead && row.current);
            let Some(row) = own.filter(|row| row.reserved_until.is_some_and(|until| until <= now)) else {
                continue;
            };
            row.reserved_until = None;
            let name = row.cap.clone();
            let cap = self.policy.caps.iter().find(|cap| cap.id == name).cloned();
            if cap.is_some_and(|cap| Oracle::short_of(&cap, &state, None)) {
                self.release_one(at);
            }
        }
        true
    }

    /// Whether a lead has not come to what counts under a cap.
    pub(super) fn short_of(cap: &CapDoc, lead: &LeadState, code: Option<&str>) -> bool {
        match &cap.counts {
            CountsDoc::Attempted => !lead.ever_attempted,
            CountsDoc::Connected => !lead.ever_contacted,
            CountsDoc::Converted { codes } => !code.is_some_and(|code| codes.iter().any(|own| own == code)),
            _ => false,
        }
    }

    /// What a lead has come to by now stays counted, whatever the time.
    pub(super) fn confirm(&mut self, lead: &LeadId) {
        let Some(state) = self.leads.get(lead).cloned() else { return };
        for row in self.counted.iter_mut().filter(|row| row.lead == *lead && row.current) {
            let cap = self.policy.caps.iter().find(|cap| cap.id == row.cap);
            if cap.is_some_and(|cap| !Oracle::short_of(cap, &state, None)) {
                row.reserved_until = None;
            }
        }
    }
}
