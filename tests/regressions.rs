//! Faults found and mended: each stays away.
#![allow(missing_docs, clippy::unwrap_used)]

use fairdeal::{
    Command, Correction, Finding, Floor, Lead, LeadStanding, Outcome, Policy, PolicyDoc, PresenceSnapshot,
    PresenceState, Reason, Sign, Span, Timestamp,
};

fn start() -> Timestamp {
    "2026-03-02T15:00:00Z".parse().unwrap()
}

fn policy(score_type: &str) -> String {
    format!(
        r#"{{"format": 1, "semantics": 1, "id": "p",
            "attributes": [{{"id": "score", "type": "{score_type}"}}],
            "presence": {{"unknown_may_receive": true}},
            "queues": [{{"id": "web"}}],
            "plans": [{{"id": "std", "stages": [
                {{"id": "push", "action": {{"queue": {{"queue": "web", "accept_within": {{"wall_s": 60}}}}}}}},
                {{"id": "end", "action": {{"archive": {{"reason": "cold"}}}}}}]}}],
            "default_plan": "std",
            "agents": [{{"id": "ann", "queues": [{{"queue": "web"}}]}}]}}"#
    )
}

/// A lead taken in under a policy that declared its attribute otherwise stopped the floor: every tick was refused, and
/// every command asked for a tick first.
#[test]
fn a_lead_that_the_next_policy_reads_otherwise_goes_on() {
    let (mut floor, _) = Floor::open(Policy::from_json(&policy("text")).unwrap(), start());
    floor.see(PresenceSnapshot::default(), start());
    let lead = Lead::new("L").unwrap().with("score", "high");
    assert!(matches!(floor.run(start(), &Command::Submit(lead)).outcome(), Outcome::Offered { .. }));
    let doc = PolicyDoc::from_json(&policy("integer")).unwrap();
    floor.run(start(), &Command::ReplacePolicy(Box::new(doc)));
    let later = start().plus(Span::minutes(10));
    floor.settle(later);
    assert!(floor.state().next_deadline().is_none_or(|due| due > later), "nothing is left due");
    assert!(floor.state().check().is_ok());
    let fresh = Lead::new("M").unwrap().with("score", 7);
    assert!(!matches!(floor.run(later, &Command::Submit(fresh)).outcome(), Outcome::Refused(_)));
}

/// A floor on which nothing happened for more than the clock's limit could never be used again.
#[test]
fn a_floor_left_alone_for_years_goes_on_if_ticked_in_between() {
    let (mut floor, _) = Floor::open(Policy::from_json(&policy("text")).unwrap(), start());
    let later = start().plus(Span::days(1_000));
    assert!(matches!(
        floor.run(later, &Command::Submit(Lead::new("L").unwrap())).outcome(),
        Outcome::Refused(_)
    ));
    for days in [300, 600, 900] {
        floor.settle(start().plus(Span::days(days)));
    }
    let ran = floor.run(later, &Command::Submit(Lead::new("L").unwrap()));
    assert!(matches!(ran.outcome(), Outcome::Offered { .. }), "{:?}", ran.outcome());
    let view = floor.state().lead_view(&"L".parse().unwrap()).unwrap();
    assert!(matches!(view.standing, LeadStanding::Offered { .. }));
}

fn available(agent: &str, since: Timestamp) -> PresenceSnapshot {
    PresenceSnapshot::new([Sign::new(agent.parse().unwrap(), PresenceState::Available, since)])
}

fn owner(floor: &Floor, lead: &str) -> Option<String> {
    match floor.state().lead_view(&lead.parse().unwrap()).unwrap().standing {
        LeadStanding::Owned { agent, .. } => Some(agent.to_string()),
        _ => None,
    }
}

