//! Floors that many writers share, and what must be true of them afterwards.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fairdeal::store::jetstream::{JetStreamError, JetStreamOptions, JetStreamStore};
use fairdeal::*;

pub const AGENTS: usize = 6;
/// The cap of each agent; what comes above it waits.
pub const LIMIT: usize = 12;

pub fn start() -> Timestamp {
    "2026-03-02T15:00:00Z".parse().unwrap()
}

pub fn floor_id(floor: usize) -> FloorId {
    FloorId::new(&format!("floor {floor}.> ß")).unwrap()
}

pub fn policy() -> Policy {
    let agents: Vec<_> = (0..AGENTS)
        .map(|number| format!(r#"{{"id": "a{number:02}", "queues": [{{"queue": "web"}}]}}"#))
        .collect();
    let json = format!(
        r#"{{"format": 1, "semantics": 1, "id": "p", "queues": [{{"id": "web"}}],
            "caps": [{{"id": "daily", "limit": {LIMIT}, "per": ["agent"], "window": "day"}}],
            "plans": [{{"id": "std", "stages": [{{"id": "deal", "action": {{"queue": {{"queue": "web"}}}}}}]}}],
            "default_plan": "std", "agents": [{}]}}"#,
        agents.join(",")
    );
    Policy::from_json(&json).unwrap_or_else(|error| panic!("{error}"))
}

/// Everybody at the desk.
fn sign_in(board: &PresenceBoard, floor: usize, now: Timestamp) {
    for number in 0..AGENTS {
        let agent = AgentId::new(&format!("a{number:02}")).unwrap();
        board.set(&floor_id(floor), Sign::new(agent, PresenceState::Available, now));
    }
}

/// A decision that a writer was told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    pub floor: usize,
    pub lead: usize,
    /// Who has it; none if it waits.
    pub agent: Option<AgentId>,
    /// Where the floor stood.
    pub revision: Revision,
}

/// What the writers of a test met with.
#[derive(Debug, Default)]
pub struct Met {
    pub unknown: AtomicU64,
    pub failed: AtomicU64,
    pub conflicts: AtomicU64,
    pub clock_behind: AtomicU64,
}

impl Met {
    pub fn said(&self) -> String {
        let count = |number: &AtomicU64| number.load(Ordering::Relaxed);
        format!(
            "{} unknown outcomes, {} other failures, {} conflicts, {} refusals of a clock that lags",
            count(&self.unknown),
            count(&self.failed),
            count(&self.conflicts),
            count(&self.clock_behind)
        )
    }
}

/// Who does what: writer `me` of `all`, leads `0..leads` dealt over `floors`, from its `done`-th one on.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    pub me: usize,
    pub all: usize,
    pub leads: usize,
    pub floors: usize,
    pub done: usize,
    /// How far this writer's clock is ahead.
    pub ahead_s: u64,
}

impl Share {
    /// The leads of this writer: its own, and every fifth of its neighbour's as well.
    pub fn mine(self) -> impl Iterator<Item = usize> {
        (0..self.leads).filter(move |lead| {
            let neighbour = (self.me + 1) % self.all;
            lead % self.all == self.me || lead % 5 == 0 && lead % self.all == neighbour
        })
    }
}

