//! Whose turns are counted together: those of a queue, of several, or of a part of a queue's leads.

use std::collections::BTreeMap;

use super::condition::read;
use super::ledger::Ledger;
use super::rotation::kind;
use super::{Fault, Oracle};
use crate::attribute::Value;
use crate::id::{AgentId, LeadId, Name};
use crate::policy::{PolicyDoc, QueueDoc, RankKeyDoc, RotationDoc};

/// What a turn is written down under.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Account {
    Own(Name),
    Shared(Name),
    Apart(Name, String),
}

/// The turns taken in each rotation that a queue keeps apart.
pub type ApartTaken = BTreeMap<(Name, String), BTreeMap<AgentId, u64>>;

fn smooth(doc: &QueueDoc) -> bool {
    kind(doc).0 == Some(RankKeyDoc::SmoothWeighted)
}

/// The same word on rotations, however many there may be.
pub(super) fn counts_alike(was: &QueueDoc, is: &QueueDoc) -> bool {
    use RotationDoc::{ApartBy, ApartByRule};
    match (&was.rotation, &is.rotation) {
        (ApartBy { attribute: was, .. }, ApartBy { attribute: is, .. }) => was == is,
        (ApartByRule { .. }, ApartByRule { .. }) => true,
        (was, is) => was == is,
    }
}

impl Oracle {
    /// The account of a queue for leads that nothing tells apart.
    pub(super) fn main_account(&self, queue: &Name) -> Account {
        match self.queue_doc(queue).map(|doc| &doc.rotation) {
            Some(RotationDoc::Shared(name)) if !self.is(Fault::SharedApart) => Account::Shared(name.clone()),
            _ => Account::Own(queue.clone()),
        }
    }

    /// The account of a lead in a queue.
    pub(super) fn account(&self, lead: &LeadId, queue: &Name) -> Account {
        let state = self.leads.get(lead);
        let (key, at_most) = match self.queue_doc(queue).map(|doc| &doc.rotation) {
            Some(RotationDoc::ApartBy { attribute, at_most }) => {
                let value = state.and_then(|state| read(&self.policy, &state.doc, attribute));
                let value = value.filter(|value| !matches!(value, Value::Texts(_)));
                (value.map(|value| value.to_string()), *at_most)
            }
            Some(RotationDoc::ApartByRule { at_most }) => {
                (state.and_then(|state| state.rule.as_ref()).map(ToString::to_string), *at_most)
            }
            _ => return self.main_account(queue),
        };
        let Some(key) = key.filter(|_| !self.is(Fault::ApartTogether)) else {
            return Account::Own(queue.clone());
        };
        let account = Account::Apart(queue.clone(), key);
        let there = |other: &&Account| matches!(other, Account::Apart(own, _) if own == queue);
        let full =
            self.accounts.keys().filter(there).count() >= usize::try_from(at_most).unwrap_or(usize::MAX);
        if full && !self.accounts.contains_key(&account) { Account::Own(queue.clone()) } else { account }
    }

    /// The queues whose leads an account may hold the turns of.
    pub(super) fn queues_of(&self, account: &Account) -> Vec<Name> {
        match account {
            Account::Own(queue) | Account::Apart(queue, _) => vec![queue.clone()],
            Account::Shared(name) => {
                let own = |queue: &&QueueDoc| queue.rotation == RotationDoc::Shared(name.clone());
                self.policy.queues.iter().filter(own).map(|queue| queue.id.clone()).collect()
            }
        }
    }

    fn weight(&self, account: &Account, agent: &AgentId) -> Option<u32> {
        let queues = self.queues_of(account);
        queues.iter().filter_map(|queue| self.seat_of(agent, queue)).map(|seat| seat.weight).max()
    }

    /// The turns of an account; everybody level if nobody has had any.
    pub(super) fn turns_of(&self, account: &Account) -> Ledger {
        if let Account::Own(queue) = account {
            return self.queues.get(queue).map(|queue| queue.ledger.clone()).unwrap_or_default();
        }
        if let Some(ledger) = self.accounts.get(account) {
            return ledger.clone();
        }
        let first = self.queues_of(account).into_iter().next();
        let mut ledger = Ledger::default();
        let first = first.and_then(|queue| self.queue_doc(&queue));
        ledger.smooth = first.is_some_and(smooth);
        ledger.most = first.and_then(|doc| doc.turn_size.as_ref()).map(|own| own.most);
        ledger.loses_turns = self.is(Fault::LostTurn);
        ledger.weightless_served = self.is(Fault::WeightlessServed);
        for agent in self.agents.keys() {
            if let Some(weight) = self.weight(account, agent) {
                ledger.join(agent, weight);
            }
        }
        ledger
    }

