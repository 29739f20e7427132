//! A fortnight of enquiries at a seller of rooftop solar, batteries, heat pumps and chargers. Every name is invented.

use crate::dice::Dice;

/// The seed of the file in the repository.
pub(crate) const SEED: u64 = 20_260_302;

const HEADER: &str = "id,received_at,source,product,state,zip,company,employees,score,owner\n";

/// How many enquiries come in each day from Monday 2026-03-02 on; the clocks change on Sunday the 8th.
const DAYS: [u64; 10] = [84, 78, 72, 70, 58, 22, 18, 88, 76, 54];

const SOURCES: [(&str, u64); 8] = [
    ("web_form", 30),
    ("search_ads", 18),
    ("phone", 14),
    ("comparison_site", 13),
    ("referral", 9),
    ("social_ads", 8),
    ("home_show", 5),
    ("partner_portal", 3),
];
const PRODUCTS: [(&str, u64); 6] = [
    ("solar", 38),
    ("heat_pump", 22),
    ("battery", 8),
    ("ev_charger", 14),
    ("solar|battery", 14),
    ("heat_pump|solar", 4),
];
/// States with a few of their ZIP codes; the last two are not served.
const PLACES: [(&str, [&str; 3], u64); 16] = [
    ("NY", ["11201", "14604", "12207"], 10),
    ("NJ", ["07030", "08540", "07302"], 8),
    ("MA", ["02139", "01605", "02180"], 8),
    ("VT", ["05401", "05602", "05701"], 2),
    ("PA", ["19103", "15213", "18015"], 7),
    ("FL", ["33139", "32801", "33602"], 8),
    ("IL", ["60614", "61801", "62701"], 7),
    ("MN", ["55401", "55901", "55104"], 6),
    ("TX", ["78704", "75204", "77006"], 12),
    ("CO", ["80202", "80302", "81001"], 5),
    ("AZ", ["85004", "85701", "86001"], 6),
    ("CA", ["94110", "90026", "95814"], 14),
    ("OR", ["97205", "97401", "97301"], 3),
    ("WA", ["98101", "99201", "98402"], 3),
    ("AK", ["99501", "99701", "99801"], 1),
    ("HI", ["96813", "96720", "96732"], 1),
];
const FIRST: [&str; 16] = [
    "Alder Creek",
    "Bluestem",
    "Copperline",
    "Driftwood",
    "Eastgate",
    "Fernhollow",
    "Granite Bay",
    "Harborside",
    "Ironwood",
    "Juniper Hill",
    "Kestrel",
    "Larkspur",
    "Millrace",
    "Northfork",
    "Opal Ridge",
    "Prairie Star",
];
const SECOND: [&str; 10] = [
    "Dental Group",
    "Brewing Co.",
    "Cold Storage",
    "Montessori School",
    "Auto Parts",
    "Grocers, Inc.",
    "Self Storage",
    "Family Farm",
    "Hotels",
    "Machine Works",
];
const OWNERS: [&str; 4] = ["amelia", "dana", "grace", "ravi"];

/// The whole file.
pub(crate) fn csv(seed: u64) -> String {
    let mut dice = Dice::new(seed);
    let mut text = HEADER.to_owned();
    let mut number = 1_000_u64;
    for (day, count) in (2_u64..).zip(DAYS) {
        let mut seconds: Vec<u64> = (0..count).map(|_| second_of_day(&mut dice)).collect();
        seconds.sort_unstable();
        for second in seconds {
            number = number.saturating_add(dice.between(1, 3));
            text.push_str(&row(&mut dice, number, day, second));
        }
    }
    text
}

/// Most people write during the day, some in the evening, a few at night.
fn second_of_day(dice: &mut Dice) -> u64 {
    let (from, until) =
        *dice.weighted(&[((9, 17), 70), ((17, 22), 20), ((6, 9), 7), ((0, 6), 3)]).unwrap_or(&(9, 17));
    dice.between(from * 3_600, until * 3_600 - 1)
}

fn row(dice: &mut Dice, number: u64, day: u64, second: u64) -> String {
    // Summer time from 02:00 on the 8th; the hour that is skipped becomes the next.
    let summer = day > 8 || (day == 8 && second >= 7_200);
    let second = if day == 8 && (7_200..10_800).contains(&second) { second + 3_600 } else { second };
    let (hour, minute, rest) = (second / 3_600, second / 60 % 60, second % 60);
    let offset = if summer { "-04:00" } else { "-05:00" };
    let source = dice.weighted(&SOURCES).copied().unwrap_or("web_form");
    let product = dice.weighted(&PRODUCTS).copied().unwrap_or("solar");
    let places: Vec<_> = PLACES.iter().map(|(state, zips, weight)| ((*state, zips), *weight)).collect();
    let (state, zips) = dice.weighted(&places).copied().unwrap_or(("NY", &["11201"; 3]));
    let zip = dice.one(zips).copied().unwrap_or("11201");
    let (company, employees) = company(dice);
    let score = dice.between(5, 99);
    let owner =
        if company.is_empty() && dice.chance(4) { dice.one(&OWNERS).copied().unwrap_or("") } else { "" };
    format!(
        "L-{number},2026-03-{day:02}T{hour:02}:{minute:02}:{rest:02}{offset},{source},{product},{state},{zip},\
         {company},{employees},{score},{owner}\n"
    )
}

/// One enquiry in six is a company's.
fn company(dice: &mut Dice) -> (String, String) {
    if !dice.chance(16) {
        return (String::new(), String::new());
    }
    let first = dice.one(&FIRST).copied().unwrap_or("Kestrel");
    let second = dice.one(&SECOND).copied().unwrap_or("Hotels");
    let name = format!("{first} {second}");
    let name = if name.contains(',') { format!("\"{name}\"") } else { name };
    (name, dice.between(3, 400).to_string())
}
