//! The minimum standard of follow-up: every lead that was judged, counted anew each time.

use super::model::LeadState;
use super::{Answer, Fault, Oracle, Way, refusal};
use crate::event::{AssignedHow, StandardChange};
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::{OfficeReason, Outcome, Reason, Refused};
use crate::policy::{BelowDoc, PolicyDoc, QueueDoc};
use crate::state::StandardView;
use crate::time::{Span, Timestamp};

/// What is known of a member.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// Of each lead whether it was worked in time, the oldest first.
    worked: Vec<bool>,
    held: Option<StandardChange>,
}

impl Record {
    pub(super) fn suspended(&self, at: Timestamp) -> Option<Timestamp> {
        match self.held {
            Some(StandardChange::Suspended { until }) if at < until => Some(until),
            _ => None,
        }
    }

    fn percent(&self) -> u32 {
        match self.held {
            Some(StandardChange::PutDown { percent }) => percent,
            _ => 100,
        }
    }
}

/// Whether a queue has only a part of a weight count.
pub(super) fn takes_parts(doc: &QueueDoc) -> bool {
    doc.standard.is_some_and(|own| matches!(own.below, BelowDoc::SharePercent(_)))
}

impl Oracle {
    /// Somebody has accepted a lead.
    pub(super) fn has_to_be_worked(
        &mut self,
        lead: &LeadId,
        queue: Option<&Name>,
        agent: &AgentId,
        how: AssignedHow,
    ) {
        let office = self.get(lead).office.map(|own| (own.from, own.office));
        let dealt = matches!(how, AssignedHow::Pushed | AssignedHow::Accepted);
        let person = queue.filter(|_| dealt).map(|queue| (queue.clone(), agent.clone()));
        let asked = office.into_iter().chain(person).find_map(|(queue, agent)| {
            let own = self.queue_doc(&queue)?.standard?;
            Some((queue, agent, self.now.plus(Span::seconds(own.work_within_s))))
        });
        self.change(lead, |state| state.to_work = asked);
    }

    /// A lead was worked in time, or was not.
    pub(super) fn judge_lead(&mut self, lead: &LeadId, met: bool) {
        let Some((queue, agent, _)) = self.get(lead).to_work else { return };
        self.change(lead, |state| state.to_work = None);
        let Some(own) = self.queue_doc(&queue).and_then(|doc| doc.standard) else { return };
        let now = self.now;
        let few = if self.is(Fault::JudgedByFew) { 1 } else { own.min_leads };
        let always = self.is(Fault::NobodyPutDown);
        let record = self.standards.entry((queue, agent)).or_default();
        record.worked.push(met);
        let of_last = usize::try_from(own.of_last).unwrap_or(usize::MAX);
        while record.worked.len() > of_last {
            record.worked.remove(0);
        }
        let judged = record.worked.len();
        let kept = record.worked.iter().filter(|met| **met).count();
        if judged < usize::try_from(few).unwrap_or(usize::MAX) || record.suspended(now).is_some() {
            return;
        }
        let min_bp = usize::try_from(own.min_bp).unwrap_or(usize::MAX);
        if kept.saturating_mul(10_000) >= judged.saturating_mul(min_bp) || always {
            if record.percent() < 100 {
                record.held = None;
            }
        } else {
            match own.below {
                BelowDoc::SharePercent(percent) => record.held = Some(StandardChange::PutDown { percent }),
                BelowDoc::SuspendS(seconds) => {
                    let until = now.plus(Span::seconds(seconds));
                    *record = Record { worked: Vec::new(), held: Some(StandardChange::Suspended { until }) };
                }
                BelowDoc::Suspend {} => {
                    let held = Some(StandardChange::Suspended { until: Timestamp::MAX });
                    *record = Record { worked: Vec::new(), held };
                }
            }
        }
        self.reseat();
    }

    /// The next lead that was not worked in time, if one is due.
    pub(super) fn judge_one(&mut self, late: Span) -> bool {
        let due = |lead: &LeadState| lead.to_work.as_ref().map(|(_, _, until)| until.plus(late));
        let all = self.leads.iter().filter_map(|(id, lead)| Some((due(lead)?, lead.number, id.clone())));
        match all.min() {
            Some((at, _, id)) if at <= self.now => {
                self.judge_lead(&id, false);
                true
            }
            _ => false,
        }
    }

    pub(super) fn attempt_instants(&self) -> impl Iterator<Item = Timestamp> + '_ {
        self.leads.values().filter_map(|lead| lead.to_work.as_ref().map(|(_, _, until)| *until))
    }

    pub(super) fn not_suspended(
        &self,
        queue: &Name,
        agent: &AgentId,
        (way, at): (Way, Timestamp),
    ) -> Result<(), Refused> {
        if !matches!(way, Way::Push | Way::Claim(_)) || self.is(Fault::SuspendedServed) {
            return Ok(());
        }
        if self.queue_doc(queue).is_none_or(|doc| doc.standard.is_none()) {
            return Ok(());
        }
        let record = self.standards.get(&(queue.clone(), agent.clone()));
        let Some(until) = record.and_then(|record| record.suspended(at)) else { return Ok(()) };
        let until = (until < Timestamp::MAX).then_some(until);
        let (agent, queue) = (agent.clone(), queue.clone());
        Err(Refused {
            reason: Reason::Office(OfficeReason::Suspended { agent, queue, until }),
            clears_at: None,
        })
    }

    /// When suspensions end.
    pub(super) fn suspensions(&self) -> impl Iterator<Item = Timestamp> + '_ {
        self.standards.values().filter_map(|record| record.suspended(self.now))
    }

    /// What counts of a weight by the standard, in percent.
    pub(super) fn held_percent(&self, queue: &Name, agent: &AgentId) -> u32 {
        self.standards.get(&(queue.clone(), agent.clone())).map_or(100, Record::percent)
    }

    pub(super) fn reinstate(&mut self, queue: &Name, agent: &AgentId) -> Answer {
        if self.queue_doc(queue).is_none() {
            return Err(refusal(Reason::UnknownQueue { queue: queue.clone(), did_you_mean: None }));
        }
        self.known(agent)?;
        if self.standards.remove(&(queue.clone(), agent.clone())).is_none() {
            return Ok(Outcome::Unchanged { lead: None });
        }
        self.reseat();
        Ok(Outcome::AgentNoted { agent: agent.clone() })
    }

    /// Another policy: what is known by queues that have a standard still.
    pub(super) fn keep_standards(&mut self, new: &PolicyDoc) {
        let held = |queue: &Name| new.queues.iter().any(|doc| doc.id == *queue && doc.standard.is_some());
        self.standards.retain(|(queue, _), _| held(queue));
        for lead in self.leads.values_mut() {
            lead.to_work = lead.to_work.take().filter(|(queue, ..)| held(queue));
        }
    }

    /// How everybody keeps to the standards.
    #[must_use]
    pub fn standard_views(&self) -> Vec<StandardView> {
        let view = |((queue, agent), record): (&(Name, AgentId), &Record)| StandardView {
            queue: queue.clone(),
            agent: agent.clone(),
            met: u32::try_from(record.worked.iter().filter(|met| **met).count()).unwrap_or(u32::MAX),
            judged: u32::try_from(record.worked.len()).unwrap_or(u32::MAX),
            share_percent: record.percent(),
            suspended_until: match record.held {
                Some(StandardChange::Suspended { until }) => Some(until),
                _ => None,
            },
        };
        self.standards.iter().map(view).collect()
    }
}
