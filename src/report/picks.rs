//! What agents picked of what lay there: the cherry-pick index.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::attribute::Value;
use crate::event::{AssignedHow, Event, Recorded};
use crate::id::{LeadSlot, Name, QueueSlot};
use crate::report::curve::more;
use crate::state::FloorState;

/// What agents claimed, beside what lay in the same queue at that instant, in line and in its pool, whether they might have
/// taken it or not.
///
/// A claim stands where the lead stands among the others that lay there: 0 is below all of them, 10,000 above all, one alike
/// counts half. The index is the average over the claims: 5,000 is what a blind draw would come to, and whoever takes the
/// best each time comes to 10,000. A queue that hands out its leads by that very number makes it 10,000 for everybody: it is
/// to be compared within a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Picks {
    /// Claims from queues.
    pub claims: u64,
    /// By what leads are worth: among those of a known worth.
    pub worth: Index,
    /// By how fresh leads are: above all others is the newest.
    pub freshness: Index,
}

/// Where claims stood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Index {
    /// Claims with others to compare with.
    pub claims: u64,
    /// Where they stood, in basis points, each rounded down, added up.
    pub sum_bp: u64,
}

impl Index {
    /// The average, in basis points, rounded down; none without a claim.
    #[must_use]
    pub fn bp(&self) -> Option<u64> {
        self.sum_bp.checked_div(self.claims)
    }

    fn merge(&mut self, other: &Index) {
        more(&mut self.claims, other.claims);
        more(&mut self.sum_bp, other.sum_bp);
    }

    /// One claim more, of a lead that stands so much among these others.
    fn add<T: Ord>(&mut self, own: &T, others: impl Iterator<Item = T>) {
        let (mut beaten, mut all) = (0_u64, 0_u64);
        for other in others {
            more(&mut all, 2);
            more(
                &mut beaten,
                match own.cmp(&other) {
                    core::cmp::Ordering::Greater => 2,
                    core::cmp::Ordering::Equal => 1,
                    core::cmp::Ordering::Less => 0,
                },
            );
        }
        if let Some(bp) = beaten.saturating_mul(10_000).checked_div(all) {
            more(&mut self.claims, 1);
            more(&mut self.sum_bp, bp);
        }
    }
}

impl Picks {
    pub(super) fn merge(&mut self, other: &Picks) {
        more(&mut self.claims, other.claims);
        self.worth.merge(&other.worth);
        self.freshness.merge(&other.freshness);
    }
}

/// The claims of a record, each beside what lay in its queue before the record less what the record has given away by then.
/// O(n) a claim in the leads that lie there.
pub(super) fn claims_of(
    before: &FloorState,
    record: &Recorded,
    worth: Option<&Name>,
) -> SmallVec<[Picks; 1]> {
    let mut claims = SmallVec::new();
    let mut given: SmallVec<[LeadSlot; 4]> = SmallVec::new();
    for event in &record.events {
        let (Event::Assigned { lead, .. } | Event::Offered { lead, .. }) = event else { continue };
        if let Event::Assigned { queue: Some(queue), how: AssignedHow::Claimed, .. } = event {
            claims.push(beside(before, (*lead, *queue), &given, worth));
        }
        given.push(*lead);
    }
    claims
}

fn beside(
    state: &FloorState,
    (lead, queue): (LeadSlot, QueueSlot),
    given: &[LeadSlot],
    worth: Option<&Name>,
) -> Picks {
    let mut picks = Picks { claims: 1, ..Picks::default() };
    let (Some(own), Some(queue)) = (state.lead(lead), state.queue(queue)) else { return picks };
    let keys = queue.line.iter().chain(queue.pool.iter());
    let others: Vec<_> = keys
        .filter(|key| key.lead != lead && !given.contains(&key.lead))
        .filter_map(|key| state.lead(key.lead))
        .collect();
    picks.freshness.add(&own.born, others.iter().map(|row| row.born));
    let worth_of = |row: &crate::state::LeadRow| match row.doc.get(worth?.as_str()) {
        Some(Value::Integer(worth)) => Some(*worth),
        _ => None,
    };
    if let Some(own) = worth_of(own) {
        picks.worth.add(&own, others.iter().filter_map(|row| worth_of(row)));
    }
    picks
}
