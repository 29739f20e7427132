//! A lead that stays matchable is given within a computed number of leads that its queue gives, where waiting counts.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod common;

use std::collections::BTreeMap;

use common::cases;
use fairdeal::*;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const MOST_POINTS: i64 = 100;

/// A policy whose discipline bounds the wait: all members may take all leads.
fn policy(rng: &mut common::Rng) -> Json {
    let discipline = match rng.below(6) {
        0 => json!("fifo"),
        1 => json!({"earliest_deadline": {"within_s": 600, "by": {"attribute": "class", "values": [
            {"value": "gold", "within_s": 60}, {"value": "tin", "within_s": 3_600}]}}}),
        _ => json!({"priority": {"attribute": "score", "point_per_s": rng.of(&[1, 5, 20])}}),
    };
    let share = if discipline == json!("fifo") { 0 } else { rng.of(&[0, 0, 500, 2_500, 3_333, 10_000]) };
    let agents: Vec<Json> = (0..rng.below(3) + 1)
        .map(|n| json!({"id": format!("a{n}"), "capacity": {"units": rng.below(2) + 1}, "queues": [{"queue": "q"}]}))
        .collect();
    json!({"format": 1, "semantics": 1, "id": "p", "default_plan": "d", "presence": {"stale_after_s": null},
        "attributes": [{"id": "score", "type": "integer"}, {"id": "class", "type": "text"}],
        "queues": [{"id": "q", "discipline": discipline, "oldest_share_bp": share}], "agents": agents,
        "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "q"}}}]}]})
}

struct Waits {
    lead: Lead,
    from: Timestamp,
    ahead: u64,
    older: u64,
    arrivals: u64,
    picks: u64,
}

/// A lead that is given later than it may be; and how many were given as late as they may be, having been overtaken.
fn history(seed: u64, steps: usize, twin: impl Fn(&mut Json)) -> Result<usize, String> {
    let mut rng = common::Rng(seed);
    let sound = policy(&mut rng);
    let law = Policy::from_json(&sound.to_string()).unwrap();
    let mut json = sound.clone();
    twin(&mut json);
    let mut now: Timestamp = "2026-03-02T15:00:00Z".parse().unwrap();
    let (mut floor, _) = Floor::open(Policy::from_json(&json.to_string()).unwrap(), now);
    let agents: Vec<AgentId> = floor.state().agent_views().into_iter().map(|view| view.agent).collect();
    let mut waiting: BTreeMap<LeadId, Waits> = BTreeMap::new();
    let mut just_in_time = 0;
    for n in 0..steps {
        now = now.plus(Span::seconds(rng.below(12)));
        let mut records: Vec<Recorded> = Vec::new();
        if n == 0 || rng.chance(15) {
            let here = |agent: &AgentId, rng: &mut common::Rng| {
                let state = if rng.chance(70) { PresenceState::Available } else { PresenceState::Away };
                Sign::new(agent.clone(), state, now)
            };
            let signs: Vec<Sign> = agents.iter().map(|agent| here(agent, &mut rng)).collect();
            floor.see(PresenceSnapshot::new(signs), now);
        }
        records.extend(floor.settle(now).into_iter().filter_map(|decision| decision.recorded));
        let owned: Vec<(LeadId, AgentId)> = floor
            .state()
            .lead_views()
            .into_iter()
            .filter_map(|view| match view.standing {
                LeadStanding::Owned { agent, .. } => Some((view.lead.id().clone(), agent)),
                _ => None,
            })
            .collect();
        let mut lined_up = None;
        if rng.chance(60) || owned.is_empty() {
            let mut lead = Lead::new(&format!("L{n}")).unwrap();
            if rng.chance(85) {
                lead = lead.with("score", rng.of(&[0, 20, 90, 95, 100]));
            }
            if rng.chance(60) {
                lead = lead.with("class", rng.of(&["gold", "tin"]));
            }
            // Only what comes in while a lead may be overtaken goes before it.
            for own in waiting.values_mut() {
                let bound = offer_bound(&law, &"q".parse().unwrap(), &own.lead, MOST_POINTS).unwrap();
                let over = bound.overtaken_for.map(|span| own.from.plus(span));
                own.arrivals += u64::from(over.is_none_or(|over| now < over));
            }
            let older = waiting.len() as u64;
            let ran = floor.run(now, &Command::Submit(lead.clone()));
            records.extend(ran.records().cloned());
            let view = floor.state().lead_view_at(lead.id(), now).unwrap();
            if let LeadStanding::Waiting { position, .. } = view.standing {
                // What is given before it lines up is none of its picks.
                lined_up = Some(Waits { lead, from: now, ahead: position - 1, older, arrivals: 0, picks: 0 });
            }
        } else {
            let (lead, agent) = rng.of(&owned);
            let disposition = Disposition::Final { code: "done".into() };
            records.extend(floor.run(now, &Command::Dispose { lead, agent, disposition }).records().cloned());
        }
        for record in &records {
            for event in &record.events {
                if !matches!(event, Event::Assigned { .. }) {
                    continue;
                }
                let given = floor.state().readable(event)["assigned"]["lead"].as_str().unwrap().to_owned();
                waiting.values_mut().for_each(|own| own.picks += 1);
                if let Some(own) = waiting.remove(&given.parse::<LeadId>().unwrap()) {
                    let most = most(&law, &own);
                    if own.picks > most {
                        return Err(format!(
                            "seed {seed}: {given} is given as pick {}, {most} are the most",
                            own.picks
                        ));
                    }
                    just_in_time += usize::from(own.picks == most && own.arrivals > 0);
                }
            }
        }
        waiting.extend(lined_up.map(|own| (own.lead.id().clone(), own)));
        // Whoever waits still has its time to come.
        for (id, own) in &waiting {
            let most = most(&law, own);
            if own.picks >= most {
                return Err(format!(
                    "seed {seed}: {id} waits after {} picks, {most} are the most",
                    own.picks
                ));
            }
        }
    }
    Ok(just_in_time)
}

fn most(law: &Policy, own: &Waits) -> u64 {
    let bound = offer_bound(law, &"q".parse().unwrap(), &own.lead, MOST_POINTS).unwrap();
    bound.picks(own.ahead, own.older, own.arrivals).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(60), failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn whoever_waits_is_given_in_time(seed: u64) {
        let late = history(seed, 150, |_| {});
        prop_assert!(late.is_ok(), "{}", late.unwrap_err());
    }
}

#[test]
fn the_bound_is_reached() {
    let reached: usize = (0..30).map(|seed| history(seed, 150, |_| {}).unwrap()).sum();
    assert!(reached > 0, "no lead that was overtaken was given as late as it may be");
}

/// The same law on floors that break it.
#[test]
fn a_floor_on_which_waiting_counts_for_nothing_is_found_out() {
    let never_ages = |json: &mut Json| {
        let queue = &mut json["queues"][0];
        queue["oldest_share_bp"] = json!(0);
        if !queue["discipline"]["priority"].is_null() {
            queue["discipline"]["priority"]["point_per_s"] = Json::Null;
        }
    };
    let newest_first = |json: &mut Json| {
        json["queues"][0]["oldest_share_bp"] = json!(0);
        json["queues"][0]["discipline"] = json!("lifo");
    };
    let slower = |json: &mut Json| {
        let discipline = &mut json["queues"][0]["discipline"];
        if let Some(per) = discipline["priority"]["point_per_s"].as_u64() {
            discipline["priority"]["point_per_s"] = json!(per * 3);
        }
    };
    let found = |twin: &dyn Fn(&mut Json)| (0..40).find(|seed| history(*seed, 150, twin).is_err());
    for (name, seed) in [
        ("never ages", found(&never_ages)),
        ("newest first", found(&newest_first)),
        ("slower", found(&slower)),
    ] {
        println!("{name}: found by history {seed:?}");
        assert!(seed.is_some(), "a floor that {name} is as good");
    }
}

#[test]
fn what_is_never_bounded_says_so() {
    let of = |discipline: Json, share: u32| {
        let json = json!({"format": 1, "semantics": 1, "id": "p", "attributes": [{"id": "score", "type": "integer"}],
            "queues": [{"id": "q", "discipline": discipline, "oldest_share_bp": share}]});
        offer_bound(
            &Policy::from_json(&json.to_string()).unwrap(),
            &"q".parse().unwrap(),
            &Lead::new("L").unwrap(),
            9,
        )
    };
    assert_eq!(of(json!("lifo"), 0), None);
    assert_eq!(of(json!({"priority": {"attribute": "score"}}), 0), None);
    assert_eq!(of(json!({"decay": {"attribute": "score", "half_life_s": 60}}), 0), None);
    assert_eq!(of(json!({"fewest_pulls": {}}), 0), None);
    let shared = of(json!("lifo"), 2_500).unwrap();
    assert_eq!((shared.overtaken_for, shared.picks(5, 2, 100)), (None, Some(12)));
    let both = of(json!({"priority": {"attribute": "score", "point_per_s": 60}}), 5_000).unwrap();
    assert_eq!(both.overtaken_for, Some(Span::minutes(9)));
    assert_eq!((both.picks(1, 1, 1), both.picks(1, 9, 1)), (Some(4), Some(8)));
}
