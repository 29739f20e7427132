//! Accounts, and leads of companies.

use serde_json::{Value as Json, json};

use super::*;

const NAMES: &[&str] =
    &["Aldwin Foundry", "Borasco Quarries", "Ciderhouse Looms", "Drumlin Kilns", "Nobodys Windmill"];

/// Has some policies ask accounts, and some rules go by them. Draws numbers of its own, so that other histories stay.
pub(super) fn with_accounts(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x0acc_0047);
    if rng.chance(70) {
        return;
    }
    let attributes = doc["attributes"].as_array_mut().unwrap();
    for id in ["company", "office", "account", "matched", "rep", "look_at"] {
        attributes.push(json!({"id": id, "type": "text"}));
    }
    let accounts: Vec<Json> = (0..4)
        .map(|at| {
            let mut own = json!({"id": format!("c{at}"), "name": format!("{} Inc", NAMES[at])});
            if rng.chance(50) {
                own["owner"] = json!(rng.of(&["ann", "bob", "cat", "nobody"]));
            }
            if rng.chance(50) {
                own["zips"] = json!([rng.of(&["10001", "20002"])]);
            }
            // What another is called, so that two claim it.
            if rng.chance(40) {
                own["aliases"] = json!([{"name": NAMES[(at + 1) % 4]}]);
            }
            own
        })
        .collect();
    doc["accounts"] = json!({
        "fields": {"company": "company", "zip": "office"},
        "writes": {"account": "account", "verdict": "matched", "owner": "rep", "suggested": "look_at"},
        "list": {"accounts": accounts},
    });
    let plans = doc["plans"].as_array().unwrap().len() as u64;
    let rules = doc["rules"].as_array_mut().unwrap();
    for at in 0..rng.below(3) + 1 {
        let when = match rng.below(3) {
            0 => json!({"equals": {"attribute": "account", "value": format!("c{}", rng.below(4))}}),
            1 => json!({"equals": {"attribute": "matched", "value": rng.of(&["review", "accept"])}}),
            _ => json!({"absent": {"attribute": "rep"}}),
        };
        rules.push(json!({"id": format!("by_account{at}"), "order": rng.below(3), "when": when,
            "plan": format!("p{}", rng.below(plans))}));
    }
}

/// Whose lead it is, if that is known.
pub(super) fn of_somebody(rng: &Rng, mut lead: Lead) -> Lead {
    let mut rng = Rng(rng.0 ^ 0xc0_1234);
    if rng.chance(60) {
        lead = lead.with("company", company(&mut rng).as_str());
        if rng.chance(40) {
            lead = lead.with("office", rng.of(&["10001", "20002"]));
        }
    }
    lead
}

/// A company as somebody writes it.
pub(super) fn company(rng: &mut Rng) -> String {
    let name = rng.of(NAMES);
    match rng.below(3) {
        0 => name.to_uppercase(),
        1 => format!("{name} LLC"),
        _ => name.to_owned(),
    }
}
