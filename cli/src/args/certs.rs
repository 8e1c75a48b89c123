//! `magpie certs`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

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
