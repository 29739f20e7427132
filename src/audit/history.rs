//! What people did, read from the records of a floor.

use std::collections::{BTreeMap, BTreeSet};

use super::past::{Answer, Deed, Past};
use crate::command::{ClaimWay, Command, Correction, Disposition};
use crate::event::{AssignedHow, ClosedHow, Event, OfferEnd, Recorded, ReleasedWhy};
use crate::id::{AgentId, AgentSlot, LeadId, LeadSlot, Name, QueueSlot};
use crate::lead::Lead;
use crate::time::Timestamp;

impl Past {
    /// The leads and the deeds of a floor's records, from the first on. Agents whom the floor opened with are those of the
    /// policies. Presence is not on record ([`Past::seen`]); a manager's hand in turns, a customer who asked again, what
    /// closers rung for a hand-off did not take, and other policies are left out. What followed of itself is none of the
    /// past: it follows again.
    ///
    /// ```
    /// use fairdeal::audit::{Audit, Past};
    /// use fairdeal::{Command, Floor, Lead, Policy, Timestamp};
    /// use std::sync::Arc;
    /// let policy = Arc::new(Policy::from_json(r#"{
    ///   "format": 1, "semantics": 1, "id": "p", "default_plan": "d", "presence": {"unknown_may_receive": true},
    ///   "queues": [{"id": "q"}], "plans": [{"id": "d", "stages": [{"id": "s", "action": {"queue": {"queue": "q"}}}]}],
    ///   "agents": [{"id": "ann", "queues": [{"queue": "q"}]}]
    /// }"#)?);
    /// let now: Timestamp = "2026-03-02T15:00:00Z".parse()?;
    /// let (mut floor, first) = Floor::open(Arc::clone(&policy), now);
    /// let mut records = vec![first];
    /// records.extend(floor.run(now, &Command::Submit(Lead::new("L-1")?)).records().cloned());
    /// let audit = Audit::between(&policy, &policy, &Past::of_history(&records));
    /// assert_eq!((audit.leads, audit.moved.len()), (1, 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of_history(records: &[Recorded]) -> Past {
        let mut reader = Reader::default();
        for (number, record) in records.iter().enumerate() {
            reader.record(record, number == 0);
        }
        reader.past
    }
}

#[derive(Debug, Default)]
struct Reader {
    past: Past,
    queues: Vec<Name>,
    agents: BTreeMap<AgentSlot, AgentId>,
    leads: BTreeMap<LeadSlot, Lead>,
    owners: BTreeMap<LeadSlot, AgentSlot>,
    ringing: BTreeSet<LeadSlot>,
}

impl Reader {
    fn record(&mut self, record: &Recorded, first: bool) {
        let given = |lead: LeadSlot| {
            record.events.iter().find_map(|event| match event {
                Event::Assigned { lead: own, agent, how: AssignedHow::Reassigned, .. } if *own == lead => {
                    Some(*agent)
                }
                _ => None,
            })
        };
        let passed_on = record
            .events
            .iter()
            .any(|event| matches!(event, Event::Released { why: ReleasedWhy::Transferred, .. }));
        let arrives = record.events.iter().any(|event| matches!(event, Event::LeadArrived { .. }));
        for event in &record.events {
            match event {
                Event::AgentJoined { agent, doc } => {
                    self.agents.insert(*agent, doc.id.clone());
                    if !first {
                        self.add(record.at, Command::Join((**doc).clone()));
                    }
                }
                Event::Released { lead, why: ReleasedWhy::Reassigned, .. } => {
                    let to = given(*lead).and_then(|agent| self.agents.get(&agent).cloned());
                    if let Some(lead) = self.lead(*lead) {
                        self.add(record.at, Command::Reassign { lead, to });
                    }
                }
                Event::Assigned { lead, agent, how: AssignedHow::Reassigned, .. } => {
                    let released = record.events.iter().any(|event| {
                        matches!(event, Event::Released { lead: own, why: ReleasedWhy::Reassigned, .. } if own == lead)
                    });
                    let named = self.lead(*lead).zip(self.agents.get(agent).cloned());
                    if let Some((lead, to)) = named.filter(|_| !released) {
                        self.add(record.at, Command::Reassign { lead, to: Some(to) });
                    }
                    self.own(*lead, *agent);
                }
                Event::LeadRevised { lead, doc } => {
                    let corrections = self.corrections(*lead, doc);
                    self.leads.insert(*lead, doc.clone());
                    let id = doc.id().clone();
                    if passed_on {
                        let reason = record.events.iter().find_map(|event| match event {
                            Event::PassedOn { reason, .. } => reason.as_deref().map(str::to_owned),
                            _ => None,
                        });
                        self.by_owner(record.at, *lead, |lead, agent| Command::Transfer {
                            lead,
                            agent,
                            corrections,
                            reason,
                        });
                    } else if !arrives {
                        self.add(record.at, Command::Revise { lead: id, corrections, inquired: false });
                    }
                }
                other => self.event(record.at, other),
            }
        }
    }

