//! A strategy of one's own, put together from rank keys, and fed by the host: `cargo run --example custom_strategy`.
//!
//! Nothing is programmed into the engine. The host computes a number per member (here: last month's closing rate) and
//! says it as the member's `priority`; the keys say what it counts for.
#![allow(clippy::print_stdout)] // an example prints

#[macro_use]
#[path = "common/print.rs"]
mod print;

use std::error::Error;

use fairdeal::{
    AgentDoc, AgentId, Command, Floor, Lead, Outcome, Policy, PresenceSnapshot, PresenceState, Sign,
    Timestamp,
};

const POLICY: &str = r#"{
  "format": 1, "semantics": 1, "id": "merit",
  "queues": [{"id": "sales", "strategy": {"keys": ["tier", "priority", "least_loaded"]}}],
  "caps": [{"id": "at_once", "limit": 3, "per": ["agent"], "window": "open"}],
  "plans": [{"id": "sell", "stages": [{"id": "deal", "action": {"queue": {"queue": "sales"}}}]}],
  "default_plan": "sell"
}"#;

const PEOPLE: [&str; 3] = ["ann", "bob", "cyd"];

fn main() -> Result<(), Box<dyn Error>> {
    let now: Timestamp = "2026-03-02T15:00:00Z".parse()?;

    println!("keys: tier, then priority, then least loaded; at most 3 open leads each\n");
    println!("nobody has a priority: the load decides");
    let mut floor = floor(now)?;
    let even = deal(&mut floor, now, 6)?;
    assert_eq!(even, [2, 2, 2]);

    println!("\nthe host has counted: bob closes 31 %, ann and cyd 12 %; it says so with `change`");
    let mut floor = self::floor(now)?;
    for (agent, closes) in PEOPLE.iter().zip([12, 31, 12]) {
        let mut doc = AgentDoc::new(agent)?.member_of("sales")?;
        for membership in &mut doc.queues {
            membership.priority = closes;
        }
        floor.run(now, &Command::Change(doc));
    }
    let merit = deal(&mut floor, now, 6)?;
    assert_eq!(merit.iter().sum::<u32>(), 6);
    assert_eq!(merit.get(1), Some(&3), "bob first, until the cap of open leads stops him");

    println!("\nand the engine says why, for the next lead");
    let (_, why) = floor.explain(now, &Command::Submit(Lead::new("next")?));
    print!("{why}");
    Ok(())
}

fn floor(now: Timestamp) -> Result<Floor, Box<dyn Error>> {
    let (mut floor, _) = Floor::open(Policy::from_json(POLICY)?, now);
    let mut signs = PresenceSnapshot::default();
    for agent in PEOPLE {
        floor.run(now, &Command::Join(AgentDoc::new(agent)?.member_of("sales")?));
        signs.set(Sign::new(AgentId::new(agent)?, PresenceState::Available, now));
    }
    floor.see(signs, now);
    Ok(floor)
}

/// Deals so many leads and says how many each has got.
fn deal(floor: &mut Floor, now: Timestamp, leads: u32) -> Result<Vec<u32>, Box<dyn Error>> {
    let mut got = vec![0_u32; PEOPLE.len()];
    let mut order = Vec::new();
    for number in 1..=leads {
        let ran = floor.run(now, &Command::Submit(Lead::new(&format!("L-{number}"))?));
        let Outcome::Assigned { agent, .. } = ran.outcome() else { continue };
        for (count, _) in got.iter_mut().zip(PEOPLE).filter(|(_, name)| *name == agent.as_str()) {
            *count = count.saturating_add(1);
        }
        order.push(agent.to_string());
    }
    println!("  dealt to: {}", order.join(", "));
    for (name, count) in PEOPLE.iter().zip(&got) {
        println!("  {name}: {count}");
    }
    Ok(got)
}
