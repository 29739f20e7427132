//! How far the owners of leads are in their cadences: beside the leads, since few have one.

use serde::{Deserialize, Serialize};

use crate::id::{CadenceSlot, LeadSlot, Name};
use crate::layout::Layout;
use crate::state::FloorState;
use crate::state::lead::Standing;
use crate::state::timers::Due;
use crate::time::Timestamp;

/// Where the cadence of a lead stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStanding {
    /// The next step is known. It does not fall due while the lead sleeps.
    Planned,
    /// It is due, and waits for an attempt.
    Due,
    /// It is held until the lead consents to its channel.
    Held,
    /// Nobody owns the lead.
    Resting,
    /// It was ended before all steps were done.
    Stopped,
    /// All steps were done.
    Exhausted,
}

impl StepStanding {
    /// Whether there is a step to come, or all are done and the lead is to go on.
    pub(crate) fn goes_on(self) -> bool {
        matches!(self, StepStanding::Planned | StepStanding::Due | StepStanding::Held)
    }
}

/// The cadence of a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CadenceRow {
    pub(crate) cadence: CadenceSlot,
    /// The next step, counted from 0; as many as there are once all are done.
    pub(crate) step: u32,
    pub(crate) began: Timestamp,
    pub(crate) due: Timestamp,
    /// How many attempts there were on the day that ends then.
    pub(crate) day: Option<(Timestamp, u32)>,
    pub(crate) standing: StepStanding,
}

/// The cadence of a lead as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CadenceView {
    /// Its name.
    pub cadence: Name,
    /// How it stands.
    pub standing: StepStanding,
    /// The next step; none once all are done.
    pub step: Option<Name>,
    /// By what that is taken.
    pub channel: Option<Name>,
    /// When the step is due or, when all are done, the lead goes on; none is not by time alone.
    pub due_at: Option<Timestamp>,
}

impl FloorState {
    pub(crate) fn cadence(&self, lead: LeadSlot) -> Option<&CadenceRow> {
        self.cadences.get(&lead)
    }

    /// The cadence of a lead with whose owner a step is due, the lead being awake.
    pub(crate) fn step_due(&self, lead: LeadSlot) -> Option<&CadenceRow> {
        let own = self.cadences.get(&lead).filter(|own| own.standing == StepStanding::Due)?;
        let awake = matches!(self.lead(lead)?.standing, Standing::Owned { snoozed_until: None, .. });
        awake.then_some(own)
    }

    /// When the next step of a lead falls due, if it does by time alone.
    pub(in crate::state) fn step_timer(&self, lead: LeadSlot) -> Option<(Timestamp, Due)> {
        let own = self.cadences.get(&lead)?;
        let row = self.lead(lead)?;
        let awake = matches!(row.standing, Standing::Owned { snoozed_until: None, .. });
        let planned = own.standing == StepStanding::Planned && own.due < Timestamp::MAX;
        (awake && planned).then_some((own.due, Due::Step(row.sequence, lead)))
    }

    pub(in crate::state) fn disarm_step(&mut self, lead: LeadSlot) {
        if let Some((at, due)) = self.step_timer(lead) {
            self.timers.remove(at, due);
        }
    }

    pub(in crate::state) fn arm_step(&mut self, lead: LeadSlot) {
        if let Some((at, due)) = self.step_timer(lead) {
            self.timers.insert(at, due);
        }
    }

    /// Sets the timers of all steps; after a restore.
    pub(in crate::state) fn arm_steps(&mut self) {
        let leads: Vec<LeadSlot> = self.cadences.keys().copied().collect();
        leads.into_iter().for_each(|lead| self.arm_step(lead));
    }

    /// After a change of policy: a cadence of the same name goes on at the step of the same name.
    pub(in crate::state) fn rename_cadences(&mut self, old: &Layout, new: &Layout) {
        for (lead, mut own) in core::mem::take(&mut self.cadences) {
            let before = old.cadences.get(own.cadence.index());
            let at = before.and_then(|was| new.cadences.iter().position(|is| is.id == was.id));
            let named = before.zip(at.and_then(|at| new.cadences.get(at)));
            let step = named.and_then(|(was, is)| match was.steps.get(place(own.step)) {
                Some((step, _)) => is.steps.iter().position(|(other, _)| other == step),
                None => Some(is.steps.len()),
            });
            let (step, slot) =
                (step.and_then(|step| u32::try_from(step).ok()), at.and_then(CadenceSlot::from_index));
            if let (Some(step), Some(cadence)) = (step, slot) {
                (own.step, own.cadence) = (step, cadence);
                // Whether it is held still, the new policy says.
                if own.standing == StepStanding::Held {
                    own.standing = StepStanding::Planned;
                }
                self.cadences.insert(lead, own);
            }
        }
        self.arm_steps();
    }

    pub(in crate::state) fn disarm_steps(&mut self) {
        let leads: Vec<LeadSlot> = self.cadences.keys().copied().collect();
        leads.into_iter().for_each(|lead| self.disarm_step(lead));
    }

    /// Cadences of leads that are not there, of steps there are not, or that go on while nobody owns the lead; and steps
    /// nothing will bring.
    pub(in crate::state) fn cadences_in_vain(&self) -> impl Iterator<Item = LeadSlot> + '_ {
        let timers: std::collections::BTreeSet<(Timestamp, Due)> = self.timers.iter().collect();
        let vain = self.cadences.iter().filter(move |(lead, own)| {
            let goes_on = own.standing.goes_on();
            let owned = self.lead(**lead).is_some_and(|row| matches!(row.standing, Standing::Owned { .. }));
            let steps = self.layout.cadences.get(own.cadence.index()).map(|cadence| cadence.steps.len());
            let known = steps.is_some_and(|steps| place(own.step) <= steps);
            !known || (goes_on && !owned) || self.step_timer(**lead).is_some_and(|due| !timers.contains(&due))
        });
        vain.map(|(lead, _)| *lead)
    }

    pub(in crate::state) fn view_cadence(&self, lead: LeadSlot) -> Option<CadenceView> {
        let own = self.cadences.get(&lead)?;
        let layout = self.layout.cadences.get(own.cadence.index())?;
        let step = layout.steps.get(place(own.step));
        let timed = own.standing.goes_on() && own.standing != StepStanding::Held;
        Some(CadenceView {
            cadence: layout.id.clone(),
            standing: own.standing,
            step: step.map(|(name, _)| name.clone()),
            channel: step.map(|(_, channel)| channel.clone()),
            due_at: Some(own.due).filter(|due| timed && *due < Timestamp::MAX),
        })
    }
}

fn place(step: u32) -> usize {
    usize::try_from(step).unwrap_or(usize::MAX)
}
