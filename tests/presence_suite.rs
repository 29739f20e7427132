//! The suites of presence and clocks pass what the crate has in memory, and catch each known way to get them wrong by name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a panic here is a failed test"
)]

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use fairdeal::testing::{clock, presence};
use fairdeal::{
    AgentId, AgentPresence, Clock, FloorId, ManualClock, PresenceBoard, PresenceSnapshot, PresenceState,
    Sign, Span, SystemClock, Timestamp,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bug {
    None,
    /// A snapshot is a new value each time.
    AlwaysNew,
    /// A floor nobody has heard of is an error.
    UnknownFloor,
    /// Forgets who says so, and when an agent last did something.
    LosesFields,
    /// Keeps the first sign.
    FirstSign,
    /// Leaves out signs that have expired.
    DropsOld,
    /// Gives at most so many agents.
    FirstPage,
    /// Takes every floor for the same.
    OneFloor,
    /// Agents whose ids differ in upper and lower case are one.
    FoldsCase,
    /// Everybody who has ever been heard of is there.
    Everybody,
    /// A handle sees what it has been told itself.
    OwnOnly,
    /// Writes back what it has read before.
    LostUpdate,
    /// Sees with a delay.
    Late,
    /// Ends the thread.
    Panics,
}

/// Each bug and the case that must name it.
const EXPECTED: [(Bug, &str); 12] = [
    (Bug::UnknownFloor, "unknown floor"),
    (Bug::LosesFields, "seen"),
    (Bug::FirstSign, "newest sign"),
    (Bug::DropsOld, "old signs"),
    (Bug::FirstPage, "nothing left out"),
    (Bug::OneFloor, "floors apart"),
    (Bug::FoldsCase, "odd ids"),
    (Bug::Everybody, "nothing left out"),
    (Bug::OwnOnly, "shared by handles"),
    (Bug::LostUpdate, "threads"),
    (Bug::Late, "seen"),
    (Bug::Panics, "odd ids"),
];

#[derive(Clone)]
struct Careless {
    bug: Bug,
    board: PresenceBoard,
    before: Arc<Mutex<PresenceSnapshot>>,
}

#[derive(Debug, thiserror::Error)]
#[error("no such floor")]
struct NoFloor;

impl Careless {
    fn floor(&self, floor: &FloorId) -> FloorId {
        if self.bug == Bug::OneFloor { FloorId::new("all").unwrap() } else { floor.clone() }
    }

    fn set(&self, floor: &FloorId, mut sign: Sign) {
        let floor = self.floor(floor);
        let there = self.board.snapshot(&floor).unwrap();
        match self.bug {
            Bug::LosesFields => (sign.source, sign.active_at) = (None, None),
            Bug::FirstSign if there.of(&sign.agent).is_some() => return,
            Bug::FoldsCase => sign.agent = AgentId::new(&sign.agent.as_str().to_lowercase()).unwrap(),
            Bug::LostUpdate => {
                std::thread::sleep(std::time::Duration::from_micros(200));
                for old in there.signs() {
                    self.board.set(&floor, old.clone());
                }
            }
            Bug::Late => *self.before.lock().unwrap() = PresenceSnapshot::clone(&there),
            Bug::Panics if floor.as_str().ends_with("odd ids") => panic!("not done yet"),
            _ => {}
        }
        self.board.set(&floor, sign);
    }
}

impl AgentPresence for Careless {
    type Error = NoFloor;

    fn snapshot(&self, floor: &FloorId) -> Result<Arc<PresenceSnapshot>, NoFloor> {
        let seen = self.board.snapshot(&self.floor(floor)).unwrap();
        let only = |keep: &dyn Fn(&Sign) -> bool| {
            Arc::new(PresenceSnapshot::new(seen.signs().iter().filter(|sign| keep(sign)).cloned()))
        };
        Ok(match self.bug {
            Bug::UnknownFloor if seen.signs().is_empty() => return Err(NoFloor),
            Bug::AlwaysNew => Arc::new(PresenceSnapshot::clone(&seen)),
            Bug::DropsOld => only(&|sign| sign.expires_at.is_none_or(|at| at > Timestamp::MIN)),
            Bug::FirstPage => Arc::new(PresenceSnapshot::new(seen.signs().iter().take(100).cloned())),
            Bug::Late => Arc::new(self.before.lock().unwrap().clone()),
            Bug::Everybody => {
                let mut seen = PresenceSnapshot::clone(&seen);
                seen.set(Sign::new(AgentId::new("zoe").unwrap(), PresenceState::Unknown, Timestamp::MIN));
                Arc::new(seen)
            }
            _ => seen,
        })
    }
}

fn judge(bug: Bug) -> Result<Vec<presence::Fault>, presence::Faulty> {
    let all = Careless { bug, board: PresenceBoard::new(), before: Arc::default() };
    presence::check("suite", || {
        let handle = if bug == Bug::OwnOnly {
            Careless { board: PresenceBoard::new(), ..all.clone() }
        } else {
            all.clone()
        };
        let to = handle.clone();
        (handle, move |floor: &FloorId, sign: Sign| to.set(floor, sign))
    })
}

#[test]
fn careful_presence_passes() {
    assert_eq!(judge(Bug::None), Ok(Vec::new()));
}

#[test]
fn what_is_recommended_is_a_note_and_no_fault() {
    let notes = judge(Bug::AlwaysNew).unwrap();
    assert!(notes.iter().all(|note| note.case == presence::SAME_WHILE_UNCHANGED) && !notes.is_empty());
}

#[test]
fn every_known_bug_of_presence_is_caught_and_named() {
    for (bug, case) in EXPECTED {
        let faulty = judge(bug).expect_err(&format!("{bug:?} must be caught"));
        println!("{bug:?}: {faulty}");
        assert!(faulty.names(case), "{bug:?} must be named `{case}`: {faulty}");
        assert!(faulty.to_string().starts_with("the presence does not keep to its contract"));
    }
    let named: BTreeSet<&str> = EXPECTED.into_iter().map(|(_, case)| case).collect();
    assert_eq!(named, presence::CASES.into_iter().collect(), "every case has a bug of its own");
}

/// A clock that is wrong in the way it is told.
#[derive(Clone)]
struct Wrong(ClockBug, Arc<AtomicI64>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ClockBug {
    /// Shows the time of a zone east of Greenwich.
    Local,
    /// Counts seconds where milliseconds are meant.
    Seconds,
    /// Goes back by ten seconds now and then, as one that is set by hand.
    JumpsBack,
    /// Each handle is a minute off another way.
    HandlesApart,
    /// Is a minute ahead for the next thread that reads it.
    ThreadsApart,
}

impl Clock for Wrong {
    fn now(&self) -> Timestamp {
        let now = NOON;
        let count = self.1.load(Ordering::SeqCst);
        let off = match self.0 {
            ClockBug::Local => 2 * 3_600_000,
            ClockBug::Seconds => return Timestamp::clamped(now / 1_000),
            ClockBug::JumpsBack => {
                let reading = self.1.fetch_add(1, Ordering::SeqCst);
                if reading % 100 == 99 { -10_000 } else { 0 }
            }
            ClockBug::HandlesApart => count * 60_000,
            ClockBug::ThreadsApart => {
                let number = NUMBER.get().unwrap_or_else(|| self.1.fetch_add(1, Ordering::SeqCst));
                NUMBER.set(Some(number));
                number * 60_000
            }
        };
        Timestamp::clamped(now + off)
    }
}

thread_local! {
    /// Which thread of the suite it is, the first being 0.
    static NUMBER: Cell<Option<i64>> = const { Cell::new(None) };
}

const NOON: i64 = 1_772_452_800_000;

#[test]
fn clocks_in_memory_pass() {
    clock::check(SystemClock.now(), Span::seconds(60), || SystemClock)
        .unwrap_or_else(|faulty| panic!("{faulty}"));
    let manual = ManualClock::new(Timestamp::MAX);
    clock::check(Timestamp::MAX, Span::seconds(5), || manual.clone())
        .unwrap_or_else(|faulty| panic!("{faulty}"));
}

#[test]
fn every_known_bug_of_clocks_is_caught_and_named() {
    for (bug, case) in [
        (ClockBug::Local, "utc"),
        (ClockBug::Seconds, "utc"),
        (ClockBug::JumpsBack, "steps back"),
        (ClockBug::HandlesApart, "handles agree"),
        (ClockBug::ThreadsApart, "threads"),
    ] {
        let count = Arc::new(AtomicI64::new(0));
        let mut handles = 0;
        let faulty = clock::check(Timestamp::clamped(NOON), Span::seconds(5), || {
            handles += 1;
            match bug {
                // The first handle is right, so that it is the others that are found.
                ClockBug::HandlesApart => {
                    Wrong(bug, Arc::new(AtomicI64::new(if handles <= 2 { 0 } else { handles })))
                }
                _ => Wrong(bug, Arc::clone(&count)),
            }
        })
        .expect_err(&format!("{bug:?} must be caught"));
        println!("{bug:?}: {faulty}");
        assert!(faulty.names(case), "{bug:?} must be named `{case}`: {faulty}");
    }
}
