//! The floors that are worked on: offers that run out soon, a pool, caps that fill, policies that change.

use fairdeal::{AgentId, FloorId, Policy, PolicyDoc, PresenceBoard, PresenceState, Sign, Timestamp};

pub const AGENTS: usize = 6;
/// Open leads of an agent.
pub const AT_ONCE: u64 = 3;
/// Leads of an agent in a day, by one policy and the others.
pub const DAILY: [u64; 3] = [40, 15, 500];

pub fn id(prefix: &str, number: usize) -> FloorId {
    FloorId::new(&format!("{prefix} {number}")).unwrap()
}

pub fn number(floor: &FloorId) -> usize {
    floor.as_str().rsplit(' ').next().unwrap().parse().unwrap()
}

pub fn agent(number: u64) -> AgentId {
    AgentId::new(&format!("a{number}")).unwrap()
}

pub fn text(at_once: u64, daily: u64) -> String {
    let agents: Vec<String> = (0..AGENTS)
        .map(|number| {
            format!(r#"{{"id": "a{number}", "queues": [{{"queue": "web"}}, {{"queue": "pool"}}]}}"#)
        })
        .collect();
    format!(
        r#"{{"format": 1, "semantics": 1, "id": "faults",
        "attributes": [{{"id": "source", "type": "text"}}],
        "queues": [{{"id": "web"}}, {{"id": "pool", "pull": {{"lease_s": 86400, "ways": {{"list": true}}}}}}],
        "caps": [{{"id": "at_once", "limit": {at_once}, "per": ["agent"], "window": "open"}},
                 {{"id": "daily", "limit": {daily}, "per": ["agent"], "window": "day"}}],
        "rules": [{{"id": "lie", "plan": "lie", "when": {{"equals": {{"attribute": "source", "value": "list"}}}}}}],
        "plans": [
          {{"id": "offer", "stages": [{{"id": "offer",
            "action": {{"queue": {{"queue": "web", "accept_within": {{"wall_s": 1}}}}}}}}]}},
          {{"id": "lie", "stages": [{{"id": "lie", "action": {{"pool": {{"queue": "pool"}}}}}}]}}],
        "default_plan": "offer", "agents": [{}]}}"#,
        agents.join(",")
    )
}

/// The policies that floors have in turn.
pub fn policy_doc(number: usize) -> PolicyDoc {
    PolicyDoc::from_json(&text(AT_ONCE, DAILY[number % DAILY.len()])).unwrap()
}

pub fn policy() -> Policy {
    Policy::from_json(&text(AT_ONCE, DAILY[0])).unwrap_or_else(|error| panic!("{error}"))
}

/// Everybody at the desk, all the while.
pub fn board(prefix: &str, floors: usize) -> PresenceBoard {
    let board = PresenceBoard::new();
    for floor in 0..floors {
        for number in 0..AGENTS {
            let mut sign = Sign::new(agent(number as u64), PresenceState::Available, Timestamp::MIN);
            sign.seen_at = Some(Timestamp::MAX);
            board.set(&id(prefix, floor), sign);
        }
    }
    board
}
