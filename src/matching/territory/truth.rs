//! Whether a place is in a part of the map, as far as what is known of the place can say.

/// Why it cannot be said for sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Doubts(u8);

impl Doubts {
    /// A border is nearer than the point is known.
    pub(super) const NEAR: Doubts = Doubts(1);
    /// The question has no single answer.
    pub(super) const AMBIGUOUS: Doubts = Doubts(2);
    /// Something is not known of the place.
    pub(super) const MISSING: Doubts = Doubts(4);

    pub(super) const fn with(self, other: Doubts) -> Doubts {
        Doubts(self.0 | other.0)
    }

    pub(super) const fn has(self, other: Doubts) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn any(self) -> bool {
        self.0 != 0
    }
}

/// An answer, and whether the other may be true as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Truth {
    /// What is true of the place as it is given; none where that has no answer.
    pub(super) exact: Option<bool>,
    /// Whether the place may be in.
    pub(super) may: bool,
    /// Whether it may be out.
    pub(super) may_not: bool,
    /// Why both may be.
    pub(super) doubts: Doubts,
}

impl Truth {
    pub(super) const fn sure(yes: bool) -> Truth {
        Truth { exact: Some(yes), may: yes, may_not: !yes, doubts: Doubts(0) }
    }

    pub(super) const fn doubtful(exact: Option<bool>, doubts: Doubts) -> Truth {
        Truth { exact, may: true, may_not: true, doubts }
    }

    /// Whether both may be.
    pub(super) const fn is_open(self) -> bool {
        self.may && self.may_not
    }

    pub(super) const fn not(self) -> Truth {
        let exact = match self.exact {
            Some(yes) => Some(!yes),
            None => None,
        };
        Truth { exact, may: self.may_not, may_not: self.may, doubts: self.doubts }
    }

    /// Of parts of which every one must hold. Stops at the first that surely does not.
    pub(super) fn all(parts: impl Iterator<Item = Truth>) -> Truth {
        let mut whole = Truth::sure(true);
        for part in parts {
            if !part.may {
                return Truth::sure(false);
            }
            whole.may_not |= part.may_not;
            whole.doubts = whole.doubts.with(part.doubts);
            whole.exact = match (whole.exact, part.exact) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
        }
        whole
    }

    /// Of parts of which one must hold. Stops at the first that surely does.
    pub(super) fn any(parts: impl Iterator<Item = Truth>) -> Truth {
        Truth::all(parts.map(Truth::not)).not()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sure_decides_whatever_is_doubtful_beside_it() {
        let (yes, no) = (Truth::sure(true), Truth::sure(false));
        let near = Truth::doubtful(Some(true), Doubts::NEAR);
        let open = Truth::doubtful(None, Doubts::AMBIGUOUS);
        assert_eq!(Truth::all([near, no].into_iter()), no);
        assert_eq!(Truth::any([open, yes].into_iter()), yes);
        assert_eq!(Truth::all([yes, near].into_iter()), near);
        let both = Truth::all([near, open].into_iter());
        assert_eq!((both.exact, both.may, both.may_not), (None, true, true));
        assert!(both.doubts.has(Doubts::NEAR) && both.doubts.has(Doubts::AMBIGUOUS));
        let out = Truth::all([near.not(), open].into_iter());
        assert_eq!((out.exact, out.may), (Some(false), true), "as given it is out");
        assert_eq!(Truth::all(core::iter::empty()), yes);
        assert_eq!(Truth::any(core::iter::empty()), no);
    }
}
