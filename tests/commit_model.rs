//! The commit protocol, in every order in which things can happen: real flows and replicas of several hosts over a store
//! that compares and appends, with requests and answers that are lost or late and hosts that crash at every step.
//!
//! A flow is deterministic, so a host in the middle of a command is its replica and the replies so far; what it does next
//! is found by driving the real [`Flow`] through them. No step leads back to where it has been: each takes a command, a
//! reply, a record or one of the faults left. So what has to happen in the end is looked for in every world without a way
//! on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a panic here is a failed test"
)]

mod commit_world;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use commit_world::*;
use fairdeal::*;
use stateright::{Checker, Model, Property};

/// How the protocol is got wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Twin {
    Right,
    /// The store appends whatever comes.
    NoCompare,
    /// On a conflict the host numbers its records anew and sends them again.
    RetryWithoutLoad,
    /// The host says what it has decided before the store has it.
    AcknowledgeFirst,
    /// The store answers a conflict where it has lost the comparison, and keeps nothing, for ever.
    AlwaysConflict,
}

/// What comes of driving a flow: the next step, the replica if the flow is dropped now, and what tells that apart.
#[derive(Clone)]
struct Driven {
    step: Result<Known<Step>, String>,
    replica: Arc<Replica>,
    key: u64,
}

/// How many conflicts in a row a host bears: more than the others can bring about.
const CONFLICTS: u32 = 12;

struct Protocol {
    twin: Twin,
    policy: Arc<Policy>,
    signs: Arc<PresenceSnapshot>,
    /// What each host is asked to do, one after the other.
    commands: Vec<Vec<Command>>,
    /// What has happened before.
    history: Vec<Recorded>,
    faults: u8,
    driven: Mutex<BTreeMap<(usize, usize, u64, bool, Vec<u64>), Driven>>,
}

fn floor() -> FloorId {
    FloorId::new("north").unwrap()
}

fn now() -> Timestamp {
    "2026-03-02T15:00:00Z".parse().unwrap()
}

fn agent(name: &str) -> AgentId {
    AgentId::new(name).unwrap()
}

fn submit(name: &str) -> Command {
    Command::Submit(Lead::new(name).unwrap())
}

fn claim(by: &str, lead: &str) -> Command {
    let queue = Some(Name::new("web").unwrap());
    Command::Claim { agent: agent(by), queue, way: ClaimWay::Pick(LeadId::new(lead).unwrap()) }
}

