//! The enquiries of a month at a seller of rooftop solar, batteries, heat pumps and chargers. Every name is invented.

use fairdeal::Lead;

use crate::dice::Dice;

const SOURCES: [(&str, u64); 7] = [
    ("web_form", 32),
    ("search_ads", 20),
    ("phone", 14),
    ("comparison_site", 14),
    ("referral", 9),
    ("social_ads", 7),
    ("night_line", 4),
];
const PRODUCTS: [(&str, u64); 4] = [("solar", 44), ("heat_pump", 24), ("battery", 16), ("ev_charger", 16)];
/// States, how many hours behind New York their clocks are, and how many enquiries come from there. The last is not served.
const STATES: [(&str, u64, u64); 21] = [
    ("NY", 0, 9),
    ("NJ", 0, 6),
    ("MA", 0, 6),
    ("PA", 0, 5),
    ("FL", 0, 6),
    ("GA", 0, 4),
    ("OH", 0, 4),
    ("IL", 1, 7),
    ("MN", 1, 4),
    ("TX", 1, 9),
    ("MO", 1, 3),
    ("WI", 1, 3),
    ("CO", 2, 6),
    ("AZ", 2, 5),
    ("UT", 2, 3),
    ("NM", 2, 2),
    ("CA", 3, 14),
    ("OR", 3, 3),
    ("WA", 3, 4),
    ("NV", 3, 3),
    ("HI", 5, 1),
];
const FIRMS: [&str; 8] =
    ["Kestrel", "Larkspur", "Ironwood", "Bluestem", "Eastgate", "Millrace", "Fernhollow", "Opal"];
const TRADES: [&str; 6] = ["Hotels", "Brewing", "Grocers", "Dental", "Storage", "Schools"];

/// An enquiry, and at which second of its day it comes in, by the clock of New York.
pub(crate) fn enquiry(dice: &mut Dice, id: &str) -> Option<(u64, Lead)> {
    let states: Vec<_> = STATES.iter().map(|(state, behind, weight)| ((*state, *behind), *weight)).collect();
    let (state, behind) = *dice.weighted(&states)?;
    let source = *dice.weighted(&SOURCES)?;
    let second = if source == "night_line" {
        (22 * 3_600 + dice.between(0, 7 * 3_600)) % 86_400
    } else {
        let hours = [((9, 17), 72), ((17, 22), 20), ((6, 9), 6), ((0, 6), 2)];
        let (from, until) = *dice.weighted(&hours)?;
        (dice.between(from * 3_600, until * 3_600 - 1) + behind * 3_600) % 86_400
    };
    Some((second, lead(dice, id, state, source)?))
}

/// An enquiry of the webinar, whenever.
pub(crate) fn from_webinar(dice: &mut Dice, id: &str) -> Option<Lead> {
    let states: Vec<_> = STATES.iter().map(|(state, _, weight)| (*state, *weight)).collect();
    let state = *dice.weighted(&states)?;
    lead(dice, id, state, "webinar")
}

fn lead(dice: &mut Dice, id: &str, state: &str, source: &str) -> Option<Lead> {
    let product = *dice.weighted(&PRODUCTS)?;
    let score = i64::try_from(dice.between(4, 99)).ok()?;
    let household = format!("{state}-{}", dice.between(1, 900));
    let lead = Lead::new(id).ok()?;
    let lead = lead.with("source", source).with("product", product).with("state", state).with("score", score);
    if !dice.chance(9) {
        return Some(lead.with("household", household));
    }
    let company = format!("{} {}", dice.one(&FIRMS)?, dice.one(&TRADES)?);
    let employees = i64::try_from(dice.between(3, 400)).ok()?;
    Some(lead.with("company", company).with("employees", employees))
}
