//! What can be wrong, or odd, about a policy document.

use core::fmt;

/// One thing that is wrong or odd about a document: where, what, and what may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issue {
    /// Where in the document, such as `queues[0].pull.visible[2]`; a line and a column where it could not be read.
    pub path: String,
    /// What sort of issue it is, for programs.
    pub kind: IssueKind,
    /// Whether the document can be used all the same.
    pub severity: Severity,
    /// What is wrong, for people: lower case, one line.
    pub message: String,
    /// What may have been meant.
    pub suggestion: Option<String>,
}

/// Whether a document can be used all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document is refused.
    Error,
    /// The document can be used; it may not do what was meant.
    Warning,
}

/// The sorts of issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum IssueKind {
    /// Not JSON, or JSON of another shape.
    Syntax,
    /// A field or a variant that documents do not have.
    UnknownField,
    /// A `format` that this release does not read.
    Format,
    /// A `semantics` that this release does not know.
    Semantics,
    /// A text that cannot be a name.
    InvalidName,
    /// Two things of one list have the same name, or one thing is listed twice.
    Duplicate,
    /// A name that nothing has.
    UnknownReference,
    /// A test or a value that does not go with the attribute's type.
    TypeMismatch,
    /// A time zone that does not exist.
    UnknownZone,
    /// A text that cannot be the code of a currency.
    Currency,
    /// A calendar that cannot be read.
    Calendar,
    /// Accounts that cannot be read or asked, or that contradict one another.
    Account,
    /// A territory that cannot be read, or is not sound.
    Territory,
    /// Two territories of one priority that cover the same.
    Overlap,
    /// Something that no territory covers and one has to.
    Uncovered,
    /// Rank keys that cannot be compared by.
    RankKeys,
    /// A number below the least that makes sense.
    TooSmall,
    /// A number, a text or a list beyond what the engine works with.
    TooLarge,
    /// Conditions nested too deep.
    TooDeep,
    /// A pool of a queue that nobody may pull from.
    NotPullable,
    /// A plan without stages.
    NoStages,
    /// A recycle stage that does not go back.
    NotBack,
    /// Stages that a lead could go through for ever at one instant.
    EndlessLoop,
    /// Nothing refers to it.
    Unused,
    /// A stage that no lead can come to.
    Unreachable,
    /// Numbers that have to rise and do not.
    NotInOrder,
    /// A stage in which a lead lies for ever: a pool, if nobody claims it, or a queue in which nobody can take it.
    NoWayOut,
    /// Stages through which a lead that nobody takes may go round for ever, some wait in every round.
    GoesRound,
    /// A plan whose last stage can leave a lead without a next one.
    RunsOffEnd,
    /// Two rules of the same `order`.
    SameOrder,
    /// A rule that never matches because of an earlier one.
    Shadowed,
    /// A condition that never holds.
    NeverHolds,
    /// A plan, a queue or an agent that no lead comes to.
    Unreached,
    /// A stage or a tier whose members can never take a lead.
    NoTakers,
    /// A zone that has not been said, and is needed.
    NoZone,
    /// No default plan and no rule that matches every lead.
    NoDefault,
    /// A queue that nobody is a member of.
    NoMembers,
    /// A rotation in which nobody has a weight.
    NoWeight,
    /// A queue that deals by merit and does not say by which.
    NoMerit,
    /// A tier that no member is in.
    EmptyTier,
    /// A limit of 0, which lets nothing through.
    NothingPasses,
    /// A setting that changes nothing.
    NoEffect,
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, ", did you mean `{suggestion}`?"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// Why a document was refused: every issue of it at once, warnings included, errors first.
///
/// Displays one line an issue: ``error: rules[0].plan: unknown plan `standrad`, did you mean `standard`?``.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(.issues))]
pub struct PolicyError {
    /// At least one of them an error.
    pub issues: Vec<Issue>,
}

fn lines(issues: &[Issue]) -> String {
    let lines: Vec<String> = issues.iter().map(|issue| format!("{}: {issue}", issue.severity)).collect();
    lines.join("\n")
}
