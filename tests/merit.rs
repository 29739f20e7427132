//! What merit promises, over random floors: the floor of everybody, the limits of a raise, and that ticks early or late
//! change nothing.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation
)] // a panic here is a failed test

mod common;

use std::collections::BTreeMap;

use common::{Rng, cases};
use fairdeal::*;
use proptest::prelude::*;
use serde_json::json;

const START: &str = "2026-03-02T15:00:00Z";

struct Made {
    policy: Policy,
    floor_percent: u32,
    newcomer_percent: u32,
    ceiling_percent: u32,
    rise_percent: u32,
    weights: BTreeMap<AgentId, u32>,
}

/// A floor of one queue on which everybody may always take a lead.
fn made(rng: &mut Rng) -> Made {
    let floor_percent = rng.of(&[1, 10, 30, 60, 99]);
    let newcomer_percent = rng.of(&[99, 100]);
    let ceiling_percent = rng.of(&[100, 150, 400]);
    let rise_percent = rng.of(&[1, 10, 300]);
    let mut weights = BTreeMap::new();
    let agents: Vec<_> = (0..rng.below(7) + 2)
        .map(|n| {
            let (id, weight) = (format!("a{n}"), rng.of(&[1, 1, 1, 3]));
            weights.insert(AgentId::new(&id).unwrap(), weight);
            json!({"id": id, "queues": [{"queue": "q", "weight": weight}]})
        })
        .collect();
    let doc = json!({
        "format": 1, "semantics": 1, "id": "p", "default_plan": "d", "presence": {"unknown_may_receive": true},
        "attributes": [{"id": "source", "type": "text"}],
        "merits": [{"id": "m", "won": ["won"], "period": "day", "periods": rng.of(&[1, 2, 5]),
            "normalise_by": rng.of(&[None, Some("source")])}],
        "queues": [{"id": "q", "strategy": "top_producers", "merit": {"by": "m", "floor_percent": floor_percent,
            "newcomer_percent": newcomer_percent, "ceiling_percent": ceiling_percent, "rise_percent": rise_percent,
            "prior": rng.of(&[0, 3, 20]), "min_tried": rng.of(&[1, 4, 10]), "roll_back_percent": rng.of(&[0, 80, 100])}}],
        "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "q"}}}]}],
        "agents": agents,
    });
    let policy = Policy::from_json(&doc.to_string()).unwrap();
    Made { policy, floor_percent, newcomer_percent, ceiling_percent, rise_percent, weights }
}

/// One day's leads, each closed at once: who had how many.
fn day(
    floor: &mut Floor,
    rng: &mut Rng,
    morning: Timestamp,
    leads: u64,
    skill: &BTreeMap<AgentId, u64>,
) -> BTreeMap<AgentId, u32> {
    let mut dealt = BTreeMap::new();
    for n in 0..leads {
        let now = morning.plus(Span::seconds(n * 60));
        let source = rng.of(&["web", "fax"]);
        let id = format!("L-{}-{n}", morning.as_millis());
        let ran = floor.run(now, &Command::Submit(Lead::new(&id).unwrap().with("source", source)));
        let Outcome::Assigned { lead, agent, .. } = ran.outcome().clone() else {
            panic!("{}", ran.outcome())
        };
        let code = if rng.chance(skill[&agent]) { "won" } else { "lost" }.to_owned();
        *dealt.entry(agent.clone()).or_default() += 1;
        let disposition = Disposition::Final { code };
        floor.run(now, &Command::Dispose { lead, agent, disposition });
    }
    dealt
}

