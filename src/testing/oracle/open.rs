//! Leads left open, from a list of every lead ever given.

use super::merit::Scored;
use super::model::Standing;
use super::{Fault, Oracle};
use crate::event::AssignedHow;
use crate::id::{AgentId, LeadId, Name};
use crate::meter::merit::Score;
use crate::policy::PolicyDoc;
use crate::time::{Span, Timestamp};

/// One stay of a lead with an owner, under one merit.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    lead: LeadId,
    merit: Name,
    agent: AgentId,
    since: Timestamp,
    /// How often it had been given by then.
    stay: u32,
    at: Timestamp,
    /// Whether it has been counted, and if so as one on which somebody had been reached.
    counted: Option<bool>,
}

impl Oracle {
    pub(super) fn watch_open(&mut self, lead: &LeadId) {
        let Some(state) = self.leads.get(lead) else { return };
        let stay = state.assignments;
        let Standing::Owned {
            agent,
            how: AssignedHow::Pushed | AssignedHow::Accepted | AssignedHow::Bridged,
            since,
            ..
        } = &state.standing
        else {
            return;
        };
        let counting = self.policy.merits.iter().filter_map(|merit| {
            let at = since.plus(Span::seconds(merit.open_counts_after_s?));
            Some(Watched {
                lead: lead.clone(),
                merit: merit.id.clone(),
                agent: agent.clone(),
                since: *since,
                stay,
                at,
                counted: None,
            })
        });
        let counting: Vec<Watched> = counting.collect();
        self.open.extend(counting);
    }

    /// Whether the lead is in the same stay still.
    fn stays(&self, watched: &Watched) -> bool {
        self.leads.get(&watched.lead).is_some_and(|state| {
            let same = |owner: &AgentId, from: &Timestamp| *owner == watched.agent && *from == watched.since;
            state.assignments == watched.stay
                && matches!(&state.standing, Standing::Owned { agent, since, .. } if same(agent, since))
        })
    }

    /// When the next lead left open counts.
    pub(super) fn open_instants(&self) -> Vec<Timestamp> {
        let waiting = self.open.iter().filter(|own| own.counted.is_none() && self.stays(own));
        waiting.map(|own| own.at).collect()
    }

    /// The first lead that counts as left open by now, counted; whether there was one.
    pub(super) fn count_one_open(&mut self) -> bool {
        if self.is(Fault::OpenNeverCounts) {
            return false;
        }
        let place = |merit: &Name| self.policy.merits.iter().position(|other| other.id == *merit);
        let due = self
            .open
            .iter()
            .enumerate()
            .filter(|(_, own)| own.counted.is_none() && own.at <= self.now && self.stays(own));
        let number = |lead: &LeadId| self.leads.get(lead).map(|state| state.number);
        let first = due.min_by_key(|(_, own)| (own.at, number(&own.lead), place(&own.merit)));
        let Some((at, watched)) = first.map(|(at, own)| (at, own.clone())) else { return false };
        let contacted = self.leads.get(&watched.lead).is_some_and(|state| state.ever_contacted);
        if let Some(own) = self.open.get_mut(at) {
            own.counted = Some(contacted);
        }
        let merit = self.merit_doc(&watched.merit).cloned();
        let value = merit
            .as_ref()
            .and_then(|merit| merit.normalise_by.as_ref())
            .and_then(|name| self.value(self.leads.get(&watched.lead)?, name));
        let held = merit.as_ref().and_then(|merit| self.beside(merit, &watched.lead));
        if let Some(merit) = &merit {
            self.expect_review(merit);
        }
        let (lead, score) = (Some(watched.lead), Score::LeftOpen { contacted });
        self.scored.push(Scored {
            merit: watched.merit,
            agent: watched.agent,
            value,
            at: self.now,
            score,
            lead,
            held,
        });
        true
    }

    /// A lead's stay ends with this score: whether it is to be counted, what was counted before taken back.
    pub(super) fn counts_at_end(&mut self, lead: &LeadId, merit: &Name, score: Score) -> bool {
        let Some(contacted) = self.counted_open(lead, merit) else { return true };
        if score == (Score::Ended { won: false, qualified: false, contacted }) {
            return false;
        }
        if !self.is(Fault::OpenCountsTwice) {
            self.take_back_open(lead, merit);
        }
        true
    }

    fn counted_open(&self, lead: &LeadId, merit: &Name) -> Option<bool> {
        let own = self.open.iter().find(|own| own.lead == *lead && own.merit == *merit && self.stays(own));
        own.and_then(|own| own.counted)
    }

    fn take_back_open(&mut self, lead: &LeadId, merit: &Name) {
        let same = |scored: &Scored| {
            scored.merit == *merit
                && scored.lead.as_ref() == Some(lead)
                && matches!(scored.score, Score::LeftOpen { .. })
        };
        // Earlier stays that counted so have left the list of what can be taken back.
        if let Some(last) = self.scored.iter().rposition(same) {
            self.scored.remove(last);
        }
        self.open.retain(|own| own.lead != *lead || own.merit != *merit);
    }

    /// A lead is given back for a reason that is not its owner's.
    pub(super) fn take_back_all_open(&mut self, lead: &LeadId) {
        let merits: Vec<Name> = self.policy.merits.iter().map(|merit| merit.id.clone()).collect();
        for merit in merits {
            if self.counted_open(lead, &merit).is_some() {
                self.take_back_open(lead, &merit);
            }
        }
    }

    /// Under another policy.
    pub(super) fn keep_open(&mut self, kept: &dyn Fn(&Name) -> bool) {
        let new = self.policy.clone();
        let counts = |policy: &PolicyDoc, name: &Name| {
            policy.merits.iter().any(|merit| merit.id == *name && merit.open_counts_after_s.is_some())
        };
        self.open.retain(|own| kept(&own.merit) && (own.counted.is_some() || counts(&new, &own.merit)));
    }
}
