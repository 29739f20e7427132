//! The order in which territories are asked, and who owns a place, said as plainly as can be.

use proptest::prelude::*;

use crate::id::Name;
use crate::matching::territory::{
    Certainty, CityDoc, CoversDoc, Place, Territories, TerritoriesDoc, TerritoryDoc,
};
use crate::time::Timestamp;

/// A place of which everything is known that the covers below ask for.
#[derive(Clone, Debug)]
struct Told {
    state: &'static str,
    county: &'static str,
    city: &'static str,
    zip: String,
    plus4: Option<String>,
    area_code: &'static str,
    account: Option<&'static str>,
}

fn covers() -> impl Strategy<Value = CoversDoc> {
    let text = |own: &'static [&'static str]| {
        prop::collection::vec(prop::sample::select(own).prop_map(str::to_owned), 1..3)
    };
    let zip = || prop::sample::select(ZIPS).prop_map(str::to_owned);
    let leaf = prop_oneof![
        Just(CoversDoc::Everywhere {}),
        text(&["US", "CA"]).prop_map(CoversDoc::Countries),
        text(STATES).prop_map(CoversDoc::States),
        text(COUNTIES).prop_map(CoversDoc::Counties),
        (prop::sample::select(CITIES), prop::option::of(prop::sample::select(STATES))).prop_map(
            |(city, state)| {
                CoversDoc::Cities(vec![CityDoc { city: city.to_owned(), state: state.map(str::to_owned) }])
            }
        ),
        prop::collection::vec(zip(), 1..3).prop_map(CoversDoc::Zips),
        (zip(), zip())
            .prop_map(|(a, b)| CoversDoc::ZipRange { from: a.clone().min(b.clone()), to: a.max(b) }),
        text(&["054", "055"]).prop_map(CoversDoc::Scf),
        (zip(), 0..3_u16).prop_map(|(zip, plus4)| CoversDoc::Zip4(vec![format!("{zip}-{plus4:04}")])),
        (zip(), 0..3_u16, 0..3_u16).prop_map(|(zip, from, more)| CoversDoc::Zip4Range {
            from: format!("{zip}{from:04}"),
            to: format!("{zip}-{:04}", from + more)
        }),
        text(&["802", "603"]).prop_map(CoversDoc::AreaCodes),
        text(&["acme", "globex"]).prop_map(CoversDoc::Accounts),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(CoversDoc::All),
            prop::collection::vec(inner.clone(), 1..3).prop_map(CoversDoc::Any),
            inner.prop_map(|own| CoversDoc::Not(Box::new(own))),
        ]
    })
}

const STATES: &[&str] = &["VT", "NH"];
const COUNTIES: &[&str] = &["50007", "33009"];
const CITIES: &[&str] = &["Burlington", "Hanover"];
const ZIPS: &[&str] = &["05401", "05402", "05499", "05501"];

fn told() -> impl Strategy<Value = Told> {
    (
        prop::sample::select(STATES),
        prop::sample::select(COUNTIES),
        prop::sample::select(CITIES),
        prop::sample::select(ZIPS),
        prop::option::of(0..5_u16),
        prop::sample::select(&["802", "603"][..]),
        prop::option::of(prop::sample::select(&["acme", "globex", "other"][..])),
    )
        .prop_map(|(state, county, city, zip, plus4, area_code, account)| Told {
            state,
            county,
            city,
            zip: zip.to_owned(),
            plus4: plus4.map(|own| format!("{own:04}")),
            area_code,
            account,
        })
}

/// Whether a part holds a place, word for word.
fn holds(cover: &CoversDoc, own: &Told) -> bool {
    let code = |text: &str| text.replace('-', "");
    let nine = own.plus4.as_ref().map(|plus4| format!("{}{plus4}", own.zip));
    match cover {
        CoversDoc::Everywhere {} => true,
        CoversDoc::Countries(all) => all.iter().any(|c| c == "US"),
        CoversDoc::States(all) => all.iter().any(|c| c == own.state),
        CoversDoc::Counties(all) => all.iter().any(|c| c == own.county),
        CoversDoc::Cities(all) => {
            all.iter().any(|c| c.city == own.city && c.state.as_ref().is_none_or(|state| state == own.state))
        }
        CoversDoc::Zips(all) => all.contains(&own.zip),
        CoversDoc::ZipRange { from, to } => *from <= own.zip && own.zip <= *to,
        CoversDoc::Scf(all) => all.iter().any(|c| own.zip.starts_with(c.as_str())),
        CoversDoc::Zip4(all) => nine.is_some_and(|nine| all.iter().any(|c| code(c) == nine)),
        CoversDoc::Zip4Range { from, to } => nine.is_some_and(|nine| code(from) <= nine && nine <= code(to)),
        CoversDoc::AreaCodes(all) => all.iter().any(|c| c == own.area_code),
        CoversDoc::Accounts(all) => own.account.is_some_and(|account| all.iter().any(|c| c == account)),
        CoversDoc::All(parts) => parts.iter().all(|part| holds(part, own)),
        CoversDoc::Any(parts) => parts.iter().any(|part| holds(part, own)),
        CoversDoc::Not(part) => !holds(part, own),
        _ => unreachable!(),
    }
}

