//! Which account a lead's company is, read straight from the document. Of names it knows letters, case and three legal forms:
//! that is all that random policies have.

use super::{Fault, Oracle};
use crate::attribute::Value;
use crate::id::Name;
use crate::lead::Lead;
use crate::matching::account::AccountDoc;

impl Oracle {
    /// The lead with the account of its company written down.
    pub(super) fn company(&self, lead: Lead) -> Lead {
        let Some(own) = &self.policy.accounts else { return lead };
        let text = |name: &Option<Name>| match lead.get(name.as_ref()?.as_str()) {
            Some(Value::Text(text)) => Some(text.to_string()),
            _ => None,
        };
        let asked = text(&own.fields.company).map(|name| words(&name));
        let zip = text(&own.fields.zip);
        let accounts = own.list.as_ref().map(|list| list.accounts.as_slice()).unwrap_or_default();
        // By ZIP, then as another name, then by id.
        let mut found: Vec<(bool, bool, &AccountDoc)> = Vec::new();
        for account in accounts {
            let named = asked.as_ref().is_some_and(|asked| words(&account.name) == *asked);
            let other = asked
                .as_ref()
                .is_some_and(|asked| account.aliases.iter().any(|alias| words(&alias.name) == *asked));
            let here = zip.as_ref().is_some_and(|zip| account.zips.contains(zip));
            if named || other {
                found.push((!here, !other, account));
            }
        }
        found.sort_by(|a, b| (a.0, a.1, &a.2.id).cmp(&(b.0, b.1, &b.2.id)));
        let open = matches!(found.as_slice(), [a, b, ..] if a.0 == b.0) && !self.is(Fault::FirstClaimTaken);
        let first = found.first().map(|own| own.2);
        let verdict = match first {
            None => "reject",
            Some(_) if open => "review",
            Some(_) => "accept",
        };
        let accepted = first.filter(|_| verdict == "accept");
        let mut family: Vec<&AccountDoc> = Vec::new();
        let mut next = accepted;
        while let Some(account) = next {
            family.push(account);
            next = accounts.iter().find(|other| Some(&other.id) == account.parent.as_ref());
        }
        let owner = family.iter().find_map(|account| account.owner.clone());
        let before = own.writes.owner.as_ref().and_then(|name| text(&Some(name.clone())));
        let given = lead.owner().is_some_and(|owner| before.as_deref() != Some(owner.as_str()));
        let writes = &own.writes;
        let said = |lead: Lead, name: Option<&Name>, text: Option<&str>| match (name, text) {
            (Some(name), Some(text)) => lead.with(name.as_str(), text),
            (Some(name), None) => lead.without(name.as_str()),
            (None, _) => lead,
        };
        let id = |account: Option<&AccountDoc>| account.map(|own| own.id.to_string());
        let lead = said(lead, Some(&writes.verdict), Some(verdict));
        let lead = said(lead, Some(&writes.account), id(accepted).as_deref());
        let lead = said(lead, writes.owner.as_ref(), owner.as_ref().map(|own| own.as_str()));
        let suggested = id(first.filter(|_| verdict == "review"));
        let lead = said(lead, writes.suggested.as_ref(), suggested.as_deref());
        match owner {
            _ if given || writes.owner.is_none() => lead,
            Some(owner) => lead.owned_by(owner),
            None => lead.owned_by_nobody(),
        }
    }
}

/// A name in small letters, without a legal form at its end.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    if matches!(words.last().map(String::as_str), Some("inc" | "llc" | "corp")) {
        words.pop();
    }
    words
}
