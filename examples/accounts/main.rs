//! Which account a company is: `cargo run --release --example accounts -- --help`.
//!
//! `cli` the options, `input` the files, `matched` one table of answers, `labelled` the sets that people have labelled.
#![allow(clippy::arithmetic_side_effects, reason = "an example: small counts")]
#![allow(clippy::disallowed_methods, reason = "an example: it is the edge, and reads files")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example: it prints")]
#![allow(missing_docs, unreachable_pub, reason = "an example")]

#[macro_use]
#[path = "../common/print.rs"]
mod print;
mod cli;
mod input;
mod labelled;
mod matched;
#[path = "../../tests/companies/world/mod.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a list of our own, tried by its test"
)]
mod world;

use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Task};

fn main() -> ExitCode {
    let done = match Cli::parse().task() {
        Task::Match { accounts, companies, review, most } => {
            matched::list(&accounts, &companies, review, most)
        }
        Task::One { accounts, name, domain, zip, phone, city } => {
            let [domain, zip, phone, city] = [&domain, &zip, &phone, &city].map(|own| own.as_deref());
            matched::one(&accounts, &name, domain, zip, phone, city)
        }
        Task::Labelled { data, wrong, missed, kinds, slips } => {
            labelled::run(&data, labelled::Said { wrong, missed, kinds, slips })
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(said) => {
            eprintln!("{said}");
            ExitCode::FAILURE
        }
    }
}
