//! What a thread of a worker writes down before it goes on.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use fairdeal::store::RecordForm;
use fairdeal::{Outcome, Recorded, Revision};
use serde::{Deserialize, Serialize};

/// One line of a journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// A process has begun, its clock so far off.
    Begun { life: usize, clock_ms: i64 },
    /// It means to give a command; the command as JSON.
    Means { number: u64, floor: usize, command: String },
    /// It sends these records to the store, named by their hashes.
    Sends { floor: usize, based_on: Revision, records: Vec<u64> },
    /// The line was cut, before the store got the commit or after.
    Cut { before: bool },
    /// The store answered that somebody else was first.
    Conflict {},
    /// The store failed.
    Failed { what: String },
    /// It was told what came of a command.
    Told {
        number: u64,
        floor: usize,
        outcome: Outcome,
        /// The revision of the command's own record.
        decided: Option<Revision>,
        /// All records it added, by revision, with their hashes.
        records: Vec<(Revision, u64)>,
        /// The floor as the worker saw it then: its revision and the hash of the state.
        state: Option<(Revision, u64)>,
        /// How often the command had been given before.
        again: u32,
    },
    /// Something that must not happen.
    Broken { what: String },
}

pub fn path(folder: &Path, process: usize, thread: usize) -> PathBuf {
    folder.join(format!("process-{process}-thread-{thread}.jsonl"))
}

/// A journal that is being written.
pub struct Journal(File);

impl Journal {
    pub fn open(folder: &Path, process: usize, thread: usize) -> Journal {
        let mut file =
            OpenOptions::new().create(true).append(true).open(path(folder, process, thread)).unwrap();
        // A line that a kill has cut off is closed, and left out when it is read.
        if !read(&path(folder, process, thread)).1 {
            file.write_all(b"\n").unwrap();
        }
        Journal(file)
    }

    pub fn write(&mut self, entry: &Entry) {
        let mut line = serde_json::to_vec(entry).unwrap();
        line.push(b'\n');
        self.0.write_all(&line).unwrap();
    }
}

/// The entries of a journal, and whether it ends with a whole line.
pub fn read(path: &Path) -> (Vec<Entry>, bool) {
    let bytes = std::fs::read(path).unwrap_or_default();
    let whole = bytes.is_empty() || bytes.ends_with(b"\n");
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    (lines.filter_map(|line| serde_json::from_slice(line).ok()).collect(), whole)
}

/// FNV-1a.
pub fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

pub fn hash_of(record: &Recorded) -> u64 {
    hash(&RecordForm::Compact.write(record).unwrap())
}
