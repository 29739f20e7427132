//! What a trial has found.

use std::collections::BTreeMap;
use std::fmt;

/// A kind of thing that must not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// A decision or a lead that somebody was told of is not in the history.
    Lost,
    /// A lead was given to somebody while it was somebody else's.
    Twice,
    /// More leads than a cap allows.
    Cap,
    /// The records make another state than a host had, or than the store gives.
    Replay,
    /// The history has a gap or a repeat, or cannot be applied.
    History,
    /// A part of a commit.
    Torn,
    /// Something nobody asked for.
    Invented,
    /// A worker could not go on.
    Worker,
}

/// What a trial has found, and how much was tried.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub kills: usize,
    /// Faults of the store's own.
    pub disturbed: usize,
    pub cut_before: usize,
    pub cut_after: usize,
    /// Calls of the store that failed by themselves.
    pub failed: usize,
    pub conflicts: usize,
    pub commits_sent: usize,
    pub commands: usize,
    /// Commands given again because it was not known what had come of them.
    pub given_again: usize,
    pub refused: usize,
    /// Of those, by hosts whose clock was too far behind.
    pub clock_behind: usize,
    /// Acknowledged records that were looked for in the history.
    pub decisions_checked: usize,
    pub assignments_checked: usize,
    pub states_compared: usize,
    /// How often a cap was full after a record, each agent's by itself.
    pub caps_full: usize,
    pub records: usize,
    pub wrongs: BTreeMap<Wrong, Vec<String>>,
}

impl Found {
    pub fn wrong(&mut self, kind: Wrong, what: String) {
        self.wrongs.entry(kind).or_default().push(what);
    }

    pub fn names(&self, kind: Wrong) -> bool {
        self.wrongs.contains_key(&kind)
    }

    /// Nothing was wrong, and enough was tried for that to say something.
    pub fn assert_sound(&self) {
        assert!(self.wrongs.is_empty(), "{self}");
        assert!(
            self.decisions_checked > 0 && self.assignments_checked > 0 && self.states_compared > 0,
            "{self}"
        );
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "faults injected: {} processes killed, {} of the store's own, {} commits lost, {} answers lost; \
             {} calls of the store failed",
            self.kills, self.disturbed, self.cut_before, self.cut_after, self.failed
        )?;
        writeln!(
            f,
            "{} commands ({} given again, {} refused, {} of these by a clock behind), {} commits sent, {} conflicts",
            self.commands,
            self.given_again,
            self.refused,
            self.clock_behind,
            self.commits_sent,
            self.conflicts
        )?;
        write!(
            f,
            "{} records; checked: {} decisions, {} assignments, {} states, caps after each record ({} times one was full)",
            self.records,
            self.decisions_checked,
            self.assignments_checked,
            self.states_compared,
            self.caps_full
        )?;
        for (kind, all) in &self.wrongs {
            write!(f, "\n{kind:?}, {} times", all.len())?;
            for what in all.iter().take(5) {
                write!(f, "\n- {what}")?;
            }
        }
        Ok(())
    }
}
