//! Past leads under another policy: who has other owners, and why; and nobody where there is no reason.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use common::*;
use fairdeal::audit::{Audit, Cause, Past};
use fairdeal::*;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const NOON: &str = "2026-03-02T12:00:00Z";

fn noon() -> Timestamp {
    NOON.parse().unwrap()
}

/// Two queues with two people each; leads of `web` go to the first, all others to the second.
fn desk() -> Json {
    json!({
        "format": 1, "semantics": 1, "id": "desk", "default_plan": "rest",
        "attributes": [{"id": "source", "type": "text"}],
        "queues": [{"id": "web"}, {"id": "rest"}],
        "plans": [
            {"id": "web", "stages": [{"id": "s", "action": {"queue": {"queue": "web"}}}]},
            {"id": "rest", "stages": [{"id": "s", "action": {"queue": {"queue": "rest"}}}]}],
        "rules": [{"id": "web", "order": 10, "plan": "web", "when": {"equals": {"attribute": "source", "value": "web"}}}],
        "agents": [
            {"id": "ann", "queues": [{"queue": "web"}]}, {"id": "bob", "queues": [{"queue": "web"}]},
            {"id": "cat", "queues": [{"queue": "rest"}]}, {"id": "dan", "queues": [{"queue": "rest"}]}]
    })
}

fn compiled(doc: &Json) -> Arc<Policy> {
    Arc::new(Policy::from_json(&doc.to_string()).unwrap_or_else(|error| panic!("{error}")))
}

/// Leads of these sources, a minute apart, each ended half an hour after it was given.
fn leads(sources: &[&str]) -> Past {
    let lead = |(at, source): (usize, &&str)| {
        let minute = noon().plus(Span::minutes(at as u64));
        (minute, Lead::new(&format!("L-{}", at + 1)).unwrap().with("source", *source))
    };
    Past::of_leads(sources.iter().enumerate().map(lead)).done_after(Span::minutes(30))
}

/// What is said of each lead that has moved.
fn moved(change: impl FnOnce(&mut Json), past: &Past) -> Vec<String> {
    let mut new = desk();
    change(&mut new);
    let audit = Audit::between(&compiled(&desk()), &compiled(&new), past);
    audit.moved.iter().map(ToString::to_string).collect()
}

const SOURCES: [&str; 8] = ["web", "ads", "web", "fax", "web", "ads", "web", "fax"];

#[test]
fn nobody_moves_where_nothing_can_come_of_it() {
    let past = leads(&SOURCES);
    assert!(moved(|_| {}, &past).is_empty());
    assert!(moved(|doc| doc["rules"][0]["id"] = json!("internet"), &past).is_empty(), "another name");
    let behind = json!({"id": "late", "order": 20, "plan": "rest", "when": {"equals": {"attribute": "source", "value": "web"}}});
    let unreachable = |doc: &mut Json| doc["rules"].as_array_mut().unwrap().push(behind.clone());
    assert!(moved(unreachable, &past).is_empty(), "a rule that no lead comes to");
    let mut with = desk();
    unreachable(&mut with);
    assert!(compiled(&with).lint().iter().any(|issue| issue.kind == IssueKind::Shadowed));
    let spare = |doc: &mut Json| {
        doc["queues"].as_array_mut().unwrap().push(json!({"id": "spare"}));
    };
    assert!(moved(spare, &past).is_empty(), "a queue that nothing leads to");
}

#[test]
fn another_queue_moves_its_leads_and_no_others() {
    let past = leads(&SOURCES);
    let mut new = desk();
    new["queues"].as_array_mut().unwrap().push(json!({"id": "night"}));
    new["agents"].as_array_mut().unwrap().push(json!({"id": "eve", "queues": [{"queue": "night"}]}));
    new["plans"][0]["stages"][0]["action"]["queue"]["queue"] = json!("night");
    let audit = Audit::between(&compiled(&desk()), &compiled(&new), &past);
    let ids: Vec<&str> = audit.moved.iter().map(|own| own.lead.as_str()).collect();
    assert_eq!(ids, ["L-1", "L-3", "L-5", "L-7"], "those of the web");
    for own in &audit.moved {
        assert_eq!(own.is.owner().unwrap().as_str(), "eve");
        let Cause::Dealt { by, .. } = &own.why else { panic!("{own}") };
        assert!(by.contains(&"plans[web].stages[s].action.queue.queue".to_owned()), "{by:?}");
    }
    let share = |agent: &str| {
        let own = audit.shares.iter().find(|share| share.agent.as_str() == agent).unwrap();
        (own.before, own.after)
    };
    assert_eq!((share("ann"), share("eve"), share("cat")), ((2, 0), (0, 4), (2, 2)));
    let text = audit.to_string();
    assert!(text.contains("4 of 8 lead(s) have other owners, 4 by the policy's own doing"), "{text}");
    assert!(text.contains("`eve`: 4 lead(s), was 0"), "{text}");
}