    fn event(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::PolicyInstalled { layout, .. } => {
                self.queues = layout.queues.iter().map(|queue| queue.id.clone()).collect();
            }
            Event::AgentChanged { doc, .. } => self.add(at, Command::Change((**doc).clone())),
            Event::LeaveTaken { agent, from, until, reason } => {
                let (from, until, reason) = (*from, *until, reason.as_deref().map(str::to_owned));
                self.by(at, *agent, |agent| Command::TakeLeave { agent, from, until, reason });
            }
            Event::ShiftTaken { agent, from, until } => {
                let (from, until) = (*from, *until);
                self.by(at, *agent, |agent| Command::TakeShift { agent, from, until });
            }
            Event::CalendarKept { agent, from, until } => {
                let (from, until) = (*from, *until);
                self.by(at, *agent, |agent| Command::KeepCalendar { agent, from, until });
            }
            Event::AgentReady { agent, .. } => self.by(at, *agent, |agent| Command::Ready { agent }),
            Event::AgentLeft { agent } => self.by(at, *agent, |agent| Command::Leave { agent }),
            Event::LeadArrived { lead, doc } => {
                self.leads.insert(*lead, doc.clone());
                self.add(at, Command::Submit(doc.clone()));
            }
            Event::Assigned { lead, agent, queue, how, .. } => self.assigned(at, *lead, *agent, *queue, *how),
            Event::OfferEnded { lead, how, .. } => self.offer_ended(at, *lead, *how),
            Event::Attempted { lead, reached, automated, .. } => {
                let (reached, automated) = (*reached, *automated);
                self.by_owner(at, *lead, |lead, agent| Command::Attempt { lead, agent, reached, automated });
            }
            Event::Viewed { lead, .. } => {
                self.by_owner(at, *lead, |lead, agent| Command::View { lead, agent });
            }
            Event::Disposed { lead, code, next_action_at, .. } => {
                let code = code.to_string();
                self.disposed(at, *lead, Disposition::Interim { code, next_action_at: *next_action_at });
            }
            Event::Closed { lead, how: ClosedHow::Disposed, code, .. } => {
                self.disposed(at, *lead, Disposition::Final { code: code.to_string() });
            }
            Event::Released { lead, why: ReleasedWhy::Returned(reason), .. } => {
                let reason = *reason;
                self.by_owner(at, *lead, |lead, agent| Command::Return { lead, agent, reason });
            }
            Event::Rang(rang) if self.ringing.insert(rang.lead) => {
                self.by_owner(at, rang.lead, |lead, agent| Command::Bridge { lead, agent });
            }
            Event::BridgeEnded { lead } => {
                self.ringing.remove(lead);
            }
            Event::Bridged { lead, agent, .. } => {
                self.ringing.remove(lead);
                self.own(*lead, *agent);
                if let Some(lead) = self.lead(*lead) {
                    self.past.answer(lead, Answer { at, accepts: true });
                }
            }
            Event::Reopened { lead } => {
                if let Some(lead) = self.lead(*lead) {
                    self.add(at, Command::Reopen { lead });
                }
            }
            Event::Forgotten { lead } => {
                if let Some(lead) = self.leads.remove(lead) {
                    self.add(at, Command::Forget { lead: lead.id().clone(), keys: false });
                }
            }
            _ => {}
        }
    }

    /// Whose a lead is by the record.
    fn own(&mut self, lead: LeadSlot, agent: AgentSlot) {
        self.owners.insert(lead, agent);
        if let Some((lead, agent)) = self.lead(lead).zip(self.agents.get(&agent).cloned()) {
            self.past.owners.entry(lead).or_default().push(agent);
        }
    }

    fn assigned(
        &mut self,
        at: Timestamp,
        lead: LeadSlot,
        agent: AgentSlot,
        queue: Option<QueueSlot>,
        how: AssignedHow,
    ) {
        self.own(lead, agent);
        let Some(id) = self.lead(lead) else { return };
        match how {
            AssignedHow::Accepted => self.past.answer(id, Answer { at, accepts: true }),
            AssignedHow::Claimed => {
                let queue = queue.and_then(|queue| self.queues.get(queue.index()).cloned());
                self.by(at, agent, |agent| Command::Claim { agent, queue, way: ClaimWay::Pick(id) });
            }
            AssignedHow::Pushed | AssignedHow::Reassigned | AssignedHow::Bridged => {}
        }
    }

    fn offer_ended(&mut self, at: Timestamp, lead: LeadSlot, how: OfferEnd) {
        let Some(lead) = self.lead(lead) else { return };
        match how {
            OfferEnd::Declined => self.past.answer(lead, Answer { at, accepts: false }),
            OfferEnd::TimedOut => self.past.answer(lead, Answer { at: Timestamp::MAX, accepts: false }),
            // Nobody had answered; how they would have is not known.
            OfferEnd::Withdrawn => self.past.answer(lead, Answer { at, accepts: true }),
        }
    }

    fn disposed(&mut self, at: Timestamp, lead: LeadSlot, disposition: Disposition) {
        self.by_owner(at, lead, |lead, agent| Command::Dispose { lead, agent, disposition });
    }

    /// What is different about a lead.
    fn corrections(&self, lead: LeadSlot, is: &Lead) -> Vec<Correction> {
        let was = self.leads.get(&lead);
        let other =
            |name: &str, value: &crate::attribute::Value| was.is_none_or(|was| was.get(name) != Some(value));
        let changed = is.attributes().filter(|(name, value)| other(name, value));
        let correction = |(name, value): (&str, &crate::attribute::Value)| {
            Some(Correction { attribute: Name::new(name).ok()?, value: value.clone() })
        };
        changed.filter_map(correction).collect()
    }

    fn lead(&self, lead: LeadSlot) -> Option<LeadId> {
        self.leads.get(&lead).map(|lead| lead.id().clone())
    }

    fn add(&mut self, at: Timestamp, command: Command) {
        self.past.deeds.push((at, Deed::Command(Box::new(command))));
    }

    fn by(&mut self, at: Timestamp, agent: AgentSlot, command: impl FnOnce(AgentId) -> Command) {
        if let Some(agent) = self.agents.get(&agent).cloned() {
            self.add(at, command(agent));
        }
    }

    fn by_owner(&mut self, at: Timestamp, lead: LeadSlot, command: impl FnOnce(LeadId, AgentId) -> Command) {
        let owner = self.owners.get(&lead).copied();
        if let Some((owner, lead)) = owner.zip(self.lead(lead)) {
            self.by(at, owner, |agent| command(lead, agent));
        }
    }
}
