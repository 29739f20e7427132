//! The suite that an implementer of presence runs.

use std::sync::Arc;

use crate::id::{AgentId, FloorId, Name};
use crate::port::AgentPresence;
use crate::presence::{PresenceSnapshot, PresenceState, Sign};
use crate::testing::faulty::caught;
use crate::testing::store::ODD;
use crate::time::{Span, Timestamp};

pub use crate::testing::faulty::{Fault, Faulty};

/// The names of the cases, in the order they run.
pub const CASES: [&str; 9] = [
    "unknown floor",
    "seen",
    "newest sign",
    "old signs",
    "nothing left out",
    "floors apart",
    "odd ids",
    "shared by handles",
    "threads",
];

/// The one thing that is recommended and no fault: the same `Arc` while nothing has changed.
pub const SAME_WHILE_UNCHANGED: &str = "same while unchanged";

const THREADS: usize = 4;
const ROUNDS: u64 = 50;

/// Runs every case against an [`AgentPresence`], reports all faults, and gives what is recommended and not so.
///
/// `open` gives a new handle to the same presence each time it is called, and a way to say a sign of life as whoever
/// knows it would: when that returns the sign must be seen. The suite uses floors of its own, whose names begin with
/// `prefix`.
///
/// # Errors
/// [`Faulty`] with every fault.
///
/// ```
/// use fairdeal::{FloorId, PresenceBoard, Sign};
/// use fairdeal::testing::presence::check;
/// let board = PresenceBoard::new();
/// let notes = check("suite", || {
///     let to = board.clone();
///     (board.clone(), move |floor: &FloorId, sign: Sign| { to.set(floor, sign); })
/// })?;
/// assert!(notes.is_empty());
/// # Ok::<(), fairdeal::testing::presence::Faulty>(())
/// ```
pub fn check<P, F>(prefix: &str, mut open: impl FnMut() -> (P, F)) -> Result<Vec<Fault>, Faulty>
where
    P: AgentPresence + Send,
    F: Fn(&FloorId, Sign) + Send,
{
    let mut report = Report { case: "", faults: Vec::new(), notes: Vec::new() };
    for case in CASES {
        report.case = case;
        let Ok(floor) = FloorId::new(&format!("{prefix} {case}")) else {
            report.fault("the prefix is too long or holds a control character".to_owned());
            continue;
        };
        if let Err(what) = caught(|| run(&mut report, &mut open, &floor)) {
            report.fault(format!("presence panicked: {what}"));
        }
    }
    Faulty::unless_none("presence", report.faults).map(|()| report.notes)
}

