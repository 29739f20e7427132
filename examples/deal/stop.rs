//! How a run ends, and why it ends early.

use std::io::{ErrorKind, Write, stderr, stdout};
use std::process::ExitCode;

/// Why the run ended early.
#[derive(Debug)]
pub(crate) struct Stop {
    /// The exit code.
    pub(crate) code: u8,
    /// What to say.
    pub(crate) message: String,
}

impl Stop {
    /// What was asked for is wrong.
    pub(crate) fn wrong(message: impl Into<String>) -> Stop {
        Stop { code: 2, message: message.into() }
    }

    /// What was asked for is right and could not be done.
    pub(crate) fn failed(message: impl Into<String>) -> Stop {
        Stop { code: 1, message: message.into() }
    }
}

/// Prints what came of a run, or says why it ended early. That nobody reads on, as after `| head -1`, is no failure.
pub(crate) fn conclude(ended: Result<String, Stop>) -> ExitCode {
    let printed = ended.and_then(|text| match stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Stop::failed(format!("the report cannot be written: {error}")))
        }
        _ => Ok(()),
    });
    let Err(stop) = printed else { return ExitCode::SUCCESS };
    // Nobody may be listening any more.
    let _ = writeln!(stderr(), "{}", stop.message);
    ExitCode::from(stop.code)
}
