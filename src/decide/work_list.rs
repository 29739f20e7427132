//! What an agent does next: what is theirs and due, what is theirs and fresh, and what they may claim.

use serde::Serialize;

use crate::command::ClaimWay;
use crate::decide::claim::{Claimant, way_of};
use crate::decide::next_by::next_by;
use crate::decide::ranked::ranked;
use crate::decide::{Draft, Inputs};
use crate::event::Events;
use crate::explain::{NextBy, Quiet};
use crate::gate::{ClaimBy, Floor, claim_allowed};
use crate::id::{AgentId, AgentSlot, LeadId, LeadSlot, Name, QueueSlot};
use crate::order;
use crate::outcome::Refused;
use crate::plan::{Course, asker};
use crate::policy::Policy;
use crate::state::{FloorState, LeadRow, Standing};
use crate::time::Timestamp;

/// One thing an agent can do next, and why it stands where it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Work {
    /// The lead; none is the next one of a queue, unseen.
    pub lead: Option<LeadId>,
    /// What is to be done, with what gives it its place.
    pub why: WorkWhy,
}

/// What is to be done, with what gives it its place; in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkWhy {
    /// A call-back is due: the longest due first. Nothing comes before it.
    CallBack {
        /// Since when.
        due_at: Timestamp,
    },
    /// An offer waits for an answer: the first to run out first.
    Offer {
        /// The first instant at which it is too late.
        until: Timestamp,
    },
    /// A step of a cadence is due: the longest due first.
    Step {
        /// Since when.
        due_at: Timestamp,
        /// The cadence.
        cadence: Name,
        /// The step.
        step: Name,
        /// By what, in the host's words.
        channel: Name,
    },
    /// The agent owns it and has not tried yet: by the rank of the queue it came from, then in that queue's order; last
    /// those that came from no queue, the oldest first.
    Fresh {
        /// The queue and its rank.
        queue: Option<(Name, u32)>,
        /// What gives it its place in that queue's order.
        by: NextBy,
    },
    /// They may claim from this queue: by its rank.
    Claim {
        /// The queue.
        queue: Name,
        /// Its rank.
        rank: u32,
    },
}

/// What gives one piece of work its place: the class, then what counts in it, then the order the leads came in.
type Place = (u8, u32, (i64, i64), u64);

/// Everything an agent can do next, the next best first: call-backs that are due, offers, steps of cadences that are due,
/// leads of theirs that nobody has tried, and the queues they may claim from now, as a claim that names no queue
/// ([`Command::Claim`](crate::Command::Claim)) would. A lead stands there once, for the first of these. Leads of theirs
/// with nothing due, and those that sleep, are not listed. Ties go by the order in which the leads came in.
///
/// A queue is listed if a blind claim would be given a lead; where only the list is open, if there is a lead to pick.
/// O(n log n) in the leads the agent holds, and in each queue the leads passed over.
///
/// # Errors
/// No such agent is on the floor.
pub fn work_list(
    policy: &Policy,
    state: &FloorState,
    inputs: &Inputs<'_>,
    agent: &AgentId,
) -> Result<Vec<Work>, Refused> {
    let floor = Floor::new(policy, state, inputs.roll, inputs.now);
    let mut draft = Draft { floor: &floor, events: &mut Events::new(), trace: &mut Quiet };
    let who = draft.find_agent(agent)?;
    let ranks = ranked(&floor, who);
    let leads = state.agent(who).map(|row| row.leads.as_slice()).unwrap_or_default();
    let held = leads.iter().filter_map(|lead| held(&floor, &ranks, *lead, state.lead(*lead)?));
    let mut held: Vec<(Place, Work)> = held.collect();
    held.sort_by_key(|(place, _)| *place);
    let mut work: Vec<Work> = held.into_iter().map(|(_, work)| work).collect();
    for (rank, queue) in ranks {
        if let (true, Some(queue)) = (draft.may_claim_from(who, queue), policy.queue(queue)) {
            work.push(Work { lead: None, why: WorkWhy::Claim { queue: queue.id.clone(), rank } });
        }
    }
    Ok(work)
}

