//! The cases drawn from other systems' tests, issues and documentation, each by its id, held to a whole floor.
//!
//! What concerns the turn ledger alone is in `ledger_properties.rs` too. A case we decide otherwise says so.
// A test may fail by panicking, in its helpers too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![allow(missing_docs, unreachable_pub)]

mod desk;

use desk::{Desk, members, policy, shares};
use fairdeal::Outcome;
use serde_json::{Value, json};

/// Cases that are not ours to decide here, and why.
const OUT_OF_SCOPE: &[(&str, &str)] = &[
    ("A15", "counts over a thousand leads: the ledger's own, in `ledger_properties.rs`"),
    (
        "A19",
        "a floor holds its owned leads itself; a lead that comes with an owner is routed by `offer_owner`",
    ),
    ("B9", "raw counts as input: the turn ledger takes none; joining is level by construction"),
    ("B11", "calibration by hand of raw counts: the ledger's rules on absence stand in its place"),
    ("B17", "a threshold on shortfalls of raw counts: the ledger deals exactly instead"),
    ("C1", "`pace` spreads a monthly cap to the instant: there is no rounded count a day to be forced past"),
    ("D15", "a last resort is a stage of its own (`nobody_eligible`), never a silent fallback"),
    (
        "E1",
        "positions on joining: a place in line comes from the discipline alone; a line that is full is `bound_push_out_newest`",
    ),
    ("E9", "merging duplicates is done before a lead is submitted"),
    ("E13", "skipping old leads is a rule over an attribute of the host's"),
    ("E15", "conditions are asked when a lead is routed or transferred, not while it is owned"),
    ("E25", "rules that fire by ticks: stages and timers in their place"),
];

/// Where the other cases are tested: here, or as a golden scenario.
const GOLDEN: &[(&str, &str)] = &[
    ("B19", "strategy_longest_idle_tier_first"),
    ("C13", "cap_on_return_keep"),
    ("C15", "cap_two_levels"),
    ("C17", "cap_recipient_full_goes_on"),
    ("C19", "capacity_units"),
    ("D1", "wrap_up"),
    ("D5", "offer_delays"),
    ("D7", "pause_only_real_offers"),
    ("D11", "tiers_open_when_empty"),
    ("D13", "tiers_stay_open"),
    ("D17", "discipline_fifo_oldest_first_when_one_frees"),
    ("D19", "tiers_open_with_time"),
    ("E5", "discipline_lifo_ignores_priority"),
    ("E7", "preferred_leads_first"),
    ("E17", "claim_lease"),
    ("V LionDesk", "roll_out_liondesk"),
    ("E19", "claim_list"),
    ("V nginx", "strategy_smooth_weighted"),
    ("V Omni-Channel", "skills_dropped_in_order"),
    ("V LeadAngel", "follow_up_business_hours"),
    ("V LeadConduit", "cap_two_levels"),
];

/// Those that have a test in another file: which, and its name.
const ELSEWHERE: &[(&str, &str, &str)] =
    &[("E11", include_str!("company_names.rs"), "e11_a_name_inside_a_name_does_not_match")];

#[rustfmt::skip]
const HERE: &[&str] = &[
    "A1", "A3", "A5", "A7", "A9", "A11", "A13", "A17", "A21", "A23", "B1", "B3", "B5", "B7", "B13", "B15",
    "B21", "B23", "B25", "C3", "C5", "C7", "C9", "C11", "D3", "D9", "E3", "E21", "E23",
    "V Chili Piper", "V Distribution Engine",
];

