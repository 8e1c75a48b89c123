//! Who somebody is, and what they may do.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest;
use magpie_proto::v1::permission::Value as Permission;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

/// What all identities begin with.
const SPIFFE: &str = "spiffe://magpie/";

/// What somebody is there for. It decides what they may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Takes leases and reports results. Cannot read anything, nor change jobs.
    Worker,
    /// Looks at jobs and findings.
    Reader,
    /// Does all that people do.
    Admin,
    /// Inside this process, or on this machine without TLS: may do everything. No certificate has it.
    Local,
}

impl Role {
    /// What it may do, besides what everybody may ([`Permission::Public`]).
    pub const fn permissions(self) -> &'static [Permission] {
        match self {
            Self::Worker => &[Permission::Work],
            Self::Reader => &[Permission::ReadJobs, Permission::ReadFindings],
            Self::Admin => &[Permission::ReadJobs, Permission::ReadFindings, Permission::WriteJobs],
            Self::Local => &[Permission::ReadJobs, Permission::ReadFindings, Permission::WriteJobs, Permission::Work],
        }
    }

    /// Whether it may do this. What was never declared, nobody may.
    pub fn allows(self, permission: Permission) -> bool {
        permission == Permission::Public || self.permissions().contains(&permission)
    }

    /// As it is written in certificates, logs and the audit.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Reader => "reader",
            Self::Admin => "admin",
            Self::Local => "local",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A word that is no role that a certificate can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no role: it must be worker, reader or admin")]
pub struct UnknownRole(String);

impl FromStr for Role {
    type Err = UnknownRole;

    /// Reads the roles that certificates can have.
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        match text {
            "worker" => Ok(Self::Worker),
            "reader" => Ok(Self::Reader),
            "admin" => Ok(Self::Admin),
            _ => Err(UnknownRole(text.to_owned())),
        }
    }
}

/// Who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// What they are there for.
    pub role: Role,
    /// Who, among those of the role. 1 to 128 characters of `A-Z a-z 0-9 . _ -`.
    pub name: String,
    /// SHA-256 of the certificate, hexadecimal. `None` for [`Role::Local`].
    pub fingerprint: Option<String>,
}

/// Why a certificate names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unidentified {
    /// It is no X.509.
    #[error("the certificate cannot be read")]
    Unreadable,
    /// It has no identity of ours.
    #[error("the certificate names no role: it needs the subject alternative name spiffe://magpie/<role>/<name>")]
    NoIdentity,
    /// It has more than one.
    #[error("the certificate names more than one role")]
    Ambiguous,
}

impl Identity {
    /// The one of whoever is inside this process or, without TLS, on this machine.
    pub fn local() -> Self {
        Self { role: Role::Local, name: "local".to_owned(), fingerprint: None }
    }

    /// Reads it from a certificate (DER) that has been verified already.
    ///
    /// # Errors
    ///
    /// If the certificate does not have exactly one identity.
    pub fn from_certificate(der: &[u8]) -> Result<Self, Unidentified> {
        let (_, certificate) = X509Certificate::from_der(der).map_err(|_| Unidentified::Unreadable)?;
        let names = certificate.subject_alternative_name().map_err(|_| Unidentified::Unreadable)?;
        let names = names.ok_or(Unidentified::NoIdentity)?;
        let mut identities = names.value.general_names.iter().filter_map(|name| match name {
            GeneralName::URI(uri) => uri.strip_prefix(SPIFFE),
            _ => None,
        });
        let identity = identities.next().ok_or(Unidentified::NoIdentity)?;
        if identities.next().is_some() {
            return Err(Unidentified::Ambiguous);
        }
        let (role, name) = identity.split_once('/').ok_or(Unidentified::NoIdentity)?;
        let role = role.parse().map_err(|_| Unidentified::NoIdentity)?;
        if !is_name(name) {
            return Err(Unidentified::NoIdentity);
        }
        let fingerprint = hex::encode(digest::digest(&digest::SHA256, der).as_ref());
        Ok(Self { role, name: name.to_owned(), fingerprint: Some(fingerprint) })
    }

