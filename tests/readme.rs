//! What the README says beside its code blocks, where it can be looked up.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods)] // a panic here is a failed test
#![allow(missing_docs)]

use std::path::Path;

use fairdeal::policy::{AgeDoc, DisciplineDoc, RankKeyDoc, StrategyDoc};

const README: &str = include_str!("../README.md");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands between two texts, every time.
fn between<'t>(text: &'t str, from: &str, until: &str) -> Vec<&'t str> {
    text.split(from).skip(1).filter_map(|rest| rest.split(until).next()).collect()
}

/// One section, as far as the next.
fn section(heading: &str) -> &'static str {
    let from = README.split(heading).nth(1).unwrap();
    from.split("\n## ").next().unwrap()
}

#[test]
fn every_page_linked_is_there() {
    let pages: Vec<&str> = between(README, "](", ")");
    assert!(pages.len() >= 5);
    for page in pages.into_iter().filter(|page| !page.contains("://")) {
        assert!(root().join(page).is_file(), "{page}");
    }
}

#[test]
fn every_example_named_is_there() {
    for name in between(README, "--example ", "\n").iter().map(|rest| rest.split([' ', '`']).next().unwrap())
    {
        let (file, folder) = (format!("examples/{name}.rs"), format!("examples/{name}/main.rs"));
        assert!(root().join(file).is_file() || root().join(folder).is_file(), "{name}");
    }
}

#[test]
fn the_table_of_strategies_is_right() {
    let mut seen = 0;
    for line in section("## Strategies").lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let name = cells[1].trim_matches('`');
        if name.starts_with('{') {
            continue;
        }
        let strategy: StrategyDoc = serde_json::from_str(&format!("\"{name}\"")).unwrap();
        let keys = cells[2].split(", ").map(|key| format!("\"{}\"", key.trim_matches('`')));
        let keys: Vec<RankKeyDoc> = keys.map(|key| serde_json::from_str(&key).unwrap()).collect();
        assert_eq!(strategy.keys(), keys, "{name}");
        seen += 1;
    }
    assert_eq!(seen, 20, "every preset has a line");
}

/// A line of the table that no bench runs is a strategy whose cost nobody measures.
#[test]
fn every_strategy_is_in_the_benches() {
    let benches = include_str!("../benches/common/mod.rs");
    let mut seen = 0;
    for line in section("## Strategies").lines().filter(|line| line.starts_with("| `")) {
        let name = between(line, "`", "`")[0].trim_start_matches("{\"").split('"').next().unwrap();
        seen += u32::from(name != "keys");
        assert!(name == "keys" || benches.contains(&format!("(\"{name}\", StrategyDoc::")), "{name}");
    }
    assert_eq!(seen, 21);
}

#[test]
fn the_table_of_orders_is_complete() {
    let rows = section("## Orders").lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let rows: Vec<&str> = rows.collect();
    let attribute = fairdeal::Name::new("a").unwrap();
    let all = [
        DisciplineDoc::Fifo,
        DisciplineDoc::Lifo,
        DisciplineDoc::LifoThenFifo { fresh_for_s: 1, oldest_share_bp: 0 },
        DisciplineDoc::Priority { attribute: attribute.clone(), point_per_s: None },
        DisciplineDoc::EarliestDeadline { within_s: 1, by: None },
        DisciplineDoc::Decay { attribute, half_life_s: 1 },
        DisciplineDoc::FewestPulls { then: AgeDoc::Oldest },
        DisciplineDoc::MostPulls { then: AgeDoc::Newest },
    ];
    let name = |doc: &DisciplineDoc| match serde_json::to_value(doc).unwrap() {
        serde_json::Value::String(name) => name,
        tagged => tagged.as_object().unwrap().keys().next().unwrap().clone(),
    };
    assert_eq!(rows, all.iter().map(name).collect::<Vec<_>>());
}

#[test]
fn the_test_command_is_the_one_that_is_run_last() {
    let script = std::fs::read_to_string(root().join(".ci/run")).unwrap();
    let last = script.lines().last().unwrap();
    assert_eq!(last.replace("step ", "").replace("--locked ", ""), "cargo test --workspace --all-features");
    assert!(README.contains("cargo test --workspace --all-features"));
}
