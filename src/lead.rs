//! A lead: an enquiry to be worked.

use core::fmt;
use std::sync::Arc;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::attribute::Value;
use crate::hash::hash_of;
use crate::id::{AgentId, IdError, LeadId};
use crate::time::Timestamp;

pub(crate) mod glance;
mod kept;

pub(crate) use glance::Glance;
pub(crate) use kept::{Attribute, NameKey};

/// The most attributes one lead may carry.
pub const MAX_ATTRIBUTES: usize = 256;
/// The longest text of one attribute, in bytes of UTF-8.
pub const MAX_TEXT_BYTES: usize = 4_096;

/// An enquiry to be worked: an id and typed attributes. Cheap to clone.
///
/// ```
/// use fairdeal::{Lead, Value};
/// let lead = Lead::new("L-1")?.with("source", "web").with("score", 70);
/// assert_eq!(lead.get("score"), Some(&Value::Integer(70)));
/// assert_eq!(lead.get("colour"), None);
/// assert!(Lead::new("").is_err(), "an id may not be empty");
/// # Ok::<(), fairdeal::IdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lead(Arc<Inner>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inner {
    id: HashedId,
    #[serde(default)]
    attributes: Attributes,
    #[serde(default)]
    owner: Option<AgentId>,
    #[serde(default)]
    received_at: Option<Timestamp>,
}

/// An id and its hash, worked out once for all the tables the lead will be looked for in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "LeadId", into = "LeadId")]
struct HashedId {
    id: LeadId,
    hash: u64,
}

impl From<LeadId> for HashedId {
    fn from(id: LeadId) -> Self {
        HashedId { hash: hash_of(&id), id }
    }
}

impl From<HashedId> for LeadId {
    fn from(hashed: HashedId) -> Self {
        hashed.id
    }
}

impl Lead {
    /// A lead without attributes.
    ///
    /// # Errors
    /// [`IdError`] when the text cannot be an id.
    pub fn new(id: &str) -> Result<Lead, IdError> {
        let id = LeadId::new(id)?.into();
        Ok(Lead(Arc::new(Inner { id, attributes: Attributes::default(), owner: None, received_at: None })))
    }

    /// The same lead with this attribute set, in place of an earlier value of that name.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Lead {
        Arc::make_mut(&mut self.0).attributes.set(name, value.into());
        self
    }

    /// The same lead without this attribute.
    #[must_use]
    pub fn without(mut self, name: &str) -> Lead {
        if self.get(name).is_some() {
            Arc::make_mut(&mut self.0).attributes.remove(name);
        }
        self
    }

    /// The same lead with the agent to whom it already belongs (a sticky owner, an account's rep).
    #[must_use]
    pub fn owned_by(mut self, owner: AgentId) -> Lead {
        Arc::make_mut(&mut self.0).owner = Some(owner);
        self
    }

    /// The same lead without an agent to whom it already belongs.
    #[cfg(feature = "accounts")]
    pub(crate) fn owned_by_nobody(mut self) -> Lead {
        if self.owner().is_some() {
            Arc::make_mut(&mut self.0).owner = None;
        }
        self
    }

    /// The same lead with the instant it was received, where that is earlier than the submission. Its age counts
    /// from here in every queue.
    #[must_use]
    pub fn received_at(mut self, at: Timestamp) -> Lead {
        Arc::make_mut(&mut self.0).received_at = Some(at);
        self
    }

    /// The id given by the host.
    #[must_use]
    pub fn id(&self) -> &LeadId {
        &self.0.id.id
    }

    /// The hash of the id.
    pub(crate) fn id_hash(&self) -> u64 {
        self.0.id.hash
    }

    /// The agent to whom the lead already belongs, if the host knows one.
    #[must_use]
    pub fn owner(&self) -> Option<&AgentId> {
        self.0.owner.as_ref()
    }

    /// When the enquiry came in, if the host says so.
    #[must_use]
    pub fn received(&self) -> Option<Timestamp> {
        self.0.received_at
    }

    /// The value of an attribute. Binary search over the names.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.attributes.get(name)
    }

    /// All attributes, by name.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.attributes.all.iter().map(|own| (&*own.name, &own.value))
    }

    /// The length of the longest text among the values, in bytes.
    pub(crate) fn longest_text(&self) -> usize {
        self.0.attributes.longest
    }

    /// All attributes, by name, as they are kept.
    pub(crate) fn kept(&self) -> &[Attribute] {
        &self.0.attributes.all
    }

    /// How many attributes the lead carries.
    #[must_use]
    pub fn attribute_count(&self) -> usize {
        self.0.attributes.all.len()
    }
}

