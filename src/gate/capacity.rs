//! Has the agent room for one more lead of this kind?

use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::layout::QueueLayout;
use crate::outcome::Reason;
use crate::state::{AgentRow, NoRoom, RoomOf};
use crate::time::Timestamp;

/// A lead's kind of work, its units, and whether it can be laid aside.
type Needed = (Option<u32>, u32, bool);

fn room(row: &AgentRow, (kind, units, interruptible): Needed) -> Result<(), NoRoom> {
    row.room(kind, units, interruptible)
}

/// Is the agent full in this queue, where one more lead brings too little by what came of theirs? Stands in the way of
/// pushed leads only.
pub(super) fn declining_return(
    question: &Question<'_, '_>,
    candidate: &Candidate<'_>,
    _: Timestamp,
) -> Verdict {
    let Some(asker) = &question.queue else { return Ok(()) };
    let Some(full) = asker.row.full_from(candidate.slot) else { return Ok(()) };
    let state = question.floor.state;
    let row = state.lead_slot(question.lead.doc.id()).and_then(|slot| state.lead(slot));
    let own = row.and_then(|row| row.held).filter(|held| held.agent == candidate.slot);
    let leaves = own.is_some() && question.lead.frees == Some(candidate.slot);
    let held = candidate.row.load.leads.saturating_sub(u32::from(leaves));
    if held < full.leads {
        return Ok(());
    }
    let merit = asker.policy.merit.and_then(|own| question.floor.policy.merits.get(own.merit.index()));
    let Some(merit) = merit.map(|merit| merit.id.clone()) else { return Ok(()) };
    refuse(
        Reason::ReturnDeclines {
            agent: candidate.row.doc.id.clone(),
            held,
            full_from: full.leads,
            merit,
            marginal_bp: full.marginal_bp,
            needed_percent: full.needed_percent,
        },
        None,
    )
}

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, _: Timestamp) -> Verdict {
    let layout = &question.floor.state.layout;
    let queue = question.queue.as_ref().and_then(|asker| layout.queues.get(asker.slot.index()));
    let of_queue = |queue: &QueueLayout| (queue.work_kind, queue.units, queue.interruptible);
    let needed = queue.map_or((None, 1, false), of_queue);
    let Err(full) = room(candidate.row, needed).or_else(|full| without_it(question, candidate, full, needed))
    else {
        return Ok(());
    };
    let of = match full.of {
        RoomOf::Units => "unit(s)".to_owned(),
        RoomOf::Leads => "open lead(s), the point of declining return".to_owned(),
        RoomOf::Kind(kind) => {
            let name = usize::try_from(kind).ok().and_then(|kind| layout.work_kinds.get(kind));
            name.map_or_else(String::new, |name| format!("unit(s) of `{name}`"))
        }
    };
    let agent = candidate.row.doc.id.clone();
    refuse(Reason::AtCapacity { agent, used: full.used, limit: full.limit, needed: full.needed, of }, None)
}

/// The lead that leaves this very agent does not stand in its own way.
fn without_it(
    question: &Question<'_, '_>,
    candidate: &Candidate<'_>,
    full: NoRoom,
    needed: Needed,
) -> Result<(), NoRoom> {
    let state = question.floor.state;
    let row = state.lead_slot(question.lead.doc.id()).and_then(|slot| state.lead(slot));
    let held = row.and_then(|row| row.held).filter(|held| held.agent == candidate.slot);
    match held {
        Some(held) if question.lead.frees == Some(candidate.slot) => {
            let mut then = candidate.row.clone();
            then.load.remove(held.kind, held.units, state.layout.lays_aside(held.kind));
            room(&then, needed)
        }
        _ => Err(full),
    }
}
