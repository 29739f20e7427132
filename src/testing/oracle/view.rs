//! How all stand, in the engine's own words.

use std::collections::BTreeMap;

use super::Oracle;
use super::model::{LeadState, Standing};
use crate::id::{AgentId, Name};
use crate::state::{AgentView, BridgeView, LeadStanding, LeadView, RollOutView, WaitsFor};
use crate::time::Timestamp;

impl Oracle {
    /// Every lead, in the order they came in.
    #[must_use]
    pub fn lead_views(&self) -> Vec<LeadView> {
        let mut leads: Vec<&LeadState> = self.leads.values().collect();
        leads.sort_by_key(|lead| lead.number);
        leads.into_iter().map(|lead| self.view(lead)).collect()
    }

    fn view(&self, lead: &LeadState) -> LeadView {
        let rings = lead.bridge.as_ref().map_or(Timestamp::MAX, |own| own.until);
        let step = self.step_at(lead.doc.id()).unwrap_or(Timestamp::MAX);
        let deadline = lead.deadline().min(rings).min(step);
        LeadView {
            lead: lead.doc.clone(),
            received_at: lead.born,
            rule: lead.rule.clone(),
            stage: lead
                .course
                .as_ref()
                .zip(self.stage_of(lead))
                .map(|((plan, _), stage)| (plan.clone(), stage.id.clone())),
            standing: self.standing(lead),
            waits_for: match &lead.standing {
                Standing::Waiting { pool: false, .. } => Some(WaitsFor::EligibleAgent),
                Standing::Waiting { pool: true, .. } => Some(WaitsFor::Claim),
                Standing::Offered { .. } => Some(WaitsFor::Acceptance),
                Standing::Owned { .. } => Some(WaitsFor::Disposition),
                Standing::Held { .. } => Some(WaitsFor::Clock),
                Standing::Unroutable { .. } => Some(WaitsFor::PolicyOrManager),
                Standing::Nowhere | Standing::Closed { .. } => None,
            },
            deadline: (deadline < Timestamp::MAX).then_some(deadline),
            bridge: lead.bridge.as_ref().map(|own| {
                let mut agents: Vec<AgentId> = own.rung.iter().map(|(agent, ..)| agent.clone()).collect();
                agents.sort();
                BridgeView { queue: own.queue.clone(), agents, until: own.until }
            }),
            office: lead.office_view(),
            roll_out: match (&lead.standing, &lead.roll_out) {
                (Standing::Waiting { pool: true, .. }, Some((first, rest_from))) => {
                    Some(RollOutView { first: first.clone(), rest_from: *rest_from })
                }
                _ => None,
            },
            cadence: self.view_cadence(lead.doc.id()),
            assignments: lead.assignments,
            transfers: lead.transfers,
            pulls: lead.pulls,
            previous_owners: lead.former.iter().map(|former| former.agent.clone()).collect(),
            first_offered_at: lead.first_offered,
            first_owned_at: lead.first_owned,
            first_attempt_at: lead.first_attempt,
            first_contact_at: lead.first_contact,
        }
    }

    fn standing(&self, lead: &LeadState) -> LeadStanding {
        match lead.standing.clone() {
            Standing::Waiting { queue, pool, .. } => {
                let position = self.position(&queue, pool, lead);
                LeadStanding::Waiting { queue, pool, position }
            }
            Standing::Offered { agent, until, .. } => LeadStanding::Offered { agent, until },
            Standing::Owned { agent, queue, how, since, snoozed, .. } => {
                LeadStanding::Owned { agent, queue, how, since, snoozed_until: snoozed }
            }
            Standing::Held { until, why } => LeadStanding::Held { until, why },
            Standing::Unroutable { why } => LeadStanding::Unroutable { why },
            Standing::Closed { how, code, by, at } => LeadStanding::Closed { how, code, by, at },
            Standing::Nowhere => LeadStanding::Unroutable { why: crate::outcome::Unroutable::NoRule },
        }
    }

    /// Every agent, by id.
    #[must_use]
    pub fn agent_views(&self) -> Vec<AgentView> {
        let view = |(id, agent): (&AgentId, &super::model::Agent)| AgentView {
            agent: id.clone(),
            left: agent.left,
            open_leads: self.leads_of(id),
            open_units: self.units_of(id),
            ready_at: agent.ready_at,
            paused_until: agent.paused,
            idle_since: agent.idle_since,
            handed_off: agent.handed_off,
            taken_over: agent.taken_over,
        };
        self.agents.iter().map(view).collect()
    }

    /// How many turns each member of each queue has taken.
    #[must_use]
    pub fn turns_taken(&self) -> BTreeMap<Name, BTreeMap<AgentId, u64>> {
        let of = |name: &Name| {
            let taken = self.turns_of(&self.main_sheet(name)).taken();
            taken.into_iter().filter(|(agent, _)| self.seat_of(agent, name).is_some()).collect()
        };
        self.queues.keys().map(|name| (name.clone(), of(name))).collect()
    }
}
