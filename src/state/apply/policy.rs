//! Another policy: everything named by slot is renamed by name, and leads that wait are to be placed anew.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::bits::AgentSet;
use crate::event::HeldWhy;
use crate::id::{
    AgentSlot, CapSlot, CounterSlot, LeadSlot, MeritSlot, Name, PlanSlot, QueueSlot, RuleSlot, SheetSlot,
    StageSlot,
};
use crate::layout::{Layout, QueueLayout, Seat};
use crate::rank::Sheet;
use crate::state::apply::measure::carried_over;
use crate::state::lead::{LeadRow, Standing};
use crate::state::owners::Owners;
use crate::state::{CapIndex, FloorState, QueueRow};
use crate::time::Timestamp;

/// Old slots to new ones.
struct Renaming<'a> {
    old: &'a Layout,
    new: &'a Layout,
    counters: Vec<Option<CounterSlot>>,
    /// Where the sheets are now that are no queue's own.
    sheets: Vec<Option<SheetSlot>>,
}

fn find<T>(list: &[T], name: Option<&Name>, of: impl Fn(&T) -> &Name) -> Option<usize> {
    name.and_then(|name| list.iter().position(|item| of(item) == name))
}

impl Renaming<'_> {
    fn queue(&self, slot: QueueSlot) -> Option<QueueSlot> {
        let name = self.old.queues.get(slot.index()).map(|queue| &queue.id);
        find(&self.new.queues, name, |queue| &queue.id).and_then(QueueSlot::from_index)
    }

    /// Where a sheet is now, if it holds the turns of the same leads.
    fn sheet(&self, slot: SheetSlot) -> Option<SheetSlot> {
        if let Some(at) = slot.index().checked_sub(self.old.queues.len()) {
            return self.sheets.get(at).copied().flatten();
        }
        let slot = QueueSlot::from_index(slot.index())?;
        let new = self.queue(slot)?;
        let of = |layout: &Layout, slot: QueueSlot| {
            let queue = layout.queues.get(slot.index())?;
            Some((Sheet::of(queue), queue.sheets.clone(), queue.sized_by().cloned()))
        };
        (of(self.old, slot) == of(self.new, new)).then_some(SheetSlot::of(new))
    }

    fn rule(&self, slot: RuleSlot) -> Option<RuleSlot> {
        find(&self.new.rules, self.old.rules.get(slot.index()), |rule| rule).and_then(RuleSlot::from_index)
    }

    fn cap(&self, slot: CapSlot) -> Option<CapSlot> {
        let old = self.old.caps.get(slot.index())?;
        let at = find(&self.new.caps, Some(&old.id), |cap| &cap.id)?;
        let same = self.new.caps.get(at).is_some_and(|new| new.apart == old.apart);
        if same { CapSlot::from_index(at) } else { None }
    }

    /// What a merit of the new policy was in the old one, if it counts as before.
    fn merit_before(&self, slot: usize) -> Option<MeritSlot> {
        let new = self.new.merits.get(slot)?;
        let at = find(&self.old.merits, Some(&new.id), |merit| &merit.id)?;
        let same = self.old.merits.get(at).is_some_and(|old| old.period == new.period);
        if same { MeritSlot::from_index(at) } else { None }
    }

    /// What a cap of the new policy was in the old one, if it follows the same merit as before.
    fn adjusted_before(&self, slot: usize) -> Option<CapSlot> {
        let new = self.new.caps.get(slot)?;
        let at = find(&self.old.caps, Some(&new.id), |cap| &cap.id)?;
        let before = self.old.caps.get(at)?.adjust?.merit;
        let now = self.merit_before(new.adjust?.merit.index())?;
        if before == now { CapSlot::from_index(at) } else { None }
    }

    fn kind(&self, kind: u32) -> Option<u32> {
        let name = self.old.work_kinds.get(usize::try_from(kind).ok()?);
        find(&self.new.work_kinds, name, |kind| kind).and_then(|at| u32::try_from(at).ok())
    }

    fn course(&self, (plan, stage): (PlanSlot, StageSlot)) -> Option<(PlanSlot, StageSlot)> {
        let old = self.old.plans.get(plan.index())?;
        let at = find(&self.new.plans, Some(&old.id), |plan| &plan.id)?;
        let new = self.new.plans.get(at)?;
        let stage = find(&new.stages, old.stages.get(stage.index()), |stage| stage)?;
        Some((PlanSlot::from_index(at)?, StageSlot::from_index(stage)?))
    }
}

