//! What happens to a lead: its way through the stages of its plan, from wherever it is to where it comes to rest.

mod after_count;
mod at_limit;
mod away;
mod cadence;
mod cap_news;
mod follow_up;
mod give;
mod idle_day;
mod line_up;
mod office;
mod one_turn;
mod ramp;
mod release;
mod rest;
mod roll_out;
mod route;
mod score;
mod sheet;
mod shut;
mod skip;
mod spill;
mod stage;
mod standard;
mod sticky;
mod straight;
mod strict;
mod unrung;
mod wake;

use smallvec::SmallVec;

use crate::gate::{Asked, Asker, Floor};
use crate::id::{AgentSlot, LeadSlot, PlanSlot, QueueSlot, RuleSlot, SheetSlot, StageSlot};
use crate::lead::Lead;
use crate::matching::{Cell, Encoded};
use crate::policy::{Exclusion, Sheets, WhenEmptiedDoc};
use crate::state::{AtOffice, Count, LeadRow, Previous, RollOut, Standing};
use crate::time::Timestamp;

pub(crate) use at_limit::Stopped;
pub(crate) use away::{asks_presence, away_from};
pub(crate) use follow_up::{Stay, follow_up};
pub(crate) use rest::Rest;
pub(crate) use shut::callable_from;
pub(crate) use stage::Start;
pub(crate) use strict::{Awaited, InTurn, in_turn};
pub(crate) use wake::line_wake;

/// A lead on its way: what a decision knows of it so far.
pub(crate) struct Course<'a> {
    pub(crate) slot: LeadSlot,
    pub(crate) doc: &'a Lead,
    pub(crate) encoded: Encoded<'a>,
    pub(crate) sequence: u64,
    /// Since when its age counts in an order.
    pub(crate) ordered_from: Timestamp,
    /// How it comes back, where it does in this decision.
    pub(crate) back: Option<Back>,
    pub(crate) waiting_since: Timestamp,
    pub(crate) rule: Option<RuleSlot>,
    pub(crate) at: Option<(PlanSlot, StageSlot)>,
    pub(crate) attempts: u32,
    pub(crate) assignments: u32,
    pub(crate) cycles: u32,
    pub(crate) previous: &'a [Previous],
    pub(crate) passed: SmallVec<[AgentSlot; 2]>,
    pub(crate) again_at: Timestamp,
    /// Where it is counted and will not be any longer: it does not stand in its own way.
    pub(crate) counted: SmallVec<[Count; 2]>,
    /// Whom it leaves in this decision.
    pub(crate) leaving: Option<AgentSlot>,
    /// Until when whoever it leaves is passed over by this decision.
    pub(crate) leaver_ready_at: Timestamp,
    /// Whether whom it leaves is its last owner from now on, so that earlier ones move back by one.
    pub(crate) new_former: bool,
    /// From when on members may claim it, where it lies in a pool that does not open to all at once.
    pub(crate) roll_out: Option<&'a RollOut>,
    /// Whether it comes from the head of its line, so that nobody is before it.
    pub(crate) in_turn: bool,
    /// The office it is at, while none of its people has taken it.
    pub(crate) office: Option<AtOffice>,
    /// The office that has it, once it leaves its owner there or is recalled.
    pub(crate) leaving_office: Option<AgentSlot>,
    /// Whether the office did not take it.
    pub(crate) recalled: bool,
}

/// How a lead comes back to where leads wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Back {
    Declined,
    TimedOut,
    Returned,
    Redistributed,
    Reopened,
}

