//! Where the members of a queue stand in its rotation.

use crate::id::{AgentSlot, QueueSlot};
use crate::layout::Seat;
use crate::meter::rotation::Rotation;
use crate::meter::tally::Rule;
use crate::policy::RankKeyDoc;
use crate::rank::{AFTER_POINTER, Facts, Rank, worth};
use crate::state::queue::mark;
use crate::state::{FloorState, QueueRow};

impl FloorState {
    /// What a member is worth under a key at this moment, the least being next; none under turns and lots.
    pub(crate) fn worth(
        &self,
        slot: QueueSlot,
        turns: &Rotation,
        agent: AgentSlot,
        of: RankKeyDoc,
    ) -> Option<i64> {
        let seat = || Some(self.queue(slot)?.seat(agent)?.seat);
        let tally = turns.tally.as_deref();
        match (of, tally.map(|tally| tally.kind().rule)) {
            (RankKeyDoc::SmoothWeighted, _) => turns.ledger.credit_of(agent).map(i64::saturating_neg),
            (RankKeyDoc::Pointer, _) => {
                let seat = seat()?;
                let place = mark(tally, agent, &seat);
                let behind = pointer(turns, seat.tier).is_some_and(|(priority, last)| {
                    let pointer = i64::from(priority).saturating_neg();
                    (place, self.id_order(agent)) <= (pointer, self.id_order(last))
                });
                Some(if behind { place.saturating_add(AFTER_POINTER) } else { place })
            }
            // The clock says it, too.
            (RankKeyDoc::CumulativeIdle, _) => None,
            (RankKeyDoc::LeastRecent, Some(Rule::Recent))
            | (RankKeyDoc::LowestCount | RankKeyDoc::Stride | RankKeyDoc::Quota, _) => {
                Some(mark(tally, agent, &seat()?))
            }
            _ => worth(of, &self.facts(slot, agent)?),
        }
    }

    /// The place in a queue's ranking at which the pointer of a tier's circle is.
    pub(crate) fn pointer_place(&self, queue: &QueueRow, turns: &Rotation, tier: u32) -> Option<Rank> {
        let (priority, last) = pointer(turns, tier)?;
        let facts = Facts {
            seat: Seat { weight: 1, tier, priority },
            mark: i64::from(priority).saturating_neg(),
            ..Facts::default()
        };
        queue.ranking.as_ref().map(|ranking| ranking.rank(&facts, self.id_order(last), last))
    }
}

/// Whom the pointer of a tier's circle is at, and the priority it had when it came there.
fn pointer(turns: &Rotation, tier: u32) -> Option<(i32, AgentSlot)> {
    let tally = turns.tally.as_ref().filter(|tally| tally.kind().rule == Rule::Pointer)?;
    tally.last(tier)
}
