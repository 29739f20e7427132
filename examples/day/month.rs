//! The month: what comes in and what happens to the people, and when the host is down.

use fairdeal::calendar::{Edge, Zone};
use fairdeal::{AgentDoc, AgentId, AttributeType, Command, Lead, Policy, Span, Timestamp, Value};

use crate::dice::Dice;
use crate::{arrivals, when};

/// Sunday 1 March 2026 to Saturday: how many of a hundred enquiries of an ordinary weekday come in.
const WEEK: [u64; 7] = [30, 112, 106, 100, 100, 85, 42];
/// Within how many seconds the burst comes in.
const BURST_S: u64 = 360;
/// Who leaves for good: on which day, at which second.
const DEPARTURES: [(u64, u64); 3] = [(4, 15 * 3_600), (13, 11 * 3_600), (26, 16 * 3_600)];
/// When somebody joins.
const JOINS: (u64, u64) = (9, 8 * 3_600);

/// What is played.
pub(crate) struct Month {
    /// The first instant.
    pub(crate) from: Timestamp,
    /// The first instant after it.
    pub(crate) until: Timestamp,
    /// When the host is down.
    pub(crate) outage: (Timestamp, Timestamp),
    /// When the burst comes in.
    pub(crate) burst: (Timestamp, Timestamp),
    /// What the host sends, in the order of time.
    pub(crate) sent: Vec<(Timestamp, Command)>,
    /// How many leads come in.
    pub(crate) leads: usize,
    /// How many leaves are taken.
    pub(crate) leaves: usize,
}

impl Month {
    /// The month of a seed, with so many enquiries on an ordinary weekday, of which so many days are played.
    pub(crate) fn of(
        policy: &Policy,
        zone: &Zone,
        seed: u64,
        a_day: u64,
        days: u64,
    ) -> Result<Month, String> {
        let first = zone.local(when::read("2026-03-01", zone)?).day;
        let at = |day: u64, second: u64| {
            let day = first + i64::try_from(day).unwrap_or(1) - 1;
            zone.to_instant(day, i64::try_from(second).unwrap_or(0), Edge::Open)
        };
        let outage = (at(12, 10 * 3_600 + 2_400), at(12, 15 * 3_600 + 1_200));
        let burst = at(17, 14 * 3_600);
        let mut month = Month {
            from: at(1, 0),
            until: at(days + 1, 0),
            outage,
            burst: (burst, burst.plus(Span::seconds(BURST_S))),
            sent: Vec::new(),
            leads: 0,
            leaves: 0,
        };
        month.enquiries(seed, a_day, days, &at);
        for (_, command) in &mut month.sent {
            if let Command::Submit(lead) = command {
                *lead = fitted(policy, lead.clone());
            }
        }
        month.people(policy, seed, &at);
        let until = month.until;
        month.sent.retain(|(at, _)| *at < until);
        month.sent.sort_by_key(|(at, _)| *at);
        let is_lead = |(_, command): &&(Timestamp, Command)| matches!(command, Command::Submit(_));
        month.leads = month.sent.iter().filter(is_lead).count();
        Ok(month)
    }

    fn enquiries(&mut self, seed: u64, a_day: u64, days: u64, at: &impl Fn(u64, u64) -> Timestamp) {
        let mut number = 0_u64;
        let mut dice = Dice::of(seed, &["enquiries"]);
        let mut submit = |when: Timestamp, lead: Lead| {
            self.sent.push((when, Command::Submit(lead.received_at(when))));
        };
        for (day, percent) in (1..=days).zip(WEEK.iter().cycle()) {
            for _ in 0..(a_day * percent).div_ceil(100) {
                number += 1;
                let found = arrivals::enquiry(&mut dice, &format!("L-{number:05}"));
                if let Some((second, lead)) = found {
                    submit(at(day, second), lead);
                }
            }
        }
        // Twice an ordinary day within six minutes.
        for _ in 0..a_day * 2 {
            number += 1;
            let second = 14 * 3_600 + dice.between(0, BURST_S - 1);
            if let Some(lead) = arrivals::from_webinar(&mut dice, &format!("W-{number:05}")) {
                submit(at(17, second), lead);
            }
        }
    }

    /// Leaves, departures and the newcomer; of whatever people the policy has.
    fn people(&mut self, policy: &Policy, seed: u64, at: &impl Fn(u64, u64) -> Timestamp) {
        let agents: Vec<&AgentDoc> = policy.doc().agents.iter().collect();
        for agent in &agents {
            let mut dice = Dice::of(seed, &["leave", agent.id.as_str()]);
            let leave = |from: Timestamp, until: Timestamp, reason: &str| Command::TakeLeave {
                agent: agent.id.clone(),
                from,
                until,
                reason: Some(reason.to_owned()),
            };
            if dice.chance(35) {
                let (day, length) = (dice.between(2, 27), dice.between(1, 7));
                self.sent.push((at(1, 3_600), leave(at(day, 0), at(day + length, 0), "holiday")));
            }
            if dice.chance(20) {
                let (day, hour) = (dice.between(2, 30), dice.between(9, 14));
                let asked = at(day - 1, 12 * 3_600);
                self.sent
                    .push((asked, leave(at(day, hour * 3_600), at(day, (hour + 3) * 3_600), "appointment")));
            }
        }
        let until = self.until;
        let begins = |(_, command): &&(Timestamp, Command)| matches!(command, Command::TakeLeave { from, .. } if *from < until);
        self.leaves = self.sent.iter().filter(begins).count();
        let mut dice = Dice::of(seed, &["departures"]);
        let mut gone: Vec<&AgentId> = Vec::new();
        // At least half stay, so that a small floor is not left empty.
        for (day, second) in DEPARTURES.into_iter().take(agents.len() / 2) {
            let staying: Vec<&&AgentDoc> = agents.iter().filter(|agent| !gone.contains(&&agent.id)).collect();
            if let Some(agent) = dice.one(&staying) {
                gone.push(&agent.id);
                self.sent.push((at(day, second), Command::Leave { agent: agent.id.clone() }));
            }
        }
        if let (Some(like), Ok(id)) = (agents.first(), AgentId::new("newcomer")) {
            let queues = like.queues.iter().take(1).cloned().collect();
            let doc = AgentDoc { id, name: None, queues, ..AgentDoc::clone(like) };
            self.sent.push((at(JOINS.0, JOINS.1), Command::Join(doc)));
        }
    }
}

/// The lead with each text as a list of one, where the policy declares a list.
fn fitted(policy: &Policy, lead: Lead) -> Lead {
    let listed = policy.doc().attributes.iter().filter(|one| one.attribute_type == AttributeType::Texts);
    listed.fold(lead, |lead, one| match lead.get(one.id.as_str()) {
        Some(Value::Text(text)) => {
            let list = Value::Texts(vec![text.clone()]);
            lead.with(one.id.as_str(), list)
        }
        _ => lead,
    })
}
