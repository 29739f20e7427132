//! What is left, held against what everybody was told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fairdeal::{
    AgentId, Command, FloorState, LeadId, LeadStanding, LeadStore, Outcome, Reason, Recorded, Revision,
};

use super::found::{Found, Wrong};
use super::journal::{self, Entry, hash, hash_of};
use super::{Trial, floors};

/// What was told of one floor.
#[derive(Default)]
struct Said {
    /// Acknowledged records: revision, hash, and who was told.
    records: Vec<(Revision, u64, String)>,
    /// Commits as they were sent, by the revision they are based on.
    sent: BTreeMap<Revision, Vec<Vec<u64>>>,
    /// A lead was given to an agent by the record of this revision.
    assigned: BTreeMap<Revision, Vec<(LeadId, AgentId)>>,
    /// Leads that came in.
    leads: BTreeSet<LeadId>,
    /// Leads that somebody meant to bring.
    meant: BTreeSet<LeadId>,
    /// States as hosts had them.
    states: BTreeMap<Revision, Vec<u64>>,
}

/// Reads the journals and the store. The store has to give the whole history, without a base.
pub fn audit<S: LeadStore>(trial: &Trial, folder: &Path, store: &S, found: &mut Found) {
    let mut floors: Vec<Said> = (0..trial.floors).map(|_| Said::default()).collect();
    for process in 0..trial.processes {
        for thread in 0..trial.threads {
            let (entries, _) = journal::read(&journal::path(folder, process, thread));
            let who = format!("process {process}, thread {thread}");
            listen(&who, entries, &mut floors, found);
        }
    }
    for (number, said) in floors.iter().enumerate() {
        let floor = floors::id(&trial.prefix, number);
        match store.load(&floor, 0) {
            Ok(loaded) if loaded.base.is_some() => {
                found.wrong(
                    Wrong::History,
                    format!("floor {number}: the audit needs all records, without a base"),
                );
            }
            Ok(loaded) => judge(number, said, &loaded.records, found),
            Err(error) => found.wrong(Wrong::History, format!("floor {number} cannot be loaded: {error}")),
        }
    }
}

fn listen(who: &str, entries: Vec<Entry>, floors: &mut [Said], found: &mut Found) {
    let mut command_of: BTreeMap<u64, Command> = BTreeMap::new();
    for entry in entries {
        match entry {
            Entry::Begun { .. } => {}
            Entry::Means { number, floor, command } => {
                let command: Command = serde_json::from_str(&command).unwrap();
                if let Command::Submit(lead) = &command {
                    floors[floor].meant.insert(lead.id().clone());
                }
                command_of.insert(number, command);
            }
            Entry::Sends { floor, based_on, records } => {
                found.commits_sent += 1;
                floors[floor].sent.entry(based_on).or_default().push(records);
            }
            Entry::Cut { before: true } => found.cut_before += 1,
            Entry::Cut { before: false } => found.cut_after += 1,
            Entry::Conflict {} => found.conflicts += 1,
            Entry::Failed { .. } => found.failed += 1,
            Entry::Broken { what } => found.wrong(Wrong::Worker, format!("{who}: {what}")),
            Entry::Told { number, floor, outcome, decided, records, state, again } => {
                let said = &mut floors[floor];
                found.commands += 1;
                found.given_again += usize::from(again > 0);
                let what = format!("{who}, command {number}");
                said.records
                    .extend(records.into_iter().map(|(revision, hash)| (revision, hash, what.clone())));
                if let Some((revision, hash)) = state {
                    said.states.entry(revision).or_default().push(hash);
                }
                match (&outcome, decided) {
                    (Outcome::Refused(refused), _) => {
                        found.refused += 1;
                        found.clock_behind +=
                            usize::from(matches!(refused.reason, Reason::ClockBehind { .. }));
                        continue;
                    }
                    (Outcome::Assigned { lead, agent, .. }, Some(revision)) => {
                        said.assigned.entry(revision).or_default().push((lead.clone(), agent.clone()));
                    }
                    _ => {}
                }
                if let Some(Command::Submit(lead)) = command_of.get(&number) {
                    said.leads.insert(lead.id().clone());
                }
            }
        }
    }
}

