//! Who may take a lead now. One file a gate; each passes or refuses with the blocking value and the instant it
//! clears. [`eligible`] is the same answer for all members of a queue at once, by sets.

pub(crate) mod cap;
mod capacity;
pub(crate) mod contact;
mod eligible;
mod ending;
mod exclusion;
mod hours;
mod leave;
mod member;
mod office;
pub(crate) mod pace;
mod picking;
mod presence;
pub(crate) mod price;
mod pull;
mod ready;
mod ringing;
mod shift;
mod skill;
mod standard;
mod sticky;
mod tier;

use smallvec::SmallVec;

use crate::bits::{AgentSet, SetMark};
use crate::id::{AgentId, AgentSlot, LeadId, PlanSlot, QueueSlot, RuleSlot, SheetSlot, StageSlot};
use crate::lead::Lead;
use crate::matching::Encoded;
use crate::meter::rotation::Rotation;
use crate::outcome::{Reason, Refused};
use crate::policy::{Exclusion, Policy, Queue};
use crate::presence::PresenceSnapshot;
use crate::roll::{Roll, work_out};
use crate::state::{AgentRow, Count, FloorState, Previous, QueueRow, RollOut};
use crate::time::Timestamp;

pub(crate) use eligible::{
    anybody_at_work, anybody_ready, but_for_being_here, eligible, eligible_or_relaxed,
};
pub(crate) use exclusion::ends as exclusion_ends;
pub(crate) use hours::Hours;
pub(crate) use picking::picked_under;
pub(crate) use pull::allowed as claim_allowed;
pub(crate) use skill::relaxes as skills_relax;
pub(crate) use sticky::LastOwner;
pub(crate) use tier::Tiers;

/// Everything a decision reads: policy, state, presence and the instant.
pub(crate) struct Floor<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) state: &'a FloorState,
    pub(crate) signs: &'a PresenceSnapshot,
    pub(crate) now: Timestamp,
    here: Here<'a>,
}

enum Here<'a> {
    Called(&'a AgentSet, Option<SetMark>),
    WorkedOut(AgentSet),
}

impl<'a> Floor<'a> {
    pub(crate) fn new(
        policy: &'a Policy,
        state: &'a FloorState,
        roll: &'a Roll,
        now: Timestamp,
    ) -> Floor<'a> {
        let here = match roll.set(state, now) {
            Some((set, mark)) => Here::Called(set, mark),
            None => Here::WorkedOut(work_out(policy, state, roll.signs(), now).0),
        };
        Floor { policy, state, signs: roll.signs(), now, here }
    }

    /// The same floor as it would be: whoever is here still is.
    pub(crate) fn over<'b>(&'b self, state: &'b FloorState) -> Floor<'b> {
        let here = Here::Called(self.here(), self.mark());
        Floor { policy: self.policy, state, signs: self.signs, now: self.now, here }
    }

    /// Who is present and on shift.
    pub(crate) fn here(&self) -> &AgentSet {
        match &self.here {
            Here::Called(set, _) => set,
            Here::WorkedOut(set) => set,
        }
    }

    /// The mark of who is here; none where they are few.
    pub(crate) fn mark(&self) -> Option<SetMark> {
        match &self.here {
            Here::Called(_, mark) => *mark,
            Here::WorkedOut(set) => set.mark(),
        }
    }

    pub(crate) fn agent_id(&self, agent: AgentSlot) -> Option<&'a AgentId> {
        self.state.agent_id(agent)
    }
}

/// What gates ask of the lead in question.
#[derive(Clone)]
pub(crate) struct Asked<'a, 'e> {
    pub(crate) doc: &'a Lead,
    pub(crate) encoded: &'a Encoded<'e>,
    pub(crate) waiting_since: Timestamp,
    /// The rule that sent it.
    pub(crate) rule: Option<RuleSlot>,
    /// The plan and the stage.
    pub(crate) at: Option<(PlanSlot, StageSlot)>,
    pub(crate) previous: &'a [Previous],
    pub(crate) passed: &'a [AgentSlot],
    pub(crate) again_at: Timestamp,
    /// Where the lead is counted and will not be any longer by this decision: it does not stand in its own way.
    pub(crate) counted: &'a [Count],
    pub(crate) exclusion: Exclusion,
    /// Whom the lead leaves in this very decision.
    pub(crate) leaving: Option<AgentSlot>,
    /// Until when whoever it leaves is passed over by this decision.
    pub(crate) leaver_ready_at: Timestamp,
    /// Whose capacity it takes and will not any longer by this decision.
    pub(crate) frees: Option<AgentSlot>,
    /// Whether whom it leaves is its last owner from now on.
    pub(crate) new_former: bool,
    /// From when on members may claim it, where not all may at once.
    pub(crate) roll_out: Option<&'a RollOut>,
    /// Who had the last lead of the same key, where the stage asks.
    pub(crate) last_owner: Option<LastOwner>,
    /// Whether nobody takes it who is rung for another lead.
    pub(crate) one_at_a_time: bool,
    /// Whether an office has it, and its people are asked.
    pub(crate) inside: bool,
    /// Whether offices are not asked.
    pub(crate) only_people: bool,
    /// The office that it leaves in this very decision.
    pub(crate) leaving_office: Option<AgentSlot>,
    /// Whether that is one of those who had it from now on.
    pub(crate) former_office: bool,
}

/// A lead, a queue and a floor: one question.
pub(crate) struct Question<'a, 'e> {
    pub(crate) floor: &'a Floor<'a>,
    pub(crate) queue: Option<Asker<'a>>,
    pub(crate) lead: &'a Asked<'a, 'e>,
    pub(crate) way: Way,
}

