//! When an agent works: the calendar of the shifts, leaves and extra shifts together.

use crate::calendar::Calendar;
use crate::gate::{Question, Way};
use crate::policy::{Ahead, Policy};
use crate::state::{AgentRow, Diary, Entry};
use crate::time::{Span, Timestamp};

/// One agent's working time.
#[derive(Clone, Copy)]
pub(crate) struct Hours<'a> {
    /// None is always.
    calendar: Option<&'a Calendar>,
    diary: &'a Diary,
}

/// How many stretches a question looks through; calendars that keep missing leaves end here.
const STRETCHES: usize = 1_000;

impl<'a> Hours<'a> {
    pub(crate) fn of(policy: &'a Policy, row: &'a AgentRow) -> Hours<'a> {
        let index = row.place.calendar.and_then(|index| usize::try_from(index).ok());
        let calendar = index.and_then(|index| policy.calendars.get(index)).map(|(_, calendar)| calendar);
        Hours { calendar, diary: &row.diary }
    }

    pub(crate) fn at_work(&self, at: Timestamp) -> bool {
        match self.diary.at(at) {
            Some(entry) => entry.is_shift(),
            None => self.calendar.is_none_or(|calendar| calendar.is_open(at)),
        }
    }

    /// The first instant at or after one at which the agent is not at work; `Timestamp::MAX` is never.
    pub(crate) fn ends(&self, at: Timestamp) -> Timestamp {
        let mut at = at;
        for _ in 0..STRETCHES {
            if !self.at_work(at) {
                return at;
            }
            let next = match self.diary.at(at) {
                Some(entry) => entry.until,
                None => {
                    let open = self.calendar.and_then(|calendar| calendar.open_until(at));
                    let noted = self.diary.next_turn(at).unwrap_or(Timestamp::MAX);
                    open.unwrap_or(Timestamp::MAX).min(noted)
                }
            };
            if next == Timestamp::MAX {
                break;
            }
            at = next;
        }
        Timestamp::MAX
    }

    /// The first instant at or after one at which the agent is at work; none is never.
    pub(crate) fn begins(&self, at: Timestamp) -> Option<Timestamp> {
        let mut at = at;
        for _ in 0..STRETCHES {
            if self.at_work(at) {
                return Some(at);
            }
            at = match self.diary.at(at) {
                Some(entry) => entry.until,
                None => {
                    let opens = self.calendar.and_then(|calendar| calendar.next_open(at));
                    opens.into_iter().chain(self.diary.next_shift(at)).min()?
                }
            };
        }
        None
    }

    /// Whether an agent who is at work ends too soon to be given a lead, and when.
    pub(crate) fn ends_soon(&self, at: Timestamp, stop: Span) -> Option<Timestamp> {
        let ends = self.ends(at);
        (ends > at && ends < Timestamp::MAX && at >= ends.minus(stop)).then_some(ends)
    }

    /// From when on an agent who is not at work counts as able already.
    pub(crate) fn able_from(&self, at: Timestamp, ahead: Span) -> Option<Timestamp> {
        self.begins(at).map(|begins| begins.minus(ahead))
    }

    /// The next instant at which time alone changes what is asked of the working time to come.
    pub(crate) fn turns(&self, now: Timestamp, ahead: Ahead) -> Timestamp {
        let (stop, look) = (ahead.stop_before_end.unwrap_or_default(), ahead.look_ahead.unwrap_or_default());
        let ends = self.ends(now);
        let turns = if ends > now {
            [Some(ends.minus(stop)), Some(ends)]
        } else {
            let begins = self.begins(now);
            [begins.map(|begins| begins.minus(look)), begins]
        };
        turns.into_iter().flatten().filter(|at| *at > now).min().unwrap_or(Timestamp::MAX)
    }
}

/// How far ahead the question looks for members who are not at work yet; none where it does not.
pub(super) fn look_ahead(question: &Question<'_, '_>) -> Option<Span> {
    let asker = question.queue.as_ref().filter(|_| question.way == Way::Push)?;
    asker.policy.ahead?.look_ahead
}

/// Whether a diary has the agent at work at an instant, whatever the calendar says.
pub(super) fn on_extra_shift(diary: &Diary, at: Timestamp) -> bool {
    diary.at(at).is_some_and(Entry::is_shift)
}
