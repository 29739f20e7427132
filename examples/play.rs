//! Plays a scenario: JSON lines of commands, presence and ticks, with what is expected of them.
//!
//! `cargo run --release --example play -- tests/golden/strategy_round_robin.jsonl`

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use fairdeal::testing::script::{Printed, Stop, play};

/// Plays a scenario: one JSON line a step in, one JSON line a step out.
#[derive(Parser)]
#[command(name = "play", after_long_help = FORMAT)]
struct Arguments {
    /// The scenario, or `-` for standard input.
    file: String,
}

const FORMAT: &str = r##"THE FILE
  One JSON object a line; blank lines and lines that begin with # are passed over.
    {"policy": {…}}  or  {"policy_file": "…"}      opens the floor; the path is relative to the file's folder
    {"at": …, "presence": {"ann": "available", "bob": {"state": "away", "since": …, "active_at": …}}}
    {"at": …, "do": {"submit": {…}}}               any command
    {"at": …, "tick": {}}                          whatever is due by then
  Any line after the policy may carry
    "expect": {…}    a part of what the step prints: every key given must match, lists element by element;
                     {"assigned": {"agent": "ann"}} stands for {"outcome": {"assigned": {"agent": "ann"}}}
    "state": {…}     a part of the floor afterwards: leads, agents, queues by id
    "explain": true  prints why

AN EXAMPLE
  {"policy": {"format": 1, "semantics": 1, "id": "p", "default_plan": "d", "queues": [{"id": "web"}], "plans": [{"id": "d", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]}], "agents": [{"id": "ann", "queues": [{"queue": "web"}]}]}}
  {"at": "2026-03-02T14:00:00Z", "presence": {"ann": "available"}}
  {"at": "2026-03-02T14:00:00Z", "do": {"submit": {"id": "L-1"}}, "expect": {"assigned": {"agent": "ann"}}, "explain": true}
  {"at": "2026-03-02T14:05:00Z", "do": {"submit": {"id": "L-2"}}, "expect": {"queued": {"position": 1}, "finally": {"waiting": {"queue": "web"}}}}

IT PRINTS, A LINE A STEP
  step, line, at, outcome, events (ids in place of slots), ticks (what was due before and what followed),
  finally (where the command's lead is in the end), next_deadline, explanation

IT EXITS
  0 when every expectation is met
  1 at the first that is not, with the path, what was expected and what there is
  2 when the file cannot be read, with FILE:LINE:COLUMN; nothing has been run then"##;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments.file) {
        Ok(()) => ExitCode::SUCCESS,
        Err((code, message)) => {
            // There is nobody left to tell if standard error is closed.
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::from(code)
        }
    }
}

fn run(file: &str) -> Result<(), (u8, String)> {
    let (name, text) = if file == "-" {
        let mut text = String::new();
        let read = io::stdin().read_to_string(&mut text).map(|_| text);
        ("standard input", read)
    } else {
        (file, std::fs::read_to_string(file))
    };
    let text = text.map_err(|error| (2, format!("{name}: {error}")))?;
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    let policy_file = |path: &str| {
        let path = folder.join(path);
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let mut out = io::stdout().lock();
    let mut written = Ok(());
    let print = |printed: &Printed| {
        if written.is_ok() {
            written = serde_json::to_string(printed)
                .map_err(io::Error::from)
                .and_then(|line| writeln!(out, "{line}"));
        }
    };
    let played = play(&text, policy_file, print);
    match written {
        // Nobody reads on.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
        other => other.map_err(|error| (2, format!("standard output: {error}")))?,
    }
    match played {
        Ok(_) => Ok(()),
        Err(Stop::Bad(bad)) => Err((2, format!("{name}:{bad}"))),
        Err(Stop::Unmet(unmet)) => Err((1, format!("{name}: {unmet}"))),
    }
}
