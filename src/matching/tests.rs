//! The index against the plainest reading of the document.

use proptest::prelude::*;

use super::RuleIndex;
use crate::attribute::{AttributeType, Value};
use crate::id::{Name, RuleSlot};
use crate::lead::Lead;
use crate::policy::{ConditionDoc, PlanDoc, Policy, PolicyDoc, QueueDoc, RuleChoiceDoc, RuleDoc};

/// What a condition says, word for word.
pub(crate) fn holds(doc: &ConditionDoc, lead: &Lead, sets: &[(&str, Vec<&str>)]) -> bool {
    let get = |name: &Name| lead.get(name.as_str());
    let some_text = |name: &Name, ok: &dyn Fn(&str) -> bool| match get(name) {
        Some(Value::Text(text)) => ok(text),
        Some(Value::Texts(texts)) => texts.iter().any(|text| ok(text)),
        _ => false,
    };
    let is = |name: &Name, value: &Value| match value {
        Value::Text(wanted) => some_text(name, &|text| *text == **wanted),
        other => get(name) == Some(other),
    };
    match doc {
        ConditionDoc::Always {} => true,
        ConditionDoc::Equals { attribute, value } => is(attribute, value),
        ConditionDoc::AnyOf { attribute, values } => values.iter().any(|value| is(attribute, value)),
        ConditionDoc::Prefix { attribute, prefix } => some_text(attribute, &|text| text.starts_with(prefix)),
        ConditionDoc::Range { attribute, from, below } => match get(attribute) {
            Some(Value::Integer(number)) => {
                from.is_none_or(|from| from <= *number) && below.is_none_or(|below| *number < below)
            }
            _ => false,
        },
        ConditionDoc::InSet { attribute, set } => {
            let texts = sets.iter().find(|(name, _)| *name == set.as_str()).map(|(_, texts)| texts);
            some_text(attribute, &|text| texts.is_some_and(|texts| texts.contains(&text)))
        }
        ConditionDoc::Present { attribute } => get(attribute).is_some(),
        ConditionDoc::Absent { attribute } => get(attribute).is_none(),
        ConditionDoc::All(parts) => parts.iter().all(|part| holds(part, lead, sets)),
        ConditionDoc::Any(parts) => parts.iter().any(|part| holds(part, lead, sets)),
        ConditionDoc::Not(part) => !holds(part, lead, sets),
    }
}

pub(crate) fn sets() -> Vec<(&'static str, Vec<&'static str>)> {
    vec![("few", vec!["a", "abc"]), ("more", vec!["b", "ba", "", "é", "élan"]), ("none", vec![])]
}

const TEXTS: [&str; 9] = ["", "a", "ab", "abc", "b", "ba", "é", "élan", "zzz"];

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn text() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(TEXTS.to_vec())
}

fn text_attribute() -> impl Strategy<Value = Name> {
    proptest::sample::select(vec![name("t"), name("u"), name("many")])
}

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![8 => -4..4_i64, 1 => Just(i64::MIN), 1 => Just(i64::MAX)]
}

fn leaf() -> impl Strategy<Value = ConditionDoc> {
    let any_attribute = proptest::sample::select(vec!["t", "u", "many", "n", "yes"]);
    prop_oneof![
        1 => Just(ConditionDoc::Always {}),
        6 => (text_attribute(), text())
            .prop_map(|(attribute, text)| ConditionDoc::Equals { attribute, value: text.into() }),
        2 => (text_attribute(), proptest::collection::vec(text(), 0..4)).prop_map(|(attribute, texts)| {
            ConditionDoc::AnyOf { attribute, values: texts.into_iter().map(Value::from).collect() }
        }),
        2 => (text_attribute(), text())
            .prop_map(|(attribute, text)| ConditionDoc::Prefix { attribute, prefix: text.to_owned() }),
        2 => (text_attribute(), proptest::sample::select(vec!["few", "more", "none"]))
            .prop_map(|(attribute, set)| ConditionDoc::InSet { attribute, set: name(set) }),
        2 => number().prop_map(|n| ConditionDoc::Equals { attribute: name("n"), value: n.into() }),
        1 => proptest::collection::vec(number(), 0..4).prop_map(|numbers| ConditionDoc::AnyOf {
            attribute: name("n"),
            values: numbers.into_iter().map(Value::from).collect(),
        }),
        4 => (proptest::option::of(number()), proptest::option::of(number()))
            .prop_map(|(from, below)| ConditionDoc::Range { attribute: name("n"), from, below }),
        2 => any::<bool>().prop_map(|b| ConditionDoc::Equals { attribute: name("yes"), value: b.into() }),
        1 => any_attribute.clone().prop_map(|a| ConditionDoc::Present { attribute: name(a) }),
        1 => any_attribute.prop_map(|a| ConditionDoc::Absent { attribute: name(a) }),
    ]
}

