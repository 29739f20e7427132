//! One pass over the candidates that keeps the first two.

use core::cmp::Ordering;

use super::candidates::Candidates;
use super::row::Row;
use super::score::Standing;
use crate::id::AgentSlot;

impl<'a> Candidates<'a> {
    /// One pass: the earliest score, ties by the oldest last turn, then by rank.
    pub(super) fn front<S: Copy>(
        &self,
        last: S,
        score: impl Fn(&Row, Standing) -> S,
        order: impl Fn(&S, &S) -> Ordering,
        rank_of: impl Fn(AgentSlot) -> u64,
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
        let visit = |row: &'a Row, standing| {
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
        };
        match self.standing {
            Some(standing) => {
                let mut visit = visit;
                self.each_alike(|row| visit(row, standing));
            }
            None => self.each(visit),
        }
        front
    }
}

/// The first and the second so far, and how many others are due with the first.
pub(super) struct Front<'a, S> {
    pub(super) first: Option<&'a Row>,
    best: S,
    pub(super) second: Option<&'a Row>,
    /// Score and last turn of the second.
    bar: S,
    bar_last: u64,
    /// Whether the second is due with the first.
    level: bool,
    pub(super) tied: u32,
}

impl<'a, S: Copy> Front<'a, S> {
    /// Puts a row where it belongs that may be before the second.
    fn place(
        &mut self,
        row: &'a Row,
        score: S,
        behind: Ordering,
        order: impl Fn(&S, &S) -> Ordering,
        rank_of: impl Fn(AgentSlot) -> u64,
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
