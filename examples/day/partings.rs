//! Who left and what became of their leads; who came and how they grew into it.

use comfy_table::Table;
use fairdeal::id::{AgentSlot, LeadSlot};
use fairdeal::{Event, HeldWhy, LeadStanding, Recorded, Span, Timestamp};

use crate::page::table;
use crate::simulate::Sim;
use crate::waits::percentile;
use crate::when;

fn events(sim: &Sim) -> impl Iterator<Item = (&Recorded, &Event)> {
    sim.kept.iter().flatten().flat_map(|record| record.events.iter().map(move |event| (record, event)))
}

/// The leads of everybody who left, from their desk to the next.
pub(crate) fn departures(sim: &Sim) -> Table {
    let head = [
        "Who left",
        "When",
        "Leads\nheld",
        "Dealt on\nfrom",
        "\nuntil",
        "A new owner\nfor",
        "half\nwithin",
        "the last\nafter",
        "Closed\nby now",
    ];
    let mut table = table(&head, &[0, 1]);
    for (record, agent) in events(sim).filter_map(|(record, event)| match event {
        Event::AgentLeft { agent } => Some((record, *agent)),
        _ => None,
    }) {
        let held: Vec<(LeadSlot, Timestamp)> = record
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Held { lead, until, why: HeldWhy::Offboarded } => Some((*lead, *until)),
                _ => None,
            })
            .collect();
        let next = |lead: LeadSlot| {
            events(sim).skip_while(|(other, _)| other.revision <= record.revision).find_map(
                |(other, event)| {
                    matches!(event, Event::Assigned { lead: own, .. } if *own == lead)
                        .then(|| other.at.since(record.at))
                },
            )
        };
        let mut waits: Vec<Span> = held.iter().filter_map(|(lead, _)| next(*lead)).collect();
        waits.sort_unstable();
        let closed = held.iter().filter(|(lead, _)| {
            let view = sim.names.leads.get(lead.index()).and_then(|id| sim.floor.state().lead_view(id));
            view.is_some_and(|view| matches!(view.standing, LeadStanding::Closed { .. }))
        });
        let clock = |at: Option<Timestamp>| {
            at.map_or("·".to_owned(), |at| {
                when::clock(at, &sim.zone).split(' ').next_back().unwrap_or("").to_owned()
            })
        };
        let wait = |percent| percentile(&waits, percent).map_or("·".to_owned(), when::span);
        table.add_row([
            sim.names.agent(agent).to_owned(),
            when::told(record.at, &sim.zone),
            held.len().to_string(),
            clock(held.first().map(|(_, at)| *at)),
            clock(held.last().map(|(_, at)| *at)),
            waits.len().to_string(),
            wait(50),
            wait(100),
            closed.count().to_string(),
        ]);
    }
    table
}

/// The newcomers, week by week, beside the mean of their team.
pub(crate) fn newcomers(sim: &Sim) -> Table {
    let mut table = table(
        &[
            "Who came",
            "When",
            "Leads owned in\nweek 1",
            "\nweek 2",
            "\nweek 3",
            "the same of the\nteam, each",
        ],
        &[0, 1],
    );
    for (record, agent, doc) in events(sim).filter_map(|(record, event)| match event {
        Event::AgentJoined { agent, doc } => Some((record, *agent, doc)),
        _ => None,
    }) {
        let week = |who: AgentSlot, week: u64| {
            let from = record.at.plus(Span::days(7 * week));
            let until = from.plus(Span::days(7));
            let own = events(sim).filter(|(record, event)| {
                from <= record.at
                    && record.at < until
                    && matches!(event, Event::Assigned { agent, .. } if *agent == who)
            });
            own.count()
        };
        let team = sim
            .names
            .docs
            .iter()
            .enumerate()
            .filter(|(_, other)| other.team == doc.team && other.id != doc.id);
        let team: Vec<AgentSlot> = team.filter_map(|(slot, _)| AgentSlot::from_index(slot)).collect();
        let mean = |number: u64| {
            let all: usize = team.iter().map(|who| week(*who, number)).sum();
            all.checked_div(team.len()).unwrap_or(0).to_string()
        };
        let [first, second, third] = [0, 1, 2].map(|number| week(agent, number).to_string());
        let same = [0, 1, 2].map(mean).join(", ");
        table.add_row([doc.id.to_string(), when::told(record.at, &sim.zone), first, second, third, same]);
    }
    table
}
