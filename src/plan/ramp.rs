//! The weight of whoever joined a queue grows by the turns they take.

use crate::decide::Draft;
use crate::event::{Event, RampStep};
use crate::explain::Trace;
use crate::gate::Asker;
use crate::id::{AgentSlot, QueueSlot};
use crate::policy::Ramp;
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// A turn of this size brings its taker nearer to the next step, if their weight grows by turns.
    #[cold]
    pub(super) fn ramp_by_turn(&mut self, asker: &Asker<'_>, agent: AgentSlot, size: u32) {
        let Some(own) = asker.row.ramp(agent).filter(|own| own.turns > 0) else { return };
        let (queue, percent, next) = (asker.slot, own.percent, own.next);
        match own.turns.saturating_sub(size) {
            0 => self.ramp_on((queue, agent), asker.policy.ramp, percent),
            turns => self.events.push(Event::RampStepped(RampStep { queue, agent, percent, next, turns })),
        }
    }

    /// The weight of a member, of which so much counts by now, grows by a step.
    pub(crate) fn ramp_on(&mut self, (queue, agent): (QueueSlot, AgentSlot), ramp: Option<Ramp>, now: u32) {
        let percent = ramp.map_or(100, |ramp| ramp.after(now));
        let (next, turns) = match ramp {
            Some(ramp) if percent < 100 => ramp.step_from(self.floor.now),
            _ => (Timestamp::MAX, 0),
        };
        self.events.push(Event::RampStepped(RampStep { queue, agent, percent, next, turns }));
    }
}
