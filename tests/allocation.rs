//! The quiet path takes no memory: deciding a lead that somebody gets allocates nothing.
#![allow(missing_docs, clippy::unwrap_used)]

use allocation_counter::measure;
use fairdeal::policy::{
    CapDoc, ConditionDoc, PlanDoc, PolicyBuilder, PolicyDoc, PresenceRulesDoc, QueueDoc, RuleDoc, StrategyDoc,
};
use fairdeal::{
    AgentDoc, AttributeType, Command, Decision, FloorState, Inputs, Lead, Outcome, Policy, PresenceSnapshot,
    Roll, Timestamp, decide, open,
};

fn builder(strategy: StrategyDoc) -> PolicyBuilder {
    let presence = PresenceRulesDoc { unknown_may_receive: true, ..PresenceRulesDoc::default() };
    let mut builder = PolicyDoc::builder("quiet")
        .attribute("source", AttributeType::Text)
        .attribute("score", AttributeType::Integer)
        .presence(presence)
        .queue(QueueDoc::new("web", strategy))
        .cap(CapDoc::per_agent_per_day("daily", 1_000))
        .plan(PlanDoc::to_queue("standard", "web"))
        .default_plan("standard");
    for rule in 0..100_u32 {
        let when = ConditionDoc::equals("source", format!("s{rule}")).unwrap();
        builder = builder.rule(RuleDoc::new(&format!("r{rule}"), rule, when, "standard"));
    }
    for agent in 0..100 {
        builder = builder.agent(AgentDoc::new(&format!("a{agent:03}")).unwrap().member_of("web"));
    }
    builder
}

struct Quiet {
    policy: Policy,
    state: FloorState,
    roll: Roll,
    now: Timestamp,
}

impl Quiet {
    fn new(strategy: StrategyDoc) -> Quiet {
        let policy = builder(strategy).compile().unwrap();
        let now = "2026-03-02T15:00:00Z".parse().unwrap();
        let mut state = FloorState::new();
        state.apply(&open(&policy, now)).unwrap();
        let roll = Roll::call(&policy, &state, PresenceSnapshot::default(), now);
        let mut quiet = Quiet { policy, state, roll, now };
        // Everybody has had a lead: every counter exists, everybody shares in the turns.
        for number in 0..300 {
            let decision = quiet.decide(&quiet.submit(number));
            quiet.state.apply(decision.recorded.as_ref().unwrap()).unwrap();
        }
        quiet
    }

    fn submit(&self, number: usize) -> Command {
        let lead = Lead::new(&format!("L{number}")).unwrap();
        Command::Submit(
            lead.with("source", format!("s{}", number % 100)).with("score", 7).with("name", "Ann Poe"),
        )
    }

    fn decide(&self, command: &Command) -> Decision {
        decide(&self.policy, &self.state, &Inputs { now: self.now, roll: &self.roll }, command)
    }
}

#[test]
fn deciding_a_lead_that_somebody_gets_allocates_nothing() {
    let strategies = [
        StrategyDoc::RoundRobin,
        StrategyDoc::LongestIdle,
        StrategyDoc::LeastLoaded,
        StrategyDoc::LeastRecent,
        StrategyDoc::Pointer,
        StrategyDoc::LowestCount,
        StrategyDoc::Stride,
        StrategyDoc::SmoothWeighted,
        StrategyDoc::Quota,
        StrategyDoc::Random,
    ];
    for strategy in strategies {
        let name = format!("{strategy:?}");
        let quiet = Quiet::new(strategy);
        let command = quiet.submit(1_000);
        let mut decision = None;
        let taken = measure(|| decision = Some(quiet.decide(&command)));
        assert!(matches!(decision.unwrap().outcome, Outcome::Assigned { .. }));
        assert_eq!(taken.count_total, 0, "{name} allocated {} byte(s)", taken.bytes_total);
    }
}

/// The measure itself sees an allocation where there is one: an explanation keeps what it finds.
#[test]
fn explaining_does_allocate_so_the_measure_works() {
    let quiet = Quiet::new(StrategyDoc::RoundRobin);
    let command = quiet.submit(1_000);
    let inputs = Inputs { now: quiet.now, roll: &quiet.roll };
    let taken = measure(|| {
        let _ = fairdeal::explain(&quiet.policy, &quiet.state, &inputs, &command);
    });
    assert!(taken.count_total > 100, "{}", taken.count_total);
}
