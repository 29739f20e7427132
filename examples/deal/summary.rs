//! The totals, and the summary as JSON.

use std::fmt;

use fairdeal::meter::ledger::Turns;
use fairdeal::{ClosedHow, LeadStanding, LeadView};
use serde_json::{Value, json};

use crate::simulate::Sim;
use crate::tally::Seat;
use crate::waits::{MILESTONES, percentile, waits};

/// Where all the leads are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Totals {
    /// Rows of the file that came in by the end.
    pub(crate) leads: usize,
    /// Owned by an agent.
    pub(crate) assigned: usize,
    /// In a queue or a pool, on offer, or held.
    pub(crate) waiting: usize,
    /// Closed by their owner or by their plan.
    pub(crate) closed: usize,
    /// With nowhere to go.
    pub(crate) unroutable: usize,
    /// Never dealt.
    pub(crate) rejected: usize,
}

impl Totals {
    /// Counted from the floor itself.
    pub(crate) fn of(sim: &Sim, rejected: usize, leads: usize) -> Totals {
        let mut totals = Totals { leads, assigned: 0, waiting: 0, closed: 0, unroutable: 0, rejected };
        for view in sim.floor.state().lead_views() {
            match view.standing {
                LeadStanding::Owned { .. } => totals.assigned += 1,
                LeadStanding::Waiting { .. } | LeadStanding::Offered { .. } | LeadStanding::Held { .. } => {
                    totals.waiting += 1;
                }
                LeadStanding::Closed { .. } => totals.closed += 1,
                LeadStanding::Unroutable { .. } => totals.unroutable += 1,
            }
        }
        totals
    }

    /// Whether no lead is lost or counted twice.
    pub(crate) fn add_up(&self) -> bool {
        self.leads == self.assigned + self.waiting + self.closed + self.unroutable + self.rejected
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} leads = {} assigned + {} waiting + {} closed + {} unroutable + {} rejected",
            self.leads, self.assigned, self.waiting, self.closed, self.unroutable, self.rejected
        )
    }
}

/// Turns as a number with two decimals, as they are shown to people.
fn decimal(turns: Turns) -> Value {
    serde_json::from_str(turns.to_string().trim_start_matches('+')).unwrap_or(Value::Null)
}

/// The summary.
pub(crate) fn json(sim: &Sim, totals: &Totals, later: usize) -> Value {
    let views = sim.floor.state().lead_views();
    let waits: serde_json::Map<String, Value> = MILESTONES.iter().map(|(name, milestone)| {
        let waits = waits(&views, *milestone);
        let seconds = |percent| percentile(&waits, percent).map(|span| span.as_millis() / 1_000);
        let told = json!({"leads": waits.len(), "p50_s": seconds(50), "p90_s": seconds(90), "p99_s": seconds(99), "max_s": seconds(100)});
        ((*name).to_owned(), told)
    }).collect();
    let rules = &sim.names.layout.rules;
    let rule = |(rule, leads): (&Option<usize>, &u64)| json!({"id": rule.and_then(|rule| rules.get(rule)), "leads": leads});
    json!({
        "policy": sim.policy.id(),
        "until": sim.end,
        "leads": totals.leads,
        "assigned": totals.assigned,
        "waiting": totals.waiting,
        "closed": totals.closed,
        "unroutable": totals.unroutable,
        "rejected": totals.rejected,
        "not_yet_in": later,
        "agents": agents(sim, &views),
        "queues": queues(sim),
        "rules": sim.tally.rules.iter().map(rule).collect::<Vec<_>>(),
        "caps": caps(sim),
        "closed_as": closed_as(&views),
        "waits": waits,
    })
}

fn counts(seat: &Seat) -> Value {
    json!({
        "dealt": seat.dealt(), "offered": seat.offered, "accepted": seat.accepted, "pushed": seat.pushed,
        "claimed": seat.claimed, "declined": seat.declined, "timed_out": seat.timed_out,
        "redistributed": seat.redistributed, "returned": seat.returned,
    })
}

fn with(mut value: Value, more: Value) -> Value {
    if let (Some(fields), Value::Object(more)) = (value.as_object_mut(), more) {
        fields.extend(more);
    }
    value
}

fn agents(sim: &Sim, views: &[LeadView]) -> Vec<Value> {
    let one = |(number, id): (usize, &fairdeal::AgentId)| {
        let owns =
            |view: &&LeadView| matches!(&view.standing, LeadStanding::Owned { agent, .. } if agent == id);
        let closed = |view: &&LeadView| matches!(&view.standing, LeadStanding::Closed { how: ClosedHow::Disposed, by: Some(by), .. } if by == id);
        let seats = sim.tally.seats.iter().filter(|((_, agent), _)| *agent == number);
        let seat = seats.fold(Seat::default(), |sum, (_, seat)| sum.plus(seat));
        let own = json!({
            "id": id, "assigned": views.iter().filter(owns).count(), "closed": views.iter().filter(closed).count(),
            "cap_hits": sim.tally.cap_hits(number),
        });
        with(own, counts(&seat))
    };
    sim.names.agents.iter().enumerate().map(one).collect()
}

fn queues(sim: &Sim) -> Vec<Value> {
    let views = sim.floor.state().queue_views();
    let one = |(number, view): (usize, fairdeal::QueueView)| {
        let seats = sim.tally.seats.iter().filter(|((queue, _), _)| *queue == Some(number));
        let seat = seats.fold(Seat::default(), |sum, (_, seat)| sum.plus(seat));
        let members = view.members.iter().map(|(agent, taken, owed)| {
            let slot = sim.names.agents.iter().position(|other| other == agent).unwrap_or(usize::MAX);
            let seat = sim.tally.seats.get(&(Some(number), slot)).copied().unwrap_or_default();
            with(json!({"id": agent, "turns_taken": taken, "turns_owed": decimal(*owed)}), counts(&seat))
        });
        let own = json!({
            "id": view.queue, "in_line": view.in_line, "in_pool": view.in_pool,
            "live_deviation": decimal(view.live_deviation), "members": members.collect::<Vec<_>>(),
        });
        with(own, counts(&seat))
    };
    views.into_iter().enumerate().map(one).collect()
}

fn caps(sim: &Sim) -> Vec<Value> {
    let one = |(number, cap): (usize, &fairdeal::policy::CapDoc)| {
        let counters = || sim.tally.counters.iter().filter(move |counter| counter.cap == number);
        json!({
            "id": cap.id, "limit": cap.limit, "cap_hits": counters().map(|counter| counter.hits).sum::<u64>(),
            "most": counters().map(|counter| counter.most).max().unwrap_or(0),
            "exceeded": counters().filter(|counter| counter.most > counter.limit).count(),
        })
    };
    sim.policy.doc().caps.iter().enumerate().map(one).collect()
}

/// How the closed leads ended, and how many so.
pub(crate) fn closed_as(views: &[LeadView]) -> std::collections::BTreeMap<String, usize> {
    let mut ends = std::collections::BTreeMap::new();
    for view in views {
        if let LeadStanding::Closed { code, .. } = &view.standing {
            *ends.entry(code.clone()).or_default() += 1;
        }
    }
    ends
}
