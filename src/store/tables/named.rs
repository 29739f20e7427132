//! The words that rows hold.

use std::borrow::Cow;

use crate::event::{AssignedHow, HeldWhy, ReleasedWhy};
use crate::outcome::Unroutable;

pub(super) fn how(how: AssignedHow) -> &'static str {
    match how {
        AssignedHow::Pushed => "pushed",
        AssignedHow::Accepted => "accepted",
        AssignedHow::Claimed => "claimed",
        AssignedHow::Reassigned => "reassigned",
        AssignedHow::Bridged => "bridged",
    }
}

/// Why an assignment ended, and what there is to say beside.
pub(super) fn released(why: ReleasedWhy) -> (&'static str, Option<Cow<'static, str>>) {
    match why {
        ReleasedWhy::Returned(reason) => ("returned", said(&reason)),
        ReleasedWhy::Redistributed(missing) => ("redistributed", said(&missing)),
        ReleasedWhy::Reassigned => ("reassigned", None),
        ReleasedWhy::Transferred => ("transferred", None),
        ReleasedWhy::LeaseExpired => ("lease_expired", None),
        ReleasedWhy::OwnerLeft => ("owner_left", None),
        ReleasedWhy::Changed => ("changed", None),
        ReleasedWhy::HandedOff => ("handed_off", None),
        ReleasedWhy::CadenceExhausted => ("cadence_exhausted", None),
    }
}

pub(super) fn held(why: HeldWhy) -> &'static str {
    match why {
        HeldWhy::Stage => "stage",
        HeldWhy::Recycle => "recycle",
        HeldWhy::Batch => "batch",
        HeldWhy::HandedOff => "handed_off",
        HeldWhy::Offboarded => "offboarded",
        HeldWhy::Revised => "revised",
        HeldWhy::PolicyReplaced => "policy_replaced",
        HeldWhy::ContactShut => "contact_shut",
    }
}

pub(super) fn unroutable(why: Unroutable) -> &'static str {
    match why {
        Unroutable::NoRule => "no_rule",
        Unroutable::PlanOver => "plan_over",
        Unroutable::Exhausted => "exhausted",
        Unroutable::Circle => "circle",
        Unroutable::CapFull => "cap_full",
    }
}

/// A word as it stands in JSON.
fn said(word: &impl serde::Serialize) -> Option<Cow<'static, str>> {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(word)) => Some(Cow::Owned(word)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{MilestoneDoc, ReturnReason};

    /// The words are those of the events.
    #[test]
    fn words_are_as_in_the_events() {
        for own in [
            AssignedHow::Pushed,
            AssignedHow::Accepted,
            AssignedHow::Claimed,
            AssignedHow::Reassigned,
            AssignedHow::Bridged,
        ] {
            assert_eq!(said(&own).as_deref(), Some(how(own)));
        }
        for own in [
            ReleasedWhy::Reassigned,
            ReleasedWhy::Transferred,
            ReleasedWhy::LeaseExpired,
            ReleasedWhy::OwnerLeft,
            ReleasedWhy::Changed,
            ReleasedWhy::HandedOff,
            ReleasedWhy::CadenceExhausted,
        ] {
            assert_eq!(said(&own).as_deref(), Some(released(own).0));
        }
        let (why, code) = released(ReleasedWhy::Returned(ReturnReason::NoShow));
        assert_eq!((why, code.as_deref()), ("returned", Some("no_show")));
        let (why, code) = released(ReleasedWhy::Redistributed(MilestoneDoc::Attempt));
        assert_eq!((why, code.as_deref()), ("redistributed", Some("attempt")));
        for own in [
            HeldWhy::Stage,
            HeldWhy::Recycle,
            HeldWhy::Batch,
            HeldWhy::HandedOff,
            HeldWhy::Offboarded,
            HeldWhy::Revised,
            HeldWhy::PolicyReplaced,
            HeldWhy::ContactShut,
        ] {
            assert_eq!(said(&own).as_deref(), Some(held(own)));
        }
        for own in [
            Unroutable::NoRule,
            Unroutable::PlanOver,
            Unroutable::Exhausted,
            Unroutable::Circle,
            Unroutable::CapFull,
        ] {
            assert_eq!(said(&own).as_deref(), Some(unroutable(own)));
        }
    }
}
