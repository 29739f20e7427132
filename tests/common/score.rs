//! Traits, teams, and queues that score their members.

use serde_json::{Value as Json, json};

use super::*;

/// The traits every policy declares.
pub(super) fn trait_types() -> Json {
    json!([{"id": "years", "type": "integer"}, {"id": "knows", "type": "texts"}, {"id": "senior", "type": "boolean"}])
}

pub(super) fn teams() -> Json {
    json!([{"id": "red", "lead": "ann", "traits": [{"id": "years", "value": 7}]},
        {"id": "blue", "traits": [{"id": "knows", "value": ["web"]}]}])
}

/// An agent's traits. Draws numbers of its own, so that other histories stay.
pub(super) fn traits_json(rng: &Rng) -> Json {
    let mut rng = Rng(rng.0 ^ 0x7a17_5000);
    let mut traits = Vec::new();
    if rng.chance(70) {
        traits.push(json!({"id": "years", "value": rng.below(5)}));
    }
    if rng.chance(70) {
        traits.push(
            json!({"id": "knows", "value": rng.of(&[json!(["web", "solar"]), json!(["fax"]), json!([])])}),
        );
    }
    if rng.chance(50) {
        traits.push(json!({"id": "senior", "value": rng.chance(50)}));
    }
    json!(traits)
}

fn term(rng: &mut Rng, at: usize) -> Json {
    let of = rng.of(&["agent", "agent", "team"]);
    let measure = match rng.below(16) {
        0 => json!({"number": {"of": of, "trait": "years"}}),
        1 => json!({"among": {"of": of, "trait": "knows", "values": ["solar", "web"]}}),
        2 => json!({"among": {"trait": "senior", "values": ["true"]}}),
        3 => json!({"fits": {"of": of, "trait": "knows", "attribute": rng.of(&["source", "products"])}}),
        4 => json!({"units_held": {}}),
        5 => json!({"units_free": {"most": rng.below(3) + 1}}),
        6 => json!({"free_percent": {}}),
        7 => json!({"open_leads": {}}),
        8 | 9 => json!({"had_before": {}}),
        10 | 11 => json!({"attempts_made": {}}),
        12 => json!({"skill_level": {"skill": rng.of(&["german", "solar"])}}),
        13 => json!({"skills_asked_for": {"attribute": rng.of(&["source", "products"])}}),
        14 => json!({"idle_s": {"most": rng.of(&[60, 7_200])}}),
        _ => json!({"priority": {}}),
    };
    json!({"id": format!("t{at}"), "weight": rng.of(&[1, 2, 10, -1, -5, 1_000_000]), "measure": measure})
}

/// Has some queues of some policies score their members.
pub(super) fn with_scores(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x5c0_12e5);
    if rng.chance(55) {
        return;
    }
    // Where former owners may have a lead again, what they did with it counts.
    if rng.chance(60) {
        for plan in doc["plans"].as_array_mut().unwrap() {
            plan["exclude_previous"]["last"] = json!(0);
        }
    }
    for queue in doc["queues"].as_array_mut().unwrap() {
        if rng.chance(30) || !queue["affinity"].is_null() {
            continue;
        }
        let judged = !queue["merit"].is_null();
        let mut terms: Vec<Json> = (0..rng.below(4) as usize + 1).map(|at| term(&mut rng, at)).collect();
        if rng.chance(60) {
            let past = rng.of(&[json!({"had_before": {}}), json!({"attempts_made": {}})]);
            terms.insert(0, json!({"id": "past", "weight": rng.of(&[-1_000, 1_000]), "measure": past}));
        }
        if judged {
            terms.push(json!({"id": "merit", "weight": 3, "measure": {"merit_percent": {}}}));
        }
        queue["score"] = json!({"terms": terms});
        queue["strategy"] = if judged {
            json!("scored")
        } else {
            rng.of(&[
                json!("scored"),
                json!({"keys": ["score"]}),
                json!({"keys": ["tier", "score", "longest_idle"]}),
                json!({"keys": ["fewest", "score", "turns"]}),
                json!({"keys": ["score", "lowest_count"]}),
                json!({"keys": ["score", "smooth_weighted"]}),
            ])
        };
    }
}

/// A lead that somebody has goes to the start of its plan again, now and then, where members are scored.
pub(super) fn some_again(rng: &Rng, state: &FloorState, owned: &[(LeadId, AgentId)]) -> Option<Command> {
    let mut rng = Rng(rng.0 ^ 0x5c0_12e6);
    if owned.is_empty() || !rng.chance(15) || !state.policy_json().contains("\"past\"") {
        return None;
    }
    let (lead, agent) = rng.of(owned);
    Some(if rng.chance(40) {
        Command::Attempt { lead, agent, reached: false, automated: false }
    } else {
        Command::Reassign { lead, to: None }
    })
}
