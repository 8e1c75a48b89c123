//! From the SDK's errors to ours.

use std::error::Error as StdError;
use std::io;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};

use crate::Error;

/// What was being done when an error came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    bucket: &'a str,
    /// The permission that it needs.
    action: &'a str,
    /// Whether it was about an object, so that a bare 404 means the object.
    of_object: bool,
}

impl<'a> Call<'a> {
    pub(super) fn object(bucket: &'a str, action: &'a str) -> Call<'a> {
        Call { bucket, action, of_object: true }
    }

    pub(super) fn bucket(bucket: &'a str, action: &'a str) -> Call<'a> {
        Call { bucket, action, of_object: false }
    }
}

/// What a server's refusal consists of.
#[derive(Debug, Clone, Copy, Default)]
struct Refusal<'a> {
    status: u16,
    code: &'a str,
    message: &'a str,
    /// The `x-amz-bucket-region` header.
    region: Option<&'a str>,
    /// The `content-range` header.
    content_range: Option<&'a str>,
}

pub(super) fn of<E>(error: &SdkError<E, HttpResponse>, call: &Call<'_>) -> Error
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    let bucket = call.bucket.to_owned();
    match error {
        SdkError::ServiceError(service) => {
            let raw = service.raw();
            of_refusal(
                &Refusal {
                    status: raw.status().as_u16(),
                    code: service.err().code().unwrap_or_default(),
                    message: service.err().message().unwrap_or_default(),
                    region: raw.headers().get("x-amz-bucket-region"),
                    content_range: raw.headers().get("content-range"),
                },
                call,
            )
        }
        SdkError::ResponseError(response) => match response.raw().status().as_u16() {
            // An error page that is not XML: a proxy's, or one that was cut.
            status if status >= 400 => of_refusal(&Refusal { status, ..Refusal::default() }, call),
            _ => Error::Unavailable { bucket, reason: "an answer that cannot be read".to_owned() },
        },
        SdkError::TimeoutError(_) => Error::Unavailable { bucket, reason: "no answer in time".to_owned() },
        SdkError::DispatchFailure(failure) => {
            if let Some(reason) = credentials_problem(error) {
                return Error::Credentials { reason };
            }
            if failure.is_timeout() {
                return Error::Unavailable { bucket, reason: "no answer in time".to_owned() };
            }
            Error::Unavailable { bucket, reason: connection_problem(error) }
        }
        SdkError::ConstructionFailure(_) => match credentials_problem(error) {
            Some(reason) => Error::Credentials { reason },
            None => Error::InvalidRequest { bucket, reason: "no request can be made of it".to_owned() },
        },
        _ => Error::Unavailable { bucket, reason: "an error of an unknown kind".to_owned() },
    }
}

