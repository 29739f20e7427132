//! Companies of the neighbourhood: every town has most of the same kinds, and every family most of the same trades. Those that
//! a town or a family has not are asked too, and are nobody's.

use fairdeal::account::AccountDoc;

use super::Asked;

const TOWNS: &[&str] = &[
    "Springfield",
    "Riverton",
    "Greenville",
    "Fairview",
    "Madison",
    "Georgetown",
    "Salem",
    "Franklin",
    "Clinton",
    "Arlington",
    "Burlington",
    "Ashland",
    "Dover",
    "Oxford",
    "Milton",
    "Newport",
    "Lexington",
    "Bristol",
    "Kingston",
    "Auburn",
    "Hudson",
    "Marion",
    "Clayton",
    "Dayton",
];
const OF_A_TOWN: &[&str] = &[
    "First National Bank of _",
    "_ State Bank",
    "City of _",
    "_ Public Library",
    "_ Community Hospital",
    "_ Animal Hospital",
    "_ Family Dental",
    "_ Chevrolet",
    "_ Country Club",
    "_ Unified School District",
    "_ Chamber of Commerce",
    "Greater _ Federal Credit Union",
    "Farmers Cooperative of _",
    "St. Mary's Church of _",
    "_ Auto Parts",
    "_ Fire Department",
    "_ Heating & Cooling LLC",
    "_ Orthopedic Associates, P.C.",
    "Holiday Inn Express _",
    "_ Savings Bank",
    "_ Police Department",
    "University of _",
];
const FAMILIES: &[&str] = &[
    "Smith", "Johnson", "Miller", "Anderson", "Peterson", "Olson", "Nguyen", "Garcia", "Martinez", "Patel",
    "Kim", "O'Brien", "Murphy", "Schmidt", "Schultz", "Novak", "Rossi", "Larsen", "Larson", "Andersen",
    "Thompson", "Thomson", "Reed", "Reid", "Clark", "Clarke", "Phillips", "Philips", "Stewart", "Stuart",
];
const FIRST: &[&str] = &["John", "Mary", "Robert", "Linda", "David", "Susan", "James"];
const OF_A_FAMILY: &[&str] = &[
    "_ & Sons Plumbing",
    "_ Roofing LLC",
    "_ Brothers Construction",
    "Law Offices of # _",
    "# _ Photography",
    "_ Family Dentistry",
    "_ Insurance Agency, Inc.",
    "_ Electric",
    "_ Auto Body",
    "_ & Associates, PLLC",
    "_ Landscaping",
    "# _ Realty Group",
    "_ Heating and Air Conditioning",
    "_ Trucking Inc",
    "_ Farms",
    "_ Funeral Home",
    "_ Jewelers",
];
const NUMBERED: &[&str] = &[
    "1834502 Ontario Inc.",
    "1834503 Ontario Inc.",
    "1834520 Ontario Inc.",
    "2210044 Ontario Ltd.",
    "2210045 Ontario Ltd.",
    "9123-4567 Québec inc.",
    "9123-4568 Québec inc.",
    "0784112 B.C. Ltd.",
    "0784121 B.C. Ltd.",
    "Blue Elk Solar 1 LLC",
    "Blue Elk Solar 2 LLC",
    "Blue Elk Solar 3 LLC",
    "Harbor Hotel Portfolio I LP",
    "Harbor Hotel Portfolio II LP",
    "Harbor Hotel Portfolio III LP",
    "Route 66 Diner",
    "Route 9 Diner",
    "Station 12 Brewing",
    "Pier 17 Seafood",
];
/// Pairs of numbered names that nobody has.
const NO_NUMBER: &[&str] = &[
    "1834530 Ontario Inc.",
    "2210054 Ontario Ltd.",
    "9123-4576 Québec inc.",
    "0784211 B.C. Ltd.",
    "Blue Elk Solar 4 LLC",
    "Blue Elk Solar LLC",
    "Harbor Hotel Portfolio IV LP",
    "Route 6 Diner",
    "Route 99 Diner",
    "Station 21 Brewing",
    "Pier 71 Seafood",
];

