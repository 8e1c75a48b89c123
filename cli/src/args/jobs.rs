//! `magpie jobs`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Confidence, Connection, Format};

#[derive(Debug, Args)]
pub(crate) struct Jobs {
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(subcommand)]
    pub(crate) command: JobsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JobsCommand {
    /// Create a job; it starts at once
    #[command(after_help = "Examples:\n  \
        magpie jobs create --bucket payroll --name 'Payroll, all of it'\n  \
        magpie jobs create --bucket lake --include-extension csv --include-extension json --sampling 10 --watch\n  \
        magpie jobs create --cli-input-json job.json   (a CreateClassificationJob request, as aws macie2 takes it)")]
    Create(Box<CreateJob>),
    /// List jobs, newest first
    List {
        /// Only jobs in this state
        #[arg(long, value_name = "STATUS")]
        status: Option<String>,
        /// How the list looks
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Show one job, as JSON
    Describe {
        /// The job's id
        job_id: String,
    },
    /// Follow a job until its run ends
    Watch {
        /// The job's id
        job_id: String,
    },
    /// Pause a job
    Pause {
        /// The job's id
        job_id: String,
    },
    /// Resume a paused job where it was
    Resume {
        /// The job's id
        job_id: String,
    },
    /// Cancel a job for good
    Cancel {
        /// The job's id
        job_id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CreateJob {
    /// A bucket; may be repeated
    #[arg(long = "bucket", value_name = "BUCKET", required_unless_present = "cli_input_json")]
    pub(crate) buckets: Vec<String>,
    /// The job's name
    #[arg(long, default_value = "magpie job")]
    pub(crate) name: String,
    /// A description
    #[arg(long)]
    pub(crate) description: Option<String>,
    /// What to look for: all, recommended, none, or identifiers by name
    #[arg(long, default_value = "recommended", value_name = "all|recommended|none|ID,ID")]
    pub(crate) identifiers: String,
    /// Look for this custom identifier too, by its id (magpie custom-identifiers list); may be repeated
    #[arg(long, value_name = "ID")]
    pub(crate) custom_identifier: Vec<String>,
    /// Do not report what is in this allow list, by its id (magpie allow-lists list); may be repeated
    #[arg(long, value_name = "ID")]
    pub(crate) allow_list: Vec<String>,
    /// Leave out matches that are less sure
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) minimum_confidence: Option<Confidence>,
    /// Scan this share of the objects only, 1 to 100 percent
    #[arg(long, value_name = "PERCENT")]
    pub(crate) sampling: Option<i32>,
    /// Only objects whose keys start so; may be repeated
    #[arg(long, value_name = "PREFIX")]
    pub(crate) include_prefix: Vec<String>,
    /// Only objects with this extension; may be repeated
    #[arg(long, value_name = "EXTENSION")]
    pub(crate) include_extension: Vec<String>,
    /// No objects whose keys start so; may be repeated
    #[arg(long, value_name = "PREFIX")]
    pub(crate) exclude_prefix: Vec<String>,
    /// No objects with this extension; may be repeated
    #[arg(long, value_name = "EXTENSION")]
    pub(crate) exclude_extension: Vec<String>,
    /// The whole request as JSON, as Macie's CreateClassificationJob takes it; - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["buckets", "description", "sampling", "custom_identifier", "allow_list", "minimum_confidence"])]
    pub(crate) cli_input_json: Option<PathBuf>,
    /// Makes repeating this command safe: the same token never creates a second job
    #[arg(long, value_name = "TOKEN")]
    pub(crate) client_token: Option<String>,
    /// Follow the job until its run ends
    #[arg(long)]
    pub(crate) watch: bool,
}
