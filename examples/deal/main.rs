//! Deals leads under a policy and says what came of it: `cargo run --release --example deal -- --help`.
//!
//! The people are simulated by seeded dice; the dealing is the engine's. The pieces, in the order they are used:
//! `cli` the options, `input` (with `header`, `hint`, `row`, `table_file`, `jsonl`, `when`) the leads, `shifts` and `people` the simulated
//! agents, `simulate` the clock, `names` and `tally` what happened, `report`, `summary`, `story` and `log` what is told.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "an example: small counts and clock arithmetic over bounded input"
)]
#![allow(clippy::disallowed_methods, reason = "an example: it is the edge, and reads and writes files")]

mod app;
mod cli;
#[allow(dead_code, reason = "shared with the generator of the sample")]
mod dice;
mod header;
mod hint;
mod input;
mod jsonl;
mod log;
mod names;
mod page;
mod people;
mod report;
mod row;
#[allow(dead_code, reason = "shared with the example `day`")]
mod shifts;
mod simulate;
mod stop;
#[allow(dead_code, reason = "shared with the example `day`")]
mod story;
mod summary;
mod table_file;
mod tables;
mod tally;
mod waits;
mod when;
mod work;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    stop::conclude(app::run(&cli::Cli::parse()).map(|()| String::new()))
}
