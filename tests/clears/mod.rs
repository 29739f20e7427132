//! What an explanation promises of a lead that has to wait, held against what happens at that instant and just before.

use std::collections::BTreeMap;

use fairdeal::policy::{CountsDoc, PolicyDoc, WhenEmptiedDoc};
use fairdeal::*;

use super::common::Step;

/// How many promises were kept, by the reason that was to clear.
pub type Kept = BTreeMap<String, u32>;

/// Goes through a history again and holds every promise made to a lead that is put in line; the first that is broken.
/// Promises that are made for later than they should be, by `late`, are to be found out.
pub fn hold_to_promises(
    policy: &PolicyDoc,
    opened: Timestamp,
    script: &[Step],
    late: Span,
    kept: &mut Kept,
) -> Result<(), String> {
    let (mut floor, _) = Floor::open(Policy::compile(policy).unwrap(), opened);
    let mut signs = PresenceSnapshot::default();
    let mut docs: BTreeMap<AgentId, AgentDoc> =
        policy.agents.iter().map(|doc| (doc.id.clone(), doc.clone())).collect();
    for step in script {
        floor.settle(step.at);
        if let Some(seen) = &step.signs {
            signs = seen.clone();
            floor.see(seen.clone(), step.at);
        }
        floor.settle(step.at);
        let before = floor.clone();
        let (decision, why) = floor.explain(step.at, &step.command);
        floor.run(step.at, &step.command);
        if let (Command::Join(doc) | Command::Change(doc), Outcome::AgentNoted { .. }) =
            (&step.command, &decision.outcome)
        {
            docs.insert(doc.id.clone(), AgentDoc::clone(doc));
        }
        if let Outcome::Queued { lead, queue, pool: false, .. } = decision.outcome {
            let promised = Promised {
                before: &before,
                after: &floor,
                signs: &signs,
                docs: &docs,
                lead,
                queue: &queue,
                step,
                late,
            };
            promised.check(&why, kept)?;
        }
    }
    Ok(())
}

struct Promised<'a> {
    before: &'a Floor,
    after: &'a Floor,
    signs: &'a PresenceSnapshot,
    docs: &'a BTreeMap<AgentId, AgentDoc>,
    lead: LeadId,
    queue: &'a Name,
    step: &'a Step,
    late: Span,
}

