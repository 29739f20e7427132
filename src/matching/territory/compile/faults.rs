//! What is found on the way through a document.

use std::collections::BTreeMap;

use crate::id::Name;
use crate::matching::territory::fault::{TerritoryFault, TerritoryFaultKind};

/// The faults so far, in the order they were found.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<TerritoryFault>);

impl Faults {
    pub(super) fn add(
        &mut self,
        path: impl Into<String>,
        kind: TerritoryFaultKind,
        message: impl Into<String>,
    ) {
        self.meaning(path, kind, message, None);
    }

    pub(super) fn meaning(
        &mut self,
        path: impl Into<String>,
        kind: TerritoryFaultKind,
        message: impl Into<String>,
        suggestion: Option<String>,
    ) {
        self.0.push(TerritoryFault { path: path.into(), kind, message: message.into(), suggestion });
    }

    pub(super) fn has_errors(&self) -> bool {
        self.0.iter().any(|fault| !fault.kind.is_warning())
    }

    /// Errors first.
    pub(super) fn into_all(mut self) -> Vec<TerritoryFault> {
        self.0.sort_by_key(|fault| fault.kind.is_warning());
        self.0
    }
}

/// Reports names of a list that stand there twice.
pub(super) fn named<'d>(word: &str, list: &str, names: impl Iterator<Item = &'d Name>, faults: &mut Faults) {
    let mut known: BTreeMap<&Name, usize> = BTreeMap::new();
    for (at, name) in names.enumerate() {
        if let Some(first) = known.get(name) {
            let message = format!("{word} `{name}` is already there, at {list}[{first}]");
            faults.add(format!("{list}[{at}].id"), TerritoryFaultKind::Duplicate, message);
        } else {
            known.insert(name, at);
        }
    }
}

/// A text of the document in a message, not too long.
pub(super) fn shown(text: &str) -> String {
    let mut own: String = text.chars().take(60).collect();
    if own.len() < text.len() {
        own.push('…');
    }
    own
}

/// The candidate most like a text, if any is like it at all.
pub(super) fn nearest<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> Option<String> {
    if text.len() > 100 {
        return None;
    }
    let allowed = text.chars().count().saturating_add(1).checked_div(3).unwrap_or(0).max(1);
    let like = candidates.map(|other| (strsim::osa_distance(text, other), other));
    let best = like.filter(|(edits, _)| *edits <= allowed).min_by_key(|(edits, _)| *edits);
    best.map(|(_, other)| other.to_owned())
}
