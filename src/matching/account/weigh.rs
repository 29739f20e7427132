//! From what was found to a verdict.

use core::cmp::Ordering;

use smallvec::SmallVec;

use super::doc::{DomainAloneDoc, SlipAloneDoc};
use super::find::{Found, Search};
use super::fold::Folded;
use super::forms::{ANY, homes};
use super::index::{Accounts, flag};
use super::query::Query;
use super::reading::{Reading, parts};
use super::verdict::{Agreement, Band, Candidate, Evidence, MatchReason, NameEvidence, Verdict};

/// By how much a close name has to be closer than the next to be the better one, in basis points.
const MARGIN_BP: u16 = 500;

impl Accounts {
    /// Which account a company is.
    ///
    /// # Complexity
    /// A few look-ups where the name is exact, some tens otherwise, and at most 64 names are compared word by word:
    /// microseconds, hardly growing with the number of accounts. Two short texts are allocated.
    #[must_use]
    pub fn match_one(&self, query: &Query<'_>) -> Verdict {
        let mut search = Search::new(self, query);
        if search.is_blocked() {
            return Verdict::nothing(MatchReason::Blocked);
        }
        search.run(false);
        match self.spelled_out(query, &search) {
            Some(name) => {
                let query = Query { name: &name, ..*query };
                let mut search = Search::new(self, &query);
                search.run(false);
                search.verdict()
            }
            None => search.verdict(),
        }
    }

    /// The name with two letters for one with dots, where that is a name and it as it stands is none.
    fn spelled_out(&self, query: &Query<'_>, search: &Search<'_>) -> Option<String> {
        if search.best() >= NameEvidence::Joined {
            return None;
        }
        let name = Folded::spelled_out(query.name)?;
        let query = Query { name: &name, ..*query };
        let mut other = Search::new(self, &query);
        other.run(false);
        (other.best() >= NameEvidence::Joined).then_some(name)
    }

    /// The accounts that a company might be, the one that most speaks for first: what somebody who reviews is to see.
    /// Looks further than [`Accounts::match_one`], and the first of both is the same unless that found nothing.
    ///
    /// # Complexity
    /// That of [`Accounts::match_one`] several times over, and a sort of what was found.
    #[must_use]
    pub fn candidates(&self, query: &Query<'_>, most: usize) -> Vec<Candidate> {
        let ranked = |query: &Query<'_>| {
            let mut search = Search::new(self, query);
            search.run(true);
            search.ranked().into_iter().take(most).map(|own| own.candidate).collect()
        };
        let mut search = Search::new(self, query);
        search.run(false);
        match self.spelled_out(query, &search) {
            Some(name) => ranked(&Query { name: &name, ..*query }),
            None => ranked(query),
        }
    }
}

/// Names of the same class differ by what else agrees.
fn class(evidence: &Evidence) -> u8 {
    match evidence.name {
        NameEvidence::Alias
        | NameEvidence::Same
        | NameEvidence::Exact
        | NameEvidence::Reordered
        | NameEvidence::Joined => 3,
        NameEvidence::Close | NameEvidence::Acronym => 2,
        NameEvidence::Near | NameEvidence::Sounds => 1,
        NameEvidence::None => 0,
    }
}

