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

/// Has some plans of some policies take a lead away whose owner is away, and some policies say which goes first of those taken
/// at one instant. Draws numbers of its own.
pub(super) fn with_absences(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0xaba_5e4c);
    if rng.chance(40) {
        let keys = [
            json!({"highest": "score"}),
            json!({"lowest": "score"}),
            json!({"newest": {}}),
            json!({"fewest_owners": {}}),
        ];
        doc["follow_up_order"] = json!([rng.of(&keys), rng.of(&keys)]);
    }
    if rng.chance(60) {
        return;
    }
    for plan in doc["plans"].as_array_mut().unwrap() {
        let then = rng.of(plan["stages"].as_array().unwrap())["id"].clone();
        let within = if rng.chance(25) {
            json!({"business": {"open_s": rng.of(&[600, 3_600]), "calendar": rng.of(&["office", "night"])}})
        } else {
            json!({"wall_s": rng.of(&[60, 600, 3_600, 14_400])})
        };
        let steps: Vec<Json> = (0..rng.below(2)).map(|_| step(&mut rng)).collect();
        let rule = json!({"missing": "presence", "within": within, "then": then, "steps": steps});
        plan["follow_up"].as_array_mut().unwrap().push(rule);
    }
}

/// Has some plans of some policies take a lead away that has changed.
pub(super) fn with_changes(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0xc4a9_6e5);
    if rng.chance(50) {
        return;
    }
    for plan in doc["plans"].as_array_mut().unwrap() {
        let then = rng.of(plan["stages"].as_array().unwrap())["id"].clone();
        let becomes = if rng.chance(60) {
            json!({"range": {"attribute": "score", "from": 50}})
        } else {
            json!({"equals": {"attribute": "source", "value": rng.of(&["web", "phone"])}})
        };
        let change = if rng.chance(30) { json!({"inquired": {}}) } else { json!({"becomes": becomes}) };
        plan["on_change"] =
            json!([{"change": change, "then": then}, {"change": {"inquired": {}}, "then": then}]);
    }
}

/// Something about some lead is different, now and then.
pub(super) fn some_change(rng: &Rng, lead: Option<LeadId>) -> Option<Command> {
    let mut rng = Rng(rng.0 ^ 0xc4a9_6e6);
    let lead = lead.filter(|_| rng.chance(6))?;
    let score = Correction { attribute: Name::new("score").unwrap(), value: (rng.below(100) as i64).into() };
    let source = Correction {
        attribute: Name::new("source").unwrap(),
        value: rng.of(&["web", "fax", "phone"]).into(),
    };
    let bad = Correction { attribute: Name::new("score").unwrap(), value: "high".into() };
    let corrections =
        rng.of(&[vec![score.clone()], vec![source.clone()], vec![score, source], vec![], vec![bad]]);
    Some(Command::Revise { lead, corrections, inquired: rng.chance(30) })
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
