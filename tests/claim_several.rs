//! Several leads claimed in one command are those that as many claims in a row give.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod common;

use common::*;
use fairdeal::*;
use proptest::prelude::*;

/// Everything that can be read of a floor, but for how many records made it so.
fn stands(floor: &Floor, now: Timestamp) -> String {
    let state = floor.state();
    let (leads, agents, queues) = (state.lead_views_at(now), state.agent_views(), state.queue_views());
    let (caps, due) = (state.cap_views_at(now), state.next_deadline());
    format!("{leads:#?}\n{agents:#?}\n{queues:#?}\n{caps:#?}\n{:#?}\n{due:?}", state.merit_views())
}

/// Claims one by one until one is refused or there are so many.
fn in_a_row(
    floor: &mut Floor,
    now: Timestamp,
    (agent, queue, way): (&AgentId, Option<&Name>, &ClaimWay),
    at_most: u32,
) -> (Vec<LeadId>, Option<Refused>) {
    let mut leads = Vec::new();
    for _ in 0..at_most {
        let claim = Command::Claim { agent: agent.clone(), queue: queue.cloned(), way: way.clone() };
        match floor.run(now, &claim).outcome().clone() {
            Outcome::Assigned { lead, .. } => leads.push(lead),
            Outcome::Refused(refused) => return (leads, Some(refused)),
            other => panic!("{other:?}"),
        }
    }
    (leads, None)
}

/// How many claims of several gave more than one lead, asked now and then in a history.
fn compare(seed: u64, steps: usize) -> usize {
    let mut rng = Rng(seed);
    let policy = policy(&mut rng, Wanted::default());
    let steady = policy.presence.stale_after_s.is_none() && policy.presence.inactive_after_s.is_none();
    let opened = start(&mut rng);
    let (mut floor, _) = Floor::open(Policy::compile(&policy).unwrap(), opened);
    let (mut now, mut next, mut several) = (opened, 0, 0);
    for n in 0..steps {
        now = now.plus(jump(&mut rng));
        floor.settle(now);
        let agents = agents_of(floor.state());
        if n == 0 || rng.chance(35) {
            floor.see(signs(&mut rng, &agents, now, steady), now);
        }
        let command = command(&mut rng, &floor, &mut next, now);
        floor.settle(now);
        floor.run(now, &command);
        assert_eq!(floor.state().check(), Ok(()), "seed {seed}, {command:?}");
        for probe in probes(&mut rng, &floor, &agents) {
            let Command::ClaimSeveral { agent, queue, filter, at_most } = &probe else { continue };
            let (command, mut floor) = (&probe, floor.clone());
            let way = filter.clone().map_or(ClaimWay::Next {}, ClaimWay::Filtered);
            let mut one_by_one = floor.clone();
            let (leads, refused) = in_a_row(&mut one_by_one, now, (agent, queue.as_ref(), &way), *at_most);
            let (told, why) = floor.explain(now, command);
            let before = floor.state().revision();
            let ran = floor.run(now, command);
            assert_eq!(told, ran.decision, "the explanation decides alike: {why}");
            match ran.outcome() {
                Outcome::ClaimedSeveral { leads: own, short, .. } => {
                    assert_eq!((own, short.as_deref()), (&leads, refused.as_ref()), "seed {seed}");
                    assert!(floor.state().revision() > before);
                    several += usize::from(own.len() > 1);
                }
                Outcome::Refused(own) => assert_eq!((Some(own), leads.len()), (refused.as_ref(), 0)),
                other => panic!("{other:?}"),
            }
            floor.state().check().unwrap();
            assert_eq!(stands(&floor, now), stands(&one_by_one, now), "seed {seed}, {command:?}");
        }
    }
    several
}

/// Agents who ask for several leads, by name of a queue or by rank, blind or filtered.
fn probes(rng: &mut common::Rng, floor: &Floor, agents: &[AgentId]) -> Vec<Command> {
    if agents.is_empty() || !rng.chance(30) {
        return Vec::new();
    }
    let queues: Vec<Name> = floor.policy().doc().queues.iter().map(|queue| queue.id.clone()).collect();
    let mut ask = |named: bool| {
        let high =
            serde_json::from_value(serde_json::json!({"range": {"attribute": "score", "from": 20}})).unwrap();
        let queue = Some(rng.of(&queues)).filter(|_| named);
        let filter = Some(high).filter(|_| rng.chance(30));
        Command::ClaimSeveral { agent: rng.of(agents), queue, filter, at_most: rng.of(&[1, 2, 3, 4]) }
    };
    vec![ask(true), ask(false)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(30), failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn several_are_as_many_in_a_row(seed: u64) {
        compare(seed, 80);
    }
}

#[test]
fn several_are_given_often_enough_for_that_to_say_something() {
    let several: usize = (0..30).map(|seed| compare(seed, 80)).sum();
    assert!(several >= 20, "more than one lead was given {several} times");
}
