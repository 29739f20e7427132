//! A whole scenario, from its text to its end.

use crate::floor::Floor;
use crate::testing::script::difference::Difference;
use crate::testing::script::printed::Printed;
use crate::testing::script::read::{BadLine, Script};
use crate::testing::script::runner::Runner;

/// Why a scenario stopped before its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// A line cannot be read. Nothing was run.
    #[error(transparent)]
    Bad(#[from] BadLine),
    /// An expectation is not met.
    #[error(transparent)]
    Unmet(#[from] Unmet),
}

/// An expectation that is not met.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, step {step}: not as expected{}", listed(differences))]
pub struct Unmet {
    /// The number of the step.
    pub step: u64,
    /// The line of the file.
    pub line: usize,
    /// Where it is not met.
    pub differences: Vec<Difference>,
}

fn listed(differences: &[Difference]) -> String {
    let line = |one: &Difference| {
        format!("\n  {}\n    expected {}\n    got      {}", one.path, one.expected, one.got)
    };
    differences.iter().map(line).collect()
}

/// Reads a scenario and runs it to its end or to the first expectation that is not met; `print` gets every step,
/// the last one included.
///
/// # Errors
/// [`Stop`] says why it stopped.
pub fn play(
    text: &str,
    file: impl FnMut(&str) -> Result<String, String>,
    mut print: impl FnMut(&Printed),
) -> Result<Floor, Stop> {
    let script = Script::read(text, file)?;
    let mut runner = Runner::new(script.policy, script.opens_at);
    for line in &script.lines {
        let (printed, differences) = runner.step(line);
        print(&printed);
        if !differences.is_empty() {
            return Err(Stop::Unmet(Unmet { step: printed.step, line: line.line, differences }));
        }
    }
    Ok(runner.into_floor())
}
