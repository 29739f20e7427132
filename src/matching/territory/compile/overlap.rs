//! Territories that cover the same, so that only their ids decide between them.

use std::collections::BTreeMap;

use super::common;
use super::faults::Faults;
use crate::matching::territory::cover::Cover;
use crate::matching::territory::doc::TerritoriesDoc;
use crate::matching::territory::fault::TerritoryFaultKind::Overlap;
use crate::matching::territory::territories::{Clause, Held, Territories};

/// So many pairs are named.
const MOST: usize = 1_000;

/// Reports every two territories of which some parts, equally specific and of one priority, hold the same code or point.
pub(super) fn check(own: &Territories, doc: &TerritoriesDoc, faults: &mut Faults) {
    let places: BTreeMap<&str, usize> =
        doc.territories.iter().enumerate().map(|(at, own)| (own.id.as_str(), at)).collect();
    let at = |territory: u32| {
        let id = own.territories.get(territory as usize).map(|own| own.id.as_str())?;
        places.get(id).copied()
    };
    let mut pairs: BTreeMap<(u32, u32), (&Clause, &Cover, &Cover)> = BTreeMap::new();
    let mut meet = |one: u32, other: u32| {
        let (one, other) = (one as usize, other as usize);
        let (Some(a), Some(b)) = (own.clauses.get(one), own.clauses.get(other)) else { return };
        let Some((own_a, own_b)) = own.covers.get(one).zip(own.covers.get(other)) else { return };
        if a.territory == b.territory || a.specificity != b.specificity || !alike((a, own_a), (b, own_b)) {
            return;
        }
        let doc_of = |clause: &Clause| at(clause.territory).and_then(|at| doc.territories.get(at));
        let Some((x, y)) = doc_of(a).zip(doc_of(b)) else { return };
        let at_once = x.from.is_none_or(|from| y.until.is_none_or(|until| from < until))
            && y.from.is_none_or(|from| x.until.is_none_or(|until| from < until));
        if x.priority == y.priority && at_once && pairs.len() < MOST {
            let pair = (a.territory.min(b.territory), a.territory.max(b.territory));
            pairs.entry(pair).or_insert((a, own_a, own_b));
        }
    };
    for list in own.filing.lists() {
        // Neighbours in the order they are asked: equals stand together.
        for (at, one) in list.iter().enumerate() {
            for other in list.iter().skip(at.saturating_add(1)).take(8) {
                meet(*one, *other);
            }
        }
    }
    let of_shape = |shape: u32| own.filing.of_area(shape);
    own.raster.together(|one, other| {
        for a in of_shape(one) {
            of_shape(other).iter().for_each(|b| meet(*a, *b));
        }
    });
    for ((one, other), (clause, own, others)) in pairs {
        let (Some(first), Some(second)) = (at(one), at(other)) else { continue };
        let id = |at: usize| doc.territories.get(at).map(|own| own.id.as_str()).unwrap_or_default();
        let such = common::example(own, others).map(|code| format!(", such as `{code}`")).unwrap_or_default();
        let message = format!(
            "it covers by {} what territory `{}` does too{such}, and of one priority their ids decide: `{}` has it; \
             give one of them a higher `priority`",
            clause.specificity,
            id(first.min(second)),
            id(first).min(id(second)),
        );
        faults.add(format!("territories[{}]", first.max(second)), Overlap, message);
    }
}

/// Whether two parts that are filed under the same thing surely hold places in common: each asks for nothing else, or both for
/// house numbers that meet.
fn alike((one, own): (&Clause, &Cover), (other, others): (&Clause, &Cover)) -> bool {
    match (own, others) {
        (Cover::Streets(a), Cover::Streets(b)) => a.iter().any(|a| b.iter().any(|b| a.meets(b))),
        (Cover::Area(_), Cover::Area(_)) => true,
        _ => one.held == Held::AsFiled && other.held == Held::AsFiled,
    }
}