#[test]
fn what_the_rules_send_elsewhere_is_told_from_turns_that_move_by_it() {
    let lines = moved(
        |doc| doc["rules"][0]["when"] = json!({"any_of": {"attribute": "source", "values": ["web", "fax"]}}),
        &leads(&SOURCES),
    );
    let routed = "the rules send it elsewhere, was plan `rest` by default, is plan `web` by rule `web`";
    let turns = "only the turns have moved, since lead `L-4`";
    assert_eq!(
        lines,
        [
            format!("lead `L-4`: had `dan`, has `ann`: {routed}"),
            format!("lead `L-5`: had `ann`, has `bob`: {turns}"),
            format!("lead `L-6`: had `cat`, has `dan`: {turns}"),
            format!("lead `L-7`: had `bob`, has `ann`: {turns}"),
            format!("lead `L-8`: had `dan`, has `bob`: {routed}"),
        ]
    );
}

#[test]
fn a_gate_that_stands_in_the_way_is_named() {
    let lines = moved(
        |doc| {
            doc["caps"] = json!([{"id": "two", "limit": 1, "per": ["agent"], "window": "day", "at_limit": "wait",
            "when": {"equals": {"attribute": "source", "value": "web"}}}])
        },
        &leads(&["web", "web", "web"]),
    );
    assert_eq!(lines.len(), 1, "{lines:#?}");
    let full =
        "by then cap `two` is full for `ann`: 1 of 1; clears at 2026-03-03T00:00:00Z (different: caps[two])";
    assert_eq!(lines[0], format!("lead `L-3`: had `ann`, has nobody: {full}"));
}

#[test]
fn what_comes_later_is_told_from_what_comes_at_once() {
    let slow = Past::of_leads([(noon(), Lead::new("L-1").unwrap().with("source", "web"))])
        .until(noon().plus(Span::hours(2)));
    let lines = moved(
        |doc| {
            doc["plans"][0]["follow_up"] =
                json!([{"missing": "attempt", "within": {"wall_s": 3600}, "then": "s"}]);
        },
        &slow,
    );
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(
        lines[0].starts_with("lead `L-1`: had `ann`, has `ann`, then `bob`: it comes in as it did"),
        "{lines:#?}"
    );
    assert!(lines[0].contains("plans[web].follow_up"), "{lines:#?}");
}

#[test]
fn people_who_join_and_leave_with_the_policy_are_looked_at() {
    let lines = moved(
        |doc| doc["agents"].as_array_mut().unwrap().push(json!({"id": "aaa", "queues": [{"queue": "web"}]})),
        &leads(&["web", "web", "web"]),
    );
    assert!(lines[0].starts_with("lead `L-1`: had `ann`, has `aaa`: on the same floor"), "{lines:#?}");
    let lines = moved(|doc| doc["agents"].as_array_mut().unwrap().truncate(3), &leads(&["ads", "ads"]));
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(lines[0].starts_with("lead `L-2`: had `dan`, has `cat`: on the same floor"), "{lines:#?}");
}

