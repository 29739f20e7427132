//! How fair every rotation is, measured: `cargo run --release --example fairness`.
#![allow(clippy::print_stdout)] // an example prints

#[macro_use]
#[path = "../common/print.rs"]
mod print;
mod measure;
mod mix;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", measure::report()?);
    Ok(())
}
