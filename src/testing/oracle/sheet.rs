//! Whose turns are counted together: those of a queue, of several, or of a part of a queue's leads.

use std::collections::BTreeMap;

use super::condition::read;
use super::ledger::Ledger;
use super::rotation::{Rotation, kind, tallied};
use super::{Fault, Oracle};
use crate::agent::MembershipDoc;
use crate::attribute::Value;
use crate::id::{AgentId, LeadId, Name};
use crate::policy::{PolicyDoc, QueueDoc, RankKeyDoc, RotationDoc};

/// What a turn is written down under.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sheet {
    Own(Name),
    Shared(Name),
    Apart(Name, String),
}

/// The turns taken in each rotation that a queue keeps apart.
pub type ApartTaken = BTreeMap<(Name, String), BTreeMap<AgentId, u64>>;

/// Where members stand in each rotation that a queue keeps apart, where it compares numbers.
pub type StandingsApart = BTreeMap<(Name, String), Vec<(AgentId, i64)>>;

fn smooth(doc: &QueueDoc) -> bool {
    kind(doc).0 == Some(RankKeyDoc::SmoothWeighted)
}

/// Where an agent stands who sits in several queues that share a rotation: in the lowest tier, with the most weight and the
/// highest priority.
fn joined(seat: MembershipDoc, other: MembershipDoc) -> MembershipDoc {
    MembershipDoc {
        tier: seat.tier.min(other.tier),
        weight: seat.weight.max(other.weight),
        priority: seat.priority.max(other.priority),
        ..seat
    }
}

/// The same word on rotations, however many there may be.
pub(super) fn counts_alike(was: &QueueDoc, is: &QueueDoc) -> bool {
    use RotationDoc::{ApartBy, ApartByRule};
    match (&was.rotation, &is.rotation) {
        (ApartBy { attribute: was, .. }, ApartBy { attribute: is, .. }) => was == is,
        (ApartByRule { .. }, ApartByRule { .. }) => true,
        (was, is) => was == is,
    }
}

impl Oracle {
    /// The sheet of a queue for leads that nothing tells apart.
    pub(super) fn main_sheet(&self, queue: &Name) -> Sheet {
        match self.queue_doc(queue).map(|doc| &doc.rotation) {
            Some(RotationDoc::Shared(name)) if !self.is(Fault::SharedApart) => Sheet::Shared(name.clone()),
            _ => Sheet::Own(queue.clone()),
        }
    }

    /// The sheet of a lead in a queue.
    pub(super) fn sheet(&self, lead: &LeadId, queue: &Name) -> Sheet {
        let state = self.leads.get(lead);
        let (key, at_most) = match self.queue_doc(queue).map(|doc| &doc.rotation) {
            Some(RotationDoc::ApartBy { attribute, at_most }) => {
                let value = state.and_then(|state| read(&self.policy, &state.doc, attribute));
                let value = value.filter(|value| !matches!(value, Value::Texts(_)));
                (value.map(|value| value.to_string()), *at_most)
            }
            Some(RotationDoc::ApartByRule { at_most }) => {
                (state.and_then(|state| state.rule.as_ref()).map(ToString::to_string), *at_most)
            }
            _ => return self.main_sheet(queue),
        };
        let Some(key) = key.filter(|_| !self.is(Fault::ApartTogether)) else {
            return Sheet::Own(queue.clone());
        };
        let sheet = Sheet::Apart(queue.clone(), key);
        let there = |other: &&Sheet| matches!(other, Sheet::Apart(own, _) if own == queue);
        let full = self.sheets.keys().filter(there).count() >= usize::try_from(at_most).unwrap_or(usize::MAX);
        if full && !self.sheets.contains_key(&sheet) { Sheet::Own(queue.clone()) } else { sheet }
    }

    /// The queues that share a queue's rotation, itself among them.
    pub(super) fn sharing(&self, queue: &Name) -> Vec<&QueueDoc> {
        let own = self.queue_doc(queue).map(|doc| &doc.rotation);
        let shares = |other: &&QueueDoc| {
            other.id == *queue || matches!(own, Some(RotationDoc::Shared(_))) && Some(&other.rotation) == own
        };
        self.policy.queues.iter().filter(shares).collect()
    }

    /// The queues whose leads a sheet may hold the turns of.
    pub(super) fn queues_of(&self, sheet: &Sheet) -> Vec<Name> {
        match sheet {
            Sheet::Own(queue) | Sheet::Apart(queue, _) => vec![queue.clone()],
            Sheet::Shared(name) => {
                let own = |queue: &&QueueDoc| queue.rotation == RotationDoc::Shared(name.clone());
                self.policy.queues.iter().filter(own).map(|queue| queue.id.clone()).collect()
            }
        }
    }

    /// Where an agent stands on a sheet, by their memberships.
    pub(super) fn entry(&self, sheet: &Sheet, agent: &AgentId) -> Option<MembershipDoc> {
        let queues = self.queues_of(sheet);
        queues.iter().filter_map(|queue| self.seat_of(agent, queue)).reduce(joined)
    }

