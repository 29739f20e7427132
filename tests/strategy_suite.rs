//! The strategy suite passes every preset, and catches each known way to get a strategy of one's own wrong by name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a panic here is a failed test"
)]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use fairdeal::testing::strategy::{CASES, Fairness, Faulty, Strategy, check};
use fairdeal::{AgentDoc, AgentId, Command, Floor, Lead, LeadId, Policy};

fn policy(strategy: &str, more: &str) -> Policy {
    let json = format!(
        r#"{{"format": 1, "semantics": 1, "id": "p", "queues": [{{"id": "web", "strategy": {strategy}{more}}}],
            "plans": [{{"id": "d", "stages": [{{"id": "deal", "action": {{"queue": {{"queue": "web"}}}}}}]}}],
            "default_plan": "d"}}"#
    );
    Policy::from_json(&json).unwrap_or_else(|error| panic!("{strategy}: {error}"))
}

fn join(agent: &AgentId, priority: i64) -> Command {
    let mut doc = AgentDoc::new(agent.as_str()).unwrap().member_of("web").unwrap();
    for membership in &mut doc.queues {
        membership.priority = priority.try_into().unwrap();
    }
    Command::Join(doc)
}

struct Preset {
    policy: Policy,
    draws: bool,
}

impl Strategy for Preset {
    fn policy(&self) -> Policy {
        self.policy.clone()
    }

    fn members(&self, members: &[AgentId]) -> Vec<Command> {
        members.iter().map(|agent| join(agent, 0)).collect()
    }

    fn draws_lots(&self) -> bool {
        self.draws
    }
}

fn preset(strategy: &str, draws: bool) -> Fairness {
    let policy = policy(strategy, "");
    let fairness = check(|| Preset { policy: policy.clone(), draws });
    let fairness = fairness.unwrap_or_else(|faulty| panic!("{strategy}: {faulty}"));
    println!("{strategy}: {} apart at most, {:?}", fairness.most_apart, fairness.dealt);
    fairness
}

#[test]
fn the_presets_pass() {
    for (strategy, most_apart) in [
        (r#""round_robin""#, Some(1)),
        (r#""least_recent""#, Some(1)),
        (r#""longest_idle""#, Some(1)),
        (r#""least_loaded""#, Some(1)),
        (r#""priority_order""#, Some(1)),
        (r#""linear""#, None),
        (r#""fewest""#, Some(1)),
        (r#""most_free""#, Some(1)),
        (r#""pointer""#, Some(1)),
        (r#""lowest_count""#, Some(1)),
        (r#""stride""#, Some(1)),
        (r#""smooth_weighted""#, Some(1)),
        (r#""quota""#, Some(1)),
        (r#"{"keys": ["tier", "priority", "least_loaded"]}"#, Some(1)),
    ] {
        let fairness = preset(strategy, false);
        if let Some(most_apart) = most_apart {
            assert_eq!(fairness.most_apart, most_apart, "{strategy}");
        }
    }
}

#[test]
fn the_presets_that_draw_lots_pass() {
    for strategy in [r#""random""#, r#""power_of_two""#] {
        preset(strategy, true);
    }
}

/// How a host gets its own part wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bug {
    None,
    /// Sends leads to a queue without members.
    NoMembers,
    /// Throws dice of its own.
    Dice,
    /// Gives the lead to somebody by hand, whoever is here.
    PassesGates,
    /// Gives a lead that waits to the first member.
    GivesToAbsent,
    /// Takes the order of the list for an order of preference.
    ListOrder,
    /// Prefers whoever beats most of the others who were listed.
    AgainstOthers,
    /// Keeps in memory whose turn it is.
    TurnInMemory,
    /// Ends the thread.
    Panics,
}

static DICE: AtomicU32 = AtomicU32::new(0);

struct Own {
    bug: Bug,
    policy: Policy,
    dealt: u32,
}

impl Own {
    fn open(bug: Bug) -> Own {
        Own { bug, policy: policy(r#"{"keys": ["tier", "priority", "fewest"]}"#, ""), dealt: 0 }
    }

    fn members_of(floor: &Floor) -> Vec<AgentId> {
        let mut all: Vec<AgentId> = floor.state().agent_views().into_iter().map(|view| view.agent).collect();
        all.sort();
        all
    }
}

impl Strategy for Own {
    fn policy(&self) -> Policy {
        self.policy.clone()
    }

    fn members(&self, members: &[AgentId]) -> Vec<Command> {
        let doc = |agent: &AgentId| Command::Join(AgentDoc::new(agent.as_str()).unwrap());
        match self.bug {
            Bug::NoMembers => members.iter().map(doc).collect(),
            Bug::ListOrder => (0..).zip(members).map(|(place, agent)| join(agent, place)).collect(),
            // Whoever has most others behind them by the length of the list: it turns with the number of members.
            Bug::AgainstOthers => {
                let place = |agent: &AgentId| members.iter().filter(|other| *other < agent).count();
                let worth = |agent: &AgentId| i64::try_from((place(agent) + 1) * 7 % members.len()).unwrap();
                members.iter().map(|agent| join(agent, worth(agent))).collect()
            }
            _ => members.iter().map(|agent| join(agent, 0)).collect(),
        }
    }

    fn deal(&mut self, floor: &Floor, lead: Lead) -> Vec<Command> {
        self.dealt += 1;
        let id: LeadId = lead.id().clone();
        let all = Own::members_of(floor);
        let mut commands = vec![Command::Submit(lead)];
        let to = |agent: &AgentId| Command::Reassign { lead: id.clone(), to: Some(agent.clone()) };
        match self.bug {
            Bug::Dice => {
                let thrown = DICE.fetch_add(1, Ordering::SeqCst) as usize / 3;
                commands.push(to(&all[thrown % all.len()]));
            }
            Bug::PassesGates | Bug::GivesToAbsent => commands.push(to(&all[0])),
            Bug::TurnInMemory => commands.push(to(&all[self.dealt as usize % all.len()])),
            Bug::Panics if self.dealt == 2 => panic!("not done yet"),
            _ => {}
        }
        commands
    }
}

fn judge(bug: Bug) -> Result<Fairness, Faulty> {
    check(|| Own::open(bug))
}

#[test]
fn a_careful_strategy_of_ones_own_passes() {
    let fairness = judge(Bug::None).unwrap_or_else(|faulty| panic!("{faulty}"));
    assert_eq!(fairness.most_apart, 1);
    assert!(fairness.dealt.iter().all(|(_, leads)| *leads == 40), "{fairness:?}");
}

#[test]
fn every_known_bug_is_caught_and_named() {
    let expected = [
        (Bug::NoMembers, "deals"),
        (Bug::Dice, "same answer"),
        (Bug::PassesGates, "only who may"),
        (Bug::GivesToAbsent, "nobody here"),
        (Bug::ListOrder, "order of members"),
        (Bug::ListOrder, "ties"),
        (Bug::AgainstOthers, "losers"),
        (Bug::TurnInMemory, "replay"),
        (Bug::Panics, "deals"),
    ];
    for (bug, case) in expected {
        let faulty = judge(bug).expect_err(&format!("{bug:?} must be caught"));
        println!("{bug:?}: {faulty}");
        assert!(faulty.names(case), "{bug:?} must be named `{case}`: {faulty}");
    }
    let named: BTreeSet<&str> = expected.into_iter().map(|(_, case)| case).collect();
    assert_eq!(named, CASES.into_iter().collect(), "every case has a bug of its own");
}