/// How narrow a part is, by the list in the documentation; the narrowest first.
pub(super) fn narrowness(cover: &CoversDoc) -> usize {
    const ORDER: &str = "account street zip4 zip4_range area zip zip_range scf county city area_code state country attribute everywhere";
    let place = |word: &str| ORDER.split(' ').position(|own| own == word).unwrap();
    match cover {
        CoversDoc::Everywhere {} | CoversDoc::Not(_) => place("everywhere"),
        CoversDoc::Countries(_) => place("country"),
        CoversDoc::States(_) => place("state"),
        CoversDoc::Counties(_) => place("county"),
        CoversDoc::Cities(_) => place("city"),
        CoversDoc::Zips(_) => place("zip"),
        CoversDoc::ZipRange { .. } => place("zip_range"),
        CoversDoc::Scf(_) => place("scf"),
        CoversDoc::Zip4(_) => place("zip4"),
        CoversDoc::Polygons(_) | CoversDoc::Radius { .. } | CoversDoc::Side { .. } => place("area"),
        CoversDoc::Zip4Range { .. } => place("zip4_range"),
        CoversDoc::AreaCodes(_) => place("area_code"),
        CoversDoc::Accounts(_) => place("account"),
        CoversDoc::All(parts) => parts.iter().map(narrowness).min().unwrap(),
        CoversDoc::Any(parts) => parts.iter().map(narrowness).max().unwrap(),
        _ => unreachable!(),
    }
}

pub(super) fn conditions(cover: &CoversDoc) -> i64 {
    match cover {
        CoversDoc::All(parts) => parts.iter().map(conditions).sum(),
        _ => 1,
    }
}

/// Whose a place is, and whose it would be else, in order.
fn owners(doc: &TerritoriesDoc, own: &Told) -> Vec<String> {
    let mut all: Vec<(i64, usize, i64, String)> = Vec::new();
    for territory in &doc.territories {
        for cover in territory.covers.iter().filter(|cover| holds(cover, own)) {
            let priority = -i64::from(territory.priority);
            all.push((priority, narrowness(cover), -conditions(cover), territory.id.as_str().to_owned()));
        }
    }
    all.sort();
    let mut owners: Vec<String> = Vec::new();
    for (.., id) in all {
        if !owners.contains(&id) {
            owners.push(id);
        }
    }
    owners
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn the_first_that_holds_owns_the_place(
        list in prop::collection::vec((prop::collection::vec(covers(), 1..3), prop_oneof![3 => Just(0), 1 => -1..2]), 1..7),
        places in prop::collection::vec(told(), 1..10),
    ) {
        let territories = list.into_iter().zip('a'..).map(|((covers, priority), id)| TerritoryDoc {
            id: Name::new(&id.to_string()).unwrap(), priority, from: None, until: None, covers,
        });
        let mut doc = TerritoriesDoc { territories: territories.collect(), ..TerritoriesDoc::default() };
        let own = Territories::compile(&doc).map_err(|faults| TestCaseError::fail(format!("{faults:?}")))?;
        doc.territories.reverse();
        let again = Territories::compile(&doc).unwrap();
        for told in places {
            let code = format!("{}{}", told.zip, told.plus4.clone().unwrap_or_default());
            let place = Place {
                country: Some("us"), state: Some(told.state), county: Some(told.county), city: Some(told.city),
                postcode: Some(&code), area_code: Some(told.area_code), account: told.account, ..Place::default()
            };
            let found = own.resolve(&place, Timestamp::MIN);
            let wanted = owners(&doc, &told);
            let mut names: Vec<&str> = found.territory().into_iter().map(|own| own.as_str()).collect();
            names.extend(found.runners_up().iter().map(|(own, _)| own.as_str()));
            prop_assert_eq!(&names[..], &wanted[..wanted.len().min(3)]);
            let sure = if wanted.is_empty() { Certainty::Uncovered } else { Certainty::Certain };
            prop_assert_eq!(found.certainty(), sure);
            prop_assert_eq!(again.resolve(&place, Timestamp::MIN), found, "where it stands in the list plays no part");
        }
    }
}