pub(crate) fn condition() -> impl Strategy<Value = ConditionDoc> {
    leaf().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            4 => proptest::collection::vec(inner.clone(), 0..4).prop_map(ConditionDoc::All),
            2 => proptest::collection::vec(inner.clone(), 0..4).prop_map(ConditionDoc::Any),
            1 => inner.prop_map(|part| ConditionDoc::Not(Box::new(part))),
        ]
    })
}

pub(crate) fn lead() -> impl Strategy<Value = Lead> {
    let texts = proptest::collection::vec(text(), 0..4);
    (
        proptest::option::of(text()),
        proptest::option::of(text()),
        proptest::option::of(texts),
        proptest::option::of(number()),
        proptest::option::of(any::<bool>()),
        any::<bool>(),
    )
        .prop_map(|(t, u, many, n, yes, other)| {
            let mut lead = Lead::new("L").unwrap();
            for (name, text) in [("t", t), ("u", u)] {
                if let Some(text) = text {
                    lead = lead.with(name, text);
                }
            }
            if let Some(many) = many {
                lead = lead.with("many", Value::Texts(many.into_iter().map(Box::from).collect()));
            }
            if let Some(n) = n {
                lead = lead.with("n", n);
            }
            if let Some(yes) = yes {
                lead = lead.with("yes", yes);
            }
            if other { lead.with("not_declared", "a").with("a_first", 7) } else { lead }
        })
}

pub(crate) fn policy_doc(conditions: &[(u32, ConditionDoc)]) -> PolicyDoc {
    let mut builder = PolicyDoc::builder("p")
        .attribute("u", AttributeType::Text)
        .attribute("t", AttributeType::Text)
        .attribute("many", AttributeType::Texts)
        .attribute("n", AttributeType::Integer)
        .attribute("yes", AttributeType::Boolean)
        .queue(QueueDoc::round_robin("q"))
        .plan(PlanDoc::to_queue("plan", "q"))
        .default_plan("plan");
    for (id, texts) in sets() {
        builder = builder.set(id, texts);
    }
    for (at, (order, when)) in conditions.iter().enumerate() {
        builder = builder.rule(RuleDoc::new(&format!("r{at}"), *order, when.clone(), "plan"));
    }
    builder.build().unwrap()
}

/// Fails where the index and the scan differ.
fn compare(policy: &Policy, index: &RuleIndex, lead: &Lead) -> Result<(), TestCaseError> {
    let sets = sets();
    let scanned = policy.doc().rules.iter().position(|rule| holds(&rule.when, lead, &sets));
    let encoded = policy.schema.encode(lead).unwrap();
    let (found, seen) = index.tried(&encoded, |_| true);
    prop_assert_eq!(found, index.first_match(&encoded));
    prop_assert_eq!(found.map(RuleSlot::index), scanned, "for {:?}", lead);
    prop_assert!(seen.windows(2).all(|pair| pair[0].0 < pair[1].0), "in order, each once: {:?}", seen);
    let next = found
        .and_then(|found| index.next_match(&encoded, found.index().saturating_add(1), |_| true))
        .map(RuleSlot::index);
    let behind = scanned.map_or(0, |scanned| scanned.saturating_add(1));
    let rest = policy.doc().rules[behind..].iter().position(|rule| holds(&rule.when, lead, &sets));
    prop_assert_eq!(
        next,
        rest.filter(|_| scanned.is_some()).map(|at| at.saturating_add(behind)),
        "the next one for {:?}",
        lead
    );
    prop_assert_eq!(seen.iter().filter(|(_, held)| *held).count(), usize::from(scanned.is_some()));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_index_answers_as_a_scan_does(
        conditions in proptest::collection::vec((0..6_u32, condition()), 0..14),
        leads in proptest::collection::vec(lead(), 1..6),
    ) {
        let mut doc = policy_doc(&conditions);
        for choice in [RuleChoiceDoc::First, RuleChoiceDoc::Best] {
            doc.rule_choice = choice;
            doc.rules.iter_mut().for_each(|rule| rule.priority = i32::from(rule.order.is_multiple_of(2)));
            let policy = Policy::compile(&doc).unwrap();
            let mut many = policy.rules.index().clone();
            many.as_if_many();
            for lead in &leads {
                compare(&policy, policy.rules.index(), lead)?;
                compare(&policy, &many, lead)?;
            }
        }
    }

    #[test]
    fn a_condition_compiled_later_holds_for_the_same_leads(
        known in proptest::collection::vec((0..6_u32, condition()), 0..2),
        later in condition(),
        lead in lead(),
    ) {
        let policy = Policy::compile(&policy_doc(&known)).unwrap();
        let encoded = policy.schema.encode(&lead).unwrap();
        let condition = policy.condition(&later).unwrap();
        prop_assert_eq!(condition.holds(&encoded), holds(&later, &lead, &sets()), "{}", condition);
    }
}

