//! Whose turns are counted together: those of a queue, of several, or of a part of a queue's leads.

use std::collections::BTreeMap;

use super::condition::read;
use super::ledger::Ledger;
use super::rotation::{Rotation, kind, tallied};
use super::{Fault, Oracle};
use crate::agent::MembershipDoc;
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

/// Where members stand in each rotation that a queue keeps apart, where it compares numbers.
pub type StandingsApart = BTreeMap<(Name, String), Vec<(AgentId, i64)>>;

fn smooth(doc: &QueueDoc) -> bool {
    kind(doc).0 == Some(RankKeyDoc::SmoothWeighted)
}

/// Where an agent stands who sits in several queues that share a rotation: in the lowest tier, with the most weight and the
/// highest priority.
fn joined(seat: MembershipDoc, other: MembershipDoc) -> MembershipDoc {
    MembershipDoc {
        tier: seat.tier.min(other.tier),
        weight: seat.weight.max(other.weight),
        priority: seat.priority.max(other.priority),
        ..seat
    }
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

    /// The queues that share a queue's rotation, itself among them.
    pub(super) fn sharing(&self, queue: &Name) -> Vec<&QueueDoc> {
        let own = self.queue_doc(queue).map(|doc| &doc.rotation);
        let shares = |other: &&QueueDoc| {
            other.id == *queue || matches!(own, Some(RotationDoc::Shared(_))) && Some(&other.rotation) == own
        };
        self.policy.queues.iter().filter(shares).collect()
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

    /// Where an agent stands in an account, by their memberships.
    pub(super) fn entry(&self, account: &Account, agent: &AgentId) -> Option<MembershipDoc> {
        let queues = self.queues_of(account);
        queues.iter().filter_map(|queue| self.seat_of(agent, queue)).reduce(joined)
    }

    fn weight(&self, account: &Account, agent: &AgentId) -> Option<u32> {
        self.entry(account, agent).map(|seat| seat.weight)
    }

    /// The numbers of an account that is dealt by no ledger; everybody level if nobody has had a turn.
    pub(super) fn rotation_of(&self, account: &Account) -> Rotation {
        if let Account::Own(queue) = account {
            return self.queues.get(queue).map(|queue| queue.rotation.clone()).unwrap_or_default();
        }
        if let Some(rotation) = self.rotations.get(account) {
            return rotation.clone();
        }
        let mut rotation = Rotation::default();
        rotation.fault = self.fault;
        let first = self.queues_of(account).into_iter().next();
        let first = first.and_then(|queue| self.queue_doc(&queue));
        (rotation.key, rotation.by_tier) = first.map(kind).unwrap_or_default();
        for agent in self.agents.keys() {
            rotation.seat(agent, self.entry(account, agent).as_ref());
        }
        rotation
    }

    /// Changes the numbers of an account.
    pub(super) fn on_rotation(&mut self, account: &Account, change: impl FnOnce(&mut Rotation)) {
        if let Account::Own(queue) = account {
            if let Some(queue) = self.queues.get_mut(queue) {
                change(&mut queue.rotation);
            }
            return;
        }
        let mut rotation = self.rotation_of(account);
        change(&mut rotation);
        self.rotations.insert(account.clone(), rotation);
        // That is also the first that is heard of an account kept apart.
        self.on_turns(account, |_| {});
    }

    /// Whether a turn of an account is its taker's own affair.
    pub(super) fn turns_apart(&self, account: &Account) -> bool {
        let first = self.queues_of(account).into_iter().next();
        first.and_then(|queue| self.queue_doc(&queue)).is_some_and(tallied)
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
        ledger.pace = first.and_then(|doc| doc.catch_up).map(|own| (own.extra_turns, own.per_turns));
        ledger.all_at_once = self.is(Fault::MadeUpAtOnce);
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

    /// Has everybody weigh in each account what they weigh in its queues; those who have gone from all of them go last. Tells
    /// in which rotations somebody begins by that.
    pub(super) fn settle_accounts(&mut self) -> Vec<Account> {
        let mut begun = Vec::new();
        let agents: Vec<AgentId> = self.agents.keys().cloned().collect();
        for queue in self.policy.queues.clone() {
            if let RotationDoc::Shared(name) = queue.rotation {
                let account = Account::Shared(name);
                if self.turns_apart(&account) && !self.rotations.contains_key(&account) {
                    self.rotations.insert(account.clone(), self.rotation_of(&account));
                }
            }
        }
        for account in self.rotations.keys().cloned().collect::<Vec<_>>() {
            let mut rotation = self.rotation_of(&account);
            for agent in &agents {
                let seat = self.entry(&account, agent);
                let least = seat.as_ref().and_then(|seat| rotation.least_total(seat.tier, &agents));
                if rotation.seat(agent, seat.as_ref()) {
                    rotation.put_level(agent, least.unwrap_or(0));
                    begun.push(account.clone());
                }
            }
            self.rotations.insert(account, rotation);
        }
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
        begun
    }

    /// After a change of policy: accounts that hold the turns of other leads now, or are dealt otherwise, are no more.
    pub(super) fn keep_accounts(&mut self, old: &PolicyDoc) {
        let new = self.policy.clone();
        let forgotten = self.is(Fault::TurnsForgotten);
        self.accounts.retain(|account, _| !forgotten && lives_on(account, old, &new));
        self.rotations.retain(|account, _| !forgotten && lives_on(account, old, &new));
        for account in self.accounts.keys().cloned().collect::<Vec<_>>() {
            let first = self.queues_of(&account).into_iter().next();
            let doc = first.and_then(|queue| self.queue_doc(&queue));
            let most = doc.and_then(|doc| doc.turn_size.as_ref()).map(|own| own.most);
            let pace = doc.and_then(|doc| doc.catch_up).map(|own| (own.extra_turns, own.per_turns));
            if let Some(ledger) = self.accounts.get_mut(&account) {
                ledger.most = most;
                ledger.go_at(pace);
            }
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
fn counted(doc: &QueueDoc) -> ((Option<RankKeyDoc>, bool), Option<Name>) {
    (kind(doc), sized(doc))
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