#[test]
fn offers_are_answered_as_they_were_and_at_once_where_that_is_not_known() {
    let offering = |within: u64| {
        let mut doc = desk();
        doc["plans"][0]["stages"] = json!([
            {"id": "s", "action": {"queue": {"queue": "web", "accept_within": {"wall_s": within}}}},
            {"id": "end", "action": {"archive": {"reason": "over"}}}]);
        compiled(&doc)
    };
    let at = |seconds: u64| noon().plus(Span::seconds(seconds));
    let lead = Lead::new("L-1").unwrap().with("source", "web");
    let command =
        |name: &str| serde_json::from_value(json!({name: {"lead": "L-1", "agent": "somebody"}})).unwrap();
    let past = Past::of_leads([(noon(), lead)]);
    // 40 s are too long where an offer is open for 30.
    let answered = past.clone().command(at(40), command("accept")).until(at(600));
    let audit = Audit::between(&offering(60), &offering(30), &answered);
    assert_eq!(audit.moved.len(), 1);
    let owners = |fate: &fairdeal::audit::Fate| {
        fate.owners.iter().map(|own| own.agent.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        (owners(&audit.moved[0].was), owners(&audit.moved[0].is)),
        (vec!["ann".to_owned()], vec!["bob".to_owned()])
    );
    let audit = Audit::between(&offering(60), &offering(30), &past);
    assert!(audit.moved.is_empty(), "accepted at once");
    let declined = past.command(at(5), command("decline"));
    let audit = Audit::between(&offering(60), &compiled(&desk()), &declined.until(at(60)));
    assert_eq!(
        (owners(&audit.moved[0].was), owners(&audit.moved[0].is)),
        (vec!["bob".to_owned()], vec!["ann".to_owned()])
    );
}

#[test]
fn a_lead_that_one_policy_cannot_read_is_refused_there() {
    let lines = moved(
        |doc| {
            doc["attributes"][0]["type"] = json!("integer");
            doc["rules"] = json!([]);
        },
        &leads(&["ads"]),
    );
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(
        lines[0].starts_with(
            "lead `L-1`: had `cat`, has nobody, being refused (attribute `source` must be integer, not text)"
        ),
        "{lines:#?}"
    );
}

/// What came of a random history, for every lead, by its records.
fn history(seed: u64, steps: usize) -> (Arc<Policy>, Vec<Recorded>, Past) {
    let mut rng = Rng(seed);
    let doc = policy(&mut rng, Wanted::default());
    let policy = Arc::new(Policy::compile(&doc).unwrap());
    let mut now = start(&mut rng);
    let (mut floor, first) = Floor::open(Arc::clone(&policy), now);
    let mut records = vec![first];
    let mut seen = Vec::new();
    let mut next = 0;
    for _ in 0..steps {
        now = now.plus(jump(&mut rng));
        if rng.chance(40) || seen.is_empty() {
            let signs = signs(&mut rng, &agents_of(floor.state()), now, false);
            floor.see(signs.clone(), now);
            records.extend(floor.settle(now).into_iter().filter_map(|decision| decision.recorded));
            seen.push((now, signs));
        }
        let command = command(&mut rng, &floor, &mut next, now);
        if matches!(command, Command::ReplacePolicy(_)) {
            continue;
        }
        let ran = floor.run(now, &command);
        records.extend(ran.records().cloned());
    }
    let mut past = Past::new();
    for (at, signs) in seen {
        past = past.seen(at, signs);
    }
    (policy, records, past)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(24), ..ProptestConfig::default() })]

    /// Whatever has happened: a policy beside itself moves nobody, nor does a rule that no lead comes to.
    #[test]
    fn a_policy_beside_itself_moves_nobody(seed in any::<u64>()) {
        let (policy, records, _) = history(seed, 60);
        let past = Past::of_history(&records);
        let audit = Audit::between(&policy, &policy, &past);
        prop_assert!(audit.moved.is_empty() && audit.differences.is_empty());
        prop_assert!(audit.shares.iter().all(|own| own.before == own.after));
        let mut doc = policy.doc().clone();
        let plan = doc.plans[0].id.to_string();
        for rule in &mut doc.rules {
            rule.order = rule.order.saturating_sub(1);
        }
        let never = json!({"id": "zz_never", "order": i32::MAX, "plan": plan, "when": {"all": [
            {"equals": {"attribute": "vip", "value": true}}, {"equals": {"attribute": "vip", "value": false}}]}});
        doc.rules.push(serde_json::from_value(never).unwrap());
        let with = Arc::new(Policy::compile(&doc).unwrap());
        let audit = Audit::between(&policy, &with, &past);
        prop_assert!(audit.moved.is_empty(), "{}", audit.moved[0]);
    }

    /// Causes are told of exactly the leads whose owners differ, each once and in order.
    #[test]
    fn every_lead_that_moves_is_told_of_once(seed in any::<u64>()) {
        let (policy, records, _) = history(seed, 50);
        let past = Past::of_history(&records);
        let mut doc = policy.doc().clone();
        doc.rules.clear();
        let other = Arc::new(Policy::compile(&doc).unwrap());
        let audit = Audit::between(&policy, &other, &past);
        let once: BTreeSet<_> = audit.moved.iter().map(|own| &own.lead).collect();
        prop_assert_eq!(once.len(), audit.moved.len());
        prop_assert!(audit.moved.windows(2).all(|pair| pair[0].at <= pair[1].at));
        prop_assert!(audit.moved.iter().all(|own| !own.was.has_owners_of(&own.is)));
        if let Some(first) = audit.moved.first() {
            prop_assert!(first.why.is_direct(), "the first is nobody else's doing: {}", first);
        }
    }
}

