//! Which territory is a place in?

use smallvec::SmallVec;

use super::asked::Asked;
use super::cover::Cover;
use super::doc::{CountyFromZipDoc, ZipAndStateDoc};
use super::facts::ZipFacts;
use super::filing::Candidates;
use super::known::Known;
use super::place::Place;
use super::resolution::{Certainty, Resolution};
use super::territories::{Clause, Held, Territories};
use super::truth::{Doubts, Truth};
use super::ways::{Set, Ways};
use crate::time::Timestamp;

/// So many of whose the place would be otherwise are named.
pub(super) const RUNNERS_UP: usize = 2;

impl Territories {
    /// Which territory a place is in at an instant.
    ///
    /// The territories are asked in their order, the most specific first. The first that holds the place owns it. Where it is
    /// not sure whether one holds it, as near a border, those after it come into question too, and if they are others the
    /// resolution is not certain.
    ///
    /// # Complexity
    /// A look-up for each thing that is known of the place, then those territories that are filed under it. The lines and
    /// circles that are not joined with anything to file them under are asked for every place.
    #[must_use]
    pub fn resolve(&self, place: &Place<'_>, at: Timestamp) -> Resolution<'_> {
        self.resolve_plain(place, at).unwrap_or_else(|| self.resolve_any(place, at))
    }

    /// Which territory any place is in.
    #[inline(never)]
    pub(super) fn resolve_any(&self, place: &Place<'_>, at: Timestamp) -> Resolution<'_> {
        let mut known = Known::of(place, &self.precisions);
        let facts = known.zip.and_then(|zip| self.facts.of(zip));
        let contradict = facts.is_some_and(|facts| contradict(facts, &known));
        if contradict && self.zip_and_state == ZipAndStateDoc::Triage {
            return self.triage(&known, facts, place, at);
        }
        if contradict {
            self.trust(&mut known, facts, self.zip_and_state);
        }
        let several = facts.filter(|facts| known.county.is_none() && facts.counties.len() > 1);
        let mut resolution = match (several, self.county_from_zip) {
            (Some(facts), CountyFromZipDoc::Flag) => self.by_county(&known, facts, place, at, false),
            (Some(facts), CountyFromZipDoc::RequireCounty) => self.by_county(&known, facts, place, at, true),
            _ => self.settle(&mut known, facts, place, at),
        };
        resolution.contradiction = contradict;
        resolution
    }

    /// Takes back what is not trusted.
    fn trust(&self, known: &mut Known<'_>, facts: Option<&ZipFacts>, whom: ZipAndStateDoc) {
        match whom {
            ZipAndStateDoc::TrustZip => known.state = facts.and_then(|facts| facts.states.first()).cloned(),
            ZipAndStateDoc::TrustState => known.forget_zip(),
            ZipAndStateDoc::Triage => {}
        }
    }

    /// Nobody's, and whose it would be by either.
    #[cold]
    fn triage(
        &self,
        known: &Known<'_>,
        facts: Option<&ZipFacts>,
        place: &Place<'_>,
        at: Timestamp,
    ) -> Resolution<'_> {
        let mut rivals = SmallVec::new();
        for whom in [ZipAndStateDoc::TrustZip, ZipAndStateDoc::TrustState] {
            let mut known = known.clone();
            self.trust(&mut known, facts, whom);
            let own = self.settle(&mut known, facts, place, at);
            for name in own.territory.into_iter().chain(own.rivals) {
                if !rivals.contains(&name) {
                    rivals.push(name);
                }
            }
        }
        Resolution {
            territory: None,
            by: None,
            certainty: Certainty::Contradicts,
            rivals,
            next: SmallVec::new(),
            contradiction: true,
        }
    }

    /// Whose it would be in each of the counties of its ZIP.
    #[cold]
    fn by_county(
        &self,
        known: &Known<'_>,
        facts: &ZipFacts,
        place: &Place<'_>,
        at: Timestamp,
        withheld: bool,
    ) -> Resolution<'_> {
        let each = facts.counties.iter().map(|(county, _)| {
            let mut known = known.clone();
            known.county = Some(county.clone());
            self.settle(&mut known, Some(facts), place, at)
        });
        let all: Vec<Resolution<'_>> = each.collect();
        let Some(mut own) = all.first().cloned() else {
            return self.settle(&mut known.clone(), Some(facts), place, at);
        };
        let same = all.iter().all(|other| other.territory == own.territory);
        if same {
            // The same whichever county it is, but perhaps not as surely.
            let unsure = all.iter().find(|other| other.certainty != Certainty::Certain);
            own.certainty = unsure.map_or(own.certainty, |other| other.certainty);
        } else {
            own.certainty = Certainty::SeveralCounties;
        }
        let withheld = withheld && !same;
        for other in &all {
            for name in other.territory.into_iter().chain(other.rivals.iter().copied()) {
                if (withheld || Some(name) != own.territory) && !own.rivals.contains(&name) {
                    own.rivals.push(name);
                }
            }
        }
        if withheld {
            (own.territory, own.by) = (None, None);
        }
        own
    }

