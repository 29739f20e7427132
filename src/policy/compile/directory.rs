//! The names of one list, to be referred to.

use super::report::{Noun, Report};
use crate::id::Name;
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;
use crate::policy::suggest;

/// Names and where they stand in their list.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    noun: Noun,
    /// Sorted by name, each once.
    names: Vec<(Name, usize)>,
}

impl Directory {
    /// The directory of a list, `path` being the list's. Reports names that stand there twice.
    pub(super) fn new<'d>(
        noun: Noun,
        path: &Path<'_>,
        names: impl Iterator<Item = &'d Name>,
        report: &mut Report,
    ) -> Directory {
        let names = sorted_once(noun.word(), path, names.cloned(), report);
        Directory { noun, names }
    }

    /// Where a name stands; reports one that nothing has.
    pub(super) fn find(&self, path: &Path<'_>, name: &Name, report: &mut Report) -> Option<usize> {
        if let Some(index) = self.index_of(name) {
            report.mark_used(self.noun, index);
            return Some(index);
        }
        let known = self.names.iter().map(|(name, _)| name.as_str());
        let suggestion = suggest::nearest(name.as_str(), known);
        let message = format!("unknown {} `{name}`", self.noun.word());
        report.error_meaning(path, IssueKind::UnknownReference, message, suggestion);
        None
    }

    pub(super) fn index_of(&self, name: &Name) -> Option<usize> {
        self.index_of_text(name.as_str())
    }

    /// Everything may be referred to from now on.
    pub(super) fn mark_all_used(&self, report: &mut Report) {
        self.names.iter().for_each(|(_, index)| report.mark_used(self.noun, *index));
    }

    pub(super) fn index_of_text(&self, name: &str) -> Option<usize> {
        let at = self.names.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok()?;
        self.names.get(at).map(|(_, index)| *index)
    }
}

/// Sorted, each once, with the first place it stands; the others are reported at `list[n].id`.
pub(super) fn sorted_once<T: Ord + core::fmt::Display>(
    word: &str,
    path: &Path<'_>,
    names: impl Iterator<Item = T>,
    report: &mut Report,
) -> Vec<(T, usize)> {
    let mut sorted: Vec<(T, usize)> = names.enumerate().map(|(index, name)| (name, index)).collect();
    sorted.sort();
    let mut again: Vec<(usize, String)> = Vec::new();
    sorted.dedup_by(|next, first| {
        let same = next.0 == first.0;
        if same {
            again.push((next.1, format!("{word} `{}` is already there, at {path}[{}]", first.0, first.1)));
        }
        same
    });
    again.sort();
    for (index, message) in again {
        report.error(&path.index(index).field("id"), IssueKind::Duplicate, message);
    }
    sorted
}

/// Reports what stands in a list twice.
pub(super) fn each_once<'d, T: Ord + 'd>(
    path: &Path<'_>,
    items: impl Iterator<Item = &'d T>,
    shown: impl Fn(&T) -> String,
    field: Option<&'static str>,
    report: &mut Report,
) {
    let mut sorted: Vec<(&T, usize)> = items.enumerate().map(|(index, item)| (item, index)).collect();
    sorted.sort();
    let mut again: Vec<(usize, usize, &T)> = Vec::new();
    for same in sorted.chunk_by(|a, b| a.0 == b.0) {
        if let Some(((_, first), others)) = same.split_first() {
            again.extend(others.iter().map(|(item, index)| (*index, *first, *item)));
        }
    }
    again.sort_by_key(|(index, ..)| *index);
    for (index, first, item) in again {
        let message = format!("{} is already there, at {path}[{first}]", shown(item));
        let at = path.index(index);
        match field {
            Some(field) => report.error(&at.field(field), IssueKind::Duplicate, message),
            None => report.error(&at, IssueKind::Duplicate, message),
        }
    }
}
