//! Accounts that a floor asks itself: attached to its policy, asked once, and never needed again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a panic here is a failed test
#![allow(clippy::disallowed_methods, missing_docs)]

use std::sync::Arc;

use fairdeal::account::{Accounts, AccountsDoc};
use fairdeal::{Command, Correction, Finding, Floor, FloorState, Lead, Policy, PolicyDoc, Timestamp, Value};

const ACCOUNTS: &str = r#"{"accounts": [
  {"id": "W", "name": "Weyerhaeuser Company", "zips": ["98104"], "owner": "bob"},
  {"id": "3M", "name": "3M Company", "domains": ["3m.com"], "owner": "ann"},
  {"id": "3M-H", "name": "3M Health Care", "parent": "3M"}
]}"#;

fn policy(more: &str) -> String {
    format!(
        r#"{{"format": 1, "semantics": 1, "id": "p", "default_plan": "own", "presence": {{"unknown_may_receive": true}},
  "attributes": [{{"id": "company", "type": "text"}}, {{"id": "zip", "type": "text"}}, {{"id": "account", "type": "text"}},
    {{"id": "sure", "type": "text"}}, {{"id": "rep", "type": "text"}}, {{"id": "why", "type": "text"}}],
  "accounts": {{"fields": {{"company": "company", "zip": "zip"}},
    "writes": {{"account": "account", "verdict": "sure", "owner": "rep", "why": "why"}}{more}}},
  "queues": [{{"id": "anybody"}}],
  "plans": [{{"id": "own", "stages": [{{"id": "own", "action": {{"offer_owner": {{}}}}}},
    {{"id": "s", "action": {{"queue": {{"queue": "anybody"}}}}}}]}}],
  "agents": [{{"id": "ann"}}, {{"id": "bob"}}, {{"id": "cat", "queues": [{{"queue": "anybody"}}]}}]}}"#
    )
}

fn known() -> Arc<Accounts> {
    Arc::new(Accounts::from_json(ACCOUNTS).unwrap())
}

fn company(id: &str, name: &str) -> Lead {
    Lead::new(id).unwrap().with("company", name)
}

fn text(floor: &Floor, lead: &str, name: &str) -> Option<String> {
    match floor.state().lead_view(&lead.parse().unwrap()).unwrap().lead.get(name) {
        Some(Value::Text(text)) => Some(text.to_string()),
        _ => None,
    }
}

#[test]
fn a_history_is_read_again_without_the_accounts() {
    let now: Timestamp = "2026-03-02T15:00:00Z".parse().unwrap();
    let with = Policy::from_json(&policy("")).unwrap().with_accounts(known()).unwrap();
    let (mut floor, first) = Floor::open(with, now);
    let mut records = vec![first];
    let commands = [
        Command::Submit(company("L-1", "WEYERHAUSER INC").with("zip", "98104")),
        Command::Submit(company("L-2", "3M Healthcare")),
        Command::Submit(company("L-3", "Weyerhauser")),
        Command::Revise {
            lead: "L-3".parse().unwrap(),
            corrections: vec![Correction { attribute: "zip".parse().unwrap(), value: "98104".into() }],
            inquired: false,
        },
    ];
    for command in &commands {
        records.extend(floor.run(now, command).records().cloned());
    }
    assert_eq!(text(&floor, "L-1", "rep").as_deref(), Some("bob"));
    assert_eq!(text(&floor, "L-2", "rep").as_deref(), Some("ann"), "by the tree");
    assert_eq!(text(&floor, "L-3", "account").as_deref(), Some("W"), "the correction was enough");
    let mut again = FloorState::new();
    for record in &records {
        again.apply(record).unwrap();
    }
    assert_eq!(again.snapshot(), floor.state().snapshot());
    // Whoever takes the floor up again attaches them; whoever does not is told so by the verdict.
    let mut bare = Floor::resume(again).unwrap();
    bare.run(now, &Command::Submit(company("L-4", "3M")));
    assert_eq!(text(&bare, "L-4", "sure").as_deref(), Some("not_asked"));
    let mut bare = bare.with_accounts(known()).unwrap();
    bare.run(now, &Command::Submit(company("L-5", "3M")));
    assert_eq!(text(&bare, "L-5", "sure").as_deref(), Some("accept"));
}

