//! Which lead is next: all that wait, sorted as the discipline says.

use core::cmp::Ordering;

use super::condition::read;
use super::model::{LeadState, Standing};
use super::ratio::Ratio;
use super::{Fault, Oracle};
use crate::attribute::Value;
use crate::id::{LeadId, Name};
use crate::policy::DisciplineDoc;
use crate::time::{Span, Timestamp};

impl Oracle {
    /// The leads in a queue's line or pool, the next one first.
    pub(super) fn line(&self, queue: &Name, pool: bool) -> Vec<LeadId> {
        let here = |lead: &LeadState| matches!(&lead.standing, Standing::Waiting { queue: own, pool: lies, .. } if own == queue && *lies == pool);
        let mut leads: Vec<(&LeadId, &LeadState)> =
            self.leads.iter().filter(|(_, lead)| here(lead)).collect();
        leads.sort_by(|(_, a), (_, b)| self.before(queue, a, b));
        if self.oldest_is_due(queue)
            && let Some(oldest) =
                (0..leads.len()).min_by_key(|at| leads.get(*at).map(|(_, it)| (it.born, it.number)))
        {
            let first = leads.remove(oldest);
            leads.insert(0, first);
        }
        leads.into_iter().map(|(id, _)| id.clone()).collect()
    }

    /// Whether the next pick belongs to the oldest lead: of every so many picks, the last.
    fn oldest_is_due(&self, queue: &Name) -> bool {
        let Some((doc, state)) = self.queue_doc(queue).zip(self.queues.get(queue)) else {
            return false;
        };
        match doc.discipline {
            DisciplineDoc::LifoThenFifo { oldest_share_bp, .. } if !self.is(Fault::ShareIgnored) => {
                let due = |picks: u64| {
                    Ratio::new(i128::from(picks).saturating_mul(i128::from(oldest_share_bp)), 10_000).floor()
                };
                due(state.picks.saturating_add(1)) > due(state.picks)
            }
            _ => false,
        }
    }

    /// The place a lead would take.
    pub(super) fn position(&self, queue: &Name, pool: bool, lead: &LeadState) -> u64 {
        let others = self.line(queue, pool);
        let before = others
            .iter()
            .filter_map(|id| self.leads.get(id))
            .filter(|other| other.number != lead.number && self.before(queue, other, lead) == Ordering::Less);
        u64::try_from(before.count()).unwrap_or(u64::MAX).saturating_add(1)
    }

    fn before(&self, queue: &Name, a: &LeadState, b: &LeadState) -> Ordering {
        let oldest = (a.born, a.number).cmp(&(b.born, b.number));
        let Some(doc) = self.queue_doc(queue) else {
            return oldest;
        };
        match &doc.discipline {
            DisciplineDoc::Fifo => oldest,
            DisciplineDoc::Lifo if self.is(Fault::LifoAsFifo) => oldest,
            DisciplineDoc::Lifo => oldest.reverse(),
            DisciplineDoc::LifoThenFifo { fresh_for_s, .. } => {
                let fresh = |lead: &LeadState| self.now < lead.born.plus(Span::seconds(*fresh_for_s));
                match (fresh(a), fresh(b)) {
                    (true, true) => oldest.reverse(),
                    (false, false) => oldest,
                    (true, false) => Ordering::Less,
                    (false, true) => Ordering::Greater,
                }
            }
            DisciplineDoc::Priority { attribute, point_per_s } => {
                let points = |lead: &LeadState| match read(&self.policy, &lead.doc, attribute) {
                    Some(Value::Integer(value)) => i128::from(*value),
                    _ => 0,
                };
                let worth = |lead: &LeadState| worth(lead, points(lead), *point_per_s, self.now);
                worth(b).cmp(&worth(a)).then(oldest)
            }
        }
    }
}

/// The value plus one point for every so many seconds waited, times that many milliseconds.
fn worth(lead: &LeadState, value: i128, point_per_s: Option<u64>, now: Timestamp) -> i128 {
    match point_per_s {
        None => value,
        Some(seconds) => {
            let waited = i128::from(now.as_millis()).saturating_sub(i128::from(lead.born.as_millis()));
            value.saturating_mul(i128::from(seconds)).saturating_mul(1_000).saturating_add(waited)
        }
    }
}
