//! Whether a record follows the state: checked whole before anything is touched.

use crate::event::{
    CapRecounted, Confirmed, Escalated, Event, FollowUpMoved, OfficeEvent, OneTurnBegun, OwnerRemembered,
    Paced, PickNoted, PushedOut, RampStep, Rang, Recorded, Reserved, RoundBegun, StandardEvent,
};
use crate::id::{AgentSlot, CounterSlot, LeadSlot, MeritSlot, QueueSlot, SheetSlot};
use crate::layout::Layout;
use crate::lead::Lead;
use crate::state::{ApplyError, FloorState};

/// What the events so far will have added.
struct Added<'a> {
    leads: u32,
    /// The lead that comes in by the record.
    last_lead: Option<(LeadSlot, &'a Lead)>,
    agents: usize,
    counters: usize,
    sheets: usize,
    layout: &'a Layout,
    /// A new policy renumbers counters; those of the old one may not be named after it.
    installed: bool,
}

impl FloorState {
    /// Whether a record is the next one.
    #[inline]
    pub(super) fn follows(&self, recorded: &Recorded) -> Result<(), ApplyError> {
        let revision = recorded.revision;
        if self.revision.checked_add(1) != Some(revision) {
            return Err(ApplyError::OutOfOrder { at: self.revision, found: revision });
        }
        if recorded.at < self.clock {
            return Err(ApplyError::WentBack { revision, at: recorded.at, clock: self.clock });
        }
        Ok(())
    }

    /// Whether everything the events of the next record speak of is there.
    pub(super) fn verify(&self, recorded: &Recorded) -> Result<(), ApplyError> {
        let revision = recorded.revision;
        let mut added = Added {
            leads: 0,
            last_lead: None,
            agents: self.agents.len(),
            counters: self.counters.len(),
            sheets: self.queues.len().saturating_add(self.sheets.len()),
            layout: &self.layout,
            installed: false,
        };
        for (event, fact) in recorded.events.iter().enumerate() {
            if let Err(what) = self.known(fact, &mut added) {
                return Err(ApplyError::Unknown { revision, event, what });
            }
        }
        Ok(())
    }

