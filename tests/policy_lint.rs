//! What a policy allows and warns of: each warning beside a document that is nearly the same and must be silent.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)] // a panic here is a failed test

use fairdeal::policy::IssueKind;
use fairdeal::{Policy, PolicyDoc};
use serde_json::{Value, json};

mod rule_lint;

/// A policy with two queues, a plan to each, and somebody in both.
fn base() -> Value {
    json!({
        "format": 1, "semantics": 1, "id": "p", "default_plan": "a",
        "attributes": [
            {"id": "state", "type": "text"}, {"id": "score", "type": "integer"},
            {"id": "vip", "type": "boolean"}, {"id": "tags", "type": "texts"}],
        "sets": [{"id": "west", "values": ["CA", "OR", "WA"]}],
        "queues": [{"id": "a"}, {"id": "b"}],
        "plans": [
            {"id": "a", "stages": [{"id": "s", "action": {"queue": {"queue": "a"}}}]},
            {"id": "b", "stages": [{"id": "s", "action": {"queue": {"queue": "b"}}}]}],
        "rules": [],
        "agents": [{"id": "ann", "queues": [{"queue": "a"}, {"queue": "b"}]}]
    })
}

/// The base with some fields in place of its own.
fn with(fields: Value) -> Policy {
    let mut doc = base();
    for (field, value) in fields.as_object().unwrap() {
        doc[field] = value.clone();
    }
    let doc: PolicyDoc = serde_json::from_value(doc).unwrap();
    Policy::compile(&doc).unwrap()
}

/// What is said of a policy, without what is unused, which these documents are full of.
fn said(fields: Value) -> Vec<String> {
    let policy = with(fields);
    let issues = policy.lint().iter().filter(|issue| issue.kind != IssueKind::Unused);
    issues.map(ToString::to_string).collect()
}

/// Rules with these conditions, the first to plan `a`, the others to plan `b`.
fn rules(conditions: &[Value]) -> Value {
    let rule = |(at, when): (usize, &Value)| json!({"id": format!("r{at}"), "order": at, "when": when, "plan": if at == 0 { "a" } else { "b" }});
    json!({"rules": conditions.iter().enumerate().map(rule).collect::<Vec<_>>()})
}

fn is(attribute: &str, value: impl Into<Value>) -> Value {
    json!({"equals": {"attribute": attribute, "value": value.into()}})
}

fn one_of(attribute: &str, values: &[&str]) -> Value {
    json!({"any_of": {"attribute": attribute, "values": values}})
}

fn range(from: i64, below: i64) -> Value {
    json!({"range": {"attribute": "score", "from": from, "below": below}})
}

#[test]
fn the_base_is_sound_but_for_the_plan_no_rule_leads_to() {
    assert_eq!(said(rules(&[is("state", "CA"), is("state", "OR")])), Vec::<String>::new());
}

#[test]
fn what_only_such_a_rule_leads_to_no_lead_comes_to() {
    let mut fields = rules(&[one_of("state", &["CA", "OR"]), is("state", "CA")]);
    fields["agents"] =
        json!([{"id": "ann", "queues": [{"queue": "a"}]}, {"id": "bob", "queues": [{"queue": "b"}]}]);
    assert_eq!(
        said(fields.clone()),
        [
            "rules[1]: never matches: rule `r0` comes first and holds for all of its leads",
            "plans[1]: no lead comes to plan `b`: rule `r1` never matches",
            "queues[1]: no lead comes to queue `b`: stage `s` of plan `b` leads there, and it is a plan no lead comes to",
            "agents[1].queues: no lead comes to `bob`: none comes to queue `b`, nor to any other of theirs",
        ]
    );
    fields["transfers"] = json!({"at_most": 1, "triage": "b"});
    assert_eq!(
        said(fields),
        ["rules[1]: never matches: rule `r0` comes first and holds for all of its leads"],
        "leads passed on too often do"
    );
}

#[test]
fn an_agent_in_no_queue_gets_leads_by_hand_only() {
    let agents = json!([{"id": "ann", "queues": [{"queue": "a"}, {"queue": "b"}]}, {"id": "bob"}]);
    let mut fields = rules(&[is("state", "CA"), is("state", "OR")]);
    fields["agents"] = agents;
    assert_eq!(
        said(fields.clone()),
        [
            "agents[1].queues: `bob` is in no queue, and no stage offers a lead to its owner: only a manager's hand gives them one"
        ]
    );
    fields["plans"] = json!([
        {"id": "a", "stages": [{"id": "o", "action": {"offer_owner": {}}}, {"id": "s", "action": {"queue": {"queue": "a"}}}]},
        {"id": "b", "stages": [{"id": "s", "action": {"queue": {"queue": "b"}}}]}]);
    assert_eq!(said(fields), Vec::<String>::new(), "he may own one by its account");
}

