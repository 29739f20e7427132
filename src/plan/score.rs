//! What an owner did with a lead, counted for the merits of the policy.

use std::sync::Arc;

use crate::decide::Draft;
use crate::event::{AssignedHow, Event, Scored};
use crate::id::{AgentSlot, LeadSlot, MeritSlot};
use crate::meter::merit::Score;
use crate::policy::Merit;
use crate::state::{LeadRow, Standing};
use crate::time::Timestamp;

impl<T> Draft<'_, T> {
    /// A lead's time with its owner has ended: with a final code, or without one.
    pub(crate) fn score_end(&mut self, lead: LeadSlot, row: &LeadRow, code: Option<&str>) {
        let contacted = row.progress.ever_contacted;
        self.score(lead, row, |merit, _| {
            let among = |codes: &[String]| code.is_some_and(|code| codes.iter().any(|other| other == code));
            let won = among(&merit.won);
            Score::Ended { won, qualified: won || among(&merit.qualified), contacted }
        });
    }

    /// An owner has tried to reach somebody: counted the first time, and the first time somebody is reached.
    pub(crate) fn score_attempt(&mut self, lead: LeadSlot, row: &LeadRow, reached: bool) {
        let now = self.floor.now;
        let after = |since: Timestamp| {
            let seconds = now.since(since).as_millis().checked_div(1_000).unwrap_or(0);
            u32::try_from(seconds).unwrap_or(u32::MAX)
        };
        if !row.progress.ever_attempted {
            self.score(lead, row, |_, since| Score::Attempted { after_s: after(since) });
        }
        if reached && !row.progress.ever_contacted {
            self.score(lead, row, |_, since| Score::Contacted { after_s: after(since) });
        }
    }

    /// Counts something for every merit, if the lead was dealt to its owner. Nothing where the policy has no merit.
    fn score(&mut self, lead: LeadSlot, row: &LeadRow, score_of: impl Fn(&Merit, Timestamp) -> Score) {
        let policy = self.floor.policy;
        if policy.merits.is_empty() {
            return;
        }
        let Some((agent, since)) = dealt_to(row) else { return };
        for (at, merit) in policy.merits.iter().enumerate() {
            let Some(slot) = MeritSlot::from_index(at) else { continue };
            let (from, until) = merit.period_of(self.floor.now);
            let score = Scored {
                value: merit.value_of(&row.doc).map(Arc::from),
                from,
                until,
                score: score_of(merit, since),
            };
            self.events.push(Event::Scored { lead, merit: slot, agent, score: Box::new(score) });
        }
    }
}

/// The owner and since when, if the lead was dealt to them: not claimed, nor given by a manager.
fn dealt_to(row: &LeadRow) -> Option<(AgentSlot, Timestamp)> {
    match row.standing {
        Standing::Owned { agent, how: AssignedHow::Pushed | AssignedHow::Accepted, since, .. } => {
            Some((agent, since))
        }
        _ => None,
    }
}
