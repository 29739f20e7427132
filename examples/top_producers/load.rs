//! A seeded floor on which whoever has more in hand than they can work on closes hardly any of it: what each lead more
//! brings by the engine's own count, and what stopping there does.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::disallowed_methods)] // a simulation, not the engine

use std::collections::BTreeMap;
use std::error::Error;

use fairdeal::meter::merit::LoadBand;
use fairdeal::{
    AgentDoc, AgentId, Command, Disposition, Floor, Lead, LeadId, Outcome, Policy, Span, Timestamp,
};

/// Who, and how many leads they can work on at a time.
pub(crate) const PEOPLE: [(&str, u32); 4] = [("ann", 3), ("bob", 3), ("cyd", 6), ("dee", 6)];
const LEADS_A_DAY: u32 = 120;
const LEAD_EVERY_MIN: u64 = 4;
const TAKES_MIN: u64 = 80;

/// What came of it.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub(crate) dealt: u32,
    pub(crate) sold: u32,
    /// The bands of everybody as of the last review, and from where on they are full.
    pub(crate) people: Vec<(String, u32, Vec<LoadBand>, Option<u32>)>,
}

fn policy(stops: bool) -> std::result::Result<Policy, Box<dyn Error>> {
    let stop =
        if stops { r#", "declining_return": {"below_percent": 50, "until_percent": 100}"# } else { "" };
    let json = format!(
        r#"{{"format": 1, "semantics": 1, "id": "sales", "default_plan": "sell", "presence": {{"unknown_may_receive": true}},
        "merits": [{{"id": "closing", "won": ["sold"], "period": "day", "periods": 10,
            "by_load": {{"bands_from": [3, 6, 9], "min_tried": 30}}}}],
        "queues": [{{"id": "web", "strategy": "top_producers", "merit": {{"by": "closing"{stop}}}}}],
        "plans": [{{"id": "sell", "stages": [{{"id": "deal", "action": {{"queue": {{"queue": "web"}}}}}}]}}]}}"#
    );
    Ok(Policy::from_json(&json)?)
}

/// So many days. A lead dealt to somebody who can still work on it closes three times of ten, another once in thirty.
pub(crate) fn run(seed: u64, days: u64, stops: bool) -> std::result::Result<Loaded, Box<dyn Error>> {
    let mut dice = super::sim::Dice(seed);
    let morning: Timestamp = "2026-01-05T14:00:00Z".parse()?;
    let (mut floor, _) = Floor::open(policy(stops)?, morning);
    for (agent, _) in PEOPLE {
        floor.run(morning, &Command::Join(AgentDoc::new(agent)?.member_of("web")?));
    }
    let (mut sold, mut dealt) = (0, 0);
    for day in 0..days {
        let start = morning.plus(Span::days(day));
        let mut in_hand: BTreeMap<(Timestamp, LeadId), (AgentId, bool)> = BTreeMap::new();
        let mut number = 0;
        // Leads come in until the evening, and whatever is in hand is ended.
        while number < LEADS_A_DAY || !in_hand.is_empty() {
            let next = start.plus(Span::minutes(u64::from(number) * LEAD_EVERY_MIN));
            let ends = in_hand.keys().next().map(|(at, _)| *at);
            let (now, outcomes) = match ends.filter(|at| number == LEADS_A_DAY || *at <= next) {
                Some(now) => {
                    let Some(((_, lead), (agent, wins))) = in_hand.pop_first() else { break };
                    sold += u32::from(wins);
                    let code = if wins { "sold" } else { "lost" }.to_owned();
                    let end = Command::Dispose {
                        lead: lead.clone(),
                        agent,
                        disposition: Disposition::Final { code },
                    };
                    let ran = floor.run(now, &end);
                    let after: Vec<Outcome> =
                        ran.after.into_iter().map(|decision| decision.outcome).collect();
                    floor.run(now, &Command::Forget { lead, keys: false });
                    (now, after)
                }
                None => {
                    floor.settle(next);
                    number += 1;
                    let lead = Lead::new(&format!("L-{day}-{number}"))?;
                    (next, vec![floor.run(next, &Command::Submit(lead)).outcome().clone()])
                }
            };
            for outcome in outcomes {
                let Outcome::Assigned { lead, agent, .. } = outcome else { continue };
                let others = in_hand.values().filter(|(other, _)| *other == agent).count();
                let can = PEOPLE.iter().find(|(name, _)| *name == agent.as_str()).map_or(0, |(_, can)| *can);
                let chance = if u32::try_from(others)? < can { 300 } else { 33 };
                dealt += 1;
                let takes = Span::minutes(TAKES_MIN / 2 + dice.below(TAKES_MIN));
                in_hand.insert((now.plus(takes), lead), (agent, dice.below(1_000) < chance));
            }
        }
        floor.settle(start.plus(Span::days(1)));
    }
    let (_, loads) = floor.state().load_views().into_iter().next().ok_or("no merit")?;
    let loads = loads.ok_or("no review")?;
    let full = floor.state().merit_views().into_iter().flat_map(|view| view.full);
    let full: BTreeMap<String, u32> = full.map(|own| (own.agent.to_string(), own.full.leads)).collect();
    let people = PEOPLE.iter().map(|(name, can)| {
        let own = loads.agents.iter().find(|own| own.agent.as_str() == *name);
        let bands = own.map(|own| own.bands.clone()).unwrap_or_default();
        ((*name).to_owned(), *can, bands, full.get(*name).copied())
    });
    Ok(Loaded { dealt, sold, people: people.collect() })
}
