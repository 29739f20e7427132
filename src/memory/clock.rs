//! A clock that is set by hand, and the machine's.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::port::Clock;
use crate::time::{Span, Timestamp};

/// A clock that moves only when told to. Clones show the same time.
///
/// ```
/// use fairdeal::{Clock, ManualClock, Span, Timestamp};
/// let clock = ManualClock::new(Timestamp::MIN);
/// clock.clone().advance(Span::seconds(1));
/// assert_eq!(clock.now(), Timestamp::MIN.plus(Span::seconds(1)));
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that shows this instant.
    #[must_use]
    pub fn new(now: Timestamp) -> ManualClock {
        ManualClock(Arc::new(AtomicI64::new(now.as_millis())))
    }

    /// Shows this instant from now on, be it earlier or later.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_millis(), Ordering::SeqCst);
    }

    /// Moves on. Stops at [`Timestamp::MAX`].
    pub fn advance(&self, by: Span) {
        self.0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| {
                Some(Timestamp::clamped(now).plus(by).as_millis())
            })
            .ok();
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::clamped(self.0.load(Ordering::SeqCst))
    }
}

/// The machine's clock.
///
/// ```
/// use fairdeal::{Clock, SystemClock, Timestamp};
/// assert!(SystemClock.now() > Timestamp::MIN && SystemClock.now() < Timestamp::MAX);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place where the crate reads a clock")]
    fn now(&self) -> Timestamp {
        // A clock before 1970 shows 1970, and a floor refuses what lies behind it.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::clamped(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
