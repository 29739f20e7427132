//! What an owner did with a lead, counted for the merits of the policy.

use std::sync::Arc;

use crate::decide::Draft;
use crate::event::{AssignedHow, Event, Scored};
use crate::id::{AgentSlot, LeadSlot, MeritSlot};
use crate::meter::merit::{MOST_HELD, Score, judged};
use crate::policy::Merit;
use crate::state::{LeadRow, SoFar, Standing};
use crate::time::Timestamp;

impl<T> Draft<'_, T> {
    /// A lead's time with its owner has ended: with a final code, or without one.
    pub(crate) fn score_end(&mut self, lead: LeadSlot, row: &LeadRow, code: Option<&str>) {
        let contacted = row.progress.ever_contacted;
        self.score(lead, row, |merit, _| {
            let (won, qualified) = judged(code, &merit.won, &merit.qualified);
            Score::Ended { won, qualified, contacted }
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
            let what = score_of(merit, since);
            if let Score::Ended { .. } = what
                && let Some(contacted) = self.counted_open(lead, slot)
            {
                if what == (Score::Ended { won: false, qualified: false, contacted }) {
                    continue;
                }
                self.take_back_open(lead, slot);
            }
            let value = merit.value_of(&row.doc).map(Arc::from);
            let ends = matches!(what, Score::Ended { .. });
            let held = self.floor.state.dealt_beside(lead).filter(|_| ends && merit.by_load.is_some());
            let score = Scored { value, from, until, score: what, held };
            self.events.push(Event::Scored { lead, merit: slot, agent, score: Box::new(score) });
        }
    }

    /// Whether a lead counts as left open already, and if so whether as one on which somebody had been reached.
    fn counted_open(&self, lead: LeadSlot, merit: MeritSlot) -> Option<bool> {
        match self.floor.state.open_lead(lead, merit)?.so_far {
            SoFar::Counted { contacted, .. } => Some(contacted),
            SoFar::Due(_) => None,
        }
    }

    /// A lead that counts as left open does not any longer.
    fn take_back_open(&mut self, lead: LeadSlot, merit: MeritSlot) {
        let Some(open) = self.floor.state.open_lead(lead, merit) else { return };
        if let SoFar::Counted { value, from, contacted, held } = &open.so_far {
            let score = Score::NotLeftOpen { contacted: *contacted };
            let (value, from, until, held) = (value.clone(), *from, Timestamp::MAX, *held);
            let scored = Scored { value, from, until, score, held };
            self.events.push(Event::Scored { lead, merit, agent: open.agent, score: Box::new(scored) });
        }
    }

    /// A lead is given back for a reason that is not its owner's: it does not count, left open or not.
    pub(crate) fn take_back_all_open(&mut self, lead: LeadSlot) {
        let merits = 0..self.floor.policy.merits.len();
        merits.filter_map(MeritSlot::from_index).for_each(|merit| self.take_back_open(lead, merit));
    }

    /// A lead has an owner: when it counts as not won, if it was dealt and is left open, and how many others they held.
    pub(crate) fn count_if_left_open(&mut self, lead: LeadSlot, agent: AgentSlot, how: AssignedHow) {
        if !matches!(how, AssignedHow::Pushed | AssignedHow::Accepted | AssignedHow::Bridged) {
            return;
        }
        if self.floor.policy.merits.iter().any(|merit| merit.by_load.is_some()) {
            let held = self.holds_beside(lead, agent);
            self.events.push(Event::DealtBeside { lead, held });
        }
        for (at, merit) in self.floor.policy.merits.iter().enumerate() {
            if let (Some(after), Some(merit)) = (merit.open_counts_after, MeritSlot::from_index(at)) {
                let at = self.floor.now.plus(after);
                self.events.push(Event::CountsOpenAt { lead, merit, agent, at });
            }
        }
    }

    /// How many leads an agent holds beside this one, those on offer included.
    fn holds_beside(&self, lead: LeadSlot, agent: AgentSlot) -> u32 {
        let state = self.floor.state;
        // What they are only rung for they do not hold.
        let all = state.agent(agent).map_or(0, |row| row.load.leads.saturating_sub(row.load.rung));
        let held = state.lead(lead).and_then(|row| row.held).is_some_and(|held| held.agent == agent);
        all.saturating_sub(u32::from(held)).min(MOST_HELD)
    }
}

/// The owner and since when, if the lead was dealt to them: not claimed, nor given by a manager.
fn dealt_to(row: &LeadRow) -> Option<(AgentSlot, Timestamp)> {
    match row.standing {
        Standing::Owned {
            agent,
            how: AssignedHow::Pushed | AssignedHow::Accepted | AssignedHow::Bridged,
            since,
            ..
        } => Some((agent, since)),
        _ => None,
    }
}
