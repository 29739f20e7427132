//! Which lead is next: all that wait, sorted as the discipline says.

use core::cmp::Ordering;

use super::condition::read;
use super::model::{LeadState, Standing};
use super::ratio::Ratio;
use super::{Back, Fault, Oracle};
use crate::attribute::Value;
use crate::id::{LeadId, Name};
use crate::policy::{AgeDoc, BoundDoc, DisciplineDoc, PlaceDoc, PushOutDoc};
use crate::time::{Span, Timestamp};

impl Oracle {
    /// Whether the lead in question has lost its place by the way it comes back.
    pub(super) fn comes_as_new(&self, queue: &Name) -> bool {
        let Some((doc, back)) = self.queue_doc(queue).zip(self.back) else {
            return false;
        };
        let place = match back {
            Back::Declined => doc.requeue.declined,
            Back::TimedOut => doc.requeue.timed_out,
            Back::Returned => doc.requeue.returned,
            Back::Redistributed => doc.requeue.redistributed,
            Back::Reopened => doc.requeue.reopened,
        };
        place == PlaceDoc::AsNew && !self.is(Fault::PlaceKept)
    }

    /// The leads in a queue's line or pool, the next one first.
    pub(super) fn line(&self, queue: &Name, pool: bool) -> Vec<LeadId> {
        let here = |lead: &LeadState| matches!(&lead.standing, Standing::Waiting { queue: own, pool: lies, .. } if own == queue && *lies == pool);
        let leads = self.leads.values().filter(|lead| here(lead)).collect();
        self.in_order(queue, leads).into_iter().map(|lead| lead.doc.id().clone()).collect()
    }

    /// The lead that goes, if more wait than may.
    pub(super) fn one_too_many(&self, queue: &Name, pool: bool, bound: BoundDoc) -> Option<LeadId> {
        let mut leads: Vec<&LeadState> =
            self.line(queue, pool).iter().filter_map(|id| self.leads.get(id)).collect();
        let most = if self.is(Fault::BoundOffByOne) { bound.leads.saturating_add(1) } else { bound.leads };
        if leads.len() <= usize::try_from(most).unwrap_or(usize::MAX) {
            return None;
        }
        leads.sort_by(|a, b| match bound.push_out {
            PushOutDoc::Last => self.before(queue, a, b),
            PushOutDoc::Newest => (a.from, a.number).cmp(&(b.from, b.number)),
            PushOutDoc::Oldest if self.is(Fault::OldestStays) => (a.from, a.number).cmp(&(b.from, b.number)),
            PushOutDoc::Oldest => (b.from, b.number).cmp(&(a.from, a.number)),
        });
        leads.last().map(|lead| lead.doc.id().clone())
    }