/// On a floor where everybody is always there, what is dealt again is what is on record.
#[test]
fn a_history_dealt_again_is_the_history() {
    let mut doc = desk();
    doc["queues"] =
        json!([{"id": "web", "pull": {"lease_s": 86400, "ways": {"list": true}}}, {"id": "rest"}]);
    doc["presence"] = json!({"unknown_may_receive": true});
    doc["plans"] = json!([
        {"id": "web", "stages": [{"id": "p", "action": {"pool": {"queue": "web", "wait": {"wall_s": 7200}}}},
                                 {"id": "end", "action": {"archive": {"reason": "over"}}}]},
        {"id": "rest", "stages": [
            {"id": "s", "action": {"queue": {"queue": "rest", "accept_within": {"wall_s": 60}, "attempts": 5}}},
            {"id": "end", "action": {"archive": {"reason": "over"}}}]}]);
    let policy = compiled(&doc);
    let (mut floor, first) = Floor::open(Arc::clone(&policy), noon());
    let mut records = vec![first];
    // Whoever the lead is with does it.
    let mut run = |seconds: u64, mut command: Json| {
        let at = noon().plus(Span::seconds(seconds));
        records.extend(floor.settle(at).into_iter().filter_map(|decision| decision.recorded));
        let what = command.as_object_mut().unwrap().values_mut().next().unwrap();
        if what["agent"] == json!("*") {
            let lead = what["lead"].as_str().unwrap().parse().unwrap();
            what["agent"] = match floor.state().lead_view(&lead).unwrap().standing {
                LeadStanding::Offered { agent, .. } | LeadStanding::Owned { agent, .. } => json!(agent),
                other => panic!("{other:?}"),
            };
        }
        let ran = floor.run(at, &serde_json::from_value(command.clone()).unwrap());
        assert!(!matches!(ran.outcome(), Outcome::Refused(_)), "{command}: {}", ran.outcome());
        records.extend(ran.records().cloned());
    };
    let submit = |id: &str, source: &str| json!({"submit": {"id": id, "attributes": {"source": source}}});
    let by_owner = |what: &str, lead: &str| json!({what: {"lead": lead, "agent": "*"}});
    run(0, submit("L-1", "ads"));
    run(5, by_owner("decline", "L-1"));
    run(9, by_owner("accept", "L-1"));
    run(10, submit("L-2", "ads"));
    // Not answered by a minute later, and offered to somebody else.
    run(80, by_owner("accept", "L-2"));
    run(90, submit("L-3", "web"));
    run(91, submit("L-4", "web"));
    run(92, json!({"claim": {"agent": "bob", "queue": "web", "way": {"pick": "L-4"}}}));
    run(100, json!({"attempt": {"lead": "L-4", "agent": "bob", "reached": true}}));
    run(110, json!({"dispose": {"lead": "L-4", "agent": "bob", "disposition": {"final": {"code": "won"}}}}));
    run(120, json!({"return": {"lead": "L-2", "agent": "*", "reason": "bad_contact"}}));
    run(130, by_owner("accept", "L-2"));
    run(
        140,
        json!({"transfer": {"lead": "L-1", "agent": "*", "corrections": [{"attribute": "source", "value": "web"}]}}),
    );
    run(150, json!({"claim": {"agent": "ann", "queue": "web", "way": {"pick": "L-1"}}}));
    run(160, json!({"join": {"id": "eve", "queues": [{"queue": "rest"}]}}));
    run(170, json!({"reassign": {"lead": "L-3", "to": "eve"}}));
    run(180, json!({"dispose": {"lead": "L-3", "agent": "eve", "disposition": {"final": {"code": "lost"}}}}));
    run(190, json!({"reopen": {"lead": "L-3"}}));
    let past = Past::of_history(&records);
    let audit = Audit::between(&policy, &policy, &past);
    assert_eq!((audit.leads, audit.unlike_history, audit.left_out_before), (4, 0, 0), "{audit}");
    let had: u64 = audit.shares.iter().map(|own| own.before).sum();
    assert_eq!(had, 6, "L-1 and L-2 had two owners each: {:?}", audit.shares);
    // A policy under which somebody else would have had them is not the one on record.
    let mut other = doc.clone();
    other["rules"] = json!([]);
    let audit = Audit::between(&compiled(&other), &policy, &past);
    assert!(audit.unlike_history > 0, "{audit}");
    assert!(audit.left_out_before > 0, "claims of leads that lie in no pool: {audit}");
}
