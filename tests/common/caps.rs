//! What caps of random policies may say beside the plain things.

use serde_json::{Value as Json, json};

use super::Rng;

/// Adds other windows, other things that count and other ways of giving back. Draws of its own, so that what else is
/// random stays as it is.
pub fn with_more(rng: &mut Rng, cap: &mut Json) {
    let held = cap["window"] == "open";
    if rng.chance(45) && !held {
        cap["counts"] = match rng.below(4) {
            0 => json!("attempted"),
            1 | 2 => json!("connected"),
            _ => json!({"converted": {"codes": ["won"]}}),
        };
    }
    if rng.chance(30) && !held {
        cap["window"] = match rng.below(7) {
            0 => json!("minute"),
            1 => json!("half_hour"),
            2 => json!("quarter"),
            3 | 4 => json!({"block": {"calendar": rng.of(&["office", "night"])}}),
            _ => {
                let of = rng.of(&["minute", "hour", "day", "week", "month"]);
                json!({"every": {"units": rng.of(&[1, 2, 7]), "of": of, "from": rng.of(&["2026-01-31", "2026-03-04"])}})
            }
        };
    }
    if rng.chance(20) {
        let more = rng.of(&["tier", "rule", "plan"]);
        cap["per"].as_array_mut().unwrap().push(json!(more));
    }
    let per = cap["per"].as_array().unwrap();
    if rng.chance(50)
        && !per.iter().any(|per| ["agent", "team", "tier"].contains(&per.as_str().unwrap_or("")))
    {
        cap["at_limit"] = rng.of(&[json!("next"), json!("fail"), json!({"plan": {"plan": "p0"}})]);
    }
    if rng.chance(25) {
        cap["on_return"] = json!("give_back_to_current");
    }
    if rng.chance(60) {
        let other =
            if cap["on_return"] == "keep" { rng.of(&["give_back", "give_back_to_current"]) } else { "keep" };
        cap["on_return_by_reason"] = json!([
            {"reason": "bad_contact", "on_return": other}, {"reason": "no_show", "on_return": other}]);
    }
}

/// Has some caps count in other windows.
pub fn with_other_windows(rng: &mut Rng, doc: &mut Json) {
    for cap in doc["caps"].as_array_mut().unwrap() {
        if rng.chance(25) {
            cap["window"] = rng.of(&[json!("day"), json!("month"), json!({"rolling": {"span_s": 86_400}})]);
        }
    }
}
