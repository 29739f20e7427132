//! The names behind the slots, and an agent's document with its names resolved to slots.

mod cadence;
mod cap;
mod place;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::agent::AgentDoc;
use crate::id::{CapSlot, MeritSlot, Name, QueueSlot};
use crate::meter::make_up::Pace;
use crate::policy::{
    ApartBy, Below, BoundDoc, CapWindow, CountsDoc, Digest, Discipline, FollowUp, Groups, IdleDoc, IdleOver,
    IdleSinceDoc, Measure, MilestoneDoc, Policy, PushOutDoc, Queue, RankKeyDoc, RotationDoc, Sheets,
    Standard, Term,
};
use crate::time::Span;

pub use cadence::CadenceLayout;
pub use cap::{CapAdjustLayout, CapLayout};
pub(crate) use place::Place;
pub use place::Seat;

/// What a floor must know of its policy to apply events: names, sizes, costs, and what members are compared by, so that
/// they can be kept in order. Nothing is decided by it.
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
    pub calendars: Vec<CalendarLayout>,
    /// The calendars of teams, for agents who have none of their own.
    #[serde(default)]
    pub teams: Vec<(Name, Option<Name>)>,
    /// The kinds of work.
    pub work_kinds: Vec<Name>,
    /// Whether each kind of work can be laid aside for others.
    pub interruptible: Vec<bool>,
    /// Whether offers not taken are counted, or agents may end their wrap-up.
    pub keeps_duties: bool,
    /// The skills.
    pub skills: Vec<Name>,
    /// How far back it must be known when everybody was busy; zero is not at all.
    pub busy_kept: Span,
    /// The merits.
    pub merits: Vec<MeritLayout>,
    /// What leads have in common whose last owner is remembered.
    #[serde(default)]
    pub sticky: Vec<StickyLayout>,
    /// The rotations that queues share.
    #[serde(default)]
    pub rotations: Vec<Name>,
    /// Whether it is written down when owners last did anything with their leads.
    #[serde(default)]
    pub keeps_touches: bool,
    /// Whether it is counted how often each agent tries a lead.
    #[serde(default)]
    pub keeps_tries: bool,
    /// The cadences and their steps.
    #[serde(default)]
    pub cadences: Vec<CadenceLayout>,
    /// Whether leads go on where members are busy, so that lines are looked at when somebody is given work.
    #[serde(default)]
    pub spills: bool,
}

/// What a floor must know of what leads have in common whose last owner is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StickyLayout {
    /// Its name.
    pub id: Name,
    /// The attribute: last owners do not outlive a change of it.
    pub attribute: Name,
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
    /// From when a member is idle, where that is not since the last lead of any queue began or ended.
    pub idle: Option<IdleLayout>,
    /// The leads whose first attempts are averaged, where members are compared by that.
    pub response: Option<ResponseLayout>,
    /// Whether agents may end their wrap-up by their word.
    pub wrap_up_may_end: bool,
    /// Whether its leads can be laid aside for others.
    pub interruptible: bool,
    /// How merit changes the memberships, if it does.
    pub merit: Option<QueueMeritLayout>,
    /// By which merit members' affinities are told, if they are.
    #[serde(default)]
    pub affinity: Option<MeritSlot>,
    /// Whether a lead may wait for the very member whose turn it is.
    #[serde(default)]
    pub strict: bool,
    /// What the turn of a lead counts as, where not all are alike.
    #[serde(default)]
    pub turn_size: Option<TurnSizeLayout>,
    /// How fast members may make up for turns missed, where that is held in check.
    #[serde(default)]
    pub catch_up: Option<Pace>,
    /// The attribute by which leads take one turn together.
    #[serde(default)]
    pub one_turn: Option<Name>,
    /// Whether members are held to a standard.
    #[serde(default)]
    pub standard: bool,
    /// Whether the weights of joiners grow.
    #[serde(default)]
    pub ramps: bool,
    /// Whether weights are in hundredths though no merit makes parts of them: where the weights of joiners grow, and where a
    /// rotation is shared with a queue in which either is so.
    #[serde(default)]
    pub hundredths: bool,
    /// Whether it is asked when members' working time begins or ends before it does.
    #[serde(default)]
    pub looks_ahead: bool,
    /// How its leads are kept.
    #[serde(default)]
    pub lines: LinesLayout,
    /// The limits on picking, in words: what is known of an agent's claims does not outlive a change of them.
    #[serde(default)]
    pub pick_limits: String,
    /// Where its turns are written down.
    #[serde(default)]
    pub sheets: SheetsLayout,
}

