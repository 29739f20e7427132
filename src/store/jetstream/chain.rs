//! Which messages of a floor are its history: each names the one it follows, and the first that follows one is the one.
//!
//! A single server compares and appends in one step. A cluster does not: the leader compares before it proposes a
//! message to the others, and what it has proposed already is not counted in every release, nor after a change of
//! leader. So two commits on one revision may both be acknowledged. The order of the stream, which all servers agree
//! on, decides between them: the later one is void, for whoever reads, and whoever committed it looks before it
//! believes the acknowledgement.

use crate::Revision;
use crate::store::jetstream::envelope::Head;

/// How far a floor is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// The floor's revision.
    pub(super) revision: Revision,
    /// The message that made it so, 0 before the first.
    pub(super) valid: u64,
    /// The last message that was looked at: this one, or a void one after it.
    pub(super) seen: u64,
}

/// What a message is to the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// It goes on.
    Next,
    /// Another one was first.
    Void,
}

/// Why a message cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// It follows a message that is not there.
    Gap,
    /// It says another revision of the message it follows.
    Contradiction,
}

impl Known {
    /// Right after a message that is known to be of the history.
    pub(super) fn after(revision: Revision, sequence: u64) -> Known {
        Known { revision, valid: sequence, seen: sequence }
    }

    /// What the writer of a message knew of the history: a writer follows only what it has found to be valid.
    pub(super) fn before(head: Head) -> Known {
        Known::after(head.based_on, head.previous)
    }

    /// Takes the floor's next message.
    pub(super) fn take(&mut self, sequence: u64, head: Head) -> Result<Link, Broken> {
        if head.previous > self.valid {
            return Err(Broken::Gap);
        }
        if head.previous < self.valid {
            self.seen = sequence;
            return Ok(Link::Void);
        }
        if head.based_on != self.revision {
            return Err(Broken::Contradiction);
        }
        *self = Known::after(head.last, sequence);
        Ok(Link::Next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(previous: u64, based_on: u64, last: u64) -> Head {
        Head { based_on, last, previous }
    }

    #[test]
    fn the_first_that_follows_a_message_is_the_one() {
        let mut known = Known::default();
        assert_eq!(known.take(3, head(0, 0, 1)), Ok(Link::Next));
        assert_eq!(known.take(4, head(0, 0, 1)), Ok(Link::Void), "two have opened the floor");
        assert_eq!(known, Known { revision: 1, valid: 3, seen: 4 });
        assert_eq!(known.take(7, head(3, 1, 5)), Ok(Link::Next));
        assert_eq!(known.take(8, head(3, 1, 2)), Ok(Link::Void));
        assert_eq!(known.take(9, head(3, 1, 2)), Ok(Link::Void));
        assert_eq!(known.take(12, head(7, 5, 6)), Ok(Link::Next), "the void ones are nothing to it");
        assert_eq!(known, Known::after(6, 12));
        assert_eq!(Known::before(head(7, 5, 6)), Known::after(5, 7));
    }

    #[test]
    fn what_is_missing_is_noticed() {
        let mut known = Known::after(6, 12);
        assert_eq!(known.take(20, head(15, 7, 8)), Err(Broken::Gap));
        assert_eq!(known.take(20, head(12, 7, 8)), Err(Broken::Contradiction));
        assert_eq!(known, Known::after(6, 12), "and nothing is taken");
    }
}
