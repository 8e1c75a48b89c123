//! Making certificates: an authority of one's own, and a certificate for each process and person.
//!
//! All keys are ECDSA on P-256. Files are PEM, readable by their owner alone, and never overwritten.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SanType,
};

use super::identity::{NAME_RULE, is_name, uri};
use super::{Error, Role};
use crate::Sensitive;
use crate::clock::Clock;
use crate::ids;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// How long an authority is valid: ten years.
pub const AUTHORITY_VALIDITY: Duration = DAY.saturating_mul(3650);

/// How long a certificate is valid if nothing else is said: a year and a month, so that a yearly renewal has time.
pub const CERTIFICATE_VALIDITY: Duration = DAY.saturating_mul(397);

/// Certificates are valid from an hour ago, because the clocks of other machines are not ours.
const CLOCK_SKEW: Duration = Duration::from_secs(3600);

/// The file of the authority's certificate in its folder. Every process needs it as `tls.ca`.
pub const AUTHORITY_FILE: &str = "ca.pem";

/// The file of the authority's key in its folder. Who has it can be anybody: keep it away from where the others are used.
pub const AUTHORITY_KEY_FILE: &str = "ca-key.pem";

/// The files of a certificate that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The certificate, for `tls.cert`.
    pub cert: PathBuf,
    /// Its private key, for `tls.key`.
    pub key: PathBuf,
}

impl Issued {
    fn named(folder: &Path, name: &str) -> Self {
        Self { cert: folder.join(format!("{name}.pem")), key: folder.join(format!("{name}-key.pem")) }
    }
}

/// Everything that a new installation needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// The authority's certificate, for `tls.ca` everywhere.
    pub ca: PathBuf,
    /// The coordinator's.
    pub coordinator: Issued,
    /// For all workers.
    pub worker: Issued,
    /// For an administrator.
    pub admin: Issued,
    /// For somebody who may only look.
    pub reader: Issued,
}

/// Makes an authority in `folder`, and with it certificates for a coordinator that is reached by `coordinator_names` (DNS names and IP addresses),
/// for its workers, for an administrator and for a reader.
///
/// # Errors
///
/// If a name cannot be used, if any of the files exists already (then none is made), or if they cannot be written.
pub fn init(folder: &Path, coordinator_names: &[String], clock: &dyn Clock) -> Result<Installation, Error> {
    check_server_names(coordinator_names)?;
    for name in ["ca", "coordinator", "worker", "admin", "reader"] {
        refuse_existing(&Issued::named(folder, name))?;
    }
    let authority = Authority::create(folder, clock)?;
    Ok(Installation {
        ca: folder.join(AUTHORITY_FILE),
        coordinator: authority.issue_coordinator("coordinator", coordinator_names, CERTIFICATE_VALIDITY, clock)?,
        worker: authority.issue(Role::Worker, "worker", CERTIFICATE_VALIDITY, clock)?,
        admin: authority.issue(Role::Admin, "admin", CERTIFICATE_VALIDITY, clock)?,
        reader: authority.issue(Role::Reader, "reader", CERTIFICATE_VALIDITY, clock)?,
    })
}

/// Something that can sign certificates: the files [`AUTHORITY_FILE`] and [`AUTHORITY_KEY_FILE`] of a folder.
#[derive(Debug)]
pub struct Authority {
    folder: PathBuf,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// Makes a new authority in `folder`, which is made too, for its owner alone, if it is missing.
    ///
    /// # Errors
    ///
    /// If it exists already, or cannot be written, or others can write into the folder.
    pub fn create(folder: &Path, clock: &dyn Clock) -> Result<Self, Error> {
        prepare(folder)?;
        let files = Issued::named(folder, "ca");
        refuse_existing(&files)?;
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut params = params("Magpie certificate authority", AUTHORITY_VALIDITY, clock);
        // Two authorities of the same name would be told apart by their signatures alone, and mixing them up hard to explain.
        params.distinguished_name.push(DnType::OrganizationalUnitName, &ids::session_id()[..8]);
        // It signs certificates, not authorities.
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = params.self_signed(&key)?;
        write(&files, &certificate.pem(), &Sensitive::new(key.serialize_pem()))?;
        Ok(Self { folder: folder.to_owned(), issuer: Issuer::new(params, key) })
    }

