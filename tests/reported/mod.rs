//! A report recounted: for each row everything that belongs to it is looked for in the stories of all enquiries, and
//! counted anew. Slow, and written without a look at the tally.

mod curves;
mod story;
mod twin;

use std::collections::{BTreeMap, BTreeSet};

use fairdeal::calendar::Calendar;
use fairdeal::report::{
    By, CurrencyOf, Delay, Delays, Enquiries, Key, Offices, Options, Row, Sendings, SinceReceived, Table,
};
use fairdeal::*;

use curves::{Clocked, clocked};
pub use curves::{exact_percentile, exact_share_bp};
use story::{AtOffice, End, Fact, Full, Over, Sending, Whither, Whose};
pub use story::{Enquiry, Story};
pub use twin::Twin;

type Texts = Vec<Vec<Option<String>>>;

pub struct Recount<'a> {
    pub options: &'a Options,
    pub story: &'a Story,
    pub as_of: Timestamp,
    pub twin: Twin,
}

impl Recount<'_> {
    /// The tables.
    pub fn tables(&self) -> Vec<Table> {
        self.options.tables.iter().map(|by| self.table(by)).collect()
    }

    pub fn caps(&self) -> BTreeMap<String, u64> {
        let mut caps = BTreeMap::new();
        for full in self.full() {
            *caps.entry(full.label.clone()).or_default() += 1;
        }
        caps
    }

    /// Leads that have been with their owners for so long, and were neither tried by them nor disposed of: whose, and by
    /// which office, by lead.
    pub fn overdue(&self) -> Vec<(String, (String, Option<String>), Timestamp)> {
        let mut all = Vec::new();
        let Some(after) = self.options.overdue_after else { return all };
        for own in self.looked_at().filter(|own| own.end.is_none()) {
            let Some(sent) = own.sendings.last().filter(|sent| sent.over.is_none()) else { continue };
            let Some((since, _)) = sent.owned else { continue };
            let by = Some(own.sendings.len() - 1);
            let worked = self.first(own, by, |fact| self.attempt(fact)).or(self.disposition(own, by, false));
            let late = self.twin == Twin::OverdueAtOnce || since.plus(after) <= self.as_of;
            if worked.is_none() && late {
                let whose = (sent.to.agent.id.to_string(), sent.to.office.clone());
                all.push((own.lead.id().to_string(), whose, since));
            }
        }
        all.sort();
        all
    }

    /// Of the leads dealt to their owners, neither claimed nor given by a manager: how many they tried, and reached somebody on.
    pub fn dealt_and_tried(&self) -> (u64, u64) {
        let dealt = |how| matches!(how, AssignedHow::Pushed | AssignedHow::Accepted | AssignedHow::Bridged);
        let (mut tried, mut reached) = (0, 0);
        for own in &self.story.enquiries {
            for (number, sent) in own.sendings.iter().enumerate() {
                if sent.owned.is_some_and(|(_, how)| dealt(how)) {
                    tried += u64::from(self.first(own, Some(number), |fact| self.attempt(fact)).is_some());
                    reached += u64::from(self.first(own, Some(number), |fact| self.contact(fact)).is_some());
                }
            }
        }
        (tried, reached)
    }

    fn full(&self) -> impl Iterator<Item = &Full> {
        let within = |full: &&Full| self.options.from <= full.at && full.at < self.options.until;
        self.story.full.iter().filter(within)
    }

    fn looked_at(&self) -> impl Iterator<Item = &Enquiry> {
        self.story
            .enquiries
            .iter()
            .filter(|own| self.options.from <= own.received && own.received < self.options.until)
    }

    fn table(&self, by: &[By]) -> Table {
        let enquired = by.iter().all(By::tells_enquiries);
        let mut keys: BTreeSet<Key> = BTreeSet::new();
        for own in self.looked_at() {
            if enquired {
                keys.extend(self.keys(by, own, None));
            }
            keys.extend(own.sendings.iter().flat_map(|sent| self.keys(by, own, Some(&sent.to))));
            keys.extend(own.offices.iter().flat_map(|at| self.keys(by, own, Some(&at.to))));
            keys.extend(own.rings.iter().flat_map(|ring| self.keys(by, own, Some(&ring.to))));
        }
        if by.iter().all(By::tells_agents) {
            keys.extend(self.full().filter_map(|full| Some(self.agent_key(by, full.agent.as_ref()?))));
        }
        let row = |key: &Key| Row {
            key: key.clone(),
            enquiries: enquired.then(|| Box::new(self.enquiries(by, key))),
            sendings: Box::new(self.sendings(by, key)),
            offices: Some(self.offices(by, key)).filter(|own| *own != Offices::default()).map(Box::new),
        };
        Table { by: by.iter().map(By::label).collect(), rows: keys.iter().map(row).collect() }
    }

    fn agent_key(&self, by: &[By], agent: &AgentDoc) -> Key {
        by.iter().map(|by| agent_text(by, agent)).collect()
    }

    fn keys(&self, by: &[By], own: &Enquiry, to: Option<&Whither>) -> Texts {
        let mut keys: Texts = vec![vec![]];
        for by in by {
            let mut texts: Vec<Option<String>> = match by {
                By::Agent | By::Team | By::Trait(_) => vec![to.and_then(|to| agent_text(by, &to.agent))],
                By::Office if self.twin == Twin::OfficeOfTheEnd => {
                    vec![own.offices.last().and_then(|last| last.to.office.clone())]
                }
                By::Office => vec![to.and_then(|to| to.office.clone())],
                By::Queue => vec![to.and_then(|to| to.queue.clone())],
                By::Strategy => vec![to.and_then(|to| to.dealt_by.clone())],
                By::Rule => vec![to.and_then(|to| to.rule.clone())],
                By::Stage => vec![to.and_then(|to| to.stage.clone())],
                By::Policy if self.twin == Twin::PolicyAtTheEnd => {
                    vec![self.story.enquiries.last().map(|last| last.policy.clone())]
                }
                By::Policy => vec![Some(to.map_or(&own.policy, |to| &to.policy).clone())],
                By::Hour(zone) => vec![Some(format!("{:02}", zone.local(own.received).second / 3_600))],
                By::Attribute(name) => {
                    let end = own.end.as_ref().filter(|_| self.twin == Twin::LastValueOfTheLead);
                    match end.map_or(&own.lead, |end| &end.lead).get(name.as_str()) {
                        Some(Value::Texts(texts)) if !texts.is_empty() => {
                            texts.iter().map(|text| Some(text.to_string())).collect()
                        }
                        Some(Value::Texts(_)) | None => vec![None],
                        Some(one) => vec![Some(one.to_string())],
                    }
                }
            };
            texts.sort();
            texts.dedup();
            let joined = |key: &Vec<Option<String>>| {
                let key = key.clone();
                texts.clone().into_iter().map(move |text| [key.clone(), vec![text]].concat())
            };
            keys = keys.iter().flat_map(joined).collect();
        }
        keys
    }

    fn calendar(&self) -> Option<&Calendar> {
        self.options.business.as_ref()
    }

    fn codes(&self, code: &str) -> (bool, bool) {
        let won = self.options.won.iter().any(|own| own == code);
        (won, won || self.options.qualified.iter().any(|own| own == code))
    }

    fn is_won(&self, end: &End) -> bool {
        let by_owner = end.how == ClosedHow::Disposed || self.twin == Twin::WonWhenArchived;
        by_owner && self.codes(&end.code).0
    }

    /// When the first attempt was, and so on, by anybody or by the sending of one number.
    fn first(&self, own: &Enquiry, by: Option<usize>, holds: impl Fn(&Fact) -> bool) -> Option<Timestamp> {
        let theirs = |fact: &Fact| match fact {
            Fact::Attempt { by: own, .. } | Fact::Interim { by: own, .. } => by.is_none() || *own == by,
            _ => by.is_none(),
        };
        own.facts.iter().find(|(_, fact)| theirs(fact) && holds(fact)).map(|(at, _)| *at)
    }

    fn attempt(&self, fact: &Fact) -> bool {
        let machines_too = self.twin == Twin::AutomatedIsAnAttempt;
        matches!(fact, Fact::Attempt { automated, .. } if !automated || machines_too)
    }

    fn contact(&self, fact: &Fact) -> bool {
        matches!(fact, Fact::Attempt { reached: true, automated: false, .. })
    }

    /// The first disposition, or the first that counts as qualified, of anybody or of one.
    fn disposition(&self, own: &Enquiry, by: Option<usize>, qualified: bool) -> Option<Timestamp> {
        let counts = |code: &str| !qualified || self.codes(code).1;
        let early = self.first(own, by, |fact| match fact {
            Fact::Interim { code, .. } => {
                counts(code) && !(qualified && self.twin == Twin::QualifiedOnlyAtTheEnd)
            }
            _ => false,
        });
        let end = own.end.as_ref().filter(|end| end.how == ClosedHow::Disposed && counts(&end.code));
        let end = end.filter(|end| by.is_none() || end.by == by).map(|end| end.at);
        early.or(end)
    }

    /// The first attempt or disposition, whichever came first, of anybody or of one.
    fn worked(&self, own: &Enquiry, by: Option<usize>) -> Option<Timestamp> {
        let tried = self.first(own, by, |fact| self.attempt(fact));
        let disposed = self.disposition(own, by, false).filter(|_| self.twin != Twin::WorkedIsTried);
        tried.into_iter().chain(disposed).min()
    }

    fn received(&self, own: &Enquiry) -> Timestamp {
        match own.stretches.first() {
            Some((_, submitted, Whose::Host)) if self.twin == Twin::ReceivedIsSubmitted => *submitted,
            _ => own.received,
        }
    }

    /// Adds to a curve when something happened, or that it has not.
    fn curve(&self, curve: &mut Clocked, since: Timestamp, when: Option<Timestamp>, open: bool) {
        match when {
            Some(at) => curve.happened.push((since, at)),
            None if open && self.twin == Twin::WaitingIsLeftOut => {}
            None if open || self.twin == Twin::NeverIsWaiting => curve.waiting.push((since, self.as_of)),
            None => curve.never += 1,
        }
    }

    fn enquiries(&self, by: &[By], key: &Key) -> Enquiries {
        let all: Vec<&Enquiry> =
            self.looked_at().filter(|own| self.keys(by, own, None).contains(key)).collect();
        let count = |holds: &dyn Fn(&Enquiry) -> bool| all.iter().filter(|own| holds(own)).count() as u64;
        let ended =
            |own: &Enquiry, holds: &dyn Fn(&End) -> bool| own.end.as_ref().is_some_and(|end| holds(end));
        let rested =
            |own: &Enquiry| own.facts.iter().find(|(_, fact)| *fact == Fact::Rested).map(|(at, _)| *at);
        let mut told = Enquiries {
            received: all.len() as u64,
            reopened: count(&|own| own.reopened && self.twin != Twin::ReopenedGoesOn),
            open: count(&|own| own.end.is_none()),
            stranded: count(&|own| {
                let of_place = |fact: &&(Timestamp, Fact)| {
                    matches!(fact.1, Fact::Stranded(_) | Fact::Placed | Fact::Held)
                };
                let last = own.facts.iter().rev().find(of_place);
                own.end.is_none() && matches!(last, Some((_, Fact::Stranded(_))))
            }),
            archived: count(&|own| ended(own, &|end| end.how == ClosedHow::Archived)),
            never_sent: count(&|own| own.end.is_some() && own.sendings.is_empty() && own.offices.is_empty()),
            never_worked: count(&|own| {
                let worked = self.first(own, None, |fact| self.attempt(fact)).is_some()
                    || self.disposition(own, None, false).is_some();
                own.end.is_some() && !worked
            }),
            sent_again: count(&|own| own.sendings.len() > 1),
            recycled: count(&|own| rested(own).is_some()),
            recycled_contacted: count(&|own| {
                let from = own.facts.iter().position(|(_, fact)| *fact == Fact::Rested);
                from.is_some_and(|from| own.facts[from..].iter().any(|(_, fact)| self.contact(fact)))
            }),
            recycled_won: count(&|own| {
                rested(own).is_some()
                    && (self.twin == Twin::RestedCountsAsWon || ended(own, &|end| self.is_won(end)))
            }),
            qualified: count(&|own| self.disposition(own, None, true).is_some()),
            won: count(&|own| ended(own, &|end| self.is_won(end))),
            ..Enquiries::default()
        };
        let mut curves: Vec<Clocked> = (0..8).map(|_| Clocked::default()).collect();
        for own in &all {
            for (_, fact) in &own.facts {
                if let Fact::Stranded(why) = fact {
                    *told.dead_ends.entry(why.clone()).or_default() += 1;
                }
            }
            if let Some(end) = &own.end {
                *told.closed.entry(end.code.clone()).or_default() += 1;
                if self.is_won(end) {
                    self.value(&end.lead, &mut told.value_minor, &mut told.unvalued);
                }
            }
            let won = own.end.as_ref().filter(|end| self.is_won(end)).map(|end| end.at);
            let reached = [
                self.first(own, None, |fact| *fact == Fact::Placed),
                own.sendings
                    .first()
                    .map(|sent| sent.at)
                    .into_iter()
                    .chain(own.offices.first().map(|own| own.at))
                    .min(),
                own.sendings.iter().filter_map(|sent| Some(sent.owned?.0)).min(),
                self.first(own, None, |fact| self.attempt(fact)),
                self.first(own, None, |fact| self.contact(fact)),
                self.disposition(own, None, false),
                self.disposition(own, None, true),
                won,
            ];
            for (curve, when) in curves.iter_mut().zip(reached) {
                self.curve(curve, self.received(own), when, own.end.is_none());
            }
            self.delay(own, &mut told.delay, |_| true, true);
        }
        let [routable, sent, owned, attempted, contacted, disposed, qualified, won] =
            <[Clocked; 8]>::try_from(curves).unwrap();
        let curves = |own: Clocked| clocked(own, self.calendar());
        told.since_received = SinceReceived {
            routable: curves(routable),
            sent: curves(sent),
            owned: curves(owned),
            attempted: curves(attempted),
            contacted: curves(contacted),
            disposed: curves(disposed),
            qualified: curves(qualified),
            won: curves(won),
        };
        told
    }

    /// The time until the first attempt, of those whose time `counts`.
    fn delay(&self, own: &Enquiry, delay: &mut Delays, counts: impl Fn(Whose) -> bool, whole: bool) {
        let attempt = self.first(own, None, |fact| self.attempt(fact));
        let attempt = attempt.filter(|_| self.twin != Twin::TimeAfterTheAttempt);
        let end = own.end.as_ref().map_or(self.as_of, |end| end.at).min(attempt.unwrap_or(Timestamp::MAX));
        let mut stretches = own.stretches.clone();
        if let (Some((_, since, _)), None) = (own.stretches.last(), &own.end) {
            stretches.push((*since, self.as_of, own.now.unwrap_or(Whose::Nobody)));
        }
        let spans = |from: Timestamp, until: Timestamp| {
            let open = self.calendar().map(|calendar| calendar.business_between(from, until));
            (until.since(from).as_millis() as u64, open.map(|open| open.as_millis() as u64))
        };
        for (from, until, whose) in stretches {
            let until = until.min(end);
            if from >= until || !counts(whose) {
                continue;
            }
            let (wall, open) = spans(from, until);
            let part = |delay: &mut Delay, ms: u64| match whose {
                Whose::Host => delay.intake_ms += ms,
                Whose::Plan if self.twin != Twin::HeldIsWaiting => delay.held_ms += ms,
                Whose::Plan | Whose::Nobody => delay.waiting_ms += ms,
                Whose::Office(_) if self.twin == Twin::WaitInsideIsRoutings => delay.waiting_ms += ms,
                Whose::Offered(_) | Whose::Office(_) if self.twin != Twin::AcceptanceIsTheAgents => {
                    delay.acceptance_ms += ms
                }
                Whose::Offered(_) | Whose::Office(_) | Whose::Owner(_) => delay.agent_ms += ms,
            };
            part(&mut delay.wall, wall);
            if let Some(open) = open {
                part(delay.business.get_or_insert_default(), open);
            }
        }
        if whole {
            let (wall, open) = spans(own.received, end);
            delay.wall.whole_ms += wall;
            if let Some(open) = open {
                delay.business.get_or_insert_default().whole_ms += open;
            }
        }
    }

    fn value(&self, lead: &Lead, counts: &mut BTreeMap<String, u64>, unvalued: &mut u64) {
        let Some(of) = &self.options.value else {
            *unvalued += 1;
            return;
        };
        let currency = match &of.currency {
            CurrencyOf::Fixed(currency) => Some(currency.to_string()),
            CurrencyOf::Attribute(name) => match lead.get(name.as_str()) {
                Some(Value::Text(code))
                    if code.len() == 3 && code.bytes().all(|own| own.is_ascii_uppercase()) =>
                {
                    Some(code.to_string())
                }
                _ => None,
            },
        };
        match (lead.get(of.value_minor.as_str()), currency) {
            (Some(Value::Integer(value)), Some(currency)) if *value >= 0 => {
                *counts.entry(currency).or_default() += *value as u64;
            }
            _ => *unvalued += 1,
        }
    }

    fn sendings(&self, by: &[By], key: &Key) -> Sendings {
        let mut told = Sendings::default();
        let [mut accepting, mut attempting, mut working, mut contacting, mut disposing] =
            [0; 5].map(|_| Clocked::default());
        for own in self.looked_at() {
            for (number, sent) in own.sendings.iter().enumerate() {
                let to = match self.twin {
                    Twin::OwnerOfTheFirstSending => &own.sendings[0].to,
                    _ => &sent.to,
                };
                if self.keys(by, own, Some(to)).contains(key) {
                    self.sending(own, number, &mut told);
                    self.facts(own, number, &mut told);
                    self.ended(own, number, &mut told);
                    self.offered(own, sent, &mut accepting);
                    let Some((since, _)) = sent.owned else { continue };
                    let open = sent.over.is_none();
                    let by = Some(number);
                    let firsts = [
                        (&mut attempting, self.first(own, by, |fact| self.attempt(fact))),
                        (&mut working, self.worked(own, by)),
                        (&mut contacting, self.first(own, by, |fact| self.contact(fact))),
                        (&mut disposing, self.disposition(own, by, false)),
                    ];
                    for (curve, when) in firsts {
                        self.curve(curve, since, when, open);
                    }
                }
            }
            for ring in own.rings.iter().filter(|ring| self.keys(by, own, Some(&ring.to)).contains(key)) {
                told.rung += u64::from(!ring.declined);
                told.rings_declined += u64::from(ring.declined);
                told.sent += u64::from(self.twin == Twin::RingIsASending);
            }
        }
        if by.iter().all(By::tells_agents) {
            let theirs =
                |full: &&Full| full.agent.as_ref().is_some_and(|own| self.agent_key(by, own) == *key);
            told.caps_reached = self.full().filter(theirs).count() as u64;
        }
        let curves = |own: Clocked| clocked(own, self.calendar());
        told.accepting = curves(accepting);
        told.attempting = curves(attempting);
        told.working = curves(working);
        told.contacting = curves(contacting);
        told.disposing = curves(disposing);
        told
    }

    /// What became of what was sent to offices.
    fn offices(&self, by: &[By], key: &Key) -> Offices {
        let (mut told, mut accepting) = (Offices::default(), Clocked::default());
        for own in self.looked_at() {
            for (number, at) in own.offices.iter().enumerate() {
                if self.keys(by, own, Some(&at.to)).contains(key) {
                    self.office(own, at, &mut told);
                    self.curve(&mut accepting, at.at, at.accepted, at.over.is_none());
                    self.delay(own, &mut told.delay, |whose| whose == Whose::Office(number), false);
                }
            }
            if self.twin == Twin::OfferInsideIsTheOffices {
                let inside = own.sendings.iter().filter(|sent| sent.offered && sent.to.office.is_some());
                told.sent +=
                    inside.filter(|sent| self.keys(by, own, Some(&sent.to)).contains(key)).count() as u64;
            }
        }
        told.accepting = clocked(accepting, self.calendar());
        told
    }

    fn office(&self, own: &Enquiry, at: &AtOffice, told: &mut Offices) {
        told.sent += 1;
        match (at.accepted, at.over.map(|(_, how)| how)) {
            (Some(_), _) => told.accepted += 1,
            (None, Some(OfficeLeft::Declined)) if self.twin != Twin::DeclinedByTheOfficeForTimedOut => {
                told.declined += 1;
            }
            (None, Some(OfficeLeft::Declined | OfficeLeft::TimedOut)) => told.timed_out += 1,
            (None, Some(_)) => told.withdrawn += 1,
            (None, None) => told.on_offer += u64::from(own.end.is_none()),
        }
    }

    fn offered(&self, own: &Enquiry, sent: &Sending, accepting: &mut Clocked) {
        if sent.offered {
            let open = sent.over.is_none() && own.end.is_none();
            self.curve(accepting, sent.at, sent.owned.map(|(at, _)| at), open);
        }
    }

    fn sending(&self, own: &Enquiry, number: usize, told: &mut Sendings) {
        let sent = &own.sendings[number];
        told.sent += u64::from(sent.offered || self.twin != Twin::OfferOnlyIsSent);
        told.offered += u64::from(sent.offered);
        match sent.owned.map(|(_, how)| how) {
            Some(AssignedHow::Pushed) => told.pushed += 1,
            Some(AssignedHow::Accepted) => told.accepted += 1,
            Some(AssignedHow::Claimed) => told.claimed += 1,
            Some(AssignedHow::Reassigned) => told.reassigned += 1,
            Some(AssignedHow::Bridged) => told.bridged += 1,
            None if sent.over.is_none() => told.on_offer += 1,
            None => {}
        }
        told.open += u64::from(sent.owned.is_some() && sent.over.is_none());
        self.delay(
            own,
            &mut told.delay,
            |whose| whose == Whose::Offered(number) || whose == Whose::Owner(number),
            false,
        );
        let Some(beside) = &sent.beside else { return };
        told.picks.claims += 1;
        let (mine, others) = (beside[0], &beside[1..]);
        let stands = |all: Vec<std::cmp::Ordering>| {
            let twice = |order: &std::cmp::Ordering| 1 + *order as i64;
            let beaten: i64 = all.iter().map(twice).sum();
            (!all.is_empty()).then(|| (beaten * 10_000 / (2 * all.len() as i64)) as u64)
        };
        let others = if self.twin == Twin::PicksBesideAll { beside } else { others };
        let fresh = others.iter().map(|own| mine.1.cmp(&own.1)).collect();
        let worth = others.iter().filter_map(|own| Some(mine.0?.cmp(&own.0?))).collect();
        for (index, bp) in
            [(&mut told.picks.freshness, stands(fresh)), (&mut told.picks.worth, stands(worth))]
        {
            index.claims += u64::from(bp.is_some());
            index.sum_bp += bp.unwrap_or(0);
        }
    }

    fn facts(&self, own: &Enquiry, number: usize, told: &mut Sendings) {
        for (_, fact) in &own.facts {
            match fact {
                Fact::Attempt { by, automated, reached } if *by == Some(number) => {
                    told.automated += u64::from(*automated);
                    told.attempts += u64::from(self.attempt(fact));
                    told.reached += u64::from(*reached && !automated);
                }
                Fact::Interim { by, code } if *by == Some(number) => {
                    *told.interim.entry(code.clone()).or_default() += 1;
                }
                Fact::Escalated { by } if *by == Some(number) => told.escalated += 1,
                Fact::HandedOff { by } if *by == Some(number) => {
                    told.handed_off += 1;
                    told.handed_off_won += u64::from(own.end.as_ref().is_some_and(|end| self.is_won(end)));
                }
                _ => {}
            }
        }
        let viewed =
            |(_, fact): &(Timestamp, Fact)| matches!(fact, Fact::Viewed { by } if *by == Some(number));
        told.viewed += u64::from(own.facts.iter().any(viewed));
        told.attempted += u64::from(self.first(own, Some(number), |fact| self.attempt(fact)).is_some());
        told.worked += u64::from(self.worked(own, Some(number)).is_some());
        told.contacted += u64::from(self.first(own, Some(number), |fact| self.contact(fact)).is_some());
        told.disposed += u64::from(self.disposition(own, Some(number), false).is_some());
        told.qualified += u64::from(self.disposition(own, Some(number), true).is_some());
    }

    fn ended(&self, own: &Enquiry, number: usize, told: &mut Sendings) {
        let said = |word: serde_json::Value| word.as_str().unwrap().to_owned();
        match own.sendings[number].over.map(|(_, over)| over) {
            Some(Over::Offer(OfferEnd::Declined)) if self.twin == Twin::DeclinedForTimedOut => {
                told.timed_out += 1
            }
            Some(Over::Offer(OfferEnd::Declined)) => told.declined += 1,
            Some(Over::Offer(OfferEnd::TimedOut)) => told.timed_out += 1,
            Some(Over::Offer(OfferEnd::Withdrawn)) => told.withdrawn += 1,
            Some(Over::Released(ReleasedWhy::Returned(why))) => {
                let counts = match self.twin {
                    Twin::ReturnIsARelease => &mut told.released,
                    _ => &mut told.returned,
                };
                *counts.entry(said(serde_json::to_value(why).unwrap())).or_default() += 1;
            }
            Some(Over::Released(ReleasedWhy::Redistributed(missing))) => {
                *told.released.entry("redistributed".to_owned()).or_default() += 1;
                *told.neglected.entry(said(serde_json::to_value(missing).unwrap())).or_default() += 1;
            }
            Some(Over::Released(why)) => {
                *told.released.entry(said(serde_json::to_value(why).unwrap())).or_default() += 1;
            }
            Some(Over::Closed) | None => {}
        }
        let Some(end) = own.end.as_ref().filter(|end| end.by == Some(number)) else { return };
        if end.how == ClosedHow::Disposed {
            *told.closed.entry(end.code.clone()).or_default() += 1;
        }
        if self.is_won(end) {
            told.won += 1;
            self.value(&end.lead, &mut told.value_minor, &mut told.unvalued);
        }
    }
}

fn agent_text(by: &By, agent: &AgentDoc) -> Option<String> {
    match by {
        By::Agent => Some(agent.id.to_string()),
        By::Team => agent.team.as_ref().map(ToString::to_string),
        By::Trait(name) => agent.traits.iter().find(|own| own.id == *name).map(|own| own.value.to_string()),
        _ => None,
    }
}
