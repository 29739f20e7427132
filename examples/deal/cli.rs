//! The options.

use std::path::PathBuf;

use clap::Parser;

use crate::people::People;

/// Deals sales leads under a policy, with simulated people, and reports what came of it.
///
/// Without options: a bundled sample of leads under a bundled policy.
#[derive(Debug, Parser)]
#[command(name = "deal", after_long_help = NOTES)]
pub(crate) struct Cli {
    /// The policy, a JSON document [default: the bundled examples/policies/sample.json]
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// The leads, as CSV with a header or as JSON lines [default: the bundled examples/sample/leads.csv]
    #[arg(long, value_name = "FILE")]
    pub(crate) leads: Option<PathBuf>,
    /// Reads a column under another name: an attribute, or `id`, `received_at`, `owner`. May be repeated
    #[arg(long, value_name = "COLUMN=ATTRIBUTE")]
    pub(crate) map: Vec<String>,
    /// A second CSV whose columns are added to each lead, found by the first column both files have
    #[arg(long, value_name = "FILE")]
    pub(crate) join: Option<PathBuf>,
    /// Writes every decision, a JSON object a line
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Writes the totals as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) summary: Option<PathBuf>,
    /// Explains the decisions on this lead
    #[arg(long, value_name = "LEAD")]
    pub(crate) explain: Option<String>,
    /// Says why this agent did not get this lead
    #[arg(long, value_name = "LEAD:AGENT")]
    pub(crate) why_not: Option<String>,
    /// Stops at this instant [default: when nothing is due any more, or 14 days after the last lead]
    #[arg(long, value_name = "INSTANT")]
    pub(crate) until: Option<String>,
    /// The seed of the simulated people: another seed, other people
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
    /// What the simulated people do
    #[arg(long, value_enum, default_value_t = People::Work)]
    pub(crate) people: People,
}

const NOTES: &str = "\
LEADS
  The column `id` names the lead, `received_at` says when it came in, `owner` (optional) whose it is already. Every
  other column is an attribute of the type the policy declares; several texts are separated by `|`; an empty cell is
  an absent attribute; columns the policy does not know play no part.
  `received_at` is an instant such as 2026-03-02T14:00:00Z. A date, with or without a time (2026-03-02,
  2026-03-02 14:00), is read by the clock of the policy's zone, a date alone as its midnight. A lead without it comes
  in together with the row before, at the top of the file together with the earliest lead; if no row has it, on
  Monday 2026-03-02 at 09:00.
  JSON lines hold an object a line, the attributes beside `id` or in an object `attributes`.
  With --leads and without --policy the bundled policy is used if the leads have at least one of its attributes.

ROWS THAT CANNOT BE READ
  are reported as FILE:LINE:COLUMN, where COLUMN is the number of the column (in JSON lines: of the character), copied
  to FILE's name with `.rejects` before its ending, beside --out or in the current directory, and counted as
  `rejected`.

TOTALS
  leads = assigned + waiting + closed + unroutable + rejected, as things stand at the end.
  assigned: an agent owns it. waiting: in a queue, in a pool, on offer or held. closed: by its owner's final
  disposition, or archived by its plan. unroutable: no rule or no further stage. rejected: never dealt.

PEOPLE
  come and go by their calendars, seeded like everything they do; agents without a calendar are always here. If the
  policy declares a boolean attribute `warmed`, whoever reaches the customer of a lead that is not warmed passes it on
  with `warmed` = true (a warm-up).

EXIT CODES
  0 done, 1 a file cannot be written or the totals do not add up, 2 the policy, the leads or an option is wrong.";
