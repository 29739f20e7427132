//! The suite that an implementer of a clock runs.

use crate::port::Clock;
use crate::testing::faulty::caught;
use crate::time::{Span, Timestamp};

pub use crate::testing::faulty::{Fault, Faulty};

/// The names of the cases, in the order they run.
pub const CASES: [&str; 4] = ["utc", "steps back", "handles agree", "threads"];

const READINGS: usize = 2_000;

/// Runs every case against a [`Clock`] and reports all faults.
///
/// `near` is the instant it is, by another source; `tolerance` is how far the clocks of a floor may lie apart
/// ([`Limits::clock_tolerance`](crate::Limits)). `open` gives another handle to the clock each time, as another host has
/// it.
///
/// # Errors
/// [`Faulty`] with every fault.
///
/// ```
/// use fairdeal::testing::clock::check;
/// use fairdeal::{Clock, ManualClock, Span, SystemClock, Timestamp};
/// check(SystemClock.now(), Span::seconds(5), || SystemClock)?;
/// let stands = ManualClock::new(Timestamp::MIN);
/// check(Timestamp::MIN, Span::seconds(5), || stands.clone())?;
/// # Ok::<(), fairdeal::testing::clock::Faulty>(())
/// ```
pub fn check<C: Clock + Send>(
    near: Timestamp,
    tolerance: Span,
    mut open: impl FnMut() -> C,
) -> Result<(), Faulty> {
    let mut faults = Vec::new();
    for case in CASES {
        let found = caught(|| match case {
            "utc" => close(near, open().now(), tolerance)
                .map_err(|apart| format!("{apart} from what it should show")),
            "steps back" => steps_back(&open(), tolerance),
            "handles agree" => close(open().now(), open().now(), tolerance)
                .map_err(|apart| format!("two handles are {apart} from one another")),
            _ => threads([open(), open()], tolerance),
        });
        match found {
            Ok(Ok(())) => {}
            Ok(Err(what)) => faults.push(Fault { case, what }),
            Err(what) => faults.push(Fault { case, what: format!("the clock panicked: {what}") }),
        }
    }
    Faulty::unless_none("clock", faults)
}

fn close(one: Timestamp, two: Timestamp, tolerance: Span) -> Result<(), String> {
    let apart = one.since(two).max(two.since(one));
    if apart <= tolerance { Ok(()) } else { Err(format!("{} ms", apart.as_millis())) }
}

/// It may go back by less than the tolerance.
fn steps_back(clock: &impl Clock, tolerance: Span) -> Result<(), String> {
    let mut latest = clock.now();
    for _ in 0..READINGS {
        let now = clock.now();
        let back = latest.since(now);
        if back >= tolerance {
            return Err(format!("it went back by {} ms", back.as_millis()));
        }
        latest = latest.max(now);
    }
    Ok(())
}

fn threads<C: Clock + Send>(clocks: [C; 2], tolerance: Span) -> Result<(), String> {
    let ends: Vec<Option<(Timestamp, Timestamp)>> = std::thread::scope(|scope| {
        let threads = clocks.map(|clock| {
            scope.spawn(move || {
                let first = clock.now();
                steps_back(&clock, tolerance).map(|()| (first, clock.now()))
            })
        });
        threads.into_iter().map(|thread| thread.join().ok().and_then(Result::ok)).collect()
    });
    match ends[..] {
        // What one thread read at its end cannot lie before what the other read at its beginning by more than this.
        [Some((one, one_end)), Some((two, two_end))] => {
            close(one, two, tolerance.max(one_end.since(one)).max(two_end.since(two)))
                .map_err(|apart| format!("two threads are {apart} from one another"))
        }
        _ => Err("a thread's clock went back or panicked".to_owned()),
    }
}
