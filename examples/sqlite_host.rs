//! Two hosts over one SQLite file, and what a manager asks of it by plain SQL.
//!
//! `cargo run --example sqlite_host --features sqlite -- [FILE]`; without a file, in one that goes when it ends.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[macro_use]
#[path = "common/print.rs"]
mod print;

use std::path::Path;

use fairdeal::store::sqlite::{Durability, SqliteOptions, SqliteStore};
use fairdeal::{
    Clock, Command, Disposition, Engine, FloorId, Lead, ManualClock, Outcome, Policy, PresenceBoard,
    PresenceState, Sign, Span, Timestamp,
};
use rusqlite::Connection;

type Host = Engine<SqliteStore, PresenceBoard, ManualClock>;
type Anything = Box<dyn std::error::Error>;

const POLICY: &str = r#"{
  "format": 1, "semantics": 1, "id": "inbound", "default_plan": "web",
  "queues": [{"id": "web"}],
  "caps": [{"id": "daily", "limit": 3, "per": ["agent"], "window": "day"}],
  "plans": [{"id": "web", "stages": [{"id": "deal", "action": {"queue": {"queue": "web"}}}]}],
  "agents": [
    {"id": "Ann", "queues": [{"queue": "web"}]},
    {"id": "Bob", "queues": [{"queue": "web"}]},
    {"id": "Cat", "queues": [{"queue": "web", "weight": 2}]}
  ]
}"#;

fn main() -> Result<(), Anything> {
    let folder = tempfile::tempdir()?;
    let path = std::env::args().nth(1).map_or_else(|| folder.path().join("leads.db"), Into::into);
    let now: Timestamp = "2026-03-02T15:00:00Z".parse()?;
    let (board, clock, north) = (PresenceBoard::new(), ManualClock::new(now), FloorId::new("north")?);
    // Two hosts, as two processes would have them: each with a handle of its own to the file.
    let options = SqliteOptions::new().durability(Durability::Full).tables(true);
    let open = || -> Result<Host, Anything> {
        let store = options.open(&path)?;
        let policy = Policy::from_json(POLICY)?;
        Ok(Engine::open(north.clone(), store, board.clone(), clock.clone(), policy)?)
    };
    let (mut website, mut phone) = (open()?, open()?);
    for number in 1..=11 {
        clock.advance(Span::minutes(7));
        for agent in ["Ann", "Bob", "Cat"] {
            board.set(&north, Sign::new(agent.parse()?, PresenceState::Available, clock.now()));
        }
        let host = if number % 3 == 0 { &mut phone } else { &mut website };
        let answer = host.run(&Command::Submit(Lead::new(&format!("enquiry {number:02}"))?))?;
        let Outcome::Assigned { agent, .. } = answer.outcome() else { continue };
        if number % 4 == 0 {
            let disposition = Disposition::Final { code: "sold".into() };
            let lead = format!("enquiry {number:02}").parse()?;
            host.run(&Command::Dispose { lead, agent: agent.clone(), disposition })?;
        }
    }
    report(&path)
}

/// Who has what: nothing but SQL over the file, as any tool would ask it.
fn report(path: &Path) -> Result<(), Anything> {
    let conn = Connection::open(path)?;
    println!("Who has what:");
    let mut ask = conn.prepare(
        "SELECT a.agent, a.open_leads, ifnull(c.used, 0), c.allowed,
                (SELECT group_concat(lead, ', ') FROM (SELECT lead FROM leads WHERE floor = a.floor AND owner = a.agent
                                                       AND standing = 'owned' ORDER BY since_ms))
         FROM agents a LEFT JOIN counters c ON c.floor = a.floor AND c.agent = a.agent AND c.cap = 'daily'
         WHERE a.floor = 'north' AND a.standing = 'here' ORDER BY a.agent",
    )?;
    let mut rows = ask.query([])?;
    while let Some(row) = rows.next()? {
        let (agent, open, used): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (most, leads): (Option<i64>, Option<String>) = (row.get(3)?, row.get(4)?);
        let most = most.map_or_else(|| "any number".to_owned(), |most| most.to_string());
        println!("  {agent}: {open} open, {used} of {most} for today ({})", leads.unwrap_or_default());
    }
    println!("Sold:");
    let mut ask = conn.prepare(
        "SELECT lead, agent, (until_ms - at_ms) / 60000, strftime('%H:%M', until_ms / 1000, 'unixepoch')
         FROM assignments WHERE ended = 'closed' AND code = 'sold' ORDER BY until_ms",
    )?;
    let mut rows = ask.query([])?;
    while let Some(row) = rows.next()? {
        let (lead, agent, at): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
        println!("  {lead} by {agent}, at {at} UTC");
    }
    let waiting: i64 =
        conn.query_row("SELECT count(*) FROM leads WHERE standing = 'waiting'", [], |row| row.get(0))?;
    println!("Waiting for somebody who may have one more today: {waiting}");
    Ok(())
}
