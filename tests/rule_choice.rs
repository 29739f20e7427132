//! Which of the rules that hold is the one: what is said of documents, and why.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use fairdeal::policy::{
    ConditionDoc, Part, PlanDoc, PolicyBuilder, PolicyDoc, QueueDoc, RuleChoiceDoc, RuleDoc,
};
use fairdeal::{AttributeType, Command, Floor, Lead, Policy, Timestamp};

fn when(json: &str) -> ConditionDoc {
    serde_json::from_str(json).unwrap()
}

fn builder(choice: RuleChoiceDoc) -> PolicyBuilder {
    PolicyDoc::builder("p")
        .attribute("zip", AttributeType::Text)
        .attribute("state", AttributeType::Text)
        .attribute("score", AttributeType::Integer)
        .queue(QueueDoc::round_robin("q"))
        .plan(PlanDoc::to_queue("one", "q"))
        .plan(PlanDoc::to_queue("two", "q"))
        .default_plan("one")
        .rule_choice(choice)
}

fn said(policy: &Policy) -> Vec<String> {
    policy.issues().iter().map(ToString::to_string).collect()
}

const STATE: &str = r#"{"equals": {"attribute": "state", "value": "VT"}}"#;
const ZIP: &str = r#"{"prefix": {"attribute": "zip", "prefix": "054"}}"#;
const BOTH: &str = r#"{"all": [{"equals": {"attribute": "state", "value": "VT"}}, {"range": {"attribute": "score", "from": 50}}]}"#;

fn ranked(id: &str, priority: i32, json: &str, plan: &str) -> Part<RuleDoc> {
    RuleDoc::with_priority(id, priority, when(json), plan).into()
}

#[test]
fn what_plays_no_part_is_named() {
    let policy = builder(RuleChoiceDoc::First)
        .rule(RuleDoc { priority: 5, ..RuleDoc::new("a", 1, when(STATE), "one").unwrap() })
        .rule(RuleDoc::new("b", 2, when(BOTH), "two"))
        .rule(RuleDoc::new("c", 3, when(ZIP), "two"))
        .compile();
    assert_eq!(
        said(&policy.unwrap()),
        [
            "rules[0].priority: changes nothing: rules are tried by `order`; say `rule_choice`: `best`",
            "rules[1]: never matches: rule `a` comes first and holds for all of its leads",
        ]
    );
    let policy = builder(RuleChoiceDoc::Best)
        .rule(RuleDoc { priority: 5, ..RuleDoc::new("a", 1, when(STATE), "one").unwrap() })
        .rule(ranked("b", 0, BOTH, "two"))
        .rule(ranked("c", 0, ZIP, "two"))
        .compile();
    assert_eq!(
        said(&policy.unwrap()),
        [
            "rules[0].order: changes nothing: the best rule is chosen, by `priority` and how specific it is",
            "rules[1]: never matches: rule `a` comes first and holds for all of its leads",
        ]
    );
}

#[test]
fn a_rule_is_shadowed_by_one_that_is_tried_before_it() {
    let rules = |builder: PolicyBuilder| {
        builder
            .rule(ranked("a", 0, r#"{"always": {}}"#, "one"))
            .rule(ranked("b", 0, BOTH, "two"))
            .rule(ranked("c", 0, ZIP, "two"))
            .rule(ranked("d", -1, STATE, "two"))
    };
    // By ids alone `a` would come first and the others never.
    let policy = rules(builder(RuleChoiceDoc::Best)).compile().unwrap();
    assert_eq!(said(&policy), ["rules[3]: never matches: rule `a` comes first and holds for every lead"]);
    let ids: Vec<&str> = policy.doc().rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["b", "c", "a", "d"], "the document is in the order rules are tried");
    let again = Policy::from_json(policy.json()).unwrap();
    assert_eq!(again.digest(), policy.digest());
}

#[test]
fn an_explanation_says_by_what_a_rule_was_chosen_and_which_came_next() {
    let lines = |rules: [Part<RuleDoc>; 2]| {
        let [a, b] = rules;
        let policy = builder(RuleChoiceDoc::Best).rule(a).rule(b).compile().unwrap();
        let at: Timestamp = "2026-03-02T14:00:00Z".parse().unwrap();
        let (floor, _) = Floor::open(policy, at);
        let lead = Lead::new("L").unwrap().with("zip", "05401").with("state", "VT").with("score", 60);
        let (_, why) = floor.explain(at, &Command::Submit(lead));
        let lines = why.to_string();
        lines.lines().filter(|line| line.starts_with("rule ")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        lines([ranked("a", 5, STATE, "one"), ranked("b", 0, BOTH, "two")]),
        [
            "rule `a` (priority 5, 1 test): state is `VT`: holds",
            "rule `a` comes before `b`, which holds too: its priority is higher"
        ]
    );
    assert_eq!(
        lines([ranked("a", 0, STATE, "one"), ranked("b", 0, BOTH, "two")]),
        [
            "rule `b` (priority 0, 2 tests): state is `VT` and score from 50: holds",
            "rule `b` comes before `a`, which holds too: it has more tests"
        ]
    );
    assert_eq!(
        lines([ranked("a", 0, ZIP, "one"), ranked("b", 0, STATE, "two")])[1],
        "rule `b` comes before `a`, which holds too: its tests are narrower"
    );
    assert_eq!(
        lines([
            ranked("b", 0, STATE, "one"),
            ranked("a", 0, r#"{"any_of": {"attribute": "state", "values": ["VT"]}}"#, "two")
        ])[1],
        "rule `a` comes before `b`, which holds too: they are alike but for their ids"
    );
}
