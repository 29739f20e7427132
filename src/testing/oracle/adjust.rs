//! A manager's hand in a rotation.

use std::collections::BTreeSet;

use super::sheet::Sheet;
use super::{Answer, Fault, Oracle, refusal};
use crate::command::Adjustment;
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::{Outcome, Reason};
use crate::policy::RankKeyDoc;
use crate::time::Timestamp;

impl Oracle {
    pub(super) fn adjust(
        &mut self,
        queue: &Name,
        id: &AgentId,
        by: Adjustment,
        apart: Option<&str>,
    ) -> Answer {
        self.known(id)?;
        let unknown = || refusal(Reason::UnknownQueue { queue: queue.clone(), did_you_mean: None });
        let doc = self.queue_doc(queue).cloned().ok_or_else(unknown)?;
        let (agent, queue) = (id.clone(), queue.clone());
        let Some(seat) = self.seat_of(id, &queue) else {
            return Err(refusal(Reason::NotMember { agent, queue }));
        };
        let rotation = doc.strategy.keys().iter().copied().find(|key| key.rotates());
        if seat.weight == 0 && rotation.is_some() {
            return Err(refusal(Reason::NoWeight { agent, queue }));
        }
        let noted = Ok(Outcome::AgentNoted { agent: agent.clone() });
        let sheet = match apart {
            None => self.main_sheet(&queue),
            Some(key) => {
                let sheet = Sheet::Apart(queue.clone(), key.to_owned());
                if !self.sheets.contains_key(&sheet) {
                    let apart = key.to_owned();
                    return Err(refusal(Reason::NoSuchRotation { queue, apart, did_you_mean: None }));
                }
                sheet
            }
        };
        let alike = self.queues_of(&sheet);
        let now = self.now;
        let Some(state) = self.queues.get_mut(&queue) else { return noted };
        let (turns, sign) = match by {
            Adjustment::SkipOnce { until } => {
                if let Some(at) = until.filter(|until| *until <= now) {
                    return Err(refusal(Reason::NotInFuture { what: "the end of the skip".to_owned(), at }));
                }
                let until = until.unwrap_or(Timestamp::MAX);
                let same = state.skips.get(&agent) == Some(&until);
                if !same {
                    self.set_skip(&alike, &agent, Some(until));
                }
                return if same { Ok(Outcome::Unchanged { lead: None }) } else { noted };
            }
            Adjustment::KeepTurn {} => {
                let there = state.skips.contains_key(id);
                if there {
                    self.set_skip(&alike, id, None);
                }
                return if there { noted } else { Ok(Outcome::Unchanged { lead: None }) };
            }
            Adjustment::Credit { turns } => (turns, 1),
            Adjustment::Debit { turns } => (turns, -1),
        };
        if matches!(rotation, None | Some(RankKeyDoc::Pointer | RankKeyDoc::Random)) {
            return Err(refusal(Reason::NoTurnsKept { queue }));
        }
        match i32::try_from(turns) {
            Ok(count) if (1..=1_000).contains(&count) => {
                self.adjust_turns(&sheet, id, count.saturating_mul(sign))
            }
            _ => return Err(refusal(Reason::TurnsOutOfRange { turns, limit: 1_000 })),
        }
        noted
    }

    /// Has a member of these queues passed over, or no longer.
    fn set_skip(&mut self, queues: &[Name], agent: &AgentId, until: Option<Timestamp>) {
        for name in queues {
            let seated = self.seat_of(agent, name).is_some();
            let Some(queue) = self.queues.get_mut(name).filter(|_| seated) else { continue };
            match until {
                Some(until) => drop(queue.skips.insert(agent.clone(), until)),
                None => drop(queue.skips.remove(agent)),
            }
        }
    }

    fn adjust_turns(&mut self, sheet: &Sheet, agent: &AgentId, turns: i32) {
        if self.turns_apart(sheet) {
            self.on_rotation(sheet, |rotation| rotation.adjust(agent, turns));
        } else {
            self.on_turns(sheet, |ledger| ledger.adjust(agent, turns));
        }
    }

    /// Who is next; whoever is to be passed over once is, and pays for the turn, if there is somebody else.
    pub(super) fn pick_or_skip(
        &mut self,
        lead: &LeadId,
        queue: &Name,
        mut eligible: BTreeSet<AgentId>,
    ) -> Option<(AgentId, Option<BTreeSet<AgentId>>)> {
        let first = self.pick(lead, queue, &eligible)?;
        let mut next = first.clone();
        let mut skipped = Vec::new();
        while self.skips(queue, &next.0) {
            eligible.remove(&next.0);
            skipped.push(next.0);
            match self.pick(lead, queue, &eligible) {
                Some(other) => next = other,
                None => return Some(first),
            }
        }
        self.spend_skips(lead, queue, skipped);
        Some(next)
    }

    /// Whether an agent is to be passed over once.
    pub(super) fn skips(&self, queue: &Name, agent: &AgentId) -> bool {
        let until = self.queues.get(queue).and_then(|queue| queue.skips.get(agent));
        !self.is(Fault::SkipIgnored) && until.is_some_and(|until| self.now < *until)
    }

    /// These were passed over, and pay for the turn.
    pub(super) fn spend_skips(&mut self, lead: &LeadId, queue: &Name, skipped: Vec<AgentId>) {
        let size = self.leads.get(lead).map_or(1, |state| self.turn_size(&state.doc, queue));
        let size = i32::try_from(size).unwrap_or(i32::MAX);
        let keys = self.queue_doc(queue).map(|doc| doc.strategy.keys().to_vec()).unwrap_or_default();
        let kept = |key: &RankKeyDoc| key.rotates() && *key != RankKeyDoc::Random;
        let recent = self
            .queue_doc(queue)
            .is_some_and(|doc| super::rotation::kind(doc).0 == Some(RankKeyDoc::LeastRecent));
        let free = self.is(Fault::SkipCostsNothing) || !(recent || keys.iter().any(kept));
        let sheet = self.sheet(lead, queue);
        let alike = self.queues_of(&sheet);
        for agent in skipped {
            self.set_skip(&alike, &agent, None);
            if !free {
                self.adjust_turns(&sheet, &agent, size.saturating_neg());
            }
        }
    }
}