    /// Changes the turns of an account.
    pub(super) fn on_turns(&mut self, account: &Account, change: impl FnOnce(&mut Ledger)) {
        if let Account::Own(queue) = account {
            if let Some(queue) = self.queues.get_mut(queue) {
                change(&mut queue.ledger);
            }
            return;
        }
        let mut ledger = self.turns_of(account);
        change(&mut ledger);
        self.accounts.insert(account.clone(), ledger);
    }

    /// Has everybody weigh in each account what they weigh in its queues; those who have gone from all of them go last.
    pub(super) fn settle_accounts(&mut self) {
        for account in self.accounts.keys().cloned().collect::<Vec<_>>() {
            let agents: Vec<AgentId> = self.agents.keys().cloned().collect();
            let (here, gone): (Vec<_>, Vec<_>) = agents
                .into_iter()
                .map(|agent| (self.weight(&account, &agent), agent))
                .partition(|(w, _)| w.is_some());
            let Some(ledger) = self.accounts.get_mut(&account) else { continue };
            here.iter().for_each(|(weight, agent)| ledger.join(agent, weight.unwrap_or(0)));
            gone.iter().for_each(|(_, agent)| ledger.leave(agent));
        }
    }

    /// After a change of policy: accounts that hold the turns of other leads now, or are dealt otherwise, are no more.
    pub(super) fn keep_accounts(&mut self, old: &PolicyDoc) {
        let new = self.policy.clone();
        let forgotten = self.is(Fault::TurnsForgotten);
        self.accounts.retain(|account, _| !forgotten && lives_on(account, old, &new));
        for account in self.accounts.keys().cloned().collect::<Vec<_>>() {
            let first = self.queues_of(&account).into_iter().next();
            let doc = first.and_then(|queue| self.queue_doc(&queue));
            let most = doc.and_then(|doc| doc.turn_size.as_ref()).map(|own| own.most);
            self.accounts.entry(account).and_modify(|ledger| ledger.most = most);
        }
    }

    /// What each member is owed, in millionths of a turn, queue by queue and in the rotations kept apart (`queue/value`).
    /// Queues that share a rotation say what its members among theirs are owed; rotations dealt smoothly are left out.
    #[must_use]
    pub fn owed(&self) -> BTreeMap<String, BTreeMap<AgentId, i128>> {
        let queues = self.queues.keys().map(|queue| (queue.to_string(), self.main_account(queue), queue));
        let apart = self.accounts.keys().filter_map(|account| match account {
            Account::Apart(queue, value) => Some((format!("{queue}/{value}"), account.clone(), queue)),
            _ => None,
        });
        let owed = queues.chain(apart).filter_map(|(name, account, queue)| {
            let ledger = self.turns_of(&account);
            let members = self.agents.keys().filter(|agent| self.seat_of(agent, queue).is_some());
            let millionths = |agent: &AgentId| (agent.clone(), ledger.owed(agent).times(1_000_000).floor());
            (!ledger.smooth).then(|| (name, members.map(millionths).collect()))
        });
        owed.collect()
    }

    /// How many turns each member has taken in the rotations that queues keep apart.
    #[must_use]
    pub fn apart_taken(&self) -> ApartTaken {
        let apart = self.accounts.iter().filter_map(|(account, ledger)| match account {
            Account::Apart(queue, value) => Some(((queue.clone(), value.clone()), ledger.taken())),
            _ => None,
        });
        apart.collect()
    }
}

/// By which attribute turns have sizes.
fn sized(doc: &QueueDoc) -> Option<Name> {
    doc.turn_size.as_ref().map(|own| own.attribute.clone())
}

/// What the numbers in an account mean.
fn counted(doc: &QueueDoc) -> (bool, Option<Name>) {
    (smooth(doc), sized(doc))
}

/// Whether an account of one policy is one of another.
pub(super) fn lives_on(account: &Account, old: &PolicyDoc, new: &PolicyDoc) -> bool {
    let both = |name: &Name| {
        let of = |policy: &'_ PolicyDoc| policy.queues.iter().find(|queue| queue.id == *name).cloned();
        of(old).zip(of(new))
    };
    match account {
        Account::Own(queue) => both(queue).is_some_and(|(was, is)| {
            kind(&was) == kind(&is)
                && sized(&was) == sized(&is)
                && counts_alike(&was, &is)
                && !matches!(is.rotation, RotationDoc::Shared(_))
        }),
        Account::Apart(queue, key) => both(queue).is_some_and(|(was, is)| {
            let rule = matches!(is.rotation, RotationDoc::ApartByRule { .. });
            let gone = rule && !new.rules.iter().any(|rule| rule.id.as_str() == key);
            counted(&was) == counted(&is) && counts_alike(&was, &is) && !gone
        }),
        Account::Shared(name) => {
            let of = |policy: &PolicyDoc| {
                let shares = |queue: &&QueueDoc| queue.rotation == RotationDoc::Shared(name.clone());
                policy.queues.iter().find(shares).map(counted)
            };
            of(new).is_some() && of(old) == of(new)
        }
    }
}
