//! From the ids of a command to slots and rows, or a refusal that names what is missing.

use crate::decide::Draft;
use crate::id::{AgentId, AgentSlot, LeadId, LeadSlot, Name, QueueSlot};
use crate::outcome::{Reason, Refused};
use crate::policy::nearest;
use crate::state::{LeadRow, Standing};

pub(super) fn refusal(reason: Reason) -> Refused {
    Refused { reason, clears_at: None }
}

impl<'a, T> Draft<'a, T> {
    pub(super) fn find_lead(&self, id: &LeadId) -> Result<(LeadSlot, &'a LeadRow), Refused> {
        let state = self.floor.state;
        let found = state.lead_slot(id).and_then(|slot| Some((slot, state.lead(slot)?)));
        found.ok_or_else(|| refusal(Reason::UnknownLead { lead: id.clone() }))
    }

    pub(super) fn find_agent(&self, id: &AgentId) -> Result<AgentSlot, Refused> {
        let state = self.floor.state;
        state.agent_slot(id).ok_or_else(|| {
            let like = nearest(id.as_str(), state.agent_ids().map(|(id, _)| id.as_str()));
            let did_you_mean = like.and_then(|id| AgentId::new(&id).ok());
            refusal(Reason::UnknownAgent { agent: id.clone(), did_you_mean })
        })
    }

    pub(super) fn find_queue(&self, name: &Name) -> Result<QueueSlot, Refused> {
        let queues = &self.floor.policy.queues;
        let at = queues.iter().position(|queue| queue.id == *name);
        at.and_then(QueueSlot::from_index).ok_or_else(|| {
            let like = nearest(name.as_str(), queues.iter().map(|queue| queue.id.as_str()));
            let did_you_mean = like.and_then(|name| Name::new(&name).ok());
            refusal(Reason::UnknownQueue { queue: name.clone(), did_you_mean })
        })
    }

    /// The lead, if this agent owns it.
    pub(super) fn find_owned(
        &self,
        lead: &LeadId,
        agent: &AgentId,
    ) -> Result<(LeadSlot, &'a LeadRow, AgentSlot), Refused> {
        let (slot, row) = self.find_lead(lead)?;
        let who = self.find_agent(agent)?;
        match row.standing {
            Standing::Owned { agent: owner, .. } if owner == who => Ok((slot, row, who)),
            Standing::Closed { .. } => Err(refusal(Reason::LeadClosed { lead: lead.clone() })),
            _ => Err(refusal(Reason::NotOwner { lead: lead.clone(), agent: agent.clone() })),
        }
    }
}
