//! The names behind the slots, and an agent's document with its names resolved to slots.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::agent::AgentDoc;
use crate::id::{CapSlot, MeritSlot, Name, QueueSlot};
use crate::policy::{CapWindow, CountsDoc, Digest, Policy, RankKeyDoc};

/// What a floor must know of its policy to apply events: names, sizes and costs, nothing to decide by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The digest of the policy.
    pub digest: Digest,
    /// The queues.
    pub queues: Vec<QueueLayout>,
    /// The plans and their stages.
    pub plans: Vec<PlanLayout>,
    /// The rules in the order they are tried.
    pub rules: Vec<Name>,
    /// The caps.
    pub caps: Vec<CapLayout>,
    /// The calendars.
    pub calendars: Vec<Name>,
    /// The kinds of work.
    pub work_kinds: Vec<Name>,
    /// The merits.
    pub merits: Vec<MeritLayout>,
}

/// What a floor must know of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueLayout {
    /// Its name.
    pub id: Name,
    /// The kind of work, an index into [`Layout::work_kinds`].
    pub work_kind: Option<u32>,
    /// What one lead costs, in units of capacity.
    pub units: u32,
    /// What its members are compared by, in order.
    pub keys: Vec<RankKeyDoc>,
    /// How merit changes the memberships, if it does.
    pub merit: Option<QueueMeritLayout>,
}

/// What a floor must know of a queue whose weights, and perhaps tiers, merit says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueMeritLayout {
    /// By which merit.
    pub merit: MeritSlot,
    /// The weight of whoever has not been judged, in percent of an average one.
    pub newcomer_percent: u32,
    /// Their tier, where merit says the tiers.
    pub newcomer_tier: Option<u32>,
}

/// What a floor must know of a merit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeritLayout {
    /// Its name.
    pub id: Name,
    /// Its period and zone and what it tells leads apart by, in words: counts do not outlive a change of them.
    pub period: String,
}

/// What a floor must know of a cap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapLayout {
    /// Its name.
    pub id: Name,
    /// The limit of whoever has none of their own.
    pub limit: u32,
    /// Its window and zone, what it counts apart and whether it counts returns, in words: a counter does not outlive a
    /// change of them.
    pub window: String,
    /// How an agent's limit follows what they make of their leads, if it does.
    pub adjust: Option<CapAdjustLayout>,
}

/// What a floor must know of a cap that follows what agents make of their leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapAdjustLayout {
    /// By which merit.
    pub merit: MeritSlot,
    /// A penalty leaves so many leads.
    pub least: u32,
}

/// What a floor must know of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLayout {
    /// Its name.
    pub id: Name,
    /// The names of its stages, in order.
    pub stages: Vec<Name>,
}

impl Layout {
    /// What a floor must know of this policy.
    pub(crate) fn of(policy: &Policy) -> Layout {
        let queue = |queue: &crate::policy::Queue| QueueLayout {
            id: queue.id.clone(),
            work_kind: queue.work_kind.and_then(|kind| u32::try_from(kind).ok()),
            units: queue.units,
            keys: queue.keys.to_vec(),
            merit: queue.merit.as_ref().map(|own| QueueMeritLayout {
                merit: own.merit,
                newcomer_percent: own.rules.newcomer_percent,
                newcomer_tier: own.rules.tiers.map(|tiers| tiers.rest),
            }),
        };
        let plan = |plan: &crate::policy::Plan| PlanLayout {
            id: plan.id.clone(),
            stages: plan.stages.iter().map(|stage| stage.id.clone()).collect(),
        };
        let cap = |cap: &crate::policy::Cap| {
            let window = match cap.window {
                CapWindow::Calendar(window) => format!("{window:?} {}", cap.zone.name()),
                CapWindow::Rolling(span) => format!("rolling {span}"),
                CapWindow::Open => "open".to_owned(),
                CapWindow::Lifetime => "lifetime".to_owned(),
            };
            let per = policy.doc.caps.iter().find(|doc| doc.id == cap.id).map(|doc| doc.per.as_slice());
            let returns = if cap.counts == CountsDoc::Returned { ", returns" } else { "" };
            let window = format!("{window} per {:?}{returns}", per.unwrap_or_default());
            let adjust = cap.adjust.map(|own| CapAdjustLayout { merit: own.merit, least: own.least });
            CapLayout { id: cap.id.clone(), limit: cap.limit, window, adjust }
        };
        let merit = |merit: &crate::policy::Merit| {
            let by = merit.normalise_by.as_ref().map_or("", |(name, _)| name.as_str());
            let period = format!("{:?} {} by {by:?}", merit.period, merit.zone.name());
            MeritLayout { id: merit.id.clone(), period }
        };
        Layout {
            digest: policy.digest,
            queues: policy.queues.iter().map(queue).collect(),
            plans: policy.plans.iter().map(plan).collect(),
            rules: policy.rule_ids.clone(),
            caps: policy.caps.iter().map(cap).collect(),
            calendars: policy.calendars.iter().map(|(name, _)| name.clone()).collect(),
            work_kinds: policy.work_kinds.iter().map(|(name, _)| name.clone()).collect(),
            merits: policy.merits.iter().map(merit).collect(),
        }
    }

