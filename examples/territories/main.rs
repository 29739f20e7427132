//! Draws territories as a map and answers leads: `cargo run --features geojson --example territories -- --help`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "an example reads files and prints"
)]

#[macro_use]
#[path = "../common/print.rs"]
mod print;
mod asked;
mod cli;
mod land;
mod svg;

use std::fs;
use std::process::ExitCode;

use clap::Parser;
use fairdeal::Timestamp;

use asked::Asked;
use cli::Cli;

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> Result<(), String> {
    let land = match &cli.data {
        Some(folder) => land::twin_cities(folder)?,
        None => land::of_list(cli.list.as_deref())?,
    };
    let shown: &[&str] = match (&cli.data, &cli.list) {
        (None, None) => &[
            "state=AA point=0.8,0.2",
            "state=AA point=0.1,0.5",
            "state=AA point=0.5,0.48",
            "state=AA point=0.31,0.1 accuracy_m=500",
            "state=AA zip=10011",
            "state=AA zip=20001",
            "account=Acme",
        ],
        (Some(_), _) => {
            &["zip=55403", "zip=55113", "zip=55420", "state=MN point=44.9601,-93.0 precision=rooftop"]
        }
        _ => &[],
    };
    let texts: Vec<&str> =
        if cli.leads.is_empty() { shown.to_vec() } else { cli.leads.iter().map(String::as_str).collect() };
    let mut leads = Vec::with_capacity(texts.len());
    let mut lines = Vec::new();
    for (number, text) in (1..).zip(&texts) {
        let mut lead = Asked::read(text).map_err(|error| format!("lead {number}: {error}"))?;
        let zip = lead.get("zip").map(|zip| zip.get(..5).unwrap_or(zip).to_owned());
        let known = zip.as_ref().and_then(|zip| land.zips.get(zip)).cloned();
        if let Some((state, point)) = known {
            if lead.point.is_none() {
                lead.put_at(point);
            }
            if lead.get("state").is_none() {
                lead.set("state", &state);
            }
        } else if let Some(zip) = zip.filter(|_| cli.data.is_some()) {
            lines.push(format!("note: lead {number}: `{zip}` is none of the ZIP codes of {}", land::ZIPS));
        }
        let found = land.territories.resolve(&lead.place(), Timestamp::MIN);
        lines.push(format!("{number}  {text}\n   {found}"));
        leads.push(lead);
    }
    lines.extend(land.territories.warnings().iter().map(|warning| format!("warning: {warning}")));
    match svg::draw(&land, &leads, cli.accuracy_m) {
        Some(map) => {
            fs::write(&cli.svg, map).map_err(|error| format!("{}: {error}", cli.svg.display()))?;
            lines.push(format!("map: {}", cli.svg.display()));
        }
        None => lines.push("no map: there is no line and no polygon to draw".to_owned()),
    }
    lines.iter().for_each(|line| println!("{line}"));
    Ok(())
}
