//! Accounts of turns beside the queues' own: those that several queues share, then those that a queue keeps apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::id::{AgentSlot, QueueSlot, TurnAccountSlot};
use crate::layout::{AccountsLayout, QueueLayout};
use crate::meter::make_up::Pace;
use crate::meter::rotation::Rotation;
use crate::meter::tally::{Entry, Tally};
use crate::rank::{Account, entry};
use crate::state::{FloorState, QueueRow};

/// An account that is not a queue's own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccountRow {
    /// The queue that keeps it apart, and for which value or rule; none where queues share it.
    pub(crate) apart: Option<(QueueSlot, Arc<str>)>,
    pub(crate) turns: Rotation,
    /// How fast members may make up for turns missed, where that is held in check; computed from the layout.
    #[serde(skip)]
    pub(crate) pace: Option<Pace>,
    /// Where each agent stands in it, by slot; computed from the seats.
    #[serde(skip)]
    seated: Vec<Option<Entry>>,
}

impl AccountRow {
    pub(in crate::state) fn new(apart: Option<(QueueSlot, Arc<str>)>, turns: Rotation) -> AccountRow {
        AccountRow { apart, turns, pace: None, seated: Vec::new() }
    }

    /// Where an agent stands in it; none if they have no part in it.
    pub(crate) fn entry(&self, agent: AgentSlot) -> Option<Entry> {
        self.seated.get(agent.index()).copied().flatten()
    }

    /// The least number its tally keeps of anybody in a tier's circle. O(n) in the agents.
    pub(crate) fn least_mark(&self, tier: u32) -> Option<i64> {
        let tally = self.turns.tally.as_deref()?;
        let in_circle = |own: &Entry| own.weight > 0 && tally.kind().same_circle(own.tier, tier);
        let seated = self.seated.iter().enumerate();
        let circle = seated.filter(|(_, own)| own.as_ref().is_some_and(in_circle));
        circle.filter_map(|(at, _)| Some(tally.mark(AgentSlot::from_index(at)?))).min()
    }

    pub(in crate::state) fn set_entry(&mut self, agent: AgentSlot, entry: Option<Entry>) {
        if self.seated.len() <= agent.index() && entry.is_some() {
            self.seated.resize(agent.index().saturating_add(1), None);
        }
        if let Some(place) = self.seated.get_mut(agent.index()) {
            *place = entry;
        }
    }
}

/// Where the accounts are that queues keep apart.
pub(crate) type Apart = BTreeMap<QueueSlot, BTreeMap<Arc<str>, TurnAccountSlot>>;

impl FloorState {
    /// The turns of an account; none if there is no such account.
    #[inline]
    pub(crate) fn turns(&self, account: TurnAccountSlot) -> Option<&Rotation> {
        match self.queues.get(account.index()) {
            Some(row) => Some(&row.turns),
            None => self.account_beside(account).map(|row| &row.turns),
        }
    }

    /// The tally of the rotation that a queue shares, if it shares one that keeps a tally.
    pub(in crate::state) fn shared_tally(&self, queue: &QueueRow) -> Option<&Tally> {
        self.accounts.get(queue.shares?)?.turns.tally.as_deref()
    }

    /// An account that is not a queue's own.
    pub(crate) fn account_beside(&self, account: TurnAccountSlot) -> Option<&AccountRow> {
        self.accounts.get(account.index().checked_sub(self.queues.len())?)
    }

    /// The account of a rotation that queues share, by where it stands among those.
    pub(crate) fn shared_account(&self, at: usize) -> Option<TurnAccountSlot> {
        TurnAccountSlot::from_index(self.queues.len().saturating_add(at))
    }

    /// The account that a queue keeps apart for a value or a rule.
    pub(crate) fn apart_account(&self, queue: QueueSlot, key: &str) -> Option<TurnAccountSlot> {
        self.apart.get(&queue)?.get(key).copied()
    }

    /// The accounts that a queue keeps apart, by value or rule.
    pub(crate) fn apart_of(&self, queue: QueueSlot) -> impl Iterator<Item = (&Arc<str>, TurnAccountSlot)> {
        self.apart.get(&queue).into_iter().flatten().map(|(key, account)| (key, *account))
    }

    /// How many accounts a queue keeps apart.
    pub(crate) fn apart_len(&self, queue: QueueSlot) -> usize {
        self.apart.get(&queue).map_or(0, BTreeMap::len)
    }

    /// The slot the next account will have.
    pub(crate) fn next_account_slot(&self) -> Option<TurnAccountSlot> {
        TurnAccountSlot::from_index(self.queues.len().saturating_add(self.accounts.len()))
    }

