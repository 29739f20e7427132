//! Waiting for the very member whose turn it is.

use smallvec::SmallVec;

use crate::bits::AgentSet;
use crate::decide::Draft;
use crate::event::Event;
use crate::explain::{Finding, Trace};
use crate::gate::{Asker, Question, but_for_being_here};
use crate::id::AgentSlot;
use crate::pick::{self, Picked};
use crate::plan::Course;
use crate::time::Timestamp;

/// Whom a lead waits for, and until when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Awaited {
    pub(crate) agent: AgentSlot,
    pub(crate) until: Timestamp,
}

/// Whose turn it is.
#[derive(Debug)]
pub(crate) enum InTurn {
    /// Whoever can take the lead and is next.
    Anybody,
    /// This one's, after these, who skip theirs.
    Theirs { agent: AgentSlot, skipped: SmallVec<[AgentSlot; 2]> },
    /// One's who cannot take it yet.
    Awaited(Awaited),
}

/// Whose turn it is in a queue that waits for them: who would be next if everybody could take the lead who could but for
/// being away, full or not ready. Whoever is to skip a turn is not waited for.
#[inline]
pub(crate) fn in_turn(question: &Question<'_, '_>, asker: &Asker<'_>, eligible: &AgentSet) -> InTurn {
    match asker.policy.strict {
        None => InTurn::Anybody,
        Some(wait) => strictly(question, asker, eligible, question.lead.waiting_since.plus(wait)),
    }
}

#[cold]
fn strictly(question: &Question<'_, '_>, asker: &Asker<'_>, eligible: &AgentSet, until: Timestamp) -> InTurn {
    let floor = question.floor;
    if floor.now >= until {
        return InTurn::Anybody;
    }
    let skips = |agent: AgentSlot| asker.row.skip(agent).is_some_and(|until| floor.now < until);
    let mut left = but_for_being_here(question);
    let mut skipped = SmallVec::new();
    loop {
        let next = pick::pick(floor, asker, question.lead.doc, &left, || pick::sharers(question, &left));
        let Some(Picked { agent, .. }) = next else { return InTurn::Anybody };
        match (skips(agent), eligible.contains(agent)) {
            (false, true) => return InTurn::Theirs { agent, skipped },
            (false, false) => return InTurn::Awaited(Awaited { agent, until }),
            (true, can) => {
                left.remove(agent);
                if can {
                    skipped.push(agent);
                }
            }
        }
    }
}

/// The next instant at which a lead waits no longer for whose turn it is, or at which somebody does not skip a turn any
/// more.
pub(super) fn strict_ends(asker: &Asker<'_>, waiting_since: Timestamp, now: Timestamp) -> Timestamp {
    let Some(wait) = asker.policy.strict else { return Timestamp::MAX };
    let until = waiting_since.plus(wait);
    let lapses = asker.row.skips.iter().map(|(_, until)| *until);
    core::iter::once(until).chain(lapses).filter(|at| *at > now).min().unwrap_or(Timestamp::MAX)
}

impl<T: Trace> Draft<'_, T> {
    /// Whoever's turn it is takes it; it is shared as ever.
    #[cold]
    pub(super) fn take_in_turn(
        &mut self,
        question: &Question<'_, '_>,
        (course, asker): (&Course<'_>, &Asker<'_>),
        eligible: &mut AgentSet,
        (agent, skipped): (AgentSlot, SmallVec<[AgentSlot; 2]>),
    ) -> Option<Picked> {
        skipped.iter().for_each(|agent| eligible.remove(*agent));
        let absent = || pick::sharers(question, eligible);
        let picked = pick::pick(self.floor, asker, question.lead.doc, eligible, absent)?;
        let (sheet, size) = (asker.sheet, asker.size);
        if !skipped.is_empty() {
            self.open_sheet(course, asker);
        }
        self.events.extend(skipped.into_iter().map(|agent| Event::TurnSkipped { sheet, agent, size }));
        Some(Picked { agent, ..picked })
    }

    #[cold]
    pub(super) fn tell_awaited(&mut self, own: Awaited) {
        if let Some(agent) = self.floor.agent_id(own.agent) {
            self.trace.add(|| Finding::Awaited { agent: agent.clone(), until: own.until });
        }
    }
}