impl QueueLayout {
    /// What the largest turn counts as; 0 where all are alike.
    pub(crate) fn largest_size(&self) -> u32 {
        self.turn_size.as_ref().map_or(0, |own| own.most)
    }

    /// By which attribute turns have sizes, if they do.
    pub(crate) fn sized_by(&self) -> Option<&Name> {
        self.turn_size.as_ref().map(|own| &own.attribute)
    }

    /// Whether it writes down something of its own of each member.
    pub(crate) fn keeps_measures(&self) -> bool {
        self.idle.is_some() || self.response.is_some()
    }
}

/// Where the turns of a queue are written down: turns do not outlive a change of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetsLayout {
    /// On a sheet of its own.
    #[default]
    Own,
    /// In one that it shares with the other queues that name it.
    Shared(Name),
    /// In one for each value of this attribute.
    ApartBy(Name),
    /// In one for each rule that sends it leads.
    ApartByRule,
}

/// What a floor must know of the sizes of turns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnSizeLayout {
    /// The attribute: sheets do not outlive a change of it.
    pub attribute: Name,
    /// The largest size.
    pub most: u32,
}

/// From when a member of a queue is idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdleLayout {
    /// Since the last offer.
    pub offers: bool,
    /// Since the last assignment.
    pub assignments: bool,
    /// Since the last end of a lead.
    pub ends: bool,
    /// Whether leads of other queues count.
    pub other_queues: bool,
    /// Not before the member is ready again.
    pub once_ready: bool,
}

/// The leads whose first attempts are averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseLayout {
    /// How many.
    pub over_last: u32,
    /// What stands in for each there is not.
    pub assumed: Span,
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
    /// Whether members are full where one more lead brings too little.
    #[serde(default)]
    pub fills: bool,
}

/// What a floor must know of a merit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeritLayout {
    /// Its name.
    pub id: Name,
    /// Its period and zone and what it tells leads apart by, in words: counts do not outlive a change of them.
    pub period: String,
    /// Whether leads left open for long count.
    #[serde(default)]
    pub counts_open: bool,
    /// Whether leads are told apart by how many others their owner held.
    #[serde(default)]
    pub by_load: bool,
}

/// What a floor must know of the order in which the leads of a queue wait, beside the key each of them is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinesLayout {
    /// How the order goes with the age of the leads.
    pub by_age: ByAge,
    /// Where the order is by age: for how long a lead counts as fresh, so that the newest of those come first.
    pub fresh_for: Option<Span>,
    /// The share of picks that goes to the oldest lead, in basis points.
    pub oldest_share_bp: u32,
    /// The most leads in line.
    pub max_waiting: Option<u32>,
    /// The most leads in the open pool.
    pub max_pooled: Option<u32>,
}

/// How the order of a line goes with the age of its leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ByAge {
    /// In some other way, and nobody asks for the oldest.
    #[default]
    Unasked,
    /// The oldest has the least key.
    OldestFirst,
    /// The oldest has the greatest key.
    OldestLast,
    /// In some other way: the ages are kept in a list of their own.
    Apart,
}