fn of_refusal(refusal: &Refusal<'_>, call: &Call<'_>) -> Error {
    let bucket = call.bucket.to_owned();
    let denied = |action: &str| Error::AccessDenied { bucket: call.bucket.to_owned(), action: action.to_owned() };
    match refusal.code {
        "NoSuchBucket" => return Error::NoSuchBucket { bucket },
        "NoSuchKey" | "NoSuchVersion" => return Error::NoSuchKey { bucket },
        // A refusal on account of the KMS key has the code of any other; only its text names the permission.
        "AccessDenied" | "AllAccessDisabled" | "AccountProblem" => {
            return denied(if refusal.message.contains("kms:") {
                "kms:Decrypt and kms:GenerateDataKey"
            } else {
                call.action
            });
        }
        // KMS has bad moments of its own, which pass.
        code if code.starts_with("KMS.") && code.contains("Throttling") => return Error::Throttled { bucket },
        code if code.starts_with("KMS.")
            && ["Internal", "DependencyTimeout", "KeyUnavailable"].iter().any(|passing| code.contains(passing)) =>
        {
            return Error::Unavailable { bucket, reason: format!("{} {}", refusal.status, word(code)) };
        }
        code if code.starts_with("KMS.") => {
            return Error::KmsKeyUnavailable { bucket, code: word(code) };
        }
        "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "ExpiredToken"
        | "InvalidToken"
        | "TokenRefreshRequired"
        | "RequestTimeTooSkewed"
        | "InvalidSecurity"
        | "UnauthorizedAccess" => {
            return Error::Credentials { reason: word(refusal.code) };
        }
        "PermanentRedirect"
        | "Redirect"
        | "TemporaryRedirect"
        | "IllegalLocationConstraintException"
        | "AuthorizationHeaderMalformed" => {
            let region = refusal.region.map(str::to_owned).or_else(|| expected_region(refusal.message));
            return Error::WrongRegion { bucket, region };
        }
        "PreconditionFailed" | "ConditionalRequestConflict" => return Error::Changed { bucket },
        "InvalidObjectState" => return Error::InvalidObjectState { bucket },
        "InvalidRange" => {
            let size = refusal.content_range.and_then(|range| range.rsplit('/').next()?.parse().ok());
            return Error::InvalidRange { bucket, size };
        }
        "InvalidRequest" | "InvalidEncryptionAlgorithmError" | "ServerSideEncryptionConfigurationNotFoundError"
            if is_about_customer_key(refusal.message) =>
        {
            return Error::SseCustomerKey { bucket };
        }
        "SlowDown"
        | "Throttling"
        | "ThrottlingException"
        | "RequestLimitExceeded"
        | "BandwidthLimitExceeded"
        | "TooManyRequests"
        | "TooManyRequestsException"
        | "RequestThrottled" => return Error::Throttled { bucket },
        "NotImplemented" | "MethodNotAllowed" | "UnsupportedOperation" => {
            return Error::NotSupported { bucket, operation: call.action.to_owned() };
        }
        "RequestTimeout"
        | "RequestTimeoutException"
        | "InternalError"
        | "ServiceUnavailable"
        | "BusyException"
        | "OperationAborted" => {
            return Error::Unavailable { bucket, reason: format!("{} {}", refusal.status, word(refusal.code)) };
        }
        _ => {}
    }
    match refusal.status {
        301 | 307 | 308 => Error::WrongRegion { bucket, region: refusal.region.map(str::to_owned) },
        401 | 403 => denied(call.action),
        404 if call.of_object => Error::NoSuchKey { bucket },
        404 => Error::NoSuchBucket { bucket },
        405 | 501 => Error::NotSupported { bucket, operation: call.action.to_owned() },
        408 => Error::Unavailable { bucket, reason: "408".to_owned() },
        409 | 412 => Error::Changed { bucket },
        416 => Error::InvalidRange { bucket, size: None },
        429 => Error::Throttled { bucket },
        status if status >= 500 => {
            Error::Unavailable { bucket, reason: format!("{status} {}", word(refusal.code)).trim_end().to_owned() }
        }
        status => {
            Error::InvalidRequest { bucket, reason: format!("{status} {}", word(refusal.code)).trim_end().to_owned() }
        }
    }
}

/// S3 answers the reading of an SSE-C object without its key with a general code; only the text tells.
fn is_about_customer_key(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.contains("server side encryption")
        || message.contains("server-side encryption")
        || message.contains("sse-c")
}

/// From texts like "the region 'us-east-1' is wrong; expecting 'eu-west-1'".
fn expected_region(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("expecting '")?;
    let (region, _) = rest.split_once('\'')?;
    let plain = !region.is_empty() && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    plain.then(|| region.to_owned())
}

