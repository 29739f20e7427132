//! Has the agent room for one more lead of this kind?

use crate::gate::{Candidate, Question, Verdict, refuse};
use crate::outcome::Reason;
use crate::state::{NoRoom, RoomOf};
use crate::time::Timestamp;

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, _: Timestamp) -> Verdict {
    let layout = &question.floor.state.layout;
    let queue = question.queue.as_ref().and_then(|asker| layout.queues.get(asker.slot.index()));
    let (kind, units) = queue.map_or((None, 1), |queue| (queue.work_kind, queue.units));
    let Err(full) =
        candidate.row.room(kind, units).or_else(|full| without_it(question, candidate, full, kind, units))
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
    kind: Option<u32>,
    units: u32,
) -> Result<(), NoRoom> {
    let state = question.floor.state;
    let row = state.lead_slot(question.lead.id).and_then(|slot| state.lead(slot));
    let held = row.and_then(|row| row.held).filter(|held| held.agent == candidate.slot);
    match held {
        Some(held) if question.lead.frees == Some(candidate.slot) => {
            let mut then = candidate.row.clone();
            then.load.remove(held.kind, held.units);
            then.room(kind, units)
        }
        _ => Err(full),
    }
}