impl FloorState {
    pub(super) fn install_policy(&mut self, json: &Arc<str>, layout: &Arc<Layout>, at: Timestamp) {
        let old = core::mem::replace(&mut self.layout, Arc::clone(layout));
        self.json = Arc::clone(json);
        self.end_bridges();
        self.roster = self.revision;
        let mut renaming = Renaming { old: &old, new: layout, counters: Vec::new(), sheets: Vec::new() };
        self.disarm_steps();
        // Leads leave the lines of the old queues before those go.
        for at_slot in 0..self.leads.len() {
            let Some(slot) = LeadSlot::from_index(at_slot) else { break };
            if let Some(row) = self.lead_mut(slot)
                && matches!(row.standing, Standing::Stranded { .. })
            {
                row.course = None;
            }
            let waits = self.lead(slot).map(|row| &row.standing);
            if matches!(waits, Some(Standing::InLine { .. } | Standing::Stranded { .. })) {
                self.set_standing(slot, Standing::Held { until: at, why: HeldWhy::PolicyReplaced });
            }
        }
        let merits: Vec<_> = (0..layout.merits.len()).map(|at| renaming.merit_before(at)).collect();
        let caps: Vec<_> = (0..layout.caps.len()).map(|at| renaming.adjusted_before(at)).collect();
        self.rename_merits(&merits);
        self.rename_open(&merits);
        if !layout.merits.iter().any(|merit| merit.by_load) {
            self.dealt_beside.clear();
        }
        self.rename_adjusted(&caps);
        self.rename_cadences(&old, layout);
        self.rename_owners(&old, layout);
        self.rename_queues(&renaming);
        self.refresh_fills();
        renaming.sheets = self.rename_sheets(&old, |queue| renaming.queue(queue));
        renaming.counters = self.rename_counters(&renaming);
        self.rename_reservations(&renaming.counters);
        self.rename_standards(|queue| renaming.queue(queue));
        self.rename_in_offices(|queue| renaming.queue(queue), |sheet| renaming.sheet(sheet));
        for row in self.leads.iter_mut().flatten() {
            rename_lead(row, &renaming);
        }
        let leads = &self.leads;
        let kept = |lead: &LeadSlot| {
            leads.get(lead.index()).and_then(Option::as_ref).is_some_and(|row| row.turn.is_some())
        };
        self.turn_sizes.retain(|lead, _| kept(lead));
        let rounds = core::mem::take(&mut self.rounds).into_iter();
        self.rounds = rounds.filter_map(|(at, begun)| Some((renaming.course(at)?, begun))).collect();
        if !layout.keeps_touches {
            self.touched.clear();
        }
        if !layout.keeps_tries {
            self.tries.clear();
        }
        self.skilled = layout.skills.iter().map(|_| SmallVec::new()).collect();
        self.on_calendar = layout.calendars.iter().map(|_| AgentSet::default()).collect();
        self.caps = layout.caps.iter().map(|_| CapIndex::default()).collect();
        for row in &mut self.agents {
            // Seats are set anew below; what the old ones were is in the queues.
            row.place = crate::layout::Place::default();
        }
        self.recount_loads();
        self.keep_busy(&old, at);
        self.keep_duties(&old, at);
        for index in 0..self.agents.len() {
            if let Some(agent) = AgentSlot::from_index(index) {
                self.drop_lost_seats(agent);
                self.seat_agent(agent, at);
            }
        }
        // Once everybody sits by the new policy: whoever begins level does so by the weight they have now.
        for (row, queue) in self.queues.iter_mut().zip(&layout.queues) {
            let before = old.queues.iter().find(|before| before.id == queue.id);
            let other_sizes = before.is_some_and(|before| before.sized_by() != queue.sized_by());
            let elsewhere = before.is_some_and(|before| before.sheets != queue.sheets);
            row.sheet_by(Sheet::own(queue), elsewhere || other_sizes);
            if queue.catch_up.is_none() {
                row.turns.make_ups.clear();
            }
        }
        self.settle_all();
        for index in 0..self.counters.len() {
            if let Some(counter) = CounterSlot::from_index(index) {
                self.refresh_full(counter, at);
            }
        }
        self.rank_anew();
    }

