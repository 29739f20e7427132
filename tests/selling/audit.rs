//! What must hold of every history of an exchange, read from the records and the document alone.

use std::collections::{BTreeMap, BTreeSet};

use fairdeal::selling::{SaleEvent, SaleRecord};
use serde_json::Value;

#[derive(Clone, Debug, Default)]
struct Lead {
    suppressed: BTreeSet<String>,
    most: u64,
    floor: u64,
    prices: BTreeMap<String, u64>,
    accepted: BTreeSet<String>,
    unknown: BTreeSet<String>,
    holds: BTreeMap<String, (String, i64)>,
    /// Of this time round: contract, buyer and price.
    sold: Vec<(String, String, u64)>,
    /// All of them, each once: when, what of it is counted and whether it is back.
    all: BTreeMap<String, (String, i64, i64, u64, bool)>,
    asked_back: BTreeSet<String>,
    closed: bool,
}

#[derive(Default)]
pub struct Audit {
    leads: BTreeMap<String, Lead>,
    pub sold_minor: u64,
    pub refunded_minor: u64,
    pub sales: u64,
    pub voided: u64,
    pub unknown: u64,
    pub resold: u64,
    pub shared: u64,
    bought: Vec<(String, i64)>,
    back: Vec<(String, i64, String)>,
    deposits: BTreeMap<String, u64>,
    paid: BTreeMap<String, i64>,
    /// What caps count: by contract, when, how much.
    counted: Vec<(String, i64, u64)>,
    /// And what was taken off again, and when it had been counted.
    off: Vec<(String, i64, u64, i64)>,
}

fn contract<'d>(doc: &'d Value, id: &str) -> Option<(&'d Value, &'d Value)> {
    let buyers = doc["exchange"]["buyers"].as_array()?;
    buyers.iter().find_map(|buyer| {
        let own = buyer["contracts"].as_array()?.iter().find(|own| own["id"] == id)?;
        Some((buyer, own))
    })
}

fn range(own: &Value) -> (u64, u64) {
    let how = &own["exclusivity"];
    let number = |value: &Value| value.as_u64().unwrap();
    if let Some(exactly) = how.get("exactly") {
        (number(&exactly["buyers"]), number(&exactly["buyers"]))
    } else if let Some(shared) = how.get("shared") {
        (2, number(&shared["max_buyers"]))
    } else if let Some(any) = how.get("any") {
        (1, number(&any["max_buyers"]))
    } else {
        (1, 1)
    }
}

fn excludes(own: &Value, buyer: &str) -> bool {
    own["excluded_buyers"].as_array().is_some_and(|list| list.iter().any(|own| own == buyer))
}

macro_rules! ensure {
    ($holds:expr, $($said:tt)*) => { if !$holds { return Err(format!($($said)*)); } };
}

impl Audit {
    /// Reads a history to its end.
    pub fn of(doc: &Value, records: &[SaleRecord]) -> Result<Audit, String> {
        let mut audit = Audit::default();
        for record in records {
            for event in &record.events {
                audit
                    .take(doc, event, record.at.as_millis())
                    .map_err(|said| format!("revision {}: {said}", record.revision))?;
                audit.caps(doc, record.at.as_millis())?;
                audit.funds(doc)?;
            }
        }
        Ok(audit)
    }