    fn settle(
        &self,
        known: &mut Known<'_>,
        facts: Option<&ZipFacts>,
        place: &Place<'_>,
        at: Timestamp,
    ) -> Resolution<'_> {
        if let Some(facts) = facts.filter(|_| known.zip.is_some()) {
            known.learn(facts, self.county_from_zip, place.lot);
        }
        known.join_city();
        if let Some(point) = known.point {
            self.raster.holding(point, &mut known.inside);
            if let Some(reach) = known.reach {
                self.raster.near(&reach, &mut known.near);
            }
        }
        let mut candidates = Candidates::default();
        self.filing.candidates(known, &mut candidates);
        let ranks = candidates.sorted();
        let mut asked = Asked::default();
        for (rank, clause) in self.in_force(ranks, at) {
            let truth = self.ask(rank, clause, known);
            if truth.may && asked.take(clause, truth, rank) {
                break;
            }
        }
        if asked.doubts.any() {
            asked = self.weigh(known, ranks, at).unwrap_or(asked);
        }
        if known.point.is_none() && self.filing.first_area < asked.last.unwrap_or(u32::MAX) {
            asked.doubts = asked.doubts.with(Doubts::MISSING);
            asked.something_missing = true;
        }
        self.answer(&asked)
    }

    /// The same again where something is doubtful, by every way in which it may be: whoever comes first in none of them does not
    /// come into question. None where those are too many; then each part is taken to be doubtful by itself.
    #[cold]
    fn weigh(&self, known: &Known<'_>, ranks: &[u32], at: Timestamp) -> Option<Asked<'_>> {
        // What surely holds closes the list, so nothing after it is weighed.
        let mut parts: SmallVec<[&Cover; 8]> = SmallVec::new();
        for (rank, clause) in self.in_force(ranks, at) {
            let truth = self.ask(rank, clause, known);
            if truth.is_open() {
                parts.extend(self.covers.get(rank as usize));
            } else if truth.may {
                break;
            }
        }
        let ways = Ways::of(self, known, parts.into_iter())?;
        let mut asked = Asked::default();
        let mut left = Set::MAX;
        for (rank, clause) in self.in_force(ranks, at) {
            let mut truth = self.ask(rank, clause, known);
            if !asked.closed && truth.is_open() {
                let held = self.covers.get(rank as usize).map_or(0, |cover| ways.held(cover, known));
                truth = ways.truth(held, left, truth.doubts);
                left &= !held;
            }
            if truth.may && asked.take(clause, truth, rank) {
                break;
            }
        }
        Some(asked)
    }

    /// The parts of these ranks that are in force.
    fn in_force<'t>(&'t self, ranks: &[u32], at: Timestamp) -> impl Iterator<Item = (u32, &'t Clause)> {
        let all = ranks.iter().filter_map(|rank| Some((*rank, self.clauses.get(*rank as usize)?)));
        all.filter(move |(_, clause)| self.is_in_force(clause, at))
    }

    fn ask(&self, rank: u32, clause: &Clause, known: &Known<'_>) -> Truth {
        let sure = match clause.held {
            Held::AsFiled => true,
            Held::UnlessNear => known.near.is_empty(),
            Held::IfAsked => false,
        };
        if sure {
            return Truth::sure(true);
        }
        let cover = self.covers.get(rank as usize);
        cover.map_or(Truth::sure(false), |cover| cover.holds(known, &self.lines))
    }

    fn answer(&self, asked: &Asked<'_>) -> Resolution<'_> {
        let name = |territory: u32| self.territories.get(territory as usize).map(|own| &own.id);
        let alone = asked.alone();
        let withheld = asked.withheld && alone.is_none();
        let owner = match (alone, asked.owner) {
            (Some(alone), owner) => owner.filter(|owner| owner.territory == alone.territory).or(Some(alone)),
            (None, owner) => owner,
        };
        let own = owner.map(|owner| owner.territory);
        let mut rivals: SmallVec<[&crate::id::Name; 2]> = SmallVec::new();
        for rival in asked.may.iter().map(|rival| rival.territory) {
            if (Some(rival) != own || withheld)
                && let Some(name) = name(rival).filter(|name| !rivals.contains(name))
            {
                rivals.push(name);
            }
        }
        // Nobody's, perhaps, where who owns it may not and nobody after them surely does.
        let open = !rivals.is_empty() || asked.something_missing || (own.is_some() && !asked.closed);
        let doubts = asked.doubts;
        let certainty = if open && withheld && doubts.has(Doubts::AMBIGUOUS) {
            Certainty::Ambiguous
        } else if open && doubts.has(Doubts::NEAR) {
            Certainty::NearBorder
        } else if open && doubts.has(Doubts::AMBIGUOUS) {
            Certainty::Ambiguous
        } else if open && doubts.has(Doubts::MISSING) {
            Certainty::Incomplete
        } else if owner.is_none() {
            Certainty::Uncovered
        } else {
            Certainty::Certain
        };
        let owner = owner.filter(|_| !(withheld && open));
        let next =
            asked.next.iter().filter_map(|clause| name(clause.territory).zip(Some(clause.specificity)));
        Resolution {
            territory: owner.and_then(|owner| name(owner.territory)),
            by: owner.map(|owner| owner.specificity),
            certainty,
            rivals,
            next: next.collect(),
            contradiction: false,
        }
    }
}

/// Whether the state is not one that the ZIP code lies in.
fn contradict(facts: &ZipFacts, known: &Known<'_>) -> bool {
    let Some(state) = &known.state else { return false };
    !facts.states.is_empty() && !facts.states.contains(state)
}
