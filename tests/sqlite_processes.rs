//! The store in a SQLite file, under processes that race, are killed at any point, have no room and no right to write.
#![cfg(all(feature = "sqlite", unix))]
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
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod kept;
mod sqlite;

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::{Duration, Instant};

use fairdeal::store::sqlite::*;
use fairdeal::*;
use sqlite::writers::*;
use sqlite::*;

/// How many leads each process deals that races: more than all agents may have.
const DEALT: usize = 2 * AGENTS * LIMIT as usize / 3 + 20;

const FLOORS: [&str; 2] = ["north", "south"];

fn options() -> SqliteOptions {
    SqliteOptions::new().durability(Durability::Normal).tables(true).snapshot_every(Some(100))
}

/// What the children of the tests below do.
#[test]
#[ignore = "only for the other tests to start"]
fn as_a_child() {
    let Some(told) = told() else { return };
    let path = PathBuf::from(&told[1]);
    match told[0].as_str() {
        "deal" => deal(&path, &FLOORS, &told[2], &options(), told[3].parse().unwrap()),
        "open" => match options().open(&path) {
            Ok(_) => say("opened"),
            Err(error) => say(&error.to_string()),
        },
        "until it fails" => {
            let store = options().open(&path).unwrap();
            let mut host = host(store, "north");
            for number in 0..100_000 {
                match host.run(&Command::Submit(Lead::new(&format!("L-{number}")).unwrap())) {
                    Ok(_) => say(&format!("north L-{number}")),
                    Err(error) => return say(&format!("failed: {error}")),
                }
            }
        }
        other => panic!("{other}"),
    }
}

/// Whose each acknowledged lead was said to be, by floor and lead.
type Said = BTreeMap<(String, LeadId), Option<AgentId>>;

fn note(said: &mut Said, line: &str) {
    let [floor, lead, agent] = line.split(' ').collect::<Vec<_>>()[..] else { return };
    let agent = AgentId::new(agent).ok().filter(|_| agent != "-");
    let before = said.insert((floor.to_owned(), LeadId::new(lead).unwrap()), agent);
    assert!(before.is_none(), "{lead} was dealt twice");
}

/// Nothing that was said is lost, nothing is assigned twice, no cap is exceeded, and history, states and tables agree. Gives
/// how many agents have come to their cap.
fn nothing_is_wrong(path: &Path, said: &Said) -> usize {
    let (mut decisions, mut rows, mut full) = (0, 0, 0);
    for name in FLOORS {
        let floor = FloorId::new(name).unwrap();
        let records = history(path, &floor);
        let state = FloorState::replay(&records).unwrap();
        assert!(state.check().is_ok());
        let store = options().open(path).unwrap();
        let loaded = store.load(&floor, 0).unwrap();
        let mut other =
            loaded.base.as_ref().map_or_else(FloorState::new, |base| FloorState::restore(base).unwrap());
        loaded.records.iter().for_each(|record| other.apply(record).unwrap());
        assert_eq!(other.snapshot(), state.snapshot(), "a state and what follows it are the history");
        rows += tables_are_right(path, &floor);
        decisions += records.len();
        // By the records alone: each lead once, and to whom it was said.
        let mut to: BTreeMap<LeadId, usize> = BTreeMap::new();
        let mut held: BTreeMap<usize, u64> = BTreeMap::new();
        let mut names = BTreeMap::new();
        for event in records.iter().flat_map(|record| &record.events) {
            match event {
                Event::LeadArrived { lead, doc } => drop(names.insert(lead.index(), doc.id().clone())),
                Event::Assigned { lead, agent, .. } => {
                    let before = to.insert(names[&lead.index()].clone(), agent.index());
                    assert!(before.is_none(), "assigned twice");
                    *held.entry(agent.index()).or_default() += 1;
                }
                _ => {}
            }
        }
        assert!(held.values().all(|leads| *leads <= LIMIT), "{held:?}");
        full += held.values().filter(|leads| **leads == LIMIT).count();
        let agents: BTreeMap<AgentId, usize> =
            (0..AGENTS).map(|number| (AgentId::new(&format!("a{number:02}")).unwrap(), number)).collect();
        for ((_, lead), agent) in said.iter().filter(|((own, _), _)| own == name) {
            assert!(state.lead_view(lead).is_some(), "{lead} was said to be kept");
            assert_eq!(to.get(lead), agent.as_ref().map(|agent| &agents[agent]), "{lead}");
        }
    }
    println!("{} leads said, {decisions} records, {rows} rows right, {full} agents at their cap", said.len());
    full
}

