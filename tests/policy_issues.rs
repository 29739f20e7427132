//! Every issue a policy document can have, as the line a person reads.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a panic here is a failed test

use fairdeal::policy::{ConditionDoc, IssueKind, PlanDoc, QueueDoc, RuleDoc, Severity};
use fairdeal::{AgentDoc, AttributeType, Lead, Policy, PolicyDoc, PolicyError};

mod cadences;
mod hand_offs;
mod hours;
mod limits;
mod merits;
mod scores;
mod sheets;
mod stickies;
mod territories;
mod turns;

/// A document in which nothing is wrong and nothing odd.
const SOUND: &str = r#"{
  "format": 1, "semantics": 1, "id": "inbound", "zone": "America/Chicago",
  "attributes": [
    {"id": "source", "type": "text"}, {"id": "score", "type": "integer"},
    {"id": "vip", "type": "boolean"}, {"id": "products", "type": "texts"}
  ],
  "sets": [{"id": "fairs", "values": ["expo", "home-show"]}],
  "calendars": [{"id": "office", "zone": "America/Chicago",
    "weekly": [{"days": ["mon", "tue"], "blocks": [{"from": "09:00", "until": "17:00"}]}]}],
  "work_kinds": [{"id": "call", "units": 1}],
  "queues": [
    {"id": "general", "work_kind": "call", "merit": {"by": "closing", "floor_percent": 40}, "tiers": [{"tier": 2, "opens_after_s": 60}],
     "discipline": {"priority": {"attribute": "score", "point_per_s": 60}}},
    {"id": "pond", "strategy": {"keys": ["tier", "turns"]},
     "pull": {"lease_s": 3600, "visible": ["source"], "filter_by": ["products"]}}
  ], "sticky": [{"id": "person", "attribute": "source", "keep_s": 600}], "merits": [{"id": "closing", "won": ["sold"], "normalise_by": "source"}],
  "caps": [
    {"id": "daily", "limit": 10, "per": ["agent"], "window": "day", "zone": "Europe/Dublin",
     "when": {"equals": {"attribute": "vip", "value": false}}},
    {"id": "burst", "limit": 100, "window": {"rolling": {"span_s": 60}}}
  ],
  "plans": [{"id": "standard",
    "stages": [
      {"id": "deal", "when": {"range": {"attribute": "score", "from": 10}},
       "sticky": {"by": "person", "wait_s": 60}, "action": {"queue": {"queue": "general", "accept_within": {"wall_s": 300}, "wait": {"wall_s": 900}}}},
      {"id": "pond", "action": {"pool": {"queue": "pond",
        "wait": {"business": {"open_s": 3600, "calendar": "office"}}}}},
      {"id": "rest", "action": {"recycle": {"rest": {"wall_s": 86400}, "back_to": "deal", "cycles": 2}}},
      {"id": "end", "action": {"archive": {"reason": "nobody wanted it"}}}
    ],
    "follow_up": [{"missing": "attempt", "within": {"wall_s": 7200}, "then": "pond"}],
    "max_assignments": 5, "exhausted": "end"
  }],
  "rules": [
    {"id": "fairs", "order": 10, "when": {"in_set": {"attribute": "source", "set": "fairs"}}, "plan": "standard"},
    {"id": "rest", "order": 20, "when": {"always": {}}, "plan": "standard"}
  ],
  "default_plan": "standard",
  "agents": [
    {"id": "ann", "calendar": "office", "queues": [{"queue": "general"}, {"queue": "pond"}],
     "cap_limits": [{"cap": "daily", "limit": 5}],
     "capacity": {"units": 3, "per_kind": [{"kind": "call", "units": 2}]}},
    {"id": "bob", "queues": [{"queue": "general", "tier": 2}]}
  ]
}"#;

fn sound() -> PolicyDoc {
    PolicyDoc::from_json(SOUND).unwrap()
}

/// Every issue of the sound document with one stretch of it replaced, one line each.
fn lines(from: &str, to: &str) -> Vec<String> {
    assert_eq!(SOUND.matches(from).count(), 1, "`{from}` stands in the document once");
    match PolicyDoc::from_json(&SOUND.replace(from, to)) {
        Ok(doc) => issues(&doc),
        Err(error) => error.to_string().lines().map(str::to_owned).collect(),
    }
}

fn issues(doc: &PolicyDoc) -> Vec<String> {
    let found = match Policy::compile(doc) {
        Ok(policy) => policy.issues().to_vec(),
        Err(error) => error.issues,
    };
    found.iter().map(|issue| format!("{}: {issue}", issue.severity)).collect()
}

#[test]
fn nothing_is_said_of_a_sound_document() {
    assert_eq!(issues(&sound()), Vec::<String>::new());
}

