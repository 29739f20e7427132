//! Cadences, as a floor knows them.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::policy::Cadence;

/// What a floor must know of a cadence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CadenceLayout {
    /// Its name.
    pub id: Name,
    /// The names of its steps, in order, and by what each is taken.
    pub steps: Vec<(Name, Name)>,
}

impl CadenceLayout {
    pub(super) fn of(cadence: &Cadence) -> CadenceLayout {
        let steps = cadence.steps.iter().map(|step| (step.id.clone(), step.channel.clone()));
        CadenceLayout { id: cadence.id.clone(), steps: steps.collect() }
    }
}
