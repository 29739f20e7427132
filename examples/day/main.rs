//! Plays a month of a sales floor and says where every lead went: `cargo run --release --example day -- --help`.
//!
//! Sixty people in four zones; a weekend on which the clocks change, leaves, departures, a newcomer, an outage of several
//! hours and a burst. The people are those of the example `deal`. The pieces, in the order they are used: `cli` the
//! options, `month` and `arrivals` what comes, `play` the clock and the outage, `ends` where the leads are, `groups`,
//! `waiting`, `said`, `partings`, `clocks` the tables, `report` all of it.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "an example: small counts and clock arithmetic over bounded input"
)]
#![allow(clippy::disallowed_methods, reason = "an example: it is the edge, and reads and writes files")]

mod arrivals;
mod cli;
mod clocks;
mod ends;
mod groups;
mod month;
mod partings;
mod play;
mod report;
mod said;
mod waiting;

#[path = "../deal/dice.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod dice;
#[path = "../deal/log.rs"]
mod log;
#[path = "../deal/names.rs"]
mod names;
#[path = "../deal/page.rs"]
mod page;
#[path = "../deal/people.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod people;
#[path = "../deal/shifts.rs"]
mod shifts;
#[path = "../deal/simulate.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod simulate;
#[path = "../deal/stop.rs"]
mod stop;
#[path = "../deal/story.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod story;
#[path = "../deal/tables.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod tables;
#[path = "../deal/tally.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod tally;
#[path = "../deal/waits.rs"]
mod waits;
#[path = "../deal/when.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod when;
#[path = "../deal/work.rs"]
mod work;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    stop::conclude(report::run(&cli::Cli::parse()))
}
