//! From the document to the territories, finding everything that is wrong on the way.

mod areas;
mod codes;
mod common;
mod covers;
mod faults;
mod gaps;
mod holes;
mod knowledge;
mod overlap;

use core::cmp::Reverse;

use super::cover::Cover;
use super::doc::{TerritoriesDoc, TerritoryDoc};
use super::fault::{TerritoryFault, TerritoryFaultKind};
use super::filing::{Filing, keys};
use super::geometry::Line;
use super::index::Raster;
use super::plain::Asks;
use super::specificity::Specificity;
use super::territories::{Clause, Held, Territories, Territory};
use crate::id::Name;
use crate::time::Timestamp;
#[cfg(feature = "geojson")]
pub(super) use areas::areas_are_sound;
use covers::Reader;
use faults::{Faults, named};

impl Territories {
    /// Compiles a document: codes become numbers, borders rasters, and everything is filed under what it asks first.
    ///
    /// ```
    /// use fairdeal::territory::{Certainty, Place, Territories, TerritoriesDoc};
    /// let doc: TerritoriesDoc = serde_json::from_str(r#"{"territories": [
    ///     {"id": "vermont", "covers": [{"states": ["VT"]}]},
    ///     {"id": "burlington", "covers": [{"zips": ["05401", "05405"]}, {"scf": ["054"]}]}
    /// ]}"#)?;
    /// let territories = Territories::compile(&doc).map_err(|faults| faults[0].to_string())?;
    /// let at = fairdeal::Timestamp::MIN;
    /// let place = Place { postcode: Some("05401-1234"), state: Some("vt"), ..Place::default() };
    /// let found = territories.resolve(&place, at);
    /// assert_eq!(found.to_string(), "territory `burlington` by ZIP, certain; next `vermont` by state");
    /// let elsewhere = territories.resolve(&Place { postcode: Some("10001"), ..Place::default() }, at);
    /// assert_eq!((elsewhere.territory(), elsewhere.certainty()), (None, Certainty::Uncovered));
    ///
    /// let wrong: TerritoriesDoc = serde_json::from_str(r#"{"territories": [
    ///     {"id": "burlington", "covers": [{"zips": ["5401"]}]}]}"#)?;
    /// let faults = Territories::compile(&wrong).unwrap_err();
    /// assert_eq!(
    ///     faults[0].to_string(),
    ///     "territories[0].covers[0].zips[0]: `5401` is no ZIP code of five digits, did you mean `05401`?"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Every fault of the document, warnings included, if one of them is more than a warning.
    ///
    /// # Complexity
    /// `n log n` in the number of codes, corners, and cells of the raster that borders meet.
    pub fn compile(doc: &TerritoriesDoc) -> Result<Territories, Vec<TerritoryFault>> {
        let mut faults = Faults::default();
        named("territory", "territories", doc.territories.iter().map(|own| &own.id), &mut faults);
        let lines = areas::lines(&doc.lines, &mut faults);
        let facts = knowledge::facts(&doc.zip_facts, &mut faults);
        let mut reader = Reader::new(&doc.lines, &mut faults);
        let mut order: Vec<&TerritoryDoc> = doc.territories.iter().collect();
        order.sort_by(|a, b| a.id.cmp(&b.id));
        let mut read: Vec<(&TerritoryDoc, Vec<Cover>)> = Vec::with_capacity(order.len());
        for (at, own) in doc.territories.iter().enumerate() {
            read.push((own, reader.territory(own, at)));
        }
        read.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        let shapes = reader.finish();
        if faults.has_errors() {
            return Err(faults.into_all());
        }
        let (clauses, covers): (Vec<Clause>, Vec<Cover>) = in_order(read).into_iter().unzip();
        let filing = Filing::new(&covers, shapes.count);
        let Some((filing, raster)) = filing.zip(Raster::new(shapes.borders)) else {
            faults.add("territories", TerritoryFaultKind::TooLarge, "there is too much to file");
            return Err(faults.into_all());
        };
        let mut own = Territories {
            version: doc.version.clone(),
            territories: order.into_iter().map(territory).collect(),
            clauses,
            asks: Asks::of(&covers),
            covers,
            filing,
            raster,
            lines,
            facts,
            county_from_zip: doc.county_from_zip,
            zip_and_state: doc.zip_and_state,
            precisions: doc.precisions.clone(),
            warnings: Vec::new(),
        };
        overlap::check(&own, doc, &mut faults);
        gaps::check(&own, doc, &mut faults);
        if faults.has_errors() {
            return Err(faults.into_all());
        }
        own.warnings = faults.into_all();
        Ok(own)
    }
}

fn territory(doc: &TerritoryDoc) -> Territory {
    Territory { id: doc.id.clone(), from: doc.from.unwrap_or(Timestamp::MIN), until: doc.until }
}

/// By what parts are asked in order.
type Order = (Reverse<i32>, Reverse<Specificity>, Reverse<u32>, u32);

/// The parts of all territories in the order they are asked. `read` is by name.
fn in_order(read: Vec<(&TerritoryDoc, Vec<Cover>)>) -> Vec<(Clause, Cover)> {
    let mut all: Vec<(Order, (Clause, Cover))> = Vec::new();
    for (territory, (doc, covers)) in (0_u32..).zip(read) {
        for cover in covers {
            let specificity = cover.specificity();
            let order = (Reverse(doc.priority), Reverse(specificity), Reverse(cover.conditions()), territory);
            let held = match (&cover, keys(&cover)) {
                (Cover::Area(_), _) => Held::UnlessNear,
                (_, Some((_, true))) => Held::AsFiled,
                _ => Held::IfAsked,
            };
            let dated = doc.from.is_some() || doc.until.is_some();
            all.push((order, (Clause { territory, specificity, held, dated }, cover)));
        }
    }
    all.sort_by_key(|(order, _)| *order);
    all.into_iter().map(|(_, own)| own).collect()
}

/// The lines by their numbers, which are those of the document.
type Lines = Vec<(Name, Line)>;
