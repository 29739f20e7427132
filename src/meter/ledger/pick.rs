//! Whose turn is next.

use core::cmp::Ordering;

use super::TurnLedger;
use super::row::Row;
use super::score::Frame;
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

/// Sums up what one pick has to know of the sets, 64 agents at a time.
struct Candidates<'a> {
    weighted: &'a [u64],
    eligible: &'a [u64],
    count: i128,
    /// All of them share alike, now and in the deal to be made.
    alike: bool,
}

fn word(words: &[u64], index: usize) -> u64 {
    words.get(index).copied().unwrap_or(0)
}

impl<'a> Candidates<'a> {
    fn new(ledger: &'a TurnLedger, eligible: &'a AgentSet, share: &AgentSet) -> Candidates<'a> {
        let (weighted, eligible) = (ledger.weighted.words(), eligible.words());
        let (mut count, mut sharing, mut resting, mut dealing, mut idle) = (0_i128, 0, 0, 0, 0);
        for (i, (w, e)) in weighted.iter().zip(eligible).enumerate() {
            let candidates = w & e;
            let (now, then) = (word(ledger.sharing.words(), i), word(share.words(), i));
            count = count.wrapping_add(i128::from(candidates.count_ones()));
            sharing |= candidates & now;
            resting |= candidates & !now;
            dealing |= candidates & then;
            idle |= candidates & !then;
        }
        let alike = (sharing == 0 || resting == 0) && (dealing == 0 || idle == 0);
        Candidates {
            weighted,
            eligible,
            count,
            alike,
        }
    }

    fn rows(&self, ledger: &'a TurnLedger) -> impl Iterator<Item = &'a Row> {
        let words = self
            .weighted
            .iter()
            .zip(self.eligible)
            .map(|(w, e)| w & e)
            .enumerate();
        words.flat_map(move |(i, candidates)| {
            let mut left = candidates;
            core::iter::from_fn(move || {
                if left == 0 {
                    return None;
                }
                let slot = (i << 6) | left.trailing_zeros() as usize;
                left &= left.wrapping_sub(1);
                let place = *ledger.places.get(slot)?;
                ledger.rows.get((place as usize).wrapping_sub(1))
            })
        })
    }
}

struct Seen<'a, S> {
    row: &'a Row,
    score: S,
}

/// The first and the second, and how many others are due with the first.
struct Front<'a> {
    first: &'a Row,
    second: Option<&'a Row>,
    tied: u32,
}

/// One pass: the earliest score, ties by the oldest last turn, then by rank.
fn front<'a, S>(
    rows: impl Iterator<Item = &'a Row>,
    score: impl Fn(&Row) -> S,
    order: impl Fn(&S, &S) -> Ordering,
    rank_of: impl Fn(AgentSlot) -> u32,
) -> Option<Front<'a>> {
    let earlier = |a: &Row, b: &Row| match a.last_turn.cmp(&b.last_turn) {
        Ordering::Equal => rank_of(a.agent) < rank_of(b.agent),
        other => other == Ordering::Less,
    };
    let mut rows = rows.map(|row| Seen {
        row,
        score: score(row),
    });
    let mut first = rows.next()?;
    let mut second: Option<Seen<'a, S>> = None;
    let mut tied = 0_u32;
    for seen in rows {
        let behind = second.as_ref().map(|second| order(&seen.score, &second.score));
        if behind == Some(Ordering::Greater) {
            continue;
        }
        match order(&seen.score, &first.score) {
            Ordering::Less => {
                tied = 0;
                second = Some(core::mem::replace(&mut first, seen));
                continue;
            }
            Ordering::Equal => {
                tied = tied.saturating_add(1);
                if earlier(seen.row, first.row) {
                    second = Some(core::mem::replace(&mut first, seen));
                    continue;
                }
            }
            Ordering::Greater => {}
        }
        let replaces = match (&second, behind) {
            (Some(second), Some(Ordering::Equal)) => earlier(seen.row, second.row),
            _ => true,
        };
        if replaces {
            second = Some(seen);
        }
    }
    Some(Front {
        first: first.row,
        second: second.map(|seen| seen.row),
        tied,
    })
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
        let score = |row: &Row| frame.score(row, self.sharing.contains(row.agent), share.contains(row.agent));
        let rows = candidates.rows(self);
        let front = if candidates.alike && self.weights.len() == 1 {
            // Equal weights and equal standing: who has the most is begun if anybody is, and is due first.
            front(rows, |row| row.base, |a, b| b.cmp(a), rank_of)?
        } else {
            front(rows, score, super::score::Score::order, rank_of)?
        };
        let weight = i128::from(front.first.weight);
        Some(Pick {
            agent: front.first.agent,
            deficit_before: self.owed(front.first),
            due: Due {
                numerator: score(front.first).lacking,
                denominator: frame.m.wrapping_mul(frame.scale).wrapping_mul(weight),
            },
            tied_with: front.tied,
            runner_up: front.second.map(|row| row.agent),
        })
    }

    /// Total weight of the members among these agents; looks only at who does not share now.
    fn weight_of(&self, share: &AgentSet) -> i128 {
        let mut weight = self.share.weight;
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
