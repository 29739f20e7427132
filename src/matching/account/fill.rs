//! From the attributes of a lead to a question, and from the answer to attributes of the lead.

use core::fmt::Write;

use serde::{Deserialize, Serialize};

use super::fields::registrable;
use super::index::Accounts;
use super::query::Query;
use super::verdict::{Band, Candidate, Verdict};
use crate::attribute::Value;
use crate::id::{AgentId, Name};
use crate::lead::Lead;
use crate::time::Timestamp;

/// Which attributes of a lead say what about its company. Those that are not named play no part, nor do values that are
/// no texts.
///
/// ```
/// use fairdeal::account::AccountFieldsDoc;
/// let fields: AccountFieldsDoc = serde_json::from_str(
///     r#"{"company": "company", "domains": ["website", "email"], "phone": "phone", "zip": "zip", "scope": "source"}"#,
/// )?;
/// assert_eq!(fields.domains.len(), 2);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountFieldsDoc {
    /// The company's name.
    pub company: Option<Name>,
    /// Domains, addresses or URLs; the first that says something about the company counts.
    pub domains: Vec<Name>,
    /// The telephone number.
    pub phone: Option<Name>,
    /// The ZIP or postal code.
    pub zip: Option<Name>,
    /// The city.
    pub city: Option<Name>,
    /// The scope for aliases that hold in some only, such as the source.
    pub scope: Option<Name>,
}

impl AccountFieldsDoc {
    /// Each attribute that is named, by its field, and by its place where there are several.
    pub(crate) fn each(&self) -> Vec<(&'static str, Option<usize>, &Name)> {
        fn one<'n>(
            field: &'static str,
            name: &'n Option<Name>,
        ) -> Option<(&'static str, Option<usize>, &'n Name)> {
            name.as_ref().map(|name| (field, None, name))
        }
        let domains = self.domains.iter().enumerate().map(|(at, name)| ("domains", Some(at), name));
        one("company", &self.company)
            .into_iter()
            .chain(domains)
            .chain(one("phone", &self.phone))
            .chain(one("zip", &self.zip))
            .chain(one("city", &self.city))
            .chain(one("scope", &self.scope))
            .collect()
    }
}

/// Whose company a lead's is, as attributes for rules to ask for. All of them are said each time, so that saying them
/// again replaces what was said before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadAccount {
    /// The verdict.
    pub verdict: Verdict,
    /// Whose leads the account's are, by its owner policy, where it is accepted and has an owner.
    pub owner: Option<AgentId>,
    /// Names and values, as [`Accounts::of_lead`] lists them.
    pub attributes: Vec<(&'static str, Value)>,
}

/// The longest name in a sentence, in letters.
const MOST_LETTERS: usize = 80;

impl Accounts {
    /// Matches the company of a lead.
    ///
    /// The attributes that come of it, whatever came of it:
    ///
    /// | attribute | type | says |
    /// |---|---|---|
    /// | `account_match` | text | `accept`, `review` or `reject` |
    /// | `account` | text | the id of the account that is accepted, or an empty text |
    /// | `account_tree` | texts | the accepted account and all it belongs to, up to the top |
    /// | `account_segments` | texts | the segments of all of these |
    /// | `account_owned` | boolean | whether the accepted account has an owner, by its owner policy |
    /// | `account_owner` | text | that owner, or an empty text |
    /// | `account_suggested` | text | the id of the account that is to be reviewed, or an empty text |
    /// | `account_why` | text | the evidence and the runner-up, for people |
    ///
    /// # Complexity
    /// One [`Accounts::match_one`], and a step a generation.
    #[must_use]
    pub fn of_lead(&self, fields: &AccountFieldsDoc, lead: &Lead, at: Timestamp) -> LeadAccount {
        let text = |name: &Name| match lead.get(name.as_str()) {
            Some(Value::Text(text)) => Some(&**text).filter(|text| !text.trim().is_empty()),
            _ => None,
        };
        let field = |name: &Option<Name>| name.as_ref().and_then(text);
        let tells = |domain: &&str| registrable(domain).is_some_and(|domain| !self.is_shared(&domain));
        let query = Query {
            name: field(&fields.company).unwrap_or_default(),
            domain: fields.domains.iter().filter_map(text).find(tells),
            phone: field(&fields.phone),
            zip: field(&fields.zip),
            city: field(&fields.city),
            scope: field(&fields.scope),
            at: Some(at),
        };
        let verdict = self.match_one(&query);
        let accepted = verdict.accepted();
        let tree: Vec<_> = accepted.into_iter().flat_map(|own| self.ancestry(own)).collect();
        let owner = accepted.and_then(|own| self.owner(own)).map(|(_, owner)| owner.clone());
        let mut segments: Vec<Box<str>> =
            tree.iter().flat_map(|own| self.segments(*own)).map(|own| own.as_str().into()).collect();
        segments.sort_unstable();
        segments.dedup();
        let id = |own: Option<Candidate>| own.map_or("", |own| self.id(own.account));
        let suggested = verdict.best.filter(|_| verdict.band == Band::Review);
        let attributes = vec![
            ("account_match", Value::from(verdict.band.to_string().as_str())),
            ("account", Value::from(accepted.map_or("", |own| self.id(own)))),
            ("account_tree", Value::Texts(tree.iter().map(|own| self.id(*own).into()).collect())),
            ("account_segments", Value::Texts(segments)),
            ("account_owned", Value::Boolean(owner.is_some())),
            ("account_owner", Value::from(owner.as_ref().map_or("", |own| own.as_str()))),
            ("account_suggested", Value::from(id(suggested))),
            ("account_why", Value::from(self.sentence(&verdict).as_str())),
        ];
        LeadAccount { verdict, owner, attributes }
    }

    /// The same lead with what [`Accounts::of_lead`] says of it; owned by the account's owner, unless the lead has an
    /// owner of its own. Submit it, and everything is in the record: no decision asks the accounts again.
    ///
    /// # Complexity
    /// That of [`Accounts::match_one`], and one step a generation of the account's family.
    #[must_use]
    pub fn fill(&self, fields: &AccountFieldsDoc, lead: Lead, at: Timestamp) -> Lead {
        let LeadAccount { owner, attributes, .. } = self.of_lead(fields, &lead, at);
        let lead = attributes.into_iter().fold(lead, |lead, (name, value)| lead.with(name, value));
        match owner {
            Some(owner) if lead.owner().is_none() => lead.owned_by(owner),
            _ => lead,
        }
    }

    /// A verdict in one line: the evidence and the runner-up.
    #[must_use]
    pub fn sentence(&self, verdict: &Verdict) -> String {
        let mut said = format!("{}: {}", verdict.band, verdict.reason);
        for (what, own) in [("", &verdict.best), ("next ", &verdict.runner_up)] {
            if let Some(own) = own {
                let name: String = self.name_of(own).chars().take(MOST_LETTERS).collect();
                let id = self.id(own.account);
                // Writing to a text does not fail.
                let _ = write!(said, "; {what}`{name}` ({id}): {}", own.evidence);
                if let Some(source) = self.source_of(own) {
                    let source: String = source.chars().take(MOST_LETTERS).collect();
                    let _ = write!(said, ", from {source}");
                }
            }
        }
        said
    }
}
