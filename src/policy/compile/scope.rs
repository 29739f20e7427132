//! Everything names can refer to: kept by the policy, since agents and filters come later.

use std::sync::Arc;

use super::directory::Directory;
use super::report::{Noun, Report};
use super::sets;
use crate::attribute::AttributeType;
use crate::matching::{Schema, TextSet};
use crate::policy::doc::PolicyDoc;
use crate::policy::path::Path;

/// What the policy's lists call their elements.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(super) sets: Directory,
    pub(super) holiday_sets: Directory,
    pub(super) contact_hours: Directory,
    pub(super) calendars: Directory,
    /// The zones agents may have, in the order of the document.
    pub(super) agent_zones: Vec<String>,
    pub(super) work_kinds: Directory,
    pub(super) skills: Directory,
    pub(super) traits: Directory,
    /// Their types, in the order of the document.
    pub(super) trait_types: Vec<AttributeType>,
    pub(super) queues: Directory,
    pub(super) caps: Directory,
    pub(super) merits: Directory,
    pub(super) sticky: Directory,
    pub(super) cadences: Directory,
    pub(super) plans: Directory,
    /// What texts the attributes may have that maps of territories write.
    pub(super) words: Vec<super::territories::Words>,
    /// The sets themselves, in the order of the document.
    pub(super) set_texts: Vec<Arc<TextSet>>,
}

impl Scope {
    pub(super) fn new(doc: &PolicyDoc, schema: &Schema, report: &mut Report) -> Scope {
        let set_texts = sets::compile(doc, schema, report);
        let root = Path::ROOT;
        Scope {
            sets: Directory::new(Noun::Set, &root.field("sets"), doc.sets.iter().map(|x| &x.id), report),
            holiday_sets: Directory::new(
                Noun::HolidaySet,
                &root.field("holiday_sets"),
                doc.holiday_sets.iter().map(|x| &x.id),
                report,
            ),
            contact_hours: Directory::new(
                Noun::ContactHours,
                &root.field("contact_hours"),
                doc.contact_hours.iter().map(|x| &x.id),
                report,
            ),
            agent_zones: doc.agent_zones.clone(),
            calendars: Directory::new(
                Noun::Calendar,
                &root.field("calendars"),
                doc.calendars.iter().map(|x| &x.id),
                report,
            ),
            work_kinds: Directory::new(
                Noun::WorkKind,
                &root.field("work_kinds"),
                doc.work_kinds.iter().map(|x| &x.id),
                report,
            ),
            skills: Directory::new(
                Noun::Skill,
                &root.field("skills"),
                doc.skills.iter().map(|x| &x.id),
                report,
            ),
            traits: super::scores::directory(doc, report),
            trait_types: doc.traits.iter().map(|own| own.trait_type).collect(),
            queues: Directory::new(
                Noun::Queue,
                &root.field("queues"),
                doc.queues.iter().map(|x| &x.id),
                report,
            ),
            caps: Directory::new(Noun::Cap, &root.field("caps"), doc.caps.iter().map(|x| &x.id), report),
            merits: Directory::new(
                Noun::Merit,
                &root.field("merits"),
                doc.merits.iter().map(|x| &x.id),
                report,
            ),
            sticky: Directory::new(
                Noun::Sticky,
                &root.field("sticky"),
                doc.sticky.iter().map(|x| &x.id),
                report,
            ),
            cadences: Directory::new(
                Noun::Cadence,
                &root.field("cadences"),
                doc.cadences.iter().map(|x| &x.id),
                report,
            ),
            plans: Directory::new(Noun::Plan, &root.field("plans"), doc.plans.iter().map(|x| &x.id), report),
            words: super::territories::words(doc, schema),
            set_texts,
        }
    }

    pub(in crate::policy) fn skill_named(&self, name: &str) -> Option<usize> {
        self.skills.index_of_text(name)
    }
}
