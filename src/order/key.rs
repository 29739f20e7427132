//! A lead's key in its line: the least is next, ties by the order in which leads came in.

use crate::matching::{Cell, Encoded};
use crate::order::decay;
use crate::policy::{DeadlineBy, Discipline};
use crate::time::{Span, Timestamp};

/// The key of a lead whose place counts from `from`, numbered `sequence` and claimed so often. O(1), and a binary search among
/// the values where deadlines go by one.
///
/// With ageing, a priority of `p` at the beginning is worth `p + waited / s` later. Of two leads the same one stays
/// ahead for ever, so the key `from - p * s` says it once. A worth that decays is alike: see [`decay`].
pub(crate) fn key(
    discipline: &Discipline,
    lead: &Encoded<'_>,
    from: Timestamp,
    (sequence, pulls): (u64, u32),
) -> (i64, i64) {
    let since = from.as_millis();
    match discipline {
        Discipline::Fifo | Discipline::LifoThenFifo { .. } => (since, 0),
        Discipline::Lifo => {
            (since.saturating_neg(), i64::try_from(sequence).unwrap_or(i64::MAX).saturating_neg())
        }
        Discipline::Priority { attribute, point_per } => {
            let points = lead.integer(*attribute).unwrap_or(0);
            match point_per {
                Some(span) => (since.saturating_sub(points.saturating_mul(span.as_millis())), since),
                None => (points.saturating_neg(), since),
            }
        }
        Discipline::EarliestDeadline { within, by } => {
            let span = due_within(lead, *within, by.as_ref());
            (since.saturating_add(span.as_millis()), since)
        }
        Discipline::Decay { attribute, half_life } => {
            let value = lead.integer(*attribute).unwrap_or(0);
            let worth = decay::worth(value, *half_life, from);
            (worth.map_or(i64::MAX, i64::saturating_neg), since)
        }
        Discipline::Pulls { most, newest } => {
            let pulls = i64::from(pulls);
            let age = if *newest { since.saturating_neg() } else { since };
            (if *most { pulls.saturating_neg() } else { pulls }, age)
        }
    }
}

/// How long after it came in a lead is due.
pub(crate) fn due_within(lead: &Encoded<'_>, within: Span, by: Option<&DeadlineBy>) -> Span {
    let own = by.and_then(|by| {
        let Cell::Text(found) = lead.cell(by.attribute) else { return None };
        let at = by.values.binary_search_by(|(value, _)| (**value).cmp(found)).ok()?;
        by.values.get(at)
    });
    own.map_or(within, |(_, span)| *span)
}
