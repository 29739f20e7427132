//! Which territory is a lead in?

use crate::decide::Draft;
use crate::explain::{Finding, Trace};
use crate::lead::Lead;

impl<T: Trace> Draft<'_, T> {
    /// The lead with the territories it is in written down, where that changes it.
    #[inline(never)]
    pub(super) fn locate(&mut self, lead: &Lead) -> Option<Lead> {
        let mut own = lead.clone();
        for map in &self.floor.policy.territory_maps {
            let found = map.resolve(&own, self.floor.now);
            self.trace.add(|| Finding::Territory {
                map: map.id.clone(),
                territory: found.territory().cloned(),
                by: found.by(),
                certainty: found.certainty(),
                rivals: found.rivals().iter().map(|name| (*name).clone()).collect(),
                runners_up: found.runners_up().iter().map(|(name, by)| ((*name).clone(), *by)).collect(),
                says: found.to_string(),
            });
            own = map.write(own, &found);
        }
        (own != *lead).then_some(own)
    }
}
