//! Is there room under every cap that counts this lead?

use core::fmt::Write;

use smallvec::SmallVec;

use crate::calendar::{Calendar, bounds};
use crate::event::CounterWindow;
use crate::gate::pace::Opening;
use crate::gate::price::amount;
use crate::gate::{Candidate, Floor, Question, Verdict, Way, refuse};
use crate::id::{AgentSlot, CapSlot, CounterSlot};
use crate::matching::Cell;
use crate::outcome::{BudgetSpent, OffPace, Reason};
use crate::policy::{Cap, CapWindow, CountsDoc, Dimension, Policy};
use crate::time::Timestamp;

/// The texts a cap counts apart for one lead and agent, joined. Up to 96 bytes take no allocation.
#[derive(Default)]
pub(crate) struct Label(SmallVec<[u8; 96]>);

impl Label {
    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or("")
    }

    fn add(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Ends one value; values never hold control characters of their own that matter, as each is ended the same way.
    fn end(&mut self) {
        self.0.push(0x1f);
    }
}

impl Write for Label {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.add(text);
        Ok(())
    }
}

/// The label under which a cap counts this lead for this agent.
pub(crate) fn label(question: &Question<'_, '_>, cap: &Cap, agent: Option<AgentSlot>) -> Label {
    let mut label = Label::default();
    for dimension in &cap.per {
        match dimension {
            Dimension::Agent => continue,
            Dimension::Team => {
                let row = agent.and_then(|agent| question.floor.state.agent(agent));
                if let Some(team) = row.and_then(|row| row.doc.team.as_ref()) {
                    label.add(team.as_str());
                }
            }
            Dimension::Tier => {
                let asker = question.queue.as_ref();
                let seat = agent.zip(asker).and_then(|(agent, asker)| asker.row.seat(agent));
                if let Some(own) = seat {
                    let _ = write!(label, "{}", own.seat.tier);
                }
            }
            Dimension::Rule => {
                let rule = question.lead.rule.and_then(|rule| question.floor.policy.rules.id(rule));
                rule.into_iter().for_each(|rule| label.add(rule.as_str()));
            }
            Dimension::Plan => {
                let plan = question.lead.at.and_then(|(plan, _)| question.floor.policy.plan(plan));
                plan.into_iter().for_each(|plan| label.add(plan.id.as_str()));
            }
            Dimension::Queue => {
                if let Some(asker) = &question.queue {
                    label.add(asker.policy.id.as_str());
                }
            }
            Dimension::Attribute(index) => match question.lead.encoded.cell(*index) {
                Cell::Absent => {}
                Cell::Text(text) => label.add(text),
                Cell::Integer(number) => {
                    let _ = write!(label, "{number}");
                }
                Cell::Boolean(yes) => label.add(if yes { "true" } else { "false" }),
                Cell::Texts(texts) => {
                    for text in texts {
                        label.add(text);
                        label.add(",");
                    }
                }
            },
        }
        label.end();
    }
    label
}

/// Whether a cap has anything to say about this lead on this way.
pub(crate) fn applies(question: &Question<'_, '_>, cap: &Cap) -> bool {
    let counts = match &cap.counts {
        CountsDoc::Claimed => matches!(question.way, Way::Claim(_)),
        _ => true,
    };
    counts && cap.when.as_ref().is_none_or(|when| when.holds(question.lead.encoded))
}

/// The counter of a cap for this lead and agent, if anything was ever counted there.
pub(crate) fn counter(
    question: &Question<'_, '_>,
    slot: CapSlot,
    cap: &Cap,
    agent: AgentSlot,
) -> Option<CounterSlot> {
    let label = label(question, cap, Some(agent));
    question.floor.state.counter_slot(slot, counted_agent(cap, agent), label.as_str())
}

/// The agent a counter belongs to, if the cap counts agents apart.
pub(crate) fn counted_agent(cap: &Cap, agent: AgentSlot) -> Option<AgentSlot> {
    cap.per.contains(&Dimension::Agent).then_some(agent)
}

