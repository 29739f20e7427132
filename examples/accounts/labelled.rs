//! The honest table: what is accepted, reviewed and rejected of names that people have linked by hand, by the name alone.
//! No alias of any set is entered, so a name that only a list of aliases can know counts as missed.

use std::collections::BTreeMap;
use std::path::Path;

use comfy_table::ContentArrangement;
use fairdeal::account::{AccountDoc, AccountSettingsDoc, Accounts, AccountsDoc, Band, SlipAloneDoc};

use crate::input::Rows;
use crate::matched::table;
use crate::world::{self, Asked, Count};

/// Accounts, and what is asked.
struct Set {
    title: &'static str,
    accounts: Vec<AccountDoc>,
    asked: Vec<Asked>,
}

/// What is asked for: which answers are printed one by one, and how.
#[derive(Clone, Copy)]
pub struct Said {
    pub wrong: bool,
    pub missed: bool,
    /// A row for each kind of spelling.
    pub kinds: bool,
    /// Whether a name is accepted alone that differs by a slip.
    pub slips: bool,
}

pub fn run(data: &Path, said: Said) -> Result<(), String> {
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
    let mut sets = the_world();
    if data.is_dir() {
        sets.extend([brands(data)?, utilities(data)?, employers(data)?, registrants(data)?]);
    }
    for set in &sets {
        for row in measure(set, said)? {
            all.add_row(row);
        }
    }
    println!("{all}");
    if !data.is_dir() {
        println!(
            "skipped: brand aliases, utilities, employers, registrants: there is no folder {}",
            data.display()
        );
    }
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

fn measure(set: &Set, said: Said) -> Result<Vec<[String; 12]>, String> {
    let slip_alone = if said.slips { SlipAloneDoc::Accept } else { SlipAloneDoc::Review };
    let settings = AccountSettingsDoc { slip_alone, ..AccountSettingsDoc::default() };
    let doc = AccountsDoc { settings, accounts: set.accounts.clone() };
    let known = Accounts::compile(&doc).map_err(|faults| {
        let said: Vec<String> = faults.iter().map(|fault| format!("{}: {fault}", set.title)).collect();
        said.join("\n")
    })?;
    let mut own_name: BTreeMap<&str, usize> = BTreeMap::new();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for own in &set.asked {
        let verdict = known.match_one(&own.query());
        let best = verdict.best.map(|best| known.id(best.account));
        let amiss = verdict.band == Band::Accept && (best.is_none() || best != own.is.as_deref());
        let called = verdict.best.map_or("", |best| known.name(best.account));
        for kind in [own.kind.as_str(), ""] {
            counts.entry(kind).or_default().add(&known, own, &verdict);
            *own_name.entry(kind).or_default() += usize::from(amiss && letters(called) == letters(&own.name));
        }
        let missed = own.is.is_some() && verdict.band != Band::Accept;
        if said.wrong && amiss || said.missed && missed {
            println!(
                "{}: {}: {:?} is {:?}; {}",
                set.title,
                own.kind,
                own.name,
                own.is,
                known.sentence(&verdict)
            );
        }
    }
    let row = |(kind, own): (&&str, &Count)| {
        let title = if kind.is_empty() { set.title.to_owned() } else { format!("  {kind}") };
        [
            title,
            set.accounts.len().to_string(),
            own.asked.to_string(),
            own.right.to_string(),
            own.wrong.to_string(),
            own_name.get(kind).copied().unwrap_or_default().to_string(),
            percent(own.right, own.right + own.wrong),
            percent(own.right, own.linked),
            percent(2 * own.right, own.right + own.wrong + own.linked),
            percent(own.review, own.asked),
            percent(own.first, own.linked),
            percent(own.asked - own.right - own.wrong - own.review, own.asked),
        ]
    };
    Ok(counts.iter().filter(|(kind, _)| said.kinds || kind.is_empty()).map(row).collect())
}

/// Well-known companies and local ones, as people write them: the halves that were not looked at are sets of their own.
fn the_world() -> Vec<Set> {
    let well_known = world::well_known();
    let mut accounts = well_known.clone();
    accounts.extend(world::neighbours::accounts());
    let spoilt = world::spoilt::asked(&well_known, &accounts);
    let sets = [
        ("world, by hand", world::by_hand(), false),
        ("world, by hand, held out", world::by_hand(), true),
        ("world, spoilt", spoilt.clone(), false),
        ("world, spoilt, held out", spoilt, true),
        ("neighbours", world::neighbours::asked(), false),
        ("neighbours, held out", world::neighbours::asked(), true),
    ];
    sets.map(|(title, asked, held)| Set {
        title,
        accounts: accounts.clone(),
        asked: world::half(asked, held),
    })
    .into()
}

/// Accounts of which the name is known, by their ids.
fn named(names: BTreeMap<String, String>) -> Result<Vec<AccountDoc>, String> {
    let own = |(id, name): (String, String)| {
        Ok(AccountDoc::new(id.parse().map_err(|error| format!("{id}: {error}"))?, name))
    };
    names.into_iter().map(own).collect()
}

/// Brands and their other names.
fn brands(data: &Path) -> Result<Set, String> {
    let rows = Rows::read(&data.join("nsi_us_brand_aliases.csv"), &["name", "matchname"], &[])?;
    let (mut names, mut asked) = (BTreeMap::new(), Vec::new());
    for row in rows.iter() {
        if let (Some(name), Some(other)) = (row.get("name"), row.get("matchname")) {
            names.insert(name.to_owned(), name.to_owned());
            asked.push(Asked::new("", Some(name), other));
        }
    }
    Ok(Set { title: "brand aliases", accounts: named(names)?, asked })
}

/// Utilities under two regulators' spellings.
fn utilities(data: &Path) -> Result<Set, String> {
    let needed = ["utility_id_pudl", "utility_name_ferc1", "utility_name_eia"];
    let rows = Rows::read(&data.join("pudl_utility_names.csv"), &needed, &[])?;
    let (mut names, mut asked) = (BTreeMap::new(), Vec::new());
    for row in rows.iter() {
        if let (Some(id), Some(name)) = (row.get("utility_id_pudl"), row.get("utility_name_eia")) {
            names.insert(id.to_owned(), name.to_owned());
        }
    }
    for row in rows.iter() {
        if let (Some(id), Some(name)) = (row.get("utility_id_pudl"), row.get("utility_name_ferc1"))
            && names.contains_key(id)
        {
            asked.push(Asked::new("", Some(id), name));
        }
    }
    Ok(Set { title: "utilities", accounts: named(names)?, asked })
}

/// Employers as people wrote them; some are none of the list.
fn employers(data: &Path) -> Result<Set, String> {
    let rows = Rows::read(&data.join("hand_alias_map.csv"), &["raw_name", "canonical_name"], &[])?;
    let (mut names, mut asked) = (BTreeMap::new(), Vec::new());
    for row in rows.iter() {
        let name = row.get("canonical_name");
        names.extend(name.map(|name| (name.to_owned(), name.to_owned())));
        asked.push(Asked::new("", name, row.get("raw_name").unwrap_or_default()));
    }
    Ok(Set { title: "employers", accounts: named(names)?, asked })
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
    let (mut names, mut asked) = (BTreeMap::new(), Vec::new());
    for title in titles {
        if names.insert(title.to_owned(), title.to_owned()).is_none() {
            let lower = title.to_lowercase();
            let short = [" inc.", " inc", " corp", " corp.", " ltd", " plc", " co"];
            let short = short.iter().find_map(|form| lower.strip_suffix(form)).unwrap_or(&lower);
            asked.push(Asked::new("", Some(title), short.replace(',', "")));
        }
    }
    Ok(Set { title: "registrants", accounts: named(names)?, asked })
}
