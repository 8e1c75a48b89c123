//! The command line: what can be said, with examples.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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

#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// Folders, files, or s3://bucket/prefix
    #[arg(required = true, value_name = "PATH|S3-URL")]
    pub(crate) targets: Vec<String>,
    /// How results look; jsonl prints each as it is exported: one record for each object and each file inside it
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: Format,
    /// What to look for: all, recommended, none, or identifiers by name (magpie identifiers list)
    #[arg(long, default_value = "recommended", value_name = "all|recommended|none|ID,ID")]
    pub(crate) identifiers: String,
    /// Look for identifiers of your own too: a TOML file as magpie custom-identifiers create takes it; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) custom: Vec<PathBuf>,
    /// Do not report values that equal a line of this file, whatever their case; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) allow_words: Vec<PathBuf>,
    /// Do not report values that this regular expression matches as a whole; may be repeated
    #[arg(long, value_name = "REGEX")]
    pub(crate) allow_regex: Vec<String>,
    /// Leave out matches that are less sure
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) minimum_confidence: Option<Confidence>,
    /// Workers in this process; they share its CPUs
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=64), value_name = "N")]
    pub(crate) workers: u32,
    /// Write the results there instead of to standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Show the values that match. Only on a terminal: they are never written to a file or sent anywhere
    #[arg(long)]
    pub(crate) show_values: bool,
    /// Scan this share of the objects only, 1 to 100 percent
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i32).range(1..=100), value_name = "PERCENT")]
    pub(crate) sampling: i32,
    #[command(flatten)]
    pub(crate) s3: S3Flags,
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

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Stay up until interrupted, to try things out
    #[arg(long)]
    pub(crate) keep: bool,
    /// Worker processes
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=16), value_name = "N")]
    pub(crate) workers: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Coordinator {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,
    /// Folder of the database
    #[arg(long, value_name = "FOLDER")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Speak without TLS; loopback only
    #[arg(long)]
    pub(crate) insecure_plaintext: bool,
    #[command(flatten)]
    pub(crate) s3: S3Flags,
}

