//! Plans whose owners go through the steps of a cadence.

use serde_json::{Value as Json, json};

use super::*;

/// Has some plans of some policies name a cadence. Draws numbers of its own, so that other policies stay.
pub(super) fn with_cadences(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0xcade_9ce5);
    if rng.chance(55) {
        return;
    }
    let many = rng.below(2) as usize + 1;
    doc["cadences"] = (0..many).map(|at| cadence(&mut rng, at)).collect();
    with_consents(&rng, doc);
    for plan in doc["plans"].as_array_mut().unwrap() {
        if rng.chance(70) {
            let stages = plan["stages"].as_array().unwrap();
            let then = rng.of(stages)["id"].clone();
            plan["cadence"] = json!({"by": format!("k{}", rng.below(many as u64)), "then": then});
        }
    }
}

/// Has steps keep to the hours of the contact, where there are any, and channels ask for consent.
fn with_consents(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0xc045_e47);
    let lawful = doc["contact_hours"].is_array();
    for cadence in doc["cadences"].as_array_mut().unwrap() {
        for step in cadence["steps"].as_array_mut().unwrap() {
            step["contact_hours"] = if lawful && rng.chance(50) { json!("lawful") } else { Json::Null };
        }
        if rng.chance(50) {
            let when = rng.of(&[
                json!({"equals": {"attribute": "vip", "value": true}}),
                json!({"range": {"attribute": "score", "from": 50}}),
                json!({"present": {"attribute": "state"}}),
            ]);
            let channel = rng.of(&["call", "text"]);
            cadence["consents"] =
                json!([{"channel": channel, "when": when, "otherwise": rng.of(&["skip", "hold"])}]);
        }
    }
}

/// Says what comes before a claim, and where queues stand for those who name none. Draws numbers of its own.
pub(super) fn with_ranks(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x4a17_2b);
    if rng.chance(25) {
        return;
    }
    for queue in doc["queues"].as_array_mut().unwrap() {
        let pull = &mut queue["pull"];
        if !pull.is_null() {
            pull["callbacks_first"] = json!(rng.chance(80));
            pull["steps_first"] = json!(rng.chance(60));
            pull["rank"] = json!(rng.below(3));
            pull["rank_by_tier"] =
                if rng.chance(30) { json!([{"tier": 2, "rank": rng.below(3)}]) } else { json!([]) };
        }
    }
    for agent in doc["agents"].as_array_mut().unwrap() {
        for seat in agent["queues"].as_array_mut().unwrap() {
            seat["pull_rank"] = if rng.chance(20) { json!(rng.below(3)) } else { Json::Null };
        }
    }
}

/// Has leads of some policies held until something is known of them, and routed anew where they are different. Draws numbers of its own.
pub(super) fn with_revisions(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0xe41c_4ed);
    if rng.chance(60) {
        return;
    }
    for plan in doc["plans"].as_array_mut().unwrap() {
        plan["revised"] = json!(rng.of(&["stays", "routed"]));
        let stages = plan["stages"].as_array_mut().unwrap();
        let last = stages[stages.len() - 2]["id"].clone();
        if rng.chance(60) {
            let attribute = rng.of(&["state", "vip", "products"]);
            let at_most = json!({"wall_s": rng.of(&[60, 7_200, 86_400])});
            let action = json!({"hold": {"until": {"field": {"attribute": attribute, "at_most": at_most}}}});
            let next = json!({"filled": if rng.chance(30) { last } else { Json::Null }});
            let at = if stages.iter().any(|stage| !stage["action"]["recycle"].is_null()) {
                0
            } else {
                rng.below(2) as usize
            };
            stages.insert(at, json!({"id": "known", "action": action, "next": next}));
        }
    }
}

fn cadence(rng: &mut Rng, at: usize) -> Json {
    let mut since_start = 0;
    let count = rng.below(4) + 1;
    let steps: Vec<Json> = (0..count)
        .map(|n| {
            let start = rng.chance(40);
            let after = if rng.chance(15) {
                json!({"business": {"open_s": rng.of(&[60, 3_600]), "calendar": "office"}})
            } else if start {
                since_start += rng.of(&[60, 300, 1_800]);
                json!({"wall_s": since_start})
            } else {
                json!({"wall_s": rng.of(&[u64::from(n > 0), 60, 600, 7_200])})
            };
            let since = if start { "start" } else { "previous" };
            let mut own = Rng(rng.0 ^ 0x1a3f_a15e);
            let jitter_s = if own.chance(25) { own.of(&[1, 60, 1_800]) } else { 0 };
            json!({"jitter_s": jitter_s, "id": format!("t{n}"), "after": after, "since": since, "channel": rng.of(&["call", "text"])})
        })
        .collect();
    let skip = json!({"skip_to": format!("t{}", rng.below(count))});
    json!({"id": format!("k{at}"), "steps": steps, "most_per_day": rng.of(&[None, Some(1), Some(2)]),
        "stop_on": rng.of(&[json!(["contact"]), json!(["contact"]), json!([]), json!(["contact", "disposition"])]),
        "on_owner_change": rng.of(&[json!("restart"), json!("resume"), json!("resume"), skip]),
        "exhausted_after": rng.of(&[Json::Null, json!({"wall_s": 600}), json!({"wall_s": 86_400})])})
}