/// Names and values, by name, each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Attributes {
    all: Vec<Attribute>,
    /// The length of the longest text, in bytes.
    longest: usize,
}

impl Attributes {
    fn find(&self, name: &str) -> Result<usize, usize> {
        let key = NameKey::of(name);
        self.all.binary_search_by(|own| own.key.cmp(&key).then_with(|| (*own.name).cmp(name)))
    }

    fn get(&self, name: &str) -> Option<&Value> {
        let at = self.find(name).ok()?;
        self.all.get(at).map(|own| &own.value)
    }

    fn set(&mut self, name: &str, value: Value) {
        match self.find(name) {
            Ok(at) => {
                if let Some(own) = self.all.get_mut(at) {
                    own.set(value);
                }
            }
            Err(at) => self.all.insert(at, Attribute::new(name, value)),
        }
        self.measure();
    }

    fn remove(&mut self, name: &str) {
        if let Ok(at) = self.find(name) {
            self.all.remove(at);
            self.measure();
        }
    }

    fn measure(&mut self) {
        self.longest = self.all.iter().map(|own| own.value.longest()).max().unwrap_or(0);
    }
}

impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.all.len()))?;
        for own in &self.all {
            map.serialize_entry(&*own.name, &own.value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AttributeMap)
    }
}

struct AttributeMap;

impl<'de> Visitor<'de> for AttributeMap {
    type Value = Attributes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("attribute names with their values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Attributes, A::Error> {
        use serde::de::Error;
        let mut attributes = Attributes::default();
        while let Some((name, value)) = map.next_entry::<Box<str>, Value>()? {
            if attributes.get(&name).is_some() {
                return Err(A::Error::custom(format!("attribute `{name}` is given twice")));
            }
            attributes.set(&name, value);
        }
        Ok(attributes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_reads_and_writes_plain_values() {
        let text = r#"{"id":"L","attributes":{"zip":"05401","score":3},"owner":null,"received_at":null}"#;
        let lead: Lead = serde_json::from_str(text).unwrap();
        assert_eq!(lead.get("zip"), Some(&Value::from("05401")));
        let again: Lead = serde_json::from_str(&serde_json::to_string(&lead).unwrap()).unwrap();
        assert_eq!(lead, again);
        let bytes = postcard::to_stdvec(&lead).unwrap();
        assert_eq!(postcard::from_bytes::<Lead>(&bytes).unwrap(), lead);
    }

    #[test]
    fn names_are_in_the_order_of_their_bytes_whatever_their_keys() {
        let names = [
            "a",
            "a\0",
            "ab",
            "abcdefghijklmn",
            "abcdefghijklmno",
            "abcdefghijklmno\0",
            "abcdefghijklmnop",
            "abcdefghijklmnoq",
            "abcdefghijklmo",
            "z",
            "ä",
        ];
        let lead = names.iter().rev().fold(Lead::new("L").unwrap(), |lead, name| lead.with(name, *name));
        assert!(lead.attributes().map(|(name, _)| name).eq(names));
        assert!(names.iter().all(|name| lead.get(name) == Some(&Value::from(*name))));
        assert_eq!(lead.get("abcdefghijklm"), None);
    }

    #[test]
    fn a_doubled_attribute_is_refused_and_so_is_an_unknown_field() {
        let twice = r#"{"id":"L","attributes":{"zip":"1","zip":"2"}}"#;
        assert!(
            serde_json::from_str::<Lead>(twice).unwrap_err().to_string().contains("`zip` is given twice")
        );
        assert!(serde_json::from_str::<Lead>(r#"{"id":"L","colour":"red"}"#).is_err());
    }
}
