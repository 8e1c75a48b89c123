//! `magpie scan`, `demo`, `coordinator` and `worker`: what does the work.

use std::path::PathBuf;

use clap::Args;

use super::{Confidence, Format, S3Flags};

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
