//! The accounts that a name might be: exact ones by their marks, others by what remains when words are left out or
//! corrected, then by their rarest words, initials and sound.

use smallvec::SmallVec;

use super::check::MAX_NAME_BYTES;
use super::close::Closeness;
use super::fields::{city, domain_key, phone, registrable, zip};
use super::fold::Folded;
use super::index::{Accounts, NONE, NameRow, flag};
use super::query::Query;
use super::reading::{Part, Reading, UNKNOWN, parts, word_key};
use super::typos::Meant;
use super::variants::{Variants, meant, options};
use super::verdict::{AccountSlot, Agreement, Candidate, Evidence, NameEvidence};
use super::vocabulary::Vocabulary;
use crate::hash::hash_of;

/// Names of one mark that are looked at. More than these have in common what tells them from no other.
pub(super) const MOST_OF_A_MARK: usize = 8;

/// Names that are compared word by word.
const MOST_COMPARED: usize = 64;

/// Accounts with the domain or telephone number that are looked at.
const MOST_OF_A_FIELD: usize = 32;

/// What is asked, made comparable.
pub(super) struct Asked {
    pub(super) folded: Folded,
    pub(super) readings: SmallVec<[(Part, Reading); 1]>,
    pub(super) key: Option<u64>,
    pub(super) domain: bool,
    phone: bool,
    domains: SmallVec<[u32; 4]>,
    labels: SmallVec<[u32; 4]>,
    phones: SmallVec<[u32; 4]>,
    zip: Option<u32>,
    city: Option<u32>,
}

impl Asked {
    pub(super) fn is_city(&self, city: u32) -> bool {
        self.city == Some(city)
    }
}

/// A name that has been looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) candidate: Candidate,
    /// Whether every word of the account's name is in the one asked for.
    pub(super) whole: bool,
    /// Whether the names differ by no more than a slip of whoever wrote them.
    pub(super) is_slip: bool,
    /// How close the whole name that was asked is, where it is the account's up to a legal form or a place.
    pub(super) cut_bp: Option<u16>,
}

/// A search for one name.
pub(super) struct Search<'s> {
    pub(super) accounts: &'s Accounts,
    pub(super) query: &'s Query<'s>,
    pub(super) asked: Asked,
    pub(super) found: SmallVec<[Found; 16]>,
    looked_at: SmallVec<[u32; 32]>,
    /// What the unknown words of each reading may have been meant to be, once that has been asked.
    meant: SmallVec<[SmallVec<[Meant; 8]>; 1]>,
}

