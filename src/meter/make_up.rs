//! Members who make up for turns missed, and how fast they may.

use serde::{Deserialize, Serialize};

use crate::id::AgentSlot;
use crate::meter::ledger::{TurnLedger, Turns, UNIT};

/// Less than this is nothing, so that no rounding plays a part: a millionth of a turn.
const NOTHING: i128 = UNIT / 1_000_000;

/// How fast members may make up for turns missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// So many turns beyond their share.
    pub extra_turns: u32,
    /// Of so many turns dealt.
    pub per_turns: u32,
    /// What a turn counts as at the most: whoever is owed no more makes up for nothing.
    pub largest: u32,
}

impl Pace {
    /// Whether an amount is more than the largest turn.
    fn is_much(self, owed: i128) -> bool {
        owed > i128::from(self.largest).saturating_mul(UNIT).saturating_add(NOTHING)
    }
}

/// A line that what is owed may not fall below: from an amount at a deal on, downwards at the pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    agent: AgentSlot,
    from: Turns,
    /// The number of the deal.
    since: u64,
}

impl Line {
    /// How far an amount is above the line at a deal, times the turns of the pace.
    fn above(&self, pace: Pace, owed: i128, deal: u64) -> i128 {
        let deals = i128::from(deal.saturating_sub(self.since));
        let may_fall = deals.saturating_mul(i128::from(pace.extra_turns)).saturating_mul(UNIT);
        let fallen = self.from.units().saturating_sub(owed).saturating_mul(i128::from(pace.per_turns));
        may_fall.saturating_sub(fallen)
    }
}

/// Those of a rotation who make up for turns missed, by slot. Their row is the ledger's; this is how fast it may
/// shrink.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MakeUps(Vec<Line>);

impl MakeUps {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn leave(&mut self, agent: AgentSlot) {
        self.0.retain(|line| line.agent != agent);
    }

    pub(crate) fn agents(&self) -> impl Iterator<Item = AgentSlot> + '_ {
        self.0.iter().map(|line| line.agent)
    }

    /// A member has taken a turn: whoever is owed more than the largest turn still makes up for turns missed.
    pub(crate) fn taken(&mut self, ledger: &TurnLedger, agent: AgentSlot, pace: Pace) {
        let owed = ledger.deficit(agent).unwrap_or_default();
        let now = Line { agent, from: owed, since: ledger.sequence() };
        let place = self.0.binary_search_by_key(&agent, |line| line.agent);
        match (place, pace.is_much(owed.units())) {
            (Ok(at), false) => {
                self.0.remove(at);
            }
            (Err(at), true) => self.0.insert(at, now),
            (Ok(at), true) => {
                let turn = i128::from(pace.largest).saturating_mul(UNIT).saturating_add(NOTHING);
                let most = turn.saturating_mul(i128::from(pace.per_turns));
                // More is owed, by more than a turn, than would be left at this pace: turns missed since.
                if let Some(line) = self.0.get_mut(at)
                    && line.above(pace, owed.units(), now.since) > most
                {
                    *line = now;
                }
            }
            (Err(_), false) => {}
        }
    }

    /// Who may not take the next turn, of this size: what they are owed would shrink too fast. One look at each who makes
    /// up for turns.
    pub(crate) fn held_back<'a>(
        &'a self,
        ledger: &'a TurnLedger,
        pace: Pace,
        size: u32,
    ) -> impl Iterator<Item = AgentSlot> + 'a {
        let deal = ledger.sequence().saturating_add(1);
        let price = i128::from(size).saturating_mul(UNIT).saturating_sub(NOTHING);
        let too_fast = move |line: &&Line| {
            let owed = ledger.deficit(line.agent).unwrap_or_default().units();
            pace.is_much(owed) && line.above(pace, owed.saturating_sub(price), deal) < 0
        };
        self.0.iter().filter(too_fast).map(|line| line.agent)
    }
}
