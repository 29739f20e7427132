//! The accounts, compiled.

use super::buckets::Buckets;
use super::doc::{AccountSettingsDoc, OwnerPolicyDoc};
use super::postings::Postings;
use super::texts::Texts;
use super::typos::Typos;
use super::verdict::{AccountSlot, Candidate};
use super::vocabulary::Vocabulary;
use crate::hash::hash_of;
use crate::id::{AgentId, Name};
use crate::time::Timestamp;

/// What stands for nobody in a column.
pub(super) const NONE: u32 = u32::MAX;

/// What is true of an account, as bits.
pub(super) mod flag {
    pub(in super::super) const EXACT_ONLY: u8 = 1;
    pub(in super::super) const OPEN_OPPORTUNITY: u8 = 1 << 1;
    pub(in super::super) const CUSTOMER: u8 = 1 << 2;
    pub(in super::super) const HAS_DOMAIN: u8 = 1 << 3;
    pub(in super::super) const HAS_PHONE: u8 = 1 << 4;
}

/// Where and when an alias holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AliasTerms {
    pub(super) scopes: Box<[Name]>,
    pub(super) from: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
    pub(super) source: Option<Box<str>>,
}

/// What a candidate is weighed by. Sixteen bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct AccountRow {
    /// The first of its names; the others follow.
    pub(super) first_name: u32,
    /// Its first ZIP and city, 0 for none.
    pub(super) zip: u32,
    pub(super) city: u32,
    pub(super) flags: u8,
}

/// A name of an account. Twelve bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameRow {
    pub(super) account: u32,
    /// Where the words of its core begin in `terms`.
    pub(super) start: u32,
    /// From the lowest bit: how many words (5 bits), whether it is an alias, a hash of all words in order.
    marks: u32,
}

impl NameRow {
    pub(super) fn new(account: u32, start: u32, words: usize, is_alias: bool, full: u64) -> NameRow {
        let words = u32::try_from(words).unwrap_or(0) & 31;
        NameRow { account, start, marks: words | u32::from(is_alias) << 5 | NameRow::full_of(full) }
    }

    pub(super) fn words(&self) -> usize {
        (self.marks & 31) as usize
    }

    pub(super) fn is_alias(&self) -> bool {
        self.marks & 32 != 0
    }

    /// Whether all words are the same in the same order, legal forms included.
    pub(super) fn is_full(&self, full: u64) -> bool {
        self.marks & !63 == NameRow::full_of(full)
    }

    fn full_of(full: u64) -> u32 {
        u32::try_from(full & 0xffff_ffc0).unwrap_or(0)
    }
}

/// A list of accounts, ready to be asked: immutable, the same answers on every machine.
///
/// See [the module](super) for how names are matched. About 200 bytes an account with one name, a ZIP and an owner.
#[derive(Clone, Debug)]
pub struct Accounts {
    pub(super) settings: Settings,
    pub(super) vocabulary: Vocabulary,
    pub(super) ids: Texts,
    pub(super) accounts: Vec<AccountRow>,
    pub(super) names: Texts,
    pub(super) name_rows: Vec<NameRow>,
    /// Names that hold somewhere or at some time only, and aliases with a source; ascending.
    pub(super) alias_terms: Vec<(u32, AliasTerms)>,
    pub(super) terms: Vec<u32>,
    /// Names by all their words, without spaces, without one of their words, by their initials.
    pub(super) whole: Buckets,
    pub(super) joined: Buckets,
    pub(super) dropped: Buckets,
    pub(super) initials: Buckets,
    pub(super) postings: Postings,
    pub(super) typos: Typos,
    /// Accounts by [`domain_key`](super::fields::domain_key), and by the hash of the number.
    pub(super) domains: Buckets<6>,
    pub(super) phones: Buckets<4>,
    /// ZIPs and cities beside the first, by account; ascending.
    pub(super) more_zips: Vec<(u32, u32)>,
    pub(super) more_cities: Vec<(u32, u32)>,
    pub(super) last_activity: Vec<(u32, i64)>,
    pub(super) parents: Vec<u32>,
    pub(super) owners: Vec<u32>,
    pub(super) owner_names: Vec<AgentId>,
    pub(super) owner_policies: Vec<(u32, OwnerPolicyDoc)>,
    pub(super) segment_names: Vec<Name>,
    pub(super) segments: Vec<(u32, u32)>,
    /// The beginning of a hash of all that was written, whatever the order of the accounts.
    pub(super) fingerprint: [u8; 16],
    /// Account and key of a name that it is not; ascending.
    pub(super) not_same: Vec<(u32, u64)>,
}

/// The settings, with their texts looked up.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) doc: AccountSettingsDoc,
    /// Keys of names that are no account, ascending.
    pub(super) blocked: Vec<u64>,
    /// Hashes of registrable domains, ascending.
    pub(super) shared: Vec<u64>,
}