impl Promised<'_> {
    fn check(&self, why: &Explanation, kept: &mut Kept) -> Result<(), String> {
        // Everything else unchanged: no other lead waits in this line, and nothing is due by itself.
        let views = self.after.state().lead_views();
        let lines = views.iter().filter_map(|view| match &view.standing {
            LeadStanding::Waiting { queue, pool: false, .. } if *view.lead.id() != self.lead => Some(queue),
            _ => None,
        });
        let lines: Vec<&Name> = lines.collect();
        let LeadStanding::Waiting { queue: own, pool: false, .. } = self.view().standing else {
            return Ok(());
        };
        // Nor has it been pushed out to another line.
        if lines.contains(&&own) || own != *self.queue {
            return Ok(());
        }
        // Nor with the lead itself, had it stayed where it was: a cap is asked again from there.
        let stayed = self.before.state().lead_views();
        let due =
            views.iter().chain(&stayed).filter_map(|view| view.deadline).min().unwrap_or(Timestamp::MAX);
        let due = due.min(self.step.at.plus(Span::days(300)));
        match why.findings.last() {
            Some(Finding::Stopped(Refused { reason, clears_at: Some(at) }))
                if matches!(
                    reason,
                    Reason::CapFull { .. }
                        | Reason::ContactShut { .. }
                        | Reason::BudgetSpent(_)
                        | Reason::Paced(_)
                ) && *at < due
                    && lines.is_empty()
                    && !self.somebody_waited() =>
            {
                self.stop_clears(reason, at.plus(self.late), kept)?;
            }
            Some(Finding::Candidates { queue, candidates }) => {
                let doc: PolicyDoc = serde_json::from_str(self.after.state().policy_json()).unwrap();
                let tiers = doc.queues.iter().find(|doc| doc.id == *queue).unwrap();
                // Members who are not at work yet could take it whatever their presence, and a lead may go on before.
                let others =
                    self.docs.values().filter(|doc| doc.queues.iter().any(|seat| seat.queue == *queue));
                let ahead = tiers.look_ahead_s.is_some() && others.count() > 1;
                let goes_on = doc
                    .plans
                    .iter()
                    .flat_map(|plan| &plan.stages)
                    .any(|stage| stage.next.shut.is_some() || stage.next.contact_shut.is_some());
                if ahead || goes_on {
                    return Ok(());
                }
                let empty_opens = tiers.open_next_tier_when_empty && !tiers.tiers.is_empty();
                let rotates = tiers.strategy.keys().iter().any(|key| key.rotates());
                let had = !self.view().previous_owners.is_empty();
                let relaxes = had
                    && doc
                        .plans
                        .iter()
                        .any(|plan| plan.exclude_previous.when_emptied == WhenEmptiedDoc::Relax);
                // A return counts from the next decision on.
                let counted = matches!(self.step.command, Command::Return { .. })
                    && doc.caps.iter().any(|cap| cap.counts == CountsDoc::Returned);
                if empty_opens || relaxes || counted {
                    return Ok(());
                }
                for candidate in candidates {
                    let seats = &self.docs[&candidate.agent].queues;
                    // Nor may a lead of another line come between.
                    if seats.iter().any(|seat| lines.contains(&&seat.queue)) {
                        continue;
                    }
                    let weightless = seats.iter().any(|seat| seat.queue == *queue && seat.weight == 0);
                    if let Some(Refused { reason, clears_at: Some(at) }) = &candidate.refused
                        && *at < due
                        && !(weightless && rotates)
                    {
                        self.agent_clears(&candidate.agent, reason, at.plus(self.late), kept)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether a lead was in line before, this one or one it has pushed out: then it is dealt out from there at the
    /// instant, and counts again.
    fn somebody_waited(&self) -> bool {
        let views = self.before.state().lead_views().into_iter();
        views
            .map(|view| view.standing)
            .any(|standing| matches!(standing, LeadStanding::Waiting { pool: false, .. }))
    }

    fn view(&self) -> LeadView {
        self.after.state().lead_view(&self.lead).unwrap()
    }

    /// With nobody else about, the lead goes to the agent at that instant and not a millisecond before.
    fn agent_clears(
        &self,
        agent: &AgentId,
        reason: &Reason,
        at: Timestamp,
        kept: &mut Kept,
    ) -> Result<(), String> {
        let signs =
            self.after.state().agent_views().into_iter().filter_map(|view| match self.signs.of(agent) {
                own if view.agent == *agent => own.cloned(),
                _ => Some(Sign::new(view.agent, PresenceState::Offline, self.step.at)),
            });
        let mut floor = self.after.clone();
        floor.see(PresenceSnapshot::new(signs), self.step.at);
        floor.settle(at.minus(Span::millis(1)));
        if !waits(&floor, &self.lead) {
            // Whoever is waited for may go off shift before, and is waited for no longer.
            if matches!(reason, Reason::NotInTurn { next, .. } if self.docs[next].calendar.is_some()) {
                return Ok(());
            }
            return Err(format!("{agent} before {at}: {reason}: {:?}", self.step.command));
        }
        floor.settle(at);
        let standing = floor.state().lead_view(&self.lead).unwrap().standing;
        let taken = match &standing {
            LeadStanding::Offered { agent: to, .. } => to == agent,
            LeadStanding::Owned { agent: to, since, .. } => to == agent && *since == at,
            _ => false,
        };
        if !taken {
            return Err(format!("{agent} at {at}: {reason}: {standing:?}: {:?}", self.step.command));
        }
        *kept.entry(kind(reason)).or_default() += 1;
        Ok(())
    }

    /// What stops the lead stops it until then, and no longer.
    fn stop_clears(&self, stop: &Reason, at: Timestamp, kept: &mut Kept) -> Result<(), String> {
        let stops = |now: Timestamp| {
            let mut floor = self.before.clone();
            floor.settle(now);
            let (_, why) = floor.explain(now, &self.step.command);
            let same = |reason: &Reason| match (reason, stop) {
                (Reason::CapFull { cap: by, .. }, Reason::CapFull { cap, .. }) => by == cap,
                // A budget that is spent begins anew on its pace.
                (Reason::BudgetSpent(by), Reason::BudgetSpent(own)) => by.cap == own.cap,
                (Reason::Paced(by), Reason::Paced(own)) => by.cap == own.cap,
                (Reason::Paced(by), Reason::BudgetSpent(own)) => by.cap == own.cap,
                (reason, stop) => reason == stop,
            };
            let by = |finding: &Finding| matches!(finding, Finding::Stopped(Refused { reason, .. }) if same(reason));
            why.findings.iter().any(by)
        };
        if !stops(at.minus(Span::millis(1)).max(self.step.at)) || stops(at) {
            return Err(format!("{stop} at {at}: {:?}", self.step.command));
        }
        *kept.entry(format!("{} of the floor", kind(stop))).or_default() += 1;
        Ok(())
    }
}

fn waits(floor: &Floor, lead: &LeadId) -> bool {
    let view = floor.state().lead_view(lead).unwrap();
    matches!(view.standing, LeadStanding::Waiting { pool: false, .. })
}

fn kind(reason: &Reason) -> String {
    match serde_json::to_value(reason).unwrap() {
        serde_json::Value::Object(tagged) => tagged.keys().next().unwrap().clone(),
        other => other.to_string(),
    }
}