    /// Opens the authority in `folder`, to make more certificates.
    ///
    /// # Errors
    ///
    /// If there is none, or it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let unusable = |problem: String| Error::Authority { path: folder.to_owned(), problem };
        let read = |name: &str| {
            std::fs::read_to_string(folder.join(name))
                .map_err(|error| unusable(format!("{name} cannot be read: {error}")))
        };
        let certificate = read(AUTHORITY_FILE)?;
        let key = Sensitive::new(read(AUTHORITY_KEY_FILE)?);
        let key = KeyPair::from_pem(key.expose_sensitive())
            .map_err(|error| unusable(format!("{AUTHORITY_KEY_FILE} has no key: {error}")))?;
        let issuer = Issuer::from_ca_cert_pem(&certificate, key)
            .map_err(|error| unusable(format!("{AUTHORITY_FILE} has no certificate: {error}")))?;
        Ok(Self { folder: folder.to_owned(), issuer })
    }

    /// Makes a coordinator's certificate. `names` are the DNS names and IP addresses that it is reached by; `name` becomes the name of
    /// the files. It cannot be used by clients.
    ///
    /// # Errors
    ///
    /// If a name cannot be used, or a file exists already or cannot be written.
    pub fn issue_coordinator(
        &self,
        name: &str,
        names: &[String],
        validity: Duration,
        clock: &dyn Clock,
    ) -> Result<Issued, Error> {
        let mut alternatives = check_server_names(names)?;
        alternatives.push(identity("coordinator", name)?);
        self.sign(name, alternatives, ExtendedKeyUsagePurpose::ServerAuth, validity, clock)
    }

    /// Makes a client's certificate. `name` says who it is, and becomes the name of the files. It cannot be used by a server.
    ///
    /// # Errors
    ///
    /// If the name cannot be used, or the role is [`Role::Local`], or a file exists already or cannot be written.
    pub fn issue(&self, role: Role, name: &str, validity: Duration, clock: &dyn Clock) -> Result<Issued, Error> {
        if role == Role::Local {
            return Err(Error::Name {
                name: role.to_string(),
                what: "role of a certificate",
                rule: "it must be worker, reader or admin",
            });
        }
        let alternatives = vec![identity(role.as_str(), name)?];
        self.sign(name, alternatives, ExtendedKeyUsagePurpose::ClientAuth, validity, clock)
    }

    fn sign(
        &self,
        name: &str,
        alternatives: Vec<SanType>,
        purpose: ExtendedKeyUsagePurpose,
        validity: Duration,
        clock: &dyn Clock,
    ) -> Result<Issued, Error> {
        let files = Issued::named(&self.folder, name);
        refuse_existing(&files)?;
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut params = params(name, validity, clock);
        params.subject_alt_names = alternatives;
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![purpose];
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(&key, &self.issuer)?;
        write(&files, &certificate.pem(), &Sensitive::new(key.serialize_pem()))?;
        Ok(files)
    }
}

fn params(common_name: &str, validity: Duration, clock: &dyn Clock) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "Magpie");
    // X.520 allows 64 characters there; the whole name is in the alternative names.
    params.distinguished_name.push(DnType::CommonName, common_name.chars().take(64).collect::<String>());
    let now = clock.wall().duration_since(UNIX_EPOCH).unwrap_or_default();
    // Certificates count in seconds.
    let from = Duration::from_secs(now.saturating_sub(CLOCK_SKEW).as_secs());
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    params.not_before = epoch + from;
    params.not_after = epoch + Duration::from_secs(now.as_secs()) + validity.min(AUTHORITY_VALIDITY);
    params
}

fn identity(role: &str, name: &str) -> Result<SanType, Error> {
    let refused = || Error::Name { name: name.to_owned(), what: "name of a certificate", rule: NAME_RULE };
    if !is_name(name) {
        return Err(refused());
    }
    Ok(SanType::URI(uri(role, name).try_into().map_err(|_| refused())?))
}

fn check_server_names(names: &[String]) -> Result<Vec<SanType>, Error> {
    let refused = |name: &str| Error::Name {
        name: name.to_owned(),
        what: "name of a coordinator",
        rule: "give at least one DNS name or IP address by which it is reached",
    };
    if names.is_empty() {
        return Err(refused(""));
    }
    names
        .iter()
        .map(|name| {
            if let Ok(address) = name.parse::<IpAddr>() {
                return Ok(SanType::IpAddress(address));
            }
            let dns = rustls_pki_types::DnsName::try_from(name.as_str()).map_err(|_| refused(name))?;
            Ok(SanType::DnsName(dns.as_ref().to_owned().try_into().map_err(|_| refused(name))?))
        })
        .collect()
}

/// Makes the folder for its owner alone; one that is there already must be nobody else's to write into.
fn prepare(folder: &Path) -> Result<(), Error> {
    let failed = |source| Error::Write { path: folder.to_owned(), source };
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    let mode = std::fs::metadata(folder).map_err(failed)?.mode();
    if mode & 0o022 != 0 {
        return Err(Error::OpenFolder { path: folder.to_owned() });
    }
    Ok(())
}

fn refuse_existing(files: &Issued) -> Result<(), Error> {
    // A dangling link counts: writing would follow it.
    match [&files.cert, &files.key].into_iter().find(|path| path.symlink_metadata().is_ok()) {
        Some(path) => Err(Error::Exists { path: path.clone() }),
        None => Ok(()),
    }
}

/// The key first: a certificate whose key could not be written would be of no use.
fn write(files: &Issued, certificate: &str, key: &Sensitive<String>) -> Result<(), Error> {
    write_new(&files.key, key.expose_sensitive())?;
    write_new(&files.cert, certificate)
}

fn write_new(path: &Path, content: &str) -> Result<(), Error> {
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AlreadyExists => Error::Exists { path: path.to_owned() },
        _ => Error::Write { path: path.to_owned(), source },
    };
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    file.write_all(content.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}
