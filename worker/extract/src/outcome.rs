//! What became of a file: the status codes and reasons of Amazon Macie, and three of our own.

/// Whether a file was analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// All of it.
    Complete,
    /// Some of it; [`FileOutcome::reason`] says why not all.
    Partial,
    /// Nothing of it; [`FileOutcome::reason`] says why.
    Skipped,
}

impl Status {
    /// The name that Macie's results use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Complete => "COMPLETE",
            Status::Partial => "PARTIAL",
            Status::Skipped => "SKIPPED",
        }
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// Why a file was not, or not wholly, analysed.
        ///
        /// All codes of Macie's `classificationDetails.result.status.reason`, and at the end three that Macie does
        /// not have. Extraction itself gives only some of them; the others come from whoever reads the object.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Reason] = &[$(Reason::$name),*];

            /// The code as it is written in results.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Reason::$name => $code,)* }
            }
        }
    };
}

reasons! {
    /// Some or no files of the archive were analysed.
    ArchiveContainsUnprocessedFiles = "ARCHIVE_CONTAINS_UNPROCESSED_FILES",
    /// The archive is larger than the quota of its kind.
    ArchiveExceedsSizeLimit = "ARCHIVE_EXCEEDS_SIZE_LIMIT",
    /// Archives are nested too deep.
    ArchiveNestingLevelOverLimit = "ARCHIVE_NESTING_LEVEL_OVER_LIMIT",
    /// The archive expands to more bytes than the quota.
    ArchiveTotalBytesExtractedOverLimit = "ARCHIVE_TOTAL_BYTES_EXTRACTED_OVER_LIMIT",
    /// The archive holds more files than the quota.
    ArchiveTotalDocumentsProcessedOverLimit = "ARCHIVE_TOTAL_DOCUMENTS_PROCESSED_OVER_LIMIT",
    /// The file is larger than the quota of its kind.
    FileExceedsSizeLimit = "FILE_EXCEEDS_SIZE_LIMIT",
    /// The object is encrypted on the server's side with a key that may not be used (SSE-C).
    InvalidEncryption = "INVALID_ENCRYPTION",
    /// The KMS key is disabled or being deleted.
    InvalidKmsKey = "INVALID_KMS_KEY",
    /// The storage class is not supported.
    InvalidObjectState = "INVALID_OBJECT_STATE",
    /// JSON is nested deeper than the quota.
    JsonNestingLevelOverLimit = "JSON_NESTING_LEVEL_OVER_LIMIT",
    /// The file is corrupt: detection of its type or extraction failed.
    MalformedFile = "MALFORMED_FILE",
    /// An Office file is corrupt or too big.
    MalformedOrFileSizeExceedsLimit = "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT",
    /// The bucket was deleted meanwhile.
    NoSuchBucketAvailable = "NO_SUCH_BUCKET_AVAILABLE",
    /// The object changed during the analysis.
    ObjectVersionMismatch = "OBJECT_VERSION_MISMATCH",
    /// An Office file's compression ratio is over the quota.
    OoxmlUncompressedRatioExceedsLimit = "OOXML_UNCOMPRESSED_RATIO_EXCEEDS_LIMIT",
    /// An Office file expands beyond the quota.
    OoxmlUncompressedSizeExceedsLimit = "OOXML_UNCOMPRESSED_SIZE_EXCEEDS_LIMIT",
    /// The permissions forbid reading the object.
    PermissionDenied = "PERMISSION_DENIED",
    /// The object was deleted meanwhile.
    SourceObjectNoLongerAvailable = "SOURCE_OBJECT_NO_LONGER_AVAILABLE",
    /// The file took longer than the time allowed.
    TimeCutOffReached = "TIME_CUT_OFF_REACHED",
    /// Structured data could not be parsed.
    UnableToParseFile = "UNABLE_TO_PARSE_FILE",
    /// The format is not supported.
    UnsupportedFileType = "UNSUPPORTED_FILE_TYPE_EXCEPTION",
    /// Own reason: the object brought workers down repeatedly and was set aside.
    ObjectQuarantined = "OBJECT_QUARANTINED",
    /// Own reason: the storage could not deliver the bytes, in spite of retries.
    SourceUnavailable = "SOURCE_UNAVAILABLE",
    /// Own reason: the analysis was cancelled.
    Stopped = "STOPPED",
}

/// Why a [`Visitor`](crate::Visitor) wants no more of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StopReason {
    /// The job was cancelled, or the worker is stopping.
    Cancelled,
    /// The time allowed for the file is used up.
    TimeCutOff,
}

impl StopReason {
    /// The reason that the outcome of the file carries.
    #[must_use]
    pub fn reason(self) -> Reason {
        match self {
            StopReason::Cancelled => Reason::Stopped,
            StopReason::TimeCutOff => Reason::TimeCutOffReached,
        }
    }
}

/// What became of one file: an object, or a member of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOutcome {
    /// Whether it was analysed.
    pub status: Status,
    /// Why not, or not wholly. Always set if the status is not [`Status::Complete`].
    pub reason: Option<Reason>,
    /// What exactly happened, for a person, in a short sentence. Never holds content of the file. May be set for a
    /// complete file too, for example when structured data were malformed and were analysed as text.
    pub detail: Option<String>,
    /// The type by content.
    pub mime_type: String,
    /// The type that the name's extension promises, if it differs.
    pub extension_mime_type: Option<String>,
    /// The character encoding of a text (a name of the WHATWG Encoding Standard, such as `UTF-8` or `Shift_JIS`).
    pub encoding: Option<&'static str>,
    /// How many bytes were analysed, after decompression and before transcoding. For an archive the sum of its
    /// members.
    pub bytes: u64,
    /// How often a parser panicked in this file or in a file inside it. Each is a defect of the program; the file is
    /// reported as malformed.
    pub parser_panics: u32,
}

impl FileOutcome {
    /// A file of which nothing was analysed.
    pub(crate) fn skipped(reason: Reason, mime_type: impl Into<String>) -> Self {
        FileOutcome {
            status: Status::Skipped,
            reason: Some(reason),
            detail: None,
            mime_type: mime_type.into(),
            extension_mime_type: None,
            encoding: None,
            bytes: 0,
            parser_panics: 0,
        }
    }

    /// A file that was analysed, all of it so far.
    pub(crate) fn complete(mime_type: impl Into<String>) -> Self {
        FileOutcome {
            status: Status::Complete,
            reason: None,
            detail: None,
            mime_type: mime_type.into(),
            extension_mime_type: None,
            encoding: None,
            bytes: 0,
            parser_panics: 0,
        }
    }

    /// Lowers the status for `reason`: partial if anything was analysed, else skipped. The first reason stays.
    pub(crate) fn cut_short(&mut self, reason: Reason) {
        self.status = if self.bytes > 0 { Status::Partial } else { Status::Skipped };
        if self.reason.is_none() {
            self.reason = Some(reason);
        }
    }

    pub(crate) fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_are_distinct() {
        let codes: HashSet<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(codes.len(), Reason::ALL.len());
        assert_eq!(Reason::ALL.len(), 24);
    }
}
