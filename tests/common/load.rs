//! Leads told apart by what their owner held, and members full by that.

use serde_json::{Value as Json, json};

use super::*;

/// Has some merits tell leads apart by what their owner held, and some queues make members full by it. Draws numbers of
/// its own, so that other policies stay.
pub(super) fn with_loads(rng: &Rng, wanted: Wanted, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x010a_d5ba_7d05);
    if wanted.specialists {
        // What they know is not told apart by what they hold.
    } else if wanted.merit {
        soon_full(doc);
    } else if rng.chance(60) {
        for merit in doc["merits"].as_array_mut().unwrap() {
            let bands = rng.of(&[json!([1]), json!([1]), json!([1, 2]), json!([2, 5])]);
            let own = json!({"bands_from": bands, "min_tried": rng.of(&[1, 1, 2])});
            merit["by_load"] = rng.maybe(80, own);
        }
        for queue in
            doc["queues"].as_array_mut().unwrap().iter_mut().filter(|queue| !queue["merit"].is_null())
        {
            let below = rng.of(&[60, 100, 150]);
            let own = json!({"below_percent": below, "until_percent": below + rng.of(&[0, 30, 100])});
            queue["merit"]["declining_return"] = rng.maybe(70, own);
        }
    }
    // Nobody is full by a merit that does not say how much is held.
    let merits = doc["merits"].as_array().unwrap().clone();
    let asks = |name: &Json| merits.iter().any(|merit| merit["id"] == *name && !merit["by_load"].is_null());
    for queue in doc["queues"].as_array_mut().unwrap() {
        if queue["merit"].is_object() && !asks(&queue["merit"]["by"]) {
            queue["merit"]["declining_return"] = Json::Null;
        }
    }
}

/// Whoever does not win more with more in hand is full from one lead on, and stays so.
fn soon_full(doc: &mut Json) {
    for merit in doc["merits"].as_array_mut().unwrap() {
        merit["by_load"] = json!({"bands_from": [1], "min_tried": 1});
        merit["periods"] = json!(8);
    }
    for queue in doc["queues"].as_array_mut().unwrap().iter_mut().filter(|queue| !queue["merit"].is_null()) {
        queue["merit"]["declining_return"] = json!({"below_percent": 150, "until_percent": 1_000});
    }
}
