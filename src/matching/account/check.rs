//! Everything that is wrong with a list of accounts.

use std::collections::BTreeMap;

use super::doc::{AccountDoc, AccountsDoc};
use super::fault::{AccountFault, AccountFaultKind};
use super::fields::{city, phone, registrable, zip};
use super::fold::Folded;

/// The longest name, in bytes.
pub(super) const MAX_NAME_BYTES: usize = 1000;

/// The most accounts of a list.
const MAX_ACCOUNTS: usize = 16_000_000;

/// Among how many accounts a parent's id is guessed.
const GUESSED_AMONG: usize = 10_000;

/// Every fault, in the order of the document.
pub(super) fn check(doc: &AccountsDoc) -> Vec<AccountFault> {
    let mut faults = Vec::new();
    settings(doc, &mut faults);
    if doc.accounts.len() > MAX_ACCOUNTS {
        let message = format!("{} accounts, of {MAX_ACCOUNTS} at the most", doc.accounts.len());
        faults.push(AccountFault::new("accounts", AccountFaultKind::TooLarge, message));
    }
    let mut first: Vec<(&str, usize)> =
        doc.accounts.iter().enumerate().map(|(at, own)| (own.id.as_str(), at)).collect();
    first.sort_unstable();
    for pair in first.windows(2) {
        if let [(id, before), (other, at)] = pair
            && id == other
        {
            let message = format!("account `{id}` is also `accounts[{before}]`");
            faults.push(AccountFault::new(
                format!("accounts[{at}].id"),
                AccountFaultKind::Duplicate,
                message,
            ));
        }
    }
    let find = |id: &str| first.binary_search_by_key(&id, |own| own.0).ok().and_then(|at| first.get(at));
    for (at, account) in doc.accounts.iter().enumerate() {
        self::account(at, account, &mut faults);
        if let Some(parent) = &account.parent
            && find(parent.as_str()).is_none()
        {
            let few = first.len() <= GUESSED_AMONG;
            let distance = |own: &&(&str, usize)| strsim::osa_distance(own.0, parent.as_str());
            let near = first.iter().filter(|own| few && distance(own) <= 2).min_by_key(distance);
            let mut fault = AccountFault::new(
                format!("accounts[{at}].parent"),
                AccountFaultKind::UnknownParent,
                format!("unknown account `{parent}`"),
            );
            fault.suggestion = near.map(|own| own.0.to_owned());
            faults.push(fault);
        }
    }
    circles(doc, &find, &mut faults);
    faults
}

fn settings(doc: &AccountsDoc, faults: &mut Vec<AccountFault>) {
    let own = &doc.settings;
    if own.close_bp > 10_000 || own.review_bp > own.close_bp || own.review_bp < 3_000 {
        let message = format!(
            "`review_bp` {} and `close_bp` {} have to rise from 3000 at least to 10000 at the most",
            own.review_bp, own.close_bp
        );
        faults.push(AccountFault::new("settings.review_bp", AccountFaultKind::NotInOrder, message));
    }
    for (at, name) in own.blocked_names.iter().enumerate() {
        self::name(format!("settings.blocked_names[{at}]"), name, faults);
    }
    for (at, domain) in own.shared_domains.iter().enumerate() {
        if !domain.contains('.') {
            let message = format!("`{domain}` is no domain");
            let path = format!("settings.shared_domains[{at}]");
            faults.push(AccountFault::new(path, AccountFaultKind::Unreadable, message));
        }
    }
}

fn account(at: usize, account: &AccountDoc, faults: &mut Vec<AccountFault>) {
    name(format!("accounts[{at}].name"), &account.name, faults);
    for (own, alias) in account.aliases.iter().enumerate() {
        name(format!("accounts[{at}].aliases[{own}].name"), &alias.name, faults);
        if let (Some(from), Some(until)) = (alias.from, alias.until)
            && from >= until
        {
            let path = format!("accounts[{at}].aliases[{own}].until");
            let message = format!("`until` {until} is not after `from` {from}");
            faults.push(AccountFault::new(path, AccountFaultKind::NotInOrder, message));
        }
    }
    for (own, other) in account.not_same_as.iter().enumerate() {
        name(format!("accounts[{at}].not_same_as[{own}].name"), &other.name, faults);
    }
    type Reads = fn(&str) -> bool;
    let fields: [(&str, &[String], Reads, &str); 4] = [
        (
            "domains",
            &account.domains,
            |own| registrable(own).is_some(),
            "no domain that anybody can register",
        ),
        (
            "phones",
            &account.phones,
            |own| phone(own).is_some(),
            "no telephone number of seven digits or more",
        ),
        ("zips", &account.zips, |own| zip(own).is_some(), "no ZIP or postal code"),
        ("cities", &account.cities, |own| city(own).is_some(), "no city"),
    ];
    for (field, values, reads, what) in fields {
        for (own, value) in values.iter().enumerate().filter(|(_, value)| !reads(value)) {
            let path = format!("accounts[{at}].{field}[{own}]");
            faults.push(AccountFault::new(
                path,
                AccountFaultKind::Unreadable,
                format!("`{value}` is {what}"),
            ));
        }
    }
}

fn name(path: String, text: &str, faults: &mut Vec<AccountFault>) {
    if text.len() > MAX_NAME_BYTES {
        let message = format!("a name of {} bytes, of {MAX_NAME_BYTES} at the most", text.len());
        faults.push(AccountFault::new(path, AccountFaultKind::TooLarge, message));
    } else if Folded::of(text).text.is_empty() {
        faults.push(AccountFault::new(
            path,
            AccountFaultKind::Unreadable,
            format!("`{text}` has no letters"),
        ));
    }
}

/// Accounts that are their own ancestors, each circle once, at its first account.
fn circles<'d>(
    doc: &'d AccountsDoc,
    find: &impl Fn(&str) -> Option<&'d (&'d str, usize)>,
    faults: &mut Vec<AccountFault>,
) {
    let parents: Vec<Option<usize>> = doc
        .accounts
        .iter()
        .map(|own| own.parent.as_ref().and_then(|parent| find(parent.as_str())).map(|own| own.1))
        .collect();
    // In which walk each account was first met.
    let mut met: BTreeMap<usize, usize> = BTreeMap::new();
    for start in 0..parents.len() {
        let mut at = Some(start);
        while let Some(own) = at.filter(|own| parents.get(*own).copied().flatten().is_some()) {
            if let Some(walk) = met.get(&own) {
                if *walk == start {
                    let id = doc.accounts.get(own).map_or("", |account| account.id.as_str());
                    let message = format!("account `{id}` is its own ancestor");
                    let path = format!("accounts[{own}].parent");
                    faults.push(AccountFault::new(path, AccountFaultKind::Circle, message));
                }
                break;
            }
            met.insert(own, start);
            at = parents.get(own).copied().flatten();
        }
    }
}
