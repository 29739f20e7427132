//! Rows told apart by a key.

use serde::{Deserialize, Serialize};

use crate::report::figures::Enquiries;
use crate::report::offices::Offices;
use crate::report::sendings::Sendings;

/// What a row is of: a text for each thing the table tells rows apart by; none where there is none, such as no team.
pub type Key = Vec<Option<String>>;

/// A table of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// By what its rows are told apart.
    pub by: Vec<String>,
    /// The rows, by their keys.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What it is of.
    pub key: Key,
    /// What became of enquiries, in tables told apart by what is known of a lead before it is sent to anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enquiries: Option<Box<Enquiries>>,
    /// What became of what was sent to people.
    pub sendings: Box<Sendings>,
    /// What became of what was sent to offices, where anything was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offices: Option<Box<Offices>>,
}

impl Row {
    fn merge(&mut self, other: &Row) {
        if let Some(enquiries) = &other.enquiries {
            self.enquiries.get_or_insert_default().merge(enquiries);
        }
        self.sendings.merge(&other.sendings);
        if let Some(offices) = &other.offices {
            self.offices.get_or_insert_default().merge(offices);
        }
    }
}

impl Table {
    /// The row of a key.
    #[must_use]
    pub fn row(&self, key: &[Option<&str>]) -> Option<&Row> {
        self.rows.iter().find(|row| row.key.iter().map(Option::as_deref).eq(key.iter().copied()))
    }

    pub(super) fn merge(&mut self, other: &Table) {
        for row in &other.rows {
            match self.rows.binary_search_by(|own| own.key.cmp(&row.key)) {
                Ok(at) => {
                    if let Some(own) = self.rows.get_mut(at) {
                        own.merge(row);
                    }
                }
                Err(at) => self.rows.insert(at, row.clone()),
            }
        }
    }
}
