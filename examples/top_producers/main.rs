//! Top producers on a seeded floor whose true closing rates are known: `cargo run --release --example top_producers`.
//!
//! The early shift has the easy leads. By the plain closing rate it is the better one; by merit, lead for lead of the
//! same source, it is not. And a newcomer who sells the first leads by luck does not run away with the floor.
//!
//! Then a floor on which some have more in hand than they can work on: what one lead more brings, and stopping there.
#![allow(clippy::print_stdout, clippy::arithmetic_side_effects, clippy::indexing_slicing)] // an example prints

#[macro_use]
#[path = "../common/print.rs"]
mod print;
mod load;
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
    println!();
    let days = 30;
    let (on, stopped) = (load::run(7, days, false)?, load::run(7, days, true)?);
    println!(
        "in {days} days, without a stop and with one: sold {} of {} and {} of {}",
        on.sold, on.dealt, stopped.sold, stopped.dealt
    );
    println!();
    println!("agent  can work on  dealt with  won  of     each more brings  full from, with a stop");
    for ((agent, can, bands, _), (.., full)) in on.people.iter().zip(&stopped.people) {
        for band in bands.iter().filter(|band| band.tried > 0) {
            let percent = |bp: i64| format!("{} %", bp / 100);
            let marginal = band.marginal_bp.map_or_else(String::new, percent);
            let full = full.filter(|full| *full == band.from).map_or("", |_| "here");
            println!(
                "{agent:<5}  {can:>11}  {:>10}  {:>3}  {:<5}  {marginal:>16}  {full}",
                format!("{}+", band.from),
                band.won,
                band.tried
            );
        }
    }
    Ok(())
}
