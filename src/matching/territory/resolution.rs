//! What came of asking which territory a place is in.

use core::fmt;

use smallvec::SmallVec;

use super::specificity::Specificity;
use crate::id::Name;

/// Which territory a place is in, by what, how sure that is, and who else comes into question.
///
/// Displays one line, such as ``territory `north` by ZIP, certain; next `minnesota` by state``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution<'t> {
    pub(super) territory: Option<&'t Name>,
    pub(super) by: Option<Specificity>,
    pub(super) certainty: Certainty,
    pub(super) rivals: SmallVec<[&'t Name; 2]>,
    pub(super) next: SmallVec<[(&'t Name, Specificity); 2]>,
    pub(super) contradiction: bool,
}

/// How sure a resolution is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Certainty {
    /// Nothing that is not known would change it.
    Certain,
    /// The point is not known well enough to tell on which side of a border it lies. The territory is that of the point as
    /// it is given.
    NearBorder,
    /// The question has no single answer: the place lies in the bend of a line, or beyond its ends. No territory.
    Ambiguous,
    /// The ZIP code lies in counties of different territories. No territory, if the county is required.
    SeveralCounties,
    /// The place has no point, and a territory that comes first might hold one. The territory is that without a point.
    Incomplete,
    /// The ZIP code does not lie in the state, and that is for somebody to look at. No territory.
    Contradicts,
    /// No territory holds it.
    Uncovered,
}

impl Certainty {
    /// Its word in attributes: `certain`, `near_border`, `ambiguous`, `several_counties`, `incomplete`, `contradicts` or
    /// `uncovered`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Certainty::Certain => "certain",
            Certainty::NearBorder => "near_border",
            Certainty::Ambiguous => "ambiguous",
            Certainty::SeveralCounties => "several_counties",
            Certainty::Incomplete => "incomplete",
            Certainty::Contradicts => "contradicts",
            Certainty::Uncovered => "uncovered",
        }
    }

    /// Every one of them.
    pub const ALL: [Certainty; 7] = [
        Certainty::Certain,
        Certainty::NearBorder,
        Certainty::Ambiguous,
        Certainty::SeveralCounties,
        Certainty::Incomplete,
        Certainty::Contradicts,
        Certainty::Uncovered,
    ];
}

impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Certainty::Certain => "certain",
            Certainty::NearBorder => "near a border",
            Certainty::Ambiguous => "ambiguous",
            Certainty::SeveralCounties => "of several counties",
            Certainty::Incomplete => "not certain for want of a point",
            Certainty::Contradicts => "its ZIP and its state contradict",
            Certainty::Uncovered => "uncovered",
        })
    }
}

impl<'t> Resolution<'t> {
    /// The territory; none where none holds the place, or where it cannot be said which.
    #[must_use]
    pub fn territory(&self) -> Option<&'t Name> {
        self.territory
    }

    /// What the territory holds the place by.
    #[must_use]
    pub fn by(&self) -> Option<Specificity> {
        self.by
    }

    /// How sure it is.
    #[must_use]
    pub fn certainty(&self) -> Certainty {
        self.certainty
    }

    /// Whose it may be as well, where it is not certain, in the order they are asked: everybody who comes first in some way in
    /// which what is not known may be, and nobody else. An edge that two areas share is one border, over which it is the
    /// other's; so is each side of a line. Edges that run along one another without sharing both corners, different circles
    /// and different lines are open each by itself, so of these more may be named than there are places to lie; and where
    /// more than six things are open at once, every part is, whatever the others are.
    #[must_use]
    pub fn rivals(&self) -> &[&'t Name] {
        &self.rivals
    }

    /// Whose it would be if not the territory's, the first two in the order they are asked, and by what.
    #[must_use]
    pub fn runners_up(&self) -> &[(&'t Name, Specificity)] {
        &self.next
    }

    /// Whether the ZIP code does not lie in the state, also where one of them is trusted.
    #[must_use]
    pub fn zip_and_state_contradict(&self) -> bool {
        self.contradiction
    }
}

impl fmt::Display for Resolution<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.territory, self.by) {
            (Some(territory), Some(by)) => write!(f, "territory `{territory}` by {by}, ")?,
            _ => f.write_str("no territory, ")?,
        }
        write!(f, "{}", self.certainty)?;
        if self.contradiction && self.certainty != Certainty::Contradicts {
            f.write_str("; its ZIP and its state contradict")?;
        }
        for (at, rival) in self.rivals.iter().enumerate() {
            write!(f, "{}`{rival}`", if at == 0 { "; may be " } else { ", " })?;
        }
        for (at, (name, by)) in self.next.iter().enumerate() {
            write!(f, "{}`{name}` by {by}", if at == 0 { "; next " } else { ", " })?;
        }
        Ok(())
    }
}