#[test]
fn every_case_is_tested_or_says_why_not() {
    let mut all: Vec<String> = Vec::new();
    for (letter, last) in [('A', 23), ('B', 25), ('C', 19), ('D', 19), ('E', 25)] {
        all.extend((1..=last).step_by(2).map(|number| format!("{letter}{number}")));
    }
    let vendors = [
        "nginx",
        "Chili Piper",
        "Distribution Engine",
        "LeadAngel",
        "Omni-Channel",
        "LeadConduit",
        "LionDesk",
    ];
    all.extend(vendors.map(|vendor| format!("V {vendor}")));
    let source = include_str!("cases.rs").to_lowercase();
    for id in &all {
        let here = HERE.contains(&id.as_str());
        let golden = GOLDEN.iter().find(|(case, _)| case == id);
        let elsewhere = ELSEWHERE.iter().find(|(case, ..)| case == id);
        let out = OUT_OF_SCOPE.iter().any(|(case, _)| case == id);
        assert_eq!(
            u8::from(here) + u8::from(golden.is_some()) + u8::from(elsewhere.is_some()) + u8::from(out),
            1,
            "{id} has no place, or several"
        );
        if here {
            let name = format!("\nfn {}_", id.to_lowercase().replace(' ', "_"));
            assert!(source.contains(&name), "no test is named `{}…`", name.trim_start());
        }
        if let Some((_, scenario)) = golden {
            let file = format!("{}/tests/golden/{scenario}.jsonl", env!("CARGO_MANIFEST_DIR"));
            assert!(std::path::Path::new(&file).exists(), "{id}: there is no {file}");
        }
    }
    for (id, source, name) in ELSEWHERE {
        assert!(source.contains(&format!("\nfn {name}()")), "{id}: no test is named `{name}`");
    }
    assert_eq!(all.len(), HERE.len() + GOLDEN.len() + ELSEWHERE.len() + OUT_OF_SCOPE.len());
}

fn with(strategy: &str) -> Value {
    json!({"queues": [{"id": "web", "strategy": strategy}]})
}

// Frappe `test_assignment_rule.py::test_round_robin`.
#[test]
fn a1_frappe_rotation_ignores_open_work() {
    let mut desk = Desk::staffed(&["t0", "t1", "t2"], json!({}));
    let mut got = desk.leads("L", 2);
    desk.done("L0");
    desk.done("L1");
    got.extend(desk.leads("M", 2));
    assert_eq!(got, ["t0", "t1", "t2", "t0"]);
}

// Chatwoot `inbox_round_robin_service_spec.rb`; holds for the strategy `least_recent`.
#[test]
fn a3_chatwoot_only_two_allowed_keeps_the_others_turns() {
    let all = ["m0", "m1", "m2", "m3", "m4"];
    let mut desk = Desk::staffed(&all, with("least_recent"));
    desk.away(&["m1", "m2", "m3"]);
    assert_eq!(desk.lead("L"), "m0");
    desk.here(&all);
    assert_eq!(desk.leads("M", 5), ["m1", "m2", "m3", "m4", "m0"]);
}

// Derived from Chatwoot's; holds for the strategy `least_recent`.
#[test]
fn a5_chatwoot_two_online_then_all() {
    let all = ["m0", "m1", "m2", "m3", "m4"];
    let mut desk = Desk::staffed(&all, with("least_recent"));
    desk.away(&["m0", "m3", "m4"]);
    assert_eq!(desk.leads("L", 6), ["m1", "m2", "m1", "m2", "m1", "m2"]);
    desk.here(&all);
    assert_eq!(desk.leads("M", 5), ["m0", "m3", "m4", "m1", "m2"]);
}

// Chatwoot: nobody allowed, no assignment, and the turn is where it was.
#[test]
fn a7_chatwoot_nobody_allowed_moves_nothing() {
    let mut desk = Desk::staffed(&["m0", "m1"], json!({}));
    assert_eq!(desk.lead("L"), "m0");
    desk.away(&["m0", "m1"]);
    assert_eq!(desk.leads("M", 3), ["-", "-", "-"]);
    for lead in ["M0", "M1", "M2"] {
        desk.run(json!({"reassign": {"lead": lead, "to": "m0"}}));
    }
    desk.here(&["m0", "m1"]);
    assert_eq!(desk.lead("N"), "m1");
}

