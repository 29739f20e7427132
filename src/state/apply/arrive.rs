//! A lead comes in. One that is dealt at once, as nearly all are, is taken whole, with one look at each thing.

use core::cmp::Reverse;

use hashbrown::hash_table::Entry;

use crate::event::Event;
use crate::id::{AgentSlot, LeadSlot, PlanSlot, QueueSlot, RuleSlot, SheetSlot, StageSlot};
use crate::lead::Lead;
use crate::state::FloorState;
use crate::state::apply::give::{Given, hold};
use crate::state::lead::LeadRow;
use crate::time::Timestamp;

/// What a record says of a lead that comes in and is dealt at once.
struct Dealt<'e> {
    lead: LeadSlot,
    doc: &'e Lead,
    rule: Option<RuleSlot>,
    course: (PlanSlot, StageSlot),
    /// The turn it takes: in which sheet, whose and of which queue, and what it counts as.
    turn: Option<(SheetSlot, (AgentSlot, QueueSlot), u32)>,
    /// The assignment or the offer.
    last: &'e Event,
}

impl<'e> Dealt<'e> {
    /// None where the record tells anything else.
    #[inline]
    fn of(events: &'e [Event]) -> Option<Dealt<'e>> {
        let [
            Event::LeadArrived { lead, doc },
            Event::StageEntered { lead: own, rule, plan, stage },
            rest @ ..,
        ] = events
        else {
            return None;
        };
        let (turn, last) = match rest {
            [Event::TurnTaken { lead: same, sheet, agent, queue, size }, last] if lead == same => {
                (Some((*sheet, (*agent, *queue), *size)), last)
            }
            [last] => (None, last),
            _ => return None,
        };
        let dealt = Dealt { lead: *lead, doc, rule: *rule, course: (*plan, *stage), turn, last };
        (lead == own).then_some(dealt)
    }
}

impl FloorState {
    /// Takes the events of a record whole where they tell of a lead that comes in and is dealt at once. False, and nothing
    /// done, where they tell anything else or speak of what is not there: then they are looked at one by one.
    #[inline]
    pub(super) fn take_whole(&mut self, events: &[Event], at: Timestamp) -> bool {
        let Some(dealt) = Dealt::of(events) else { return false };
        let Some((given, standing)) = Given::of(dealt.last, at) else { return false };
        if given.lead != dealt.lead {
            return false;
        }
        if !self.knows(&dealt, given) || !self.file_new(dealt.lead, dealt.doc) {
            return false;
        }
        self.clock = at;
        let mut row = LeadRow::new(dealt.doc.clone(), self.arrivals, at);
        (row.rule, row.course) = (dealt.rule, Some(dealt.course));
        if let Some((sheet, taker, size)) = dealt.turn {
            self.deal_turn(sheet, taker, size);
            row.turn = Some((sheet, taker.0));
            if size != 1 {
                self.turn_sizes.insert(dealt.lead, size);
            }
        }
        let held = Some(self.held_by(given));
        if let Some(taker) = self.agents.get_mut(given.agent.index()) {
            hold(&mut row, (taker, &self.layout, &mut self.timers), held, (given, standing), at);
        }
        self.settle_in(dealt.lead, row);
        self.after_given(given, false);
        true
    }

    /// Whether everything a record speaks of is there, but for the lead.
    #[inline]
    fn knows(&self, dealt: &Dealt<'_>, given: Given) -> bool {
        let (plan, stage) = dealt.course;
        let stages = self.layout.plans.get(plan.index()).map_or(0, |plan| plan.stages.len());
        let sheets = self.queues.len().saturating_add(self.sheets.len());
        let turn = dealt.turn.is_none_or(|(sheet, (agent, queue), _)| {
            let of_queue = Some(queue) == given.queue || queue.index() < self.layout.queues.len();
            sheet.index() < sheets && of_queue && (agent == given.agent || agent.index() < self.agents.len())
        });
        let queue = given.queue.is_none_or(|queue: QueueSlot| queue.index() < self.layout.queues.len());
        let next = self.next_lead_slot() == Some(dealt.lead);
        next && turn && queue && stage.index() < stages && given.agent.index() < self.agents.len()
    }

    /// Files a lead under its id; false, and nothing done, where there is one of this id already.
    #[inline]
    fn file_new(&mut self, slot: LeadSlot, doc: &Lead) -> bool {
        let leads = &self.leads;
        let row = |slot: &LeadSlot| leads.get(slot.index()).and_then(Option::as_ref);
        let same = |slot: &LeadSlot| row(slot).is_some_and(|row| row.doc.id() == doc.id());
        let rehash = |slot: &LeadSlot| row(slot).map_or(0, |row| row.doc.id_hash());
        match self.lead_table.entry(doc.id_hash(), same, rehash) {
            Entry::Occupied(_) => false,
            Entry::Vacant(vacant) => {
                vacant.insert(slot);
                true
            }
        }
    }

    /// Puts a lead that has just come in, and is filed under its id, where it belongs.
    #[inline]
    fn settle_in(&mut self, lead: LeadSlot, row: LeadRow) {
        self.arrivals = self.arrivals.saturating_add(1);
        if self.free.peek() == Some(&Reverse(lead)) {
            self.free.pop();
        }
        match self.leads.get_mut(lead.index()) {
            Some(place) => *place = Some(row),
            None => self.leads.push(Some(row)),
        }
    }

    /// Takes a lead that comes in and goes nowhere yet.
    pub(super) fn lead_arrived(&mut self, lead: LeadSlot, doc: &Lead, at: Timestamp) {
        self.settle_in(lead, LeadRow::new(doc.clone(), self.arrivals, at));
        self.index_lead(lead, doc.id_hash());
    }
}