    fn take(&mut self, doc: &Value, event: &SaleEvent, at: i64) -> Result<(), String> {
        if let SaleEvent::Deposited { buyer, amount_minor } = event {
            *self.deposits.entry(buyer.to_string()).or_default() += amount_minor;
            return Ok(());
        }
        let id = event.lead().unwrap().to_string();
        let lead = self.leads.entry(id).or_default();
        match event {
            SaleEvent::Offered { terms, .. } => {
                lead.suppressed = terms.suppressed.iter().map(ToString::to_string).collect();
                (lead.most, lead.floor) = (u64::from(terms.most), terms.floor_minor);
            }
            SaleEvent::LevelEntered { asked, .. } => {
                ensure!(!lead.closed && lead.unknown.is_empty(), "asked for while closed or unknown");
                lead.prices.clear();
                for (own, _) in asked {
                    let (buyer, own) = contract(doc, own.as_str()).unwrap();
                    ensure!(
                        !lead.suppressed.contains(buyer["id"].as_str().unwrap()),
                        "a suppressed buyer is asked"
                    );
                    if let Some(price) = own["price"].get("fixed") {
                        let price = price["price_minor"].as_u64().unwrap();
                        lead.prices.insert(own["id"].as_str().unwrap().to_owned(), price);
                    }
                }
            }
            SaleEvent::BidTaken { contract: own, price_minor, .. }
            | SaleEvent::PriceChanged { contract: own, price_minor, .. } => {
                let bid = contract(doc, own.as_str()).unwrap().1["price"]
                    .get("bid")
                    .ok_or("it bids and has a fixed price")?;
                let price = u64::from(*price_minor);
                ensure!(
                    bid["min_minor"].as_u64() <= Some(price) && Some(price) <= bid["max_minor"].as_u64(),
                    "bid {price}"
                );
                lead.prices.insert(own.to_string(), price);
                if matches!(event, SaleEvent::PriceChanged { .. }) {
                    lead.unknown.remove(own.as_str());
                }
            }
            SaleEvent::Held { contract: own, buyer, funds_minor, .. } => {
                let twice = lead.holds.insert(own.to_string(), (buyer.to_string(), at)).is_some();
                ensure!(!twice, "held twice");
                let price = *lead.prices.get(own.as_str()).unwrap_or(&0);
                ensure!(
                    *funds_minor == 0 || price == 0 || *funds_minor == price,
                    "held {funds_minor} for {price}"
                );
                self.counted.push((own.to_string(), at, price));
                *self.paid.entry(buyer.to_string()).or_default() += *funds_minor as i64;
            }
            SaleEvent::Released { contract: own, .. } => {
                let (buyer, held_at) = lead.holds.remove(own.as_str()).ok_or("released what was not held")?;
                let at_place =
                    self.counted.iter().rposition(|count| count.0 == own.as_str() && count.1 == held_at);
                let (_, _, price) = self.counted.remove(at_place.ok_or("released what was not counted")?);
                let prepaid = contract(doc, own.as_str()).unwrap().0["credit_minor"].is_u64();
                *self.paid.entry(buyer).or_default() -= if prepaid { price as i64 } else { 0 };
            }
            SaleEvent::Chosen { .. } | SaleEvent::Posted { .. } => {
                ensure!(!lead.closed && lead.unknown.is_empty(), "given away while closed or unknown");
            }
            SaleEvent::PostAccepted { contract: own, .. } => {
                lead.accepted.insert(own.to_string());
                lead.unknown.remove(own.as_str());
            }
            SaleEvent::PostUnknown { contract: own, .. } => {
                lead.unknown.insert(own.to_string());
                self.unknown += 1;
            }
            SaleEvent::PostRejected { contract: own, .. } => {
                lead.unknown.remove(own.as_str());
            }
            SaleEvent::Voided { contract: own, .. } => {
                ensure!(lead.accepted.remove(own.as_str()), "voided what nobody has taken");
                self.voided += 1;
            }
            SaleEvent::Sold { contract: own, buyer, price_minor, .. } => {
                let price = u64::from(*price_minor);
                ensure!(!lead.closed && lead.unknown.is_empty(), "sold while closed or unknown");
                ensure!(lead.accepted.contains(own.as_str()), "sold to `{own}`, who has not taken it");
                ensure!(!lead.suppressed.contains(buyer.as_str()), "sold to a suppressed buyer");
                ensure!(lead.prices.get(own.as_str()) == Some(&price), "sold for {price}");
                let (known, _) = contract(doc, own.as_str()).unwrap();
                ensure!(known["id"] == buyer.as_str(), "`{own}` is not of `{buyer}`");
                let (_, held_at) = lead.holds.remove(own.as_str()).ok_or("sold what was not held")?;
                lead.sold.push((own.to_string(), buyer.to_string(), price));
                let known = lead.all.insert(own.to_string(), (buyer.to_string(), at, held_at, price, false));
                ensure!(known.is_none(), "sold twice under one contract");
                self.bought.push((own.to_string(), at));
                self.sold_minor += price;
                self.sales += 1;
            }
            SaleEvent::Closed { sold, .. } => {
                ensure!(!lead.closed, "closed twice");
                lead.closed = true;
                ensure!(lead.holds.is_empty(), "closed while something is held");
                let sold_to = |own: &String| lead.sold.iter().any(|sold| sold.0 == *own);
                ensure!(lead.accepted.iter().all(sold_to), "somebody has it and has not bought it");
                if *sold {
                    self.shared += u64::from(lead.sold.len() > 1);
                }
                if !lead.sold.is_empty() {
                    lead.set_may_have_it(doc)?;
                }
                ensure!(*sold != lead.sold.is_empty(), "closed as {sold}");
            }
            SaleEvent::ReturnAsked { contract: own, reason, .. } => {
                let (_, sold_at, _, _, back) = lead.all.get(own.as_str()).ok_or("not sold")?;
                ensure!(!back && at < sold_at + 3_000_000 && reason == "bad", "asked back {reason} at {at}");
                ensure!(lead.asked_back.insert(own.to_string()), "asked back twice");
                self.back.push((own.to_string(), at, event.lead().unwrap().to_string()));
                if let Some(cap_bp) = doc["exchange"]["returns"]["rate_cap_bp"].as_u64() {
                    let of = |known: &String, since: i64| known == own.as_str() && at - since < 3_600_000;
                    let bought = self.bought.iter().filter(|(known, since)| of(known, *since)).count() as u64;
                    let back = self.back.iter().filter(|(known, since, _)| of(known, *since)).count() as u64;
                    ensure!(back * 10_000 <= bought * cap_bp, "{back} of {bought} are given back");
                }
            }
            SaleEvent::ReturnRefused { contract: own, .. } => {
                ensure!(lead.asked_back.remove(own.as_str()), "refused what was not asked");
                let id = event.lead().unwrap().as_str();
                self.back.retain(|(known, _, of)| !(known == own.as_str() && of == id));
            }
            SaleEvent::Returned { contract: own, refund_minor, .. } => {
                ensure!(lead.asked_back.remove(own.as_str()), "returned what was not asked back");
                let (buyer, _, held_at, price, back) = lead.all.get_mut(own.as_str()).unwrap();
                let percent = doc["exchange"]["returns"]["refund_percent"].as_u64().unwrap();
                ensure!(
                    u64::from(*refund_minor) == *price * percent / 100,
                    "refunded {refund_minor} of {price}"
                );
                *back = true;
                self.refunded_minor += u64::from(*refund_minor);
                if contract(doc, own.as_str()).unwrap().0["credit_minor"].is_u64() {
                    *self.paid.entry(buyer.clone()).or_default() -= i64::from(*refund_minor);
                }
                self.off.push((own.to_string(), *held_at, u64::from(*refund_minor), at));
            }
            SaleEvent::Reopened { suppressed, .. } => {
                ensure!(
                    lead.closed && lead.all.values().all(|own| own.4),
                    "sold again while somebody has it"
                );
                lead.suppressed.extend(suppressed.iter().map(ToString::to_string));
                lead.closed = false;
                lead.sold.clear();
                lead.accepted.clear();
                self.resold += 1;
            }
            SaleEvent::Forgotten { .. } => ensure!(lead.closed, "forgotten while for sale"),
            SaleEvent::BidDeclined { .. } | SaleEvent::BidsTimedOut { .. } | SaleEvent::Deposited { .. } => {}
        }
        Ok(())
    }

