//! The clock: leads come in, buyers are asked and answer, and what is due is done.

use std::collections::BTreeMap;
use std::sync::Arc;

use fairdeal::id::Name;
use fairdeal::selling::{
    ExchangeFloor, GivenBack, LeadNews, SaleAsk, SaleCommand, SaleEvent, SaleOutcome, SaleRan, SaleRecord,
    SaleRefused, hand_over,
};
use fairdeal::{Command, Floor, LeadStanding, Policy, PresenceSnapshot, PresenceState, Sign, Timestamp};

use crate::market;
use crate::stop::Stop;

/// A played market.
pub(crate) struct Played {
    pub(crate) exchange: ExchangeFloor,
    pub(crate) records: Vec<SaleRecord>,
    /// How often something came about that is worth counting, in words.
    pub(crate) counts: BTreeMap<&'static str, u64>,
    /// Where the leads are on the floor.
    pub(crate) floor: BTreeMap<String, u64>,
    /// What was said of the lead whose sale is told.
    pub(crate) story: Vec<String>,
    pub(crate) offered: u64,
}

/// What is still to come: commands, by instant, those of one instant in the order they were thought of.
struct Play<'p> {
    seed: u64,
    policy: &'p Policy,
    told: &'p str,
    floor: Floor,
    exchange: ExchangeFloor,
    to_come: BTreeMap<(Timestamp, u64), SaleCommand>,
    number: u64,
    /// The attributes by which the floor hears how a sale has ended.
    names: (Name, Name),
    played: Played,
}

pub(crate) fn play(policy: &Arc<Policy>, seed: u64, leads: u64, told: &str) -> Result<Played, Stop> {
    let start: Timestamp = "2026-03-02T16:00:00Z".parse().map_err(wrong)?;
    let (floor, _) = Floor::open(Arc::clone(policy), start);
    let exchange = ExchangeFloor::new(Arc::clone(policy));
    let played = Played {
        exchange: exchange.clone(),
        records: Vec::new(),
        counts: BTreeMap::new(),
        floor: BTreeMap::new(),
        story: Vec::new(),
        offered: leads,
    };
    let mut play = Play {
        seed,
        policy,
        told,
        floor,
        exchange,
        to_come: BTreeMap::new(),
        number: 0,
        names: (Name::new("sale").map_err(wrong)?, Name::new("back").map_err(wrong)?),
        played,
    };
    let mut at = start;
    for number in 1..=leads {
        let (lead, gap) = market::lead(seed, number).map_err(wrong)?;
        at = Timestamp::clamped(at.as_millis().saturating_add_unsigned(gap));
        play.later(at, 0, SaleCommand::Offer { lead, suppressed_buyers: Vec::new() });
    }
    play.run()?;
    for view in play.floor.state().lead_views() {
        let standing = match view.standing {
            LeadStanding::Owned { agent, .. } => format!("{agent} has"),
            LeadStanding::Held { .. } | LeadStanding::Closed { .. } => "sold are".to_owned(),
            _ => "elsewhere are".to_owned(),
        };
        *play.played.floor.entry(standing).or_default() += 1;
    }
    play.played.exchange = play.exchange;
    Ok(play.played)
}

fn wrong(error: impl ToString) -> Stop {
    Stop::failed(error.to_string())
}

