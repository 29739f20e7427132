//! Tables as a store keeps them, and ways to keep them wrongly.

use std::collections::BTreeMap;

use fairdeal::store::tables::*;
use fairdeal::*;

/// How a store's tables go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twin {
    /// Assignments are never ended.
    EndsLost,
    /// Leads that are forgotten stay.
    LeadsStay,
    /// Counters that another policy does not keep stay.
    CountersStay,
    /// Whoever closes a lead goes on holding it.
    ClosersKeep,
    /// Whoever has been rung goes on ringing.
    RungKeep,
    /// Another policy moves no lead.
    PolicyMovesNone,
    /// Another policy and other agents change no limit.
    LimitsStay,
    /// What comes first in a group of records is lost where the group says more of it.
    FirstOfGroup,
}

pub const TWINS: [Twin; 8] = [
    Twin::EndsLost,
    Twin::LeadsStay,
    Twin::CountersStay,
    Twin::ClosersKeep,
    Twin::RungKeep,
    Twin::PolicyMovesNone,
    Twin::LimitsStay,
    Twin::FirstOfGroup,
];

/// The rows of one floor by their keys.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    pub leads: BTreeMap<LeadId, LeadRow>,
    pub assignments: BTreeMap<(Revision, u64), AssignmentRow>,
    pub agents: BTreeMap<AgentId, AgentRow>,
    pub counters: BTreeMap<CounterKey, CounterRow>,
}

impl Kept {
    /// Writes what some records have changed.
    pub fn write(&mut self, records: &[Recorded], mut changes: Changes, twin: Option<Twin>) {
        let says = |of: &dyn Fn(&Event) -> bool| records.iter().any(|record| record.events.iter().any(of));
        match twin {
            None => {}
            Some(Twin::EndsLost) => changes.ended.clear(),
            Some(Twin::LeadsStay) => changes.leads_gone.clear(),
            Some(Twin::CountersStay) => changes.counters_gone.clear(),
            Some(Twin::ClosersKeep) => {
                if says(&|event| matches!(event, Event::Closed { .. })) {
                    changes.agents.clear();
                }
            }
            Some(Twin::RungKeep) => {
                if says(&|event| matches!(event, Event::BridgeEnded { .. } | Event::Bridged { .. })) {
                    changes.agents.clear();
                }
            }
            Some(Twin::PolicyMovesNone) => {
                if says(&|event| matches!(event, Event::PolicyInstalled { .. })) {
                    changes.leads.clear();
                }
            }
            Some(Twin::LimitsStay) => {
                if says(&|event| {
                    matches!(event, Event::PolicyInstalled { .. } | Event::AgentChanged { .. })
                        || matches!(event, Event::AgentLeft { .. } | Event::MeritReviewed { .. })
                }) {
                    changes.counters.clear();
                }
            }
            Some(Twin::FirstOfGroup) => {
                if records.len() > 1 {
                    changes.leads.retain(|row| row.changed.revision == records[records.len() - 1].revision);
                }
            }
        }
        for ended in changes.ended {
            let own = self.assignments.values_mut().filter(|row| row.lead == ended.lead && row.end.is_none());
            own.for_each(|row| row.end = Some(ended.end.clone()));
        }
        changes.leads_gone.iter().for_each(|lead| drop(self.leads.remove(lead)));
        changes.counters_gone.iter().for_each(|key| drop(self.counters.remove(key)));
        self.leads.extend(changes.leads.into_iter().map(|row| (row.lead.clone(), row)));
        self.agents.extend(changes.agents.into_iter().map(|row| (row.agent.clone(), row)));
        self.counters.extend(changes.counters.into_iter().map(|row| (row.key.clone(), row)));
        let assigned = changes.assigned.into_iter().map(|row| ((row.revision, row.position), row));
        self.assignments.extend(assigned);
    }

    /// The same rows as if one record had changed them all.
    fn unstamped(&self, stamp: Stamp) -> Kept {
        let mut own = self.clone();
        own.leads.values_mut().for_each(|row| row.changed = stamp);
        own.agents.values_mut().for_each(|row| row.changed = stamp);
        own.counters.values_mut().for_each(|row| row.changed = stamp);
        own
    }

