//! Histories of one agent and two leads, in which little but time changes who may have what.

use fairdeal::policy::PolicyDoc;
use fairdeal::*;
use serde_json::{Value as Json, json};

use crate::common::{Rng, Step, agent_id, all_here, jump, start};

/// Somebody alone, on shifts or not, in a tier that opens late or not, under one cap of their own or of the floor; a lead
/// that fills it, perhaps a leave, and a lead that has to wait.
pub fn alone(seed: u64) -> (PolicyDoc, Timestamp, Vec<Step>) {
    let mut rng = Rng(seed);
    let window = rng.of(&[
        json!("hour"),
        json!("day"),
        json!({"week": {"starts": "sun"}}),
        json!("month"),
        json!({"rolling": {"span_s": 600}}),
    ]);
    let zone = rng.of(&["America/New_York", "Europe/London", "Asia/Kolkata"]);
    let per = if rng.chance(70) { json!(["agent"]) } else { json!([]) };
    let mut own = Rng(rng.0 ^ 0x0a1_0e5);
    let stop = own.maybe(40, json!(25_200));
    let ahead = own.of(&[600, 7_200, 50_000]);
    let ahead = own.maybe(30, json!(ahead));
    let contact = own.maybe(40, json!("lawful"));
    let doc = json!({"format": 1, "semantics": 1, "id": "p", "default_plan": "p",
        "presence": {"stale_after_s": null},
        "contact_hours": [{"id": "lawful", "by": [], "unknown": ["office", "calls"]}],
        "calendars": [{"id": "office", "zone": zone, "weekly": [{"days": ["mon", "wed", "sat"],
            "blocks": [{"from": "09:00", "until": "17:00"}]}]},
            {"id": "calls", "zone": "America/Los_Angeles", "weekly": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            "blocks": [{"from": "08:00", "until": "20:00"}]}]}],
        "queues": [{"id": "q", "stop_before_end_s": stop, "look_ahead_s": ahead, "tiers": [{"tier": 2, "opens_after_s": 3_600}], "open_next_tier_when_empty": false}],
        "caps": [{"id": "c", "limit": 1, "per": per, "window": window, "zone": zone}],
        "plans": [{"id": "p", "stages": [{"id": "s", "contact_hours": contact, "action": {"queue": {"queue": "q"}}}]}],
        "agents": [{"id": "ann", "calendar": rng.of(&[None, None, Some("office")]),
            "queues": [{"queue": "q", "tier": rng.of(&[1, 1, 2])}]}]});
    let at = start(&mut rng).plus(jump(&mut rng));
    let submit = |id: &str| Command::Submit(Lead::new(id).unwrap());
    let ann = agent_id("ann");
    let here = Some(all_here(std::slice::from_ref(&ann), at));
    let mut script = Vec::new();
    if own.chance(30) {
        let (from, until) = (at.plus(Span::minutes(30)), at.plus(Span::hours(2)));
        let command = Command::TakeLeave { agent: ann.clone(), from, until, reason: None };
        script.push(Step { at, signs: here.clone(), command });
    }
    script.push(Step { at, signs: here, command: submit("L1") });
    let now = at.plus(Span::seconds(rng.below(300)));
    if rng.chance(50) {
        let command = Command::TakeLeave {
            agent: ann,
            from: at,
            until: now.plus(jump(&mut rng)).plus(Span::seconds(1)),
            reason: None,
        };
        script.push(Step { at: now, signs: None, command });
    }
    script.push(Step { at: now, signs: None, command: submit("L2") });
    let mut doc = doc;
    if seed >= 60 {
        spread(&mut own, &mut doc["caps"][0]);
        // By and by the contact may not be called, which would be said first.
        doc["plans"][0]["stages"][0]["contact_hours"] = Json::Null;
        doc["agents"][0]["calendar"] = Json::Null;
        doc["agents"][0]["queues"][0]["tier"] = json!(1);
    }
    (serde_json::from_value(doc).unwrap(), at, script)
}

/// Has a cap open over its window, in leads or in money.
fn spread(rng: &mut Rng, cap: &mut Json) {
    cap["window"] = rng.of(&[json!("hour"), json!("day")]);
    (cap["limit"], cap["pace"]) = (json!(3), json!({"even": {"burst": 1}}));
    if rng.chance(50) {
        cap["money"] = json!({"currency": "EUR", "price": {"fixed": {"price_minor": 20}}});
        (cap["limit"], cap["pace"]["even"]["burst"]) = (json!(rng.of(&[30, 50])), json!(rng.of(&[10, 20])));
        if rng.chance(40) {
            cap["pace"] = Json::Null;
        }
    }
}
