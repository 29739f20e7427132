//! Maps of territories, and leads that are somewhere.

use serde_json::{Value as Json, json};

use super::*;

/// Squares side by side, a line with a bend in it, and codes: all along parallels and meridians, a hundred units apart or more, so
/// that a point known to a metre is near a border only if it lies on it.
fn covers(rng: &mut Rng) -> Json {
    let square =
        |x: i64, y: i64| json!({"outer_e7": [[x, y], [x + 2000, y], [x + 2000, y + 2000], [x, y + 2000]]});
    match rng.below(8) {
        0 => json!({"states": [rng.of(&["MN", "WI", "CA"])]}),
        1 => json!({"zips": [rng.of(&["55401", "54001", "94101"])]}),
        2 => json!({"scf": [rng.of(&["554", "540", "941"])]}),
        3 | 4 => json!({"polygons": [square(rng.of(&[0, 2000]), 0)]}),
        5 | 6 => {
            let side = json!({"side": {"line": "road", "side": rng.of(&["north", "south"])}});
            if rng.chance(50) { json!({"all": [{"states": [rng.of(&["MN", "WI"])]}, side]}) } else { side }
        }
        _ => json!({"everywhere": {}}),
    }
}

/// Has some policies resolve territories, and some rules go by them. Draws numbers of its own, so that other histories stay.
pub(super) fn with_territories(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x7e44_1707);
    if rng.chance(70) {
        return;
    }
    let attributes = doc["attributes"].as_array_mut().unwrap();
    for (id, kind) in [
        ("zip", "text"),
        ("lon", "integer"),
        ("lat", "integer"),
        ("off", "integer"),
        ("area", "text"),
        ("sure", "text"),
        ("maybe", "texts"),
    ] {
        attributes.push(json!({"id": id, "type": kind}));
    }
    let count = rng.below(4) + 1;
    let territories: Vec<Json> = (0..count)
        .map(|at| {
            let covers: Vec<Json> = (0..rng.below(2) + 1).map(|_| covers(&mut rng)).collect();
            json!({"id": format!("t{at}"), "priority": rng.of(&[0, 0, 0, 1, -1]), "covers": covers})
        })
        .collect();
    doc["territory_maps"] = json!([{
        "id": "map", "territory": "area", "certainty": "sure", "rivals": if rng.chance(50) { json!("maybe") } else { Json::Null },
        "place": {"postcode": "zip", "state": "state", "longitude_e7": "lon", "latitude_e7": "lat", "accuracy_m": "off"},
        "map": {
            "lines": [{"id": "road", "paths_e7": [[[0, 1000], [3000, 1000], [3000, 1200], [1000, 1200], [1000, 1800], [3900, 1800]]]}],
            "zip_facts": [{"zip": "55401", "states": ["MN"]}, {"zip": "54001", "states": ["WI", "MN"]}],
            "zip_and_state": rng.of(&["triage", "trust_zip", "trust_state"]),
            "territories": territories,
        },
    }]);
    let plans = doc["plans"].as_array().unwrap().len() as u64;
    let rules = doc["rules"].as_array_mut().unwrap();
    for at in 0..rng.below(3) + 1 {
        let when = match rng.below(3) {
            0 => json!({"equals": {"attribute": "area", "value": format!("t{}", rng.below(count))}}),
            1 => {
                json!({"any_of": {"attribute": "sure", "values": ["ambiguous", rng.of(&["contradicts", "near_border"])]}})
            }
            _ => json!({"absent": {"attribute": "area"}}),
        };
        rules.push(json!({"id": format!("by_area{at}"), "order": rng.below(3), "when": when,
            "plan": format!("p{}", rng.below(plans))}));
    }
}

/// Where a lead is, if that is known.
pub(super) fn somewhere(rng: &Rng, mut lead: Lead) -> Lead {
    let mut rng = Rng(rng.0 ^ 0x91ac_e000);
    if rng.chance(50) {
        lead = lead.with("zip", rng.of(&["55401", "54001", "94101", "10001"]));
    }
    if rng.chance(60) {
        lead = lead.with("lon", rng.of(&[0_i64, 500, 1000, 2000, 2500, 3900, 4000]));
        lead = lead.with("lat", rng.of(&[-500_i64, 0, 500, 1000, 1500, 1800, 2000, 2500]));
        if rng.chance(40) {
            lead = lead.with("off", 1_i64);
        }
    }
    lead
}
