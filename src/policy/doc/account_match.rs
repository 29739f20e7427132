//! Which account a lead's company is, by which attributes.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::matching::account::{AccountFieldsDoc, AccountsDoc};
use crate::policy::Digest;

/// How the company of a lead is matched with the accounts, and the attributes that the answer is written to.
///
/// Asked when a lead comes in, is revised or is passed on, before territories and rules: all of these then see the account as
/// any other attribute. What the lead or a correction gives for those attributes is overwritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountMatchDoc {
    /// The attributes that say which company it is. Texts, all of them.
    pub fields: AccountFieldsDoc,
    /// The attributes that the answer is written to.
    pub writes: AccountAttributesDoc,
    /// The accounts, where they are few. More than 10,000 are attached: `Policy::with_accounts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<AccountsDoc>,
    /// Which accounts are to be attached: what `Policy::digest_of` says of them. Without it, and without a list, any may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub digest: Option<Digest>,
}

/// The attributes that say which account a lead's company is. A lead lacks those that there is nothing to say of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountAttributesDoc {
    /// A text: the id of the account that is accepted.
    pub account: Name,
    /// A text: `accept`, `review`, `reject`, or `not_asked` where no accounts are attached.
    pub verdict: Name,
    /// A text: whose leads the account's are, by its owner policy. The lead is then theirs, unless it has another owner already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Name>,
    /// A text: the id of the account that is to be reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested: Option<Name>,
    /// Texts: the accepted account and all it belongs to, up to the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree: Option<Name>,
    /// Texts: the segments of all of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segments: Option<Name>,
    /// A text: the evidence and the runner-up, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Name>,
}

impl AccountAttributesDoc {
    /// Each of them by its field, and whether it is of several texts.
    pub(in crate::policy) fn each(&self) -> [(&'static str, Option<&Name>, bool); 7] {
        [
            ("account", Some(&self.account), false),
            ("verdict", Some(&self.verdict), false),
            ("owner", self.owner.as_ref(), false),
            ("suggested", self.suggested.as_ref(), false),
            ("tree", self.tree.as_ref(), true),
            ("segments", self.segments.as_ref(), true),
            ("why", self.why.as_ref(), false),
        ]
    }
}
