//! A report is what its history says: each figure against a recount, and parts that merge to the whole in any order.
//!
//! For other histories: `PROPTEST_RNG_SEED=7 PROPTEST_CASES=500 cargo test --release --test reports --all-features`.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod common;
mod reported;

use common::{Rng, Wanted, cases};
use fairdeal::calendar::{Calendar, CalendarDoc, Zone};
use fairdeal::meter::merit::Score;
use fairdeal::report::*;
use fairdeal::testing::script::{Deed, Script};
use fairdeal::*;
use proptest::prelude::*;
use reported::{Recount, Story, Twin, exact_percentile, exact_share_bp};

struct Told {
    records: Vec<Recorded>,
    options: Options,
    as_of: Timestamp,
    floor: Floor,
}

/// A random history and what is asked of it.
fn told(seed: u64, steps: usize) -> Told {
    let mut rng = Rng(seed);
    let wanted = match rng.below(4) {
        0 => Wanted { merit: true, ..Wanted::ANYTHING },
        1 => Wanted { hunt: true, ..Wanted::ANYTHING },
        _ => Wanted::ANYTHING,
    };
    let policy = common::policy(&mut rng, wanted);
    let opened = common::start(&mut rng);
    let (mut floor, first) = Floor::open(Policy::compile(&policy).unwrap(), opened);
    let (mut records, mut now, mut next) = (vec![first], opened, 0);
    for n in 0..steps {
        now = now.plus(common::jump(&mut rng));
        let agents = common::agents_of(floor.state());
        let seen = (n == 0 || rng.chance(35)).then(|| common::signs(&mut rng, &agents, now, false));
        let diligent = rng.chance(45).then(|| work(&mut rng, &floor, now)).flatten();
        let command = diligent.unwrap_or_else(|| common::command(&mut rng, &floor, &mut next, now));
        records.extend(floor.settle(now).into_iter().filter_map(|decision| decision.recorded));
        if let Some(signs) = seen {
            floor.see(signs, now);
        }
        records.extend(floor.run(now, &command).records().cloned());
    }
    let as_of = now.plus(common::jump(&mut rng));
    Told { records, options: options(&mut rng), as_of, floor }
}

/// Somebody does something with a lead that is on offer to them, rings at theirs, or is theirs.
fn work(rng: &mut Rng, floor: &Floor, now: Timestamp) -> Option<Command> {
    let views = floor.state().lead_views();
    let rung: Vec<_> = views
        .iter()
        .flat_map(|view| view.bridge.iter().flat_map(|own| &own.agents).map(|agent| (view.lead.id(), agent)))
        .collect();
    if !rung.is_empty() && rng.chance(80) {
        let (lead, agent) = rng.of(&rung);
        let (lead, agent) = (lead.clone(), agent.clone());
        return Some(if rng.chance(70) {
            Command::Accept { lead, agent }
        } else {
            Command::Decline { lead, agent }
        });
    }
    let held = views.iter().filter_map(|view| match &view.standing {
        LeadStanding::Offered { agent, .. } => Some((view.lead.id().clone(), agent.clone(), false)),
        LeadStanding::Owned { agent, .. } => Some((view.lead.id().clone(), agent.clone(), true)),
        _ => None,
    });
    let held: Vec<_> = held.collect();
    if held.is_empty() {
        return None;
    }
    let (lead, agent, owned) = rng.of(&held);
    if !owned {
        return Some(if rng.chance(80) {
            Command::Accept { lead, agent }
        } else {
            Command::Decline { lead, agent }
        });
    }
    let code = rng.of(&["won", "won", "lost"]).to_owned();
    Some(match rng.below(10) {
        0 => Command::View { lead, agent },
        1 | 2 => Command::Bridge { lead, agent },
        3 => Command::Dispose { lead, agent, disposition: Disposition::Final { code } },
        4 => {
            let next_action_at = now.plus(common::jump(rng));
            Command::Dispose {
                lead,
                agent,
                disposition: Disposition::Interim { code: "later".into(), next_action_at },
            }
        }
        n => Command::Attempt { lead, agent, reached: rng.chance(50), automated: n == 9 },
    })
}