/// Only plan `a`, with these stages.
fn stages(stages: Value) -> Value {
    json!({"plans": [{"id": "a", "stages": stages}], "queues": [{"id": "a"}], "agents": [{"id": "ann", "queues": [{"queue": "a"}]}]})
}

#[test]
fn stages_that_go_round_are_named() {
    let go = |wait: Value, back: Value| {
        said(stages(json!([
            {"id": "first", "action": {"queue": {"queue": "a", "wait": {"wall_s": 60}}}, "next": {"waited_out": "second"}},
            {"id": "second", "action": wait, "next": back},
            {"id": "end", "action": {"archive": {"reason": "over"}}}])))
    };
    let queue = json!({"queue": {"queue": "a", "wait": {"wall_s": 600}}});
    assert_eq!(
        go(queue.clone(), json!({"waited_out": "first"})),
        [
            "plans[0].stages[0]: a lead that nobody takes may go round for ever: `first` → `second` → `first`; \
             a recycle stage counts the rounds",
            "plans[0].stages[2]: no lead can come to this stage"
        ]
    );
    assert_eq!(go(queue, json!({})), Vec::<String>::new(), "straight on");
    let counted = json!({"recycle": {"rest": {"wall_s": 60}, "back_to": "first", "cycles": 3}});
    assert_eq!(go(counted, json!({})), Vec::<String>::new(), "three rounds");
    let hold = json!({"hold": {"until": {"timer": {"wall_s": 60}}}});
    assert!(go(hold, json!({"waited_out": "first"}))[0].contains("`first` → `second` → `first`"));
}

#[test]
fn a_queue_that_nobody_can_take_a_lead_of_has_no_way_out() {
    let skills = |asked: Value, has: Value, stage: Value| {
        said(json!({
            "skills": [{"id": "spanish"}, {"id": "cars"}],
            "queues": [{"id": "a", "skills": asked}],
            "plans": [{"id": "a", "stages": [stage, {"id": "end", "action": {"archive": {"reason": "over"}}}]}],
            "agents": [
                {"id": "ann", "queues": [{"queue": "a"}], "skills": has},
                {"id": "bob", "queues": [{"queue": "a"}], "skills": [{"skill": "cars", "level": 3}]},
                {"id": "out", "queues": [], "blocked": true, "skills": [{"skill": "spanish", "level": 3}, {"skill": "cars"}]}]
        }))
    };
    let both = json!([{"skill": {"named": "spanish"}, "min_level": 2}, {"skill": {"named": "cars"}}]);
    let stays = json!({"id": "s", "action": {"queue": {"queue": "a"}}});
    let goes = json!({"id": "s", "action": {"queue": {"queue": "a", "wait": {"wall_s": 60}}}});
    let spanish = json!([{"skill": "spanish", "level": 2}]);
    let nobody = "plans[0].stages[0]: nobody in queue `a` has `spanish` to level 2 and `cars` to level 1";
    let without_end = |mut lines: Vec<String>| {
        lines.retain(|line| !line.contains("no lead can come to this stage"));
        lines
    };
    assert_eq!(
        without_end(skills(both.clone(), spanish.clone(), stays.clone())),
        [format!("{nobody}: a lead waits here until that changes; give the stage a `wait`")]
    );
    assert_eq!(skills(both.clone(), spanish.clone(), goes.clone()), [nobody]);
    let all = json!([{"skill": "spanish", "level": 2}, {"skill": "cars"}]);
    assert_eq!(without_end(skills(both, all, stays.clone())), Vec::<String>::new(), "she has both");
    let relaxed =
        json!([{"skill": {"named": "spanish"}, "min_level": 3, "relax": [{"after_s": 60, "min_level": 2}]}]);
    assert_eq!(
        without_end(skills(relaxed, spanish, stays.clone())),
        Vec::<String>::new(),
        "after a minute she does"
    );
    let dropped = json!([{"skill": {"named": "spanish"}, "drop_after_s": 60}]);
    assert_eq!(
        without_end(skills(dropped, json!([]), stays)),
        Vec::<String>::new(),
        "after a minute anybody does"
    );
}