    fn weight(&self, sheet: &Sheet, agent: &AgentId) -> Option<u32> {
        self.entry(sheet, agent).map(|seat| seat.weight)
    }

    /// The numbers of a sheet that is dealt by no ledger; everybody level if nobody has had a turn.
    pub(super) fn rotation_of(&self, sheet: &Sheet) -> Rotation {
        if let Sheet::Own(queue) = sheet {
            return self.queues.get(queue).map(|queue| queue.rotation.clone()).unwrap_or_default();
        }
        if let Some(rotation) = self.rotations.get(sheet) {
            return rotation.clone();
        }
        let mut rotation = Rotation::default();
        rotation.fault = self.fault;
        let first = self.queues_of(sheet).into_iter().next();
        let first = first.and_then(|queue| self.queue_doc(&queue));
        (rotation.key, rotation.by_tier) = first.map(kind).unwrap_or_default();
        for agent in self.agents.keys() {
            rotation.seat(agent, self.entry(sheet, agent).as_ref());
        }
        rotation
    }

    /// Changes the numbers of a sheet.
    pub(super) fn on_rotation(&mut self, sheet: &Sheet, change: impl FnOnce(&mut Rotation)) {
        if let Sheet::Own(queue) = sheet {
            if let Some(queue) = self.queues.get_mut(queue) {
                change(&mut queue.rotation);
            }
            return;
        }
        let mut rotation = self.rotation_of(sheet);
        change(&mut rotation);
        self.rotations.insert(sheet.clone(), rotation);
        // That is also the first that is heard of a sheet kept apart.
        self.on_turns(sheet, |_| {});
    }

    /// Whether a turn of a sheet is its taker's own affair.
    pub(super) fn turns_apart(&self, sheet: &Sheet) -> bool {
        let first = self.queues_of(sheet).into_iter().next();
        first.and_then(|queue| self.queue_doc(&queue)).is_some_and(tallied)
    }

    /// The turns of a sheet; everybody level if nobody has had any.
    pub(super) fn turns_of(&self, sheet: &Sheet) -> Ledger {
        if let Sheet::Own(queue) = sheet {
            return self.queues.get(queue).map(|queue| queue.ledger.clone()).unwrap_or_default();
        }
        if let Some(ledger) = self.sheets.get(sheet) {
            return ledger.clone();
        }
        let first = self.queues_of(sheet).into_iter().next();
        let mut ledger = Ledger::default();
        let first = first.and_then(|queue| self.queue_doc(&queue));
        ledger.smooth = first.is_some_and(smooth);
        ledger.most = first.and_then(|doc| doc.turn_size.as_ref()).map(|own| own.most);
        ledger.pace = first.and_then(|doc| doc.catch_up).map(|own| (own.extra_turns, own.per_turns));
        ledger.all_at_once = self.is(Fault::MadeUpAtOnce);
        ledger.loses_turns = self.is(Fault::LostTurn);
        ledger.weightless_served = self.is(Fault::WeightlessServed);
        for agent in self.agents.keys() {
            if let Some(weight) = self.weight(sheet, agent) {
                ledger.join(agent, weight);
            }
        }
        ledger
    }

    /// Changes the turns of a sheet.
    pub(super) fn on_turns(&mut self, sheet: &Sheet, change: impl FnOnce(&mut Ledger)) {
        if let Sheet::Own(queue) = sheet {
            if let Some(queue) = self.queues.get_mut(queue) {
                change(&mut queue.ledger);
            }
            return;
        }
        let mut ledger = self.turns_of(sheet);
        change(&mut ledger);
        self.sheets.insert(sheet.clone(), ledger);
    }

    /// Has everybody weigh in each sheet what they weigh in its queues; those who have gone from all of them go last. Tells
    /// in which rotations somebody begins by that.
    pub(super) fn settle_sheets(&mut self) -> Vec<Sheet> {
        let mut begun = Vec::new();
        let agents: Vec<AgentId> = self.agents.keys().cloned().collect();
        for queue in self.policy.queues.clone() {
            if let RotationDoc::Shared(name) = queue.rotation {
                let sheet = Sheet::Shared(name);
                if self.turns_apart(&sheet) && !self.rotations.contains_key(&sheet) {
                    self.rotations.insert(sheet.clone(), self.rotation_of(&sheet));
                }
            }
        }
        for sheet in self.rotations.keys().cloned().collect::<Vec<_>>() {
            let mut rotation = self.rotation_of(&sheet);
            for agent in &agents {
                let seat = self.entry(&sheet, agent);
                let least = seat.as_ref().and_then(|seat| rotation.least_total(seat.tier, &agents));
                if rotation.seat(agent, seat.as_ref()) {
                    rotation.put_level(agent, least.unwrap_or(0));
                    begun.push(sheet.clone());
                }
            }
            self.rotations.insert(sheet, rotation);
        }
        for sheet in self.sheets.keys().cloned().collect::<Vec<_>>() {
            let agents: Vec<AgentId> = self.agents.keys().cloned().collect();
            let (here, gone): (Vec<_>, Vec<_>) = agents
                .into_iter()
                .map(|agent| (self.weight(&sheet, &agent), agent))
                .partition(|(w, _)| w.is_some());
            let Some(ledger) = self.sheets.get_mut(&sheet) else { continue };
            here.iter().for_each(|(weight, agent)| ledger.join(agent, weight.unwrap_or(0)));
            gone.iter().for_each(|(_, agent)| ledger.leave(agent));
        }
        begun
    }

