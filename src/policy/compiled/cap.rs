//! A cap, names resolved.

use smallvec::SmallVec;

use crate::calendar::{Window, Zone};
use crate::id::{Name, PlanSlot};
use crate::matching::Condition;
use crate::policy::compiled::{CapAdjust, Money, Pace, Price};
use crate::policy::doc::{CountsDoc, OnReturnDoc, ReturnReason};
use crate::time::Span;

#[derive(Clone, Debug)]
pub(crate) struct Cap {
    pub(crate) id: Name,
    pub(crate) limit: u64,
    /// What is counted apart, in the order of the document, each once.
    pub(crate) per: SmallVec<[Dimension; 4]>,
    pub(crate) when: Option<Condition>,
    pub(crate) window: CapWindow,
    pub(crate) zone: Zone,
    pub(crate) counts: CountsDoc,
    pub(crate) on_return: OnReturnDoc,
    pub(crate) on_return_by_reason: SmallVec<[(ReturnReason, OnReturnDoc); 2]>,
    pub(crate) at_limit: AtLimit,
    pub(crate) adjust: Option<CapAdjust>,
    /// What leads cost, where that is counted.
    pub(crate) money: Option<Money>,
    pub(crate) pace: Option<Pace>,
    /// How long what is not confirmed stays reserved.
    pub(crate) reserve: Option<Span>,
}

/// What becomes of a lead that a full cap stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtLimit {
    Wait,
    Next,
    Plan(PlanSlot),
    Fail,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dimension {
    Agent,
    Team,
    Tier,
    Queue,
    Rule,
    Plan,
    /// Index into the schema.
    Attribute(usize),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum CapWindow {
    Calendar(Window),
    /// Index into the policy's calendars.
    Block(usize),
    Rolling(Span),
    Open,
    Lifetime,
}

impl Cap {
    /// Whether the cap counts for agents, their teams or tiers, so that it stops some members and not others.
    pub(crate) fn is_per_agent(&self) -> bool {
        self.per.iter().any(|d| matches!(d, Dimension::Agent | Dimension::Team | Dimension::Tier))
    }

    /// Whether there is room by more than how many are counted: by what the lead costs, or how late it is.
    pub(crate) fn looks_closely(&self) -> bool {
        self.money.is_some() || self.pace.is_some()
    }

    /// The least that a lead counts as, where no room for that much is no room for any.
    pub(crate) fn step(&self) -> u32 {
        match &self.money {
            Some(Money { price: Price::Fixed(price), overspend: false, .. }) => (*price).max(1),
            _ => 1,
        }
    }

    /// There is room for a lead of so much under a limit while less than this is counted.
    pub(crate) fn room_below(&self, limit: u64, amount: u32) -> u64 {
        match &self.money {
            Some(money) if money.overspend => limit,
            _ => limit.saturating_add(1).saturating_sub(u64::from(amount)),
        }
    }

    /// How much has to be open for a lead of so much, where so much is counted.
    pub(crate) fn opens_with(&self, used: u64, amount: u32) -> u64 {
        match &self.money {
            Some(money) if money.overspend => used.saturating_add(1),
            _ => used.saturating_add(u64::from(amount)),
        }
    }

    /// Whether a lead is reserved for until it comes to something.
    pub(crate) fn reserves(&self) -> bool {
        matches!(self.counts, CountsDoc::Attempted | CountsDoc::Connected | CountsDoc::Converted { .. })
    }

    /// What becomes of a count when a lead is returned for a reason.
    pub(crate) fn on_return(&self, reason: ReturnReason) -> OnReturnDoc {
        let own = self.on_return_by_reason.iter().find(|(other, _)| *other == reason);
        own.map_or(self.on_return, |(_, own)| *own)
    }

    /// Whether a lead that leaves its agent has not come to what counts: what the agent has done with it, and the code of
    /// a final disposition.
    pub(crate) fn falls_short(&self, (attempted, contacted): (bool, bool), code: Option<&str>) -> bool {
        match &self.counts {
            CountsDoc::Accepted | CountsDoc::Offered | CountsDoc::Claimed | CountsDoc::Returned => false,
            CountsDoc::Attempted => !attempted,
            CountsDoc::Connected => !contacted,
            CountsDoc::Converted { codes } => !code.is_some_and(|code| codes.iter().any(|own| own == code)),
        }
    }
}
