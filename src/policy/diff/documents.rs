//! Two documents, compared thing by thing.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::policy::compile::shortened;

/// One thing that is different in a new document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// Where: fields by their names and things of a list by their ids, such as `queues[web].tiers[2].after_s`.
    pub path: String,
    /// What is different.
    pub kind: DifferenceKind,
}

/// What is different about a thing. Texts are JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// It is new.
    Added {
        /// What it is.
        is: String,
    },
    /// It is gone.
    Removed {
        /// What it was.
        was: String,
    },
    /// It has another value.
    Changed {
        /// What it was.
        was: String,
        /// What it is.
        is: String,
    },
    /// A list of texts, in which order means nothing, has others.
    Texts {
        /// Those it has by now, sorted, as they are and not as JSON.
        new: Vec<String>,
        /// Those it had.
        gone: Vec<String>,
    },
    /// The things of a list that means something by its order stand in another one.
    Reordered {
        /// Their ids, as they stood.
        was: Vec<String>,
        /// As they stand.
        is: Vec<String>,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path)?;
        match &self.kind {
            DifferenceKind::Added { is } => write!(f, "is new: {}", shortened(is)),
            DifferenceKind::Removed { was } => write!(f, "is gone: {}", shortened(was)),
            DifferenceKind::Changed { was, is } => write!(f, "was {}, is {}", shortened(was), shortened(is)),
            DifferenceKind::Texts { new, gone } => {
                let said = [("new", new), ("gone", gone)].into_iter().filter(|(_, texts)| !texts.is_empty());
                for (at, (word, texts)) in said.enumerate() {
                    let and = if at == 0 { "" } else { "; " };
                    write!(f, "{and}{word}: {}", few(texts))?;
                }
                Ok(())
            }
            DifferenceKind::Reordered { was, is } => {
                write!(f, "the order was {}, is {}", was.join(", "), is.join(", "))
            }
        }
    }
}

/// The first of many texts, and how many more there are.
fn few(texts: &[String]) -> String {
    const SHOWN: usize = 10;
    let shown: Vec<String> = texts.iter().take(SHOWN).map(|text| format!("`{}`", shortened(text))).collect();
    match texts.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The fields whose lists mean something by their order. Every other list of things with ids is a set of them.
const ORDERED: [&str; 6] = ["stages", "steps", "rings", "terms", "keys", "tiers"];

/// The fields by which a thing of a list is known, the first it has.
const IDS: [&str; 4] = ["id", "queue", "cap", "tier"];

/// Both are canonical JSON; what cannot be read has nothing in it.
pub(super) fn compare(old: &str, new: &str) -> Vec<Difference> {
    let read = |json| serde_json::from_str(json).unwrap_or(Value::Null);
    let mut found = Vec::new();
    values("", &read(old), &read(new), &mut found);
    found
}

fn values(path: &str, old: &Value, new: &Value, found: &mut Vec<Difference>) {
    if old == new {
        return;
    }
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let fields = new.keys().chain(old.keys().filter(|field| !new.contains_key(*field)));
            for field in fields {
                let path = if path.is_empty() { field.clone() } else { format!("{path}.{field}") };
                either(&path, old.get(field), new.get(field), found);
            }
        }
        (Value::Array(old), Value::Array(new)) => lists(path, old, new, found),
        _ => either(
            path,
            Some(old).filter(|old| !old.is_null()),
            Some(new).filter(|new| !new.is_null()),
            found,
        ),
    }
}

fn either(path: &str, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Difference>) {
    let nested = |value: &Value| value.is_object() || value.is_array();
    let mut add = |kind| found.push(Difference { path: path.to_owned(), kind });
    match (old, new) {
        (Some(old), Some(new)) if nested(old) && nested(new) => values(path, old, new, found),
        (Some(old), Some(new)) if old == new => {}
        (Some(old), Some(new)) if old.is_null() => add(DifferenceKind::Added { is: new.to_string() }),
        (Some(old), Some(new)) if new.is_null() => add(DifferenceKind::Removed { was: old.to_string() }),
        (Some(old), Some(new)) => add(DifferenceKind::Changed { was: old.to_string(), is: new.to_string() }),
        (Some(old), None) => add(DifferenceKind::Removed { was: old.to_string() }),
        (None, Some(new)) => add(DifferenceKind::Added { is: new.to_string() }),
        (None, None) => {}
    }
}

/// Texts by themselves, things by id where each has one of its own, else the list as a whole.
fn lists(path: &str, old: &[Value], new: &[Value], found: &mut Vec<Difference>) {
    let ordered = ORDERED.contains(&path.rsplit('.').next().unwrap_or_default());
    if let (Some(was), Some(is)) = (texts(old), texts(new))
        && !ordered
        && was != is
    {
        let only = |own: &BTreeSet<&str>, others: &BTreeSet<&str>| {
            own.difference(others).map(|text| (*text).to_owned()).collect::<Vec<_>>()
        };
        let kind = DifferenceKind::Texts { new: only(&is, &was), gone: only(&was, &is) };
        found.push(Difference { path: path.to_owned(), kind });
        return;
    }
    let (Some(before), Some(after)) = (by_id(old), by_id(new)) else {
        let text = |list: &[Value]| Value::from(list.to_vec()).to_string();
        let kind = DifferenceKind::Changed { was: text(old), is: text(new) };
        found.push(Difference { path: path.to_owned(), kind });
        return;
    };
    let ids = |list: &[Value]| list.iter().filter_map(id_of).collect::<Vec<_>>();
    let (was, is) = (ids(old), ids(new));
    let gone = was.iter().filter(|id| !after.contains_key(*id));
    for id in is.iter().chain(gone) {
        either(&format!("{path}[{id}]"), before.get(id).copied(), after.get(id).copied(), found);
    }
    let stay = |ids: Vec<String>, others: &BTreeMap<String, &Value>| {
        ids.into_iter().filter(|id| others.contains_key(id)).collect::<Vec<_>>()
    };
    let (was, is) = (stay(was, &after), stay(is, &before));
    if ordered && was != is {
        found.push(Difference { path: path.to_owned(), kind: DifferenceKind::Reordered { was, is } });
    }
}