impl Protocol {
    /// `before` has happened when the hosts begin; without anything they open the floor themselves.
    fn new(twin: Twin, before: &[Command], commands: Vec<Vec<Command>>, faults: u8) -> Protocol {
        let policy = Policy::from_json(
            r#"{"format": 1, "semantics": 1, "id": "model",
                "queues": [{"id": "web", "pull": {"lease_s": 86400, "ways": {"list": true}}}],
                "plans": [{"id": "pool", "stages": [{"id": "pool", "action": {"pool": {"queue": "web"}}}]}],
                "default_plan": "pool",
                "agents": [{"id": "ann", "queues": [{"queue": "web"}]}, {"id": "bob", "queues": [{"queue": "web"}]},
                           {"id": "cyd", "queues": [{"queue": "web"}]}]}"#,
        );
        let policy = Arc::new(policy.unwrap());
        let signs = ["ann", "bob", "cyd"].map(|name| Sign::new(agent(name), PresenceState::Available, now()));
        let signs = Arc::new(PresenceSnapshot::new(signs));
        let mut history = Vec::new();
        if !before.is_empty() {
            let (mut there, first) = Floor::open(Arc::clone(&policy), now());
            there.see(Arc::clone(&signs), now());
            history.push(first);
            for command in before {
                history.extend(there.run(now(), command).records().cloned());
            }
        }
        Protocol { twin, policy, signs, commands, history, faults, driven: Mutex::default() }
    }

    fn fresh(&self) -> (Arc<Replica>, u64) {
        let limits = Limits { conflicts: CONFLICTS, ..Limits::default() };
        (Arc::new(Replica::new(floor(), Arc::clone(&self.policy)).with_limits(limits)), 0)
    }

    /// Drives a real flow through these replies.
    fn drive(&self, number: usize, host: &Host) -> Driven {
        let replies: Vec<u64> = host.replies.iter().map(|reply| reply.print).collect();
        let key = (number, host.done, host.key, host.wary, replies);
        if let Some(driven) = self.driven.lock().unwrap().get(&key) {
            return driven.clone();
        }
        let mut replica = Replica::clone(&host.replica);
        let command = &self.commands[number][host.done];
        let mut flow = Flow::new(&mut replica, now(), Arc::clone(&self.signs), command);
        let mut step = Err("nothing was asked".to_owned());
        for reply in &host.replies {
            step = flow.next(Reply::clone(&reply.it)).map_err(|error| error.to_string());
        }
        let step = step.map(|step| Known::new(step, hash_step));
        drop(flow);
        let own = replica.state().map_or(0, |state| hash(&state.snapshot()) | 1);
        let driven = Driven { step, replica: Arc::new(replica), key: own };
        self.driven.lock().unwrap().insert(key, driven.clone());
        driven
    }

    /// The host goes on with what it has been answered, up to the next request.
    fn go_on(&self, world: &mut World, number: usize, reply: Known<Reply>) {
        let host = &mut world.hosts[number];
        if *reply.it == Reply::Committed(CommitOutcome::Conflict) {
            world.conflicts = world.conflicts.saturating_add(1);
            host.wary = true;
        }
        host.replies.push(reply);
        let driven = self.drive(number, host);
        let tell = |outcome: Option<Outcome>, records: &mut dyn Iterator<Item = &Recorded>| {
            let records = records.map(|record| (record.revision, hash_of(record))).collect();
            let told = Told { host: number, outcome, records };
            Known::new(told, |told| hash(format!("{told:?}").as_bytes()))
        };
        let step = match driven.step {
            Ok(step) => step,
            Err(error) => {
                world.stuck = Some(error);
                return;
            }
        };
        match &*step.it {
            Step::Done(answer) => {
                host.replica = driven.replica;
                host.key = driven.key;
                host.replies.clear();
                host.phase = Phase::Idle;
                host.done += 1;
                if self.twin != Twin::AcknowledgeFirst {
                    world.told.push(tell(Some(answer.outcome().clone()), &mut answer.records()));
                }
            }
            request => {
                if let (Twin::AcknowledgeFirst, Step::Commit(commit)) = (self.twin, request) {
                    world.told.push(tell(None, &mut commit.records.iter()));
                }
                host.phase = Phase::Sent(step);
            }
        }
    }

    /// The flow is dropped: the host does not know what came of its request, and will give the command again.
    fn drop_flow(&self, world: &mut World, number: usize, crash: bool) {
        let host = &mut world.hosts[number];
        world.given_again |= !matches!(host.phase, Phase::Idle);
        if crash {
            (host.replica, host.key) = self.fresh();
            host.wary = false;
        } else {
            let driven = self.drive(number, host);
            host.replica = driven.replica;
            host.key = driven.key;
        }
        let acknowledged = self.twin == Twin::AcknowledgeFirst
            && matches!(&host.phase, Phase::Sent(step) | Phase::Answered(step, _) if step.is_commit());
        host.done += usize::from(acknowledged);
        host.replies.clear();
        host.phase = Phase::Idle;
    }

    /// The store takes a request.
    fn store(&self, world: &mut World, step: &Step) -> Known<Reply> {
        let reply = match step {
            Step::Load { after } => {
                let newer = world.history.iter().filter(|record| record.it.revision > *after);
                let records = newer.map(|record| Recorded::clone(&record.it)).collect();
                Reply::Loaded(Loaded { base: None, records })
            }
            Step::Commit(commit) => {
                let end = world.history.last().map_or(0, |record| record.it.revision);
                let compares = self.twin != Twin::NoCompare;
                if self.twin == Twin::AlwaysConflict || (compares && commit.based_on != end) {
                    Reply::Committed(CommitOutcome::Conflict)
                } else {
                    world
                        .history
                        .extend(commit.records.iter().map(|record| Known::new(record.clone(), hash_of)));
                    world.state = state_of(&world.history);
                    Reply::Committed(CommitOutcome::Applied)
                }
            }
            Step::Done(_) => panic!("nobody sends that"),
        };
        Known::new(reply, hash_reply)
    }
}

