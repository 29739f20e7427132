use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::id::RuleSlot;
use crate::layout::Layout;
use crate::lead::Lead;
use crate::matching::tests::{condition, lead, policy_doc};
use crate::policy::doc::{ConditionDoc, RuleChoiceDoc};

fn rule(id: u8, order: u32, when: ConditionDoc) -> RuleDoc {
    let id = format!("r{id}");
    RuleDoc {
        priority: i32::from(order.is_multiple_of(3)),
        ..RuleDoc::new(&id, order, when, "plan").unwrap()
    }
}

/// Fails where an edited policy is not what its document compiles to.
fn same(edited: &Policy, doc: &PolicyDoc, leads: &[Lead]) -> Result<(), TestCaseError> {
    let whole = Policy::compile(doc).unwrap();
    prop_assert_eq!(edited.rules.len(), whole.rules.len());
    for lead in leads {
        prop_assert_eq!(edited.route_of(lead), whole.route_of(lead), "for {:?}", lead);
        let (one, other) = (edited.schema.encode(lead).unwrap(), whole.schema.encode(lead).unwrap());
        let found = whole.rules.first_match(&other);
        prop_assert_eq!(edited.rules.first_match(&one), found);
        let (again, tried) = edited.rules.tried(&one);
        prop_assert_eq!(again, found);
        prop_assert!(tried.windows(2).all(|pair| pair[0].0 < pair[1].0), "in order, each once: {:?}", tried);
        let held: Vec<RuleSlot> = tried.iter().filter(|(_, held)| *held).map(|(rule, _)| *rule).collect();
        prop_assert_eq!(held, found.into_iter().collect::<Vec<_>>());
        if let Some(found) = found {
            prop_assert_eq!(edited.rules.next_match(&one, found), whole.rules.next_match(&other, found));
        }
    }
    for at in 0..=doc.rules.len() {
        let slot = RuleSlot::from_index(at).unwrap();
        prop_assert_eq!(edited.rules.id(slot), whole.rules.id(slot));
        prop_assert_eq!(edited.rules.plan(slot), whole.rules.plan(slot));
    }
    prop_assert_eq!(edited.json(), whole.json());
    prop_assert_eq!(edited.digest(), whole.digest());
    prop_assert_eq!(edited.doc(), whole.doc());
    prop_assert_eq!(Layout::of(edited), Layout::of(&whole));
    prop_assert_eq!(edited.diff(&whole).len(), 0);
    let canonical = Policy::compile(whole.doc()).unwrap();
    prop_assert_eq!(edited.issues(), canonical.issues());
    Ok(())
}

type Change = (u8, Option<(u32, ConditionDoc)>);

fn change() -> impl Strategy<Value = Change> {
    (0..12_u8, prop_oneof![2 => (0..6_u32, condition()).prop_map(Some), 1 => Just(None)])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn an_edited_policy_is_what_the_edited_document_compiles_to(
        conditions in proptest::collection::vec((0..6_u32, condition()), 0..9),
        steps in proptest::collection::vec(proptest::collection::vec(change(), 1..4), 1..7),
        leads in proptest::collection::vec(lead(), 1..6),
        best in any::<bool>(),
        share in prop_oneof![3 => Just(0_usize), 2 => Just(1), 2 => Just(2), 1 => Just(SHARE)],
    ) {
        let mut doc = policy_doc(&conditions);
        doc.rule_choice = if best { RuleChoiceDoc::Best } else { RuleChoiceDoc::First };
        let mut model: BTreeMap<Name, RuleDoc> =
            doc.rules.iter().map(|rule| (rule.id.clone(), rule.clone())).collect();
        let mut policy = Policy::compile(&doc).unwrap();
        for step in steps {
            let mut edits = Vec::new();
            for (id, change) in step {
                match change {
                    Some((order, when)) => {
                        let rule = rule(id, order, when);
                        model.insert(rule.id.clone(), rule.clone());
                        edits.push(RuleEdit::Put(rule));
                    }
                    None => {
                        let id = Name::new(&format!("r{id}")).unwrap();
                        if model.remove(&id).is_some() {
                            edits.push(RuleEdit::Remove(id));
                        }
                    }
                }
            }
            policy = policy.edit_within(&edits, share).unwrap();
            doc.rules = model.values().cloned().collect();
            same(&policy, &doc, &leads)?;
        }
    }
}

#[test]
fn most_of_what_was_compiled_is_shared() {
    let equals = |text: &str| ConditionDoc::equals("t", text).unwrap();
    let conditions: Vec<(u32, ConditionDoc)> = (0..100).map(|at| (at, equals(&format!("v{at}")))).collect();
    let policy = Policy::compile(&policy_doc(&conditions)).unwrap();
    let put = |id: u8, text: &str| RuleEdit::Put(rule(id, 7, equals(text)));
    let first = policy.rules.shared(0).unwrap();
    let edited = policy.edit_rules(&[put(50, "new")]).unwrap();
    assert!(Arc::ptr_eq(first, edited.rules.shared(0).unwrap()));
    assert_eq!((edited.rules.layers(), edited.rules.len()), (2, 100));
    let mut edited = edited;
    for at in 0..3 {
        edited = edited.edit_rules(&[put(60 + at, "newer")]).unwrap();
    }
    assert_eq!(
        edited.rules.layers(),
        1,
        "a layer of four of a hundred is too many: all are compiled together"
    );
    assert!(!Arc::ptr_eq(first, edited.rules.shared(0).unwrap()));
}

#[test]
fn faults_of_edits_are_told_all_at_once_and_the_policy_stays() {
    let equals = |attribute: &str| ConditionDoc::equals(attribute, "x").unwrap();
    let policy = Policy::compile(&policy_doc(&[(1, equals("t"))])).unwrap();
    let remove = |id: &str| RuleEdit::Remove(Name::new(id).unwrap());
    let edits = [
        RuleEdit::Put(RuleDoc::new("a", 1, equals("tt"), "plann").unwrap()),
        remove("r1"),
        remove("r0"),
        remove("r0"),
    ];
    let error = policy.edit_rules(&edits).unwrap_err().to_string();
    assert_eq!(
        error.lines().collect::<Vec<_>>(),
        [
            "error: edits[1].remove: unknown rule `r1`, did you mean `r0`?",
            "error: edits[3].remove: unknown rule `r0`",
            "error: edits[0].put.when.equals.attribute: unknown attribute `tt`, did you mean `t`?",
            "error: edits[0].put.plan: unknown plan `plann`, did you mean `plan`?",
        ]
    );
    assert_eq!(policy.rules.len(), 1);
}

#[test]
fn a_rule_where_there_was_none_and_all_taken_out() {
    let always = ConditionDoc::Always {};
    let policy = Policy::compile(&policy_doc(&[])).unwrap();
    let one = policy.edit_rules(&[RuleEdit::Put(rule(1, 1, always))]).unwrap();
    assert_eq!(one.rules.len(), 1);
    let none = one.edit_rules(&[RuleEdit::Remove(Name::new("r1").unwrap())]).unwrap();
    assert_eq!((none.rules.len(), none.digest()), (0, policy.digest()));
}
