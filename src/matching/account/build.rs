//! From documents to the index.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::buckets::Buckets;
use super::check::check;
use super::doc::{AccountDoc, AccountSettingsDoc, AccountsDoc};
use super::fault::AccountFault;
use super::fields::{city, domain_key, phone, registrable, zip};
use super::fold::Folded;
use super::index::{AccountRow, Accounts, AliasTerms, NONE, NameRow, Settings, flag};
use super::postings::Postings;
use super::reading::{Part, Reading, parts, word_key};
use super::rewritten::without_parentheses;
use super::texts::Texts;
use super::typos::Typos;
use super::vocabulary::Vocabulary;
use crate::hash::hash_of;
use crate::id::{AgentId, Name};

/// Words of more names than these say too little to look for names by them.
const MOST_NAMES_A_WORD: u32 = 1024;

/// Of longer names no words are left out: what remains is found by its rarest words.
const MOST_WORDS_DROPPED: usize = 8;

/// The lists that become tables.
#[derive(Default)]
struct Keys {
    whole: Vec<(u64, u32)>,
    joined: Vec<(u64, u32)>,
    dropped: Vec<(u64, u32)>,
    initials: Vec<(u64, u32)>,
    domains: Vec<(u64, u32)>,
    phones: Vec<(u64, u32)>,
}

impl Accounts {
    /// Checks a document and compiles it.
    ///
    /// # Errors
    /// Every fault of the document at once, each with its path.
    ///
    /// # Complexity
    /// About two microseconds an account; the document is only read.
    pub fn compile(doc: &AccountsDoc) -> Result<Accounts, Vec<AccountFault>> {
        let faults = check(doc);
        if faults.is_empty() { Ok(Builder::new(&doc.settings).build(&doc.accounts)) } else { Err(faults) }
    }

    /// Checks a document in JSON and compiles it.
    ///
    /// # Errors
    /// What [`Accounts::compile`] finds, or that it is no such document, with line and column.
    ///
    /// # Complexity
    /// One pass over the text, and that of [`Accounts::compile`].
    pub fn from_json(json: &str) -> Result<Accounts, Vec<AccountFault>> {
        let doc: AccountsDoc =
            serde_json::from_str(json).map_err(|error| vec![AccountFault::syntax(&error)])?;
        Accounts::compile(&doc)
    }
}

struct Builder {
    out: Accounts,
    keys: Keys,
    owners: BTreeMap<AgentId, u32>,
    segments: BTreeMap<Name, u32>,
}

impl Builder {
    fn new(settings: &AccountSettingsDoc) -> Builder {
        let mut vocabulary = Vocabulary::new(&settings.generic_words);
        let mut blocked: Vec<u64> =
            settings.blocked_names.iter().filter_map(|name| key(&mut vocabulary, name)).collect();
        blocked.sort_unstable();
        let shared = settings.shared_domains.iter();
        let mut shared: Vec<u64> =
            shared.map(|own| hash_of(registrable(own).unwrap_or_else(|| own.clone()).as_bytes())).collect();
        shared.sort_unstable();
        let out = Accounts {
            settings: Settings { doc: settings.clone(), blocked, shared },
            vocabulary,
            ids: Texts::default(),
            accounts: Vec::new(),
            names: Texts::default(),
            name_rows: Vec::new(),
            alias_terms: Vec::new(),
            terms: Vec::new(),
            whole: Buckets::default(),
            joined: Buckets::default(),
            dropped: Buckets::default(),
            initials: Buckets::default(),
            postings: Postings::default(),
            typos: Typos::default(),
            domains: Buckets::default(),
            phones: Buckets::default(),
            more_zips: Vec::new(),
            more_cities: Vec::new(),
            last_activity: Vec::new(),
            parents: Vec::new(),
            owners: Vec::new(),
            owner_names: Vec::new(),
            owner_policies: Vec::new(),
            segment_names: Vec::new(),
            segments: Vec::new(),
            fingerprint: [0; 16],
            not_same: Vec::new(),
        };
        Builder { out, keys: Keys::default(), owners: BTreeMap::new(), segments: BTreeMap::new() }
    }

