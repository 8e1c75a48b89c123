//! Certificates and keys from files, and what rustls makes of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion, version};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::Error;
use crate::Sensitive;
use crate::clock::Clock;
use crate::config;

/// What gRPC speaks (RFC 9113, 3.2).
const ALPN: &[u8] = b"h2";

/// What `[tls]` names, read and looked at.
#[derive(Debug)]
pub struct Credentials {
    roots: Arc<RootCertStore>,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    min_version: config::TlsVersion,
}

impl Credentials {
    /// Reads the files that `[tls]` names.
    ///
    /// # Errors
    ///
    /// If a setting or file is missing, or holds no PEM of its kind, or a certificate is not valid at the clock's time of day.
    pub fn load(tls: &config::Tls, clock: &dyn Clock) -> Result<Self, Error> {
        let (ca_path, ca) = read("ca", tls.ca.as_deref())?;
        let mut roots = RootCertStore::empty();
        for certificate in certificates("ca", ca_path, &ca)? {
            check_validity("ca", ca_path, &certificate, clock)?;
            roots.add(certificate).map_err(|error| Error::Content {
                setting: "ca",
                path: ca_path.to_owned(),
                problem: format!("has a certificate that cannot be trusted: {error}"),
            })?;
        }
        let (cert_path, cert) = read("cert", tls.cert.as_deref())?;
        let chain = certificates("cert", cert_path, &cert)?;
        if let Some(own) = chain.first() {
            check_validity("cert", cert_path, own, clock)?;
        }
        let (key_path, key) = read("key", tls.key.as_deref())?;
        let key = PrivateKeyDer::from_pem_slice(key.expose_sensitive()).map_err(|_| Error::Content {
            setting: "key",
            path: key_path.to_owned(),
            problem: "has no private key in PEM form (BEGIN PRIVATE KEY) in it".to_owned(),
        })?;
        Ok(Self { roots: Arc::new(roots), chain, key, min_version: tls.min_version })
    }

    fn versions(&self) -> Vec<&'static SupportedProtocolVersion> {
        match self.min_version {
            config::TlsVersion::V1_2 => vec![&version::TLS13, &version::TLS12],
            config::TlsVersion::V1_3 => vec![&version::TLS13],
        }
    }
}

fn read<'a>(setting: &'static str, path: Option<&'a Path>) -> Result<(&'a Path, Sensitive<Vec<u8>>), Error> {
    let path = path.ok_or(Error::NotSet { setting })?;
    let content = std::fs::read(path).map_err(|source| Error::Read { setting, path: path.to_owned(), source })?;
    Ok((path, Sensitive::new(content)))
}

fn certificates(
    setting: &'static str,
    path: &Path,
    pem: &Sensitive<Vec<u8>>,
) -> Result<Vec<CertificateDer<'static>>, Error> {
    let refused = || Error::Content {
        setting,
        path: path.to_owned(),
        problem: "has no certificate in PEM form (BEGIN CERTIFICATE) in it".to_owned(),
    };
    let certificates: Vec<_> =
        CertificateDer::pem_slice_iter(pem.expose_sensitive()).collect::<Result<_, _>>().map_err(|_| refused())?;
    if certificates.is_empty() { Err(refused()) } else { Ok(certificates) }
}

/// A certificate that is not valid now would be refused by the other side; here the message can name the file.
fn check_validity(
    setting: &'static str,
    path: &Path,
    certificate: &CertificateDer<'_>,
    clock: &dyn Clock,
) -> Result<(), Error> {
    let content = |problem: String| Error::Content { setting, path: PathBuf::from(path), problem };
    let (_, parsed) = X509Certificate::from_der(certificate)
        .map_err(|_| content("has a certificate that cannot be read".to_owned()))?;
    let now = clock.wall().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let validity = parsed.validity();
    if now > validity.not_after.timestamp() {
        return Err(content(format!(
            "expired on {}: issue a new certificate (\"magpie certs issue\", or \"magpie certs init\" in a new folder)",
            validity.not_after
        )));
    }
    if now < validity.not_before.timestamp() {
        return Err(content(format!("is not valid before {}: check the clock of this machine", validity.not_before)));
    }
    Ok(())
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// The server's side: every client must show a certificate of the authority.
///
/// # Errors
///
/// If certificate and key do not belong together.
pub fn server_config(credentials: &Credentials) -> Result<Arc<ServerConfig>, Error> {
    let provider = provider();
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::clone(&credentials.roots), Arc::clone(&provider))
        .build()
        .map_err(|error| rustls::Error::General(error.to_string()))?;
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&credentials.versions())?
        .with_client_cert_verifier(verifier)
        .with_single_cert(credentials.chain.clone(), credentials.key.clone_key())?;
    config.alpn_protocols = vec![ALPN.to_vec()];
    Ok(Arc::new(config))
}

/// The client's side: it shows its certificate, and the server's must be of the authority and bear the name that was connected to.
///
/// # Errors
///
/// If certificate and key do not belong together.
pub fn client_config(credentials: &Credentials) -> Result<Arc<ClientConfig>, Error> {
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&credentials.versions())?
        .with_root_certificates(Arc::clone(&credentials.roots))
        .with_client_auth_cert(credentials.chain.clone(), credentials.key.clone_key())?;
    config.alpn_protocols = vec![ALPN.to_vec()];
    Ok(Arc::new(config))
}
