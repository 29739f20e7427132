//! How fair every rotation is, measured: `cargo run --release --example fairness`.
#![allow(clippy::print_stdout)] // an example prints

mod measure;
mod mix;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", measure::report()?);
    Ok(())
}
