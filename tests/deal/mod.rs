//! Runs the example `deal` as its users do.
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

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

/// The example's program, built once.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| crate::built::example("deal"))
}

/// A folder of its own for a test.
pub fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Runs the example in a folder.
pub fn deal(folder: &Path, options: &[&str]) -> Output {
    Command::new(program()).current_dir(folder).args(options).output().unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A JSON file.
#[allow(clippy::disallowed_methods, reason = "a test reads files")]
pub fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Every line of a file of JSON lines.
#[allow(clippy::disallowed_methods, reason = "a test reads files")]
pub fn lines(path: &Path) -> Vec<Value> {
    let text = String::from_utf8(std::fs::read(path).unwrap()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn count(summary: &Value, key: &str) -> u64 {
    summary[key].as_u64().unwrap_or_else(|| panic!("`{key}` is a number in {summary}"))
}

/// The sum that always holds, over the whole and over the agents.
pub fn assert_adds_up(summary: &Value) {
    let parts = ["assigned", "waiting", "closed", "unroutable", "rejected"];
    let sum: u64 = parts.iter().map(|part| count(summary, part)).sum();
    assert_eq!(count(summary, "leads"), sum, "{summary}");
    let agents = summary["agents"].as_array().unwrap();
    let owned: u64 = agents.iter().map(|agent| count(agent, "assigned")).sum();
    assert_eq!(count(summary, "assigned"), owned);
}

/// No cap was exceeded, by the example's own count of the events.
pub fn assert_caps_kept(summary: &Value) {
    for cap in summary["caps"].as_array().unwrap() {
        assert_eq!(count(cap, "exceeded"), 0, "{cap}");
    }
}
