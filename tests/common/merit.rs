//! Random merits, and queues and caps that follow them.

use serde_json::{Value as Json, json};

use super::Rng;

/// The periods are short and the samples small, so that much happens in a history.
pub fn merit_json(rng: &mut Rng, at: usize) -> Json {
    json!({
        "id": format!("m{at}"), "won": ["won"], "qualified": rng.of(&[json!([]), json!(["lost"])]),
        "period": rng.of(&[json!("hour"), json!("hour"), json!("day"), json!({"week": {"starts": "mon"}}), json!("month")]),
        "periods": rng.of(&[1, 2, 3, 8]),
        "zone": rng.of(&[None, Some("America/New_York"), Some("Asia/Kolkata")]),
        "normalise_by": rng.of(&[None, Some("source"), Some("vip"), Some("score")]),
        "open_counts_after_s": rng.of(&[None, None, Some(60), Some(1_200), Some(7_200)]),
    })
}

pub fn queue_merit_json(rng: &mut Rng) -> Json {
    let tiers = json!({"top": 1, "rest": rng.of(&[2, 3]), "promote_percent": rng.of(&[100, 110, 130]),
        "demote_percent": rng.of(&[50, 90, 100])});
    json!({
        "by": rng.of(&["m0", "m0", "m1"]), "floor_percent": rng.of(&[1, 30, 50]), "newcomer_percent": rng.of(&[50, 80, 100]),
        "ceiling_percent": rng.of(&[100, 150, 300]), "rise_percent": rng.of(&[5, 25, 200]),
        "prior": rng.of(&[0, 0, 1, 5]), "min_tried": rng.of(&[1, 1, 1, 2, 3]), "roll_back_percent": rng.of(&[0, 80, 100]),
        "tiers": if rng.chance(50) { tiers } else { Json::Null },
    })
}

pub fn affinity_json(rng: &mut Rng) -> Json {
    json!({"by": rng.of(&["m0", "m0", "m1"]), "prior": rng.of(&[0, 1, 1, 5]), "min_tried": rng.of(&[1, 1, 2]),
        "step_percent": rng.of(&[1, 10, 50]), "diversity_bp": rng.of(&[1, 1_000, 3_333, 5_000, 10_000])})
}

/// A policy in which little but the source of a lead and what came of others decides.
pub fn specialists(rng: &mut Rng, doc: &mut Json) {
    super::plain(rng, doc);
    for merit in doc["merits"].as_array_mut().unwrap() {
        (merit["normalise_by"], merit["period"], merit["periods"]) =
            (json!("source"), json!("day"), json!(8));
    }
    let merits = doc["merits"].as_array().unwrap().clone();
    for queue in doc["queues"].as_array_mut().unwrap() {
        queue["merit"] = Json::Null;
        if rng.chance(30) {
            queue["strategy"] = json!({"thompson": {"by": "m0", "explore_every": 10}});
        } else {
            with_affinity(rng, &merits, queue);
            queue["affinity"]["min_tried"] = json!(1);
            queue["affinity"]["step_percent"] = json!(rng.of(&[1, 10]));
        }
    }
}

/// Lets a queue deal by affinity, where the merit it names tells leads apart.
fn with_affinity(rng: &mut Rng, merits: &[Json], queue: &mut Json) {
    let own = affinity_json(rng);
    let by = merits.iter().find(|merit| merit["id"] == own["by"]);
    if by.is_none_or(|merit| merit["normalise_by"].is_null()) {
        return;
    }
    queue["affinity"] = own;
    queue["strategy"] = rng.of(&[
        json!("affinity"),
        json!("affinity"),
        json!({"keys": ["affinity", "longest_idle"]}),
        json!({"keys": ["affinity", "lowest_count"]}),
        json!({"keys": ["tier", "affinity", "power_of_two"]}),
        json!({"keys": ["least_loaded", "affinity", "smooth_weighted"]}),
    ]);
}

/// A policy in which little but a limit decides: everybody has one lead, and some more once they have won it. Some leads are
/// dealt, some lie in a pool.
pub fn rewarded(rng: &mut Rng, doc: &mut Json) {
    super::plain(rng, doc);
    let mut pool = doc["plans"][0].clone();
    pool["id"] = json!("p1");
    pool["stages"][0]["action"] = json!({"pool": {"queue": doc["queues"][0]["id"]}});
    doc["plans"] = json!([doc["plans"][0], pool]);
    let when = json!({"equals": {"attribute": "source", "value": "web"}});
    doc["rules"] = json!([{"id": "r0", "order": 1, "when": when, "plan": "p1"}]);
    let adjust = json!({"by": "m0", "metric": {"conversion_rate": {"top_bp": 1, "bottom_bp": 0}}, "reward": 7, "penalty": 0,
        "least": 1, "min_tried": 1});
    doc["caps"] = json!([{"id": "c0", "limit": 1, "per": ["agent"], "window": "lifetime", "counts": "accepted", "adjust": adjust}]);
    doc["merits"][0]["period"] = json!("hour");
    doc["merits"][0]["periods"] = json!(8);
    for queue in doc["queues"].as_array_mut().unwrap() {
        queue["pull"] = json!({"lease_s": 86_400});
    }
}

pub fn adjust_json(rng: &mut Rng) -> Json {
    let (top_s, top_bp) = (rng.of(&[60, 600, 1_800]), rng.of(&[3_000, 5_000, 10_000]));
    let speed = json!({"top_s": top_s, "bottom_s": top_s + rng.of(&[1, 3_600])});
    let rate = json!({"top_bp": top_bp, "bottom_bp": rng.of(&[0, 2_500])});
    let metric = match rng.below(5) {
        0 => json!({"speed_to_attempt": speed}),
        1 => json!({"speed_to_contact": speed}),
        2 => json!({"contact_rate": rate}),
        3 => json!({"qualification_rate": rate}),
        _ => json!({"conversion_rate": rate}),
    };
    json!({"by": rng.of(&["m0", "m1"]), "metric": metric, "reward": rng.of(&[0, 1, 3]), "penalty": rng.of(&[0, 1, 9]),
        "least": rng.of(&[1, 2]), "min_tried": rng.of(&[1, 1, 2])})
}

/// Lets some queues deal by merit, and some caps follow it.
pub fn with_merits(rng: &mut Rng, doc: &mut Json) {
    for cap in doc["caps"].as_array_mut().unwrap() {
        if cap["per"].as_array().unwrap().contains(&json!("agent")) && rng.chance(60) {
            cap["adjust"] = adjust_json(rng);
        }
    }
    let merits: Vec<Json> = (0..2).map(|at| merit_json(rng, at)).collect();
    doc["merits"] = json!(merits);
    for queue in doc["queues"].as_array_mut().unwrap() {
        if rng.chance(70) {
            queue["merit"] = queue_merit_json(rng);
            if rng.chance(50) {
                queue["strategy"] = json!("top_producers");
            }
        }
        if rng.chance(20) {
            queue["strategy"] =
                json!({"thompson": {"by": rng.of(&["m0", "m1"]), "explore_every": rng.of(&[2, 3, 10])}});
        }
        if rng.chance(30) {
            with_affinity(rng, &merits, queue);
        }
    }
}
