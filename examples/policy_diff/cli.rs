//! The options.

use std::path::PathBuf;

use clap::Parser;

/// Says what is different about a policy, and which past leads would have had other owners under it.
#[derive(Debug, Parser)]
#[command(name = "policy_diff", after_long_help = NOTES)]
pub(crate) struct Cli {
    /// The policy as it was, a JSON document
    pub(crate) old: PathBuf,
    /// The policy as it is to be
    pub(crate) new: PathBuf,
    /// Past leads, as CSV with a header or as JSON lines, to be dealt under both
    #[arg(long, value_name = "FILE")]
    pub(crate) leads: Option<PathBuf>,
    /// Reads a column under another name: an attribute, or `id`, `received_at`, `owner`. May be repeated
    #[arg(long, value_name = "COLUMN=ATTRIBUTE", requires = "leads")]
    pub(crate) map: Vec<String>,
    /// Tells of this lead alone
    #[arg(long, value_name = "LEAD", requires = "leads")]
    pub(crate) lead: Option<String>,
    /// Tells of so many leads at the most; 0 tells of all
    #[arg(long, value_name = "NUMBER", default_value_t = 20, requires = "leads")]
    pub(crate) most: usize,
    /// How long an owner has a lead, in minutes
    #[arg(long, value_name = "NUMBER", default_value_t = 30, requires = "leads")]
    pub(crate) work_minutes: u64,
    /// Stops at this instant [default: 7 days after the last lead]
    #[arg(long, value_name = "INSTANT", requires = "leads")]
    pub(crate) until: Option<String>,
}

const NOTES: &str = "\
LEADS
  are read as the example `deal` reads them: columns `id`, `received_at`, `owner`, every other one an attribute. Rows that
  cannot be read are reported as FILE:LINE:COLUMN and left out.

WHAT IS TAKEN FOR GRANTED
  Everybody is always there in their shifts, accepts every offer at once, claims nothing, and is done with a lead after
  --work-minutes. A host that keeps its records has what people did: see `fairdeal::audit::Past::of_history`.

CAUSES
  A lead that goes to somebody else moves the turns of those after it. So each lead that has other owners is tried by
  itself too, under the new policy on the floor as it was: what goes elsewhere then does so by the policy's own doing.

EXIT CODES
  0 done, 1 the report cannot be written, 2 a policy, the leads or an option is wrong.";
