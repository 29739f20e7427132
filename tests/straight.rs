//! A new lead that goes straight to the next member of a queue is decided in one piece; an explanation takes the way
//! that all leads can take. Both give the same decision to the byte, under policies where the short way is the rule.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod common;

use common::*;
use fairdeal::policy::*;
use fairdeal::*;
use proptest::prelude::*;
use serde_json::Value as Json;

/// Drops what keeps leads from the short way: what leads have in common, skills, and caps.
fn plain(doc: &mut Json) {
    doc["sticky"] = Json::Array(Vec::new());
    for part in ["queues", "plans"] {
        strip(&mut doc[part]);
    }
}

fn strip(json: &mut Json) {
    match json {
        Json::Object(fields) => {
            fields.retain(|name, _| name != "sticky" && name != "skills" && name != "when");
            fields.values_mut().for_each(strip);
        }
        Json::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}

/// Whether a new lead came to somebody at once.
fn went_straight(decision: &Decision) -> bool {
    let events = decision.recorded.as_ref().map_or(&[][..], |record| &record.events);
    let entered = events.iter().filter(|event| matches!(event, Event::StageEntered { .. })).count();
    let arrived = matches!(events.first(), Some(Event::LeadArrived { .. }));
    let given = matches!(events.last(), Some(Event::Assigned { .. } | Event::Offered { .. }));
    arrived && given && entered == 1
}

/// How many leads of a history went straight to somebody; every decision is compared with the explained one.
fn compared(seed: u64) -> usize {
    let mut rng = Rng(seed);
    let mut doc = policy_json(&mut rng, Wanted { no_caps: true, ..Wanted::default() });
    plain(&mut doc);
    let Ok(policy) = PolicyDoc::from_json(&doc.to_string())
        .map_err(drop)
        .and_then(|doc| Policy::compile(&doc).map_err(drop))
    else {
        return 0;
    };
    let mut now = start(&mut rng);
    let (mut floor, _) = Floor::open(policy, now);
    let mut next = 0;
    let mut straight = 0;
    for _ in 0..60 {
        now = now.plus(jump(&mut rng));
        floor.settle(now);
        if rng.chance(20) {
            let signs = signs(&mut rng, &agents_of(floor.state()), now, true);
            floor.see(signs, now);
            floor.settle(now);
        }
        let command = if rng.chance(60) {
            next += 1;
            Command::Submit(lead(&mut rng, 1_000 + next, &agents_of(floor.state()), now))
        } else {
            command(&mut rng, &floor, &mut next, now)
        };
        let (explained, _) = floor.explain(now, &command);
        assert_eq!(floor.decide(now, &command), explained, "{doc}");
        straight += usize::from(went_straight(&explained));
        floor.run(now, &command);
    }
    straight
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(100), ..ProptestConfig::default() })]

    #[test]
    fn the_short_way_and_the_way_of_all_leads_end_alike(seed: u64) {
        compared(seed);
    }
}

#[test]
fn many_leads_take_the_short_way() {
    let straight: usize = (0..100).map(compared).sum();
    assert!(straight > 200, "only {straight} leads went straight to somebody: the comparison says little");
}
