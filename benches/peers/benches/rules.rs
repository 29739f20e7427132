//! Which rule holds for a lead: two texts to compare a rule, and exactly one rule for every lead.

use std::hint::black_box;

use a_tree::{ATree, AttributeDefinition, Event};
use criterion::measurement::WallTime;
use criterion::{Bencher, BenchmarkGroup, BenchmarkId, Criterion, Throughput};
use fairdeal::policy::{ConditionDoc, RuleDoc, StrategyDoc};
use fairdeal::{Command, Finding, Inputs, Lead, Value, explain};

use crate::common::{Bench, Size, doc};

const LEADS: usize = 1_000;
const FIRST: usize = 10_000_000;

pub fn which_rule(c: &mut Criterion) {
    let mut group = c.benchmark_group("which rule");
    group.throughput(Throughput::Elements(1));
    for rules in [100, 10_000] {
        let size = Size { agents: 100, rules, caps: false };
        let mut floor = Bench::new(size, StrategyDoc::RoundRobin);
        let leads: Vec<Lead> = (FIRST..FIRST + LEADS).map(|number| floor.lead(number)).collect();
        let expected: Vec<usize> = (FIRST..FIRST + LEADS).map(|number| number * 7_919 % rules).collect();
        let document = doc(size, StrategyDoc::RoundRobin);

        let commands: Vec<Command> = leads.iter().cloned().map(Command::Submit).collect();
        let answers: Vec<usize> = commands.iter().map(|command| rule_of_fairdeal(&floor, command)).collect();
        assert_eq!(answers, expected, "fairdeal");
        group.bench_function(BenchmarkId::new("fairdeal, decide+apply", rules), |b| {
            b.iter_custom(|iterations| floor.time(&commands, iterations));
        });

        by_a_tree(&mut group, &document.rules, &leads, &expected);
        by_scan(&mut group, &document.rules, &leads, &expected);
    }
    group.finish();
}

fn rule_of_fairdeal(floor: &Bench, command: &Command) -> usize {
    let inputs = Inputs { now: floor.now, roll: &floor.roll };
    let (_, explanation) = explain(&floor.policy, &floor.state, &inputs, command);
    let by = explanation.findings.iter().find_map(|finding| match finding {
        Finding::Plan { rule, .. } => rule.as_ref(),
        _ => None,
    });
    by.unwrap().as_str().strip_prefix('r').unwrap().parse().unwrap()
}

/// An A-tree of all rules, the leads made into its events beforehand.
fn by_a_tree(
    group: &mut BenchmarkGroup<'_, WallTime>,
    rules: &[RuleDoc],
    leads: &[Lead],
    expected: &[usize],
) {
    let columns = [
        AttributeDefinition::string("source"),
        AttributeDefinition::string("zip"),
        AttributeDefinition::integer("score"),
    ];
    let mut tree = ATree::new(&columns).unwrap();
    for (number, rule) in rules.iter().enumerate() {
        let parts: Vec<String> =
            tests_of(rule).iter().map(|(name, value)| format!("{name} = \"{value}\"")).collect();
        tree.insert(&number, &parts.join(" and ")).unwrap();
    }
    let event = |lead: &Lead| {
        let mut event = tree.make_event();
        event.with_string("source", text(lead, "source")).unwrap();
        event.with_string("zip", text(lead, "zip")).unwrap();
        let Some(Value::Integer(score)) = lead.get("score") else { panic!("no score") };
        event.with_integer("score", *score).unwrap();
        event.build().unwrap()
    };
    let events: Vec<Event> = leads.iter().map(event).collect();
    let search = |event: &Event| tree.search(event).unwrap().matches().iter().copied().min().copied();
    for (event, rule) in events.iter().zip(expected) {
        assert_eq!(search(event), Some(*rule), "a-tree");
    }
    group.bench_function(BenchmarkId::new("a-tree, matching alone", rules.len()), |b| {
        one_by_one(b, &events, search);
    });
}

/// What a lead looks like to the scan, and what a rule asks of it.
struct Row {
    source: String,
    zip: u32,
}

enum Test {
    Source(String),
    Zip(u32),
}

impl Test {
    fn holds(&self, row: &Row) -> bool {
        match self {
            Test::Source(source) => row.source == *source,
            Test::Zip(zip) => row.zip == *zip,
        }
    }
}

/// Every rule in turn, until the tests of one hold.
fn by_scan(group: &mut BenchmarkGroup<'_, WallTime>, rules: &[RuleDoc], leads: &[Lead], expected: &[usize]) {
    let test = |(name, value): (String, String)| match name.as_str() {
        "source" => Test::Source(value),
        "zip" => Test::Zip(value.parse().unwrap()),
        other => panic!("no test for {other}"),
    };
    let table: Vec<Vec<Test>> =
        rules.iter().map(|rule| tests_of(rule).into_iter().map(test).collect()).collect();
    let row = |lead: &Lead| Row {
        source: text(lead, "source").to_owned(),
        zip: text(lead, "zip").parse().unwrap(),
    };
    let rows: Vec<Row> = leads.iter().map(row).collect();
    let search = |row: &Row| table.iter().position(|rule| rule.iter().all(|test| test.holds(row)));
    for (row, rule) in rows.iter().zip(expected) {
        assert_eq!(search(row), Some(*rule), "scan");
    }
    group.bench_function(BenchmarkId::new("scan by hand, matching alone", rules.len()), |b| {
        one_by_one(b, &rows, search);
    });
}

/// The names and texts a rule asks for, all of which have to be there.
fn tests_of(rule: &RuleDoc) -> Vec<(String, String)> {
    let ConditionDoc::All(parts) = &rule.when else { panic!("not a conjunction") };
    let test = |part: &ConditionDoc| match part {
        ConditionDoc::Equals { attribute, value: Value::Text(text) } => {
            (attribute.as_str().to_owned(), text.to_string())
        }
        other => panic!("not a text to compare: {other:?}"),
    };
    parts.iter().map(test).collect()
}

fn text<'a>(lead: &'a Lead, name: &str) -> &'a str {
    let Some(Value::Text(text)) = lead.get(name) else { panic!("no text {name}") };
    text
}

/// Times a search, another lead every time.
fn one_by_one<T, R>(b: &mut Bencher<'_, WallTime>, leads: &[T], search: impl Fn(&T) -> R) {
    let mut turns = leads.iter().cycle();
    b.iter(|| search(black_box(turns.next().unwrap())));
}
