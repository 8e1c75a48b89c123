//! What a caller is told when something cannot be done: a clear sentence, and typed details that survive the wire.
//!
//! Every status carries a `google.rpc.ErrorInfo` of domain `magpie` with a stable reason. Wrong requests also carry a
//! `google.rpc.BadRequest` that names every wrong field.

use std::collections::HashMap;
use std::fmt;
use std::fmt::Write as _;

use magpie_proto::v1;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, PreconditionViolation, StatusExt as _};

/// The domain of every `google.rpc.ErrorInfo`.
pub const DOMAIN: &str = "magpie";

/// How many bytes all violations of one answer may take. Status details travel in HTTP trailers, and some clients refuse
/// trailers of more than 8 KiB.
const VIOLATION_BYTES: usize = 2_500;

/// How many bytes the message of a status may take.
const MESSAGE_BYTES: usize = 800;

/// How many characters of a caller's own words are repeated to it.
const QUOTED_CHARACTERS: usize = 64;

/// A caller's own words, safe to repeat: quoted, escaped and cut to 64 characters.
pub fn quoted(text: &str) -> String {
    let mut characters = text.chars();
    let start: String = characters.by_ref().take(QUOTED_CHARACTERS).collect();
    let rest = if characters.next().is_some() { "..." } else { "" };
    format!("{start:?}{rest}")
}

/// One field of a request that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The path of the field in the request's JSON, such as `s3JobDefinition.bucketDefinitions[0].accountId`.
    pub field: String,
    /// What is wrong and what would be right.
    pub description: String,
}

/// The wrong fields of a request, in the order in which they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Violations {
    list: Vec<Violation>,
    bytes: usize,
    omitted: usize,
}

impl Violations {
    /// No violation yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one. Beyond a few kilobytes in all they are only counted.
    pub fn add(&mut self, field: impl Into<String>, description: impl Into<String>) {
        let violation = Violation { field: field.into(), description: description.into() };
        let bytes = violation.field.len() + violation.description.len();
        if self.is_full() || (!self.list.is_empty() && self.bytes + bytes > VIOLATION_BYTES) {
            self.omitted += 1;
            return;
        }
        self.bytes += bytes;
        self.list.push(violation);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether more would only be counted, so that working out what to say is a waste.
    pub fn is_full(&self) -> bool {
        self.omitted > 0 || self.bytes >= VIOLATION_BYTES
    }

    /// Those that are kept.
    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        self.list.iter()
    }

    /// How many there are, the omitted ones included.
    pub fn len(&self) -> usize {
        self.list.len() + self.omitted
    }

    /// Adds all of another list.
    pub fn append(&mut self, other: Self) {
        for violation in other.list {
            self.add(violation.field, violation.description);
        }
        self.omitted += other.omitted;
    }

    /// `Ok` if there is none.
    ///
    /// # Errors
    /// [`Error::Invalid`] with all of them.
    pub fn into_result(self) -> Result<(), Error> {
        if self.is_empty() { Ok(()) } else { Err(Error::Invalid(self)) }
    }

    fn to_field_violations(&self) -> Vec<FieldViolation> {
        let mut all: Vec<_> = self
            .list
            .iter()
            .map(|violation| FieldViolation::new(violation.field.clone(), violation.description.clone()))
            .collect();
        if self.omitted > 0 {
            all.push(FieldViolation::new("", format!("{} more fields are wrong", self.omitted)));
        }
        all
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = 0;
        let mut bytes = 0;
        for violation in &self.list {
            let text = format!("{}: {}", violation.field, violation.description);
            if said > 0 && bytes + text.len() > MESSAGE_BYTES - 100 {
                break;
            }
            formatter.write_str(if said > 0 { "; " } else { "" })?;
            formatter.write_str(&text)?;
            bytes += text.len() + 2;
            said += 1;
        }
        if self.len() > said {
            write!(formatter, "; and {} more", self.len() - said)?;
        }
        Ok(())
    }
}

impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}

/// What jobs speak of by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A custom data identifier.
    CustomDataIdentifier,
    /// An allow list.
    AllowList,
}

impl Thing {
    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CustomDataIdentifier => "custom data identifier",
            Self::AllowList => "allow list",
        }
    }

    /// The method that shows them all.
    pub(super) fn lister(self) -> &'static str {
        match self {
            Self::CustomDataIdentifier => "ListCustomDataIdentifiers",
            Self::AllowList => "ListAllowLists",
        }
    }
}