impl<'s> Search<'s> {
    pub(super) fn new(accounts: &'s Accounts, query: &'s Query<'s>) -> Search<'s> {
        let folded = Folded::of(cut(query.name));
        let vocabulary = &accounts.vocabulary;
        let readings: SmallVec<[(Part, Reading); 1]> = parts(&folded)
            .into_iter()
            .map(|(part, pieces)| (part, Reading::of(&folded, &pieces, vocabulary)))
            .filter(|(_, reading)| !reading.core.is_empty())
            .collect();
        let key = readings.first().and_then(|own| own.1.key());
        let domain = query.domain.and_then(registrable).or_else(|| folded.domain.clone());
        let domain = domain.filter(|own| !accounts.is_shared(own));
        let of = |free: usize| {
            let key = domain.as_deref().map(domain_key);
            let own = key.into_iter().flat_map(|key| accounts.domains.agreeing(key, free));
            own.take(MOST_OF_A_FIELD).collect()
        };
        let (domains, labels) = (of(0), of(2));
        let number = query.phone.and_then(phone);
        let phones = number.map(|own| accounts.phones.find(own).take(MOST_OF_A_FIELD).collect());
        let asked = Asked {
            folded,
            readings,
            key,
            domain: domain.is_some(),
            phone: number.is_some(),
            domains,
            labels,
            phones: phones.unwrap_or_default(),
            zip: query.zip.and_then(zip),
            city: query.city.and_then(city),
        };
        Search {
            accounts,
            query,
            asked,
            found: SmallVec::new(),
            looked_at: SmallVec::new(),
            meant: SmallVec::new(),
        }
    }

    /// Whether the name is no account's.
    pub(super) fn is_blocked(&self) -> bool {
        self.asked.key.is_some_and(|key| self.accounts.settings.blocked.binary_search(&key).is_ok())
    }

    /// Looks as far as it takes to find a close name; to the end if `all`.
    pub(super) fn run(&mut self, all: bool) {
        let count = self.asked.readings.len();
        if count > 1 && self.asked.readings.iter().any(|own| own.0 == Part::Parenthesis) {
            self.with_parentheses();
        }
        let found = self.best() >= NameEvidence::Joined;
        for at in 0..if found { 0 } else { count } {
            self.exact(at);
            if at == 0 && self.best() >= NameEvidence::Joined {
                break;
            }
        }
        if self.best() < NameEvidence::Joined {
            self.rewritten();
        }
        self.rivals();
        if self.best() < NameEvidence::Joined || all {
            let meant = |own: &(Part, Reading)| meant(self.accounts, &self.asked.folded, &own.1);
            self.meant = self.asked.readings.iter().map(meant).collect();
            type Step<'s> = fn(&mut Search<'s>, usize);
            let steps: [Step<'s>; 5] =
                [Search::repaired, Search::replaced, Search::rarest, Search::by_initials, Search::sounding];
            for (count, step) in steps.into_iter().enumerate() {
                for at in 0..self.asked.readings.len() {
                    if self
                        .asked
                        .readings
                        .get(at)
                        .is_some_and(|own| matches!(own.0, Part::Main | Part::OtherName))
                    {
                        step(self, at);
                    }
                }
                if count == 0 && self.best() < NameEvidence::Close {
                    self.split();
                }
                let enough = if self.known_throughout() { NameEvidence::Near } else { NameEvidence::Close };
                // Of what stands after a place somebody else's name may be made.
                let others = count < 2 && self.found.iter().any(|own| own.cut_bp.is_some());
                if self.best() >= enough && !all && !others {
                    break;
                }
            }
        }
        let fields = self.asked.domains.iter().chain(&self.asked.phones);
        let fields: SmallVec<[u32; 8]> = fields.copied().collect();
        for account in fields {
            self.account(account);
        }
    }

    /// Whether every word is one that some account has.
    fn known_throughout(&self) -> bool {
        self.asked.readings.iter().all(|(_, reading)| reading.core.iter().all(|term| term.word != UNKNOWN))
    }

    pub(super) fn best(&self) -> NameEvidence {
        let names = self.found.iter().map(|own| own.candidate.evidence.name);
        names.max().unwrap_or(NameEvidence::None)
    }

    /// Whether it is one word, the first of a name and of that one only.
    fn is_only_one(&self, reading: &Reading, row: &NameRow) -> bool {
        let [own] = reading.core.as_slice() else { return false };
        self.accounts.core_of(row).first() == Some(&own.word)
            && self.accounts.postings.of(own.word).len() == 1
    }

    /// Names with the same words, or the same letters.
    fn exact(&mut self, at: usize) {
        let accounts = self.accounts;
        let Some((_, reading)) = self.asked.readings.get(at) else { return };
        let mut names: SmallVec<[(u32, NameEvidence); 8]> = SmallVec::new();
        if let Some(key) = reading.key() {
            for name in accounts.whole.find(key).take(MOST_OF_A_MARK.saturating_mul(4)) {
                names.extend(accounts.same_words(reading, name).map(|own| (name, own)));
            }
        }
        if !names.is_empty() {
            for (name, evidence) in names {
                self.add(at, name, Some(evidence));
            }
            return;
        }
        let joined = reading.joined(&self.asked.folded, &accounts.vocabulary);
        for name in accounts.joined.find(hash_of(joined.as_bytes())).take(MOST_OF_A_MARK) {
            let words = accounts.core(name).iter().map(|word| accounts.vocabulary.text(*word));
            if words.flat_map(str::bytes).eq(joined.bytes()) {
                names.push((name, NameEvidence::Joined));
            }
        }
        if let Some(word) = one_word(&accounts.vocabulary, &joined).filter(|_| reading.core.len() > 1) {
            let same = accounts.whole.find(word_key(word)).filter(|name| accounts.core(*name) == [word]);
            names.extend(same.take(MOST_OF_A_MARK).map(|name| (name, NameEvidence::Joined)));
        }
        for (name, evidence) in names {
            self.add(at, name, Some(evidence));
        }
    }

    /// Longer names with the ZIP, where the exact one has another: they make it doubtful.
    fn rivals(&mut self) {
        let differs = |own: &Found| own.candidate.evidence.zip == Agreement::Differs;
        let Some(key) = self.asked.key.filter(|_| !self.found.is_empty() && self.found.iter().all(differs))
        else {
            return;
        };
        let accounts = self.accounts;
        let names = accounts.dropped.find(key).take(MOST_OF_A_MARK.saturating_mul(32));
        let near: SmallVec<[u32; 8]> =
            names.filter(|name| self.is_near(*name)).take(MOST_OF_A_MARK).collect();
        for name in near {
            self.add(0, name, None);
        }
    }

    fn is_near(&self, name: u32) -> bool {
        let account = self.accounts.row(name).map_or(NONE, |row| row.account);
        self.asked.zip.is_some_and(|zip| self.accounts.has_zip(account, zip))
    }

    /// Names with a word more, a word less or other words for those that may be typing errors.
    fn repaired(&mut self, at: usize) {
        let (Some((_, reading)), Some(meant)) = (self.asked.readings.get(at), self.meant.get(at)) else {
            return;
        };
        let variants = Variants::of(reading, meant);
        for (key, dropped) in &variants.keys {
            self.marked(at, *key, false);
            if !dropped {
                self.marked(at, *key, true);
            }
        }
        if self.best() < NameEvidence::Close {
            for (key, _) in variants.keys.iter().filter(|own| own.1) {
                self.marked(at, *key, true);
            }
        }
    }

    /// Names with another word for one that is known, which may be a typing error all the same.
    fn replaced(&mut self, at: usize) {
        let Some((_, reading)) = self.asked.readings.get(at) else { return };
        for key in Variants::replaced(self.accounts, &self.asked.folded, reading) {
            self.marked(at, key, false);
        }
    }

    fn marked(&mut self, at: usize, key: u64, dropped: bool) {
        let accounts = self.accounts;
        let table = if dropped { &accounts.dropped } else { &accounts.whole };
        // Where many names share a mark, those with the same ZIP are looked at first.
        let mut names: SmallVec<[u32; 16]> = table.find(key).take(MOST_OF_A_MARK.saturating_add(1)).collect();
        if names.len() > MOST_OF_A_MARK && self.asked.zip.is_some() {
            let all = table.find(key).take(MOST_OF_A_MARK.saturating_mul(32));
            let near: SmallVec<[u32; 16]> =
                all.filter(|name| self.is_near(*name)).take(MOST_OF_A_MARK).collect();
            names = if near.is_empty() { names } else { near };
        }
        names.truncate(MOST_OF_A_MARK);
        for name in names {
            self.add(at, name, None);
        }
    }

    /// Names with the rarest of the words.
    fn rarest(&mut self, at: usize) {
        let accounts = self.accounts;
        let (Some((_, reading)), Some(meant)) = (self.asked.readings.get(at), self.meant.get(at)) else {
            return;
        };
        let mut words: SmallVec<[u32; 16]> =
            reading.core.iter().zip(meant).flat_map(|(term, meant)| options(term, meant)).collect();
        words.retain(|word| !accounts.postings.of(*word).is_empty());
        words.sort_unstable_by_key(|word| (accounts.postings.of(*word).len(), *word));
        words.dedup();
        let Some(first) = words.first() else { return };
        let mut names: SmallVec<[u32; 32]> = SmallVec::new();
        let rarest = accounts.postings.of(*first);
        if rarest.len() <= MOST_OF_A_MARK {
            names.extend(rarest.iter().copied());
        }
        for second in words.iter().skip(1).take(2) {
            let other = accounts.postings.of(*second);
            if other.len() <= MOST_OF_A_MARK / 2 {
                names.extend(other.iter().copied());
            } else if rarest.len() > MOST_OF_A_MARK {
                let both = rarest.iter().filter(|name| other.binary_search(name).is_ok());
                names.extend(both.copied().take(MOST_OF_A_MARK));
            }
        }
        for name in names {
            self.add(at, name, None);
        }
    }

    /// Names whose initials it is, and names that are its initials.
    fn by_initials(&mut self, at: usize) {
        let accounts = self.accounts;
        let Some((_, reading)) = self.asked.readings.get(at) else { return };
        let mut names: SmallVec<[u32; 8]> = SmallVec::new();
        if let [word] = reading.core.as_slice() {
            let text = Reading::text(&self.asked.folded, &accounts.vocabulary, word);
            if (3..=8).contains(&text.len()) {
                names.extend(accounts.initials.find(hash_of(text.as_bytes())).take(MOST_OF_A_MARK));
            }
        } else if let Some(initials) = reading.initials(&self.asked.folded, &accounts.vocabulary)
            && let Some(word) = one_word(&accounts.vocabulary, &initials)
        {
            let same = accounts.whole.find(word_key(word)).filter(|name| accounts.core(*name) == [word]);
            names.extend(same.take(MOST_OF_A_MARK));
        }
        for name in names {
            self.add(at, name, Some(NameEvidence::Acronym));
        }
    }

    /// Names with words that sound alike: a suggestion.
    fn sounding(&mut self, at: usize) {
        if self.best() >= NameEvidence::Near {
            return;
        }
        let Some((_, reading)) = self.asked.readings.get(at) else { return };
        for key in Variants::sounding(self.accounts, &self.asked.folded, reading) {
            self.marked(at, key, false);
        }
    }

    /// The names of an account that something else than the name speaks for.
    fn account(&mut self, account: u32) {
        let row = |account: usize| self.accounts.accounts.get(account).map(|own| own.first_name);
        let first = row(account as usize).unwrap_or(NONE);
        let end = row((account as usize).saturating_add(1));
        let count = u32::try_from(self.accounts.name_rows.len()).unwrap_or(NONE);
        for name in (first..end.unwrap_or(count)).take(MOST_COMPARED) {
            if !self.asked.readings.is_empty() {
                self.add(0, name, None);
            }
        }
        if !self.found.iter().any(|own| own.candidate.account.0 == account) && !self.is_unlinked(account) {
            let evidence = self.evidence(account, NameEvidence::None, 0, 0);
            let candidate = Candidate { account: AccountSlot(account), name: NONE, evidence };
            self.found.push(Found { candidate, whole: false, is_slip: false, cut_bp: None });
        }
    }

    fn is_unlinked(&self, account: u32) -> bool {
        self.asked.key.is_some_and(|key| self.accounts.not_same.binary_search(&(account, key)).is_ok())
    }

    /// Compares a name and keeps it if it has anything in common.
    pub(super) fn add(&mut self, at: usize, name: u32, known: Option<NameEvidence>) {
        // Words that had nothing in common may be the same in another reading.
        if self.looked_at.len() >= MOST_COMPARED || (known.is_none() && self.looked_at.contains(&name)) {
            return;
        }
        self.looked_at.push(name);
        let accounts = self.accounts;
        let Some(row) = accounts.row(name) else { return };
        let account = row.account;
        if self.is_unlinked(account) || !accounts.holds(name, self.query) {
            return;
        }
        let Some((part, reading)) = self.asked.readings.get(at) else { return };
        let close = match known {
            None | Some(NameEvidence::Acronym) => {
                let meant = self.meant.get(at).map(SmallVec::as_slice).unwrap_or_default();
                accounts.closeness(&self.asked, reading, meant, row)
            }
            Some(_) => Closeness::equal(reading),
        };
        let settings = &accounts.settings.doc;
        let least = settings.review_bp;
        let compared = match close.bp {
            _ if close.by_sound => NameEvidence::Sounds,
            bp if bp >= u32::from(settings.close_bp) && !close.numbers_differ && close.in_order => {
                NameEvidence::Close
            }
            bp if bp >= u32::from(least) => NameEvidence::Near,
            _ if (close.is_part() || self.is_only_one(reading, row))
                && close.shared >= u32::from(settings.least_information_bits).saturating_mul(16) =>
            {
                NameEvidence::Near
            }
            _ => NameEvidence::None,
        };
        let (evidence, bp) = match known {
            Some(NameEvidence::Acronym) => (NameEvidence::Acronym.max(compared), close.bp),
            // What stands in parentheses may be a place or a brand: it is no more than close, unless one is the
            // initials of the other.
            Some(_) if *part == Part::Parenthesis && !self.is_spelled_out(at) => {
                (NameEvidence::Close, 10_000)
            }
            Some(_) if *part == Part::Cut => (NameEvidence::Close, 10_000),
            Some(_) if row.is_alias() => (NameEvidence::Alias, 10_000),
            Some(own) if *part == Part::Spaced && own < NameEvidence::Same => (NameEvidence::Joined, 10_000),
            Some(known) => (known, 10_000),
            // A form that is a word as well, with dots in one and without in the other: `S.p.A.`, `SPA`.
            None if row.is_full(reading.full) && (close.whole || close.within) => {
                (NameEvidence::Same, 10_000)
            }
            None => (compared, close.bp),
        };
        if evidence == NameEvidence::None {
            return;
        }
        let evidence = self.evidence(account, evidence, bp, close.shared);
        let candidate = Candidate { account: AccountSlot(account), name, evidence };
        // What stands in parentheses is not what differs by a slip: it may be a place.
        let is_slip = close.is_slip && *part != Part::Parenthesis;
        let cut_bp = (*part == Part::Cut).then(|| {
            let whole =
                self.asked.readings.first().map(|own| accounts.closeness(&self.asked, &own.1, &[], row).bp);
            u16::try_from(whole.unwrap_or(0)).unwrap_or(u16::MAX)
        });
        self.found.push(Found { candidate, whole: close.whole, is_slip, cut_bp });
    }

    /// Whether what is in parentheses is the initials of the main name, or the other way round.
    fn is_spelled_out(&self, at: usize) -> bool {
        let vocabulary = &self.accounts.vocabulary;
        let (Some((_, main)), Some((_, own))) = (self.asked.readings.first(), self.asked.readings.get(at))
        else {
            return false;
        };
        let folded = &self.asked.folded;
        let says = |long: &Reading, short: &Reading| {
            long.initials(folded, vocabulary)
                .is_some_and(|initials| initials == short.joined(folded, vocabulary))
        };
        says(main, own) || says(own, main)
    }

    fn evidence(&self, account: u32, name: NameEvidence, bp: u32, shared: u32) -> Evidence {
        let asked = &self.asked;
        let flags = self.accounts.flags(account);
        let agreement = |agrees: bool, asked: bool, told: bool| match (agrees, asked && told) {
            (true, _) => Agreement::Agrees,
            (false, true) => Agreement::Differs,
            (false, false) => Agreement::Unknown,
        };
        let domain = agreement(
            asked.domains.contains(&account),
            asked.domain && !asked.labels.contains(&account),
            flags & flag::HAS_DOMAIN != 0,
        );
        let phone = agreement(asked.phones.contains(&account), asked.phone, flags & flag::HAS_PHONE != 0);
        let row = self.accounts.accounts.get(account as usize);
        let zip = asked.zip.is_some_and(|zip| self.accounts.has_zip(account, zip));
        let city = asked.city.is_some_and(|city| self.accounts.has_city(account, city));
        Evidence {
            name,
            closeness_bp: u16::try_from(bp).unwrap_or(u16::MAX),
            information_bits: u16::try_from(shared / 16).unwrap_or(u16::MAX),
            domain,
            phone,
            zip: agreement(zip, asked.zip.is_some(), row.is_some_and(|own| own.zip != 0)),
            city: agreement(city, asked.city.is_some(), row.is_some_and(|own| own.city != 0)),
        }
    }
}

impl Accounts {
    /// Whether a name holds where and when it is asked for.
    fn holds(&self, name: u32, query: &Query<'_>) -> bool {
        let Some(terms) = self.terms_of(name) else { return true };
        let scoped = terms.scopes.is_empty()
            || query.scope.is_some_and(|scope| terms.scopes.iter().any(|own| own.as_str() == scope));
        let timed = match query.at {
            Some(at) => {
                terms.from.is_none_or(|from| from <= at) && terms.until.is_none_or(|until| at < until)
            }
            None => terms.from.is_none() && terms.until.is_none(),
        };
        scoped && timed
    }

    /// How a name of the same key agrees, none if the key deceives.
    pub(super) fn same_words(&self, reading: &Reading, name: u32) -> Option<NameEvidence> {
        let row = self.row(name)?;
        let own = self.core_of(row);
        if own.iter().eq(reading.core.iter().map(|term| &term.word)) {
            return Some(if row.is_full(reading.full) { NameEvidence::Same } else { NameEvidence::Exact });
        }
        let mut a: SmallVec<[u32; 8]> = own.iter().copied().collect();
        let mut b: SmallVec<[u32; 8]> = reading.core.iter().map(|term| term.word).collect();
        a.sort_unstable();
        b.sort_unstable();
        (a == b).then_some(NameEvidence::Reordered)
    }
}

/// The word, if the vocabulary has it, that stands for a text.
fn one_word(vocabulary: &Vocabulary, text: &str) -> Option<u32> {
    vocabulary.find(text).map(|own| own.same)
}

fn cut(name: &str) -> &str {
    let end = name.char_indices().map(|(at, _)| at).take_while(|at| *at <= MAX_NAME_BYTES).last();
    if name.len() <= MAX_NAME_BYTES { name } else { name.get(..end.unwrap_or(0)).unwrap_or_default() }
}
