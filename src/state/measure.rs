//! What a queue writes down of a member for its rank keys, where what is known of everybody is not enough.

use serde::{Deserialize, Serialize};

use crate::layout::ResponseLayout;
use crate::time::{Span, Timestamp};

/// One member's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Measure {
    /// Idle since then, by the queue's own word.
    pub(crate) idle_since: Timestamp,
    /// Milliseconds from assignment to first attempt, the last ones.
    responses: Vec<u32>,
}

impl Measure {
    pub(crate) fn new(at: Timestamp) -> Measure {
        Measure { idle_since: at, responses: Vec::new() }
    }

    pub(crate) fn responded(&mut self, after: Span, kept: u32) {
        self.responses.push(u32::try_from(after.as_millis()).unwrap_or(u32::MAX));
        self.keep(kept);
    }

    /// Drops the oldest past so many.
    pub(crate) fn keep(&mut self, kept: u32) {
        let kept = usize::try_from(kept).unwrap_or(usize::MAX);
        let past = self.responses.len().saturating_sub(kept);
        self.responses.drain(..past);
    }

    /// The mean over the last so many, what is assumed standing in for those there are not; to the millisecond below.
    pub(crate) fn response(&self, rule: ResponseLayout) -> Span {
        let there = u32::try_from(self.responses.len()).unwrap_or(u32::MAX);
        let missing = u64::from(rule.over_last.saturating_sub(there));
        let known: u64 = self.responses.iter().map(|after| u64::from(*after)).sum();
        let assumed = u64::try_from(rule.assumed.as_millis()).unwrap_or(0);
        let sum = known.saturating_add(missing.saturating_mul(assumed));
        Span::millis(sum.checked_div(u64::from(rule.over_last)).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_begins_as_assumed_and_forgets_the_oldest() {
        let rule = ResponseLayout { over_last: 2, assumed: Span::seconds(300) };
        let mut measure = Measure::new(Timestamp::MIN);
        assert_eq!(measure.response(rule), Span::seconds(300));
        measure.responded(Span::seconds(10), 2);
        assert_eq!(measure.response(rule), Span::seconds(155));
        measure.responded(Span::seconds(20), 2);
        measure.responded(Span::seconds(31), 2);
        assert_eq!(measure.response(rule), Span::millis(25_500));
    }
}
