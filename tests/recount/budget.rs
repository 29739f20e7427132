//! What a lead costs, and how much of a cap is open, by the policy document.

use fairdeal::policy::*;
use fairdeal::*;

/// What a lead counts as; nothing where a cap cannot tell, and so must not have given it.
pub fn amount(policy: &PolicyDoc, cap: &CapDoc, lead: &Lead) -> Option<u64> {
    let Some(money) = &cap.money else { return Some(1) };
    let declared = |name: &Name| {
        let kind = policy.attributes.iter().find(|own| own.id == *name).unwrap().attribute_type;
        lead.get(name.as_str()).filter(|value| value.attribute_type() == kind)
    };
    let said = match &money.price {
        PriceDoc::Fixed { price_minor } => Some(u64::from(*price_minor)),
        PriceDoc::Attribute { price_minor, currency } => {
            let own = |name: &Name| declared(name).is_some_and(|value| value.to_string() == money.currency);
            match declared(price_minor) {
                Some(Value::Integer(price)) if currency.as_ref().is_none_or(own) => {
                    u64::try_from(*price).ok()
                }
                _ => None,
            }
        }
    };
    match money.unpriced {
        UnpricedDoc::Costs { price_minor } => said.or(Some(u64::from(price_minor))),
        UnpricedDoc::Refuse => said,
    }
}

/// How much of a limit is open at an instant of a window.
pub fn opened(
    policy: &PolicyDoc,
    cap: &CapDoc,
    limit: u64,
    window: Option<(Timestamp, Timestamp)>,
    at: Timestamp,
) -> u64 {
    let (Some(PaceDoc::Even { burst, hours }), Some((from, until))) = (&cap.pace, window) else {
        return limit;
    };
    let calendar = hours.as_ref().map(|hours| {
        let doc = policy.calendars.iter().find(|doc| doc.id == *hours).unwrap();
        super::known::calendar(doc, &policy.holiday_sets)
    });
    let passed = |until: Timestamp| match &calendar {
        Some(calendar) => calendar.business_between(from, until),
        None => until.since(from),
    };
    let (passed, whole) = (passed(at).as_millis() as u128, passed(until).as_millis() as u128);
    let share = if whole == 0 { 0 } else { u128::from(limit) * passed / whole };
    limit.min(burst + share as u64)
}

/// Whether a lead of so much fits beside what is used.
pub fn fits(cap: &CapDoc, used: u64, amount: u64, most: u64) -> bool {
    match &cap.money {
        Some(money) if money.overspend => used < most,
        _ => most > 0 && used + amount <= most,
    }
}

/// Until when a lead given at an instant stays reserved, if that ends by itself.
pub fn reserved_until(cap: &CapDoc, at: Timestamp) -> Option<Timestamp> {
    let reserves =
        matches!(cap.counts, CountsDoc::Attempted | CountsDoc::Connected | CountsDoc::Converted { .. });
    cap.reserve_s.filter(|_| reserves).map(|seconds| at.plus(Span::seconds(seconds)))
}