fn options(rng: &mut Rng) -> Options {
    let name = |text: &str| Name::new(text).unwrap();
    let chicago = Zone::named("America/Chicago").unwrap();
    let mut options = Options::new([
        vec![],
        vec![By::Agent],
        vec![By::Office],
        vec![By::Office, By::Agent],
        vec![By::Team],
        vec![By::Trait(name("office"))],
        vec![By::Queue],
        vec![By::Strategy],
        vec![By::Rule],
        vec![By::Stage],
        vec![By::Policy],
        vec![By::Attribute(name("source"))],
        vec![By::Attribute(name("products"))],
        vec![By::Hour(chicago)],
        vec![By::Agent, By::Attribute(name("products"))],
        vec![By::Attribute(name("vip")), By::Policy],
    ]);
    if rng.chance(60) {
        let doc: CalendarDoc = serde_json::from_str(
            r#"{"id": "day", "zone": "America/New_York", "weekly": [{"days": ["mon", "tue", "wed", "thu", "fri"],
                "blocks": [{"from": "09:00", "until": "17:30"}]}]}"#,
        )
        .unwrap();
        options.business = Some(Calendar::compile(&doc).unwrap());
    }
    // An archive is nobody's sale, even where its reason reads like one.
    options.won = vec!["cold".to_owned(), "won".to_owned()];
    options.qualified = vec!["later".to_owned()];
    options.worth = Some(name("score"));
    options.overdue_after = Some(Span::hours(8));
    options.value = rng
        .chance(80)
        .then(|| ValueOf { value_minor: name("score"), currency: CurrencyOf::Attribute(name("ccy")) });
    options
}

fn report(told: &Told, options: &Options) -> Report {
    let mut tally = Tally::new(options.clone());
    told.records.iter().for_each(|record| tally.take(record).unwrap());
    tally.report(told.as_of)
}

fn bytes(report: &Report) -> Vec<u8> {
    serde_json::to_vec(report).unwrap()
}

/// The first difference between a report and a recount of it, if there is one.
fn difference(told: &Told, report: &Report, twin: Twin) -> Option<String> {
    let story = Story::of(&told.records, "score");
    let recount = Recount { options: &told.options, story: &story, as_of: told.as_of, twin };
    for (own, other) in report.tables.iter().zip(recount.tables()) {
        if own.rows.iter().map(|row| &row.key).ne(other.rows.iter().map(|row| &row.key)) {
            let keys = |table: &Table| table.rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>();
            return Some(format!("by {:?}: rows {:?} and {:?}", own.by, keys(own), keys(&other)));
        }
        for (own_row, other_row) in own.rows.iter().zip(&other.rows) {
            if own_row.enquiries != other_row.enquiries {
                let (left, right) = (json(&own_row.enquiries), json(&other_row.enquiries));
                return Some(format!("by {:?}, {:?}: {left}\nrecounted: {right}", own.by, own_row.key));
            }
            if own_row.offices != other_row.offices {
                let (left, right) = (json(&own_row.offices), json(&other_row.offices));
                return Some(format!(
                    "by {:?}, {:?}: offices {left}\nrecounted: {right}",
                    own.by, own_row.key
                ));
            }
            if own_row.sendings != other_row.sendings {
                let (left, right) = (json(&own_row.sendings), json(&other_row.sendings));
                return Some(format!("by {:?}, {:?}: {left}\nrecounted: {right}", own.by, own_row.key));
            }
        }
    }
    let late = report
        .overdue
        .iter()
        .map(|own| (own.lead.clone(), (own.agent.clone(), own.office.clone()), own.owned_since));
    let (late, recounted) = (late.collect::<Vec<_>>(), recount.overdue());
    if late != recounted {
        return Some(format!("overdue: {late:?} and {recounted:?}"));
    }
    let caps = recount.caps();
    (report.caps_reached != caps).then(|| format!("caps: {:?} and {caps:?}", report.caps_reached))
}

fn json(what: &impl serde::Serialize) -> String {
    serde_json::to_string(what).unwrap()
}

fn curves(report: &Report) -> Vec<Curve> {
    let mut all = Vec::new();
    for row in report.tables.iter().flat_map(|table| &table.rows) {
        let sent = &row.sendings;
        let mut curves =
            vec![&sent.accepting, &sent.attempting, &sent.working, &sent.contacting, &sent.disposing];
        let own = row.enquiries.as_ref().map(|own| &own.since_received);
        curves.extend(own.into_iter().flat_map(|own| Milestone::ALL.map(|milestone| own.of(milestone))));
        all.extend(curves.iter().map(|own| own.wall.clone()));
        all.extend(curves.iter().filter_map(|own| own.business.clone()));
    }
    all
}

