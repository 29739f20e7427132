//! Hand-offs to closers.

use serde_json::{Value as Json, json};

use super::*;

/// Has owners under some plans of some policies hand their leads to closers. Draws numbers of its own, so that other
/// policies stay.
pub(super) fn with_hand_offs(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0xb21d_9e);
    if rng.chance(50) {
        return;
    }
    let queues: Vec<Json> =
        doc["queues"].as_array().unwrap().iter().map(|queue| queue["id"].clone()).collect();
    for plan in doc["plans"].as_array_mut().unwrap() {
        if rng.chance(20) {
            continue;
        }
        let stage = rng.of(plan["stages"].as_array().unwrap())["id"].clone();
        let ring = |rng: &mut Rng| {
            json!({"queue": rng.of(&queues), "within_s": rng.of(&[1, 30, 60, 600]), "at_once": rng.below(2) + 1,
                "rounds": rng.below(2) + 1})
        };
        let rings: Vec<Json> = (0..rng.below(2) + 1).map(|_| ring(&mut rng)).collect();
        let otherwise = rng.of(&[
            json!({"keep": {}}),
            json!({"keep": {}}),
            json!({"call_back": {"after": {"wall_s": 600}}}),
            json!({"call_back": {"after": {"business": {"open_s": 600, "calendar": "office"}}}}),
            json!({"stage": stage}),
        ]);
        let one = rng.clone().chance(50);
        let rings: Vec<Json> = rings
            .into_iter()
            .map(|mut ring| {
                ring["within_s"] = if one { json!(7_200) } else { ring["within_s"].clone() };
                ring
            })
            .collect();
        plan["hand_off"] = json!({"rings": rings, "one_at_a_time": one, "otherwise": otherwise,
            "code": rng.of(&[None, Some("won"), Some("passed")]), "billable_after_s": rng.of(&[None, Some(90)])});
    }
}

/// A hand-off of some lead that is owned, or the word of somebody who is rung, now and then.
pub(super) fn some_bridge(rng: &Rng, state: &FloorState, owned: &[(LeadId, AgentId)]) -> Option<Command> {
    let mut rng = Rng(rng.0 ^ 0xb21d_9e_02);
    // Where an agent is rung for one lead at a time, several leads ring at once now and then.
    let one = state.policy_json().contains("one_at_a_time\":true");
    if owned.is_empty() || !rng.chance(if one { 40 } else { 25 }) {
        return None;
    }
    let doc: Json = serde_json::from_str(state.policy_json()).unwrap();
    if doc["plans"].as_array().unwrap().iter().all(|plan| plan["hand_off"].is_null()) && rng.chance(97) {
        return None;
    }
    let rung: Vec<(LeadId, AgentId)> = state
        .lead_views()
        .into_iter()
        .flat_map(|view| {
            let agents = view.bridge.map(|own| own.agents).unwrap_or_default();
            let lead = view.lead.id().clone();
            agents.into_iter().map(move |agent| (lead.clone(), agent))
        })
        .collect();
    if rung.is_empty() || rng.chance(if one { 70 } else { 30 }) {
        let quiet = owned.iter().filter(|(lead, _)| !one || rung.iter().all(|(other, _)| other != lead));
        let quiet: Vec<_> = quiet.cloned().collect();
        let (lead, agent) = rng.of(if quiet.is_empty() { owned } else { &quiet });
        return Some(Command::Bridge { lead, agent });
    }
    let (lead, agent) = rng.of(&rung);
    Some(if rng.chance(55) { Command::Accept { lead, agent } } else { Command::Decline { lead, agent } })
}
