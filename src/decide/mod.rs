//! What happens now? Pure functions from a policy, a state, an instant, presence and a command to an outcome and the
//! events behind it. One file a command.

mod adjust;
mod answer;
mod bridge;
mod claim;
mod claim_several;
mod diary;
mod escalate;
mod forget;
mod give_back;
mod lead_order;
mod left_open;
mod level;
mod list;
mod locate;
mod lookup;
mod next_by;
mod open;
mod people;
mod push_out;
mod ramp;
mod ranked;
mod ready;
mod recycle;
mod register;
mod reinstate;
mod reopen;
mod replace;
mod review;
mod revise;
mod step_due;
mod submit;
mod tick;
mod transfer;
mod who_first;
mod work;
mod work_list;

use serde::{Deserialize, Serialize};

use crate::calendar::Zone;
use crate::command::Command;
use crate::event::{Events, Recorded};
use crate::explain::{Explanation, Finding, Quiet, Trace};
use crate::gate::Floor;
use crate::outcome::{Outcome, Reason, Refused};
use crate::policy::Policy;
use crate::roll::Roll;
use crate::state::FloorState;
use crate::time::{Span, Timestamp};

pub use list::{Listed, list};
pub use open::open;
pub use who_first::{Asking, who_first};
pub use work_list::{Work, WorkWhy, work_list};

/// The longest step a clock may take from one record to the next, in days. A longer one is taken for a fault.
///
/// A floor on which nothing happens for half as long records a [`Command::Tick`] without events, so that its clock
/// goes on: a host that ticks once a year is never refused. After a longer silence, tick in between.
pub const CLOCK_LIMIT_DAYS: u32 = 400;

/// What a decision sees beside policy, state and command.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The instant of the decision.
    pub now: Timestamp,
    /// Who is here.
    pub roll: &'a Roll,
}

/// What came of a command, and what must be committed for it to become true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What came of it.
    pub outcome: Outcome,
    /// The record to commit and apply; none if nothing changes.
    pub recorded: Option<Recorded>,
}

/// Decides one command. Changes nothing: what is to change is in the decision's record.
///
/// Answers with [`Reason::TickFirst`] when something has been due before: send [`Command::Tick`] until it answers
/// [`Outcome::Unchanged`], then the command. Deals one lead to one agent at the most; whatever follows from that is
/// due at once and comes with the next ticks.
///
/// For a new lead: O(attributes) to read it, the rules that share its most selective value, then words of 64 members
/// and the next one in the queue's order; one look at each member who may take it only where the strategy has more than
/// three keys, or keys other than the tier before the turns. No allocation up to 256 agents when the lead is assigned or
/// offered. Panics never.
#[must_use]
pub fn decide(policy: &Policy, state: &FloorState, inputs: &Inputs<'_>, command: &Command) -> Decision {
    decide_with(policy, state, inputs, command, &mut Quiet)
}

/// Decides again and says why: every rule tried, every member of every queue looked at with the first gate that
/// refused or the full rank, and what told the one picked from the next. The decision is the same, to the byte.
#[must_use]
pub fn explain(
    policy: &Policy,
    state: &FloorState,
    inputs: &Inputs<'_>,
    command: &Command,
) -> (Decision, Explanation) {
    let mut explanation = Explanation::default();
    let decision = decide_with(policy, state, inputs, command, &mut explanation);
    (decision, explanation)
}

/// [`decide`] with a trace of the caller's.
#[must_use]
pub fn decide_with<T: Trace>(
    policy: &Policy,
    state: &FloorState,
    inputs: &Inputs<'_>,
    command: &Command,
    trace: &mut T,
) -> Decision {
    trace.add(|| Finding::Policy {
        id: policy.doc.id.clone(),
        digest: policy.digest(),
        zones: Zone::data_version(),
    });
    // Built where it will be, and returned in one place: what is large is not moved.
    let events = Events::new();
    let recorded = Recorded { revision: state.revision().saturating_add(1), at: inputs.now, events };
    let mut decision = Decision { outcome: Outcome::Unchanged { lead: None }, recorded: Some(recorded) };
    fill_in(&mut decision, (policy, state, inputs, command), trace);
    decision
}

