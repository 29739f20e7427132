//! Two real lead sets, where they are at hand: `../shared/data`, or the folder in `FAIRDEAL_DATA`. They are not part of
//! this crate.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic: that is a failed test"
)]

mod built;
mod deal;

use std::path::{Path, PathBuf};

use deal::{assert_adds_up, assert_caps_kept, count, deal as run, folder, json, lines, stderr};
use serde_json::Value;

#[allow(clippy::disallowed_methods, reason = "a test may look where the data is")]
fn data(part: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let path = std::env::var("FAIRDEAL_DATA").map_or_else(|_| beside(), PathBuf::from).join(part);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: there is no {}", path.display());
    None
}

fn policy(name: &str) -> String {
    format!("{}/examples/policies/{name}.json", env!("CARGO_MANIFEST_DIR"))
}

fn by_rule(summary: &Value, id: &str) -> u64 {
    let rules = summary["rules"].as_array().unwrap();
    rules.iter().find(|rule| rule["id"] == id).map_or(0, |rule| count(rule, "leads"))
}

/// Counts the leads each agent holds, from the decisions alone, and the most anybody ever held.
fn most_held(decisions: &[Value]) -> usize {
    let mut held: std::collections::BTreeMap<String, std::collections::BTreeSet<String>> =
        std::collections::BTreeMap::new();
    let mut most = 0;
    for event in decisions.iter().flat_map(|decision| decision["events"].as_array().unwrap()) {
        let (kind, fields) = event.as_object().unwrap().iter().next().unwrap();
        let text = |key: &str| fields[key].as_str().unwrap_or_default().to_owned();
        match kind.as_str() {
            "offered" | "assigned" => {
                let leads = held.entry(text("agent")).or_default();
                leads.insert(text("lead"));
                most = most.max(leads.len());
            }
            "offer_ended" | "released" => {
                held.entry(text("agent")).or_default().remove(&text("lead"));
            }
            "closed" => held.values_mut().for_each(|leads| {
                leads.remove(&text("lead"));
            }),
            _ => {}
        }
    }
    most
}

#[test]
fn olist_by_source_and_from_sdr_to_sr() {
    let Some(leads) = data("olist/olist_marketing_qualified_leads_dataset.csv") else {
        return;
    };
    let at = folder("olist");
    let leads = leads.display().to_string();
    let maps = ["--map", "mql_id=id", "--map", "first_contact_date=received_at", "--map", "origin=source"];
    let policy = policy("olist");
    let mut options = vec!["--policy", &policy, "--leads", &leads, "--summary", "s.json", "--out", "d.jsonl"];
    options.extend(maps);
    let output = run(&at, &options);
    assert!(output.status.success(), "{}", stderr(&output));
    let summary = json(&at.join("s.json"));
    assert_adds_up(&summary);
    assert_caps_kept(&summary);
    assert_eq!(
        (count(&summary, "leads"), count(&summary, "rejected"), count(&summary, "unroutable")),
        (8_000, 0, 0)
    );
    for (source, leads) in [
        ("organic_search", 2_296),
        ("paid_search", 1_586),
        ("social", 1_350),
        ("unknown", 1_099),
        ("direct_traffic", 499),
        ("email", 493),
        ("referral", 284),
        ("other", 150),
        ("display", 118),
        ("other_publicities", 65),
        ("blank", 60),
    ] {
        assert_eq!(by_rule(&summary, source), leads, "{source}");
    }
    let decisions = lines(&at.join("d.jsonl"));
    let mut days = std::collections::BTreeMap::<&str, u64>::new();
    for decision in decisions.iter().filter(|decision| decision["command"].get("submit").is_some()) {
        *days.entry(decision["at"].as_str().unwrap().get(..10).unwrap()).or_default() += 1;
    }
    assert_eq!(days.values().max(), Some(&93), "the busiest day");
    assert!(most_held(&decisions) <= 60, "the cap on open work, counted from the decisions");
    let sr = summary["queues"].as_array().unwrap().iter().find(|queue| queue["id"] == "sr").unwrap();
    assert!(count(sr, "accepted") > 4_000, "warmed-up leads reach the second role: {sr}");
    assert_eq!(sr["members"].as_array().unwrap().len(), 22);
}

