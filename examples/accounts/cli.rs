//! The options.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Which account each company of a list is, and why.
#[derive(Debug, Parser)]
#[command(name = "accounts")]
pub struct Cli {
    #[command(subcommand)]
    pub task: Task,
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// Match the companies of a CSV file.
    Match {
        /// The accounts: an accounts document (`.json`), or CSV with a header: `id` and `name`, and if you like `aliases`,
        /// `domains`, `phones`, `zips`, `cities` (several with `|` between them), `parent`, `owner`, `segments`.
        #[arg(long, default_value = "examples/sample/accounts.csv")]
        accounts: PathBuf,
        /// The companies: CSV with a header: `name`, and if you like `domain`, `email`, `phone`, `zip`, `city`, `source`.
        #[arg(long, default_value = "examples/sample/companies.csv")]
        companies: PathBuf,
        /// Only what is to be reviewed.
        #[arg(long)]
        review: bool,
        /// Print at most so many.
        #[arg(long, default_value_t = 50)]
        most: usize,
    },
    /// Match one company.
    One {
        /// The accounts, as above.
        #[arg(long, default_value = "examples/sample/accounts.csv")]
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
