//! Who is next: the keys compared in order, member by member.

use std::collections::BTreeSet;

use super::ratio::Ratio;
use super::{Fault, Oracle, Way};
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::Reason;
use crate::policy::{AbsenceDoc, AccrualDoc, RankKeyDoc};

impl Oracle {
    /// Who is next of these, and who shares the turn if one is dealt.
    pub(super) fn pick(
        &self,
        lead: &LeadId,
        queue: &Name,
        eligible: &BTreeSet<AgentId>,
    ) -> Option<(AgentId, Option<BTreeSet<AgentId>>)> {
        let doc = self.queue_doc(queue)?;
        let ledger = &self.queues.get(queue)?.ledger;
        let mut left: Vec<AgentId> = eligible.iter().cloned().collect();
        if doc.strategy.keys().contains(&RankKeyDoc::Turns) {
            left.retain(|agent| ledger.serves(agent));
        }
        for key in doc.strategy.keys() {
            if *key == RankKeyDoc::Turns {
                let left: BTreeSet<AgentId> = left.into_iter().collect();
                let mut share = left.clone();
                share.extend(self.sharers(lead, queue, eligible));
                let next = ledger.next(&left, &share, self.is(Fault::TiesReversed))?;
                return Some((next, Some(share)));
            }
            if *key == RankKeyDoc::PowerOfTwo {
                return self.by_lot(queue, &left).map(|agent| (agent, None));
            }
            let least = left.iter().map(|agent| self.worth(queue, agent, *key)).min()?;
            left.retain(|agent| self.worth(queue, agent, *key) == least);
        }
        let first = if self.is(Fault::TiesReversed) { left.last() } else { left.first() };
        first.map(|agent| (agent.clone(), None))
    }

    fn worth(&self, queue: &Name, agent: &AgentId, key: RankKeyDoc) -> i128 {
        let seat = self.seat_of(agent, queue);
        match key {
            RankKeyDoc::Tier => seat.map_or(i128::MAX, |seat| i128::from(seat.tier)),
            RankKeyDoc::Priority => seat.map_or(i128::MAX, |seat| i128::from(seat.priority).saturating_neg()),
            RankKeyDoc::LeastRecent => {
                let last = self.queues.get(queue).and_then(|queue| queue.last_offer.get(agent));
                last.map_or(0, |last| i128::from(*last))
            }
            RankKeyDoc::LongestIdle => {
                self.idle_since(queue, agent).map_or(0, |since| i128::from(since.as_millis()))
            }
            RankKeyDoc::LeastLoaded => i128::from(self.units_of(agent)),
            RankKeyDoc::CumulativeIdle => self.idle_in_all(queue, agent).saturating_neg(),
            RankKeyDoc::Fewest => i128::from(self.leads_of(agent)),
            RankKeyDoc::MostFree => self.free_units(queue, agent).saturating_neg(),
            RankKeyDoc::Fastest => self.response(queue, agent),
            RankKeyDoc::Turns | RankKeyDoc::PowerOfTwo => 0,
        }
    }

    /// Members who may not take the lead and yet go on being owed turns.
    fn sharers(&self, lead: &LeadId, queue: &Name, eligible: &BTreeSet<AgentId>) -> BTreeSet<AgentId> {
        let Some((doc, state)) = self.queue_doc(queue).zip(self.queues.get(queue)) else {
            return BTreeSet::new();
        };
        let Some(lead) = self.leads.get(lead) else {
            return BTreeSet::new();
        };
        let accrues = |agent: &&AgentId| {
            let Err(refused) = self.examine(lead, Some(queue), agent, Way::Push) else {
                return false;
            };
            match accrual(&doc.absence, &refused.reason) {
                AccrualDoc::None => false,
                AccrualDoc::All => true,
                AccrualDoc::Capped { turns } => state.ledger.owed(agent) < Ratio::new(i128::from(turns), 1),
            }
        };
        let members = self
            .agents
            .keys()
            .filter(|agent| self.seat_of(agent, queue).is_some() && !eligible.contains(*agent));
        members.filter(accrues).cloned().collect()
    }
}

fn accrual(absence: &AbsenceDoc, reason: &Reason) -> AccrualDoc {
    match reason {
        Reason::OnLeave { .. } => absence.leave,
        Reason::OffShift { .. } => absence.shift,
        Reason::NotPresent { .. } => absence.presence,
        Reason::AtCapacity { .. } | Reason::NotReady { .. } | Reason::Paused { .. } => absence.capacity,
        Reason::CapFull { .. } => absence.cap,
        Reason::Blocked { .. } => absence.block,
        _ => AccrualDoc::None,
    }
}
