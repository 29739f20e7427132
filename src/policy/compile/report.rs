//! What is found on the way through a document.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Zone;
use crate::lead::MAX_TEXT_BYTES;
use crate::policy::issue::{Issue, IssueKind, Severity};
use crate::policy::path::Path;
use crate::time::Span;

/// A hundred years of 365.25 days.
const LONGEST_S: u64 = 3_155_760_000;

/// What a name can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Noun {
    Attribute,
    Set,
    HolidaySet,
    ContactHours,
    Calendar,
    WorkKind,
    Skill,
    Trait,
    Queue,
    Cap,
    Merit,
    Sticky,
    Cadence,
    Step,
    Plan,
    Stage,
    Buyer,
    Level,
}

impl Noun {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Noun::Attribute => "attribute",
            Noun::Set => "set",
            Noun::ContactHours => "contact hours",
            Noun::HolidaySet => "holiday set",
            Noun::Calendar => "calendar",
            Noun::WorkKind => "work kind",
            Noun::Skill => "skill",
            Noun::Trait => "trait",
            Noun::Queue => "queue",
            Noun::Cap => "cap",
            Noun::Merit => "merit",
            Noun::Sticky => "sticky",
            Noun::Cadence => "cadence",
            Noun::Step => "step",
            Noun::Plan => "plan",
            Noun::Stage => "stage",
            Noun::Buyer => "buyer",
            Noun::Level => "level",
        }
    }
}

/// The issues so far, and what has been referred to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    issues: Vec<Issue>,
    used: BTreeSet<(Noun, usize)>,
    /// Reading a zone takes long next to everything else, and policies name few.
    zones: BTreeMap<String, Zone>,
}

impl Report {
    pub(super) fn error(&mut self, path: &Path<'_>, kind: IssueKind, message: impl Into<String>) {
        self.add(path, kind, Severity::Error, message.into(), None);
    }

    /// An error whose path is text already.
    pub(super) fn error_at(&mut self, path: String, kind: IssueKind, message: String) {
        let severity = Severity::Error;
        self.issues.push(Issue { path, kind, severity, message, suggestion: None });
    }

    pub(crate) fn warn(&mut self, path: &Path<'_>, kind: IssueKind, message: impl Into<String>) {
        self.add(path, kind, Severity::Warning, message.into(), None);
    }

    pub(super) fn error_meaning(
        &mut self,
        path: &Path<'_>,
        kind: IssueKind,
        message: impl Into<String>,
        suggestion: Option<String>,
    ) {
        self.add(path, kind, Severity::Error, message.into(), suggestion);
    }

    fn add(
        &mut self,
        path: &Path<'_>,
        kind: IssueKind,
        severity: Severity,
        message: String,
        suggestion: Option<String>,
    ) {
        self.issues.push(Issue { path: path.to_string(), kind, severity, message, suggestion });
    }

    pub(super) fn add_issue(&mut self, issue: Issue) {
        self.issues.push(issue);
    }

    pub(super) fn has_errors(&self) -> bool {
        self.issues.iter().any(|issue| issue.severity == Severity::Error)
    }

    /// Every issue, errors first, otherwise in the order they were found.
    pub(super) fn into_issues(self) -> Vec<Issue> {
        let mut issues = self.issues;
        issues.sort_by_key(|issue| issue.severity);
        issues
    }

    pub(super) fn mark_used(&mut self, noun: Noun, index: usize) {
        self.used.insert((noun, index));
    }

    pub(crate) fn is_used(&self, noun: Noun, index: usize) -> bool {
        self.used.contains(&(noun, index))
    }

    /// A length of time in seconds, zero included.
    pub(super) fn span(&mut self, path: &Path<'_>, seconds: u64) -> Span {
        if seconds > LONGEST_S {
            let message = format!("{seconds} seconds are more than 100 years");
            self.error(path, IssueKind::TooLarge, message);
        }
        Span::seconds(seconds)
    }

    /// A length of time in seconds, at least one.
    pub(super) fn some_span(&mut self, path: &Path<'_>, seconds: u64) -> Span {
        self.at_least_one(path, seconds);
        self.span(path, seconds)
    }

    pub(super) fn at_least_one(&mut self, path: &Path<'_>, number: u64) {
        if number == 0 {
            self.error(path, IssueKind::TooSmall, "0 makes no sense here, 1 is the least");
        }
    }

    /// A text for people, or one to compare with.
    pub(super) fn text(&mut self, path: &Path<'_>, text: &str) {
        if text.len() > MAX_TEXT_BYTES {
            let message = format!("a text of {} bytes, {MAX_TEXT_BYTES} are allowed", text.len());
            self.error(path, IssueKind::TooLarge, message);
        }
    }

    /// A limit, where 0 is allowed but lets nothing through.
    pub(super) fn limit(&mut self, path: &Path<'_>, limit: u64) {
        if limit == 0 {
            self.warn(path, IssueKind::NothingPasses, "a limit of 0 lets nothing through");
        }
    }

    pub(super) fn zone(&mut self, path: &Path<'_>, name: &str) -> Option<Zone> {
        if let Some(zone) = self.zones.get(name) {
            return Some(zone.clone());
        }
        match Zone::named(name) {
            Ok(zone) => {
                self.zones.insert(name.to_owned(), zone.clone());
                Some(zone)
            }
            Err(unknown) => {
                let shown: String = name.chars().take(100).collect();
                let message = format!("unknown time zone `{shown}`");
                self.error_meaning(path, IssueKind::UnknownZone, message, unknown.suggestion);
                None
            }
        }
    }
}