/// What a floor must know of a calendar of shifts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarLayout {
    /// Its name.
    pub id: Name,
    /// For whom it is read: the agents of this zone; none is everybody else.
    pub agent_zone: Option<String>,
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
        let laid_aside = |kind: usize| policy.doc.work_kinds.get(kind).is_some_and(|kind| kind.interruptible);
        let queue = |queue: &Queue| QueueLayout {
            id: queue.id.clone(),
            work_kind: queue.work_kind.and_then(|kind| u32::try_from(kind).ok()),
            units: queue.units,
            keys: queue.keys.to_vec(),
            idle: idle_of(queue),
            response: response_of(queue),
            wrap_up_may_end: queue.wrap_up_may_end,
            interruptible: queue.work_kind.is_some_and(laid_aside),
            merit: queue.merit.as_ref().map(|own| QueueMeritLayout {
                merit: own.merit,
                newcomer_percent: own.rules.newcomer_percent,
                newcomer_tier: own.rules.tiers.map(|tiers| tiers.rest),
                fills: own.decline.is_some(),
            }),
            affinity: queue.affinity.map(|own| own.merit),
            strict: queue.strict.is_some(),
            turn_size: queue
                .turn_size
                .as_ref()
                .map(|own| TurnSizeLayout { attribute: own.attribute.clone(), most: own.most }),
            catch_up: queue.catch_up,
            one_turn: queue.one_turn.as_ref().map(|own| own.attribute.clone()),
            ramps: queue.ramp.is_some(),
            standard: queue.standard.is_some(),
            hundredths: hundredths(policy, queue),
            looks_ahead: queue.ahead.is_some(),
            lines: LinesLayout::of(queue),
            pick_limits: pick_limits(policy, queue),
            sheets: sheets(policy, queue),
        };
        let plan = |plan: &crate::policy::Plan| PlanLayout {
            id: plan.id.clone(),
            stages: plan.stages.iter().map(|stage| stage.id.clone()).collect(),
        };
        let cap = |cap: &crate::policy::Cap| {
            let window = match cap.window {
                CapWindow::Calendar(window) => format!("{window:?} {}", cap.zone.name()),
                CapWindow::Block(at) => {
                    // Another pattern under the same name has other blocks.
                    let calendar = policy.doc.calendars.get(at).map(serde_json::to_string);
                    let calendar = calendar.and_then(Result::ok).unwrap_or_default();
                    format!("blocks of {}", Digest::of(&calendar))
                }
                CapWindow::Rolling(span) => format!("rolling {span}"),
                CapWindow::Open => "open".to_owned(),
                CapWindow::Lifetime => "lifetime".to_owned(),
            };
            let per = policy.doc.caps.iter().find(|doc| doc.id == cap.id).map(|doc| doc.per.as_slice());
            let returns = if cap.counts == CountsDoc::Returned { ", returns" } else { "" };
            let currency = cap.money.as_ref().map(|own| own.currency);
            let money = currency.map(|own| format!(", {own}")).unwrap_or_default();
            let apart = format!("{:?}{returns}{money}", per.unwrap_or_default());
            let adjust = cap.adjust.map(|own| CapAdjustLayout { merit: own.merit, least: own.least });
            CapLayout {
                id: cap.id.clone(),
                limit: cap.limit,
                apart,
                window,
                adjust,
                step: cap.step(),
                looks_closely: cap.looks_closely(),
                currency,
            }
        };
        let merit = |merit: &crate::policy::Merit| {
            let by = merit.normalise_by.as_ref().map_or("", |(name, _)| name.as_str());
            let period = format!("{:?} {} by {by:?}", merit.period, merit.zone.name());
            MeritLayout {
                id: merit.id.clone(),
                period,
                counts_open: merit.open_counts_after.is_some(),
                by_load: merit.by_load.is_some(),
            }
        };
        let sticky = |own: &crate::policy::Sticky| StickyLayout {
            id: own.id.clone(),
            attribute: own.attribute.clone(),
        };
        Layout {
            digest: policy.digest(),
            queues: policy.queues.iter().map(queue).collect(),
            plans: policy.plans.iter().map(plan).collect(),
            rules: policy.rules.docs().into_iter().map(|rule| rule.id.clone()).collect(),
            caps: policy.caps.iter().map(cap).collect(),
            calendars: calendars(policy),
            teams: policy.doc.teams.iter().map(|team| (team.id.clone(), team.calendar.clone())).collect(),
            work_kinds: policy.work_kinds.iter().map(|(name, _)| name.clone()).collect(),
            interruptible: policy.doc.work_kinds.iter().map(|kind| kind.interruptible).collect(),
            keeps_duties: policy.doc.pause.is_some()
                || policy.queues.iter().any(|queue| queue.wrap_up_may_end),
            skills: policy.doc.skills.iter().map(|skill| skill.id.clone()).collect(),
            busy_kept: policy.queues.iter().map(busy_kept).max().unwrap_or_default(),
            merits: policy.merits.iter().map(merit).collect(),
            sticky: policy.sticky.iter().map(sticky).collect(),
            rotations: Groups::of(&policy.doc).names(),
            keeps_touches: policy.plans.iter().flat_map(|plan| &plan.follow_up).any(asks_for_touches),
            keeps_tries: policy.queues.iter().any(keeps_tries),
            cadences: policy.cadences.iter().map(CadenceLayout::of).collect(),
            spills: policy
                .plans
                .iter()
                .flat_map(|plan| &plan.stages)
                .any(|stage| stage.spill_above_bp.is_some()),
        }
    }

    /// Whether a kind of work can be laid aside for others.
    pub(crate) fn lays_aside(&self, kind: Option<u32>) -> bool {
        let index = kind.and_then(|kind| usize::try_from(kind).ok());
        index.and_then(|index| self.interruptible.get(index)).copied().unwrap_or(false)
    }

    /// Where the calendar of an agent's shifts stands: their own or their team's, in their zone if it is read in it.
    fn calendar_of(&self, doc: &AgentDoc) -> Option<usize> {
        let of_team = || {
            let team = doc.team.as_ref()?;
            self.teams.iter().find(|(other, _)| other == team).and_then(|(_, calendar)| calendar.as_ref())
        };
        let name = doc.calendar.as_ref().or_else(of_team)?;
        let stands = |zone: Option<&str>| {
            self.calendars.iter().position(|own| own.id == *name && own.agent_zone.as_deref() == zone)
        };
        let apart = doc.zone.as_deref().and_then(|zone| stands(Some(zone)));
        apart.or_else(|| stands(None))
    }

    /// An agent's document with its names resolved. Names the policy does not know are passed over: the policy may
    /// have lost a queue since the agent joined.
    pub(crate) fn place(&self, doc: &AgentDoc) -> Place {
        let number = |at: usize| u32::try_from(at).ok();
        let kind_of = |name: &Name| self.work_kinds.iter().position(|kind| kind == name).and_then(number);
        let skill_of = |name: &Name| self.skills.iter().position(|skill| skill == name);
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
            calendar: self.calendar_of(doc).and_then(number),
            units: doc.capacity.units.unwrap_or(u32::MAX),
            full_at: full_at.unwrap_or(u32::MAX),
            per_kind: kinds.filter_map(|limit| Some((kind_of(&limit.kind)?, limit.units))).collect(),
            seats,
            cap_limits: limits.collect(),
            skills: doc.skills.iter().filter_map(|own| Some((skill_of(&own.skill)?, own.level))).collect(),
            lapses: doc.skills.iter().filter_map(|own| Some((skill_of(&own.skill)?, own.until?))).collect(),
            office: doc.office.as_ref().and_then(|name| {
                let at = self.queues.iter().position(|queue| queue.id == *name);
                at.and_then(QueueSlot::from_index)
            }),
        }
    }
}