    /// After a change of policy: sheets that hold the turns of other leads now, or are dealt otherwise, are no more.
    pub(super) fn keep_sheets(&mut self, old: &PolicyDoc) {
        let new = self.policy.clone();
        let forgotten = self.is(Fault::TurnsForgotten);
        self.sheets.retain(|sheet, _| !forgotten && lives_on(sheet, old, &new));
        self.rotations.retain(|sheet, _| !forgotten && lives_on(sheet, old, &new));
        for sheet in self.sheets.keys().cloned().collect::<Vec<_>>() {
            let first = self.queues_of(&sheet).into_iter().next();
            let doc = first.and_then(|queue| self.queue_doc(&queue));
            let most = doc.and_then(|doc| doc.turn_size.as_ref()).map(|own| own.most);
            let pace = doc.and_then(|doc| doc.catch_up).map(|own| (own.extra_turns, own.per_turns));
            if let Some(ledger) = self.sheets.get_mut(&sheet) {
                ledger.most = most;
                ledger.go_at(pace);
            }
        }
    }

    /// What each member is owed, in millionths of a turn, queue by queue and in the rotations kept apart (`queue/value`).
    /// Queues that share a rotation say what its members among theirs are owed; rotations dealt smoothly are left out.
    #[must_use]
    pub fn owed(&self) -> BTreeMap<String, BTreeMap<AgentId, i128>> {
        let queues = self.queues.keys().map(|queue| (queue.to_string(), self.main_sheet(queue), queue));
        let apart = self.sheets.keys().filter_map(|sheet| match sheet {
            Sheet::Apart(queue, value) => Some((format!("{queue}/{value}"), sheet.clone(), queue)),
            _ => None,
        });
        let owed = queues.chain(apart).filter_map(|(name, sheet, queue)| {
            let ledger = self.turns_of(&sheet);
            let members = self.agents.keys().filter(|agent| self.seat_of(agent, queue).is_some());
            let millionths = |agent: &AgentId| (agent.clone(), ledger.owed(agent).times(1_000_000).floor());
            (!ledger.smooth).then(|| (name, members.map(millionths).collect()))
        });
        owed.collect()
    }

    /// How many turns each member has taken in the rotations that queues keep apart.
    #[must_use]
    pub fn apart_taken(&self) -> ApartTaken {
        let apart = self.sheets.iter().filter_map(|(sheet, ledger)| match sheet {
            Sheet::Apart(queue, value) => Some(((queue.clone(), value.clone()), ledger.taken())),
            _ => None,
        });
        apart.collect()
    }
}

/// By which attribute turns have sizes.
fn sized(doc: &QueueDoc) -> Option<Name> {
    doc.turn_size.as_ref().map(|own| own.attribute.clone())
}

/// What the numbers on a sheet mean.
fn counted(doc: &QueueDoc) -> ((Option<RankKeyDoc>, bool), Option<Name>) {
    (kind(doc), sized(doc))
}

/// Whether a sheet of one policy is one of another.
pub(super) fn lives_on(sheet: &Sheet, old: &PolicyDoc, new: &PolicyDoc) -> bool {
    let both = |name: &Name| {
        let of = |policy: &'_ PolicyDoc| policy.queues.iter().find(|queue| queue.id == *name).cloned();
        of(old).zip(of(new))
    };
    match sheet {
        Sheet::Own(queue) => both(queue).is_some_and(|(was, is)| {
            kind(&was) == kind(&is)
                && sized(&was) == sized(&is)
                && counts_alike(&was, &is)
                && !matches!(is.rotation, RotationDoc::Shared(_))
        }),
        Sheet::Apart(queue, key) => both(queue).is_some_and(|(was, is)| {
            let rule = matches!(is.rotation, RotationDoc::ApartByRule { .. });
            let gone = rule && !new.rules.iter().any(|rule| rule.id.as_str() == key);
            counted(&was) == counted(&is) && counts_alike(&was, &is) && !gone
        }),
        Sheet::Shared(name) => {
            let of = |policy: &PolicyDoc| {
                let shares = |queue: &&QueueDoc| queue.rotation == RotationDoc::Shared(name.clone());
                policy.queues.iter().find(shares).map(counted)
            };
            of(new).is_some() && of(old) == of(new)
        }
    }
}
