//! Who may import whom: each room uses only rooms named before it. Read from the sources, so it cannot go stale.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // a panic here is a failed test
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    missing_docs,
    unreachable_pub,
    dead_code
)]

mod laws;

use std::collections::{BTreeMap, BTreeSet};

use laws::{Source, code, sources};

/// The rooms from the ground up. A line with several rooms is one storey: its rooms use one another.
const ROOMS: &[&[&str]] = &[
    &["hash"],
    &["id"],
    &["time"],
    &["bits"],
    &["runs"],
    &["currency"],
    &["attribute"],
    &["lead"],
    &["agent"],
    &["presence"],
    &["calendar"],
    &["matching"],
    &["meter"],
    &["policy"],
    &["layout"],
    &["command"],
    // An outcome says how a lead was closed or held in the events' words; an event says why a lead is unroutable in
    // the outcomes'.
    &["outcome", "event"],
    &["rank"],
    &["state"],
    // Reads the events and the state and nothing of how they were decided.
    &["report"],
    &["roll"],
    &["gate"],
    &["pick"],
    &["order"],
    // The findings are data that a decision fills in; asking for them, `explain()`, is in `decide`.
    &["explain"],
    // A command moves a lead along its plan, and a stage writes into the command's draft.
    &["plan", "decide"],
    &["selling"],
    &["floor"],
    &["audit"],
    &["port"],
    &["flow"],
    // Nothing imports a store; each is behind a feature of its own.
    &["store"],
    &["memory"],
    &["engine"],
    &["docs"],
    &["testing"],
    &["lib"],
];

/// What a room may name of another although a law speaks against the whole of it, and why.
const ONLY: &[(&str, &str, &[&str], &str)] = &[
    (
        "state",
        "policy",
        &["Digest", "RankKeyDoc"],
        "a floor knows which policy it runs under, by digest, and what its members are ranked by",
    ),
    ("event", "policy", &["MilestoneDoc"], "a follow-up's event says which milestone is missing"),
    (
        "outcome",
        "policy",
        &["Digest", "MilestoneDoc"],
        "a refusal names the two policies that differ, by digest; a reminder what is missing",
    ),
    (
        "explain",
        "policy",
        &["BoundDoc", "Digest", "Precedes", "PushOutDoc", "RankKeyDoc"],
        "findings name the policy, why a rule comes before another, the rank keys and the bound of a line",
    ),
    (
        "command",
        "policy",
        &["ConditionDoc", "PolicyDoc", "ReturnReason"],
        "commands carry documents, as data",
    ),
];

/// What no file below a path may name at all.
const NEVER: &[(&str, &[&str])] = &[
    ("state/apply/", &["policy", "calendar", "matching", "presence", "roll", "gate", "decide", "plan"]),
    ("selling/state/", &["calendar", "matching", "presence", "roll", "gate", "decide", "plan"]),
    ("decide/", &["port", "flow", "memory", "engine", "floor"]),
    ("plan/", &["port", "flow", "memory", "engine", "floor"]),
];

fn storey(room: &str) -> Option<usize> {
    ROOMS.iter().position(|storey| storey.contains(&room))
}

/// Every path that begins with `crate::` in the code, as the room and the names taken from it.
fn uses(code: &str, exports: &BTreeMap<String, String>) -> Vec<(String, BTreeSet<String>)> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find("crate::") {
        let before = rest[..at].chars().last();
        rest = &rest[at + "crate::".len()..];
        // `$crate::` and `pub(crate)` aside, a longer name ends in `crate` only by chance.
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let first = &rest[..end];
        let room = exports.get(first).map_or(first, String::as_str).to_owned();
        let mut names = BTreeSet::new();
        if let Some(tail) = rest[end..].strip_prefix("::") {
            let list = match tail.strip_prefix('{') {
                Some(list) => &list[..list.find('}').unwrap_or(list.len())],
                None => {
                    &tail[..tail.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(tail.len())]
                }
            };
            names.extend(list.split(',').map(|n| n.split_whitespace().next().unwrap_or("").to_owned()));
        } else {
            names.insert(first.to_owned());
        }
        names.remove("");
        found.push((room, names));
    }
    found
}

