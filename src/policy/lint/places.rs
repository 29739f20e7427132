//! Territories drawn by something that no attribute says of a lead.

use std::collections::BTreeSet;

use crate::matching::territory::CoversDoc;
use crate::policy::compile::Report;
use crate::policy::doc::{PolicyDoc, TerritoryMapDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

/// What a part of a territory is drawn by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Country,
    State,
    County,
    City,
    Postcode,
    AreaCode,
    Street,
    Account,
    Point,
}

impl By {
    /// In a word, and what would say it.
    fn said(self) -> (&'static str, &'static str) {
        match self {
            By::Country => ("country", "no `country` is"),
            By::State => ("state", "neither `state` nor, by the `zip_facts`, `postcode` is"),
            By::County => ("county", "neither `county` nor, by the `zip_facts`, `postcode` is"),
            By::City => ("city", "no `city` is"),
            By::Postcode => ("postal code", "no `postcode` is"),
            By::AreaCode => ("area code", "no `area_code` is"),
            By::Street => ("street", "no `street` is"),
            By::Account => ("account", "no `account` is"),
            By::Point => ("a point", "no `latitude_e7` and `longitude_e7` are"),
        }
    }
}

pub(super) fn check(doc: &PolicyDoc, report: &mut Report) {
    let path = Path::ROOT.field("territory_maps");
    for (at, map) in doc.territory_maps.iter().enumerate() {
        // Of a map without any attribute that is said in one.
        if map.place.each().iter().any(|(_, name, _)| name.is_some()) {
            one(map, &path.index(at).field("place"), report);
        }
    }
}

fn one(map: &TerritoryMapDoc, path: &Path<'_>, report: &mut Report) {
    let mut named: BTreeSet<By> = BTreeSet::new();
    for territory in &map.map.territories {
        let mut drawn = BTreeSet::new();
        territory.covers.iter().for_each(|cover| drawn_by(cover, &mut drawn));
        for by in drawn {
            if !is_known(map, by) && named.insert(by) {
                let (word, missing) = by.said();
                let id = &territory.id;
                let message = format!(
                    "territory `{id}` is drawn by {word}, and {missing} known of leads: that is never met"
                );
                report.warn(path, IssueKind::NoEffect, message);
            }
        }
    }
}

/// Whether it may be known of a lead.
fn is_known(map: &TerritoryMapDoc, by: By) -> bool {
    let place = &map.place;
    let facts = || map.map.zip_facts.iter();
    let by_zip = |known: bool| known && place.postcode.is_some();
    match by {
        By::Country => place.country.is_some(),
        By::State => place.state.is_some() || by_zip(facts().any(|fact| !fact.states.is_empty())),
        By::County => place.county.is_some() || by_zip(facts().any(|fact| !fact.counties.is_empty())),
        By::City => place.city.is_some(),
        By::Postcode => place.postcode.is_some(),
        By::AreaCode => place.area_code.is_some(),
        By::Street => place.street.is_some(),
        By::Account => place.account.is_some(),
        By::Point => place.latitude_e7.is_some() && place.longitude_e7.is_some(),
    }
}

fn drawn_by(cover: &CoversDoc, found: &mut BTreeSet<By>) {
    let own = match cover {
        CoversDoc::All(parts) | CoversDoc::Any(parts) => {
            return parts.iter().for_each(|part| drawn_by(part, found));
        }
        CoversDoc::Not(part) => {
            return drawn_by(part, found);
        }
        CoversDoc::Everywhere {} | CoversDoc::Attribute { .. } => None,
        CoversDoc::Countries(_) => Some(By::Country),
        CoversDoc::States(_) => Some(By::State),
        CoversDoc::Counties(_) => Some(By::County),
        CoversDoc::Cities(_) => Some(By::City),
        CoversDoc::Zips(_)
        | CoversDoc::ZipRange { .. }
        | CoversDoc::Scf(_)
        | CoversDoc::Zip4(_)
        | CoversDoc::Zip4Range { .. }
        | CoversDoc::Outward(_) => Some(By::Postcode),
        CoversDoc::AreaCodes(_) => Some(By::AreaCode),
        CoversDoc::Streets(_) => Some(By::Street),
        CoversDoc::Accounts(_) => Some(By::Account),
        CoversDoc::Radius { .. } | CoversDoc::Polygons(_) | CoversDoc::Side { .. } => Some(By::Point),
    };
    found.extend(own);
}
