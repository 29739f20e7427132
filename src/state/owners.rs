//! Whose the last lead of a person, a household or an account was.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{AgentSlot, StickySlot};
use crate::state::FloorState;
use crate::time::Timestamp;

/// The last owner of the leads of one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastOwner {
    pub(crate) agent: AgentSlot,
    /// From when on it is forgotten.
    pub(crate) until: Timestamp,
    /// The number of the lead that made them so.
    pub(crate) lead: u64,
}

/// The last owners by one attribute.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Owners {
    by_key: BTreeMap<Arc<str>, LastOwner>,
    /// Who holds the deal of a key, and until when.
    registered: BTreeMap<Arc<str>, (AgentSlot, Timestamp)>,
    /// When each is forgotten; computed.
    #[serde(skip)]
    ends: BTreeSet<(Timestamp, Arc<str>)>,
}

impl Owners {
    /// Whoever it was before. Whatever is over at `now` is dropped. O(log n), and those dropped.
    pub(in crate::state) fn set(
        &mut self,
        key: &Arc<str>,
        owner: LastOwner,
        now: Timestamp,
    ) -> Option<AgentSlot> {
        while let Some((_, over)) = self.ends.first().filter(|(until, _)| *until <= now).cloned() {
            self.remove(&over);
        }
        let before = self.remove(key);
        self.by_key.insert(Arc::clone(key), owner);
        self.ends.insert((owner.until, Arc::clone(key)));
        before.map(|before| before.agent)
    }

    pub(in crate::state) fn remove(&mut self, key: &Arc<str>) -> Option<LastOwner> {
        let before = self.by_key.remove(key)?;
        self.ends.remove(&(before.until, Arc::clone(key)));
        Some(before)
    }

    /// Whoever it is of a key, if that is remembered still.
    pub(crate) fn get(&self, key: &str, now: Timestamp) -> Option<LastOwner> {
        self.by_key.get(key).copied().filter(|owner| now < owner.until)
    }

    fn ends_anew(&self) -> BTreeSet<(Timestamp, Arc<str>)> {
        self.by_key.iter().map(|(key, owner)| (owner.until, Arc::clone(key))).collect()
    }

    pub(in crate::state) fn compute(&mut self) {
        self.ends = self.ends_anew();
    }

    pub(in crate::state) fn in_step(&self) -> bool {
        self.ends == self.ends_anew()
    }

    pub(in crate::state) fn last_agent(&self) -> Option<AgentSlot> {
        let holders = self.registered.values().map(|(agent, _)| *agent);
        self.by_key.values().map(|owner| owner.agent).chain(holders).max()
    }

    /// Whatever is over at `now` is dropped. O(deals registered).
    pub(in crate::state) fn register(
        &mut self,
        key: &Arc<str>,
        (agent, until): (AgentSlot, Timestamp),
        now: Timestamp,
    ) {
        self.registered.retain(|_, (_, until)| now < *until);
        self.registered.insert(Arc::clone(key), (agent, until));
    }

    pub(in crate::state) fn withdraw(&mut self, key: &Arc<str>) {
        self.registered.remove(key);
    }

    /// Who holds the deal of a key, and until when.
    pub(crate) fn holder(&self, key: &str, now: Timestamp) -> Option<(AgentSlot, Timestamp)> {
        self.registered.get(key).copied().filter(|(_, until)| now < *until)
    }

    /// Those of these keys of which a deal is registered.
    pub(crate) fn deals_of(&self, named: &[String]) -> Vec<Arc<str>> {
        let own = |key: &&Arc<str>| named.iter().any(|name| **name == ***key);
        self.registered.keys().filter(own).cloned().collect()
    }

    /// The keys that a lead of this number has made somebody's, and those of these that are remembered. O(n).
    pub(crate) fn keys_of(&self, lead: u64, named: &[String]) -> Vec<Arc<str>> {
        let own = |key: &str, owner: &LastOwner| owner.lead == lead || named.iter().any(|name| name == key);
        self.by_key.iter().filter(|(key, owner)| own(key, owner)).map(|(key, _)| Arc::clone(key)).collect()
    }
}

impl FloorState {
    /// Who had the last lead of a key, if that is remembered still.
    pub(crate) fn last_owner(&self, sticky: StickySlot, key: &str, now: Timestamp) -> Option<LastOwner> {
        self.owners.get(sticky.index())?.get(key, now)
    }

    pub(crate) fn owners(&self, sticky: StickySlot) -> Option<&Owners> {
        self.owners.get(sticky.index())
    }
}
