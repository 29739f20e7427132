//! Stages at which the last owner comes first.

use serde_json::{Value as Json, json};

use super::*;

/// Has some stages of some policies stick to the last owner. Draws numbers of its own, so that other policies stay.
pub(super) fn with_sticky(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x5713_c4d2);
    if rng.chance(60) {
        return;
    }
    let keep = |rng: &mut Rng| rng.of(&[60, 3_600, 86_400, 2_000_000]);
    let mut listed = vec![
        json!({"id": "person", "attribute": "source", "keep_s": keep(&mut rng)}),
        json!({"id": "household", "attribute": "state", "keep_s": keep(&mut rng)}),
    ];
    if rng.chance(30) {
        listed.reverse();
    }
    doc["sticky"] = json!(listed);
    for plan in doc["plans"].as_array_mut().unwrap() {
        for stage in plan["stages"].as_array_mut().unwrap() {
            if rng.chance(60) {
                stage["sticky"] = json!({"by": rng.of(&["person", "household"]),
                    "wait_s": rng.of(&[0, 0, 60, 900, 86_400]), "counts_as_turn": rng.chance(60)});
                if rng.clone().chance(50) {
                    stage["sticky"]["team_first"] = json!(true);
                    stage["sticky"]["team_wait_s"] = json!(rng.clone().of(&[0, 60, 900, 86_400]));
                }
            }
        }
    }
}
