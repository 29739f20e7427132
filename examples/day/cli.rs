//! The options.

use std::path::PathBuf;

use clap::Parser;

/// Plays March 2026 on a sales floor of sixty people in four time zones, and prints where every lead went and why.
///
/// The clocks change on the 8th, the host is down for hours on the 12th, a webinar brings hundreds of leads within minutes
/// on the 17th; people take leave, three leave for good, one joins.
#[derive(Debug, Parser)]
#[command(name = "day", after_long_help = NOTES)]
pub(crate) struct Cli {
    /// The policy, a JSON document [default: the bundled examples/policies/month.json]
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// The seed of leads and people: another seed, another month
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The lead whose story is told in full [default: the one that waited longest for an owner]
    #[arg(long, value_name = "LEAD")]
    pub(crate) lead: Option<String>,
    /// Writes every decision, a JSON object a line
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// How many days of the month are played
    #[arg(long, value_name = "DAYS", default_value_t = 31, value_parser = clap::value_parser!(u64).range(1..=31))]
    pub(crate) days: u64,
    /// How many leads come in on an ordinary weekday
    #[arg(long, value_name = "NUMBER", default_value_t = 170, value_parser = clap::value_parser!(u64).range(1..=2_000))]
    pub(crate) leads_a_day: u64,
}

const NOTES: &str = "\
LEADS
  have the attributes source, product, state, household, company, employees and score. A policy of one's own may declare
  some of them with other types; such leads are refused and counted as such.

THE OUTAGE
  The host sends nothing and does not tick. What comes in meanwhile is submitted afterwards with the instant it came in;
  first the engine carries out what fell due, each thing at its own instant, under the presence last known. The same
  is played by a twin that ticks all the time, and the two floors are compared byte for byte.

STUCK
  is an open lead without a deadline that waits for nothing that can happen: its queue has no member left, its owner is
  gone, or its deadline has passed and nothing came of it. The month is played twice and must end the same.

EXIT CODES
  0 done, 1 a lead is stuck, the totals do not add up, two runs differ or a file cannot be written, 2 the policy or an
  option is wrong.";
