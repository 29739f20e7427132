//! Calendars shared by teams, read in the agents' zones, with holidays and exceptions.

use serde_json::{Value as Json, json};

use super::*;

/// Has some policies share calendars and holidays. Draws numbers of its own, so that other policies stay.
pub(super) fn with_hours(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0xca1e_4da4);
    if rng.chance(50) {
        doc["holiday_sets"] = json!([
            {"id": "us", "dates": [{"date": "2026-03-06"}, {"date": "2026-06-15", "name": "some day"}, {"date": "2027-01-01"}]},
            {"id": "uk", "dates": [{"date": "2026-06-15"}, {"date": "2026-11-01"}]}]);
        for calendar in doc["calendars"].as_array_mut().unwrap() {
            calendar["holiday_sets"] = rng.of(&[json!(["us"]), json!(["uk"]), json!(["uk", "us"])]);
            calendar["exceptions"] = json!([
                {"date": "2026-06-15", "extra": [{"from": "08:00", "until": "12:30"}]},
                {"date": "2026-03-07", "blocks": [{"from": "18:00", "until": "03:00"}], "removed": [{"from": "20:00", "until": "21:15"}]}]);
        }
    }
    if rng.chance(50) {
        doc["agent_zones"] = json!(["Europe/London", "America/Denver", "Asia/Kolkata"]);
        for calendar in doc["calendars"].as_array_mut().unwrap() {
            calendar["agent_zone"] = json!(rng.chance(70));
        }
        for agent in doc["agents"].as_array_mut().unwrap() {
            let zone = rng.of(&["Europe/London", "America/Denver", "Asia/Kolkata"]);
            agent["zone"] = rng.maybe(70, json!(zone));
        }
    }
    if rng.chance(40) {
        for queue in doc["queues"].as_array_mut().unwrap() {
            let spans = [600, 3_600, 7_200, 50_000];
            let (stop, look) = (rng.of(&spans), rng.of(&spans));
            queue["stop_before_end_s"] = rng.maybe(50, json!(stop));
            queue["look_ahead_s"] = rng.maybe(50, json!(look));
        }
    }
    if rng.chance(50) {
        let teams = doc["teams"].as_array_mut().unwrap();
        teams[0]["calendar"] = json!(rng.of(&["office", "night"]));
        teams.push(json!({"id": "green", "calendar": "night"}));
    }
    if rng.chance(40) {
        let places = |rng: &mut Rng, values: &[&str]| -> Json {
            let calendars = [json!(["office"]), json!(["night"]), json!(["night", "office"])];
            let place = |value| json!({"value": value, "calendars": rng.of(&calendars)});
            values.iter().map(place).collect::<Vec<_>>().into()
        };
        let (by_state, by_source) = (places(&mut rng, &["MN", "WI"]), places(&mut rng, &["web", "ads"]));
        let unknown = rng.of(&[json!(null), json!([]), json!(["office"])]);
        doc["contact_hours"] = json!([{"id": "lawful", "unknown": unknown,
            "by": [{"attribute": "state", "places": by_state}, {"attribute": "source", "places": by_source}]}]);
    }
    let lawful = !doc["contact_hours"].is_null();
    let shuts = rng.chance(40);
    for plan in doc["plans"].as_array_mut().unwrap() {
        let names: Vec<Json> =
            plan["stages"].as_array().unwrap().iter().map(|stage| stage["id"].clone()).collect();
        for (at, stage) in plan["stages"].as_array_mut().unwrap().iter_mut().enumerate() {
            let (queue, pool) = (stage["action"]["queue"].is_object(), stage["action"]["pool"].is_object());
            if lawful && stage["action"]["offer_owner"].is_object() && rng.clone().chance(60) {
                stage["contact_hours"] = json!("lawful");
                if rng.clone().chance(20) {
                    stage["next"]["contact_shut"] = names[at + 1].clone();
                }
            }
            if lawful && (queue || pool) && rng.chance(50) {
                stage["contact_hours"] = json!("lawful");
                if queue && rng.chance(30) {
                    stage["next"]["contact_shut"] = rng.of(&names[at + 1..]);
                }
            }
            if shuts && queue && rng.chance(50) {
                stage["next"]["shut"] = rng.of(&names[at + 1..]);
            }
        }
    }
}