/// Leads waited while nobody was there; the one who came was stopped for the time being by something that had not
/// stood in the way when the line was last looked at, and nothing woke the line when that was over.
#[test]
fn who_comes_and_is_stopped_by_a_cap_gets_the_lead_when_the_hour_is_over() {
    let policy = r#"{"format": 1, "semantics": 1, "id": "p",
        "presence": {"stale_after_s": null, "inactive_after_s": null},
        "queues": [{"id": "web"}],
        "caps": [{"id": "hourly", "limit": 1, "per": ["agent"], "window": "hour"}],
        "plans": [{"id": "std", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
        "default_plan": "std",
        "agents": [{"id": "ann", "queues": [{"queue": "web"}]}]}"#;
    let (mut floor, _) = Floor::open(Policy::from_json(policy).unwrap(), start());
    for lead in ["L", "M"] {
        floor.run(start(), &Command::Submit(Lead::new(lead).unwrap()));
    }
    let comes = start().plus(Span::minutes(10));
    floor.settle(comes);
    assert_eq!(floor.state().next_deadline(), None, "nobody is there");
    floor.see(available("ann", comes), comes);
    floor.settle(comes);
    assert_eq!((owner(&floor, "L").as_deref(), owner(&floor, "M")), (Some("ann"), None));
    let next_hour = start().plus(Span::minutes(60));
    assert_eq!(floor.state().next_deadline(), Some(next_hour));
    floor.settle(next_hour);
    assert_eq!(owner(&floor, "M").as_deref(), Some("ann"));
}

/// The same with a shift: there when the lead came in, as the calendar goes, and signed in only after it closed.
#[test]
fn who_comes_before_the_shift_gets_the_lead_when_it_begins() {
    let policy = r#"{"format": 1, "semantics": 1, "id": "p",
        "presence": {"stale_after_s": null, "inactive_after_s": null},
        "calendars": [{"id": "office", "zone": "UTC", "weekly": [{"days": ["mon", "tue", "wed", "thu", "fri"],
            "blocks": [{"from": "09:00", "until": "17:00"}]}]}],
        "queues": [{"id": "web"}],
        "plans": [{"id": "std", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
        "default_plan": "std",
        "agents": [{"id": "ann", "calendar": "office", "queues": [{"queue": "web"}]}]}"#;
    let (mut floor, _) = Floor::open(Policy::from_json(policy).unwrap(), start());
    floor.run(start(), &Command::Submit(Lead::new("L").unwrap()));
    floor.settle(start());
    let comes = start().plus(Span::hours(16));
    floor.see(available("ann", comes), comes);
    floor.settle(comes);
    let opens: Timestamp = "2026-03-03T09:00:00Z".parse().unwrap();
    assert_eq!((owner(&floor, "L"), floor.state().next_deadline()), (None, Some(opens)));
    floor.settle(opens);
    assert_eq!(owner(&floor, "L").as_deref(), Some("ann"));
}

/// And with a leave that began after the line was last looked at.
#[test]
fn who_comes_while_on_leave_gets_the_lead_when_it_ends() {
    let presence = r#"{"stale_after_s": null, "inactive_after_s": null}"#;
    let policy = policy("text").replace(r#"{"unknown_may_receive": true}"#, presence);
    let (mut floor, _) = Floor::open(Policy::from_json(&policy).unwrap(), start());
    let (from, until) = (start().plus(Span::minutes(10)), start().plus(Span::minutes(30)));
    floor.run(start(), &Command::Submit(Lead::new("L").unwrap()));
    floor.settle(start());
    let agent = "ann".parse().unwrap();
    floor.run(start(), &Command::TakeLeave { agent, from, until, reason: None });
    floor.settle(from);
    floor.see(available("ann", from), from);
    floor.settle(from);
    assert_eq!(floor.state().next_deadline(), Some(until));
    floor.settle(until);
    let view = floor.state().lead_view(&"L".parse().unwrap()).unwrap();
    assert!(matches!(view.standing, LeadStanding::Offered { .. }));
}

/// A hold that need not begin, as its calendar is open, is over at once: it goes on where the hold says.
#[test]
fn a_hold_over_at_once_goes_where_a_hold_that_is_over_goes() {
    let policy = |block: &str| {
        format!(
            r#"{{"format": 1, "semantics": 1, "id": "p",
            "calendars": [{{"id": "office", "zone": "UTC", "weekly": [{{"days": ["mon"], "blocks": [{block}]}}]}}],
            "plans": [{{"id": "std", "stages": [
                {{"id": "hold", "action": {{"hold": {{"until": {{"open": {{"calendar": "office"}}}}}}}},
                  "next": {{"waited_out": "late"}}}},
                {{"id": "early", "action": {{"archive": {{"reason": "early"}}}}}},
                {{"id": "late", "action": {{"archive": {{"reason": "late"}}}}}}]}}],
            "default_plan": "std"}}"#
        )
    };
    for block in [r#"{"from": "09:00", "until": "17:00"}"#, r#"{"from": "16:00", "until": "17:00"}"#] {
        let (mut floor, _) = Floor::open(Policy::from_json(&policy(block)).unwrap(), start());
        floor.run(start(), &Command::Submit(Lead::new("L").unwrap()));
        floor.settle(start().plus(Span::hours(2)));
        let view = floor.state().lead_view(&"L".parse().unwrap()).unwrap();
        assert!(matches!(&view.standing, LeadStanding::Closed { code, .. } if code == "late"), "{view:?}");
    }
}

/// Leads that wait where a full cap sends them on go on when the cap fills, not when the line is next looked at.
#[test]
fn a_cap_that_fills_sends_on_the_leads_that_wait() {
    let policy = r#"{"format": 1, "semantics": 1, "id": "p",
        "presence": {"stale_after_s": null, "inactive_after_s": null},
        "attributes": [{"id": "to", "type": "text"}],
        "queues": [{"id": "web"}, {"id": "phone"}],
        "caps": [{"id": "hourly", "limit": 1, "window": "hour"}],
        "rules": [{"id": "phone", "order": 1, "when": {"equals": {"attribute": "to", "value": "phone"}}, "plan": "phone"}],
        "plans": [
            {"id": "std", "stages": [
                {"id": "push", "action": {"queue": {"queue": "web"}}, "next": {"cap_full": "end"}},
                {"id": "end", "action": {"archive": {"reason": "full"}}}]},
            {"id": "phone", "stages": [{"id": "push", "action": {"queue": {"queue": "phone"}}}]}],
        "default_plan": "std",
        "agents": [{"id": "ann", "queues": [{"queue": "phone"}]}, {"id": "bob", "queues": [{"queue": "web"}]}]}"#;
    let (floor, _) = Floor::open(Policy::from_json(policy).unwrap(), start());
    for later in [false, true] {
        let mut floor = floor.clone();
        floor.see(available("ann", start()), start());
        floor.run(start(), &Command::Submit(Lead::new("L").unwrap()));
        let takes = start().plus(Span::minutes(5));
        floor.settle(takes);
        let lead = Lead::new("M").unwrap().with("to", "phone");
        let fill = decide_and_apply(&mut floor, takes, &Command::Submit(lead));
        assert!(matches!(fill, Outcome::Assigned { .. }), "{fill:?}");
        // Whether the host ticks at once or after a while is all the same.
        floor.settle(if later { takes.plus(Span::minutes(30)) } else { takes });
        let view = floor.state().lead_view(&"L".parse().unwrap()).unwrap();
        assert!(matches!(&view.standing, LeadStanding::Closed { at, .. } if *at == takes), "{view:?}");
    }
}

