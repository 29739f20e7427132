//! Random policies to go on under.

use fairdeal::policy::PolicyDoc;
use fairdeal::*;
use serde_json::{Value as Json, json};

use super::*;

/// A policy that compiles, to replace this one with: another one altogether, or this one with a few changes. Presence
/// changes by time in both or in neither.
pub fn replacement(rng: &mut Rng, json: &str) -> PolicyDoc {
    let old: Json = serde_json::from_str(json).unwrap();
    let changes_by_time = |field: &str| !old["presence"][field].is_null();
    let steady = !changes_by_time("stale_after_s") && !changes_by_time("inactive_after_s");
    for _ in 0..30 {
        let mut new = if rng.chance(25) { another(rng, &old, steady) } else { old.clone() };
        for _ in 0..rng.below(3) + 1 {
            change(rng, &mut new, steady);
        }
        rotation::with_other_rotations(rng, &mut new);
        turns::with_turns(rng, &mut new);
        if rng.clone().chance(20) {
            cadence::with_cadences(rng, &mut new);
        }
        load::with_loads(rng, Wanted::default(), &mut new);
        let knows_money = list(&mut new, "attributes").iter().any(|own| own["id"] == "ccy");
        if knows_money && rng.chance(30) {
            budget::with_budgets(rng, &mut new);
        }
        caps::with_other_windows(&mut Rng(rng.0 ^ 0xca96), &mut new);
        // The agents of the document play no part, and need not know every queue and cap.
        new["agents"] = json!([]);
        let doc: PolicyDoc = serde_json::from_value(new.clone()).unwrap_or_else(|e| panic!("{e}: {new}"));
        if Policy::compile(&doc).is_ok() {
            return doc;
        }
    }
    serde_json::from_value(old).unwrap()
}

fn another(rng: &mut Rng, old: &Json, steady: bool) -> Json {
    let mut new = policy_json(rng, Wanted { steady_presence: steady, ..Wanted::default() });
    new["presence"] = old["presence"].clone();
    if !steady {
        for queue in new["queues"].as_array_mut().unwrap() {
            queue["open_next_tier_when_empty"] = json!(false);
        }
        // Of presence that changes by time alone no line is woken: see `spill::with_spill`.
        for plan in new["plans"].as_array_mut().unwrap() {
            for stage in plan["stages"].as_array_mut().unwrap() {
                (stage["spill"], stage["next"]["spilled"]) = (Json::Null, Json::Null);
            }
        }
    }
    new
}