#[derive(Debug, Args)]
pub(crate) struct Worker {
    /// Where the coordinator is
    #[arg(long, value_name = "URL")]
    pub(crate) coordinator: Option<String>,
    /// This worker's name, for people
    #[arg(long)]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) s3: S3Flags,
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

#[derive(Debug, Args)]
pub(crate) struct Identifiers {
    #[command(subcommand)]
    pub(crate) command: IdentifiersCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum IdentifiersCommand {
    /// List the managed data identifiers of this version
    List {
        /// How the list looks
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
        /// Only the recommended ones
        #[arg(long)]
        recommended: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CustomIdentifiers {
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(subcommand)]
    pub(crate) command: CustomCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CustomCommand {
    /// Create a custom identifier; it cannot be changed afterwards
    #[command(after_help = "Examples:\n  \
        magpie custom-identifiers create --name Badge --regex 'B-[0-9]{6}' --keyword badge --severity LOW=1 --severity HIGH=100\n  \
        magpie custom-identifiers create --file badge.toml")]
    Create(CreateCustom),
    /// List custom identifiers, newest first
    List {
        /// How the list looks
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Show one custom identifier, as JSON
    Get {
        /// Its id
        id: String,
    },
    /// Delete a custom identifier: no new job can use it, jobs that use it go on
    Delete {
        /// Its id
        id: String,
    },
    /// Count how often criteria match a sample; nothing is stored
    #[command(after_help = "Examples:\n  \
        magpie custom-identifiers test --regex 'B-[0-9]{6}' --keyword badge --sample 'her badge is B-123456'\n  \
        magpie custom-identifiers test --file badge.toml --sample-file mail.txt")]
    Test(TestCustom),
}

/// What a custom identifier matches.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct CustomFlags {
    /// What must match: a regular expression of Macie's subset, up to 512 characters
    #[arg(long)]
    pub(crate) regex: Option<String>,
    /// One of these must stand before a match; case does not matter; may be repeated
    #[arg(long, value_name = "WORD")]
    pub(crate) keyword: Vec<String>,
    /// A match that contains one of these does not count; case matters; may be repeated
    #[arg(long, value_name = "WORD")]
    pub(crate) ignore_word: Vec<String>,
    /// Characters between the end of a key word and the end of a match at most, 1 to 300; 50 if not given
    #[arg(long, value_name = "CHARACTERS")]
    pub(crate) max_distance: Option<i32>,
    /// From how many matches on they are how severe, such as HIGH=100; may be repeated
    #[arg(long, value_name = "SEVERITY=MATCHES")]
    pub(crate) severity: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CreateCustom {
    /// Its name
    #[arg(long, required_unless_present = "file")]
    pub(crate) name: Option<String>,
    /// A description
    #[arg(long)]
    pub(crate) description: Option<String>,
    #[command(flatten)]
    pub(crate) criteria: CustomFlags,
    /// A TOML or JSON file with the fields of Macie's CreateCustomDataIdentifier, or with a list of such under
    /// customDataIdentifiers; - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "description", "regex", "keyword", "ignore_word", "max_distance", "severity", "client_token"])]
    pub(crate) file: Option<PathBuf>,
    /// Makes repeating this command safe: the same token never creates a second one
    #[arg(long, value_name = "TOKEN")]
    pub(crate) client_token: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TestCustom {
    #[command(flatten)]
    pub(crate) criteria: CustomFlags,
    /// Criteria from a file, as create takes it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["regex", "keyword", "ignore_word", "max_distance", "id"])]
    pub(crate) file: Option<PathBuf>,
    /// Criteria of a custom identifier that exists
    #[arg(long, conflicts_with_all = ["regex", "keyword", "ignore_word", "max_distance"])]
    pub(crate) id: Option<String>,
    /// Text to look in, up to 1,000 characters
    #[arg(long, value_name = "TEXT")]
    pub(crate) sample: Option<String>,
    /// A file with the text to look in; - for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "sample")]
    pub(crate) sample_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct AllowLists {
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(subcommand)]
    pub(crate) command: AllowListsCommand,
}

/// What an allow list holds.
#[derive(Debug, Clone, Default, Args)]
#[group(multiple = false)]
pub(crate) struct AllowListFlags {
    /// What is allowed: a regular expression that matches the whole value
    #[arg(long)]
    pub(crate) regex: Option<String>,
    /// What is allowed: a text object in S3, one entry a line
    #[arg(long, value_name = "S3-URL")]
    pub(crate) words: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AllowListsCommand {
    /// Create an allow list
    #[command(after_help = "Examples:\n  \
        magpie allow-lists create --name 'Our own numbers' --words s3://compliance/allowed.txt\n  \
        magpie allow-lists create --name 'Test cards' --regex '4000[0-9]{12}'")]
    Create {
        /// Its name
        #[arg(long)]
        name: String,
        /// A description
        #[arg(long)]
        description: Option<String>,
        #[command(flatten)]
        list: AllowListFlags,
        /// Makes repeating this command safe: the same token never creates a second one
        #[arg(long, value_name = "TOKEN")]
        client_token: Option<String>,
    },
    /// List allow lists, newest first
    List {
        /// How the list looks
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Show one allow list and whether it can be used now, as JSON
    Get {
        /// Its id
        id: String,
    },
    /// Change an allow list; what is not given stays as it is. Its kind cannot change
    Update {
        /// Its id
        id: String,
        /// Its name
        #[arg(long)]
        name: Option<String>,
        /// A description
        #[arg(long)]
        description: Option<String>,
        #[command(flatten)]
        list: AllowListFlags,
    },
    /// Delete an allow list
    Delete {
        /// Its id
        id: String,
        /// Delete it although jobs that have not ended use it
        #[arg(long)]
        ignore_job_checks: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Certs {
    #[command(subcommand)]
    pub(crate) command: CertsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CertsCommand {
    /// Make a certificate authority, and certificates for a coordinator, workers and users
    Init {
        /// The folder; made if it is missing
        folder: PathBuf,
        /// Names and addresses by which the coordinator is reached, besides localhost; may be repeated
        #[arg(long = "host", value_name = "NAME")]
        hosts: Vec<String>,
    },
    /// Make one more certificate with the authority of a folder
    #[command(after_help = "Example:\n  magpie certs issue ./certs --role worker --name worker-eu-1")]
    Issue {
        /// The folder that certs init made
        folder: PathBuf,
        /// What its holder may do
        #[arg(long, value_enum)]
        role: ClientRole,
        /// Its holder's name; the files are named after it
        #[arg(long)]
        name: String,
        /// For a coordinator: names and addresses by which it is reached; may be repeated
        #[arg(long = "host", value_name = "NAME")]
        hosts: Vec<String>,
    },
}

/// Who a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ClientRole {
    /// Serves
    Coordinator,
    /// Takes leases, and nothing else
    Worker,
    /// Does everything that users do
    Admin,
    /// Looks at jobs and findings
    Reader,
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
