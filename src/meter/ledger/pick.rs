//! Whose turn is next.

use core::cmp::Ordering;

use super::TurnLedger;
use super::row::Row;
use super::score::{Frame, Score, Standing};
use super::turns::Turns;
use crate::bits::AgentSet;
use crate::id::AgentSlot;

/// When a turn is due, as the picks of one ledger compare it: `numerator / denominator` units per weight from now, the
/// least first. It is Tijdeman's (1 − δ − d′) ÷ w.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Units of 1/[`UNIT`](super::UNIT) of a turn, times a common denominator.
    pub numerator: i128,
    /// The common denominator times the agent's weight, never 0.
    pub denominator: i128,
}

/// Who takes the next turn, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Who it is.
    pub agent: AgentSlot,
    /// What it is owed before the deal, in whole units.
    pub deficit_before: Turns,
    /// When its turn was due.
    pub due: Due,
    /// How many others were due at exactly the same time, so that the oldest last turn or the id decided.
    pub tied_with: u32,
    /// Who would be next without it.
    pub runner_up: Option<AgentSlot>,
}

fn word(words: &[u64], index: usize) -> u64 {
    words.get(index).copied().unwrap_or(0)
}

/// Who is eligible and has a weight, 64 agents at a time.
struct Candidates<'a> {
    ledger: &'a TurnLedger,
    eligible: &'a AgentSet,
    share: &'a AgentSet,
    count: u64,
    /// The standing of all of them, if it is one.
    standing: Option<Standing>,
}

