//! What queues write down of their members for rank keys of their own, and when everybody was busy.

use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::layout::Layout;
use crate::state::FloorState;
use crate::state::busy::Busy;
use crate::state::lead::{LeadRow, Standing};
use crate::state::measure::Measure;
use crate::time::{Span, Timestamp};

/// What may end idle time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::state) enum Touch {
    Offered,
    Assigned,
    Ended,
}

impl FloorState {
    /// An agent has been asked, given or freed of a lead of this queue.
    pub(in crate::state) fn touch_measures(&mut self, agent: AgentSlot, of: Option<QueueSlot>, what: Touch) {
        if !self.measured {
            return;
        }
        let at = self.clock;
        let Some(row) = self.agents.get(agent.index()) else { return };
        for (queue, _) in &row.place.seats {
            let Some(rule) = self.layout.queues.get(queue.index()).and_then(|queue| queue.idle) else {
                continue;
            };
            let counts = match what {
                Touch::Offered => rule.offers,
                Touch::Assigned => rule.assignments,
                Touch::Ended => rule.ends,
            };
            if counts && (rule.other_queues || of == Some(*queue)) {
                let measure =
                    self.queues.get_mut(queue.index()).and_then(|row| row.measures.get_mut(agent.index()));
                if let Some(measure) = measure {
                    measure.idle_since = at;
                }
            }
        }
    }

    /// The queue a lead was offered or given by.
    pub(in crate::state) fn given_by(&self, lead: LeadSlot) -> Option<QueueSlot> {
        match self.lead(lead).map(|row| &row.standing) {
            Some(Standing::Offered { queue, .. } | Standing::Owned { queue, .. }) => *queue,
            _ => None,
        }
    }

    /// An owner's first attempt since the assignment: how long it took.
    pub(in crate::state) fn measure_response(&mut self, lead: LeadSlot, at: Timestamp) {
        if !self.measured {
            return;
        }
        let Some(LeadRow { standing, progress, .. }) = self.lead(lead) else { return };
        let Standing::Owned { agent, queue: Some(queue), since, due_from, .. } = *standing else { return };
        if progress.attempts > 0 || since != due_from {
            return;
        }
        let Some(rule) = self.layout.queues.get(queue.index()).and_then(|queue| queue.response) else {
            return;
        };
        let Some(row) = self.queues.get_mut(queue.index()) else { return };
        if row.seat(agent).is_some()
            && let Some(measure) = row.measures.get_mut(agent.index())
        {
            measure.responded(at.since(since), rule.over_last);
            self.moved(agent);
        }
    }

    /// An agent has a first lead, or no lead any longer.
    pub(in crate::state) fn touch_busy(&mut self, agent: AgentSlot) {
        if self.layout.busy_kept == Span::ZERO {
            return;
        }
        let busy = self.agents.get(agent.index()).is_some_and(|row| row.load.leads > row.load.rung);
        let (at, kept) = (self.clock, self.layout.busy_kept);
        if let Some(row) = self.busy.get_mut(agent.index()) {
            row.set(busy, at, kept);
        }
        self.moved(agent);
    }

    /// An agent comes to the floor, for the first time or again.
    pub(in crate::state) fn come(&mut self, agent: AgentSlot, at: Timestamp) {
        if self.layout.busy_kept == Span::ZERO {
            return;
        }
        if self.busy.len() <= agent.index() {
            self.busy.resize(agent.index().saturating_add(1), Busy::default());
        }
        if let Some(row) = self.busy.get_mut(agent.index()) {
            *row = Busy::new(at, false);
        }
    }

    /// Another policy may look further back than the one before, less far, or not at all.
    pub(in crate::state) fn keep_busy(&mut self, old: &Layout, at: Timestamp) {
        let (before, after) = (old.busy_kept, self.layout.busy_kept);
        if after == Span::ZERO {
            self.busy.clear();
        } else if before == Span::ZERO {
            self.busy = self.agents.iter().map(|row| Busy::new(at, row.load.leads > row.load.rung)).collect();
        } else if before < after {
            self.busy.iter_mut().for_each(|row| row.known_from(at.minus(before)));
        }
    }

    /// Whether any queue writes something down of its members.
    pub(in crate::state) fn refresh_measured(&mut self) {
        self.measured = self.layout.queues.iter().any(|queue| queue.keeps_measures());
        self.strict = self.layout.queues.iter().any(|queue| queue.strict);
    }
}

/// What is kept of a queue's measures under another policy: what means the same still.
pub(super) fn carried_over(
    measures: Vec<Measure>,
    members: usize,
    (old, new): (Option<&crate::layout::QueueLayout>, &crate::layout::QueueLayout),
    at: Timestamp,
) -> Vec<Measure> {
    if !new.keeps_measures() {
        return Vec::new();
    }
    let mut measures = measures;
    if measures.len() < members {
        measures.resize(members, Measure::new(at));
    }
    let same_idle = old.is_some_and(|old| old.idle == new.idle);
    let kept = match (old.and_then(|old| old.response), new.response) {
        (Some(_), Some(rule)) => rule.over_last,
        _ => 0,
    };
    for measure in &mut measures {
        if !same_idle {
            measure.idle_since = at;
        }
        measure.keep(kept);
    }
    measures
}