fn decide_and_apply(floor: &mut Floor, now: Timestamp, command: &Command) -> Outcome {
    let decision = floor.decide(now, command);
    floor.apply(&decision.recorded.unwrap()).unwrap();
    decision.outcome
}

/// A further tier was open for want of anybody at work when the lead came in; it closed when somebody came who had no
/// room, and nothing woke the line when it opened again.
#[test]
fn a_tier_that_closes_for_those_who_come_opens_in_its_time() {
    let policy = r#"{"format": 1, "semantics": 1, "id": "p",
        "presence": {"stale_after_s": null, "inactive_after_s": null},
        "queues": [{"id": "web", "tiers": [{"tier": 2, "opens_after_s": 300}]}],
        "plans": [{"id": "std", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
        "default_plan": "std",
        "agents": [
            {"id": "ann", "capacity": {"units": 0}, "queues": [{"queue": "web", "tier": 1}]},
            {"id": "bob", "queues": [{"queue": "web", "tier": 2}]}]}"#;
    let (mut floor, _) = Floor::open(Policy::from_json(policy).unwrap(), start());
    floor.run(start(), &Command::Submit(Lead::new("L").unwrap()));
    let comes = start().plus(Span::seconds(60));
    let signs =
        ["ann", "bob"].map(|agent| Sign::new(agent.parse().unwrap(), PresenceState::Available, comes));
    floor.settle(comes);
    floor.see(PresenceSnapshot::new(signs), comes);
    floor.settle(comes);
    let opens = start().plus(Span::seconds(300));
    assert_eq!((owner(&floor, "L"), floor.state().next_deadline()), (None, Some(opens)));
    floor.settle(opens);
    assert_eq!(owner(&floor, "L").as_deref(), Some("bob"));
}

/// A lead that came from one stage of a queue to the next stood in its own way: it lined up behind itself, and a lead
/// that came at the same instant was no longer alone.
#[test]
fn a_lead_that_waited_out_a_stage_is_given_at_the_next_without_lining_up_behind_itself() {
    let policy = r#"{"format": 1, "semantics": 1, "id": "p",
        "presence": {"stale_after_s": null, "inactive_after_s": null},
        "queues": [{"id": "web"}],
        "plans": [{"id": "std", "exclude_previous": {"last": 0}, "stages": [
            {"id": "first", "action": {"queue": {"queue": "web", "accept_within": {"wall_s": 600}, "wait": {"wall_s": 60}}}},
            {"id": "then", "action": {"queue": {"queue": "web"}}}]}],
        "default_plan": "std",
        "agents": [{"id": "ann", "queues": [{"queue": "web"}]}]}"#;
    let (mut floor, _) = Floor::open(Policy::from_json(policy).unwrap(), start());
    floor.see(available("ann", start()), start());
    floor.run(start(), &Command::Submit(Lead::new("L").unwrap()));
    let ticks = floor.settle(start().plus(Span::seconds(600)));
    let outcomes: Vec<_> = ticks.iter().map(|tick| &tick.outcome).collect();
    assert!(
        matches!(outcomes.as_slice(), [Outcome::Queued { .. }, Outcome::Assigned { .. }]),
        "timed out, then waited out: {outcomes:?}"
    );
}

