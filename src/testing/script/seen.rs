//! The floor as `state` lines see it, leads, agents and queues by id; and one lead as `finally` does.

use serde_json::{Map, Value, json};

use crate::command::Command;
use crate::id::AgentId;
use crate::meter::ledger::Turns;
use crate::outcome::Outcome;
use crate::state::FloorState;
use crate::time::Timestamp;

/// The whole floor by ids. O(floor).
pub(super) fn floor(state: &FloorState, at: Timestamp) -> Value {
    let leads = state.lead_views_at(at).into_iter().map(|view| {
        let mut seen = fields(&view);
        if let Some(Value::Object(standing)) = seen.remove("standing") {
            seen.extend(standing);
        }
        if let Some((plan, stage)) = &view.stage {
            seen.insert("plan".to_owned(), json!(plan));
            seen.insert("stage".to_owned(), json!(stage));
        }
        (view.lead.id().to_string(), Value::Object(seen))
    });
    let leads: Map<String, Value> = leads.collect();
    let agents: Map<String, Value> = state
        .agent_views()
        .iter()
        .map(|view| (view.agent.to_string(), Value::Object(fields(view))))
        .collect();
    let queues = state.queue_views().into_iter().map(|view| {
        let apart = view.apart.iter().map(|own| {
            let seen = json!({
                "members": turns(&own.members),
                "standings": numbers(&own.standings),
                "live_deviation": own.live_deviation.to_string(),
            });
            (own.value.clone(), seen)
        });
        let skips = view.skips.iter().map(|(agent, until)| (agent.to_string(), json!(until)));
        let seen = json!({
            "standings": numbers(&view.standings),
            "in_line": view.in_line,
            "in_pool": view.in_pool,
            "rotation": view.rotation,
            "members": turns(&view.members),
            "apart": apart.collect::<Map<String, Value>>(),
            "skips": skips.collect::<Map<String, Value>>(),
            "live_deviation": view.live_deviation.to_string(),
            "wake": view.wake,
        });
        (view.queue.to_string(), seen)
    });
    let queues: Map<String, Value> = queues.collect();
    let merits = state.merit_views().into_iter().map(|view| {
        let grades: Map<String, Value> = view
            .grades
            .iter()
            .map(|own| (own.agent.to_string(), Value::Object(fields(&own.grade))))
            .collect();
        let full: Map<String, Value> =
            view.full.iter().map(|own| (own.agent.to_string(), Value::Object(fields(&own.full)))).collect();
        let seen = json!({
            "merit": view.merit,
            "newcomer_percent": view.newcomer_percent,
            "next_review": view.next_review,
            "grades": grades,
            "full": full,
        });
        (view.queue.to_string(), seen)
    });
    let merits: Map<String, Value> = merits.collect();
    let affinities = state.affinity_views().into_iter().map(|view| {
        let members: Map<String, Value> = view
            .members
            .iter()
            .map(|own| (own.agent.to_string(), Value::Object(fields(&own.affinity))))
            .collect();
        (view.queue.to_string(), json!({"merit": view.merit, "members": members, "picks": view.picks}))
    });
    let affinities: Map<String, Value> = affinities.collect();
    let caps: Vec<Value> = state.cap_views_at(at).iter().map(|view| Value::Object(fields(view))).collect();
    json!({"caps": caps, "leads": leads, "agents": agents, "queues": queues, "merits": merits, "affinities": affinities})
}

fn fields(view: &impl serde::Serialize) -> Map<String, Value> {
    match serde_json::to_value(view) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// Where the lead of a command is: the one it names, or the one its outcome does.
pub(super) fn standing(state: &FloorState, command: &Command, outcome: &Outcome) -> Option<Value> {
    let id_in = |tagged: Value| {
        let body = tagged.as_object()?.values().next()?.clone();
        let id = body.get("lead").or_else(|| body.get("id")).and_then(Value::as_str)?;
        crate::id::LeadId::new(id).ok()
    };
    let about = match command {
        Command::Join(_) | Command::Change(_) | Command::ReplacePolicy(_) | Command::Tick {} => None,
        _ => serde_json::to_value(command).ok().and_then(id_in),
    };
    let about = about.or_else(|| serde_json::to_value(outcome).ok().and_then(id_in))?;
    serde_json::to_value(state.lead_view(&about)?.standing).ok()
}

/// Turns taken and owed, by member.
fn numbers(standings: &[(AgentId, i64)]) -> Map<String, Value> {
    standings.iter().map(|(agent, worth)| (agent.to_string(), json!(worth))).collect()
}

fn turns(members: &[(AgentId, u64, Turns)]) -> Map<String, Value> {
    let seen = |(agent, taken, owed): &(AgentId, u64, Turns)| {
        (agent.to_string(), json!({"taken": taken, "owed": owed.to_string()}))
    };
    members.iter().map(seen).collect()
}
