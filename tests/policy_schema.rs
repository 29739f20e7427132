//! The JSON Schema says what documents look like: sound ones pass, and ones with a slip do not.
#![cfg(feature = "schema")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a panic here is a failed test

use fairdeal::PolicyDoc;
use fairdeal::policy::policy_schema;
use serde_json::{Value, json};

const SAMPLE: &str = r#"{
  "format": 1, "semantics": 1, "id": "inbound", "zone": "America/Chicago",
  "attributes": [{"id": "source", "type": "text"}, {"id": "score", "type": "integer"}, {"id": "company", "type": "text"},
    {"id": "of", "type": "text"}, {"id": "sure", "type": "text"}],
  "sets": [{"id": "fairs", "values": ["expo"]}],
  "calendars": [{"id": "office", "zone": "America/Chicago",
    "weekly": [{"days": ["mon"], "blocks": [{"from": "09:00", "until": "17:00"}]}]}],
  "queues": [
    {"id": "general", "strategy": "top_producers", "strict": {"wait_s": 60}, "turn_size": {"attribute": "score", "most": 100}, "catch_up": {"extra_turns": 1, "per_turns": 10}, "ramp": {"start_percent": 25, "steps": 3, "step_s": 60}, "one_turn": {"by": "source", "within_s": 60}, "discipline": {"priority": {"attribute": "score", "point_per_s": 60}},
     "absence": {"block": {"capped": {"turns": 3}}, "leave": "all"},
     "merit": {"by": "closing", "tiers": {"top": 1, "rest": 2, "promote_percent": 120, "demote_percent": 90}}},
    {"id": "expert", "strategy": "affinity", "affinity": {"by": "closing", "step_percent": 20}},
    {"id": "pond", "strategy": {"keys": ["tier", "turns"]}, "pull": {"lease_s": 3600, "visible": ["source"]}}
  ],
  "merits": [{"id": "closing", "won": ["sold"], "period": "day", "normalise_by": "source", "open_counts_after_s": 86400}],
  "caps": [{"id": "daily", "limit": 10, "per": ["agent", {"attribute": "source"}], "window": "day",
            "adjust": {"by": "closing", "metric": {"contact_rate": {"top_bp": 5000, "bottom_bp": 1000}}, "reward": 2}},
           {"id": "weekly", "limit": 10, "window": {"week": {"starts": "mon"}}}],
  "plans": [{"id": "standard", "stages": [
    {"id": "deal", "action": {"queue": {"queue": "general", "accept_within": {"wall_s": 300}}}},
    {"id": "end", "action": {"archive": {"reason": "nobody wanted it"}}}]}],
  "rules": [{"id": "fairs", "order": 10, "plan": "standard", "when": {"all": [
    {"in_set": {"attribute": "source", "set": "fairs"}}, {"not": {"range": {"attribute": "score", "below": 5}}},
    {"any": [{"always": {}}, {"any_of": {"attribute": "source", "values": ["a", "b"]}}]}]}}],
  "default_plan": "standard",
  "accounts": {"fields": {"company": "company"}, "writes": {"account": "of", "verdict": "sure"},
    "list": {"accounts": [{"id": "3M", "name": "3M Company"}]}},
  "exchange": {"currency": "USD", "levels": [{"id": "top", "choice": "revenue"}],
    "terms": [{"id": "all", "max_sales": 3, "sell": "either"}], "quality": "score", "reserve": "at_ping",
    "buyers": [{"id": "north", "contracts": [{"id": "n1", "price": {"bid": {"min_minor": 1, "max_minor": 9}},
      "exclusivity": {"any": {"max_buyers": 3}}, "caps": [{"id": "c", "limit": 9, "counts": "spend", "window": "day"}]}]}],
    "duplicates": [{"id": "d", "keys": [{"attribute": "source", "read_as": "digits"}], "look_back_s": 9,
      "decision": {"resell_after": {"after_s": 5}}}],
    "returns": {"window_s": 9, "reasons": ["bad number"], "resell": true}},
  "agents": [{"id": "ann", "queues": [{"queue": "general"}], "capacity": {"units": 3}}]
}"#;

