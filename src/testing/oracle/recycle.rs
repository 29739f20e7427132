//! Leads that have rested go back, so many a day.

use super::condition::read;
use super::model::{LeadState, Standing};
use super::place::Start;
use super::{Fault, Oracle};
use crate::attribute::Value;
use crate::calendar::{Window, Zone, bounds};
use crate::event::HeldWhy;
use crate::id::{LeadId, Name};
use crate::policy::{BatchDoc, LeadKeyDoc, StageActionDoc};

impl Oracle {
    pub(super) fn batch_of(&self, lead: &LeadState) -> Option<BatchDoc> {
        match &self.stage_of(lead)?.action {
            StageActionDoc::Recycle { batch, .. } => batch.clone(),
            _ => None,
        }
    }

    pub(super) fn recycle_due(&mut self, lead: &LeadId) {
        let Some(state) = self.leads.get(lead).cloned() else { return };
        let Some((batch, (plan, stage))) = self.batch_of(&state).zip(self.rests_in(&state)) else { return };
        let zone = Zone::named(batch.zone.as_ref().unwrap_or(&self.policy.zone));
        let Ok(zone) = zone else { return };
        let (from, until) = bounds(Window::Day, &zone, self.now);
        let today = self.rounds.get(&(plan.clone(), stage.clone())).filter(|(day, _)| *day == from);
        let begun = today.map_or(0, |(_, begun)| *begun);
        let most = usize::try_from(batch.most_per_day).unwrap_or(usize::MAX);
        let most = most.saturating_add(usize::from(self.is(Fault::BatchOffByOne)));
        if begun >= most {
            self.change(lead, |state| state.standing = Standing::Held { until, why: HeldWhy::Batch });
            return;
        }
        let due = self.leads.values().filter(|other| {
            let rests =
                matches!(other.standing, Standing::Held { why: HeldWhy::Recycle | HeldWhy::Batch, .. });
            rests && other.deadline() == state.deadline() && other.course == state.course
        });
        let keys =
            |lead: &LeadState| -> Vec<i64> { batch.order.iter().map(|key| self.comes(key, lead)).collect() };
        let first = due.min_by_key(|other| (keys(other), other.number)).map(|other| other.doc.id().clone());
        let Some(first) = first else { return };
        self.rounds.insert((plan, stage), (from, begun.saturating_add(1)));
        let back_to = self.leads.get(&first).and_then(|lead| self.stage_of(lead)).map(|it| it.action.clone());
        if let Some(StageActionDoc::Recycle { back_to, .. }) = back_to {
            self.place(&first, Start::At(back_to));
        }
    }

    fn rests_in(&self, lead: &LeadState) -> Option<(Name, Name)> {
        let (plan, _) = lead.course.clone()?;
        Some((plan, self.stage_of(lead)?.id.clone()))
    }

    pub(super) fn comes(&self, key: &LeadKeyDoc, lead: &LeadState) -> i64 {
        let number = |name: &Name| match read(&self.policy, &lead.doc, name) {
            Some(Value::Integer(number)) => *number,
            _ => 0,
        };
        match key {
            LeadKeyDoc::Oldest {} => lead.born.as_millis(),
            LeadKeyDoc::Newest {} => lead.born.as_millis().saturating_neg(),
            LeadKeyDoc::FewestRounds {} => i64::from(lead.cycles),
            LeadKeyDoc::FewestOwners {} => i64::from(lead.assignments),
            LeadKeyDoc::FewestPulls {} => i64::from(lead.pulls),
            LeadKeyDoc::MostPulls {} => i64::from(lead.pulls).saturating_neg(),
            LeadKeyDoc::Highest(name) => number(name).saturating_neg(),
            LeadKeyDoc::Lowest(name) => number(name),
        }
    }
}
