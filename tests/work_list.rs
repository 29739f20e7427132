//! The list of what an agent does next, and who of several who ask is served first.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod common;

use common::*;
use fairdeal::policy::PolicyDoc;
use fairdeal::*;
use proptest::prelude::*;
use serde_json::json;

fn at(text: &str) -> Timestamp {
    format!("2026-03-02T{text}Z").parse().unwrap()
}

fn command(json: serde_json::Value) -> Command {
    serde_json::from_value(json).unwrap()
}

fn open(policy: serde_json::Value, now: Timestamp) -> Floor {
    let doc: PolicyDoc = serde_json::from_value(policy).unwrap();
    Floor::open(Policy::compile(&doc).unwrap(), now).0
}

fn list_of(floor: &Floor, agent: &str, now: Timestamp) -> Vec<(Option<String>, String)> {
    let work = floor.work_list(&agent_id(agent), now).unwrap();
    let words = work.into_iter().map(|own| {
        let why = serde_json::to_value(&own.why).unwrap();
        let kind = why.as_object().unwrap().keys().next().unwrap().clone();
        (own.lead.map(|lead| lead.to_string()), kind)
    });
    words.collect()
}

#[test]
fn call_backs_outrank_steps_and_these_fresh_leads_and_these_claims() {
    let mut floor = open(
        json!({"format": 1, "semantics": 1, "id": "p", "default_plan": "d",
            "queues": [{"id": "web", "discipline": "lifo", "pull": {"lease_s": 86_400}}, {"id": "pond", "pull": {"lease_s": 60}}],
            "cadences": [{"id": "touches", "steps": [{"id": "call", "after": {"wall_s": 3_600}, "channel": "call"}]}],
            "attributes": [{"id": "pond", "type": "boolean"}],
            "plans": [{"id": "d", "cadence": {"by": "touches", "then": "end"}, "stages": [
                {"id": "pond", "when": {"equals": {"attribute": "pond", "value": true}}, "action": {"pool": {"queue": "pond"}}},
                {"id": "web", "action": {"pool": {"queue": "web"}}},
                {"id": "end", "action": {"archive": {"reason": "cold"}}}]}],
            "agents": [{"id": "ann", "queues": [{"queue": "web"}, {"queue": "pond"}]}]}),
        at("14:00:00"),
    );
    for (n, when) in ["14:00:00", "14:00:01", "14:00:02", "14:30:00", "14:30:01"].into_iter().enumerate() {
        floor.run(at(when), &command(json!({"submit": {"id": format!("L-{n}")}})));
        floor
            .run(at(when), &command(json!({"claim": {"agent": "ann", "queue": "web", "way": {"next": {}}}})));
    }
    floor.run(at("14:30:02"), &command(json!({"submit": {"id": "P-1", "attributes": {"pond": true}}})));
    for (lead, when) in [("L-2", "15:10:00"), ("L-0", "15:05:00"), ("L-1", "18:00:00")] {
        floor.run(
            at("14:31:00"),
            &command(json!({"dispose": {"lead": lead, "agent": "ann", "disposition": {"interim":
                {"code": "later", "next_action_at": format!("2026-03-02T{when}Z")}}}})),
        );
    }
    floor.settle(at("15:30:00"));
    let call = |lead: &str| (Some(lead.to_owned()), "call_back".to_owned());
    let other = |lead: &str, kind: &str| (Some(lead.to_owned()), kind.to_owned());
    let claim = (None, "claim".to_owned());
    let now = at("15:30:00");
    // L-1 sleeps. The step of L-3 fell due at half past; that of L-4 is a second ahead, and nobody has tried it yet.
    assert_eq!(
        list_of(&floor, "ann", now),
        [call("L-0"), call("L-2"), other("L-3", "step"), other("L-4", "fresh"), claim]
    );
}

