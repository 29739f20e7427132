//! Trees of parents and children, and whose leads an account's are.

use super::doc::OwnerPolicyDoc;
use super::index::{Accounts, NONE};
use super::verdict::AccountSlot;
use crate::id::AgentId;

impl Accounts {
    /// The account that an account belongs to.
    #[must_use]
    pub fn parent(&self, account: AccountSlot) -> Option<AccountSlot> {
        let parent = *self.parents.get(account.0 as usize)?;
        (parent != NONE).then_some(AccountSlot(parent))
    }

    /// An account, its parent, its parent's parent and so on up to the top, one step each. Documents with circles are
    /// refused.
    pub fn ancestry(&self, account: AccountSlot) -> impl Iterator<Item = AccountSlot> {
        core::iter::successors(Some(account), |own| self.parent(*own))
    }

    /// The owner that an account itself names.
    #[must_use]
    pub fn own_owner(&self, account: AccountSlot) -> Option<&AgentId> {
        let owner = *self.owners.get(account.0 as usize)?;
        self.owner_names.get(owner as usize)
    }

    /// Whose leads an account's are, by its owner policy: the account that names the owner, and the owner.
    ///
    /// # Complexity
    /// One step a generation.
    #[must_use]
    pub fn owner(&self, account: AccountSlot) -> Option<(AccountSlot, &AgentId)> {
        let at = self.owner_policies.binary_search_by_key(&account.0, |own| own.0).ok();
        let policy = at.and_then(|at| self.owner_policies.get(at)).map(|own| own.1);
        let owned = |own: AccountSlot| self.own_owner(own).map(|owner| (own, owner));
        match policy.unwrap_or(self.settings.doc.owner_policy) {
            OwnerPolicyDoc::Child => owned(account),
            OwnerPolicyDoc::Nearest => self.ancestry(account).find_map(owned),
            OwnerPolicyDoc::Parent => self.ancestry(account).filter_map(owned).last(),
        }
    }

    /// Whether one account is an ancestor of the other.
    pub(super) fn is_above(&self, above: u32, below: u32) -> bool {
        self.ancestry(AccountSlot(below)).skip(1).any(|own| own.0 == above)
    }
}
