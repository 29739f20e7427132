//! How far owners are in their cadences, kept with each lead.

use super::condition::holds;
use super::model::Standing;
use super::place::Start;
use super::release::Left;
use super::{Back, Fault, Oracle};
use crate::calendar::{Window, Zone, bounds};
use crate::hash::drawn;
use crate::id::{AgentId, LeadId, Name};
use crate::policy::{
    CadenceDoc, CadenceStepDoc, CadenceStopDoc, NoConsentDoc, OwnerChangeDoc, PolicyDoc, StepSinceDoc,
    TimerDoc,
};
use crate::state::{CadenceView, StepStanding};
use crate::time::Timestamp;

/// The cadence of one lead.
#[derive(Clone, Debug)]
pub(super) struct Cadence {
    name: Name,
    step: usize,
    began: Timestamp,
    due: Timestamp,
    day: Option<(Timestamp, u32)>,
    standing: StepStanding,
}

impl Cadence {
    fn goes_on(&self) -> bool {
        matches!(self.standing, StepStanding::Planned | StepStanding::Due | StepStanding::Held)
    }
}

impl Oracle {
    fn cadence_doc(&self, name: &Name) -> Option<&CadenceDoc> {
        self.policy.cadences.iter().find(|doc| doc.id == *name)
    }

    fn own_cadence(&self, lead: &LeadId) -> Option<(Cadence, CadenceDoc)> {
        let own = self.leads.get(lead)?.cadence.clone()?;
        let doc = self.cadence_doc(&own.name)?.clone();
        Some((own, doc))
    }

    /// When the next step of a lead falls due by time alone.
    pub(super) fn step_at(&self, lead: &LeadId) -> Option<Timestamp> {
        let state = self.leads.get(lead)?;
        let own = state.cadence.as_ref().filter(|own| own.standing == StepStanding::Planned)?;
        let awake = matches!(state.standing, Standing::Owned { snoozed: None, .. });
        Some(own.due).filter(|due| awake && *due < Timestamp::MAX)
    }

    /// Whether a step is due with the owner of a lead that is awake.
    pub(super) fn step_is_due(&self, lead: &LeadId) -> bool {
        self.leads.get(lead).is_some_and(|state| {
            let due = state.cadence.as_ref().is_some_and(|own| own.standing == StepStanding::Due);
            due && matches!(state.standing, Standing::Owned { snoozed: None, .. })
        })
    }

    pub(super) fn step_instants(&self) -> Vec<Timestamp> {
        self.leads.keys().filter_map(|lead| self.step_at(lead)).collect()
    }

    /// When a step is due that is next from now on, or past the last one the lead goes on.
    fn step_due(&self, lead: &LeadId, doc: &CadenceDoc, own: &Cadence) -> Timestamp {
        match doc.steps.get(own.step) {
            Some(step) if step.since == StepSinceDoc::Start => {
                self.step_time(lead, doc, step, own.began).max(self.now)
            }
            Some(step) => self.step_time(lead, doc, step, self.now),
            None => doc.exhausted_after.as_ref().map_or(self.now, |after| self.timer(after, self.now)),
        }
    }

    /// So long after an instant a step is due for this lead. How lots are drawn is what defines them, so there is no other
    /// way to tell them.
    fn step_time(
        &self,
        lead: &LeadId,
        doc: &CadenceDoc,
        step: &CadenceStepDoc,
        from: Timestamp,
    ) -> Timestamp {
        let texts = [self.policy.id.as_str(), doc.id.as_str(), step.id.as_str(), lead.as_str()];
        let most = if self.is(Fault::NoJitter) { 0 } else { step.jitter_s };
        let later = if most > 0 { drawn(&texts, most) } else { 0 };
        let after = match &step.after {
            TimerDoc::WallS(seconds) => TimerDoc::WallS(seconds.saturating_add(later)),
            TimerDoc::Business { open_s, calendar } => {
                TimerDoc::Business { open_s: open_s.saturating_add(later), calendar: calendar.clone() }
            }
        };
        self.timer(&after, from)
    }

    /// In the hours in which the contact may be tried by a step.
    fn in_hours(&self, lead: &LeadId, doc: &CadenceDoc, own: Cadence) -> Cadence {
        let hours = doc.steps.get(own.step).and_then(|step| step.contact_hours.as_ref());
        let due = self.leads.get(lead).map_or(own.due, |state| self.legal(state, hours, own.due));
        Cadence { due, ..own }
    }

    /// Whether a lead has not consented to the channel of its next step, and whether the step is held then.
    fn lacks_consent(&self, lead: &LeadId, doc: &CadenceDoc, own: &Cadence) -> Option<bool> {
        let (state, step) = (self.leads.get(lead)?, doc.steps.get(own.step)?);
        let consent = doc.consents.iter().find(|consent| consent.channel == step.channel)?;
        let lacks = !holds(&self.policy, &consent.when, &state.doc) && !self.is(Fault::ConsentTaken);
        lacks.then_some(consent.otherwise == NoConsentDoc::Hold)
    }