/// What to replace, with what, and the line that must be among the issues.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &str)] = &[
    // The header.
    (r#""format": 1"#, r#""format": 2"#, "error: format: format 2 is not supported, this release reads 1"),
    (r#""semantics": 1"#, r#""semantics": 9"#, "error: semantics: semantics 9 is not supported, this release knows 1 to 1"),
    (r#""inbound", "zone": "America/Chicago""#, r#""inbound", "zone": "America/Chicagp""#,
     "error: zone: unknown time zone `America/Chicagp`, did you mean `America/Chicago`?"),
    (r#""id": "inbound","#, r#""id": "inbound", "offboard": {"leads_per_minute": 0},"#,
     "error: offboard.leads_per_minute: 0 makes no sense here, 1 is the least"),
    (r#""id": "inbound","#, r#""id": "inbound", "presence": {"stale_after_s": 0},"#,
     "error: presence.stale_after_s: 0 makes no sense here, 1 is the least"),
    // What hunt groups measure.
    (r#"{"keys": ["tier", "turns"]}"#, r#"{"keys": ["power_of_two", "tier"]}"#, "error: queues[1].strategy.keys[0]: `power_of_two` leaves no ties, so it can only be the last key"),
    (r#"{"id": "pond", "strategy": {"keys": ["tier", "turns"]}"#, r#"{"id": "pond", "strategy": "fastest", "response": {"over_last": 0}"#, "error: queues[1].response.over_last: 0 makes no sense here, 1 is the least"),
    (r#"{"id": "pond", "strategy": {"keys": ["tier", "turns"]}"#, r#"{"id": "pond", "strategy": "fastest", "response": {"over_last": 101}"#, "error: queues[1].response.over_last: 101 is more than the 100 leads that are remembered"),
    (r#"{"id": "pond", "strategy": {"keys": ["tier", "turns"]}"#, r#"{"id": "pond", "strategy": "cumulative_idle", "idle_over": {"rolling": {"span_s": 0}}"#, "error: queues[1].idle_over.rolling.span_s: 0 makes no sense here, 1 is the least"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "idle": {"since": "ended"}, "strategy""#, "warning: queues[1].idle: the strategy does not rank by `longest_idle`, so this changes nothing"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "idle_over": {"rolling": {"span_s": 60}}, "strategy""#, "warning: queues[1].idle_over: the strategy does not rank by `cumulative_idle`, so this changes nothing"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "response": {"over_last": 5}, "strategy""#, "warning: queues[1].response: the strategy does not rank by `fastest`, so this changes nothing"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "idle": {"sinse": "ended"}, "strategy""#, "error: line 14, column 35: unknown field `sinse`, did you mean `since`?"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "delay": {"handling_s": 0}, "strategy""#, "error: queues[1].delay.handling_s: 0 makes no sense here, 1 is the least"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "delay": {"cost_per_s": 3}, "strategy""#, "warning: queues[1].delay: `between_queues` is not `c_mu`, so this changes nothing"),
    // Skills.
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "skills": [{"skill": {"named": "german"}}], "strategy""#, "error: queues[1].skills[0].skill.named: unknown skill `german`"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "skills": [{"skill": {"attribute": "scoer"}}], "strategy""#, "error: queues[1].skills[0].skill.attribute: unknown attribute `scoer`, did you mean `score`?"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "skills": [{"skill": {"attribute": "score"}}], "strategy""#, "error: queues[1].skills[0].skill.attribute: a skill is named by a text, `score` is declared as integer"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "skills": [{"skill": {"attribute": "products"}, "min_level": 0}], "strategy""#, "error: queues[1].skills[0].min_level: 0 makes no sense here, 1 is the least"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "skills": [{"skill": {"attribute": "products"}, "min_level": 3, "relax": [{"after_s": 60, "min_level": 2}, {"after_s": 60, "min_level": 1}]}], "strategy""#, "error: queues[1].skills[0].relax[1].after_s: 1m is not later than the step before, which is at 1m"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "skills": [{"skill": {"attribute": "products"}, "relax": [{"after_s": 60, "min_level": 1}]}], "strategy""#, "error: queues[1].skills[0].relax[0].min_level: level 1 is no lower than before, where it is 1"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "skills": [{"skill": {"attribute": "products"}, "min_level": 2, "relax": [{"after_s": 60, "min_level": 1}], "drop_after_s": 30}], "strategy""#, "error: queues[1].skills[0].drop_after_s: 30s is not later than the last step of `relax`, which is at 1m"),
    (r#"{"id": "end", "action""#, r#"{"id": "end", "skills": [{"skill": {"attribute": "products"}}], "action""#, "warning: plans[0].stages[3].skills: only a queue or a pool asks who takes the lead"),
    (r#"{"id": "bob", "#, r#"{"id": "bob", "skills": [{"skill": "german"}], "#, "error: agents[1].skills[0].skill: unknown skill `german`"),
    (r#""sets": ["#, r#""skills": [{"id": "solar"}], "sets": ["#, "warning: skills[0]: skill `solar` is never used"),
    (r#""sets": ["#, r#""skills": [{"id": "solar"}, {"id": "solar"}], "sets": ["#, "error: skills[1].id: skill `solar` is already there, at skills[0]"),
    // Who is passed over.
    (r#""sets": ["#, r#""pause": {"after_declined": 0, "for_s": 60}, "sets": ["#, "error: pause.after_declined: 0 makes no sense here, 1 is the least"),
    (r#""sets": ["#, r#""pause": {"after_timed_out": 2, "for_s": 0}, "sets": ["#, "error: pause.for_s: 0 makes no sense here, 1 is the least"),
    (r#""sets": ["#, r#""pause": {"for_s": 60}, "sets": ["#, "warning: pause: without `after_declined` or `after_timed_out` nobody is ever paused"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "wrap_up_by_code": [{"code": "won", "wrap_up_s": 1}, {"code": "won", "wrap_up_s": 2}], "strategy""#, "error: queues[1].wrap_up_by_code[1].code: code `won` is already there, at queues[1].wrap_up_by_code[0]"),
    // Twice the same.
    (r#"{"id": "vip", "type": "boolean"}"#, r#"{"id": "vip", "type": "boolean"}, {"id": "vip", "type": "text"}"#,
     "error: attributes[3].id: attribute `vip` is already there, at attributes[2]"),
    (r#""sets": ["#, r#""sets": [{"id": "fairs", "values": ["a"]}, "#,
     "error: sets[1].id: set `fairs` is already there, at sets[0]"),
    (r#"{"id": "burst""#, r#"{"id": "daily""#, "error: caps[1].id: cap `daily` is already there, at caps[0]"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "general", "strategy""#,
     "error: queues[1].id: queue `general` is already there, at queues[0]"),
    (r#"{"id": "end", "action""#, r#"{"id": "rest", "action""#,
     "error: plans[0].stages[3].id: stage `rest` is already there, at plans[0].stages[2]"),
    (r#"{"id": "rest", "order": 20"#, r#"{"id": "fairs", "order": 20"#,
     "error: rules[1].id: rule `fairs` is already there, at rules[0]"),
    (r#"{"id": "bob""#, r#"{"id": "ann""#, "error: agents[1].id: agent `ann` is already there, at agents[0]"),
    (r#""work_kinds": ["#, r#""work_kinds": [{"id": "call", "units": 2}, "#,
     "error: work_kinds[1].id: work kind `call` is already there, at work_kinds[0]"),
    (r#""per": ["agent"]"#, r#""per": ["agent", "queue", "agent"]"#,
     "error: caps[0].per[2]: agent is already there, at caps[0].per[0]"),
    (r#"{"tier": 2, "opens_after_s": 60}"#, r#"{"tier": 2, "opens_after_s": 60}, {"tier": 2, "opens_after_s": 90}"#,
     "error: queues[0].tiers[1].tier: tier 2 is already there, at queues[0].tiers[0]"),
    (r#"{"queue": "pond"}]"#, r#"{"queue": "pond"}, {"queue": "pond"}]"#,
     "error: agents[0].queues[2].queue: queue `pond` is already there, at agents[0].queues[1]"),
    // Keys that do not go together.
    (r#"{"keys": ["tier", "turns"]}"#, r#"{"keys": ["pointer", "tier"]}"#,
     "error: queues[1].strategy.keys[0]: `pointer` leaves no ties, so it can only be the last key"),
    (r#"{"keys": ["tier", "turns"]}"#, r#"{"keys": ["random", "least_recent"]}"#,
     "error: queues[1].strategy.keys[0]: `random` leaves no ties, so it can only be the last key"),
    (r#"{"keys": ["tier", "turns"]}"#, r#"{"keys": ["stride", "least_recent", "quota"]}"#,
     "error: queues[1].strategy.keys[2]: `stride` deals the turns of this queue, so `quota` cannot deal them too; keep one"),
    (r#"{"keys": ["tier", "turns"]}"#, r#"{"keys": ["lowest_count", "turns"]}"#,
     "error: queues[1].strategy.keys[1]: `lowest_count` deals the turns of this queue, so `turns` cannot deal them too; keep one"),
    // Names that nothing has.
    (r#"{"range": {"attribute": "score""#, r#"{"range": {"attribute": "scor""#,
     "error: plans[0].stages[0].when.range.attribute: unknown attribute `scor`, did you mean `score`?"),
    (r#""visible": ["source"]"#, r#""visible": ["source", "vipp"]"#,
     "error: queues[1].pull.visible[1]: unknown attribute `vipp`, did you mean `vip`?"),
    (r#""filter_by": ["products"]"#, r#""filter_by": ["price"]"#,
     "error: queues[1].pull.filter_by[0]: unknown attribute `price`"),
    (r#""per": ["agent"]"#, r#""per": [{"attribute": "sorce"}]"#,
     "error: caps[0].per[0].attribute: unknown attribute `sorce`, did you mean `source`?"),
    (r#""set": "fairs""#, r#""set": "fares""#,
     "error: rules[0].when.in_set.set: unknown set `fares`, did you mean `fairs`?"),
    (r#""queue": "general", "accept_within""#, r#""queue": "genral", "accept_within""#,
     "error: plans[0].stages[0].action.queue.queue: unknown queue `genral`, did you mean `general`?"),
    (r#""plan": "standard"},"#, r#""plan": "standrad"},"#,
     "error: rules[0].plan: unknown plan `standrad`, did you mean `standard`?"),
    (r#""default_plan": "standard""#, r#""default_plan": "std""#, "error: default_plan: unknown plan `std`"),
    (r#""back_to": "deal""#, r#""back_to": "dela""#,
     "error: plans[0].stages[2].action.recycle.back_to: unknown stage `dela`, did you mean `deal`?"),
    (r#""then": "pond""#, r#""then": "pnd""#,
     "error: plans[0].follow_up[0].then: unknown stage `pnd`, did you mean `pond`?"),
    (r#""exhausted": "end""#, r#""exhausted": "ende""#,
     "error: plans[0].exhausted: unknown stage `ende`, did you mean `end`?"),
    (r#""open_s": 3600, "calendar": "office""#, r#""open_s": 3600, "calendar": "ofice""#,
     "error: plans[0].stages[1].action.pool.wait.business.calendar: unknown calendar `ofice`, did you mean `office`?"),
    (r#""work_kind": "call""#, r#""work_kind": "cal""#,
     "error: queues[0].work_kind: unknown work kind `cal`, did you mean `call`?"),
    (r#"{"cap": "daily""#, r#"{"cap": "dayly""#,
     "error: agents[0].cap_limits[0].cap: unknown cap `dayly`, did you mean `daily`?"),
    (r#"{"queue": "general", "tier": 2}"#, r#"{"queue": "pont"}"#,
     "error: agents[1].queues[0].queue: unknown queue `pont`, did you mean `pond`?"),
    (r#"{"id": "ann", "calendar": "office""#, r#"{"id": "ann", "calendar": "Office""#,
     "error: agents[0].calendar: unknown calendar `Office`, did you mean `office`?"),
    (r#"{"kind": "call""#, r#"{"kind": "calls""#,
     "error: agents[0].capacity.per_kind[0].kind: unknown work kind `calls`, did you mean `call`?"),
    // Types.
    (r#"{"range": {"attribute": "score""#, r#"{"range": {"attribute": "source""#,
     "error: plans[0].stages[0].when.range.attribute: a range needs an integer, `source` is declared as text"),
    (r#"{"attribute": "vip", "value": false}"#, r#"{"attribute": "vip", "value": "no"}"#,
     "error: caps[0].when.equals.value: `vip` is compared with boolean, this is text"),
    (r#"{"in_set": {"attribute": "source""#, r#"{"in_set": {"attribute": "score""#,
     "error: rules[0].when.in_set.attribute: a set needs a text, `score` is declared as integer"),
    (r#"{"in_set": {"attribute": "source", "set": "fairs"}}"#, r#"{"all": [{"not": {"prefix": {"attribute": "vip", "prefix": "y"}}}]}"#,
     "error: rules[0].when.all[0].not.prefix.attribute: a prefix needs a text, `vip` is declared as boolean"),
    (r#"{"in_set": {"attribute": "source", "set": "fairs"}}"#, r#"{"any_of": {"attribute": "products", "values": ["roof", 3]}}"#,
     "error: rules[0].when.any_of.values[1]: `products` is compared with text, this is integer"),
    (r#"{"priority": {"attribute": "score""#, r#"{"priority": {"attribute": "source""#,
     "error: queues[0].discipline.priority.attribute: priorities need an integer, `source` is declared as text"),
    // Zones and calendars.
    (r#""zone": "Europe/Dublin""#, r#""zone": "Europe/Dubln""#,
     "error: caps[0].zone: unknown time zone `Europe/Dubln`, did you mean `Europe/Dublin`?"),
    (r#""office", "zone": "America/Chicago""#, r#""office", "zone": "America/Chicagp""#,
     "error: calendars[0].zone: unknown time zone `America/Chicagp`, did you mean `America/Chicago`?"),
    (r#"{"from": "09:00", "until": "17:00"}"#, r#"{"from": "09:00", "until": "17:00"}, {"from": "9:0x", "until": "17:00"}"#,
     "error: calendars[0].weekly[0].blocks[1].from: `9:0x` is not a time of day such as `09:30`"),
    // Rank keys.
    (r#"["tier", "turns"]"#, r#"["turns", "tier"]"#,
     "error: queues[1].strategy.keys[0]: `turns` leaves no ties, so it can only be the last key"),
    (r#"["tier", "turns"]"#, "[]", "error: queues[1].strategy.keys: members need at least one key to be compared by"),
    (r#"["tier", "turns"]"#, r#"["tier", "tier", "turns"]"#,
     "error: queues[1].strategy.keys[1]: `tier` is already there, at queues[1].strategy.keys[0]"),
    // Numbers.
    (r#""span_s": 60"#, r#""span_s": 0"#, "error: caps[1].window.rolling.span_s: 0 makes no sense here, 1 is the least"),
    (r#""lease_s": 3600"#, r#""lease_s": 0"#, "error: queues[1].pull.lease_s: 0 makes no sense here, 1 is the least"),
    (r#""point_per_s": 60"#, r#""point_per_s": 0"#,
     "error: queues[0].discipline.priority.point_per_s: 0 makes no sense here, 1 is the least"),
    (r#""accept_within": {"wall_s": 300}"#, r#""attempts": 0"#,
     "error: plans[0].stages[0].action.queue.attempts: 0 makes no sense here, 1 is the least"),
    (r#""accept_within": {"wall_s": 300}"#, r#""accept_within": {"wall_s": 0}"#,
     "error: plans[0].stages[0].action.queue.accept_within.wall_s: 0 makes no sense here, 1 is the least"),
    (r#""cycles": 2"#, r#""cycles": 0"#,
     "error: plans[0].stages[2].action.recycle.cycles: 0 makes no sense here, 1 is the least"),
    (r#""wall_s": 86400"#, r#""wall_s": 3155760001"#,
     "error: plans[0].stages[2].action.recycle.rest.wall_s: 3155760001 seconds are more than 100 years"),
    (r#"{"priority": {"attribute": "score", "point_per_s": 60}}"#, r#"{"lifo_then_fifo": {"fresh_for_s": 1, "oldest_share_bp": 10001}}"#,
     "error: queues[0].discipline.lifo_then_fifo.oldest_share_bp: 10001 basis points are more than 10000, which is all"),
    // Orders.
    (r#"{"priority": {"attribute": "score", "point_per_s": 60}}"#, r#"{"earliest_deadline": {"within_s": 60, "by": {"attribute": "score", "values": [{"value": "a", "within_s": 1}]}}}"#,
     "error: queues[0].discipline.earliest_deadline.by.attribute: deadlines by value need a text, `score` is declared as integer"),
    (r#"{"priority": {"attribute": "score", "point_per_s": 60}}"#, r#"{"earliest_deadline": {"within_s": 60, "by": {"attribute": "sorce", "values": [{"value": "a", "within_s": 1}]}}}"#,
     "error: queues[0].discipline.earliest_deadline.by.attribute: unknown attribute `sorce`, did you mean `source`?"),
    (r#"{"priority": {"attribute": "score", "point_per_s": 60}}"#, r#"{"earliest_deadline": {"within_s": 60, "by": {"attribute": "source", "values": [{"value": "a", "within_s": 1}, {"value": "a", "within_s": 2}]}}}"#,
     "error: queues[0].discipline.earliest_deadline.by.values[1].value: `a` is already there, at queues[0].discipline.earliest_deadline.by.values[0]"),
    (r#"{"priority": {"attribute": "score", "point_per_s": 60}}"#, r#"{"earliest_deadline": {"within_s": 60, "by": {"attribute": "source", "values": [{"value": "a", "within_s": 3155760001}]}}}"#,
     "error: queues[0].discipline.earliest_deadline.by.values[0].within_s: 3155760001 seconds are more than 100 years"),
    (r#"{"priority": {"attribute": "score", "point_per_s": 60}}"#, r#"{"earliest_deadline": {"within_s": 60, "by": {"attribute": "source", "values": []}}}"#,
     "warning: queues[0].discipline.earliest_deadline.by.values: no value has a length of time of its own"),
    (r#"{"priority": {"attribute": "score", "point_per_s": 60}}"#, r#"{"decay": {"attribute": "source", "half_life_s": 60}}"#,
     "error: queues[0].discipline.decay.attribute: values need an integer, `source` is declared as text"),
    (r#"{"priority": {"attribute": "score", "point_per_s": 60}}"#, r#"{"decay": {"attribute": "score", "half_life_s": 0}}"#,
     "error: queues[0].discipline.decay.half_life_s: 0 makes no sense here, 1 is the least"),
    (r#"{"id": "general", "#, r#"{"id": "general", "oldest_share_bp": 10001, "#,
     "error: queues[0].oldest_share_bp: 10001 basis points are more than 10000, which is all"),
    (r#"{"id": "pond", "strategy""#, r#"{"id": "pond", "oldest_share_bp": 1, "strategy""#,
     "warning: queues[1].oldest_share_bp: the oldest lead is always next here"),
    (r#"{"priority": {"attribute": "score", "point_per_s": 60}}"#, r#"{"lifo_then_fifo": {"fresh_for_s": 1, "oldest_share_bp": 1}}, "oldest_share_bp": 1"#,
     "error: queues[0].oldest_share_bp: the share of the oldest is already there, at queues[0].discipline.lifo_then_fifo.oldest_share_bp"),
    (r#"{"id": "general", "#, r#"{"id": "general", "max_waiting": {"leads": 0}, "#,
     "warning: queues[0].max_waiting.leads: a limit of 0 lets nothing through"),
    (r#"{"id": "general", "#, r#"{"id": "general", "max_pooled": {"leads": 1}, "#,
     "warning: queues[0].max_pooled: nobody may pull from this queue, so no lead lies in its pool"),
    (r#""wait": {"wall_s": 900}}}"#, r#""wait": {"wall_s": 900}}}, "next": {"pushed_out": "end"}"#,
     "warning: plans[0].stages[0].next.pushed_out: changes nothing: the queue sets no bound to how many leads wait here"),
    (r#""calendar": "office"}}}}},"#, r#""calendar": "office"}}}}, "next": {"pushed_out": "ned"}},"#,
     "error: plans[0].stages[1].next.pushed_out: unknown stage `ned`, did you mean `end`?"),
    // Pull.
    (r#""visible": ["source"]"#, r#""visible": ["source"], "visible_by_tier": [{"tier": 1, "visible": ["vipp"]}]"#,
     "error: queues[1].pull.visible_by_tier[0].visible[0]: unknown attribute `vipp`, did you mean `vip`?"),
    (r#""visible": ["source"]"#, r#""visible": ["source"], "visible_by_tier": [{"tier": 1, "visible": []}, {"tier": 1, "visible": []}]"#,
     "error: queues[1].pull.visible_by_tier[1].tier: tier 1 is already there, at queues[1].pull.visible_by_tier[0]"),
    (r#""visible": ["source"]"#, r#""visible": ["source"], "visible_by_tier": [{"tier": 7, "visible": []}]"#,
     "warning: queues[1].pull.visible_by_tier[0].tier: no member of queue `pond` is in tier 7"),
    (r#""visible": ["source"]"#, r#""ways": {"list": true}, "pick_limits": [{"of_claims": 0, "most_bp": 1}]"#,
     "error: queues[1].pull.pick_limits[0].of_claims: 0 makes no sense here, 1 is the least"),
    (r#""visible": ["source"]"#, r#""ways": {"list": true}, "pick_limits": [{"of_claims": 1001, "most_bp": 1}]"#,
     "error: queues[1].pull.pick_limits[0].of_claims: 1001 claims, 1000 are allowed"),
    (r#""visible": ["source"]"#, r#""ways": {"list": true}, "pick_limits": [{"of_claims": 5, "most_bp": 10001}]"#,
     "error: queues[1].pull.pick_limits[0].most_bp: 10001 basis points are more than 10000, which is all"),
    (r#""visible": ["source"]"#, r#""ways": {"list": true}, "pick_limits": [{"of_claims": 5, "most_bp": 1999}]"#,
     "warning: queues[1].pull.pick_limits[0].most_bp: less than one claim in 5 lets no pick through"),
    (r#""visible": ["source"]"#, r#""ways": {"list": true}, "pick_limits": [{"of_claims": 5, "most_bp": 10000}]"#,
     "warning: queues[1].pull.pick_limits[0].most_bp: every claim may be picked"),
    (r#""visible": ["source"]"#, r#""ways": {"list": true}, "pick_limits": [{"of_claims": 5, "most_bp": 5000, "when": {"present": {"attribute": "sorce"}}}]"#,
     "error: queues[1].pull.pick_limits[0].when.present.attribute: unknown attribute `sorce`, did you mean `source`?"),
    (r#""visible": ["source"]"#, r#""pick_limits": [{"of_claims": 5, "most_bp": 5000}]"#,
     "warning: queues[1].pull.pick_limits: nothing can be picked: no way of claiming here counts as that"),
    (r#""visible": ["source"]"#, r#""ways": {"blind": false, "list": true}, "pick_limits": [{"of_claims": 5, "most_bp": 5000}]"#,
     "warning: queues[1].pull.pick_limits: there is no way back: whoever has picked too much can claim blind only, and that is not open"),
    (r#"{"pool": {"queue": "pond","#, r#"{"pool": {"queue": "pond", "roll_out": {"offsets_s": []},"#,
     "error: plans[0].stages[1].action.pool.roll_out.offsets_s: at least one offset is needed, [0] opens the lead to all at once"),
    (r#"{"pool": {"queue": "pond","#, r#"{"pool": {"queue": "pond", "roll_out": {"offsets_s": [0, 60, 30]},"#,
     "error: plans[0].stages[1].action.pool.roll_out.offsets_s[2]: 30 is less than 60 before it, and nobody may claim earlier than whoever ranks higher"),
    // Plans.
    (r#"{"pool": {"queue": "pond""#, r#"{"pool": {"queue": "general""#,
     "error: plans[0].stages[1].action.pool.queue: nobody may pull from queue `general`, give it a `pull`"),
    (r#""plans": ["#, r#""plans": [{"id": "empty", "stages": []}, "#,
     "error: plans[0].stages: a plan needs at least one stage"),
    (r#""back_to": "deal""#, r#""back_to": "end""#,
     "error: plans[0].stages[2].action.recycle.back_to: stage `end` does not come earlier"),
    (r#""wait": {"wall_s": 900}}}"#, r#""wait": {"wall_s": 0}}}, "next": {"nobody_eligible": "deal"}"#,
     "error: plans[0].stages[0]: a lead could go round for ever at one instant: `deal` → `deal`"),
    (r#""back_to": "deal", "cycles": 2}}}"#, r#""back_to": "deal"}}},
        {"id": "open", "action": {"hold": {"until": {"open": {"calendar": "office"}}}}, "next": {"waited_out": "owner"}},
        {"id": "owner", "action": {"offer_owner": {}}, "next": {"nobody_eligible": "open"}}"#,
     "error: plans[0].stages[3]: a lead could go round for ever at one instant: `open` → `owner` → `open`"),
    // Odd, not wrong.
    (r#""attributes": ["#, r#""attributes": [{"id": "colour", "type": "text"}, "#,
     "warning: attributes[0]: attribute `colour` is never used"),
    (r#""sets": ["#, r#""sets": [{"id": "zips", "values": ["05401"]}, "#, "warning: sets[0]: set `zips` is never used"),
    (r#""sets": ["#, r#""sets": [{"id": "zips", "values": []}, "#, "warning: sets[0].values: an empty set holds no text"),
    (r#""calendars": ["#, r#""calendars": [{"id": "night", "zone": "UTC", "weekly":
        [{"days": ["sun"], "blocks": [{"from": "22:00", "until": "06:00"}]}]}, "#,
     "warning: calendars[0]: calendar `night` is never used"),
    (r#""work_kinds": ["#, r#""work_kinds": [{"id": "chat", "units": 1}, "#,
     "warning: work_kinds[0]: work kind `chat` is never used"),
    (r#""queues": [
"#, r#""queues": [{"id": "spare"},
"#, "warning: queues[0]: queue `spare` is never used"),
    (r#""queues": [
"#, r#""queues": [{"id": "spare"},
"#, "warning: queues[0]: none of the agents is in queue `spare`"),
    (r#""plans": ["#, r#""plans": [{"id": "spare", "stages": [{"id": "a", "action": {"archive": {"reason": "r"}}}]}, "#,
     "warning: plans[0]: plan `spare` is never used"),
    (r#""plans": ["#, r#""plans": [{"id": "spare", "stages": [{"id": "a", "action": {"offer_owner": {}}}]}, "#,
     "warning: plans[0].stages[0]: a lead can go on from this last stage and becomes unroutable; add an archive stage"),
    (r#""plans": ["#, r#""plans": [{"id": "spare", "stages": [{"id": "a", "action": {"queue": {"queue": "pond"}}},
        {"id": "b", "action": {"archive": {"reason": "r"}}}]}, "#,
     "warning: plans[0].stages[1]: no lead can come to this stage"),
    (r#""wait": {"business": {"open_s": 3600, "calendar": "office"}}}}},"#, r#""wait": {"business": {"open_s": 3600, "calendar": "office"}}}}, "next": {"cap_full": "end"}},"#,
     "warning: plans[0].stages[1].next.cap_full: changes nothing: a stage of kind `pool` has no such outcome"),
    (r#""max_assignments": 5, "#, "", "warning: plans[0].exhausted: changes nothing without `max_assignments`"),
    (r#""order": 20"#, r#""order": 10"#,
     "warning: rules[1].order: order 10 is also that of rule `fairs`; ids decide between them"),
    (r#""order": 20"#, r#""order": 5"#,
     "warning: rules[0]: never matches: rule `rest` comes first and holds for every lead"),
    (r#"{"always": {}}"#, r#"{"all": [{"in_set": {"set": "fairs", "attribute": "source"}}]}"#,
     "warning: rules[1]: never matches: rule `fairs` comes first with the same condition"),
    (r#"{"always": {}}"#, r#"{"any": []}"#, "warning: rules[1].when: holds for no lead"),
    (r#""from": 10}"#, r#""from": 10, "below": 10}"#, "warning: plans[0].stages[0].when.range: no number is in this range"),
    (r#"{"queue": "general", "tier": 2}"#, r#"{"queue": "general"}"#,
     "warning: queues[0].tiers[0].tier: no member of queue `general` is in tier 2"),
    (r#"{"queue": "pond"}]"#, r#"{"queue": "pond", "weight": 0}]"#,
     "warning: queues[1]: every member of queue `pond` has weight 0, so nobody gets a turn"),
    (r#"{"cap": "daily""#, r#"{"cap": "burst""#,
     "warning: agents[0].cap_limits[0].cap: cap `burst` does not count by agent, a limit of one's own changes nothing"),
    (r#""lease_s": 3600"#, r#""lease_s": 3600, "ways": {"blind": false}"#,
     "warning: queues[1].pull.ways: no way of claiming is open"),
    (r#""units": 3"#, r#""units": 3, "declining_return": {"value_by_open_leads": [5], "least_gain": 6}"#,
     "warning: agents[0].capacity.declining_return: already the first lead gains less than `least_gain`: the agent takes none"),
    // What cannot be read.
    (r#""default_plan""#, r#""defalt_plan""#,
     "error: line 38, column 15: unknown field `defalt_plan`, did you mean `default_plan`?"),
    (r#"{"always": {}}"#, r#"{"allways": {}}"#,
     "error: line 36, column 50: unknown choice `allways`, did you mean `always`?"),
    (r#""limit": 100"#, r#""limit": "100""#,
     r#"error: line 20, column 34: found the text "100", expected a whole number, at least 0"#),
    (r#""limit": 100"#, r#""limit": -1"#,
     "error: line 20, column 31: found integer `-1`, expected a whole number, at least 0"),
    (r#"{"id": "burst""#, r#"{"id": """#, "error: line 20, column 13: an id may not be empty"),
    (r#""limit": 100,"#, r#""limit": 100, "limit": 3,"#, "error: line 20, column 41: duplicate field `limit`"),
];

#[test]
fn every_issue_reads_as_it_should() {
    let wrong: Vec<String> = [
        TABLE,
        cadences::TABLE,
        hand_offs::TABLE,
        hours::TABLE,
        limits::TABLE,
        merits::TABLE,
        scores::TABLE,
        stickies::TABLE,
        turns::TABLE,
    ]
    .concat()
    .iter()
    .filter_map(|(from, to, wanted)| {
        let found = lines(from, to);
        (!found.iter().any(|line| line == wanted)).then(|| format!("wanted {wanted}\n found {found:#?}\n"))
    })
    .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), TABLE.len(), wrong.join("\n"));
}

#[test]
fn no_default_and_no_rule_for_everyone() {
    let mut doc = sound();
    doc.default_plan = None;
    doc.rules.pop();
    let wanted =
        "warning: default_plan: there is none, and no rule holds for every lead: a lead may be unroutable";
    assert_eq!(issues(&doc), [wanted]);
}

#[test]
fn every_fault_is_reported_at_once_errors_first() {
    let json = SOUND
        .replace(r#""queue": "general", "accept_within""#, r#""queue": "genral", "accept_within""#)
        .replace(r#""set": "fairs""#, r#""set": "fares""#)
        .replace(r#""span_s": 60"#, r#""span_s": 0"#)
        .replace(r#""limit": 10,"#, r#""limit": 0,"#)
        .replace("09:00", "25:00");
    let doc = PolicyDoc::from_json(&json).unwrap();
    let error: PolicyError = Policy::compile(&doc).unwrap_err();
    let kinds: Vec<IssueKind> = error.issues.iter().map(|issue| issue.kind).collect();
    assert_eq!(
        kinds,
        [
            IssueKind::Calendar,
            IssueKind::TooSmall,
            IssueKind::UnknownReference,
            IssueKind::UnknownReference,
            IssueKind::NothingPasses,
            IssueKind::Unused,
            IssueKind::Unused,
        ],
        "{error}"
    );
    assert!(error.issues.is_sorted_by_key(|issue| issue.severity));
    assert_eq!(error.to_string().lines().count(), error.issues.len());
}

#[test]
fn warnings_do_not_stop() {
    let mut doc = sound();
    doc.caps[1].limit = 0;
    let policy = Policy::compile(&doc).unwrap();
    assert_eq!(policy.issues().len(), 1);
    assert_eq!(policy.issues()[0].severity, Severity::Warning);
}

#[test]
fn where_a_rule_stands_in_its_list_plays_no_part() {
    let doc = sound();
    let mut turned = doc.clone();
    turned.rules.reverse();
    let (policy, other) = (Policy::compile(&doc).unwrap(), Policy::compile(&turned).unwrap());
    assert_eq!(policy.json(), other.json());
    assert_eq!(policy.digest(), other.digest());

    // The order of queues is that of their slots, so there it does.
    let mut turned = doc.clone();
    turned.queues.reverse();
    assert_ne!(Policy::compile(&turned).unwrap().digest(), policy.digest());

    let again = PolicyDoc::from_json(policy.json()).unwrap();
    assert_eq!(Policy::compile(&again).unwrap().digest(), policy.digest());
}

#[test]
fn the_first_rule_by_order_wins_whatever_the_list() {
    let rule = |id: &str, order, plan: &str| {
        RuleDoc::new(id, order, ConditionDoc::equals("source", "web").unwrap(), plan)
    };
    for turned in [false, true] {
        let mut rules = vec![rule("b", 2, "later"), rule("a", 2, "first")];
        if turned {
            rules.reverse();
        }
        let mut builder = PolicyDoc::builder("p")
            .attribute("source", AttributeType::Text)
            .queue(QueueDoc::round_robin("q"))
            .plan(PlanDoc::to_queue("first", "q"))
            .plan(PlanDoc::to_queue("later", "q"));
        for rule in rules {
            builder = builder.rule(rule);
        }
        let policy = builder.compile().unwrap();
        let lead = Lead::new("L").unwrap().with("source", "web");
        assert_eq!(policy.plan_of(&lead).unwrap().unwrap().as_str(), "first");
    }
}

#[test]
fn bad_names_come_out_of_the_builder_all_at_once() {
    let error = PolicyDoc::builder("p\n")
        .queue(QueueDoc::round_robin("q"))
        .queue(QueueDoc::round_robin(""))
        .plan(PlanDoc::to_queue("standard", &"x".repeat(201)))
        .agent(AgentDoc::new(" "))
        .default_plan("")
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string().lines().collect::<Vec<_>>(),
        [
            r"error: id: an id may not hold the control character '\n'",
            "error: queues[1].id: an id may not be empty",
            "error: plans[0].id: an id may have at most 200 bytes, this one has 201",
            "error: default_plan: an id may not be empty",
            "error: agents[0].id: an id may not be empty",
        ]
    );
}

#[test]
fn conditions_nested_too_deep_are_refused() {
    let mut when = ConditionDoc::Always {};
    for _ in 0..33 {
        when = ConditionDoc::Not(Box::new(when));
    }
    let mut doc = sound();
    doc.rules[0].when = when.clone();
    let error = Policy::compile(&doc).unwrap_err();
    assert_eq!(error.issues[0].kind, IssueKind::TooDeep);
    assert_eq!(error.issues[0].message, "conditions nest at most 32 deep");
    let ConditionDoc::Not(inner) = when else { unreachable!() };
    doc.rules[0].when = *inner;
    assert!(Policy::compile(&doc).is_ok());
}

#[test]
fn hostile_texts_are_refused_and_not_repeated() {
    let deep = format!(r#"{{"when": {}"#, r#"{"not":"#.repeat(100_000));
    assert!(PolicyDoc::from_json(&deep).is_err());
    let deep = SOUND.replace(r#"{"always": {}}"#, &format!("{}1", r#"{"not":"#.repeat(100_000)));
    let error = PolicyDoc::from_json(&deep).unwrap_err();
    assert!(error.to_string().contains("recursion limit exceeded"), "{error}");

    let long = "x".repeat(1_000_000);
    for (from, to) in [
        (r#""value": false"#, format!(r#""value": "{long}""#)),
        (r#""values": ["expo""#, format!(r#""values": ["{long}""#)),
        (r#""inbound", "zone": "America/Chicago""#, format!(r#""inbound", "zone": "{long}""#)),
        (r#""office", "zone": "America/Chicago""#, format!(r#""office", "zone": "{long}""#)),
        ("09:00", long.clone()),
        ("nobody wanted it", long.clone()),
        (r#""limit": 100"#, format!(r#""limit": {}"#, "9".repeat(1_000_000))),
        (r#""limit": 100"#, r#""limit": 1e999"#.to_owned()),
        (r#""limit": 100"#, r#""limit": 1.5"#.to_owned()),
        (r#""limit": 100"#, format!(r#""{long}": 100"#)),
        (r#""set": "fairs""#, format!(r#""set": "{long}""#)),
        (r#""wall_s": 300"#, format!(r#""wall_s": {}"#, u64::MAX)),
    ] {
        let found = lines(from, &to);
        assert!(found.iter().any(|line| line.starts_with("error: ")), "{from}");
        assert!(found.iter().all(|line| line.len() < 1_000), "{from}: {}", &found[0][..1_000]);
    }
    assert!(PolicyDoc::from_json("").is_err());
    assert!(PolicyDoc::from_json("[]").is_err());
    assert!(PolicyDoc::from_json(&format!("{SOUND} x")).is_err());
}

#[test]
fn an_agent_is_checked_against_the_policy() {
    let policy = Policy::compile(&sound()).unwrap();
    let mut agent = AgentDoc::new("zoe").unwrap().member_of("general").unwrap();
    assert_eq!(policy.check_agent(&agent), Ok(()));
    agent = agent.member_of("general").unwrap().member_of("pund").unwrap();
    agent.calendar = Some("office2".parse().unwrap());
    let issues = policy.check_agent(&agent).unwrap_err();
    let lines: Vec<String> = issues.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "calendar: unknown calendar `office2`, did you mean `office`?",
            "queues[1].queue: queue `general` is already there, at queues[0]",
            "queues[2].queue: unknown queue `pund`, did you mean `pond`?",
        ]
    );
}

fn of_plan(queues: &str, stages: &str) -> Vec<String> {
    let json = format!(
        r#"{{"format": 1, "semantics": 1, "id": "p", "default_plan": "d", "queues": {queues},
            "plans": [{{"id": "d", "stages": {stages}}}]}}"#
    );
    issues(&PolicyDoc::from_json(&json).unwrap())
}

#[test]
fn what_is_pushed_out_round_and_round_is_refused() {
    let queues = r#"[{"id": "a", "max_waiting": {"leads": 5}}, {"id": "b", "max_waiting": {"leads": 5}}]"#;
    let stages = r#"[{"id": "one", "action": {"queue": {"queue": "a"}}, "next": {"pushed_out": "two"}},
        {"id": "two", "action": {"queue": {"queue": "b"}}, "next": {"pushed_out": "one"}}]"#;
    let line =
        "error: plans[0].stages[0]: a lead could go round for ever at one instant: `one` → `two` → `one`";
    assert_eq!(of_plan(queues, stages), [line]);
    // Without a bound on the second there is no way back.
    let queues = r#"[{"id": "a", "max_waiting": {"leads": 5}}, {"id": "b"}]"#;
    let line = "warning: plans[0].stages[1].next.pushed_out: changes nothing: the queue sets no bound to how many leads \
                wait here";
    assert_eq!(of_plan(queues, stages), [line]);
    // What is pushed out of the last stage has nowhere to go.
    let stages = r#"[{"id": "one", "action": {"queue": {"queue": "a"}}}]"#;
    assert!(
        of_plan(queues, stages).iter().any(|line| line.contains("a lead can go on from this last stage"))
    );
}

#[test]
fn a_pool_needs_a_way_out() {
    let queues = r#"[{"id": "a", "pull": {"lease_s": 60}}]"#;
    let line = "warning: plans[0].stages[0].action.pool: a lead that nobody claims lies here for ever: give the stage a \
                `wait`, and the plan somebody who has it in the end";
    assert_eq!(of_plan(queues, r#"[{"id": "one", "action": {"pool": {"queue": "a"}}}]"#), [line]);
    let ends = r#"[{"id": "one", "action": {"pool": {"queue": "a", "wait": {"wall_s": 60}}}},
        {"id": "end", "action": {"archive": {"reason": "nobody"}}}]"#;
    assert_eq!(of_plan(queues, ends), Vec::<String>::new());
}
