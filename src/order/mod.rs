//! Which of the leads that wait is next. A discipline gives each lead a key once, so that a line is a sorted list;
//! only a discipline that changes its mind with a lead's age looks at the clock.

mod fresh;
mod key;

use crate::gate::Asker;
use crate::id::LeadSlot;
use crate::policy::Discipline;
use crate::state::WaitKey;
use crate::time::Timestamp;

pub(crate) use key::key;

/// The waiting leads of a queue, the next one first. Lazy: stopping early costs nothing.
pub(crate) fn line<'a>(
    asker: &Asker<'a>,
    pool: bool,
    now: Timestamp,
) -> Box<dyn Iterator<Item = LeadSlot> + 'a> {
    let list = if pool { &asker.row.pool } else { &asker.row.line };
    match asker.policy.discipline {
        Discipline::LifoThenFifo { fresh_for, oldest_share_bp } => {
            Box::new(fresh::line(list, fresh_for, oldest_share_bp, asker.row.taken, now))
        }
        Discipline::Fifo | Discipline::Lifo | Discipline::Priority { .. } => {
            Box::new(list.iter().map(|key| key.lead))
        }
    }
}

/// A lead's place, the next being 1.
pub(crate) fn position(asker: &Asker<'_>, pool: bool, key: &WaitKey, now: Timestamp) -> u64 {
    let list = if pool { &asker.row.pool } else { &asker.row.line };
    let before = match asker.policy.discipline {
        Discipline::LifoThenFifo { fresh_for, .. } => fresh::before(list, key, fresh_for, now),
        Discipline::Fifo | Discipline::Lifo | Discipline::Priority { .. } => list.before(key),
    };
    u64::try_from(before).unwrap_or(u64::MAX).saturating_add(1)
}
