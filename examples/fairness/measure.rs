//! Deals the leads of every mix by every rotation and compares what each member got with its share.
//!
//! A member's share of a lead is its weight over the weights of all who could have taken it. All numbers are whole: shares
//! are counted in parts small enough for every total weight of the mix.
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)] // members are told by place, and numbers are small

use std::collections::VecDeque;
use std::error::Error;
use std::fmt::Write;

use fairdeal::policy::{PlanDoc, PolicyDoc, QueueDoc, StrategyDoc};
use fairdeal::{
    AgentDoc, AgentId, Command, Disposition, Floor, Lead, LeadId, Outcome, PresenceSnapshot, PresenceState,
    Sign, Span, Timestamp,
};

use crate::mix::{Dice, Mix, all};

/// The rotations that are measured, by name.
pub(crate) const ROTATIONS: [(&str, StrategyDoc); 9] = [
    ("round_robin", StrategyDoc::RoundRobin),
    ("smooth_weighted", StrategyDoc::SmoothWeighted),
    ("stride", StrategyDoc::Stride),
    ("quota", StrategyDoc::Quota),
    ("pointer", StrategyDoc::Pointer),
    ("least_recent", StrategyDoc::LeastRecent),
    ("longest_idle", StrategyDoc::LongestIdle),
    ("lowest_count", StrategyDoc::LowestCount),
    ("random", StrategyDoc::Random),
];

/// What came of one mix under one rotation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// The largest distance of anybody at any time from their share, in parts.
    pub(crate) deviation: i128,
    /// Parts in a turn.
    pub(crate) parts: i128,
    /// The most leads in a row that somebody could have taken and did not get.
    pub(crate) gap: usize,
    /// What somebody got of their share in the end, in hundredths, the farthest from 100.
    pub(crate) ratio: i128,
    /// Turns taken by each member.
    pub(crate) taken: Vec<u32>,
    /// The largest `|taken × other weight − other taken × weight| ÷ (weight + other weight)` of two members at any time, as
    /// a fraction.
    pub(crate) pair: (u64, u64),
}

fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { greatest_common_divisor(b, a.checked_rem(b).unwrap_or(0)) }
}

/// Parts in a turn, so that every share of this mix is a whole number of them.
fn parts(mix: &Mix) -> i128 {
    let total: u32 = mix.weights.iter().sum();
    if mix.name == "fixed weights" {
        return i128::from(total);
    }
    (1..=i128::from(total)).fold(1, |parts, n| parts * n / greatest_common_divisor(parts, n))
}

