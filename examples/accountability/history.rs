//! Histories in files: a record a line, as the README keeps them.

use std::fmt::Write;
use std::path::Path;

use fairdeal::policy::PolicyDoc;
use fairdeal::report::Tally;
use fairdeal::{Event, Recorded};

use crate::stop::Stop;

/// The records of a file; a line that is none is named.
pub(crate) fn read(path: &Path) -> Result<Vec<(usize, Recorded)>, Stop> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Stop::failed(format!("{}: {error}", path.display())))?;
    let mut records = Vec::new();
    for (number, line) in (1_usize..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let record = serde_json::from_str(line).map_err(|error| {
            let error = error.to_string();
            let what = error.split(" at line ").next().unwrap_or_default();
            let column = error.rsplit(' ').next().unwrap_or_default();
            Stop::wrong(format!("{}, line {number}, column {column}: not a record: {what}", path.display()))
        })?;
        records.push((number, record));
    }
    Ok(records)
}

/// Feeds records to a tally; the line of one that does not follow is named.
pub(crate) fn tally(tally: &mut Tally, records: &[(usize, Recorded)], from: &str) -> Result<(), Stop> {
    for (number, record) in records {
        tally.take(record).map_err(|error| Stop::wrong(format!("{from}, line {number}: {error}")))?;
    }
    Ok(())
}

/// The first policy of a history.
pub(crate) fn policy(records: &[(usize, Recorded)]) -> Option<PolicyDoc> {
    let events = records.iter().flat_map(|(_, record)| &record.events);
    let json = events.filter_map(|event| match event {
        Event::PolicyInstalled { json, .. } => Some(json),
        _ => None,
    });
    serde_json::from_str(json.into_iter().next()?).ok()
}

/// A history as it is written to a file.
pub(crate) fn text(records: &[(usize, Recorded)]) -> Result<String, Stop> {
    let mut text = String::new();
    for (_, record) in records {
        let line = serde_json::to_string(record).map_err(|error| Stop::failed(error.to_string()))?;
        let _ = writeln!(text, "{line}");
    }
    Ok(text)
}
