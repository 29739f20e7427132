//! Writes the sample leads to standard output: `cargo run --example make_sample > examples/sample/leads.csv`.
//! A test compares what it writes with the file in the repository, byte for byte.

#![allow(clippy::arithmetic_side_effects, reason = "an example: small numbers")]

#[path = "../deal/dice.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod dice;
mod sample;

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match std::io::stdout().write_all(sample::csv(sample::SEED).as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
