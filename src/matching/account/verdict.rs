//! The answer: which account, how sure, why, and who else it might be.

use core::fmt;

use serde::{Deserialize, Serialize};

/// The number of an account in its [`Accounts`](super::Accounts), by ascending id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountSlot(pub(super) u32);

/// What is to be done with the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Band {
    /// It is no account that is known.
    Reject,
    /// Somebody is to look whether it is the best one.
    Review,
    /// It is the best one.
    Accept,
}

/// How a name agrees with a name of an account, the better the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameEvidence {
    /// Not at all.
    None,
    /// Some words sound like it, which is a suggestion.
    Sounds,
    /// It has words in common: somebody is to look.
    Near,
    /// One stands for the initials of the other.
    Acronym,
    /// It is close: a typing error, a word more or less.
    Close,
    /// It is the name but for spaces: `wal mart`.
    Joined,
    /// The same words in another order.
    Reordered,
    /// The same words, with another legal form or none.
    Exact,
    /// The same words with the same legal form.
    Same,
    /// A name that somebody entered as another name of the account.
    Alias,
}

/// Whether something else that both tell agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// They differ.
    Differs,
    /// One of them does not tell.
    #[default]
    Unknown,
    /// They agree.
    Agrees,
}

/// What speaks for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// The name.
    pub name: NameEvidence,
    /// How close the names are, in basis points of what their words tell.
    pub closeness_bp: u16,
    /// How much what they have in common tells, in bits.
    pub information_bits: u16,
    /// The registrable domain.
    pub domain: Agreement,
    /// The telephone number.
    pub phone: Agreement,
    /// The ZIP or postal code.
    pub zip: Agreement,
    /// The city. It breaks ties and supports nothing.
    pub city: Agreement,
}

/// An account that it might be, and what speaks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The account.
    pub account: AccountSlot,
    /// Which of its names agrees, as a number; `Accounts::name_of` has the text.
    pub(super) name: u32,
    /// What speaks for it.
    pub evidence: Evidence,
}

/// Why the answer is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MatchReason {
    /// The name is an alias of the account.
    Alias,
    /// The name is the account's, and tells enough alone.
    ExactName,
    /// The name is the account's, and domain, telephone or ZIP agree.
    ExactNameSupported,
    /// The name is close, and domain, telephone or ZIP agree.
    CloseNameSupported,
    /// The account's whole name stands in this one, and the domain agrees.
    PartOfNameWithDomain,
    /// Nothing but the domain agrees.
    DomainAlone,
    /// The name is close, and nothing else agrees.
    CloseNameAlone,
    /// The name differs by a slip, nothing else agrees, and the settings say that this is enough.
    SlipAlone,
    /// The name differs by more than a slip, and of all else the ZIP alone agrees.
    CloseNameAtZip,
    /// The name has words in common.
    NearName,
    /// The name is the initials of the account's, or the other way round, and nothing else agrees.
    AcronymAlone,
    /// The name only sounds alike.
    SoundsAlike,
    /// The name is the account's and too generic to be enough alone.
    TooGeneric,
    /// Two accounts have the same standing.
    Ambiguous,
    /// The name is the account's and the domain is not.
    DomainDiffers,
    /// The name is the account's with a legal form of another country.
    FormDiffers,
    /// The name is not exactly the account's, which asks for that.
    ExactOnly,
    /// The name is blocked.
    Blocked,
    /// Nothing speaks for any account.
    NothingFound,
}

/// Which account a company is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What is to be done.
    pub band: Band,
    /// Why.
    pub reason: MatchReason,
    /// The account that most speaks for: the match where `band` is `accept`, a suggestion otherwise.
    pub best: Option<Candidate>,
    /// The account that most speaks for after it, among those that were looked at.
    pub runner_up: Option<Candidate>,
}

impl Verdict {
    pub(super) fn nothing(reason: MatchReason) -> Verdict {
        Verdict { band: Band::Reject, reason, best: None, runner_up: None }
    }

