//! Why a command failed: always one clear sentence with what to do.

use std::path::PathBuf;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] magpie_base::config::Error),
    /// Certificates or connections.
    #[error(transparent)]
    Tls(#[from] magpie_base::tls::Error),
    /// The command line asks for what cannot be.
    #[error("{0}")]
    Usage(String),
    /// The coordinator refused a call, or is not there.
    #[error("{}", describe(.0))]
    Call(Box<tonic::Status>),
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Standard output is closed or full.
    #[error("cannot write to standard output: {0}")]
    Output(#[from] std::io::Error),
    /// A part of Magpie inside this process.
    #[error("{0}")]
    Part(String),
}

impl Failure {
    /// Wraps the error of a part of Magpie: these name themselves and what to do.
    pub(crate) fn part(error: impl std::fmt::Display) -> Failure {
        Failure::Part(error.to_string())
    }
}

impl From<tonic::Status> for Failure {
    fn from(status: tonic::Status) -> Failure {
        Failure::Call(Box::new(status))
    }
}

impl From<magpie_proto::json::Error> for Failure {
    fn from(error: magpie_proto::json::Error) -> Failure {
        Failure::part(error)
    }
}

/// What a status means to the person who typed the command.
fn describe(status: &tonic::Status) -> String {
    use std::error::Error as _;

    match status.code() {
        tonic::Code::Unavailable => {
            format!(
                "the coordinator cannot be reached: {}; check --coordinator and that it runs",
                status.message().trim_end_matches('.')
            )
        }
        tonic::Code::Unimplemented if status.message().is_empty() => {
            "the coordinator does not know this call; run the same version of Magpie everywhere".to_owned()
        }
        // A status with a cause was made on this side: the connection broke before the answer was there.
        _ if status.source().is_some() => {
            let why = magpie_base::tls::explain(status).unwrap_or_else(|| status.message().to_owned());
            format!(
                "the coordinator cannot be reached: the connection broke off ({why}); check that --coordinator is its \
                 address, with https:// if it speaks TLS, and that it runs"
            )
        }
        _ => status.message().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_broke_on_the_way_is_told_apart_from_what_the_coordinator_says() {
        let broken = tonic::Status::from_error(Box::new(std::io::Error::other("http2 error")));
        let told = describe(&broken);
        assert!(
            told.contains("cannot be reached") && told.contains("http2 error") && told.contains("https://"),
            "{told}"
        );
        let away = describe(&tonic::Status::unavailable("nobody listens."));
        assert!(away.contains("nobody listens; check --coordinator"), "{away}");
        assert_eq!(describe(&tonic::Status::unknown("as the coordinator says it")), "as the coordinator says it");
    }
}
