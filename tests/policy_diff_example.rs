//! The example `policy_diff`, from the outside.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may panic: that is a failed test"
)]

mod built;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The example's program, built once.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| built::example("policy_diff"))
}

/// The exit code, what it says, and what is wrong.
fn run(options: &[&str]) -> (i32, String, String) {
    let output = Command::new(program()).args(options).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn file(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("policy_diff_{name}"));
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

const OLD: &str = include_str!("../examples/policies/sample.json");

fn changed(from: &str, to: &str) -> String {
    assert_eq!(OLD.matches(from).count(), 1, "`{from}` stands there once");
    OLD.replace(from, to)
}

#[test]
fn it_tells_what_is_different_and_who_has_other_leads() {
    let old = file("old.json", OLD);
    let new = file("new.json", &changed(r#"["CO", "AZ", "CA", "OR", "WA"]"#, r#"["CO", "AZ", "OR", "WA"]"#));
    // The first day of the sample is enough.
    let sample = include_str!("../examples/sample/leads.csv");
    let leads =
        file("leads.csv", &sample.lines().take(60).map(|line| format!("{line}\n")).collect::<String>());
    let (code, text, error) = run(&[&old, &new, "--leads", &leads]);
    assert_eq!((code, error.as_str()), (0, ""));
    let different = "  sets[west].values: gone: `CA`";
    assert!(text.starts_with(&format!("WHAT IS DIFFERENT\n{different}\n")), "{text}");
    assert!(text.contains("LEADS WITH OTHER OWNERS") && text.contains("LEADS OF EACH AGENT"), "{text}");
    assert!(text.contains("the rules send it elsewhere, was plan `west` by rule `west`"), "{text}");
    let (code, text, _) = run(&[&old, &old, "--leads", &leads]);
    assert_eq!(code, 0);
    assert!(text.contains("  nothing\n") && text.contains("  0 of 59, 0 of them"), "{text}");
}

#[test]
fn what_is_odd_about_the_new_policy_alone_is_told() {
    let old = file("sound.json", OLD);
    let new = file("odd.json", &changed(r#""id": "daily", "limit": 11"#, r#""id": "daily", "limit": 0"#));
    let (code, text, _) = run(&[&old, &new]);
    assert_eq!(code, 0);
    assert!(text.contains("WHAT IS ODD NOW\n  caps[0].limit: a limit of 0 lets nothing through\n"), "{text}");
    assert!(!run(&[&new, &new]).1.contains("WHAT IS ODD NOW"), "it was odd before");
}

#[test]
fn what_cannot_be_used_is_said() {
    let old = file("good.json", OLD);
    let broken =
        file("broken.json", &changed(r#""id": "daily", "limit": 11"#, r#""id": "daily", "limitt": 11"#));
    let (code, _, error) = run(&[&old, &broken]);
    assert_eq!(code, 2);
    assert!(error.contains("broken.json cannot be used:\nerror: line "), "{error}");
    assert!(error.contains("unknown field `limitt`, did you mean `limit`?"), "{error}");
    let rows = file("rows.csv", "id,received_at,score\nA,2026-03-02 09:00,high\n");
    let (code, _, error) = run(&[&old, &old, "--leads", &rows]);
    assert_eq!(code, 2);
    assert!(error.contains("rows.csv:2:3: attribute `score` must be a whole number, not `high`"), "{error}");
    assert!(error.contains("there is no lead that can be read"), "{error}");
    let rows = file("row.csv", "id,received_at\nL-10,2026-03-02 09:00\n");
    let (code, _, error) = run(&[&old, &old, "--leads", &rows, "--lead", "L-11"]);
    assert_eq!(code, 2);
    assert!(error.contains("there is no lead `L-11`") && error.contains("did you mean `L-10`?"), "{error}");
    assert_eq!(run(&[&old, "/nowhere.json"]).0, 2);
}
