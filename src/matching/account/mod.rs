//! Which account a company is: the company of a lead, under whatever name it was entered.
//!
//! An [`AccountsDoc`] is what a host writes; [`Accounts::compile`] checks all of it and gives the [`Accounts`] that
//! answer. The same accounts answer for routing and for reports, so there are never two answers.
//!
//! ```
//! use fairdeal::account::{Accounts, Band, MatchReason, Query};
//! let accounts = Accounts::from_json(r#"{"accounts": [
//!   {"id": "A-1", "name": "3M Company", "domains": ["3m.com"], "zips": ["55144"], "owner": "ann",
//!    "aliases": [{"name": "Minnesota Mining and Manufacturing"}]},
//!   {"id": "A-2", "name": "Snap-on Inc", "owner": "bob"},
//!   {"id": "A-3", "name": "Weyerhaeuser Company", "zips": ["98104"]}
//! ]}"#).map_err(|faults| faults[0].to_string())?;
//!
//! let is = |query: Query| {
//!     let verdict = accounts.match_one(&query);
//!     (verdict.band, verdict.reason, verdict.best.map(|best| accounts.id(best.account)))
//! };
//! assert_eq!(is(Query::new("3m")), (Band::Accept, MatchReason::ExactName, Some("A-1")));
//! assert_eq!(is(Query::new("Minnesota Mining & Mfg. Co.")), (Band::Accept, MatchReason::Alias, Some("A-1")));
//! // A typing error is enough with a ZIP, and not without.
//! assert_eq!(is(Query::new("Weyerhauser")), (Band::Review, MatchReason::CloseNameAlone, Some("A-3")));
//! let typed = Query::new("Weyerhauser").with_zip("98104-1234");
//! assert_eq!(is(typed), (Band::Accept, MatchReason::CloseNameSupported, Some("A-3")));
//! // Snap is not Snap-on, and nobody is routed by a free-mail domain.
//! assert_ne!(is(Query::new("Snap Inc.").with_domain("jo@gmail.com")).0, Band::Accept);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How a name is matched
//! 1. **Folded**: Unicode case and width, marks off letters, punctuation; single letters joined (`S.p.A.`); tags of
//!    registers (`/DE/`). What stands in parentheses or after `d/b/a` is another name. Of an address of mail or of a page it is
//!    what was registered (`jo@acme.com`), and the domain is known with it.
//! 2. **Read**: legal forms of many languages, short or in full, articles and joining words go; abbreviations, spellings and
//!    numbers in words become one word (`7-Eleven`, `Seven Eleven`); two letters after `of` are a state.
//! 3. **Looked up** as it is, in any order, without spaces: names and aliases. A name looked up is exact. So it is if another
//!    reading of it is a name to the letter: with other spaces (`Rocketlab`), an abbreviation of several words in each of its
//!    meanings (`St Bk`), `ü` as `ue`, with what stands in parentheses, a digit for the letter it looks like. What follows a
//!    legal form and a comma or a dash, or is no name anyhow (an office, a number, the city of the lead or of the account),
//!    is of a place: `Siemens Energy AG - Munich`. But if with it another account's name is as close, somebody is to
//!    look: `Siemens AG - Energy`.
//! 4. **Searched** if it is not exact: with a word more or less, with unknown words corrected by a typing error or two, by
//!    its rarest words, by initials, and at last by sound. A rare word with which one name only begins suggests that one.
//! 5. **Compared** word by word. A word counts as much as it tells, the binary logarithm of how rare it is; a generic one
//!    three bits at the most. Closeness is what the words in common tell, of what all words of both tell.
//! 6. **Weighed**: an exact name is enough alone if it tells enough and does not say the legal form of another country
//!    (`Merck KGaA`, `Merck & Co., Inc.`); a close one needs the domain, the telephone number or
//!    the ZIP to agree; of words in common somebody is told. Sound only suggests. A number that one name has and the other
//!    has not forbids that they are close. A ZIP is where many companies are, so beside it a name may differ by a slip
//!    only: a typing error in a long word, or a word that says little beside two that tell. `Gap Solutions` in the ZIP of
//!    `Gap` is for somebody to look. A word that some account bears is no typing error for another (`Thompson`, `Thomson`). An alias that is another account's name or alias too is contested: somebody is to
//!    look unless domain, telephone or ZIP tell the two apart, one is the other's parent, or it was entered for the scope.
//!
//! Of several accounts the first by: name (exact or alias, close, near), what else agrees (domain, telephone, ZIP), how
//! the name agrees (an alias, the legal form if it is said), closeness, city, open opportunity, customer, latest activity,
//! parent before child, id. If nothing but the id tells two apart, somebody is to look.

mod alike;
mod buckets;
mod build;
mod check;
mod close;
mod doc;
mod family;
mod fault;
mod fields;
mod fill;
mod find;
mod fold;
mod forms;
mod garbled;
mod index;
mod lint;
mod phrases;
mod postings;
mod query;
mod reading;
mod rewritten;
mod shared_domains;
mod short_text;
mod sound;
mod spellings;
mod texts;
mod typos;
mod variants;
mod verdict;
mod vocabulary;
mod weigh;
mod words;

pub use doc::{
    AccountDoc, AccountSettingsDoc, AccountsDoc, AliasDoc, DomainAloneDoc, NotSameAsDoc, OwnerPolicyDoc,
    SlipAloneDoc,
};
pub use fault::{AccountFault, AccountFaultKind};
pub use fill::{AccountFieldsDoc, LeadAccount};
pub use index::Accounts;
pub use query::Query;
pub use verdict::{AccountSlot, Agreement, Band, Candidate, Evidence, MatchReason, NameEvidence, Verdict};
