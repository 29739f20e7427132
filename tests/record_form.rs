//! Every record of every scenario is read as it was written, in both forms; and what is damaged is refused.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::fs;
use std::path::Path;

use fairdeal::store::{RecordForm, RecordFormError};
use fairdeal::testing::script::{Deed, Script};
use fairdeal::{Floor, PresenceSnapshot, Recorded};

/// The records of a scenario.
fn records(folder: &Path, text: &str) -> Vec<Recorded> {
    let file = |name: &str| fs::read_to_string(folder.join(name)).map_err(|error| error.to_string());
    let script = Script::read(text, file).unwrap();
    let (mut floor, first) = Floor::open(script.policy, script.opens_at);
    let (mut records, mut signs) = (vec![first], PresenceSnapshot::default());
    for line in &script.lines {
        if let Deed::See(own) = &line.deed {
            own.iter().for_each(|(agent, sign)| signs.set(sign.sign(agent, line.at)));
            floor.see(signs.clone(), line.at);
        }
        match &line.deed {
            Deed::Do(command) => records.extend(floor.run(line.at, command).records().cloned()),
            _ => records.extend(floor.settle(line.at).into_iter().filter_map(|own| own.recorded)),
        }
    }
    records
}

#[test]
fn every_record_of_every_scenario_is_read_as_it_was_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut seen = 0;
    let mut kinds = std::collections::BTreeSet::new();
    for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_none_or(|end| end != "jsonl") {
            continue;
        }
        for record in records(&folder, &fs::read_to_string(&path).unwrap()) {
            for form in [RecordForm::Compact, RecordForm::Json] {
                let bytes = form.write(&record).unwrap();
                let again = RecordForm::read(&bytes);
                assert_eq!(again.as_ref(), Ok(&record), "{form:?} of {}", path.display());
            }
            seen += 1;
            for event in &record.events {
                let value = serde_json::to_value(event).unwrap();
                kinds.extend(value.as_object().and_then(|own| own.keys().next().cloned()));
            }
        }
    }
    assert!(seen > 3_000, "only {seen} records were written");
    assert!(kinds.len() > 50, "only {} kinds of event were written: {kinds:?}", kinds.len());
}

/// The shape of compact records is what stores hold: the bytes of each kind of event are written down. A change of them
/// needs another number in `src/store/record.rs`, and a file of its own here.
#[test]
fn the_bytes_of_every_kind_of_event_stay_what_they_were() {
    let text = include_str!("record_form/shape_1.jsonl");
    let mut kinds = std::collections::BTreeSet::new();
    for line in text.lines() {
        let pinned: serde_json::Value = serde_json::from_str(line).unwrap();
        let record = RecordForm::read(pinned["record"].to_string().as_bytes()).unwrap();
        let bytes = hex(pinned["compact"].as_str().unwrap());
        assert_eq!(RecordForm::read(&bytes).as_ref(), Ok(&record), "{line}");
        assert_eq!(RecordForm::Compact.write(&record).unwrap(), bytes, "{line}");
        kinds.extend(kinds_of(&record));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|end| end == "jsonl") {
            let text = fs::read_to_string(&path).unwrap();
            let missing =
                records(&folder, &text).iter().flat_map(kinds_of).find(|kind| !kinds.contains(kind));
            assert_eq!(
                missing,
                None,
                "a kind of event whose bytes are not written down, in {}",
                path.display()
            );
        }
    }
}

/// The kinds of a record's events; of a family of events also which of them it is.
fn kinds_of(record: &Recorded) -> Vec<String> {
    let kind = |event| {
        let value = serde_json::to_value(event).unwrap();
        let (kind, body) = value.as_object().and_then(|own| own.iter().next()).unwrap();
        match kind.as_str() {
            "office" | "standard" => format!("{kind} {}", body.as_object().unwrap().keys().next().unwrap()),
            _ => kind.clone(),
        }
    };
    record.events.iter().map(kind).collect()
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().map(|digit| digit.to_digit(16).unwrap().try_into().unwrap()).collect();
    digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect()
}

#[test]
fn what_is_damaged_is_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let text = fs::read_to_string(folder.join("strategy_round_robin.jsonl")).unwrap();
    for record in records(&folder, &text) {
        for form in [RecordForm::Compact, RecordForm::Json] {
            let whole = form.write(&record).unwrap();
            for end in 0..whole.len() {
                assert!(RecordForm::read(&whole[..end]).is_err(), "{form:?}, the first {end} bytes");
            }
            let longer = [whole.as_slice(), &[0]].concat();
            assert!(RecordForm::read(&longer).is_err(), "{form:?}, a byte too many");
        }
    }
    let error = RecordForm::read(&[9, 1, 1]).unwrap_err();
    assert_eq!(error, RecordFormError::Shape { found: 9, known: 1 });
    assert_eq!(error.to_string(), "a record has shape 9; this release reads shape 1 and JSON");
}
