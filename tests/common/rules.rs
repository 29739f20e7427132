//! Which of the rules that hold is the one.

use serde_json::{Value as Json, json};

use super::*;

/// Has some policies choose the best rule, and gives them more to choose from. Draws numbers of its own, so that other
/// histories stay.
pub(super) fn with_best_rules(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0xbe57_0001);
    if rng.chance(88) {
        return;
    }
    let plans = doc["plans"].as_array().unwrap().len() as u64;
    let rules = doc["rules"].as_array_mut().unwrap();
    for at in 0..rng.below(4) + 2 {
        let plan = format!("p{}", rng.below(plans));
        rules.push(json!({"id": format!("b{at}"), "when": condition(&mut rng, 2), "plan": plan}));
    }
    for rule in rules {
        rule["priority"] = json!(rng.of(&[0, 0, 0, 1, -1]));
    }
    doc["rule_choice"] = json!("best");
}
