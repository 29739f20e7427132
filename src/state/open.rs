//! Leads given to an owner that count as not won for a merit once they have been open for long.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::event::AssignedHow;
use crate::id::{AgentSlot, LeadSlot, MeritSlot};
use crate::state::FloorState;
use crate::state::lead::Standing;
use crate::state::timers::Due;
use crate::time::Timestamp;

/// One lead under one merit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenLead {
    pub(crate) agent: AgentSlot,
    pub(crate) so_far: SoFar,
}

/// Whether it has been counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SoFar {
    /// Not before then.
    Due(Timestamp),
    /// As not won: of this value, in the period that began then, and by what the owner held where that is told apart.
    Counted { value: Option<Arc<str>>, from: Timestamp, contacted: bool, held: Option<u32> },
}

impl OpenLead {
    pub(crate) fn due(agent: AgentSlot, at: Timestamp) -> OpenLead {
        OpenLead { agent, so_far: SoFar::Due(at) }
    }

    fn due_at(&self) -> Timestamp {
        match self.so_far {
            SoFar::Due(at) => at,
            SoFar::Counted { .. } => Timestamp::MAX,
        }
    }
}

impl FloorState {
    /// What is known of a lead left open under a merit.
    pub(crate) fn open_lead(&self, lead: LeadSlot, merit: MeritSlot) -> Option<&OpenLead> {
        let own = self.open_leads.get(&lead)?;
        own.iter().find(|(other, _)| *other == merit).map(|(_, open)| open)
    }

    pub(in crate::state) fn watch_open(&mut self, lead: LeadSlot, merit: MeritSlot, open: OpenLead) {
        self.watch_no_longer(lead, merit);
        let Some(due) = self.open_due(lead, merit) else { return };
        self.timers.insert(open.due_at(), due);
        let own = self.open_leads.entry(lead).or_default();
        let place = own.partition_point(|(other, _)| *other < merit);
        own.insert(place, (merit, open));
    }

    pub(in crate::state) fn watch_no_longer(&mut self, lead: LeadSlot, merit: MeritSlot) {
        let due = self.open_due(lead, merit);
        let Some(own) = self.open_leads.get_mut(&lead) else { return };
        let found = own.iter().position(|(other, _)| *other == merit);
        let gone = found.map(|at| own.remove(at).1);
        if own.is_empty() {
            self.open_leads.remove(&lead);
        }
        if let Some((gone, due)) = gone.zip(due) {
            self.timers.remove(gone.due_at(), due);
        }
    }

    /// A lead leaves its owner.
    pub(in crate::state) fn watch_none_of(&mut self, lead: LeadSlot) {
        let merits = self.open_leads.get(&lead).into_iter().flatten().map(|(merit, _)| *merit);
        let merits: smallvec::SmallVec<[MeritSlot; 2]> = merits.collect();
        merits.into_iter().for_each(|merit| self.watch_no_longer(lead, merit));
    }

    fn open_due(&self, lead: LeadSlot, merit: MeritSlot) -> Option<Due> {
        self.lead(lead).map(|row| Due::Open(row.sequence, lead, merit))
    }

    /// Sets the timers of leads left open; after a restore.
    pub(in crate::state) fn time_open(&mut self) {
        let rows = self.open_leads.iter().flat_map(|(lead, own)| own.iter().map(|own| (*lead, own)));
        let due: Vec<_> = rows
            .filter_map(|(lead, (merit, open))| Some((open.due_at(), self.open_due(lead, *merit)?)))
            .collect();
        due.into_iter().for_each(|(at, due)| self.timers.insert(at, due));
    }

    /// After a change of policy: what is known under merits that count as before; what is still to be counted, if they
    /// count leads left open at all.
    pub(in crate::state) fn rename_open(&mut self, kept: &[Option<MeritSlot>]) {
        let leads: Vec<LeadSlot> = self.open_leads.keys().copied().collect();
        for lead in leads {
            let own = self.open_leads.get(&lead).cloned().unwrap_or_default();
            self.watch_none_of(lead);
            for (at, (layout, before)) in self.layout.clone().merits.iter().zip(kept).enumerate() {
                let open =
                    own.iter().find(|(merit, _)| Some(*merit) == *before).map(|(_, open)| open.clone());
                let still = |open: &OpenLead| layout.counts_open || !matches!(open.so_far, SoFar::Due(_));
                if let (Some(mut open), Some(merit)) = (open.filter(still), MeritSlot::from_index(at)) {
                    if let SoFar::Counted { held, .. } = &mut open.so_far {
                        *held = held.filter(|_| layout.by_load);
                    }
                    self.watch_open(lead, merit, open);
                }
            }
        }
    }

    /// Whose a lead is, if it was dealt to them.
    fn dealt_to(&self, lead: LeadSlot) -> Option<AgentSlot> {
        match self.lead(lead)?.standing {
            Standing::Owned {
                agent,
                how: AssignedHow::Pushed | AssignedHow::Accepted | AssignedHow::Bridged,
                ..
            } => Some(agent),
            _ => None,
        }
    }

    /// Leads of which it is remembered what their owner held when they were dealt, and that were not.
    pub(in crate::state) fn dealt_in_vain(&self) -> impl Iterator<Item = LeadSlot> + '_ {
        self.dealt_beside.keys().copied().filter(|lead| self.dealt_to(*lead).is_none())
    }

    /// Leads watched that are nobody's, or somebody else's, or will not be counted when they are to be.
    pub(in crate::state) fn watched_in_vain(&self) -> impl Iterator<Item = LeadSlot> + '_ {
        let timers: std::collections::BTreeSet<(Timestamp, Due)> = self.timers.iter().collect();
        let rows = self.open_leads.iter().flat_map(|(lead, own)| own.iter().map(|own| (*lead, own)));
        let vain = rows.filter(move |(lead, (merit, open))| {
            let dealt = self.dealt_to(*lead) == Some(open.agent);
            let at = open.due_at();
            let due = self.open_due(*lead, *merit).is_some_and(|due| timers.contains(&(at, due)));
            !dealt || (at < Timestamp::MAX && !due)
        });
        vain.map(|(lead, _)| lead)
    }
}