fn config(default: u32) -> ProptestConfig {
    ProptestConfig {
        cases: cases(default),
        failure_persistence: None,
        max_shrink_iters: 0,

        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn every_figure_is_what_a_recount_finds(seed: u64) {
        let told = told(seed, 80);
        let report = report(&told, &told.options);
        if let Some(difference) = difference(&told, &report, Twin::None) {
            panic!("seed {seed}: {difference}");
        }
    }

    #[test]
    fn percentiles_and_shares_are_those_of_exact_fractions(seed: u64) {
        let told = told(seed, 60);
        for curve in curves(&report(&told, &told.options)) {
            for bp in [1, 2_500, 5_000, 7_500, 9_000, 9_500, 9_900, 10_000] {
                prop_assert_eq!(curve.percentile(bp), exact_percentile(&curve, bp), "{} of {:?}", bp, curve);
            }
            for minutes in [0, 1, 5, 15, 30, 60, 1_000, 100_000] {
                let within = Span::minutes(minutes);
                prop_assert_eq!(curve.share_bp(within), exact_share_bp(&curve, within), "{} of {:?}", minutes, curve);
                prop_assert!(curve.share_so_far_bp(within) <= curve.share_bp(within));
            }
        }
    }

    #[test]
    fn parts_merge_to_the_whole_in_any_order(seed: u64) {
        let told = told(seed, 60);
        let whole = report(&told, &told.options);
        let mut rng = Rng(seed ^ 0x5eed);
        let (of, middle) = (rng.below(4) + 2, told.records[told.records.len() / 2].at);
        // By lead, by time, and by both.
        let by_lead = |options: Options| (0..of).map(move |at| Options { part: Some(LeadsPart { at, of }), ..options.clone() });
        let early = Options { until: middle, ..told.options.clone() };
        let late = Options { from: middle, ..told.options.clone() };
        let by_time = vec![early.clone(), late.clone()];
        let both = by_lead(early).chain(by_lead(late)).collect();
        for shards in [by_lead(told.options.clone()).collect::<Vec<_>>(), by_time, both] {
            let mut parts: Vec<Report> = shards.iter().map(|options| report(&told, options)).collect();
            // In any order, and by pairs of any shape.
            while parts.len() > 1 {
                let part = parts.swap_remove(rng.below(parts.len() as u64) as usize);
                let at = rng.below(parts.len() as u64) as usize;
                parts[at].merge(&part).unwrap();
            }
            prop_assert!(bytes(&parts[0]) == bytes(&whole), "{}\nwhole: {}", json(&parts[0]), json(&whole));
        }
    }

    #[test]
    fn merging_is_associative_and_commutative_over_floors(seed: u64) {
        let floors: Vec<Report> = (0..3).map(|n| {
            let told = told(seed ^ n, 40);
            let options = Options { floor: Some(FloorId::new(&format!("floor-{}", n % 2)).unwrap()), ..told_options() };
            report(&told, &options)
        }).collect();
        let [a, b, c] = <[Report; 3]>::try_from(floors).unwrap();
        let sum = |a: &Report, b: &Report| { let mut a = a.clone(); a.merge(b).unwrap(); a };
        prop_assert_eq!(bytes(&sum(&a, &b)), bytes(&sum(&b, &a)));
        prop_assert_eq!(bytes(&sum(&sum(&a, &b), &c)), bytes(&sum(&a, &sum(&b, &c))));
        let read: Report = serde_json::from_slice(&bytes(&sum(&a, &b))).unwrap();
        prop_assert_eq!(bytes(&read), bytes(&sum(&a, &b)), "what is written is read as it was");
        let mut other = Options::new([vec![By::Team]]);
        other.won = vec!["sold".to_owned()];
        let mut left = a.clone();
        prop_assert!(left.merge(&Tally::new(other).report(Timestamp::MIN)).is_err());
        prop_assert_eq!(left, a, "reports that do not add up are as they were");
    }

    #[test]
    fn routing_acceptance_and_agent_add_up_to_the_whole(seed: u64) {
        let told = told(seed, 80);
        let report = report(&told, &told.options);
        for row in report.tables.iter().flat_map(|table| &table.rows) {
            let Some(own) = &row.enquiries else { continue };
            for delay in [Some(own.delay.wall), own.delay.business].into_iter().flatten() {
                prop_assert_eq!(delay.routing_ms() + delay.acceptance_ms + delay.agent_ms, delay.whole_ms);
            }
        }
        // What is charged to people is what enquiries waited for people.
        let all = report.table(&[]).and_then(|table| table.row(&[]));
        let Some((own, sent)) = all.and_then(|row| Some((row.enquiries.as_ref()?, &row.sendings))) else { return Ok(()) };
        let offices = all.and_then(|row| row.offices.as_deref()).cloned().unwrap_or_default();
        let for_people = sent.delay.wall.acceptance_ms + offices.delay.wall.acceptance_ms;
        prop_assert_eq!(own.delay.wall.acceptance_ms, for_people);
        prop_assert_eq!(own.delay.wall.agent_ms, sent.delay.wall.agent_ms);
        prop_assert_eq!(own.won, sent.won);
        prop_assert_eq!(&own.value_minor, &sent.value_minor);
    }
}

/// Every history of a golden scenario, too: each of them does what random ones seldom do.
#[test]
fn every_golden_scenario_is_recounted() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let (mut counted, mut rng) = (0, Rng(5));
    for path in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
        let text = std::fs::read_to_string(&path).unwrap();
        let file = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|error| error.to_string());
        let script = Script::read(&text, file).unwrap();
        let (mut floor, first) = Floor::open(script.policy, script.opens_at);
        let (mut records, mut signs) = (vec![first], PresenceSnapshot::default());
        for line in &script.lines {
            if let Deed::See(own) = &line.deed {
                own.iter().for_each(|(agent, sign)| signs.set(sign.sign(agent, line.at)));
                floor.see(signs.clone(), line.at);
            }
            match &line.deed {
                Deed::Do(command) => records.extend(floor.run(line.at, command).records().cloned()),
                _ => records.extend(floor.settle(line.at).into_iter().filter_map(|own| own.recorded)),
            }
        }
        let as_of = floor.state().clock().plus(Span::minutes(7));
        let told = Told { records, options: options(&mut rng), as_of, floor };
        let report = report(&told, &told.options);
        if let Some(difference) = difference(&told, &report, Twin::None) {
            panic!("{}: {difference}", path.display());
        }
        counted += report.table(&[]).unwrap().rows.iter().map(|row| row.sendings.sent).sum::<u64>();
    }
    assert!(counted > 1_000, "only {counted} leads were sent to anybody");
}

