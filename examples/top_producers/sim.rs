//! A seeded floor on which the true closing rates are known: what merit makes of them, and what the plain closing rate
//! would have.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::disallowed_methods)] // a simulation, not the engine

use std::error::Error;

use fairdeal::meter::merit::Grade;
use fairdeal::{
    AgentDoc, AgentId, Command, Disposition, Floor, Lead, Outcome, Policy, PresenceSnapshot, PresenceState,
    Sign, Span, Timestamp,
};

pub(crate) const POLICY: &str = r#"{
  "format": 1, "semantics": 1, "id": "sales", "zone": "America/Chicago",
  "attributes": [{"id": "source", "type": "text"}],
  "merits": [{"id": "closing", "won": ["sold"], "period": {"week": {"starts": "mon"}}, "periods": 6,
    "normalise_by": "source"}],
  "queues": [{"id": "web", "strategy": "top_producers",
    "merit": {"by": "closing", "floor_percent": 30, "prior": 30, "min_tried": 25, "rise_percent": 20}}],
  "plans": [{"id": "sell", "stages": [{"id": "deal", "action": {"queue": {"queue": "web"}}}]}],
  "default_plan": "sell"
}"#;

/// Who, whether on the early shift, and how much better than others they close, in percent.
pub(crate) const PEOPLE: [(&str, bool, u64); 6] = [
    ("ann", true, 100),
    ("bob", true, 100),
    ("cyd", true, 60),
    ("dee", false, 100),
    ("eli", false, 100),
    ("fay", false, 160),
];
/// Joins in the sixth week, is as good as most, and sells the first leads by luck.
pub(crate) const NEWCOMER: &str = "new";
const LUCKY: u32 = 8;
const JOINS_IN_WEEK: u32 = 6;
const LEADS_A_SHIFT: u32 = 40;

/// One agent's numbers at the end.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) agent: String,
    pub(crate) early: bool,
    pub(crate) skill_percent: u64,
    pub(crate) dealt: u32,
    /// Dealt in the last week.
    pub(crate) last_week: u32,
    pub(crate) sold: u32,
    pub(crate) grade: Option<Grade>,
}

/// What came of it all.
#[derive(Clone, Debug)]
pub(crate) struct Result {
    pub(crate) rows: Vec<Row>,
    /// The newcomer's weight in percent, week by week from the first.
    pub(crate) newcomer_weights: Vec<u32>,
    /// The newcomer's plain closing rate in the first week, in percent.
    pub(crate) newcomer_first_rate: u32,
    pub(crate) leads: u32,
}

pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// So many weeks of five days with two shifts each. By day most leads are referrals, in the evening most are bought: a
/// referral closes three times as often.
pub(crate) fn run(seed: u64, weeks: u32) -> std::result::Result<Result, Box<dyn Error>> {
    let mut dice = Dice(seed);
    let monday: Timestamp = "2026-01-05T14:00:00Z".parse()?;
    let (mut floor, _) = Floor::open(Policy::from_json(POLICY)?, monday);
    let mut rows: Vec<Row> = Vec::new();
    for (agent, early, skill_percent) in PEOPLE {
        floor.run(monday, &Command::Join(AgentDoc::new(agent)?.member_of("web")?));
        rows.push(row(agent, early, skill_percent));
    }
    let (mut newcomer_weights, mut newcomer_first_rate, mut number) = (Vec::new(), 0, 0_u32);
    for week in 0..weeks {
        let start = monday.plus(Span::days(u64::from(week) * 7));
        if week == JOINS_IN_WEEK {
            floor.run(start, &Command::Join(AgentDoc::new(NEWCOMER)?.member_of("web")?));
            rows.push(row(NEWCOMER, false, 100));
        }
        rows.iter_mut().for_each(|row| row.last_week = 0);
        for shift in 0..10_u64 {
            let early = shift % 2 == 0;
            let begins = start.plus(Span::days(shift / 2)).plus(Span::hours(if early { 0 } else { 6 }));
            let here = rows.iter().filter(|row| row.early == early);
            let signs =
                here.map(|row| Ok(Sign::new(AgentId::new(&row.agent)?, PresenceState::Available, begins)));
            let signs: Vec<Sign> = signs.collect::<std::result::Result<_, fairdeal::IdError>>()?;
            for lead in 0..LEADS_A_SHIFT {
                let now = begins.plus(Span::minutes(u64::from(lead) * 8));
                let seen =
                    signs.iter().map(|sign| Sign::new(sign.agent.clone(), PresenceState::Available, now));
                floor.see(PresenceSnapshot::new(seen), now);
                floor.settle(now);
                number += 1;
                let referral = dice.below(100) < if early { 80 } else { 20 };
                let source = if referral { "referral" } else { "bought" };
                let id = format!("L-{number}");
                let ran = floor.run(now, &Command::Submit(Lead::new(&id)?.with("source", source)));
                let Outcome::Assigned { agent, lead, .. } = ran.outcome().clone() else {
                    return Err(format!("{id}: {}", ran.outcome()).into());
                };
                let row = rows.iter_mut().find(|row| row.agent == agent.as_str()).ok_or("nobody")?;
                let chance = if referral { 30 } else { 10 } * row.skill_percent;
                let lucky = row.agent == NEWCOMER && row.dealt < LUCKY;
                let sold = dice.below(10_000) < chance || lucky;
                row.dealt += 1;
                row.last_week += 1;
                row.sold += u32::from(sold);
                let code = if sold { "sold" } else { "lost" }.to_owned();
                let disposition = Disposition::Final { code };
                floor.run(now, &Command::Dispose { lead: lead.clone(), agent, disposition });
                floor.run(now, &Command::Forget { lead, keys: false });
            }
        }
        let next_monday = start.plus(Span::days(7));
        floor.settle(next_monday);
        if let Some(new) = rows.iter().find(|row| row.agent == NEWCOMER) {
            if newcomer_weights.is_empty() {
                newcomer_first_rate = new.sold * 100 / new.dealt.max(1);
            }
            newcomer_weights.push(grade(&floor, NEWCOMER).map_or(100, |grade| grade.weight_percent));
        }
    }
    for row in &mut rows {
        row.grade = grade(&floor, &row.agent);
    }
    Ok(Result { rows, newcomer_weights, newcomer_first_rate, leads: number })
}

fn row(agent: &str, early: bool, skill_percent: u64) -> Row {
    Row { agent: agent.to_owned(), early, skill_percent, dealt: 0, last_week: 0, sold: 0, grade: None }
}

fn grade(floor: &Floor, agent: &str) -> Option<Grade> {
    let views = floor.state().merit_views();
    let own = views.iter().flat_map(|view| &view.grades).find(|own| own.agent.as_str() == agent);
    own.map(|own| own.grade.clone())
}
