//! Every decision as a line of JSON.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use fairdeal::{Command, Decision, Timestamp};
use serde_json::{Value, json};

use crate::names::Names;
use crate::stop::Stop;

/// The file of decisions; nothing is written without one.
pub(crate) struct Log {
    file: Option<(PathBuf, BufWriter<File>)>,
    fault: Option<std::io::Error>,
}

impl Log {
    /// Opens the file, if one is wanted.
    pub(crate) fn open(path: Option<&Path>) -> Result<Log, Stop> {
        let open = |path: &Path| {
            let file = File::create(path).map_err(|error| failed(path, &error))?;
            Ok((path.to_owned(), BufWriter::new(file)))
        };
        Ok(Log { file: path.map(open).transpose()?, fault: None })
    }

    /// Writes one decision.
    pub(crate) fn write(&mut self, names: &Names, now: Timestamp, command: &Command, decision: &Decision) {
        let Some((_, file)) = &mut self.file else { return };
        if decision.recorded.is_none() && matches!(command, Command::Tick {}) {
            return;
        }
        let events = decision.recorded.iter().flat_map(|record| &record.events);
        let events: Vec<Value> = events.map(|event| names.readable(event)).collect();
        let line = json!({
            "at": decision.recorded.as_ref().map_or(now, |record| record.at),
            "revision": decision.recorded.as_ref().map(|record| record.revision),
            "command": command,
            "outcome": decision.outcome,
            "events": events,
        });
        if let Err(error) = writeln!(file, "{line}") {
            self.fault.get_or_insert(error);
        }
    }

    /// Closes the file.
    pub(crate) fn close(mut self) -> Result<(), Stop> {
        let Some((path, mut file)) = self.file.take() else {
            return Ok(());
        };
        match self.fault.map_or_else(|| file.flush(), Err) {
            Ok(()) => Ok(()),
            Err(error) => Err(failed(&path, &error)),
        }
    }
}

/// A file that cannot be written.
pub(crate) fn failed(path: &Path, error: &std::io::Error) -> Stop {
    Stop::failed(format!("{}: cannot be written: {error}", path.display()))
}