    fn build(mut self, accounts: &[AccountDoc]) -> Accounts {
        let mut order: Vec<&AccountDoc> = accounts.iter().collect();
        order.sort_by(|a, b| a.id.cmp(&b.id));
        for (slot, account) in (0_u32..).zip(&order) {
            self.account(slot, account, &order);
        }
        let Builder { mut out, keys, .. } = self;
        out.fingerprint = fingerprint(&out.settings.doc, &order);
        out.whole = Buckets::new(&keys.whole);
        out.joined = Buckets::new(&keys.joined);
        out.dropped = Buckets::new(&keys.dropped);
        out.initials = Buckets::new(&keys.initials);
        out.domains = Buckets::new(&keys.domains);
        out.phones = Buckets::new(&keys.phones);
        drop(keys);
        let names = out.name_rows.len();
        out.vocabulary.settle(names);
        out.postings = Postings::new(out.vocabulary.len(), &out.name_rows, &out.terms, MOST_NAMES_A_WORD);
        out.typos = Typos::new(&out.vocabulary);
        out.more_zips.sort_unstable();
        out.more_cities.sort_unstable();
        out.not_same.sort_unstable();
        out.shrink();
        out
    }

    fn account(&mut self, slot: u32, doc: &AccountDoc, order: &[&AccountDoc]) {
        self.out.ids.push(doc.id.as_str());
        let row = self.row(slot, doc);
        self.out.accounts.push(row);
        self.name(slot, &doc.name, false);
        for alias in &doc.aliases {
            let first = self.out.name_rows.len();
            self.name(slot, &alias.name, true);
            if !alias.scopes.is_empty()
                || alias.from.is_some()
                || alias.until.is_some()
                || alias.source.is_some()
            {
                let terms = AliasTerms {
                    scopes: alias.scopes.clone().into(),
                    from: alias.from,
                    until: alias.until,
                    source: alias.source.as_deref().map(Into::into),
                };
                // An alias that can be read in several ways holds in all of them alike.
                let names = first..self.out.name_rows.len();
                let names = names.filter_map(|name| u32::try_from(name).ok());
                self.out.alias_terms.extend(names.map(|name| (name, terms.clone())));
            }
        }
        for other in &doc.not_same_as {
            let key = key(&mut self.out.vocabulary, &other.name);
            self.out.not_same.extend(key.map(|key| (slot, key)));
        }
        let find = |id: &Name| order.binary_search_by(|own| own.id.cmp(id)).ok();
        let parent = doc.parent.as_ref().and_then(find).and_then(|at| u32::try_from(at).ok());
        column(&mut self.out.parents, slot, parent, NONE);
        let owner = doc.owner.as_ref().map(|owner| {
            let next = u32::try_from(self.out.owner_names.len()).unwrap_or(NONE);
            *self.owners.entry(owner.clone()).or_insert_with(|| {
                self.out.owner_names.push(owner.clone());
                next
            })
        });
        column(&mut self.out.owners, slot, owner, NONE);
        self.out.owner_policies.extend(doc.owner_policy.map(|policy| (slot, policy)));
        for segment in &doc.segments {
            let next = u32::try_from(self.out.segment_names.len()).unwrap_or(NONE);
            let segment = *self.segments.entry(segment.clone()).or_insert_with(|| {
                self.out.segment_names.push(segment.clone());
                next
            });
            self.out.segments.push((slot, segment));
        }
        self.out.last_activity.extend(doc.last_activity.map(|at| (slot, at.as_millis())));
    }

    fn row(&mut self, slot: u32, doc: &AccountDoc) -> AccountRow {
        let mut flags = 0;
        for (yes, bit) in [
            (doc.exact_only, flag::EXACT_ONLY),
            (doc.open_opportunity, flag::OPEN_OPPORTUNITY),
            (doc.customer, flag::CUSTOMER),
        ] {
            flags |= if yes { bit } else { 0 };
        }
        for domain in doc.domains.iter().filter_map(|domain| registrable(domain)) {
            if !self.out.is_shared(&domain) {
                flags |= flag::HAS_DOMAIN;
                self.keys.domains.push((domain_key(&domain), slot));
            }
        }
        for phone in doc.phones.iter().filter_map(|own| phone(own)) {
            flags |= flag::HAS_PHONE;
            self.keys.phones.push((phone, slot));
        }
        let mut zips = doc.zips.iter().filter_map(|own| zip(own));
        let mut cities = doc.cities.iter().filter_map(|own| city(own));
        let (zip, city) = (zips.next().unwrap_or(0), cities.next().unwrap_or(0));
        self.out.more_zips.extend(zips.map(|zip| (slot, zip)));
        self.out.more_cities.extend(cities.map(|city| (slot, city)));
        let first_name = u32::try_from(self.out.name_rows.len()).unwrap_or(NONE);
        AccountRow { first_name, zip, city, flags }
    }

