//! Whose turn is next.

use super::TurnLedger;
use super::candidates::Candidates;
use super::row::Row;
use super::score::{Frame, Score};
use super::turns::Turns;
use crate::bits::AgentSet;
use crate::id::AgentSlot;

/// When a turn is due, as the picks of one ledger compare it: `numerator / denominator` units per weight from now, the
/// least first. It is Tijdeman's (1 − δ − d′) ÷ w; where turns have a size, (the largest size − d′) ÷ w.
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

impl TurnLedger {
    /// Who takes the next turn among `eligible`, if that deal were shared by `share`. Changes nothing.
    ///
    /// Let `d′` be what an agent is owed, plus its part of the deal if it is in `share`, and `n` the number of eligible
    /// members of positive weight. Among those with `d′ ≥ δ = 1/(2n − 2)`, or among all if there are none, the least
    /// `(1 − δ − d′) ÷ weight` is next (Tijdeman 1980), ties by the oldest last turn, then by the lowest rank. Slot numbers
    /// never matter.
    ///
    /// `None` if nobody eligible is a member of positive weight. Put absent agents that are to be made up for into
    /// `share` and not into `eligible`.
    ///
    /// Comparisons are exact as long as the product of the total weights that do not divide their turns is at most
    /// 2⁵⁶ ÷ (2n − 2), and within three units (10⁻¹⁴ of a turn) beyond, for up to four million eligible; agents of different weight or standing that are owed
    /// more than 2²⁰ turns count as owed 2²⁰. Linear in the eligible; no allocation.
    #[must_use]
    pub fn pick(&self, eligible: &AgentSet, share: &AgentSet) -> Option<Pick> {
        self.pick_of(eligible, share, None, 1)
    }

    /// [`pick`](Self::pick) for a turn that counts as so many. In a [sized](Self::sized) ledger the rule is another one.
    #[must_use]
    pub fn pick_sized(&self, eligible: &AgentSet, share: &AgentSet, size: u32) -> Option<Pick> {
        self.pick_of(eligible, share, None, size)
    }

    /// [`pick`](Self::pick) among `candidates`, of whom the next one is known to be, where so many are eligible.
    pub(super) fn pick_of(
        &self,
        candidates: &AgentSet,
        share: &AgentSet,
        eligible: Option<u64>,
        size: u32,
    ) -> Option<Pick> {
        if self.smooth {
            return self.pick_smooth(candidates, share);
        }
        let candidates = Candidates::new(self, candidates, share);
        if candidates.count == 0 {
            return None;
        }
        let rank_of = |agent| self.rank(agent);
        let members = eligible.unwrap_or(candidates.count);
        let frame = Frame::new(self, members, self.weight_of(share), size);
        let (first, second, tied) = match candidates.standing {
            // Equal weights and equal standing: who has the most is begun if anybody is, and is due first.
            Some(_) if self.classes.len() == 1 => {
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
            weight =
                if share.contains(agent) { weight.wrapping_add(part) } else { weight.wrapping_sub(part) };
        }
        weight
    }
}
