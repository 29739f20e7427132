//! Why a run ends early.

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
