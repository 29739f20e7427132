//! Offers an agent has not taken in a row, and what keeps them from being ready.

use serde::{Deserialize, Serialize};

use crate::event::OfferEnd;
use crate::time::Timestamp;

/// One agent's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Duty {
    /// Offers declined since one was accepted.
    pub(crate) declined: u32,
    /// Offers that ran out since one was answered.
    pub(crate) timed_out: u32,
    /// Until when the agent is paused; `Timestamp::MAX` is until they say they are ready.
    pub(crate) paused_until: Option<Timestamp>,
    /// Not ready before that, whatever they say.
    pub(crate) fixed_until: Timestamp,
}

impl Duty {
    pub(crate) fn new(fixed_until: Timestamp) -> Duty {
        Duty { declined: 0, timed_out: 0, paused_until: None, fixed_until }
    }

    /// The rows as they are once an offer has ended so.
    pub(crate) fn after(self, how: OfferEnd) -> Duty {
        match how {
            OfferEnd::Declined => Duty { declined: self.declined.saturating_add(1), timed_out: 0, ..self },
            OfferEnd::TimedOut => Duty { timed_out: self.timed_out.saturating_add(1), ..self },
            OfferEnd::Withdrawn => self,
        }
    }

    /// The pause in force at an instant.
    pub(crate) fn paused(&self, at: Timestamp) -> Option<Timestamp> {
        self.paused_until.filter(|until| at < *until)
    }
}