    /// An agent's document with its names resolved. Names the policy does not know are passed over: the policy may
    /// have lost a queue since the agent joined.
    pub(crate) fn place(&self, doc: &AgentDoc) -> Place {
        let number = |at: usize| u32::try_from(at).ok();
        let kind_of = |name: &Name| self.work_kinds.iter().position(|kind| kind == name).and_then(number);
        let calendar = doc.calendar.as_ref();
        let mut seats: SmallVec<[(QueueSlot, Seat); 2]> = SmallVec::new();
        for member in &doc.queues {
            let at = self.queues.iter().position(|queue| queue.id == member.queue);
            let Some(queue) = at.and_then(QueueSlot::from_index) else { continue };
            let seat = Seat { weight: member.weight, tier: member.tier, priority: member.priority };
            match seats.binary_search_by_key(&queue, |(other, _)| *other) {
                Ok(_) => {}
                Err(place) => seats.insert(place, (queue, seat)),
            }
        }
        let limits = doc.cap_limits.iter().filter_map(|own| {
            let at = self.caps.iter().position(|cap| cap.id == own.cap)?;
            Some((CapSlot::from_index(at)?, own.limit))
        });
        let kinds = doc.capacity.per_kind.iter();
        let full_at = doc.capacity.declining_return.as_ref().map(crate::agent::DecliningReturnDoc::full_at);
        Place {
            calendar: calendar
                .and_then(|name| self.calendars.iter().position(|c| c == name))
                .and_then(number),
            units: doc.capacity.units.unwrap_or(u32::MAX),
            full_at: full_at.unwrap_or(u32::MAX),
            per_kind: kinds.filter_map(|limit| Some((kind_of(&limit.kind)?, limit.units))).collect(),
            seats,
            cap_limits: limits.collect(),
        }
    }
}

/// An agent's document with its names resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The calendar of the shifts, an index into [`Layout::calendars`].
    pub(crate) calendar: Option<u32>,
    /// The most units of open work; `u32::MAX` is no limit.
    pub(crate) units: u32,
    /// The most open leads, by the point of declining return; `u32::MAX` is no limit.
    pub(crate) full_at: u32,
    /// Limits by kind of work: index into [`Layout::work_kinds`], units.
    pub(crate) per_kind: SmallVec<[(u32, u32); 2]>,
    /// The places in queues, by queue slot, each queue once.
    pub(crate) seats: SmallVec<[(QueueSlot, Seat); 2]>,
    /// Limits of the agent's own.
    pub(crate) cap_limits: SmallVec<[(CapSlot, u32); 1]>,
}

impl Place {
    /// Whether there is a limit to the work the agent may hold.
    pub(crate) fn is_limited(&self) -> bool {
        self.units < u32::MAX || self.full_at < u32::MAX || !self.per_kind.is_empty()
    }
}

/// A member's place in a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Share of turns.
    pub weight: u32,
    /// Tier, 1 first.
    pub tier: u32,
    /// Higher first where the strategy ranks by it.
    pub priority: i32,
}
