//! What holds on every floor, whatever its policy and whatever happens on it.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod common;

use common::{Step, *};
use fairdeal::policy::*;
use fairdeal::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

struct Told {
    policy: PolicyDoc,
    floor: Floor,
    records: Vec<Recorded>,
    script: Vec<Step>,
}

/// A random history, `look` being shown the floor after every step and what the step did.
fn live(seed: u64, steps: usize, wanted: Wanted, mut look: impl FnMut(&Floor, &Ran, &Step)) -> Told {
    let mut rng = Rng(seed);
    let policy = policy(&mut rng, wanted);
    let steady = policy.presence.stale_after_s.is_none() && policy.presence.inactive_after_s.is_none();
    let opened = start(&mut rng);
    let (mut floor, first) = Floor::open(Policy::compile(&policy).unwrap(), opened);
    let mut told = Told { policy, floor: floor.clone(), records: vec![first], script: Vec::new() };
    let (mut now, mut next) = (opened, 0);
    for n in 0..steps {
        now = now.plus(jump(&mut rng));
        let agents = agents_of(floor.state());
        let seen = (n == 0 || (!wanted.steady_presence && rng.chance(35)))
            .then(|| signs(&mut rng, &agents, now, steady));
        let command = command(&mut rng, &floor, &mut next, now);
        let step = Step { at: now, signs: seen, command };
        told.records.extend(floor.settle(now).into_iter().filter_map(|decision| decision.recorded));
        if let Some(signs) = &step.signs {
            floor.see(signs.clone(), now);
        }
        let ran = floor.run(now, &step.command);
        told.records.extend(ran.records().cloned());
        assert_eq!(
            floor.state().revision(),
            told.records.len() as u64,
            "every record applies: {:?}",
            step.command
        );
        look(&floor, &ran, &step);
        told.script.push(step);
    }
    told.floor = floor;
    told
}

fn config(default: u32) -> ProptestConfig {
    ProptestConfig {
        cases: cases(default),
        failure_persistence: None,
        max_shrink_iters: 0,
        rng_seed: rng_seed(),
        ..ProptestConfig::default()
    }
}

