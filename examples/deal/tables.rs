//! The tables of the report.

use std::collections::BTreeMap;

use comfy_table::Table;
use fairdeal::policy::{RankKeyDoc, StrategyDoc, WindowDoc};
use fairdeal::{Command, Finding, Lead, LeadStanding, LeadView, PresenceState, Reason};

use crate::page::{number, table};
use crate::simulate::Sim;
use crate::tally::Seat;
use crate::waits::{MILESTONES, percentile, waits};
use crate::when;

/// Queues and their members.
pub(crate) fn queues(sim: &Sim) -> Table {
    let head = [
        "Queue / agent",
        "Dealt",
        "Accepted",
        "Declined",
        "Missed",
        "Redistri-\nbuted",
        "Returned",
        "Cap\nhits",
        "Live\ndeviation",
    ];
    let mut table = table(&head, &[0]);
    let line = |name: String, seat: &Seat, hits: String, turns: String| {
        let counts =
            [seat.dealt(), seat.taken(), seat.declined, seat.timed_out, seat.redistributed, seat.returned];
        let cells = std::iter::once(name).chain(counts.map(number)).chain([hits, turns]);
        cells.collect::<Vec<String>>()
    };
    let seat_of = |queue: Option<usize>, agent: usize| sim.tally.seats.get(&(queue, agent)).copied();
    let total = |queue: Option<usize>| {
        let seats = sim.tally.seats.iter().filter(|((other, _), _)| *other == queue);
        seats.fold(Seat::default(), |sum, (_, seat)| sum.plus(seat))
    };
    for (number_of, (doc, view)) in
        sim.policy.doc().queues.iter().zip(sim.floor.state().queue_views()).enumerate()
    {
        let rotates = doc.strategy.keys().contains(&RankKeyDoc::Turns)
            && view.members.iter().any(|(_, taken, _)| *taken > 0);
        let pulled = sim
            .tally
            .seats
            .iter()
            .all(|((queue, _), seat)| *queue != Some(number_of) || seat.dealt() == seat.claimed);
        let rotates = rotates && !pulled;
        let turns =
            |turns: fairdeal::meter::ledger::Turns| if rotates { turns.to_string() } else { String::new() };
        let what = if doc.pull.is_some() && pulled { "pulled" } else { strategy(&doc.strategy) };
        let name = format!("{} ({what})", doc.id);
        let live = turns(view.live_deviation).trim_start_matches('+').to_owned();
        table.add_row(line(name, &total(Some(number_of)), String::new(), live));
        for (agent, _, owed) in &view.members {
            let slot = sim.names.agents.iter().position(|other| other == agent).unwrap_or(usize::MAX);
            let seat = seat_of(Some(number_of), slot).unwrap_or_default();
            table.add_row(line(format!("  {agent}"), &seat, number(sim.tally.cap_hits(slot)), turns(*owed)));
        }
    }
    let own = total(None);
    if own.dealt() > 0 {
        table.add_row(line("(their own leads)".to_owned(), &own, String::new(), String::new()));
        for (slot, agent) in sim.names.agents.iter().enumerate() {
            if let Some(seat) = seat_of(None, slot) {
                table.add_row(line(
                    format!("  {agent}"),
                    &seat,
                    number(sim.tally.cap_hits(slot)),
                    String::new(),
                ));
            }
        }
    }
    table
}

fn strategy(strategy: &StrategyDoc) -> &'static str {
    match strategy {
        StrategyDoc::RoundRobin => "round robin",
        StrategyDoc::LeastRecent => "least recent",
        StrategyDoc::LongestIdle => "longest idle",
        StrategyDoc::LeastLoaded => "least loaded",
        StrategyDoc::PriorityOrder => "by priority",
        StrategyDoc::Linear => "fixed list",
        StrategyDoc::CumulativeIdle => "most idle in all",
        StrategyDoc::Fewest => "fewest open leads",
        StrategyDoc::MostFree => "most free capacity",
        StrategyDoc::Fastest => "fastest",
        StrategyDoc::PowerOfTwo => "power of two",
        StrategyDoc::Pointer => "pointer",
        StrategyDoc::LowestCount => "lowest count",
        StrategyDoc::Stride => "stride",
        StrategyDoc::SmoothWeighted => "smooth weighted",
        StrategyDoc::Quota => "quota",
        StrategyDoc::Random => "by lot",
        StrategyDoc::TopProducers => "top producers",
        StrategyDoc::Affinity => "by affinity",
        StrategyDoc::Scored => "by score",
        StrategyDoc::Thompson { .. } => "by draws",
        StrategyDoc::Keys(_) => "own order",
    }
}

