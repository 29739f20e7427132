//! Steps before a lead is taken away, and other things that may be missing.

use serde_json::{Value as Json, json};

use super::*;

/// Has some plans of some policies say something before they take a lead away. Draws numbers of its own, so that other
/// policies stay.
pub(super) fn with_steps(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x57e9_5000);
    if rng.chance(50) {
        return;
    }
    for plan in doc["plans"].as_array_mut().unwrap() {
        let then = rng.of(plan["stages"].as_array().unwrap())["id"].clone();
        let list = plan["follow_up"].as_array_mut().unwrap();
        for missing in ["view", "activity", "end"] {
            if rng.chance(25) {
                let within = rng.of(&[1_800, 7_200, 86_400]);
                list.push(json!({"missing": missing, "within": {"wall_s": within}, "then": then}));
            }
        }
        for rule in list {
            let steps: Vec<Json> = (0..rng.below(3)).map(|_| step(&mut rng)).collect();
            rule["steps"] = json!(steps);
        }
    }
}

fn step(rng: &mut Rng) -> Json {
    let action = rng.of(&[json!({"remind": {}}), json!({"tell_team_lead": {}}), json!({"tell": "boss"})]);
    json!({"after": {"wall_s": rng.of(&[60, 900, 900, 3_600])}, "action": action})
}

/// A look at some lead that is owned, now and then.
pub(super) fn some_look(rng: &Rng, owned: &[(LeadId, AgentId)]) -> Option<Command> {
    let mut rng = Rng(rng.0 ^ 0x100c_a7);
    if owned.is_empty() || !rng.chance(4) {
        return None;
    }
    let (lead, agent) = rng.of(owned);
    Some(Command::View { lead, agent })
}
