//! What a report says in percentiles and shares.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::curve::{Curve, Curves};
use crate::report::figures::{Counts, Delay, Milestone};
use crate::report::overdue::Overdue;
use crate::report::owed::Owed;
use crate::report::rows::{Key, Row};
use crate::report::{Basis, Report};
use crate::time::{Span, Timestamp};

/// A report in numbers for people: percentiles, shares and rates. It is computed from a [`Report`] and does not merge:
/// merge reports and sum up once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The shape: that of the report.
    pub format: u32,
    /// What was asked for.
    pub basis: Basis,
    /// The instant it is of.
    pub as_of: Timestamp,
    /// The tables.
    pub tables: Vec<TableSummary>,
    /// How often caps were full.
    pub caps_reached: Counts,
    /// Turns taken and owed.
    pub owed: Vec<Owed>,
    /// Leads that their owners have not begun to work.
    pub overdue: Vec<Overdue>,
}

/// A table in numbers for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableSummary {
    /// By what its rows are told apart.
    pub by: Vec<String>,
    /// The rows, by their keys.
    pub rows: Vec<RowSummary>,
}

/// A row in numbers for people; whatever nobody is counted for is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowSummary {
    /// What it is of.
    pub key: Key,
    /// How long it took since enquiries came in, by milestone and clock: `attempted`, `attempted_business`.
    pub since_received: BTreeMap<String, CurveSummary>,
    /// How long it took those it was sent to: `accepting`, `attempting`, `working`, `contacting`, `disposing`,
    /// offices `offices_accepting`, and each with `_business`.
    pub by_those_sent_to: BTreeMap<String, CurveSummary>,
    /// Shares in basis points, rounded down.
    pub rates_bp: BTreeMap<String, u64>,
    /// Of the time until the first attempt, whose it was, in basis points, rounded down: `routing`, `acceptance`, `agent`;
    /// and the parts of routing: `intake`, `held`, `waiting`.
    pub delay_bp: BTreeMap<String, u64>,
}

/// A curve in percentiles and shares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CurveSummary {
    /// For how many it happened.
    pub happened: u64,
    /// How many still wait.
    pub waiting: u64,
    /// For how many it can no longer happen.
    pub never: u64,
    /// Within how many seconds it happens for 50, 75, 90, 95 and 99 % of all; none is not reached.
    pub percentiles_s: [Option<i64>; 5],
    /// For what share it happens within 1, 5, 15, 30 and 60 minutes, in basis points.
    pub within_bp: [u32; 5],
    /// For what share it is known to have happened by then.
    pub within_so_far_bp: [u32; 5],
}

impl CurveSummary {
    /// The shares of [`CurveSummary::percentiles_s`], in basis points.
    pub const PERCENTILES_BP: [u32; 5] = [5_000, 7_500, 9_000, 9_500, 9_900];
    /// The lengths of [`CurveSummary::within_bp`], in minutes.
    pub const WITHIN_MINUTES: [u64; 5] = [1, 5, 15, 30, 60];

    /// A curve in percentiles and shares; none where nobody is counted.
    #[must_use]
    pub fn of(curve: &Curve) -> Option<CurveSummary> {
        let share = |minutes| curve.share_bp(Span::minutes(minutes)).unwrap_or(0);
        let so_far = |minutes| curve.share_so_far_bp(Span::minutes(minutes)).unwrap_or(0);
        let seconds = |bp| curve.percentile(bp).and_then(|span| span.as_millis().checked_div(1_000));
        (!curve.is_empty()).then(|| CurveSummary {
            happened: curve.happened(),
            waiting: curve.waiting(),
            never: curve.never,
            percentiles_s: CurveSummary::PERCENTILES_BP.map(seconds),
            within_bp: CurveSummary::WITHIN_MINUTES.map(share),
            within_so_far_bp: CurveSummary::WITHIN_MINUTES.map(so_far),
        })
    }
}

impl Report {
    /// The report in percentiles, shares and rates.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let table = |table: &crate::report::rows::Table| TableSummary {
            by: table.by.clone(),
            rows: table.rows.iter().map(row_summary).collect(),
        };
        Summary {
            format: self.format,
            basis: self.basis.clone(),
            as_of: self.as_of,
            tables: self.tables.iter().map(table).collect(),
            caps_reached: self.caps_reached.clone(),
            owed: self.owed.clone(),
            overdue: self.overdue.clone(),
        }
    }
}

