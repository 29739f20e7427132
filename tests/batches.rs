//! Many commands with few commits come to what they come to one after the other, also when others are first.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod common;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use common::{Rng, Wanted, agents_of, cases, command, jump, signs, start};
use fairdeal::*;
use proptest::prelude::*;

/// A store that counts its commits, before some of which another host submits a lead.
struct Meddled {
    inner: MemoryStore,
    policy: Policy,
    board: PresenceBoard,
    clock: ManualClock,
    rng: RefCell<Rng>,
    percent: Cell<u64>,
    meddled: Cell<u64>,
    commits: Cell<u64>,
}

impl LeadStore for Meddled {
    type Error = MemoryStoreError;

    fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, MemoryStoreError> {
        self.inner.load(floor, after)
    }

    fn commit(&self, commit: &Commit) -> Result<CommitOutcome, MemoryStoreError> {
        self.commits.set(self.commits.get() + 1);
        if self.rng.borrow_mut().chance(self.percent.get()) {
            let (inner, board, clock) = (self.inner.clone(), self.board.clone(), self.clock.clone());
            let mut other =
                Engine::open(commit.floor.clone(), inner, board, clock, self.policy.clone()).unwrap();
            let number = self.meddled.get();
            self.meddled.set(number + 1);
            other.run(&Command::Submit(Lead::new(&format!("other-{number}")).unwrap())).unwrap();
        }
        self.inner.commit(commit)
    }
}

/// A history of batches: how many commands, in how many commits.
fn played(seed: u64, records: usize, percent: u64) -> (u64, u64) {
    let mut rng = Rng(seed);
    let Ok(policy) = Policy::compile(&common::policy(&mut rng, Wanted::default())) else { return (0, 0) };
    let id = FloorId::new("north").unwrap();
    let mut now = start(&mut rng);
    let (clock, board) = (ManualClock::new(now), PresenceBoard::new());
    let store = Meddled {
        inner: MemoryStore::new(),
        policy: policy.clone(),
        board: board.clone(),
        clock: clock.clone(),
        rng: RefCell::new(Rng(seed ^ 77)),
        percent: Cell::new(0),
        meddled: Cell::new(0),
        commits: Cell::new(0),
    };
    let limits = Limits { records, ..Limits::default() };
    let mut host =
        Engine::open_with(id.clone(), &store, board.clone(), clock.clone(), policy.clone(), limits).unwrap();
    // The same commands, one after the other; if nobody meddles the answers are the same.
    let (mut alone, _) = Floor::open(policy, now);
    alone.settle(now);
    let (mut next, mut given, mut seen) = (0, 0, BTreeSet::new());
    for _ in 0..6 {
        now = now.plus(jump(&mut rng));
        clock.set(now);
        let agents = agents_of(alone.state());
        let seen_now = signs(&mut rng, &agents, now, false);
        for agent in &agents {
            if let Some(sign) = seen_now.of(agent) {
                board.set(&id, sign.clone());
            }
        }
        alone.see(board.snapshot(&id).unwrap(), now);
        let mut commands = Vec::new();
        let mut expected = Vec::new();
        for _ in 0..rng.below(12) {
            let given = command(&mut rng, &alone, &mut next, now);
            expected.push(alone.run(now, &given));
            commands.push(given);
        }
        let meddled = store.meddled.get();
        store.percent.set(percent);
        let answers = host.run_all(&commands).unwrap();
        store.percent.set(0);
        assert_eq!(answers.len(), commands.len());
        given += commands.len() as u64;
        for answer in &answers {
            for record in answer.records() {
                assert!(seen.insert(record.revision), "record {} of two answers", record.revision);
            }
        }
        if percent == 0 {
            for ((answer, expected), command) in answers.iter().zip(&expected).zip(&commands) {
                assert_eq!(answer.ran, *expected, "{command:?}");
            }
            assert!(host.state().unwrap().snapshot() == alone.state().snapshot(), "other states");
            continue;
        }
        // What is answered is in the store, as answered, and nothing else is but for what the other host did.
        let kept = store.inner.load(&id, 0).unwrap().records;
        let all = FloorState::replay(&kept).unwrap();
        for answer in &answers {
            assert!(answer.records().all(|record| kept[record.revision as usize - 1] == *record));
            assert!(answer.revision <= kept.len() as u64);
        }
        // The last it heard may be that somebody was first with what follows.
        let heard = host.state().unwrap();
        let upto = FloorState::replay(&kept[..heard.revision() as usize]).unwrap();
        assert!(heard.snapshot() == upto.snapshot(), "the host is not where the store was at its revision");
        for number in meddled..store.meddled.get() {
            assert!(all.lead_view(&LeadId::new(&format!("other-{number}")).unwrap()).is_some());
        }
        for (answer, command) in answers.iter().zip(&commands) {
            if let (Command::Submit(lead), false) = (command, matches!(answer.outcome(), Outcome::Refused(_)))
            {
                let forgotten = commands.iter().any(|other| matches!(other, Command::Forget { .. }));
                assert!(forgotten || all.lead_view(lead.id()).is_some(), "{:?}", answer.outcome());
            }
        }
        alone = Floor::resume(all).unwrap();
        alone.see(board.snapshot(&id).unwrap(), now);
    }
    (given, store.commits.get())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(50), ..ProptestConfig::default() })]

    #[test]
    fn a_batch_comes_to_what_its_commands_come_to_one_after_the_other(
        seed: u64,
        records in prop_oneof![Just(1_usize), Just(3), Just(1_000)],
    ) {
        played(seed, records, 0);
    }

    #[test]
    fn what_others_do_between_makes_a_batch_decide_again(
        seed: u64,
        records in prop_oneof![Just(1_usize), Just(3), Just(1_000)],
        percent in prop_oneof![Just(20_u64), Just(60)],
    ) {
        played(seed, records, percent);
    }
}

#[test]
fn a_batch_takes_few_commits() {
    let (given, commits) =
        (0..40).map(|seed| played(seed, 1_000, 0)).fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
    assert!(given > 500, "only {given} commands");
    assert!(commits * 3 < given, "{commits} commits of {given} commands");
}

#[test]
fn no_commands_are_no_commits() {
    let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#).unwrap();
    let (store, id) = (MemoryStore::new(), FloorId::new("north").unwrap());
    let clock = ManualClock::new(Timestamp::MIN);
    let mut host = Engine::open(id.clone(), store.clone(), PresenceBoard::new(), clock, policy).unwrap();
    let before = store.revision(&id);
    assert_eq!(host.run_all(&[]).unwrap(), []);
    assert_eq!(store.revision(&id), before);
}