// jamessimone `RoundRobinAssignerTests.cls`: u1 is inactive.
#[test]
fn a9_jamessimone_only_the_active_one() {
    let stages = json!([{"id": "own", "action": {"offer_owner": {}}}, {"id": "push", "action": {"queue": {"queue": "web"}}}]);
    let agents = json!([{"id": "u1", "blocked": true, "queues": [{"queue": "web"}]}, {"id": "u2", "queues": [{"queue": "web"}]}]);
    let mut desk = Desk::open(policy(agents, json!({"plans": [{"id": "d", "stages": stages}]})));
    desk.here(&["u1", "u2"]);
    for (id, owner) in [("L1", json!("u1")), ("L2", json!("u1")), ("L3", json!(null)), ("L4", json!(null))] {
        desk.run(json!({"submit": {"id": id, "owner": owner}}));
        assert_eq!(desk.owner(id), "u2");
    }
}

// Frappe Helpdesk; the peer gives A.
#[test]
fn a11_frappe_helpdesk_the_next_after_the_last_who_left() {
    let mut desk = Desk::staffed(&["A", "B", "C", "D"], json!({}));
    assert_eq!(desk.leads("L", 3), ["A", "B", "C"]);
    desk.away(&["C"]);
    assert_eq!(desk.lead("M"), "D");
}

// Vacademy PR#2170: handing absent turns to a backup gives A 2, E 8.
#[test]
fn a13_vacademy_absent_turns_fall_to_nobody() {
    let mut desk = Desk::staffed(&["A", "B", "C", "D", "E"], json!({}));
    desk.away(&["B", "C", "D"]);
    let got = desk.leads("L", 10);
    assert_eq!(shares(&got, &["A", "E"]), [5, 5]);
}

// Odoo `test_assign_fairness_member_order_bias`: before 30/0.
#[test]
fn a17_odoo_one_lead_a_run() {
    let mut desk = Desk::staffed(&["A", "B"], json!({}));
    let mut got = Vec::new();
    for run in 0..30 {
        desk.wait(25 * 3_600);
        got.push(desk.lead(&format!("L{run}")));
    }
    assert_eq!(shares(&got, &["A", "B"]), [15, 15]);
}

fn two_queues(agents: &Value) -> Value {
    let stage = |id: &str, when: Value| json!({"id": id, "when": when, "action": {"queue": {"queue": id}}});
    let is_b = json!({"present": {"attribute": "b"}});
    let stages = json!([stage("b", is_b), stage("web", json!({"always": {}}))]);
    policy(
        agents.clone(),
        json!({
            "queues": [{"id": "web"}, {"id": "b"}], "attributes": [{"id": "b", "type": "boolean"}],
            "plans": [{"id": "d", "stages": stages}],
        }),
    )
}

// FreeSWITCH: a turn in another queue moved this one's.
#[test]
fn a21_freeswitch_queues_have_turns_of_their_own() {
    let both = json!([{"queue": "web"}, {"queue": "b"}]);
    let agents =
        json!([{"id": "X", "queues": both}, {"id": "Y", "queues": both}, {"id": "Z", "queues": both}]);
    let mut desk = Desk::open(two_queues(&agents));
    desk.here(&["X", "Y", "Z"]);
    assert_eq!(desk.leads("L", 2), ["X", "Y"]);
    assert_eq!(desk.lead_with("B", json!({"b": true})), "X");
    assert_eq!(desk.leads("M", 2), ["Z", "X"]);
}

// Asterisk commit 42a83618dd.
#[test]
fn a23_asterisk_joining_and_leaving_moves_nobody_else() {
    let mut desk = Desk::staffed(&["A", "B", "C", "D"], with("least_recent"));
    assert_eq!(desk.leads("L", 2), ["A", "B"]);
    desk.run(json!({"leave": {"agent": "D"}}));
    desk.run(json!({"change": {"id": "C", "name": "Cecily", "queues": [{"queue": "web"}]}}));
    assert_eq!(desk.leads("M", 3), ["C", "A", "B"]);
}

