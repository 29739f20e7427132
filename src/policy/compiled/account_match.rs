//! Which account a lead's company is.

use std::sync::Arc;

use crate::attribute::Value;
use crate::id::Name;
use crate::lead::Lead;
use crate::matching::account::{AccountFieldsDoc, Accounts, LeadAccount};
use crate::policy::doc::AccountAttributesDoc;
use crate::policy::{Digest, Issue, IssueKind, Policy, PolicyError, Severity};
use crate::time::Timestamp;

/// What is asked of the accounts, and the attributes that are read and written.
#[derive(Clone, Debug)]
pub(crate) struct AccountMatch {
    pub(crate) fields: AccountFieldsDoc,
    pub(crate) writes: AccountAttributesDoc,
    /// Which accounts may be attached, if not any.
    pub(crate) digest: Option<Digest>,
    /// Those of the document.
    pub(crate) list: Option<Arc<Accounts>>,
}

/// The verdict where no accounts are attached.
pub(crate) const NOT_ASKED: &str = "not_asked";

impl AccountMatch {
    fn takes(&self, accounts: &Accounts) -> bool {
        self.list.is_none() && self.digest.is_none_or(|own| own == Policy::digest_of(accounts))
    }

    /// The lead with the answer written down.
    pub(crate) fn write(&self, lead: Lead, found: Option<&LeadAccount>) -> Lead {
        let own = &self.writes;
        let said = |what: &str| {
            let value = found?.attributes.iter().find(|said| said.0 == what).map(|said| &said.1)?;
            let empty = match value {
                Value::Text(text) => text.is_empty(),
                Value::Texts(texts) => texts.is_empty(),
                _ => false,
            };
            (!empty).then(|| value.clone())
        };
        let owned = |lead: &Lead, by: &Name| match (lead.get(by.as_str()), lead.owner()) {
            (Some(Value::Text(said)), Some(owner)) => **said == *owner.as_str(),
            (_, owner) => owner.is_none(),
        };
        // Whose it is by an earlier answer is not an owner of its own.
        let follows = own.owner.as_ref().is_some_and(|by| owned(&lead, by));
        let each = [
            (Some(&own.account), "account"),
            (own.owner.as_ref(), "account_owner"),
            (own.suggested.as_ref(), "account_suggested"),
            (own.tree.as_ref(), "account_tree"),
            (own.segments.as_ref(), "account_segments"),
            (own.why.as_ref(), "account_why"),
        ];
        let lead = each.into_iter().filter_map(|(name, what)| Some((name?, what))).fold(
            lead,
            |lead, (name, what)| match said(what) {
                Some(value) => lead.with(name.as_str(), value),
                None => lead.without(name.as_str()),
            },
        );
        let verdict = said("account_match").unwrap_or_else(|| Value::from(NOT_ASKED));
        let lead = lead.with(own.verdict.as_str(), verdict);
        match found.and_then(|found| found.owner.clone()) {
            _ if !follows => lead,
            Some(owner) => lead.owned_by(owner),
            None => lead.owned_by_nobody(),
        }
    }
}

impl Policy {
    /// The accounts that are asked, if there are any.
    #[must_use]
    pub fn accounts(&self) -> Option<&Accounts> {
        let own = self.account_match.as_ref()?;
        match &own.list {
            Some(list) => Some(list),
            None => self.attached.as_deref().filter(|_| self.asks_attached),
        }
    }

    /// What a policy names a list of accounts by. The order of the document plays no part.
    #[must_use]
    pub fn digest_of(accounts: &Accounts) -> Digest {
        Digest::from_bytes(accounts.fingerprint())
    }

    /// The same policy with accounts to ask: a million do not live in its document. The answers are written into the record, so
    /// reading a history again needs none.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use fairdeal::account::Accounts;
    /// use fairdeal::{Lead, Policy, Timestamp, Value};
    /// let accounts = Accounts::from_json(r#"{"accounts": [{"id": "W", "name": "Weyerhaeuser Company"}]}"#)
    ///     .map_err(|faults| faults[0].to_string())?;
    /// let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p",
    ///   "attributes": [{"id": "company", "type": "text"}, {"id": "account", "type": "text"}, {"id": "sure", "type": "text"}],
    ///   "accounts": {"fields": {"company": "company"}, "writes": {"account": "account", "verdict": "sure"}}}"#)?;
    /// let lead = Lead::new("L-1")?.with("company", "WEYERHAEUSER CO.");
    /// let says = |policy: &Policy| policy.locate(&lead, Timestamp::MIN).get("sure").cloned();
    /// assert_eq!(says(&policy), Some(Value::from("not_asked")));
    /// let policy = policy.with_accounts(Arc::new(accounts))?;
    /// assert_eq!(says(&policy), Some(Value::from("accept")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PolicyError`] when the policy asks no accounts, has a list of its own, or asks for others by their digest.
    pub fn with_accounts(self, accounts: Arc<Accounts>) -> Result<Policy, PolicyError> {
        let message = match &self.account_match {
            None => "the policy asks no accounts, so there are none to attach".to_owned(),
            Some(own) if own.list.is_some() => "the policy has a list of accounts of its own".to_owned(),
            Some(own) => match own.digest {
                Some(digest) if !own.takes(&accounts) => {
                    format!(
                        "the accounts have digest {}, and the policy asks for {digest}",
                        Policy::digest_of(&accounts)
                    )
                }
                _ => return Ok(self.attaching(Some(accounts))),
            },
        };
        let (path, kind) = ("accounts".to_owned(), IssueKind::Account);
        Err(PolicyError {
            issues: vec![Issue { path, kind, severity: Severity::Error, message, suggestion: None }],
        })
    }

    pub(super) fn attaching(mut self, accounts: Option<Arc<Accounts>>) -> Policy {
        let takes =
            |accounts: &Arc<Accounts>| self.account_match.as_ref().is_some_and(|own| own.takes(accounts));
        self.asks_attached = accounts.as_ref().is_some_and(takes);
        self.attached = accounts;
        self
    }

    /// What the accounts say of a lead's company at an instant; none where there are none to ask.
    pub(crate) fn account_of(&self, lead: &Lead, at: Timestamp) -> Option<LeadAccount> {
        let own = self.account_match.as_ref()?;
        Some(self.accounts()?.of_lead(&own.fields, lead, at))
    }
}