    fn rename_queues(&mut self, renaming: &Renaming<'_>) {
        for (slot, row) in self.queues.iter().enumerate() {
            if let Some(queue) = QueueSlot::from_index(slot) {
                self.timers.remove(row.wake, crate::state::Due::Queue(queue));
                row.arm_ramps(queue, false, &mut self.timers);
            }
        }
        let mut old: Vec<Option<QueueRow>> =
            core::mem::take(&mut self.queues).into_iter().map(Some).collect();
        let names = &renaming.old.queues;
        for queue in &renaming.new.queues {
            let at = find(names, Some(&queue.id), |other| &other.id);
            let kept = at.and_then(|at| old.get_mut(at)).and_then(Option::take);
            let mut row = kept.unwrap_or_else(QueueRow::new);
            let was = at.and_then(|at| names.get(at));
            let measures = core::mem::take(&mut row.measures);
            row.measures = carried_over(measures, row.seats.len(), (was, queue), self.clock);
            if at.and_then(|at| names.get(at)).is_some_and(|old| old.pick_limits != queue.pick_limits) {
                row.claims.clear();
            }
            row.wake = Timestamp::MAX;
            // The next pick says which day it is, by the zone of the new policy.
            row.idle_day = None;
            // Where members stand outlives the change with the merit that says it.
            let judged_by = |queue: Option<&QueueLayout>| queue.and_then(|queue| queue.merit);
            let before = judged_by(at.and_then(|at| names.get(at))).map(|by| by.merit);
            let now = judged_by(Some(queue)).and_then(|by| renaming.merit_before(by.merit.index()));
            if before.is_none() || before != now {
                row.grades.clear();
            }
            let fills = queue.merit.is_some_and(|by| by.fills);
            if before.is_none() || before != now || !fills {
                row.full_from.clear();
            }
            let before = was.and_then(|was| was.affinity);
            let now = queue.affinity.and_then(|by| renaming.merit_before(by.index()));
            let kept = row.affinities.take().filter(|_| before == now).unwrap_or_default();
            row.affinities = queue.affinity.map(|_| kept);
            row.keep_lines(queue.lines);
            if was.is_none_or(|was| was.one_turn != queue.one_turn) {
                row.turn_takers = Owners::default();
            }
            if !queue.ramps {
                row.ramps.clear();
            }
            if let Some(slot) = QueueSlot::from_index(self.queues.len()) {
                row.arm_ramps(slot, true, &mut self.timers);
            }
            self.queues.push(row);
        }
        self.waiting.clear();
    }

    /// Gives up the seats a document names no longer.
    fn drop_lost_seats(&mut self, agent: AgentSlot) {
        let wanted: Vec<(QueueSlot, Seat)> = match self.agent(agent) {
            Some(row) if !row.left => self.layout.place(&row.doc).seats.to_vec(),
            _ => Vec::new(),
        };
        for index in 0..self.queues.len() {
            let Some(queue) = QueueSlot::from_index(index) else { break };
            let seated = self.queue(queue).is_some_and(|row| row.seat(agent).is_some());
            if seated && !wanted.iter().any(|(other, _)| *other == queue) {
                self.set_seat(queue, agent, None);
            }
        }
    }

    fn rename_counters(&mut self, renaming: &Renaming<'_>) -> Vec<Option<CounterSlot>> {
        for (at, row) in self.counters.iter_mut().enumerate() {
            if let Some(counter) = CounterSlot::from_index(at) {
                self.timers.remove(row.due, crate::state::Due::Counter(counter));
            }
            row.due = Timestamp::MAX;
        }
        let old = core::mem::take(&mut self.counters);
        self.counter_table.clear();
        let mut slots = Vec::with_capacity(old.len());
        for mut row in old {
            let Some(cap) = renaming.cap(row.cap) else {
                slots.push(None);
                continue;
            };
            row.cap = cap;
            let slot = self.next_counter_slot();
            slots.push(slot);
            if let Some(slot) = slot {
                self.counters.push(row);
                self.index_counter(slot);
            }
        }
        slots
    }

    /// Adds up anew what every agent holds.
    pub(in crate::state) fn recount_loads(&mut self) {
        for agent in &mut self.agents {
            agent.load = crate::state::agent::Load::default();
        }
        for held in self.leads.iter().flatten().filter_map(|row| row.held) {
            if let Some(agent) = self.agents.get_mut(held.agent.index()) {
                agent.load.add(held.kind, held.units, self.layout.lays_aside(held.kind));
            }
        }
        for held in self.bridges.values().flat_map(|own| &own.rung) {
            if let Some(agent) = self.agents.get_mut(held.agent.index()) {
                agent.load.add(held.kind, held.units, self.layout.lays_aside(held.kind));
                agent.load.rung = agent.load.rung.saturating_add(1);
            }
        }
    }
}

fn rename_lead(row: &mut LeadRow, renaming: &Renaming<'_>) {
    row.rule = row.rule.and_then(|rule| renaming.rule(rule));
    let plan = row.course;
    row.course = row.course.and_then(|course| renaming.course(course));
    row.turn = row.turn.and_then(|(sheet, agent)| Some((renaming.sheet(sheet)?, agent)));
    if let Some(held) = &mut row.held {
        held.kind = held.kind.and_then(|kind| renaming.kind(kind));
    }
    row.counted.retain(|count| {
        let slot = renaming.counters.get(count.counter.index()).copied().flatten();
        if let Some(slot) = slot {
            count.counter = slot;
        }
        slot.is_some()
    });
    let mut lost = false;
    match &mut row.standing {
        Standing::Offered { queue, .. } => *queue = queue.and_then(|queue| renaming.queue(queue)),
        Standing::Owned { queue, follow_up, .. } => {
            *queue = queue.and_then(|queue| renaming.queue(queue));
            if let (Some(due), Some((plan, _))) = (follow_up.as_mut(), plan) {
                let then = renaming.course((plan, due.then));
                lost = then.is_none();
                due.then = then.map_or(due.then, |(_, stage)| stage);
            }
        }
        _ => {}
    }
    if lost {
        // The stage it would go to is gone: it is routed by the rules once it leaves its owner.
        row.course = None;
    }
}
