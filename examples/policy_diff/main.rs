//! Says what is different about a policy, and which past leads would have had other owners under it:
//! `cargo run --release --example policy_diff -- --help`.
//!
//! The pieces, in the order they are used: `cli` the options, `hint`, `input` (with `header`, `row`, `table_file`, `jsonl`,
//! `when`) the leads as the example `deal` reads them, `report` what is told.
#![allow(clippy::arithmetic_side_effects, reason = "an example: small counts over bounded input")]
#![allow(clippy::disallowed_methods, reason = "an example: it is the edge, and reads files")]

mod cli;
mod report;

#[path = "../deal/header.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod header;
#[path = "../deal/hint.rs"]
mod hint;
#[path = "../deal/input.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod input;
#[path = "../deal/jsonl.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod jsonl;
#[path = "../deal/row.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod row;
#[path = "../deal/stop.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod stop;
#[path = "../deal/table_file.rs"]
mod table_file;
#[path = "../deal/when.rs"]
#[allow(dead_code, reason = "shared with the example `deal`")]
mod when;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use fairdeal::audit::{Audit, Past};
use fairdeal::calendar::Zone;
use fairdeal::{Policy, Span};

use cli::Cli;
use header::Columns;
use input::Intake;
use stop::Stop;

fn main() -> ExitCode {
    stop::conclude(run(&Cli::parse()))
}

fn run(cli: &Cli) -> Result<String, Stop> {
    let (old, new) = (policy(&cli.old)?, policy(&cli.new)?);
    let mut text = report::policies(&old, &new);
    if let Some(path) = &cli.leads {
        text.push_str(&leads(cli, path, &old, &new)?);
    }
    Ok(text)
}

fn leads(cli: &Cli, path: &Path, old: &Arc<Policy>, new: &Arc<Policy>) -> Result<String, Stop> {
    let zone = Zone::named(&old.doc().zone).map_err(|error| Stop::wrong(error.to_string()))?;
    let file = path.display().to_string();
    let intake = Intake::read(&file, load(path)?, &Columns::new(old, &cli.map)?, None, &zone)?;
    for fault in &intake.faults {
        let _ = writeln!(std::io::stderr(), "{fault}");
    }
    if intake.arrivals.is_empty() {
        return Err(Stop::wrong(format!("{file}: there is no lead that can be read")));
    }
    if let Some(lead) = &cli.lead {
        let known = || intake.arrivals.iter().map(|(_, row)| row.lead.id().as_str());
        if !known().any(|own| own == lead) {
            let hint = hint::hint(lead, known());
            return Err(Stop::wrong(format!("--lead: there is no lead `{lead}` in {file}{hint}")));
        }
    }
    let until = cli.until.as_deref().map(|text| when::read(text, &zone)).transpose();
    let until = until.map_err(|error| Stop::wrong(format!("--until: {error}")))?;
    let last = intake.arrivals.last().map(|(at, _)| *at).unwrap_or_default();
    let sent = intake.arrivals.iter().map(|(at, row)| (*at, row.lead.clone().received_at(*at)));
    let past = Past::of_leads(sent)
        .done_after(Span::minutes(cli.work_minutes.max(1)))
        .until(until.unwrap_or_else(|| last.plus(Span::days(7))));
    let audit = Audit::between(old, new, &past);
    Ok(report::leads(&audit, &zone, cli.lead.as_deref(), cli.most))
}

/// Reads a policy; a broken one is refused with all that is wrong.
fn policy(path: &Path) -> Result<Arc<Policy>, Stop> {
    let file = path.display();
    let bytes = load(path)?;
    let json = std::str::from_utf8(&bytes).map_err(|_| Stop::wrong(format!("{file}: is no UTF-8")))?;
    let policy = Policy::from_json(json);
    policy.map(Arc::new).map_err(|error| Stop::wrong(format!("{file} cannot be used:\n{error}")))
}

fn load(path: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(path).map_err(|error| Stop::wrong(format!("{}: cannot be read: {error}", path.display())))
}
