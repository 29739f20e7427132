//! The order of the leads that wait in a queue: the sorted list, and what beside the keys decides who is next.

use crate::id::{LeadSlot, QueueSlot};
use crate::layout::{ByAge, LinesLayout};
use crate::meter::share::share_is_due;
use crate::runs::Runs;
use crate::state::FloorState;
use crate::state::queue::QueueRow;
use crate::state::waitlist::{AgeKey, WaitKey, Waitlist};
use crate::time::Timestamp;

/// The leads of a line and of a pool by age, the oldest first, where the order says nothing of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ages {
    pub(crate) line: Runs<AgeKey>,
    pub(crate) pool: Runs<AgeKey>,
}

impl Ages {
    pub(crate) fn of(&self, pool: bool) -> &Runs<AgeKey> {
        if pool { &self.pool } else { &self.line }
    }

    pub(crate) fn of_mut(&mut self, pool: bool) -> &mut Runs<AgeKey> {
        if pool { &mut self.pool } else { &mut self.line }
    }
}

impl QueueRow {
    /// Keeps the leads of a queue so, of which none waits yet.
    pub(crate) fn keep_lines(&mut self, lines: LinesLayout) {
        self.lines = lines;
        self.ages = (lines.by_age == ByAge::Apart).then(Box::default);
    }

    pub(crate) fn list(&self, pool: bool) -> &Waitlist {
        if pool { &self.pool } else { &self.line }
    }

