//! One function a case; each gives its faults.

use crate::command::Command;
use crate::id::AgentId;
use crate::state::FloorState;
use crate::testing::strategy::run::{Run, agents};
use crate::testing::strategy::{Fairness, Strategy};

const LEADS: u32 = 40;

fn name(agent: &Option<AgentId>) -> String {
    agent.as_ref().map_or_else(|| "nobody".to_owned(), |agent| format!("`{agent}`"))
}

/// Where two lists of who got the leads differ first.
fn difference(what: &str, one: &[Option<AgentId>], two: &[Option<AgentId>]) -> Option<String> {
    let at = one.iter().zip(two).position(|(one, two)| one != two)?;
    let (one, two) = (name(one.get(at)?), name(two.get(at)?));
    Some(format!("{what}: lead {} went to {one} and then to {two}", at.saturating_add(1)))
}

pub(super) fn deals<S: Strategy>(open: &mut impl FnMut() -> S) -> Vec<String> {
    let mut run = Run::new(open(), &agents());
    let dealt = run.deal_many(3);
    let without = dealt.iter().filter(|agent| agent.is_none()).count();
    if without == 0 {
        return Vec::new();
    }
    vec![format!("everybody is here and {without} of 3 leads went to nobody")]
}

pub(super) fn same_answer<S: Strategy>(open: &mut impl FnMut() -> S) -> Vec<String> {
    let (mut one, mut two) = (Run::new(open(), &agents()), Run::new(open(), &agents()));
    let (first, second) = (one.deal_many(LEADS), two.deal_many(LEADS));
    let differ = difference("the same leads once more", &first, &second);
    let records = (differ.is_none() && one.records != two.records)
        .then(|| "the same leads once more: the same owners by other records".to_owned());
    differ.into_iter().chain(records).collect()
}

/// Members come and go, and one leaves for good.
pub(super) fn only_who_may<S: Strategy>(open: &mut impl FnMut() -> S) -> Vec<String> {
    let all = agents();
    let mut run = Run::new(open(), &all);
    let mut faults = Vec::new();
    let mut left: Option<AgentId> = None;
    for lead in 0..LEADS {
        if lead == LEADS / 2
            && let Some(agent) = all.first()
        {
            run.give(&Command::Leave { agent: agent.clone() });
            left = Some(agent.clone());
        }
        // Another part of them each time, never nobody.
        let is_here = |(number, agent): &(u32, &AgentId)| {
            let away = lead.wrapping_mul(7).wrapping_add(number.wrapping_mul(3)) % 5 < 2;
            !away && left.as_ref() != Some(*agent)
        };
        let here: Vec<AgentId> = (0..).zip(&all).filter(is_here).map(|(_, agent)| agent.clone()).collect();
        if here.is_empty() {
            continue;
        }
        // Who has left may still look as if they were here.
        let signs: Vec<AgentId> = here.iter().chain(&left).cloned().collect();
        run.here(&signs);
        match run.deal() {
            Some(agent) if here.contains(&agent) => {}
            other => faults.push(format!(
                "lead {} went to {}; {here:?} could take it",
                lead.saturating_add(1),
                name(&other)
            )),
        }
    }
    faults
}

pub(super) fn nobody_here<S: Strategy>(open: &mut impl FnMut() -> S) -> Vec<String> {
    let mut run = Run::new(open(), &agents());
    run.here(&[]);
    let given = run.deal();
    given.map(|agent| format!("nobody is here and a lead went to `{agent}`")).into_iter().collect()
}

pub(super) fn order_of_members<S: Strategy>(open: &mut impl FnMut() -> S) -> Vec<String> {
    if open().draws_lots() {
        return Vec::new();
    }
    let all = agents();
    let right = Run::new(open(), &all).deal_many(LEADS);
    let (mut backwards, mut turned, mut sorted) = (all.clone(), all.clone(), all.clone());
    backwards.reverse();
    turned.rotate_left(2);
    sorted.sort();
    [("backwards", backwards), ("turned", turned), ("sorted", sorted)]
        .into_iter()
        .filter_map(|(how, members)| {
            let found = Run::new(open(), &members).deal_many(LEADS);
            difference(&format!("members listed {how}"), &right, &found)
        })
        .collect()
}

/// Of any two who are alike the same one is first, whichever is listed first.
pub(super) fn ties<S: Strategy>(open: &mut impl FnMut() -> S) -> Vec<String> {
    if open().draws_lots() {
        return Vec::new();
    }
    let all = agents();
    let mut faults = Vec::new();
    for (at, one) in all.iter().enumerate() {
        for two in all.iter().skip(at.saturating_add(1)) {
            let first = Run::new(open(), &[one.clone(), two.clone()]).deal();
            let second = Run::new(open(), &[two.clone(), one.clone()]).deal();
            if first != second {
                faults.push(format!(
                    "of `{one}` and `{two}` {} is first, listed the other way {}",
                    name(&first),
                    name(&second)
                ));
            }
        }
    }
    faults
}

/// Whoever is next is still next without one of the others.
pub(super) fn losers<S: Strategy>(open: &mut impl FnMut() -> S) -> Vec<String> {
    if open().draws_lots() {
        return Vec::new();
    }
    let all = agents();
    let winner = Run::new(open(), &all).deal();
    let mut faults = Vec::new();
    for loser in all.iter().filter(|agent| winner.as_ref() != Some(agent)) {
        let others: Vec<AgentId> = all.iter().filter(|agent| *agent != loser).cloned().collect();
        let mut away = Run::new(open(), &all);
        away.here(&others);
        for (how, next) in [("a member", Run::new(open(), &others).deal()), ("here", away.deal())] {
            if next != winner {
                let (winner, next) = (name(&winner), name(&next));
                faults.push(format!("{winner} is next; if `{loser}` is not {how} it is {next}"));
            }
        }
    }
    faults
}

/// The records make the same state, and a host that begins anew goes on as the other does.
pub(super) fn replay<S: Strategy>(open: &mut impl FnMut() -> S) -> Vec<String> {
    let mut run = Run::new(open(), &agents());
    // No round number, so that a turn kept in memory is not by chance the right one.
    run.deal_many(LEADS / 2 - 3);
    let mut faults = Vec::new();
    match FloorState::replay(&run.records) {
        Ok(state) if state.snapshot() == run.floor.state().snapshot() => {}
        Ok(_) => faults.push("the records make another state".to_owned()),
        Err(error) => faults.push(format!("the records do not hold together: {error}")),
    }
    match run.restarted(open()) {
        Ok(mut again) => {
            let (right, found) = (run.deal_many(LEADS / 2), again.deal_many(LEADS / 2));
            faults.extend(difference("a host that begins anew", &right, &found));
        }
        Err(error) => faults.push(error),
    }
    faults
}

pub(super) fn fairness<S: Strategy>(open: &mut impl FnMut() -> S) -> Fairness {
    let all = agents();
    let mut run = Run::new(open(), &all);
    let mut dealt: Vec<(AgentId, u32)> = all.into_iter().map(|agent| (agent, 0)).collect();
    let mut most_apart = 0;
    for _ in 0..LEADS.saturating_mul(5) {
        let to = run.deal();
        for (_, count) in dealt.iter_mut().filter(|(agent, _)| Some(agent) == to.as_ref()) {
            *count = count.saturating_add(1);
        }
        let counts = || dealt.iter().map(|(_, count)| *count);
        let apart = counts().max().unwrap_or(0).saturating_sub(counts().min().unwrap_or(0));
        most_apart = most_apart.max(apart);
    }
    dealt.sort();
    Fairness { dealt, most_apart }
}
