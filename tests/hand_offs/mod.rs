//! Issues of hand-offs and escalations: what to replace in the sound document, with what, and the line that must be among the
//! issues.

#[rustfmt::skip]
pub(crate) const TABLE: &[(&str, &str, &str)] = &[
    (r#""max_assignments": 5"#, r#""hand_off": {"rings": []}, "max_assignments": 5"#, "error: plans[0].hand_off.rings: a hand-off rings at least once"),
    (r#""max_assignments": 5"#, r#""hand_off": {"rings": [{"queue": "genral", "within_s": 7}]}, "max_assignments": 5"#, "error: plans[0].hand_off.rings[0].queue: unknown queue `genral`, did you mean `general`?"),
    (r#""max_assignments": 5"#, r#""hand_off": {"rings": [{"queue": "general", "within_s": 0}]}, "max_assignments": 5"#, "error: plans[0].hand_off.rings[0].within_s: 0 makes no sense here, 1 is the least"),
    (r#""max_assignments": 5"#, r#""hand_off": {"rings": [{"queue": "general", "within_s": 7, "at_once": 0}]}, "max_assignments": 5"#, "error: plans[0].hand_off.rings[0].at_once: 0 makes no sense here, 1 is the least"),
    (r#""max_assignments": 5"#, r#""hand_off": {"rings": [{"queue": "general", "within_s": 7, "at_once": 21}]}, "max_assignments": 5"#, "error: plans[0].hand_off.rings[0].at_once: 21 at once, 20 are allowed"),
    (r#""max_assignments": 5"#, r#""hand_off": {"rings": [{"queue": "general", "within_s": 7, "rounds": 0}]}, "max_assignments": 5"#, "error: plans[0].hand_off.rings[0].rounds: 0 makes no sense here, 1 is the least"),
    (r#""max_assignments": 5"#, r#""hand_off": {"rings": [{"queue": "general", "within_s": 7}], "otherwise": {"stage": "ende"}}, "max_assignments": 5"#, "error: plans[0].hand_off.otherwise.stage: unknown stage `ende`, did you mean `end`?"),
    (r#""max_assignments": 5"#, r#""hand_off": {"rings": [{"queue": "general", "within_s": 7}], "otherwise": {"call_back": {"after": {"wall_s": 0}}}}, "max_assignments": 5"#, "error: plans[0].hand_off.otherwise.call_back.after.wall_s: 0 makes no sense here, 1 is the least"),
    (r#""then": "pond"}]"#, r#""then": "pond", "steps": [{"after": {"wall_s": 0}, "action": {"remind": {}}}]}]"#, "error: plans[0].follow_up[0].steps[0].after.wall_s: 0 makes no sense here, 1 is the least"),
    (r#""then": "pond"}]"#, r#""then": "pond", "steps": [{"after": {"wall_s": 7200}, "action": {"remind": {}}}]}]"#, "warning: plans[0].follow_up[0].steps[0].after: changes nothing: the lead is taken away after 2h"),
    (r#""then": "pond"}]"#, r#""then": "pond", "steps": [{"after": {"wall_s": 60}, "action": {"tell_team_lead": {}}}]}]"#, "warning: plans[0].follow_up[0].steps[0].action: no team says who leads it (`teams`), so nobody is named"),
    (r#""cycles": 2"#, r#""cycles": 2, "batch": {"most_per_day": 0}"#, "error: plans[0].stages[2].action.recycle.batch.most_per_day: 0 makes no sense here, 1 is the least"),
    (r#""cycles": 2"#, r#""cycles": 2, "batch": {"most_per_day": 9, "zone": "Europe/Berln"}"#, "error: plans[0].stages[2].action.recycle.batch.zone: unknown time zone `Europe/Berln`, did you mean `Europe/Berlin`?"),
    (r#""cycles": 2"#, r#""cycles": 2, "batch": {"most_per_day": 9, "order": [{"highest": "vip"}]}"#, "error: plans[0].stages[2].action.recycle.batch.order[0].highest: leads are compared by an integer, `vip` is declared as boolean"),
    (r#""max_assignments": 5"#, r#""on_change": [{"change": {"becomes": {"range": {"attribute": "scoer", "from": 8}}}, "then": "end"}], "max_assignments": 5"#, "error: plans[0].on_change[0].change.becomes.range.attribute: unknown attribute `scoer`, did you mean `score`?"),
    (r#""max_assignments": 5"#, r#""on_change": [{"change": {"inquired": {}}, "then": "ende"}], "max_assignments": 5"#, "error: plans[0].on_change[0].then: unknown stage `ende`, did you mean `end`?"),
];
