//! The suite that somebody runs who makes a strategy: rank keys of one's own, and what a host works out beside them.

mod cases;
mod run;

use crate::command::Command;
use crate::floor::Floor;
use crate::id::AgentId;
use crate::lead::Lead;
use crate::policy::Policy;
use crate::testing::faulty::caught;

pub use crate::testing::faulty::{Fault, Faulty};

/// A way to deal leads: a policy, and what the host adds to it.
pub trait Strategy {
    /// The policy, without members.
    fn policy(&self) -> Policy;

    /// The commands by which these, in this order, become members, with whatever the host has worked out about them.
    fn members(&self, members: &[AgentId]) -> Vec<Command>;

    /// The commands by which a lead is dealt on a floor as it is. A host that works something out for each lead says it
    /// here, before or after the lead comes in.
    fn deal(&mut self, _floor: &Floor, lead: Lead) -> Vec<Command> {
        vec![Command::Submit(lead)]
    }

    /// Whether lots are drawn: who is next then depends on who else could have been, and on the order in which they joined,
    /// so the cases `order of members`, `ties` and `losers` ask nothing. The same inputs still have the same answer.
    fn draws_lots(&self) -> bool {
        false
    }
}

/// The names of the cases, in the order they run.
pub const CASES: [&str; 8] =
    ["deals", "same answer", "only who may", "nobody here", "order of members", "ties", "losers", "replay"];

/// How leads came out among members who are alike and always here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fairness {
    /// How many leads each has got.
    pub dealt: Vec<(AgentId, u32)>,
    /// The most that two members were apart after any lead.
    pub most_apart: u32,
}

/// Runs every case against a strategy, reports all faults, and says how fair it is.
///
/// `open` gives the strategy anew each time it is called, as after a restart.
///
/// # Errors
/// [`Faulty`] with every fault.
///
/// ```
/// use fairdeal::testing::strategy::{Strategy, check};
/// use fairdeal::{AgentDoc, AgentId, Command, Policy};
/// struct InTurn(Policy);
/// impl Strategy for InTurn {
///     fn policy(&self) -> Policy {
///         self.0.clone()
///     }
///     fn members(&self, members: &[AgentId]) -> Vec<Command> {
///         let join = |agent: &AgentId| AgentDoc::new(agent.as_str())?.member_of("web");
///         members.iter().filter_map(|agent| join(agent).ok().map(Command::Join)).collect()
///     }
/// }
/// let policy = Policy::from_json(r#"{
///   "format": 1, "semantics": 1, "id": "p", "queues": [{"id": "web", "strategy": "round_robin"}], "default_plan": "d",
///   "plans": [{"id": "d", "stages": [{"id": "deal", "action": {"queue": {"queue": "web"}}}]}]
/// }"#)?;
/// let fairness = check(|| InTurn(policy.clone()))?;
/// assert_eq!(fairness.most_apart, 1, "nobody is ever two leads ahead");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check<S: Strategy>(mut open: impl FnMut() -> S) -> Result<Fairness, Faulty> {
    let mut faults = Vec::new();
    for case in CASES {
        let mut fault = |what: String| faults.push(Fault { case, what });
        let found = caught(|| match case {
            "deals" => cases::deals(&mut open),
            "same answer" => cases::same_answer(&mut open),
            "only who may" => cases::only_who_may(&mut open),
            "nobody here" => cases::nobody_here(&mut open),
            "order of members" => cases::order_of_members(&mut open),
            "ties" => cases::ties(&mut open),
            "losers" => cases::losers(&mut open),
            _ => cases::replay(&mut open),
        });
        match found {
            Ok(found) => found.into_iter().for_each(fault),
            Err(what) => fault(format!("the strategy panicked: {what}")),
        }
    }
    Faulty::unless_none("strategy", faults).map(|()| cases::fairness(&mut open))
}