// The same, held by the pointer: its circle is by priority and id, and goes on after whoever was last. Chatwoot's five
// leads after m1 and m2 alone begin after the last of them here, where its list begins with those who waited longest.
#[test]
fn a3_a5_a11_a21_a23_by_pointer() {
    let all = ["m0", "m1", "m2", "m3", "m4"];
    let mut desk = Desk::staffed(&all, with("pointer"));
    desk.away(&["m1", "m2", "m3"]);
    assert_eq!(desk.lead("L"), "m0");
    desk.here(&all);
    assert_eq!(desk.leads("M", 5), ["m1", "m2", "m3", "m4", "m0"]);

    let mut desk = Desk::staffed(&all, with("pointer"));
    desk.away(&["m0", "m3", "m4"]);
    assert_eq!(desk.leads("L", 6), ["m1", "m2", "m1", "m2", "m1", "m2"]);
    desk.here(&all);
    assert_eq!(desk.leads("M", 5), ["m3", "m4", "m0", "m1", "m2"]);

    let mut desk = Desk::staffed(&["A", "B", "C", "D"], with("pointer"));
    assert_eq!(desk.leads("L", 3), ["A", "B", "C"]);
    desk.away(&["C"]);
    assert_eq!(desk.lead("M"), "D");

    let both = json!([{"queue": "web"}, {"queue": "b"}]);
    let agents =
        json!([{"id": "X", "queues": both}, {"id": "Y", "queues": both}, {"id": "Z", "queues": both}]);
    let mut doc = two_queues(&agents);
    doc["queues"] = json!([{"id": "web", "strategy": "pointer"}, {"id": "b", "strategy": "pointer"}]);
    let mut desk = Desk::open(doc);
    desk.here(&["X", "Y", "Z"]);
    assert_eq!(desk.leads("L", 2), ["X", "Y"]);
    assert_eq!(desk.lead_with("B", json!({"b": true})), "X");
    assert_eq!(desk.leads("M", 2), ["Z", "X"]);

    let mut desk = Desk::staffed(&["A", "B", "C", "D"], with("pointer"));
    assert_eq!(desk.leads("L", 2), ["A", "B"]);
    desk.run(json!({"leave": {"agent": "D"}}));
    desk.run(json!({"change": {"id": "C", "name": "Cecily", "queues": [{"queue": "web"}]}}));
    desk.run(json!({"join": {"id": "BB", "queues": [{"queue": "web"}]}}));
    let mut again = policy(members(&["A", "B", "C"]), with("pointer"));
    again["id"] = json!("second");
    desk.run(json!({"replace_policy": again}));
    assert_eq!(desk.leads("M", 3), ["C", "A", "B"]);
}

// Frappe `test_load_balancing`.
#[test]
fn b1_frappe_who_has_least_gets_the_next_five() {
    let mut desk = Desk::staffed(&["u0", "u1", "u2"], with("least_loaded"));
    let got = desk.leads("L", 30);
    assert_eq!(shares(&got, &["u0", "u1", "u2"]), [10, 10, 10]);
    let his: Vec<String> =
        (0..30).map(|at| format!("L{at}")).filter(|id| desk.owner(id) == "u0").take(5).collect();
    for lead in his {
        desk.done(&lead);
    }
    assert_eq!(desk.leads("M", 5), ["u0"; 5]);
}

// Chatwoot `balanced_selector_spec.rb`.
#[test]
fn b3_chatwoot_closed_never_counts() {
    let mut desk = Desk::staffed(&["a", "b"], with("least_loaded"));
    desk.away(&["b"]);
    desk.leads("A", 4);
    for lead in ["A0", "A1", "A2"] {
        desk.done(lead);
    }
    desk.away(&["a"]);
    desk.here(&["b"]);
    desk.leads("B", 2);
    desk.here(&["a"]);
    assert_eq!(desk.lead("L"), "a");
}

// Chatwoot: all alike, so the rotation decides; ours by who has been idle longest.
#[test]
fn b5_chatwoot_equal_loads_rotate() {
    let mut desk = Desk::staffed(&["a", "b", "c"], with("least_loaded"));
    assert_eq!(desk.leads("L", 6), ["a", "b", "c", "a", "b", "c"]);
}