fn run<P, F>(report: &mut Report, open: &mut impl FnMut() -> (P, F), floor: &FloorId)
where
    P: AgentPresence + Send,
    F: Fn(&FloorId, Sign) + Send,
{
    let (presence, set) = open();
    let say = |signs: &[Sign]| signs.iter().for_each(|sign| set(floor, sign.clone()));
    match report.case {
        "unknown floor" => report.shows(&presence, floor, &[]),
        "seen" => {
            let signs = of_every_kind();
            say(&signs);
            report.shows(&presence, floor, &signs);
            report.stays_the_same(&presence, floor);
        }
        "newest sign" => {
            let first = signs(&["ann", "bob"], PresenceState::Available, 0);
            let then = signs(&["ann"], PresenceState::Busy, 60);
            say(&first);
            say(&then);
            report.shows(
                &presence,
                floor,
                &[then.clone(), first.get(1..).unwrap_or_default().to_vec()].concat(),
            );
            // The same again changes nothing.
            say(&then);
            report.shows(&presence, floor, &[then, first.get(1..).unwrap_or_default().to_vec()].concat());
        }
        "old signs" => {
            let mut old = signs(&["ann", "bob"], PresenceState::Available, 0);
            for sign in &mut old {
                sign.since = Timestamp::MIN;
                sign.seen_at = Some(Timestamp::MIN);
                sign.expires_at = Some(Timestamp::MIN);
            }
            say(&old);
            report.shows(&presence, floor, &old);
        }
        "nothing left out" => {
            let names: Vec<String> = (0..500).map(|number| format!("agent-{number}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let all = signs(&names, PresenceState::Available, 0);
            say(&all);
            report.shows(&presence, floor, &all);
        }
        "floors apart" => {
            let Ok(other) = FloorId::new(&format!("{floor} 2")) else { return };
            let (here, there) = (
                signs(&["ann", "bob"], PresenceState::Available, 0),
                signs(&["ann", "cyd"], PresenceState::Away, 5),
            );
            say(&here);
            report.shows(&presence, &other, &[]);
            there.iter().for_each(|sign| set(&other, sign.clone()));
            report.shows(&presence, floor, &here);
            report.shows(&presence, &other, &there);
        }
        "odd ids" => {
            let all = signs(&ODD, PresenceState::Available, 0);
            say(&all);
            report.shows(&presence, floor, &all);
        }
        "shared by handles" => {
            let (other, set_other) = open();
            let first = signs(&["ann"], PresenceState::Available, 0);
            say(&first);
            report.shows(&other, floor, &first);
            let then = signs(&["ann"], PresenceState::Away, 30);
            then.iter().for_each(|sign| set_other(floor, sign.clone()));
            report.shows(&presence, floor, &then);
        }
        _ => threads(report, open, floor),
    }
}

/// Each thread sets the signs of its own agent through a handle of its own, and sees everybody's in their order.
fn threads<P, F>(report: &mut Report, open: &mut impl FnMut() -> (P, F), floor: &FloorId)
where
    P: AgentPresence + Send,
    F: Fn(&FloorId, Sign) + Send,
{
    let handles: Vec<(P, F)> = (0..THREADS).map(|_| open()).collect();
    let faults: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = handles
            .into_iter()
            .enumerate()
            .map(|(number, (presence, set))| {
                scope.spawn(move || {
                    let mut seen = PresenceSnapshot::default();
                    let name = format!("agent-{number}");
                    for round in 0..ROUNDS {
                        let Some(sign) = signs(&[&name], PresenceState::Available, round).pop() else {
                            return None;
                        };
                        set(floor, sign.clone());
                        let snapshot = match presence.snapshot(floor) {
                            Ok(snapshot) => snapshot,
                            Err(error) => return Some(format!("round {round}: {error}")),
                        };
                        if snapshot.of(&sign.agent) != Some(&sign) {
                            return Some(format!("round {round}: `{name}` does not see its own sign"));
                        }
                        for old in seen.signs() {
                            if snapshot.of(&old.agent).is_none_or(|new| new.since < old.since) {
                                return Some(format!("round {round}: `{name}` sees `{}` go back", old.agent));
                            }
                        }
                        seen = PresenceSnapshot::clone(&snapshot);
                    }
                    None
                })
            })
            .collect();
        let gone = |_| Some("a thread ended in a panic".to_owned());
        threads.into_iter().filter_map(|thread| thread.join().unwrap_or_else(gone)).collect()
    });
    faults.into_iter().for_each(|fault| report.fault(fault));
    let names: Vec<String> = (0..THREADS).map(|number| format!("agent-{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let last = signs(&names, PresenceState::Available, ROUNDS.saturating_sub(1));
    report.shows(&open().0, floor, &last);
}

/// Signs of these agents, so many seconds after the suite's beginning.
fn signs(agents: &[&str], state: PresenceState, after_s: u64) -> Vec<Sign> {
    let at = Timestamp::clamped(1_750_000_000_000).plus(Span::seconds(after_s));
    agents.iter().filter_map(|name| Some(Sign::new(AgentId::new(name).ok()?, state, at))).collect()
}

/// Every state, and every field with and without a value.
fn of_every_kind() -> Vec<Sign> {
    let states = [
        ("ann", PresenceState::Available),
        ("bob", PresenceState::Busy),
        ("cyd", PresenceState::Away),
        ("dan", PresenceState::Offline),
        ("eve", PresenceState::Unknown),
    ];
    let mut all: Vec<Sign> = states.iter().flat_map(|(name, state)| signs(&[name], *state, 0)).collect();
    for (number, sign) in all.iter_mut().enumerate() {
        let at = |seconds| Some(sign.since.plus(Span::seconds(seconds)));
        let (seen, active, expires) = (at(1), at(2), at(900));
        match number {
            0 => sign.seen_at = seen,
            1 => sign.active_at = active,
            2 => sign.expires_at = expires,
            3 => sign.source = Name::new("phone — Zoë's").ok(),
            _ => {}
        }
    }
    all
}

/// What has been found so far.
struct Report {
    case: &'static str,
    faults: Vec<Fault>,
    notes: Vec<Fault>,
}

impl Report {
    fn fault(&mut self, what: String) {
        self.faults.push(Fault { case: self.case, what });
    }

    fn look<P: AgentPresence>(&mut self, presence: &P, floor: &FloorId) -> Option<Arc<PresenceSnapshot>> {
        presence.snapshot(floor).map_err(|error| self.fault(format!("a snapshot failed: {error}"))).ok()
    }

    /// Takes a snapshot and expects these signs, no more and no fewer.
    fn shows<P: AgentPresence>(&mut self, presence: &P, floor: &FloorId, signs: &[Sign]) {
        let Some(seen) = self.look(presence, floor) else { return };
        let right = PresenceSnapshot::new(signs.iter().cloned());
        for sign in right.signs() {
            match seen.of(&sign.agent) {
                Some(found) if found == sign => {}
                Some(found) => self.fault(format!("of `{}`: {found:?} where {sign:?} is right", sign.agent)),
                None => self.fault(format!("`{}` is left out", sign.agent)),
            }
        }
        for sign in seen.signs().iter().filter(|sign| right.of(&sign.agent).is_none()) {
            self.fault(format!("`{}` is there, of whom nothing is known", sign.agent));
        }
    }

    fn stays_the_same<P: AgentPresence>(&mut self, presence: &P, floor: &FloorId) {
        let (Some(one), Some(two)) = (self.look(presence, floor), self.look(presence, floor)) else { return };
        if !Arc::ptr_eq(&one, &two) {
            let what =
                "two snapshots are two values though nothing has changed: each decision looks at each agent";
            self.notes.push(Fault { case: SAME_WHILE_UNCHANGED, what: what.to_owned() });
        }
    }
}
