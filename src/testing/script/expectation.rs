//! What a line may expect, and its short form.

use serde_json::Value;

use crate::policy::nearest;

/// What an outcome may be; in `expect` these may stand without the `outcome` around them.
const OUTCOMES: [&str; 20] = [
    "assigned",
    "offered",
    "queued",
    "held",
    "unroutable",
    "closed",
    "noted",
    "agent_noted",
    "policy_replaced",
    "checked",
    "merit_reviewed",
    "caps_told",
    "reminded",
    "told",
    "ringing",
    "bridged",
    "not_bridged",
    "claimed_several",
    "refused",
    "unchanged",
];
/// What else a step prints.
const PRINTED: [&str; 9] =
    ["step", "line", "at", "outcome", "events", "ticks", "finally", "next_deadline", "explanation"];
/// What of the floor can be expected.
const STATE: [&str; 6] = ["leads", "agents", "queues", "merits", "affinities", "caps"];

/// A key that cannot be expected, and what to say of it.
type Unknown = (String, String);

/// What of a step's print may be expected.
pub(super) fn of_print(part: Option<&Value>) -> Result<(), Unknown> {
    let known: Vec<&str> = OUTCOMES.iter().chain(&PRINTED).copied().collect();
    check_keys(part, &known)
}

/// What of the floor may be expected.
pub(super) fn of_state(part: Option<&Value>) -> Result<(), Unknown> {
    check_keys(part, &STATE)
}

fn check_keys(part: Option<&Value>, known: &[&str]) -> Result<(), Unknown> {
    let Some(part) = part else { return Ok(()) };
    let Some(part) = part.as_object() else {
        return Err((String::new(), "what is expected has to be an object".to_owned()));
    };
    match part.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => {
            let mean = nearest(key, known.iter().copied());
            let mean = match mean {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("known are `{}`", known.join("`, `")),
            };
            Err((key.clone(), format!("nothing called `{key}` can be expected, {mean}")))
        }
    }
}

/// Outcomes named without the `outcome` around them get it.
pub(super) fn spelled_out(expect: Value) -> Value {
    let Value::Object(expect) = expect else {
        return expect;
    };
    let (short, mut long): (serde_json::Map<_, _>, serde_json::Map<_, _>) =
        expect.into_iter().partition(|(key, _)| OUTCOMES.contains(&key.as_str()));
    if !short.is_empty() {
        long.insert("outcome".to_owned(), Value::Object(short));
    }
    Value::Object(long)
}
