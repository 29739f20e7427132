//! Which leads a queue's turns are counted together for.

use std::collections::BTreeMap;

use super::attributes;
use super::report::Report;
use crate::attribute::AttributeType;
use crate::id::Name;
use crate::matching::Schema;
use crate::policy::compiled::{ApartBy, Sheets};
use crate::policy::doc::{PolicyDoc, QueueDoc, RankKeyDoc, RotationDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;
use crate::policy::suggest;

/// The most rotations a queue keeps apart.
const MOST_APART: u32 = 10_000;

/// The rotations that queues share.
pub(crate) struct Groups<'d>(BTreeMap<&'d Name, Group<'d>>);

struct Group<'d> {
    /// Where it stands among them, in the order they are first named.
    at: usize,
    first: &'d QueueDoc,
    queues: usize,
}

impl<'d> Groups<'d> {
    pub(crate) fn of(doc: &'d PolicyDoc) -> Groups<'d> {
        let mut groups: BTreeMap<&Name, Group<'_>> = BTreeMap::new();
        for queue in &doc.queues {
            if let RotationDoc::Shared(name) = &queue.rotation {
                let at = groups.len();
                let group = groups.entry(name).or_insert(Group { at, first: queue, queues: 0 });
                group.queues = group.queues.saturating_add(1);
            }
        }
        Groups(groups)
    }

    /// Their names, in the order they are first named.
    pub(crate) fn names(&self) -> Vec<Name> {
        let mut named: Vec<_> = self.0.iter().map(|(name, group)| (group.at, (*name).clone())).collect();
        named.sort_unstable();
        named.into_iter().map(|(_, name)| name).collect()
    }
}

/// What a queue says; the path is the queue's.
pub(super) fn of_queue(
    groups: &Groups<'_>,
    queue: &QueueDoc,
    path: &Path<'_>,
    schema: &Schema,
    report: &mut Report,
) -> Option<Sheets> {
    let path = path.field("rotation");
    if queue.rotation == RotationDoc::Own {
        return Some(Sheets::Own);
    }
    if rotation(queue).is_none() {
        let message = format!(
            "queue `{}` keeps no sheet of turns that could be shared or kept apart; `round_robin`, `pointer`, \
             `least_recent`, `lowest_count`, `stride`, `smooth_weighted` and `quota` do",
            queue.id
        );
        report.error_meaning(&path, IssueKind::RankKeys, message, Some("own".to_owned()));
    }
    match &queue.rotation {
        RotationDoc::Own => Some(Sheets::Own),
        RotationDoc::Shared(name) => {
            let group = groups.0.get(name)?;
            with_others(groups, group, (queue, name), &path.field("shared"), report);
            Some(Sheets::Shared(group.at))
        }
        RotationDoc::ApartBy { attribute, at_most } => {
            let path = path.field("apart_by");
            let most = most(*at_most, &path, report);
            let path = path.field("attribute");
            let (index, declared) = attributes::find(schema, &path, attribute, report)?;
            if declared == AttributeType::Texts {
                let message = format!("a lead has one rotation, and `{attribute}` is declared as {declared}");
                report.error(&path, IssueKind::TypeMismatch, message);
            }
            Some(Sheets::Apart { by: ApartBy::Attribute(index), at_most: most })
        }
        RotationDoc::ApartByRule { at_most } => {
            let most = most(*at_most, &path.field("apart_by_rule"), report);
            Some(Sheets::Apart { by: ApartBy::Rule, at_most: most })
        }
    }
}

/// The key by which turns are dealt that can be counted for other leads than all the queue's own.
pub(super) fn rotation(queue: &QueueDoc) -> Option<RankKeyDoc> {
    let keys = queue.strategy.keys();
    match keys.iter().copied().find(|key| key.rotates()) {
        Some(key) => Some(key).filter(|key| *key != RankKeyDoc::Random),
        None => keys.iter().copied().find(|key| *key == RankKeyDoc::LeastRecent),
    }
}

/// Whether each tier is a circle of its own.
fn by_tier(queue: &QueueDoc) -> bool {
    use RankKeyDoc::{LowestCount, Pointer, Quota, Stride, Tier};
    matches!(rotation(queue), Some(LowestCount | Pointer | Quota | Stride))
        && queue.strategy.keys().contains(&Tier)
}

fn most(at_most: u32, path: &Path<'_>, report: &mut Report) -> usize {
    let path = path.field("at_most");
    if at_most == 0 {
        let message = "with no rotation apart all leads share the queue's own; leave `rotation` out";
        report.error(&path, IssueKind::TooSmall, message);
    }
    if at_most > MOST_APART {
        let message = format!("{at_most} rotations apart, {MOST_APART} are allowed");
        report.error(&path, IssueKind::TooLarge, message);
    }
    usize::try_from(at_most).unwrap_or(usize::MAX)
}

/// Queues that share a rotation deal it by one key; a rotation of one queue alone is probably misspelt.
fn with_others(
    groups: &Groups<'_>,
    group: &Group<'_>,
    (queue, name): (&QueueDoc, &Name),
    path: &Path<'_>,
    report: &mut Report,
) {
    if group.queues == 1 {
        let others = groups.0.keys().filter(|other| **other != name);
        let like = suggest::nearest(name.as_str(), others.map(|other| other.as_str()));
        let like = like.map(|like| format!(", did you mean `{like}`?")).unwrap_or_default();
        let message = format!("no other queue shares rotation `{name}`{like}");
        report.warn(path, IssueKind::NoEffect, message);
    }
    if rotation(group.first) != rotation(queue) {
        let message = format!("queue `{}` deals rotation `{name}` by another key", group.first.id);
        report.error(path, IssueKind::RankKeys, message);
    }
    if rotation(group.first) == rotation(queue) && by_tier(group.first) != by_tier(queue) {
        let message = format!(
            "each tier is a circle of its own where `tier` is a key, and rotation `{name}` has it in one of queues \
             `{}` and `{}` only",
            group.first.id, queue.id
        );
        report.error(path, IssueKind::RankKeys, message);
    }
    if group.first.catch_up != queue.catch_up {
        let message = format!(
            "turns missed in rotation `{name}` are made up for at another pace in queue `{}`",
            group.first.id
        );
        report.error(path, IssueKind::RankKeys, message);
    }
    let sizes = |queue: &'_ QueueDoc| queue.turn_size.as_ref().map(|own| (own.attribute.clone(), own.most));
    if sizes(group.first) != sizes(queue) {
        let message =
            format!("queue `{}` counts the turns of rotation `{name}` by other sizes", group.first.id);
        report.error(path, IssueKind::RankKeys, message);
    }
}
