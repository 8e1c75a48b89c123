//! What went wrong with TLS, in words that help.

use std::error::Error as StdError;
use std::io;

use rustls::{AlertDescription, CertificateError, Error as TlsError, PeerIncompatible};

/// What went wrong with TLS and what to do, one sentence, if any cause of this error is one of TLS.
///
/// With TLS 1.3 a server refuses a client's certificate only after the client thinks that the handshake is done, so the reason
/// lies deep inside the error of the first request: pass the [`tonic::Status`] or transport error here.
pub fn explain(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = error.downcast_ref::<TlsError>() {
            return Some(sentence(tls));
        }
        if let Some(own) = error.downcast_ref::<super::Error>() {
            return Some(own.to_string());
        }
        // An I/O error shows only the source of what it wraps, not that itself.
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        // HTTP/2 keeps the text alone.
        if let Some(text) = wrapped.map(ToString::to_string).filter(|text| text.starts_with(super::HANDSHAKE_FAILED)) {
            return Some(text);
        }
        next = match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}

/// The same for the error of a handshake.
pub(super) fn explain_handshake(error: &io::Error) -> String {
    if let Some(sentence) = explain(error) {
        return sentence;
    }
    if error.kind() == io::ErrorKind::UnexpectedEof || error.kind() == io::ErrorKind::ConnectionReset {
        return "the other side closed the connection during the handshake: is it TLS that is spoken there?".to_owned();
    }
    error.to_string()
}

fn sentence(error: &TlsError) -> String {
    match error {
        TlsError::InvalidCertificate(certificate) => certificate_sentence(certificate),
        TlsError::NoCertificatesPresented => {
            "the other side showed no certificate, and both sides must: give it tls.cert and tls.key".to_owned()
        }
        TlsError::AlertReceived(alert) => alert_sentence(*alert),
        TlsError::PeerIncompatible(
            PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled
            | PeerIncompatible::Tls13RequiredForQuic
            | PeerIncompatible::SupportedVersionsExtensionRequired
            | PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => "no common version of TLS: raise the other side's, or set tls.min_version = \"1.2\" on both".to_owned(),
        TlsError::InvalidMessage(_) => {
            "what came is not TLS: is the port right, and is the other side without insecure_plaintext?".to_owned()
        }
        other => other.to_string(),
    }
}

fn certificate_sentence(error: &CertificateError) -> String {
    match error {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "the other side's certificate is not of the authority in tls.ca: use certificates of one \"magpie certs init\""
                .to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the other side's certificate has expired: issue a new one".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the other side's certificate is not valid yet: check the clocks of both machines".to_owned()
        }
        CertificateError::NotValidForName => {
            "the other side's certificate is for another name: connect by a name that it was made for".to_owned()
        }
        CertificateError::NotValidForNameContext { expected, presented } => format!(
            "the other side's certificate is for {}, not for {}: connect by a name that it was made for, or make one for this name",
            presented.join(", "),
            expected.to_str(),
        ),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "the other side's certificate is for another purpose: the coordinator needs its own, clients need theirs".to_owned()
        }
        other => format!("the other side's certificate cannot be used: {other}"),
    }
}

fn alert_sentence(alert: AlertDescription) -> String {
    let reason = match alert {
        AlertDescription::CertificateRequired | AlertDescription::NoCertificate => {
            "it wants a certificate: set tls.cert and tls.key"
        }
        AlertDescription::UnknownCA | AlertDescription::DecryptError => {
            "our certificate is not of the authority that it trusts: use certificates of one \"magpie certs init\""
        }
        AlertDescription::CertificateExpired => "our certificate has expired (or its clock is wrong): issue a new one",
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::AccessDenied => "it does not accept our certificate: use one made for this purpose",
        AlertDescription::ProtocolVersion => {
            "no common version of TLS: raise ours, or set tls.min_version = \"1.2\" on both"
        }
        AlertDescription::NoApplicationProtocol => "it does not speak gRPC (HTTP/2) there: is the port right?",
        other => return format!("the other side refused the connection ({other:?})"),
    };
    format!("the other side refused the connection: {reason}")
}
