//! Leads from a file: CSV or JSON lines. Whatever cannot be read is reported and set aside.

use fairdeal::Timestamp;
use fairdeal::calendar::Zone;

use crate::header::Columns;
use crate::row::{Fault, Maker, Row};
use crate::stop::Stop;
use crate::{jsonl, table_file, when};

/// When leads come in that say nothing of it: a Monday at nine.
const MONDAY: &str = "2026-03-02 09:00";

/// A file of leads.
pub(crate) struct Intake {
    /// What the file is called in messages.
    pub(crate) file: String,
    bytes: Vec<u8>,
    head: (usize, usize),
    /// The leads in the order of their arrival, each with its instant.
    pub(crate) arrivals: Vec<(Timestamp, Row)>,
    /// What could not be read, `file:line:column: why`.
    pub(crate) faults: Vec<String>,
    rejected: Vec<(usize, usize)>,
    /// How many rows the file has.
    pub(crate) rows: usize,
}

impl Intake {
    /// Reads the whole file.
    pub(crate) fn read(
        file: &str,
        bytes: Vec<u8>,
        columns: &Columns,
        joined: Option<(&str, &[u8])>,
        zone: &Zone,
    ) -> Result<Intake, Stop> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes);
        let mut intake = Intake {
            file: file.to_owned(),
            bytes: Vec::new(),
            head: (0, 0),
            arrivals: Vec::new(),
            faults: Vec::new(),
            rejected: Vec::new(),
            rows: 0,
        };
        let mut maker = Maker::new(zone);
        let mut rows = Vec::new();
        let mut each = |read: Result<Row, (usize, (usize, usize), Fault)>| match read {
            Ok(row) => rows.push(row),
            Err((line, range, (column, message))) => intake.reject(range, line, column, &message),
        };
        if is_json(file, &bytes) {
            jsonl::read(&bytes, columns, &mut maker, &mut each);
        } else {
            intake.head = table_file::read(file, &bytes, columns, joined, &mut maker, &mut each)?;
        }
        intake.bytes = bytes;
        intake.rows = rows.len() + intake.rejected.len();
        let start = rows.iter().filter_map(|row| row.at).min();
        let mut before = start.or_else(|| when::read(MONDAY, zone).ok()).unwrap_or(Timestamp::MIN);
        for row in rows {
            before = row.at.unwrap_or(before);
            intake.arrivals.push((before, row));
        }
        intake.arrivals.sort_by_key(|(at, _)| *at);
        Ok(intake)
    }

    /// Reports a row and sets it aside.
    pub(crate) fn reject(&mut self, bytes: (usize, usize), line: usize, column: usize, message: &str) {
        self.faults.push(format!("{}:{line}:{column}: {message}", self.file));
        self.rejected.push(bytes);
    }

    /// Reports the row of a lead that the engine would not have, by its place among the arrivals.
    pub(crate) fn refuse(&mut self, number: usize, message: &str) {
        if let Some((bytes, line)) = self.arrivals.get(number).map(|(_, row)| (row.bytes, row.line)) {
            self.reject(bytes, line, 1, message);
        }
    }

    /// How many rows are set aside.
    pub(crate) fn rejected(&self) -> usize {
        self.rejected.len()
    }

    /// The file of the rejects: the header, then the rows as they were.
    pub(crate) fn rejects(&self) -> Vec<u8> {
        let mut rejected = self.rejected.clone();
        rejected.sort_unstable();
        let mut text = Vec::new();
        for (from, until) in std::iter::once(self.head).chain(rejected) {
            let part = self.bytes.get(from..until).unwrap_or_default();
            text.extend_from_slice(part);
            if !part.is_empty() && !part.ends_with(b"\n") {
                text.push(b'\n');
            }
        }
        text
    }
}

/// The names of the columns, without reading the rows.
pub(crate) fn names(file: &str, bytes: &[u8]) -> Vec<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if is_json(file, bytes) {
        return jsonl::names(bytes);
    }
    let mut head = csv::ByteRecord::new();
    let _ = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes).read_byte_record(&mut head);
    head.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect()
}

fn is_json(file: &str, bytes: &[u8]) -> bool {
    match file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("jsonl" | "ndjson" | "json") => true,
        Some("csv") => false,
        _ => bytes.trim_ascii_start().starts_with(b"{"),
    }
}
