//! How long at most a lead that stays matchable waits in line, counted in leads that its queue gives.

use crate::id::Name;
use crate::lead::Lead;
use crate::matching::Encoded;
use crate::order::due_within;
use crate::policy::{Discipline, Policy};
use crate::time::Span;

/// All picks, in basis points.
const WHOLE_BP: u64 = 10_000;

/// What bounds the wait of a lead that anybody may take who takes a lead of its line; see [`offer_bound`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferBound {
    /// How long after its own age begins to count a lead may come in that goes before it; later ones do not. None is for ever.
    pub overtaken_for: Option<Span>,
    /// The share of the picks that goes to the oldest lead, in basis points.
    pub oldest_share_bp: u32,
}

impl OfferBound {
    /// After how many leads given by the queue from its line a lead has been given at the latest, this one included: `ahead`
    /// were before it when it lined up (its position less 1), `older` of those that waited were older, and `arrivals` have come
    /// since within [`overtaken_for`](OfferBound::overtaken_for). None where nothing bounds it.
    ///
    /// With a share of `b` of the picks for the oldest, `n` picks have at the most `n·b + 1` of them and at the least `n·b`,
    /// rounded down. So `ahead + arrivals + 1` leads have come up after `(ahead + arrivals + 2) ÷ (1 - b)` picks, without a
    /// share after `ahead + arrivals + 1`; and it is the oldest, and given, after `(older + 1) ÷ b`. The lesser of the two
    /// counts.
    ///
    /// ```
    /// use fairdeal::OfferBound;
    /// let hour = Some(fairdeal::Span::hours(1));
    /// let aged = OfferBound { overtaken_for: hour, oldest_share_bp: 0 };
    /// assert_eq!(aged.picks(3, 9, 4), Some(8));
    /// let shared = OfferBound { overtaken_for: None, oldest_share_bp: 500 };
    /// assert_eq!(shared.picks(3, 9, 4), Some(200), "every twentieth pick, ten times");
    /// ```
    #[must_use]
    pub fn picks(&self, ahead: u64, older: u64, arrivals: u64) -> Option<u64> {
        let share = u64::from(self.oldest_share_bp);
        let before = ahead.saturating_add(arrivals);
        let by_order = match WHOLE_BP.checked_sub(share) {
            _ if self.overtaken_for.is_none() => None,
            None | Some(0) => None,
            Some(WHOLE_BP) => Some(before.saturating_add(1)),
            Some(rest) => parts(before.saturating_add(2), rest),
        };
        by_order.into_iter().chain(parts(older.saturating_add(1), share)).min()
    }
}

/// How many picks have so many of a share at the least.
fn parts(many: u64, share_bp: u64) -> Option<u64> {
    let whole = many.saturating_mul(WHOLE_BP);
    whole.checked_div(share_bp).map(|picks| picks.saturating_add(u64::from(!whole.is_multiple_of(share_bp))))
}

/// What bounds the wait of a lead in a queue's line, by the queue's discipline and its share of the oldest: under `fifo`, under
/// `priority` with ageing, under `earliest_deadline`, and under any discipline with `oldest_share_bp`. `most_points` is the
/// highest value any lead has of the attribute that is the priority. None where there is no such queue, or nothing bounds it.
///
/// It holds for a lead that waits in line as long as whoever is given a lead of the line could have been given this one, while
/// no lead comes in with an age that began before it did (received earlier, or come back with the place it had). O(log values).
///
/// ```
/// use fairdeal::{Lead, Policy, Span, offer_bound};
/// let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p",
///     "attributes": [{"id": "score", "type": "integer"}],
///     "queues": [{"id": "web", "discipline": {"priority": {"attribute": "score", "point_per_s": 60}}}]}"#)?;
/// let bound = offer_bound(&policy, &"web".parse()?, &Lead::new("L-1")?.with("score", 40), 100).ok_or("a bound")?;
/// // Sixty points more are worth an hour.
/// assert_eq!(bound.overtaken_for, Some(Span::hours(1)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn offer_bound(policy: &Policy, queue: &Name, lead: &Lead, most_points: i64) -> Option<OfferBound> {
    let queue = policy.queues.iter().find(|other| other.id == *queue)?;
    let mut encoded = Encoded::default();
    policy.schema.encode_kept(lead, &mut encoded);
    let overtaken_for = match &queue.discipline {
        Discipline::Fifo => Some(Span::ZERO),
        Discipline::Priority { attribute, point_per: Some(per) } => {
            let own = encoded.integer(*attribute).unwrap_or(0);
            let more = u64::try_from(most_points.saturating_sub(own)).unwrap_or(0);
            let per = u64::try_from(per.as_millis()).unwrap_or(0);
            Some(Span::millis(more.saturating_mul(per)))
        }
        Discipline::EarliestDeadline { within, by } => {
            let own = due_within(&encoded, *within, by.as_ref());
            let others = by.iter().flat_map(|by| by.values.iter().map(|(_, span)| *span));
            let least = others.fold(*within, Span::min);
            Some(own.minus(least))
        }
        Discipline::Lifo
        | Discipline::LifoThenFifo { .. }
        | Discipline::Priority { point_per: None, .. }
        | Discipline::Decay { .. }
        | Discipline::Pulls { .. } => None,
    };
    let bound = OfferBound { overtaken_for, oldest_share_bp: queue.oldest_share_bp };
    (overtaken_for.is_some() || queue.oldest_share_bp > 0).then_some(bound)
}