/// What has taken no time yet is not there, by either clock; it once was in business time, as nothing.
#[test]
fn a_lead_given_at_the_instant_of_the_report_has_cost_nobody_time() {
    let json = r#"{"format": 1, "semantics": 1, "id": "p", "queues": [{"id": "web"}], "default_plan": "d",
        "plans": [{"id": "d", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}],
        "agents": [{"id": "ann", "queues": [{"queue": "web"}]}], "presence": {"unknown_may_receive": true}}"#;
    let now = "2026-03-02T15:00:00Z".parse().unwrap();
    let (mut floor, first) = Floor::open(Policy::from_json(json).unwrap(), now);
    let mut records = vec![first];
    records.extend(floor.run(now, &Command::Submit(Lead::new("L-1").unwrap())).records().cloned());
    let business = options(&mut Rng(0)).business;
    assert!(business.is_some());
    let options = Options { business, ..Options::new([vec![By::Agent], vec![]]) };
    let told = Told { records, options, as_of: now, floor };
    let report = report(&told, &told.options);
    let ann = &report.tables[0].rows[0].sendings;
    assert_eq!((ann.pushed, ann.delay.wall.agent_ms, ann.delay.business), (1, 0, None));
    assert_eq!(ann.attempting.business.as_ref().map(Curve::waiting), Some(1));
    assert_eq!(difference(&told, &report, Twin::None), None);
}

/// First attempts and first contacts since a lead became somebody's are what merit counts too, of leads dealt.
#[test]
fn merit_and_reports_count_alike() {
    let mut compared = 0;
    for seed in 0..80 {
        let told = told(seed * 31, 80);
        let doc: policy::PolicyDoc = serde_json::from_str(told.floor.state().policy_json()).unwrap();
        let replaced = |record: &Recorded| {
            record.events.iter().any(|event| matches!(event, Event::PolicyInstalled { .. }))
        };
        if told.records.iter().skip(1).any(replaced) {
            continue;
        }
        let story = Story::of(&told.records, "score");
        let recount = Recount { options: &told.options, story: &story, as_of: told.as_of, twin: Twin::None };
        for at in 0..doc.merits.len() {
            let scores =
                told.records.iter().flat_map(|record| &record.events).filter_map(|event| match event {
                    Event::Scored { merit, score, .. } if merit.index() == at => Some(&score.score),
                    _ => None,
                });
            let (mut tried, mut reached) = (0, 0);
            for score in scores {
                tried += u64::from(matches!(score, Score::Attempted { .. }));
                reached += u64::from(matches!(score, Score::Contacted { .. }));
            }
            assert_eq!((tried, reached), recount.dealt_and_tried(), "seed {seed}");
            compared += tried;
        }
    }
    assert!(compared >= 10, "{compared} first attempts compared");
}

