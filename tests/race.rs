//! Hosts that race on one floor end with exact counts, and two that decide one lead end with one owner.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a panic here is a failed test"
)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use fairdeal::policy::*;
use fairdeal::*;

const FLOOR: &str = "north";

type Host<S> = Engine<S, PresenceBoard, ManualClock>;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn start() -> Timestamp {
    at("2026-03-02T15:00:00Z")
}

fn floor() -> FloorId {
    FloorId::new(FLOOR).unwrap()
}

fn agent(name: &str) -> AgentId {
    AgentId::new(name).unwrap()
}

/// Everybody at the desk.
fn board(agents: usize) -> PresenceBoard {
    let board = PresenceBoard::new();
    for number in 0..agents {
        board.set(&floor(), Sign::new(agent(&format!("a{number:02}")), PresenceState::Available, start()));
    }
    board
}

fn policy(queue: &str, stage: &str, caps: &str, agents: usize) -> Policy {
    let agents: Vec<_> = (0..agents)
        .map(|number| format!(r#"{{"id": "a{number:02}", "queues": [{{"queue": "web"}}]}}"#))
        .collect();
    let json = format!(
        r#"{{"format": 1, "semantics": 1, "id": "p", "queues": [{queue}], "caps": [{caps}],
            "plans": [{{"id": "std", "stages": [{stage}]}}], "default_plan": "std", "agents": [{}]}}"#,
        agents.join(",")
    );
    Policy::from_json(&json).unwrap_or_else(|error| panic!("{error}"))
}