    /// A step that was held is due if the lead consents now.
    pub(super) fn consent_anew(&mut self, lead: &LeadId) {
        let Some((mut own, doc)) = self.own_cadence(lead) else { return };
        if own.standing == StepStanding::Held && self.lacks_consent(lead, &doc, &own).is_none() {
            (own.standing, own.due) = (StepStanding::Planned, self.now);
            let own = self.in_hours(lead, &doc, own);
            self.set_cadence(lead, own);
        }
    }

    /// Not on a day with as many attempts as may be.
    fn on_another_day(&self, doc: &CadenceDoc, own: &Cadence) -> Timestamp {
        let Some((step, most)) = doc.steps.get(own.step).zip(doc.most_per_day) else { return own.due };
        match (own.day, &step.after) {
            _ if self.is(Fault::AnyNumberADay) => own.due,
            (Some((until, attempts)), after) if own.due < until && attempts >= most => match after {
                TimerDoc::WallS(_) => until,
                TimerDoc::Business { calendar, .. } => {
                    let calendar = self.calendars.get(calendar);
                    calendar.and_then(|calendar| calendar.next_open(until)).unwrap_or(Timestamp::MAX)
                }
            },
            _ => own.due,
        }
    }

    fn set_cadence(&mut self, lead: &LeadId, own: Cadence) {
        self.change(lead, |state| state.cadence = Some(own));
    }

    /// Somebody owns the lead from now on.
    pub(super) fn begin_cadence(&mut self, lead: &LeadId) {
        let Some(state) = self.leads.get(lead) else { return };
        let Some(follows) = self.plan_of(state).and_then(|plan| plan.cadence.clone()) else { return };
        let Some(doc) = self.cadence_doc(&follows.by).cloned() else { return };
        let before = state.cadence.clone();
        let day = before.as_ref().and_then(|own| own.day);
        let before = before.filter(|own| own.name == doc.id && own.standing != StepStanding::Exhausted);
        let named = |step: &Name| doc.steps.iter().position(|other| other.id == *step).unwrap_or(0);
        let restarts = self.is(Fault::AlwaysRestarts);
        let anew = Cadence {
            name: doc.id.clone(),
            step: 0,
            began: self.now,
            due: Timestamp::MIN,
            day,
            standing: StepStanding::Planned,
        };
        let mut own = match (&doc.on_owner_change, before) {
            (OwnerChangeDoc::Restart, _) | (_, None) => anew,
            _ if restarts => anew,
            (OwnerChangeDoc::Resume, Some(own)) if own.standing == StepStanding::Stopped => return,
            (OwnerChangeDoc::Resume, Some(own)) => Cadence { standing: StepStanding::Planned, ..own },
            (OwnerChangeDoc::SkipTo(step), Some(own)) => {
                let stopped = own.standing == StepStanding::Stopped;
                let to = if stopped { named(step) } else { named(step).max(own.step) };
                let due = if stopped || to != own.step { Timestamp::MIN } else { own.due };
                Cadence { step: to, due, standing: StepStanding::Planned, ..own }
            }
        };
        // Where nothing was due before, the step's own time counts.
        own.due =
            if own.due > Timestamp::MIN { own.due.max(self.now) } else { self.step_due(lead, &doc, &own) };
        own.due = self.on_another_day(&doc, &own);
        let own = self.in_hours(lead, &doc, own);
        self.set_cadence(lead, own);
    }

    /// A person has tried to reach somebody.
    pub(super) fn step_done(&mut self, lead: &LeadId, reached: bool) {
        let Some((mut own, doc)) = self.own_cadence(lead).filter(|(own, _)| own.goes_on()) else { return };
        if reached && doc.stop_on.contains(&CadenceStopDoc::Contact) && !self.is(Fault::ContactStopsNothing) {
            own.standing = StepStanding::Stopped;
            return self.set_cadence(lead, own);
        }
        let Ok(zone) = Zone::named(doc.zone.as_ref().unwrap_or(&self.policy.zone)) else { return };
        own.day = match own.day {
            Some((until, attempts)) if self.now < until => Some((until, attempts.saturating_add(1))),
            _ => Some((bounds(Window::Day, &zone, self.now).1, 1)),
        };
        own.step = own.step.saturating_add(1).min(doc.steps.len());
        while let Some(step) = doc.steps.get(own.step)
            && step.since == StepSinceDoc::Start
            && self.step_time(lead, &doc, step, own.began) <= self.now
            && !self.is(Fault::MissedStepsBurst)
        {
            own.step = own.step.saturating_add(1);
        }
        own.standing = StepStanding::Planned;
        let state = self.leads.get(lead).map(|state| state.standing.clone());
        let asleep = matches!(state, Some(Standing::Owned { snoozed: Some(_), .. }));
        own.due = if asleep && own.step == doc.steps.len() {
            Timestamp::MAX
        } else {
            self.step_due(lead, &doc, &own)
        };
        own.due = self.on_another_day(&doc, &own);
        let own = self.in_hours(lead, &doc, own);
        self.set_cadence(lead, own);
    }

