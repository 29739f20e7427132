//! What members are worth under each key but the turns, for explanations.

use std::collections::BTreeMap;

use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;
use crate::lead::Lead;
use crate::pick::affinity::Affinities;
use crate::pick::lots::Lots;
use crate::pick::sample::Sample;
use crate::pick::score::Scores;
use crate::pick::worth_of;
use crate::policy::RankKeyDoc;

/// The keys of one queue for one lead.
pub(crate) struct Keys<'a> {
    floor: &'a Floor<'a>,
    asker: &'a Asker<'a>,
    sample: Option<Sample<'a>>,
    affinities: Option<Affinities<'a>>,
    scores: Option<Scores<'a>>,
    lots: Lots<'a>,
    /// The first try that names each member, where lots are drawn.
    tries: BTreeMap<AgentSlot, i64>,
}

impl<'a> Keys<'a> {
    pub(crate) fn of(floor: &'a Floor<'a>, asker: &'a Asker<'a>, lead: &'a Lead) -> Keys<'a> {
        let lots = Lots::of(floor, asker, lead.id());
        let drawn = asker.policy.keys.contains(&RankKeyDoc::Random);
        let tries = if drawn { lots.first_tries() } else { BTreeMap::new() };
        let affinities = Affinities::of(floor, asker, lead);
        let scores = Scores::of(floor, asker, lead);
        Keys { floor, asker, sample: Sample::of(floor, asker, lead), affinities, scores, lots, tries }
    }

    /// What an agent is worth under each key but the turns, in order; the least is next.
    pub(crate) fn worth(&self, agent: AgentSlot) -> Vec<(RankKeyDoc, i64)> {
        let compared = self.asker.policy.keys.iter().filter(|of| match of {
            RankKeyDoc::Turns => false,
            RankKeyDoc::Affinity => self.affinities.is_some(),
            _ => true,
        });
        let shown = |of: RankKeyDoc| match of {
            RankKeyDoc::Random => self.lot(agent),
            // Of the two drawn, whoever holds less is picked.
            RankKeyDoc::PowerOfTwo => worth_of(self.floor, self.asker, RankKeyDoc::LeastLoaded, agent),
            // Where the turns decide, all are alike.
            RankKeyDoc::MeritDraw => self.sample.as_ref().map_or(Some(0), |sample| sample.worth(agent)),
            RankKeyDoc::Affinity => self.affinities.as_ref().map(|own| own.worth(agent)),
            RankKeyDoc::Score => self.scores.as_ref().map(|own| own.worth(agent)),
            _ => worth_of(self.floor, self.asker, of, agent),
        };
        compared.map(|of| (*of, shown(*of).unwrap_or(i64::MAX))).collect()
    }

    fn lot(&self, agent: AgentSlot) -> Option<i64> {
        self.tries.get(&agent).copied().or_else(|| self.lots.unnamed(agent))
    }
}