    /// No cap counts more than its limit, in the window of each thing counted.
    fn caps(&self, doc: &Value, now: i64) -> Result<(), String> {
        for buyer in doc["exchange"]["buyers"].as_array().unwrap() {
            let contracts = buyer["contracts"].as_array().unwrap();
            let all: Vec<&str> = contracts.iter().map(|own| own["id"].as_str().unwrap()).collect();
            let mut caps: Vec<(&Value, Vec<&str>)> =
                buyer["caps"].as_array().unwrap().iter().map(|cap| (cap, all.clone())).collect();
            for own in contracts {
                let id = own["id"].as_str().unwrap();
                caps.extend(own["caps"].as_array().unwrap().iter().map(|cap| (cap, vec![id])));
            }
            for (cap, of) in caps {
                let spend = cap["counts"] == "spend";
                let day = |at: i64| at.div_euclid(86_400_000);
                let within = |at: i64| match cap["window"].as_str() {
                    Some("day") => day(at) == day(now),
                    Some(_) => true,
                    // Nothing is bought outside of a block, and there is one a day.
                    None if cap["window"].get("block").is_some() => day(at) == day(now),
                    None => now - at < 1_800_000,
                };
                let counted = self.counted.iter().filter(|own| of.contains(&&*own.0) && within(own.1));
                let mut used: i64 = counted.map(|own| if spend { own.2 as i64 } else { 1 }).sum();
                if cap["on_return"] == "give_back" {
                    let same = |back: i64, at: i64| {
                        !(cap["window"] == "day" || cap["window"].get("block").is_some())
                            || day(back) == day(at)
                    };
                    let off = self
                        .off
                        .iter()
                        .filter(|own| of.contains(&&*own.0) && within(own.1) && same(own.3, own.1));
                    used -= off.map(|own| if spend { own.2 as i64 } else { 1 }).sum::<i64>();
                }
                // The dearest lead of these markets costs 60.
                let beyond = if cap["overspend"] == true { 59 } else { 0 };
                ensure!(used <= cap["limit"].as_i64().unwrap() + beyond, "cap {cap} counts {used}");
            }
        }
        Ok(())
    }

    fn funds(&self, doc: &Value) -> Result<(), String> {
        for buyer in doc["exchange"]["buyers"].as_array().unwrap() {
            if let Some(credit) = buyer["credit_minor"].as_u64() {
                let id = buyer["id"].as_str().unwrap();
                let has = credit + self.deposits.get(id).copied().unwrap_or(0);
                let paid = self.paid.get(id).copied().unwrap_or(0);
                ensure!(paid <= has as i64, "`{id}` has {has} and has paid {paid}");
            }
        }
        Ok(())
    }
}

impl Lead {
    fn set_may_have_it(&self, doc: &Value) -> Result<(), String> {
        let count = self.sold.len() as u64;
        ensure!(count <= self.most, "sold to {count}");
        ensure!(self.sold.iter().map(|own| own.2).sum::<u64>() >= self.floor, "sold below the floor");
        for (at, (id, buyer, _)) in self.sold.iter().enumerate() {
            let (_, own) = contract(doc, id).unwrap();
            let (least, most) = range(own);
            ensure!(least <= count && count <= most, "`{id}` shares with {count}");
            for (other_id, other, _) in &self.sold[at + 1..] {
                let (_, others) = contract(doc, other_id).unwrap();
                ensure!(buyer != other, "sold to `{buyer}` twice");
                ensure!(
                    !excludes(own, other) && !excludes(others, buyer),
                    "`{id}` and `{other_id}` exclude one another"
                );
            }
        }
        Ok(())
    }
}
