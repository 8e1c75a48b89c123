//! `magpie identifiers`, `custom-identifiers` and `allow-lists`: what is looked for, and what is left alone.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Connection, Format};

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
