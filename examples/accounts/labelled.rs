//! The honest table: what is accepted, reviewed and rejected of names that people have linked by hand, by the name alone.
//! No alias of any set is entered, so a name that only a list of aliases can know counts as missed.

use std::collections::BTreeMap;
use std::path::Path;

use comfy_table::ContentArrangement;
use fairdeal::account::{AccountDoc, Accounts, AccountsDoc, Band, Query};

use crate::input::Rows;
use crate::matched::table;

/// Names to ask, and which account each is; none is none.
struct Set {
    title: &'static str,
    accounts: BTreeMap<String, String>,
    asked: Vec<(String, Option<String>)>,
}

pub fn run(data: &Path, wrong: bool) -> Result<(), String> {
    if !data.is_dir() {
        println!("skipped: there is no folder {}", data.display());
        return Ok(());
    }
    let sets = [brands(data)?, utilities(data)?, employers(data)?, registrants(data)?];
    let mut all = table(&[
        "set",
        "accounts",
        "asked",
        "accepted\nright",
        "accepted\nwrong",
        "its own\nname",
        "precision",
        "recall",
        "F1",
        "to\nreview",
        "right one\nfirst",
        "rejected",
    ]);
    all.set_content_arrangement(ContentArrangement::Disabled);
    for set in &sets {
        let row = measure(set, wrong)?;
        all.add_row(row);
    }
    println!("{all}");
    println!(
        "precision: of the accepted, how many are right. recall: of those that are an account, how many are accepted. \
         F1: their harmonic mean."
    );
    println!(
        "its own name: of the wrong ones, what was asked is, but for case, the name of the account that was accepted; the set has it for \
         another's."
    );
    println!(
        "right one first: of those that are an account, how often it is the best, accepted or to be reviewed."
    );
    Ok(())
}

fn percent(part: usize, of: usize) -> String {
    let tenths = (part * 1000).checked_div(of).unwrap_or(0);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// A name without case and punctuation.
fn letters(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn measure(set: &Set, wrong: bool) -> Result<[String; 12], String> {
    let mut doc = AccountsDoc::default();
    for (id, name) in &set.accounts {
        let id = id.parse().map_err(|error| format!("{}: {id}: {error}", set.title))?;
        doc.accounts.push(AccountDoc::new(id, name.as_str()));
    }
    let known = Accounts::compile(&doc).map_err(|faults| format!("{}: {}", set.title, faults.len()))?;
    let mut own_name = 0;
    let (mut right, mut false_ones, mut review, mut first, mut linked, mut rejected) = (0, 0, 0, 0, 0, 0);
    for (name, is) in &set.asked {
        let verdict = known.match_one(&Query::new(name));
        let best = verdict.best.map(|best| known.id(best.account));
        let good = is.is_some() && best == is.as_deref();
        linked += usize::from(is.is_some());
        first += usize::from(good && verdict.band != Band::Reject);
        match verdict.band {
            Band::Accept if good => right += 1,
            Band::Accept => false_ones += 1,
            Band::Review => review += 1,
            Band::Reject => rejected += 1,
        }
        if verdict.band == Band::Accept && !good {
            let known_as = verdict.best.map_or("", |best| known.name(best.account));
            own_name += usize::from(letters(known_as) == letters(name));
        }
        if wrong && verdict.band == Band::Accept && !good {
            println!("{}: {name:?} is {is:?}; {}", set.title, known.sentence(&verdict));
        }
    }
    let counts = [set.accounts.len(), set.asked.len(), right, false_ones];
    let [accounts, asked, accepted, not] = counts.map(|count| count.to_string());
    Ok([
        set.title.to_owned(),
        accounts,
        asked,
        accepted,
        not,
        own_name.to_string(),
        percent(right, right + false_ones),
        percent(right, linked),
        percent(2 * right, right + false_ones + linked),
        percent(review, set.asked.len()),
        percent(first, linked),
        percent(rejected, set.asked.len()),
    ])
}

/// Brands and their other names.
fn brands(data: &Path) -> Result<Set, String> {
    let rows = Rows::read(&data.join("nsi_us_brand_aliases.csv"), &["name", "matchname"], &[])?;
    let mut set = Set { title: "brand aliases", accounts: BTreeMap::new(), asked: Vec::new() };
    for row in rows.iter() {
        if let (Some(name), Some(other)) = (row.get("name"), row.get("matchname")) {
            set.accounts.insert(name.to_owned(), name.to_owned());
            set.asked.push((other.to_owned(), Some(name.to_owned())));
        }
    }
    Ok(set)
}

/// Utilities under two regulators' spellings.
fn utilities(data: &Path) -> Result<Set, String> {
    let needed = ["utility_id_pudl", "utility_name_ferc1", "utility_name_eia"];
    let rows = Rows::read(&data.join("pudl_utility_names.csv"), &needed, &[])?;
    let mut set = Set { title: "utilities", accounts: BTreeMap::new(), asked: Vec::new() };
    for row in rows.iter() {
        if let (Some(id), Some(name)) = (row.get("utility_id_pudl"), row.get("utility_name_eia")) {
            set.accounts.insert(id.to_owned(), name.to_owned());
        }
    }
    for row in rows.iter() {
        if let (Some(id), Some(name)) = (row.get("utility_id_pudl"), row.get("utility_name_ferc1"))
            && set.accounts.contains_key(id)
        {
            set.asked.push((name.to_owned(), Some(id.to_owned())));
        }
    }
    Ok(set)
}

/// Employers as people wrote them; some are none of the list.
fn employers(data: &Path) -> Result<Set, String> {
    let rows = Rows::read(&data.join("hand_alias_map.csv"), &["raw_name", "canonical_name"], &[])?;
    let mut set = Set { title: "employers", accounts: BTreeMap::new(), asked: Vec::new() };
    for row in rows.iter() {
        let name = row.get("canonical_name").map(str::to_owned);
        set.accounts.extend(name.clone().map(|name| (name.clone(), name)));
        set.asked.push((row.get("raw_name").unwrap_or_default().to_owned(), name));
    }
    Ok(set)
}

/// Registrants, each by its own title in small letters and without its last word if that is a legal form: every one
/// should be itself, among thousands of others.
fn registrants(data: &Path) -> Result<Set, String> {
    let path = data.join("sec_company_tickers.json");
    let said = |what: String| format!("{}: {what}", path.display());
    let text = std::fs::read_to_string(&path).map_err(|error| said(error.to_string()))?;
    let all: serde_json::Value = serde_json::from_str(&text).map_err(|error| said(error.to_string()))?;
    let titles =
        all.as_object().into_iter().flat_map(|all| all.values()).filter_map(|own| own.get("title")?.as_str());
    let mut set = Set { title: "registrants", accounts: BTreeMap::new(), asked: Vec::new() };
    for title in titles {
        if set.accounts.insert(title.to_owned(), title.to_owned()).is_none() {
            let lower = title.to_lowercase();
            let short = [" inc.", " inc", " corp", " corp.", " ltd", " plc", " co"];
            let short = short.iter().find_map(|form| lower.strip_suffix(form)).unwrap_or(&lower);
            set.asked.push((short.replace(',', ""), Some(title.to_owned())));
        }
    }
    Ok(set)
}