impl Accounts {
    /// How many accounts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.accounts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// The account with an id. A binary search.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<AccountSlot> {
        let (mut from, mut below) = (0_u32, u32::try_from(self.len()).ok()?);
        while from < below {
            let middle = from.midpoint(below);
            match self.ids.get(middle).cmp(id) {
                core::cmp::Ordering::Equal => return Some(AccountSlot(middle)),
                core::cmp::Ordering::Less => from = middle.saturating_add(1),
                core::cmp::Ordering::Greater => below = middle,
            }
        }
        None
    }

    /// An account's id.
    #[must_use]
    pub fn id(&self, account: AccountSlot) -> &str {
        self.ids.get(account.0)
    }

    /// An account's name, as it was written.
    #[must_use]
    pub fn name(&self, account: AccountSlot) -> &str {
        self.accounts.get(account.0 as usize).map_or("", |own| self.names.get(own.first_name))
    }

    /// The name or alias of a candidate that agrees, as it was written.
    #[must_use]
    pub fn name_of(&self, candidate: &Candidate) -> &str {
        match candidate.name {
            NONE => self.name(candidate.account),
            name => self.names.get(name),
        }
    }

    /// Where an alias is known from, if that was said.
    #[must_use]
    pub fn source_of(&self, candidate: &Candidate) -> Option<&str> {
        self.terms_of(candidate.name)?.source.as_deref()
    }

    /// The segments of an account, in the order of the document. A binary search, then one step each.
    pub fn segments(&self, account: AccountSlot) -> impl Iterator<Item = &Name> {
        let start = self.segments.partition_point(|own| own.0 < account.0);
        let own = self.segments.iter().skip(start).take_while(move |own| own.0 == account.0);
        own.filter_map(|own| self.segment_names.get(own.1 as usize))
    }

    /// The first 16 bytes of a SHA-256 of all that was written of them: of the same accounts, in whatever order, the same.
    #[must_use]
    pub const fn fingerprint(&self) -> [u8; 16] {
        self.fingerprint
    }

    /// How many bytes the accounts take up in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let columns = [&self.terms, &self.parents, &self.owners];
        let columns = columns.iter().map(|own| own.capacity().saturating_mul(4));
        let tables = [&self.whole, &self.joined, &self.dropped, &self.initials];
        let tables = tables.iter().map(|own| own.bytes()).chain([self.domains.bytes(), self.phones.bytes()]);
        let others = [
            self.vocabulary.bytes(),
            self.ids.bytes(),
            self.names.bytes(),
            self.postings.bytes(),
            self.typos.bytes(),
            self.accounts.capacity().saturating_mul(size_of::<AccountRow>()),
            self.name_rows.capacity().saturating_mul(size_of::<NameRow>()),
            self.last_activity.capacity().saturating_mul(16),
            self.not_same.capacity().saturating_mul(16),
            self.more_zips.capacity().saturating_mul(8),
            self.more_cities.capacity().saturating_mul(8),
            self.segments.capacity().saturating_mul(8),
            self.owner_policies.capacity().saturating_mul(8),
            self.alias_terms.capacity().saturating_mul(size_of::<(u32, AliasTerms)>()),
        ];
        columns.chain(tables).chain(others).fold(0, usize::saturating_add)
    }

    pub(super) fn row(&self, name: u32) -> Option<&NameRow> {
        self.name_rows.get(name as usize)
    }

    /// The words of a name's core.
    pub(super) fn core(&self, name: u32) -> &[u32] {
        self.row(name).map_or(&[], |row| self.core_of(row))
    }

    pub(super) fn core_of(&self, row: &NameRow) -> &[u32] {
        let start = row.start as usize;
        self.terms.get(start..start.saturating_add(row.words())).unwrap_or_default()
    }

    pub(super) fn flags(&self, account: u32) -> u8 {
        self.accounts.get(account as usize).map_or(0, |own| own.flags)
    }

    pub(super) fn terms_of(&self, name: u32) -> Option<&AliasTerms> {
        let at = self.alias_terms.binary_search_by_key(&name, |own| own.0).ok()?;
        self.alias_terms.get(at).map(|own| &own.1)
    }

    pub(super) fn has_zip(&self, account: u32, zip: u32) -> bool {
        self.accounts.get(account as usize).is_some_and(|own| own.zip == zip)
            || (!self.more_zips.is_empty() && self.more_zips.binary_search(&(account, zip)).is_ok())
    }

    pub(super) fn has_city(&self, account: u32, city: u32) -> bool {
        self.accounts.get(account as usize).is_some_and(|own| own.city == city)
            || (!self.more_cities.is_empty() && self.more_cities.binary_search(&(account, city)).is_ok())
    }

    pub(super) fn is_shared(&self, domain: &str) -> bool {
        super::shared_domains::is_shared(domain)
            || self.settings.shared.binary_search(&hash_of(domain.as_bytes())).is_ok()
    }

    pub(super) fn last_activity(&self, account: u32) -> Option<i64> {
        let at = self.last_activity.binary_search_by_key(&account, |own| own.0).ok()?;
        self.last_activity.get(at).map(|own| own.1)
    }
}
