//! Ids that a store might take for one another, or for something else.

use crate::agent::AgentDoc;
use crate::command::Command;
use crate::id::MAX_ID_BYTES;
use crate::lead::Lead;
use crate::port::{CommitOutcome, LeadStore};
use crate::testing::store::{Report, Sample};

/// Each is another id than all the others.
pub(crate) const ODD: [&str; 52] = [
    // Upper and lower case, in one alphabet and another, and what is folded to several letters.
    "ann",
    "Ann",
    "ANN",
    "straße",
    "strasse",
    "STRASSE",
    "STRAẞE",
    "σίσυφος",
    "ΣΊΣΥΦΟΣ",
    "i",
    "I",
    "ı",
    "İ",
    // White space at the end and within, and what does not show.
    "a",
    "a ",
    "a  ",
    "a\u{a0}",
    "a\u{200d}",
    "a\u{feff}",
    "a\u{2028}b",
    "a b",
    "a  b",
    // The same letter in one code point and in two; letters that look alike.
    "é",
    "e\u{301}",
    "\u{fb01}n",
    "fin",
    "а",
    // What stands for something else in a pattern, a subject, a path, an address or a quoted text.
    "abc",
    "abbc",
    "a%c",
    "a_c",
    "a*",
    "a.*",
    "a.>",
    "a.b",
    "a.",
    "a..",
    "a/b",
    "a/../b",
    "a\\b",
    "a%2Fb",
    "a+b",
    "a?b#c",
    "o'neill",
    "o''neill",
    "\"a\"",
    "a;--",
    "$1",
    "🦀",
    "🦀🦀",
    // Numbers and words that a loosely typed column turns into something else.
    "1",
    "01",
];

pub(super) fn of_floors(report: &mut Report, store: &impl LeadStore, sample: &Sample) {
    let begin = format!("{} ", sample.floor());
    let room = MAX_ID_BYTES.saturating_sub(begin.len()).saturating_sub(1);
    let long: Vec<String> = ["x", "y"].iter().map(|end| format!("{}{end}", "x".repeat(room))).collect();
    let mut floors = Vec::new();
    for odd in ODD.into_iter().chain(long.iter().map(String::as_str)) {
        match sample.twin(&format!("{begin}{odd}")) {
            Some(mut floor) => {
                let lead = format!("of {}", floors.len());
                let first = floor.part(0, 1);
                let commit = floor.grow(1, &lead);
                floors.push((odd, floor, [first, commit]));
            }
            None => report.fault(format!("the prefix leaves no room for a floor `{odd}`")),
        }
    }
    for (odd, floor, commits) in &floors {
        report.loads(store, floor, 0, 0, &format!("floor `{}`, still unknown", short(odd)));
        for commit in commits {
            report.commit(store, commit, CommitOutcome::Applied, &format!("floor `{}`", short(odd)));
        }
    }
    for (odd, floor, _) in &floors {
        report.loads(store, floor, 0, floor.revision(), &format!("floor `{}`", short(odd)));
    }
}

pub(super) fn within(report: &mut Report, store: &impl LeadStore, sample: &mut Sample) {
    report.commit(store, &sample.part(0, 1), CommitOutcome::Applied, "the first commit");
    let long: Vec<String> =
        ["x", "y"].iter().map(|end| format!("{}{end}", "x".repeat(MAX_ID_BYTES.saturating_sub(1)))).collect();
    let odd = || ODD.into_iter().chain(long.iter().map(String::as_str));
    let leads = odd().filter_map(|id| Lead::new(id).ok().map(Command::Submit));
    let agents = odd().filter_map(|id| AgentDoc::new(id).ok().map(Command::Join));
    let commands: Vec<Command> = agents.chain(leads).collect();
    let wanted = odd().count().saturating_mul(2);
    let commit = sample.grow_by(&commands);
    if commands.len() != wanted || commit.records.len() != wanted {
        report.fault("the suite could not make its leads and agents".to_owned());
        return;
    }
    report.commit(store, &commit, CommitOutcome::Applied, "leads and agents with odd ids");
    report.loads(store, sample, 0, sample.revision(), "leads and agents with odd ids");
}

/// An id as a report shows it.
fn short(id: &str) -> String {
    let begin: String = id.chars().take(20).collect();
    if begin.len() < id.len() {
        format!("{begin}…").escape_debug().to_string()
    } else {
        id.escape_debug().to_string()
    }
}
