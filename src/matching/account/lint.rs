//! What is odd about a list of accounts although it can be read: what two of them claim, and what takes itself back.

use std::collections::BTreeMap;

use super::doc::AccountsDoc;
use super::fault::{AccountFault, AccountFaultKind};
use super::fields::{phone, registrable};
use super::index::Accounts;
use super::reading::word_key;
use super::verdict::AccountSlot;

impl Accounts {
    /// What is odd about the document that the accounts were compiled from, all of it at once:
    ///
    /// - a name or alias that is another account's too, in the same scope at the same time: by it alone neither is accepted;
    /// - a domain or a telephone number that two accounts have;
    /// - a domain that says nothing, such as one of free mail;
    /// - a name that an account has and is not the same as, or that is blocked: it is never matched by that name;
    /// - an alias that is the account's name, or another alias of it, already.
    ///
    /// What an account shares with its parent or another of its ancestors is no fault.
    ///
    /// # Complexity
    /// A look-up and a sort a name, a domain and a telephone number.
    #[must_use]
    pub fn lint(&self, doc: &AccountsDoc) -> Vec<AccountFault> {
        let mut order: Vec<(&str, usize)> =
            doc.accounts.iter().enumerate().map(|(at, own)| (own.id.as_str(), at)).collect();
        order.sort_unstable();
        // Where an account stands in the document, by its slot.
        let places: Vec<usize> = order.into_iter().map(|own| own.1).collect();
        let mut faults = Vec::new();
        self.names(&places, &mut faults);
        type Reads = fn(&str) -> Option<String>;
        let number: Reads = |own| phone(own).map(|own| own.to_string());
        let fields: [(&str, &str, Reads); 2] =
            [("domains", "domain", registrable), ("phones", "telephone number", number)];
        for (field, noun, reads) in fields {
            self.values(doc, field, noun, reads, &mut faults);
        }
        faults.sort_by_key(|own| own.0);
        faults.into_iter().map(|own| own.1).collect()
    }

    /// Names that are claimed twice or taken back.
    fn names(&self, places: &[usize], faults: &mut Vec<(usize, AccountFault)>) {
        for (name, row) in (0_u32..).zip(&self.name_rows) {
            let (account, core) = (row.account, self.core_of(row));
            let place = places.get(account as usize).copied().unwrap_or(usize::MAX);
            let key = core.iter().fold(0, |key: u64, word| key.wrapping_add(word_key(*word)));
            let (text, id) = (self.names.get(name), self.ids.get(account));
            // A name that can be read in several ways is said once.
            let mut add = |kind, message: String| {
                let fault = AccountFault::new(format!("accounts[{place}]"), kind, message);
                let mut same = faults.iter().rev().take_while(|own| own.0 == place);
                if !same.any(|own| own.1 == fault) {
                    faults.push((place, fault));
                }
            };
            if self.not_same.binary_search(&(account, key)).is_ok() {
                let message = format!("`{text}` is a name of account `{id}`, which is not the same as it");
                add(AccountFaultKind::Contradiction, message);
            }
            if self.settings.blocked.binary_search(&key).is_ok() {
                let message = format!("`{text}` is a name of account `{id}`, and blocked");
                add(AccountFaultKind::Contradiction, message);
            }
            let mut same = self
                .whole
                .find(key)
                .filter(|other| *other < name && self.core(*other) == core && self.overlap(*other, name));
            // The first says enough: the others are said of it as well.
            let Some(other) = same.next() else { continue };
            let before = self.row(other).map_or(account, |own| own.account);
            let known = self.names.get(other);
            if before == account {
                if row.is_alias() && self.terms_of(name).is_none() && self.terms_of(other).is_none() {
                    let message = format!("alias `{text}` of account `{id}` is its name `{known}` already");
                    add(AccountFaultKind::NoEffect, message);
                }
            } else if !self.is_family(account, before) {
                let owner = self.ids.get(before);
                let message = format!("`{text}` of account `{id}` is also `{known}` of account `{owner}`");
                add(AccountFaultKind::Shared, message);
            }
        }
    }

    /// Domains or telephone numbers that two accounts have, or that say nothing.
    fn values(
        &self,
        doc: &AccountsDoc,
        field: &str,
        noun: &str,
        reads: fn(&str) -> Option<String>,
        faults: &mut Vec<(usize, AccountFault)>,
    ) {
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        for (at, account) in doc.accounts.iter().enumerate() {
            let values = if field == "domains" { &account.domains } else { &account.phones };
            for (own, written) in values.iter().enumerate() {
                let Some(value) = reads(written) else { continue };
                let path = format!("accounts[{at}].{field}[{own}]");
                if field == "domains" && self.is_shared(&value) {
                    let message =
                        format!("domain `{value}` of account `{}` says nothing: many share it", account.id);
                    faults.push((at, AccountFault::new(path, AccountFaultKind::NoEffect, message)));
                    continue;
                }
                let before = *first.entry(value).or_insert(at);
                let Some(other) = doc.accounts.get(before).filter(|_| before != at) else { continue };
                let slot = |id: &str| self.find(id).map(|own| own.0);
                let related = slot(account.id.as_str())
                    .zip(slot(other.id.as_str()))
                    .is_some_and(|(a, b)| self.is_family(a, b));
                if !related {
                    let message = format!(
                        "{noun} `{written}` of account `{}` is also account `{}`'s",
                        account.id, other.id
                    );
                    faults.push((at, AccountFault::new(path, AccountFaultKind::Shared, message)));
                }
            }
        }
    }

    /// Whether the two have an account that both belong to, or one belongs to the other.
    fn is_family(&self, a: u32, b: u32) -> bool {
        let top = |own| self.ancestry(AccountSlot(own)).last();
        top(a) == top(b)
    }

    /// Whether there is a scope and an instant in which both names hold alike. A name of some scopes is before one of all.
    fn overlap(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.terms_of(a), self.terms_of(b));
        if a.is_some_and(|own| !own.scopes.is_empty()) != b.is_some_and(|own| !own.scopes.is_empty()) {
            return false;
        }
        let (Some(a), Some(b)) = (a, b) else { return true };
        let scoped = (a.scopes.is_empty() && b.scopes.is_empty())
            || a.scopes.iter().any(|scope| b.scopes.contains(scope));
        let before =
            |until: Option<_>, from: Option<_>| matches!((until, from), (Some(u), Some(f)) if u <= f);
        scoped && !before(a.until, b.from) && !before(b.until, a.from)
    }
}
