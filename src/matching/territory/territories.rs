//! Territories ready to be asked.

use super::cover::Cover;
use super::doc::{CountyFromZipDoc, PrecisionsDoc, ZipAndStateDoc};
use super::facts::Facts;
use super::fault::TerritoryFault;
use super::filing::Filing;
use super::geometry::Line;
use super::index::Raster;
use super::plain::Asks;
use super::specificity::Specificity;
use crate::id::Name;
use crate::time::Timestamp;

/// Territories compiled: immutable, to be shared. Made by [`Territories::compile`], asked by [`Territories::resolve`].
#[derive(Clone, Debug)]
pub struct Territories {
    pub(super) version: Option<String>,
    /// By name.
    pub(super) territories: Vec<Territory>,
    /// In the order they are asked.
    pub(super) clauses: Vec<Clause>,
    /// What each of them covers.
    pub(super) covers: Vec<Cover>,
    pub(super) filing: Filing,
    pub(super) asks: Asks,
    pub(super) raster: Raster,
    pub(super) lines: Vec<(Name, Line)>,
    pub(super) facts: Facts,
    pub(super) county_from_zip: CountyFromZipDoc,
    pub(super) zip_and_state: ZipAndStateDoc,
    pub(super) precisions: PrecisionsDoc,
    pub(super) warnings: Vec<TerritoryFault>,
}

/// One territory.
#[derive(Clone, Debug)]
pub(super) struct Territory {
    pub(super) id: Name,
    pub(super) from: Timestamp,
    /// Out; none for never.
    pub(super) until: Option<Timestamp>,
}

/// One part of a territory. Eight bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause {
    pub(super) territory: u32,
    pub(super) specificity: Specificity,
    pub(super) held: Held,
    /// Whether the territory has a first or a last instant.
    pub(super) dated: bool,
}

/// When what a part is filed under is all that it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// Always.
    AsFiled,
    /// It is a single area: unless its border is near.
    UnlessNear,
    /// It has to be asked.
    IfAsked,
}

impl Territories {
    /// Which edition this is.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The names of all territories, sorted.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.territories.iter().map(|own| &own.id)
    }

    /// Whether there is a territory of this name. A binary search.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.territories.binary_search_by(|own| own.id.as_str().cmp(name)).is_ok()
    }

    /// What is allowed but may not be what was meant.
    #[must_use]
    pub fn warnings(&self) -> &[TerritoryFault] {
        &self.warnings
    }

    /// About how many bytes of memory the tables take that places are looked up in.
    #[must_use]
    pub fn table_bytes(&self) -> usize {
        let own = [self.filing.bytes(), self.raster.bytes(), self.facts.bytes()];
        own.into_iter().fold(0, usize::saturating_add)
    }

    pub(super) fn is_in_force(&self, clause: &Clause, at: Timestamp) -> bool {
        if !clause.dated {
            return true;
        }
        let own = self.territories.get(clause.territory as usize);
        own.is_some_and(|own| own.from <= at && own.until.is_none_or(|until| at < until))
    }
}
