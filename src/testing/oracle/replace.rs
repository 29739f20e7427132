//! Another policy: what stays is found again by its name, what is gone is forgotten, and leads that wait are placed anew.

use std::collections::BTreeMap;

use super::cap::{calendar_window, counts_alike};
use super::merit::same_period;
use super::model::{LeadState, Queue, Standing};
use super::sheet::{counts_alike as same_leads, lives_on};
use super::{Answer, Fault, Oracle, apart_of, calendars_of, refusal, zones_of};
use crate::event::HeldWhy;
use crate::id::Name;
use crate::outcome::{Outcome, Reason};
use crate::policy::{CapDoc, Policy, PolicyDoc, WindowDoc};
use crate::time::Timestamp;

impl Oracle {
    pub(super) fn replace_policy(&mut self, doc: &PolicyDoc) -> Answer {
        let bad = |_| refusal(Reason::BadDocument { issues: Vec::new() });
        let digest = Policy::compile(doc).map_err(bad)?.digest();
        if digest == self.digest {
            return Ok(Outcome::Unchanged { lead: None });
        }
        let (kept, changed) = self.keep_counts(doc);
        let old = core::mem::replace(&mut self.policy, doc.clone());
        self.digest = digest;
        self.calendars = calendars_of(doc);
        self.apart = apart_of(doc);
        self.zones = zones_of(doc);
        self.keep_merits(&old);
        self.keep_cadences(&old);
        self.keep_owners(&old);
        self.keep_standards(doc);
        self.keep_sheets(&old);
        self.keep_queues(&old);
        self.measure_anew(&old);
        self.duties_anew(&old);
        let limits = |policy: &PolicyDoc, name: &Name| {
            let queue = policy.queues.iter().find(|queue| queue.id == *name);
            queue
                .and_then(|queue| queue.pull.as_ref())
                .map(|pull| pull.pick_limits.clone())
                .unwrap_or_default()
        };
        for (name, queue) in &mut self.queues {
            if limits(&old, name) != limits(doc, name) {
                queue.claims.clear();
            }
        }
        self.counted.retain(|row| kept.contains(&row.cap));
        changed.iter().for_each(|cap| self.forget_elsewhere(cap));
        let kept = |(plan, stage): &(Name, Name), _: &mut (Timestamp, usize)| {
            let plan = doc.plans.iter().find(|other| other.id == *plan);
            plan.is_some_and(|plan| plan.stages.iter().any(|other| other.id == *stage))
        };
        self.rounds.retain(kept);
        let (now, fault) = (self.now, self.fault);
        let counts = super::score::counts_tries(doc);
        for lead in self.leads.values_mut() {
            lead.bridge = None;
            if !super::follow_up::asks_for_touches(doc) {
                lead.touched = None;
            }
            if !counts {
                lead.tries.clear();
            }
            carry_over(lead, &old, doc);
            let waits = match lead.standing {
                Standing::Waiting { .. } => true,
                Standing::Unroutable { .. } => fault != Some(Fault::StrandedKept),
                _ => false,
            };
            if waits {
                lead.standing = Standing::Held { until: now, why: HeldWhy::PolicyReplaced };
            }
        }
        Ok(Outcome::PolicyReplaced { digest })
    }

    /// Caps that count the same things apart keep their counts, as far as a floor knows them where windows are others.
    fn keep_counts(&mut self, new: &PolicyDoc) -> (Vec<Name>, Vec<CapDoc>) {
        let old = self.policy.clone();
        let zone = |policy: &PolicyDoc, cap: &CapDoc| cap.zone.clone().unwrap_or_else(|| policy.zone.clone());
        let calendar = |policy: &PolicyDoc, cap: &CapDoc| match &cap.window {
            WindowDoc::Block { calendar } => policy.calendars.iter().find(|own| own.id == *calendar).cloned(),
            _ => None,
        };
        let (mut kept, mut changed) = (Vec::new(), Vec::new());
        for is in &new.caps {
            let Some(was) = old.caps.iter().find(|was| was.id == is.id && counts_alike(was, is)) else {
                continue;
            };
            let zoned = calendar_window(&is.window).is_some();
            let same = was.window == is.window
                && (!zoned || zone(&old, was) == zone(new, is))
                && calendar(&old, was) == calendar(new, is);
            if !same {
                self.forget_unknown(was, is);
                changed.push(is.clone());
                if self.is(Fault::WindowsBeginAnew) {
                    continue;
                }
            }
            kept.push(is.id.clone());
        }
        (if self.is(Fault::CountsForgotten) { Vec::new() } else { kept }, changed)
    }

