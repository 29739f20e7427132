//! What can be wrong with a ledger that was read from somewhere.

use super::turns::Turns;
use crate::id::AgentSlot;

/// Why a ledger does not add up. No operation leads here; only reading a damaged document does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// Deficits and carried turns have a sum other than zero, or beyond counting.
    #[error("deficits and carried turns of a ledger sum to {0}, not to zero")]
    Unbalanced(Turns),
    /// The rows are not in strictly ascending order of agents.
    #[error("the row of agent {0:?} is out of order or twice there")]
    Order(AgentSlot),
    /// The agent's slot lies past [`MAX_SLOTS`](super::MAX_SLOTS).
    #[error("agent {0:?} is past the {max} agents a ledger has room for", max = super::MAX_SLOTS)]
    Slot(AgentSlot),
    /// The agent's last turn comes after the ledger's last deal.
    #[error("the last turn of agent {0:?} is later than the last deal")]
    LastTurn(AgentSlot),
    /// A carried remainder is negative or as large as its divisor.
    #[error("a carried remainder of {carry} units does not fit a total weight of {weight}")]
    Carry {
        /// The remainder, in units.
        carry: i128,
        /// The total weight it is divided by.
        weight: i128,
    },
    /// What is derived from the rows differs from the rows.
    #[error("the ledger's derived data differ from its rows")]
    Derived,
}
