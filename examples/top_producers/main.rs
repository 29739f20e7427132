//! Top producers on a seeded floor whose true closing rates are known: `cargo run --release --example top_producers`.
//!
//! The early shift has the easy leads. By the plain closing rate it is the better one; by merit, lead for lead of the
//! same source, it is not. And a newcomer who sells the first leads by luck does not run away with the floor.
#![allow(clippy::print_stdout, clippy::arithmetic_side_effects, clippy::indexing_slicing)] // an example prints

mod sim;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let weeks = 26;
    let result = sim::run(7, weeks)?;
    println!("{} leads in {weeks} weeks; an average weight is 100 %", result.leads);
    println!();
    println!("agent  shift  true skill  closing rate  merit   weight  last week");
    for row in &result.rows {
        let merit = row.grade.as_ref().and_then(|grade| grade.merit_bp).unwrap_or(10_000) / 100;
        println!(
            "{:<5}  {:<5}  {:>8} %  {:>10} %  {:>3}.{:02}  {:>4} %  {:>9}",
            row.agent,
            if row.early { "early" } else { "late" },
            row.skill_percent,
            row.sold * 100 / row.dealt.max(1),
            merit / 100,
            merit % 100,
            row.grade.as_ref().map_or(100, |grade| grade.weight_percent),
            row.last_week,
        );
    }
    println!();
    println!(
        "the newcomer closed {} % in the first week; the weight, week by week: {}",
        result.newcomer_first_rate,
        result.newcomer_weights.iter().map(|weight| format!("{weight} %")).collect::<Vec<_>>().join(", "),
    );
    Ok(())
}
