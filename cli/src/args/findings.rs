//! `magpie findings` and `magpie results`.

use clap::{Args, Subcommand, ValueEnum};

use super::{Connection, Format};

#[derive(Debug, Args)]
pub(crate) struct Findings {
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(subcommand)]
    pub(crate) command: FindingsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FindingsCommand {
    /// List findings, newest first
    #[command(after_help = "Example:\n  magpie findings list --job 0123456789abcdef0123456789abcdef --severity High")]
    List {
        #[command(flatten)]
        filter: FindingFilter,
        /// How the list looks
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
        /// Findings at most
        #[arg(long, default_value_t = 100)]
        limit: usize,
    },
    /// Show findings by id, as JSON
    Get {
        /// Their ids
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Count findings
    Stats {
        #[command(flatten)]
        filter: FindingFilter,
        /// By what
        #[arg(long, value_enum, default_value = "severity")]
        by: GroupBy,
    },
}

/// Which findings.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct FindingFilter {
    /// Of this job
    #[arg(long, value_name = "JOB-ID")]
    pub(crate) job: Option<String>,
    /// Of this severity: Low, Medium or High
    #[arg(long)]
    pub(crate) severity: Option<String>,
    /// In this bucket
    #[arg(long)]
    pub(crate) bucket: Option<String>,
    /// With a detection of this managed identifier
    #[arg(long, value_name = "ID")]
    pub(crate) identifier: Option<String>,
    /// With a detection of the custom identifier of this name
    #[arg(long, value_name = "NAME")]
    pub(crate) custom_identifier: Option<String>,
}

/// What findings are counted by.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum GroupBy {
    /// Low, Medium, High
    Severity,
    /// SensitiveData:S3Object/...
    Type,
    /// Bucket
    Bucket,
    /// Job
    Job,
}

#[derive(Debug, Args)]
pub(crate) struct Results {
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// The job
    pub(crate) job_id: String,
    /// Wait for results that are still to come
    #[arg(long)]
    pub(crate) follow: bool,
}