fn one_rule_a_kind() -> Policy {
    let equals = |attribute, value: Value| ConditionDoc::Equals { attribute: name(attribute), value };
    let conditions = [
        equals("t", "a".into()),
        ConditionDoc::Prefix { attribute: name("u"), prefix: "b".to_owned() },
        ConditionDoc::Range { attribute: name("n"), from: Some(10), below: Some(20) },
        equals("n", 3.into()),
        equals("yes", true.into()),
        ConditionDoc::Present { attribute: name("many") },
        ConditionDoc::Not(Box::new(ConditionDoc::Absent { attribute: name("t") })),
        ConditionDoc::Not(Box::new(equals("n", 0.into()))),
    ];
    let conditions: Vec<_> = (0..).zip(conditions).collect();
    Policy::compile(&policy_doc(&conditions)).unwrap()
}

fn leads_that_need_one_rule_each() -> Vec<Lead> {
    let lead = Lead::new("L").unwrap();
    vec![
        lead.clone().with("t", "a").with("n", 0),
        lead.clone().with("u", "ba").with("n", 0),
        lead.clone().with("n", 15),
        lead.clone().with("n", 3),
        lead.clone().with("yes", true).with("n", 0),
        lead.clone().with("many", ["x"]).with("n", 0),
        lead.clone().with("t", "zzz").with("n", 0),
        lead,
    ]
}

#[test]
fn an_index_that_lost_a_posting_or_looks_wrongly_is_caught() {
    let policy = one_rule_a_kind();
    let leads = leads_that_need_one_rule_each();
    for lead in &leads {
        compare(&policy, policy.rules.index(), lead).unwrap();
    }
    assert_eq!(policy.rules.index().postings(), policy.rules.index().len(), "each rule is filed once");
    for at in 0..policy.rules.index().postings() {
        let mut broken = policy.rules.index().clone();
        broken.drop_posting(at);
        assert!(
            leads.iter().any(|lead| compare(&policy, &broken, lead).is_err()),
            "nobody noticed that posting {at} is gone"
        );
        let mut broken = policy.rules.index().clone();
        broken.spoil_guard(at);
        assert!(
            leads.iter().any(|lead| compare(&policy, &broken, lead).is_err()),
            "nobody noticed that posting {at} turns everybody away"
        );
    }
}

#[test]
fn hostile_leads_are_refused_by_name() {
    let policy = one_rule_a_kind();
    let fault = |lead: Lead| policy.schema.encode(&lead).unwrap_err().to_string();
    let lead = Lead::new("L").unwrap();
    assert_eq!(
        fault(lead.clone().with("n", "7")),
        "attribute `n` is declared as integer, this lead gives it as text"
    );
    let long = "x".repeat(4_097);
    assert_eq!(
        fault(lead.clone().with("else", long)),
        "attribute `else` has a text of 4097 bytes, 4096 are allowed"
    );
    let mut many = lead;
    for at in 0..257 {
        many = many.with(&format!("a{at}"), at);
    }
    assert_eq!(fault(many), "a lead has 257 attributes, 256 are allowed");
}

#[test]
fn a_rule_is_filed_under_its_rarest_predicate() {
    let rules: Vec<_> = (0..100)
        .map(|at| {
            let zip = ConditionDoc::equals("t", format!("zip{at}")).unwrap();
            let source = ConditionDoc::equals("u", "web").unwrap();
            (at, ConditionDoc::All(vec![source, zip]))
        })
        .collect();
    let policy = Policy::compile(&policy_doc(&rules)).unwrap();
    let lead = Lead::new("L").unwrap().with("u", "web").with("t", "zip70");
    let (found, tried) = policy.rules.tried(&policy.schema.encode(&lead).unwrap());
    assert_eq!((found.map(RuleSlot::index), tried.len()), (Some(70), 1));
}
