//! Which lead is next: all that wait, sorted as the discipline says.

use core::cmp::Ordering;

use super::model::{LeadState, Standing};
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
        leads.into_iter().map(|(id, _)| id.clone()).collect()
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
                let worth = |lead: &LeadState| worth(lead, attribute, *point_per_s, self.now);
                worth(b).cmp(&worth(a)).then(oldest)
            }
        }
    }
}

/// The value plus one point for every so many seconds waited, times that many milliseconds.
fn worth(lead: &LeadState, attribute: &Name, point_per_s: Option<u64>, now: Timestamp) -> i128 {
    let value = match lead.doc.get(attribute.as_str()) {
        Some(Value::Integer(value)) => i128::from(*value),
        _ => 0,
    };
    match point_per_s {
        None => value,
        Some(seconds) => {
            let waited = i128::from(now.as_millis()).saturating_sub(i128::from(lead.born.as_millis()));
            value.saturating_mul(i128::from(seconds)).saturating_mul(1_000).saturating_add(waited)
        }
    }
}