/// An explanation said that a member of weight 0 could take a lead that a rotation never brings to them.
#[test]
fn an_explanation_says_that_a_rotation_never_comes_to_a_weight_of_0() {
    let policy = r#"{"format": 1, "semantics": 1, "id": "p",
        "presence": {"unknown_may_receive": true},
        "queues": [{"id": "web"}],
        "plans": [{"id": "std", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
        "default_plan": "std",
        "agents": [{"id": "ann", "queues": [{"queue": "web", "weight": 0}]}, {"id": "bob", "queues": [{"queue": "web"}]}]}"#;
    let (floor, _) = Floor::open(Policy::from_json(policy).unwrap(), start());
    let (_, why) = floor.explain(start(), &Command::Submit(Lead::new("L").unwrap()));
    let ann = why.why_not(&"ann".parse().unwrap()).unwrap();
    assert!(matches!(ann.refused.as_ref().unwrap().reason, Reason::NoWeight { .. }), "{ann}");
    assert!(why.why_not(&"bob".parse().unwrap()).unwrap().refused.is_none());
}

/// Whoever a lead is taken from by hand shared its turn, although a previous owner may not have it again.
#[test]
fn whoever_a_lead_is_taken_from_has_no_part_in_its_turn() {
    let policy = |last: u32| {
        format!(
            r#"{{"format": 1, "semantics": 1, "id": "p",
            "presence": {{"unknown_may_receive": true}},
            "queues": [{{"id": "web", "counts_as_turn": {{"reassign": true}}}}],
            "plans": [{{"id": "std", "exclude_previous": {{"last": {last}}},
                "stages": [{{"id": "push", "action": {{"queue": {{"queue": "web"}}}}}}]}}],
            "default_plan": "std",
            "agents": [{{"id": "ann", "capacity": {{"units": 1}}, "queues": [{{"queue": "web"}}]}},
                {{"id": "bob", "queues": [{{"queue": "web"}}]}}]}}"#
        )
    };
    for (last, owed) in [(1, ["-0.50", "+0.50"]), (0, ["0.00", "0.00"])] {
        let (mut floor, _) = Floor::open(Policy::from_json(&policy(last)).unwrap(), start());
        floor.run(start(), &Command::Submit(Lead::new("L").unwrap()));
        assert_eq!(owner(&floor, "L").as_deref(), Some("ann"));
        let (lead, to) = ("L".parse().unwrap(), Some("bob".parse().unwrap()));
        floor.run(start(), &Command::Reassign { lead, to });
        let view = floor.state().queue_views().remove(0);
        let turns: Vec<_> = view.members.iter().map(|(_, _, owed)| owed.to_string()).collect();
        assert_eq!(turns, owed, "with {last} previous owner(s) excluded");
    }
}

