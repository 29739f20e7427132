//! The options.

use std::path::PathBuf;

use clap::Parser;

/// Says who was sent what, how soon they worked it and what came of it: per rep, team or partner, and source.
///
/// Everything is counted from a history: the records of a floor, a JSON line each.
#[derive(Debug, Parser)]
#[command(name = "accountability", after_long_help = NOTES)]
pub(crate) struct Cli {
    /// The history, a record a line [default: two weeks of a small floor, played with --seed]
    #[arg(value_name = "HISTORY")]
    pub(crate) history: Option<PathBuf>,
    /// The folder of the Olist marketing funnel, in place of a history: its leads and won deals are played as one
    #[arg(long, value_name = "DIR", conflicts_with = "history")]
    pub(crate) olist: Option<PathBuf>,
    /// The seed of the floor that is played
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Prints the report as JSON in place of tables: its counters, which merge, and its summary
    #[arg(long)]
    pub(crate) json: bool,
    /// Writes the history that was played to a file, a record a line
    #[arg(long, value_name = "FILE", conflicts_with = "history")]
    pub(crate) write: Option<PathBuf>,
    /// Business time by this calendar of the history's first policy [default: its first one]
    #[arg(long, value_name = "CALENDAR")]
    pub(crate) calendar: Option<String>,
    /// A code that counts as won; may be given several times [default: what the policy's merits say, or `won`]
    #[arg(long, value_name = "CODE")]
    pub(crate) won: Vec<String>,
    /// The integer attribute that holds what a lead is worth, in minor units
    #[arg(long, value_name = "ATTRIBUTE", default_value = "value_minor")]
    pub(crate) value: String,
    /// The text attribute that holds its currency
    #[arg(long, value_name = "ATTRIBUTE", default_value = "currency")]
    pub(crate) currency: String,
    /// The integer attribute by which claims are compared with what lay there
    #[arg(long, value_name = "ATTRIBUTE", default_value = "score")]
    pub(crate) worth: String,
    /// Leads are listed that have been with their owners for so many hours without an attempt or a disposition
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    pub(crate) overdue: u64,
    /// The attributes by which enquiries are told apart
    #[arg(long = "by", value_name = "ATTRIBUTE", default_values_t = ["source".to_owned(), "product".to_owned()])]
    pub(crate) by: Vec<String>,
}

const NOTES: &str = "\
THE TABLES
  Sent are offers and leads given without one. p50 and p90 count those that are still waited for (Kaplan-Meier):
  within how long it happens for 50 and 90 % of all; `-` is not reached. Within 5 min is a share of all owned, or of
  all enquiries. Whose delay splits the time from the enquiry to the first attempt: routing's (before it was
  submitted, held by its plan, with nobody), acceptance's (on offer, or with a partner), the agent's (with an owner).
  Partners are offices: what each was sent, and what came of it among its people.

EXIT CODES
  0 done, 1 a file cannot be read or written, 2 the history or an option is wrong: the line is named.";
