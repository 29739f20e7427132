//! Rules that no lead comes to.

use fairdeal::Lead;
use fairdeal::policy::{IssueKind, Route};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{is, one_of, range, rules, said, with};

/// What is said of rules that never match.
fn of_rules(conditions: &[Value]) -> Vec<String> {
    let of_them = |line: &String| line.starts_with("rules[");
    said(rules(conditions)).into_iter().filter(of_them).collect()
}

#[test]
fn a_rule_within_an_earlier_one_never_matches() {
    let west = json!({"in_set": {"attribute": "state", "set": "west"}});
    let first = "never matches: rule `r0` comes first and holds for all of its leads";
    let pairs = [
        (one_of("state", &["CA", "OR"]), json!({"all": [is("state", "OR"), range(80, 100)]})),
        (west.clone(), one_of("state", &["WA", "CA"])),
        (range(0, 100), json!({"all": [range(10, 20), is("vip", true)]})),
        (range(10, 14), json!({"any_of": {"attribute": "score", "values": [10, 13]}})),
        (json!({"prefix": {"attribute": "state", "prefix": "C"}}), one_of("state", &["CA", "CO"])),
        (json!({"present": {"attribute": "score"}}), range(1, 2)),
        (
            json!({"absent": {"attribute": "vip"}}),
            json!({"all": [{"absent": {"attribute": "vip"}}, is("state", "CA")]}),
        ),
        (json!({"not": is("state", "CA")}), is("state", "OR")),
        (
            json!({"any": [is("state", "CA"), is("vip", true)]}),
            json!({"all": [is("vip", true), is("state", "OR")]}),
        ),
        (one_of("tags", &["x", "y"]), json!({"all": [is("tags", "x"), is("tags", "z")]})),
        (
            json!({"not": {"all": [is("state", "CA"), is("vip", true)]}}),
            json!({"all": [is("state", "CA"), is("vip", false)]}),
        ),
    ];
    for (earlier, later) in pairs {
        let text = format!("{earlier} then {later}");
        assert_eq!(of_rules(&[earlier, later]), [format!("rules[1]: {first}")], "{text}");
    }
}

#[test]
fn a_rule_that_something_is_left_for_is_not_warned_of() {
    let pairs = [
        (one_of("state", &["CA", "OR"]), one_of("state", &["OR", "WA"])),
        (json!({"all": [is("state", "OR"), range(80, 100)]}), is("state", "OR")),
        (range(0, 100), range(50, 101)),
        (range(0, 100), json!({"present": {"attribute": "score"}})),
        (
            json!({"prefix": {"attribute": "state", "prefix": "CA"}}),
            json!({"prefix": {"attribute": "state", "prefix": "C"}}),
        ),
        (json!({"not": is("state", "CA")}), json!({"present": {"attribute": "state"}})),
        // A lead may have several tags, so that it has one says nothing of the others.
        (one_of("tags", &["x"]), one_of("tags", &["x", "y"])),
        (json!({"not": is("tags", "x")}), is("tags", "y")),
        (json!({"present": {"attribute": "vip"}}), json!({"not": is("vip", true)})),
    ];
    for (earlier, later) in pairs {
        let text = format!("{earlier} then {later}");
        assert_eq!(of_rules(&[earlier, later]), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn rules_that_share_out_the_values_of_one_come_first_together() {
    let west = json!({"in_set": {"attribute": "state", "set": "west"}});
    let shared = [one_of("state", &["CA", "OR"]), is("state", "WA"), west.clone()];
    let together =
        "rules[2]: never matches: rules `r0`, `r1` come first and hold for all of its leads together";
    assert_eq!(of_rules(&shared), [together]);
    let any = json!({"any": [is("state", "WA"), json!({"all": [is("state", "CA"), is("vip", true)]})]});
    assert_eq!(of_rules(&[shared[0].clone(), shared[1].clone(), any]), [together], "each part of an `any`");
    assert_eq!(of_rules(&[is("state", "CA"), is("state", "WA"), west]), Vec::<String>::new(), "OR is left");
}

#[test]
fn a_condition_that_contradicts_itself_says_by_what() {
    assert_eq!(
        of_rules(&[is("vip", true), json!({"all": [is("state", "CA"), is("state", "OR"), range(0, 1)]})]),
        ["rules[1].when: holds for no lead: `state` cannot be both, state is `CA` and state is `OR`"]
    );
    assert_eq!(
        of_rules(&[is("vip", true), json!({"all": [range(0, 10), range(10, 20)]})]),
        [
            "rules[1].when: holds for no lead: `score` cannot be both, score from 0 below 10 and score from 10 below 20"
        ]
    );
    assert_eq!(of_rules(&[json!({"all": [is("tags", "x"), is("tags", "y")]})]), Vec::<String>::new());
    assert_eq!(of_rules(&[json!({"all": [range(0, 11), range(10, 20)]})]), Vec::<String>::new());
}

/// Conditions over few values, so that all leads there are can be tried.
fn condition() -> impl Strategy<Value = Value> {
    let text = || prop::sample::subsequence(vec!["CA", "CO", "OR"], 1..3);
    let leaf = prop_oneof![
        text().prop_map(|values| one_of("state", &values)),
        text().prop_map(|values| one_of("tags", &values)),
        prop::sample::select(vec!["C", "CA", "O"])
            .prop_map(|prefix| json!({"prefix": {"attribute": "state", "prefix": prefix}})),
        prop::sample::select(vec!["C", "O"])
            .prop_map(|prefix| json!({"prefix": {"attribute": "tags", "prefix": prefix}})),
        (0_i64..4, 1_i64..4).prop_map(|(from, more)| range(from, from + more)),
        prop::sample::subsequence(vec![0, 1, 2, 3], 1..3)
            .prop_map(|values| json!({"any_of": {"attribute": "score", "values": values}})),
        any::<bool>().prop_map(|yes| is("vip", yes)),
        prop::sample::select(vec!["state", "score", "tags"])
            .prop_map(|name| json!({"present": {"attribute": name}})),
        prop::sample::select(vec!["state", "vip"]).prop_map(|name| json!({"absent": {"attribute": name}})),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| json!({"all": parts})),
            2 => prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| json!({"any": parts})),
            1 => inner.prop_map(|part| json!({"not": part})),
        ]
    })
}