/// The queue that asks.
#[derive(Clone, Copy)]
pub(crate) struct Asker<'a> {
    pub(crate) slot: QueueSlot,
    pub(crate) policy: &'a Queue,
    pub(crate) row: &'a QueueRow,
    /// The sheet its turns are written on.
    pub(crate) sheet: SheetSlot,
    /// The turns: the row's own, those of another sheet, or with a turn given back in this very decision.
    pub(crate) turns: &'a Rotation,
    /// What the turn of the lead counts as.
    pub(crate) size: u32,
}

impl<'a> Asker<'a> {
    /// The same, about this lead.
    #[inline]
    pub(crate) fn of_lead(self, lead: &Lead) -> Asker<'a> {
        Asker { size: self.policy.size_of(lead), ..self }
    }
}

/// How the lead would reach the agent; not every gate stands in every way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Pushed by a queue's strategy.
    Push,
    /// Offered to the lead's own owner.
    Owner,
    /// Claimed by the agent.
    Claim(ClaimBy),
    /// Given by a manager.
    Reassign,
}

/// How an agent came upon the lead to claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClaimBy {
    /// By the queue's order, unseen.
    Order,
    /// By a filter of their own.
    Filter,
    /// From the list.
    List,
}

pub(crate) type Verdict = Result<(), Refused>;

/// A gate, asked about an agent at an instant: the instant of the decision, or a later one to find out when it clears.
type Gate = fn(&Question<'_, '_>, &Candidate<'_>, Timestamp) -> Verdict;

/// The agent in question.
pub(crate) struct Candidate<'a> {
    pub(crate) slot: AgentSlot,
    pub(crate) row: &'a AgentRow,
}

const PUSH: &[Gate] = &[
    member::gate,
    member::on_the_floor,
    leave::gate,
    shift::gate,
    ending::gate,
    presence::gate,
    capacity::gate,
    capacity::declining_return,
    ready::gate,
    ringing::gate,
    tier::gate,
    skill::gate,
    cap::gate,
    exclusion::previous_owner,
    exclusion::passed_up,
    sticky::gate,
    contact::gate,
    standard::gate,
    office::gate,
];
const OWNER: &[Gate] = &[
    member::on_the_floor,
    office::only_people,
    leave::gate,
    shift::gate,
    presence::gate,
    capacity::gate,
    ready::gate,
    cap::gate,
    exclusion::passed_up,
];
const CLAIM: &[Gate] = &[
    member::gate,
    member::on_the_floor,
    office::only_people,
    leave::gate,
    pull::call_backs_first,
    pull::steps_first,
    pull::undisposed,
    pull::claim_limit,
    picking::gate,
    capacity::gate,
    skill::gate,
    cap::gate,
    picking::gate_of_lead,
    exclusion::previous_owner,
    pull::cooldown,
    pull::rolled_out,
    sticky::gate,
    contact::gate,
    standard::gate,
];
const REASSIGN: &[Gate] = &[member::on_the_floor, office::only_people, cap::gate];

fn gates(way: Way) -> &'static [Gate] {
    match way {
        Way::Push => PUSH,
        Way::Owner => OWNER,
        Way::Claim(_) => CLAIM,
        Way::Reassign => REASSIGN,
    }
}

/// Whether an agent may take the lead: the first gate that refuses, in the order above, with the instant at which
/// every gate will have passed.
pub(crate) fn examine(question: &Question<'_, '_>, agent: AgentSlot) -> Verdict {
    let Some(row) = question.floor.state.agent(agent) else { return Ok(()) };
    let candidate = Candidate { slot: agent, row };
    let now = question.floor.now;
    for gate in gates(question.way) {
        if let Err(refused) = gate(question, &candidate, now) {
            return Err(Refused { clears_at: clears_at(question, &candidate, now), ..refused });
        }
    }
    Ok(())
}

/// Whether every gate passes at an instant, which may be a later one.
fn examine_at(question: &Question<'_, '_>, agent: AgentSlot, at: Timestamp) -> Verdict {
    let Some(row) = question.floor.state.agent(agent) else { return Ok(()) };
    let candidate = Candidate { slot: agent, row };
    gates(question.way).iter().try_for_each(|gate| gate(question, &candidate, at))
}

/// The first instant from another on at which every gate passes.
fn clears_from(question: &Question<'_, '_>, agent: AgentSlot, at: Timestamp) -> Option<Timestamp> {
    let row = question.floor.state.agent(agent)?;
    clears_at(question, &Candidate { slot: agent, row }, at)
}

/// The first instant from this on at which every gate passes, everything else unchanged; none if only an event brings it.
fn clears_at(question: &Question<'_, '_>, candidate: &Candidate<'_>, from: Timestamp) -> Option<Timestamp> {
    let mut at = from;
    // Each round moves on to the latest instant a gate asks for; shifts that keep missing each other end here.
    for _ in 0..64 {
        let mut next = at;
        for gate in gates(question.way) {
            if let Err(refused) = gate(question, candidate, at) {
                next = next.max(refused.clears_at?);
            }
        }
        if next == at {
            return Some(at);
        }
        at = next;
    }
    None
}

pub(crate) fn refuse(reason: Reason, clears_at: Option<Timestamp>) -> Verdict {
    Err(Refused { reason, clears_at })
}

/// Names that go into a reason.
pub(crate) type Names = SmallVec<[LeadId; 2]>;
