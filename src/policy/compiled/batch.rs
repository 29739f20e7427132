//! How many leads a day begin another round, names resolved.

use crate::calendar::Zone;
use crate::policy::doc::LeadKeyDoc;

/// What leads are compared by; the attribute's index in the schema stands beside its name.
pub(crate) type LeadOrder = Vec<(LeadKeyDoc, usize)>;

#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) most: u32,
    pub(crate) zone: Zone,
    pub(crate) order: LeadOrder,
}