/// None where what is known of every agent is enough.
fn idle_of(queue: &Queue) -> Option<IdleLayout> {
    let rule = queue.idle;
    if !queue.keys.contains(&RankKeyDoc::LongestIdle) || rule == IdleDoc::default() {
        return None;
    }
    let any = rule.since == IdleSinceDoc::Any;
    Some(IdleLayout {
        offers: any || rule.since == IdleSinceDoc::Offered,
        assignments: any || rule.since == IdleSinceDoc::Assigned,
        ends: any || rule.since == IdleSinceDoc::Ended,
        other_queues: rule.other_queues,
        once_ready: !rule.wrap_up_counts,
    })
}

fn response_of(queue: &Queue) -> Option<ResponseLayout> {
    let (over_last, assumed) = queue.response;
    queue.keys.contains(&RankKeyDoc::Fastest).then_some(ResponseLayout { over_last, assumed })
}

fn asks_for_touches(rule: &FollowUp) -> bool {
    matches!(rule.missing, MilestoneDoc::View | MilestoneDoc::Activity)
}

fn keeps_tries(queue: &Queue) -> bool {
    let counts = |term: &Term| matches!(term.measure, Measure::AttemptsMade);
    queue.score.as_ref().is_some_and(|score| score.terms.iter().any(counts))
}