/// The state that a history makes, if it holds together.
fn state_of(history: &[Known<Recorded>]) -> Option<Arc<FloorState>> {
    let mut state = FloorState::new();
    for record in history {
        state.apply(&record.it).ok()?;
    }
    Some(Arc::new(state))
}

impl Model for Protocol {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let (replica, key) = self.fresh();
        let history: Vec<_> = self.history.iter().map(|record| Known::new(record.clone(), hash_of)).collect();
        let host = Host { replica, key, wary: false, replies: Vec::new(), phase: Phase::Idle, done: 0 };
        vec![World {
            state: state_of(&history),
            history,
            hosts: self.commands.iter().map(|_| host.clone()).collect(),
            late: Vec::new(),
            faults_left: self.faults,
            told: Vec::new(),
            stuck: None,
            conflicts: 0,
            given_again: false,
        }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        if world.stuck.is_some() {
            return;
        }
        for (number, host) in world.hosts.iter().enumerate() {
            let faulty = world.faults_left > 0;
            let goes_late = faulty && world.late.is_empty();
            match &host.phase {
                Phase::Idle if host.done < self.commands[number].len() => {
                    actions.push(Action::Begin(number));
                    // A host that knows nothing forgets nothing.
                    if faulty && host.key != 0 {
                        actions.push(Action::Crash(number));
                    }
                }
                Phase::Idle => {}
                Phase::Sent(step) => {
                    actions.push(Action::Deliver(number));
                    if faulty {
                        actions.extend([Action::LoseRequest(number), Action::Crash(number)]);
                    }
                    if goes_late && step.is_commit() {
                        actions.extend([Action::GiveUp(number), Action::CrashLate(number)]);
                    }
                }
                Phase::Answered(..) => {
                    actions.push(Action::Receive(number));
                    if faulty {
                        actions.extend([Action::LoseAnswer(number), Action::Crash(number)]);
                    }
                }
            }
        }
        actions.extend((0..world.late.len()).map(Action::Arrive));
    }

