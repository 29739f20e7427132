//! What the example shows holds for other seeds than the one it prints.
#![allow(missing_docs, dead_code, unreachable_pub, clippy::unwrap_used, clippy::arithmetic_side_effects)] // a panic here is a failed test

#[path = "../examples/top_producers/load.rs"]
mod load;
#[path = "../examples/top_producers/sim.rs"]
mod sim;

use sim::{NEWCOMER, Result, Row, run};

fn of<'r>(result: &'r Result, agent: &str) -> &'r Row {
    result.rows.iter().find(|row| row.agent == agent).unwrap()
}

fn rate(row: &Row) -> u32 {
    row.sold * 1_000 / row.dealt
}

fn merit(row: &Row) -> u32 {
    row.grade.as_ref().unwrap().merit_bp.unwrap()
}

#[test]
fn merit_finds_the_skill_and_not_the_easy_leads() {
    for seed in [7, 8, 9] {
        let result = run(seed, 26).unwrap();
        let (ann, cyd, dee, fay) =
            (of(&result, "ann"), of(&result, "cyd"), of(&result, "dee"), of(&result, "fay"));
        // The plain rate puts the early shift first, whoever is in it.
        assert!(rate(ann) > rate(fay), "seed {seed}: {} {}", rate(ann), rate(fay));
        assert!(rate(ann) > rate(dee) * 3 / 2, "seed {seed}: {} {}", rate(ann), rate(dee));
        // Merit puts the best first and the weakest last, and the two alike are about alike.
        let merits: Vec<u32> = result.rows.iter().map(merit).collect();
        assert_eq!(merits.iter().max(), Some(&merit(fay)), "seed {seed}: {merits:?}");
        assert_eq!(merits.iter().min(), Some(&merit(cyd)), "seed {seed}: {merits:?}");
        // And nobody falls below the floor.
        for row in &result.rows {
            let weight = row.grade.as_ref().unwrap().weight_percent;
            assert!((30..=300).contains(&weight), "seed {seed}: {row:?}");
        }
        assert!(fay.last_week > dee.last_week, "seed {seed}: {} {}", fay.last_week, dee.last_week);
        assert!(ann.last_week > cyd.last_week, "seed {seed}: {} {}", ann.last_week, cyd.last_week);
    }
}

#[test]
fn a_lucky_newcomer_does_not_run_away() {
    for seed in [7, 8, 9] {
        let result = run(seed, 26).unwrap();
        assert!(of(&result, NEWCOMER).skill_percent == 100 && result.newcomer_first_rate >= 15);
        let mut before = 100;
        for weight in &result.newcomer_weights {
            assert!(*weight <= before + 20, "seed {seed}: {:?}", result.newcomer_weights);
            assert!(*weight <= 160, "seed {seed}: {:?}", result.newcomer_weights);
            before = *weight;
        }
    }
}

#[test]
fn stopping_where_one_more_brings_too_little_sells_more() {
    for seed in [7, 8, 9] {
        let (on, stopped) = (load::run(seed, 30, false).unwrap(), load::run(seed, 30, true).unwrap());
        assert_eq!(on.dealt, stopped.dealt, "no lead is left lying");
        assert!(stopped.sold > on.sold, "seed {seed}: {} {}", stopped.sold, on.sold);
        for (agent, can, bands, full) in &on.people {
            assert_eq!(*full, None, "{agent}: nobody is full where no queue asks for it");
            // Leads dealt beyond what they can work on bring less than the half of what others do.
            let beyond = bands.iter().find(|band| band.from == *can).unwrap();
            assert!(beyond.marginal_bp.unwrap() < 5_000, "seed {seed}: {agent} {bands:?}");
        }
        for (agent, can, _, full) in &stopped.people {
            assert!(full.is_none_or(|full| full == *can), "seed {seed}: {agent} is full from {full:?}");
        }
    }
}
