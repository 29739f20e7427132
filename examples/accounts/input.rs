//! Reads accounts and companies, and says which line of which file is wrong.

use std::path::Path;

use fairdeal::account::{AccountDoc, Accounts, AccountsDoc, AliasDoc};

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
    pub fn read(path: &Path, needed: &[&str], known: &[&str]) -> Result<Rows, String> {
        let said = |what: String| format!("{}: {what}", path.display());
        let mut reader = csv::Reader::from_path(path).map_err(|error| said(error.to_string()))?;
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
            let record = record.map_err(|error| said(error.to_string()))?;
            rows.push((record.position().map_or(0, csv::Position::line), record));
        }
        Ok(Rows { header, rows })
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

/// Accounts from JSON or CSV.
pub fn accounts(path: &Path) -> Result<(Accounts, AccountsDoc), String> {
    let json = path.extension().is_some_and(|own| own == "json");
    let lines = |faults: Vec<fairdeal::account::AccountFault>| {
        let said: Vec<String> = faults.iter().map(|fault| format!("{}: {fault}", path.display())).collect();
        said.join("\n")
    };
    if json {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let doc: AccountsDoc =
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        return Ok((Accounts::compile(&doc).map_err(lines)?, doc));
    }
    const KNOWN: &[&str] =
        &["id", "name", "aliases", "domains", "phones", "zips", "cities", "parent", "owner", "segments"];
    let rows = Rows::read(path, &["id", "name"], KNOWN)?;
    let mut doc = AccountsDoc::default();
    let mut at_line = Vec::new();
    for row in rows.iter() {
        let said = |what: &str, error: fairdeal::IdError| {
            format!("{}: line {}: {what}: {error}", path.display(), row.line)
        };
        let id = row.get("id").unwrap_or_default().parse().map_err(|error| said("id", error))?;
        let mut own = AccountDoc::new(id, row.get("name").unwrap_or_default());
        let alias = |name| AliasDoc { name, scopes: Vec::new(), from: None, until: None, source: None };
        own.aliases = row.list("aliases").into_iter().map(alias).collect();
        own.domains = row.list("domains");
        own.phones = row.list("phones");
        own.zips = row.list("zips");
        own.cities = row.list("cities");
        own.parent = row.get("parent").map(str::parse).transpose().map_err(|error| said("parent", error))?;
        own.owner = row.get("owner").map(str::parse).transpose().map_err(|error| said("owner", error))?;
        let segments: Result<_, _> = row.list("segments").iter().map(|own| own.parse()).collect();
        own.segments = segments.map_err(|error| said("segments", error))?;
        doc.accounts.push(own);
        at_line.push(row.line);
    }
    let known = Accounts::compile(&doc).map_err(|faults| {
        let line = |fault: &fairdeal::account::AccountFault| {
            let at = fault.path.strip_prefix("accounts[")?.split(']').next()?.parse::<usize>().ok()?;
            at_line.get(at).copied()
        };
        let said = faults.iter().map(|fault| match line(fault) {
            Some(line) => format!("{}: line {line}: {fault}", path.display()),
            None => format!("{}: {fault}", path.display()),
        });
        said.collect::<Vec<String>>().join("\n")
    })?;
    Ok((known, doc))
}