/// What can go wrong with a call.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Fields of the request are wrong. Sending it again cannot help.
    #[error("the request is not valid: {0}")]
    Invalid(Violations),
    /// The request is valid but asks for what this version cannot do.
    #[error("this version of Magpie cannot do this yet: {0}")]
    NotSupported(Violations),
    /// There is no such job.
    #[error("there is no job with the id {}; ListClassificationJobs shows the jobs that exist", quoted(.0))]
    JobNotFound(String),
    /// The job has no such run.
    #[error("job {job_id} has no run {run_id}; DescribeClassificationJob shows its latest run")]
    RunNotFound {
        /// The job.
        job_id: String,
        /// The run that it does not have.
        run_id: u64,
    },
    /// The job has not run yet.
    #[error("job {0} has not run yet; try again when it has started")]
    NoRunYet(String),
    /// The job's state does not allow the change.
    #[error("job {job_id} is {}, so it cannot become {}; {}", .current.as_str_name(), .requested.as_str_name(), allowed_text(.allowed))]
    Transition {
        /// The job.
        job_id: String,
        /// Its state.
        current: v1::job_status::Value,
        /// The state that was asked for.
        requested: v1::job_status::Value,
        /// The states that it may be brought to.
        allowed: Vec<v1::job_status::Value>,
    },
    /// The client token belongs to another job with other settings.
    #[error("the clientToken was used for job {job_id} with other settings; use a new token for a new job")]
    ClientTokenReused {
        /// The job that it belongs to.
        job_id: String,
    },
    /// There is no such custom data identifier or allow list.
    #[error("there is no {} with the id {}; {} shows those that exist", .thing.name(), quoted(.id), .thing.lister())]
    NotFound {
        /// What was asked for.
        thing: Thing,
        /// The id.
        id: String,
    },
    /// The client token belongs to another custom data identifier or allow list with other settings.
    #[error("the clientToken was used for {} {id} with other settings; use a new token", .thing.name())]
    TokenReused {
        /// What it belongs to.
        thing: Thing,
        /// The id of that.
        id: String,
    },
    /// There are as many as there may be.
    #[error("there are {limit} {what} already, and no more are allowed; delete one that is not needed any more")]
    QuotaExceeded {
        /// Of what, in the plural.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
    },
    /// Jobs that have not ended use the allow list.
    #[error(
        "allow list {id} is used by {jobs} jobs that have not ended, such as {job_id}; wait until they have, cancel them, or \
         set ignoreJobChecks to true"
    )]
    AllowListInUse {
        /// The allow list.
        id: String,
        /// How many jobs.
        jobs: usize,
        /// One of them.
        job_id: String,
    },
    /// The caller's certificate says nothing of who it is.
    #[error("the caller is not known; connect with a client certificate of this installation")]
    Unauthenticated,
    /// The caller may not do this.
    #[error("{who} may not call {method}: it needs the permission {}; use a certificate whose role has it", .permission.as_str_name())]
    Denied {
        /// The caller.
        who: String,
        /// The method.
        method: String,
        /// What is needed.
        permission: v1::permission::Value,
    },
    /// There is no such method, or it does not declare who may call it.
    #[error("there is no method {}; reflection lists the methods", quoted(.0))]
    NoSuchMethod(String),
    /// Too much is going on.
    #[error("{0}; try again in a moment")]
    Busy(&'static str),
    /// The call took too long.
    #[error("the call took longer than {0} ms; ask for less, for example a smaller page, or try again")]
    Deadline(u64),
    /// The caller went away while the answer was worked out.
    #[error("the caller has gone")]
    Gone,
    /// The coordinator stops.
    #[error("the coordinator is stopping; try again when it is back")]
    Stopping,
    /// The store failed. The caller learns no more; the log has it.
    #[error("the coordinator's store failed; its log says why")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A fault of Magpie's own. The caller learns no more; the log has it.
    #[error("the coordinator met a fault of its own; its log says why")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

fn allowed_text(allowed: &[v1::job_status::Value]) -> String {
    if allowed.is_empty() {
        return "a job that has ended cannot be changed; create a new one".to_owned();
    }
    let mut text = "it can become ".to_owned();
    for (index, status) in allowed.iter().enumerate() {
        let _ = write!(text, "{}{}", if index > 0 { " or " } else { "" }, status.as_str_name());
    }
    text
}

impl Error {
    /// One wrong field.
    pub fn invalid(field: impl Into<String>, description: impl Into<String>) -> Self {
        let mut violations = Violations::new();
        violations.add(field, description);
        Self::Invalid(violations)
    }

    /// The store failed.
    pub fn store(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Store(Box::new(source))
    }

    /// A fault of our own.
    pub fn internal(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Internal(Box::new(source))
    }

    /// The code on the wire.
    pub fn code(&self) -> Code {
        match self {
            Self::Invalid(_) => Code::InvalidArgument,
            Self::NotSupported(_) | Self::NoSuchMethod(_) => Code::Unimplemented,
            Self::JobNotFound(_) | Self::RunNotFound { .. } | Self::NotFound { .. } => Code::NotFound,
            Self::NoRunYet(_) | Self::Transition { .. } | Self::AllowListInUse { .. } => Code::FailedPrecondition,
            Self::ClientTokenReused { .. } | Self::TokenReused { .. } => Code::AlreadyExists,
            Self::Unauthenticated => Code::Unauthenticated,
            Self::Denied { .. } => Code::PermissionDenied,
            Self::Busy(_) | Self::QuotaExceeded { .. } => Code::ResourceExhausted,
            Self::Deadline(_) => Code::DeadlineExceeded,
            Self::Gone => Code::Cancelled,
            Self::Stopping => Code::Unavailable,
            Self::Store(_) | Self::Internal(_) => Code::Internal,
        }
    }

    /// The stable reason: programs may decide by it.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "MAGPIE_INVALID_REQUEST",
            Self::NotSupported(_) => "MAGPIE_NOT_SUPPORTED",
            Self::JobNotFound(_) => "MAGPIE_JOB_NOT_FOUND",
            Self::RunNotFound { .. } => "MAGPIE_RUN_NOT_FOUND",
            Self::NoRunYet(_) => "MAGPIE_JOB_HAS_NO_RUN",
            Self::Transition { .. } => "MAGPIE_JOB_STATE_CONFLICT",
            Self::NotFound { thing: Thing::CustomDataIdentifier, .. } => "MAGPIE_CUSTOM_DATA_IDENTIFIER_NOT_FOUND",
            Self::NotFound { thing: Thing::AllowList, .. } => "MAGPIE_ALLOW_LIST_NOT_FOUND",
            Self::QuotaExceeded { .. } => "MAGPIE_QUOTA_EXCEEDED",
            Self::AllowListInUse { .. } => "MAGPIE_ALLOW_LIST_IN_USE",
            Self::ClientTokenReused { .. } | Self::TokenReused { .. } => "MAGPIE_CLIENT_TOKEN_REUSED",
            Self::Unauthenticated => "MAGPIE_UNAUTHENTICATED",
            Self::Denied { .. } => "MAGPIE_PERMISSION_DENIED",
            Self::NoSuchMethod(_) => "MAGPIE_NO_SUCH_METHOD",
            Self::Busy(_) => "MAGPIE_BUSY",
            Self::Deadline(_) => "MAGPIE_DEADLINE_EXCEEDED",
            Self::Gone => "MAGPIE_CALLER_GONE",
            Self::Stopping => "MAGPIE_STOPPING",
            Self::Store(_) => "MAGPIE_STORE_FAILED",
            Self::Internal(_) => "MAGPIE_INTERNAL",
        }
    }

    /// Facts for programs, beside the reason.
    fn metadata(&self) -> HashMap<String, String> {
        let pairs: &[(&str, String)] = &match self {
            Self::JobNotFound(id) | Self::NoRunYet(id) => vec![("jobId", cut(id, 64).to_owned())],
            Self::ClientTokenReused { job_id } => vec![("jobId", job_id.clone())],
            Self::RunNotFound { job_id, run_id } => vec![("jobId", job_id.clone()), ("runId", run_id.to_string())],
            Self::Transition { job_id, current, allowed, .. } => vec![
                ("jobId", job_id.clone()),
                ("jobStatus", current.as_str_name().to_owned()),
                ("allowed", allowed.iter().map(|status| status.as_str_name()).collect::<Vec<_>>().join(",")),
            ],
            Self::NotFound { id, .. } => vec![("id", cut(id, 64).to_owned())],
            Self::TokenReused { id, .. } => vec![("id", id.clone())],
            Self::QuotaExceeded { limit, .. } => vec![("limit", limit.to_string())],
            Self::AllowListInUse { id, jobs, job_id } => {
                vec![("id", id.clone()), ("jobs", jobs.to_string()), ("jobId", job_id.clone())]
            }
            Self::Denied { method, permission, .. } => {
                vec![("method", method.clone()), ("permission", permission.as_str_name().to_owned())]
            }
            _ => Vec::new(),
        };
        pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
    }
}