    /// Merits that count as before keep their counts, and a queue that deals by one as before keeps its weights.
    fn keep_merits(&mut self, old: &PolicyDoc) {
        let new = self.policy.clone();
        let kept = |name: &Name| {
            let both = old.merits.iter().find(|merit| merit.id == *name);
            let both = both.zip(new.merits.iter().find(|merit| merit.id == *name));
            both.is_some_and(|(was, is)| same_period(old, was, &new, is))
        };
        self.keep_affinities(old, &kept);
        self.keep_open(&kept);
        self.keep_loads(old, &kept);
        self.scored.retain(|scored| kept(&scored.merit));
        self.reviews.retain(|name, _| kept(name));
        let by = |policy: &PolicyDoc, queue: &Name| {
            let queue = policy.queues.iter().find(|doc| doc.id == *queue)?;
            queue.merit.as_ref().map(|own| own.by.clone())
        };
        let follows = |policy: &PolicyDoc, cap: &Name| {
            let cap = policy.caps.iter().find(|doc| doc.id == *cap)?;
            cap.adjust.as_ref().map(|own| own.by.clone())
        };
        self.adjusted.retain(|cap, _| {
            let before = follows(old, cap);
            before.as_ref().is_some_and(kept) && follows(&new, cap) == before
        });
        self.grades.retain(|queue, _| {
            let before = by(old, queue);
            before.as_ref().is_some_and(kept) && by(&new, queue) == before
        });
    }

    /// Queues of the same name keep their turns; whoever names a new one is its member.
    fn keep_queues(&mut self, policy: &PolicyDoc) {
        let mut old: BTreeMap<Name, Queue> = core::mem::take(&mut self.queues);
        if self.is(Fault::TurnsForgotten) {
            old.clear();
        }
        for queue in &self.policy.queues {
            let mut kept = old.remove(&queue.id).unwrap_or_else(|| Queue::new(queue, self.fault));
            let before = policy.queues.iter().find(|before| before.id == queue.id);
            let elsewhere = before.is_some_and(|before| !same_leads(before, queue));
            kept.go_on(queue, elsewhere, self.fault);
            self.queues.insert(queue.id.clone(), kept);
        }
        self.reseat();
    }
}

fn carry_over(lead: &mut LeadState, old: &PolicyDoc, new: &PolicyDoc) {
    let queue = |name: &Name| new.queues.iter().any(|queue| queue.id == *name);
    lead.rule = lead.rule.take().filter(|name| new.rules.iter().any(|rule| rule.id == *name));
    // A turn written down by a rotation that is over cannot be given back.
    lead.turn = lead.turn.take().filter(|(sheet, _)| lives_on(sheet, old, new));
    if let Some((_, kind, _)) = &mut lead.held {
        *kind = kind.take().filter(|name| new.work_kinds.iter().any(|other| other.id == *name));
    }
    lead.keep_office(queue, |sheet| lives_on(sheet, old, new));
    let course = lead.course.take();
    let stage_at = |plan: &Name, stage: &Name| {
        let plan = new.plans.iter().find(|other| other.id == *plan)?;
        plan.stages.iter().position(|other| other.id == *stage)
    };
    lead.course = course.as_ref().and_then(|(plan, at)| {
        let stage = old.plans.iter().find(|other| other.id == *plan)?.stages.get(*at)?;
        Some((plan.clone(), stage_at(plan, &stage.id)?))
    });
    match &mut lead.standing {
        Standing::Offered { queue: from, .. } => *from = from.take().filter(queue),
        Standing::Owned { queue: from, follow_up, .. } => {
            *from = from.take().filter(queue);
            // The stage it would go to is gone: the rules say, once it leaves its owner.
            if let (Some(due), Some((plan, _))) = (follow_up, &course)
                && stage_at(plan, &due.then).is_none()
            {
                lead.course = None;
            }
        }
        Standing::Unroutable { .. } => lead.course = None,
        _ => {}
    }
}