fn told_options() -> Options {
    options(&mut Rng(9))
}

/// The random histories reach whatever is counted.
#[test]
fn every_figure_is_something_somewhere() {
    let mut all: Option<Report> = None;
    for seed in 0..100 {
        let told = told(seed * 7_919, 80);
        let report = report(&told, &Options { tables: vec![vec![]], ..told_options() });
        match &mut all {
            Some(all) => all.merge(&report).unwrap(),
            None => all = Some(report),
        }
    }
    let all = all.unwrap();
    let row = serde_json::to_value(&all.tables[0].rows[0]).unwrap();
    let mut nothing = Vec::new();
    for half in ["enquiries", "sendings"] {
        for (name, value) in row[half].as_object().unwrap() {
            let empty = *value == serde_json::json!(0) || value.as_object().is_some_and(|own| own.is_empty());
            nothing.extend(empty.then(|| format!("{half}.{name}")));
        }
        let named = ["dead_ends", "closed", "value_minor", "interim", "returned", "released", "neglected"];
        let missing = |name: &&&str| {
            row[half].get(**name).is_none() && (half == "enquiries") == (**name == "dead_ends")
        };
        nothing.extend(named.iter().filter(missing).map(|name| format!("{half}.{name}")));
    }
    assert!(nothing.is_empty(), "never counted: {nothing:?} of {row}");
    assert!(!all.caps_reached.is_empty() && !all.owed.is_empty() && !all.overdue.is_empty());
}

/// Each thing a recount may get wrong is found within a few histories.
#[test]
fn a_recount_that_is_wrong_is_found_out() {
    let mut left: Vec<Twin> = Twin::ALL.to_vec();
    for seed in 0..60 {
        let told = told(seed * 7_919, 80);
        let report = report(&told, &told.options);
        left.retain(|twin| difference(&told, &report, *twin).is_none());
        if left.is_empty() {
            return;
        }
    }
    panic!("not found out: {left:?}");
}

/// What is told of offices adds up: each lead that went to one was accepted, recalled, withdrawn or is on offer to it still; and
/// rows by office add up to all, once.
#[test]
fn what_offices_are_sent_adds_up() {
    let (mut sent, mut ends, mut waited) = (0, [0; 5], 0);
    for seed in 0..60 {
        let told = told(seed * 104_729, 80);
        let report = report(&told, &told.options);
        for row in report.tables.iter().flat_map(|table| &table.rows) {
            let Some(own) = &row.offices else { continue };
            let all = [own.accepted, own.declined, own.timed_out, own.withdrawn, own.on_offer];
            assert_eq!(all.iter().sum::<u64>(), own.sent, "seed {seed}, {:?}", row.key);
            assert_eq!(own.accepting.wall.all(), own.sent, "seed {seed}, {:?}", row.key);
        }
        let all = &report.table(&[]).unwrap().rows;
        let Some(all) = all.first() else { continue };
        let offices = all.offices.as_deref().cloned().unwrap_or_default();
        for by in [vec!["office"], vec!["agent"], vec!["office", "agent"], vec!["stage"]] {
            let rows = &report.table(&by).unwrap().rows;
            let to_offices: u64 = rows.iter().filter_map(|row| Some(row.offices.as_ref()?.sent)).sum();
            assert_eq!(to_offices, offices.sent, "seed {seed}, by {by:?}");
            assert_eq!(
                rows.iter().map(|row| row.sendings.sent).sum::<u64>(),
                all.sendings.sent,
                "seed {seed}, by {by:?}"
            );
        }
        // Whoever owns a lead of an office has accepted it for the office.
        for row in &report.table(&["office"]).unwrap().rows {
            let accepted = row.offices.as_ref().map_or(0, |own| own.accepted);
            assert!(row.key == [None] || accepted <= row.sendings.owned(), "seed {seed}, {:?}", row.key);
        }
        sent += offices.sent;
        waited += offices.delay.wall.acceptance_ms;
        let own =
            [offices.accepted, offices.declined, offices.timed_out, offices.withdrawn, offices.on_offer];
        ends.iter_mut().zip(own).for_each(|(sum, count)| *sum += count);
    }
    assert!(
        sent >= 100 && waited > 0 && ends.iter().all(|count| *count > 0),
        "{sent} sent, {ends:?}, {waited} ms"
    );
}
