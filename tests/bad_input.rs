//! Bad input: a clear error each, and nothing has changed.
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

use common::*;
use fairdeal::*;

/// A history with its records, and the floor at the end of it.
fn lived(seed: u64, steps: usize) -> (Vec<Recorded>, Floor, Timestamp) {
    let mut rng = Rng(seed);
    let policy = policy(&mut rng, Wanted::default());
    let mut now = start(&mut rng);
    let (mut floor, first) = Floor::open(Policy::compile(&policy).unwrap(), now);
    let (mut records, mut next) = (vec![first], 0);
    for _ in 0..steps {
        now = now.plus(jump(&mut rng));
        let agents = agents_of(floor.state());
        floor.see(all_here(&agents, now), now);
        let command = command(&mut rng, &floor, &mut next, now);
        records.extend(floor.run(now, &command).records().cloned());
    }
    (records, floor, now)
}

fn applied(records: &[Recorded]) -> FloorState {
    let mut state = FloorState::new();
    for record in records {
        state.apply(record).unwrap();
    }
    state
}

#[test]
fn histories_with_gaps_repeats_and_changes_are_refused_whole() {
    for seed in 0..30 {
        let (records, _, _) = lived(seed, 40);
        let (other, _, _) = lived(seed + 1_000, 40);
        let mut state = FloorState::new();
        for (at, record) in records.iter().enumerate() {
            let before = state.snapshot();
            // Any record but the next one, of this history or another floor's.
            for wrong in [at.wrapping_sub(1), at + 1, at + 2, 0] {
                if let Some(wrong) = records.get(wrong).filter(|wrong| wrong.revision != record.revision) {
                    assert!(state.apply(wrong).is_err());
                }
                assert_eq!(state.snapshot(), before);
            }
            // The right number over another floor's events either does not follow, or leaves a state in order.
            if let Some(foreign) = other.get(at).filter(|_| at > 0) {
                let mut copy = state.clone();
                match copy.apply(&Recorded {
                    revision: record.revision,
                    at: record.at,
                    events: foreign.events.clone(),
                }) {
                    Err(_) => assert_eq!(copy.snapshot(), before),
                    Ok(()) => {
                        let _ = copy.check();
                    }
                }
            }
            // The clock goes back.
            if record.at > Timestamp::MIN && at > 0 {
                let early = Recorded { at: Timestamp::MIN, ..record.clone() };
                assert!(state.apply(&early).is_err());
                assert_eq!(state.snapshot(), before);
            }
            state.apply(record).unwrap();
        }
    }
}

#[test]
fn every_flipped_byte_of_a_snapshot_is_told_or_harmless() {
    let (records, floor, now) = lived(3, 12);
    let bytes = applied(&records).snapshot();
    for at in 0..bytes.len() {
        for bit in [0x01, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= bit;
            if let Ok(state) = FloorState::restore(&damaged) {
                let _ = state.check();
                let _ = (state.lead_views(), state.agent_views(), state.queue_views());
                let roll = Roll::call(floor.policy(), &state, PresenceSnapshot::default(), now);
                let inputs = Inputs { now, roll: &roll };
                let decision = decide(floor.policy(), &state, &inputs, &Command::Tick {});
                if let Some(record) = decision.recorded {
                    let _ = state.clone().apply(&record);
                }
            }
        }
    }
    for short in 0..bytes.len() {
        assert!(FloorState::restore(&bytes[..short]).is_err(), "cut at {short}");
    }
}

#[test]
fn clocks_that_jump_are_refused() {
    let (_, floor, _) = lived(5, 20);
    let before = floor.state().snapshot();
    let at = floor.state().clock();
    let lead = Command::Submit(Lead::new("late").unwrap());
    let back = floor.decide(at.minus(Span::millis(1)), &lead);
    assert!(matches!(back.outcome, Outcome::Refused(Refused { reason: Reason::ClockBehind { .. }, .. })));
    for ahead in [at.plus(Span::days(401)), Timestamp::MAX] {
        let ahead = floor.decide(ahead, &lead);
        assert!(matches!(ahead.outcome, Outcome::Refused(Refused { reason: Reason::ClockAhead { .. }, .. })));
    }
    assert_eq!(floor.state().snapshot(), before);
}