fn change(rng: &mut Rng, doc: &mut Json, steady: bool) {
    let names: Vec<String> =
        list(doc, "queues").iter().map(|queue| queue["id"].as_str().unwrap().to_owned()).collect();
    let (queues, plans) = (names.len(), list(doc, "plans").len());
    if !list(doc, "merits").is_empty() && rng.chance(30) {
        match rng.below(3) {
            0 => {
                let fresh = merit_json(rng, 0);
                let field = rng.of(&[
                    "period",
                    "zone",
                    "normalise_by",
                    "periods",
                    "won",
                    "qualified",
                    "open_counts_after_s",
                ]);
                list(doc, "merits")[0][field] = fresh[field].clone();
            }
            1 if rng.chance(50) => {
                if let Some((_, cap)) = one(rng, doc, "caps")
                    && !cap["adjust"].is_null()
                {
                    cap["adjust"] = if rng.chance(50) { adjust_json(rng) } else { Json::Null };
                }
            }
            1 => list(doc, "merits").reverse(),
            2 if rng.chance(50) => {
                let fresh = affinity_json(rng);
                if let Some((_, queue)) = one(rng, doc, "queues")
                    && !queue["affinity"].is_null()
                {
                    let field = rng.of(&["by", "prior", "min_tried", "step_percent", "diversity_bp"]);
                    queue["affinity"][field] = fresh[field].clone();
                }
            }
            _ => {
                let fresh = queue_merit_json(rng);
                if let Some((_, queue)) = one(rng, doc, "queues")
                    && !queue["merit"].is_null()
                {
                    let field = rng.of(&["by", "newcomer_percent", "tiers", "min_tried", "ceiling_percent"]);
                    queue["merit"][field] = fresh[field].clone();
                }
            }
        }
    }
    match rng.below(14) {
        0 => {
            let at = list(doc, "caps").len();
            list(doc, "caps").push(cap_json(rng, at));
        }
        1 | 2 => {
            if let Some((at, cap)) = one(rng, doc, "caps") {
                match rng.below(5) {
                    0 => drop(list(doc, "caps").remove(at)),
                    1 => cap["limit"] = json!(rng.below(4)),
                    2 => cap["counts"] = json!(rng.of(&["accepted", "offered", "claimed", "returned"])),
                    3 => cap["when"] = if rng.chance(50) { condition(rng, 1) } else { Json::Null },
                    _ => {
                        let fresh = cap_json(rng, 0);
                        let field = rng.of(&["window", "per", "zone", "on_return"]);
                        cap[field] = fresh[field].clone();
                    }
                }
            }
        }
        3 => list(doc, "caps").reverse(),
        4 | 5 => {
            if let Some((at, queue)) = one(rng, doc, "queues") {
                let (name, fresh) = (queue["id"].clone(), queue_json(rng, at, steady));
                *queue = fresh;
                queue["id"] = name;
            }
        }
        6 => list(doc, "queues").push(queue_json(rng, queues + rng.clone().below(3) as usize, steady)),
        7 if queues > 1 => {
            let gone = list(doc, "queues").remove(rng.below(queues as u64) as usize);
            let left = list(doc, "queues")[0]["id"].clone();
            doc["plans"] = renamed(&doc["plans"], &gone["id"], &left);
        }
        8 => list(doc, "queues").reverse(),
        9 | 10 => {
            let at = rng.below(plans as u64) as usize;
            let mut fresh = plan_json(rng, at, queues);
            for (at, name) in names.iter().enumerate().rev() {
                fresh = renamed(&fresh, &json!(format!("q{at}")), &json!(name));
            }
            fresh["id"] = list(doc, "plans")[at]["id"].clone();
            list(doc, "plans")[at] = fresh;
        }
        11 if plans > 1 => {
            let gone = list(doc, "plans").remove(rng.below(plans as u64) as usize)["id"].clone();
            let left = list(doc, "plans")[0]["id"].clone();
            for part in ["rules", "default_plan", "transfers"] {
                doc[part] = renamed(&doc[part], &gone, &left);
            }
        }
        12 => match rng.below(4) {
            0 => list(doc, "rules").iter_mut().for_each(|rule| rule["order"] = json!(rng.below(3))),
            1 => list(doc, "rules").clear(),
            2 => {
                let (at, plan) = (rng.below(3), doc["plans"][0]["id"].clone());
                list(doc, "rules").retain(|rule| rule["id"] != json!(format!("r{at}")));
                list(doc, "rules").push(json!({"id": format!("r{at}"), "order": rng.below(3), "when": condition(rng, 2), "plan": plan}));
            }
            _ => {
                doc["default_plan"] = if rng.chance(60) { doc["plans"][0]["id"].clone() } else { Json::Null }
            }
        },
        _ => match rng.below(5) {
            0 => doc["work_kinds"][0]["units"] = json!(rng.below(3) + 1),
            1 => doc["presence"]["busy_may_receive"] = json!(rng.chance(50)),
            2 => {
                doc["calendars"][0]["weekly"][0]["blocks"][0]["from"] =
                    json!(rng.of(&["08:00", "09:00", "11:30"]))
            }
            3 => doc["zone"] = json!(rng.of(&["UTC", "America/Chicago"])),
            // Leads that are here already may hold a value of the type it had.
            _ => doc["attributes"][3]["type"] = json!(rng.of(&["boolean", "text"])),
        },
    }
}

fn list<'a>(doc: &'a mut Json, field: &str) -> &'a mut Vec<Json> {
    doc[field].as_array_mut().unwrap()
}

fn one<'a>(rng: &mut Rng, doc: &'a mut Json, field: &str) -> Option<(usize, &'a mut Json)> {
    let list = list(doc, field);
    let at = rng.below(list.len() as u64) as usize;
    Some((at, list.get_mut(at)?))
}

/// Another name wherever this one stands.
fn renamed(part: &Json, from: &Json, to: &Json) -> Json {
    serde_json::from_str(&part.to_string().replace(&from.to_string(), &to.to_string())).unwrap()
}
