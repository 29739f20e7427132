//! Every scenario of `tests/golden` is met, and its history can be kept and taken up again.
// A test may fail by panicking, in its helpers too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stderr)]

use std::fs;
use std::path::{Path, PathBuf};

use fairdeal::FloorState;
use fairdeal::testing::script::play;

fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect();
    files.sort();
    files
}

#[test]
fn every_golden_scenario_is_met() {
    let files = scenarios();
    assert!(files.len() > 50, "only {} scenarios were found", files.len());
    let mut failed = Vec::new();
    for path in &files {
        let text = fs::read_to_string(path).unwrap();
        let folder = path.parent().unwrap();
        let mut expectations = 0;
        let file = |name: &str| fs::read_to_string(folder.join(name)).map_err(|error| error.to_string());
        let played = play(&text, file, |_| expectations += 1);
        match played {
            Ok(floor) => {
                let kept = floor.state().snapshot();
                let again = FloorState::restore(&kept).expect("a snapshot can be restored");
                assert_eq!(again.snapshot(), kept, "{}", path.display());
                assert!(expectations > 0, "{} does nothing", path.display());
            }
            Err(stop) => failed.push(format!("{}: {stop}", path.file_name().unwrap().display())),
        }
    }
    assert!(failed.is_empty(), "{} of {} fail\n{}", failed.len(), files.len(), failed.join("\n"));
}

const POLICY: &str = r#"{"policy": {"format": 1, "semantics": 1, "id": "p", "default_plan": "d", "queues": [{"id": "web"}], "plans": [{"id": "d", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}], "agents": [{"id": "ann", "queues": [{"queue": "web"}]}]}}"#;

fn stopped(lines: &str) -> String {
    let text = format!("# a comment\n\n{POLICY}\n{lines}\n");
    play(&text, |name| Err(format!("there is no {name}")), |_| {}).unwrap_err().to_string()
}

#[test]
fn a_bad_file_is_named_by_line_and_column() {
    for (line, message) in [
        (r#"{"att": 1}"#, "4:6: unknown field `att`, did you mean `at`?"),
        (
            r#"{"at": "2026-03-02T14:00:00Z", "do": {"submitt": {"id": "L"}}}"#,
            "4:47: unknown choice `submitt`, did you mean `submit`?",
        ),
        (
            r#"{"at": "2026-03-02T14:00:00Z", "presence": {"ann": "availabel"}}"#,
            "unknown choice `availabel`, did you mean `available`?",
        ),
        (
            r#"{"at": "2026-03-02T14:00:00Z", "tick": {}, "expect": {"asigned": {}}}"#,
            "4:55: nothing called `asigned` can be expected, did you mean `assigned`?",
        ),
        (r#"{"at": "2026-03-02T14:00:00Z", "tick": {}, "state": {"lead": {}}}"#, "did you mean `leads`?"),
        (
            r#"{"at": "2026-03-02T14:00:00Z"}"#,
            "4:1: a line needs `policy`, `policy_file`, `presence`, `do`, `tick` or `state`",
        ),
        (r#"{"at": "2026-03-02T14:00:00Z", "tick": {}, "presence": {}}"#, "not several"),
        (r#"{"tick": {}}"#, "4:1: the line says no `at`"),
        (r#"{"at": "noon", "tick": {}}"#, "write it like `2026-03-02T14:00:00Z`"),
        (r#"{"policy_file": "other.json"}"#, "there is no other.json"),
        (POLICY, "the floor is open already"),
    ] {
        let stopped = stopped(line);
        assert!(stopped.starts_with("4:") && stopped.contains(message), "{line}\n{stopped}");
    }
    let none = play("\n\n", |_| Err(String::new()), |_| {}).unwrap_err().to_string();
    assert!(none.ends_with("there is no policy"), "{none}");
}

#[test]
fn an_unmet_expectation_shows_both_sides() {
    let lines = r#"{"at": "2026-03-02T14:00:00Z", "do": {"submit": {"id": "L"}}, "expect": {"assigned": {"agent": "ann"}}}"#;
    assert_eq!(
        stopped(lines),
        "line 4, step 1: not as expected\n  outcome.assigned\n    expected {\"agent\":\"ann\"}\n    got      null"
    );
    let lines = r#"{"at": "2026-03-02T14:00:00Z", "tick": {}, "state": {"queues": {"web": {"in_line": 1}}}}"#;
    assert!(stopped(lines).contains("state.queues.web.in_line\n    expected 1\n    got      0"));
}

#[test]
fn an_explained_step_says_why_and_a_clock_going_back_is_the_engines_word() {
    let text = format!(
        "{POLICY}\n{}\n{}\n",
        r#"{"at": "2026-03-02T14:00:00Z", "do": {"submit": {"id": "L"}}, "explain": true}"#,
        r#"{"at": "2026-03-02T13:00:00Z", "tick": {}, "expect": {"refused": {"reason": {"clock_behind": {}}}}}"#,
    );
    let mut said = Vec::new();
    play(&text, |_| Err(String::new()), |printed| said.push(printed.clone())).unwrap();
    let why = said.first().and_then(|printed| printed.explanation.as_ref()).unwrap();
    assert!(why.text.iter().any(|line| line.contains("`ann` is unknown")), "{:?}", why.text);
    assert!(said.last().is_some_and(|printed| printed.explanation.is_none()));
}

#[test]
fn what_happens_to_offices_and_standards_is_printed_by_name() {
    let mut seen = std::collections::BTreeSet::new();
    for path in scenarios() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("office_") && !name.starts_with("standard_") {
            continue;
        }
        let folder = path.parent().unwrap();
        let file = |name: &str| fs::read_to_string(folder.join(name)).map_err(|error| error.to_string());
        let look = |printed: &fairdeal::testing::script::Printed| {
            let printed = serde_json::to_value(printed).unwrap();
            let ticks = printed["ticks"].as_array().into_iter().flatten();
            let events = ticks.map(|tick| &tick["events"]).chain([&printed["events"]]);
            for event in events.flat_map(|events| events.as_array().into_iter().flatten()) {
                let family = event.get("office").or_else(|| event.get("standard"));
                for (kind, body) in family.and_then(|own| own.as_object()).into_iter().flatten() {
                    seen.insert(kind.clone());
                    for key in ["lead", "agent", "office", "queue", "from", "sticky"] {
                        let value = &body[key];
                        assert!(value.is_null() || value.is_string(), "{name}: {event}");
                    }
                }
            }
        };
        play(&fs::read_to_string(&path).unwrap(), file, look).unwrap();
    }
    let kinds = ["accepted", "judged", "left", "registered", "sent", "to_be_worked"];
    assert!(kinds.iter().all(|kind| seen.contains(*kind)), "{seen:?}");
}
