//! The minimum standard of follow-up: which leads have to be worked in time, and what becomes of whoever does not keep to it.

use crate::decide::Draft;
use crate::event::{AssignedHow, Event, StandardChange, StandardEvent};
use crate::explain::{Finding, Trace};
use crate::id::{AgentSlot, LeadSlot, QueueSlot};
use crate::meter::work::Work;
use crate::plan::Course;
use crate::policy::{Below, Standard};
use crate::state::StandardRow;
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// Whoever has accepted a lead has to try it in time where the queue says so: the office's queue, else that of whoever has
    /// it.
    #[cold]
    pub(super) fn has_to_be_worked(
        &mut self,
        course: &Course<'_>,
        (queue, agent): (Option<QueueSlot>, AgentSlot),
        how: AssignedHow,
    ) {
        let dealt = matches!(how, AssignedHow::Pushed | AssignedHow::Accepted);
        let office = course.office.map(|own| (own.from, own.agent));
        let person = queue.filter(|_| dealt).map(|queue| (queue, agent));
        let asked = office
            .into_iter()
            .chain(person)
            .find_map(|(queue, agent)| Some((queue, agent, self.floor.policy.queue(queue)?.standard?)));
        if let Some((queue, agent, own)) = asked {
            let (lead, until) = (course.slot, self.floor.now.plus(own.within));
            self.events.push(Event::Standard(StandardEvent::ToBeWorked { lead, queue, agent, until }));
        }
    }

    /// Its owner has done something with a lead that has to be worked in time.
    pub(crate) fn judge_work(&mut self, lead: LeadSlot, work: Work) {
        if work.works() {
            self.judge(lead, true);
        }
    }

    /// A lead was worked in time, or was not.
    #[cold]
    pub(crate) fn judge(&mut self, lead: LeadSlot, met: bool) {
        let Some(due) = self.floor.state.to_work(lead) else { return };
        let policy = self.floor.policy.queue(due.queue);
        let Some((policy, own)) = policy.and_then(|policy| Some((policy, policy.standard?))) else { return };
        let row = self.floor.state.standard(due.queue, due.agent).copied().unwrap_or_default();
        let after = row.with(met, own.of_last);
        let then = change(own, &after, self.floor.now);
        let (queue, agent, of_last) = (due.queue, due.agent, own.of_last);
        self.events.push(Event::Standard(StandardEvent::Judged { lead, queue, agent, met, of_last, then }));
        if let Some(agent) = self.floor.agent_id(agent) {
            let ((worked, judged), queue) = (after.share(of_last), policy.id.clone());
            let (agent, min_bp, min_leads) = (agent.clone(), own.min_bp, own.min_leads);
            self.trace.add(|| Finding::Judged { queue, agent, met, worked, judged, min_bp, min_leads, then });
        }
    }
}

/// What changes for a member with this record.
fn change(own: Standard, row: &StandardRow, now: Timestamp) -> Option<StandardChange> {
    let (met, judged) = row.share(own.of_last);
    if judged < own.min_leads || row.suspended(now).is_some() {
        return None;
    }
    let below =
        u64::from(met).saturating_mul(10_000) < u64::from(judged).saturating_mul(u64::from(own.min_bp));
    match own.below {
        _ if !below => (row.percent() < 100).then_some(StandardChange::Restored {}),
        Below::Share(percent) => (row.percent() != percent).then_some(StandardChange::PutDown { percent }),
        Below::Suspend(span) => {
            let until = span.map_or(Timestamp::MAX, |span| now.plus(span));
            Some(StandardChange::Suspended { until })
        }
    }
}
