//! Leads from CSV.

use std::collections::BTreeMap;

use fairdeal::Value;

use crate::header::{Columns, Role};
use crate::row::{Fault, Maker, Row, cell};
use crate::stop::Stop;

/// Columns of another file, by the value of a column that both have.
struct Joined {
    key: String,
    names: Vec<String>,
    rows: BTreeMap<String, Vec<(Role, Value)>>,
}

/// The rows of the file, and where its header is; of a row that cannot be read its line, its bytes and its fault.
pub(crate) fn read(
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

fn cells(
    roles: &[Role],
    names: &[String],
    fields: &csv::ByteRecord,
) -> Result<Vec<(usize, Role, Value)>, Fault> {
    let mut values = Vec::new();
    for (number, ((role, name), field)) in (1_usize..).zip(roles.iter().zip(names).zip(fields)) {
        let text =
            std::str::from_utf8(field).map_err(|_| (number, format!("column `{name}` is not UTF-8")))?;
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
        let place =
            |reader: &csv::Reader<&[u8]>| usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
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
        let head: Vec<String> =
            head.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let Some((at, key)) = head.iter().enumerate().find(|(_, name)| names.contains(name)) else {
            return Err(Stop::wrong(format!(
                "{file}:1:1: --join: it has no column in common with the leads"
            )));
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