impl<'a> Course<'a> {
    /// A lead that has just come in, its attributes not read yet.
    #[inline]
    pub(crate) fn arriving(floor: &Floor<'a>, slot: LeadSlot, doc: &'a Lead, sequence: u64) -> Course<'a> {
        let now = floor.now;
        Course {
            slot,
            doc,
            encoded: Encoded::default(),
            sequence,
            ordered_from: doc.received().map_or(now, |received| received.min(now)),
            back: None,
            waiting_since: now,
            rule: None,
            at: None,
            attempts: 0,
            assignments: 0,
            cycles: 0,
            previous: &[],
            passed: SmallVec::new(),
            again_at: Timestamp::MAX,
            counted: SmallVec::new(),
            leaving: None,
            leaver_ready_at: Timestamp::MIN,
            new_former: false,
            roll_out: None,
            in_turn: false,
            office: None,
            leaving_office: None,
            recalled: false,
        }
    }

    /// A lead of the floor, as its document `doc` says: its own, or a corrected one.
    pub(crate) fn under_way(
        floor: &Floor<'a>,
        slot: LeadSlot,
        row: &'a LeadRow,
        doc: &'a Lead,
    ) -> Course<'a> {
        let mut course = Course {
            rule: row.rule,
            at: row.course,
            ordered_from: floor.state.ordered_from(slot, row),
            waiting_since: row.waiting_since,
            attempts: row.attempts,
            assignments: row.assignments,
            cycles: row.cycles,
            previous: &row.previous,
            passed: row.passed.clone(),
            again_at: row.again_at,
            roll_out: floor.state.roll_out(slot),
            ..Course::arriving(floor, slot, doc, row.sequence)
        };
        if let Some(own) = floor.state.office_row(slot) {
            match row.standing {
                Standing::Owned { .. } => course.leaving_office = Some(own.at.agent),
                _ => course.office = Some(own.at),
            }
        }
        floor.policy.schema.encode_kept(doc, &mut course.encoded);
        course
    }

    /// Whether it has something in an attribute of the schema.
    pub(crate) fn has(&self, attribute: usize) -> bool {
        !matches!(self.encoded.cell(attribute), Cell::Absent)
    }

    /// What gates ask of it.
    pub(crate) fn asked<'c>(&'c self, floor: &Floor<'_>) -> Asked<'c, 'a> {
        let plan = self.at.and_then(|(plan, _)| floor.policy.plan(plan));
        let nobody = Exclusion { last: 0, forget_after: None, when_emptied: WhenEmptiedDoc::Wait };
        Asked {
            doc: self.doc,
            encoded: &self.encoded,
            waiting_since: self.waiting_since,
            rule: self.rule,
            at: self.at,
            previous: self.previous,
            passed: &self.passed,
            again_at: self.again_at,
            counted: &self.counted,
            exclusion: plan.map_or(nobody, |plan| plan.exclusion),
            leaving: self.leaving,
            leaver_ready_at: self.leaver_ready_at,
            frees: self.leaving,
            new_former: self.new_former,
            roll_out: self.roll_out,
            last_owner: self.last_owner(floor),
            one_at_a_time: false,
            inside: self.office.is_some(),
            only_people: false,
            leaving_office: self.leaving_office,
            former_office: self.leaving_office.is_some() && (self.recalled || self.new_former),
        }
    }
}

/// A queue as its own question asks: policy and state side by side.
pub(crate) fn asker<'a>(floor: &Floor<'a>, slot: QueueSlot) -> Option<Asker<'a>> {
    let row = floor.state.queue(slot)?;
    let policy = floor.policy.queue(slot)?;
    let asker = Asker { slot, policy, row, sheet: SheetSlot::of(slot), turns: &row.turns, size: 1 };
    Some(match policy.sheets {
        Sheets::Shared(at) => by_shared_turns(floor, asker, at),
        _ => asker,
    })
}

/// The same queue, asking with the turns of the rotation it shares.
#[cold]
fn by_shared_turns<'a>(floor: &Floor<'a>, asker: Asker<'a>, at: usize) -> Asker<'a> {
    let sheet = floor.state.shared_sheet(at);
    match sheet.and_then(|sheet| Some((sheet, floor.state.turns(sheet)?))) {
        Some((sheet, turns)) => Asker { sheet, turns, ..asker },
        None => asker,
    }
}
