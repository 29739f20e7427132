//! Floors of every size for the benches, and the lead that goes through them.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a bench, not the library"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use fairdeal::policy::{
    CapDoc, ConditionDoc, MeasureDoc, MeritDoc, PlanDoc, PolicyDoc, PresenceRulesDoc, QueueAffinityDoc,
    QueueDoc, QueueMeritDoc, RuleDoc, ScoreDoc, StrategyDoc, TermDoc,
};
use fairdeal::{
    AgentDoc, AttributeType, Command, Decision, Disposition, FloorState, Inputs, Lead, Outcome, Policy,
    PresenceSnapshot, PresenceState, Roll, Sign, Span, Timestamp, decide, open,
};

pub const START: i64 = 1_772_460_000_000;

/// How a bench floor is made.
#[derive(Clone, Copy)]
pub struct Size {
    pub agents: usize,
    pub rules: usize,
    pub caps: bool,
}

/// Every strategy by name; a test compares the names with the README's table.
pub fn strategies() -> Vec<(&'static str, StrategyDoc)> {
    vec![
        ("round_robin", StrategyDoc::RoundRobin),
        ("top_producers", StrategyDoc::TopProducers),
        ("thompson", StrategyDoc::Thompson { by: "closing".parse().unwrap(), explore_every: 10 }),
        ("affinity", StrategyDoc::Affinity),
        ("scored", StrategyDoc::Scored),
        ("smooth_weighted", StrategyDoc::SmoothWeighted),
        ("stride", StrategyDoc::Stride),
        ("quota", StrategyDoc::Quota),
        ("pointer", StrategyDoc::Pointer),
        ("lowest_count", StrategyDoc::LowestCount),
        ("random", StrategyDoc::Random),
        ("least_recent", StrategyDoc::LeastRecent),
        ("longest_idle", StrategyDoc::LongestIdle),
        ("least_loaded", StrategyDoc::LeastLoaded),
        ("priority_order", StrategyDoc::PriorityOrder),
        ("linear", StrategyDoc::Linear),
        ("cumulative_idle", StrategyDoc::CumulativeIdle),
        ("fewest", StrategyDoc::Fewest),
        ("most_free", StrategyDoc::MostFree),
        ("fastest", StrategyDoc::Fastest),
        ("power_of_two", StrategyDoc::PowerOfTwo),
    ]
}

pub fn doc(size: Size, strategy: StrategyDoc) -> PolicyDoc {
    let by_merit = matches!(strategy, StrategyDoc::TopProducers);
    let by_affinity = matches!(strategy, StrategyDoc::Affinity);
    let merits = by_merit || by_affinity || matches!(strategy, StrategyDoc::Thompson { .. });
    let scored = matches!(strategy, StrategyDoc::Scored);
    let mut queue = QueueDoc::new("web", strategy).unwrap();
    let term =
        |id: &str, weight: i32, measure: MeasureDoc| TermDoc { id: id.parse().unwrap(), weight, measure };
    queue.score = scored.then(|| ScoreDoc {
        terms: vec![
            term("load", -10, MeasureDoc::OpenLeads {}),
            term("idle", 1, MeasureDoc::IdleS { most: 600 }),
            term("had_it", -100, MeasureDoc::HadBefore {}),
        ],
    });
    queue.merit = by_merit.then(|| QueueMeritDoc::by("closing").unwrap());
    queue.affinity = by_affinity.then(|| QueueAffinityDoc::by("closing").unwrap());
    let mut builder = PolicyDoc::builder("bench")
        .attribute("source", AttributeType::Text)
        .attribute("zip", AttributeType::Text)
        .attribute("score", AttributeType::Integer)
        .presence(PresenceRulesDoc {
            unknown_may_receive: true,
            stale_after_s: None,
            ..PresenceRulesDoc::default()
        })
        .queue(queue)
        .plan(PlanDoc::to_queue("standard", "web"))
        .default_plan("standard");
    if merits {
        let mut merit = MeritDoc::new("closing", ["won"]).unwrap();
        merit.normalise_by = by_affinity.then(|| "source".parse().unwrap());
        builder = builder.merit(merit);
    }
    if size.caps {
        builder = builder.cap(CapDoc::per_agent_per_day("daily", 1_000_000_000));
    }
    for rule in 0..size.rules {
        let when = ConditionDoc::All(vec![
            ConditionDoc::equals("source", format!("s{}", rule % 10)).unwrap(),
            ConditionDoc::equals("zip", format!("{:05}", 10_000 + rule)).unwrap(),
        ]);
        let order = u32::try_from(rule).unwrap();
        builder = builder.rule(RuleDoc::new(&format!("r{rule}"), order, when, "standard"));
    }
    for agent in 0..size.agents {
        builder = builder.agent(AgentDoc::new(&agent_id(agent)).unwrap().member_of("web"));
    }
    builder.build().unwrap()
}