    /// The leads that wait, the next one first.
    pub(crate) fn in_order(&self, pool: bool, now: Timestamp) -> Box<dyn Iterator<Item = LeadSlot> + '_> {
        let list = self.list(pool);
        let oldest = self.oldest_due(pool).map(|key| key.lead);
        let rest = move |lead: &LeadSlot| Some(*lead) != oldest;
        match self.fresh_from(now) {
            Some(from) => {
                let fresh = list.iter().rev().take_while(move |key| key.key.0 >= from);
                let aged = list.iter().take_while(move |key| key.key.0 < from);
                Box::new(oldest.into_iter().chain(fresh.chain(aged).map(|key| key.lead).filter(rest)))
            }
            None if oldest.is_none() => Box::new(list.iter().map(|key| key.lead)),
            None => Box::new(oldest.into_iter().chain(list.iter().map(|key| key.lead).filter(rest))),
        }
    }

    /// The place of a lead that waits, or of one that would from now on, the next being 1; its age counts from `from`.
    /// O(n / 512) in the leads that wait.
    pub(crate) fn place_of(&self, pool: bool, key: &WaitKey, from: Timestamp, now: Timestamp) -> u64 {
        let mut before = self.before(pool, key, now);
        if self.share_is_due() {
            match self.oldest(pool) {
                _ if self.is_oldest(pool, key, from) => before = 0,
                // The oldest goes before everybody.
                Some(oldest) if !self.goes_before(&oldest, key, now) => before = before.saturating_add(1),
                _ => {}
            }
        }
        u64::try_from(before).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// The place of a lead that waits here already, once it has another key, its age being the same.
    pub(crate) fn place_instead_of(&self, pool: bool, old: &WaitKey, key: &WaitKey, now: Timestamp) -> u64 {
        let own = usize::from(self.goes_before(old, key, now));
        let mut before = self.before(pool, key, now).saturating_sub(own);
        match self.oldest_due(pool) {
            Some(oldest) if oldest == *old => before = 0,
            Some(oldest) if !self.goes_before(&oldest, key, now) => before = before.saturating_add(1),
            _ => {}
        }
        u64::try_from(before).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// The oldest lead, if the next pick belongs to it.
    pub(crate) fn oldest_due(&self, pool: bool) -> Option<WaitKey> {
        if self.share_is_due() { self.oldest(pool) } else { None }
    }

    /// Whether the next pick belongs to the oldest lead: the share is paid evenly over the picks.
    pub(crate) fn share_is_due(&self) -> bool {
        share_is_due(self.taken, self.lines.oldest_share_bp)
    }

    /// The oldest lead, where anybody asks for that.
    pub(crate) fn oldest(&self, pool: bool) -> Option<WaitKey> {
        match self.lines.by_age {
            ByAge::OldestFirst => self.list(pool).first(),
            ByAge::OldestLast => self.list(pool).last(),
            ByAge::Apart => self.ages.as_ref()?.of(pool).first().map(|age| age.key()),
            ByAge::Unasked => None,
        }
    }

    /// The newest lead, where anybody asks for that.
    pub(crate) fn newest(&self, pool: bool) -> Option<WaitKey> {
        match self.lines.by_age {
            ByAge::OldestFirst => self.list(pool).last(),
            ByAge::OldestLast => self.list(pool).first(),
            ByAge::Apart => self.ages.as_ref()?.of(pool).last().map(|age| age.key()),
            ByAge::Unasked => None,
        }
    }

    /// The last lead in the order, the share of the oldest aside.
    pub(crate) fn last(&self, pool: bool, now: Timestamp) -> Option<WaitKey> {
        let list = self.list(pool);
        let Some(from) = self.fresh_from(now) else { return list.last() };
        list.last_before(|key| key.key.0 < from).or_else(|| list.first())
    }

    /// Whether more leads wait than may.
    pub(crate) fn is_overfull(&self, pool: bool) -> bool {
        let most = if pool { self.lines.max_pooled } else { self.lines.max_waiting };
        let most = most.and_then(|most| usize::try_from(most).ok());
        most.is_some_and(|most| self.list(pool).len() > most)
    }

    pub(crate) fn overfull_since(&self, pool: bool) -> Option<Timestamp> {
        let [line, pooled] = self.overfull;
        if pool { pooled } else { line }
    }

    pub(crate) fn set_overfull_since(&mut self, pool: bool, at: Option<Timestamp>) {
        let [line, pooled] = &mut self.overfull;
        *(if pool { pooled } else { line }) = at;
    }

    /// Whether a lead is the oldest, or would be.
    fn is_oldest(&self, pool: bool, key: &WaitKey, from: Timestamp) -> bool {
        match self.lines.by_age {
            ByAge::OldestFirst => self.list(pool).first().is_none_or(|oldest| *key <= oldest),
            ByAge::OldestLast => self.list(pool).last().is_none_or(|oldest| *key >= oldest),
            ByAge::Apart | ByAge::Unasked => {
                let ages = self.ages.as_ref().map(|ages| ages.of(pool));
                ages.and_then(Runs::first).is_none_or(|oldest| AgeKey::new(from, key) <= oldest)
            }
        }
    }

    /// From when on a lead must have come in to be fresh, in milliseconds, where that plays a part.
    fn fresh_from(&self, now: Timestamp) -> Option<i64> {
        let fresh_for = self.lines.fresh_for?;
        Some(now.as_millis().saturating_sub(fresh_for.as_millis()).saturating_add(1))
    }

    /// Whether one lead goes before another, the share of the oldest aside.
    fn goes_before(&self, one: &WaitKey, other: &WaitKey, now: Timestamp) -> bool {
        let Some(from) = self.fresh_from(now) else { return one < other };
        match (one.key.0 >= from, other.key.0 >= from) {
            (true, true) => one > other,
            (false, false) => one < other,
            (fresh, _) => fresh,
        }
    }

    /// How many go before a lead, the share of the oldest aside.
    fn before(&self, pool: bool, key: &WaitKey, now: Timestamp) -> usize {
        let list = self.list(pool);
        let at = list.before(key);
        let Some(from) = self.fresh_from(now) else { return at };
        if key.key.0 >= from {
            return list.len().saturating_sub(at).saturating_sub(usize::from(list.contains(key)));
        }
        let first_fresh = WaitKey { key: (from, i64::MIN), sequence: 0, lead: key.lead };
        list.len().saturating_sub(list.before(&first_fresh)).saturating_add(at)
    }
}

impl FloorState {
    /// The queues whose lists are not what they would be if made anew from the leads.
    pub(in crate::state) fn misfiled(&self) -> Vec<QueueSlot> {
        let mut anew: Vec<QueueRow> = self.layout.queues.iter().map(|_| QueueRow::new()).collect();
        for (row, layout) in anew.iter_mut().zip(&self.layout.queues) {
            row.keep_lines(layout.lines);
        }
        let slots = (0..self.leads.len()).filter_map(LeadSlot::from_index);
        for (slot, row) in slots.filter_map(|slot| Some((slot, self.lead(slot)?))) {
            let Some((queue, pool, key)) = row.wait_key(slot) else { continue };
            let Some(other) = anew.get_mut(queue.index()) else { continue };
            if let Some(ages) = &mut other.ages {
                ages.of_mut(pool).insert(AgeKey::new(self.ordered_from(slot, row), &key));
            }
            let list = if pool { &mut other.pool } else { &mut other.line };
            list.insert(key);
        }
        let rows = self.queues.iter().zip(&anew).enumerate();
        let wrong = rows.filter(|(_, (row, anew))| {
            let ages = |row: &QueueRow, pool: bool| -> Vec<AgeKey> {
                row.ages.iter().flat_map(|ages| ages.of(pool).iter().collect::<Vec<_>>()).collect()
            };
            let same = |pool: bool| {
                row.list(pool).iter().eq(anew.list(pool).iter()) && ages(row, pool) == ages(anew, pool)
            };
            !(same(false) && same(true))
        });
        wrong.filter_map(|(at, _)| QueueSlot::from_index(at)).collect()
    }
}