/// Deals the leads of a mix.
pub(crate) fn measure(mix: &Mix, strategy: &StrategyDoc) -> Result<Measured, Box<dyn Error>> {
    let ids: Vec<AgentId> =
        (0..mix.weights.len()).map(|at| AgentId::new(&format!("m{at:02}"))).collect::<Result<_, _>>()?;
    let mut builder = PolicyDoc::builder("fairness")
        .queue(QueueDoc::new("web", strategy.clone()))
        .plan(PlanDoc::to_queue("deal", "web"))
        .default_plan("deal");
    for (id, weight) in ids.iter().zip(&mix.weights) {
        let mut agent = AgentDoc::new(id.as_str())?.member_of("web")?;
        agent.queues.iter_mut().for_each(|seat| seat.weight = *weight);
        builder = builder.agent(agent);
    }
    let mut now: Timestamp = "2026-03-02T15:00:00Z".parse()?;
    let (mut floor, _) = Floor::open(builder.compile()?, now);
    let mut dice = Dice(3);
    let parts = parts(mix);
    let mut found = Measured { parts, taken: vec![0; ids.len()], pair: (0, 1), ..Measured::default() };
    let mut owed = vec![0_i128; ids.len()];
    let mut shares = vec![0_i128; ids.len()];
    let mut missed = vec![0_usize; ids.len()];
    let mut open: VecDeque<(LeadId, AgentId)> = VecDeque::new();
    let mut seen = Vec::new();
    for number in 0..mix.leads {
        now = now.plus(Span::seconds(1));
        let eligible = mix.eligible(number, &mut dice);
        if eligible != seen || number % 200 == 0 {
            let here = eligible.iter().filter_map(|at| ids.get(*at));
            let signs = here.map(|id| Sign::new(id.clone(), PresenceState::Available, now));
            floor.see(PresenceSnapshot::new(signs), now);
            seen.clone_from(&eligible);
        }
        // A few leads are being worked at any time, each for as long as the dice say.
        if open.len() > 4 {
            let at = usize::try_from(dice.below(4))?;
            if let Some((lead, agent)) = open.remove(at) {
                let disposition = Disposition::Final { code: "won".to_owned() };
                floor.run(now, &Command::Dispose { lead: lead.clone(), agent, disposition });
                floor.run(now, &Command::Forget { lead, keys: false });
            }
        }
        if eligible.is_empty() {
            continue;
        }
        let lead = Lead::new(&format!("L-{number}"))?;
        let id = lead.id().clone();
        let ran = floor.run(now, &Command::Submit(lead));
        let Outcome::Assigned { agent, .. } = ran.outcome() else { return Err("nobody got a lead".into()) };
        let winner = ids.iter().position(|id| id == agent).ok_or("a stranger got a lead")?;
        open.push_back((id, agent.clone()));
        let total: i128 = eligible.iter().map(|at| i128::from(mix.weights[*at])).sum();
        for at in &eligible {
            let share = parts * i128::from(mix.weights[*at]) / total;
            owed[*at] += share;
            shares[*at] += share;
            missed[*at] = if *at == winner { 0 } else { missed[*at] + 1 };
            found.gap = found.gap.max(missed[*at]);
        }
        owed[winner] -= parts;
        found.taken[winner] += 1;
        let furthest = owed.iter().map(|owed| owed.abs()).max().unwrap_or(0);
        found.deviation = found.deviation.max(furthest);
        for other in 0..ids.len() {
            let (mine, theirs) = (u64::from(mix.weights[winner]), u64::from(mix.weights[other]));
            let apart =
                (u64::from(found.taken[winner]) * theirs).abs_diff(u64::from(found.taken[other]) * mine);
            if apart * found.pair.1 > found.pair.0 * (mine + theirs) {
                found.pair = (apart, mine + theirs);
            }
        }
    }
    let ratios = found
        .taken
        .iter()
        .zip(&shares)
        .map(|(taken, share)| (i128::from(*taken) * parts * 100 + share / 2) / (*share).max(1));
    found.ratio = ratios.max_by_key(|ratio| (ratio - 100).abs()).unwrap_or(100);
    Ok(found)
}

impl Measured {
    /// The worse of two.
    fn worse(self, other: Measured) -> Measured {
        let further = self.deviation * other.parts >= other.deviation * self.parts;
        let (deviation, parts) =
            if further { (self.deviation, self.parts) } else { (other.deviation, other.parts) };
        let ratio =
            if (self.ratio - 100).abs() >= (other.ratio - 100).abs() { self.ratio } else { other.ratio };
        Measured { deviation, parts, gap: self.gap.max(other.gap), ratio, ..self }
    }

    fn turns(&self) -> String {
        hundredths((self.deviation * 100 + self.parts / 2) / self.parts.max(1))
    }
}

fn hundredths(amount: i128) -> String {
    format!("{}.{:02}", amount / 100, amount % 100)
}

/// What stands in a cell of a table.
type Cell = fn(&Measured) -> String;

/// The tables as they are printed.
pub(crate) fn report() -> Result<String, Box<dyn Error>> {
    let mixes = all();
    let mut names: Vec<&str> = mixes.iter().map(|mix| mix.name).collect();
    names.dedup();
    let mut rows = Vec::new();
    for (rotation, strategy) in &ROTATIONS {
        let mut cells = Vec::new();
        for name in &names {
            let mut worst: Option<Measured> = None;
            for mix in mixes.iter().filter(|mix| mix.name == *name) {
                let found = measure(mix, strategy)?;
                worst = Some(match worst {
                    Some(worst) => worst.worse(found),
                    None => found,
                });
            }
            cells.push(worst.unwrap_or_default());
        }
        rows.push((*rotation, cells));
    }
    let mut text = String::new();
    let tables: [(&str, Cell); 3] = [
        ("Furthest from the share of what one could have taken, in turns", |cell| cell.turns()),
        ("Longest row of leads one could have taken and did not get", |cell| cell.gap.to_string()),
        ("Worst ratio of turns taken to the share", |cell| hundredths(cell.ratio)),
    ];
    for (title, cell) in tables {
        let head: String = names.iter().map(|name| format!(" | {name}")).collect();
        let rule: String = names.iter().map(|_| " ---: |").collect();
        writeln!(text, "{title}:\n\n| rotation{head} |\n| --- |{rule}")?;
        for (rotation, cells) in &rows {
            let cells: String = cells.iter().map(|found| format!(" | {}", cell(found))).collect();
            writeln!(text, "| {rotation}{cells} |")?;
        }
        writeln!(text)?;
    }
    Ok(text)
}
