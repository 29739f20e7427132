//! Who may be picked, as sets of 64-bit words.

use super::TurnLedger;
use super::row::Row;
use super::score::Standing;
use crate::bits::AgentSet;

/// The lowest bit that is set.
fn lowest(word: u64) -> Option<u32> {
    (word != 0).then(|| word.trailing_zeros())
}

/// Who is eligible and has a weight, 64 agents at a time.
pub(super) struct Candidates<'a> {
    ledger: &'a TurnLedger,
    eligible: &'a AgentSet,
    share: &'a AgentSet,
    pub(super) count: u64,
    /// The standing of all of them, if it is one.
    pub(super) standing: Option<Standing>,
}

impl<'a> Candidates<'a> {
    pub(super) fn new(ledger: &'a TurnLedger, eligible: &'a AgentSet, share: &'a AgentSet) -> Candidates<'a> {
        let mut candidates = Candidates { ledger, eligible, share, count: 0, standing: None };
        let (mut count, mut sharing, mut resting, mut dealing, mut idle) = (0_u64, 0, 0, 0, 0);
        for (who, now, then) in candidates.words().map(|(_, who, now, then)| (who, now, then)) {
            count = count.wrapping_add(u64::from(who.count_ones()));
            sharing |= who & now;
            resting |= who & !now;
            dealing |= who & then;
            idle |= who & !then;
        }
        candidates.count = count;
        if (sharing == 0 || resting == 0) && (dealing == 0 || idle == 0) {
            candidates.standing = Some(u64::from(sharing != 0) | (u64::from(dealing != 0) << 1));
        }
        candidates
    }

    /// The first slot of a word, who of it may be picked, who shares now, and who in the deal to be made.
    fn words(&self) -> impl Iterator<Item = (usize, u64, u64, u64)> {
        let both = self.ledger.weighted.words().zip(self.eligible.words());
        both.enumerate().map(|(i, (w, e))| (i << 6, w & e, self.ledger.sharing.word(i), self.share.word(i)))
    }

    /// Shows every candidate and its standing.
    #[inline]
    pub(super) fn each(&self, mut visit: impl FnMut(&'a Row, Standing)) {
        let (places, rows) = (self.ledger.places.as_slice(), self.ledger.rows.as_slice());
        for (start, who, now, then) in self.words() {
            let mut left = who;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                let standing = ((now >> bit) & 1) | (((then >> bit) & 1) << 1);
                let place = places.get(start | bit as usize).copied().unwrap_or(0);
                if let Some(row) = rows.get((place as usize).wrapping_sub(1)) {
                    visit(row, standing);
                }
            }
        }
    }

    /// Shows every candidate, all being of one standing. Rows are in slot order, so that whoever is eligible together with
    /// all members of neighbouring slots is a slice of the rows.
    #[inline]
    pub(super) fn each_alike(&self, mut visit: impl FnMut(&'a Row)) {
        let (places, rows) = (self.ledger.places.as_slice(), self.ledger.rows.as_slice());
        let find = |slot: usize| (places.get(slot).copied().unwrap_or(0) as usize).wrapping_sub(1);
        for (start, who, ..) in self.words() {
            let (Some(low), Some(high)) = (lowest(who), who.checked_ilog2()) else {
                continue;
            };
            let from = find(start | low as usize);
            let to = find(start | high as usize).wrapping_add(1);
            if to.wrapping_sub(from) == who.count_ones() as usize {
                rows.get(from..to).unwrap_or_default().iter().for_each(&mut visit);
                continue;
            }
            let mut left = who;
            while let Some(bit) = lowest(left) {
                left &= left.wrapping_sub(1);
                if let Some(row) = rows.get(find(start | bit as usize)) {
                    visit(row);
                }
            }
        }
    }
}
