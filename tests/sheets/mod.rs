//! Issues of which leads a rotation is for.

use super::*;

#[test]
fn rotations_are_of_queues_that_keep_a_sheet_of_turns() {
    let strategy = r#""strategy": {"keys": ["tier", "turns"]},"#;
    let with = |own: &str, rotation: &str| {
        lines(strategy, &format!(r#""strategy": "{own}", "rotation": {rotation},"#))
    };
    assert_eq!(with("round_robin", r#"{"apart_by": {"attribute": "source", "at_most": 2}}"#), [""; 0]);
    assert_eq!(with("smooth_weighted", r#"{"apart_by_rule": {}}"#), [""; 0]);
    for strategy in ["pointer", "least_recent", "lowest_count", "stride", "quota", "top_producers"] {
        let refused: Vec<String> = with(strategy, r#"{"apart_by_rule": {}}"#)
            .into_iter()
            .filter(|line| line.contains("rotation"))
            .collect();
        assert_eq!(refused, [""; 0], "{strategy}");
    }
    for strategy in ["random", "longest_idle", "power_of_two"] {
        assert_eq!(
            with(strategy, r#"{"apart_by_rule": {}}"#),
            [
                "error: queues[1].rotation: queue `pond` keeps no sheet of turns that could be shared or kept apart; \
          `round_robin`, `pointer`, `least_recent`, `lowest_count`, `stride`, `smooth_weighted` and `quota` do, did you \
          mean `own`?"
            ],
            "{strategy}"
        );
    }
    assert_eq!(
        with("round_robin", r#"{"apart_by": {"attribute": "sorce"}}"#),
        ["error: queues[1].rotation.apart_by.attribute: unknown attribute `sorce`, did you mean `source`?"]
    );
    assert_eq!(
        with("round_robin", r#"{"apart_by": {"attribute": "products", "at_most": 0}}"#),
        [
            "error: queues[1].rotation.apart_by.at_most: with no rotation apart all leads share the queue's own; \
             leave `rotation` out",
            "error: queues[1].rotation.apart_by.attribute: a lead has one rotation, and `products` is declared as texts",
        ]
    );
    assert_eq!(
        with("round_robin", r#"{"apart_by_rule": {"at_most": 10001}}"#),
        ["error: queues[1].rotation.apart_by_rule.at_most: 10001 rotations apart, 10000 are allowed"]
    );
    assert_eq!(
        with("round_robin", r#"{"shared": "inbound"}"#),
        ["warning: queues[1].rotation.shared: no other queue shares rotation `inbound`"]
    );
}

#[test]
fn every_word_on_turns_goes_with_rotations_apart() {
    let strategy = r#""strategy": {"keys": ["tier", "turns"]},"#;
    let with = |own: &str| lines(strategy, &format!(r#""rotation": {{"apart_by_rule": {{}}}}, {own},"#));
    assert_eq!(with(r#""strict": {"wait_s": 60}"#), [""; 0]);
    assert_eq!(with(r#""turn_size": {"attribute": "score", "most": 9}"#), [""; 0]);
    assert_eq!(with(r#""catch_up": {"extra_turns": 1, "per_turns": 5}"#), [""; 0]);
    assert_eq!(with(r#""ramp": {"start_percent": 20, "steps": 3, "step_s": 60}"#), [""; 0]);
    assert_eq!(with(r#""ramp": {"start_percent": 20, "steps": 3, "step_turns": 5}"#), [""; 0]);
}

#[test]
fn turns_that_are_shared_are_of_the_same_sizes() {
    let doc = |second: &str| {
        let json = format!(
            r#"{{"format": 1, "semantics": 1, "id": "p", "default_plan": "d",
            "attributes": [{{"id": "value", "type": "integer"}}, {{"id": "hours", "type": "integer"}}], "queues": [
                {{"id": "a", "rotation": {{"shared": "all"}}, "turn_size": {{"attribute": "value", "most": 9}}}},
                {{"id": "b", "rotation": {{"shared": "all"}}{second}}}],
            "plans": [{{"id": "d", "stages": [{{"id": "s", "action": {{"queue": {{"queue": "a"}}}}}},
                {{"id": "t", "action": {{"queue": {{"queue": "b"}}}}}}]}}]}}"#
        );
        let told = issues(&PolicyDoc::from_json(&json).unwrap());
        told.into_iter().filter(|line| line.contains("rotation")).collect::<Vec<_>>()
    };
    let refused =
        ["error: queues[1].rotation.shared: queue `a` counts the turns of rotation `all` by other sizes"];
    // What stands in where a lead says none may differ.
    assert_eq!(doc(r#", "turn_size": {"attribute": "value", "default": 2, "most": 9}"#), [""; 0]);
    assert_eq!(doc(r#", "turn_size": {"attribute": "value", "most": 8}"#), refused);
    assert_eq!(doc(r#", "turn_size": {"attribute": "hours", "most": 9}"#), refused);
    assert_eq!(doc(""), refused);
}

#[test]
fn a_rotation_is_dealt_by_one_key_and_spelt_in_one_way() {
    let doc = |first: &str, second: (&str, &str)| {
        let (name, strategy) = second;
        let json = format!(
            r#"{{"format": 1, "semantics": 1, "id": "p", "default_plan": "d", "queues": [
                {{"id": "a", "rotation": {{"shared": "{first}"}}}},
                {{"id": "b", "strategy": "{strategy}", "rotation": {{"shared": "{name}"}}}}],
            "plans": [{{"id": "d", "stages": [{{"id": "s", "action": {{"queue": {{"queue": "a"}}}}}},
                {{"id": "t", "action": {{"queue": {{"queue": "b"}}}}}}]}}]}}"#
        );
        let told = issues(&PolicyDoc::from_json(&json).unwrap());
        told.into_iter().filter(|line| line.contains("rotation")).collect::<Vec<_>>()
    };
    assert_eq!(doc("inbound", ("inbound", "round_robin")), [""; 0]);
    assert_eq!(
        doc("inbound", ("inbound", "smooth_weighted")),
        ["error: queues[1].rotation.shared: queue `a` deals rotation `inbound` by another key"]
    );
    assert_eq!(
        doc("inbound", ("inbond", "round_robin")),
        [
            "warning: queues[0].rotation.shared: no other queue shares rotation `inbound`, did you mean `inbond`?",
            "warning: queues[1].rotation.shared: no other queue shares rotation `inbond`, did you mean `inbound`?",
        ]
    );
}

#[test]
fn what_is_shared_is_dealt_alike() {
    let doc = |first: &str, second: &str| {
        let json = format!(
            r#"{{"format": 1, "semantics": 1, "id": "p", "default_plan": "d", "queues": [
                {{"id": "a", "rotation": {{"shared": "all"}}, {first}}},
                {{"id": "b", "rotation": {{"shared": "all"}}, {second}}}],
            "plans": [{{"id": "d", "stages": [{{"id": "s", "action": {{"queue": {{"queue": "a"}}}}}},
                {{"id": "t", "action": {{"queue": {{"queue": "b"}}}}}}]}}]}}"#
        );
        let told = issues(&PolicyDoc::from_json(&json).unwrap());
        told.into_iter().filter(|line| line.contains("rotation")).collect::<Vec<_>>()
    };
    let stride = r#""strategy": "stride""#;
    assert_eq!(doc(stride, stride), [""; 0]);
    assert_eq!(
        doc(stride, r#""strategy": {"keys": ["priority", "stride"]}"#),
        [
            "error: queues[1].rotation.shared: each tier is a circle of its own where `tier` is a key, and rotation `all` \
          has it in one of queues `a` and `b` only"
        ]
    );
    let flat = r#""strategy": {"keys": ["least_recent"]}"#;
    assert_eq!(doc(r#""strategy": "least_recent""#, flat), [""; 0], "who was asked when knows no circles");
    let paced = |extra: u32| format!(r#""catch_up": {{"extra_turns": {extra}, "per_turns": 5}}"#);
    assert_eq!(doc(&paced(1), &paced(1)), [""; 0]);
    assert_eq!(
        doc(&paced(1), &paced(2)),
        [
            "error: queues[1].rotation.shared: turns missed in rotation `all` are made up for at another pace in queue `a`"
        ]
    );
}
