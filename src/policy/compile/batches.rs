//! How many leads a day begin another round.

use super::lead_orders;
use super::plans::Reader;
use crate::policy::compiled::Batch;
use crate::policy::doc::BatchDoc;
use crate::policy::path::Path;

impl Reader<'_> {
    pub(super) fn batch(&mut self, doc: &BatchDoc, path: &Path<'_>) -> Option<Batch> {
        self.report.at_least_one(&path.field("most_per_day"), u64::from(doc.most_per_day));
        let zone = match &doc.zone {
            Some(zone) => self.report.zone(&path.field("zone"), zone),
            None => self.report.zone(&Path::ROOT.field("zone"), &self.doc.zone),
        };
        let order = lead_orders::compile(&doc.order, &path.field("order"), self.schema, self.report);
        Some(Batch { most: doc.most_per_day, zone: zone?, order: order? })
    }
}