/// Decides into an empty decision.
fn fill_in<T: Trace>(
    decision: &mut Decision,
    (policy, state, inputs, command): (&Policy, &FloorState, &Inputs<'_>, &Command),
    trace: &mut T,
) {
    let Some(recorded) = &mut decision.recorded else { return };
    let carried_out = match before(policy, state, inputs, command) {
        Ok(at) => {
            recorded.at = at;
            let floor = Floor::new(policy, state, inputs.roll, at);
            Draft { floor: &floor, events: &mut recorded.events, trace }.carry_out(command)
        }
        Err(refused) => Err(refused),
    };
    match carried_out {
        Ok(outcome) => {
            decision.outcome = outcome;
            // Where nothing has happened for long, the clock itself is worth a record: see `CLOCK_LIMIT_DAYS`.
            if recorded.events.is_empty() && !(is_tick(command) && idle_for_long(state, recorded.at)) {
                decision.recorded = None;
            }
        }
        Err(refused) => {
            decision.outcome = Outcome::Refused(refused);
            decision.recorded = None;
        }
    }
}

/// Whether anything can be decided at all, and at which instant: a tick happens when what is due was due.
fn before(
    policy: &Policy,
    state: &FloorState,
    inputs: &Inputs<'_>,
    command: &Command,
) -> Result<Timestamp, Refused> {
    let refused = |reason: Reason| Err(Refused { reason, clears_at: None });
    let floor_at = state.clock();
    if policy.digest() != state.policy_digest() {
        return refused(Reason::OtherPolicy { floor: state.policy_digest(), given: policy.digest() });
    }
    if inputs.now < floor_at {
        return Err(Refused { reason: Reason::ClockBehind { floor_at }, clears_at: Some(floor_at) });
    }
    if inputs.now > floor_at.plus(Span::days(u64::from(CLOCK_LIMIT_DAYS))) {
        return refused(Reason::ClockAhead { floor_at, limit_days: CLOCK_LIMIT_DAYS });
    }
    match (state.next_deadline(), command) {
        (Some(due), Command::Tick {}) if due <= inputs.now => Ok(due.max(floor_at)),
        (Some(due), _) if due <= inputs.now => refused(Reason::TickFirst { since: due }),
        _ => Ok(inputs.now),
    }
}

fn is_tick(command: &Command) -> bool {
    matches!(command, Command::Tick {})
}

fn idle_for_long(state: &FloorState, at: Timestamp) -> bool {
    at > state.clock().plus(Span::days(u64::from(CLOCK_LIMIT_DAYS) / 2))
}

/// A decision in the making.
pub(crate) struct Draft<'a, T> {
    pub(crate) floor: &'a Floor<'a>,
    pub(crate) events: &'a mut Events,
    pub(crate) trace: &'a mut T,
}

pub(crate) type Answer = Result<Outcome, Refused>;

impl<T: Trace> Draft<'_, T> {
    fn carry_out(&mut self, command: &Command) -> Answer {
        match command {
            Command::Submit(lead) => self.submit(lead),
            other => self.carry_out_other(other),
        }
    }

    /// Apart from the commonest command, so that it does not carry what the others need.
    #[inline(never)]
    fn carry_out_other(&mut self, command: &Command) -> Answer {
        match command {
            Command::Submit(lead) => self.submit(lead),
            Command::Accept { lead, agent } => self.accept(lead, agent),
            Command::Decline { lead, agent } => self.decline(lead, agent),
            Command::View { lead, agent } => self.view(lead, agent),
            Command::Claim { agent, queue, way } => self.claim(agent, queue.as_ref(), way),
            Command::ClaimSeveral { agent, queue, filter, at_most } => {
                self.claim_several(agent, queue.as_ref(), filter.as_ref(), *at_most)
            }
            Command::Attempt { lead, agent, reached, automated } => {
                self.attempt(lead, agent, *reached, *automated)
            }
            Command::Dispose { lead, agent, disposition } => self.dispose(lead, agent, disposition),
            Command::Return { lead, agent, reason } => self.give_back(lead, agent, *reason),
            Command::Reassign { lead, to } => self.reassign(lead, to.as_ref()),
            Command::Transfer { lead, agent, corrections, reason } => {
                self.transfer(lead, agent, corrections, reason.as_deref())
            }
            Command::Revise { lead, corrections, inquired } => self.revise(lead, corrections, *inquired),
            Command::Bridge { lead, agent } => self.bridge(lead, agent),
            Command::Join(doc) => self.join(doc),
            Command::Change(doc) => self.change(doc),
            Command::TakeLeave { agent, from, until, reason } => {
                self.take_leave(agent, (*from, *until), reason.as_deref())
            }
            Command::TakeShift { agent, from, until } => self.take_shift(agent, (*from, *until)),
            Command::KeepCalendar { agent, from, until } => self.keep_calendar(agent, (*from, *until)),
            Command::Ready { agent } => self.ready(agent),
            Command::Leave { agent } => self.leave(agent),
            Command::Adjust { queue, agent, by, apart } => self.adjust(queue, agent, *by, apart.as_deref()),
            Command::Reinstate { queue, agent } => self.reinstate(queue, agent),
            Command::Register { by, key, agent } => self.register(by, key, agent),
            Command::Withdraw { by, key, agent } => self.withdraw_deal(by, key, agent),
            Command::ReplacePolicy(doc) => self.replace_policy(doc),
            Command::Reopen { lead } => self.reopen(lead),
            Command::Forget { lead, keys } => self.forget(lead, *keys),
            Command::Tick {} => self.tick(),
        }
    }
}