/// How many a counter holds at an instant without this lead itself.
pub(crate) fn used(question: &Question<'_, '_>, counter: CounterSlot, at: Timestamp) -> u64 {
    let Some(row) = question.floor.state.counter(counter) else { return 0 };
    let own = question.lead.counted.iter();
    let own = own.filter(|count| count.counter == counter && row.counts_at(count.at, at));
    own.fold(row.used(at), |used, count| used.saturating_sub(u64::from(count.amount)))
}

/// Room under one cap at an instant, for an agent or for the lead itself.
pub(crate) fn room(
    question: &Question<'_, '_>,
    slot: CapSlot,
    cap: &Cap,
    agent: Option<AgentSlot>,
    at: Timestamp,
) -> Verdict {
    let state = question.floor.state;
    let own = agent.and_then(|agent| counted_agent(cap, agent));
    // What merit makes of a limit is for leads that are pushed.
    let limit = match question.way {
        Way::Push | Way::Owner => state.limit(slot, own),
        Way::Claim(_) | Way::Reassign => state.own_limit(slot, own),
    };
    let label = label(question, cap, agent);
    let counter = state.counter_slot(slot, own, label.as_str());
    let row = counter.and_then(|counter| state.counter(counter));
    let used = counter.map_or(0, |counter| used(question, counter, at));
    // A counter whose window has another shape than the cap has now belongs to an earlier policy.
    let current = row.is_none_or(|row| same_shape(cap, row.window));
    let calendar = block(question, cap);
    if let (Some(calendar), true) = (calendar, limit > 0)
        && !calendar.is_open(at)
    {
        let reason = Reason::CapClosed { cap: cap.id.clone(), calendar: calendar.id().clone() };
        return refuse(reason, calendar.next_open(at));
    }
    let needed = match amount(question.lead, cap) {
        Ok(amount) => amount.units,
        Err(reason) => return refuse(reason, None),
    };
    let below = cap.room_below(limit, needed);
    let of = || counted_for(question.floor, own, label.as_str());
    let opens = |at| calendar.map_or(Some(at), |calendar| calendar.next_open(at));
    if limit > 0 && (used < below || !current) {
        let opening = Opening::of(question.floor.policy, cap, row, limit, at);
        let Some((opening, open)) = opening.map(|own| (own, own.opened(at))) else { return Ok(()) };
        if used < cap.room_below(open, needed) {
            return Ok(());
        }
        let clears = opening.clears_at(cap.opens_with(used, needed), cap.opens_with(0, needed));
        let clears = opens(clears);
        let currency = cap.money.as_ref().map(|money| money.currency);
        let reason =
            Reason::Paced(OffPace { cap: cap.id.clone(), of: of(), currency, used, needed, open, limit });
        return refuse(reason, clears);
    }
    let clears = row.and_then(|row| row.clears_at(below)).and_then(opens);
    let reason = match &cap.money {
        None => Reason::CapFull { cap: cap.id.clone(), of: of(), used, limit },
        Some(money) => Reason::BudgetSpent(BudgetSpent {
            cap: cap.id.clone(),
            of: of(),
            currency: money.currency,
            spent_minor: used,
            price_minor: needed,
            budget_minor: limit,
        }),
    };
    refuse(reason, clears)
}

/// What a counter counts apart, in words: the agent and the other values.
pub(crate) fn counted_for(floor: &Floor<'_>, agent: Option<AgentSlot>, label: &str) -> String {
    let names = agent.and_then(|agent| floor.agent_id(agent)).map(ToString::to_string);
    let values = label.trim_end_matches('\u{1f}').replace('\u{1f}', ", ");
    let parts = names.into_iter().chain((!values.is_empty()).then_some(values));
    let of: Vec<String> = parts.map(|part| format!("`{part}`")).collect();
    if of.is_empty() { "the floor".to_owned() } else { of.join(" and ") }
}

/// The calendar whose blocks a cap counts in.
pub(crate) fn block<'q>(question: &'q Question<'_, '_>, cap: &Cap) -> Option<&'q Calendar> {
    let CapWindow::Block(at) = cap.window else { return None };
    question.floor.policy.calendars.get(at).map(|(_, calendar)| calendar)
}

