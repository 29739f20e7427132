//! What a floor remembers of a queue.

use serde::{Deserialize, Serialize};

use crate::bits::AgentSet;
use crate::id::AgentSlot;
use crate::layout::Seat;
use crate::meter::ledger::TurnLedger;
use crate::state::waitlist::Waitlist;
use crate::time::Timestamp;

/// One queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct QueueRow {
    pub(crate) ledger: TurnLedger,
    /// Members by agent slot; `None` is no member.
    pub(crate) seats: Vec<Option<SeatRow>>,
    /// How many offers and assignments this queue has made.
    pub(crate) offers: u64,
    /// How many leads that waited it has given to somebody, for a share of these picks reserved to the oldest.
    pub(crate) taken: u64,
    /// When to look at the line again.
    pub(crate) wake: Timestamp,
    /// Who is a member; computed from the seats.
    #[serde(skip)]
    pub(crate) members: AgentSet,
    /// Members with room for one more lead of this queue; computed from the leads.
    #[serde(skip)]
    pub(crate) room: AgentSet,
    /// Whether members differ in tier; computed from the seats.
    #[serde(skip)]
    pub(crate) tiered: bool,
    /// The leads that wait to be pushed; computed from the leads.
    #[serde(skip)]
    pub(crate) line: Waitlist,
    /// The leads that lie in the open pool; computed from the leads.
    #[serde(skip)]
    pub(crate) pool: Waitlist,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SeatRow {
    pub(crate) seat: Seat,
    /// The number of the last offer, 0 for none.
    pub(crate) last_offer: u64,
}

impl QueueRow {
    pub(crate) fn new() -> QueueRow {
        QueueRow {
            ledger: TurnLedger::new(),
            seats: Vec::new(),
            offers: 0,
            taken: 0,
            wake: Timestamp::MAX,
            members: AgentSet::default(),
            room: AgentSet::default(),
            tiered: false,
            line: Waitlist::default(),
            pool: Waitlist::default(),
        }
    }

    pub(crate) fn seat(&self, agent: AgentSlot) -> Option<&SeatRow> {
        self.seats.get(agent.index()).and_then(Option::as_ref)
    }

    pub(crate) fn seat_mut(&mut self, agent: AgentSlot) -> Option<&mut SeatRow> {
        self.seats.get_mut(agent.index()).and_then(Option::as_mut)
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = (AgentSlot, &SeatRow)> {
        self.members.iter().filter_map(|agent| self.seat(agent).map(|row| (agent, row)))
    }
}
