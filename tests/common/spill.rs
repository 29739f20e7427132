//! Stages from which leads go on while the members are busy, and a plan for leads passed on too often.

use serde_json::{Value as Json, json};

use super::*;

/// Has some policies bound how often a lead is passed on. Draws numbers of its own.
pub(super) fn with_transfers(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x7a4_55ed);
    if rng.chance(35) {
        let last = doc["plans"].as_array().unwrap().len() - 1;
        doc["transfers"] = json!({"at_most": rng.of(&[0, 1, 1, 2]), "triage": doc["plans"][last]["id"]});
    }
}

/// Has some stages of some policies spill. Draws numbers of its own, so that other policies stay; only where presence never
/// changes by time alone, of which no line is woken.
pub(super) fn with_spill(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x5b11_1000);
    let by_time = |field: &str| !doc["presence"][field].is_null();
    if by_time("stale_after_s") || by_time("inactive_after_s") || rng.chance(70) {
        return;
    }
    for plan in doc["plans"].as_array_mut().unwrap() {
        let names: Vec<Json> =
            plan["stages"].as_array().unwrap().iter().map(|stage| stage["id"].clone()).collect();
        for (at, stage) in plan["stages"].as_array_mut().unwrap().iter_mut().enumerate() {
            if stage["action"]["queue"].is_object() && rng.chance(60) {
                stage["spill"] = json!({"above_bp": rng.of(&[0, 2_500, 5_000, 5_000, 7_500, 9_999])});
                if rng.chance(30) {
                    stage["next"]["spilled"] = rng.of(&names[at + 1..]);
                }
            }
        }
    }
}