/// Whoever let an offer time out is passed over for a while, and that while begins with the very decision: the lead was
/// offered to them again as its owner.
#[test]
fn an_owner_who_let_an_offer_time_out_is_passed_over_at_once() {
    let policy = r#"{"format": 1, "semantics": 1, "id": "p", "presence": {"unknown_may_receive": true},
        "queues": [{"id": "web", "timeout_delay_s": 900}],
        "plans": [{"id": "std", "stages": [
            {"id": "push", "action": {"queue": {"queue": "web", "accept_within": {"wall_s": 60}, "attempts": 1}}},
            {"id": "owner", "action": {"offer_owner": {}}},
            {"id": "end", "action": {"archive": {"reason": "cold"}}}]}],
        "default_plan": "std", "agents": [{"id": "ann", "queues": [{"queue": "web"}]}]}"#;
    let (mut floor, _) = Floor::open(Policy::from_json(policy).unwrap(), start());
    let lead = Lead::new("L").unwrap().owned_by("ann".parse().unwrap());
    floor.run(start(), &Command::Submit(lead));
    floor.settle(start().plus(Span::minutes(1)));
    let view = floor.state().lead_view(&"L".parse().unwrap()).unwrap();
    assert!(matches!(view.standing, LeadStanding::Closed { .. }), "{:?}", view.standing);
}

/// A lead passed on to where no rule matches kept the name of the rule it had left.
#[test]
fn a_lead_that_no_rule_matches_any_longer_names_none() {
    let policy = r#"{"format": 1, "semantics": 1, "id": "p", "presence": {"unknown_may_receive": true},
        "attributes": [{"id": "source", "type": "text"}], "queues": [{"id": "web"}],
        "plans": [{"id": "std", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
        "rules": [{"id": "web", "order": 1, "plan": "std",
                   "when": {"equals": {"attribute": "source", "value": "web"}}}],
        "agents": [{"id": "ann", "queues": [{"queue": "web"}]}]}"#;
    let (mut floor, _) = Floor::open(Policy::from_json(policy).unwrap(), start());
    floor.run(start(), &Command::Submit(Lead::new("L").unwrap().with("source", "web")));
    let corrections = vec![Correction { attribute: "source".parse().unwrap(), value: "fax".into() }];
    let transfer = Command::Transfer {
        lead: "L".parse().unwrap(),
        agent: "ann".parse().unwrap(),
        corrections,
        reason: None,
    };
    assert!(matches!(floor.run(start(), &transfer).outcome(), Outcome::Unroutable { .. }));
    let view = floor.state().lead_view(&"L".parse().unwrap()).unwrap();
    assert_eq!((view.rule, view.stage), (None, None));
}

/// A turn given back by the decision that gives the lead to somebody else counted only from the next decision on.
#[test]
fn a_turn_given_back_counts_for_whom_the_lead_goes_to() {
    let policy = r#"{"format": 1, "semantics": 1, "id": "p",
        "presence": {"stale_after_s": null, "inactive_after_s": null},
        "queues": [{"id": "web"}],
        "plans": [{"id": "std", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
        "default_plan": "std",
        "agents": [{"id": "ann", "queues": [{"queue": "web"}]}, {"id": "bob", "queues": [{"queue": "web"}]},
            {"id": "eve", "queues": [{"queue": "web"}]}]}"#;
    let (mut floor, _) = Floor::open(Policy::from_json(policy).unwrap(), start());
    let mut run = |who: &[&str], command: &Command| {
        let signs = who.iter().map(|who| Sign::new(who.parse().unwrap(), PresenceState::Available, start()));
        floor.see(PresenceSnapshot::new(signs), start());
        floor.run(start(), command);
        floor.clone()
    };
    // One lead of eve's alone, one shared by ann and bob that ann gets, and one of bob's alone.
    run(&["eve"], &Command::Submit(Lead::new("L").unwrap()));
    run(&["bob", "ann"], &Command::Submit(Lead::new("M").unwrap()));
    run(&["bob"], &Command::Submit(Lead::new("N").unwrap()));
    let (lead, agent) = ("L".parse().unwrap(), "eve".parse().unwrap());
    let before = run(&["bob"], &Command::Tick {});
    let turns = before.state().queue_views().remove(0).members;
    let owed = |who: &str| turns.iter().find(|(agent, ..)| agent.as_str() == who).unwrap().2.to_string();
    assert_eq!((owed("ann").as_str(), owed("bob").as_str()), ("-0.50", "+0.50"), "bob would be next");
    let reason = fairdeal::ReturnReason::NoShow;
    // The turn given back comes off those who shared the last deal, bob alone: then both have had half a turn too
    // many, and ann's last turn is the older one.
    let after = run(&["ann", "bob"], &Command::Return { lead, agent, reason });
    let to = owner(&after, "L");
    assert_eq!(to.as_deref(), Some("ann"));
}

/// A cap that filled while a lead waited had the line looked at by the next idle tick, and by nothing else: whoever
/// ticked late had another history than whoever ticked in time.
#[test]
fn a_cap_that_fills_is_waited_for_whether_ticks_come_late_or_in_time() {
    let policy = r#"{"format": 1, "semantics": 1, "id": "p",
        "presence": {"stale_after_s": null, "inactive_after_s": null},
        "attributes": [{"id": "to", "type": "text"}],
        "queues": [{"id": "web"}, {"id": "phone"}],
        "caps": [{"id": "hourly", "limit": 1, "window": "hour"}],
        "rules": [{"id": "phone", "order": 1, "when": {"equals": {"attribute": "to", "value": "phone"}}, "plan": "phone"}],
        "plans": [
            {"id": "std", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]},
            {"id": "phone", "stages": [
                {"id": "hold", "action": {"hold": {"until": {"timer": {"wall_s": 600}}}}},
                {"id": "push", "action": {"queue": {"queue": "phone"}}}]}],
        "default_plan": "std",
        "agents": [{"id": "ann", "queues": [{"queue": "phone"}]},
            {"id": "bob", "capacity": {"units": 0}, "queues": [{"queue": "web"}]}]}"#;
    let (mut floor, _) = Floor::open(Policy::from_json(policy).unwrap(), start());
    let signs =
        ["ann", "bob"].map(|agent| Sign::new(agent.parse().unwrap(), PresenceState::Available, start()));
    floor.see(PresenceSnapshot::new(signs), start());
    floor.run(start(), &Command::Submit(Lead::new("L").unwrap()));
    floor.run(start(), &Command::Submit(Lead::new("M").unwrap().with("to", "phone")));
    let (mut live, mut late) = (floor.clone(), floor);
    let end = start().plus(Span::hours(2));
    live.settle(start().plus(Span::minutes(10)));
    assert_eq!(
        live.state().next_deadline(),
        Some(start().plus(Span::hours(1))),
        "then the cap has room again"
    );
    while let Some(due) = live.state().next_deadline().filter(|due| *due <= end) {
        live.settle(due);
    }
    live.settle(end);
    late.settle(end);
    assert_eq!(owner(&late, "M").as_deref(), Some("ann"));
    assert_eq!(live.state().revision(), late.state().revision());
    assert_eq!(live.state().snapshot(), late.state().snapshot());
}

