//! Answers, as a table.

use std::path::Path;

use comfy_table::{ContentArrangement, Table, presets};
use fairdeal::account::{Accounts, Band, Query, Verdict};

use crate::input::{Rows, accounts};

pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table.set_width(120);
    table
}

fn row(known: &Accounts, name: &str, verdict: &Verdict) -> [String; 5] {
    let said = |own: &Option<fairdeal::account::Candidate>| match own {
        Some(own) => format!("{} ({})", known.name_of(own), known.id(own.account)),
        None => "–".to_owned(),
    };
    let evidence = verdict.best.map_or(String::new(), |best| format!("; {}", best.evidence));
    [
        name.to_owned(),
        verdict.band.to_string(),
        said(&verdict.best),
        format!("{}{evidence}", verdict.reason),
        said(&verdict.runner_up),
    ]
}

/// So many oddities of the accounts are said.
const NOTED: usize = 5;

const HEADER: &[&str] = &["company", "verdict", "account", "why", "runner-up"];

pub fn list(accounts_at: &Path, companies: &Path, review: bool, most: usize) -> Result<(), String> {
    let listed = accounts(accounts_at)?;
    let (known, odd) = (&listed.known, listed.oddities());
    for fault in odd.iter().take(NOTED) {
        println!("note: {}: {fault}", accounts_at.display());
    }
    if odd.len() > NOTED {
        println!("note: and {} more", odd.len() - NOTED);
    }
    let rows = Rows::read(companies, &["name"], &[])?;
    let unread = rows.beside(&["name", "domain", "email", "phone", "zip", "city", "source"]);
    if !unread.is_empty() {
        println!("note: {}: not read: {}", companies.display(), unread.join(", "));
    }
    let mut counts = [0_usize; 3];
    let mut answers = table(HEADER);
    let mut shown = 0;
    for company in rows.iter() {
        let name = company.get("name").unwrap_or_default();
        let query = Query {
            name,
            domain: company.get("domain").or_else(|| company.get("email")),
            phone: company.get("phone"),
            zip: company.get("zip"),
            city: company.get("city"),
            scope: company.get("source"),
            at: None,
        };
        let verdict = known.match_one(&query);
        if let Some(count) = counts.get_mut(verdict.band as usize) {
            *count += 1;
        }
        if !review || verdict.band == Band::Review {
            if shown < most {
                answers.add_row(row(known, name, &verdict));
            }
            shown += 1;
        }
    }
    println!("{answers}");
    if shown > most {
        println!("and {} more, not printed; `--most {shown}` prints all", shown - most);
    }
    let [rejected, reviewed, accepted] = counts;
    let accounts = if known.len() == 1 { "account" } else { "accounts" };
    println!("{} {accounts}; {accepted} accepted, {reviewed} to review, {rejected} rejected", known.len());
    Ok(())
}

pub fn one(
    accounts_at: &Path,
    name: &str,
    domain: Option<&str>,
    zip: Option<&str>,
    phone: Option<&str>,
    city: Option<&str>,
) -> Result<(), String> {
    let known = accounts(accounts_at)?.known;
    let query = Query { name, domain, zip, phone, city, ..Query::default() };
    let verdict = known.match_one(&query);
    println!("{}", known.sentence(&verdict));
    if let Some((account, owner)) = verdict.accepted().and_then(|own| known.owner(own)) {
        println!("goes to `{owner}`, who owns `{}` ({})", known.name(account), known.id(account));
    }
    let others = known.candidates(&query, 5);
    if !others.is_empty() {
        let mut all = table(&["account", "id", "evidence"]);
        for own in &others {
            all.add_row([known.name_of(own), known.id(own.account), &own.evidence.to_string()]);
        }
        println!("{all}");
    }
    Ok(())
}