    /// What it would take to be sure, where it is not and something could.
    #[must_use]
    pub fn missing(&self) -> Option<&'static str> {
        match self.reason {
            MatchReason::CloseNameAlone
            | MatchReason::AcronymAlone
            | MatchReason::TooGeneric
            | MatchReason::FormDiffers => Some("the domain, the telephone number or the ZIP"),
            MatchReason::CloseNameAtZip => Some("the domain or the telephone number"),
            MatchReason::NearName | MatchReason::SoundsAlike => Some("a closer name, or an alias"),
            MatchReason::Ambiguous => {
                Some("what tells the two apart: the domain, the telephone number or the ZIP")
            }
            MatchReason::DomainDiffers => Some("the account's own domain"),
            MatchReason::DomainAlone => Some("the name"),
            MatchReason::ExactOnly => Some("the exact name or an alias"),
            MatchReason::Alias
            | MatchReason::ExactName
            | MatchReason::ExactNameSupported
            | MatchReason::CloseNameSupported
            | MatchReason::PartOfNameWithDomain
            | MatchReason::SlipAlone
            | MatchReason::Blocked
            | MatchReason::NothingFound => None,
        }
    }

    /// The account, if it is accepted.
    #[must_use]
    pub fn accepted(&self) -> Option<AccountSlot> {
        self.best.filter(|_| self.band == Band::Accept).map(|best| best.account)
    }
}

impl Agreement {
    /// What a ZIP supports, where nothing else does.
    pub(super) const ZIP_ALONE: u8 = 1;
}

impl Evidence {
    /// How many of domain, telephone and ZIP agree, the domain counting most.
    pub(super) fn support(&self) -> u8 {
        let agrees = |own: Agreement, worth: u8| if own == Agreement::Agrees { worth } else { 0 };
        agrees(self.domain, 4)
            .saturating_add(agrees(self.phone, 2))
            .saturating_add(agrees(self.zip, Agreement::ZIP_ALONE))
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Band::Reject => "reject",
            Band::Review => "review",
            Band::Accept => "accept",
        })
    }
}

impl fmt::Display for NameEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NameEvidence::None => "another name",
            NameEvidence::Sounds => "sounds like it",
            NameEvidence::Near => "words in common",
            NameEvidence::Acronym => "initials",
            NameEvidence::Close => "close name",
            NameEvidence::Joined => "same name but for spaces",
            NameEvidence::Reordered => "same words in another order",
            NameEvidence::Exact => "same name",
            NameEvidence::Same => "same name and legal form",
            NameEvidence::Alias => "alias",
        })
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bp, {} bits)", self.name, self.closeness_bp, self.information_bits)?;
        let fields = [("domain", self.domain), ("phone", self.phone), ("ZIP", self.zip), ("city", self.city)];
        for (field, agreement) in fields {
            match agreement {
                Agreement::Agrees => write!(f, ", {field} agrees")?,
                Agreement::Differs => write!(f, ", {field} differs")?,
                Agreement::Unknown => {}
            }
        }
        Ok(())
    }
}

impl fmt::Display for MatchReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MatchReason::Alias => "an alias",
            MatchReason::ExactName => "the exact name",
            MatchReason::ExactNameSupported => "the exact name, and more agrees",
            MatchReason::CloseNameSupported => "a close name, and more agrees",
            MatchReason::PartOfNameWithDomain => "the whole name within this one, and the domain",
            MatchReason::DomainAlone => "the domain alone",
            MatchReason::CloseNameAlone => "a close name alone",
            MatchReason::SlipAlone => "a name that differs by a slip, and no other is close",
            MatchReason::CloseNameAtZip => "a name that differs by more than a slip, and the ZIP alone",
            MatchReason::NearName => "words in common",
            MatchReason::AcronymAlone => "initials alone",
            MatchReason::SoundsAlike => "a name that sounds alike",
            MatchReason::TooGeneric => "a name too generic to be enough alone",
            MatchReason::Ambiguous => "two accounts of the same standing",
            MatchReason::DomainDiffers => "the exact name with another's domain",
            MatchReason::FormDiffers => "the exact name with another country's legal form",
            MatchReason::ExactOnly => "not exactly the name, which the account asks for",
            MatchReason::Blocked => "a blocked name",
            MatchReason::NothingFound => "nothing that speaks for an account",
        })
    }
}
