//! How long customers waited: before, in and after the outage, and in the burst.

use comfy_table::Table;
use fairdeal::{LeadView, Span, Timestamp};

use crate::month::Month;
use crate::page::table;
use crate::waits::{MILESTONES, percentile, waits};
use crate::when;

/// Leads that came in within one of these stretches of time.
type Stretch = (&'static str, Vec<(Timestamp, Timestamp)>);

fn stretches(month: &Month) -> Vec<Stretch> {
    let (out, back) = month.outage;
    let days_before = |(from, until): (Timestamp, Timestamp), days: &[u64]| {
        let before = |day: &u64| (from.minus(Span::days(*day)), until.minus(Span::days(*day)));
        days.iter().map(before).collect()
    };
    let (burst, over) = month.burst;
    let hour = (burst, burst.plus(Span::hours(3)));
    vec![
        ("the whole month", vec![(month.from, month.until)]),
        ("these hours, 3 days before", days_before(month.outage, &[1, 2, 3])),
        ("in the outage", vec![month.outage]),
        ("in the 3 hours after it", vec![(back, back.plus(Span::hours(3)))]),
        ("the same hours a day later", vec![(out.plus(Span::days(1)), back.plus(Span::days(1)))]),
        ("14 to 17 h, before the burst", days_before(hour, &[1, 4, 6])),
        ("in the burst", vec![(burst, over)]),
        ("in the 3 hours after it", vec![(over, hour.1)]),
    ]
}

/// The waits from the enquiry to the first owner and to the first call.
pub(crate) fn waiting(views: &[LeadView], month: &Month) -> Table {
    let head = [
        "Came in",
        "Leads",
        "Owner:\nhalf in",
        "\n90 % in",
        "\n99 % in",
        "\nlongest",
        "Call:\nhalf in",
        "\n90 % in",
    ];
    let mut table = table(&head, &[0]);
    for (name, stretches) in stretches(month) {
        let within = |at: Timestamp| stretches.iter().any(|(from, until)| *from <= at && at < *until);
        let own: Vec<LeadView> = views.iter().filter(|view| within(view.received_at)).cloned().collect();
        let [_, (_, owner), (_, call), _] = MILESTONES;
        let (owner, call) = (waits(&own, owner), waits(&own, call));
        let shown = |waits: &[Span], percent| percentile(waits, percent).map_or("·".to_owned(), when::span);
        let mut cells = vec![name.to_owned(), own.len().to_string()];
        cells.extend([50, 90, 99, 100].map(|percent| shown(&owner, percent)));
        cells.extend([50, 90].map(|percent| shown(&call, percent)));
        table.add_row(cells);
    }
    table
}

/// The lead that waited longest for its first owner, or waits still; archived and unroutable ones never had one.
pub(crate) fn longest(views: &[LeadView], end: Timestamp) -> Option<(String, Span)> {
    let wait = |view: &LeadView| {
        let until = match view.first_owned_at {
            Some(at) => at,
            None if view.waits_for.is_some() && view.deadline.is_some() => end,
            None => return None,
        };
        Some((until.since(view.received_at), view.lead.id().to_string()))
    };
    views.iter().filter_map(wait).max().map(|(wait, lead)| (lead, wait))
}
