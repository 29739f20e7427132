//! Where every lead is, why, and whether any is stuck.

use std::collections::BTreeMap;

use comfy_table::Table;
use fairdeal::{AgentId, ClosedHow, HeldWhy, LeadStanding, LeadView, Timestamp};

use crate::page::{table, wrapped};
use crate::simulate::Sim;
use crate::when;

/// A place in the table, what it is called, and why a lead is there.
type End = (u8, String, String);

/// The leads that have come to the same end, or wait for the same.
#[derive(Default)]
pub(crate) struct Ends {
    groups: BTreeMap<End, Vec<(String, Option<Timestamp>)>>,
}

impl Ends {
    /// Sorted from the floor as it stands.
    pub(crate) fn of(views: &[LeadView]) -> Ends {
        let mut ends = Ends::default();
        for view in views {
            let (order, place, why) = end(&view.standing);
            let lead = (view.lead.id().to_string(), view.deadline);
            ends.groups.entry((order, place, why)).or_default().push(lead);
        }
        ends
    }

    /// How many leads there are in all.
    pub(crate) fn total(&self) -> usize {
        self.groups.values().map(Vec::len).sum()
    }

    /// How many are closed by an owner, archived, unroutable, open.
    pub(crate) fn totals(&self) -> [usize; 4] {
        [0..=2, 3..=3, 4..=4, 5..=9].map(|orders| {
            let own = self.groups.iter().filter(|((order, ..), _)| orders.contains(order));
            own.map(|(_, leads)| leads.len()).sum()
        })
    }

    /// As a table.
    pub(crate) fn table(&self, sim: &Sim) -> Table {
        let mut table = table(
            &["Leads", "Where", "Why, or what it waits for", "Next by itself", "Such as"],
            &[1, 2, 3, 4],
        );
        for ((order, place, why), leads) in &self.groups {
            let due = || leads.iter().filter_map(|(_, at)| *at);
            let next = match (due().min(), due().max()) {
                _ if *order < 5 => String::new(),
                (Some(first), Some(last)) if first != last => {
                    format!("{} …\n{}", when::told(first, &sim.zone), when::told(last, &sim.zone))
                }
                (Some(first), _) => when::told(first, &sim.zone),
                (None, _) => "nothing: it waits".to_owned(),
            };
            let such = leads.first().map(|(lead, _)| lead.clone()).unwrap_or_default();
            let why = wrapped(why, 36).join("\n");
            table.add_row([leads.len().to_string(), place.clone(), why, next, such]);
        }
        table
    }
}

fn end(standing: &LeadStanding) -> End {
    let say = |order: u8, place: &str, why: &str| (order, place.to_owned(), why.to_owned());
    match standing {
        LeadStanding::Closed { how: ClosedHow::Disposed, code, .. } => match code.as_str() {
            "won" => say(0, "won", "its owner has sold"),
            "lost" => say(1, "lost", "the customer does not want to"),
            code => say(2, code, "so its owner said"),
        },
        LeadStanding::Closed { how: ClosedHow::Archived, code, .. } => say(3, "archived", code),
        LeadStanding::Unroutable { why } => say(4, "unroutable", &why.to_string()),
        LeadStanding::Owned { snoozed_until: Some(_), .. } => {
            say(5, "with its owner", "the call back agreed on")
        }
        LeadStanding::Owned { .. } => say(5, "with its owner", "a call, a talk or a word on it"),
        LeadStanding::Offered { .. } => say(6, "on offer", "an answer"),
        LeadStanding::Waiting { queue, pool: true, .. } => {
            say(7, &format!("pool of {queue}"), "somebody to claim it")
        }
        LeadStanding::Waiting { queue, .. } => {
            say(7, &format!("line of {queue}"), "somebody who may take it")
        }
        LeadStanding::Held { why, .. } => match why {
            HeldWhy::Recycle | HeldWhy::Batch => say(8, "resting", "another round"),
            HeldWhy::Stage => say(8, "held", "its plan says until when"),
            HeldWhy::Offboarded => say(8, "held", "its owner has left; dealt on in turn"),
            HeldWhy::PolicyReplaced => say(8, "held", "to be placed under the new policy"),
            HeldWhy::HandedOff => say(8, "held", "no closer took it; dealt on in turn"),
            HeldWhy::ContactShut => say(8, "held", "its owner may call the contact later"),
            HeldWhy::Revised => say(8, "held", "its attributes have changed; placed anew"),
        },
    }
}

/// Why an open lead will never move again, if so.
pub(crate) fn stuck(sim: &Sim, view: &LeadView) -> Option<String> {
    if matches!(view.standing, LeadStanding::Closed { .. } | LeadStanding::Unroutable { .. }) {
        return None;
    }
    let lead = view.lead.id();
    if let Some(due) = view.deadline {
        return (due <= sim.end).then(|| format!("{lead}: due at {due}, and nothing came of it"));
    }
    let state = sim.floor.state();
    let gone = |agent: &AgentId| state.agent_views().iter().any(|view| view.agent == *agent && view.left);
    match &view.standing {
        LeadStanding::Waiting { queue, .. } => {
            let views = state.queue_views();
            let row = views.iter().find(|view| view.queue == *queue);
            let anybody = row.is_some_and(|row| row.members.iter().any(|(agent, ..)| !gone(agent)));
            (!anybody).then(|| format!("{lead}: queue `{queue}` has no member left"))
        }
        LeadStanding::Owned { agent, .. } | LeadStanding::Offered { agent, .. } => {
            gone(agent).then(|| format!("{lead}: `{agent}`, who has it, is gone"))
        }
        _ if view.waits_for.is_none() => Some(format!("{lead}: waits for nothing")),
        _ => Some(format!("{lead}: waits for the clock, and no instant is said")),
    }
}
