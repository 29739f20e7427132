//! Accounts as a host writes them.

use serde::{Deserialize, Serialize};

use crate::id::{AgentId, Name};
use crate::time::Timestamp;

/// A list of accounts and how names are matched with them.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountsDoc {
    /// How names are matched.
    #[serde(default)]
    pub settings: AccountSettingsDoc,
    /// The accounts. Their order plays no part.
    pub accounts: Vec<AccountDoc>,
}

/// One account: a company that belongs to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountDoc {
    /// What the host calls it; unique. Of two accounts that nothing else tells apart the lesser id stands first.
    pub id: Name,
    /// Its name as it is written.
    pub name: String,
    /// Other names of the same account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<AliasDoc>,
    /// Names that look like it and are not: what somebody unlinked by hand, once, for good.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_same_as: Vec<NotSameAsDoc>,
    /// Its domains, such as `3m.com`; an address or a URL will do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
    /// Its telephone numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// The ZIP or postal codes it has an office in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zips: Vec<String>,
    /// The cities it has an office in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cities: Vec<String>,
    /// The account it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Name>,
    /// Whose account it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<AgentId>,
    /// Whose leads the account's are, where that differs from `settings.owner_policy`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_policy: Option<OwnerPolicyDoc>,
    /// The groups it is in: `enterprise`, `named`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Name>,
    /// Whether only its exact name or an alias is it, never one that is merely close.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub exact_only: bool,
    /// Whether an opportunity is open with it. The second tie-breaker, after the domain.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub open_opportunity: bool,
    /// Whether it is a customer. The third tie-breaker.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub customer: bool,
    /// When somebody last did something with it. The fourth tie-breaker: the later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_activity: Option<Timestamp>,
}

impl AccountDoc {
    /// An account of which nothing is known but its name.
    #[must_use]
    pub fn new(id: Name, name: impl Into<String>) -> AccountDoc {
        AccountDoc {
            id,
            name: name.into(),
            aliases: Vec::new(),
            not_same_as: Vec::new(),
            domains: Vec::new(),
            phones: Vec::new(),
            zips: Vec::new(),
            cities: Vec::new(),
            parent: None,
            owner: None,
            owner_policy: None,
            segments: Vec::new(),
            exact_only: false,
            open_opportunity: false,
            customer: false,
            last_activity: None,
        }
    }
}

/// Another name of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AliasDoc {
    /// The name as it is written.
    pub name: String,
    /// The scopes it holds in, such as sources of leads; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<Name>,
    /// Since when it holds; this instant is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Until when it holds; this instant is out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Where it is known from, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A name that is not the account's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotSameAsDoc {
    /// The name as it is written. Case, punctuation and legal form play no part.
    pub name: String,
    /// Where that is known from, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Whose leads an account's are, in a tree of parents and children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OwnerPolicyDoc {
    /// The nearest owner: the account's own, else its parent's, else that one's parent's.
    #[default]
    Nearest,
    /// The owner nearest the top of the tree.
    Parent,
    /// The account's own owner and nobody else.
    Child,
}

/// What a domain is worth where the name says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum DomainAloneDoc {
    /// Nothing.
    #[default]
    Reject,
    /// Somebody is to look at it.
    Review,
    /// It decides, if one account only has it.
    Accept,
}

/// What a name is worth alone that differs by a slip: a typing error in a long word, or a word that says little beside two
/// that tell. Where another name is close too, somebody is to look in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SlipAloneDoc {
    /// Somebody is to look at it: the list does not know the companies that are not on it.
    #[default]
    Review,
    /// It decides.
    Accept,
}

/// How names are matched. All of it has defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountSettingsDoc {
    /// From which closeness on a name is close, in basis points. 8000.
    pub close_bp: u16,
    /// From which closeness on somebody is to look at a name, in basis points. 6000.
    pub review_bp: u16,
    /// What the words of a name must tell for it to be enough alone, in bits: a word that one name in 2^n has tells n, a
    /// generic one 3 at the most. 8.
    pub least_information_bits: u16,
    /// Words that tell little, beside those that are known: `united`, `first`, `national`.
    pub generic_words: Vec<String>,
    /// Names that are no account whatever they resemble: `none`, `self-employed`.
    pub blocked_names: Vec<String>,
    /// Domains that say nothing about the company, beside those that are known: free mail, providers, what several
    /// companies share.
    pub shared_domains: Vec<String>,
    /// What a name is worth alone that differs by a slip.
    pub slip_alone: SlipAloneDoc,
    /// What a domain is worth alone.
    pub domain_alone: DomainAloneDoc,
    /// Whether a right name with the domain of somebody else is to be looked at.
    pub domain_conflict_review: bool,
    /// Whether a right name with the legal form of another country is to be looked at: `Merck KGaA` for `Merck & Co., Inc.`
    pub form_conflict_review: bool,
    /// Whether of two accounts that nothing tells apart but their ids the lesser is taken. Without it somebody is to look.
    pub id_decides: bool,
    /// Whose leads an account's are.
    pub owner_policy: OwnerPolicyDoc,
}

impl Default for AccountSettingsDoc {
    fn default() -> AccountSettingsDoc {
        AccountSettingsDoc {
            close_bp: 8000,
            review_bp: 6000,
            least_information_bits: 8,
            generic_words: Vec::new(),
            blocked_names: Vec::new(),
            shared_domains: Vec::new(),
            slip_alone: SlipAloneDoc::Review,
            domain_alone: DomainAloneDoc::Reject,
            domain_conflict_review: true,
            form_conflict_review: true,
            id_decides: false,
            owner_policy: OwnerPolicyDoc::Nearest,
        }
    }
}