fn push(limit: u32, agents: usize) -> Policy {
    let cap = format!(r#"{{"id": "daily", "limit": {limit}, "per": ["agent"], "window": "day"}}"#);
    policy(r#"{"id": "web"}"#, r#"{"id": "deal", "action": {"queue": {"queue": "web"}}}"#, &cap, agents)
}

fn offers(agents: usize) -> Policy {
    policy(
        r#"{"id": "web"}"#,
        r#"{"id": "deal", "action": {"queue": {"queue": "web", "accept_within": {"wall_s": 240}}}}"#,
        "",
        agents,
    )
}

fn pool(limit: u32, agents: usize) -> Policy {
    let cap = format!(r#"{{"id": "daily", "limit": {limit}, "per": ["agent"], "window": "day"}}"#);
    policy(
        r#"{"id": "web", "pull": {"lease_s": 86400, "ways": {"list": true}}}"#,
        r#"{"id": "pool", "action": {"pool": {"queue": "web"}}}"#,
        &cap,
        agents,
    )
}

fn host<S: LeadStore>(store: S, policy: &Policy, agents: usize) -> Host<S> {
    Engine::open(floor(), store, board(agents), ManualClock::new(start()), policy.clone())
        .unwrap_or_else(|error| panic!("{error}"))
}

fn lead(number: usize) -> Lead {
    Lead::new(&format!("L-{number}")).unwrap()
}

fn lead_id(number: usize) -> LeadId {
    LeadId::new(&format!("L-{number}")).unwrap()
}

fn owner(state: &FloorState, lead: &LeadId) -> Option<AgentId> {
    match state.lead_view(lead)?.standing {
        LeadStanding::Owned { agent, .. } => Some(agent),
        _ => None,
    }
}

fn owned(state: &FloorState) -> BTreeMap<AgentId, usize> {
    let mut owned = BTreeMap::new();
    for view in state.lead_views() {
        if let LeadStanding::Owned { agent, .. } = view.standing {
            *owned.entry(agent).or_insert(0) += 1;
        }
    }
    owned
}

/// The history is whole, and every engine that has caught up has exactly the state it makes.
fn settle<S: LeadStore>(store: &MemoryStore, hosts: &mut [Host<S>]) -> FloorState {
    let history = store.load(&floor(), 0).unwrap().records;
    for (expected, record) in (1..).zip(&history) {
        assert_eq!(record.revision, expected, "no gap");
    }
    let state = FloorState::replay(&history).unwrap();
    state.check().unwrap_or_else(|broken| panic!("{broken:?}"));
    for host in hosts {
        host.tick().unwrap();
        assert_eq!(host.state().unwrap().snapshot(), state.snapshot());
    }
    assert_eq!(store.revision(&floor()), state.revision(), "nothing was left to do");
    state
}

fn race<T: Send, S: LeadStore + Send>(
    hosts: &mut [Host<S>],
    work: impl Fn(usize, &mut Host<S>) -> T + Sync,
) -> Vec<T> {
    let work = &work;
    let start = &std::sync::Barrier::new(hosts.len());
    thread::scope(|scope| {
        let threads: Vec<_> = hosts
            .iter_mut()
            .enumerate()
            .map(|(number, host)| {
                scope.spawn(move || {
                    start.wait();
                    work(number, host)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn racing_submits_end_with_exact_counts_under_caps() {
    const HOSTS: usize = 6;
    const LEADS: usize = 2_600;
    const AGENTS: usize = 10;
    const LIMIT: u32 = 250;
    let store = MemoryStore::new();
    let policy = push(LIMIT, AGENTS);
    let mut hosts: Vec<_> = (0..HOSTS).map(|_| host(store.clone(), &policy, AGENTS)).collect();
    // Every host submits every lead that is its own, and every tenth of its neighbour's as well.
    let done = race(&mut hosts, |me, host| {
        let mut conflicts = 0;
        let mut first = 0_usize;
        for number in 0..LEADS {
            let mine = number % HOSTS == me;
            let doubled = number % 10 == 0 && number % HOSTS == (me + 1) % HOSTS;
            if mine || doubled {
                let answer = host.run(&Command::Submit(lead(number))).unwrap();
                conflicts += answer.conflicts;
                match answer.outcome() {
                    Outcome::Assigned { .. } | Outcome::Queued { .. } => first += 1,
                    Outcome::Unchanged { .. } => {}
                    other => panic!("{other:?}"),
                }
            }
        }
        (first, conflicts)
    });
    println!("conflicts per host: {:?}", done.iter().map(|(_, c)| c).collect::<Vec<_>>());
    assert_eq!(done.iter().map(|(first, _)| first).sum::<usize>(), LEADS, "each lead comes in once");
    let state = settle(&store, &mut hosts);
    assert_eq!(state.lead_views().len(), LEADS);
    let owned = owned(&state);
    assert_eq!(owned.len(), AGENTS);
    assert!(owned.values().all(|leads| *leads == 250), "everybody at the cap, nobody above it: {owned:?}");
    assert_eq!(state.queue_views()[0].in_line, 100, "the others wait");
}

#[test]
fn racing_accepts_give_each_lead_one_owner() {
    const HOSTS: usize = 4;
    const LEADS: usize = 600;
    const AGENTS: usize = 8;
    let store = MemoryStore::compacting(100);
    let policy = offers(AGENTS);
    let mut hosts: Vec<_> = (0..HOSTS).map(|_| host(store.clone(), &policy, AGENTS)).collect();
    let offered: Vec<AgentId> = (0..LEADS)
        .map(|number| match hosts[0].run(&Command::Submit(lead(number))).unwrap().outcome() {
            Outcome::Offered { agent, .. } => agent.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    // All hosts bring every acceptance: one of them is first, the others are told that it has happened.
    let first = race(&mut hosts, |_, host| {
        (0..LEADS)
            .filter(|number| {
                let command = Command::Accept { lead: lead_id(*number), agent: offered[*number].clone() };
                match host.run(&command).unwrap().outcome() {
                    Outcome::Assigned { agent, .. } => {
                        assert_eq!(*agent, offered[*number]);
                        true
                    }
                    Outcome::Unchanged { .. } => false,
                    other => panic!("{other:?}"),
                }
            })
            .count()
    });
    assert_eq!(first.iter().sum::<usize>(), LEADS);
    let state = hosts[0].state().unwrap().clone();
    for host in &mut hosts {
        host.tick().unwrap();
    }
    let bytes = hosts[0].state().unwrap().snapshot();
    assert!(hosts.iter().all(|host| host.state().unwrap().snapshot() == bytes));
    assert!(state.revision() <= store.revision(&floor()));
    let state = hosts[0].state().unwrap();
    for (number, agent) in offered.iter().enumerate() {
        assert_eq!(owner(state, &lead_id(number)).as_ref(), Some(agent));
    }
}

#[test]
fn racing_claims_never_exceed_a_cap_or_share_a_lead() {
    const HOSTS: usize = 5;
    const LEADS: usize = 400;
    const LIMIT: usize = 60;
    let store = MemoryStore::new();
    let policy = pool(60, HOSTS);
    let mut hosts: Vec<_> = (0..HOSTS).map(|_| host(store.clone(), &policy, HOSTS)).collect();
    for number in 0..LEADS {
        let answer = hosts[0].run(&Command::Submit(lead(number))).unwrap();
        assert!(matches!(answer.outcome(), Outcome::Queued { pool: true, .. }), "{:?}", answer.outcome());
    }
    let queue = Name::new("web").unwrap();
    let claimed = race(&mut hosts, |me, host| {
        let mut mine = Vec::new();
        loop {
            let command = Command::Claim {
                agent: agent(&format!("a{me:02}")),
                queue: Some(queue.clone()),
                way: ClaimWay::Next {},
            };
            match host.run(&command).unwrap().outcome() {
                Outcome::Assigned { lead, .. } => mine.push(lead.clone()),
                Outcome::Refused(_) => return mine,
                other => panic!("{other:?}"),
            }
        }
    });
    let all: std::collections::BTreeSet<_> = claimed.iter().flatten().collect();
    assert_eq!(all.len(), HOSTS * LIMIT, "no lead twice");
    assert!(claimed.iter().all(|mine| mine.len() == LIMIT), "each stops at the cap");
    let state = settle(&store, &mut hosts);
    assert!(owned(&state).values().all(|leads| *leads == LIMIT));
    assert_eq!(state.queue_views()[0].in_pool, LEADS - HOSTS * LIMIT);
}

#[test]
fn of_two_claims_of_one_lead_exactly_one_wins() {
    for round in 0..50 {
        let store = MemoryStore::new();
        let policy = pool(60, 2);
        let mut hosts = [host(store.clone(), &policy, 2), host(store.clone(), &policy, 2)];
        hosts[round % 2].run(&Command::Submit(lead(1))).unwrap();
        let outcomes = race(&mut hosts, |me, host| {
            let queue = Some(Name::new("web").unwrap());
            let way = ClaimWay::Pick(lead_id(1));
            host.run(&Command::Claim { agent: agent(&format!("a0{me}")), queue, way })
                .unwrap()
                .outcome()
                .clone()
        });
        let winner = outcomes.iter().position(|outcome| matches!(outcome, Outcome::Assigned { .. })).unwrap();
        let by = agent(&format!("a0{winner}"));
        let Outcome::Refused(refused) = &outcomes[1 - winner] else { panic!("{outcomes:?}") };
        assert!(matches!(&refused.reason, Reason::AlreadyTaken { by: has, .. } if *has == by), "{refused}");
        let state = settle(&store, &mut hosts);
        assert_eq!(owner(&state, &lead_id(1)), Some(by));
    }
}

#[test]
fn two_hosts_deciding_one_lead_end_with_one_owner() {
    for _ in 0..50 {
        let store = MemoryStore::new();
        let policy = push(10, 3);
        let mut hosts = [host(store.clone(), &policy, 3), host(store.clone(), &policy, 3)];
        let outcomes =
            race(&mut hosts, |_, host| host.run(&Command::Submit(lead(7))).unwrap().outcome().clone());
        let assigned = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Assigned { .. })).count();
        let told = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Unchanged { .. })).count();
        assert_eq!((assigned, told), (1, 1), "{outcomes:?}");
        let state = settle(&store, &mut hosts);
        assert!(owner(&state, &lead_id(7)).is_some());
    }
}

#[test]
fn hosts_that_open_a_floor_at_once_agree_on_one_opening() {
    for _ in 0..20 {
        let store = MemoryStore::new();
        let mut hosts: Vec<Host<MemoryStore>> = thread::scope(|scope| {
            let threads: Vec<_> = (2..6)
                .map(|agents| {
                    let store = store.clone();
                    scope.spawn(move || host(store, &push(10, agents), agents))
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let state = settle(&store, &mut hosts);
        assert_eq!(state.revision(), 1, "one first record");
    }
}

#[test]
fn a_host_behind_never_answers_from_memory() {
    let store = MemoryStore::new();
    let policy = push(10, 2);
    let mut one = host(store.clone(), &policy, 2);
    let mut two = host(store.clone(), &policy, 2);
    one.run(&Command::Submit(lead(1))).unwrap();
    let by = owner(one.state().unwrap(), &lead_id(1)).unwrap();
    // The second host has not heard of the lead; without a look at the store it would say that there is none.
    let command = Command::Return { lead: lead_id(1), agent: by.clone(), reason: ReturnReason::BadContact };
    let answer = two.run(&command).unwrap();
    assert!(!matches!(answer.outcome(), Outcome::Refused(_)), "{:?}", answer.outcome());
    let command = Command::Accept { lead: lead_id(99), agent: by };
    let answer = two.run(&command).unwrap();
    let Outcome::Refused(refused) = answer.outcome() else { panic!("there is no such lead") };
    assert!(matches!(refused.reason, Reason::UnknownLead { .. }));
}

#[test]
fn hosts_follow_another_hosts_policy() {
    let store = MemoryStore::new();
    let mut one = host(store.clone(), &push(1, 2), 2);
    let mut two = host(store.clone(), &push(1, 2), 2);
    for number in 0..3 {
        one.run(&Command::Submit(lead(number))).unwrap();
    }
    assert_eq!(one.state().unwrap().queue_views()[0].in_line, 1, "both agents are at the cap");
    let newer = push(5, 2);
    let doc = PolicyDoc::from_json(newer.json()).unwrap();
    let before = store.revision(&floor());
    let answer = two.run(&Command::ReplacePolicy(Box::new(doc))).unwrap();
    assert!(matches!(answer.outcome(), Outcome::PolicyReplaced { .. }), "{:?}", answer.outcome());
    assert!(!answer.ran.after.is_empty(), "the lead that waited is dealt in the same commit");
    assert_eq!(store.revision(&floor()), answer.revision);
    assert!(answer.revision > before + 1);
    let answer = one.run(&Command::Submit(lead(3))).unwrap();
    assert!(matches!(answer.outcome(), Outcome::Assigned { .. }), "{:?}", answer.outcome());
    assert_eq!(one.replica().floor().unwrap().policy().digest(), newer.digest());
    let state = settle(&store, &mut [one, two]);
    assert_eq!(owned(&state).values().sum::<usize>(), 4);
}

/// A store that fails in the way it is told.
#[derive(Clone, Default)]
struct Shaky {
    inner: MemoryStore,
    conflicts: Arc<AtomicBool>,
    /// Fails this many commits after having kept nothing.
    lose: Arc<AtomicU32>,
    /// Fails this many commits after having kept everything.
    keep: Arc<AtomicU32>,
    commits: Arc<AtomicU32>,
}

#[derive(Debug, thiserror::Error)]
#[error("the line is dead")]
struct Dead;

fn one_less(left: &AtomicU32) -> bool {
    left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
}

impl LeadStore for Shaky {
    type Error = Dead;

    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, Dead> {
        self.inner.load(floor, after).map_err(|_| Dead)
    }

    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, Dead> {
        self.commits.fetch_add(1, Ordering::SeqCst);
        if self.conflicts.load(Ordering::SeqCst) {
            return Ok(CommitOutcome::Conflict);
        }
        if one_less(&self.lose) {
            return Err(Dead);
        }
        let outcome = self.inner.commit(commit).map_err(|_| Dead)?;
        if one_less(&self.keep) { Err(Dead) } else { Ok(outcome) }
    }
}

#[test]
fn a_store_that_always_conflicts_is_given_up() {
    let store = Shaky::default();
    let limits = Limits { conflicts: 9, ..Limits::default() };
    let mut host =
        Engine::open_with(floor(), store.clone(), board(2), ManualClock::new(start()), push(10, 2), limits)
            .unwrap();
    store.conflicts.store(true, Ordering::SeqCst);
    let error = host.run(&Command::Submit(lead(1))).unwrap_err();
    assert!(matches!(&error, EngineError::Flow(FlowError::Contended { conflicts: 10, .. })), "{error:?}");
    assert_eq!(error.to_string(), "gave up on floor `north` after 10 conflicts in a row");
    store.conflicts.store(false, Ordering::SeqCst);
    let answer = host.run(&Command::Submit(lead(1))).unwrap();
    assert!(matches!(answer.outcome(), Outcome::Assigned { .. }));
    settle(&store.inner, &mut [host]);
}

#[test]
fn a_failing_store_leaves_nothing_half_done() {
    for kept in [false, true] {
        let store = Shaky::default();
        let mut host = host(store.clone(), &push(1, 2), 2);
        // Two leads take both agents, the third waits: a policy with more room then deals it in the same commit.
        for number in 0..3 {
            host.run(&Command::Submit(lead(number))).unwrap();
        }
        let doc = PolicyDoc::from_json(push(5, 2).json()).unwrap();
        for command in [Command::ReplacePolicy(Box::new(doc)), Command::Submit(lead(3))] {
            let before = store.inner.revision(&floor());
            if kept { &store.keep } else { &store.lose }.store(1, Ordering::SeqCst);
            let error = host.run(&command).unwrap_err();
            assert!(matches!(error, EngineError::Store(Dead)));
            let found = store.inner.revision(&floor());
            assert_eq!(found > before, kept, "all or nothing");
            let answer = host.run(&command).unwrap();
            assert_eq!(matches!(answer.outcome(), Outcome::Unchanged { .. }), kept, "{:?}", answer.outcome());
        }
        let state = settle(&store.inner, &mut [host]);
        assert_eq!(owned(&state).values().sum::<usize>(), 4);
    }
}

#[test]
fn an_ordinary_command_costs_one_commit() {
    let store = Shaky::default();
    let mut host = host(store.clone(), &offers(3), 3);
    let commits = || store.commits.swap(0, Ordering::SeqCst);
    assert_eq!(commits(), 1, "the opening");
    host.run(&Command::Submit(lead(1))).unwrap();
    assert_eq!(commits(), 1);
    host.run(&Command::Submit(lead(1))).unwrap();
    assert_eq!(commits(), 0, "a repeat");
}

#[test]
fn what_was_due_goes_into_the_same_commit_and_long_catching_up_into_several() {
    for (most, expected) in [(1_000, 1), (10, 5)] {
        let store = Shaky::default();
        let clock = ManualClock::new(start());
        let limits = Limits { records: most, ..Limits::default() };
        let mut host =
            Engine::open_with(floor(), store.clone(), board(3), clock.clone(), offers(3), limits).unwrap();
        for number in 0..40 {
            host.run(&Command::Submit(lead(number))).unwrap();
        }
        store.commits.store(0, Ordering::SeqCst);
        clock.advance(Span::seconds(240));
        let answer = host.run(&Command::Submit(lead(40))).unwrap();
        assert!(matches!(answer.outcome(), Outcome::Offered { .. }), "{:?}", answer.outcome());
        assert_eq!(answer.ran.before.len(), 40, "each offer that ran out is a record of its own");
        assert_eq!(store.commits.load(Ordering::SeqCst), expected);
        settle(&store.inner, &mut [host]);
    }
}

#[test]
fn the_engine_does_what_a_floor_in_memory_does() {
    let store = MemoryStore::compacting(16);
    let clock = ManualClock::new(start());
    let mut host = Engine::open(floor(), store, board(3), clock.clone(), offers(3)).unwrap();
    let (mut alone, _) = Floor::open(offers(3), start());
    let signs = board(3).snapshot(&floor()).unwrap();
    alone.see(signs, start());
    for number in 0..60 {
        let command = match number % 3 {
            0 | 1 => Command::Submit(lead(number)),
            _ => Command::Decline { lead: lead_id(number - 1), agent: agent("a01") },
        };
        let ran = alone.run(clock.now(), &command);
        let answer = host.run(&command).unwrap();
        assert_eq!(answer.ran, ran);
        clock.advance(Span::seconds(47));
    }
    assert_eq!(host.state().unwrap().snapshot(), alone.state().snapshot());
}

#[test]
fn a_clock_a_little_behind_is_taken_for_the_floors() {
    let store = MemoryStore::new();
    let policy = push(10, 2);
    let mut one = host(store.clone(), &policy, 2);
    let clock = ManualClock::new(start().minus(Span::seconds(4)));
    let mut late = Engine::open(floor(), store, board(2), clock.clone(), policy).unwrap();
    one.run(&Command::Submit(lead(1))).unwrap();
    let answer = late.run(&Command::Submit(lead(2))).unwrap();
    assert!(matches!(answer.outcome(), Outcome::Assigned { .. }));
    assert_eq!(answer.at, start());
    clock.set(start().minus(Span::seconds(6)));
    let answer = late.run(&Command::Submit(lead(3))).unwrap();
    let Outcome::Refused(refused) = answer.outcome() else { panic!("six seconds are too many") };
    assert_eq!(refused.clears_at, Some(start()));
    assert!(matches!(refused.reason, Reason::ClockBehind { .. }));
}

#[test]
fn a_flow_dropped_on_its_way_harms_nothing() {
    let store = MemoryStore::new();
    let mut replica = Replica::new(floor(), push(10, 2));
    let signs = board(2).snapshot(&floor()).unwrap();
    let opening = Command::Tick {};
    {
        let mut flow = Flow::new(&mut replica, start(), Arc::clone(&signs), &opening);
        assert!(matches!(flow.next(Reply::Start), Ok(Step::Load { after: 0 })));
        assert!(matches!(flow.next(Reply::Loaded(Loaded::default())), Ok(Step::Commit(_))));
    }
    assert!(replica.state().is_none(), "what nobody has kept is not shown");
    let mut flow = Flow::new(&mut replica, start(), signs, &opening);
    assert!(matches!(flow.next(Reply::Committed(CommitOutcome::Applied)), Err(FlowError::Driven(_))));
    drop(flow);
    assert_eq!(store.revision(&floor()), 0);
}

#[test]
fn explaining_changes_nothing_and_says_the_same() {
    let store = MemoryStore::new();
    let mut host = host(store.clone(), &push(10, 2), 2);
    let before = store.revision(&floor());
    let (decision, explanation) = host.explain(&Command::Submit(lead(1))).unwrap();
    assert_eq!(store.revision(&floor()), before);
    assert!(!explanation.to_string().is_empty());
    assert_eq!(*host.run(&Command::Submit(lead(1))).unwrap().outcome(), decision.outcome);
}