/// What the crate's root re-exports, and from which room.
fn exports(lib: &str) -> BTreeMap<String, String> {
    let mut exports = BTreeMap::new();
    for line in lib.split(';') {
        let Some(path) = line.trim().rsplit("pub use ").next().filter(|_| line.contains("pub use ")) else {
            continue;
        };
        let Some((room, names)) = path.split_once("::") else { continue };
        for name in names.trim_matches(['{', '}']).split([',', '{', '}']) {
            let name = name.trim().rsplit("::").next().unwrap_or("").rsplit(" as ").next().unwrap_or("");
            exports.insert(name.trim().to_owned(), room.trim().to_owned());
        }
    }
    exports.remove("");
    exports
}

/// Every breach of the laws, a line each.
fn breaches(sources: &[Source]) -> Vec<String> {
    let lib = sources.iter().find(|s| s.path == "lib.rs").map(code).unwrap_or_default();
    let exports = exports(&lib);
    let mut breaches = Vec::new();
    for source in sources.iter().filter(|s| s.path != "lib.rs") {
        let (path, room) = (&source.path, &source.room);
        let Some(own) = storey(room) else {
            breaches.push(format!("{path}: room `{room}` is on no storey"));
            continue;
        };
        let code = code(source);
        if code.contains("super::super::") {
            breaches.push(format!("{path}: climbs out by `super::super`; say `crate::`"));
        }
        for (used, names) in uses(&code, &exports) {
            match storey(&used) {
                None => breaches.push(format!("{path}: uses `{used}`, which is on no storey")),
                Some(other) if other > own => {
                    breaches.push(format!("{path}: uses `{used}`, which is above `{room}`"))
                }
                Some(_) => {}
            }
            for (_, _, allowed, _) in ONLY.iter().filter(|(from, to, ..)| from == room && *to == used) {
                for name in names.iter().filter(|name| !allowed.contains(&name.as_str())) {
                    breaches.push(format!("{path}: names `{used}::{name}`; only {allowed:?} are agreed"));
                }
            }
            for (folder, never) in NEVER {
                if path.starts_with(folder) && never.contains(&used.as_str()) {
                    breaches.push(format!("{path}: `{folder}` never sees `{used}`"));
                }
            }
        }
    }
    breaches
}

#[test]
fn every_room_uses_only_rooms_below_it() {
    let breaches = breaches(&sources());
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn every_agreed_exception_is_used() {
    let sources = sources();
    let exports = exports(&sources.iter().find(|s| s.path == "lib.rs").map(code).unwrap());
    for (from, to, allowed, why) in ONLY {
        let used: BTreeSet<String> = sources
            .iter()
            .filter(|s| s.room == *from)
            .flat_map(|s| uses(&code(s), &exports))
            .filter(|(room, _)| room == to)
            .flat_map(|(_, names)| names)
            .collect();
        let agreed: BTreeSet<String> = allowed.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(used, agreed, "{from} names of {to} what was agreed because {why}");
    }
}

#[test]
fn a_breach_of_each_law_is_caught() {
    let lib = Source::new("lib.rs", "pub use policy::{Digest, Policy};");
    let twins = [
        ("id.rs", "use crate::time::Span;", "above `id`"),
        ("matching/index.rs", "fn f(p: &crate::policy::Policy) {}", "above `matching`"),
        ("matching/index.rs", "fn f(p: &crate::Policy) {}", "above `matching`"),
        ("state/mod.rs", "use crate::policy::{Digest, Policy};", "names `policy::Policy`"),
        ("state/apply/leads.rs", "use crate::policy::Digest;", "never sees `policy`"),
        ("state/apply/leads.rs", "use crate::calendar::Calendar;", "never sees `calendar`"),
        ("decide/submit.rs", "use crate::port::LeadStore;", "never sees `port`"),
        ("gate/cap.rs", "use crate::decide::Draft;", "above `gate`"),
        ("gate/cap.rs", "use super::super::decide::Draft;", "climbs out"),
        ("annexe.rs", "", "on no storey"),
        ("gate/cap.rs", "use crate::annexe::X;", "on no storey"),
    ];
    for (path, text, said) in twins {
        let found = breaches(&[Source::new("lib.rs", &lib.text), Source::new(path, text)]);
        assert!(found.iter().any(|line| line.contains(said)), "{path}: {text}: {found:?}");
    }
    let sound = Source::new("gate/cap.rs", "// use crate::decide::Draft;\nuse crate::policy::Cap;");
    assert_eq!(breaches(&[lib, sound]), Vec::<String>::new());
}
