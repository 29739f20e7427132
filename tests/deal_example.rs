//! The example `deal`, from the outside.
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

mod built;
mod deal;
#[path = "../examples/deal/dice.rs"]
#[allow(dead_code, reason = "the generator uses a part")]
mod dice;
#[path = "../examples/make_sample/sample.rs"]
#[allow(clippy::arithmetic_side_effects, reason = "small numbers")]
mod sample;

use deal::{assert_adds_up, assert_caps_kept, count, deal as run, folder, json, lines, stderr, stdout};

fn write(path: &std::path::Path, bytes: &[u8]) {
    use std::io::Write;
    std::fs::File::create(path).unwrap().write_all(bytes).unwrap();
}

#[test]
fn the_sample_is_what_its_generator_makes() {
    assert!(
        sample::csv(sample::SEED) == include_str!("../examples/sample/leads.csv"),
        "run the generator again"
    );
    assert!(include_str!("../examples/sample/leads.csv").lines().count() > 500);
}

#[test]
fn without_options_it_deals_the_sample() {
    let at = folder("plain");
    let output = run(&at, &["--summary", "s.json", "--out", "d.jsonl"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    let text = stdout(&output);
    for part in ["QUEUES AND AGENTS", "CAPS", "WAITING TIMES", "DEAD ENDS", "WHY SO", "no rule matches"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100), "fits 100 columns: {text}");
    let summary = json(&at.join("s.json"));
    assert_adds_up(&summary);
    assert_caps_kept(&summary);
    assert!(count(&summary, "leads") >= 500 && count(&summary, "rejected") == 0);
    assert!(
        summary["queues"].as_array().unwrap().iter().all(|queue| count(queue, "dealt") > 0),
        "every queue dealt"
    );
    let redistributed =
        summary["agents"].as_array().unwrap().iter().map(|agent| count(agent, "redistributed"));
    assert!(redistributed.sum::<u64>() > 0);
    let decisions = lines(&at.join("d.jsonl"));
    let submitted = decisions.iter().filter(|line| line["command"].get("submit").is_some()).count();
    assert_eq!(submitted as u64, count(&summary, "leads"));
    let refused: Vec<_> = decisions.iter().filter(|line| line["outcome"].get("refused").is_some()).collect();
    assert!(
        refused.iter().all(|line| line["command"].get("claim").is_some()),
        "only claims are refused: {refused:?}"
    );
    let again = run(&at, &[]);
    assert_eq!(stdout(&again), text, "the same inputs, the same report");
}

#[test]
fn a_broken_policy_says_everything_that_is_wrong() {
    let at = folder("policy");
    let policy = br#"{"format": 1, "semantics": 1, "id": "p", "queues": [{"id": "web", "work_kind": "x"}],
        "rules": [{"id": "r", "order": 1, "when": {"always": {}}, "plan": "standrad"}], "default_plan": "nope"}"#;
    write(&at.join("p.json"), policy);
    let output = run(&at, &["--policy", "p.json"]);
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(text.lines().filter(|line| line.starts_with("error: ")).count() >= 3, "{text}");
    assert!(text.contains("unknown plan `standrad`"), "{text}");
    let output = run(&at, &["--policy", "none.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("none.json"), "{}", stderr(&output));
    write(&at.join("q.json"), b"{\"format\": 1,\n \"semantics\"");
    let output = run(&at, &["--policy", "q.json"]);
    assert!(output.status.code() == Some(2) && stderr(&output).contains("line 2"), "{}", stderr(&output));
}

#[test]
fn broken_rows_are_named_and_set_aside() {
    let at = folder("rows");
    let csv = b"id,received_at,source,score,state\n\
        A,2026-03-02T15:00:00Z,phone,50,NY\n\
        B,yesterday,phone,50,NY\n\
        C,2026-03-02T15:00:00Z,phone,many,NY\n\
        A,2026-03-02T15:00:00Z,phone,50,NY\n\
        ,2026-03-02T15:00:00Z,phone,50,NY\n\
        D,2026-03-02T15:00:00Z,phone\n\
        E,2026-03-02T15:00:00Z,pho\xffne,50,NY\n\
        \n\
        F,2026-03-03,\"two\nlines\",50,NY\n\
        G,,phone,,TX\n";
    write(&at.join("leads.csv"), csv);
    let output = run(&at, &["--leads", "leads.csv", "--summary", "s.json"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stderr(&output);
    for place in [
        "leads.csv:3:2: ",
        "leads.csv:4:4: ",
        "leads.csv:5:1: ",
        "leads.csv:6:1: ",
        "leads.csv:7:3: ",
        "leads.csv:8:3: ",
    ] {
        assert!(text.contains(place), "{place} in {text}");
    }
    let summary = json(&at.join("s.json"));
    assert_adds_up(&summary);
    assert_eq!((count(&summary, "leads"), count(&summary, "rejected")), (9, 6));
    let rejects = std::fs::File::open(at.join("leads.rejects.csv")).unwrap();
    let rejects = std::io::Read::bytes(rejects).map(Result::unwrap).collect::<Vec<u8>>();
    assert!(rejects.starts_with(b"id,received_at") && rejects.windows(7).any(|part| part == b"pho\xffne,"));
    assert_eq!(rejects.iter().filter(|byte| **byte == b'\n').count(), 7);
    // A file without faults leaves no rejects behind.
    write(&at.join("good.csv"), b"id,source\nA,phone\n");
    assert!(run(&at, &["--leads", "good.csv"]).status.success());
    assert!(!at.join("good.rejects.csv").exists());
    // What cannot be read at all ends the run.
    for (bytes, part) in
        [(&b""[..], "empty"), (b"name,source\nA,b\n", "no column `id`"), (b"id,id,source\n", "twice")]
    {
        write(&at.join("bad.csv"), bytes);
        let output = run(
            &at,
            &[
                "--leads",
                "bad.csv",
                "--policy",
                concat!(env!("CARGO_MANIFEST_DIR"), "/examples/policies/sample.json"),
            ],
        );
        assert!(
            output.status.code() == Some(2) && stderr(&output).contains(part),
            "{part}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn json_lines_and_renamed_columns() {
    let at = folder("jsonl");
    let text = "{\"number\": \"A\", \"from\": \"phone\", \"state\": \"NY\", \"score\": 40, \"product\": [\"solar\"]}\n\
        {\"number\": \"B\", \"from\": \"phone\", \"score\": \"high\"}\n{\"number\": \"C\", \n";
    write(&at.join("l.jsonl"), text.as_bytes());
    let options = [
        "--leads",
        "l.jsonl",
        "--map",
        "number=id",
        "--map",
        "from=source",
        "--summary",
        "s.json",
        "--people",
        "accept",
        "--until",
        "2026-03-02T14:30:00Z",
    ];
    let output = run(&at, &options);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("l.jsonl:2:34: attribute `score` must be integer"),
        "{}",
        stderr(&output)
    );
    let summary = json(&at.join("s.json"));
    assert_adds_up(&summary);
    assert_eq!(
        (count(&summary, "leads"), count(&summary, "rejected"), count(&summary, "assigned")),
        (3, 2, 1)
    );
}

#[test]
fn questions_are_answered() {
    let at = folder("why");
    let output = run(&at, &["--explain", "L-1003"]);
    assert!(output.status.success() && stdout(&output).contains("WHAT BECAME OF LEAD L-1003"));
    let output = run(&at, &["--why-not", "L-1006:eli"]);
    assert!(stdout(&output).contains("WHY NOT eli FOR LEAD L-1006"), "{}", stdout(&output));
    for (options, part) in [
        (["--explain", "L-10033"], "did you mean `L-1003`?"),
        (["--why-not", "L-1006:elia"], "did you mean `eli`?"),
        (["--why-not", "L-1006"], "LEAD:AGENT"),
        (["--until", "tomorrow"], "not an instant"),
        (["--map", "zip"], "COLUMN=ATTRIBUTE"),
        (["--map", "zipp=id"], "did you mean `zip`?"),
    ] {
        let output = run(&at, &options);
        assert!(
            output.status.code() == Some(2) && stderr(&output).contains(part),
            "{part}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn the_totals_add_up_whenever_one_looks() {
    let at = folder("until");
    for until in ["2026-03-02T14:00:00Z", "2026-03-04", "2026-03-08 12:00"] {
        let output = run(&at, &["--until", until, "--summary", "s.json"]);
        assert!(output.status.success(), "{}", stderr(&output));
        let summary = json(&at.join("s.json"));
        assert_adds_up(&summary);
        assert!(count(&summary, "not_yet_in") > 0 && count(&summary, "leads") > 0);
    }
}
