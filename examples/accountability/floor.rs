//! Two weeks of a small floor: four people inside, three partner offices and theirs, a pool. Every name is invented.

use std::collections::BTreeMap;

use fairdeal::{
    AgentId, ClaimWay, Command, Disposition, Event, Floor, Lead, LeadId, Name, Policy, PresenceSnapshot,
    PresenceState, Recorded, Sign, Span, Timestamp,
};

use crate::dice::Dice;
use crate::stop::Stop;

pub(crate) const POLICY: &str = include_str!("sample.json");

/// How somebody works: how many offers of a hundred they take, how many of the leads they own they ever try, how many
/// minutes until they do, and how much of what they tried they sell.
struct Habit {
    name: &'static str,
    takes: u64,
    tries: u64,
    minutes: (u64, u64),
    sells: u64,
}

const HABITS: [Habit; 9] = [
    Habit { name: "ada", takes: 96, tries: 99, minutes: (1, 9), sells: 22 },
    Habit { name: "ben", takes: 85, tries: 92, minutes: (4, 70), sells: 17 },
    Habit { name: "cleo", takes: 97, tries: 60, minutes: (10, 240), sells: 26 },
    Habit { name: "dov", takes: 55, tries: 90, minutes: (3, 40), sells: 12 },
    Habit { name: "lars", takes: 92, tries: 97, minutes: (10, 90), sells: 24 },
    Habit { name: "lena", takes: 85, tries: 92, minutes: (10, 120), sells: 22 },
    Habit { name: "paul", takes: 70, tries: 80, minutes: (30, 500), sells: 15 },
    Habit { name: "pia", takes: 35, tries: 60, minutes: (60, 600), sells: 15 },
    Habit { name: "uma", takes: 45, tries: 50, minutes: (60, 900), sells: 20 },
];

const SOURCES: [(&str, u64); 5] =
    [("web_form", 40), ("search_ads", 25), ("referral", 12), ("fair", 8), ("bought_list", 15)];

enum Next {
    Lead(u32),
    Command(Box<Command>),
    LookInPool(usize),
}

impl From<Command> for Next {
    fn from(command: Command) -> Next {
        Next::Command(Box::new(command))
    }
}

struct Play {
    floor: Floor,
    dice: Dice,
    records: Vec<(usize, Recorded)>,
    plan: BTreeMap<(Timestamp, u64), Next>,
    planned: u64,
}

/// Plays it, and tells the history and the instant at which it stops.
pub(crate) fn play(seed: u64) -> Result<(Vec<(usize, Recorded)>, Timestamp), Stop> {
    let wrong = |error: String| Stop::wrong(error);
    let start: Timestamp = "2026-03-02T12:00:00Z".parse().map_err(|_| wrong("start".to_owned()))?;
    let end = start.plus(Span::days(14));
    let policy = Policy::from_json(POLICY).map_err(|error| wrong(error.to_string()))?;
    let (floor, first) = Floor::open(policy, start);
    let mut play =
        Play { floor, dice: Dice::new(seed), records: vec![(1, first)], plan: BTreeMap::new(), planned: 0 };
    let mut number = 0;
    for day in 0..14 {
        let weekday = day % 7 < 5;
        for _ in 0..if weekday { 46 } else { 9 } {
            number += 1;
            let second = play.dice.between(0, 86_399).min(play.dice.between(0, 86_399) + 25_000);
            play.at(start.plus(Span::days(day)).plus(Span::seconds(second)), Next::Lead(number));
        }
        for (who, look) in (0..4_usize).flat_map(|who| (0..3_u64).map(move |look| (who, look))) {
            if weekday {
                let minute = 150 + look * 180 + play.dice.between(0, 90);
                play.at(start.plus(Span::days(day)).plus(Span::minutes(minute)), Next::LookInPool(who));
            }
        }
    }
    while let Some(((at, _), next)) = play.next(end) {
        play.step(at, next).map_err(|error| wrong(error.to_string()))?;
    }
    Ok((play.records, end))
}

impl Play {
    fn at(&mut self, at: Timestamp, next: Next) {
        self.planned += 1;
        self.plan.insert((at, self.planned), next);
    }

    /// What comes next: something planned, or the floor's own deadline.
    fn next(&mut self, end: Timestamp) -> Option<((Timestamp, u64), Next)> {
        let planned = self.plan.keys().next().map_or(Timestamp::MAX, |(at, _)| *at);
        let due = self.floor.state().next_deadline().unwrap_or(Timestamp::MAX);
        if due <= planned && due < end {
            return Some(((due, 0), Command::Tick {}.into()));
        }
        self.plan.pop_first().filter(|((at, _), _)| *at < end)
    }

    fn step(&mut self, at: Timestamp, next: Next) -> Result<(), fairdeal::IdError> {
        let signs =
            HABITS.iter().map(|habit| Ok(Sign::new(AgentId::new(habit.name)?, PresenceState::Available, at)));
        let signs: Vec<Sign> = signs.collect::<Result<_, fairdeal::IdError>>()?;
        self.floor.see(PresenceSnapshot::new(signs), at);
        match next {
            Next::Lead(number) => {
                let lead = self.lead(number, at)?;
                self.run(at, &Command::Submit(lead))
            }
            Next::Command(command) => self.run(at, &command),
            Next::LookInPool(who) => self.look_in_pool(at, who),
        }
    }

