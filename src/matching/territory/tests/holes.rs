//! What lies between codes that are named: named itself where it may be meant, and left alone where it is not.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::matching::territory::tests::faults;

const REMEDY: &str = "if there are such; cover them, the state or everywhere, if somebody is to have them";

/// Of territories that cover these things, one each, what is said.
fn of(covers: &[&str], more: &str) -> Vec<String> {
    let territories: Vec<String> = covers
        .iter()
        .enumerate()
        .map(|(at, cover)| format!(r#"{{"id": "t{at}", "covers": [{cover}]}}"#))
        .collect();
    faults(&format!(r#"{{"territories": [{}]{more}}}"#, territories.join(",")))
}

fn list(field: &str, codes: impl IntoIterator<Item = u32>, digits: usize) -> String {
    let codes: Vec<String> = codes.into_iter().map(|code| format!("\"{code:0digits$}\"")).collect();
    format!(r#"{{"{field}": [{}]}}"#, codes.join(","))
}

/// What else is in the map, and whether the gap is still one.
const BESIDE: &[(&str, bool)] = &[
    (r#"{"accounts": ["Acme"]}"#, true),
    (r#"{"attribute": {"attribute": "segment", "is": {"any_of": ["large"]}}}"#, true),
    (r#"{"outward": ["K1A"]}"#, true),
    (r#"{"states": ["WI"]}"#, true),
    (r#"{"all": [{"states": ["WI"]}, {"cities": [{"city": "Hudson", "state": "WI"}]}]}"#, true),
    (r#"{"not": {"not": {"states": ["WI"]}}}"#, true),
    (r#"{"states": ["MN"]}"#, false),
    (r#"{"states": ["Minnesota"]}"#, false),
    (r#"{"countries": ["usa"]}"#, false),
    (r#"{"everywhere": {}}"#, false),
    (r#"{"not": {"states": ["WI"]}}"#, false),
    (r#"{"area_codes": ["612"]}"#, false),
    (r#"{"cities": [{"city": "Duluth"}]}"#, false),
    (r#"{"cities": [{"city": "Duluth", "state": "MN"}]}"#, false),
    (r#"{"radius": {"centre_e7": [0, 0], "radius_m": 5}}"#, false),
    (r#"{"polygons": [{"outer_e7": [[0,0],[9,0],[9,9],[0,9]]}]}"#, false),
];

#[test]
fn a_gap_between_first_three_digits() {
    let scf = [r#"{"scf": ["550", "551"]}"#, r#"{"scf": ["553", "554"]}"#];
    let said = format!("territories: in `MN` no territory holds SCF `552` between `551` and `553`, {REMEDY}");
    assert_eq!(of(&scf, ""), vec![said.clone()]);
    for (beside, open) in BESIDE {
        let wanted = if *open { vec![said.clone()] } else { Vec::new() };
        assert_eq!(of(&[scf[0], scf[1], beside], ""), wanted, "{beside}");
    }
    assert_eq!(of(&[scf[0], scf[1], r#"{"counties": ["27053"]}"#], ""), [""; 0], "it may lie in that county");
    assert_eq!(of(&[scf[0], scf[1], r#"{"counties": ["55109"]}"#], ""), [said], "another state's county");
    assert_eq!(of(&[scf[0], scf[1], r#"{"zips": ["55201"]}"#], ""), [""; 0], "of those some are picked");
    let dated = r#"{"id": "t", "until": "2026-01-01T00:00:00Z", "covers": [{"scf": ["552"]}]}"#;
    let later = r#"{"id": "u", "from": "2026-02-01T00:00:00Z", "covers": [{"scf": ["553", "554"]}]}"#;
    let now =
        faults(&format!(r#"{{"territories": [{{"id": "s", "covers": [{}]}}, {dated}, {later}]}}"#, scf[0]));
    assert_eq!(now.len(), 1, "what has ended fills no gap: {now:?}");
}

#[test]
fn a_gap_between_ranges() {
    let range = |from: &str, to: &str| format!(r#"{{"zip_range": {{"from": "{from}", "to": "{to}"}}}}"#);
    let gap = |a: (&str, &str), b: (&str, &str)| of(&[&range(a.0, a.1), &range(b.0, b.1)], "");
    assert_eq!(
        gap(("05401", "05449"), ("05461", "05499")),
        [format!(
            "territories: in `VT` no territory holds ZIP `05450` to `05460` between `05449` and `05461`, {REMEDY}"
        )]
    );
    assert_eq!(
        gap(("05401", "05449"), ("05451", "05499")),
        [format!(
            "territories: in `VT` no territory holds ZIP `05450` between `05449` and `05451`, {REMEDY}"
        )]
    );
    assert_eq!(
        gap(("05200", "05299"), ("05400", "05499")),
        [format!("territories: in `VT` no territory holds SCF `053` between `052` and `054`, {REMEDY}")]
    );
    assert_eq!(gap(("05401", "05499"), ("05601", "05699")), [""; 0], "055 is in Massachusetts");
    assert_eq!(gap(("05301", "05399"), ("05401", "05499")), [""; 0], "05400 is hardly one");
    assert_eq!(gap(("05001", "05010"), ("05401", "05410")), [""; 0], "only some are meant");
    assert_eq!(gap(("03001", "03899"), ("05001", "05499")), [""; 0], "of Maine nobody wants anything");
    assert_eq!(gap(("05401", "05460"), ("05440", "05499")).len(), 1, "an overlap is no gap");
}

#[test]
fn gaps_between_counties() {
    // Minnesota has 87, of which 1 to 171 are odd, all but the last.
    let all: Vec<u32> = (0..86).map(|at| 27_001 + 2 * at).collect();
    let but = |missing: &[u32]| list("counties", all.iter().copied().filter(|own| !missing.contains(own)), 5);
    assert_eq!(of(&[&but(&[])], ""), [""; 0]);
    let said = of(&[&but(&[27_005, 27_053, 27_055, 27_057, 27_099, 27_111, 27_115])], "");
    assert_eq!(
        said,
        [format!(
            "territories: in `MN` no territory holds county `27005` between `27003` and `27007`, counties `27053` to `27057` \
             between `27051` and `27059`, county `27099` between `27097` and `27101` and 2 gaps more, {REMEDY}"
        )]
    );
    let one = but(&[27_005]);
    assert_eq!(of(&[&one], "").len(), 1);
    for beside in [
        r#"{"states": ["mn"]}"#,
        r#"{"zips": ["55403"]}"#,
        r#"{"scf": ["554"]}"#,
        r#"{"cities": [{"city": "Duluth", "state": "MN"}]}"#,
    ] {
        assert_eq!(of(&[&one, beside], ""), [""; 0], "{beside} may be what is left");
    }
    assert_eq!(of(&[&one, r#"{"zips": ["54016"]}"#], "").len(), 1, "a ZIP code of Wisconsin");
    let few = list("counties", [27_003, 27_053, 27_123, 27_163], 5);
    assert_eq!(of(&[&few], ""), [""; 0], "only some are meant");
    // Shannon County has another number since, Miami-Dade too.
    assert_eq!(of(&[&list("counties", [46_111, 46_115, 46_117, 12_023, 12_027, 12_029], 5)], ""), [""; 0]);
    assert_eq!(of(&[&list("counties", [51_195, 51_197, 51_199, 51_510, 51_520], 5)], ""), [""; 0], "cities");
    assert_eq!(
        of(&[&list("counties", [24_001, 24_003, 24_009, 24_510], 5)], "").len(),
        1,
        "24007 is none, 24005 is"
    );
}

#[test]
fn states_of_which_nobody_has_anything() {
    let most = "AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS";
    let states = |list: &str| {
        let quoted: Vec<String> = list.split(' ').map(|own| format!("\"{own}\"")).collect();
        format!(r#"{{"states": [{}]}}"#, quoted.join(","))
    };
    assert_eq!(of(&[&states(most)], ""), [""; 0], "25 of 51");
    let rest = [
        r#"{"scf": ["590"]}"#,
        r#"{"counties": ["37001"]}"#,
        r#"{"cities": [{"city": "Fargo", "state": "ND"}]}"#,
        r#"{"states": ["Nebraska", "Alaska", "New Hampshire"]}"#,
    ];
    let mut covers: Vec<&str> = rest.to_vec();
    let most = states(most);
    covers.push(&most);
    assert_eq!(
        of(&covers, ""),
        [
            "territories: of 31 of the 51 states territories hold something, of `NV`, `NJ`, `NM`, `NY`, `OH`, `OK`, `OR`, `PA`, `RI`, \
             `SC`, `SD`, `TN`, `TX`, `UT`, `VT`, `VA`, `WA`, `WV`, `WI`, `WY` none does; cover them, or everywhere, if somebody is to \
             have them"
        ]
    );
    covers.push(r#"{"countries": ["US"]}"#);
    assert_eq!(of(&covers, ""), [""; 0]);
}

#[test]
fn facts_are_believed() {
    let scf = [r#"{"scf": ["550", "551"]}"#, r#"{"scf": ["553", "554"]}"#];
    let facts = |list: &[&str]| {
        let each: Vec<String> =
            list.iter().map(|zip| format!(r#"{{"zip": "{zip}", "states": ["MN"]}}"#)).collect();
        format!(r#", "zip_facts": [{}]"#, each.join(","))
    };
    assert_eq!(of(&scf, &facts(&["551", "553"])), [""; 0], "they know what is beside it, and no 552");
    assert_eq!(of(&scf, &facts(&["550", "554"])).len(), 1, "they know nothing of what is beside it");
    let sure = |codes: &str| {
        format!(
            "zip_facts: in `MN`, of which territories hold other ZIP codes, no territory holds {codes}; cover the state too, or \
             everywhere, if somebody is to have what is left"
        )
    };
    assert_eq!(of(&scf, &facts(&["551", "552", "553"])), [sure("`552`")]);
    assert_eq!(of(&scf, &facts(&["551", "55201", "55202", "553"])), [sure("`55201`, `55202`")]);
    assert_eq!(
        of(&[scf[0], r#"{"zips": ["55201"]}"#], &facts(&["550", "552"])),
        [""; 0],
        "somebody has some of it"
    );
    let county = |zip: u32, county: u32| {
        format!(
            r#"{{"zip": "{zip}", "states": ["MN"], "counties": [{{"county": "{county}", "share_bp": 9000}}, {{"county": "27171", "share_bp": 1000}}]}}"#
        )
    };
    let facts: Vec<String> =
        [(55_001, 27_001), (55_002, 27_003), (55_003, 27_003), (55_004, 27_007), (55_005, 27_009)]
            .map(|(zip, own)| county(zip, own))
            .into();
    let facts = format!(r#", "zip_facts": [{}]"#, facts.join(","));
    let counties = r#"{"counties": ["27001", "27007", "27171"]}"#;
    assert_eq!(of(&[counties], &facts), [sure("county `27003`, `27009`")]);
    assert_eq!(of(&[counties, r#"{"zips": ["55002"]}"#], &facts), [sure("county `27009`, nor `55003`")]);
    assert_eq!(of(&[counties, r#"{"states": ["MN"]}"#], &facts), [""; 0]);
    assert_eq!(of(&[counties, r#"{"countries": ["US"]}"#], &facts), [""; 0]);
    let must = r#", "must_cover": {"scf": ["552", "550", "053"], "counties": ["50007"], "zips": ["05301"]}"#;
    assert_eq!(
        of(&[r#"{"scf": ["550"]}"#, r#"{"states": ["VT"]}"#], must),
        ["must_cover.scf: no territory holds `552`"],
        "a code lies in its state"
    );
    assert_eq!(
        of(&[r#"{"scf": ["550"]}"#], r#", "must_cover": {"scf": ["5500"], "counties": ["50007"]}"#),
        [
            "must_cover.scf[0]: `5500` is not the first three digits of ZIP codes",
            "must_cover.scf: no territory holds `5500`",
            "must_cover.counties: no territory holds `50007`"
        ]
    );
}

/// A map of Vermont, whose ZIP codes begin with 050 to 054 and 056 to 059, as what is drawn on it.
#[derive(Clone, Debug)]
struct Map {
    stretches: Vec<(u32, u32)>,
    singles: Vec<u32>,
    counties: BTreeSet<u32>,
    state: bool,
    told: Vec<u32>,
}

fn map() -> impl Strategy<Value = Map> {
    let scf = (50_u32..60).prop_map(|prefix| (prefix * 100, prefix * 100 + 99));
    let range = (500_u32..600, 0_u32..40)
        .prop_map(|(from, more)| (from * 10, (from + more) * 10 - 1 + 10 * u32::from(more == 0)));
    let stretches = prop_oneof![
        1 => Just(Vec::new()),
        3 => prop::collection::vec(prop_oneof![3 => scf, 1 => range], 1..9),
    ];
    let singles = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(5_000_u32..6_000, 1..3)];
    let counties = prop_oneof![
        1 => Just(BTreeSet::new()),
        1 => prop::collection::btree_set((0_u32..14).prop_map(|at| 50_001 + 2 * at), 1..14),
    ];
    let told = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(50_u32..60, 1..6)];
    (stretches, singles, counties, prop_oneof![9 => Just(false), 1 => Just(true)], told).prop_map(
        |(stretches, singles, counties, state, told)| Map { stretches, singles, counties, state, told },
    )
}

impl Map {
    fn json(&self) -> String {
        let mut covers: Vec<String> = Vec::new();
        for (from, to) in &self.stretches {
            covers.push(format!(r#"{{"zip_range": {{"from": "{from:05}", "to": "{to:05}"}}}}"#));
        }
        covers.extend(self.singles.iter().map(|zip| format!(r#"{{"zips": ["{zip:05}"]}}"#)));
        covers.extend(self.counties.iter().map(|county| format!(r#"{{"counties": ["{county}"]}}"#)));
        covers
            .push(if self.state { r#"{"states": ["VT"]}"# } else { r#"{"accounts": ["Acme"]}"# }.to_owned());
        let told: BTreeSet<u32> = self.told.iter().copied().collect();
        let told: Vec<String> = told.iter().map(|own| format!(r#"{{"zip": "{own:03}"}}"#)).collect();
        let covers = covers.join(",");
        format!(
            r#"{{"territories": [{{"id": "t", "covers": [{covers}]}}], "zip_facts": [{}]}}"#,
            told.join(",")
        )
    }

    /// Code by code: the runs of a list that are nobody's, between two that are somebody's.
    fn runs(codes: &[u32], named: &dyn Fn(u32) -> bool, alone: &dyn Fn(u32) -> bool) -> Vec<(usize, usize)> {
        let all: Vec<usize> = (0..codes.len()).filter(|at| named(codes[*at])).collect();
        let (Some(first), Some(last)) = (all.first(), all.last()) else { return Vec::new() };
        let open: Vec<usize> =
            (*first..=*last).filter(|at| !named(codes[*at]) && !alone(codes[*at])).collect();
        if open.len() >= all.len() {
            return Vec::new();
        }
        let begins = |at: &&usize| !open.contains(&(**at - 1));
        let end = |at: usize| (at..).find(|own| !open.contains(&(own + 1))).unwrap();
        open.iter().filter(begins).map(|at| (*at, end(*at))).collect()
    }

    /// What is to be said, first the codes, then their neighbours.
    fn wanted(&self) -> Vec<String> {
        let named = |zip: u32| self.stretches.iter().any(|(from, to)| (*from..=*to).contains(&zip));
        let picked = |zip: u32| self.singles.iter().any(|own| own / 100 == zip / 100);
        let in_vermont = |zip: u32| zip / 100 != 55;
        let zips = (5_000..6_000).any(|zip| in_vermont(zip) && (named(zip) || picked(zip)));
        let mut found = Vec::new();
        if self.state || zips != self.counties.is_empty() {
            return found;
        }
        if zips {
            let told = |zip: u32| self.told.contains(&(zip / 100));
            for block in [(5_000_u32..5_500), (5_600..6_000)] {
                let codes: Vec<u32> = block.collect();
                for (from, to) in Map::runs(&codes, &named, &picked) {
                    let (a, b) = (codes[from], codes[to]);
                    let inside = (a..=b).any(|zip| {
                        let whole = zip / 100 * 100;
                        told(zip) && a <= whole && whole + 99 <= b
                    });
                    if (a == b && a % 100 == 0) || inside || (told(a - 1) && told(b + 1)) {
                        continue;
                    }
                    let whole = a % 100 == 0 && b % 100 == 99;
                    let code =
                        |zip: u32| if whole { format!("{:03}", zip / 100) } else { format!("{zip:05}") };
                    let word = if whole { "SCF" } else { "ZIP" };
                    found.push(Map::said(word, word, [a, b, a - 1, b + 1].map(code)));
                }
            }
        } else {
            let codes: Vec<u32> = (50_001..50_100).step_by(2).collect();
            for (from, to) in Map::runs(&codes, &|county| self.counties.contains(&county), &|_| false) {
                let own = [from, to, from - 1, to + 1].map(|at| codes[at].to_string());
                found.push(Map::said("county", "counties", own));
            }
        }
        found
    }

    fn said(one: &str, several: &str, [a, b, before, after]: [String; 4]) -> String {
        let own = if a == b { format!("{one} `{a}`") } else { format!("{several} `{a}` to `{b}`") };
        format!("{own} between `{before}` and `{after}`")
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn the_gaps_are_those_found_code_by_code(map in map()) {
        let wanted = map.wanted();
        let lines: Vec<String> = faults(&map.json()).into_iter().filter(|line| line.contains("in `VT`")).collect();
        let said = match wanted.len() {
            0 => Vec::new(),
            count => {
                let more = if count > 3 { format!(" and {} gaps more", count - 3) } else { String::new() };
                let shown = wanted[..count.min(3)].join(", ");
                vec![format!("territories: in `VT` no territory holds {shown}{more}, {REMEDY}")]
            }
        };
        prop_assert_eq!(lines, said);
    }
}

#[test]
fn the_maps_drawn_at_random_have_gaps_of_every_sort() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..1_000 {
        let own = map().new_tree(&mut runner).unwrap().current();
        for line in own.wanted() {
            let word = line.split(' ').next().unwrap().to_owned();
            *seen.entry(word).or_default() += 1;
        }
    }
    for word in ["SCF", "ZIP", "county", "counties"] {
        assert!(seen.get(word).is_some_and(|count| *count >= 10), "{seen:?}");
    }
}
