//! Nothing below the edge reads a clock, the environment, a file or a socket, starts a thread, draws at random, keeps
//! a map whose order differs from run to run, or computes with floats. Read from the sources.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // a panic here is a failed test
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    missing_docs,
    unreachable_pub,
    dead_code
)]

mod laws;

use laws::{Source, code, sources};

/// The rooms at and above the edge. `flow` is not among them: it says what is to be done and does none of it.
const EDGE: &[&str] = &["port", "memory", "engine", "store", "testing"];

/// Names that may not occur in code, and what is wrong with each.
const FORBIDDEN: &[(&str, &str)] = &[
    ("Instant", "a clock"),
    ("SystemTime", "a clock"),
    ("now()", "a clock"),
    ("std::env", "the environment"),
    ("env!", "the environment"),
    ("std::thread", "threads"),
    ("thread_local", "threads"),
    ("Mutex", "threads"),
    ("RwLock", "threads"),
    ("std::fs", "files"),
    ("std::io", "files"),
    ("std::net", "the network"),
    ("std::process", "processes"),
    ("HashMap", "an order that differs from run to run"),
    ("HashSet", "an order that differs from run to run"),
    ("RandomState", "a seed that differs from run to run"),
    ("rand", "random numbers"),
    ("f32", "floats"),
    ("f64", "floats"),
    ("unsafe", "unsafe code"),
    ("static mut", "hidden state"),
];

fn faults(source: &Source) -> Vec<String> {
    if EDGE.contains(&source.room.as_str()) {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (number, line) in code(source).lines().enumerate() {
        for (name, what) in FORBIDDEN {
            if occurs(line, name) {
                faults.push(format!("{}, code line {}: `{name}`: {what}", source.path, number + 1));
            }
        }
        if has_float(line) {
            faults.push(format!("{}, code line {}: a float: {}", source.path, number + 1, line.trim()));
        }
    }
    faults
}

/// Whether a name occurs as a whole.
fn occurs(line: &str, name: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let ends_in_word = word(name.chars().last());
    line.match_indices(name).any(|(at, _)| {
        let after = line[at + name.len()..].chars().next();
        !(word(line[..at].chars().last()) || ends_in_word && word(after))
    })
}

/// Whether a line has a literal like `1.5`; `row.0.1` and `1..5` are none.
fn has_float(line: &str) -> bool {
    let all: Vec<char> = line.chars().collect();
    (1..all.len().saturating_sub(1)).any(|dot| {
        if all[dot] != '.' || !all[dot - 1].is_ascii_digit() || !all[dot + 1].is_ascii_digit() {
            return false;
        }
        let start =
            (0..dot).rev().take_while(|i| all[*i].is_ascii_digit() || all[*i] == '_').last().unwrap_or(dot);
        !start.checked_sub(1).is_some_and(|i| all[i] == '.' || all[i].is_alphabetic())
    })
}

#[test]
fn nothing_below_the_edge_is_impure() {
    let faults: Vec<String> = sources().iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_kind_of_impurity_is_caught() {
    for text in [
        "let t = std::time::Instant::now();",
        "let t = SystemTime::UNIX_EPOCH;",
        "let t = Utc::now();",
        "let v = std::env::var(\"TZ\");",
        "std::thread::spawn(|| {});",
        "std::fs::read(p);",
        "use std::net::TcpStream;",
        "use std::collections::HashMap;",
        "let s: hashbrown::HashSet<u8> = x;",
        "let x: f64 = y;",
        "let x = 0.5;",
        "let x = 1_000.5;",
        "unsafe { go() }",
        "rand::random()",
    ] {
        assert!(!faults(&Source::new("gate/cap.rs", text)).is_empty(), "{text}");
        assert!(faults(&Source::new("engine.rs", text)).is_empty(), "the edge may: {text}");
    }
    for text in
        ["// f64", "let x = row.0.1;", "let operand = brand;", "0..5", "1..=2", "let t = \"HashMap 1.5\";"]
    {
        assert_eq!(faults(&Source::new("gate/cap.rs", text)), Vec::<String>::new(), "{text}");
    }
}