// Rocket.Chat#13134: the peer gave five in a row to agent 2.
#[test]
fn b7_rocket_chat_equal_loads_go_by_recency() {
    let mut desk = Desk::staffed(&["a1", "a2"], with("least_loaded"));
    desk.away(&["a2"]);
    for lead in desk.leads("L", 5).iter().enumerate().map(|(at, _)| format!("L{at}")).collect::<Vec<_>>() {
        desk.done(&lead);
    }
    desk.here(&["a2"]);
    let mut got = Vec::new();
    for at in 0..6 {
        let lead = format!("M{at}");
        got.push(desk.lead(&lead));
        desk.wait(1);
        desk.done(&lead);
    }
    assert_eq!(got, ["a2", "a1", "a2", "a1", "a2", "a1"]);
}

// Cal.com `getLuckyUser.test.ts` "different weights": nothing is owed from before joining.
#[test]
fn b13_cal_com_who_joins_is_level() {
    let mut desk = Desk::staffed(&["u1"], json!({}));
    desk.leads("L", 10);
    desk.run(json!({"join": {"id": "u2", "queues": [{"queue": "web"}]}}));
    desk.here(&["u2"]);
    let got = desk.leads("M", 4);
    assert_eq!(shares(&got, &["u1", "u2"]), [2, 2]);
}

// Cal.com "priority ranking"; ours: a missing priority is 0.
#[test]
fn b15_cal_com_priority_beats_recency() {
    let agents = json!([
        {"id": "p0", "queues": [{"queue": "web"}]},
        {"id": "p2", "queues": [{"queue": "web", "priority": 2}]},
        {"id": "p4", "queues": [{"queue": "web", "priority": 4}]},
    ]);
    let mut desk = Desk::open(policy(agents, with("priority_order")));
    desk.here(&["p0", "p2", "p4"]);
    assert_eq!(desk.leads("L", 3), ["p4"; 3]);
}

// Asterisk; the peer gave it to tier 1's long idle agent.
#[test]
fn b21_asterisk_the_tier_beats_idle_time() {
    let agents = json!([
        {"id": "low", "queues": [{"queue": "web", "tier": 1}]},
        {"id": "high", "queues": [{"queue": "web", "tier": 2}]},
    ]);
    let mut desk = Desk::open(policy(agents, with("longest_idle")));
    desk.here(&["low", "high"]);
    desk.wait(12 * 86_400);
    assert_eq!(desk.lead("L"), "low");
    desk.done("L");
    assert_eq!(desk.lead("M"), "low");
}

// FreePBX#40: the peer asked A again.
#[test]
fn b23_freepbx_no_answer_goes_to_the_next() {
    let stage = json!({"id": "push", "action": {"queue": {"queue": "web", "accept_within": {"wall_s": 20}}}});
    let more = json!({"queues": [{"id": "web", "strategy": "least_recent"}], "plans": [{"id": "d", "stages": [stage]}]});
    let mut desk = Desk::staffed(&["A", "B"], more);
    assert_eq!(desk.lead("L"), "A");
    desk.wait(20);
    assert_eq!(desk.owner("L"), "B");
}

// EspoCRM: open counts 2, 1, 1. Of those alike ours takes who has been idle longest, then the id.
#[test]
fn b25_espocrm_ties_end_in_the_id() {
    let more = json!({"queues": [{"id": "web", "strategy": {"keys": ["least_loaded"]}}]});
    let mut desk = Desk::staffed(&["1", "2", "3"], more);
    assert_eq!(desk.leads("L", 4), ["1", "2", "3", "1"]);
    assert_eq!(desk.lead("M"), "2");
}

