//! Sells leads to twenty buyers and prints the ledger: `cargo run --release --example exchange -- --help`.
//!
//! The pieces, in the order they are used: `cli` the options, `market` what leads and buyers do, `play` the clock that brings
//! both together with the exchange, `ledger` the report.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "an example: small counts and clock arithmetic over bounded input"
)]
#![allow(clippy::disallowed_methods, reason = "an example: it is the edge, and reads a file")]

mod cli;
mod ledger;
mod market;
mod play;

#[path = "../deal/dice.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod dice;
#[path = "../deal/page.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod page;
#[path = "../deal/stop.rs"]
mod stop;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    stop::conclude(ledger::run(&cli::Cli::parse()))
}