/// Submits a writer's leads until each of them is decided, whatever fails, and reports every decision at once.
pub fn work(
    store: &JetStreamStore,
    share: Share,
    met: &Met,
    patience: Duration,
    mut report: impl FnMut(Acknowledged),
) {
    let clock = ManualClock::new(start().plus(Span::seconds(share.ahead_s)));
    let (policy, board) = (policy(), PresenceBoard::new());
    let mut hosts: BTreeMap<usize, Engine<JetStreamStore, PresenceBoard, ManualClock>> = BTreeMap::new();
    for lead in share.mine().skip(share.done) {
        let floor = lead % share.floors;
        sign_in(&board, floor, clock.now());
        let command = Command::Submit(Lead::new(&format!("L-{lead}")).unwrap());
        let began = Instant::now();
        let (agent, revision) = loop {
            assert!(
                began.elapsed() < patience,
                "lead {lead} is not decided after {patience:?}: {}",
                met.said()
            );
            let failed = |error: EngineError<JetStreamError, _>| match error {
                EngineError::Store(JetStreamError::Unknown { .. }) => {
                    met.unknown.fetch_add(1, Ordering::Relaxed)
                }
                EngineError::Store(
                    JetStreamError::Silent { .. }
                    | JetStreamError::Refused { .. }
                    | JetStreamError::SetBack { .. },
                ) => met.failed.fetch_add(1, Ordering::Relaxed),
                EngineError::Flow(FlowError::Contended { .. }) => {
                    met.conflicts.fetch_add(256, Ordering::Relaxed)
                }
                other => panic!("{other}"),
            };
            let host = match hosts.get_mut(&floor) {
                Some(host) => host,
                None => {
                    let id = floor_id(floor);
                    match Engine::open(id, store.clone(), board.clone(), clock.clone(), policy.clone()) {
                        Ok(host) => hosts.entry(floor).or_insert(host),
                        Err(error) => {
                            failed(error);
                            continue;
                        }
                    }
                }
            };
            let answer = match host.run(&command) {
                Ok(answer) => answer,
                Err(error) => {
                    failed(error);
                    continue;
                }
            };
            met.conflicts.fetch_add(u64::from(answer.conflicts), Ordering::Relaxed);
            match answer.outcome() {
                Outcome::Assigned { agent, .. } => break (Some(agent.clone()), answer.revision),
                Outcome::Queued { .. } => break (None, answer.revision),
                // It was kept by a commit of unknown outcome, or by the neighbour.
                Outcome::Unchanged { .. } => {
                    break (owner(host.state().unwrap(), lead), answer.revision);
                }
                Outcome::Refused(refused) if matches!(refused.reason, Reason::ClockBehind { .. }) => {
                    met.clock_behind.fetch_add(1, Ordering::Relaxed);
                    clock.set(refused.clears_at.unwrap());
                    sign_in(&board, floor, clock.now());
                }
                other => panic!("{other:?}"),
            }
        };
        report(Acknowledged { floor, lead, agent, revision });
    }
}

fn owner(state: &FloorState, lead: usize) -> Option<AgentId> {
    match state.lead_view(&LeadId::new(&format!("L-{lead}")).unwrap())?.standing {
        LeadStanding::Owned { agent, .. } => Some(agent),
        _ => None,
    }
}

/// Everything that must be true of the floors once the faults are over. Gives how many decisions were looked at.
pub fn judge(url: &str, options: &JetStreamOptions, share: Share, acknowledged: &[Acknowledged]) -> usize {
    let store = JetStreamStore::connect(url, options.clone()).unwrap();
    let mut checked = 0;
    for floor in 0..share.floors {
        let id = floor_id(floor);
        let history = store.history(&id, 0).unwrap();
        let mut dealt: BTreeMap<fairdeal::id::LeadSlot, usize> = BTreeMap::new();
        let mut at = Timestamp::MIN;
        for (expected, record) in (1..).zip(&history) {
            assert_eq!(record.revision, expected, "no gap");
            assert!(record.at >= at, "no record is older than the one before it");
            at = record.at;
            for event in &record.events {
                if let Event::Assigned { lead, .. } = event {
                    *dealt.entry(*lead).or_default() += 1;
                }
            }
        }
        assert!(dealt.values().all(|times| *times == 1), "no lead is dealt twice: {dealt:?}");
        let state = FloorState::replay(&history).unwrap();
        state.check().unwrap_or_else(|broken| panic!("{broken:?}"));

        // What a host loads, snapshot and all, is what the records make.
        let loaded = store.load(&id, 0).unwrap();
        let mut as_loaded =
            loaded.base.as_ref().map_or_else(FloorState::new, |bytes| FloorState::restore(bytes).unwrap());
        for record in &loaded.records {
            as_loaded.apply(record).unwrap();
        }
        assert_eq!(as_loaded.snapshot(), state.snapshot(), "replay equals state");

        let leads = (0..share.leads).filter(|lead| lead % share.floors == floor).count();
        assert_eq!(state.lead_views().len(), leads, "no lead is lost");
        let mut owned: BTreeMap<AgentId, usize> = BTreeMap::new();
        for view in state.lead_views() {
            if let LeadStanding::Owned { agent, .. } = view.standing {
                *owned.entry(agent).or_default() += 1;
            }
        }
        assert!(owned.values().all(|leads| *leads <= LIMIT), "no cap is exceeded: {owned:?}");
        assert_eq!(owned.values().sum::<usize>(), leads.min(LIMIT * AGENTS), "everybody at the cap");
        for said in acknowledged.iter().filter(|said| said.floor == floor) {
            assert!(said.revision <= state.revision(), "{said:?} is beyond the end");
            assert_eq!(said.agent, owner(&state, said.lead), "{said:?}");
            assert!(
                state.lead_view(&LeadId::new(&format!("L-{}", said.lead)).unwrap()).is_some(),
                "{said:?}"
            );
        }
        checked += acknowledged.iter().filter(|said| said.floor == floor).count();
    }
    checked
}
