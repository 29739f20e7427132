//! Queues that share a rotation, or keep several apart.

use serde_json::{Value as Json, json};

use super::*;

/// Has some queues of some policies share a rotation, or keep several apart. Draws numbers of its own, so that other policies
/// stay.
pub(super) fn with_rotations(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x0a11_707a_7105);
    if rng.chance(65) {
        return;
    }
    let share = rng.chance(60);
    let strategies = [
        "round_robin",
        "round_robin",
        "round_robin",
        "smooth_weighted",
        "pointer",
        "least_recent",
        "lowest_count",
        "stride",
        "quota",
    ];
    let common = rng.of(&strategies);
    for queue in doc["queues"].as_array_mut().unwrap() {
        if queue["merit"].is_null() && rng.chance(if share { 85 } else { 50 }) {
            queue["strategy"] = json!(if share { common } else { rng.of(&strategies) });
        }
        let Some(name) = name_of(&queue["strategy"]) else { continue };
        let at_most = rng.of(&[1, 2, 3, 100]);
        queue["rotation"] = match rng.below(if share { 16 } else { 4 }) {
            0 => json!("own"),
            1 => json!({"apart_by_rule": {"at_most": at_most}}),
            2 | 3 => {
                json!({"apart_by": {"attribute": rng.of(&["source", "source", "state", "vip", "score"]), "at_most": at_most}})
            }
            _ => json!({"shared": name}),
        };
    }
}

/// What a rotation dealt by this strategy is called where queues share it: one name for each key, and for each tier a circle
/// or not; none where no sheet is kept.
fn name_of(strategy: &Json) -> Option<String> {
    let strategy: StrategyDoc = serde_json::from_value(strategy.clone()).unwrap();
    let keys = strategy.keys();
    let rotates = keys.iter().find(|key| key.rotates());
    let key = rotates.or_else(|| keys.iter().find(|key| **key == RankKeyDoc::LeastRecent))?;
    if *key == RankKeyDoc::Random {
        return None;
    }
    let word = serde_json::to_value(key).unwrap();
    let flat = if keys.contains(&RankKeyDoc::Tier) { "" } else { "_flat" };
    Some(format!("{}{flat}", word.as_str().unwrap()))
}

/// Another word on rotations now and then.
pub(super) fn with_other_rotations(rng: &Rng, doc: &mut Json) {
    let mut own = Rng(rng.0 ^ 0x0a07_7e12);
    let any = doc["queues"].as_array().unwrap().iter().any(|queue| queue["rotation"].is_object());
    if own.chance(if any { 60 } else { 8 }) {
        with_rotations(&own, doc);
    }
}

/// A value or a rule whose rotation a manager may mean.
pub(super) fn some_apart(rng: &Rng) -> Option<String> {
    let mut rng = Rng(rng.0 ^ 0x0a9a_7105);
    let apart = ["web", "fax", "MN", "CA", "true", "r0", "r1"];
    rng.chance(30).then(|| rng.of(&apart).to_owned())
}