/// Queues with a share of picks for the oldest, and so on, are all in the random policies; presence may change by time.
const ANY: Wanted = Wanted { steady_presence: false, no_caps: false };
const STEADY: Wanted = Wanted { steady_presence: true, no_caps: false };

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn leads_are_conserved_and_the_state_keeps_its_promises(seed: u64) {
        let mut submitted: Vec<LeadId> = Vec::new();
        live(seed, 80, ANY, |floor, ran, step| {
            let state = floor.state();
            match (&step.command, ran.outcome()) {
                (Command::Submit(_), Outcome::Refused(_)) => {}
                (Command::Submit(lead), _) if !submitted.contains(lead.id()) => submitted.push(lead.id().clone()),
                (Command::Forget { lead }, Outcome::Noted { .. }) => submitted.retain(|other| other != lead),
                _ => {}
            }
            let views = state.lead_views();
            let seen: Vec<LeadId> = views.iter().map(|view| view.lead.id().clone()).collect();
            assert_eq!(seen, submitted, "every lead that came in is there once");
            assert_eq!(state.check(), Ok(()), "{:?}", step.command);
            let waiting = views.iter().filter(|view| matches!(view.standing, LeadStanding::Waiting { .. })).count();
            let lines: usize = state.queue_views().iter().map(|queue| queue.in_line + queue.in_pool).sum();
            assert_eq!(waiting, lines);
            let held = views.iter().filter(|view| matches!(view.standing, LeadStanding::Owned { .. } | LeadStanding::Offered { .. }));
            let loads: u32 = state.agent_views().iter().map(|agent| agent.open_leads).sum();
            assert!(loads as usize <= held.count());
        });
    }

    #[test]
    fn deciding_again_explaining_and_an_old_roll_give_the_same(seed: u64) {
        let mut rng = Rng(seed ^ 7);
        let mut next = 100_000;
        let mut old: Option<Roll> = None;
        live(seed, 60, ANY, |floor, _, step| {
            let now = step.at.plus(jump(&mut rng));
            let command = command(&mut rng, floor, &mut next, now);
            let decision = floor.decide(now, &command);
            assert_eq!(decision, floor.decide(now, &command));
            let (explained, why) = floor.explain(now, &command);
            assert_eq!(decision, explained);
            for pair in why.findings.windows(2) {
                if let [Finding::Candidates { candidates, .. }, Finding::Picked(picked)] = pair {
                    let seen = candidates.iter().find(|candidate| candidate.agent == picked.agent).unwrap();
                    assert_eq!(seen.refused, None, "whoever is picked was refused by nothing");
                    assert!(picked.runner_up.is_none() || candidates.iter().filter(|c| c.refused.is_none()).count() > 1);
                }
            }
            if let Some(signs) = &step.signs {
                let fresh = Roll::call(floor.policy(), floor.state(), signs.clone(), now);
                let late = Roll::call(floor.policy(), floor.state(), signs.clone(), Timestamp::MIN);
                let by = |roll: &Roll| decide(floor.policy(), floor.state(), &Inputs { now, roll }, &command);
                assert_eq!(by(&fresh), by(&late));
                old = Some(fresh);
            }
        });
    }

    #[test]
    fn replay_is_live_and_a_snapshot_changes_nothing(seed: u64) {
        let mut snapshots: Vec<Vec<u8>> = Vec::new();
        let mut revisions: Vec<u64> = Vec::new();
        let told = live(seed, 60, ANY, |floor, _, _| {
            if floor.state().revision() % 3 == 0 {
                snapshots.push(floor.state().snapshot());
                revisions.push(floor.state().revision());
            }
        });
        let live_bytes = told.floor.state().snapshot();
        let mut state = FloorState::new();
        for record in &told.records {
            state.apply(record).unwrap();
        }
        assert_eq!(state.snapshot(), live_bytes, "replayed from the first record");
        for (bytes, revision) in snapshots.iter().zip(revisions) {
            let mut state = FloorState::restore(bytes).unwrap();
            assert_eq!(&state.snapshot(), bytes);
            for record in &told.records[revision as usize..] {
                state.apply(record).unwrap();
            }
            assert_eq!(state.snapshot(), live_bytes, "from the snapshot at {revision}");
        }
    }

    #[test]
    fn early_ticks_do_nothing_and_late_ones_catch_up(seed: u64) {
        let told = live(seed, 60, STEADY, |floor, _, step| {
            let early = floor.decide(step.at, &Command::Tick {});
            assert_eq!(early.outcome, Outcome::Unchanged { lead: None });
            assert!(early.recorded.is_none());
            if let Some(due) = floor.state().next_deadline() {
                let early = floor.decide(due.minus(Span::millis(1)).max(step.at), &Command::Tick {});
                assert!(early.recorded.is_none(), "nothing is due before {due}: {:?}", early.outcome);
            }
        });
        // The same history once more, with ticks at every deadline and in between.
        let mut rng = Rng(seed ^ 11);
        let (mut floor, _) = Floor::open(Policy::compile(&told.policy).unwrap(), told.records[0].at);
        let mut before = told.records[0].at;
        for step in &told.script {
            while let Some(due) = floor.state().next_deadline().filter(|due| *due <= step.at) {
                let between = due.minus(Span::millis(1)).max(before).min(before.plus(jump(&mut rng)));
                assert!(floor.settle(between).is_empty(), "nothing is due at {between}");
                floor.settle(due);
                before = due;
            }
            assert!(floor.settle(step.at).is_empty(), "nothing is due at {}", step.at);
            if let Some(signs) = &step.signs {
                floor.see(signs.clone(), step.at);
            }
            floor.run(step.at, &step.command);
            before = step.at;
        }
        assert_eq!(floor.state().lead_views(), told.floor.state().lead_views());
        assert_eq!(floor.state().snapshot(), told.floor.state().snapshot());
    }

    #[test]
    fn when_a_refusal_clears_is_exact(seed: u64) {
        live(seed, 80, STEADY, |floor, ran, step| {
            let Outcome::Refused(Refused { clears_at: Some(clears), reason }) = ran.outcome() else { return };
            if *clears > step.at.plus(Span::days(300)) {
                return;
            }
            // Everything else unchanged: nothing else is due by then.
            let due = floor.state().next_deadline();
            if due.is_some_and(|due| due <= *clears) {
                return;
            }
            let before = floor.decide(clears.minus(Span::millis(1)).max(step.at), &step.command);
            assert!(matches!(before.outcome, Outcome::Refused(_)), "{reason}: {:?}", before.outcome);
            let then = floor.decide(*clears, &step.command);
            // Whoever may not claim is not told what there is: their own gates clear, and there may be nothing.
            let own_gate = !matches!(reason, Reason::NothingToClaim { .. } | Reason::CapFull { .. });
            if let (Command::Claim { .. }, true, Outcome::Refused(then)) = (&step.command, own_gate, &then.outcome) {
                assert!(std::mem::discriminant(&then.reason) != std::mem::discriminant(reason), "{reason}");
                return;
            }
            assert!(!matches!(then.outcome, Outcome::Refused(_)), "{reason}: {:?}", then.outcome);
        });
    }

    #[test]
    fn the_order_of_the_document_does_not_matter(seed: u64) {
        let told = live(seed, 60, ANY, |_, _, _| {});
        let mut turned = told.policy.clone();
        turned.agents.reverse();
        turned.rules.reverse();
        turned.attributes.reverse();
        turned.plans.reverse();
        turned.calendars.reverse();
        for agent in &mut turned.agents {
            agent.queues.reverse();
            agent.cap_limits.reverse();
        }
        let (mut a, _) = Floor::open(Policy::compile(&told.policy).unwrap(), told.records[0].at);
        let (mut b, _) = Floor::open(Policy::compile(&turned).unwrap(), told.records[0].at);
        for step in &told.script {
            let mut outcomes = Vec::new();
            for floor in [&mut a, &mut b] {
                floor.settle(step.at);
                if let Some(signs) = &step.signs {
                    floor.see(signs.clone(), step.at);
                }
                outcomes.push(floor.run(step.at, &step.command).outcome().clone());
            }
            if !matches!(outcomes[0], Outcome::Refused(Refused { reason: Reason::AttributeType { .. }, .. })) {
                assert_eq!(outcomes[0], outcomes[1], "{:?}", step.command);
            }
            assert_eq!(a.state().lead_views(), b.state().lead_views());
            assert_eq!(a.state().agent_views(), b.state().agent_views());
        }
    }

    #[test]
    fn no_cap_is_ever_exceeded(seed: u64) {
        let mut rng = Rng(seed);
        let policy = policy(&mut rng, ANY);
        let told = live(seed, 100, ANY, |_, _, _| {});
        assert_eq!(told.policy, policy);
        recount(&told);
    }
}