impl<'a> Candidates<'a> {
    fn new(ledger: &'a TurnLedger, eligible: &'a AgentSet, share: &'a AgentSet) -> Candidates<'a> {
        let mut candidates = Candidates {
            ledger,
            eligible,
            share,
            count: 0,
            standing: None,
        };
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
        let (sharing, share) = (self.ledger.sharing.words(), self.share.words());
        let both = self.ledger.weighted.words().iter().zip(self.eligible.words());
        both.enumerate()
            .map(move |(i, (w, e))| (i << 6, w & e, word(sharing, i), word(share, i)))
    }

    /// Shows every candidate and its standing.
    #[inline]
    fn each(&self, mut visit: impl FnMut(&'a Row, Standing)) {
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

    /// One pass: the earliest score, ties by the oldest last turn, then by rank.
    fn front<S: Copy>(
        &self,
        last: S,
        score: impl Fn(&Row, Standing) -> S,
        order: impl Fn(&S, &S) -> Ordering,
        rank_of: impl Fn(AgentSlot) -> u32,
    ) -> Front<'a, S> {
        let mut front = Front {
            first: None,
            best: last,
            second: None,
            bar: last,
            bar_last: u64::MAX,
            level: false,
            tied: 0,
        };
        self.each(|row, standing| {
            let score = score(row, standing);
            let behind = order(&score, &front.bar);
            // Most candidates end here.
            if behind == Ordering::Greater {
                return;
            }
            if behind == Ordering::Equal && row.last_turn > front.bar_last {
                front.tied = front.tied.wrapping_add(u32::from(front.level));
                return;
            }
            front.place(row, score, behind, &order, &rank_of);
        });
        front
    }
}

/// The first and the second so far, and how many others are due with the first.
struct Front<'a, S> {
    first: Option<&'a Row>,
    best: S,
    second: Option<&'a Row>,
    /// Score and last turn of the second.
    bar: S,
    bar_last: u64,
    /// Whether the second is due with the first.
    level: bool,
    tied: u32,
}

impl<'a, S: Copy> Front<'a, S> {
    /// Puts a row where it belongs that may be before the second.
    fn place(
        &mut self,
        row: &'a Row,
        score: S,
        behind: Ordering,
        order: impl Fn(&S, &S) -> Ordering,
        rank_of: impl Fn(AgentSlot) -> u32,
    ) {
        let earlier = |than: &Row| {
            row.last_turn < than.last_turn
                || (row.last_turn == than.last_turn && rank_of(row.agent) < rank_of(than.agent))
        };
        let Some(first) = self.first else {
            (self.first, self.best) = (Some(row), score);
            return;
        };
        let ahead = order(&score, &self.best);
        self.tied = match ahead {
            Ordering::Less => 0,
            Ordering::Equal => self.tied.saturating_add(1),
            Ordering::Greater => self.tied,
        };
        if ahead == Ordering::Less || (ahead == Ordering::Equal && earlier(first)) {
            (self.second, self.bar, self.bar_last) = (self.first, self.best, first.last_turn);
            (self.first, self.best) = (Some(row), score);
            self.level = ahead == Ordering::Equal;
        } else if behind == Ordering::Less || self.second.is_none_or(earlier) {
            (self.second, self.bar, self.bar_last) = (Some(row), score, row.last_turn);
            self.level = ahead == Ordering::Equal;
        }
    }
}

impl TurnLedger {
    /// Who takes the next turn among `eligible`, if that deal were shared by `share`. Changes nothing.
    ///
    /// Let `d′` be what an agent is owed, plus its part of the deal if it is in `share`, and `n` the number of eligible
    /// members of positive weight. Among those with `d′ ≥ δ = 1/(2n − 2)`, or among all if there are none, the least
    /// `(1 − δ − d′) ÷ weight` is next (Tijdeman 1980), ties by the oldest last turn, then by the lowest `rank_of`, which
    /// gives each agent a rank of its own, such as the place of its id among all ids. Slot numbers never matter.
    ///
    /// `None` if nobody eligible is a member of positive weight. Put absent agents that are to be made up for into
    /// `share` and not into `eligible`.
    ///
    /// Comparisons are exact as long as the product of the total weights that do not divide their turns is at most
    /// 2⁵⁶ ÷ (2n − 2), and within six units (10⁻¹⁴ of a turn) beyond; agents of different weight or standing that are owed
    /// more than 2²⁰ turns count as owed 2²⁰. Linear in the eligible; no allocation.
    #[must_use]
    pub fn pick(
        &self,
        eligible: &AgentSet,
        share: &AgentSet,
        rank_of: impl Fn(AgentSlot) -> u32,
    ) -> Option<Pick> {
        let candidates = Candidates::new(self, eligible, share);
        if candidates.count == 0 {
            return None;
        }
        let frame = Frame::new(self, candidates.count, self.weight_of(share));
        let (first, second, tied) = match candidates.standing {
            // Equal weights and equal standing: who has the most is begun if anybody is, and is due first.
            Some(_) if self.weights.len() == 1 => {
                let front = candidates.front(i128::MIN, |row, _| row.base, |a, b| b.cmp(a), rank_of);
                (front.first?, front.second, front.tied)
            }
            _ => {
                let score = |row: &Row, standing| frame.score(row, standing);
                let front = candidates.front(Score::LAST, score, Score::order, rank_of);
                (front.first?, front.second, front.tied)
            }
        };
        let (shares, deals) = (self.sharing.contains(first.agent), share.contains(first.agent));
        let standing = u64::from(shares) | (u64::from(deals) << 1);
        Some(Pick {
            agent: first.agent,
            deficit_before: self.owed(first),
            due: Due {
                numerator: frame.score(first, standing).lacking,
                denominator: i128::from(frame.factor).wrapping_mul(i128::from(first.weight)),
            },
            tied_with: tied,
            runner_up: second.map(|row| row.agent),
        })
    }

    /// Total weight of the members among these agents; looks only at who does not share now.
    fn weight_of(&self, share: &AgentSet) -> i128 {
        let mut weight = self.share.weight;
        if self.sharing == *share {
            return weight;
        }
        for agent in self.sharing.differing(share) {
            let Some(row) = self.row(agent) else { continue };
            let part = i128::from(row.weight);
            weight = if share.contains(agent) {
                weight.wrapping_add(part)
            } else {
                weight.wrapping_sub(part)
            };
        }
        weight
    }
}
