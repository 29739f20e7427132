//! Leads whose company is matched before they are submitted: the account's own rep, its segments, and those to review.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a panic here is a failed test
#![allow(clippy::disallowed_methods, missing_docs)]

use fairdeal::account::{AccountFieldsDoc, Accounts};
use fairdeal::{Command, Correction, Floor, Lead, LeadStanding, Outcome, Policy, Timestamp, Value};

const POLICY: &str = r#"{
  "format": 1, "semantics": 1, "id": "p", "default_plan": "anybody", "presence": {"unknown_may_receive": true},
  "attributes": [
    {"id": "account_match", "type": "text"}, {"id": "account", "type": "text"},
    {"id": "account_tree", "type": "texts"}, {"id": "account_segments", "type": "texts"},
    {"id": "account_owned", "type": "boolean"}],
  "rules": [
    {"id": "review", "order": 10, "plan": "triage", "when": {"equals": {"attribute": "account_match", "value": "review"}}},
    {"id": "whole_tree", "order": 20, "plan": "desk_3m", "when": {"all": [
      {"equals": {"attribute": "account_tree", "value": "3M"}}, {"equals": {"attribute": "account_owned", "value": false}}]}},
    {"id": "owned", "order": 30, "plan": "own_rep", "when": {"equals": {"attribute": "account_owned", "value": true}}},
    {"id": "named", "order": 40, "plan": "named", "when": {"equals": {"attribute": "account_segments", "value": "named"}}}],
  "queues": [{"id": "triage"}, {"id": "desk_3m"}, {"id": "anybody"}, {"id": "named"}],
  "plans": [
    {"id": "triage", "stages": [{"id": "s", "action": {"queue": {"queue": "triage"}}}], "revised": "routed"},
    {"id": "desk_3m", "stages": [{"id": "s", "action": {"queue": {"queue": "desk_3m"}}}]},
    {"id": "named", "stages": [{"id": "s", "action": {"queue": {"queue": "named"}}}]},
    {"id": "own_rep", "stages": [{"id": "own", "action": {"offer_owner": {}}},
      {"id": "s", "action": {"queue": {"queue": "anybody"}}}]},
    {"id": "anybody", "stages": [{"id": "s", "action": {"queue": {"queue": "anybody"}}}]}],
  "agents": [
    {"id": "ann", "queues": [{"queue": "anybody"}]}, {"id": "bob", "queues": [{"queue": "anybody"}]},
    {"id": "tim", "queues": [{"queue": "triage"}]}, {"id": "dee", "queues": [{"queue": "desk_3m"}]},
    {"id": "ned", "queues": [{"queue": "named"}]}]
}"#;

const ACCOUNTS: &str = r#"{"settings": {"owner_policy": "child"}, "accounts": [
  {"id": "W", "name": "Weyerhaeuser Company", "zips": ["98104"], "owner": "bob"},
  {"id": "3M", "name": "3M Company", "domains": ["3m.com"], "owner": "ann",
    "aliases": [{"name": "Minnesota Mining and Manufacturing", "source": "the merger list"}]},
  {"id": "3M-H", "name": "3M Health Care", "parent": "3M"},
  {"id": "Z", "name": "Zimmer Biomet", "segments": ["named"]}
]}"#;

fn fields() -> AccountFieldsDoc {
    serde_json::from_str(
        r#"{"company": "company", "domains": ["website", "email"], "phone": "phone", "zip": "zip", "city": "city",
            "scope": "source"}"#,
    )
    .unwrap()
}

