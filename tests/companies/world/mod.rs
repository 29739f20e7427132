//! Companies of the world and the neighbourhood, and names they are asked by: `accounts.csv` are well-known companies of many
//! countries, `neighbours` makes local ones that are hard to tell apart, `asked.csv` says by hand what is asked and whose it is,
//! and `spoilt` spoils the well-known names by rule. Half of each was not looked at while the matching was worked on.

pub mod neighbours;
#[path = "../random.rs"]
mod random;
pub mod spoilt;

use std::collections::BTreeMap;

use fairdeal::account::{AccountDoc, Accounts, AliasDoc, Band, Query, Verdict};

/// What is asked, and which account it is; none is none, or cannot be told.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub kind: String,
    pub is: Option<String>,
    pub name: String,
    pub domain: Option<String>,
    pub zip: Option<String>,
    pub city: Option<String>,
    pub phone: Option<String>,
}

impl Asked {
    pub fn new(kind: &str, is: Option<&str>, name: impl Into<String>) -> Asked {
        Asked { kind: kind.to_owned(), is: is.map(str::to_owned), name: name.into(), ..Asked::default() }
    }

    pub fn query(&self) -> Query<'_> {
        Query {
            name: &self.name,
            domain: self.domain.as_deref(),
            zip: self.zip.as_deref(),
            city: self.city.as_deref(),
            phone: self.phone.as_deref(),
            ..Query::default()
        }
    }
}

/// The rows of a text with a header and `;` between fields; those at the end may be left out.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(';').map(str::trim).collect())
}

fn field<'t>(row: &[&'t str], at: usize) -> Option<&'t str> {
    row.get(at).copied().filter(|text| !text.is_empty())
}

fn list(row: &[&str], at: usize) -> Vec<String> {
    field(row, at).into_iter().flat_map(|own| own.split('|')).map(str::to_owned).collect()
}

/// The well-known companies; the id of each is its name.
pub fn well_known() -> Vec<AccountDoc> {
    let alias = |name| AliasDoc { name, scopes: Vec::new(), from: None, until: None, source: None };
    let account = |row: Vec<&str>| {
        let mut own = AccountDoc::new(row[0].parse().unwrap(), row[0]);
        own.domains = list(&row, 1);
        own.zips = list(&row, 2);
        own.cities = list(&row, 3);
        own.phones = list(&row, 4);
        own.aliases = list(&row, 5).into_iter().map(alias).collect();
        own.parent = field(&row, 6).map(|own| own.parse().unwrap());
        own
    };
    rows(include_str!("accounts.csv")).map(account).collect()
}

/// What is asked by hand.
pub fn by_hand() -> Vec<Asked> {
    let asked = |row: Vec<&str>| Asked {
        kind: row[0].to_owned(),
        is: field(&row, 1).map(str::to_owned),
        name: row[2].to_owned(),
        domain: field(&row, 3).map(str::to_owned),
        zip: field(&row, 4).map(str::to_owned),
        city: field(&row, 5).map(str::to_owned),
        phone: field(&row, 6).map(str::to_owned),
    };
    rows(include_str!("asked.csv")).map(asked).collect()
}

/// Every other one of each kind: those that were looked at, or those that were not.
pub fn half(all: Vec<Asked>, held_out: bool) -> Vec<Asked> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for own in all {
        let at = seen.entry(own.kind.clone()).or_default();
        *at += 1;
        if at.is_multiple_of(2) == held_out {
            kept.push(own);
        }
    }
    kept
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    pub asked: usize,
    pub linked: usize,
    pub right: usize,
    pub wrong: usize,
    pub review: usize,
    /// The right one is the best, accepted or to be reviewed.
    pub first: usize,
}

impl Count {
    pub fn add(&mut self, known: &Accounts, asked: &Asked, verdict: &Verdict) {
        let best = verdict.best.map(|best| known.id(best.account));
        let good = asked.is.is_some() && best == asked.is.as_deref();
        self.asked += 1;
        self.linked += usize::from(asked.is.is_some());
        self.right += usize::from(good && verdict.band == Band::Accept);
        self.wrong += usize::from(!good && verdict.band == Band::Accept);
        self.review += usize::from(verdict.band == Band::Review);
        self.first += usize::from(good && verdict.band != Band::Reject);
    }

    /// Of the accepted, how many are right, in basis points.
    pub fn precision_bp(&self) -> usize {
        (self.right * 10_000).checked_div(self.right + self.wrong).unwrap_or(10_000)
    }

    /// Of those that are an account, how many are accepted.
    pub fn accepted_bp(&self) -> usize {
        (self.right * 10_000).checked_div(self.linked).unwrap_or(10_000)
    }

    /// Of those that are an account, how many have it as the best.
    pub fn first_bp(&self) -> usize {
        (self.first * 10_000).checked_div(self.linked).unwrap_or(10_000)
    }
}

/// By kind, and all together under an empty name.
pub fn measure(known: &Accounts, asked: &[Asked]) -> BTreeMap<String, Count> {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for own in asked {
        let verdict = known.match_one(&own.query());
        for kind in [own.kind.as_str(), ""] {
            counts.entry(kind.to_owned()).or_default().add(known, own, &verdict);
        }
    }
    counts
}