/// The longest beginning of `text` of at most so many bytes.
fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        match &error {
            Error::Store(source) => {
                tracing::error!(event = "api_store_failed", error = %source, "the store failed during a call");
            }
            Error::Internal(source) => {
                tracing::error!(event = "api_internal_fault", error = %source, "a call met a fault");
            }
            _ => {}
        }
        let mut details = ErrorDetails::new();
        details.set_error_info(error.reason(), DOMAIN, error.metadata());
        match &error {
            Error::Invalid(violations) | Error::NotSupported(violations) => {
                details.set_bad_request(violations.to_field_violations());
            }
            Error::Transition { job_id, .. } => {
                let violation = PreconditionViolation::new("JOB_STATUS", job_id.clone(), error.to_string());
                details.set_precondition_failure(vec![violation]);
            }
            Error::Busy(_) | Error::Stopping => {
                details.set_retry_info(Some(std::time::Duration::from_secs(1)));
            }
            _ => {}
        }
        let message = error.to_string();
        Status::with_error_details(error.code(), cut(&message, MESSAGE_BYTES), details)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_wrong_field_is_named_in_the_message_and_in_the_details() {
        let mut violations = Violations::new();
        violations.add("name", "must not be empty");
        violations.add("samplingPercentage", "must be 1 to 100");
        let status = Status::from(Error::Invalid(violations));
        assert_eq!(status.code(), Code::InvalidArgument);
        assert_eq!(
            status.message(),
            "the request is not valid: name: must not be empty; samplingPercentage: must be 1 to 100"
        );
        let details = status.get_error_details();
        let fields: Vec<_> = details.bad_request().unwrap().field_violations.iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["name", "samplingPercentage"]);
        let info = details.error_info().unwrap();
        assert_eq!((info.reason.as_str(), info.domain.as_str()), ("MAGPIE_INVALID_REQUEST", "magpie"));
    }

    #[test]
    fn however_much_is_wrong_the_status_fits_into_trailers() {
        let mut violations = Violations::new();
        for index in 0..100_000 {
            violations.add(format!("field[{index}]"), "ä".repeat(50));
        }
        assert_eq!(violations.len(), 100_000);
        let status = Status::from(Error::Invalid(violations));
        let mut headers = http::HeaderMap::new();
        status.add_header(&mut headers).unwrap();
        let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 32).sum();
        assert!(bytes < 8_192, "{bytes}");
        assert!(status.message().contains("more"), "{}", status.message());
        let details = status.get_error_details();
        let last = details.bad_request().unwrap().field_violations.last().unwrap().description.clone();
        assert!(last.ends_with("more fields are wrong"), "{last}");
    }

    #[test]
    fn a_refused_transition_says_what_is_allowed() {
        use v1::job_status::Value::{Cancelled, Complete, Running, UserPaused};
        let refused = |current, requested, allowed: &[v1::job_status::Value]| {
            Status::from(Error::Transition { job_id: "j".into(), current, requested, allowed: allowed.to_vec() })
        };
        let status = refused(UserPaused, UserPaused, &[Running, Cancelled]);
        assert_eq!(status.code(), Code::FailedPrecondition);
        assert_eq!(
            status.message(),
            "job j is USER_PAUSED, so it cannot become USER_PAUSED; it can become RUNNING or CANCELLED"
        );
        let ended = refused(Complete, Running, &[]);
        assert!(ended.message().ends_with("a job that has ended cannot be changed; create a new one"));
        assert_eq!(ended.get_error_details().error_info().unwrap().metadata["jobStatus"], "COMPLETE");
    }

    #[test]
    fn what_failed_inside_is_not_told_to_callers() {
        let status = Status::from(Error::store(std::io::Error::other("secret path")));
        assert_eq!(status.code(), Code::Internal);
        assert!(!status.message().contains("secret"), "{}", status.message());
        assert!(!String::from_utf8_lossy(status.details()).contains("secret"));
    }

    #[test]
    fn callers_words_are_cut_and_escaped() {
        assert_eq!(quoted("a\u{1b}[31m\n"), r#""a\u{1b}[31m\n""#);
        let long = quoted(&"x".repeat(1_000));
        assert_eq!(long.len(), 64 + 2 + 3);
        let status = Status::from(Error::JobNotFound("ä".repeat(100_000)));
        assert!(status.message().len() < 1_000 && status.details().len() < 1_000);
    }
}