    /// Where these rows say anything else than a state.
    pub fn differs(&self, state: &FloorState) -> Option<String> {
        let state = FloorState::restore(&state.snapshot()).unwrap();
        let stamp = Stamp { revision: state.revision(), at: state.clock() };
        let mut fresh = Kept::default();
        fresh.write(&[], Tables::resume(state.clone()).all(), None);
        let own = self.unstamped(stamp);
        let different = differing("lead", &own.leads, &fresh.leads)
            .or_else(|| differing("agent", &own.agents, &fresh.agents))
            .or_else(|| differing("counter", &own.counters, &fresh.counters));
        if different.is_some() {
            return different;
        }
        let open: BTreeMap<_, _> =
            own.assignments.values().filter(|row| row.end.is_none()).map(brief).collect();
        let right: BTreeMap<_, _> = fresh.assignments.values().map(brief).collect();
        differing("open assignment", &open, &right).or_else(|| self.differs_from_views(&state))
    }

    /// Where they say anything else than the views that hosts read.
    fn differs_from_views(&self, state: &FloorState) -> Option<String> {
        for view in state.lead_views() {
            let row = &self.leads[view.lead.id()];
            let (mut owner, mut offered_to, mut queue) = (None, None, row.queue.clone());
            let standing = match &view.standing {
                LeadStanding::Waiting { queue: own, pool, .. } => {
                    queue = Some(own.clone());
                    if *pool { "pool" } else { "waiting" }
                }
                LeadStanding::Offered { agent, .. } => {
                    offered_to = Some(agent.clone());
                    "offered"
                }
                LeadStanding::Owned { agent, queue: own, .. } => {
                    (owner, queue) = (Some(agent.clone()), own.clone());
                    "owned"
                }
                LeadStanding::Held { .. } => "held",
                LeadStanding::Unroutable { .. } => "unroutable",
                LeadStanding::Closed { by, code, .. } => {
                    owner = by.clone();
                    assert_eq!(row.code.as_deref(), Some(code.as_str()));
                    "closed"
                }
            };
            let stage = row.plan.clone().zip(row.stage.clone());
            let office = view.office.as_ref().map(|own| &own.office);
            let said = (row.standing, &row.owner, &row.offered_to, &row.queue, row.deadline, &stage);
            if said != (standing, &owner, &offered_to, &queue, view.deadline, &view.stage)
                || row.office.as_ref() != office
            {
                return Some(format!("{row:?} is {view:?}"));
            }
        }
        for view in state.agent_views() {
            let row = &self.agents[&view.agent];
            let said = (row.open_leads, row.open_units, row.standing == "left", row.idle_since);
            if said != (view.open_leads, view.open_units, view.left, view.idle_since) {
                return Some(format!("{row:?} is {view:?}"));
            }
        }
        for view in state.cap_views() {
            let apart = serde_json::to_string(&view.values).unwrap().into();
            let key = CounterKey { cap: view.cap.clone(), agent: view.agent.clone(), apart };
            let Some(row) = self.counters.get(&key) else { return Some(format!("no row of {view:?}")) };
            let fixed = row.span != "rolling";
            if (fixed && row.used != view.used) || row.allowed.unwrap_or(u64::MAX) != view.limit {
                return Some(format!("{row:?} is {view:?}"));
            }
        }
        None
    }
}

/// What a state knows of an assignment.
fn brief(row: &AssignmentRow) -> (LeadId, (AgentId, AssignedHow, Timestamp)) {
    (row.lead.clone(), (row.agent.clone(), row.how, row.at))
}

fn differing<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    what: &str,
    own: &BTreeMap<K, V>,
    right: &BTreeMap<K, V>,
) -> Option<String> {
    let keys = own.keys().chain(right.keys()).find(|key| own.get(key) != right.get(key))?;
    Some(format!("{what} {keys:?}: {:?} where {:?} is right", own.get(keys), right.get(keys)))
}
