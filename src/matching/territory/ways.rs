//! Every way in which a place may lie that is not known exactly, all at once.
//!
//! What is not known of a place are a few facts: on which side of a line it is, whether it is in a circle, across which of the borders
//! that are near. A way is an answer to all of them. A set of ways is a word with a bit for each, so that a territory's part is asked
//! once for all of them: it holds the place in the ways of its bits.
//!
//! An edge that two areas share is one fact: who steps over it leaves the one and enters the other. So of two areas side by side
//! exactly one holds a place that is near nothing but their common border.

use smallvec::SmallVec;

use super::cover::Cover;
use super::geometry::{Circle, SideOf};
use super::index::Shapes;
use super::known::Known;
use super::territories::Territories;
use super::truth::{Doubts, Truth};

/// So many facts are weighed together, in 64 ways.
const MOST: usize = 6;

/// The ways in which each of those facts is not as given, or is true.
const FACTS: [u64; MOST] = [
    0xaaaa_aaaa_aaaa_aaaa,
    0xcccc_cccc_cccc_cccc,
    0xf0f0_f0f0_f0f0_f0f0,
    0xff00_ff00_ff00_ff00,
    0xffff_0000_ffff_0000,
    0xffff_ffff_0000_0000,
];

/// A set of ways.
pub(super) type Set = u64;

/// The ways in which a place may lie.
#[derive(Debug)]
pub(super) struct Ways<'t> {
    own: &'t Territories,
    /// The ways in which the place lies as it is given, whatever has no answer.
    as_given: Set,
    /// Of each area that may hold the place and may not: in which ways it does.
    areas: SmallVec<[(u32, Set); 4]>,
    /// Of each line of which it is not known on which side the place lies, by meridian or by parallel: in which ways it lies to
    /// the north, or to the east.
    sides: SmallVec<[(u32, bool, Set); 2]>,
    circles: SmallVec<[(&'t Circle, Set); 2]>,
    facts: usize,
}

impl<'t> Ways<'t> {
    /// All ways in which a place may lie, as far as some parts of territories ask. None where those are more than 64.
    pub(super) fn of(
        own: &'t Territories,
        known: &Known<'_>,
        parts: impl Iterator<Item = &'t Cover>,
    ) -> Option<Ways<'t>> {
        let mut ways = Ways {
            own,
            as_given: Set::MAX,
            areas: SmallVec::new(),
            sides: SmallVec::new(),
            circles: SmallVec::new(),
            facts: 0,
        };
        for part in parts {
            ways.ask(part, known)?;
        }
        ways.step_over_borders(known)?;
        Some(ways)
    }

    /// One more fact: the ways in which it is true, `exact` being what is given.
    fn fact(&mut self, exact: Option<bool>) -> Option<Set> {
        let other = *FACTS.get(self.facts)?;
        self.facts = self.facts.saturating_add(1);
        if exact.is_some() {
            self.as_given &= !other;
        }
        Some(if exact == Some(true) { !other } else { other })
    }

    /// Takes in the facts that a part asks for and that are not known.
    fn ask(&mut self, part: &'t Cover, known: &Known<'_>) -> Option<()> {
        match part {
            Cover::All(parts) | Cover::Any(parts) => {
                for part in parts {
                    self.ask(part, known)?;
                }
            }
            Cover::Not(part) => self.ask(part, known)?,
            Cover::Area(shape) if !self.areas.iter().any(|(own, _)| own == shape) => {
                let truth = part.holds(known, &self.own.lines);
                if truth.is_open() {
                    let given = match truth.exact {
                        Some(yes) => {
                            if yes {
                                Set::MAX
                            } else {
                                0
                            }
                        }
                        None => self.fact(None)?,
                    };
                    self.areas.push((*shape, given));
                }
            }
            Cover::Side(line, side) if self.side(*line, *side).is_none() => {
                let truth = part.holds(known, &self.own.lines);
                if truth.is_open() {
                    let (upright, first) = turned(*side);
                    let own = self.fact(truth.exact.map(|yes| yes == first))?;
                    self.sides.push((*line, upright, own));
                }
            }
            Cover::Circle(circle) if !self.circles.iter().any(|(own, _)| **own == **circle) => {
                let truth = part.holds(known, &self.own.lines);
                if truth.is_open() {
                    let own = self.fact(truth.exact)?;
                    self.circles.push((circle, own));
                }
            }
            _ => {}
        }
        Some(())
    }

    /// Each border that is near may be stepped over or not.
    fn step_over_borders(&mut self, known: &Known<'_>) -> Option<()> {
        let Some(reach) = known.reach.filter(|_| !self.areas.is_empty()) else { return Some(()) };
        let mut borders: Vec<Shapes> = Vec::new();
        self.own.raster.borders_near(&reach, |shapes| {
            let asked = shapes.iter().filter(|shape| self.areas.iter().any(|(own, _)| own == *shape));
            let asked: Shapes = asked.copied().collect();
            if !asked.is_empty() && !borders.contains(&asked) {
                borders.push(asked);
            }
        });
        for border in independent(borders) {
            let stepped = self.fact(Some(false))?;
            for (shape, own) in &mut self.areas {
                if border.contains(shape) {
                    *own ^= stepped;
                }
            }
        }
        Some(())
    }

    fn side(&self, line: u32, side: SideOf) -> Option<Set> {
        let (upright, first) = turned(side);
        let found = self.sides.iter().find(|(own, by, _)| (*own, *by) == (line, upright));
        found.map(|(_, _, own)| if first { *own } else { !own })
    }

    /// The ways in which a part holds the place.
    pub(super) fn held(&self, part: &Cover, known: &Known<'_>) -> Set {
        let open = match part {
            Cover::All(parts) => {
                return parts.iter().fold(Set::MAX, |all, part| all & self.held(part, known));
            }
            Cover::Any(parts) => return parts.iter().fold(0, |any, part| any | self.held(part, known)),
            Cover::Not(part) => return !self.held(part, known),
            Cover::Area(shape) => self.areas.iter().find(|(own, _)| own == shape).map(|(_, own)| *own),
            Cover::Side(line, side) => self.side(*line, *side),
            Cover::Circle(circle) => {
                self.circles.iter().find(|(own, _)| **own == **circle).map(|(_, own)| *own)
            }
            _ => None,
        };
        open.unwrap_or_else(
            || {
                if part.holds(known, &self.own.lines).exact == Some(true) { Set::MAX } else { 0 }
            },
        )
    }

    /// What is true of a part that holds the place in these ways, where none but those left come into question.
    pub(super) fn truth(&self, held: Set, left: Set, doubts: Doubts) -> Truth {
        let exact = if held & self.as_given == self.as_given {
            Some(true)
        } else if held & self.as_given == 0 {
            Some(false)
        } else {
            None
        };
        Truth { exact, may: held & left != 0, may_not: !held & left != 0, doubts }
    }
}