    /// The owner has said what came of it, and that it is not the end.
    pub(super) fn cadence_sleeps(&mut self, lead: &LeadId) {
        let Some((mut own, doc)) = self.own_cadence(lead).filter(|(own, _)| own.goes_on()) else { return };
        if doc.stop_on.contains(&CadenceStopDoc::Disposition) {
            own.standing = StepStanding::Stopped;
        } else if own.step == doc.steps.len() {
            (own.due, own.standing) = (Timestamp::MAX, StepStanding::Planned);
        }
        self.set_cadence(lead, own);
    }

    /// A call-back is due: what would have been due meanwhile is.
    pub(super) fn cadence_wakes(&mut self, lead: &LeadId) {
        let now = self.now;
        self.change(lead, |state| {
            if let Some(own) = &mut state.cadence {
                own.due = own.due.max(now);
            }
        });
        let own = self.own_cadence(lead).filter(|(own, _)| own.standing == StepStanding::Planned);
        if let Some((own, doc)) = own {
            let own = self.in_hours(lead, &doc, own);
            self.set_cadence(lead, own);
        }
    }

    /// Nobody owns the lead from now on.
    pub(super) fn cadence_rests(&mut self, lead: &LeadId) {
        self.change(lead, |state| {
            if let Some(own) = state.cadence.as_mut().filter(|own| own.goes_on()) {
                own.standing = StepStanding::Resting;
            }
        });
    }

    /// The first step due by now, told, or a lead whose steps are all done, moved on; whether there was one.
    pub(super) fn step_one(&mut self) -> bool {
        if self.is(Fault::StepsNeverDue) {
            return false;
        }
        let number = |lead: &LeadId| self.leads.get(lead).map(|state| state.number);
        let due =
            self.leads.keys().filter_map(|lead| Some((self.step_at(lead)?, number(lead), lead.clone())));
        let Some((_, _, lead)) = due.filter(|(at, ..)| *at <= self.now).min() else { return false };
        let Some((mut own, doc)) = self.own_cadence(&lead) else { return false };
        if own.step < doc.steps.len() {
            match self.lacks_consent(&lead, &doc, &own) {
                Some(true) => {
                    (own.standing, own.due) = (StepStanding::Held, self.now);
                    self.set_cadence(&lead, own);
                    return true;
                }
                Some(false) => {
                    own.step = own.step.saturating_add(1);
                    own.due = self.step_due(&lead, &doc, &own);
                    own.day = own.day.filter(|(until, _)| self.now < *until);
                    own.due = self.on_another_day(&doc, &own);
                    let own = self.in_hours(&lead, &doc, own);
                    self.set_cadence(&lead, own);
                    return true;
                }
                None => {}
            }
            let legal = self.in_hours(&lead, &doc, Cadence { due: self.now, ..own.clone() });
            if legal.due > self.now {
                self.set_cadence(&lead, legal);
                return true;
            }
            own.standing = StepStanding::Due;
            self.set_cadence(&lead, own);
            return true;
        }
        let follows = self.leads.get(&lead).and_then(|state| self.plan_of(state)?.cadence.clone());
        let Some(follows) = follows.filter(|follows| follows.by == own.name) else {
            self.change(&lead, |state| state.cadence = None);
            return true;
        };
        own.standing = StepStanding::Exhausted;
        self.set_cadence(&lead, own);
        let agent: Option<AgentId> = self.leads.get(&lead).and_then(|state| state.holder().cloned());
        self.ended(&lead, None);
        self.release(&lead, Left { returned: None, for_good: false, credits: false, lease_expired: false });
        self.leaving = agent;
        self.back = Some(Back::Redistributed);
        self.place(&lead, Start::At(follows.then));
        true
    }

    /// Under another policy.
    pub(super) fn keep_cadences(&mut self, old: &PolicyDoc) {
        let new = self.policy.clone();
        for state in self.leads.values_mut() {
            let Some(own) = state.cadence.take() else { continue };
            let was = old.cadences.iter().find(|doc| doc.id == own.name);
            let is = new.cadences.iter().find(|doc| doc.id == own.name);
            let Some((was, is)) = was.zip(is) else { continue };
            let step = match was.steps.get(own.step) {
                Some(step) => is.steps.iter().position(|other| other.id == step.id),
                None => Some(is.steps.len()),
            };
            // Whether it is held still, the new policy says.
            let standing =
                if own.standing == StepStanding::Held { StepStanding::Planned } else { own.standing };
            state.cadence = step.map(|step| Cadence { step, standing, ..own });
        }
    }

    pub(super) fn view_cadence(&self, lead: &LeadId) -> Option<CadenceView> {
        let (own, doc) = self.own_cadence(lead)?;
        let step = doc.steps.get(own.step);
        Some(CadenceView {
            standing: own.standing,
            step: step.map(|step| step.id.clone()),
            channel: step.map(|step| step.channel.clone()),
            due_at: Some(own.due)
                .filter(|due| own.goes_on() && own.standing != StepStanding::Held && *due < Timestamp::MAX),
            cadence: own.name,
        })
    }
}
