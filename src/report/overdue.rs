//! Leads that their owners have not begun to work.

use serde::{Deserialize, Serialize};

use crate::id::LeadSlot;
use crate::report::enquiry::Enquiry;
use crate::report::options::Options;
use crate::state::FloorState;
use crate::time::Timestamp;

/// A lead that has been with its owner for longer than the report allows and was not worked by them: without an attempt or a
/// disposition of theirs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overdue {
    /// The floor, where the report was told its name.
    pub floor: Option<String>,
    /// The lead.
    pub lead: String,
    /// At which instant it is so.
    pub as_of: Timestamp,
    /// Whose.
    pub agent: String,
    /// The owner's team.
    pub team: Option<String>,
    /// The office by which it came to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// Since when it is theirs.
    pub owned_since: Timestamp,
}

pub(super) fn overdue(
    options: &Options,
    state: &FloorState,
    (lead, own): (LeadSlot, &Enquiry),
    as_of: Timestamp,
) -> Option<Overdue> {
    let sending = own.sending.as_ref().filter(|sending| !sending.worked)?;
    let since = sending.owned?;
    if as_of.since(since) < options.overdue_after? {
        return None;
    }
    let doc = &state.agent(sending.agent)?.doc;
    Some(Overdue {
        floor: options.floor.as_ref().map(ToString::to_string),
        lead: state.lead(lead)?.doc.id().to_string(),
        as_of,
        agent: doc.id.to_string(),
        team: doc.team.as_ref().map(ToString::to_string),
        office: sending.office.as_ref().map(ToString::to_string),
        owned_since: since,
    })
}

/// Of each lead the later word; of two of one instant, the larger.
pub(super) fn merge(own: &mut Vec<Overdue>, other: &[Overdue]) {
    for theirs in other {
        let of = |own: &Overdue| (own.floor.clone(), own.lead.clone());
        match own.binary_search_by(|own| of(own).cmp(&of(theirs))) {
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