/// What is written for what, one of them at a time.
const WRITTEN: &[(&str, &str)] = &[
    ("First National", "1st Natl"),
    ("State Bank", "St Bk"),
    ("Community Hospital", "Comm. Hospital"),
    ("Hospital", "Hosp"),
    ("Unified School District", "Unified Sch Dist"),
    ("Chamber of Commerce", "Chamber Of Commerce"),
    ("Federal Credit Union", "FCU"),
    ("Federal Credit Union", "Fed Credit Union"),
    ("Cooperative", "Co-op"),
    ("St. Mary's", "Saint Marys"),
    ("Department", "Dept"),
    ("Heating & Cooling LLC", "Heating and Cooling"),
    ("Associates, P.C.", "Assoc. PC"),
    ("& Sons", "and Sons"),
    ("& Sons", "+ Sons"),
    ("Roofing LLC", "Roofing, L.L.C."),
    ("Brothers Construction", "Bros. Constr."),
    ("Brothers", "Bros"),
    ("Agency, Inc.", "Agcy"),
    ("Insurance", "Ins."),
    ("& Associates, PLLC", "and Associates"),
    ("Realty Group", "Realty Grp"),
    ("Heating and Air Conditioning", "Heating & Air Conditioning"),
    ("Trucking Inc", "TRUCKING, INC."),
    ("O'Brien", "OBrien"),
    ("Law Offices of", "The Law Offices of"),
    ("Auto Body", "Autobody"),
    ("Québec inc.", "Quebec Inc"),
    ("Ontario Inc.", "ONTARIO INCORPORATED"),
    ("B.C. Ltd.", "BC Limited"),
    (" II ", " 2 "),
    ("Solar 1", "Solar One"),
    ("University", "Univ."),
    ("Country Club", "CountryClub"),
    ("Holiday Inn Express", "Holiday Inn Exp"),
];

/// Those that there are, and those that there are not.
fn names() -> (Vec<String>, Vec<String>) {
    let (mut here, mut not_here) = (Vec::new(), Vec::new());
    for (t, town) in TOWNS.iter().enumerate() {
        for (p, kind) in OF_A_TOWN.iter().enumerate() {
            let name = kind.replace('_', town);
            if (t * 7 + p * 5) % 4 > 0 { here.push(name) } else { not_here.push(name) }
        }
    }
    for (f, family) in FAMILIES.iter().enumerate() {
        for (p, trade) in OF_A_FAMILY.iter().enumerate() {
            let name = trade.replace('_', family).replace('#', FIRST[(f + p) % FIRST.len()]);
            if (f * 5 + p * 3) % 4 > 0 {
                here.push(name)
            } else {
                not_here.push(name)
            }
            if trade.starts_with('#') {
                not_here.push(trade.replace('_', family).replace('#', FIRST[(f + p + 3) % FIRST.len()]));
            }
        }
    }
    here.extend(NUMBERED.iter().map(|own| (*own).to_owned()));
    not_here.extend(NO_NUMBER.iter().map(|own| (*own).to_owned()));
    (here, not_here)
}

/// The companies of the neighbourhood; the id of each is its name.
pub fn accounts() -> Vec<AccountDoc> {
    names().0.into_iter().map(|name| AccountDoc::new(name.parse().unwrap(), name)).collect()
}

/// Each as it is abbreviated, and those that there are not.
pub fn asked() -> Vec<Asked> {
    let (here, not_here) = names();
    let mut asked = Vec::new();
    for (at, name) in here.iter().enumerate() {
        let fits: Vec<_> = WRITTEN.iter().filter(|own| name.contains(own.0)).collect();
        let written = match fits.get(at % fits.len().max(1)) {
            Some((from, to)) => name.replace(from, to),
            None => name.to_uppercase(),
        };
        asked.push(Asked::new("neighbour", Some(name), written));
    }
    asked.extend(not_here.into_iter().map(|name| Asked::new("no neighbour", None, name)));
    asked
}
