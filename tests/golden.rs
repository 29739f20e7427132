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
