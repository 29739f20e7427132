//! Who did what with the leads they were sent, and how soon: a report computed from a history alone.
//!
//! A [`Tally`] is fed the records of a floor in order and counts whole numbers only. What it reports merges: reports of
//! floors, of parts of the leads and of stretches of time add up to the report of the whole, to the byte, in any order.
//! More in [the page on reports](crate::docs::reports).

mod at_office;
mod buckets;
mod curve;
mod ending;
mod enquiry;
mod figures;
mod keys;
mod offices;
mod options;
mod overdue;
mod owed;
mod picks;
mod rows;
mod sendings;
mod summary;
mod tally;
mod worked;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::curve::merge_counts;
use crate::time::Timestamp;

pub use curve::{Curve, Curves};
pub use figures::{Counts, Delay, Delays, Enquiries, Milestone, SinceReceived};
pub use offices::Offices;
pub use options::{By, CurrencyOf, LeadsPart, Options, ValueOf};
pub use overdue::Overdue;
pub use owed::{Owed, OwedTo};
pub use picks::{Index, Picks};
pub use rows::{Key, Row, Table};
pub use sendings::Sendings;
pub use summary::{CurveSummary, RowSummary, Summary, TableSummary};
pub use tally::Tally;

/// The shape of a report's JSON.
pub const FORMAT: u32 = 1;

/// A report: whole numbers by table and row. As JSON it is canonical: the same report is the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The shape: [`FORMAT`].
    pub format: u32,
    /// What was asked for: only reports that were asked for the same merge.
    pub basis: Basis,
    /// The instant it is of: whoever waited then, waits.
    pub as_of: Timestamp,
    /// Enquiries received from here on.
    pub from: Timestamp,
    /// Enquiries received before.
    pub until: Timestamp,
    /// The tables, in the order they were asked for.
    pub tables: Vec<Table>,
    /// How often caps were full, by the cap and what it counts apart: `daily/ann`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub caps_reached: Counts,
    /// Turns taken and owed, floor by floor, queue by queue, in the order of the ids of the agents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owed: Vec<Owed>,
    /// Leads that their owners have not begun to work, by floor and lead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overdue: Vec<Overdue>,
}

/// What a report was asked for, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// By what the rows of each table are told apart.
    pub tables: Vec<Vec<String>>,
    /// The calendar of business time.
    pub business: Option<String>,
    /// The codes that count as won.
    pub won: Vec<String>,
    /// The codes that count as qualified beside those.
    pub qualified: Vec<String>,
    /// What a won lead is worth.
    pub value: Option<String>,
    /// By what picks are compared.
    pub worth: Option<String>,
    /// For how long leads are with their owners before they are listed, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue_after_s: Option<i64>,
}

impl Basis {
    fn of(options: &Options) -> Basis {
        let labels = |by: &Vec<By>| by.iter().map(By::label).collect();
        let sorted = |codes: &[String]| {
            let mut codes = codes.to_vec();
            codes.sort_unstable();
            codes.dedup();
            codes
        };
        Basis {
            tables: options.tables.iter().map(labels).collect(),
            business: options.business.as_ref().map(|calendar| calendar.id().to_string()),
            won: sorted(&options.won),
            qualified: sorted(&options.qualified),
            value: options.value.as_ref().map(ValueOf::label),
            worth: options.worth.as_ref().map(ToString::to_string),
            overdue_after_s: options.overdue_after.and_then(|after| after.as_millis().checked_div(1_000)),
        }
    }
}

/// Two reports that do not add up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// They have different shapes.
    #[error("one report is of format {0}, the other of format {1}")]
    Format(u32, u32),
    /// They were asked for different things.
    #[error("the reports were asked for different things: {0} and {1}")]
    Basis(String, String),
}

impl Report {
    /// Adds another report: of another floor, of another part of the leads, or of enquiries received at other times.
    ///
    /// Associative and commutative: any number of reports merge in any order to the same bytes. Whatever is of one instant,
    /// such as what is owed, is that of the later report. O(rows · log rows).
    ///
    /// # Errors
    /// [`MergeError`] where they were not asked for the same; nothing has changed then.
    pub fn merge(&mut self, other: &Report) -> Result<(), MergeError> {
        if self.format != other.format {
            return Err(MergeError::Format(self.format, other.format));
        }
        if self.basis != other.basis {
            let text = |basis: &Basis| serde_json::to_string(basis).unwrap_or_default();
            return Err(MergeError::Basis(text(&self.basis), text(&other.basis)));
        }
        self.as_of = self.as_of.max(other.as_of);
        self.from = self.from.min(other.from);
        self.until = self.until.max(other.until);
        for (own, other) in self.tables.iter_mut().zip(&other.tables) {
            own.merge(other);
        }
        merge_counts(&mut self.caps_reached, &other.caps_reached);
        owed::merge(&mut self.owed, &other.owed);
        overdue::merge(&mut self.overdue, &other.overdue);
        Ok(())
    }

    /// The table whose rows are told apart by these, in their own words ([`By::label`]).
    #[must_use]
    pub fn table(&self, by: &[&str]) -> Option<&Table> {
        self.tables.iter().find(|table| table.by == by)
    }
}
