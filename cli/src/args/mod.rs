//! The command line: what can be said, with examples.

mod certs;
mod findings;
mod identifiers;
mod jobs;
mod run;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use certs::{Certs, CertsCommand, ClientRole};
pub(crate) use findings::{FindingFilter, Findings, FindingsCommand, GroupBy, Results};
pub(crate) use identifiers::{
    AllowListFlags, AllowLists, AllowListsCommand, CreateCustom, CustomCommand, CustomFlags, CustomIdentifiers,
    Identifiers, IdentifiersCommand, TestCustom,
};
pub(crate) use jobs::{CreateJob, Jobs, JobsCommand};
pub(crate) use run::{Coordinator, Demo, Scan, Worker};

/// Finds sensitive data in S3.
#[derive(Debug, Parser)]
#[command(
    name = "magpie",
    version,
    about = "Finds sensitive data (personal, financial, credentials) in S3 and in folders",
    long_about = "Magpie finds sensitive data (personal, financial, credentials) in S3 objects and in local folders.\n\n\
        To scan something now, without any set-up: magpie scan FOLDER or magpie scan s3://bucket/prefix\n\
        To see a whole cluster at work:            magpie demo\n\n\
        Exit status of every command: 0 done, 2 usage or failure. scan: 0 nothing found, 1 found, 2 usage or failure, \
        3 scan incomplete. jobs watch: 3 if the run did not complete.",
    max_term_width = 120,
    propagate_version = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// Configuration file (TOML). Environment variables MAGPIE_SECTION__KEY win over it, flags win over both
    #[arg(long, global = true, env = "MAGPIE_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// How much is logged, such as info or info,magpie_server=debug
    #[arg(long, global = true, value_name = "LEVEL")]
    pub(crate) log_level: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Scan folders and buckets now, in this process, without any set-up
    #[command(after_help = "Examples:\n  \
        magpie scan ./exports\n  \
        magpie scan s3://data-lake/2026/ --identifiers all --format jsonl --output results.jsonl\n  \
        magpie scan s3://a s3://b/prefix ./c --workers 4\n  \
        magpie scan ./exports --custom badge.toml --allow-words known.txt --minimum-confidence medium\n\n\
        Exit status: 0 nothing found, 1 found, 2 usage or failure, 3 scan incomplete (wins over 1)")]
    Scan(Scan),
    /// Watch a whole cluster find sensitive data in a sample bucket
    #[command(after_help = "Examples:\n  magpie demo\n  magpie demo --keep")]
    Demo(Demo),
    /// Run the coordinator
    #[command(after_help = "Example:\n  \
        magpie certs init ./certs --host coordinator.example\n  \
        magpie coordinator --config magpie.toml")]
    Coordinator(Coordinator),
    /// Run a worker
    #[command(
        after_help = "Example:\n  magpie worker --config magpie.toml --coordinator https://coordinator.example:7001"
    )]
    Worker(Worker),
    /// Create, list, describe, watch, pause, resume and cancel jobs
    Jobs(Jobs),
    /// List findings, show them, count them
    Findings(Findings),
    /// Stream the results of a run, as JSON Lines
    #[command(after_help = "Example:\n  magpie results 0123456789abcdef0123456789abcdef --follow")]
    Results(Results),
    /// Look at what Magpie can find
    Identifiers(Identifiers),
    /// Create, list, show, delete and test identifiers of your own
    CustomIdentifiers(CustomIdentifiers),
    /// Create, list, show, change and delete lists of what is not reported although an identifier matches it
    AllowLists(AllowLists),
    /// Make certificates for a cluster
    Certs(Certs),
    /// Look at the configuration
    Config(ConfigCommand),
    /// Print a reference page, as Markdown
    Docs {
        /// Which
        #[arg(value_enum)]
        page: Page,
    },
}

/// How results look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// One JSON document
    Json,
    /// One JSON document a line
    Jsonl,
}

/// How sure a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Confidence {
    /// The shape alone
    Low,
    /// Check digits or a key word
    Medium,
    /// Check digits and a key word
    High,
}

/// How S3 is reached. Without these: the configuration, then the usual AWS environment, files and roles.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct S3Flags {
    /// Address of an S3 that is not Amazon's
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,
    /// Region
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// Put the bucket's name into the path; most S3 servers that are not Amazon's need it
    #[arg(long)]
    pub(crate) path_style: bool,
}

/// How the coordinator is reached.
#[derive(Debug, Clone, Args)]
pub(crate) struct Connection {
    /// Where the coordinator is
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) coordinator: Option<String>,
    /// Certificate authority of the coordinator (PEM)
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Your certificate (PEM)
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) cert: Option<PathBuf>,
    /// Your private key (PEM)
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
}

/// A reference page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Page {
    /// Every setting
    Configuration,
    /// Every metric
    Metrics,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigCommand {
    #[command(subcommand)]
    pub(crate) command: ConfigSubcommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigSubcommand {
    /// Print a configuration file with every setting, its meaning and its default
    PrintTemplate,
    /// Load the configuration as a process would, and say whether it is valid
    Check,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