/// Goes through the records and adds up what each counter holds: never more than the limit.
fn recount(told: &Told) {
    type Counters = BTreeMap<CounterKey, Vec<(Timestamp, Timestamp, CounterWindow)>>;
    type CounterKey = fairdeal::id::CounterSlot;
    let mut caps: BTreeMap<CounterKey, (usize, Option<String>)> = BTreeMap::new();
    let mut counts: Counters = BTreeMap::new();
    let mut docs: BTreeMap<usize, AgentDoc> = BTreeMap::new();
    for record in &told.records {
        for event in &record.events {
            match event {
                Event::AgentJoined { agent, doc } | Event::AgentChanged { agent, doc } => {
                    docs.insert(agent.index(), (**doc).clone());
                }
                Event::CounterOpened { counter, cap, agent, .. } => {
                    caps.insert(
                        *counter,
                        (cap.index(), agent.map(|agent| docs[&agent.index()].id.to_string())),
                    );
                }
                Event::Counted { counter, from, until, window, .. } => {
                    let (cap, agent) = caps[counter].clone();
                    let cap = &told.policy.caps[cap];
                    let own = agent.and_then(|id| docs.values().find(|doc| doc.id.as_str() == id).cloned());
                    let own = own.and_then(|doc| {
                        doc.cap_limits.iter().find(|own| own.cap == cap.id).map(|own| own.limit)
                    });
                    let limit = own.unwrap_or(cap.limit) as usize;
                    let list = counts.entry(*counter).or_default();
                    list.push((*from, *until, *window));
                    let now = record.at;
                    let held = list.iter().filter(|(from, until, window)| match window {
                        CounterWindow::Fixed => *from <= now && now < *until,
                        CounterWindow::Rolling(span) => now < from.plus(*span),
                        CounterWindow::Open => true,
                    });
                    let held = held.count();
                    // A lead given back counts whatever the limit; a limit may have been lowered since.
                    if cap.counts != CountsDoc::Returned && own.is_none() {
                        assert!(held <= limit, "cap {} holds {held} of {limit}", cap.id);
                    }
                }
                Event::Uncounted { counter, from, .. } => {
                    let list = counts.get_mut(counter).unwrap();
                    let at = list.iter().position(|(other, ..)| other == from).unwrap();
                    list.remove(at);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn nobody_is_further_than_tijdeman_says_from_their_share() {
    for seed in 0..40_u64 {
        let mut rng = Rng(seed);
        let n = rng.below(6) as usize + 2;
        let weights: Vec<i128> = (0..n).map(|_| rng.below(4) as i128 + 1).collect();
        let agents: Vec<_> = weights.iter().enumerate().map(|(at, weight)| {
            serde_json::json!({"id": format!("a{at}"), "queues": [{"queue": "q", "weight": *weight as u64}]})
        }).collect();
        let doc: PolicyDoc =
            serde_json::from_value(serde_json::json!({"format": 1, "semantics": 1, "id": "p",
            "presence": {"unknown_may_receive": true}, "queues": [{"id": "q"}],
            "plans": [{"id": "p", "stages": [{"id": "s", "action": {"queue": {"queue": "q"}}}]}],
            "default_plan": "p", "agents": agents}))
            .unwrap();
        let at: Timestamp = "2026-03-02T15:00:00Z".parse().unwrap();
        let (mut floor, _) = Floor::open(Policy::compile(&doc).unwrap(), at);
        let total: i128 = weights.iter().sum();
        let mut taken = vec![0_i128; n];
        for lead in 1..=300_i128 {
            let ran = floor.run(at, &Command::Submit(Lead::new(&format!("L{lead}")).unwrap()));
            let Outcome::Assigned { agent, .. } = ran.outcome() else { panic!("{:?}", ran.outcome()) };
            taken[agent.as_str()[1..].parse::<usize>().unwrap()] += 1;
            for (weight, taken) in weights.iter().zip(&taken) {
                // |lead·w/W − taken| ≤ (2n − 3)/(2n − 2)
                let off = (lead * weight - taken * total).abs() * (2 * n as i128 - 2);
                assert!(off <= (2 * n as i128 - 3) * total, "seed {seed}, lead {lead}");
            }
        }
    }
}

#[test]
fn one_who_is_away_moves_nobody_elses_turns() {
    for seed in 0..60_u64 {
        let mut rng = Rng(seed);
        let agents: Vec<_> = ["a", "b", "c", "d"]
            .iter()
            .map(|id| serde_json::json!({"id": id, "queues": [{"queue": "q"}]}))
            .collect();
        let doc: PolicyDoc =
            serde_json::from_value(serde_json::json!({"format": 1, "semantics": 1, "id": "p",
            "presence": {"unknown_may_receive": true}, "queues": [{"id": "q"}],
            "plans": [{"id": "p", "stages": [{"id": "s", "action": {"queue": {"queue": "q"}}}]}],
            "default_plan": "p", "agents": agents}))
            .unwrap();
        let at: Timestamp = "2026-03-02T15:00:00Z".parse().unwrap();
        let order = |away: &str, from: u64| -> Vec<String> {
            let (mut floor, _) = Floor::open(Policy::compile(&doc).unwrap(), at);
            let mut order = Vec::new();
            for lead in 0..60 {
                if lead == from && !away.is_empty() {
                    floor.see(
                        PresenceSnapshot::new([Sign::new(agent_id(away), PresenceState::Offline, at)]),
                        at,
                    );
                }
                if let Outcome::Assigned { agent, .. } =
                    floor.run(at, &Command::Submit(Lead::new(&format!("L{lead}")).unwrap())).outcome()
                {
                    if agent.as_str() != away {
                        order.push(agent.to_string());
                    }
                }
            }
            order
        };
        let away = rng.of(&["a", "b", "c", "d"]);
        let from = rng.below(40);
        let (with, without) = (order(away, from), order(away, u64::MAX));
        let common = with.len().min(without.len());
        assert_eq!(with[..common], without[..common], "{away} away from {from}");
    }
}

#[test]
fn a_batch_is_a_fold_however_it_is_cut() {
    for seed in 0..20_u64 {
        let mut rng = Rng(seed);
        let policy = policy(&mut rng, STEADY);
        let at = start(&mut rng);
        let (mut a, _) = Floor::open(Policy::compile(&policy).unwrap(), at);
        let agents = agents_of(a.state());
        a.see(all_here(&agents, at), at);
        let mut b = a.clone();
        for n in 0..60 {
            let lead = Command::Submit(lead(&mut rng, n, &agents, at));
            let one = a.run(at, &lead).outcome().clone();
            if rng.chance(50) {
                b.settle(at);
            }
            let other = b.run(at, &lead).outcome().clone();
            if rng.chance(50) {
                b.settle(at);
            }
            assert_eq!(one, other);
        }
        assert_eq!(a.state().snapshot(), b.state().snapshot());
    }
}