fn agent_id(number: usize) -> String {
    format!("a{number:06}")
}

/// A floor ready for its first lead.
pub struct Bench {
    pub policy: Policy,
    pub state: FloorState,
    pub roll: Roll,
    pub now: Timestamp,
    pub next: usize,
    pub rules: usize,
    pub agents: usize,
}

impl Bench {
    pub fn new(size: Size, strategy: StrategyDoc) -> Bench {
        let policy = Policy::compile(&doc(size, strategy)).unwrap();
        let now = Timestamp::from_millis(START).unwrap();
        let mut state = FloorState::new();
        state.apply(&open(&policy, now)).unwrap();
        let roll = Roll::call(&policy, &state, PresenceSnapshot::default(), now);
        Bench { policy, state, roll, now, next: 0, rules: size.rules.max(1), agents: size.agents }
    }

    /// Sends everybody away but so many of a hundred, at least one, evenly spread.
    pub fn keep_here(&mut self, percent: usize) {
        let stays = |n: usize| n * percent / 100 != (n + 1) * percent / 100 || (percent < 10 && n == 0);
        let away = (0..self.agents).filter(|n| !stays(*n));
        let sign = |n| Sign::new(agent_id(n).parse().unwrap(), PresenceState::Offline, self.now);
        let signs = PresenceSnapshot::new(away.map(sign).collect::<Vec<_>>());
        self.roll = Roll::call(&self.policy, &self.state, signs, self.now);
    }

    pub fn lead(&self, number: usize) -> Lead {
        let rule = number * 7_919 % self.rules;
        Lead::new(&format!("L{number}"))
            .unwrap()
            .with("source", format!("s{}", rule % 10))
            .with("zip", format!("{:05}", 10_000 + rule))
            .with("score", i64::try_from(number % 100).unwrap())
            .with("company", "Acme")
    }

    pub fn submit(&self, number: usize) -> Command {
        Command::Submit(self.lead(number))
    }

    pub fn decide(&self, command: &Command) -> Decision {
        decide(&self.policy, &self.state, &Inputs { now: self.now, roll: &self.roll }, command)
    }

    /// Decides and applies. A millisecond after the last command, so that times idle differ as they do on a floor.
    pub fn run(&mut self, command: &Command) -> Decision {
        self.now = self.now.plus(Span::millis(1));
        let decision = self.decide(command);
        if let Some(record) = &decision.recorded {
            self.state.apply(record).unwrap();
        }
        decision
    }

    /// Decides, applies and lets the record go, as a host does once it is stored. A millisecond after the last command.
    #[inline]
    pub fn deal(&mut self, command: &Command) -> Outcome {
        self.now = self.now.plus(Span::millis(1));
        let inputs = Inputs { now: self.now, roll: &self.roll };
        let decision = decide(&self.policy, &self.state, &inputs, command);
        if let Some(record) = &decision.recorded {
            self.state.apply(record).unwrap();
        }
        decision.outcome
    }

    /// How long it takes to decide and apply so many submissions, the same ones again and again: whenever all are done,
    /// the floor is emptied, and that is not counted. Few commands stay in the caches close to the core: the work, hot.
    pub fn time(&mut self, commands: &[Command], iterations: u64) -> Duration {
        let mut total = Duration::ZERO;
        let mut left = usize::try_from(iterations).unwrap();
        while left > 0 {
            let now = left.min(commands.len());
            let mut outcomes = Vec::with_capacity(now);
            let start = Instant::now();
            for command in &commands[..now] {
                outcomes.push(self.deal(black_box(command)));
            }
            total += start.elapsed();
            for outcome in &outcomes {
                self.retire(outcome);
            }
            left -= now;
        }
        total
    }

    /// Opens so many leads that stay open.
    pub fn fill(&mut self, open: usize) {
        for _ in 0..open {
            let command = self.submit(self.next);
            self.next += 1;
            self.run(&command);
        }
    }

    /// The lead's life in short: submitted, closed, forgotten. The floor is as large afterwards as before.
    pub fn retire(&mut self, outcome: &Outcome) {
        if let Outcome::Assigned { lead, agent, .. } = outcome {
            let disposition = Disposition::Final { code: "won".to_owned() };
            self.run(&Command::Dispose { lead: lead.clone(), agent: agent.clone(), disposition });
            self.run(&Command::Forget { lead: lead.clone(), keys: false });
        }
    }
}