/// As much of JSON Schema as these schemas use; what it does not know it does not pass over in silence.
fn fits(root: &Value, schema: &Value, value: &Value) -> bool {
    let Some(schema) = schema.as_object() else {
        return schema == &json!(true);
    };
    schema.iter().all(|(word, say)| match word.as_str() {
        "$ref" => fits(root, root.pointer(&say.as_str().unwrap()[1..]).unwrap(), value),
        "type" => match say {
            Value::Array(types) => types.iter().any(|say| has_type(say, value)),
            say => has_type(say, value),
        },
        "enum" => say.as_array().unwrap().contains(value),
        "const" => say == value,
        "minimum" => value.as_f64().is_none_or(|number| number >= say.as_f64().unwrap()),
        "maximum" => value.as_f64().is_none_or(|number| number <= say.as_f64().unwrap()),
        "minLength" => value.as_str().is_none_or(|text| text.len() as u64 >= say.as_u64().unwrap()),
        "maxLength" => value.as_str().is_none_or(|text| text.len() as u64 <= say.as_u64().unwrap()),
        "required" => value.as_object().is_none_or(|object| {
            say.as_array().unwrap().iter().all(|name| object.contains_key(name.as_str().unwrap()))
        }),
        "properties" => value.as_object().is_none_or(|object| {
            object.iter().all(|(name, value)| say.get(name).is_none_or(|schema| fits(root, schema, value)))
        }),
        "additionalProperties" => {
            assert_eq!(say, &json!(false));
            let known = schema.get("properties").and_then(Value::as_object);
            value.as_object().is_none_or(|object| {
                object.keys().all(|name| known.is_some_and(|known| known.contains_key(name)))
            })
        }
        "items" => value.as_array().is_none_or(|list| list.iter().all(|value| fits(root, say, value))),
        "anyOf" => say.as_array().unwrap().iter().any(|say| fits(root, say, value)),
        "oneOf" => say.as_array().unwrap().iter().filter(|say| fits(root, say, value)).count() == 1,
        "$schema" | "$defs" | "title" | "description" | "default" | "format" => true,
        other => panic!("the test does not know `{other}`"),
    })
}

fn has_type(say: &Value, value: &Value) -> bool {
    match say.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the test does not know type `{other}`"),
    }
}

fn passes(json: &str) -> bool {
    let schema = policy_schema();
    fits(&schema, &schema, &serde_json::from_str(json).unwrap())
}

#[test]
fn sound_documents_pass_as_written_and_as_written_back() {
    assert!(passes(SAMPLE));
    let doc = PolicyDoc::from_json(SAMPLE).unwrap();
    let written = serde_json::to_string(&doc).unwrap();
    assert!(passes(&written));
    assert_eq!(PolicyDoc::from_json(&written).unwrap(), doc);
    let policy = fairdeal::Policy::compile(&doc).unwrap();
    assert!(passes(policy.json()));
}

#[test]
fn what_cannot_be_read_does_not_pass() {
    for (from, to) in [
        (r#""default_plan""#, r#""defalt_plan""#),
        (r#""type": "integer""#, r#""type": "number""#),
        (r#"{"always": {}}"#, r#"{"allways": {}}"#),
        (r#""limit": 10, "per""#, r#""limit": "10", "per""#),
        (r#""limit": 10, "per""#, r#""limit": -1, "per""#),
        (r#"{"id": "ann""#, r#"{"id": """#),
        (r#""format": 1, "#, ""),
        (r#""lease_s": 3600, "#, ""),
        (r#"{"capped": {"turns": 3}}"#, r#"{"capped": {"turns": 3, "forever": true}}"#),
    ] {
        let json = SAMPLE.replace(from, to);
        assert_ne!(json, SAMPLE, "{from}");
        assert!(PolicyDoc::from_json(&json).is_err(), "{to} cannot be read");
        assert!(!passes(&json), "{to} does not pass");
    }
}

#[test]
fn the_schema_lists_every_field_and_no_others() {
    let schema = policy_schema();
    let written = serde_json::to_value(PolicyDoc::from_json(SAMPLE).unwrap()).unwrap();
    let fields: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    let mut own: Vec<&String> = written.as_object().unwrap().keys().collect();
    own.sort();
    let mut fields = fields;
    fields.sort();
    assert_eq!(fields, own);
    assert_eq!(schema["additionalProperties"], false);
}
