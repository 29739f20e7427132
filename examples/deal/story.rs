//! One lead's way through the floor, and why it went so.

use fairdeal::calendar::Zone;
use fairdeal::{
    AgentId, CadenceEnd, Decision, Event, Explanation, Finding, OfferEnd, Outcome, ReleasedWhy, Timestamp,
};

use crate::names::{Names, lead_of};
use crate::when;

/// The lead that is watched: the one asked for, or the one whose first decision says most.
pub(crate) struct Story {
    wanted: Option<String>,
    best: usize,
    slot: Option<usize>,
    /// The lead.
    pub(crate) lead: Option<String>,
    /// The decisions on it, each explained as it was made.
    pub(crate) explained: Vec<(Timestamp, Explanation)>,
    /// What happened to it.
    pub(crate) lines: Vec<(Timestamp, String)>,
}

impl Story {
    /// Watches this lead, or looks for one worth telling of.
    pub(crate) fn of(wanted: Option<&str>) -> Story {
        let wanted = wanted.map(str::to_owned);
        Story { wanted, best: 0, slot: None, lead: None, explained: Vec::new(), lines: Vec::new() }
    }

    /// Watches none: no lead has an empty id.
    pub(crate) fn untold() -> Story {
        Story::of(Some(""))
    }

    /// Whether the decision on this new lead should be explained.
    pub(crate) fn may_want(&self, lead: &str) -> bool {
        self.wanted.as_deref().is_none_or(|wanted| wanted == lead)
    }

    /// Whether a lead has been asked for by name and is on the floor: later decisions on it are explained too.
    pub(crate) fn follows(&self) -> bool {
        self.wanted.is_some() && self.slot.is_some()
    }

    /// A new lead's first decision: begins the story anew if it says more than the last one did.
    pub(crate) fn begin(
        &mut self,
        at: Timestamp,
        lead: &str,
        next_slot: usize,
        told: (Decision, Explanation),
    ) {
        let (decision, explanation) = told;
        let worth = if self.wanted.is_some() { usize::MAX } else { worth(&decision.outcome, &explanation) };
        if worth > self.best && decision.recorded.is_some() {
            self.best = worth;
            self.slot = Some(next_slot);
            self.lead = Some(lead.to_owned());
            self.explained = vec![(at, explanation)];
            self.lines.clear();
        }
    }

    /// A later decision, if it is about the lead.
    pub(crate) fn again(&mut self, decision: &Decision, explanation: Explanation) {
        let Some(record) = &decision.recorded else { return };
        let deals = |event: &Event| matches!(event, Event::Offered { .. } | Event::Assigned { .. });
        let about = |event: &Event| lead_of(event).map(|lead| lead.index()) == self.slot;
        if record.events.iter().any(|event| about(event) && deals(event)) {
            self.explained.push((record.at, explanation));
        }
    }

    /// An event, if it is about the lead.
    pub(crate) fn note(&mut self, names: &Names, zone: &Zone, at: Timestamp, event: &Event) {
        if self.slot.is_none() || lead_of(event).map(|lead| lead.index()) != self.slot {
            return;
        }
        if let Some(line) = sentence(names, zone, event) {
            self.lines.push((at, line));
        }
    }

    /// Why an agent did not get the lead: the last decision that looked at them.
    pub(crate) fn why_not(&self, agent: &AgentId) -> Option<(Timestamp, String)> {
        let seen = |(at, explanation): &(Timestamp, Explanation)| {
            Some((*at, explanation.why_not(agent)?.to_string()))
        };
        self.explained.iter().find_map(seen)
    }
}