/// How far back it must be known when members were busy.
fn busy_kept(queue: &Queue) -> Span {
    match queue.idle_over {
        _ if !queue.keys.contains(&RankKeyDoc::CumulativeIdle) => Span::ZERO,
        // A day that a zone repeats is the longest.
        IdleOver::Day(_) => Span::hours(49),
        IdleOver::Rolling(span) => span,
    }
}

/// As the policy has them: those of the document, then those read in an agent's zone.
fn calendars(policy: &Policy) -> Vec<CalendarLayout> {
    let own = policy.doc.calendars.len();
    let calendar = |(at, (id, calendar)): (usize, &(Name, crate::calendar::Calendar))| CalendarLayout {
        id: id.clone(),
        agent_zone: (at >= own).then(|| calendar.zone().name().to_owned()),
    };
    policy.calendars.iter().enumerate().map(calendar).collect()
}

fn hundredths(policy: &Policy, queue: &Queue) -> bool {
    let put_down = |other: &Queue| matches!(other.standard, Some(Standard { below: Below::Share(_), .. }));
    let parts = |other: &Queue| other.ramp.is_some() || other.merit.is_some() || put_down(other);
    let in_parts = |other: &Queue| other.sheets == queue.sheets && parts(other);
    let shares = |other: &Queue| other.sheets.is_shared() && other.id != queue.id && in_parts(other);
    queue.ramp.is_some() || put_down(queue) || policy.queues.iter().any(shares)
}

fn sheets(policy: &Policy, queue: &Queue) -> SheetsLayout {
    match queue.sheets {
        Sheets::Own => SheetsLayout::Own,
        Sheets::Shared(_) => {
            let doc = policy.doc.queues.iter().find(|doc| doc.id == queue.id);
            match doc.map(|doc| &doc.rotation) {
                Some(RotationDoc::Shared(name)) => SheetsLayout::Shared(name.clone()),
                _ => SheetsLayout::Own,
            }
        }
        Sheets::Apart { by: ApartBy::Rule, .. } => SheetsLayout::ApartByRule,
        Sheets::Apart { by: ApartBy::Attribute(index), .. } => {
            policy.schema.name(index).map_or(SheetsLayout::Own, |name| SheetsLayout::ApartBy(name.clone()))
        }
    }
}

fn pick_limits(policy: &Policy, queue: &Queue) -> String {
    let doc = policy.doc.queues.iter().find(|doc| doc.id == queue.id);
    let limits = doc.and_then(|doc| doc.pull.as_ref()).map(|pull| pull.pick_limits.as_slice());
    let texts = limits.unwrap_or_default().iter().map(|limit| {
        let when = limit.when.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} of {}, filtered {}, when {when}", limit.most_bp, limit.of_claims, limit.filtered)
    });
    texts.collect::<Vec<_>>().join("; ")
}

impl LinesLayout {
    fn of(queue: &Queue) -> LinesLayout {
        let bounds = [queue.max_waiting, queue.max_pooled];
        let by_age = |bound: &BoundDoc| bound.push_out != PushOutDoc::Last;
        let asked = queue.oldest_share_bp > 0 || bounds.iter().flatten().any(by_age);
        LinesLayout {
            by_age: match queue.discipline {
                Discipline::Fifo | Discipline::LifoThenFifo { .. } => ByAge::OldestFirst,
                Discipline::Lifo => ByAge::OldestLast,
                _ if asked => ByAge::Apart,
                _ => ByAge::Unasked,
            },
            fresh_for: match queue.discipline {
                Discipline::LifoThenFifo { fresh_for } => Some(fresh_for),
                _ => None,
            },
            oldest_share_bp: queue.oldest_share_bp,
            max_waiting: queue.max_waiting.map(|bound| bound.leads),
            max_pooled: queue.max_pooled.map(|bound| bound.leads),
        }
    }
}