#[test]
fn a_queue_without_members_has_no_way_out() {
    let policy = |wait: Value| {
        let mut stage = json!({"id": "s", "action": {"queue": {"queue": "b"}}});
        stage["action"]["queue"]["wait"] = wait;
        said(
            json!({"plans": [{"id": "a", "stages": [stage, {"id": "a", "action": {"queue": {"queue": "a"}}}]}],
            "agents": [{"id": "ann", "queues": [{"queue": "a"}]}]}),
        )
    };
    let none = "queues[1]: none of the agents is in queue `b`";
    let said = policy(Value::Null);
    assert!(said.iter().any(|line| line == none), "{said:?}");
    let here = "plans[0].stages[0]: nobody is in queue `b`: a lead waits here until that changes; give the stage a `wait`";
    assert!(said.iter().any(|line| line == here), "{said:?}");
    assert_eq!(policy(json!({"wall_s": 60})), [none]);
}

#[test]
fn members_with_less_room_than_a_lead_takes() {
    let policy = |units: u32, of_kind: u32| {
        said(json!({
            "work_kinds": [{"id": "visit", "units": 3}], "queues": [{"id": "a", "work_kind": "visit"}],
            "plans": [{"id": "a", "stages": [{"id": "s", "action": {"queue": {"queue": "a"}}}]}],
            "agents": [{"id": "ann", "queues": [{"queue": "a"}],
                "capacity": {"units": units, "per_kind": [{"kind": "visit", "units": of_kind}]}}]}))
    };
    let line = |has: u32| {
        format!(
            "agents[0].queues[0]: a lead of queue `a` takes 3 unit(s) of capacity, and `ann` has {has}: it gives them none"
        )
    };
    assert_eq!(policy(2, 5), [line(2)]);
    assert_eq!(policy(5, 1), [line(1)]);
    assert_eq!(policy(3, 3), Vec::<String>::new());
}

#[test]
fn a_tier_that_opens_when_every_lead_has_gone_on() {
    let policy = |opens: u64, when_empty: bool| {
        said(json!({
            "queues": [{"id": "a", "tiers": [{"tier": 2, "opens_after_s": opens}], "open_next_tier_when_empty": when_empty}],
            "plans": [{"id": "a", "stages": [
                {"id": "s", "action": {"queue": {"queue": "a", "wait": {"wall_s": 60}}}},
                {"id": "end", "action": {"archive": {"reason": "over"}}}]}],
            "agents": [{"id": "ann", "queues": [{"queue": "a"}]}, {"id": "bob", "queues": [{"queue": "a", "tier": 2}]}]}))
    };
    assert_eq!(
        policy(60, false),
        [
            "queues[0].tiers[0].opens_after_s: tier 2 of queue `a` never opens: every lead has gone on by then, after 60 s at the most"
        ]
    );
    assert_eq!(policy(59, false), Vec::<String>::new());
    assert_eq!(policy(60, true), Vec::<String>::new(), "it does while nobody else is at work");
}

#[test]
fn a_lead_taken_from_the_only_one_there_is() {
    let policy = |exclude: Value, wait: Value, more: bool| {
        let mut fields = stages(json!([{"id": "s", "action": {"queue": {"queue": "a"}}}]));
        let plan = &mut fields["plans"][0];
        plan["follow_up"] = json!([{"missing": "attempt", "within": {"wall_s": 60}, "then": "s"}]);
        plan["exclude_previous"] = exclude;
        if !wait.is_null() {
            plan["stages"][0]["action"]["queue"]["wait"] = wait;
            plan["stages"]
                .as_array_mut()
                .unwrap()
                .push(json!({"id": "end", "action": {"archive": {"reason": "over"}}}));
        }
        if more {
            let agents = fields["agents"].as_array_mut().unwrap();
            agents.push(json!({"id": "bob", "queues": [{"queue": "a"}]}));
        }
        said(fields)
    };
    assert_eq!(
        policy(json!({}), Value::Null, false),
        [
            "plans[0].follow_up[0].then: a lead taken from `ann` waits at stage `s` until that changes: nobody else is in queue \
          `a`, and `exclude_previous` keeps it from them; give the stage a `wait`, or say `relax`"
        ]
    );
    assert_eq!(policy(json!({}), json!({"wall_s": 60}), false), Vec::<String>::new(), "it goes on");
    assert_eq!(policy(json!({}), Value::Null, true), Vec::<String>::new(), "bob has it next");
    for exclude in [json!({"last": 0}), json!({"forget_after_s": 60}), json!({"when_emptied": "relax"})] {
        assert_eq!(policy(exclude.clone(), Value::Null, false), Vec::<String>::new(), "{exclude}");
    }
}

