//! Lengths of time on one clock.

use super::report::Report;
use super::scope::Scope;
use crate::policy::compiled::Timer;
use crate::policy::doc::TimerDoc;
use crate::policy::path::Path;

/// A timer of at least so many seconds, 0 or 1.
pub(super) fn compile(
    timer: &TimerDoc,
    path: &Path<'_>,
    least: u64,
    scope: &Scope,
    report: &mut Report,
) -> Option<Timer> {
    let span = |path: &Path<'_>, seconds, report: &mut Report| {
        if least > 0 { report.some_span(path, seconds) } else { report.span(path, seconds) }
    };
    match timer {
        TimerDoc::WallS(seconds) => Some(Timer::Wall(span(&path.field("wall_s"), *seconds, report))),
        TimerDoc::Business { open_s, calendar } => {
            let path = path.field("business");
            let open = span(&path.field("open_s"), *open_s, report);
            let calendar = scope.calendars.find(&path.field("calendar"), calendar, report)?;
            Some(Timer::Business { open, calendar })
        }
    }
}