fn percents(floor: &Floor) -> BTreeMap<AgentId, u32> {
    let views = floor.state().merit_views();
    views
        .iter()
        .flat_map(|view| &view.grades)
        .map(|own| (own.agent.clone(), own.grade.weight_percent))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(24), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn weights_keep_their_limits_and_the_floor_its_share(seed: u64) {
        let mut rng = Rng(seed);
        let made = made(&mut rng);
        let skill: BTreeMap<AgentId, u64> =
            made.weights.keys().map(|agent| (agent.clone(), rng.of(&[0, 10, 30, 60, 100]))).collect();
        let start: Timestamp = START.parse().unwrap();
        let (mut floor, _) = Floor::open(made.policy.clone(), start);
        let seats: u32 = made.weights.values().sum();
        let mut before = percents(&floor);
        for n in 0..8 {
            let morning = start.plus(Span::days(n));
            floor.settle(morning);
            let now = percents(&floor);
            let of = |percents: &BTreeMap<AgentId, u32>, agent: &AgentId| {
                percents.get(agent).copied().unwrap_or(made.newcomer_percent)
            };
            let sum: u32 = made.weights.iter().map(|(agent, seat)| seat * of(&now, agent)).sum();
            prop_assert!(sum <= seats * 100, "{now:?} are more than an average each");
            for agent in made.weights.keys() {
                let (was, is) = (of(&before, agent), of(&now, agent));
                prop_assert!((made.floor_percent..=made.ceiling_percent).contains(&is), "{agent}: {is}");
                prop_assert!(is <= was + made.rise_percent, "{agent} rose from {was} to {is}");
            }
            let leads = rng.of(&[10, 40, 90]);
            let dealt = day(&mut floor, &mut rng, morning, leads, &skill);
            for (agent, seat) in &made.weights {
                // The floor's part of an equal share, less the turn that the ledger may be behind, before and after.
                let owed = u64::from(made.floor_percent) * u64::from(*seat) * leads / (100 * u64::from(seats));
                let had = u64::from(dealt.get(agent).copied().unwrap_or(0));
                prop_assert!(had + 2 >= owed, "{agent} had {had} of {leads}, the floor is {owed}");
            }
            before = now;
        }
    }

    #[test]
    fn ticks_early_or_late_change_nothing(seed: u64) {
        let skill_of = |rng: &mut Rng, made: &Made| -> BTreeMap<AgentId, u64> {
            made.weights.keys().map(|agent| (agent.clone(), rng.of(&[10, 60]))).collect()
        };
        let start: Timestamp = START.parse().unwrap();
        let play = |ticks: u64| {
            let mut rng = Rng(seed);
            let made = made(&mut rng);
            let skill = skill_of(&mut rng, &made);
            let (mut floor, first) = Floor::open(made.policy.clone(), start);
            let mut history = vec![first];
            for n in [0, 1, 2, 6, 7] {
                let morning = start.plus(Span::days(n));
                let mut ahead = Rng(seed ^ n);
                let dealt = day(&mut floor, &mut ahead, morning, 12, &skill);
                assert_eq!(dealt.values().sum::<u32>(), 12);
                for tick in 1..=ticks {
                    let at = morning.plus(Span::hours(1)).plus(Span::minutes(tick * 97));
                    let settled = floor.settle(at);
                    history.extend(settled.into_iter().filter_map(|decision| decision.recorded));
                }
            }
            let end = start.plus(Span::days(9));
            floor.settle(end);
            (floor.state().merit_views(), floor.state().queue_views(), floor.state().agent_views())
        };
        prop_assert_eq!(play(0), play(12));
    }
}

/// Who is dealt how many of so many leads by draws, and again.
fn sampled(skill: &BTreeMap<AgentId, u64>, explore_every: u32, seed: u64) -> BTreeMap<AgentId, u32> {
    let agents: Vec<_> = skill.keys().map(|id| json!({"id": id, "queues": [{"queue": "q"}]})).collect();
    let doc = json!({
        "format": 1, "semantics": 1, "id": format!("p{seed}"), "default_plan": "d",
        "presence": {"unknown_may_receive": true}, "attributes": [{"id": "source", "type": "text"}],
        "merits": [{"id": "m", "won": ["won"], "period": "day", "periods": 30}],
        "queues": [{"id": "q", "strategy": {"thompson": {"by": "m", "explore_every": explore_every}}}],
        "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "q"}}}]}],
        "agents": agents,
    });
    let policy = Policy::from_json(&doc.to_string()).unwrap();
    let start: Timestamp = START.parse().unwrap();
    let (mut floor, _) = Floor::open(policy, start);
    day(&mut floor, &mut Rng(seed), start, 300, skill)
}

#[test]
fn draws_find_the_best_and_leave_everybody_their_minimum() {
    let id = |text: &str| AgentId::new(text).unwrap();
    let skill = BTreeMap::from([(id("ann"), 10), (id("bob"), 60), (id("cec"), 10), (id("dee"), 20)]);
    for seed in 0..6 {
        let dealt = sampled(&skill, 10, seed);
        // One of ten picks goes by turns, a quarter of those to each of four: 7 of 300.
        assert!(dealt.values().all(|had| *had >= 7), "seed {seed}: {dealt:?}");
        assert!(dealt[&id("bob")] > 150, "seed {seed}: {dealt:?}");
        assert_eq!(dealt, sampled(&skill, 10, seed), "seed {seed}: drawn again, the same");
        let turns = sampled(&skill, 2, seed);
        assert!(turns.values().all(|had| *had >= 37), "seed {seed}: {turns:?}");
    }
}