    /// The queues whose turns an account holds, or may.
    pub(crate) fn queues_of(&self, account: TurnAccountSlot) -> SmallVec<[QueueSlot; 4]> {
        if let Some(queue) =
            QueueSlot::from_index(account.index()).filter(|queue| self.queue(*queue).is_some())
        {
            return core::iter::once(queue).collect();
        }
        match self.account_beside(account).map(|row| &row.apart) {
            Some(Some((queue, _))) => core::iter::once(*queue).collect(),
            Some(None) => {
                let at = account.index().saturating_sub(self.queues.len());
                self.sharing_queues(at).collect()
            }
            None => SmallVec::new(),
        }
    }

    /// The queues that share a rotation, by where it stands among those.
    pub(in crate::state) fn sharing_queues(&self, at: usize) -> impl Iterator<Item = QueueSlot> + '_ {
        let name = self.layout.rotations.get(at);
        let queues = self.layout.queues.iter().enumerate();
        let own = queues.filter(move |(_, queue)| match &queue.accounts {
            AccountsLayout::Shared(other) => Some(other) == name,
            _ => false,
        });
        own.filter_map(|(at, _)| QueueSlot::from_index(at))
    }

    /// Whether a queue keeps accounts apart.
    pub(in crate::state) fn keeps_apart(&self, queue: QueueSlot) -> bool {
        let accounts = self.layout.queues.get(queue.index()).map(|layout| &layout.accounts);
        matches!(accounts, Some(AccountsLayout::ApartBy(_) | AccountsLayout::ApartByRule))
    }

    /// Everybody in a queue, owed nothing. O(n) in the members.
    pub(crate) fn fresh_turns(&self, queue: QueueSlot) -> Rotation {
        let layout = self.layout.queues.get(queue.index());
        let mut turns = layout.map(Account::of).unwrap_or_default().begin();
        turns.ledger.set_most(layout.map_or(0, QueueLayout::largest_size));
        for (agent, row) in self.queue(queue).into_iter().flat_map(|row| row.members()) {
            turns.seat((agent, self.id_order(agent)), None, Some(entry(&row.seat)));
        }
        turns
    }

    /// Where an agent stands in an account that is not a queue's own: as in the queue that keeps it apart; of the queues that
    /// share it with the most they weigh, the highest priority and the lowest tier. None if they have no part in it.
    pub(in crate::state) fn entry_beside(&self, at: usize, agent: AgentSlot) -> Option<Entry> {
        let entry = |queue: QueueSlot| self.queue(queue)?.entry(agent);
        match &self.accounts.get(at)?.apart {
            Some((queue, _)) => entry(*queue),
            None => self.sharing_queues(at).filter_map(entry).reduce(Entry::joined),
        }
    }

    /// The layout of the first of the queues whose turns an account holds that is not a queue's own.
    pub(in crate::state) fn layout_beside(&self, at: usize) -> Option<&QueueLayout> {
        let account = TurnAccountSlot::from_index(self.queues.len().saturating_add(at))?;
        let queue = self.queues_of(account).first().copied()?;
        self.layout.queues.get(queue.index())
    }

    /// How turns are written down in an account that is not a queue's own.
    pub(in crate::state) fn account_kind(&self, at: usize) -> Account {
        self.layout_beside(at).map(Account::of).unwrap_or_default()
    }

    /// The accounts that may hold turns of a queue's leads: its own or the one it shares, then those it keeps apart.
    pub(crate) fn accounts_of(&self, queue: QueueSlot) -> impl Iterator<Item = TurnAccountSlot> + '_ {
        let shared = self.queue(queue).and_then(|row| row.shares);
        let main = shared.map_or(Some(TurnAccountSlot::of(queue)), |at| self.shared_account(at));
        main.into_iter().chain(self.apart_of(queue).map(|(_, account)| account))
    }

    /// Where an agent stands in an account; none if they have no part in it.
    pub(crate) fn entry_in(&self, account: TurnAccountSlot, agent: AgentSlot) -> Option<Entry> {
        match self.queues.get(account.index()) {
            Some(row) => row.entry(agent),
            None => self.account_beside(account)?.entry(agent),
        }
    }

    /// What an account is for, in words.
    pub(crate) fn account_name(&self, account: TurnAccountSlot) -> Option<String> {
        let queue_name = |queue: QueueSlot| self.queue_name(queue).map(|name| name.to_string());
        if let Some(queue) = QueueSlot::from_index(account.index()).and_then(queue_name) {
            return Some(queue);
        }
        match &self.account_beside(account)?.apart {
            Some((queue, key)) => Some(format!("{}/{key}", queue_name(*queue)?)),
            None => {
                let at = account.index().checked_sub(self.queues.len())?;
                self.layout.rotations.get(at).map(ToString::to_string)
            }
        }
    }
}
