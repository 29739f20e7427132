//! The names behind the slots of events.

use fairdeal::id::{AgentSlot, LeadSlot, PlanSlot, QueueSlot, StageSlot};
use fairdeal::{AgentDoc, AgentId, Event, Layout, LeadId};
use serde_json::{Value, json};
use std::sync::Arc;

/// What the slots of a floor stand for, learnt from its events.
#[derive(Default)]
pub(crate) struct Names {
    /// The agents by slot.
    pub(crate) agents: Vec<AgentId>,
    /// What is said of the agents now, by slot.
    pub(crate) docs: Vec<Arc<AgentDoc>>,
    /// The leads by slot.
    pub(crate) leads: Vec<LeadId>,
    /// Queues, plans, rules and caps.
    pub(crate) layout: Arc<Layout>,
}

impl Names {
    /// Takes in the names an event brings.
    pub(crate) fn learn(&mut self, event: &Event) {
        match event {
            Event::PolicyInstalled { layout, .. } => self.layout = Arc::clone(layout),
            Event::AgentJoined { doc, .. } => {
                self.agents.push(doc.id.clone());
                self.docs.push(Arc::clone(doc));
            }
            Event::AgentChanged { agent, doc } => {
                if let Some(place) = self.docs.get_mut(agent.index()) {
                    *place = Arc::clone(doc);
                }
            }
            // Nothing is forgotten in a run, so leads come in at one slot after the other.
            Event::LeadArrived { doc, .. } => self.leads.push(doc.id().clone()),
            _ => {}
        }
    }

    /// An agent's id.
    pub(crate) fn agent(&self, slot: AgentSlot) -> &str {
        self.agents.get(slot.index()).map_or("?", AgentId::as_str)
    }

    /// A queue's name.
    pub(crate) fn queue(&self, slot: QueueSlot) -> &str {
        self.layout.queues.get(slot.index()).map_or("?", |queue| queue.id.as_str())
    }

    /// The names of a plan and of a stage of it.
    pub(crate) fn stage(&self, plan: PlanSlot, stage: StageSlot) -> (&str, &str) {
        let Some(plan) = self.layout.plans.get(plan.index()) else {
            return ("?", "?");
        };
        (plan.id.as_str(), plan.stages.get(stage.index()).map_or("?", |stage| stage.as_str()))
    }

    /// The event as JSON, names in place of slots and documents left out.
    pub(crate) fn readable(&self, event: &Event) -> Value {
        let Ok(Value::Object(mut outer)) = serde_json::to_value(event) else {
            return Value::Null;
        };
        let plan = outer.values().next().and_then(|fields| fields.get("plan")?.as_u64());
        for fields in outer.values_mut().filter_map(Value::as_object_mut) {
            fields.remove("doc");
            fields.remove("json");
            fields.remove("layout");
            for (key, value) in fields.iter_mut() {
                self.name(key, plan, value);
            }
        }
        Value::Object(outer)
    }

    fn name(&self, key: &str, plan: Option<u64>, value: &mut Value) {
        if let Value::Array(list) = value
            && key == "agents"
        {
            list.iter_mut().for_each(|one| self.name("agent", plan, one));
            return;
        }
        let at = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let Some(slot) = value.as_u64().map(at) else {
            return;
        };
        let name = match key {
            "agent" => self.agents.get(slot).map(AgentId::as_str),
            "lead" => self.leads.get(slot).map(LeadId::as_str),
            "queue" => self.layout.queues.get(slot).map(|queue| queue.id.as_str()),
            "rule" => self.layout.rules.get(slot).map(|rule| rule.as_str()),
            "cap" => self.layout.caps.get(slot).map(|cap| cap.id.as_str()),
            "plan" => self.layout.plans.get(slot).map(|plan| plan.id.as_str()),
            "stage" => plan
                .and_then(|plan| self.layout.plans.get(at(plan))?.stages.get(slot))
                .map(|stage| stage.as_str()),
            _ => None,
        };
        if let Some(name) = name {
            *value = json!(name);
        }
    }
}

/// The lead an event is about.
pub(crate) fn lead_of(event: &Event) -> Option<LeadSlot> {
    match event {
        Event::LeadArrived { lead, .. }
        | Event::LeadRevised { lead, .. }
        | Event::StageEntered { lead, .. }
        | Event::Queued { lead, .. }
        | Event::Offered { lead, .. }
        | Event::OfferEnded { lead, .. }
        | Event::Assigned { lead, .. }
        | Event::Attempted { lead, .. }
        | Event::Disposed { lead, .. }
        | Event::CallBackDue { lead, .. }
        | Event::StepDue { lead, .. }
        | Event::CadenceEnded { lead, .. }
        | Event::Released { lead, .. }
        | Event::Held { lead, .. }
        | Event::Stranded { lead, .. }
        | Event::Closed { lead, .. } => Some(*lead),
        Event::Escalated(own) => Some(own.lead),
        _ => None,
    }
}
