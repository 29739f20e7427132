//! Files stay small enough to be read in one go, and the crate's dependencies few enough to be known by name.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // a panic here is a failed test
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    missing_docs,
    unreachable_pub,
    dead_code
)]
#![allow(clippy::print_stdout)]

mod laws;

use std::fs;
use std::path::Path;

use laws::rust_files;

const LIMIT: usize = 600;
const MEDIAN_LIMIT: usize = 180;

/// What the default build of the crate depends on by name.
const DEPENDENCIES: &[&str] = &[
    "chrono",
    "chrono-tz",
    "foldhash",
    "hashbrown",
    "postcard",
    "serde",
    "serde_json",
    "sha2",
    "smallvec",
    "strsim",
    "thiserror",
];

fn too_long(lines: &[(String, usize)]) -> Vec<String> {
    let too_long = lines.iter().filter(|(_, length)| *length > LIMIT);
    too_long.map(|(path, length)| format!("{path} has {length} lines")).collect()
}

#[test]
fn no_file_is_too_long() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut lines = Vec::new();
    for folder in ["src", "tests", "examples", "benches"] {
        for path in rust_files(&root.join(folder)) {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            lines.push((name, fs::read_to_string(&path).unwrap().lines().count()));
        }
    }
    let found = too_long(&lines);
    assert!(found.is_empty(), "{}", found.join("\n"));
    let mut lengths: Vec<usize> =
        lines.iter().filter(|(path, _)| path.starts_with("src/")).map(|l| l.1).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    println!(
        "{} files in src, {median} lines in the median, {} at most",
        lengths.len(),
        lengths[lengths.len() - 1]
    );
    assert!(median <= MEDIAN_LIMIT, "the median of src is {median} lines");
}

#[test]
fn a_file_too_long_is_caught() {
    let at_the_limit = ("src/a.rs".to_owned(), LIMIT);
    assert_eq!(too_long(&[at_the_limit, ("src/b.rs".to_owned(), LIMIT + 1)]), ["src/b.rs has 601 lines"]);
}

#[test]
fn the_default_build_depends_on_these_and_nothing_else() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    assert_eq!(required(&manifest), DEPENDENCIES);
    let twin = manifest.replace("\nstrsim", "\ntokio = \"1\"\nstrsim");
    assert_ne!(required(&twin), DEPENDENCIES, "one more is noticed");
}

/// The names under `[dependencies]` that are not optional, sorted.
fn required(manifest: &str) -> Vec<&str> {
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let lines = section.lines().filter(|line| !line.starts_with('#') && !line.contains("optional = true"));
    let mut names: Vec<&str> =
        lines.filter_map(|line| line.split_once(" = ")).map(|(name, _)| name).collect();
    names.sort_unstable();
    names
}