/// How much a decision shows: several people looked at, turned away for different reasons, one picked by turns.
fn worth(outcome: &Outcome, explanation: &Explanation) -> usize {
    if !matches!(outcome, Outcome::Offered { .. } | Outcome::Assigned { .. }) {
        return 0;
    }
    let mut worth = 1;
    for finding in &explanation.findings {
        match finding {
            Finding::Candidates { candidates, .. } => {
                let refused = candidates.iter().filter_map(|one| one.refused.as_ref());
                let mut kinds: Vec<_> =
                    refused.map(|refused| std::mem::discriminant(&refused.reason)).collect();
                let able = candidates.len() - kinds.len();
                kinds.dedup();
                worth += kinds.len() * 3 + able.min(3) + candidates.len().min(5);
            }
            Finding::Picked(picked) if picked.runner_up.is_some() => worth += 3,
            Finding::Stage { .. } => worth += 1,
            _ => {}
        }
    }
    worth
}

fn sentence(names: &Names, zone: &Zone, event: &Event) -> Option<String> {
    let to = |at: &Timestamp| when::told(*at, zone);
    let who = |agent: &fairdeal::id::AgentSlot| names.agent(*agent).to_owned();
    Some(match event {
        Event::LeadArrived { .. } => "comes in".to_owned(),
        Event::LeadRevised { .. } => "its attributes are corrected".to_owned(),
        Event::StageEntered { plan, stage, .. } => {
            let (plan, stage) = names.stage(*plan, *stage);
            format!("enters stage `{stage}` of plan `{plan}`")
        }
        Event::Queued { queue, pool: true, .. } => {
            format!("lies in the open pool of `{}`", names.queue(*queue))
        }
        Event::Queued { queue, .. } => format!("waits in queue `{}`", names.queue(*queue)),
        Event::Offered { agent, until, .. } => format!("offered to {} until {}", who(agent), to(until)),
        Event::OfferEnded { agent, how, .. } => match how {
            OfferEnd::Declined => format!("{} declines", who(agent)),
            OfferEnd::TimedOut => format!("{} does not answer in time", who(agent)),
            OfferEnd::Withdrawn => format!("the offer to {} is withdrawn", who(agent)),
        },
        Event::Assigned { agent, .. } => format!("{} owns it", who(agent)),
        Event::Attempted { reached: true, .. } => "the customer is called and answers".to_owned(),
        Event::Attempted { .. } => "the customer is called and does not answer".to_owned(),
        Event::Disposed { code, next_action_at, .. } => format!("{code}, due {}", to(next_action_at)),
        Event::CallBackDue { .. } => "the call back is due".to_owned(),
        Event::StepDue { step, channel, .. } => format!("step {} of its cadence is due: {channel}", step + 1),
        Event::CadenceEnded { how: CadenceEnd::Exhausted, .. } => {
            "all steps of its cadence are done".to_owned()
        }
        Event::Escalated(own) => {
            let missing = format!("{:?}", own.missing).to_lowercase();
            let whom =
                if own.told { own.whom.as_deref().unwrap_or("nobody") } else { names.agent(own.agent) };
            format!("{whom} is {}: no {missing} yet", if own.told { "told" } else { "reminded" })
        }
        Event::Released { agent, why, .. } => match why {
            ReleasedWhy::Redistributed(missing) => {
                format!(
                    "taken away from {}: no {} in time",
                    who(agent),
                    format!("{missing:?}").to_lowercase()
                )
            }
            ReleasedWhy::LeaseExpired => format!("taken away from {}: the claim ran out", who(agent)),
            ReleasedWhy::Returned(_) => format!("{} gives it back", who(agent)),
            ReleasedWhy::Transferred => format!("{} passes it on", who(agent)),
            ReleasedWhy::Reassigned => format!("reassigned from {}", who(agent)),
            ReleasedWhy::Changed => format!("taken away from {}: something has changed", who(agent)),
            ReleasedWhy::HandedOff => format!("{} hands it off", who(agent)),
            ReleasedWhy::OwnerLeft => format!("{} has left", who(agent)),
            ReleasedWhy::CadenceExhausted => format!("{} has tried all there is to try", who(agent)),
        },
        Event::Held { until, .. } => format!("held until {}", to(until)),
        Event::Stranded { why, .. } => format!("unroutable: {why}"),
        Event::Closed { code, .. } => format!("closed: {code}"),
        _ => return None,
    })
}
