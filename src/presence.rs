//! Presence as an input: the last sign of life of each agent, and where it came from.

use serde::{Deserialize, Serialize};

use crate::id::{AgentId, Name};
use crate::time::{Span, Timestamp};

/// What an agent is doing, as far as anybody can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresenceState {
    /// At the desk and free.
    Available,
    /// At the desk, with somebody.
    Busy,
    /// Not at the desk.
    Away,
    /// Not signed in.
    Offline,
    /// Nothing is known, or nothing recent.
    Unknown,
}

impl core::fmt::Display for PresenceState {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            PresenceState::Available => "available",
            PresenceState::Busy => "busy",
            PresenceState::Away => "away",
            PresenceState::Offline => "offline",
            PresenceState::Unknown => "unknown",
        })
    }
}

/// The last sign of life of one agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// Whose.
    pub agent: AgentId,
    /// What it says.
    pub state: PresenceState,
    /// Since when the agent is in this state.
    pub since: Timestamp,
    /// When the sign was given; without it, `since`.
    #[serde(default)]
    pub seen_at: Option<Timestamp>,
    /// When the agent last did something; without it, `seen_at`.
    #[serde(default)]
    pub active_at: Option<Timestamp>,
    /// From when on the sign means nothing any more.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    /// Who says so: a phone system, a browser, the agent.
    #[serde(default)]
    pub source: Option<Name>,
}

impl Sign {
    /// A sign given at the instant the state began.
    #[must_use]
    pub fn new(agent: AgentId, state: PresenceState, since: Timestamp) -> Sign {
        Sign { agent, state, since, seen_at: None, active_at: None, expires_at: None, source: None }
    }

    /// What the sign says at an instant, and until when it says so: an expired or stale sign means unknown, an
    /// available agent who has done nothing for too long is away.
    #[must_use]
    pub fn at(
        &self,
        now: Timestamp,
        stale_after: Option<Span>,
        inactive_after: Option<Span>,
    ) -> (PresenceState, Timestamp) {
        let seen = self.seen_at.unwrap_or(self.since);
        let mut ends = self.expires_at.unwrap_or(Timestamp::MAX);
        if let Some(stale) = stale_after {
            ends = ends.min(seen.plus(stale));
        }
        if now >= ends || self.state == PresenceState::Unknown {
            return (PresenceState::Unknown, Timestamp::MAX);
        }
        if let (PresenceState::Available, Some(limit)) = (self.state, inactive_after) {
            let idle_from = self.active_at.unwrap_or(seen).plus(limit);
            if now >= idle_from {
                return (PresenceState::Away, ends);
            }
            ends = ends.min(idle_from);
        }
        (self.state, ends)
    }

    /// Since when the agent has been away by this sign, once what it says at an instant is not that they are here: since the
    /// sign said so, or since it ran out.
    pub(crate) fn away_since(&self, stale_after: Option<Span>, inactive_after: Option<Span>) -> Timestamp {
        let seen = self.seen_at.unwrap_or(self.since);
        let inactive = inactive_after.filter(|_| self.state == PresenceState::Available);
        match self.state {
            PresenceState::Available | PresenceState::Busy => {
                let ends = self.expires_at.unwrap_or(Timestamp::MAX);
                let stale = stale_after.map_or(Timestamp::MAX, |after| seen.plus(after));
                let quiet =
                    inactive.map_or(Timestamp::MAX, |after| self.active_at.unwrap_or(seen).plus(after));
                ends.min(stale).min(quiet)
            }
            PresenceState::Away | PresenceState::Offline | PresenceState::Unknown => self.since,
        }
    }
}

/// The last sign of life of every agent of a floor, each agent once, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PresenceSnapshot {
    signs: Vec<Sign>,
}

impl PresenceSnapshot {
    /// A snapshot of these signs; of two for one agent the later in the list counts.
    ///
    /// ```
    /// use fairdeal::{AgentId, PresenceSnapshot, PresenceState, Sign, Timestamp};
    /// let ann = AgentId::new("ann")?;
    /// let seen = PresenceSnapshot::new([Sign::new(ann.clone(), PresenceState::Available, Timestamp::MIN)]);
    /// assert!(seen.of(&ann).is_some());
    /// assert!(seen.of(&AgentId::new("bob")?).is_none(), "nothing is known of bob");
    /// # Ok::<(), fairdeal::IdError>(())
    /// ```
    #[must_use]
    pub fn new(signs: impl IntoIterator<Item = Sign>) -> PresenceSnapshot {
        let mut snapshot = PresenceSnapshot::default();
        for sign in signs {
            snapshot.set(sign);
        }
        snapshot
    }

    /// Puts this sign in place of the agent's last one. Binary search.
    pub fn set(&mut self, sign: Sign) {
        match self.signs.binary_search_by(|other| other.agent.cmp(&sign.agent)) {
            Ok(at) => {
                if let Some(place) = self.signs.get_mut(at) {
                    *place = sign;
                }
            }
            Err(at) => self.signs.insert(at, sign),
        }
    }

    /// The last sign of an agent. Binary search.
    #[must_use]
    pub fn of(&self, agent: &AgentId) -> Option<&Sign> {
        let at = self.signs.binary_search_by(|other| other.agent.cmp(agent)).ok()?;
        self.signs.get(at)
    }

    /// All signs, by agent id.
    #[must_use]
    pub fn signs(&self) -> &[Sign] {
        &self.signs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_goes_quiet_then_stale() {
        let start = Timestamp::MIN.plus(Span::days(1));
        let sign = Sign::new(AgentId::new("ann").unwrap(), PresenceState::Available, start);
        let at = |s| sign.at(start.plus(Span::seconds(s)), Some(Span::seconds(300)), Some(Span::seconds(60)));
        assert_eq!(at(59), (PresenceState::Available, start.plus(Span::seconds(60))));
        assert_eq!(at(60), (PresenceState::Away, start.plus(Span::seconds(300))));
        assert_eq!(at(300), (PresenceState::Unknown, Timestamp::MAX));
    }
}