#[test]
fn closers_who_may_not_be_rung() {
    let policy = |level: u32| {
        let mut fields = stages(json!([{"id": "s", "action": {"queue": {"queue": "a"}}}]));
        fields["plans"][0]["hand_off"] = json!({"rings": [{"queue": "closers", "within_s": 7}]});
        fields["skills"] = json!([{"id": "closing"}]);
        let asked = json!([{"skill": {"named": "closing"}, "min_level": 2}]);
        fields["queues"].as_array_mut().unwrap().push(json!({"id": "closers", "skills": asked}));
        let has = json!([{"skill": "closing", "level": level}]);
        let bob = json!({"id": "bob", "queues": [{"queue": "closers"}], "skills": has});
        fields["agents"].as_array_mut().unwrap().push(bob);
        said(fields)
    };
    assert_eq!(
        policy(1),
        [
            "plans[0].hand_off.rings[0]: nobody in queue `closers` has `closing` to level 2: nobody is ever rung here"
        ]
    );
    assert_eq!(policy(2), Vec::<String>::new());
}

#[test]
fn whoever_weighs_nothing_gets_no_turn() {
    let policy = |strategy: &str, weight: u32, pull: Value| {
        said(json!({
            "queues": [{"id": "a", "strategy": strategy, "tiers": [{"tier": 2, "opens_after_s": 60}], "pull": pull}],
            "plans": [{"id": "a", "stages": [{"id": "s", "action": {"queue": {"queue": "a"}}}]}],
            "agents": [{"id": "ann", "queues": [{"queue": "a"}]},
                {"id": "bob", "queues": [{"queue": "a", "tier": 2, "weight": weight}]}]}))
    };
    let tier =
        "queues[0].tiers[0]: every member of tier 2 of queue `a` has weight 0, so the tier gets no turn";
    assert_eq!(
        policy("round_robin", 0, Value::Null),
        [
            tier,
            "agents[1].queues: no lead comes to `bob`: they weigh 0 in queue `a`, and get none in any other of theirs"
        ]
    );
    assert_eq!(policy("round_robin", 0, json!({"lease_s": 60})), [tier], "they may claim");
    assert_eq!(policy("round_robin", 1, Value::Null), Vec::<String>::new());
    assert_eq!(policy("longest_idle", 0, Value::Null), Vec::<String>::new(), "no rotation");
}

#[test]
fn zones_that_are_missing() {
    let office = |blocks: Value, zone: &str, agent_zone: bool| json!([{"id": "office", "zone": zone, "agent_zone": agent_zone, "weekly": [{"days": ["mon"], "blocks": blocks}]}]);
    let open = json!([{"from": "09:00", "until": "17:00"}]);
    let plain = json!([{"id": "a", "stages": [{"id": "s", "action": {"queue": {"queue": "a"}}}]}]);
    let policy = |calendars: Value, cap_zone: Value, agent_zone: Value| {
        let mut fields = json!({"queues": [{"id": "a"}], "plans": plain, "calendars": calendars,
            "agents": [{"id": "ann", "calendar": "office", "queues": [{"queue": "a"}]}],
            "caps": [{"id": "daily", "limit": 5, "per": ["agent"], "window": "day"}, {"id": "hourly", "limit": 5, "window": "hour"}]});
        if !agent_zone.is_null() {
            fields["agent_zones"] = json!([agent_zone]);
        }
        fields["caps"][0]["zone"] = cap_zone;
        fields["agents"][0]["zone"] = agent_zone;
        said(fields)
    };
    let chicago = json!("America/Chicago");
    assert_eq!(
        policy(office(open.clone(), "America/Chicago", false), Value::Null, Value::Null),
        [
            "caps[0]: cap `daily` begins its days at midnight in UTC, and calendar `office` keeps America/Chicago: say a `zone`, \
          here or of the policy, or `UTC` here if that is meant"
        ]
    );
    for zone in [chicago.clone(), json!("UTC")] {
        assert_eq!(
            policy(office(open.clone(), "America/Chicago", false), zone, Value::Null),
            Vec::<String>::new()
        );
    }
    assert_eq!(policy(office(open.clone(), "UTC", false), Value::Null, Value::Null), Vec::<String>::new());
    assert_eq!(
        policy(office(open.clone(), "America/Chicago", true), chicago.clone(), Value::Null),
        [
            "agents[0]: `ann` works by calendar `office`, which is read in the agent's zone, and says none: it is read in America/Chicago"
        ]
    );
    assert_eq!(policy(office(open, "America/Chicago", true), chicago.clone(), chicago), Vec::<String>::new());
}

