//! Who did what with the leads they were sent, and how soon: `cargo run --release --example accountability -- --help`.
//!
//! The pieces, in the order they are used: `cli` the options, `history` a file of records, `floor` a floor that is played
//! instead, `olist` the Olist funnel as a history, `tables` and `partners` what is printed, `run` all of it.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "an example: small counts and clock arithmetic over bounded input"
)]
#![allow(clippy::disallowed_methods, reason = "an example: it is the edge, and reads and writes files")]

mod cli;
mod floor;
mod history;
mod olist;
mod partners;
mod run;
mod tables;

#[path = "../deal/dice.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod dice;
#[path = "../deal/page.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod page;
#[path = "../deal/stop.rs"]
mod stop;
#[path = "../deal/when.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod when;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    stop::conclude(run::run(&cli::Cli::parse()))
}
