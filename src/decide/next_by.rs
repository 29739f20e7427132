//! Why a waiting lead comes up: the numbers its place comes from, for the explanation.

use crate::explain::NextBy;
use crate::gate::{Asker, Floor};
use crate::order::due_within;
use crate::plan::Course;
use crate::policy::Discipline;

/// What gives a lead its place in a line or a pool at an instant.
pub(super) fn next_by((floor, asker): (&Floor<'_>, &Asker<'_>), pool: bool, course: &Course<'_>) -> NextBy {
    let now = floor.now;
    let since = course.ordered_from;
    if asker.row.oldest_due(pool).is_some_and(|key| key.lead == course.slot) {
        let share_bp = asker.policy.oldest_share_bp;
        return NextBy::OldestShare { since, picks: asker.row.taken, share_bp };
    }
    let number = |attribute: usize| course.encoded.integer(attribute).unwrap_or(0);
    match &asker.policy.discipline {
        Discipline::Fifo => NextBy::Oldest { since },
        Discipline::Lifo => NextBy::Newest { since },
        Discipline::LifoThenFifo { fresh_for } if now < since.plus(*fresh_for) => NextBy::Newest { since },
        Discipline::LifoThenFifo { .. } => NextBy::Oldest { since },
        Discipline::Priority { attribute, point_per } => {
            NextBy::Priority { points: number(*attribute), since, point_per: *point_per }
        }
        Discipline::EarliestDeadline { within, by } => {
            NextBy::Deadline { due_at: since.plus(due_within(&course.encoded, *within, by.as_ref())) }
        }
        Discipline::Decay { attribute, half_life } => {
            NextBy::Decay { value: number(*attribute), since, half_life: *half_life }
        }
        Discipline::Pulls { most, newest } => {
            NextBy::Pulls { pulls: floor.state.pulls(course.slot), most: *most, newest: *newest, since }
        }
    }
}
