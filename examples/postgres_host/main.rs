//! Hosts on Tokio that share a floor in PostgreSQL, and one that follows them.
//!
//! Run with `cargo run --example postgres_host --features postgres -- postgresql://user@localhost/database`. It writes to a
//! schema of its own, `fairdeal_example`, and drops it at the end.
#![allow(
    clippy::print_stdout,
    clippy::arithmetic_side_effects,
    reason = "an example that shows what it does, with small numbers"
)]

#[macro_use]
#[path = "../common/print.rs"]
mod print;
mod run;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), run::Failure> {
    let usage = "give the connection string of a database: `postgresql://user@localhost/database`";
    let connection = std::env::args().nth(1).ok_or(usage)?;
    for line in run::run(&connection).await? {
        println!("{line}");
    }
    Ok(())
}
