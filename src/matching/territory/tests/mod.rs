//! Laws of the territories, against slow and obvious ways to say the same.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a panic here is a failed test"
)]

mod areas;
mod codes;
mod holes;
#[cfg(feature = "geojson")]
mod mend;
mod naive;
mod plain;
mod precedence;
mod rivals;
mod told;

use super::{Place, Territories, TerritoriesDoc};
use crate::time::Timestamp;

/// Territories from their list as JSON.
fn compiled(json: &str) -> Territories {
    let doc: TerritoriesDoc = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    Territories::compile(&doc).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The territory, how sure it is, and the rivals, in a few words.
fn said(territories: &Territories, place: &Place<'_>) -> String {
    let found = territories.resolve(place, Timestamp::MIN);
    let rivals: Vec<&str> = found.rivals().iter().map(|name| name.as_str()).collect();
    let own = found.territory().map_or("-", |name| name.as_str());
    let rivals = if rivals.is_empty() { String::new() } else { format!(" or {}", rivals.join(" or ")) };
    format!("{own} {}{rivals}", found.certainty().as_str())
}

/// Every fault of a list, a line each.
fn faults(json: &str) -> Vec<String> {
    let doc: TerritoriesDoc = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    match Territories::compile(&doc) {
        Ok(own) => own.warnings().iter().map(ToString::to_string).collect(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}