impl Draft<'_, Quiet> {
    /// Whether a claim from the queue would be given a lead now.
    fn may_claim_from(&mut self, who: AgentSlot, queue: QueueSlot) -> bool {
        let Some(asker) = asker(self.floor, queue) else { return false };
        let ways = [way_of(&ClaimWay::Next {}), ("list", ClaimBy::List)];
        ways.iter().any(|(name, by)| {
            let claimant = Claimant { agent: who, by: *by };
            if claim_allowed(asker.policy, name).is_err() || self.may_claim_at_all(&asker, claimant).is_err()
            {
                return false;
            }
            let now = self.floor.now;
            let mut leads = order::line(&asker, true, now).chain(order::line(&asker, false, now));
            leads.any(|lead| {
                let row = self.floor.state.lead(lead);
                row.is_some_and(|row| {
                    matches!(self.claimable(&asker, lead, row, claimant, None), Ok(Some(_)))
                })
            })
        })
    }
}

/// What there is to do with a lead an agent holds.
fn held(
    floor: &Floor<'_>,
    ranks: &[(u32, QueueSlot)],
    lead: LeadSlot,
    row: &LeadRow,
) -> Option<(Place, Work)> {
    let at = |instant: Timestamp| (instant.as_millis(), 0);
    let (class, rank, key, why) = match row.standing {
        Standing::Offered { until, .. } => (1, 0, at(until), WorkWhy::Offer { until }),
        Standing::Owned { queue, snoozed_until: None, .. } => {
            if let Some(due_at) = row.call_back_due() {
                (0, 0, at(due_at), WorkWhy::CallBack { due_at })
            } else if let Some((due_at, why)) = step(floor, lead) {
                (2, 0, at(due_at), why)
            } else if row.progress.ever_attempted || row.progress.disposed {
                return None;
            } else {
                let (rank, key, why) = fresh(floor, ranks, (lead, row), queue);
                (3, rank, key, why)
            }
        }
        _ => return None,
    };
    Some(((class, rank, key, row.sequence), Work { lead: Some(row.doc.id().clone()), why }))
}

fn step(floor: &Floor<'_>, lead: LeadSlot) -> Option<(Timestamp, WorkWhy)> {
    let own = floor.state.step_due(lead)?;
    let cadence = floor.policy.cadence(own.cadence)?;
    let step = cadence.steps.get(usize::try_from(own.step).ok()?)?;
    let (cadence, channel) = (cadence.id.clone(), step.channel.clone());
    Some((own.due, WorkWhy::Step { due_at: own.due, cadence, step: step.id.clone(), channel }))
}

/// A lead nobody has tried: as its queue would order it.
fn fresh(
    floor: &Floor<'_>,
    ranks: &[(u32, QueueSlot)],
    (lead, row): (LeadSlot, &LeadRow),
    queue: Option<QueueSlot>,
) -> (u32, (i64, i64), WorkWhy) {
    let course = Course::under_way(floor, lead, row, &row.doc);
    let rank = queue.and_then(|queue| ranks.iter().find(|(_, other)| *other == queue)).map(|(rank, _)| *rank);
    match queue.and_then(|queue| asker(floor, queue)) {
        Some(asker) => {
            let from = course.ordered_from;
            let of = (row.sequence, floor.state.pulls(course.slot));
            let key = order::key(&asker.policy.discipline, &course.encoded, from, of);
            // Whoever is a member no longer has no rank for it.
            let rank = rank.unwrap_or(u32::MAX.saturating_sub(1));
            let by = next_by((floor, &asker), false, &course);
            (rank, key, WorkWhy::Fresh { queue: Some((asker.policy.id.clone(), rank)), by })
        }
        None => {
            let since = course.ordered_from;
            (u32::MAX, (since.as_millis(), 0), WorkWhy::Fresh { queue: None, by: NextBy::Oldest { since } })
        }
    }
}
