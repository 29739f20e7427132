//! Stages at which the last owner comes first.

use serde_json::{Value as Json, json};

use super::*;

/// Has some stages of some policies stick to the last owner. Draws numbers of its own, so that other policies stay.
pub(super) fn with_sticky(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x5713_c4d2);
    if rng.chance(60) {
        return;
    }
    let keep = |rng: &mut Rng| rng.of(&[60, 3_600, 86_400, 2_000_000]);
    let mut listed = vec![
        json!({"id": "person", "attribute": "source", "keep_s": keep(&mut rng)}),
        json!({"id": "household", "attribute": "state", "keep_s": keep(&mut rng)}),
    ];
    if rng.chance(30) {
        listed.reverse();
    }
    for own in &mut listed {
        let mut more = Rng(rng.0 ^ 0x0dea_1000 ^ own["keep_s"].as_u64().unwrap());
        if more.chance(60) {
            own["registered_for_s"] = json!(more.of(&[60, 7_200, 2_000_000]));
        }
        own["offices"] = json!(more.chance(60));
    }
    doc["sticky"] = json!(listed);
    for plan in doc["plans"].as_array_mut().unwrap() {
        for stage in plan["stages"].as_array_mut().unwrap() {
            if rng.chance(60) {
                stage["sticky"] = json!({"by": rng.of(&["person", "household"]),
                    "wait_s": rng.of(&[0, 0, 60, 900, 86_400]), "counts_as_turn": rng.chance(60)});
                let registered = Rng(rng.0 ^ 0x0dea_1001).of(&["first", "first", "after_owner", "ignored"]);
                stage["sticky"]["registered"] = json!(registered);
                if rng.clone().chance(50) {
                    stage["sticky"]["team_first"] = json!(true);
                    stage["sticky"]["team_wait_s"] = json!(rng.clone().of(&[0, 60, 900, 86_400]));
                }
            }
        }
    }
}

/// Deals registered, held by others, and withdrawn, where there can be any.
pub(super) fn some_deal(rng: &Rng, state: &FloorState, agents: &[AgentId]) -> Option<Command> {
    let mut rng = Rng(rng.0 ^ 0x0dea_1002);
    if !state.policy_json().contains("\"registered_for_s\":") || !rng.chance(5) {
        return None;
    }
    let (by, key) = rng.of(&[
        ("person", "web"),
        ("person", " WEB"),
        ("person", "ads"),
        ("household", "MN"),
        ("household", "wi"),
        ("nothing", "MN"),
        ("person", " "),
    ]);
    let (by, key, agent) = (Name::new(by).unwrap(), key.to_owned(), rng.of(agents));
    Some(if rng.chance(80) {
        Command::Register { by, key, agent }
    } else {
        Command::Withdraw { by, key, agent }
    })
}