impl Play<'_> {
    fn later(&mut self, now: Timestamp, after_ms: u64, command: SaleCommand) {
        self.number += 1;
        let at = Timestamp::clamped(now.as_millis().saturating_add_unsigned(after_ms));
        self.to_come.insert((at, self.number), command);
    }

    fn count(&mut self, what: &'static str) {
        *self.played.counts.entry(what).or_default() += 1;
    }

    fn run(&mut self) -> Result<(), Stop> {
        loop {
            let due = self.exchange.state().next_deadline();
            let next = self.to_come.first_key_value().map(|((at, _), _)| *at);
            match (due, next) {
                (Some(due), next) if next.is_none_or(|next| due <= next) => {
                    self.take(due.max(self.exchange.state().clock()), &SaleCommand::Tick {})?;
                }
                (_, Some(_)) => {
                    let Some(((at, _), command)) = self.to_come.pop_first() else { return Ok(()) };
                    self.take(at, &command)?;
                }
                _ => return Ok(()),
            }
        }
    }

    fn take(&mut self, now: Timestamp, command: &SaleCommand) -> Result<(), Stop> {
        let ran = self.exchange.run(now, command);
        if let (SaleCommand::Offer { lead, .. }, SaleOutcome::Lead(_)) = (command, ran.outcome()) {
            self.on_floor(now, &Command::Submit(lead.clone()));
        }
        self.tell(now, command, &ran);
        for decision in ran.decisions() {
            match &decision.outcome {
                SaleOutcome::Lead(news) => self.follow(now, news),
                SaleOutcome::Refused(why) => self.refused(why),
                SaleOutcome::Done | SaleOutcome::Unchanged => {}
            }
            if let Some(record) = &decision.recorded {
                record.events.iter().for_each(|event| self.happened(now, event));
                self.played.records.push(record.clone());
            }
        }
        self.exchange.state().check().map_err(Stop::failed)
    }

    /// Does what the exchange asks for.
    fn follow(&mut self, now: Timestamp, news: &LeadNews) {
        let lead = &news.lead;
        for ask in &news.asks {
            let (contract, buyer) = match ask {
                SaleAsk::Ping { contract, buyer, .. } | SaleAsk::Post { contract, buyer, .. } => {
                    (contract, buyer)
                }
                SaleAsk::Void { .. } => continue,
            };
            let exchange = self.policy.doc().exchange.as_ref();
            let Some(doc) = exchange.and_then(|own| market::contract(own, contract.as_str())) else {
                continue;
            };
            let (lead, contract) = (lead.clone(), contract.clone());
            if matches!(ask, SaleAsk::Ping { .. }) {
                match market::bid(self.seed, lead.as_str(), doc) {
                    market::Reply::Bid { after_ms, price_minor } => {
                        let bid = SaleCommand::Bid {
                            lead,
                            contract,
                            price_minor,
                            currency: None,
                            valid_s: Some(60),
                        };
                        self.later(now, after_ms, bid);
                    }
                    market::Reply::Declines { after_ms } => {
                        self.later(now, after_ms, SaleCommand::NoBid { lead, contract });
                    }
                    market::Reply::Silent => self.count("asked and silent"),
                }
                continue;
            }
            let (answer, has_it) = market::answer(self.seed, lead.as_str(), doc);
            let unknown = answer
                .as_ref()
                .is_none_or(|(_, own)| matches!(own, fairdeal::selling::PostAnswer::Unknown {}));
            if let Some((after_ms, answer)) = answer {
                let (lead, contract) = (lead.clone(), contract.clone());
                self.later(now, after_ms, SaleCommand::Answer { lead, contract, answer });
            }
            if unknown {
                self.later(now, 900_000, SaleCommand::Resolve { lead, contract, accepted: has_it });
            }
            self.pay_in(now, buyer);
        }
        // The floor hears how a sale has ended, and goes on with what nobody has bought.
        if let Some(ended) = hand_over(news, &self.names.0, &self.names.1) {
            self.on_floor(now, &ended);
        }
    }

    /// Who pays in advance pays in again when little is left.
    fn pay_in(&mut self, now: Timestamp, buyer: &Name) {
        let exchange = self.policy.doc().exchange.as_ref();
        let doc = exchange.and_then(|own| own.buyers.iter().find(|own| own.id == *buyer));
        if let Some(credit) = doc.and_then(|own| own.credit_minor)
            && self.exchange.state().funds_minor(buyer, credit) < 15_000
        {
            self.later(now, 60_000, SaleCommand::Deposit { buyer: buyer.clone(), amount_minor: 50_000 });
        }
    }

    /// Where the policy has the attributes its plans would wait for.
    fn on_floor(&mut self, now: Timestamp, command: &Command) {
        let declares = |name: &Name| self.policy.doc().attributes.iter().any(|own| own.id == *name);
        if !declares(&self.names.0) || !declares(&self.names.1) {
            return;
        }
        let agents = self.policy.doc().agents.iter();
        let signs = agents.map(|agent| Sign::new(agent.id.clone(), PresenceState::Available, now));
        self.floor.see(PresenceSnapshot::new(signs), now);
        self.floor.run(now, command);
    }

    fn happened(&mut self, now: Timestamp, event: &SaleEvent) {
        match event {
            SaleEvent::Sold { lead, contract, .. } => {
                if let Some((after, reason)) = market::gives_back(self.seed, lead.as_str(), contract.as_str())
                {
                    let (lead, contract, reason) = (lead.clone(), contract.clone(), reason.to_owned());
                    self.later(now, after, SaleCommand::Return { lead, contract, reason });
                }
            }
            SaleEvent::ReturnAsked { lead, contract, .. } => {
                if let Some((after, accepted)) = market::decision(self.seed, lead.as_str(), contract.as_str())
                {
                    let (lead, contract) = (lead.clone(), contract.clone());
                    self.later(now, after, SaleCommand::DecideReturn { lead, contract, accepted });
                }
            }
            SaleEvent::Closed { lead, sold: true } => {
                let sale = self.exchange.state().sale(lead);
                let here =
                    sale.map_or(0, |own| own.sold().iter().filter(|own| own.back == GivenBack::No).count());
                self.count(if here > 1 { "sales shared" } else { "sales to one buyer" });
            }
            SaleEvent::Closed { sold: false, .. } => self.count("sales nobody bought in"),
            SaleEvent::Voided { .. } => self.count("void for want of a second buyer"),
            SaleEvent::PostUnknown { .. } => self.count("answers unknown at first"),
            SaleEvent::PriceChanged { .. } => self.count("prices changed"),
            SaleEvent::PostRejected { .. } => self.count("rejected"),
            SaleEvent::Reopened { .. } => self.count("leads sold again"),
            SaleEvent::ReturnRefused { .. } => self.count("returns refused by hand"),
            _ => {}
        }
    }

    fn refused(&mut self, why: &SaleRefused) {
        self.count(match why {
            SaleRefused::LateBid { .. } | SaleRefused::NotAsked(_) => "bids and answers too late",
            SaleRefused::NoRoom(_) => "bids beyond caps or funds",
            SaleRefused::ReturnReason(_) => "returns for no good reason",
            SaleRefused::ReturnRate { .. } => "returns beyond the rate",
            SaleRefused::ReturnWindow { .. } => "returns too late",
            SaleRefused::Duplicate { .. } => "leads that were for sale already",
            SaleRefused::NoTerms | SaleRefused::Attributes(_) => "leads not for sale",
            SaleRefused::Answered(_) => "answered twice",
            _ => "refused otherwise",
        });
    }

    fn tell(&mut self, now: Timestamp, command: &SaleCommand, ran: &SaleRan) {
        let about = serde_json::to_value(command).unwrap_or_default();
        let of = about.as_object().and_then(|own| own.values().next());
        let of = of.and_then(|own| own.get("lead"));
        let of = of.and_then(|own| own.as_str().or_else(|| own.get("id")?.as_str()));
        let mut say = |outcome: &SaleOutcome| {
            self.played.story.extend(outcome.to_string().lines().enumerate().map(|(at, line)| match at {
                0 => format!("{now}  {line}"),
                _ => format!("    {line}"),
            }));
        };
        for tick in &ran.before {
            if matches!(&tick.outcome, SaleOutcome::Lead(news) if news.lead.as_str() == self.told) {
                say(&tick.outcome);
            }
        }
        if of == Some(self.told) {
            say(ran.outcome());
        }
    }
}