#[test]
fn maven_by_office_product_and_named_account() {
    let (Some(leads), Some(teams)) =
        (data("maven_crm/sales_pipeline.csv"), data("maven_crm/sales_teams.csv"))
    else {
        return;
    };
    let at = folder("maven");
    let (leads, teams, policy) = (leads.display().to_string(), teams.display().to_string(), policy("maven"));
    let mut options = vec![
        "--policy",
        &policy,
        "--leads",
        &leads,
        "--join",
        &teams,
        "--summary",
        "s.json",
        "--out",
        "d.jsonl",
    ];
    options.extend([
        "--map",
        "opportunity_id=id",
        "--map",
        "engage_date=received_at",
        "--map",
        "regional_office=office",
    ]);
    let output = run(&at, &options);
    assert!(output.status.success(), "{}", stderr(&output));
    let summary = json(&at.join("s.json"));
    assert_adds_up(&summary);
    assert_caps_kept(&summary);
    assert_eq!(
        (count(&summary, "leads"), count(&summary, "rejected"), count(&summary, "unroutable")),
        (8_800, 0, 0)
    );
    for (office, leads) in [("central", 3_512), ("west", 2_997), ("east", 2_291)] {
        assert_eq!(by_rule(&summary, office), leads, "{office}");
    }
    assert_eq!(summary["agents"].as_array().unwrap().len(), 35);
    let decisions = lines(&at.join("d.jsonl"));
    assert!(most_held(&decisions) <= 80, "the cap on open work, counted from the decisions");
    let mut stages = std::collections::BTreeMap::<&str, u64>::new();
    for decision in &decisions {
        if let Some(stage) = decision["command"]["submit"]["attributes"]["deal_stage"].as_str() {
            *stages.entry(stage).or_default() += 1;
        }
    }
    let expected = [("Engaging", 1_589), ("Lost", 2_473), ("Prospecting", 500), ("Won", 4_238)];
    assert_eq!(stages.into_iter().collect::<Vec<_>>(), expected);
    let named = decisions.iter().flat_map(|decision| decision["events"].as_array().unwrap());
    let named = named.filter(|event| event["stage_entered"]["stage"] == "named").count();
    assert!(named >= 574, "the named accounts have their own queues: {named}");
}

/// What became of the leads that an SDR handed to an SR.
#[derive(Debug, Default)]
struct Bridges {
    bridged: u64,
    kept: u64,
    taken: std::collections::BTreeMap<String, u64>,
    given: std::collections::BTreeMap<String, u64>,
}