    fn next_state(&self, last: &World, action: Action) -> Option<World> {
        let mut world = last.clone();
        world.faults_left -= u8::from(action.is_fault() && !matches!(action, Action::Arrive(_)));
        match action {
            Action::Begin(number) => self.go_on(&mut world, number, Known::new(Reply::Start, hash_reply)),
            Action::Deliver(number) => {
                let Phase::Sent(step) = world.hosts[number].phase.clone() else { return None };
                let reply = self.store(&mut world, &step.it);
                world.hosts[number].phase = Phase::Answered(step, reply);
            }
            Action::Receive(number) => {
                let Phase::Answered(step, reply) = world.hosts[number].phase.clone() else { return None };
                let second = *reply.it == Reply::Committed(CommitOutcome::Conflict);
                match (self.twin, &*step.it) {
                    (Twin::RetryWithoutLoad, Step::Commit(commit)) if second => {
                        let mut commit = commit.clone();
                        commit.based_on = world.history.last().map_or(0, |record| record.it.revision);
                        for (revision, record) in (commit.based_on + 1..).zip(&mut commit.records) {
                            record.revision = revision;
                        }
                        world.hosts[number].phase = Phase::Sent(Known::new(Step::Commit(commit), hash_step));
                    }
                    _ => self.go_on(&mut world, number, reply),
                }
            }
            Action::LoseRequest(number) | Action::LoseAnswer(number) => {
                self.drop_flow(&mut world, number, false)
            }
            Action::Crash(number) => self.drop_flow(&mut world, number, true),
            Action::GiveUp(number) | Action::CrashLate(number) => {
                let Phase::Sent(step) = world.hosts[number].phase.clone() else { return None };
                world.late.push(step);
                self.drop_flow(&mut world, number, matches!(action, Action::CrashLate(_)));
            }
            Action::Arrive(at) => {
                let step = world.late.remove(at);
                self.store(&mut world, &step.it);
            }
        }
        Some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(LINEAR, |_, world: &World| {
                let numbered = (1..).zip(&world.history).all(|(number, record)| record.it.revision == number);
                numbered && (world.history.is_empty() || world.state.is_some())
            }),
            Property::always(ONE_OWNER, |_, world: &World| {
                let given = assigned(world);
                given.iter().all(|(lead, agent)| given.iter().all(|(other, by)| lead != other || agent == by))
            }),
            Property::always(TOLD_IS_SO, |_, world: &World| {
                assigned(world).iter().all(|(lead, agent)| owner(world, lead).as_ref() == Some(*agent))
            }),
            Property::always(NOTHING_LOST, |_, world: &World| {
                let is_there = |(revision, print): &(Revision, u64)| {
                    world
                        .history
                        .iter()
                        .any(|record| record.it.revision == *revision && record.print == *print)
                };
                // Who says it first may have said what is still on its way, and is not wrong yet.
                let on_its_way = |host: usize| !matches!(world.hosts[host].phase, Phase::Idle);
                world.told.iter().all(|told| {
                    let waits = told.it.outcome.is_none() && on_its_way(told.it.host);
                    waits || told.it.records.iter().all(is_there)
                })
            }),
            Property::always(NOBODY_STUCK, |_, world: &World| world.stuck.is_none()),
            Property::eventually(ALL_ANSWERED, |protocol: &Protocol, world: &World| {
                world.hosts.iter().zip(&protocol.commands).all(|(host, commands)| host.done == commands.len())
            }),
            Property::sometimes(CONFLICT, |_, world: &World| world.conflicts > 0),
            Property::sometimes(GIVEN_AGAIN, |_, world: &World| {
                world.given_again && world.hosts.iter().all(|host| host.done > 0)
            }),
        ]
    }
}

const LINEAR: &str = "the history is one line without a gap";
const ONE_OWNER: &str = "nobody is told that they have a lead that somebody else was told to have";
const TOLD_IS_SO: &str = "whoever is told that they have a lead has it";
const NOTHING_LOST: &str = "what was acknowledged is in the history";
const NOBODY_STUCK: &str = "no host gives up";
const ALL_ANSWERED: &str = "in the end everybody is answered";
const CONFLICT: &str = "somebody is second";
const GIVEN_AGAIN: &str = "a command is given again, and all are answered";

fn assigned(world: &World) -> Vec<(&LeadId, &AgentId)> {
    let outcomes = world.told.iter().filter_map(|told| told.it.outcome.as_ref());
    outcomes
        .filter_map(|outcome| match outcome {
            Outcome::Assigned { lead, agent, .. } => Some((lead, agent)),
            _ => None,
        })
        .collect()
}

fn owner(world: &World, lead: &LeadId) -> Option<AgentId> {
    match world.state.as_ref()?.lead_view(lead)?.standing {
        LeadStanding::Owned { agent, .. } => Some(agent),
        _ => None,
    }
}

/// Two agents want the same lead, and a third another one; the hosts know nothing yet.
fn claims(twin: Twin, hosts: usize, faults: u8) -> Protocol {
    let mut commands = vec![vec![claim("ann", "A")], vec![claim("bob", "A")], vec![claim("cyd", "B")]];
    commands.truncate(hosts);
    Protocol::new(twin, &[submit("A"), submit("B")], commands, faults)
}

