//! Which of several leads that are due at one instant goes first.

use crate::decide::Draft;
use crate::explain::{Finding, Trace};
use crate::id::LeadSlot;
use crate::plan::Course;
use crate::policy::{LeadKeyDoc, LeadOrder};
use crate::state::{Due, LeadRow, Standing};
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// The first by an order of these leads: key by key, then by arrival.
    pub(super) fn first_of<'l>(
        &self,
        order: &LeadOrder,
        leads: impl Iterator<Item = (LeadSlot, &'l LeadRow)>,
    ) -> Option<LeadSlot> {
        let ranked = leads.map(|(lead, row)| {
            let course = Course::under_way(self.floor, lead, row, &row.doc);
            let pulls = self.floor.state.pulls(lead);
            let keys = order.iter().map(|key| worth(key, &course, (row, pulls)));
            (keys.collect::<Vec<i64>>(), row.sequence, lead)
        });
        ranked.min().map(|(.., lead)| lead)
    }

    /// The lead that goes on first of those that follow-ups take from their owners at the instant at which this one is due.
    /// O(leads due) for each that goes, where the policy says an order.
    pub(super) fn first_taken(&mut self, lead: LeadSlot) -> LeadSlot {
        let (state, order) = (self.floor.state, &self.floor.policy.follow_up_order);
        let at = state.lead(lead).map(LeadRow::deadline);
        let Some(at) = at.filter(|at| !order.is_empty() && is_taken(state.lead(lead), *at)) else {
            return lead;
        };
        let due = || {
            let due = state.due_at(at).filter_map(|due| match due {
                Due::Lead(_, lead) => Some((lead, state.lead(lead)?)),
                _ => None,
            });
            due.filter(move |(_, row)| is_taken(Some(row), at))
        };
        let first = self.first_of(order, due()).unwrap_or(lead);
        if self.trace.keeps()
            && let Some(row) = state.lead(first)
        {
            let course = Course::under_way(self.floor, first, row, &row.doc);
            let (of, by) = (due().count(), shown(order, &course, (row, state.pulls(first))));
            self.trace.add(|| Finding::FirstOfDue { lead: row.doc.id().clone(), of, by });
        }
        first
    }
}

/// Whether a lead is taken from its owner at the first instant at which something is due for it.
fn is_taken(row: Option<&LeadRow>, at: Timestamp) -> bool {
    let Some(Standing::Owned { lease_until, snoozed_until, follow_up, .. }) = row.map(|row| &row.standing)
    else {
        return false;
    };
    let other = [lease_until, snoozed_until].into_iter().flatten().any(|other| *other <= at);
    !other && follow_up.is_some_and(|due| due.at == at && !due.step)
}

/// What a lead is worth under a key, the least being first.
fn worth((key, attribute): &(LeadKeyDoc, usize), course: &Course<'_>, (row, pulls): (&LeadRow, u32)) -> i64 {
    let born = row.born.as_millis();
    match key {
        LeadKeyDoc::Oldest {} => born,
        LeadKeyDoc::Newest {} => born.saturating_neg(),
        LeadKeyDoc::FewestRounds {} => i64::from(row.cycles),
        LeadKeyDoc::FewestOwners {} => i64::from(row.assignments),
        LeadKeyDoc::FewestPulls {} => i64::from(pulls),
        LeadKeyDoc::MostPulls {} => i64::from(pulls).saturating_neg(),
        LeadKeyDoc::Highest(_) => course.encoded.integer(*attribute).unwrap_or(0).saturating_neg(),
        LeadKeyDoc::Lowest(_) => course.encoded.integer(*attribute).unwrap_or(0),
    }
}

/// The keys in words, each with its number.
pub(super) fn shown(
    order: &LeadOrder,
    course: &Course<'_>,
    (row, pulls): (&LeadRow, u32),
) -> Vec<(String, i64)> {
    let keys = order.iter().map(|key| {
        let number = worth(key, course, (row, pulls));
        match &key.0 {
            LeadKeyDoc::Oldest {} => ("oldest".to_owned(), number),
            LeadKeyDoc::Newest {} => ("newest".to_owned(), number.saturating_neg()),
            LeadKeyDoc::FewestRounds {} => ("fewest_rounds".to_owned(), number),
            LeadKeyDoc::FewestOwners {} => ("fewest_owners".to_owned(), number),
            LeadKeyDoc::FewestPulls {} => ("fewest_pulls".to_owned(), number),
            LeadKeyDoc::MostPulls {} => ("most_pulls".to_owned(), number.saturating_neg()),
            LeadKeyDoc::Highest(name) => (format!("highest {name}"), number.saturating_neg()),
            LeadKeyDoc::Lowest(name) => (format!("lowest {name}"), number),
        }
    });
    keys.collect()
}