/// Plays the hot transfer of the first rows of the funnel, day by day at eleven by the clock of São Paulo: of three SRs rung one
/// takes it at once, one after another has declined, and one never answers.
fn hot_transfers(rows: &[(String, String, String)]) -> (fairdeal::Floor, Bridges) {
    use fairdeal::*;
    let json = std::fs::read_to_string(policy("olist")).unwrap();
    let opened: Timestamp = "2017-06-01T12:00:00Z".parse().unwrap();
    let (mut floor, _) = Floor::open(Policy::from_json(&json).unwrap(), opened);
    let mut told = Bridges::default();
    for (number, (id, day, origin)) in rows.iter().enumerate() {
        let mut now: Timestamp = format!("{day}T14:00:00Z").parse().unwrap();
        now = now.plus(Span::seconds(number as u64 % 600)).max(floor.state().clock());
        let agents: Vec<AgentId> = floor.state().agent_views().into_iter().map(|view| view.agent).collect();
        let here = agents.iter().map(|agent| Sign::new(agent.clone(), PresenceState::Available, now));
        floor.see(PresenceSnapshot::new(here), now);
        let mut lead = Lead::new(id).unwrap();
        if !origin.is_empty() {
            lead = lead.with("source", origin.as_str());
        }
        let lead_id = lead.id().clone();
        floor.run(now, &Command::Submit(lead));
        let Some(LeadStanding::Offered { agent: sdr, .. }) =
            floor.state().lead_view(&lead_id).map(|view| view.standing)
        else {
            // The office is closed, or everybody has had as many today as may be.
            continue;
        };
        floor.run(now, &Command::Accept { lead: lead_id.clone(), agent: sdr.clone() });
        let reached =
            Command::Attempt { lead: lead_id.clone(), agent: sdr.clone(), reached: true, automated: false };
        floor.run(now, &reached);
        floor.run(now, &Command::Bridge { lead: lead_id.clone(), agent: sdr.clone() });
        while let Some(bridge) = floor.state().lead_view(&lead_id).unwrap().bridge {
            let sr = bridge.agents[0].clone();
            let busy = floor.state().agent_views().into_iter().find(|view| view.agent == sr).unwrap();
            assert!(busy.open_units >= 1, "whoever is rung has less room");
            match number % 3 {
                0 => drop(floor.run(now, &Command::Accept { lead: lead_id.clone(), agent: sr })),
                1 if floor.state().lead_view(&lead_id).unwrap().deadline
                    == Some(now.plus(Span::seconds(7))) =>
                {
                    floor.run(now, &Command::Decline { lead: lead_id.clone(), agent: sr });
                    if let Some(next) = floor.state().lead_view(&lead_id).unwrap().bridge {
                        let agent = next.agents[0].clone();
                        now = now.plus(Span::seconds(3));
                        floor.run(now, &Command::Accept { lead: lead_id.clone(), agent });
                    }
                }
                _ => {
                    now = bridge.until;
                    floor.run(now, &Command::Tick {});
                }
            }
        }
        let LeadStanding::Owned { agent: owner, how, .. } =
            floor.state().lead_view(&lead_id).unwrap().standing
        else {
            panic!("lead {lead_id} has no owner");
        };
        if how == AssignedHow::Bridged {
            told.bridged += 1;
            *told.taken.entry(owner.to_string()).or_default() += 1;
            *told.given.entry(sdr.to_string()).or_default() += 1;
        } else {
            assert_eq!(owner, sdr, "nobody took it, so the SDR keeps it");
            told.kept += 1;
        }
        let code = if how == AssignedHow::Bridged { "won" } else { "lost" }.to_owned();
        let disposition = Disposition::Final { code };
        floor.run(now, &Command::Dispose { lead: lead_id, agent: owner, disposition });
    }
    (floor, told)
}

#[test]
fn olist_from_sdr_to_sr_while_the_customer_waits() {
    let Some(path) = data("olist/olist_marketing_qualified_leads_dataset.csv") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let mut rows: Vec<(String, String, String)> =
        rows.map(|row| (row[0].clone(), row[1].clone(), row[3].clone())).collect();
    rows.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    rows.truncate(600);
    let (floor, told) = hot_transfers(&rows);
    assert!(told.bridged > 200 && told.kept > 100, "{} bridged, {} kept", told.bridged, told.kept);
    // Both are credited, each for their own part.
    for view in floor.state().agent_views() {
        let of = |map: &std::collections::BTreeMap<String, u64>| {
            map.get(view.agent.as_str()).copied().unwrap_or(0)
        };
        assert_eq!(u64::from(view.handed_off), of(&told.given), "{}", view.agent);
        assert_eq!(u64::from(view.taken_over), of(&told.taken), "{}", view.agent);
    }
    // Leads that came while the office was closed may be on offer still; nobody is rung any longer.
    assert!(floor.state().lead_views().iter().all(|view| view.bridge.is_none()));
    floor.state().check().unwrap();
}
