//! What was dealt to each team and in each zone.

use std::collections::BTreeMap;

use comfy_table::Table;
use fairdeal::{AgentDoc, Event, HeldWhy, LeadStanding, LeadView};

use crate::page::{number, table};
use crate::simulate::Sim;
use crate::tally::Seat;

/// The counts of a group of people.
#[derive(Default)]
struct Group {
    people: u64,
    seat: Seat,
    recycled: u64,
    cap_hits: u64,
    open: u64,
}

/// Teams, then zones.
pub(crate) fn groups(sim: &Sim, views: &[LeadView]) -> Table {
    let head = [
        "",
        "People",
        "Dealt",
        "Accepted",
        "Declined",
        "Missed",
        "Redistri-\nbuted",
        "Recycled",
        "Cap\nhits",
        "Open\nnow",
    ];
    let mut table = table(&head, &[0]);
    let recycled = recycled(sim);
    let team = |doc: &AgentDoc| doc.team.as_ref().map_or("no team".to_owned(), ToString::to_string);
    let zone = |doc: &AgentDoc| {
        let calendars = &sim.policy.doc().calendars;
        let own = calendars.iter().find(|calendar| Some(&calendar.id) == doc.calendar.as_ref());
        own.map_or("no calendar".to_owned(), |calendar| calendar.zone.clone())
    };
    add(&mut table, "by team", sim, views, &recycled, &team);
    add(&mut table, "by zone", sim, views, &recycled, &zone);
    table
}

fn add(
    table: &mut Table,
    title: &str,
    sim: &Sim,
    views: &[LeadView],
    recycled: &BTreeMap<Option<usize>, u64>,
    of: &dyn Fn(&AgentDoc) -> String,
) {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (slot, doc) in sim.names.docs.iter().enumerate() {
        let group = groups.entry(of(doc)).or_default();
        group.people += 1;
        let seats = sim.tally.seats.iter().filter(|((_, agent), _)| *agent == slot);
        group.seat = seats.fold(group.seat, |sum, (_, seat)| sum.plus(seat));
        group.recycled += recycled.get(&Some(slot)).copied().unwrap_or(0);
        group.cap_hits += sim.tally.cap_hits(slot);
        let owns = |view: &&LeadView| matches!(&view.standing, LeadStanding::Owned { agent, .. } if *agent == doc.id);
        group.open += u64::try_from(views.iter().filter(owns).count()).unwrap_or(u64::MAX);
    }
    if let Some(own) = recycled.get(&None) {
        groups.entry("(nobody yet)".to_owned()).or_default().recycled = *own;
    }
    table.add_row([title]);
    for (name, group) in groups {
        let Group { people, seat, recycled, cap_hits, open } = group;
        let counts = [
            people,
            seat.dealt(),
            seat.taken(),
            seat.declined,
            seat.timed_out,
            seat.redistributed,
            recycled,
            cap_hits,
            open,
        ];
        table.add_row(std::iter::once(format!("  {name}")).chain(counts.map(number)));
    }
}

/// How often leads went to rest, by the agent who had been offered them or owned them last.
fn recycled(sim: &Sim) -> BTreeMap<Option<usize>, u64> {
    let (mut last, mut counts) = (BTreeMap::new(), BTreeMap::new());
    for event in sim.kept.iter().flatten().flat_map(|record| &record.events) {
        match event {
            Event::Offered { lead, agent, .. } | Event::Assigned { lead, agent, .. } => {
                last.insert(lead.index(), agent.index());
            }
            Event::Held { lead, why: HeldWhy::Recycle, .. } => {
                *counts.entry(last.get(&lead.index()).copied()).or_default() += 1;
            }
            _ => {}
        }
    }
    counts
}
