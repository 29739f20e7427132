//! Strategies and skills, and policies and histories of hunt groups.

use fairdeal::*;
use serde_json::{Value as Json, json};

use super::Rng;

/// What a queue or a stage asks for.
pub(super) fn skills_json(rng: &mut Rng) -> Json {
    let mut rules = Vec::new();
    for _ in 0..rng.below(3) {
        let skill = match rng.below(4) {
            0 => json!({"attribute": "products"}),
            1 => json!({"attribute": "source"}),
            _ => json!({"named": rng.of(&["german", "solar"])}),
        };
        let relax = if rng.chance(40) {
            json!([{"after_s": 60, "min_level": 2}, {"after_s": 300 + rng.below(2) * 600, "min_level": 1}])
        } else {
            json!([])
        };
        let drop = rng.of(&[Json::Null, json!(1_000), json!(1_200), json!(7_200)]);
        rules.push(json!({"skill": skill, "min_level": 3, "relax": relax, "drop_after_s": drop}));
        if relax == json!([]) {
            rules.last_mut().unwrap()["min_level"] = json!(rng.of(&[1, 1, 2]));
        }
    }
    json!(rules)
}

pub(super) fn agent_skills_json(rng: &mut Rng) -> Json {
    let mut skills = Vec::new();
    for skill in ["german", "solar", "gas", "roof", "web", "ads"] {
        if rng.chance(60) {
            skills.push(json!({"skill": skill, "level": rng.below(3) + 1}));
            let (mut own, at) = (Rng(rng.0 ^ 0xce27), skills.len() - 1);
            if own.chance(12) {
                let lapses = [
                    "2026-03-06T15:00:00Z",
                    "2026-03-08T04:00:00Z",
                    "2026-10-31T22:00:00Z",
                    "2026-05-29T20:00:00Z",
                    "2026-03-29T01:00:00Z",
                    "2026-12-31T23:00:00Z",
                    "2026-06-15T18:30:00Z",
                ];
                skills[at]["until"] = json!(own.of(&lapses));
            }
        }
    }
    json!(skills)
}

pub(super) fn hunt_json(rng: &mut Rng) -> Json {
    match rng.below(9) {
        0..=2 => json!("longest_idle"),
        3 => json!("cumulative_idle"),
        4..=6 => json!("fastest"),
        7 => json!("most_free"),
        _ => json!("power_of_two"),
    }
}

/// A policy in which little but the strategies decides: everybody is in every queue, and leads go straight to one.
pub(super) fn plain(rng: &mut Rng, doc: &mut Json) {
    let queues: Vec<Json> =
        doc["queues"].as_array().unwrap().iter().map(|queue| queue["id"].clone()).collect();
    for agent in doc["agents"].as_array_mut().unwrap() {
        let seats = queues.iter().map(|queue| json!({"queue": queue, "priority": rng.below(2)}));
        agent["queues"] = seats.collect();
        agent["blocked"] = json!(false);
        agent["cap_limits"] = json!([]);
        if rng.chance(60) {
            agent["calendar"] = Json::Null;
            agent["capacity"] = json!({});
        }
    }
    for (at, plan) in doc["plans"].as_array_mut().unwrap().iter_mut().enumerate() {
        let within = if rng.chance(50) { json!({"wall_s": 300}) } else { Json::Null };
        plan["stages"][0]["action"] =
            json!({"queue": {"queue": queues[at % queues.len()], "accept_within": within}});
        plan["stages"][0]["when"] = Json::Null;
        plan["max_assignments"] = Json::Null;
        plan["exhausted"] = Json::Null;
    }
    if doc["plans"].as_array().unwrap().len() > 1 {
        let when = json!({"equals": {"attribute": "source", "value": "web"}});
        doc["rules"] = json!([{"id": "r0", "order": 1, "when": when, "plan": "p1"}]);
    }
    // Idle time by each queue's own leads, or work that can be laid aside beside work that cannot.
    match rng.below(3) {
        0 => {
            for queue in doc["queues"].as_array_mut().unwrap() {
                queue["strategy"] = json!("longest_idle");
                queue["idle"] = json!({"since": rng.of(&["any", "offered", "ended"]), "other_queues": false});
            }
        }
        1 => {
            doc["work_kinds"][1]["interruptible"] = json!(true);
            for (at, queue) in doc["queues"].as_array_mut().unwrap().iter_mut().enumerate() {
                queue["work_kind"] = if at % 2 == 0 { json!("small") } else { Json::Null };
            }
            for agent in doc["agents"].as_array_mut().unwrap() {
                agent["capacity"] = json!({"units": rng.below(2) + 1});
            }
        }
        _ => {}
    }
    doc["caps"] = json!([]);
}

/// An attempt at some lead that is owned, if any is.
pub fn some_attempt(rng: &mut Rng, floor: &Floor) -> Option<Command> {
    let owned = floor.state().lead_views().into_iter().filter_map(|view| match view.standing {
        LeadStanding::Owned { agent, .. } => Some((view.lead.id().clone(), agent)),
        _ => None,
    });
    let owned: Vec<_> = owned.collect();
    let (lead, agent) = if owned.is_empty() { return None } else { rng.of(&owned) };
    Some(Command::Attempt { lead, agent, reached: rng.chance(40), automated: false })
}

pub(super) fn strategy_json(rng: &mut Rng) -> Json {
    match rng.below(24) {
        0..=3 => json!("round_robin"),
        4 => json!("least_recent"),
        5 | 15 => json!("longest_idle"),
        6 => json!("least_loaded"),
        7 => json!("priority_order"),
        8 => json!({"keys": [rng.of(&["priority", "least_loaded"]), "turns"]}),
        9 => json!("pointer"),
        10 => json!("lowest_count"),
        11 => json!("stride"),
        12 => json!("smooth_weighted"),
        13 => json!("quota"),
        14 => json!("random"),
        16 => json!("linear"),
        17 => json!("cumulative_idle"),
        18 => json!("fewest"),
        19 => json!("most_free"),
        20 => json!("fastest"),
        21 => json!("power_of_two"),
        22 => json!({"keys": [rng.of(&["fastest", "most_free", "cumulative_idle"]),
            rng.of(&["power_of_two", "turns", "fewest", "stride"])]}),
        _ => {
            let rotation =
                rng.of(&["pointer", "lowest_count", "stride", "smooth_weighted", "quota", "random"]);
            match rng.below(4) {
                0 => json!({"keys": [rotation]}),
                1 => json!({"keys": [rng.of(&["priority", "least_loaded"]), rotation]}),
                2 => {
                    json!({"keys": ["tier", rng.of(&["lowest_count", "stride", "quota"]), rng.of(&["least_recent", "random"])]})
                }
                _ => {
                    json!({"keys": [rng.of(&["tier", "priority"]), rng.of(&["lowest_count", "stride", "quota"]), "longest_idle", "random"]})
                }
            }
        }
    }
}