#[test]
fn hostile_texts_and_unknown_ids() {
    let long = "x".repeat(1 << 20);
    let texts = [
        "",
        " ",
        "\u{0}",
        "a\nb",
        "\u{202e}abc",
        "🦀",
        "__proto__",
        "constructor",
        "'; drop table leads; --",
        &long,
    ];
    let (_, mut floor, now) = lived(8, 20);
    for text in texts {
        let before = floor.state().snapshot();
        if let Ok(lead) = LeadId::new(text) {
            for agent in agents_of(floor.state()).into_iter().take(1).chain(AgentId::new(text)) {
                let unknown = [
                    Command::Accept { lead: lead.clone(), agent: agent.clone() },
                    Command::Decline { lead: lead.clone(), agent: agent.clone() },
                    Command::Attempt {
                        lead: lead.clone(),
                        agent: agent.clone(),
                        reached: true,
                        automated: false,
                    },
                    Command::Return { lead: lead.clone(), agent: agent.clone(), reason: ReturnReason::Other },
                    Command::Transfer {
                        lead: lead.clone(),
                        agent: agent.clone(),
                        corrections: vec![],
                        reason: None,
                    },
                    Command::Reassign { lead: lead.clone(), to: Some(agent.clone()) },
                    Command::Forget { lead: lead.clone(), keys: true },
                ];
                for command in unknown {
                    let decision = floor.decide(now, &command);
                    assert!(
                        matches!(
                            decision.outcome,
                            Outcome::Refused(Refused { reason: Reason::UnknownLead { .. }, .. })
                        ),
                        "{:?}",
                        decision.outcome
                    );
                    assert_eq!(decision.recorded, None);
                }
            }
        }
        let lead = Lead::new("hostile").unwrap().with("source", text).with(text, text);
        let decision = floor.decide(now, &Command::Submit(lead));
        let json = serde_json::to_string(&decision).unwrap();
        assert_eq!(serde_json::from_str::<Decision>(&json).unwrap(), decision);
        if text.len() > 4_096 {
            assert!(matches!(decision.outcome, Outcome::Refused(_)));
        }
        assert_eq!(floor.state().snapshot(), before);
    }
    let lead = Lead::new("🦀\u{202e}").unwrap();
    floor.run(now, &Command::Submit(lead.clone()));
    let again = floor.run(now, &Command::Submit(lead.with("x", 1)));
    assert!(matches!(
        again.outcome(),
        Outcome::Refused(Refused { reason: Reason::DuplicateLead { .. }, .. })
    ));
}

#[test]
fn numbers_as_large_as_they_come() {
    let json = |n: &str, small: &str| {
        format!(
            r#"{{
        "format": 1, "semantics": 1, "id": "p", "attributes": [{{"id": "score", "type": "integer"}}],
        "presence": {{"stale_after_s": null, "unknown_may_receive": true}},
        "work_kinds": [{{"id": "k", "units": {small}}}],
        "queues": [{{"id": "q", "work_kind": "k", "wrap_up_s": {n}, "decline_delay_s": {n}, "timeout_delay_s": {n}, "cycle_wait_s": {n},
            "discipline": {{"priority": {{"attribute": "score", "point_per_s": {n}}}}}, "tiers": [{{"tier": {small}, "opens_after_s": {n}}}],
            "pull": {{"lease_s": {n}, "cooldown_s": {n}}}}}],
        "caps": [{{"id": "c", "limit": {small}, "per": ["agent"], "window": {{"rolling": {{"span_s": {n}}}}}}}],
        "plans": [{{"id": "p", "stages": [{{"id": "s", "action": {{"queue": {{"queue": "q", "accept_within": {{"wall_s": {n}}}, "attempts": {small}, "wait": {{"wall_s": {n}}}}}}}}}],
            "follow_up": [{{"missing": "attempt", "within": {{"wall_s": {n}}}, "then": "s"}}], "exclude_previous": {{"last": {small}, "forget_after_s": {n}}}}}],
        "default_plan": "p",
        "agents": [{{"id": "a", "queues": [{{"queue": "q", "weight": {small}, "tier": 1, "priority": -2147483648}}], "capacity": {{"units": {small}}}}},
                   {{"id": "b", "queues": [{{"queue": "q", "weight": {small}, "tier": {small}, "priority": 2147483647}}]}}]}}"#
        )
    };
    for n in ["18446744073709551615", "9223372036854775807", "9223372036854775", "4294967296", "1000000000"] {
        for small in ["4294967295", "2147483647", "1000000", "1"] {
            let Ok(policy) = Policy::from_json(&json(n, small)) else { continue };
            let at: Timestamp = "2199-12-31T23:59:00Z".parse().unwrap();
            let (mut floor, _) = Floor::open(policy, at);
            for (number, score) in [i64::MAX, i64::MIN, 0, -1].into_iter().enumerate() {
                let lead = Lead::new(&format!("L{number}")).unwrap().with("score", score);
                floor.run(at, &Command::Submit(lead));
                let lead = LeadId::new(&format!("L{number}")).unwrap();
                for agent in agents_of(floor.state()) {
                    floor.run(at, &Command::Accept { lead: lead.clone(), agent: agent.clone() });
                    let disposition =
                        Disposition::Interim { code: "x".into(), next_action_at: Timestamp::MAX };
                    floor
                        .run(at, &Command::Dispose { lead: lead.clone(), agent: agent.clone(), disposition });
                    floor.run(
                        at,
                        &Command::Return { lead: lead.clone(), agent, reason: ReturnReason::NoShow },
                    );
                }
                assert_eq!(floor.state().check(), Ok(()));
            }
            floor.settle(Timestamp::MAX);
            let bytes = floor.state().snapshot();
            assert_eq!(FloorState::restore(&bytes).unwrap().snapshot(), bytes);
        }
    }
}