    fn known<'a>(&self, event: &'a Event, added: &mut Added<'a>) -> Result<(), &'static str> {
        match event {
            Event::PolicyInstalled { layout, .. } => {
                added.layout = layout;
                added.installed = true;
                added.sheets = layout.queues.len().saturating_add(layout.rotations.len());
                Ok(())
            }
            Event::AgentJoined { agent, .. } => {
                is(agent.index() == added.agents, "an agent's slot that is not the next")?;
                added.agents = added.agents.saturating_add(1);
                Ok(())
            }
            Event::LeadArrived { lead, doc } => {
                is(
                    added.leads == 0 && self.next_lead_slot() == Some(*lead),
                    "a lead's slot that is not the next",
                )?;
                is(self.slot_of(doc).is_none(), "a lead that is new")?;
                added.leads = 1;
                added.last_lead = Some((*lead, doc));
                Ok(())
            }
            Event::CounterOpened { counter, cap, agent, .. } => {
                is(counter.index() == added.counters, "a counter's slot that is not the next")?;
                is(cap.index() < added.layout.caps.len(), "a cap")?;
                agent.map_or(Ok(()), |agent| self.agent_known(agent, added))?;
                added.counters = added.counters.saturating_add(1);
                Ok(())
            }
            Event::AgentChanged { agent, .. }
            | Event::LeaveTaken { agent, .. }
            | Event::ShiftTaken { agent, .. }
            | Event::CalendarKept { agent, .. }
            | Event::AgentPaused { agent, .. }
            | Event::AgentReady { agent, .. }
            | Event::AgentLeft { agent, .. } => self.agent_known(*agent, added),
            Event::QueueChecked { queue, .. }
            | Event::ValuePicked { queue, .. }
            | Event::IdleDayBegan { queue, .. } => queue_known(*queue, added),
            Event::RolledOut { lead, first, .. } => {
                first.iter().try_for_each(|(agent, _)| self.agent_known(*agent, added))?;
                self.lead_known(*lead, added)
            }
            Event::OwnerRemembered(OwnerRemembered { lead, sticky, agent, .. }) => {
                self.lead_known(*lead, added)?;
                is(sticky.index() < added.layout.sticky.len(), "a sticky")?;
                self.agent_known(*agent, added)
            }
            Event::OneTurnBegun(OneTurnBegun { lead, queue, agent, .. }) => {
                self.lead_known(*lead, added)?;
                self.agent_known(*agent, added)?;
                queue_known(*queue, added)
            }
            Event::OneTurnForgotten { queue, .. } => queue_known(*queue, added),
            Event::OwnerForgotten { sticky, .. } => {
                is(sticky.index() < added.layout.sticky.len(), "a sticky")
            }
            Event::PickNoted(PickNoted { queue, agent, .. }) => {
                self.agent_known(*agent, added)?;
                queue_known(*queue, added)
            }
            Event::SheetOpened { sheet, queue, key } => {
                queue_known(*queue, added)?;
                is(sheet.index() == added.sheets, "a sheet's slot that is not the next")?;
                is(self.apart_sheet(*queue, key).is_none(), "a sheet that is new")?;
                added.sheets = added.sheets.saturating_add(1);
                Ok(())
            }
            Event::SharersToggled { sheet, agents, .. } => {
                agents.iter().try_for_each(|agent| self.agent_known(*agent, added))?;
                sheet_known(*sheet, added)
            }
            Event::RampStepped(RampStep { queue, agent, .. }) | Event::SkipSet { queue, agent, .. } => {
                self.agent_known(*agent, added)?;
                queue_known(*queue, added)
            }
            Event::TurnsAdjusted { sheet, agent, .. }
            | Event::TurnSkipped { sheet, agent, .. }
            | Event::PutLevel { sheet, agent, .. } => {
                self.agent_known(*agent, added)?;
                sheet_known(*sheet, added)
            }
            Event::TurnTaken { lead, sheet, agent, queue, .. } => {
                self.lead_known(*lead, added)?;
                self.agent_known(*agent, added)?;
                queue_known(*queue, added)?;
                sheet_known(*sheet, added)
            }
            Event::TurnCredited { lead, sheet, agent } => {
                self.lead_known(*lead, added)?;
                self.agent_known(*agent, added)?;
                sheet_known(*sheet, added)
            }
            Event::Counted { lead, counter, .. }
            | Event::Uncounted { lead, counter, .. }
            | Event::Reserved(Reserved { lead, counter, .. })
            | Event::Confirmed(Confirmed { lead, counter }) => {
                self.lead_known(*lead, added)?;
                counter_known(*counter, added)
            }
            Event::CapRecounted(CapRecounted { cap, .. }) | Event::CapBegunAnew { cap } => {
                is(cap.index() < added.layout.caps.len(), "a cap")
            }
            Event::CapReached { counter, .. }
            | Event::CapReset { counter }
            | Event::Paced(Paced { counter, .. }) => counter_known(*counter, added),
            Event::Offered { lead, agent, queue, .. } | Event::Assigned { lead, agent, queue, .. } => {
                self.lead_known(*lead, added)?;
                self.agent_known(*agent, added)?;
                queue.map_or(Ok(()), |queue| queue_known(queue, added))
            }
            Event::OfferEnded { lead, agent, .. } | Event::Released { lead, agent, .. } => {
                self.lead_known(*lead, added)?;
                self.agent_known(*agent, added)
            }
            Event::Queued { lead, queue, .. } | Event::PushedOut(PushedOut { lead, queue, .. }) => {
                self.lead_known(*lead, added)?;
                queue_known(*queue, added)
            }
            Event::StageEntered { lead, plan, stage, .. }
            | Event::RoundBegun(RoundBegun { lead, plan, stage, .. }) => {
                let stages = added.layout.plans.get(plan.index()).map_or(0, |plan| plan.stages.len());
                is(stage.index() < stages, "a stage")?;
                self.lead_known(*lead, added)
            }
            Event::LeadRevised { lead, doc } => {
                let new = added.last_lead.filter(|(own, _)| own == lead).map(|(_, doc)| doc);
                let known = new.or_else(|| self.lead(*lead).map(|row| &row.doc));
                let same = known.is_some_and(|own| own.id() == doc.id());
                is(same, "a lead under another id")
            }
            Event::Scored { lead, merit, agent, .. } | Event::CountsOpenAt { lead, merit, agent, .. } => {
                self.lead_known(*lead, added)?;
                self.agent_known(*agent, added)?;
                merit_known(*merit, added)
            }
            Event::MeritReviewed { merit, review } => {
                merit_known(*merit, added)?;
                review.caps.iter().try_for_each(|(cap, adjusted)| {
                    is(cap.index() < added.layout.caps.len(), "a cap")?;
                    adjusted.iter().try_for_each(|(agent, _)| self.agent_known(*agent, added))
                })?;
                review.affinities.iter().try_for_each(|(queue, members)| {
                    queue_known(*queue, added)?;
                    members.iter().try_for_each(|(agent, _)| self.agent_known(*agent, added))
                })?;
                review.full.iter().try_for_each(|(queue, full)| {
                    queue_known(*queue, added)?;
                    full.iter().try_for_each(|(agent, _)| self.agent_known(*agent, added))
                })?;
                let loads = review.loads.iter().flat_map(|loads| &loads.agents);
                loads.clone().try_for_each(|(agent, _)| self.agent_known(*agent, added))?;
                review.queues.iter().try_for_each(|(queue, grades)| {
                    queue_known(*queue, added)?;
                    grades.iter().try_for_each(|(agent, _)| self.agent_known(*agent, added))
                })
            }
            Event::Rang(Rang { lead, queue, agents, .. }) => {
                self.lead_known(*lead, added)?;
                agents.iter().try_for_each(|agent| self.agent_known(*agent, added))?;
                queue_known(*queue, added)
            }
            Event::Bridged { lead, agent, qualifier, .. } => {
                self.lead_known(*lead, added)?;
                self.agent_known(*qualifier, added)?;
                self.agent_known(*agent, added)
            }
            Event::BridgeEnded { lead } => self.lead_known(*lead, added),
            Event::Standard(
                StandardEvent::ToBeWorked { lead, queue, agent, .. }
                | StandardEvent::Judged { lead, queue, agent, .. },
            ) => {
                self.lead_known(*lead, added)?;
                self.agent_known(*agent, added)?;
                queue_known(*queue, added)
            }
            Event::Standard(StandardEvent::Reinstated { queue, agent }) => {
                self.agent_known(*agent, added)?;
                queue_known(*queue, added)
            }
            Event::Office(OfficeEvent::Sent { lead, office, from, queue, .. }) => {
                self.lead_known(*lead, added)?;
                self.agent_known(*office, added)?;
                queue_known(*from, added)?;
                queue_known(*queue, added)
            }
            Event::Office(OfficeEvent::Registered { sticky, agent, .. }) => {
                is(sticky.index() < added.layout.sticky.len(), "a sticky")?;
                self.agent_known(*agent, added)
            }
            Event::Office(OfficeEvent::RegistrationWithdrawn { sticky, .. }) => {
                is(sticky.index() < added.layout.sticky.len(), "a sticky")
            }
            Event::Office(OfficeEvent::Accepted { lead, office }) => {
                self.lead_known(*lead, added)?;
                self.agent_known(*office, added)
            }
            Event::Office(OfficeEvent::Left { lead, office, credit, .. }) => {
                self.lead_known(*lead, added)?;
                self.agent_known(*office, added)?;
                credit.map_or(Ok(()), |(sheet, _)| sheet_known(sheet, added))
            }
            Event::Escalated(Escalated { lead, agent, .. }) | Event::RingEnded { lead, agent } => {
                self.lead_known(*lead, added)?;
                self.agent_known(*agent, added)
            }
            Event::StepPlanned { lead, next } => {
                let layout = added.layout.cadences.get(next.cadence.index());
                let steps = layout.and_then(|layout| u32::try_from(layout.steps.len()).ok());
                is(steps.is_some_and(|steps| next.step <= steps), "a step of a cadence")?;
                self.lead_known(*lead, added)
            }
            Event::StepDue { lead, .. }
            | Event::CadenceEnded { lead, .. }
            | Event::FollowUpMoved(FollowUpMoved { lead, .. })
            | Event::DealtBeside { lead, .. }
            | Event::Attempted { lead, .. }
            | Event::Viewed { lead, .. }
            | Event::Disposed { lead, .. }
            | Event::CallBackDue { lead, .. }
            | Event::Held { lead, .. }
            | Event::Stranded { lead, .. }
            | Event::Closed { lead, .. }
            | Event::Reopened { lead }
            | Event::CountsAsNew { lead }
            | Event::PassedOn { lead, .. }
            | Event::Forgotten { lead } => self.lead_known(*lead, added),
        }
    }

    fn lead_known(&self, lead: LeadSlot, added: &Added<'_>) -> Result<(), &'static str> {
        is(added.last_lead.is_some_and(|(own, _)| own == lead) || self.lead(lead).is_some(), "a lead")
    }

    fn agent_known(&self, agent: AgentSlot, added: &Added<'_>) -> Result<(), &'static str> {
        is(agent.index() < added.agents, "an agent")
    }
}

fn sheet_known(sheet: SheetSlot, added: &Added<'_>) -> Result<(), &'static str> {
    is(sheet.index() < added.sheets, "a sheet of turns")
}

fn queue_known(queue: QueueSlot, added: &Added<'_>) -> Result<(), &'static str> {
    is(queue.index() < added.layout.queues.len(), "a queue")
}

fn merit_known(merit: MeritSlot, added: &Added<'_>) -> Result<(), &'static str> {
    is(merit.index() < added.layout.merits.len(), "a merit")
}

fn counter_known(counter: CounterSlot, added: &Added<'_>) -> Result<(), &'static str> {
    is(counter.index() < added.counters && !added.installed, "a counter")
}

fn is(true_of_it: bool, what: &'static str) -> Result<(), &'static str> {
    if true_of_it { Ok(()) } else { Err(what) }
}