/// None where something is no text, or a text is there twice.
fn texts(list: &[Value]) -> Option<BTreeSet<&str>> {
    let texts: Option<BTreeSet<&str>> = list.iter().map(Value::as_str).collect();
    texts.filter(|texts| texts.len() == list.len())
}

/// None where a thing has no id, or two have the same.
fn by_id(list: &[Value]) -> Option<BTreeMap<String, &Value>> {
    let mut things = BTreeMap::new();
    for thing in list {
        if things.insert(id_of(thing)?, thing).is_some() {
            return None;
        }
    }
    Some(things)
}

fn id_of(thing: &Value) -> Option<String> {
    IDS.iter().find_map(|field| match thing.get(field)? {
        Value::String(id) => Some(id.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(old: &str, new: &str) -> Vec<String> {
        compare(old, new).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn things_are_known_by_their_ids_wherever_they_stand() {
        let old = r#"{"queues": [{"id": "a", "n": 1}, {"id": "b"}], "x": null}"#;
        let new = r#"{"queues": [{"id": "c"}, {"id": "b"}, {"id": "a", "n": 2}], "x": 3}"#;
        assert_eq!(
            said(old, new),
            ["queues[c]: is new: {\"id\":\"c\"}", "queues[a].n: was 1, is 2", "x: is new: 3"]
        );
        assert_eq!(
            said(new, old),
            ["queues[a].n: was 2, is 1", "queues[c]: is gone: {\"id\":\"c\"}", "x: is gone: 3"]
        );
        assert!(said(old, old).is_empty());
    }

    #[test]
    fn the_order_of_stages_means_something_and_that_of_queues_does_not() {
        let list = |field: &str, ids: [&str; 3]| {
            let things: Vec<String> = ids.iter().map(|id| format!(r#"{{"id": "{id}"}}"#)).collect();
            format!(r#"{{"p": {{"{field}": [{}]}}}}"#, things.join(","))
        };
        let swapped = |field| said(&list(field, ["a", "b", "c"]), &list(field, ["b", "a", "c"]));
        assert_eq!(swapped("stages"), ["p.stages: the order was a, b, c, is b, a, c"]);
        assert!(swapped("queues").is_empty());
        assert_eq!(
            said(&list("stages", ["a", "b", "c"]), &list("stages", ["x", "b", "c"])),
            ["p.stages[x]: is new: {\"id\":\"x\"}", "p.stages[a]: is gone: {\"id\":\"a\"}"],
            "one for another is no new order of those that stay"
        );
    }

    #[test]
    fn of_lists_of_texts_only_what_is_new_or_gone_is_told() {
        assert_eq!(said(r#"{"s": ["x", "y"]}"#, r#"{"s": ["y"]}"#), ["s: gone: `x`"]);
        assert_eq!(said(r#"{"s": []}"#, r#"{"s": ["y"]}"#), ["s: new: `y`"]);
        assert_eq!(said(r#"{"s": ["x", "y"]}"#, r#"{"s": ["z", "y"]}"#), ["s: new: `z`; gone: `x`"]);
        assert_eq!(
            said(r#"{"s": ["x", "y"]}"#, r#"{"s": ["y", "x"]}"#),
            [r#"s: was ["x","y"], is ["y","x"]"#]
        );
        assert_eq!(said(r#"{"s": ["x", "x"]}"#, r#"{"s": ["x"]}"#), [r#"s: was ["x","x"], is ["x"]"#]);
        let zips: Vec<String> = (0..2_000).map(|zip| format!("\"{zip:05}\"")).collect();
        let many = format!(r#"{{"s": [{}]}}"#, zips.join(","));
        let told = said(r#"{"s": []}"#, &many);
        assert!(
            told[0].starts_with("s: new: `00000`, `00001`") && told[0].ends_with(" and 1990 more"),
            "{told:?}"
        );
    }

    #[test]
    fn lists_of_values_and_of_things_with_one_id_are_compared_whole() {
        assert_eq!(said(r#"{"s": [1, 2]}"#, r#"{"s": [2]}"#), ["s: was [1,2], is [2]"]);
        assert_eq!(
            said(r#"{"keys": ["a", "b"]}"#, r#"{"keys": ["b"]}"#),
            [r#"keys: was ["a","b"], is ["b"]"#]
        );
        let twice = r#"{"s": [{"id": "a"}, {"id": "a"}]}"#;
        assert_eq!(said(twice, r#"{"s": []}"#), [r#"s: was [{"id":"a"},{"id":"a"}], is []"#]);
        assert_eq!(said(r#"{"s": {"a": {}}}"#, r#"{"s": "b"}"#), [r#"s: was {"a":{}}, is "b""#]);
    }
}