    /// Takes in a name, those it holds after `d/b/a`, which are aliases where it is one, and the other ways to read them.
    fn name(&mut self, account: u32, text: &str, is_alias: bool) {
        let folded = Folded::of(text);
        let all = parts(&folded);
        for (part, pieces) in &all {
            if *part == Part::Parenthesis {
                continue;
            }
            let reading = Reading::of(&folded, pieces, &mut self.out.vocabulary);
            self.reading(account, text, is_alias, &folded, &reading);
            for other in reading.otherwise(&folded, &mut self.out.vocabulary) {
                self.reading(account, text, is_alias, &folded, &other);
            }
        }
        if all.iter().any(|own| own.0 == Part::Parenthesis) {
            let pieces = without_parentheses(&folded);
            let reading = Reading::of(&folded, &pieces, &mut self.out.vocabulary);
            self.reading(account, text, is_alias, &folded, &reading);
        }
        if let Some(long) = Folded::spelled_out(text) {
            let folded = Folded::of(&long);
            for (_, pieces) in parts(&folded).iter().filter(|own| own.0 != Part::Parenthesis) {
                let reading = Reading::of(&folded, pieces, &mut self.out.vocabulary);
                self.reading(account, text, is_alias, &folded, &reading);
            }
        }
    }

    fn reading(&mut self, account: u32, text: &str, is_alias: bool, folded: &Folded, reading: &Reading) {
        let name = u32::try_from(self.out.name_rows.len()).unwrap_or(NONE);
        self.out.names.push(text);
        let start = u32::try_from(self.out.terms.len()).unwrap_or(NONE);
        self.out.name_rows.push(NameRow::new(account, start, reading.core.len(), is_alias, reading.full));
        for term in &reading.core {
            self.out.terms.push(term.word);
            self.out.vocabulary.count(term.word);
        }
        self.file(name, folded, reading);
    }

    fn file(&mut self, name: u32, folded: &Folded, reading: &Reading) {
        let Some(whole) = reading.key() else { return };
        self.keys.whole.push((whole, name));
        let core = &reading.core;
        if core.len() < 2 {
            return;
        }
        let joined = reading.joined(folded, &self.out.vocabulary);
        self.keys.joined.push((hash_of(joined.as_bytes()), name));
        if core.len() <= MOST_WORDS_DROPPED {
            let keys = core.iter().map(|term| whole.wrapping_sub(word_key(term.word)));
            self.keys.dropped.extend(keys.map(|key| (key, name)));
        }
        if let Some(initials) = reading.initials(folded, &self.out.vocabulary) {
            self.keys.initials.push((hash_of(initials.as_bytes()), name));
        }
    }
}

/// A hash of the settings and of every account, by ascending id.
fn fingerprint(settings: &AccountSettingsDoc, order: &[&AccountDoc]) -> [u8; 16] {
    let mut hash = Sha256::new();
    // Documents are written as JSON whatever is in them.
    hash.update(serde_json::to_string(settings).unwrap_or_default());
    for account in order {
        hash.update(serde_json::to_string(account).unwrap_or_default());
    }
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(hash.finalize().iter()) {
        *to = *from;
    }
    bytes
}

impl Accounts {
    fn shrink(&mut self) {
        self.accounts.shrink_to_fit();
        self.name_rows.shrink_to_fit();
        [&mut self.terms, &mut self.parents, &mut self.owners].into_iter().for_each(Vec::shrink_to_fit);
        self.names.shrink();
        self.ids.shrink();
    }
}

/// Writes a value of an account into a column that begins with the first account that has one.
fn column(column: &mut Vec<u32>, slot: u32, value: Option<u32>, none: u32) {
    match value {
        Some(value) => {
            column.resize(slot as usize, none);
            column.push(value);
        }
        None if !column.is_empty() => column.push(none),
        None => {}
    }
}

/// The key of a name whatever the order of its words.
fn key(vocabulary: &mut Vocabulary, name: &str) -> Option<u64> {
    let folded = Folded::of(name);
    let parts = parts(&folded);
    Reading::of(&folded, parts.first()?.1.as_slice(), vocabulary).key()
}
