//! Reads accounts and companies, and says which line of which file is wrong.

use std::path::Path;

use fairdeal::account::{AccountDoc, AccountFault, Accounts, AccountsDoc, AliasDoc};

/// A file of rows under a header.
pub struct Rows {
    header: Vec<String>,
    rows: Vec<(u64, csv::StringRecord)>,
}

/// One row: what stands under a name of the header, none if there is no such column or it is empty there.
pub struct Row<'r> {
    pub line: u64,
    header: &'r [String],
    record: &'r csv::StringRecord,
}

impl Rows {
    /// The columns that have to be there, and those that may; other columns are refused unless none are known.
    pub fn read(path: &Path, needed: &[&str], known: &[&str]) -> Result<Rows, String> {
        let said = |what: String| format!("{}: {what}", path.display());
        let bytes = std::fs::read(path).map_err(|error| said(error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            said(format!(
                "line {line}: not UTF-8; a file in Latin-1 becomes it by `iconv -f CP1252 -t UTF-8 FILE > NEW`"
            ))
        })?;
        let text = text.trim_start_matches('\u{feff}');
        let first = text.lines().next().unwrap_or_default();
        if first.trim().is_empty() {
            let needed = needed.join(", ");
            return Err(said(format!(
                "line 1: no header; the first line names the columns, such as: {needed}"
            )));
        }
        // What a spreadsheet writes depends on its language.
        let count = |own: u8| first.bytes().filter(|byte| *byte == own).count();
        let delimiter = [b',', b';', b'\t'].into_iter().rev().max_by_key(|own| count(*own)).unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| said(error.to_string()))?;
        let header: Vec<String> = header.iter().map(|own| own.trim().to_lowercase()).collect();
        for name in needed {
            if !header.iter().any(|own| own == name) {
                return Err(said(format!(
                    "line 1: no column `{name}`; the columns are: {}",
                    header.join(", ")
                )));
            }
        }
        if let Some(stranger) = header.iter().find(|own| !known.is_empty() && !known.contains(&own.as_str()))
        {
            return Err(said(format!(
                "line 1: unknown column `{stranger}`; known are: {}",
                known.join(", ")
            )));
        }
        let mut rows = Vec::new();
        for record in reader.into_records() {
            let record = record.map_err(|error| match error.kind() {
                csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
                    let line = pos.as_ref().map_or(0, csv::Position::line);
                    said(format!(
                        "line {line}: {len} fields, and the header has {expected_len}; a field with a comma stands in quotes"
                    ))
                }
                _ => said(error.to_string()),
            })?;
            rows.push((record.position().map_or(0, csv::Position::line), record));
        }
        Ok(Rows { header, rows })
    }

    /// The columns that are not among these.
    pub fn beside(&self, known: &[&str]) -> Vec<&str> {
        self.header.iter().map(String::as_str).filter(|own| !known.contains(own)).collect()
    }

    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { line: *line, header: &self.header, record })
    }
}

impl<'r> Row<'r> {
    pub fn get(&self, name: &str) -> Option<&'r str> {
        let at = self.header.iter().position(|own| own == name)?;
        self.record.get(at).map(str::trim).filter(|text| !text.is_empty())
    }

    fn list(&self, name: &str) -> Vec<String> {
        let texts = self.get(name).unwrap_or_default().split('|').map(str::trim);
        texts.filter(|text| !text.is_empty()).map(str::to_owned).collect()
    }
}

/// Accounts, and where each of them stands in its file.
pub struct Listed {
    pub known: Accounts,
    pub doc: AccountsDoc,
    lines: Vec<u64>,
}

/// What is wrong, with the line of a CSV file.
fn at_line(fault: &AccountFault, lines: &[u64]) -> String {
    let at = |path: &str| path.strip_prefix("accounts[")?.split(']').next()?.parse::<usize>().ok();
    match at(&fault.path).and_then(|at| lines.get(at)) {
        Some(line) => format!("line {line}: {}", fault.message),
        None => fault.to_string(),
    }
}

impl Listed {
    /// What is odd about them.
    pub fn oddities(&self) -> Vec<String> {
        self.known.lint(&self.doc).iter().map(|fault| at_line(fault, &self.lines)).collect()
    }
}

/// Accounts from JSON or CSV.
pub fn accounts(path: &Path) -> Result<Listed, String> {
    let said = |what: String| format!("{}: {what}", path.display());
    let compiled = |doc: AccountsDoc, lines: Vec<u64>| {
        let known = Accounts::compile(&doc).map_err(|faults| {
            let all = faults.iter().map(|fault| said(at_line(fault, &lines)));
            all.collect::<Vec<String>>().join("\n")
        })?;
        Ok(Listed { known, doc, lines })
    };
    if path.extension().is_some_and(|own| own == "json") {
        let text = std::fs::read_to_string(path).map_err(|error| said(error.to_string()))?;
        return compiled(serde_json::from_str(&text).map_err(|error| said(error.to_string()))?, Vec::new());
    }
    const KNOWN: &[&str] =
        &["id", "name", "aliases", "domains", "phones", "zips", "cities", "parent", "owner", "segments"];
    let rows = Rows::read(path, &["id", "name"], KNOWN)?;
    let mut doc = AccountsDoc::default();
    let mut lines = Vec::new();
    let mut faults = Vec::new();
    for row in rows.iter() {
        match account(&row) {
            Ok(own) => {
                doc.accounts.push(own);
                lines.push(row.line);
            }
            Err(fault) => faults.push(said(format!("line {}: {fault}", row.line))),
        }
    }
    if faults.is_empty() { compiled(doc, lines) } else { Err(faults.join("\n")) }
}

fn account(row: &Row) -> Result<AccountDoc, String> {
    let id = |what: &str, text: &str| text.parse().map_err(|error| format!("{what} `{text}`: {error}"));
    let mut own =
        AccountDoc::new(id("id", row.get("id").unwrap_or_default())?, row.get("name").unwrap_or_default());
    let alias = |name| AliasDoc { name, scopes: Vec::new(), from: None, until: None, source: None };
    own.aliases = row.list("aliases").into_iter().map(alias).collect();
    own.domains = row.list("domains");
    own.phones = row.list("phones");
    own.zips = row.list("zips");
    own.cities = row.list("cities");
    own.parent = row.get("parent").map(|text| id("parent", text)).transpose()?;
    let owner = |text: &str| text.parse().map_err(|error| format!("owner `{text}`: {error}"));
    own.owner = row.get("owner").map(owner).transpose()?;
    own.segments = row.list("segments").iter().map(|text| id("segments", text)).collect::<Result<_, _>>()?;
    Ok(own)
}
