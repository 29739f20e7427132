//! One function a case; what two hosts do at once is in `race`.

use crate::lead::{Lead, MAX_ATTRIBUTES, MAX_TEXT_BYTES};
use crate::port::{CommitOutcome, LeadStore};
use crate::testing::store::{Report, Sample};
use CommitOutcome::{Applied, Conflict};

pub(super) fn unknown_floor(report: &mut Report, store: &impl LeadStore, sample: &Sample) {
    report.loads(store, sample, 0, 0, "a floor of which nothing is known");
    report.commit(store, &sample.part(0, 1), Applied, "the first commit of a floor");
    report.loads(store, sample, 0, 1, "after the first commit");
}

pub(super) fn whole_history(report: &mut Report, store: &impl LeadStore, sample: &mut Sample) {
    report.commit(store, &sample.part(0, 1), Applied, "the first commit");
    for (step, records) in [1, 3, 1, 40].into_iter().enumerate() {
        let commit = sample.grow(records, &format!("lead-{step}"));
        report.commit(store, &commit, Applied, "the next commit");
        report.loads(store, sample, 0, sample.revision(), "after each commit");
    }
}

pub(super) fn load_after(report: &mut Report, store: &impl LeadStore, sample: &mut Sample) {
    report.commit(store, &sample.part(0, 1), Applied, "the first commit");
    let commit = sample.grow(9, "lead");
    report.commit(store, &commit, Applied, "the next commit");
    for after in [1, 2, 5, 9, 10] {
        report.loads(store, sample, after, 10, "ten records");
    }
    // A host that is ahead of the store has nothing to take in.
    match report.ok("load after a revision to come", store.load(sample.floor(), 99)) {
        Some(loaded) if loaded.base.is_some() || !loaded.records.is_empty() => {
            report.fault("load after a revision to come: gives something".to_owned());
        }
        _ => {}
    }
}

pub(super) fn stale_commit(report: &mut Report, store: &impl LeadStore, sample: &mut Sample) {
    report.commit(store, &sample.part(0, 1), Applied, "the first commit");
    report.commit(store, &sample.part(0, 1), Conflict, "the first commit once more");
    let mut late = sample.clone();
    let commit = sample.grow(2, "lead");
    report.commit(store, &commit, Applied, "the commit that is first");
    let other = late.grow(1, "late");
    report.commit(store, &other, Conflict, "a commit based on a revision that is past");
    report.loads(store, sample, 0, 3, "after a conflict");
    let mut ahead = sample.clone();
    ahead.grow(1, "early");
    let other = ahead.grow(1, "ahead");
    report.commit(store, &other, Conflict, "a commit based on a revision to come");
    report.loads(store, sample, 0, 3, "after a conflict");
    let commit = sample.grow(1, "again");
    report.commit(store, &commit, Applied, "a commit decided again after a conflict");
    report.loads(store, sample, 0, 4, "after deciding again");
}

pub(super) fn all_or_nothing(report: &mut Report, store: &impl LeadStore, sample: &mut Sample) {
    report.commit(store, &sample.part(0, 1), Applied, "the first commit");
    let mut late = sample.clone();
    let commit = sample.grow(1, "lead");
    report.commit(store, &commit, Applied, "the commit that is first");
    // Its first record is taken, its others would follow.
    let other = late.grow(5, "late");
    report.commit(store, &other, Conflict, "a commit of which some records would be new");
    report.loads(store, sample, 0, 2, "after a conflict of many records");
    let commit = sample.grow(5, "many");
    report.commit(store, &commit, Applied, "many records at once");
    report.loads(store, sample, 0, 7, "many records at once");
}

pub(super) fn floors_apart(report: &mut Report, store: &impl LeadStore, sample: &mut Sample) {
    let Some(mut twin) = sample.twin(&format!("{} 2", sample.floor())) else {
        return;
    };
    report.commit(store, &sample.part(0, 1), Applied, "the first commit of one floor");
    report.loads(store, &twin, 0, 0, "another floor, still unknown");
    report.commit(store, &twin.part(0, 1), Applied, "the first commit of another floor");
    let (one, two) = (sample.grow(3, "one"), twin.grow(2, "two"));
    report.commit(store, &one, Applied, "one floor");
    report.commit(store, &two, Applied, "another floor at the same revision");
    report.loads(store, sample, 0, 4, "one floor");
    report.loads(store, &twin, 0, 3, "another floor");
}

pub(super) fn large_record(report: &mut Report, store: &impl LeadStore, sample: &mut Sample) {
    report.commit(store, &sample.part(0, 1), Applied, "the first commit");
    let text = "ß\u{0}\"'\\;--\n".repeat(MAX_TEXT_BYTES / 16);
    let commit = sample.grow_with(2, "large", |mut lead: Lead| {
        for number in 0..MAX_ATTRIBUTES {
            lead = lead.with(&format!("attribute-{number}"), text.as_str());
        }
        lead
    });
    if commit.records.len() != 2 {
        report.fault("the suite could not make its large leads".to_owned());
        return;
    }
    report.commit(store, &commit, Applied, "a lead of the largest size");
    report.loads(store, sample, 0, sample.revision(), "a lead of the largest size");
}

