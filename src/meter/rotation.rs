//! Everything written down of the turns of one rotation, whichever queues deal them.

use serde::{Deserialize, Serialize};

use crate::id::AgentSlot;
use crate::meter::ledger::TurnLedger;
use crate::meter::make_up::{MakeUps, Pace};
use crate::meter::tally::{Entry, Kind, Tally};

/// The turns of a rotation. The ledger knows who has a part in it and what they weigh, also where a tally deals.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rotation {
    pub(crate) ledger: TurnLedger,
    /// What is kept where the ledger does not deal.
    pub(crate) tally: Option<Box<Tally>>,
    /// Who makes up for turns missed, where that is held in check.
    pub(crate) make_ups: MakeUps,
}

impl Rotation {
    /// A rotation nobody has a part in.
    pub(crate) fn new(smooth: bool, tally: Option<Kind>) -> Rotation {
        Rotation {
            ledger: if smooth { TurnLedger::smooth() } else { TurnLedger::new() },
            tally: tally.map(|kind| Box::new(Tally::new(kind))),
            make_ups: MakeUps::default(),
        }
    }

    /// Which tally it keeps.
    pub(crate) fn tally_kind(&self) -> Option<Kind> {
        self.tally.as_ref().map(|tally| tally.kind())
    }

    /// Takes in who has a part in it and what they weigh. Whoever begins, begins level; others keep what they have.
    pub(crate) fn seat(
        &mut self,
        (agent, id_order): (AgentSlot, u64),
        before: Option<Entry>,
        after: Option<Entry>,
    ) {
        if let Some(tally) = self.tally.as_mut().filter(|_| before != after) {
            tally.seat(agent, before, after);
        }
        match (before, after) {
            (None, Some(after)) => {
                self.ledger.join(agent, after.weight, id_order);
            }
            (Some(before), Some(after)) if before.weight != after.weight => {
                self.ledger.reweigh(agent, after.weight);
            }
            (Some(_), None) => {
                self.ledger.leave(agent);
                self.make_ups.leave(agent);
            }
            _ => {}
        }
    }

    /// A member takes a turn. The entry is where they stand in it, for a tally.
    #[inline]
    pub(crate) fn take(
        &mut self,
        agent: AgentSlot,
        size: u32,
        pace: Option<Pace>,
        entry: impl FnOnce() -> Option<Entry>,
    ) {
        match &mut self.tally {
            None => {
                self.ledger.deal_sized(agent, size);
                if let Some(pace) = pace {
                    self.make_ups.taken(&self.ledger, agent, pace);
                }
            }
            Some(tally) => {
                if let Some(entry) = entry() {
                    tally.take(agent, entry);
                }
            }
        }
    }

    /// A member is given a turn back.
    pub(crate) fn credit(&mut self, agent: AgentSlot, size: u32, entry: Option<Entry>) {
        match (&mut self.tally, entry) {
            (None, _) => {
                self.ledger.credit_sized(agent, size);
            }
            (Some(tally), Some(entry)) => tally.credit(agent, entry),
            (Some(_), None) => {}
        }
    }

    /// So many turns more (or fewer) are owed to a member.
    pub(crate) fn adjust(&mut self, agent: AgentSlot, turns: i32, entry: Option<Entry>) {
        match (&mut self.tally, entry) {
            (None, _) => {
                self.ledger.adjust(agent, turns);
            }
            (Some(tally), Some(entry)) => tally.adjust(agent, entry, turns),
            (Some(_), None) => {}
        }
    }
}