// Odoo `test_assign_count`: a cap of 0, opted out, archived.
#[test]
fn c3_odoo_never_chosen() {
    let agents = json!([
        {"id": "none", "queues": [{"queue": "web"}], "cap_limits": [{"cap": "month", "limit": 0}]},
        {"id": "out", "queues": [{"queue": "web"}], "cap_limits": [{"cap": "month", "limit": 45}], "blocked": true},
        {"id": "gone", "queues": [{"queue": "web"}]},
        {"id": "yes", "queues": [{"queue": "web"}]},
    ]);
    let cap = json!([{"id": "month", "limit": 45, "per": ["agent"], "window": "month"}]);
    let mut desk = Desk::open(policy(agents, json!({"caps": cap})));
    desk.run(json!({"leave": {"agent": "gone"}}));
    desk.here(&["none", "out", "gone", "yes"]);
    assert_eq!(desk.leads("L", 5), ["yes"; 5]);
}

// Odoo PR#118156 / #121269: a division by nought. Ours: the lead waits.
#[test]
fn c5_odoo_no_weight_at_all() {
    let agents = json!([{"id": "a", "queues": [{"queue": "web", "weight": 0}]}]);
    let mut desk = Desk::open(policy(agents, json!({})));
    desk.here(&["a"]);
    assert_eq!(desk.leads("L", 2), ["-", "-"]);
}

// Chatwoot `..._fair_distribution_spec.rb`.
#[test]
fn c7_chatwoot_two_an_hour_each() {
    let cap = json!([{"id": "hour", "limit": 2, "per": ["agent"], "window": {"rolling": {"span_s": 3_600}}}]);
    let mut desk = Desk::staffed(&["a", "b"], json!({"caps": cap}));
    let got = desk.leads("L", 5);
    assert_eq!((shares(&got, &["a", "b"]), got[4].as_str()), (vec![2, 2], "-"));
    let lead = fairdeal::Lead::new("why").unwrap();
    let (_, why) = desk.floor.explain(desk.now, &fairdeal::Command::Submit(lead));
    assert!(why.to_string().contains("cap `hour` is full"), "{why}");
}

// Chatwoot `rate_limiter_spec.rb`: limit 5, at 3 and at 5.
#[test]
fn c9_chatwoot_at_the_limit_is_over_it() {
    let cap = json!([{"id": "cap", "limit": 5, "per": ["agent"], "window": "day"}]);
    let mut desk = Desk::staffed(&["a"], json!({"caps": cap}));
    assert_eq!(desk.leads("L", 6), ["a", "a", "a", "a", "a", "-"]);
}

// Rocket.Chat.
#[test]
fn c11_rocket_chat_the_third_waits() {
    let agents = json!([{"id": "a", "queues": [{"queue": "web"}], "capacity": {"units": 2}}]);
    let mut desk = Desk::open(policy(agents, json!({})));
    desk.here(&["a"]);
    assert_eq!(desk.leads("L", 3), ["a", "a", "-"]);
}

// Asterisk `wrapup_time`: members are shared by queues, and wrap up for all of them.
#[test]
fn d3_asterisk_wrap_up_is_the_agents_not_the_queues() {
    let both = json!([{"queue": "web"}, {"queue": "b"}]);
    let mut doc = two_queues(&json!([{"id": "m1", "queues": both}, {"id": "m2", "queues": both}]));
    doc["queues"] = json!([{"id": "web", "wrap_up_s": 60}, {"id": "b", "wrap_up_s": 60}]);
    let mut desk = Desk::open(doc);
    desk.here(&["m1", "m2"]);
    assert_eq!(desk.lead("q1"), "m1");
    desk.done("q1");
    assert_eq!(desk.lead_with("q2", json!({"b": true})), "m2");
    desk.done("q2");
    assert_eq!(desk.lead("q3"), "-");
}

