//! The rows that a store keeps by what each record changes are the rows that the state shows.
//!
//! For other histories: `PROPTEST_RNG_SEED=7 PROPTEST_CASES=500 cargo test --release --test tables --all-features`.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod common;
mod kept;

use common::{Rng, Wanted, cases};
use fairdeal::store::tables::*;
use fairdeal::*;
use kept::{Kept, TWINS, Twin};

/// A random history, in the groups in which it is committed.
fn history(seed: u64, steps: usize) -> Vec<Vec<Recorded>> {
    let mut rng = Rng(seed);
    let wanted = match rng.below(5) {
        0 => Wanted { merit: true, ..Wanted::ANYTHING },
        1 => Wanted { hunt: true, ..Wanted::ANYTHING },
        2 => Wanted { budgets: true, ..Wanted::ANYTHING },
        _ => Wanted::ANYTHING,
    };
    let policy = common::policy(&mut rng, wanted);
    let opened = common::start(&mut rng);
    let (mut floor, first) = Floor::open(Policy::compile(&policy).unwrap(), opened);
    let (mut groups, mut group, mut now, mut next) = (Vec::new(), vec![first], opened, 0);
    for n in 0..steps {
        now = now.plus(common::jump(&mut rng));
        let agents = common::agents_of(floor.state());
        let seen = (n == 0 || rng.chance(35)).then(|| common::signs(&mut rng, &agents, now, false));
        let command = common::command(&mut rng, &floor, &mut next, now);
        group.extend(floor.settle(now).into_iter().filter_map(|decision| decision.recorded));
        if let Some(signs) = seen {
            floor.see(signs, now);
        }
        group.extend(floor.run(now, &command).records().cloned());
        if rng.chance(60) && !group.is_empty() {
            groups.push(std::mem::take(&mut group));
        }
    }
    groups.push(group);
    groups
}

/// What is wrong with the rows, at the first group after which anything is.
fn fault(groups: &[Vec<Recorded>], twin: Option<Twin>) -> Option<String> {
    let mut kept = Kept::default();
    let mut tables = Tables::new();
    let mut assigned = 0;
    for group in groups {
        let before = kept.clone();
        let changes = tables.take(group).unwrap();
        let keys: std::collections::BTreeSet<_> = changes.leads.iter().map(|row| &row.lead).collect();
        assert_eq!(keys.len(), changes.leads.len(), "each key is there once");
        kept.write(group, changes, twin);
        let events = group.iter().flat_map(|record| &record.events);
        assigned += events.filter(|event| matches!(event, Event::Assigned { .. })).count();
        if let Some(fault) = kept.differs(tables.state()) {
            return Some(fault);
        }
        if kept.assignments.len() != assigned {
            return Some(format!("{} assignments where there were {assigned}", kept.assignments.len()));
        }
        // What is written says by which record, and what is not written is as it was.
        let (first, last) =
            group.first().map_or((0, 0), |own| (own.revision, group[group.len() - 1].revision));
        for (lead, row) in &kept.leads {
            let by = row.changed.revision;
            let same = before.leads.get(lead) == Some(row);
            if !same && !(first..=last).contains(&by) {
                return Some(format!("{lead} was changed by record {by}, not by {first} to {last}"));
            }
        }
    }
    None
}

fn first_seed() -> u64 {
    std::env::var("PROPTEST_RNG_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_260_302)
}

#[test]
fn rows_kept_by_changes_are_those_of_the_state() {
    let base = first_seed();
    for case in 0..u64::from(cases(48)) {
        let seed = base.wrapping_add(case);
        let groups = history(seed, 90);
        if let Some(fault) = fault(&groups, None) {
            panic!("seed {seed}: {fault}");
        }
    }
}

#[test]
fn tables_that_are_kept_wrongly_are_found_out() {
    let base = first_seed();
    let mut left: Vec<Twin> = TWINS.to_vec();
    for case in 0..200 {
        let groups = history(base.wrapping_add(case), 90);
        left.retain(|twin| fault(&groups, Some(*twin)).is_none());
        if left.is_empty() {
            println!("all found out in {} histories", case + 1);
            return;
        }
    }
    panic!("not found out: {left:?}");
}

/// A floor of so many agents with as many leads waiting in the pool.
fn large(agents: usize) -> (Floor, Vec<Recorded>) {
    let mut doc = PolicyDoc::from_json(
        r#"{"format": 1, "semantics": 1, "id": "p", "default_plan": "push",
            "presence": {"unknown_may_receive": true}, "queues": [{"id": "web"}, {"id": "pool", "pull": {"lease_s": 600}}],
            "attributes": [{"id": "later", "type": "boolean"}],
            "caps": [{"id": "daily", "limit": 9, "per": ["agent"], "window": "day"}],
            "rules": [{"id": "later", "when": {"equals": {"attribute": "later", "value": true}}, "plan": "pool"}],
            "plans": [{"id": "push", "stages": [{"id": "push", "action": {"queue": {"queue": "web"}}}]},
                      {"id": "pool", "stages": [{"id": "lie", "action": {"pool": {"queue": "pool"}}}]}]}"#,
    )
    .unwrap();
    for number in 0..agents {
        doc.agents.push(AgentDoc::new(&format!("a{number:04}")).unwrap().member_of("web").unwrap());
    }
    let now: Timestamp = "2026-03-02T15:00:00Z".parse().unwrap();
    let (mut floor, first) = Floor::open(Policy::compile(&doc).unwrap(), now);
    let mut records = vec![first];
    for number in 0..agents {
        let lead = Lead::new(&format!("lies-{number}")).unwrap().with("later", true);
        records.extend(floor.run(now, &Command::Submit(lead)).records().cloned());
    }
    (floor, records)
}

