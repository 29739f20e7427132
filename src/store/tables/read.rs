//! Rows as the state has them.

use std::sync::Arc;

use crate::event::CounterWindow;
use crate::id::{AgentSlot, CounterSlot, LeadSlot};
use crate::state::{self, FloorState, Standing};
use crate::store::tables::row::{AgentRow, CounterKey, CounterRow, LeadRow, Stamp};
use crate::store::tables::{ahead, named};
use crate::time::Timestamp;

pub(super) fn lead(state: &FloorState, slot: LeadSlot, changed: Stamp) -> Option<LeadRow> {
    let row = state.lead(slot)?;
    let (plan, stage) = row.course.and_then(|(plan, stage)| state.stage_name(plan, stage)).unzip();
    let mut read = LeadRow {
        lead: row.doc.id().clone(),
        received_at: row.born,
        standing: "unroutable",
        queue: None,
        plan,
        stage,
        owner: None,
        offered_to: None,
        office: state.office_row(slot).and_then(|own| state.agent_name(own.at.agent)),
        since: None,
        deadline: state.lead_deadline(slot, row),
        code: None,
        assignments: row.assignments,
        changed,
    };
    match &row.standing {
        Standing::InLine { queue, pool, .. } => {
            read.standing = if *pool { "pool" } else { "waiting" };
            read.queue = state.queue_name(*queue);
        }
        Standing::Offered { agent, queue, .. } => {
            read.standing = "offered";
            read.queue = queue.and_then(|queue| state.queue_name(queue));
            read.offered_to = state.agent_name(*agent);
        }
        Standing::Owned { agent, queue, since, .. } => {
            read.standing = "owned";
            read.queue = queue.and_then(|queue| state.queue_name(queue));
            read.owner = state.agent_name(*agent);
            read.since = Some(*since);
        }
        Standing::Held { why, .. } => {
            read.standing = "held";
            read.code = Some(named::held(*why).into());
        }
        Standing::Stranded { why } => read.code = Some(named::unroutable(*why).into()),
        Standing::Closed { code, by, at, .. } => {
            read.standing = "closed";
            read.owner = by.and_then(|agent| state.agent_name(agent));
            read.since = Some(*at);
            read.code = Some(Arc::clone(code));
        }
        // Between two events of one decision; no record ends so.
        Standing::Passing => {}
    }
    Some(read)
}

pub(super) fn agent(state: &FloorState, slot: AgentSlot, changed: Stamp) -> Option<AgentRow> {
    let row = state.agent(slot)?;
    let standing = match (row.left, row.doc.blocked) {
        (true, _) => "left",
        (false, true) => "blocked",
        (false, false) => "here",
    };
    Some(AgentRow {
        agent: row.doc.id.clone(),
        standing,
        team: row.doc.team.clone(),
        open_leads: row.load.leads,
        open_units: row.load.units,
        idle_since: row.idle_since,
        ready_at: Some(row.ready_at).filter(|at| *at > Timestamp::MIN),
        paused_until: state.duty(slot).and_then(|duty| duty.paused_until),
        changed,
    })
}

pub(super) fn counter_key(state: &FloorState, slot: CounterSlot) -> Option<CounterKey> {
    let row = state.counter(slot)?;
    let agent = match row.agent {
        Some(agent) => Some(state.agent_name(agent)?),
        None => None,
    };
    Some(CounterKey { cap: state.layout.caps.get(row.cap.index())?.id.clone(), agent, apart: apart(row) })
}

/// What a counter counts apart beside agents, as a JSON list.
fn apart(row: &state::CounterRow) -> Arc<str> {
    let label = row.label.as_deref().unwrap_or_default();
    if label.is_empty() {
        return "[]".into();
    }
    let values: Vec<&str> = label.strip_suffix('\u{1f}').unwrap_or(label).split('\u{1f}').collect();
    serde_json::to_string(&values).unwrap_or_default().into()
}

pub(super) fn counter(state: &FloorState, slot: CounterSlot, changed: Stamp) -> Option<CounterRow> {
    let key = counter_key(state, slot)?;
    let row = state.counter(slot)?;
    let (span, start, end) = match row.window {
        CounterWindow::Fixed => {
            ("fixed", Some(row.from).filter(|at| *at > Timestamp::MIN), Some(row.until).and_then(ahead))
        }
        CounterWindow::Rolling(span) => {
            let oldest = row.log.front().copied();
            ("rolling", oldest, oldest.map(|at| at.plus(span)).and_then(ahead))
        }
        CounterWindow::Open => ("open", None, None),
    };
    let limit = state.limit(row.cap, row.agent);
    Some(CounterRow {
        key,
        span,
        window_start: start,
        window_end: end,
        used: row.count,
        allowed: Some(limit).filter(|limit| i64::try_from(*limit).is_ok()),
        currency: state.layout.caps.get(row.cap.index())?.currency,
        reached: row.reached,
        changed,
    })
}
