//! Caps on money, caps spread over their windows and reservations with a time of their own, for random policies.

use serde_json::{Value as Json, json};

use super::*;

/// Has caps count money, opens them over their windows and lets what they reserve run out.
pub fn with_budgets(rng: &mut Rng, doc: &mut Json) {
    let attributes = doc["attributes"].as_array_mut().unwrap();
    if !attributes.iter().any(|own| own["id"] == "ccy") {
        attributes.push(json!({"id": "ccy", "type": "text"}));
    }
    let mut caps = doc["caps"].as_array().unwrap().clone();
    while caps.len() < 2 {
        caps.push(cap_json(rng, caps.len()));
    }
    for cap in &mut caps {
        if rng.chance(60) {
            counts_money(rng, doc, cap);
        }
        if rng.chance(60) {
            on_its_pace(rng, cap);
        }
        let reserves = ["attempted", "connected"].contains(&cap["counts"].as_str().unwrap_or("converted"));
        if reserves && rng.chance(70) {
            cap["reserve_s"] = json!(rng.of(&[60, 900, 7_200, 100_000]));
        }
    }
    doc["caps"] = json!(caps);
}

fn counts_money(rng: &mut Rng, doc: &mut Json, cap: &mut Json) {
    let price = if rng.chance(40) {
        json!({"fixed": {"price_minor": rng.of(&[20, 50])}})
    } else {
        let currency = rng.of(&[None, Some("ccy")]);
        json!({"attribute": {"price_minor": "score", "currency": currency}})
    };
    let unpriced = if rng.chance(50) || !price["fixed"].is_null() {
        json!("refuse")
    } else {
        json!({"costs": {"price_minor": rng.of(&[0, 30])}})
    };
    cap["money"] = json!({"currency": rng.of(&["EUR", "EUR", "EUR", "USD"]), "price": price,
        "overspend": rng.chance(30), "unpriced": unpriced});
    cap["limit"] = json!(rng.of(&[40, 60, 100, 150, 300]));
    if cap["counts"] == "returned" {
        cap["counts"] = json!("accepted");
    }
    cap["adjust"] = Json::Null;
    if cap["on_return"] == "give_back_to_current" {
        cap["on_return"] = json!("give_back");
    }
    for own in cap.get_mut("on_return_by_reason").and_then(Json::as_array_mut).into_iter().flatten() {
        own["on_return"] = json!(rng.of(&["keep", "give_back"]));
    }
    for agent in doc["agents"].as_array_mut().unwrap() {
        for own in
            agent["cap_limits"].as_array_mut().unwrap().iter_mut().filter(|own| own["cap"] == cap["id"])
        {
            own["limit"] = json!(own["limit"].as_u64().unwrap() * 40);
        }
    }
}

fn on_its_pace(rng: &mut Rng, cap: &mut Json) {
    let endless = |window: &Json| {
        ["open", "lifetime"].contains(&window.as_str().unwrap_or("")) || !window["rolling"].is_null()
    };
    if endless(&cap["window"]) && rng.chance(70) {
        cap["window"] = rng.of(&[json!("hour"), json!("day"), json!("week")]);
        if cap["window"] == "week" {
            cap["window"] = json!({"week": {"starts": "mon"}});
        }
    }
    if endless(&cap["window"]) || cap["counts"] == "returned" {
        return;
    }
    let hours = if cap["window"]["block"].is_null() && rng.chance(30) { Some("office") } else { None };
    let burst = if cap["money"].is_null() { rng.of(&[1, 1, 2]) } else { rng.of(&[1, 20, 60]) };
    cap["pace"] = json!({"even": {"burst": burst, "hours": hours}});
    if cap["money"].is_null() {
        cap["limit"] = json!(rng.of(&[2, 3, 5, 20]));
    }
}
