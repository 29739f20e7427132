//! What can be wrong with a calendar document.

use core::fmt;

/// One fault of a [`CalendarDoc`](crate::calendar::CalendarDoc): where, what, and what may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarFault {
    /// Where in the document, such as `weekly[0].blocks[1].from`.
    pub path: String,
    /// What is wrong there.
    pub message: String,
    /// What would have been right, where that can be guessed.
    pub suggestion: Option<String>,
}

impl CalendarFault {
    pub(crate) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into(), suggestion: None }
    }

    pub(crate) fn suggest(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }
}

impl fmt::Display for CalendarFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, ", did you mean `{suggestion}`?"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for CalendarFault {}