#[test]
fn what_is_written_follows_what_happened_not_the_size_of_the_floor() {
    for agents in [5, 500] {
        let (mut floor, records) = large(agents);
        let mut tables = Tables::new();
        let all = tables.take(&records).unwrap();
        assert_eq!((all.leads.len(), all.agents.len(), all.assigned.len()), (agents, agents, 0));
        let now = floor.state().clock();
        let mut run = |command: &Command| {
            let records: Vec<_> = floor.run(now, command).records().cloned().collect();
            let changes = tables.take(&records).unwrap();
            let sizes = (changes.leads.len(), changes.assigned.len(), changes.ended.len());
            (sizes, changes.agents.len(), changes.counters.len())
        };
        let submit = Command::Submit(Lead::new("L-1").unwrap());
        assert_eq!(run(&submit), ((1, 1, 0), 1, 1), "the lead, its owner and what they count");
        let mut doc = PolicyDoc::from_json(floor_policy(&records)).unwrap();
        doc.plans[0].max_assignments = Some(3);
        let replaced = run(&Command::ReplacePolicy(Box::new(doc.clone())));
        assert_eq!(replaced.0, (agents, 0, 0), "all that lay in the pool were placed anew");
        assert_eq!((replaced.1, replaced.2), (0, 0), "nobody holds anything else, and no limit is another");
        doc.caps[0].limit = 8;
        assert_eq!(run(&Command::ReplacePolicy(Box::new(doc))).2, 1, "the limit is another");
        let disposition = Disposition::Final { code: "won".into() };
        let (lead, agent) = ("L-1".parse().unwrap(), "a0000".parse().unwrap());
        let dispose = Command::Dispose { lead, agent, disposition };
        assert_eq!(run(&dispose), ((1, 0, 1), 1, 0));
    }
}

fn floor_policy(records: &[Recorded]) -> &str {
    let policies = records.iter().flat_map(|record| &record.events).filter_map(|event| match event {
        Event::PolicyInstalled { json, .. } => Some(&**json),
        _ => None,
    });
    policies.last().unwrap()
}

#[test]
fn a_row_has_a_cell_for_each_column() {
    let (mut floor, mut records) = large(2);
    let now = floor.state().clock();
    records.extend(floor.run(now, &Command::Submit(Lead::new("L-1").unwrap())).records().cloned());
    let mut tables = Tables::new();
    let changes = tables.take(&records).unwrap();
    fn fits<R: Row>(rows: &[R]) {
        assert!(!rows.is_empty());
        for row in rows {
            let cells = row.cells();
            assert_eq!(cells.len(), R::TABLE.columns.len(), "{}", R::TABLE.name);
            for (cell, column) in cells.iter().zip(R::TABLE.columns) {
                let kind = match cell {
                    Cell::Empty => None,
                    Cell::Text(_) => Some(Kind::Text),
                    Cell::Number(_) => Some(Kind::Number),
                    Cell::Instant(_) => Some(Kind::Instant),
                };
                assert!(kind.is_none_or(|kind| kind == column.kind), "{}.{}", R::TABLE.name, column.name);
                assert!(kind.is_some() || column.optional, "{}.{}", R::TABLE.name, column.name);
            }
        }
    }
    fits(&changes.leads);
    fits(&changes.assigned);
    fits(&changes.agents);
    fits(&changes.counters);
}

/// The page on stores lists every column, by the words that the data has.
#[test]
fn the_page_on_stores_lists_every_column() {
    let page = include_str!("../src/docs/STORES.md");
    for table in TABLES {
        assert!(page.contains(&format!("\n`{}`, a row for each", table.name)), "{}", table.name);
        for column in table.columns {
            let unit = if column.kind == Kind::Instant { "_ms" } else { "" };
            let line = format!("| `{}{unit}` | {}", column.name, column.what);
            assert!(page.contains(&line), "{}: {line}", table.name);
        }
    }
}