    /// Whether they may do this.
    pub fn allows(&self, permission: Permission) -> bool {
        self.role.allows(permission)
    }
}

impl fmt::Display for Identity {
    /// `role/name`, for logs and the audit.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.role, self.name)
    }
}

/// The identity as a URI. `role` is also "coordinator" for the server's certificate, which is no client.
pub(super) fn uri(role: &str, name: &str) -> String {
    format!("{SPIFFE}{role}/{name}")
}

/// Whether this can be a name: it also becomes the name of a file.
pub(super) fn is_name(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && !text.starts_with('.')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

/// What [`is_name`] asks for.
pub(super) const NAME_RULE: &str = "it must have 1 to 128 characters of A-Z a-z 0-9 . _ - and not begin with a dot";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rcgen::{CertificateParams, KeyPair, SanType};

    use super::*;

    #[test]
    fn roles_may_do_what_they_are_there_for() {
        use Permission::{Public, ReadFindings, ReadJobs, Unspecified, Work, WriteJobs};
        for (role, expected) in [
            (Role::Worker, [false, true, false, false, false, true]),
            (Role::Reader, [false, true, true, true, false, false]),
            (Role::Admin, [false, true, true, true, true, false]),
            (Role::Local, [false, true, true, true, true, true]),
        ] {
            let allowed =
                [Unspecified, Public, ReadJobs, ReadFindings, WriteJobs, Work].map(|value| role.allows(value));
            assert_eq!(allowed, expected, "{role}");
        }
    }

    #[test]
    fn no_certificate_is_local() {
        assert!("local".parse::<Role>().is_err());
        assert!("coordinator".parse::<Role>().is_err());
        for role in [Role::Worker, Role::Reader, Role::Admin] {
            assert_eq!(role.as_str().parse::<Role>(), Ok(role));
        }
    }

    fn certificate(uris: &[&str]) -> Vec<u8> {
        let mut params = CertificateParams::new(vec!["host".to_owned()]).unwrap();
        for uri in uris {
            params.subject_alt_names.push(SanType::URI((*uri).try_into().unwrap()));
        }
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    #[test]
    fn identities_are_read_from_certificates() {
        let der = certificate(&["https://example.com/", "spiffe://magpie/reader/jo.doe-2"]);
        let identity = Identity::from_certificate(&der).unwrap();
        assert_eq!((identity.role, identity.name.as_str()), (Role::Reader, "jo.doe-2"));
        assert_eq!(identity.to_string(), "reader/jo.doe-2");
        assert_eq!(identity.fingerprint.unwrap().len(), 64);
    }

    #[test]
    fn certificates_without_one_clear_identity_are_refused() {
        for (uris, expected) in [
            (&[] as &[&str], Unidentified::NoIdentity),
            (&["spiffe://other/admin/x"], Unidentified::NoIdentity),
            (&["spiffe://magpie/admin"], Unidentified::NoIdentity),
            (&["spiffe://magpie/admin/"], Unidentified::NoIdentity),
            (&["spiffe://magpie/root/x"], Unidentified::NoIdentity),
            (&["spiffe://magpie/local/x"], Unidentified::NoIdentity),
            (&["spiffe://magpie/coordinator/x"], Unidentified::NoIdentity),
            (&["spiffe://magpie/admin/x/y"], Unidentified::NoIdentity),
            (&["spiffe://magpie/worker/x", "spiffe://magpie/admin/x"], Unidentified::Ambiguous),
        ] {
            assert_eq!(Identity::from_certificate(&certificate(uris)), Err(expected), "{uris:?}");
        }
        assert_eq!(Identity::from_certificate(b"garbage"), Err(Unidentified::Unreadable));
    }
}