fn text(lead: &Lead, name: &str) -> String {
    match lead.get(name) {
        Some(Value::Text(text)) => text.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_lead_reaches_the_accounts_own_rep_under_a_mangled_name() {
    let accounts = Accounts::from_json(ACCOUNTS).unwrap();
    let now: Timestamp = "2026-03-02T15:00:00Z".parse().unwrap();
    let (mut floor, _) = Floor::open(Policy::from_json(POLICY).unwrap(), now);
    let mut goes_to = |id: &str, attributes: &[(&str, &str)]| {
        let lead =
            attributes.iter().fold(Lead::new(id).unwrap(), |lead, (name, value)| lead.with(name, *value));
        let lead = accounts.fill(&fields(), lead, now);
        let ran = floor.run(now, &Command::Submit(lead.clone()));
        match ran.outcome() {
            Outcome::Assigned { agent, .. } => (agent.to_string(), text(&lead, "account_why")),
            other => panic!("{other}"),
        }
    };
    // A typing error, another legal form, and the ZIP.
    let (agent, why) = goes_to("L-1", &[("company", "WEYERHAUSER, INC"), ("zip", "98104-1234")]);
    assert_eq!(agent, "bob");
    assert_eq!(
        why,
        "accept: a close name, and more agrees; `Weyerhaeuser Company` (W): close name (9167 bp, 11 bits), ZIP agrees"
    );
    let (agent, why) = goes_to("L-2", &[("company", "Minnesota Mining & Mfg"), ("email", "jo@gmail.com")]);
    assert_eq!(agent, "ann");
    assert!(why.contains("from the merger list"), "{why}");
    // The address is free mail, so the web site counts.
    let (agent, _) =
        goes_to("L-3", &[("company", "3M Tapes"), ("email", "jo@gmail.com"), ("website", "www.3m.com")]);
    assert_eq!(agent, "ann");
    // Its child has no owner of its own; the tree is known.
    assert_eq!(goes_to("L-4", &[("company", "3M Healthcare"), ("zip", "1")]).0, "dee");
    assert_eq!(goes_to("L-5", &[("company", "ZIMMER-BIOMET")]).0, "ned");
    // Without the ZIP it is for somebody to look.
    assert_eq!(goes_to("L-6", &[("company", "Weyerhauser")]).0, "tim");
    // Nobody's account: whoever is next.
    assert!(["ann", "bob"].contains(&goes_to("L-7", &[("company", "Acme Anvils")]).0.as_str()));
    assert!(["ann", "bob"].contains(&goes_to("L-8", &[]).0.as_str()));
}

#[test]
fn a_lead_that_is_revised_is_matched_again() {
    let accounts = Accounts::from_json(ACCOUNTS).unwrap();
    let now: Timestamp = "2026-03-02T15:00:00Z".parse().unwrap();
    let policy = POLICY.replace(r#"{"id": "tim", "queues": [{"queue": "triage"}]}, "#, "");
    let (mut floor, _) = Floor::open(Policy::from_json(&policy).unwrap(), now);
    let lead = Lead::new("L-1").unwrap().with("company", "Zimmer Biomett");
    let lead = accounts.fill(&fields(), lead, now);
    assert_eq!(text(&lead, "account_suggested"), "Z");
    let ran = floor.run(now, &Command::Submit(lead.clone()));
    assert!(matches!(ran.outcome(), Outcome::Queued { .. }), "{}", ran.outcome());
    // Somebody has looked and corrects the name.
    let corrected = lead.with("company", "Zimmer Biomet");
    let said = accounts.of_lead(&fields(), &corrected, now).attributes;
    let corrections =
        said.into_iter().map(|(name, value)| Correction { attribute: name.parse().unwrap(), value });
    let revise =
        Command::Revise { lead: "L-1".parse().unwrap(), corrections: corrections.collect(), inquired: false };
    floor.run(now, &revise);
    floor.settle(now);
    let view = floor.state().lead_view(&"L-1".parse().unwrap()).unwrap();
    let has_it = matches!(&view.standing, LeadStanding::Owned { agent, .. } if agent.as_str() == "ned");
    assert!(has_it, "{:?}", view.standing);
    let kept = view.lead;
    assert_eq!((text(&kept, "account"), text(&kept, "account_suggested")), ("Z".to_owned(), String::new()));
}

#[test]
fn a_lead_that_has_an_owner_keeps_it() {
    let accounts = Accounts::from_json(ACCOUNTS).unwrap();
    let now: Timestamp = "2026-03-02T15:00:00Z".parse().unwrap();
    let lead = Lead::new("L-1").unwrap().with("company", "3M").owned_by("bob".parse().unwrap());
    assert_eq!(accounts.fill(&fields(), lead, now).owner().unwrap().as_str(), "bob");
}
