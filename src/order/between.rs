//! Of several queues, which deals first: what the next lead of each would lose by waiting on, over the time it takes.

use crate::gate::{Asker, Floor};
use crate::order::line;
use crate::policy::BetweenQueuesDoc;
use crate::state::FloorState;
use crate::time::Timestamp;

/// What speaks for a queue: the gain per time, as a fraction. Compared crosswise, the greater first; then the earlier in
/// the policy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Urgency {
    gain: i128,
    time: i128,
}

impl Urgency {
    /// O(1), but for the order of the queue's line.
    pub(crate) fn of(floor: &Floor<'_>, asker: &Asker<'_>) -> Urgency {
        let since = waiting_since(floor.state, asker, floor.now);
        let waited = i128::from(since.map_or(0, |since| floor.now.since(since).as_millis()));
        match floor.policy.doc.between_queues {
            BetweenQueuesDoc::Listed => Urgency { gain: 0, time: 1 },
            BetweenQueuesDoc::Oldest => Urgency { gain: waited, time: 1 },
            BetweenQueuesDoc::CMu => {
                let delay = asker.policy.delay;
                let cost = i128::from(delay.cost_per_s);
                let waited = if delay.grows { waited } else { 1_000 };
                Urgency { gain: cost.saturating_mul(waited), time: i128::from(delay.handling_s) }
            }
        }
    }

    /// Whether this one deals before another, wherever they stand in the policy.
    pub(crate) fn is_before(&self, other: &Urgency) -> bool {
        let (mine, theirs) = (self.gain.saturating_mul(other.time), other.gain.saturating_mul(self.time));
        mine > theirs
    }
}

/// Since when the next lead in line has waited.
fn waiting_since(state: &FloorState, asker: &Asker<'_>, now: Timestamp) -> Option<Timestamp> {
    let next = line(asker, false, now).next()?;
    state.lead(next).map(|row| row.waiting_since)
}