#[test]
fn accounts_stay_attached_when_the_policy_is_replaced() {
    let now: Timestamp = "2026-03-02T15:00:00Z".parse().unwrap();
    let with = Policy::from_json(&policy("")).unwrap().with_accounts(known()).unwrap();
    let (mut floor, _) = Floor::open(with, now);
    let json = policy("").replace(r#""id": "p""#, r#""id": "q""#);
    floor.run(now, &Command::ReplacePolicy(Box::new(PolicyDoc::from_json(&json).unwrap())));
    assert_eq!(floor.policy().id().as_str(), "q");
    floor.run(now, &Command::Submit(company("L-1", "3M")));
    assert_eq!(text(&floor, "L-1", "account").as_deref(), Some("3M"));
}

#[test]
fn accounts_are_asked_for_by_digest() {
    let digest = Policy::digest_of(&known());
    let mut doc: AccountsDoc = serde_json::from_str(ACCOUNTS).unwrap();
    doc.accounts.reverse();
    assert_eq!(Policy::digest_of(&Accounts::compile(&doc).unwrap()), digest, "their order plays no part");
    let asks = Policy::from_json(&policy(&format!(r#", "digest": "{digest}""#))).unwrap();
    assert_eq!(asks.clone().with_accounts(known()).unwrap().accounts().unwrap().len(), 3);
    doc.accounts.pop();
    let others = Accounts::compile(&doc).unwrap();
    let refused = asks.with_accounts(Arc::new(others.clone())).unwrap_err().to_string();
    let said =
        format!("the accounts have digest {}, and the policy asks for {digest}", Policy::digest_of(&others));
    assert_eq!(refused, format!("error: accounts: {said}"));
    let none = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#).unwrap();
    let refused = none.with_accounts(known()).unwrap_err().to_string();
    assert_eq!(refused, "error: accounts: the policy asks no accounts, so there are none to attach");
    let own = Policy::from_json(&policy(&format!(r#", "list": {ACCOUNTS}"#))).unwrap();
    assert_eq!(own.accounts().unwrap().len(), 3);
    let refused = own.with_accounts(known()).unwrap_err().to_string();
    assert_eq!(refused, "error: accounts: the policy has a list of accounts of its own");
}

#[test]
fn an_owner_by_an_account_follows_the_account() {
    let now: Timestamp = "2026-03-02T15:00:00Z".parse().unwrap();
    let policy = Policy::from_json(&policy("")).unwrap().with_accounts(known()).unwrap();
    let owner = |lead: &Lead| lead.owner().map(ToString::to_string);
    let lead = policy.locate(&company("L", "3M"), now);
    assert_eq!(owner(&lead).as_deref(), Some("ann"));
    let other = policy.locate(&lead.clone().with("company", "Weyerhaeuser"), now);
    assert_eq!(owner(&other).as_deref(), Some("bob"));
    assert_eq!(owner(&policy.locate(&lead.with("company", "Nobody Knows"), now)), None);
    let own = company("L", "3M").owned_by("cat".parse().unwrap());
    assert_eq!(owner(&policy.locate(&own, now)).as_deref(), Some("cat"), "an owner of its own stays");
}

#[test]
fn the_explanation_says_which_account_and_what_was_missing() {
    let now: Timestamp = "2026-03-02T15:00:00Z".parse().unwrap();
    let with = Policy::from_json(&policy("")).unwrap().with_accounts(known()).unwrap();
    let (floor, _) = Floor::open(with, now);
    let says = |lead: Lead| {
        let command = Command::Submit(lead);
        let (decision, why) = floor.explain(now, &command);
        assert_eq!(decision, floor.decide(now, &command), "to the byte");
        why.findings.iter().find(|own| matches!(own, Finding::Company(_))).unwrap().to_string()
    };
    assert_eq!(
        says(company("L", "Weyerhauser")),
        "company: review: a close name alone; account `W`, `Weyerhaeuser Company`: close name (9167 bp, 11 bits); to be \
         sure it takes the domain, the telephone number or the ZIP"
    );
    assert_eq!(
        says(company("L", "3M Healthcare")),
        "company: accept: the exact name; account `3M-H`, `3M Health Care`: same name but for spaces (10000 bp, 23 bits); \
         its leads are `ann`'s"
    );
    assert_eq!(says(company("L", "Acme Anvils")), "company: reject: nothing that speaks for an account");
}

/// Every refusal of the section, at once.
#[test]
fn what_is_wrong_with_the_section_is_said() {
    let said = |accounts: &str| {
        let json = policy("").replace(
            r#"{"fields": {"company": "company", "zip": "zip"},
    "writes": {"account": "account", "verdict": "sure", "owner": "rep", "why": "why"}}"#,
            accounts,
        );
        let error = Policy::from_json(&json).unwrap_err();
        error
            .issues
            .iter()
            .map(ToString::to_string)
            .filter(|own| own.contains("accounts"))
            .collect::<Vec<_>>()
    };
    let digest = Policy::digest_of(&known());
    let list = r#"{"accounts": [{"id": "A", "name": "Acme", "parent": "B"}, {"id": "A", "name": "!"}]}"#;
    assert_eq!(
        said(&format!(
            r#"{{"fields": {{"company": "compny", "zip": "sure", "domains": ["company", "why"]}}, "digest": "{digest}",
            "writes": {{"account": "account", "verdict": "sure", "tree": "rep", "why": "account"}}, "list": {list}}}"#
        )),
        [
            "accounts.fields.company: unknown attribute `compny`, did you mean `company`?",
            "accounts.fields.zip: attribute `sure` is written by the accounts, so it says nothing of the company",
            "accounts.writes.tree: attribute `rep` is declared as text, and is texts here",
            "accounts.writes[3]: attribute `account` is already there, at accounts.writes[0]",
            "accounts.digest: accounts are in `list` or attached by their `digest`, not both",
            "accounts.list.accounts[1].id: account `A` is also `accounts[0]`",
            "accounts.list.accounts[0].parent: unknown account `B`, did you mean `A`?",
            "accounts.list.accounts[1].name: `!` has no letters",
        ]
    );
    let twice = r#"{"accounts": [{"id": "A", "name": "Acme Inc."}, {"id": "B", "name": "ACME LLC"}]}"#;
    let policy = Policy::from_json(&policy(&format!(r#", "list": {twice}"#))).unwrap();
    let warned: Vec<String> = policy.issues().iter().map(ToString::to_string).collect();
    assert!(
        warned.iter().any(|own| own.starts_with("accounts.list.") && own.contains("is also")),
        "{warned:?}"
    );
}
