//! An example whose output nobody reads on ends, and does not panic.
#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may panic: that is a failed test"
)]

#[macro_use]
#[path = "../examples/common/print.rs"]
mod print;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// Set for the process whose output is closed.
const WRITES_ON: &str = "FAIRDEAL_WRITES_ON";

#[test]
fn it_ends_quietly_where_nobody_reads_on() {
    if std::env::var(WRITES_ON).is_ok() {
        // More than fits in any pipe.
        for line in 0..1_000_000 {
            println!("line {line}");
        }
        print!("the end\n");
        panic!("somebody has read all of it");
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["it_ends_quietly_where_nobody_reads_on", "--exact", "--nocapture"])
        .env(WRITES_ON, "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "line 7"));
    drop(lines);
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap()), (Some(0), String::new()));
}

#[test]
fn every_example_that_prints_does_so() {
    let mut printing = 0;
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let prints = text.lines().any(|line| line.trim_start().starts_with("print"));
        if path.extension().is_none_or(|own| own != "rs") || !prints || path.ends_with("common/print.rs") {
            continue;
        }
        // The file of the program says it for all of its modules.
        let beside = path.with_file_name("main.rs");
        let main = if beside.exists() { std::fs::read_to_string(beside).unwrap() } else { text };
        assert!(main.contains("common/print.rs\"]\nmod print;"), "{} prints otherwise", path.display());
        printing += 1;
    }
    assert!(printing >= 10, "{printing} files print");
}