pub(super) fn shared(report: &mut Report, one: &impl LeadStore, two: &impl LeadStore, sample: &mut Sample) {
    report.commit(one, &sample.part(0, 1), Applied, "the first commit");
    report.loads(two, sample, 0, 1, "through the other handle");
    let mut late = sample.clone();
    let commit = sample.grow(1, "lead");
    report.commit(two, &commit, Applied, "through the other handle");
    let other = late.grow(1, "late");
    report.commit(one, &other, Conflict, "through the first handle, based on a revision that is past");
    report.loads(one, sample, 1, 2, "through the first handle");
}

pub(super) fn reopened<S: LeadStore>(report: &mut Report, open: &mut impl FnMut() -> S, sample: &mut Sample) {
    let store = open();
    report.commit(&store, &sample.part(0, 1), Applied, "the first commit");
    let commit = sample.grow(6, "lead");
    report.commit(&store, &commit, Applied, "the next commit");
    drop(store);
    let store = open();
    report.loads(&store, sample, 0, 7, "opened again");
    report.loads(&store, sample, 4, 7, "opened again");
    let commit = sample.grow(1, "more");
    report.commit(&store, &commit, Applied, "opened again");
    drop(store);
    report.loads(&open(), sample, 0, 8, "opened a third time");
}

pub(super) fn stale_revision(report: &mut Report, store: &impl LeadStore, sample: &mut Sample) {
    report.commit(store, &sample.part(0, 1), Applied, "the first commit");
    let mut past: Vec<Sample> = Vec::new();
    for step in 0..12 {
        past.push(sample.clone());
        let commit = sample.grow(1, &format!("lead-{step}"));
        report.commit(store, &commit, Applied, "the next commit");
    }
    for mut old in past {
        let commit = old.grow(2, "late");
        report.commit(store, &commit, Conflict, "a commit based on a revision that is past");
    }
    report.commit(store, &sample.part(0, 3), Conflict, "the beginning of the history once more");
    // Numbers that do not fit where a store may keep them are still only numbers that are not the last.
    for ahead in [14, 1 << 31, 1 << 32, 1 << 53, 1 << 63, u64::MAX.saturating_sub(1)] {
        let mut commit = sample.clone().grow(1, "early");
        commit.based_on = ahead;
        for record in &mut commit.records {
            record.revision = ahead.saturating_add(1);
        }
        report.commit(store, &commit, Conflict, "a commit based on a revision to come");
        match report.ok(&format!("load after {ahead}"), store.load(sample.floor(), ahead)) {
            Some(loaded) if loaded.base.is_some() || !loaded.records.is_empty() => {
                report.fault(format!("load after {ahead}, a revision to come: gives something"));
            }
            _ => {}
        }
    }
    report.loads(store, sample, 0, sample.revision(), "after many conflicts");
}

pub(super) fn large_commit(report: &mut Report, store: &impl LeadStore, sample: &mut Sample) {
    report.commit(store, &sample.part(0, 1), Applied, "the first commit");
    // As many as a flow puts into one commit unless it is told otherwise.
    let most = crate::flow::Limits::default().records;
    let commit = sample.grow(most, "many");
    if commit.records.len() != most {
        report.fault("the suite could not make its large commit".to_owned());
        return;
    }
    report.commit(store, &commit, Applied, "a commit of the largest size");
    report.loads(store, sample, 0, sample.revision(), "a commit of the largest size");
    report.commit(store, &commit, Conflict, "a commit of the largest size once more");
    report.loads(store, sample, 1, sample.revision(), "a commit of the largest size, from before it");
}

pub(super) fn reopened_in_the_middle<S: LeadStore>(
    report: &mut Report,
    open: &mut impl FnMut() -> S,
    sample: &mut Sample,
) {
    // One handle stays open all the while; others come, write, and go.
    let stays = open();
    report.commit(&stays, &sample.part(0, 1), Applied, "the first commit");
    for round in 0..5 {
        let passing = open();
        let until = sample.revision();
        report.loads(&passing, sample, 0, until, "opened in the middle");
        let mut late = sample.clone();
        let commit = sample.grow(3, &format!("passing-{round}"));
        report.commit(&passing, &commit, Applied, "opened in the middle");
        drop(passing);
        report.loads(&stays, sample, until, sample.revision(), "what a handle wrote that is gone");
        let other = late.grow(1, "late");
        report.commit(
            &stays,
            &other,
            Conflict,
            "through the handle that stays, based on a revision that is past",
        );
        let commit = sample.grow(2, &format!("stays-{round}"));
        report.commit(&stays, &commit, Applied, "through the handle that stays");
    }
    drop(stays);
    report.loads(&open(), sample, 0, sample.revision(), "when all handles have gone");
}