// Asterisk `queue_penalty_outside_range`: ours is a tier that does not open.
#[test]
fn d9_asterisk_a_tier_not_open_times_out() {
    let agents = json!([{"id": "a", "queues": [{"queue": "web", "tier": 2}]}]);
    let stages = json!([
        {"id": "push", "action": {"queue": {"queue": "web", "wait": {"wall_s": 30}}}},
        {"id": "end", "action": {"archive": {"reason": "timed out"}}},
    ]);
    let queue = json!([{"id": "web", "open_next_tier_when_empty": false, "tiers": [{"tier": 2, "opens_after_s": 60}]}]);
    let mut desk =
        Desk::open(policy(agents, json!({"queues": queue, "plans": [{"id": "d", "stages": stages}]})));
    desk.here(&["a"]);
    assert_eq!(desk.lead("L"), "-");
    desk.wait(30);
    assert!(matches!(desk.standing("L"), fairdeal::LeadStanding::Closed { .. }));
}

// OpenACD `call_queue.erl` "grab priority": there the lower is urgent, here the higher; hence the signs.
#[test]
fn e3_openacd_the_most_urgent_first() {
    let more = json!({
        "attributes": [{"id": "urgent", "type": "integer"}],
        "queues": [{"id": "web", "discipline": {"priority": {"attribute": "urgent"}}, "pull": {"lease_s": 600}}],
        "plans": [{"id": "d", "stages": [{"id": "pool", "action": {"pool": {"queue": "web"}}}]}],
    });
    let mut desk = Desk::open(policy(members(&["a"]), more));
    for (id, urgent) in [("c1", -1), ("c2", 0), ("c3", -1)] {
        desk.lead_with(id, json!({"urgent": urgent}));
    }
    for id in ["c2", "c1", "c3"] {
        assert!(matches!(desk.claim("a"), Outcome::Assigned { lead, .. } if lead.as_str() == id));
    }
    assert!(matches!(desk.claim("a"), Outcome::Refused(_)));
}

// Asterisk#1736.
#[test]
fn e21_asterisk_completed_twice_counts_once() {
    let mut desk = Desk::staffed(&["a"], json!({}));
    desk.lead("L");
    desk.done("L");
    let state = desk.floor.state().clone();
    let again = json!({"dispose": {"lead": "L", "agent": "a", "disposition": {"final": {"code": "won"}}}});
    assert!(matches!(desk.run(again), Outcome::Unchanged { .. }));
    assert_eq!(*desk.floor.state(), state);
}

// Asterisk#1691: two groups share an agent; the peer came to a standstill.
#[test]
fn e23_asterisk_one_lead_is_first_in_each_queue() {
    let both = json!([{"queue": "web"}, {"queue": "b"}]);
    let agents = json!([{"id": "a", "queues": both, "capacity": {"units": 1}}]);
    let mut desk = Desk::open(two_queues(&agents));
    desk.lead("L1");
    desk.lead_with("L2", json!({"b": true}));
    desk.here(&["a"]);
    let mut order = Vec::new();
    for _ in 0..2 {
        let held: Vec<&str> = ["L1", "L2"].into_iter().filter(|id| desk.owner(id) == "a").collect();
        assert_eq!(held.len(), 1);
        order.push(held[0]);
        desk.done(held[0]);
    }
    assert_eq!(order, ["L1", "L2"]);
}

fn weighted(weights: &[(&str, u32)]) -> Desk {
    let agents =
        weights.iter().map(|(id, weight)| json!({"id": id, "queues": [{"queue": "web", "weight": weight}]}));
    let mut desk = Desk::open(policy(agents.collect(), json!({})));
    desk.here(&weights.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    desk
}

#[test]
fn v_chili_piper_weights_as_given() {
    let mut desk = weighted(&[("a", 200), ("b", 100), ("c", 100)]);
    let got = desk.leads("L", 60);
    assert_eq!(shares(&got, &["a", "b", "c"]), [30, 15, 15]);
}

// Weight 0.5 among weights of 1 is 1 among weights of 2.
#[test]
fn v_distribution_engine_twice_a_cycle_and_every_other() {
    let mut desk = weighted(&[("twice", 4), ("half", 1), ("one", 2)]);
    let got = desk.leads("L", 14);
    assert_eq!(shares(&got, &["twice", "half", "one"]), [8, 2, 4]);
}