/// The caps: how full they were, and that none was exceeded.
pub(crate) fn caps(sim: &Sim) -> Table {
    let mut table = table(&["Cap", "Counts", "Limit", "Fullest", "Became full", "Exceeded"], &[0, 1]);
    for (at, cap) in sim.policy.doc().caps.iter().enumerate() {
        let counters = || sim.tally.counters.iter().filter(move |counter| counter.cap == at);
        let window = match &cap.window {
            WindowDoc::Minute => "a minute".to_owned(),
            WindowDoc::HalfHour => "half an hour".to_owned(),
            WindowDoc::Hour => "an hour".to_owned(),
            WindowDoc::Day => "a day".to_owned(),
            WindowDoc::Week { .. } => "a week".to_owned(),
            WindowDoc::Month => "a month".to_owned(),
            WindowDoc::Quarter => "a quarter".to_owned(),
            WindowDoc::Every { units, of, .. } => format!("{units} {}s", format!("{of:?}").to_lowercase()),
            WindowDoc::Block { calendar } => format!("a block of {calendar}"),
            WindowDoc::Rolling { span_s } => format!("any {}", fairdeal::Span::seconds(*span_s)),
            WindowDoc::Open => "held at once".to_owned(),
            WindowDoc::Lifetime => "ever".to_owned(),
        };
        let limits = counters().map(|counter| counter.limit);
        let (low, high) = (limits.clone().min(), limits.max());
        let limit = match (low, high) {
            (Some(low), Some(high)) if low != high => format!("{low} to {high}"),
            (Some(low), _) => low.to_string(),
            (None, _) => cap.limit.to_string(),
        };
        let exceeded = counters().filter(|counter| counter.most > counter.limit).count();
        table.add_row([
            cap.id.to_string(),
            format!("{} {window}", if cap.per.is_empty() { "leads" } else { "leads each" }),
            limit,
            number(counters().map(|counter| counter.most).max().unwrap_or(0)),
            number(counters().map(|counter| counter.hits).sum()),
            if exceeded == 0 { "never".to_owned() } else { exceeded.to_string() },
        ]);
    }
    table
}

/// How long customers waited.
pub(crate) fn waiting_times(views: &[LeadView]) -> Table {
    let mut table = table(
        &["From the enquiry to", "Leads", "Half within", "90 % within", "99 % within", "Longest"],
        &[0],
    );
    let told = ["the first offer", "the first owner", "the first call", "the first contact"];
    for (name, (_, milestone)) in told.iter().zip(MILESTONES) {
        let waits = waits(views, milestone);
        let shown = |percent| percentile(&waits, percent).map_or_else(|| "·".to_owned(), when::span);
        table.add_row([
            (*name).to_owned(),
            waits.len().to_string(),
            shown(50),
            shown(90),
            shown(99),
            shown(100),
        ]);
    }
    table
}

/// Where leads ended without having been sold, lost or kept, and why.
pub(crate) fn dead_ends(sim: &Sim, views: &[LeadView]) -> Table {
    let mut ends: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for view in views {
        let why = match &view.standing {
            LeadStanding::Unroutable { why } => ("unroutable".to_owned(), why.to_string()),
            LeadStanding::Closed { how: fairdeal::ClosedHow::Archived, code, .. } => {
                ("archived".to_owned(), code.clone())
            }
            LeadStanding::Waiting { queue, pool: true, .. } => {
                (format!("in the pool of {queue}"), "nobody has claimed it yet".to_owned())
            }
            LeadStanding::Waiting { queue, .. } => (format!("waits in {queue}"), nobody(sim, view)),
            LeadStanding::Held { until, .. } => {
                ("held".to_owned(), format!("until {}", when::told(*until, &sim.zone)))
            }
            LeadStanding::Offered { agent, .. } => {
                ("on offer".to_owned(), format!("{agent} has not answered yet"))
            }
            LeadStanding::Owned { .. } | LeadStanding::Closed { .. } => continue,
        };
        ends.entry(why).or_default().push(view.lead.id().as_str());
    }
    let mut table = table(&["Leads", "Where", "Why", "Which"], &[1, 2, 3]);
    for ((place, why), leads) in ends {
        let more = if leads.len() > 3 { " …" } else { "" };
        let which = leads.iter().take(3).copied().collect::<Vec<_>>().join(", ");
        table.add_row([leads.len().to_string(), place, why, format!("{which}{more}")]);
    }
    table
}

/// Why nobody takes a lead that waits: what the engine says to the same lead coming in now.
fn nobody(sim: &Sim, view: &LeadView) -> String {
    let Ok(mut twin) = Lead::new("(the same lead again)") else {
        return String::new();
    };
    for (name, value) in view.lead.attributes() {
        twin = twin.with(name, value.clone());
    }
    let (_, explanation) = sim.floor.explain(sim.end, &Command::Submit(twin));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &explanation.findings {
        match finding {
            Finding::Stopped(refused) => return refused.reason.to_string(),
            Finding::Candidates { candidates, .. } => {
                for candidate in candidates {
                    let able = "could take it but has had it before";
                    *kinds
                        .entry(candidate.refused.as_ref().map_or(able, |refused| kind(&refused.reason)))
                        .or_default() += 1;
                }
            }
            _ => {}
        }
    }
    let parts: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    if parts.is_empty() { "its queue has no member who may take it".to_owned() } else { parts.join(", ") }
}

fn kind(reason: &Reason) -> &'static str {
    match reason {
        Reason::OffShift { .. } => "off shift",
        Reason::NotPresent { state: PresenceState::Away, .. } => "away",
        Reason::NotPresent { .. } => "not signed in",
        Reason::OnLeave { .. } => "on leave",
        Reason::CapFull { .. } => "at their cap",
        Reason::AtCapacity { .. } => "with no room",
        Reason::NotReady { .. } => "not ready",
        Reason::Paused { .. } => "paused",
        Reason::Unskilled { .. } => "lacking a skill",
        Reason::TierClosed { .. } => "in a tier not open yet",
        Reason::Blocked { .. } | Reason::AgentLeft { .. } => "blocked or gone",
        _ => "passed over",
    }
}