/// Every lead that conditions could tell apart.
fn leads() -> Vec<Lead> {
    let states = [None, Some("CA"), Some("CO"), Some("OR"), Some("CZ"), Some("OZ"), Some("XX"), Some("CAX")];
    let scores = [None, Some(-1), Some(0), Some(1), Some(2), Some(3), Some(4), Some(5), Some(6), Some(7)];
    let answers = [None, Some(false), Some(true)];
    let mut tags: Vec<Option<Vec<&str>>> = vec![None];
    for mask in 0_u32..64 {
        let all = ["CA", "CO", "OR", "CZ", "OZ", "XX"];
        tags.push(Some(
            all.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, text)| *text).collect(),
        ));
    }
    let mut leads = Vec::new();
    for state in states {
        for score in scores {
            for vip in answers {
                for tags in &tags {
                    let mut lead = json!({"id": "L", "attributes": {}});
                    let own = &mut lead["attributes"];
                    if let Some(state) = state {
                        own["state"] = json!(state);
                    }
                    if let Some(score) = score {
                        own["score"] = json!(score);
                    }
                    if let Some(vip) = vip {
                        own["vip"] = json!(vip);
                    }
                    if let Some(tags) = tags {
                        own["tags"] = json!(tags);
                    }
                    leads.push(serde_json::from_value(lead).unwrap());
                }
            }
        }
    }
    leads
}

thread_local! {
    static LEADS: Vec<Lead> = leads();
}

/// Which rules are said never to match, and which of all leads the first match of.
fn told_and_seen(conditions: &[Value]) -> (Vec<bool>, Vec<bool>) {
    let policy = with(rules(conditions));
    let told = |at: usize| {
        let own = format!("rules[{at}]");
        policy.lint().iter().any(|issue| {
            matches!(issue.kind, IssueKind::Shadowed | IssueKind::NeverHolds)
                && (issue.path == own || issue.path == format!("{own}.when"))
        })
    };
    let mut seen = vec![false; conditions.len()];
    LEADS.with(|leads| {
        for lead in leads {
            if let Route::Plan { rule: Some(rule), .. } = policy.route_of(lead) {
                seen[rule.as_str()[1..].parse::<usize>().unwrap()] = true;
            }
        }
    });
    ((0..conditions.len()).map(told).collect(), seen)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// No false alarm: no lead comes to a rule that is said never to match.
    #[test]
    fn a_rule_said_never_to_match_never_does(conditions in prop::collection::vec(condition(), 2..7)) {
        let (told, seen) = told_and_seen(&conditions);
        for (at, (told, seen)) in told.iter().zip(&seen).enumerate() {
            prop_assert!(!(told & seen), "rule {at} of {conditions:?}");
        }
    }

    /// Of two rules whose tests are joined by `all`, one an attribute, the second is warned of exactly if it never matches.
    #[test]
    fn of_two_plain_rules_the_answer_is_exact(
        first in plain(), second in plain(),
    ) {
        let (told, seen) = told_and_seen(&[first.clone(), second.clone()]);
        prop_assert_eq!(told[1], !seen[1], "{} then {}", first, second);
    }
}

/// Tests of some attributes joined by `all`.
fn plain() -> impl Strategy<Value = Value> {
    let text = || prop::sample::subsequence(vec!["CA", "CO", "OR"], 1..4);
    let state = prop_oneof![
        text().prop_map(|values| one_of("state", &values)),
        prop::sample::select(vec!["C", "CA"])
            .prop_map(|prefix| json!({"prefix": {"attribute": "state", "prefix": prefix}})),
        text().prop_map(|values| json!({"not": one_of("state", &values)})),
        Just(json!({"present": {"attribute": "state"}})),
    ];
    let score = prop_oneof![
        (0_i64..3, 1_i64..4).prop_map(|(from, more)| range(from, from + more)),
        prop::sample::subsequence(vec![0, 1, 2, 3], 1..3)
            .prop_map(|values| json!({"any_of": {"attribute": "score", "values": values}})),
    ];
    let parts = (
        prop::option::of(state),
        prop::option::of(score),
        prop::option::of(any::<bool>().prop_map(|yes| is("vip", yes))),
    );
    parts.prop_map(|(a, b, c)| {
        let all: Vec<Value> = [a, b, c].into_iter().flatten().collect();
        json!({ "all": all })
    })
}
