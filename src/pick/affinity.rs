//! Who makes more of leads like the one in question, first.

use std::borrow::Cow;
use std::sync::Arc;

use crate::gate::{Asker, Floor};
use crate::id::AgentSlot;
use crate::lead::Lead;
use crate::meter::merit::Affined;
use crate::meter::share::share_is_due;
use crate::state::AffinityRow;

/// As the group, in basis points.
const AS_THE_GROUP_BP: u32 = 10_000;

/// What members make of leads of the value of one lead.
pub(super) struct Affinities<'a> {
    row: &'a AffinityRow,
    value: Option<Cow<'a, str>>,
    step_bp: u32,
}

impl<'a> Affinities<'a> {
    /// For this lead; none where the queue does not ask, or leaves this pick to the other keys.
    pub(super) fn of(floor: &Floor<'a>, asker: &Asker<'a>, lead: &'a Lead) -> Option<Affinities<'a>> {
        let (row, value) = asked(floor, asker, lead)?;
        let own = asker.policy.affinity.as_ref()?;
        let left = share_is_due(row.picks_of(value.as_deref()), own.diversity_bp);
        (!left).then_some(Affinities { row, value, step_bp: own.step_bp })
    }

    /// A member's affinity in basis points, down to a whole step, the most being the least worth. O(log n) in the
    /// members and in the values.
    pub(super) fn worth(&self, agent: AgentSlot) -> i64 {
        let bp = self.row.of(agent).map_or(AS_THE_GROUP_BP, |own| own.bp(self.value.as_deref()));
        let past = bp.checked_rem(self.step_bp).unwrap_or(0);
        i64::from(bp.saturating_sub(past)).saturating_neg()
    }
}

/// What the queue knows of its members, and the lead's value; none where it does not deal by affinity.
fn asked<'a>(
    floor: &Floor<'a>,
    asker: &Asker<'a>,
    lead: &'a Lead,
) -> Option<(&'a AffinityRow, Option<Cow<'a, str>>)> {
    let own = asker.policy.affinity.as_ref()?;
    let merit = floor.policy.merits.get(own.merit.index())?;
    Some((asker.row.affinities.as_deref()?, merit.value_of(lead)))
}

/// The lead's value, where the queue counts its picks by it.
pub(crate) fn value_of(floor: &Floor<'_>, asker: &Asker<'_>, lead: &Lead) -> Option<Option<Arc<str>>> {
    asker.policy.affinity.as_ref()?;
    asked(floor, asker, lead).map(|(_, value)| value.map(Arc::from))
}

/// The numbers of a member, for explanations; none where the pick does not go by affinity.
pub(crate) fn affined(
    floor: &Floor<'_>,
    asker: &Asker<'_>,
    lead: &Lead,
    agent: AgentSlot,
) -> Option<Affined> {
    let own = Affinities::of(floor, asker, lead)?;
    let from = own.row.of(agent).cloned();
    let affinity_bp = from.as_ref().map_or(AS_THE_GROUP_BP, |from| from.bp(own.value.as_deref()));
    Some(Affined { value: own.value.map(Cow::into_owned), affinity_bp, from })
}

/// For explanations: the lead's value and how many of it have been picked, where this pick goes by the other keys.
pub(crate) fn diverse(floor: &Floor<'_>, asker: &Asker<'_>, lead: &Lead) -> Option<(Option<String>, u64)> {
    let (row, value) = asked(floor, asker, lead)?;
    if Affinities::of(floor, asker, lead).is_some() {
        return None;
    }
    let picks = row.picks_of(value.as_deref());
    Some((value.map(Cow::into_owned), picks))
}
