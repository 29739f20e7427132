//! Where the members of a queue stand in its rotation.

use crate::id::{AgentSlot, QueueSlot};
use crate::layout::Seat;
use crate::meter::rotation::Rotation;
use crate::meter::tally::Rule;
use crate::policy::RankKeyDoc;
use crate::rank::{AFTER_POINTER, Facts, Rank, worth};
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
        let queue = self.queue(slot)?;
        match of {
            RankKeyDoc::SmoothWeighted => turns.ledger.credit_of(agent).map(i64::saturating_neg),
            RankKeyDoc::Pointer => {
                let seat = queue.seat(agent)?.seat;
                let place = queue.mark(agent);
                let behind = self.pointer(queue, seat.tier).is_some_and(|(priority, last)| {
                    let pointer = i64::from(priority).saturating_neg();
                    (place, self.id_order(agent)) <= (pointer, self.id_order(last))
                });
                Some(if behind { place.saturating_add(AFTER_POINTER) } else { place })
            }
            // The clock says it, too.
            RankKeyDoc::CumulativeIdle => None,
            _ => worth(of, &self.facts(slot, agent)?),
        }
    }

    /// Whom the pointer of a tier's circle is at, and the priority it had when it came there.
    fn pointer(&self, queue: &QueueRow, tier: u32) -> Option<(i32, AgentSlot)> {
        let tally = queue.turns.tally.as_ref().filter(|tally| tally.kind().rule == Rule::Pointer)?;
        tally.last(tier)
    }

    /// The place in the ranking at which the pointer of a tier's circle is.
    pub(crate) fn pointer_place(&self, queue: &QueueRow, tier: u32) -> Option<Rank> {
        let (priority, last) = self.pointer(queue, tier)?;
        let facts = Facts {
            seat: Seat { weight: 1, tier, priority },
            mark: i64::from(priority).saturating_neg(),
            ..Facts::default()
        };
        queue.ranking.as_ref().map(|ranking| ranking.rank(&facts, self.id_order(last), last))
    }
}