#[test]
fn the_trace_holds_what_each_draw_is_made_from() {
    let doc = json!({
        "format": 1, "semantics": 1, "id": "p", "default_plan": "d", "presence": {"unknown_may_receive": true},
        "attributes": [{"id": "source", "type": "text"}],
        "merits": [{"id": "m", "won": ["won"], "period": "day", "periods": 2, "normalise_by": "source"}],
        "queues": [{"id": "q", "strategy": {"thompson": {"by": "m", "explore_every": 1000}}}],
        "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "q"}}}]}],
        "agents": [{"id": "ann", "queues": [{"queue": "q"}]}],
    });
    let at: Timestamp = START.parse().unwrap();
    let (mut floor, _) = Floor::open(Policy::from_json(&doc.to_string()).unwrap(), at);
    for (n, (source, code)) in
        [("web", "won"), ("fax", "won"), ("web", "lost"), ("web", "won")].iter().enumerate()
    {
        let lead = Lead::new(&format!("L-{n}")).unwrap().with("source", *source);
        floor.run(at, &Command::Submit(lead.clone()));
        let disposition = Disposition::Final { code: (*code).to_owned() };
        let (lead, agent) = (lead.id().clone(), AgentId::new("ann").unwrap());
        floor.run(at, &Command::Dispose { lead, agent, disposition });
    }
    let drawn = |lead: Lead| {
        let why = floor.explain(at, &Command::Submit(lead)).1;
        let seen = why.why_not(&"ann".parse().unwrap()).unwrap().candidate.drawn.unwrap();
        assert!(why.to_string().contains(&format!("basis points, {seen}")), "{why}");
        (seen.won, seen.tried, seen.to_string())
    };
    let lead = || Lead::new("L").unwrap();
    assert_eq!(drawn(lead().with("source", "web")), (2, 3, "won 2 of 3 of `web`".to_owned()));
    assert_eq!(drawn(lead().with("source", "fax")), (1, 1, "won 1 of 1 of `fax`".to_owned()));
    assert_eq!(drawn(lead()), (0, 0, "won 0 of 0 without `source`".to_owned()));
}

#[test]
fn a_lead_left_open_wakes_the_floor_and_the_trace_says_why() {
    let doc = json!({
        "format": 1, "semantics": 1, "id": "p", "default_plan": "d", "presence": {"unknown_may_receive": true},
        "merits": [{"id": "m", "won": ["won"], "open_counts_after_s": 600}],
        "queues": [{"id": "q", "strategy": "top_producers", "merit": {"by": "m"}}],
        "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "q"}}}]}],
        "agents": [{"id": "ann", "queues": [{"queue": "q"}]}],
    });
    let at: Timestamp = START.parse().unwrap();
    let (mut floor, first) = Floor::open(Policy::from_json(&doc.to_string()).unwrap(), at);
    let mut history = vec![first];
    history.extend(floor.run(at, &Command::Submit(Lead::new("L").unwrap())).records().cloned());
    let due = at.plus(Span::seconds(600));
    assert_eq!(floor.state().next_deadline(), Some(due));
    let restored = FloorState::restore(&floor.state().snapshot()).unwrap();
    assert_eq!(restored.next_deadline(), Some(due), "also once restored");
    let said = floor.explain(due, &Command::Tick {}).1.to_string();
    let line = "lead `L` is open with `ann` after 10m: for merit `m` it counts as not won";
    assert!(said.contains(line), "{said}");
    history.extend(floor.settle(due).into_iter().filter_map(|decision| decision.recorded));
    let monday: Timestamp = "2026-03-09T00:00:00Z".parse().unwrap();
    assert_eq!(floor.state().next_deadline(), Some(monday), "counted once, and the week is reviewed");
    assert_eq!(FloorState::replay(&history).unwrap().snapshot(), floor.state().snapshot());
    floor.settle(monday);
    let views = floor.state().merit_views();
    assert_eq!((views[0].grades[0].grade.tried, views[0].grades[0].grade.won), (1, 0));
}

#[test]
fn a_floor_without_leads_to_judge_by_goes_to_sleep() {
    let mut rng = Rng(3);
    let made = made(&mut rng);
    let start: Timestamp = START.parse().unwrap();
    let (mut floor, _) = Floor::open(made.policy, start);
    assert_eq!(floor.state().next_deadline(), None, "nothing to judge by, nothing to wake for");
    let skill = made.weights.keys().map(|agent| (agent.clone(), 50)).collect();
    day(&mut floor, &mut rng, start, 20, &skill);
    let midnight: Timestamp = "2026-03-03T00:00:00Z".parse().unwrap();
    assert_eq!(floor.state().next_deadline(), Some(midnight));
    // Day after day until what was counted is out of the window and every weight is that of newcomers again.
    let ticks = floor.settle(start.plus(Span::days(390)));
    assert!(ticks.len() > 1 && ticks.len() < 120, "{}", ticks.len());
    assert_eq!(floor.state().next_deadline(), None);
    assert!(percents(&floor).is_empty());
}
