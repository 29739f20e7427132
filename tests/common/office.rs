//! Offices, whose leads go on to one of their people.

use fairdeal::*;
use serde_json::{Value as Json, json};

use super::*;

/// Makes some agents of some policies offices. Draws numbers of its own, so that other policies stay.
pub(super) fn with_offices(rng: &Rng, doc: &mut Json) {
    let mut rng = Rng(rng.0 ^ 0x0ff1_ce00);
    if rng.chance(70) {
        return;
    }
    let outside: Vec<Json> =
        doc["queues"].as_array().unwrap().iter().map(|queue| queue["id"].clone()).collect();
    let apart = rng.chance(80);
    for name in ["in0", "in1"] {
        let mut queue = doc["queues"][0].clone();
        queue["id"] = json!(name);
        if apart {
            queue = json!({"id": name, "strategy": rng.of(&["round_robin", "least_recent", "longest_idle", "least_loaded"]),
                "cycle_wait_s": rng.of(&[1, 30, 600]), "pull": queue["pull"].clone(),
                "decline_delay_s": rng.of(&[0, 0, 30]), "counts_as_turn": {"claim": rng.chance(70)}});
        }
        doc["queues"].as_array_mut().unwrap().push(queue);
    }
    let agents = doc["agents"].as_array_mut().unwrap();
    let offices = 1 + rng.below(3) as usize;
    for (at, agent) in agents.iter_mut().enumerate() {
        let seats = agent["queues"].as_array_mut().unwrap();
        if at < offices {
            if seats.is_empty() {
                seats.push(json!({"queue": outside[0]}));
            }
            agent["office"] = json!(rng.of(&["in0", "in1"]));
            continue;
        }
        for name in ["in0", "in1"] {
            if rng.chance(60) {
                seats.push(json!({"queue": name, "weight": rng.of(&[1, 1, 2, 0]), "tier": 1}));
            }
        }
    }
    for queue in doc["queues"].as_array_mut().unwrap() {
        let of_last = rng.of(&[1, 2, 3, 5]);
        let share = json!({"share_percent": rng.of(&[1, 25, 50])});
        let by_turns = ["round_robin", "top_producers"].iter().any(|name| queue["strategy"] == *name);
        let below = rng.of(&[
            json!({"suspend_s": 600}),
            json!({"suspend_s": 86_400}),
            json!({"suspend": {}}),
            share.clone(),
        ]);
        let below = if by_turns && rng.chance(50) { share.clone() } else { below };
        if rng.chance(55) && (by_turns || below != share) {
            queue["standard"] = json!({"work_within_s": rng.of(&[60, 600, 3_600, 20_000]), "of_last": of_last,
                "min_leads": 1 + rng.below(of_last), "min_bp": rng.of(&[3_334, 5_000, 5_001, 10_000]), "below": below});
        }
    }
    for plan in doc["plans"].as_array_mut().unwrap() {
        for stage in plan["stages"].as_array_mut().unwrap() {
            if let Some(queue) = stage["action"].get_mut("queue").filter(|_| rng.chance(70)) {
                let each = rng.of(&[Json::Null, json!({"wall_s": 60}), json!({"wall_s": 900})]);
                queue["inside"] = json!({"accept_within": each, "waits": rng.chance(40)});
            }
        }
    }
}

/// Makes whoever joins or changes an office, now and then, where there are any.
pub(super) fn some_office(rng: &Rng, policy: &str, command: Command) -> Command {
    let mut rng = Rng(rng.0 ^ 0x0ff1_ce01);
    if !policy.contains("\"in0\"") {
        return command;
    }
    let made = |mut doc: AgentDoc, rng: &mut Rng| {
        if rng.chance(35) {
            doc.office = Some(Name::new(rng.of(&["in0", "in0", "in1", "nowhere"])).unwrap());
            doc.queues.retain(|seat| Some(&seat.queue) != doc.office.as_ref() || rng.chance(5));
        }
        doc
    };
    match command {
        Command::Join(doc) => Command::Join(made(doc, &mut rng)),
        Command::Change(doc) => Command::Change(made(doc, &mut rng)),
        // Offices decline, and are claimed for and given leads in vain.
        other => other,
    }
}

/// An office declines a lead that it has, or a manager reviews who is suspended.
pub(super) fn some_decline(rng: &Rng, state: &FloorState) -> Option<Command> {
    let mut rng = Rng(rng.0 ^ 0x0ff1_ce02);
    let views = state.lead_views();
    let judged = state.standard_views();
    if !judged.is_empty() && rng.chance(2) {
        let own = rng.of(&judged);
        return Some(Command::Reinstate { queue: own.queue, agent: own.agent });
    }
    let mut inside = views.iter().filter_map(|view| Some((view, view.office.as_ref()?)));
    let (view, own) = inside.find(|(_, own)| !own.accepted)?;
    let lead = view.lead.id().clone();
    rng.chance(8).then(|| Command::Decline { lead, agent: own.office.clone() })
}
