//! An exchange in memory.

use std::sync::Arc;

use crate::policy::Policy;
use crate::selling::command::SaleCommand;
use crate::selling::decide::decide_sale;
use crate::selling::event::SaleRecord;
use crate::selling::outcome::{SaleDecision, SaleOutcome};
use crate::selling::state::{ExchangeState, SaleApplyError};
use crate::time::Timestamp;

/// An exchange in memory: policy and state together, driven a command at a time. It ticks for you.
///
/// A host that keeps the records itself does the same with its store in between: [`decide_sale`], keep the record, apply it.
#[derive(Clone, Debug)]
pub struct ExchangeFloor {
    policy: Arc<Policy>,
    state: ExchangeState,
}

/// What running a command brought about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleRan {
    /// What had been due before, tick by tick.
    pub before: Vec<SaleDecision>,
    /// The command itself.
    pub decision: SaleDecision,
}

impl SaleRan {
    /// All decisions, in order.
    pub fn decisions(&self) -> impl Iterator<Item = &SaleDecision> {
        self.before.iter().chain([&self.decision])
    }

    /// What a host has to keep, in order.
    pub fn records(&self) -> impl Iterator<Item = &SaleRecord> {
        self.decisions().filter_map(|own| own.recorded.as_ref())
    }

    /// What came of the command.
    #[must_use]
    pub fn outcome(&self) -> &SaleOutcome {
        &self.decision.outcome
    }
}

impl ExchangeFloor {
    /// An exchange on which nothing has happened.
    #[must_use]
    pub fn new(policy: impl Into<Arc<Policy>>) -> ExchangeFloor {
        ExchangeFloor::with(policy, ExchangeState::new())
    }

    /// An exchange as it was left.
    #[must_use]
    pub fn with(policy: impl Into<Arc<Policy>>, state: ExchangeState) -> ExchangeFloor {
        ExchangeFloor { policy: policy.into(), state }
    }

    /// Goes by another policy from now on. Leads for sale keep what they were told; who may have them and what there is room for
    /// is asked of the new one.
    pub fn replace_policy(&mut self, policy: impl Into<Arc<Policy>>) {
        self.policy = policy.into();
    }

    /// What it remembers.
    #[must_use]
    pub fn state(&self) -> &ExchangeState {
        &self.state
    }

    /// What it goes by.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Carries out what is due, then the command.
    pub fn run(&mut self, now: Timestamp, command: &SaleCommand) -> SaleRan {
        let mut before = Vec::new();
        loop {
            let tick = decide_sale(&self.policy, &self.state, now, &SaleCommand::Tick {});
            let Some(record) = &tick.recorded else { break };
            if self.state.apply(record).is_err() {
                break;
            }
            before.push(tick);
        }
        let decision = decide_sale(&self.policy, &self.state, now, command);
        if let Some(record) = &decision.recorded {
            // It was decided on this very state.
            let _ = self.state.apply(record);
        }
        SaleRan { before, decision }
    }

    /// Takes a record in that was kept before.
    ///
    /// # Errors
    /// [`SaleApplyError`] when it does not follow.
    pub fn apply(&mut self, record: &SaleRecord) -> Result<(), SaleApplyError> {
        self.state.apply(record)
    }
}
