//! Events of leads that go to offices, for one of their people to take.

use crate::event::{OfficeEvent, OfficeLeft};
use crate::id::{AgentSlot, LeadSlot, QueueSlot, SheetSlot};
use crate::state::FloorState;
use crate::state::apply::measure::Touch;
use crate::state::lead::{Previous, Standing};
use crate::state::office::{AtOffice, OfficeRow};
use crate::time::Timestamp;

impl FloorState {
    #[cold]
    pub(super) fn take_of_office(&mut self, event: &OfficeEvent, at: Timestamp) {
        match *event {
            OfficeEvent::Registered { sticky, ref key, agent, until } => {
                if let Some(owners) = self.owners.get_mut(sticky.index()) {
                    owners.register(key, (agent, until), at);
                    self.wake_all(at);
                }
            }
            OfficeEvent::RegistrationWithdrawn { sticky, ref key } => {
                if let Some(owners) = self.owners.get_mut(sticky.index()) {
                    owners.withdraw(key);
                    self.wake_all(at);
                }
            }
            OfficeEvent::Sent { lead, office, from, queue, until } => {
                self.sent_to_office(lead, AtOffice { agent: office, from, queue, until }, at);
            }
            OfficeEvent::Accepted { lead, .. } => {
                if let Some(row) = self.in_offices.get_mut(&lead) {
                    row.accepted = true;
                }
            }
            OfficeEvent::Left { lead, office, how, credit } => {
                self.left_office(lead, office, (how, credit), at)
            }
        }
    }

    /// The lead is the office's from now on; whoever deals on inside begins anew with it.
    fn sent_to_office(&mut self, lead: LeadSlot, own: AtOffice, at: Timestamp) {
        let waited = self.lead(lead).map(|row| &row.standing);
        if matches!(waited, Some(Standing::InLine { queue, .. }) if *queue == own.from)
            && let Some(row) = self.queues.get_mut(own.from.index())
        {
            row.taken = row.taken.saturating_add(1);
        }
        self.set_standing(lead, Standing::Passing);
        let size = self.turn_sizes.remove(&lead).unwrap_or(1);
        let Some(row) = self.lead_mut(lead) else { return };
        let turn = row.turn.take().filter(|(_, agent)| *agent == own.agent);
        let attempts = core::mem::take(&mut row.attempts).saturating_add(1);
        let passed = core::mem::take(&mut row.passed);
        let again_at = core::mem::replace(&mut row.again_at, Timestamp::MAX);
        let row = OfficeRow { at: own, accepted: false, turn, size, attempts, passed, again_at };
        self.in_offices.insert(lead, row);
        if let Some(row) = self.queues.get_mut(own.from.index()) {
            row.passed_over_for(own.agent);
            row.asked(own.agent);
        }
        self.wake_if_strict(own.from);
        self.touch_idle(own.agent, at);
        self.touch_measures(own.agent, Some(own.from), Touch::Offered);
        self.moved(own.agent);
    }

    fn left_office(
        &mut self,
        lead: LeadSlot,
        office: AgentSlot,
        (how, credit): (OfficeLeft, Option<(SheetSlot, u32)>),
        at: Timestamp,
    ) {
        let Some(own) = self.in_offices.remove(&lead) else { return };
        if !own.accepted {
            self.set_standing(lead, Standing::Passing);
        }
        self.beside(lead, |row| {
            row.attempts = own.attempts;
            row.passed = own.passed;
            row.again_at = own.again_at;
            let former = |for_good: bool, lease_expired: bool| Previous {
                agent: office,
                left_at: at,
                for_good,
                lease_expired,
            };
            match how {
                OfficeLeft::TimedOut | OfficeLeft::Declined => row.previous.push(former(false, false)),
                OfficeLeft::Released { for_good, lease_expired } => {
                    row.previous.push(former(for_good, lease_expired));
                }
                OfficeLeft::Withdrawn => {}
            }
        });
        if let Some((sheet, size)) = credit {
            self.turn_back(lead, sheet, (office, size));
        }
        self.moved(office);
    }

    /// The leads of offices under another policy; those whose queues are gone are with no office any longer.
    pub(super) fn rename_in_offices(
        &mut self,
        queue_now: impl Fn(QueueSlot) -> Option<QueueSlot>,
        sheet_now: impl Fn(SheetSlot) -> Option<SheetSlot>,
    ) {
        for (lead, mut own) in core::mem::take(&mut self.in_offices) {
            let turn = own.turn.and_then(|(sheet, agent)| Some((sheet_now(sheet)?, agent)));
            match (queue_now(own.at.from), queue_now(own.at.queue)) {
                (Some(from), Some(queue)) => {
                    own.at = AtOffice { from, queue, ..own.at };
                    own.turn = turn;
                    self.in_offices.insert(lead, own);
                }
                _ if own.accepted => {}
                _ => self.beside(lead, |row| {
                    row.attempts = own.attempts;
                    row.passed = own.passed;
                    row.again_at = own.again_at;
                }),
            }
        }
    }

    /// Has the lines looked at from which leads go to the office whose people are in this queue.
    pub(super) fn wake_outside(&mut self, queue: QueueSlot, at: Timestamp) {
        let inside = |agent: &AgentSlot| self.inside_of(*agent) == Some(queue);
        let seats =
            |agent: AgentSlot| self.agent(agent).map(|row| row.place.seats.iter().map(|(queue, _)| *queue));
        let outside: Vec<QueueSlot> =
            self.offices.iter().filter(inside).filter_map(seats).flatten().collect();
        for queue in outside {
            self.wake_one_by(queue, at);
        }
    }
}
