//! Issues of last owners: what to replace in the sound document, with what, and the line that must be among the issues.

#[rustfmt::skip]
pub(crate) const TABLE: &[(&str, &str, &str)] = &[
    (r#""keep_s": 600"#, r#""keep_s": 0"#,
     "error: sticky[0].keep_s: 0 makes no sense here, 1 is the least"),
    (r#""person", "attribute": "source""#, r#""person", "attribute": "sorce""#,
     "error: sticky[0].attribute: unknown attribute `sorce`, did you mean `source`?"),
    (r#""person", "attribute": "source""#, r#""person", "attribute": "products""#,
     "error: sticky[0].attribute: leads belong together by one text, `products` is declared as texts"),
    (r#"{"by": "person", "wait_s": 60}"#, r#"{"by": "persn", "wait_s": 60}"#,
     "error: plans[0].stages[0].sticky.by: unknown sticky `persn`, did you mean `person`?"),
    (r#""sticky": {"by": "person", "wait_s": 60},"#, "",
     "warning: sticky[0]: sticky `person` is never used"),
    (r#"{"id": "end", "#, r#"{"id": "end", "sticky": {"by": "person"}, "#,
     "warning: plans[0].stages[3].sticky: only a queue or a pool has a last owner come first"),
    (r#"{"id": "pond", "action""#, r#"{"id": "pond", "sticky": {"by": "person"}, "action""#,
     "warning: plans[0].stages[1].sticky: changes nothing: a pool gives the last owner no lead, it can only keep one for them for `wait_s`, or for their team"),
    (r#""wait_s": 60},"#, r#""team_wait_s": 60},"#,
     "warning: plans[0].stages[0].sticky.team_wait_s: changes nothing: nothing waits for the team without `team_first`"),
    (r#"{"id": "pond", "action""#, r#"{"id": "pond", "sticky": {"by": "person", "team_first": true}, "action""#,
     "warning: plans[0].stages[1].sticky: changes nothing: a pool gives the last owner no lead, it can only keep one for them for `wait_s`, or for their team"),
    (r#""wait_s": 60},"#, r#""team_first": true, "team_wait_s": 60}, "next": {"nobody_eligible": "end"},"#,
     "warning: plans[0].stages[0].sticky.team_wait_s: changes nothing: `next.nobody_eligible` sends the lead on at once while nobody of the team can take it"),
    (r#""wait_s": 60},"#, r#""wait_s": 60}, "next": {"nobody_eligible": "end"},"#,
     "warning: plans[0].stages[0].sticky.wait_s: changes nothing: `next.nobody_eligible` sends the lead on at once while its owner cannot take it"),
];