#[test]
fn a_budget_smaller_than_what_a_lead_without_a_price_costs() {
    let policy = |unpriced: u32, overspend: bool| {
        let mut fields = rules(&[is("state", "CA"), is("state", "OR")]);
        fields["caps"] = json!([{"id": "budget", "limit": 500, "window": "month", "zone": "UTC", "money": {"currency": "EUR",
            "overspend": overspend, "price": {"attribute": {"price_minor": "score"}}, "unpriced": {"costs": {"price_minor": unpriced}}}}]);
        said(fields)
    };
    assert_eq!(
        policy(501, false),
        [
            "caps[0].money.unpriced: 501 is more than the whole budget, 500: a lead without a price is never given"
        ]
    );
    assert_eq!(policy(500, false), Vec::<String>::new());
    assert_eq!(policy(501, true), Vec::<String>::new());
}

/// A policy with one map of territories, what is said of it.
fn of_map(map: Value) -> Vec<String> {
    let mut fields = json!({"territory_maps": [{"id": "m", "territory": "territory", "certainty": "sure",
        "place": {"postcode": "zip", "state": "state", "county": "county"}, "map": map}]});
    fields["attributes"] = json!([{"id": "state", "type": "text"}, {"id": "zip", "type": "text"},
        {"id": "county", "type": "text"}, {"id": "territory", "type": "text"}, {"id": "sure", "type": "text"}]);
    let mut lines = said(fields);
    lines.retain(|line| line.starts_with("territory_maps"));
    lines
}

#[test]
fn overlaps_name_both_and_a_code() {
    let map = |first: Value, second: Value, priority: i32| {
        of_map(
            json!({"territories": [{"id": "first", "covers": [first], "priority": priority}, {"id": "second", "covers": [second]}]}),
        )
    };
    let pairs = [
        (json!({"zips": ["05401", "05405"]}), json!({"zips": ["05405", "05406"]}), "ZIP", "05405"),
        (json!({"scf": ["054", "055"]}), json!({"scf": ["055"]}), "SCF", "05500"),
        (
            json!({"zip_range": {"from": "05400", "to": "05410"}}),
            json!({"zip_range": {"from": "05410", "to": "05420"}}),
            "ZIP range",
            "05410",
        ),
        (json!({"states": ["VT", "NH"]}), json!({"states": ["ME", "NH"]}), "state", "NH"),
        (json!({"counties": ["50007"]}), json!({"counties": ["50007", "50009"]}), "county", "50007"),
    ];
    for (first, second, by, code) in pairs {
        assert_eq!(
            map(first.clone(), second.clone(), 0),
            [format!(
                "territory_maps[0].map.territories[1]: it covers by {by} what territory `first` does too, such as `{code}`, \
                 and of one priority their ids decide: `first` has it; give one of them a higher `priority`"
            )]
        );
        assert_eq!(map(first, second, 1), Vec::<String>::new(), "priority decides");
    }
    assert_eq!(
        map(json!({"zips": ["05401"]}), json!({"scf": ["054"]}), 0),
        Vec::<String>::new(),
        "the ZIP is more specific"
    );
}

#[test]
fn known_codes_of_a_state_that_nobody_holds() {
    let facts: Vec<Value> = ["05401", "05402", "05403", "03801"]
        .iter()
        .map(|zip| json!({"zip": zip, "states": [if zip.starts_with("05") { "VT" } else { "NH" }]}))
        .collect();
    let map =
        |covers: Value| of_map(json!({"zip_facts": facts, "territories": [{"id": "t", "covers": covers}]}));
    assert_eq!(
        map(json!([{"zips": ["05401"]}])),
        [
            "territory_maps[0].map.zip_facts: in `VT`, of which territories hold other ZIP codes, no territory holds `05402`, `05403`; \
          cover the state too, or everywhere, if somebody is to have what is left"
        ],
        "nobody claims anything of NH"
    );
    assert_eq!(map(json!([{"zips": ["05401"]}, {"states": ["VT"]}])), Vec::<String>::new());
    assert_eq!(map(json!([{"zip_range": {"from": "05400", "to": "05499"}}])), Vec::<String>::new());
}

