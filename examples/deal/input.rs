//! Leads from a file: CSV or JSON lines. Whatever cannot be read is reported and set aside.

use std::collections::BTreeMap;

use fairdeal::calendar::Zone;
use fairdeal::{Span, Timestamp, Value};

use crate::cli::Stop;
use crate::header::{Columns, Role};
use crate::jsonl;
use crate::row::{Fault, Maker, Row, cell};
use crate::when;

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

/// Columns of another file, by the value of a column that both have.
pub(crate) struct Joined {
    key: String,
    names: Vec<String>,
    rows: BTreeMap<String, Vec<(Role, Value)>>,
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
            intake.head = csv_rows(file, &bytes, columns, joined, &mut maker, &mut each)?;
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

fn csv_rows(
    file: &str,
    bytes: &[u8],
    columns: &Columns,
    joined: Option<(&str, &[u8])>,
    maker: &mut Maker<'_>,
    each: &mut impl FnMut(Result<Row, (usize, (usize, usize), Fault)>),
) -> Result<(usize, usize), Stop> {
    let mut records = Records::new(bytes);
    let Some((_, head, head_fields)) = records.next() else {
        return Err(Stop::wrong(format!("{file}:1:1: the file is empty; a header is needed")));
    };
    let names: Vec<String> =
        head_fields.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let joined = joined.map(|(other, bytes)| Joined::read(other, bytes, &names, columns)).transpose()?;
    let also = joined.as_ref().map_or(&[][..], |joined| &joined.names);
    let roles = columns.header(file, &names, also)?;
    let key = joined.as_ref().and_then(|joined| names.iter().position(|name| *name == joined.key));
    for (line, range, fields) in records {
        let values = if fields.len() == roles.len() {
            cells(&roles, &names, &fields)
        } else {
            Err((fields.len().min(roles.len()).max(1), ragged(fields.len(), roles.len(), &fields)))
        };
        let values = values.map(|mut values| {
            let text = key.and_then(|key| fields.get(key)).map(String::from_utf8_lossy).unwrap_or_default();
            let more = joined.as_ref().and_then(|joined| joined.rows.get(text.as_ref()));
            values.extend(more.into_iter().flatten().map(|(role, value)| (1, role.clone(), value.clone())));
            values
        });
        let row = values.and_then(|values| maker.lead(values.into_iter(), line, range));
        each(row.map_err(|fault| (line, range, fault)));
    }
    Ok(head)
}

fn ragged(found: usize, expected: usize, fields: &csv::ByteRecord) -> String {
    let torn = fields.iter().any(|field| field.contains(&b'\n'));
    let hint = if torn { "; a quotation mark may not be closed" } else { "" };
    format!("the row has {found} column(s), the header has {expected}{hint}")
}

fn cells(roles: &[Role], names: &[String], fields: &csv::ByteRecord) -> Result<Vec<(usize, Role, Value)>, Fault> {
    let mut values = Vec::new();
    for (number, ((role, name), field)) in (1_usize..).zip(roles.iter().zip(names).zip(fields)) {
        let text = std::str::from_utf8(field).map_err(|_| (number, format!("column `{name}` is not UTF-8")))?;
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let value = match role {
            Role::Attribute(name, kind) => cell(name, *kind, text).map_err(|message| (number, message))?,
            _ => Value::from(text),
        };
        values.push((number, role.clone(), value));
    }
    Ok(values)
}

/// The records of a CSV file with their lines and their bytes.
struct Records<'a> {
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    line: usize,
    counted: usize,
}

impl<'a> Records<'a> {
    fn new(bytes: &'a [u8]) -> Records<'a> {
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        Records { bytes, reader, line: 1, counted: 0 }
    }
}

impl Iterator for Records<'_> {
    type Item = (usize, (usize, usize), csv::ByteRecord);

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = csv::ByteRecord::new();
        let place = |reader: &csv::Reader<&[u8]>| usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let mut from = place(&self.reader);
        // Reading from memory fails only where nothing is left.
        if !self.reader.read_byte_record(&mut record).unwrap_or(false) {
            return None;
        }
        let until = place(&self.reader).min(self.bytes.len());
        while from < until && matches!(self.bytes.get(from), Some(b'\n' | b'\r')) {
            from += 1;
        }
        let passed = self.bytes.get(self.counted..from).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = from;
        Some((self.line, (from, until), record))
    }
}

impl Joined {
    fn read(file: &str, bytes: &[u8], names: &[String], columns: &Columns) -> Result<Joined, Stop> {
        let mut records = Records::new(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        let head = records.next().map(|(_, _, head)| head).unwrap_or_default();
        let head: Vec<String> = head.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let Some((at, key)) = head.iter().enumerate().find(|(_, name)| names.contains(name)) else {
            return Err(Stop::wrong(format!("{file}:1:1: --join: it has no column in common with the leads")));
        };
        let roles: Vec<Role> = head.iter().map(|name| columns.role(name)).collect();
        let mut rows = BTreeMap::new();
        for (line, _, fields) in records {
            let wrong = |(column, message)| Stop::wrong(format!("{file}:{line}:{column}: {message}"));
            let values = cells(&roles, &head, &fields).map_err(wrong)?;
            let key = fields.get(at).map(|key| String::from_utf8_lossy(key).into_owned()).unwrap_or_default();
            let others = values.into_iter().filter(|(column, _, _)| *column != at + 1);
            rows.insert(key, others.map(|(_, role, value)| (role, value)).collect());
        }
        Ok(Joined { key: key.clone(), names: head, rows })
    }
}

/// A span as a whole number of minutes, at least one.
pub(crate) fn minutes(count: u64) -> Span {
    Span::minutes(count.max(1))
}
