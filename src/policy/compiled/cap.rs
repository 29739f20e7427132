//! A cap, names resolved.

use smallvec::SmallVec;

use crate::calendar::{Window, Zone};
use crate::id::Name;
use crate::matching::Condition;
use crate::policy::compiled::CapAdjust;
use crate::policy::doc::{CountsDoc, OnReturnDoc};
use crate::time::Span;

#[derive(Clone, Debug)]
pub(crate) struct Cap {
    pub(crate) id: Name,
    pub(crate) limit: u32,
    /// What is counted apart, in the order of the document, each once.
    pub(crate) per: SmallVec<[Dimension; 4]>,
    pub(crate) when: Option<Condition>,
    pub(crate) window: CapWindow,
    pub(crate) zone: Zone,
    pub(crate) counts: CountsDoc,
    pub(crate) on_return: OnReturnDoc,
    pub(crate) adjust: Option<CapAdjust>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dimension {
    Agent,
    Team,
    Queue,
    /// Index into the schema.
    Attribute(usize),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum CapWindow {
    Calendar(Window),
    Rolling(Span),
    Open,
    Lifetime,
}

impl Cap {
    /// Whether the cap counts for agents or their teams, so that it stops some members and not others.
    pub(crate) fn is_per_agent(&self) -> bool {
        self.per.iter().any(|d| matches!(d, Dimension::Agent | Dimension::Team))
    }
}
