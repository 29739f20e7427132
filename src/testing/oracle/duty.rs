//! Offers not taken in a row, pauses, and who may say they are ready.

use super::release::End;
use super::{Fault, Oracle};
use crate::id::{AgentId, Name};
use crate::policy::{PauseDoc, PolicyDoc};
use crate::time::{Span, Timestamp};

/// Whether a policy counts any of it.
pub(super) fn counts(policy: &PolicyDoc) -> bool {
    policy.pause.is_some() || policy.queues.iter().any(|queue| queue.wrap_up_may_end)
}

impl Oracle {
    /// Passed over until then; the agent's word ends it only where their queue lets them end a wrap-up.
    pub(super) fn fix_ready(&mut self, agent: &AgentId, wrapping_up: Option<&Name>, ready_at: Timestamp) {
        let may_end =
            wrapping_up.and_then(|queue| self.queue_doc(queue)).is_some_and(|doc| doc.wrap_up_may_end);
        if let Some(agent) = self.agents.get_mut(agent)
            && !may_end
        {
            agent.fixed_until = agent.fixed_until.max(ready_at);
        }
    }

    /// An offer has ended: one more in a row, and perhaps one too many.
    pub(super) fn strike(&mut self, agent: &AgentId, how: End) {
        if !counts(&self.policy) {
            return;
        }
        let never = PauseDoc { after_declined: None, after_timed_out: None, for_s: None };
        let pause = self.policy.pause.unwrap_or(never);
        let until = pause.for_s.map_or(Timestamp::MAX, |seconds| self.now.plus(Span::seconds(seconds)));
        let withdrawn_too = self.is(Fault::WithdrawnStrikes);
        let Some(state) = self.agents.get_mut(agent) else { return };
        let paused = match how {
            End::Declined => {
                state.declined = state.declined.saturating_add(1);
                state.timed_out = 0;
                pause.after_declined.is_some_and(|after| state.declined >= after)
            }
            End::Withdrawn if !withdrawn_too => false,
            End::TimedOut | End::Withdrawn => {
                state.timed_out = state.timed_out.saturating_add(1);
                pause.after_timed_out.is_some_and(|after| state.timed_out >= after)
            }
        };
        if paused {
            (state.declined, state.timed_out) = (0, 0);
            state.paused = Some(until);
            state.ready_at = state.ready_at.max(until);
        }
    }

    /// Another policy may pause nobody.
    pub(super) fn duties_anew(&mut self, old: &PolicyDoc) {
        let (before, after, now) = (counts(old), counts(&self.policy), self.now);
        for agent in self.agents.values_mut() {
            if before && !after {
                if agent.paused.is_some_and(|until| now < until) {
                    agent.ready_at = agent.fixed_until.max(now);
                }
                (agent.paused, agent.declined, agent.timed_out) = (None, 0, 0);
            }
            if !before && after {
                agent.fixed_until = agent.ready_at;
            }
        }
    }
}