#[test]
fn writers_that_are_killed_at_any_point_lose_nothing_they_have_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("floors.db");
    let (mut said, mut kills, mut seed) = (Said::new(), 0, 20_261_129_u64);
    let begun = Instant::now();
    for round in 0..8 {
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let life = Duration::from_millis(60 + (seed >> 33) % 400);
                let told = format!("deal\t{}\tround-{round}-{writer}\t100000", path.display());
                let mut child = child("as_a_child", &told).spawn().unwrap();
                let lines = heard(&mut child);
                (child, life, std::thread::spawn(move || lines.collect::<Vec<_>>()))
            })
            .collect();
        let round_begun = Instant::now();
        for (mut child, life, lines) in writers {
            std::thread::sleep(life.saturating_sub(round_begun.elapsed()));
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            lines.join().unwrap().iter().for_each(|line| note(&mut said, line));
        }
    }
    println!("{kills} writers killed in {:?}", begun.elapsed());
    assert!(said.len() > 20, "{}", said.len());
    let _ = nothing_is_wrong(&path, &said);
}

#[test]
fn processes_that_race_deal_every_lead_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("floors.db");
    let writers: Vec<_> = (0..3)
        .map(|writer| {
            let told = format!("deal\t{}\tracer-{writer}\t{DEALT}", path.display());
            let mut child = child("as_a_child", &told).spawn().unwrap();
            let lines = heard(&mut child);
            (child, std::thread::spawn(move || lines.collect::<Vec<_>>()))
        })
        .collect();
    let mut said = Said::new();
    for (mut child, lines) in writers {
        lines.join().unwrap().iter().for_each(|line| note(&mut said, line));
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(said.len(), 3 * DEALT);
    assert_eq!(nothing_is_wrong(&path, &said), FLOORS.len() * AGENTS, "more leads than all may have");
}

/// The disk takes no more than so much of a file: a limit of the process, as a disk that is full refuses it.
#[test]
fn a_disk_that_takes_no_more_keeps_nothing_by_halves() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("floors.db");
    let told = format!("until it fails\t{}", path.display());
    let inner = child("as_a_child", &told);
    let mut process = Process::new("sh");
    // The signal that would end the process is ignored: writing fails instead.
    process.args(["-c", "trap '' XFSZ; ulimit -f 1200; exec \"$@\"", "sh"]).arg(inner.get_program());
    process.args(inner.get_args()).env("FAIRDEAL_TOLD", &told).stdout(std::process::Stdio::piped());
    let mut child = process.spawn().unwrap();
    let lines: Vec<String> = heard(&mut child).collect();
    assert!(child.wait().unwrap().success());
    let (last, kept) = lines.split_last().unwrap();
    assert!(
        last.contains("floors.db: ") && last.contains("no limit on file sizes stops this process"),
        "{last}"
    );
    println!("{} leads until: {last}", kept.len());
    let north = FloorId::new("north").unwrap();
    let state = FloorState::replay(&history(&path, &north)).unwrap();
    assert!(state.check().is_ok());
    for line in kept {
        let lead = LeadId::new(line.split_once(' ').unwrap().1).unwrap();
        assert!(state.lead_view(&lead).is_some(), "{lead} was said to be kept");
    }
    tables_are_right(&path, &north);
}

/// Root may write anything, so the child is nobody in particular where this process is root.
#[test]
fn a_file_or_folder_that_may_not_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o777)).unwrap();
    // A program of the same bytes where everybody may run it.
    let program = folder.path().join("program");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let root = std::fs::metadata(folder.path()).unwrap().uid() == 0;
    let says = |path: &Path| {
        let told = format!("open\t{}", path.display());
        let inner = child("as_a_child", &told);
        let mut process = Process::new(&program);
        process.args(inner.get_args()).env("FAIRDEAL_TOLD", &told).stdout(std::process::Stdio::piped());
        if root {
            process.uid(65_534).gid(65_534);
        }
        let mut child = process.spawn().unwrap();
        let said: Vec<String> = heard(&mut child).collect();
        child.wait().unwrap();
        said.join("\n")
    };
    let inside = folder.path().join("inside");
    std::fs::create_dir(&inside).unwrap();
    let path = inside.join("floors.db");
    drop(options().open(&path).unwrap());
    let mode = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    mode(&inside, 0o777);
    mode(&path, 0o666);
    assert_eq!(says(&path), "opened");
    drop(options().open(&path).unwrap());
    mode(&path, 0o444);
    let said = says(&path);
    assert!(said.contains("inside/floors.db: may not be written"), "{said}");
    mode(&path, 0o666);
    mode(&inside, 0o555);
    let said = says(&path);
    assert!(said.contains("inside/floors.db: "), "{said}");
    assert!(said.contains("may not be written") || said.contains("cannot be opened"), "{said}");
    let said = says(&inside.join("new.db"));
    assert!(said.contains("new.db: cannot be opened"), "{said}");
    mode(&inside, 0o777);
}
