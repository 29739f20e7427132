//! Runs of ZIP+4 segments and tables of ZIP codes against a look at each.

use proptest::prelude::*;

use crate::matching::territory::Place;
use crate::matching::territory::index::{Lists, Segment, Segments};
use crate::matching::territory::tests::{compiled, said};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn a_run_says_what_a_scan_says(
        segments in prop::collection::vec((0_u32..4, 0_u16..60, 0_u16..30, 0_u32..6), 0..60),
        asked in prop::collection::vec((0_u32..5, 0_u16..100), 1..40),
        wide in any::<bool>(),
    ) {
        // Codes at both ends of the table, and of the add-ons.
        let zip = |own: u32| if own == 3 { 99_999 } else { own * 7 };
        let plus = |own: u16| if wide { (own * 200).min(9_999) } else { own };
        let all: Vec<Segment> = segments
            .iter()
            .map(|(own, from, more, what)| Segment { zip: zip(*own), from: plus(*from), to: plus(from + more), what: *what })
            .collect();
        let mut lists = Lists::new();
        let run = Segments::new(all.clone(), |list| lists.add(list)).unwrap();
        for (own, plus4) in asked {
            let (own, plus4) = (zip(own), plus(plus4));
            let holds = |s: &&Segment| s.zip == own && s.from <= plus4 && plus4 <= s.to;
            let mut wanted: Vec<u32> = all.iter().filter(holds).map(|s| s.what).collect();
            wanted.sort_unstable();
            wanted.dedup();
            prop_assert_eq!(lists.get(run.find(own, plus4)), &wanted[..]);
        }
    }
}

#[test]
fn a_run_longer_than_is_counted_through_is_searched() {
    let mut lists = Lists::new();
    let all: Vec<Segment> =
        (0..1_000).map(|at| Segment { zip: 5, from: at * 9, to: at * 9 + 4, what: u32::from(at) }).collect();
    let run = Segments::new(all, |list| lists.add(list)).unwrap();
    for plus4 in 0..9_000_u16 {
        let wanted: Vec<u32> = if plus4 % 9 <= 4 { vec![u32::from(plus4 / 9)] } else { vec![] };
        assert_eq!(lists.get(run.find(5, plus4)), wanted);
    }
    assert_eq!(run.find(4, 0), 0);
    assert_eq!(run.find(6, 0), 0);
}

#[test]
fn a_hundred_thousand_codes_are_one_territory() {
    let codes: Vec<String> = (0..100_000).map(|zip| format!("\"{zip:05}\"")).collect();
    let own = compiled(&format!(
        r#"{{"territories": [{{"id": "all", "covers": [{{"zips": [{}]}}]}}]}}"#,
        codes.join(",")
    ));
    for zip in ["00000", "00501", "99999"] {
        assert_eq!(said(&own, &Place { postcode: Some(zip), ..Place::default() }), "all certain");
    }
}