    fn lead(&mut self, number: u32, at: Timestamp) -> Result<Lead, fairdeal::IdError> {
        let source = self.dice.weighted(&SOURCES).copied().unwrap_or("web_form");
        let product = *self.dice.weighted(&[("solar", 60), ("heat_pump", 40)]).unwrap_or(&"solar");
        let score = i64::try_from(self.dice.between(1, 100)).unwrap_or(1);
        let value = i64::try_from(self.dice.between(40, 260)).unwrap_or(40) * 10_000;
        let lead = Lead::new(&format!("L-{number:04}"))?
            .with("source", source)
            .with("product", product)
            .with("score", score)
            .with("value_minor", value)
            .with("currency", "USD");
        // Bought lists come in late.
        let late = if source == "bought_list" { self.dice.between(60, 400) } else { 0 };
        Ok(lead.received_at(at.minus(Span::minutes(late))))
    }

    /// Takes the highest score that lies there, or the next.
    fn look_in_pool(&mut self, at: Timestamp, who: usize) -> Result<(), fairdeal::IdError> {
        let Some(habit) = HABITS.get(who) else { return Ok(()) };
        let (agent, queue) = (AgentId::new(habit.name)?, Name::new("open")?);
        let listed = self.floor.list(at, &agent, &queue, 50).unwrap_or_default();
        let score = |lead: &Lead| {
            lead.get("score").map(ToString::to_string).and_then(|text| text.parse::<i64>().ok())
        };
        let views = self.floor.state().lead_views();
        let here = views.iter().filter(|view| listed.iter().any(|own| own.lead == *view.lead.id()));
        let best = here.max_by_key(|view| score(&view.lead)).map(|view| view.lead.id().clone());
        // Ben picks the cherries.
        let way = match best.filter(|_| habit.name == "ben") {
            Some(best) => ClaimWay::Pick(best),
            None => ClaimWay::Next {},
        };
        self.run(at, &Command::Claim { agent, queue: Some(queue), way })
    }

    fn run(&mut self, at: Timestamp, command: &Command) -> Result<(), fairdeal::IdError> {
        let ran = self.floor.run(at, command);
        let records: Vec<Recorded> = ran.records().cloned().collect();
        for record in records {
            for event in &record.events {
                self.answer(at, event)?;
            }
            self.records.push((self.records.len() + 1, record));
        }
        Ok(())
    }

    /// Whoever is offered or given a lead does something about it, or not.
    fn answer(&mut self, at: Timestamp, event: &Event) -> Result<(), fairdeal::IdError> {
        let told = self.floor.state().readable(event);
        let part = |kind: &str, key: &str| told.get(kind)?.get(key)?.as_str().map(str::to_owned);
        let of = |kind: &str| Some((part(kind, "lead")?, part(kind, "agent")?));
        let (offered, assigned) = (of("offered"), of("assigned"));
        let Some((lead, name)) = offered.clone().or(assigned) else { return Ok(()) };
        let Some(habit) = HABITS.iter().find(|habit| habit.name == name) else { return Ok(()) };
        let (lead, agent) = (LeadId::new(&lead)?, AgentId::new(&name)?);
        let minutes = |dice: &mut Dice, from: u64, to: u64| Span::seconds(dice.between(from * 60, to * 60));
        if offered.is_some() {
            let takes = self.dice.chance(habit.takes);
            let after = at.plus(minutes(&mut self.dice, 0, 3));
            if takes {
                self.at(after, Command::Accept { lead, agent }.into());
            } else if self.dice.chance(40) {
                // Uma is all there is of Union, and declines for the office.
                let agent = if habit.name == "uma" { AgentId::new("union-mechanical")? } else { agent };
                self.at(after, Command::Decline { lead, agent }.into());
            }
            return Ok(());
        }
        if !self.dice.chance(habit.tries) {
            return Ok(());
        }
        let mut when = at.plus(minutes(&mut self.dice, habit.minutes.0, habit.minutes.1));
        for _ in 0..self.dice.between(1, 4) {
            let reached = self.dice.chance(45);
            let (lead, agent) = (lead.clone(), agent.clone());
            self.at(when, Command::Attempt { lead, agent, reached, automated: false }.into());
            when = when.plus(minutes(&mut self.dice, 5, 300));
            if reached {
                break;
            }
        }
        if self.dice.chance(8) {
            let reason = *self.dice.one(&RETURNS).unwrap_or(&fairdeal::ReturnReason::Other);
            self.at(when, Command::Return { lead, agent, reason }.into());
        } else if self.dice.chance(85) {
            let code = if self.dice.chance(habit.sells) { "sold" } else { "lost" };
            let code = if code == "lost" && self.dice.chance(25) { "quoted" } else { code }.to_owned();
            let disposition = Disposition::Final { code };
            self.at(when, Command::Dispose { lead, agent, disposition }.into());
        }
        Ok(())
    }
}

const RETURNS: [fairdeal::ReturnReason; 3] = [
    fairdeal::ReturnReason::BadContact,
    fairdeal::ReturnReason::Duplicate,
    fairdeal::ReturnReason::OutOfTerritory,
];
