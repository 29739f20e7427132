//! Scenarios as JSON lines: commands, presence, ticks and what is expected of them.
//!
//! A line is one JSON object. Blank lines and lines that begin with `#` are passed over.
//!
//! | line | does |
//! |---|---|
//! | `{"policy": {…}}`, `{"policy_file": "…"}` | opens the floor, at its own `at` or that of the next line |
//! | `{"at": …, "presence": {"ann": "available", "bob": {"state": "away", "since": …}}}` | says how these agents are from now on, then settles |
//! | `{"at": …, "do": {"submit": {…}}}` | carries out a [`Command`](crate::Command): what is due before, it, what follows |
//! | `{"at": …, "tick": {}}` | settles: carries out what is due, deals what can be dealt |
//! | `{"at": …}` with nothing but `state` | settles too |
//!
//! Any line after the policy may carry
//! - `"expect": {…}`: a part of what the step prints, see [`Printed`]. Of an object every key given must match, a
//!   list must match element by element, `null` matches what is not there. The name of an
//!   [`Outcome`](crate::Outcome) may stand without the `outcome` around it: `{"assigned": {"agent": "ann"}}`;
//! - `"state": {…}`: a part of the floor after the step: `leads`, `agents` and `queues` by id;
//! - `"explain": true`: prints why.
//!
//! Each decision is made a second time on a second floor that only applies the records, with an explanation; a
//! scenario also fails when the two differ.
//!
//! ```
//! use fairdeal::testing::script::{Stop, play};
//! let scenario = r#"
//! {"policy": {"format": 1, "semantics": 1, "id": "p", "default_plan": "d", "queues": [{"id": "web"}],
//!  "plans": [{"id": "d", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
//!  "agents": [{"id": "ann", "queues": [{"queue": "web"}]}]}}
//! {"at": "2026-03-02T14:00:00Z", "do": {"submit": {"id": "L-1"}}, "expect": {"queued": {"position": 1}}}
//! {"at": "2026-03-02T14:01:00Z", "presence": {"ann": "available"}, "state": {"leads": {"L-1": {"owned": {"agent": "ann"}}}}}
//! {"at": "2026-03-02T14:02:00Z", "tick": {}, "expect": {"next_deadline": "2026-03-02T14:03:00Z"}}
//! "#.replace(",\n ", ", ");
//! let stop = play(&scenario, |_| Err("no files here".to_owned()), |_| {}).unwrap_err();
//! let Stop::Unmet(unmet) = stop else { panic!("{stop}") };
//! assert_eq!(unmet.line, 5);
//! assert_eq!(unmet.differences[0].to_string(), "next_deadline: expected \"2026-03-02T14:03:00Z\", got null");
//! ```

mod difference;
mod expectation;
mod line;
mod play;
mod presence;
mod printed;
mod read;
mod runner;
mod seen;

pub use difference::{Difference, differences};
pub use line::{Deed, Line};
pub use play::{Stop, Unmet, play};
pub use presence::SignLine;
pub use printed::{Printed, Ticked, When, Why};
pub use read::{BadLine, Script};
pub use runner::Runner;
