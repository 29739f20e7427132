//! What a suite reports.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// One way in which something does not keep to its contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The part of the contract, one of the `CASES` of the suite.
    pub case: &'static str,
    /// What was seen.
    pub what: String,
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {}", self.case, self.what)
    }
}

/// All faults that were found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {of} does not keep to its contract:{}", self.faults.iter().map(|fault| format!("\n- {fault}")).collect::<String>())]
pub struct Faulty {
    /// What was tried: a store, a presence, a clock, a strategy.
    pub of: &'static str,
    /// The faults, case by case in the order of the suite's `CASES`.
    pub faults: Vec<Fault>,
}

impl Faulty {
    pub(crate) fn unless_none(of: &'static str, faults: Vec<Fault>) -> Result<(), Faulty> {
        if faults.is_empty() { Ok(()) } else { Err(Faulty { of, faults }) }
    }

    /// Whether a case is among them.
    #[must_use]
    pub fn names(&self, case: &str) -> bool {
        self.faults.iter().any(|fault| fault.case == case)
    }
}

/// Runs something, and gives what it said where it panicked.
pub(crate) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        text.unwrap_or("without a word").to_owned()
    })
}
