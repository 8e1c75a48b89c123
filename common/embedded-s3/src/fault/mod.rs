//! Faults to order: what the server shall do wrong, to whom, and when.
//!
//! ```
//! use magpie_embedded_s3::{Fault, FaultKind, Operation};
//!
//! // The second range of every log file breaks off after 1,000 bytes, once.
//! let cut = Fault::new(FaultKind::TruncatedBody { after: 1_000 })
//!     .on(Operation::GetObject).key("logs/*").per_key().nth(2).times(1);
//! // One in ten calls is told to slow down.
//! let slow = Fault::new(FaultKind::SlowDown).probability(0.1, 42);
//! # let _ = (cut, slow);
//! ```

mod rules;

use std::time::Duration;

pub(crate) use rules::Due;
pub use rules::{FaultId, Faults};

use crate::request::Operation;

/// One thing that the server shall do wrong. What is not narrowed down applies to every request, every time.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Only for this operation.
    pub operation: Option<Operation>,
    /// Only for this bucket.
    pub bucket: Option<String>,
    /// Only for keys of this form: `*` stands for any text, `?` for any character.
    pub key: Option<String>,
    /// From which of the matching requests on; 1 is the first.
    pub nth: u64,
    /// How often at most.
    pub times: Option<u64>,
    /// Whether `nth` and `times` count for each key (or, without a key, each bucket) of its own.
    pub per_key: bool,
    /// In which share of the cases, 0 to 1. The same requests of a key are hit in every run with the same seed, in whatever
    /// order the keys come.
    pub probability: f64,
    /// What the choice of `probability` depends on.
    pub seed: u64,
    /// What happens.
    pub kind: FaultKind,
}

/// What the server does wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// The request waits before it is looked at.
    Latency(Duration),
    /// The body of the answer comes at this many bytes a second.
    Bandwidth {
        /// At least 1.
        bytes_per_second: u64,
    },
    /// 503 SlowDown.
    SlowDown,
    /// 500 InternalError.
    InternalError,
    /// 403 AccessDenied.
    AccessDenied,
    /// Any other refusal.
    Refuse {
        /// The status of HTTP, 400 to 599.
        status: u16,
        /// The code of S3, such as KMS.DisabledException.
        code: String,
        /// The text for people.
        message: String,
    },
    /// The connection is reset before an answer.
    Reset,
    /// The connection is reset in the middle of the body.
    ResetBody {
        /// Bytes of the body that come at most; always fewer than all.
        after: u64,
    },
    /// The connection closes in the middle of the body, whose Content-Length said more.
    TruncatedBody {
        /// Bytes of the body that come at most; always fewer than all.
        after: u64,
    },
    /// The body is shorter than the range or object, and Content-Length agrees with it.
    ShortBody {
        /// Bytes that are missing at the end.
        missing: u64,
    },
    /// Nothing ever comes.
    Hang,
    /// Nothing comes any more in the middle of the body, and the connection stays open.
    HangBody {
        /// Bytes of the body that come at most; always fewer than all.
        after: u64,
    },
    /// Another writer replaces the object, before the request is looked at: same bytes, other entity tag.
    Changed,
    /// Another user deletes the object, before the request is looked at.
    Deleted,
    /// A page without keys, but with a continuation that leads on. Listings only.
    EmptyPage,
    /// The page before once more, with the continuation that it had. Listings from the second page on only.
    RepeatedPage,
}

impl FaultKind {
    /// A word for this kind, for counters.
    pub fn name(&self) -> &'static str {
        match self {
            FaultKind::Latency(_) => "latency",
            FaultKind::Bandwidth { .. } => "bandwidth",
            FaultKind::SlowDown => "slow_down",
            FaultKind::InternalError => "internal_error",
            FaultKind::AccessDenied => "access_denied",
            FaultKind::Refuse { .. } => "refuse",
            FaultKind::Reset => "reset",
            FaultKind::ResetBody { .. } => "reset_body",
            FaultKind::TruncatedBody { .. } => "truncated_body",
            FaultKind::ShortBody { .. } => "short_body",
            FaultKind::Hang => "hang",
            FaultKind::HangBody { .. } => "hang_body",
            FaultKind::Changed => "changed",
            FaultKind::Deleted => "deleted",
            FaultKind::EmptyPage => "empty_page",
            FaultKind::RepeatedPage => "repeated_page",
        }
    }
}

impl Fault {
    /// Happens to every request.
    pub fn new(kind: FaultKind) -> Fault {
        Fault {
            operation: None,
            bucket: None,
            key: None,
            nth: 1,
            times: None,
            per_key: false,
            probability: 1.0,
            seed: 0,
            kind,
        }
    }

    /// Only for this operation.
    #[must_use]
    pub fn on(mut self, operation: Operation) -> Fault {
        self.operation = Some(operation);
        self
    }

    /// Only for this bucket.
    #[must_use]
    pub fn bucket(mut self, bucket: &str) -> Fault {
        self.bucket = Some(bucket.to_owned());
        self
    }

    /// Only for keys of this form: `*` stands for any text, `?` for any character.
    #[must_use]
    pub fn key(mut self, pattern: &str) -> Fault {
        self.key = Some(pattern.to_owned());
        self
    }

    /// Only from the nth matching request on; 1 is the first.
    #[must_use]
    pub fn nth(mut self, nth: u64) -> Fault {
        self.nth = nth;
        self
    }

    /// At most this often.
    #[must_use]
    pub fn times(mut self, times: u64) -> Fault {
        self.times = Some(times);
        self
    }

    /// Counts `nth` and `times` for each key of its own.
    #[must_use]
    pub fn per_key(mut self) -> Fault {
        self.per_key = true;
        self
    }

    /// Only in this share of the cases, chosen by the seed.
    #[must_use]
    pub fn probability(mut self, probability: f64, seed: u64) -> Fault {
        self.probability = probability;
        self.seed = seed;
        self
    }
}