impl Search<'_> {
    /// One name of each account, the best first.
    fn ranked(&self) -> SmallVec<[Found; 16]> {
        let mut best: SmallVec<[Found; 16]> = SmallVec::new();
        for own in &self.found {
            let known = best.iter_mut().find(|other| other.candidate.account == own.candidate.account);
            match known {
                Some(other) if self.compare(own, other) == Ordering::Less => *other = *own,
                Some(_) => {}
                None => best.push(*own),
            }
        }
        best.sort_by(|a, b| self.compare(a, b));
        best
    }

    /// The better one first: evidence, then the tie-breakers, then the id.
    fn compare(&self, a: &Found, b: &Found) -> Ordering {
        let by = |own: &Found| {
            let evidence = &own.candidate.evidence;
            (class(evidence), evidence.support(), self.name(evidence), evidence.closeness_bp, evidence.city)
        };
        by(b)
            .cmp(&by(a))
            .then_with(|| self.standing(b).cmp(&self.standing(a)))
            .then_with(|| self.above(b, a).cmp(&self.above(a, b)))
            .then_with(|| b.candidate.evidence.name.cmp(&a.candidate.evidence.name))
            .then_with(|| {
                (a.candidate.account, a.candidate.name).cmp(&(b.candidate.account, b.candidate.name))
            })
    }

    /// How the name agrees. Who leaves the legal form out says nothing about it: `Target` is no likelier `Target` than
    /// `Target Corporation`.
    fn name(&self, evidence: &Evidence) -> NameEvidence {
        let formed = self.asked.readings.iter().any(|own| !own.1.forms.is_empty());
        match evidence.name {
            NameEvidence::Same if !formed => NameEvidence::Exact,
            name => name,
        }
    }

    /// Whether somebody entered as another name of one account what is another's name, or other name, too. Nothing that
    /// the two do says which of them is meant; but who entered it for the scope that is asked knew.
    fn is_contested(&self, first: &Found, second: &Found) -> bool {
        let (a, b) = (&first.candidate.evidence, &second.candidate.evidence);
        let entered = [a, b].iter().any(|own| own.name == NameEvidence::Alias);
        let scoped = |own: &Found| {
            self.accounts.terms_of(own.candidate.name).is_some_and(|terms| !terms.scopes.is_empty())
        };
        let related = self.above(first, second) || self.above(second, first);
        let both = class(a) == 3 && class(b) == 3 && a.support() == b.support();
        both && entered && !related && scoped(first) == scoped(second)
    }

    fn above(&self, a: &Found, b: &Found) -> bool {
        self.accounts.is_above(a.candidate.account.0, b.candidate.account.0)
    }

    /// Open opportunity, then customer, then the latest activity.
    fn standing(&self, own: &Found) -> (bool, bool, Option<i64>) {
        let account = own.candidate.account.0;
        let flags = self.accounts.flags(account);
        let is = |bit: u8| flags & bit != 0;
        (is(flag::OPEN_OPPORTUNITY), is(flag::CUSTOMER), self.accounts.last_activity(account))
    }

    /// Whether nothing but their ids tells the first from the second.
    fn is_tied(&self, first: &Found, second: &Found) -> bool {
        let (a, b) = (&first.candidate.evidence, &second.candidate.evidence);
        let near = a.closeness_bp.saturating_sub(b.closeness_bp) < MARGIN_BP;
        let alike = class(a) == class(b)
            && a.support() == b.support()
            && self.name(a) == self.name(b)
            && near
            && a.city == b.city;
        alike && self.standing(first) == self.standing(second) && !self.above(first, second)
    }

    pub(super) fn verdict(&self) -> Verdict {
        let ranked = self.ranked();
        let exact_only = |own: &&Found| {
            self.accounts.flags(own.candidate.account.0) & flag::EXACT_ONLY != 0
                && class(&own.candidate.evidence) < 3
        };
        let mut left = ranked.iter().filter(|own| !exact_only(own));
        let Some(first) = left.next() else {
            let best = ranked.first().map(|own| own.candidate);
            let reason = if best.is_some() { MatchReason::ExactOnly } else { MatchReason::NothingFound };
            return Verdict { best, ..Verdict::nothing(reason) };
        };
        let second = left.next();
        let tied = second
            .is_some_and(|second| self.is_tied(first, second) || self.is_contested(first, second))
            && !self.accounts.settings.doc.id_decides;
        // Something else speaks for another account, and nothing but the name for this one.
        let supported =
            |own: &Found| own.candidate.evidence.support() > 0 && class(&own.candidate.evidence) > 0;
        let entered = first.candidate.evidence.name == NameEvidence::Alias;
        let tied = tied
            || (!entered
                && class(&first.candidate.evidence) == 3
                && !supported(first)
                && ranked.iter().any(supported));
        let (band, reason) = self.weigh(first, second, tied);
        Verdict {
            band,
            reason,
            best: Some(first.candidate),
            runner_up: second.or_else(|| ranked.get(1)).map(|own| own.candidate),
        }
    }

    /// Whether another account's name is as close to all that was asked.
    fn is_outdone(&self, own: &Found) -> bool {
        let close = own.cut_bp.unwrap_or(0);
        self.found.iter().any(|other| {
            other.candidate.account != own.candidate.account
                && class(&other.candidate.evidence) > 0
                && other.cut_bp.unwrap_or(other.candidate.evidence.closeness_bp) >= close
        })
    }

    /// Whether the name that was asked says another country's legal form than the account's.
    fn is_of_another_country(&self, own: &Found) -> bool {
        let Some((_, asked)) = self.asked.readings.first() else { return false };
        let vocabulary = &self.accounts.vocabulary;
        let asked = homes(vocabulary, &asked.forms);
        if asked == ANY || own.candidate.evidence.name == NameEvidence::Same {
            return false;
        }
        let folded = Folded::of(self.accounts.name_of(&own.candidate));
        let told = parts(&folded).into_iter().next();
        let told = told.map(|own| Reading::of(&folded, &own.1, vocabulary).forms).unwrap_or_default();
        asked & homes(vocabulary, &told) == 0
    }

    fn weigh(&self, own: &Found, next: Option<&Found>, tied: bool) -> (Band, MatchReason) {
        let settings = &self.accounts.settings.doc;
        let evidence = &own.candidate.evidence;
        let supported = evidence.support() > 0;
        let tells = evidence.information_bits >= settings.least_information_bits;
        let differs = evidence.domain == Agreement::Differs && settings.domain_conflict_review;
        let is_acronym = evidence.name == NameEvidence::Acronym;
        match class(evidence) {
            1.. if tied => (Band::Review, MatchReason::Ambiguous),
            3 if evidence.name == NameEvidence::Alias => (Band::Accept, MatchReason::Alias),
            3 if supported => (Band::Accept, MatchReason::ExactNameSupported),
            3 if differs => (Band::Review, MatchReason::DomainDiffers),
            3 if settings.form_conflict_review && self.is_of_another_country(own) => {
                (Band::Review, MatchReason::FormDiffers)
            }
            3 if tells => (Band::Accept, MatchReason::ExactName),
            3 => (Band::Review, MatchReason::TooGeneric),
            // A ZIP is where many companies are: it says that a slip is one, and no more.
            2 if evidence.support() == Agreement::ZIP_ALONE && !own.is_slip && !is_acronym => {
                (Band::Review, MatchReason::CloseNameAtZip)
            }
            // What follows the name is of a place, unless it is of somebody else's name.
            2 if own.cut_bp.is_some() && tells && !differs => {
                if self.is_outdone(own) {
                    (Band::Review, MatchReason::Ambiguous)
                } else if supported {
                    (Band::Accept, MatchReason::ExactNameSupported)
                } else {
                    (Band::Accept, MatchReason::ExactName)
                }
            }
            2 if supported && !differs => (Band::Accept, MatchReason::CloseNameSupported),
            2 if settings.slip_alone == SlipAloneDoc::Accept
                && !supported
                && !differs
                && own.is_slip
                && !is_acronym
                && next.is_none_or(|next| class(&next.candidate.evidence) < 2) =>
            {
                (Band::Accept, MatchReason::SlipAlone)
            }
            2 if is_acronym => (Band::Review, MatchReason::AcronymAlone),
            2 => (Band::Review, MatchReason::CloseNameAlone),
            1 if evidence.name == NameEvidence::Sounds => (Band::Review, MatchReason::SoundsAlike),
            1 if evidence.domain == Agreement::Agrees && own.whole && tells => {
                (Band::Accept, MatchReason::PartOfNameWithDomain)
            }
            1 if evidence.domain == Agreement::Differs => (Band::Reject, MatchReason::NearName),
            1 => (Band::Review, MatchReason::NearName),
            _ if evidence.domain == Agreement::Agrees => {
                let one = self
                    .found
                    .iter()
                    .filter(|own| own.candidate.evidence.domain == Agreement::Agrees)
                    .count()
                    == 1;
                let band = match settings.domain_alone {
                    DomainAloneDoc::Reject => Band::Reject,
                    DomainAloneDoc::Accept if one => Band::Accept,
                    DomainAloneDoc::Accept | DomainAloneDoc::Review => Band::Review,
                };
                (band, MatchReason::DomainAlone)
            }
            _ => (Band::Reject, MatchReason::NothingFound),
        }
    }
}