/// A code from outside, cut to what codes are made of, so that nothing else gets into messages.
fn word(code: &str) -> String {
    code.chars()
        .filter(|character| character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-'))
        .take(64)
        .collect()
}

fn credentials_problem(error: &(dyn StdError + 'static)) -> Option<String> {
    let found = chain(error).find_map(|source| source.downcast_ref::<CredentialsError>())?;
    let reason = match found {
        CredentialsError::CredentialsNotLoaded(_) => "none were found in the environment, the profile or the machine",
        CredentialsError::ProviderTimedOut(_) => "their provider did not answer in time",
        CredentialsError::InvalidConfiguration(_) => "their configuration is not valid",
        CredentialsError::ProviderError(_) => "their provider failed",
        _ => "they could not be loaded",
    };
    Some(reason.to_owned())
}

/// The innermost input or output error names what happened; the layers around it only say that something did.
fn connection_problem(error: &(dyn StdError + 'static)) -> String {
    let kind = chain(error).filter_map(|source| source.downcast_ref::<io::Error>()).map(io::Error::kind).last();
    match kind {
        Some(io::ErrorKind::Other) | None => "no connection".to_owned(),
        Some(kind) => kind.to_string(),
    }
}

fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'a (dyn StdError + 'static) = *error;
        error.source()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals() {
        let bucket = || "b".to_owned();
        let denied = |action: &str| Error::AccessDenied { bucket: bucket(), action: action.into() };
        let cases = [
            (404, "NoSuchBucket", "", Error::NoSuchBucket { bucket: bucket() }),
            (404, "NoSuchKey", "", Error::NoSuchKey { bucket: bucket() }),
            (404, "", "", Error::NoSuchKey { bucket: bucket() }),
            (403, "AccessDenied", "", denied("s3:GetObject")),
            (403, "", "", denied("s3:GetObject")),
            (
                403,
                "AccessDenied",
                "User is not authorized to perform: kms:Decrypt on the resource",
                denied("kms:Decrypt and kms:GenerateDataKey"),
            ),
            (
                400,
                "KMS.DisabledException",
                "",
                Error::KmsKeyUnavailable { bucket: bucket(), code: "KMS.DisabledException".into() },
            ),
            (
                400,
                "KMS.NotFoundException",
                "",
                Error::KmsKeyUnavailable { bucket: bucket(), code: "KMS.NotFoundException".into() },
            ),
            (
                400,
                "KMS.KMSInvalidStateException",
                "the key is pending deletion",
                Error::KmsKeyUnavailable { bucket: bucket(), code: "KMS.KMSInvalidStateException".into() },
            ),
            (400, "KMS.ThrottlingException", "", Error::Throttled { bucket: bucket() }),
            (
                500,
                "KMS.InternalException",
                "",
                Error::Unavailable { bucket: bucket(), reason: "500 KMS.InternalException".into() },
            ),
            (
                500,
                "KMS.KeyUnavailableException",
                "",
                Error::Unavailable { bucket: bucket(), reason: "500 KMS.KeyUnavailableException".into() },
            ),
            (412, "PreconditionFailed", "", Error::Changed { bucket: bucket() }),
            (412, "", "", Error::Changed { bucket: bucket() }),
            (403, "InvalidObjectState", "", Error::InvalidObjectState { bucket: bucket() }),
            (
                400,
                "InvalidRequest",
                "The object was stored using a form of Server Side Encryption. The correct parameters must be provided",
                Error::SseCustomerKey { bucket: bucket() },
            ),
            (
                400,
                "InvalidRequest",
                "else",
                Error::InvalidRequest { bucket: bucket(), reason: "400 InvalidRequest".into() },
            ),
            (301, "PermanentRedirect", "", Error::WrongRegion { bucket: bucket(), region: None }),
            (
                400,
                "AuthorizationHeaderMalformed",
                "the region 'us-east-1' is wrong; expecting 'eu-west-1'",
                Error::WrongRegion { bucket: bucket(), region: Some("eu-west-1".into()) },
            ),
            (403, "InvalidAccessKeyId", "", Error::Credentials { reason: "InvalidAccessKeyId".into() }),
            (403, "SignatureDoesNotMatch", "", Error::Credentials { reason: "SignatureDoesNotMatch".into() }),
            (503, "SlowDown", "", Error::Throttled { bucket: bucket() }),
            (429, "", "", Error::Throttled { bucket: bucket() }),
            (503, "", "", Error::Unavailable { bucket: bucket(), reason: "503".into() }),
            (500, "InternalError", "", Error::Unavailable { bucket: bucket(), reason: "500 InternalError".into() }),
            (501, "NotImplemented", "", Error::NotSupported { bucket: bucket(), operation: "s3:GetObject".into() }),
            (
                400,
                "Odd <b>\n4111 1111",
                "",
                Error::InvalidRequest { bucket: bucket(), reason: "400 Oddb41111111".into() },
            ),
        ];
        for (status, code, message, expected) in cases {
            let refusal = Refusal { status, code, message, ..Refusal::default() };
            assert_eq!(of_refusal(&refusal, &Call::object("b", "s3:GetObject")), expected, "{status} {code}");
        }
    }

    #[test]
    fn headers_count() {
        let call = Call::bucket("b", "s3:ListBucket");
        let refusal = Refusal { status: 301, region: Some("eu-west-1"), ..Refusal::default() };
        assert_eq!(
            of_refusal(&refusal, &call),
            Error::WrongRegion { bucket: "b".into(), region: Some("eu-west-1".into()) }
        );
        let refusal =
            Refusal { status: 416, code: "InvalidRange", content_range: Some("bytes */17"), ..Refusal::default() };
        assert_eq!(of_refusal(&refusal, &call), Error::InvalidRange { bucket: "b".into(), size: Some(17) });
        let refusal = Refusal { status: 404, ..Refusal::default() };
        assert_eq!(of_refusal(&refusal, &call), Error::NoSuchBucket { bucket: "b".into() });
    }
}