    fn in_order<'l>(&self, queue: &Name, mut leads: Vec<&'l LeadState>) -> Vec<&'l LeadState> {
        leads.sort_by(|a, b| self.before(queue, a, b));
        if self.oldest_is_due(queue)
            && let Some(oldest) =
                (0..leads.len()).min_by_key(|at| leads.get(*at).map(|lead| (lead.from, lead.number)))
        {
            let first = leads.remove(oldest);
            leads.insert(0, first);
        }
        leads
    }

    /// Whether the next pick belongs to the oldest lead: of every so many picks, the last.
    fn oldest_is_due(&self, queue: &Name) -> bool {
        let Some((doc, state)) = self.queue_doc(queue).zip(self.queues.get(queue)) else {
            return false;
        };
        let own = match doc.discipline {
            DisciplineDoc::LifoThenFifo { oldest_share_bp, .. } => oldest_share_bp,
            _ => 0,
        };
        let share = i128::from(own.max(doc.oldest_share_bp));
        let due = |picks: u64| Ratio::new(i128::from(picks).saturating_mul(share), 10_000).floor();
        due(state.picks.saturating_add(1)) > due(state.picks) && !self.is(Fault::ShareIgnored)
    }

    /// The place a lead has or would take.
    pub(super) fn position(&self, queue: &Name, pool: bool, lead: &LeadState) -> u64 {
        let others = self.line(queue, pool);
        let others = others.iter().filter_map(|id| self.leads.get(id));
        let all = others.filter(|other| other.number != lead.number).chain([lead]).collect();
        let place = self.in_order(queue, all).iter().position(|other| other.number == lead.number);
        u64::try_from(place.unwrap_or(0)).unwrap_or(u64::MAX).saturating_add(1)
    }

    fn pulls(&self, lead: &LeadState) -> u32 {
        if self.is(Fault::PullsUncounted) { 0 } else { lead.pulls }
    }

    fn before(&self, queue: &Name, a: &LeadState, b: &LeadState) -> Ordering {
        let oldest = (a.from, a.number).cmp(&(b.from, b.number));
        let Some(doc) = self.queue_doc(queue) else {
            return oldest;
        };
        match &doc.discipline {
            DisciplineDoc::Fifo => oldest,
            DisciplineDoc::Lifo if self.is(Fault::LifoAsFifo) => oldest,
            DisciplineDoc::Lifo => oldest.reverse(),
            DisciplineDoc::LifoThenFifo { fresh_for_s, .. } => {
                let fresh = |lead: &LeadState| self.now < lead.from.plus(Span::seconds(*fresh_for_s));
                match (fresh(a), fresh(b)) {
                    (true, true) => oldest.reverse(),
                    (false, false) => oldest,
                    (true, false) => Ordering::Less,
                    (false, true) => Ordering::Greater,
                }
            }
            DisciplineDoc::Priority { attribute, point_per_s } => {
                let points = |lead: &LeadState| match read(&self.policy, &lead.doc, attribute) {
                    Some(Value::Integer(value)) => i128::from(*value),
                    _ => 0,
                };
                let worth = |lead: &LeadState| worth(lead, points(lead), *point_per_s, self.now);
                worth(b).cmp(&worth(a)).then(oldest)
            }
            DisciplineDoc::EarliestDeadline { within_s, by } => {
                let due = |lead: &LeadState| {
                    let by = by.as_ref().filter(|_| !self.is(Fault::DeadlineForAll));
                    let own = by.and_then(|by| {
                        let value = read(&self.policy, &lead.doc, &by.attribute)?;
                        by.values.iter().find(|one| *value == Value::from(one.value.as_str()))
                    });
                    let within = own.map_or(*within_s, |own| own.within_s);
                    i128::from(lead.from.as_millis()).saturating_add(i128::from(within).saturating_mul(1_000))
                };
                due(a).cmp(&due(b)).then(oldest)
            }
            DisciplineDoc::FewestPulls { then } => {
                self.pulls(a).cmp(&self.pulls(b)).then(by_age(*then, a, b))
            }
            DisciplineDoc::MostPulls { then } => self.pulls(b).cmp(&self.pulls(a)).then(by_age(*then, a, b)),
            DisciplineDoc::Decay { attribute, half_life_s } => {
                let left = |lead: &LeadState| match read(&self.policy, &lead.doc, attribute) {
                    Some(Value::Integer(value)) if *value > 0 => {
                        let born = if self.is(Fault::NothingDecays) { Timestamp::MIN } else { lead.from };
                        Some(left(*value, *half_life_s, born))
                    }
                    _ => None,
                };
                left(b).cmp(&left(a)).then(oldest)
            }
        }
    }
}

/// Of two leads alike, who comes first.
fn by_age(then: AgeDoc, a: &LeadState, b: &LeadState) -> Ordering {
    let by_age = match then {
        AgeDoc::Oldest => a.from.cmp(&b.from),
        AgeDoc::Newest => b.from.cmp(&a.from),
    };
    by_age.then(a.number.cmp(&b.number))
}

/// The value plus one point for every so many seconds waited, times that many milliseconds.
fn worth(lead: &LeadState, value: i128, point_per_s: Option<u64>, now: Timestamp) -> i128 {
    match point_per_s {
        None => value,
        Some(seconds) => {
            let waited = i128::from(now.as_millis()).saturating_sub(i128::from(lead.from.as_millis()));
            value.saturating_mul(i128::from(seconds)).saturating_mul(1_000).saturating_add(waited)
        }
    }
}

/// What is left of a value once it has halved again and again since then, as the time at which it would be down to 1,
/// in milliseconds. The part of a halving that is no whole number is found by dividing by the roots of 2, the square
/// root first, each the root of the one before.
fn left(value: i64, half_life_s: u64, born: Timestamp) -> i128 {
    const ONE: u128 = 1 << 60;
    let mut rest = u128::try_from(value).unwrap_or(1).saturating_mul(ONE);
    let mut halvings: u128 = 0;
    while rest >= ONE.saturating_mul(2) {
        rest /= 2;
        halvings = halvings.saturating_add(1 << 48);
    }
    let (mut root, mut part) = (ONE.saturating_mul(2), 1_u128 << 48);
    while part > 1 {
        root = root.saturating_mul(ONE).isqrt();
        part /= 2;
        if rest >= root {
            rest = rest.saturating_mul(ONE).checked_div(root).unwrap_or(ONE);
            halvings = halvings.saturating_add(part);
        }
    }
    let millis = halvings.saturating_mul(u128::from(half_life_s)).saturating_mul(1_000) >> 48;
    i128::from(born.as_millis()).saturating_add(i128::try_from(millis).unwrap_or(i128::MAX))
}
