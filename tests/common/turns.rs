//! How turns are dealt, beside the strategy.

use serde_json::{Value as Json, json};

use super::*;

/// Has some queues of some policies deal turns in another way. Draws numbers of its own, so that other policies stay.
pub(super) fn with_turns(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x0c1d_97b3);
    if rng.chance(50) {
        return alike_where_shared(doc);
    }
    let mut sized = false;
    for queue in doc["queues"].as_array_mut().unwrap() {
        if knows_turns(&queue["strategy"]) && queue["strategy"] != "least_recent" && rng.chance(40) {
            queue["one_turn"] =
                json!({"by": rng.of(&["source", "state"]), "within_s": rng.of(&[60, 900, 86_400])});
        }
        if knows_turns(&queue["strategy"]) && rng.chance(40) {
            queue["strict"] = json!({"wait_s": rng.of(&[30, 600, 7_200, 86_400])});
        }
        if deals_by_ledger(&queue["strategy"]) && rng.chance(50) {
            // Little is made up for where nobody is owed much.
            let all = |rng: &mut Rng| rng.of(&["all", "all", "none"]);
            queue["catch_up"] = json!({"extra_turns": rng.of(&[1, 1, 2]), "per_turns": rng.of(&[2, 5, 10])});
            queue["absence"] = json!({"leave": all(&mut rng), "shift": all(&mut rng), "presence": all(&mut rng),
                "block": all(&mut rng), "capacity": all(&mut rng), "cap": all(&mut rng)});
        }
        if deals_by_ledger(&queue["strategy"]) && rng.chance(40) {
            let step = rng.of(&[60, 3_600, 86_400]);
            queue["ramp"] =
                json!({"start_percent": rng.of(&[1, 20, 50]), "steps": rng.below(3) + 1, "step_s": step});
            if rng.clone().chance(40) {
                queue["ramp"]["step_s"] = Json::Null;
                queue["ramp"]["step_turns"] = json!(rng.clone().below(3) + 1);
            }
        }
        if deals_by_ledger(&queue["strategy"]) && rng.chance(40) {
            queue["turn_size"] = json!({"attribute": "score", "default": rng.of(&[1, 2]), "most": rng.of(&[3, 60, 60, 1_000_000])});
            sized = true;
        }
    }
    if sized {
        for plan in doc["plans"].as_array_mut().unwrap() {
            plan["creditable_returns"] = json!(["bad_contact", "no_show"]);
        }
    }
    alike_where_shared(doc);
}

/// Queues that share a rotation count its turns by the same sizes, and make up for turns missed at the same pace.
pub(super) fn alike_where_shared(doc: &mut Json) {
    let queues = doc["queues"].as_array_mut().unwrap();
    let mut first: Vec<Json> = Vec::new();
    for queue in queues {
        if queue["rotation"]["shared"].is_null() {
            continue;
        }
        let alike = first.iter().find(|other| other["rotation"] == queue["rotation"]).cloned();
        match alike {
            None => first.push(queue.clone()),
            Some(other) => {
                for field in ["turn_size", "catch_up"] {
                    queue[field] = other[field].clone();
                }
            }
        }
    }
}

/// What shows how turns are dealt, where the policy says something of it: joiners whose weight grows, returned leads of a size,
/// and claims under limits that are raised.
pub(super) fn some_rare(
    rng: &Rng,
    policy: &str,
    (agents, queues, owned): (&[AgentId], &[Name], &[(LeadId, AgentId)]),
) -> Option<Command> {
    let mut rng = Rng(rng.0 ^ 0x7a3e);
    if policy.contains("\"reward\":7") && rng.chance(30) {
        let (agent, queue) = (rng.of(agents), Some(rng.of(queues)));
        return Some(Command::Claim { agent, queue, way: ClaimWay::Next {} });
    }
    let level = policy.contains("\"ramp\":{") || policy.contains("\"shared\":\"lowest_count");
    if level && rng.chance(8) {
        if rng.chance(35) {
            return Some(Command::Leave { agent: rng.of(agents) });
        }
        let name = rng.of(&AGENTS);
        return Some(Command::Join(serde_json::from_value(agent_json(&mut rng, name, queues, &[])).unwrap()));
    }
    if policy.contains("\"turn_size\":{") && !owned.is_empty() && rng.chance(20) {
        let (lead, agent) = rng.of(owned);
        return Some(Command::Return { lead, agent, reason: ReturnReason::NoShow });
    }
    None
}

/// Whether the turn ledger deals.
fn deals_by_ledger(strategy: &Json) -> bool {
    strategy.as_str().is_some_and(|name| ["round_robin", "top_producers"].contains(&name))
}

/// Whether it is somebody's turn by this strategy.
fn knows_turns(strategy: &Json) -> bool {
    let names = [
        "round_robin",
        "top_producers",
        "least_recent",
        "pointer",
        "lowest_count",
        "stride",
        "smooth_weighted",
        "quota",
    ];
    strategy.as_str().is_some_and(|name| names.contains(&name))
}
