//! How a scenario says who is here: `"available"`, or an object with instants.

use core::fmt;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::id::{AgentId, Name};
use crate::presence::{PresenceState, Sign};
use crate::time::Timestamp;

/// What a scenario says of one agent's presence. What is not said begins with the line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignLine {
    /// What the agent is doing.
    pub state: PresenceState,
    /// Since when; without it, since the line's own instant.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// When the sign was given.
    #[serde(default)]
    pub seen_at: Option<Timestamp>,
    /// When the agent last did something.
    #[serde(default)]
    pub active_at: Option<Timestamp>,
    /// From when on the sign means nothing.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    /// Who says so.
    #[serde(default)]
    pub source: Option<Name>,
}

impl SignLine {
    /// The sign of this agent, said at an instant.
    #[must_use]
    pub fn sign(&self, agent: &AgentId, at: Timestamp) -> Sign {
        Sign {
            agent: agent.clone(),
            state: self.state,
            since: self.since.unwrap_or(at),
            seen_at: self.seen_at,
            active_at: self.active_at,
            expires_at: self.expires_at,
            source: self.source.clone(),
        }
    }
}

/// Agents and their signs, in the order written.
pub(super) struct Signs(pub(super) Vec<(AgentId, SignLine)>);

impl<'de> Deserialize<'de> for Signs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SignsVisitor)
    }
}

struct SignsVisitor;

impl<'de> Visitor<'de> for SignsVisitor {
    type Value = Signs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("agents with their presence")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Signs, A::Error> {
        let mut signs: Vec<(AgentId, SignLine)> = Vec::new();
        while let Some((agent, OneSign(sign))) = map.next_entry::<AgentId, OneSign>()? {
            if signs.iter().any(|(other, _)| *other == agent) {
                return Err(A::Error::custom(format!("agent `{agent}` is given twice")));
            }
            signs.push((agent, sign));
        }
        Ok(Signs(signs))
    }
}

struct OneSign(SignLine);

impl<'de> Deserialize<'de> for OneSign {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneSignVisitor)
    }
}

struct OneSignVisitor;

impl<'de> Visitor<'de> for OneSignVisitor {
    type Value = OneSign;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a state such as `available`, or an object with a `state`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<OneSign, E> {
        let state = PresenceState::deserialize(StrDeserializer::<E>::new(text))?;
        let (since, seen_at, active_at, expires_at, source) = (None, None, None, None, None);
        Ok(OneSign(SignLine { state, since, seen_at, active_at, expires_at, source }))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OneSign, A::Error> {
        SignLine::deserialize(MapAccessDeserializer::new(map)).map(OneSign)
    }
}
