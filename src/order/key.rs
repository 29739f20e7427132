//! A lead's key in its line: the least is next, ties by the order in which leads came in.

use crate::matching::Encoded;
use crate::policy::Discipline;
use crate::time::Timestamp;

/// The key of a lead born at `born` and numbered `sequence`.
///
/// With ageing, a priority of `p` at birth is worth `p + waited / s` later. Of two leads the same one stays ahead
/// for ever, so the key `born - p * s` says it once.
pub(crate) fn key(discipline: &Discipline, lead: &Encoded<'_>, born: Timestamp, sequence: u64) -> (i64, i64) {
    let born = born.as_millis();
    match discipline {
        Discipline::Fifo | Discipline::LifoThenFifo { .. } => (born, 0),
        Discipline::Lifo => {
            (born.saturating_neg(), i64::try_from(sequence).unwrap_or(i64::MAX).saturating_neg())
        }
        Discipline::Priority { attribute, point_per } => {
            let points = lead.integer(*attribute).unwrap_or(0);
            match point_per {
                Some(span) => (born.saturating_sub(points.saturating_mul(span.as_millis())), born),
                None => (points.saturating_neg(), born),
            }
        }
    }
}