/// The window of an instant, and how counters keep it; none while a cap that counts in the blocks of a calendar is closed.
pub(crate) fn window_at(
    policy: &Policy,
    cap: &Cap,
    now: Timestamp,
) -> Option<(Timestamp, Timestamp, CounterWindow)> {
    let fixed = |(from, until)| (from, until, CounterWindow::Fixed);
    Some(match cap.window {
        CapWindow::Calendar(window) => fixed(bounds(window, &cap.zone, now)),
        CapWindow::Block(at) => fixed(policy.calendars.get(at)?.1.block_at(now)?),
        CapWindow::Lifetime => fixed((Timestamp::MIN, Timestamp::MAX)),
        CapWindow::Open => (now, Timestamp::MAX, CounterWindow::Open),
        CapWindow::Rolling(span) => (now, Timestamp::MAX, CounterWindow::Rolling(span)),
    })
}

/// The next instant at which a cap that counts in the blocks of a calendar opens or closes.
pub(crate) fn turns(floor: &Floor<'_>) -> Option<Timestamp> {
    let calendars = floor.policy.caps.iter().filter_map(|cap| match cap.window {
        CapWindow::Block(at) => floor.policy.calendars.get(at).map(|(_, calendar)| calendar),
        _ => None,
    });
    let turns = calendars.filter_map(|own| match own.open_until(floor.now) {
        None => own.next_open(floor.now),
        until => until,
    });
    turns.min()
}

/// Whether a counter's window is of the kind the cap counts in.
pub(crate) fn same_shape(cap: &Cap, window: CounterWindow) -> bool {
    match (cap.window, window) {
        (CapWindow::Calendar(_) | CapWindow::Block(_) | CapWindow::Lifetime, CounterWindow::Fixed)
        | (CapWindow::Open, CounterWindow::Open) => true,
        (CapWindow::Rolling(span), CounterWindow::Rolling(counted)) => span == counted,
        _ => false,
    }
}

/// The gate: the first full cap, in the order of the policy. In a push, caps that are no agent's are asked once per
/// lead: see [`floor_wide`].
pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    for (slot, cap) in caps(question) {
        if cap.is_per_agent() || question.way != Way::Push {
            room(question, slot, cap, Some(candidate.slot), at)?;
        }
    }
    Ok(())
}

/// The first full cap that counts neither agents, teams nor tiers apart: it stops the lead, whoever would take it.
pub(crate) fn floor_wide<'q>(
    question: &'q Question<'_, '_>,
    at: Timestamp,
) -> Result<(), (&'q Cap, crate::outcome::Refused)> {
    for (slot, cap) in caps(question) {
        if !cap.is_per_agent() {
            room(question, slot, cap, None, at)
                .map_err(|refused| (cap, clears_for_good(question, (slot, cap), refused)))?;
        }
    }
    Ok(())
}

/// Where a window that ends is followed by one in which too little is open at first, the instant it is there.
fn clears_for_good(
    question: &Question<'_, '_>,
    (slot, cap): (CapSlot, &Cap),
    mut refused: crate::outcome::Refused,
) -> crate::outcome::Refused {
    if cap.pace.is_none() {
        return refused;
    }
    for _ in 0..64 {
        let Some(at) = refused.clears_at else { return refused };
        match room(question, slot, cap, None, at) {
            Ok(()) => return refused,
            Err(again) => refused.clears_at = again.clears_at,
        }
    }
    crate::outcome::Refused { clears_at: None, ..refused }
}

/// The caps that apply, with their slots.
pub(crate) fn caps<'q>(question: &'q Question<'_, '_>) -> impl Iterator<Item = (CapSlot, &'q Cap)> + 'q {
    let all = question.floor.policy.caps.iter().enumerate();
    let slotted = all.filter_map(|(at, cap)| Some((CapSlot::from_index(at)?, cap)));
    slotted.filter(|(_, cap)| applies(question, cap))
}
