//! Accounts of turns that are not a queue's own: opened, seated, and carried over to another policy.

use std::sync::Arc;

use crate::id::{AccountSlot, AgentSlot, Name, QueueSlot};
use crate::layout::{AccountsLayout, Layout, QueueLayout};
use crate::meter::ledger::TurnLedger;
use crate::rank::Account;
use crate::state::FloorState;
use crate::state::account::AccountRow;

impl FloorState {
    pub(super) fn account_opened(&mut self, queue: QueueSlot, key: &Arc<str>) {
        let ledger = self.fresh_ledger(queue);
        if let Some(account) = self.next_account_slot() {
            self.accounts.push(AccountRow { apart: Some((queue, Arc::clone(key))), ledger });
            self.apart.entry(queue).or_default().insert(Arc::clone(key), account);
        }
    }

    pub(super) fn ledger_mut(&mut self, account: AccountSlot) -> Option<&mut TurnLedger> {
        let beside = account.index().checked_sub(self.queues.len());
        match beside {
            None => self.queues.get_mut(account.index()).map(|row| &mut row.ledger),
            Some(at) => self.accounts.get_mut(at).map(|row| &mut row.ledger),
        }
    }

    /// Where the accounts are that queues keep apart.
    pub(in crate::state) fn index_accounts(&mut self) {
        self.apart.clear();
        for (at, row) in self.accounts.iter().enumerate() {
            let account = AccountSlot::from_index(self.queues.len().saturating_add(at));
            if let (Some((queue, key)), Some(account)) = (&row.apart, account) {
                self.apart.entry(*queue).or_default().insert(Arc::clone(key), account);
            }
        }
    }

    /// A member has come to a queue, weighs another amount there or has gone: so in the accounts of the queue that are not
    /// its own.
    pub(in crate::state) fn seat_beside(&mut self, queue: QueueSlot, agent: AgentSlot) {
        let accounts = self.layout.queues.get(queue.index()).map(|layout| &layout.accounts);
        let own: Vec<usize> = match accounts {
            None | Some(AccountsLayout::Own) => return,
            Some(AccountsLayout::Shared(name)) => {
                self.layout.rotations.iter().position(|other| other == name).into_iter().collect()
            }
            Some(AccountsLayout::ApartBy(_) | AccountsLayout::ApartByRule) => {
                let below = self.queues.len();
                self.apart_of(queue).filter_map(|(_, account)| account.index().checked_sub(below)).collect()
            }
        };
        for at in own {
            self.settle(at, agent);
        }
        self.wake_if_strict(queue);
    }

    /// Has an agent weigh in an account what they weigh in its queues.
    fn settle(&mut self, at: usize, agent: AgentSlot) {
        let weight = self.weight_beside(at, agent);
        let id_order = self.id_order(agent);
        let Some(row) = self.accounts.get_mut(at) else { return };
        match (row.ledger.account(agent).map(|own| own.weight), weight) {
            (None, Some(weight)) => {
                row.ledger.join(agent, weight, id_order);
            }
            (Some(before), Some(weight)) if before != weight => {
                row.ledger.reweigh(agent, weight);
            }
            (Some(_), None) => {
                row.ledger.leave(agent);
            }
            _ => {}
        }
    }

    /// After a change of policy: the accounts of the new one, with the turns of those that count the same leads. Tells where
    /// each old account is now, those of the queues left out.
    pub(super) fn rename_accounts(
        &mut self,
        old: &Layout,
        queue_now: impl Fn(QueueSlot) -> Option<QueueSlot>,
    ) -> Vec<Option<AccountSlot>> {
        let new = Arc::clone(&self.layout);
        let counted = |layout: &Layout, queue: Option<QueueSlot>| {
            let queue = queue.and_then(|queue| layout.queues.get(queue.index()));
            queue.map(|queue| (Account::of(&queue.keys).smooth, queue.sized_by().cloned()))
        };
        let dealt_by = |layout: &Layout, name: &Name| {
            let shares =
                |queue: &QueueLayout| matches!(&queue.accounts, AccountsLayout::Shared(own) if own == name);
            let at = layout.queues.iter().position(shares);
            counted(layout, at.and_then(QueueSlot::from_index))
        };
        let mut before: Vec<Option<AccountRow>> =
            core::mem::take(&mut self.accounts).into_iter().map(Some).collect();
        let mut now: Vec<Option<AccountSlot>> = vec![None; before.len()];
        for name in &new.rotations {
            let known = old.rotations.iter().position(|other| other == name);
            let kept = known.filter(|_| dealt_by(old, name) == dealt_by(&new, name));
            let slot = AccountSlot::from_index(new.queues.len().saturating_add(self.accounts.len()));
            let row = kept.and_then(|at| before.get_mut(at)).and_then(Option::take);
            if let (Some(place), true) = (kept.and_then(|at| now.get_mut(at)), row.is_some()) {
                *place = slot;
            }
            let smooth = dealt_by(&new, name).is_some_and(|(smooth, _)| smooth);
            let ledger = || if smooth { TurnLedger::smooth() } else { TurnLedger::new() };
            self.accounts.push(row.unwrap_or_else(|| AccountRow { apart: None, ledger: ledger() }));
        }
        for (at, row) in before.into_iter().enumerate() {
            let Some(AccountRow { apart: Some((queue, key)), ledger }) = row else { continue };
            let Some(is) = queue_now(queue) else { continue };
            let accounts = |layout: &Layout, queue: QueueSlot| {
                layout.queues.get(queue.index()).map(|queue| queue.accounts.clone())
            };
            let same = accounts(old, queue) == accounts(&new, is)
                && counted(old, Some(queue)) == counted(&new, Some(is));
            let by_rule = accounts(&new, is) == Some(AccountsLayout::ApartByRule);
            let gone = by_rule && !new.rules.iter().any(|rule| rule.as_str() == &*key);
            if same && !gone {
                let slot = AccountSlot::from_index(new.queues.len().saturating_add(self.accounts.len()));
                if let Some(place) = now.get_mut(at) {
                    *place = slot;
                }
                self.accounts.push(AccountRow { apart: Some((is, key)), ledger });
            }
        }
        self.index_accounts();
        now
    }

    /// Has everybody weigh in every account what they weigh in its queues, once everybody sits by the new policy.
    pub(super) fn settle_all(&mut self) {
        for at in 0..self.accounts.len() {
            for agent in (0..self.agents.len()).filter_map(AgentSlot::from_index) {
                self.settle(at, agent);
            }
        }
    }
}