/// Two hosts open the floor, bring the same lead, and each wants it.
fn opening(twin: Twin, faults: u8) -> Protocol {
    let commands = vec![vec![submit("A"), claim("ann", "A")], vec![submit("A"), claim("bob", "A")]];
    Protocol::new(twin, &[], commands, faults)
}

fn check(name: &str, protocol: Protocol) -> impl Checker<Protocol> + use<> {
    let begun = std::time::Instant::now();
    let checker = protocol.checker().threads(2).spawn_bfs().join();
    let (states, steps) = (checker.unique_state_count(), checker.state_count());
    println!("{name}: {states} states, {steps} steps, {} ms", begun.elapsed().as_millis());
    checker
}

#[test]
fn claims_of_one_lead_end_with_one_owner_whatever_is_lost() {
    check("three hosts claim, one fault", claims(Twin::Right, 3, 1)).assert_properties();
    check("two hosts claim, three faults", claims(Twin::Right, 2, 3)).assert_properties();
}

#[test]
fn a_floor_is_opened_once_whatever_is_lost() {
    check("two hosts open the floor, two faults", opening(Twin::Right, 2)).assert_properties();
}

/// A shortest way to what is wrong.
fn way(twin: Twin, hosts: usize, faults: u8, property: &'static str) -> Vec<Action> {
    // The checker goes through more states after the first that is wrong, and shows the last; so it may go a step
    // further each time.
    let mut found =
        (1..40).map(|depth| claims(twin, hosts, faults).checker().target_max_depth(depth).spawn_bfs().join());
    let wrong = |checker: &_| Checker::<Protocol>::discovery(checker, property).is_some();
    let checker = found.find(wrong).unwrap_or_else(|| panic!("{twin:?} must break: {property}"));
    let path = checker.discovery(property).unwrap();
    let actions = path.into_actions();
    println!("{twin:?}, {} states: {property}: {actions:?}", checker.unique_state_count());
    actions
}

fn delivered(actions: &[Action], host: usize) -> usize {
    actions.iter().filter(|action| **action == Action::Deliver(host)).count()
}

#[test]
fn a_store_that_does_not_compare_is_caught() {
    let actions = way(Twin::NoCompare, 3, 0, LINEAR);
    // Two hosts load, both decide on what they have loaded, and both are kept.
    assert_eq!((0..3).filter(|host| delivered(&actions, *host) == 2).count(), 2, "{actions:?}");
    assert_eq!(actions.len(), 8, "a beginning, a load, its answer and a commit each: {actions:?}");
}

#[test]
fn a_retry_that_does_not_load_is_caught() {
    let actions = way(Twin::RetryWithoutLoad, 2, 0, TOLD_IS_SO);
    // One is second, sends the same again, and is told that they have what the other has.
    let most = (0..2).map(|host| delivered(&actions, host)).max();
    assert_eq!(most, Some(3), "a load, a commit that is second, and the same again: {actions:?}");
}

#[test]
fn an_acknowledgement_before_the_commit_is_caught() {
    let actions = way(Twin::AcknowledgeFirst, 2, 1, NOTHING_LOST);
    // A load, a decision that is said, and the request is lost.
    assert_eq!(actions.len(), 4, "{actions:?}");
    assert!(actions.last().is_some_and(|action| action.is_fault()), "{actions:?}");
}

#[test]
fn a_store_on_which_nobody_gets_on_is_caught() {
    let checker = check("AlwaysConflict", claims(Twin::AlwaysConflict, 1, 0));
    let actions = checker.discovery(NOBODY_STUCK).unwrap().into_actions();
    // As many conflicts in a row as a flow bears, and one more.
    assert_eq!(delivered(&actions, 0), 2 * (usize::try_from(CONFLICTS).unwrap() + 1), "{actions:?}");
    assert!(checker.discovery(ALL_ANSWERED).is_some());
}
