//! Documents that say something wrong or odd of offices, standards, certificates and deals, each told with its path.
#![allow(clippy::unwrap_used, clippy::panic)] // a panic here is a failed test

use fairdeal::policy::{IssueKind, Severity};
use fairdeal::{Policy, PolicyDoc};
use serde_json::{Value, json};

/// A policy of one office, changed.
fn issues(change: impl FnOnce(&mut Value)) -> Vec<(String, IssueKind, Severity)> {
    let mut doc = json!({
        "format": 1, "semantics": 1, "id": "p", "default_plan": "d",
        "attributes": [{"id": "account", "type": "text"}], "skills": [{"id": "solar"}],
        "sticky": [{"id": "deal", "attribute": "account", "keep_s": 60, "registered_for_s": 60}],
        "queues": [{"id": "resellers", "skills": [{"skill": {"named": "solar"}}]}, {"id": "people"}],
        "plans": [{"id": "d", "stages": [{"id": "s", "sticky": {"by": "deal"},
            "action": {"queue": {"queue": "resellers", "accept_within": {"wall_s": 60}}}},
            {"id": "end", "action": {"archive": {"reason": "nobody took it"}}}]}],
        "agents": [
            {"id": "acme", "office": "people", "queues": [{"queue": "resellers"}], "skills": [{"skill": "solar"}]},
            {"id": "ann", "queues": [{"queue": "people"}]}],
    });
    change(&mut doc);
    let doc: PolicyDoc = serde_json::from_value(doc).unwrap();
    let all = match Policy::compile(&doc) {
        Ok(policy) => policy.issues().to_vec(),
        Err(error) => error.issues,
    };
    all.into_iter().map(|issue| (issue.path, issue.kind, issue.severity)).collect()
}

fn one(change: impl FnOnce(&mut Value), path: &str, kind: IssueKind, severity: Severity) {
    let found = issues(change);
    assert!(found.contains(&(path.to_owned(), kind, severity)), "{path}: {found:?}");
}

#[test]
fn a_sound_document_has_none() {
    assert_eq!(issues(|_| ()), []);
}

#[test]
fn offices() {
    let acme = "agents[0]";
    let error = Severity::Error;
    let path = format!("{acme}.office");
    one(|doc| doc["agents"][0]["office"] = json!("peple"), &path, IssueKind::UnknownReference, error);
    one(|doc| doc["agents"][0]["office"] = json!("resellers"), &path, IssueKind::NotBack, error);
    let warning = Severity::Warning;
    let units = |doc: &mut Value| doc["agents"][0]["capacity"] = json!({"units": 3});
    one(units, &format!("{acme}.capacity"), IssueKind::NoEffect, warning);
    let limit = |doc: &mut Value| {
        doc["caps"] = json!([{"id": "c", "limit": 3, "per": ["agent"], "window": "day"}]);
        doc["agents"][0]["cap_limits"] = json!([{"cap": "c", "limit": 1}]);
    };
    one(limit, &format!("{acme}.cap_limits"), IssueKind::NoEffect, warning);
    let nobody = |doc: &mut Value| doc["agents"][1]["queues"] = json!([{"queue": "resellers"}]);
    one(nobody, "queues[1]", IssueKind::NoMembers, warning);
    let stage = "plans[0].stages[0].action.queue";
    let waits = |doc: &mut Value| {
        doc["plans"][0]["stages"][0]["action"]["queue"] =
            json!({"queue": "resellers", "inside": {"waits": true}});
    };
    one(waits, &format!("{stage}.accept_within"), IssueKind::NoWayOut, warning);
    let at_once = |doc: &mut Value| {
        doc["plans"][0]["stages"][0]["action"]["queue"]["inside"] = json!({"accept_within": {"wall_s": 0}});
    };
    one(at_once, &format!("{stage}.inside.accept_within.wall_s"), IssueKind::TooSmall, error);
}

#[test]
fn standards() {
    let standard = |field: &'static str, value: Value| {
        move |doc: &mut Value| {
            doc["queues"][0]["standard"] =
                json!({"work_within_s": 60, "min_bp": 5000, "below": {"suspend": {}}});
            doc["queues"][0]["standard"][field] = value;
        }
    };
    let at = |field: &str| format!("queues[0].standard.{field}");
    let (small, large, error) = (IssueKind::TooSmall, IssueKind::TooLarge, Severity::Error);
    for (field, value, kind) in [
        ("work_within_s", json!(0), small),
        ("of_last", json!(0), small),
        ("of_last", json!(65), large),
        ("min_leads", json!(0), small),
        ("min_leads", json!(21), large),
        ("min_bp", json!(0), small),
        ("min_bp", json!(10_001), large),
    ] {
        one(standard(field, value), &at(field), kind, error);
    }
    let share = |percent: u32| standard("below", json!({"share_percent": percent}));
    one(share(0), &at("below.share_percent"), small, error);
    one(share(100), &at("below.share_percent"), large, error);
    one(standard("below", json!({"suspend_s": 0})), &at("below.suspend_s"), small, error);
    let by_list = |doc: &mut Value| {
        share(50)(doc);
        doc["queues"][0]["strategy"] = json!("linear");
    };
    one(by_list, &at("below.share_percent"), IssueKind::RankKeys, error);
}

#[test]
fn deals() {
    let never = |doc: &mut Value| doc["sticky"][0]["registered_for_s"] = json!(0);
    one(never, "sticky[0].registered_for_s", IssueKind::TooSmall, Severity::Error);
}
