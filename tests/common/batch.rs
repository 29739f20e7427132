//! Leads that rest and go back, so many a day.

use serde_json::{Value as Json, json};

use super::*;

/// Has leads of the first plan of some policies wait a little, rest a little and go back in batches. Draws numbers of its own,
/// so that other policies stay.
pub(super) fn with_batches(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0xba7c_4e5);
    if rng.chance(80) {
        return;
    }
    let queue = doc["queues"][0]["id"].clone();
    let key = |rng: &mut Rng| {
        rng.of(&[
            json!({"oldest": {}}),
            json!({"newest": {}}),
            json!({"fewest_rounds": {}}),
            json!({"fewest_owners": {}}),
            json!({"highest": "score"}),
            json!({"lowest": "score"}),
        ])
    };
    let order: Vec<Json> = (0..rng.below(3)).map(|_| key(&mut rng)).collect();
    let rest = rng.of(&[json!({"wall_s": 300}), json!({"business": {"open_s": 60, "calendar": "office"}})]);
    let zone = rng.of(&[None, Some("Asia/Tokyo")]);
    let plan = &mut doc["plans"][0];
    plan["stages"] = json!([
        {"id": "s0", "action": {"queue": {"queue": queue, "wait": {"wall_s": rng.of(&[0, 60])}, "accept_within": {"wall_s": 60}, "attempts": 1}}},
        {"id": "s1", "action": {"recycle": {"rest": rest, "back_to": "s0", "cycles": 4,
            "batch": {"most_per_day": rng.below(2) + 1, "zone": zone, "order": order}}}},
        {"id": "s2", "action": {"archive": {"reason": "cold"}}}]);
    plan["exhausted"] = Json::Null;
    plan["follow_up"].as_array_mut().unwrap().iter_mut().for_each(|rule| rule["then"] = json!("s1"));
}
