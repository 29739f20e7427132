//! How many leads a day begin another round.

use super::attributes;
use super::plans::Reader;
use crate::attribute::AttributeType;
use crate::id::Name;
use crate::policy::compiled::Batch;
use crate::policy::doc::{BatchDoc, LeadKeyDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;

impl Reader<'_> {
    pub(super) fn batch(&mut self, doc: &BatchDoc, path: &Path<'_>) -> Option<Batch> {
        self.report.at_least_one(&path.field("most_per_day"), u64::from(doc.most_per_day));
        let zone = match &doc.zone {
            Some(zone) => self.report.zone(&path.field("zone"), zone),
            None => self.report.zone(&Path::ROOT.field("zone"), &self.doc.zone),
        };
        let list = path.field("order");
        let mut order = Vec::with_capacity(doc.order.len());
        for (at, key) in doc.order.iter().enumerate() {
            let path = list.index(at);
            let index = match key {
                LeadKeyDoc::Highest(name) => self.integer(name, &path.field("highest"))?,
                LeadKeyDoc::Lowest(name) => self.integer(name, &path.field("lowest"))?,
                _ => 0,
            };
            order.push((key.clone(), index));
        }
        Some(Batch { most: doc.most_per_day, zone: zone?, order })
    }

    /// An integer attribute.
    fn integer(&mut self, name: &Name, path: &Path<'_>) -> Option<usize> {
        let (index, declared) = attributes::find(self.schema, path, name, self.report)?;
        if declared != AttributeType::Integer {
            let message = format!("leads are compared by an integer, `{name}` is declared as {declared}");
            self.report.error(path, IssueKind::TypeMismatch, message);
            return None;
        }
        Some(index)
    }
}
