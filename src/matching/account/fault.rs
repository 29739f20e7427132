//! What can be wrong with a list of accounts.

use core::fmt;

/// One fault of an [`AccountsDoc`](super::AccountsDoc): where, what, and what may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountFault {
    /// Where in the document, such as `accounts[3].parent`.
    pub path: String,
    /// What sort of fault it is, for programs.
    pub kind: AccountFaultKind,
    /// What is wrong there.
    pub message: String,
    /// What may have been meant.
    pub suggestion: Option<String>,
}

/// The sorts of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AccountFaultKind {
    /// Not JSON, or JSON of another shape.
    Syntax,
    /// Two accounts with one id.
    Duplicate,
    /// A parent that is no account.
    UnknownParent,
    /// An account that is its own parent, by whatever way.
    Circle,
    /// A name, a domain or a number in which nothing can be read.
    Unreadable,
    /// A name or a list longer than the engine works with.
    TooLarge,
    /// A limit beyond its bounds, or two that are not in order.
    NotInOrder,
    /// A name, a domain or a telephone number that another account has too, a name in the same scope at the same time.
    Shared,
    /// A name that an account has and takes back, or that is blocked.
    Contradiction,
    /// Something that changes nothing.
    NoEffect,
}

impl fmt::Display for AccountFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, ", did you mean `{suggestion}`?"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for AccountFault {}

impl AccountFault {
    pub(super) fn new(path: impl Into<String>, kind: AccountFaultKind, message: impl Into<String>) -> Self {
        Self { path: path.into(), kind, message: message.into(), suggestion: None }
    }

    pub(super) fn syntax(error: &serde_json::Error) -> Self {
        let path = format!("line {}, column {}", error.line(), error.column());
        Self::new(path, AccountFaultKind::Syntax, error.to_string())
    }
}
