//! What is known of ZIP codes.

use std::collections::BTreeSet;

use super::codes;
use super::faults::{Faults, shown};
use crate::matching::territory::code::{Text, Zip};
use crate::matching::territory::doc::ZipFactsDoc;
use crate::matching::territory::facts::{Facts, ZipFacts};
use crate::matching::territory::fault::TerritoryFaultKind::{BadCode, Duplicate, OutOfRange};

pub(super) fn facts(docs: &[ZipFactsDoc], faults: &mut Faults) -> Facts {
    let mut all = Facts::default();
    for (at, doc) in docs.iter().enumerate() {
        let path = || format!("zip_facts[{at}]");
        let own = one(doc, &path, faults);
        let added = match Zip::read(&doc.zip) {
            Some(Zip::Five(zip)) => all.add_zip(zip, own),
            Some(Zip::Prefix(prefix)) => all.add_prefix(prefix, own),
            _ => {
                let message =
                    format!("`{}` is neither a ZIP code nor the first three digits of some", shown(&doc.zip));
                faults.add(format!("{}.zip", path()), BadCode, message);
                continue;
            }
        };
        if added.is_err() {
            let message = format!("`{}` is already there", shown(&doc.zip));
            faults.add(format!("{}.zip", path()), Duplicate, message);
        }
    }
    all
}

fn one(doc: &ZipFactsDoc, path: &dyn Fn() -> String, faults: &mut Faults) -> ZipFacts {
    let mut own = ZipFacts::default();
    for (at, state) in doc.states.iter().enumerate() {
        own.states.extend(codes::text(state, &|| format!("{}.states[{at}]", path()), faults));
    }
    let mut known: BTreeSet<Text> = BTreeSet::new();
    for (at, share) in doc.counties.iter().enumerate() {
        let path = || format!("{}.counties[{at}]", path());
        if share.share_bp == 0 || share.share_bp > 10_000 {
            let message =
                format!("{} basis points: at least 1, and at most 10000, all of it", share.share_bp);
            faults.add(format!("{}.share_bp", path()), OutOfRange, message);
        }
        let county = codes::county(&share.county, &|| format!("{}.county", path()), faults);
        let Some(county) = county else { continue };
        if !known.insert(county.clone()) {
            let message = format!("county `{}` is already there", share.county);
            faults.add(format!("{}.county", path()), Duplicate, message);
        }
        own.counties.push((county, share.share_bp));
    }
    own.counties.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    own
}
