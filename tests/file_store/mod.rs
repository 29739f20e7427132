//! A store in plain files, one a floor: small, durable against a killed process, and wrong in the way it is told.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "test support: a panic here is a failed test"
)]

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use fairdeal::store::{RecordForm, RecordFormError};
use fairdeal::{Commit, CommitOutcome, FloorId, LeadStore, Loaded, Recorded, Revision};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    None,
    /// Compares before it waits for its turn to write.
    ComparesTooEarly,
    /// Writes over what has come since.
    LastWriterWins,
    /// Says that a commit is kept, and keeps it with the next one.
    KeepsLater,
    /// Writes record by record, and the process dies between two.
    RecordByRecord,
    /// Tries a commit again that was in vain, numbered anew.
    NumbersAnew,
}

/// One file a floor. A commit is one frame, written by one call under a lock: the length, a check sum, the records.
pub struct FileStore {
    folder: PathBuf,
    bug: Bug,
    /// What was said to be kept, and is not yet.
    later: Mutex<Vec<Commit>>,
}

#[derive(Debug, thiserror::Error)]
pub enum FileStoreError {
    #[error("the file: {0}")]
    File(#[from] std::io::Error),
    #[error("a record: {0}")]
    Record(#[from] RecordFormError),
    #[error("the records of a commit do not follow one another")]
    Misnumbered,
}

/// A history as far as it is whole, and where that ends in the file.
struct Whole {
    records: Vec<Recorded>,
    end: u64,
}

impl FileStore {
    pub fn open(folder: &str, bug: Bug) -> FileStore {
        std::fs::create_dir_all(folder).unwrap();
        FileStore { folder: PathBuf::from(folder), bug, later: Mutex::default() }
    }

    fn file(&self, floor: &FloorId) -> Result<File, FileStoreError> {
        // Names of files fold case and forbid characters: hexadecimal digits do neither. 200 bytes are too long for one
        // name, so a name is cut into folders.
        let hex: String = floor.as_str().bytes().map(|byte| format!("{byte:02x}")).collect();
        let mut path = self.folder.clone();
        let (mut rest, most) = (hex.as_str(), 100);
        while rest.len() > most {
            path.push(&rest[..most]);
            rest = &rest[most..];
        }
        std::fs::create_dir_all(&path)?;
        path.push(format!("{rest}.log"));
        Ok(OpenOptions::new().create(true).read(true).append(true).open(path)?)
    }

    fn read(mut file: &File) -> Result<Whole, FileStoreError> {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        let (mut records, mut end) = (Vec::new(), 0);
        while let Some(frame) = frame(&bytes[end..]) {
            let mut rest = frame;
            while let Some((length, tail)) = rest.split_at_checked(4) {
                let length = u32::from_le_bytes(length.try_into().unwrap()) as usize;
                records.push(RecordForm::read(&tail[..length])?);
                rest = &tail[length..];
            }
            end += 12 + frame.len();
        }
        Ok(Whole { records, end: end as u64 })
    }

    /// Appends one frame, over a torn one if a writer was killed in the middle of it.
    fn append(mut file: &File, end: u64, records: &[Recorded]) -> Result<(), FileStoreError> {
        let mut body = Vec::new();
        for record in records {
            let bytes = RecordForm::Compact.write(record)?;
            body.extend((bytes.len() as u32).to_le_bytes());
            body.extend(bytes);
        }
        let mut frame = (body.len() as u32).to_le_bytes().to_vec();
        frame.extend(sum(&body).to_le_bytes());
        frame.extend(body);
        file.set_len(end)?;
        file.write_all(&frame)?;
        Ok(())
    }

    fn write(&self, commit: &Commit) -> Result<CommitOutcome, FileStoreError> {
        let file = self.file(&commit.floor)?;
        let last = |whole: &Whole| whole.records.last().map_or(0, |record| record.revision);
        let early =
            if self.bug == Bug::ComparesTooEarly { Some(last(&FileStore::read(&file)?)) } else { None };
        if early.is_some() {
            std::thread::sleep(Duration::from_millis(1));
        }
        file.lock()?;
        let mut whole = FileStore::read(&file)?;
        let mut commit = commit.clone();
        if early.unwrap_or(last(&whole)) != commit.based_on {
            match self.bug {
                Bug::LastWriterWins if commit.based_on < last(&whole) => {
                    whole.records.truncate(commit.based_on as usize);
                    file.set_len(0)?;
                    FileStore::append(&file, 0, &whole.records)?;
                    whole = FileStore::read(&file)?;
                }
                Bug::NumbersAnew => {
                    commit.based_on = last(&whole);
                    for (revision, record) in (commit.based_on + 1..).zip(&mut commit.records) {
                        record.revision = revision;
                    }
                }
                _ => return Ok(CommitOutcome::Conflict),
            }
        }
        if self.bug == Bug::RecordByRecord {
            for (number, record) in commit.records.iter().enumerate() {
                // The process dies at the worst instant: what a kill at a random one seldom meets.
                if number > 0 {
                    std::process::abort();
                }
                let end = FileStore::read(&file)?.end;
                FileStore::append(&file, end, std::slice::from_ref(record))?;
            }
            return Ok(CommitOutcome::Applied);
        }
        FileStore::append(&file, whole.end, &commit.records)?;
        Ok(CommitOutcome::Applied)
    }
}

/// The bytes of the first frame, if it is whole.
fn frame(bytes: &[u8]) -> Option<&[u8]> {
    let (head, rest) = bytes.split_at_checked(12)?;
    let length = u32::from_le_bytes(head[..4].try_into().ok()?) as usize;
    let body = rest.get(..length)?;
    (u64::from_le_bytes(head[4..].try_into().ok()?) == sum(body)).then_some(body)
}

fn sum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

impl LeadStore for FileStore {
    type Error = FileStoreError;

    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, FileStoreError> {
        let file = self.file(floor)?;
        file.lock_shared()?;
        let mut records = FileStore::read(&file)?.records;
        for commit in self.later.lock().unwrap().iter().filter(|commit| commit.floor == *floor) {
            records.extend(commit.records.iter().cloned());
        }
        records.retain(|record| record.revision > after);
        Ok(Loaded { base: None, records })
    }

    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, FileStoreError> {
        let mut last = commit.based_on;
        for record in &commit.records {
            last = last.saturating_add(1);
            if record.revision != last {
                return Err(FileStoreError::Misnumbered);
            }
        }
        if self.bug == Bug::KeepsLater {
            let mut later = self.later.lock().unwrap();
            let others = std::mem::take(&mut *later);
            for other in others {
                let _ = self.write(&other)?;
            }
            let end = self.load_end(&commit.floor)?;
            if end != commit.based_on {
                return Ok(CommitOutcome::Conflict);
            }
            later.push(commit.clone());
            return Ok(CommitOutcome::Applied);
        }
        self.write(commit)
    }
}

impl FileStore {
    fn load_end(&self, floor: &FloorId) -> Result<Revision, FileStoreError> {
        let file = self.file(floor)?;
        file.lock_shared()?;
        Ok(FileStore::read(&file)?.records.last().map_or(0, |record| record.revision))
    }
}