fn judge(number: usize, said: &Said, history: &[Recorded], found: &mut Found) {
    found.records += history.len();
    let hashes: Vec<u64> = history.iter().map(hash_of).collect();
    for (revision, hash, who) in &said.records {
        found.decisions_checked += 1;
        match usize::try_from(*revision).ok().and_then(|at| hashes.get(at.checked_sub(1)?)) {
            Some(there) if there == hash => {}
            Some(_) => {
                found.wrong(Wrong::Lost, format!("floor {number}: {who}: record {revision} is another one"))
            }
            None => {
                found.wrong(Wrong::Lost, format!("floor {number}: {who}: record {revision} is not there"))
            }
        }
    }
    whole_commits(number, said, &hashes, found);

    let mut state = FloorState::new();
    let mut caps: BTreeMap<(String, Option<AgentId>), u64> = BTreeMap::new();
    for record in history {
        let revision = record.revision;
        let assigned = said.assigned.get(&revision).map(Vec::as_slice).unwrap_or_default();
        for (lead, agent) in assigned {
            found.assignments_checked += 1;
            if let Some(owner) = owner(&state, lead) {
                let what = format!(
                    "floor {number}, record {revision}: {lead} is given to {agent} and was {owner}'s"
                );
                found.wrong(Wrong::Twice, what);
            }
        }
        if assigned.len() > 1 {
            found.wrong(Wrong::Twice, format!("floor {number}, record {revision}: told to {assigned:?}"));
        }
        if let Err(error) = state.apply(record) {
            found.wrong(Wrong::History, format!("floor {number}: record {revision}: {error}"));
            return;
        }
        for (lead, agent) in assigned {
            if owner(&state, lead).as_ref() != Some(agent) {
                let what =
                    format!("floor {number}, record {revision}: {lead} was said to be {agent}'s and is not");
                found.wrong(Wrong::Lost, what);
            }
        }
        by_counters(number, &state, &mut caps, found);
        if revision % 8 == 0 {
            by_owners(number, &state, found);
        }
        if let Some(seen) = said.states.get(&revision) {
            let right = hash(&state.snapshot());
            found.states_compared += seen.len();
            if seen.iter().any(|hash| *hash != right) {
                found.wrong(
                    Wrong::Replay,
                    format!("floor {number}: a host had another state at revision {revision}"),
                );
            }
        }
    }
    let end = state.revision();
    if let Some((revision, _)) = said.states.range(end + 1..).next() {
        found.wrong(Wrong::Lost, format!("floor {number}: a host was at revision {revision} of {end}"));
    }
    if let Err(broken) = state.check() {
        found.wrong(Wrong::Replay, format!("floor {number}: {broken:?}"));
    }
    let there: BTreeSet<LeadId> = state.lead_views().iter().map(|view| view.lead.id().clone()).collect();
    for lead in said.leads.difference(&there) {
        found.wrong(Wrong::Lost, format!("floor {number}: lead {lead} was taken in and is not there"));
    }
    for lead in there.difference(&said.meant) {
        found.wrong(Wrong::Invented, format!("floor {number}: nobody brought lead {lead}"));
    }
}

/// The history is a row of commits as they were sent, each whole.
fn whole_commits(number: usize, said: &Said, hashes: &[u64], found: &mut Found) {
    let mut ends = vec![false; hashes.len() + 1];
    ends[0] = true;
    for at in 0..hashes.len() {
        if !ends[at] {
            continue;
        }
        for sent in said.sent.get(&(at as u64)).into_iter().flatten() {
            if hashes[at..].starts_with(sent) {
                ends[at + sent.len()] = true;
            }
        }
    }
    if !ends[hashes.len()] {
        let last = ends.iter().rposition(|end| *end).unwrap_or(0);
        let what =
            format!("floor {number}: what follows revision {last} of {} is no whole commit", hashes.len());
        found.wrong(Wrong::Torn, what);
    }
}

fn owner(state: &FloorState, lead: &LeadId) -> Option<AgentId> {
    match state.lead_view(lead)?.standing {
        LeadStanding::Owned { agent, .. } => Some(agent),
        _ => None,
    }
}

/// No count grows while it is above its limit.
pub fn by_counters(
    number: usize,
    state: &FloorState,
    before: &mut BTreeMap<(String, Option<AgentId>), u64>,
    found: &mut Found,
) {
    let mut now = BTreeMap::new();
    for view in state.cap_views() {
        let key = (view.cap.to_string(), view.agent.clone());
        if view.used > view.limit && view.used > before.get(&key).copied().unwrap_or(0) {
            let (revision, used, limit) = (state.revision(), view.used, view.limit);
            found.wrong(
                Wrong::Cap,
                format!("floor {number}, record {revision}: cap {key:?}: {used} of {limit}"),
            );
        }
        found.caps_full += usize::from(view.remaining == 0);
        now.insert(key, view.used);
    }
    *before = now;
}

/// Nobody owns more than one may at once: counted anew from the leads, and not by the counters.
pub fn by_owners(number: usize, state: &FloorState, found: &mut Found) {
    let mut owned: BTreeMap<AgentId, u64> = BTreeMap::new();
    for view in state.lead_views() {
        if let LeadStanding::Owned { agent, .. } = view.standing {
            *owned.entry(agent).or_default() += 1;
        }
    }
    for (agent, leads) in owned.into_iter().filter(|(_, leads)| *leads > floors::AT_ONCE) {
        let revision = state.revision();
        found.wrong(
            Wrong::Cap,
            format!("floor {number}, record {revision}: {agent} owns {leads} leads at once"),
        );
    }
}
