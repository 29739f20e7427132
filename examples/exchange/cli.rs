//! The options.

use std::path::PathBuf;

use clap::Parser;

/// Sells a seeded stream of leads to twenty buyers, and prints the ledger, which balances to the cent.
#[derive(Debug, Parser)]
#[command(name = "exchange", after_long_help = NOTES)]
pub(crate) struct Cli {
    /// The policy, a JSON document with an `exchange` [default: the bundled examples/policies/exchange.json]
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// The seed of leads and buyers: another seed, another market
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many leads come in
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..=50_000))]
    pub(crate) leads: u64,
    /// The lead whose sale is told in full
    #[arg(long, value_name = "LEAD", default_value = "L-00042")]
    pub(crate) lead: String,
}

const NOTES: &str = "\
LEADS
  have the attributes source (premium, search, social), state, score, email and phone. One in twenty comes from somebody
  who has been there before.

BUYERS
  bid somewhere in the range of their contract, at once or too late, or do not. Of those who are given a lead most take it;
  some do not, some name another price, and some never answer: whether they have it is found out a quarter of an hour
  later. Who pays in advance pays in again when little is left. Some leads are given back within days.

WHAT NOBODY BUYS
  goes to the agents of the floor of the same policy. Its plan waits for the attribute `sale`, and for `back` where a lead is sold;
  a policy of one's own that declares neither has no floor.

EXIT CODES
  0 done, 1 something does not add up (the ledger, the records, the floor), 2 the policy or an option is wrong.";