#[test]
fn whoever_is_owed_most_is_served_first() {
    let mut floor = open(
        json!({"format": 1, "semantics": 1, "id": "p", "default_plan": "d",
            "queues": [{"id": "web", "pull": {"lease_s": 60, "undisposed_limit": 2}}],
            "plans": [{"id": "d", "stages": [{"id": "s", "action": {"pool": {"queue": "web"}}}]}],
            "agents": [{"id": "ann", "queues": [{"queue": "web"}]}, {"id": "bob", "queues": [{"queue": "web"}]},
                {"id": "cat", "queues": [{"queue": "web"}]}, {"id": "dan"}]}),
        at("14:00:00"),
    );
    floor.see(all_here(&["ann", "bob", "cat"].map(agent_id), at("14:00:00")), at("14:00:00"));
    let now = at("14:00:00");
    for n in 0..4 {
        floor.run(now, &command(json!({"submit": {"id": format!("L-{n}")}})));
    }
    let web = Name::new("web").unwrap();
    let order = |floor: &Floor, agents: &[&str]| -> Vec<(String, bool)> {
        let agents: Vec<AgentId> = agents.iter().map(|name| agent_id(name)).collect();
        let order = floor.who_first(&web, &agents, now).unwrap();
        order.into_iter().map(|own| (own.agent.to_string(), own.refused.is_none())).collect()
    };
    let may = |name: &str| (name.to_owned(), true);
    assert_eq!(order(&floor, &["cat", "bob", "ann"]), [may("ann"), may("bob"), may("cat")], "level: by id");
    floor.run(now, &command(json!({"claim": {"agent": "ann", "queue": "web", "way": {"next": {}}}})));
    assert_eq!(order(&floor, &["ann", "cat", "bob", "cat"]), [may("bob"), may("cat"), may("ann")]);
    floor.run(now, &command(json!({"claim": {"agent": "ann", "queue": "web", "way": {"next": {}}}})));
    assert_eq!(
        order(&floor, &["ann", "cat"]),
        [may("cat"), ("ann".to_owned(), false)],
        "two without a disposition"
    );
    assert_eq!(order(&floor, &["dan", "bob"]), [may("bob"), ("dan".to_owned(), false)], "no member");
    let nobody = floor.who_first(&web, &[agent_id("zoe")], now).unwrap_err();
    assert!(matches!(nobody.reason, Reason::UnknownAgent { .. }));
}

/// The class and what counts in it.
fn place(why: &WorkWhy) -> (u8, i64, u32) {
    match why {
        WorkWhy::CallBack { due_at } => (0, due_at.as_millis(), 0),
        WorkWhy::Offer { until } => (1, until.as_millis(), 0),
        WorkWhy::Step { due_at, .. } => (2, due_at.as_millis(), 0),
        WorkWhy::Fresh { queue, .. } => (3, 0, queue.as_ref().map_or(u32::MAX, |(_, rank)| *rank)),
        WorkWhy::Claim { rank, .. } => (4, 0, *rank),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(24), failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() })]

    /// What is listed can be done, in the order it is listed in; and what can be claimed is what a claim that names no queue
    /// is given.
    #[test]
    fn the_list_keeps_its_word(seed: u64) {
        let mut rng = Rng(seed);
        let policy = policy(&mut rng, Wanted::default());
        let (mut now, mut next) = (start(&mut rng), 0);
        let mut floor = Floor::open(Policy::compile(&policy).unwrap(), now).0;
        let agents = agents_of(floor.state());
        floor.see(all_here(&agents, now), now);
        for _ in 0..60 {
            now = now.plus(jump(&mut rng));
            let command = common::command(&mut rng, &floor, &mut next, now);
            floor.run(now, &command);
            let agent = rng.of(&agents_of(floor.state()));
            let Ok(work) = floor.work_list(&agent, now) else { continue };
            let places: Vec<_> = work.iter().map(|own| place(&own.why)).collect();
            prop_assert!(places.windows(2).all(|two| two[0] <= two[1]), "{:?}", work);
            for own in work.iter().filter(|own| own.lead.is_some()) {
                let view = floor.state().lead_view(own.lead.as_ref().unwrap()).unwrap();
                let step = view.cadence.as_ref().is_some_and(|own| own.standing == StepStanding::Due);
                match (&own.why, view.standing) {
                    (WorkWhy::Offer { until }, LeadStanding::Offered { agent: to, until: at }) => {
                        prop_assert!(to == agent && *until == at);
                    }
                    (WorkWhy::Step { .. }, LeadStanding::Owned { agent: own, snoozed_until: None, .. }) => {
                        prop_assert!(own == agent && step);
                    }
                    (WorkWhy::CallBack { .. } | WorkWhy::Fresh { .. }, LeadStanding::Owned { agent: own, snoozed_until: None, .. }) => {
                        prop_assert_eq!(own, agent.clone());
                    }
                    (why, standing) => prop_assert!(false, "{:?} of {:?}", why, standing),
                }
            }
            let called = work.iter().any(|own| matches!(own.why, WorkWhy::CallBack { .. }));
            let blind = |name: &Name| {
                let doc: PolicyDoc = serde_json::from_str(floor.state().policy_json()).unwrap();
                let pull = doc.queues.into_iter().find(|queue| queue.id == *name).unwrap().pull.unwrap();
                prop_assert!(!(pull.callbacks_first && called), "{name} gives nothing while a call-back is due");
                Ok(pull.ways.blind)
            };
            let mut first = None;
            for own in &work {
                if let WorkWhy::Claim { queue, .. } = &own.why
                    && blind(queue)?
                    && first.is_none()
                {
                    first = Some(queue.clone());
                }
            }
            let claim = Command::Claim { agent: agent.clone(), queue: None, way: ClaimWay::Next {} };
            let outcome = floor.clone().run(now, &claim).outcome().clone();
            match (first, outcome) {
                (Some(queue), Outcome::Assigned { queue: from, .. }) => prop_assert_eq!(Some(queue), from),
                (None, Outcome::Refused(_)) => {}
                (first, outcome) => prop_assert!(false, "listed {:?}, and then {:?}", first, outcome),
            }
        }
    }
}
