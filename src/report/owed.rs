//! Turns taken and owed at the instant of a report.

use serde::{Deserialize, Serialize};

use crate::id::FloorId;
use crate::meter::ledger::{Turns, UNIT};
use crate::state::FloorState;
use crate::time::Timestamp;

/// What a member of a queue is owed by its turn ledger: the live fairness deficit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    /// Whom, and where.
    pub to: OwedTo,
    /// At which instant.
    pub as_of: Timestamp,
    /// Turns owed, in hundredths, rounded half away from zero; negative is ahead.
    pub owed_hundredths: i64,
    /// Turns taken.
    pub taken: u64,
}

/// Whose turns, in which rotation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwedTo {
    /// The floor, where the report was told its name.
    pub floor: Option<String>,
    /// The queue.
    pub queue: String,
    /// The value or the rule, where the queue keeps rotations apart.
    pub apart: Option<String>,
    /// The agent.
    pub agent: String,
}

pub(super) fn owed(state: &FloorState, floor: Option<&FloorId>, as_of: Timestamp) -> Vec<Owed> {
    let mut all = Vec::new();
    for view in state.queue_views() {
        let own = (None, &view.members);
        let apart = view.apart.iter().map(|apart| (Some(apart.value.clone()), &apart.members));
        for (apart, members) in [own].into_iter().chain(apart) {
            for (agent, taken, owed) in members {
                let to = OwedTo {
                    floor: floor.map(ToString::to_string),
                    queue: view.queue.to_string(),
                    apart: apart.clone(),
                    agent: agent.to_string(),
                };
                all.push(Owed { to, as_of, owed_hundredths: hundredths(*owed), taken: *taken });
            }
        }
    }
    all.sort_unstable();
    all
}

fn hundredths(owed: Turns) -> i64 {
    let half = if owed.units() < 0 { UNIT.saturating_neg() } else { UNIT };
    let twice = owed.units().saturating_mul(200).saturating_add(half);
    let rounded = twice.checked_div(UNIT.saturating_mul(2)).unwrap_or(0);
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

/// Of each member the later word; of two of one instant, the larger.
pub(super) fn merge(own: &mut Vec<Owed>, other: &[Owed]) {
    for theirs in other {
        match own.binary_search_by(|own| own.to.cmp(&theirs.to)) {
            Ok(at) => {
                if let Some(own) = own.get_mut(at)
                    && *own < *theirs
                {
                    *own = theirs.clone();
                }
            }
            Err(at) => own.insert(at, theirs.clone()),
        }
    }
}
