//! The options.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Which account each company of a list is, and why. Without a command: `match` on the sample that is here.
#[derive(Debug, Parser)]
#[command(name = "accounts")]
pub struct Cli {
    #[command(subcommand)]
    task: Option<Task>,
}

const ACCOUNTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/sample/accounts.csv");
const COMPANIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/sample/companies.csv");
const MOST: usize = 50;

impl Cli {
    pub fn task(self) -> Task {
        self.task.unwrap_or_else(|| Task::Match {
            accounts: ACCOUNTS.into(),
            companies: COMPANIES.into(),
            review: false,
            most: MOST,
        })
    }
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// Match the companies of a CSV file.
    Match {
        /// The accounts: an accounts document (`.json`), or CSV with a header: `id` and `name`, and if you like `aliases`,
        /// `domains`, `phones`, `zips`, `cities` (several with `|` between them), `parent`, `owner`, `segments`. Without it the
        /// sample, `examples/sample/accounts.csv`.
        #[arg(long, default_value = ACCOUNTS, hide_default_value = true)]
        accounts: PathBuf,
        /// The companies: CSV with a header: `name`, and if you like `domain`, `email`, `phone`, `zip`, `city`, `source`.
        /// Without it the sample, `examples/sample/companies.csv`.
        #[arg(long, default_value = COMPANIES, hide_default_value = true)]
        companies: PathBuf,
        /// Only what is to be reviewed.
        #[arg(long)]
        review: bool,
        /// Print at most so many.
        #[arg(long, default_value_t = MOST)]
        most: usize,
    },
    /// Match one company.
    One {
        /// The accounts, as above.
        #[arg(long, default_value = ACCOUNTS, hide_default_value = true)]
        accounts: PathBuf,
        /// Its name.
        name: String,
        /// A domain, an address or a URL.
        #[arg(long)]
        domain: Option<String>,
        /// Its ZIP or postal code.
        #[arg(long)]
        zip: Option<String>,
        /// Its telephone number.
        #[arg(long)]
        phone: Option<String>,
        /// Its city.
        #[arg(long)]
        city: Option<String>,
    },
    /// How good the matching is on sets of names that people have labelled.
    Labelled {
        /// The folder with the sets.
        #[arg(long, default_value = "../shared/data/companies")]
        data: PathBuf,
        /// Print every wrong answer too.
        #[arg(long)]
        wrong: bool,
        /// Print every one that is an account and is not accepted.
        #[arg(long)]
        missed: bool,
        /// A row for each kind of spelling too.
        #[arg(long)]
        kinds: bool,
        /// Accept what differs by a slip too, as the setting `slip_alone` does.
        #[arg(long)]
        slips: bool,
    },
}
