//! What the parts of territories say of a place, one after the other.

use smallvec::SmallVec;

use super::resolve::RUNNERS_UP;
use super::territories::Clause;
use super::truth::{Doubts, Truth};

/// What those asked so far have said.
#[derive(Debug, Default)]
pub(super) struct Asked<'t> {
    /// The first that holds the place as it is given.
    pub(super) owner: Option<&'t Clause>,
    /// Whether somebody surely holds it, so that nobody after them comes into question.
    pub(super) closed: bool,
    /// Whether one of those that come into question before the owner has no answer, so that it is nobody's until it has.
    pub(super) withheld: bool,
    /// Those that may hold it, in order, the owner too.
    pub(super) may: SmallVec<[&'t Clause; 4]>,
    pub(super) doubts: Doubts,
    /// Whether an area that comes first might hold a point that is not given.
    pub(super) something_missing: bool,
    /// Whose it would be otherwise.
    pub(super) next: SmallVec<[&'t Clause; 2]>,
    /// The rank of the one that closed it.
    pub(super) last: Option<u32>,
}

impl<'t> Asked<'t> {
    /// One that may hold the place. Whether nobody else need be asked.
    pub(super) fn take(&mut self, clause: &'t Clause, truth: Truth, rank: u32) -> bool {
        if self.closed {
            let own = self.owner.map(|owner| owner.territory);
            let known = |other: &&Clause| other.territory == clause.territory;
            if truth.exact == Some(true) && own.is_none() && !self.withheld {
                // One of several without an answer would have it; as long as there is none it is this one's.
                self.owner = Some(clause);
            } else if truth.exact == Some(true)
                && own != Some(clause.territory)
                && !self.next.iter().any(known)
            {
                self.next.push(clause);
            }
            return self.next.len() >= RUNNERS_UP;
        }
        self.may.push(clause);
        if truth.may_not {
            self.doubts = self.doubts.with(truth.doubts);
            let unanswered = truth.exact.is_none() && truth.doubts.has(Doubts::AMBIGUOUS);
            self.withheld |= self.owner.is_none() && unanswered;
        }
        if truth.exact == Some(true) && self.owner.is_none() {
            self.owner = Some(clause);
        } else if let Some(owner) = self.owner
            && truth.exact == Some(true)
            && owner.territory != clause.territory
            && self.next.len() < RUNNERS_UP
        {
            self.next.push(clause);
        }
        if !truth.may_not {
            self.closed = true;
            self.last = Some(rank);
        }
        false
    }

    /// The first of those that may hold it, where all of them are one territory's and somebody surely holds it.
    pub(super) fn alone(&self) -> Option<&'t Clause> {
        let first = self.may.first()?;
        (self.closed && self.may.iter().all(|other| other.territory == first.territory)).then_some(*first)
    }
}