#[test]
fn gaps_between_codes_that_are_named() {
    let scf = json!([{"id": "east", "covers": [{"scf": ["550", "551"]}]}, {"id": "west", "covers": [{"scf": ["553", "554"]}]}]);
    let line = "in `MN` no territory holds SCF `552` between `551` and `553`, if there are such; cover them, the state or \
                everywhere, if somebody is to have them";
    assert_eq!(of_map(json!({"territories": scf})), [format!("territory_maps[0].map.territories: {line}")]);
    let mut with_state = scf.clone();
    with_state[0]["covers"] = json!([{"scf": ["550", "551"]}, {"states": ["MN"]}]);
    assert_eq!(of_map(json!({"territories": with_state})), Vec::<String>::new());
    assert_eq!(
        of_map(json!({"territories": scf, "must_cover": {"scf": ["552", "553"]}})),
        ["territory_maps[0].map.must_cover.scf: no territory holds `552`"],
        "once is enough"
    );
}

#[test]
fn territories_drawn_by_what_no_attribute_says() {
    let said_of = |covers: Value, place: Value, facts: Value| {
        let territories =
            json!([{"id": "north", "covers": [covers]}, {"id": "south", "covers": [{"all": [covers]}]}]);
        let lines = [json!({"id": "i-94", "paths_e7": [[[0, 0], [9, 9]]]})];
        let mut fields = json!({"territory_maps": [{"id": "m", "territory": "territory", "certainty": "sure", "place": place,
            "map": {"territories": territories, "zip_facts": facts}}]});
        if covers.get("side").is_some() {
            fields["territory_maps"][0]["map"]["lines"] = json!(lines);
        }
        fields["attributes"] = json!([{"id": "told", "type": "text"}, {"id": "number", "type": "integer"},
            {"id": "territory", "type": "text"}, {"id": "sure", "type": "text"}]);
        let mut lines = said(fields);
        lines.retain(|line| line.starts_with("territory_maps[0].place"));
        lines
    };
    let point = json!({"latitude_e7": "number", "longitude_e7": "number"});
    let kinds = [
        (json!({"countries": ["US"]}), json!({"country": "told"}), "country, and no `country` is"),
        (
            json!({"states": ["MN"]}),
            json!({"state": "told"}),
            "state, and neither `state` nor, by the `zip_facts`, `postcode` is",
        ),
        (
            json!({"counties": ["27053"]}),
            json!({"county": "told"}),
            "county, and neither `county` nor, by the `zip_facts`, `postcode` is",
        ),
        (json!({"cities": [{"city": "Duluth"}]}), json!({"city": "told"}), "city, and no `city` is"),
        (json!({"scf": ["554"]}), json!({"postcode": "told"}), "postal code, and no `postcode` is"),
        (json!({"zip4": ["55401-0001"]}), json!({"postcode": "told"}), "postal code, and no `postcode` is"),
        (json!({"outward": ["K1A"]}), json!({"postcode": "told"}), "postal code, and no `postcode` is"),
        (json!({"area_codes": ["612"]}), json!({"area_code": "told"}), "area code, and no `area_code` is"),
        (
            json!({"streets": [{"zip": "55401", "street": "Main", "from": 1, "to": 9}]}),
            json!({"street": "told"}),
            "street, and no `street` is",
        ),
        (json!({"accounts": ["Acme"]}), json!({"account": "told"}), "account, and no `account` is"),
        (
            json!({"side": {"line": "i-94", "side": "north"}}),
            point.clone(),
            "a point, and no `latitude_e7` and `longitude_e7` are",
        ),
        (
            json!({"radius": {"centre_e7": [0, 0], "radius_m": 9}}),
            point,
            "a point, and no `latitude_e7` and `longitude_e7` are",
        ),
    ];
    for (covers, place, words) in kinds {
        assert_eq!(said_of(covers.clone(), place, json!([])), Vec::<String>::new(), "{covers}");
        assert_eq!(
            said_of(covers.clone(), json!({"precision": "told"}), json!([])),
            [format!(
                "territory_maps[0].place: territory `north` is drawn by {words} known of leads: that is never met"
            )],
            "once for both"
        );
    }
    let facts =
        json!([{"zip": "554", "states": ["MN"], "counties": [{"county": "27053", "share_bp": 10_000}]}]);
    for covers in [json!({"states": ["MN"]}), json!({"counties": ["27053"]})] {
        assert_eq!(said_of(covers.clone(), json!({"postcode": "told"}), facts.clone()), Vec::<String>::new());
        assert_eq!(said_of(covers, json!({"city": "told"}), facts.clone()).len(), 1, "no ZIP to know it by");
    }
}