fn row_summary(row: &Row) -> RowSummary {
    let (mut since_received, mut rates_bp) = (BTreeMap::new(), BTreeMap::new());
    let mut delay_bp = BTreeMap::new();
    if let Some(own) = &row.enquiries {
        for (name, milestone) in NAMES.iter().zip(Milestone::ALL) {
            curves(&mut since_received, name, own.since_received.of(milestone));
        }
        let enquiry_rates = [
            ("enquiries_qualified", own.qualified),
            ("enquiries_won", own.won),
            ("enquiries_never_worked", own.never_worked),
            ("enquiries_sent_again", own.sent_again),
        ];
        rates(&mut rates_bp, &enquiry_rates, own.received);
        rates(&mut rates_bp, &[("recycled_won", own.recycled_won)], own.recycled);
        delays(&mut delay_bp, &own.delay.wall);
    }
    let sent = &row.sendings;
    let mut by_those_sent_to = BTreeMap::new();
    curves(&mut by_those_sent_to, "accepting", &sent.accepting);
    curves(&mut by_those_sent_to, "attempting", &sent.attempting);
    curves(&mut by_those_sent_to, "working", &sent.working);
    curves(&mut by_those_sent_to, "contacting", &sent.contacting);
    curves(&mut by_those_sent_to, "disposing", &sent.disposing);
    let of_offers = [("accepted", sent.accepted), ("declined", sent.declined), ("timed_out", sent.timed_out)];
    rates(&mut rates_bp, &of_offers, sent.offered);
    if let Some(offices) = &row.offices {
        let of_offices = [
            ("offices_accepted", offices.accepted),
            ("offices_declined", offices.declined),
            ("offices_timed_out", offices.timed_out),
        ];
        rates(&mut rates_bp, &of_offices, offices.sent);
        curves(&mut by_those_sent_to, "offices_accepting", &offices.accepting);
    }
    let of_owned = [
        ("attempted", sent.attempted),
        ("worked", sent.worked),
        ("contacted", sent.contacted),
        ("outcome_reported", sent.disposed),
        ("qualified", sent.qualified),
        ("won", sent.won),
        ("returned", sent.all_returned()),
    ];
    rates(&mut rates_bp, &of_owned, sent.owned());
    let picks = [("picks_by_worth", &sent.picks.worth), ("picks_by_freshness", &sent.picks.freshness)];
    rates_bp.extend(picks.iter().filter_map(|(name, index)| Some(((*name).to_owned(), index.bp()?))));
    RowSummary { key: row.key.clone(), since_received, by_those_sent_to, rates_bp, delay_bp }
}

const NAMES: [&str; 8] =
    ["routable", "sent", "owned", "attempted", "contacted", "disposed", "qualified", "won"];

fn curves(into: &mut BTreeMap<String, CurveSummary>, name: &str, curves: &Curves) {
    let business = curves.business.as_ref().and_then(CurveSummary::of);
    let wall = CurveSummary::of(&curves.wall);
    into.extend(wall.map(|own| (name.to_owned(), own)));
    into.extend(business.map(|own| (format!("{name}_business"), own)));
}

fn rates(into: &mut BTreeMap<String, u64>, counts: &[(&str, u64)], of: u64) {
    into.extend(counts.iter().filter_map(|(name, count)| Some(((*name).to_owned(), bp(*count, of)?))));
}

fn delays(into: &mut BTreeMap<String, u64>, delay: &Delay) {
    let parts = [
        ("routing", delay.routing_ms()),
        ("intake", delay.intake_ms),
        ("held", delay.held_ms),
        ("waiting", delay.waiting_ms),
        ("acceptance", delay.acceptance_ms),
        ("agent", delay.agent_ms),
    ];
    rates(into, &parts, delay.whole_ms);
}

/// A share in basis points, rounded down; none of nothing.
fn bp(count: u64, of: u64) -> Option<u64> {
    u128::from(count).saturating_mul(10_000).checked_div(u128::from(of)).and_then(|bp| u64::try_from(bp).ok())
}