/// A member whose weight keeps a rotation from ever coming to them kept a lead from going back to its last owner, until
/// they went home: where nobody but former owners could be next, an exclusion that may be relaxed is.
#[test]
fn a_weight_of_0_does_not_keep_an_exclusion_from_being_relaxed() {
    let policy = r#"{"format": 1, "semantics": 1, "id": "p",
        "presence": {"stale_after_s": null, "inactive_after_s": null},
        "queues": [{"id": "web"}],
        "plans": [{"id": "std", "exclude_previous": {"last": 50, "when_emptied": "relax"},
            "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
        "default_plan": "std",
        "agents": [{"id": "ann", "queues": [{"queue": "web", "weight": 0}]}, {"id": "bob", "queues": [{"queue": "web"}]}]}"#;
    let (mut floor, _) = Floor::open(Policy::from_json(policy).unwrap(), start());
    let signs =
        ["ann", "bob"].map(|agent| Sign::new(agent.parse().unwrap(), PresenceState::Available, start()));
    floor.see(PresenceSnapshot::new(signs), start());
    floor.run(start(), &Command::Submit(Lead::new("L").unwrap()));
    assert_eq!(owner(&floor, "L").as_deref(), Some("bob"));
    floor.run(start(), &Command::Reassign { lead: "L".parse().unwrap(), to: None });
    assert_eq!(owner(&floor, "L").as_deref(), Some("bob"));
}

/// Whoever left and came back had been idle since before they left, and was first.
#[test]
fn who_comes_back_to_the_floor_is_idle_from_then_on() {
    let json =
        policy("text").replace(r#"{"id": "web"}"#, r#"{"id": "web", "strategy": "longest_idle"}"#).replace(
            r#"{"id": "ann", "queues": [{"queue": "web"}]}"#,
            r#"{"id": "ann", "queues": [{"queue": "web"}]}, {"id": "bob", "queues": [{"queue": "web"}]}"#,
        );
    let policy = Policy::from_json(&json).unwrap();
    let ann = policy.doc().agents.first().unwrap().clone();
    let (mut floor, _) = Floor::open(policy, start());
    let at = |minutes| start().plus(Span::minutes(minutes));
    floor.run(at(1), &Command::Leave { agent: ann.id.clone() });
    floor.run(at(2), &Command::Submit(Lead::new("L").unwrap()));
    floor.settle(at(8));
    floor.run(at(8), &Command::Join(ann));
    let ran = floor.run(at(9), &Command::Submit(Lead::new("M").unwrap()));
    assert!(
        matches!(ran.outcome(), Outcome::Offered { agent, .. } if agent.as_str() == "bob"),
        "{:?}",
        ran.outcome()
    );
}

/// An explanation named as the next one somebody whom it also told to be held back from making up for turns missed.
#[test]
fn whoever_is_held_back_from_making_up_is_not_named_as_the_next() {
    let text = r#"{"format": 1, "semantics": 1, "id": "p", "presence": {"stale_after_s": null},
        "queues": [{"id": "web", "absence": {"presence": "all"}, "catch_up": {"extra_turns": 1, "per_turns": 4}}],
        "plans": [{"id": "std", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
        "default_plan": "std",
        "agents": [{"id": "ann", "queues": [{"queue": "web"}]}, {"id": "bob", "queues": [{"queue": "web"}]}]}"#;
    let (mut floor, _) = Floor::open(Policy::from_json(text).unwrap(), start());
    let at = |second: u64| start().plus(Span::seconds(second));
    let submit = |number: u64| Command::Submit(Lead::new(&format!("L{number}")).unwrap());
    floor.see(available("bob", start()), start());
    for number in 1..=6 {
        floor.run(at(number), &submit(number));
    }
    let both = ["ann", "bob"].map(|id| Sign::new(id.parse().unwrap(), PresenceState::Available, at(10)));
    floor.see(PresenceSnapshot::new(both), at(10));
    floor.run(at(11), &submit(11));
    assert_eq!(owner(&floor, "L11").as_deref(), Some("ann"), "who missed turns makes up for one");
    let (_, why) = floor.explain(at(12), &submit(12));
    let picked = why.findings.iter().find_map(|finding| match finding {
        Finding::Picked(picked) => Some(picked),
        _ => None,
    });
    let picked = picked.unwrap();
    assert_eq!((picked.agent.as_str(), &picked.runner_up), ("bob", &None), "{why}");
}

/// A queue's stage that said where leads go while nobody is at work, or the contact may not be called, was warned of as if a
/// queue had no such outcome.
#[test]
fn a_queue_may_say_where_leads_go_while_it_is_shut() {
    let text = r#"{"format": 1, "semantics": 1, "id": "p", "default_plan": "std",
        "attributes": [{"id": "state", "type": "text"}],
        "calendars": [{"id": "office", "zone": "UTC", "weekly": [{"days": ["mon"], "blocks": [{"from": "09:00", "until": "17:00"}]}]}],
        "contact_hours": [{"id": "calls", "by": [{"attribute": "state", "places": [{"value": "MN", "calendars": ["office"]}]}]}],
        "queues": [{"id": "web"}],
        "plans": [{"id": "std", "stages": [
            {"id": "owner", "contact_hours": "calls", "action": {"offer_owner": {}}, "next": {"contact_shut": "push"}},
            {"id": "push", "contact_hours": "calls", "action": {"queue": {"queue": "web"}}, "next": {"shut": "end", "contact_shut": "end"}},
            {"id": "end", "action": {"archive": {"reason": "cold"}}}]}],
        "agents": [{"id": "ann", "calendar": "office", "queues": [{"queue": "web"}]}]}"#;
    let policy = Policy::from_json(text).unwrap();
    let issues: Vec<String> = policy.issues().iter().map(ToString::to_string).collect();
    assert!(issues.iter().all(|issue| !issue.contains("no such outcome")), "{issues:?}");
}
