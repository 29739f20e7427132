//! How many leads a day begin another round, names resolved.

use crate::calendar::Zone;
use crate::policy::doc::LeadKeyDoc;

#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) most: u32,
    pub(crate) zone: Zone,
    /// The attribute's index in the schema stands beside its name.
    pub(crate) order: Vec<(LeadKeyDoc, usize)>,
}
