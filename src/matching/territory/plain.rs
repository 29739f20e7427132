//! Which territory is a place in, where nothing but its ZIP code and its point plays a part and all of it is sure: nearly every
//! place of a map of codes or of areas. The answer is that of the general way, which a property compares.

use smallvec::SmallVec;

use super::code::{Zip, prefix_of};
use super::cover::{Cover, Field};
use super::filing::Candidates;
use super::geometry::Reach;
use super::index::Shapes;
use super::place::{Place, Precision};
use super::resolution::{Certainty, Resolution};
use super::resolve::RUNNERS_UP;
use super::specificity::Specificity;
use super::territories::{Clause, Held, Territories};
use crate::time::Timestamp;

/// The texts that some part of a territory asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Asks(u16);

impl Asks {
    /// Of the parts of all territories.
    pub(super) fn of(covers: &[Cover]) -> Asks {
        let mut asks = Asks::default();
        covers.iter().for_each(|cover| asks.add(cover));
        asks
    }

    fn add(&mut self, cover: &Cover) {
        match cover {
            Cover::Texts(field, _) => self.0 |= Asks::bit(*field),
            // They are filed under the city or the ZIP code.
            Cover::Streets(_) => self.0 |= Asks::bit(Field::Street) | Asks::bit(Field::City),
            Cover::All(parts) | Cover::Any(parts) => parts.iter().for_each(|part| self.add(part)),
            Cover::Not(part) => self.add(part),
            Cover::Everywhere
            | Cover::Zips(_)
            | Cover::ZipRanges(_)
            | Cover::Scf(_)
            | Cover::Zip4(..)
            | Cover::Area(_)
            | Cover::Circle(_)
            | Cover::Side(..)
            | Cover::Attribute(..) => {}
        }
    }

    const fn bit(field: Field) -> u16 {
        1 << field as u16
    }

    /// Whether a text that is given plays a part.
    fn any(self, given: Option<&str>, field: Field) -> bool {
        given.is_some() && self.0 & Asks::bit(field) != 0
    }

    /// Whether nothing but its ZIP code and its point plays a part for a place.
    fn is_plain(self, place: &Place<'_>) -> bool {
        let here = place.country.is_none_or(|country| country.eq_ignore_ascii_case("US"));
        here && (self.0 == 0
            || !(self.any(place.country, Field::Country)
                || self.any(place.state, Field::State)
                || self.any(place.county, Field::County)
                || self.any(place.city, Field::City)
                || self.any(place.street, Field::Street)
                || self.any(place.area_code, Field::AreaCode)
                || self.any(place.account, Field::Account)
                || self.any(place.postcode, Field::Outward)))
    }
}

impl Territories {
    /// None where there is more to it.
    #[inline]
    pub(super) fn resolve_plain(&self, place: &Place<'_>, at: Timestamp) -> Option<Resolution<'_>> {
        if !self.asks.is_plain(place) || self.filing.has_residual() {
            return None;
        }
        let mut found = Candidates::default();
        if let Some(zip) = place.postcode.and_then(Zip::read) {
            let (five, prefix, plus4) = match zip {
                Zip::Prefix(prefix) => (None, Some(prefix), None),
                Zip::Five(five) => (Some(five), Some(prefix_of(five)), None),
                Zip::Nine(five, plus4) => (Some(five), Some(prefix_of(five)), Some(plus4)),
            };
            if five.is_some_and(|five| self.facts.of(five).is_some()) {
                return None;
            }
            self.filing.by_code(five, prefix, plus4, &mut found);
        }
        let mut inside = Shapes::new();
        if let Some(point) = place.point {
            let accuracy_m = place.accuracy_m.or_else(|| self.accuracy_of(place.precision?));
            if let Some(metres) = accuracy_m.filter(|metres| *metres > 0) {
                let mut near = Shapes::new();
                self.raster.near(&Reach::new(point, metres), &mut near);
                if !near.is_empty() {
                    return None;
                }
            }
            self.raster.holding(point, &mut inside);
            self.filing.by_area(&inside, &mut found);
        }
        self.first_of(&mut found, place.point.is_none(), at)
    }

    fn accuracy_of(&self, precision: Precision) -> Option<u32> {
        Some(match precision {
            Precision::Rooftop => self.precisions.rooftop_m,
            Precision::Street => self.precisions.street_m,
            Precision::ZipCentroid => self.precisions.zip_centroid_m,
        })
    }

    /// The first of these parts owns the place; none where one of them has to be asked.
    fn first_of(&self, found: &mut Candidates<'_>, pointless: bool, at: Timestamp) -> Option<Resolution<'_>> {
        let mut owner: Option<(u32, &Clause)> = None;
        let mut next: SmallVec<[&Clause; RUNNERS_UP]> = SmallVec::new();
        for rank in found.sorted() {
            let clause = self.clauses.get(*rank as usize)?;
            if !self.is_in_force(clause, at) {
                continue;
            }
            if clause.held == Held::IfAsked {
                return None;
            }
            let Some((_, first)) = owner else {
                owner = Some((*rank, clause));
                continue;
            };
            let other = |own: &&Clause| own.territory != clause.territory;
            if other(&first) && next.iter().all(other) {
                next.push(clause);
                if next.len() >= RUNNERS_UP {
                    break;
                }
            }
        }
        let missing = pointless && self.filing.first_area < owner.map_or(u32::MAX, |(rank, _)| rank);
        let certainty = match owner {
            _ if missing => Certainty::Incomplete,
            None => Certainty::Uncovered,
            Some(_) => Certainty::Certain,
        };
        let name = |clause: &Clause| self.territories.get(clause.territory as usize).map(|own| &own.id);
        let ranked =
            |clause: &Clause| -> Option<(_, Specificity)> { name(clause).zip(Some(clause.specificity)) };
        Some(Resolution {
            territory: owner.and_then(|(_, clause)| name(clause)),
            by: owner.map(|(_, clause)| clause.specificity),
            certainty,
            rivals: SmallVec::new(),
            next: next.into_iter().filter_map(ranked).collect(),
            contradiction: false,
        })
    }
}