/// Whether a side is told along the meridian, and whether it is the first of the two.
fn turned(side: SideOf) -> (bool, bool) {
    match side {
        SideOf::North => (true, true),
        SideOf::South => (true, false),
        SideOf::East => (false, true),
        SideOf::West => (false, false),
    }
}

/// As many of them as none is what some others come to together, and all others are.
fn independent(borders: Vec<Shapes>) -> Vec<Shapes> {
    let mut own: Vec<Shapes> = Vec::new();
    for mut border in borders {
        // Each has a first area that those after it do not have.
        for other in &own {
            if other.first().is_some_and(|first| border.contains(first)) {
                border = either(&border, other);
            }
        }
        if !border.is_empty() {
            own.push(border);
        }
    }
    own
}

/// What is in one of two, and not in both, sorted.
fn either(one: &Shapes, other: &Shapes) -> Shapes {
    let mut own: Shapes = one.iter().filter(|shape| !other.contains(shape)).copied().collect();
    own.extend(other.iter().filter(|shape| !one.contains(shape)).copied());
    own.sort_unstable();
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_come_to_together_is_left_out() {
        let border = |shapes: &[u32]| Shapes::from_slice(shapes);
        let three = vec![border(&[1, 2]), border(&[2, 3]), border(&[1, 3])];
        assert_eq!(independent(three), [border(&[1, 2]), border(&[2, 3])]);
        let four = vec![border(&[2]), border(&[1, 2]), border(&[1]), border(&[3, 4])];
        assert_eq!(independent(four), [border(&[2]), border(&[1]), border(&[3, 4])]);
    }

    #[test]
    fn every_fact_is_true_in_half_of_all_ways_whatever_the_others_are() {
        for chosen in 0..1_u32 << MOST {
            let all = FACTS
                .iter()
                .enumerate()
                .fold(Set::MAX, |all, (at, fact)| all & if chosen >> at & 1 == 1 { *fact } else { !fact });
            assert_eq!(all.count_ones(), 1, "{chosen}");
        }
    }
}
