//! Accounts to ask, and short words for asking.

pub mod corrupted;
mod random;

use fairdeal::account::{AccountDoc, Accounts, AccountsDoc, Band, MatchReason, Query, Verdict};

pub fn account(id: &str, name: &str) -> AccountDoc {
    AccountDoc::new(id.parse().unwrap(), name)
}

pub fn accounts(list: &[AccountDoc]) -> Accounts {
    let doc = AccountsDoc { accounts: list.to_vec(), ..AccountsDoc::default() };
    Accounts::compile(&doc).unwrap()
}

pub fn verdict(accounts: &Accounts, query: &Query) -> Verdict {
    accounts.match_one(query)
}

pub fn is<'a>(accounts: &'a Accounts, query: &Query) -> (Band, MatchReason, Option<&'a str>) {
    let found = accounts.match_one(query);
    (found.band, found.reason, found.best.map(|best| accounts.id(best.account)))
}
