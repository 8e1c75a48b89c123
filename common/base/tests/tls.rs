//! Real handshakes on the loopback interface: who gets in, who does not, and what they are told.
#![allow(clippy::unwrap_used)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use magpie_base::clock::{ManualClock, SystemClock};
use magpie_base::config::{Tls, TlsVersion};
use magpie_base::tls::certs::{self, Authority, CERTIFICATE_VALIDITY, Installation, Issued};
use magpie_base::tls::{self, Credentials, Error, Identity, Listener, Peer, Role};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tonic::transport::{Channel, Server};
use tonic::{Code, Request, Status};
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};

const LOCALHOST: &str = "127.0.0.1:0";

/// Answers with nothing, and tells who asked in the metadata.
struct WhoAmI;

#[tonic::async_trait]
impl Health for WhoAmI {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<tonic::Response<HealthCheckResponse>, Status> {
        let peer = Peer::of(&request).ok_or_else(|| Status::internal("no peer"))?;
        let mut response = tonic::Response::new(HealthCheckResponse::default());
        let metadata = response.metadata_mut();
        metadata.insert("who", peer.identity.to_string().parse().unwrap());
        metadata.insert("tls", peer.tls_version.unwrap_or("none").parse().unwrap());
        metadata
            .insert("address", peer.address.map_or("none".to_owned(), |address| address.to_string()).parse().unwrap());
        Ok(response)
    }

    type WatchStream = tokio_stream::Empty<Result<HealthCheckResponse, Status>>;

    async fn watch(&self, _: Request<HealthCheckRequest>) -> Result<tonic::Response<Self::WatchStream>, Status> {
        Err(Status::unimplemented("not needed here"))
    }
}

/// A server that runs until this is dropped.
struct Running {
    address: std::net::SocketAddr,
    _stop: oneshot::Sender<()>,
}

impl Running {
    fn url(&self) -> String {
        format!("https://{}", self.address)
    }
}

fn serve(listener: Listener) -> Running {
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(Server::builder().add_service(HealthServer::new(WhoAmI)).serve_with_incoming_shutdown(
        listener,
        async {
            let _ = stopped.await;
        },
    ));
    Running { address, _stop: stop }
}

fn settings(ca: &Path, issued: &Issued) -> Tls {
    Tls {
        ca: Some(ca.to_owned()),
        cert: Some(issued.cert.clone()),
        key: Some(issued.key.clone()),
        min_version: TlsVersion::V1_3,
    }
}

/// A folder with an installation whose coordinator is 127.0.0.1 and localhost.
struct Place {
    folder: tempfile::TempDir,
    made: Installation,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let names = ["127.0.0.1".to_owned(), "localhost".to_owned()];
        let made = certs::init(&folder.path().join("tls"), &names, &SystemClock::new()).unwrap();
        Self { folder, made }
    }

    fn settings(&self, issued: &Issued) -> Tls {
        settings(&self.made.ca, issued)
    }

    fn tls_folder(&self) -> PathBuf {
        self.folder.path().join("tls")
    }

    async fn serve(&self, min_version: TlsVersion) -> Running {
        let tls = Tls { min_version, ..self.settings(&self.made.coordinator) };
        let credentials = Credentials::load(&tls, &SystemClock::new()).unwrap();
        serve(Listener::tls(LOCALHOST.parse().unwrap(), &credentials).await.unwrap())
    }
}

/// Who the server takes us for, and over which version of TLS; or what the client is told.
async fn ask(channel: Channel) -> Result<(String, String), String> {
    let mut client = HealthClient::new(channel);
    let asking = client.check(HealthCheckRequest::default());
    let outcome = tokio::time::timeout(Duration::from_secs(8), async { asking_outcome(asking.await) }).await;
    outcome.unwrap_or_else(|_| panic!("no answer"))
}

fn asking_outcome(outcome: Result<tonic::Response<HealthCheckResponse>, Status>) -> Result<(String, String), String> {
    match outcome {
        Ok(response) => {
            let text = |name: &str| response.metadata().get(name).unwrap().to_str().unwrap().to_owned();
            Ok((text("who"), text("tls")))
        }
        Err(status) => Err(tls::explain(&status).unwrap_or_else(|| panic!("nothing to explain {status:?}"))),
    }
}

async fn ask_with(server: &Running, tls: &Tls) -> Result<(String, String), String> {
    ask(tls::channel(&server.url(), tls, &SystemClock::new()).unwrap()).await
}

#[tokio::test]
async fn clients_of_the_same_authority_get_in_and_are_known() {
    let place = Place::new();
    let server = place.serve(TlsVersion::V1_3).await;
    for (issued, who) in [
        (&place.made.worker, "worker/worker"),
        (&place.made.admin, "admin/admin"),
        (&place.made.reader, "reader/reader"),
    ] {
        let answer = ask_with(&server, &place.settings(issued)).await;
        assert_eq!(answer, Ok((who.to_owned(), "1.3".to_owned())));
    }
    let by_name = format!("https://localhost:{}", server.address.port());
    let channel = tls::channel(&by_name, &place.settings(&place.made.admin), &SystemClock::new()).unwrap();
    assert!(ask(channel).await.is_ok());
}

#[tokio::test]
async fn more_certificates_can_be_made_later() {
    let place = Place::new();
    let server = place.serve(TlsVersion::V1_3).await;
    let authority = Authority::open(&place.tls_folder()).unwrap();
    let issued = authority.issue(Role::Worker, "worker-7.eu", CERTIFICATE_VALIDITY, &SystemClock::new()).unwrap();
    let (who, _) = ask_with(&server, &place.settings(&issued)).await.unwrap();
    assert_eq!(who, "worker/worker-7.eu");

    let second = authority
        .issue_coordinator("coordinator-2", &["127.0.0.1".to_owned()], CERTIFICATE_VALIDITY, &SystemClock::new())
        .unwrap();
    let credentials = Credentials::load(&place.settings(&second), &SystemClock::new()).unwrap();
    let server = serve(Listener::tls(LOCALHOST.parse().unwrap(), &credentials).await.unwrap());
    assert!(ask_with(&server, &place.settings(&issued)).await.is_ok());
}

#[tokio::test]
async fn a_client_of_another_authority_is_refused_and_told_why() {
    let place = Place::new();
    let stranger = Place::new();
    let server = place.serve(TlsVersion::V1_3).await;
    // It trusts the server, but has a certificate that the server does not trust.
    let tls = settings(&place.made.ca, &stranger.made.admin);
    let message = ask_with(&server, &tls).await.unwrap_err();
    assert!(message.contains("refused the connection") && message.contains("certs init"), "{message}");
}

/// With TLS 1.3 the refusal comes after the client's handshake and races with its first request.
#[tokio::test(flavor = "multi_thread")]
async fn the_reason_of_a_refusal_is_never_lost() {
    let place = Place::new();
    let stranger = Place::new();
    let server = place.serve(TlsVersion::V1_3).await;
    let tls = settings(&place.made.ca, &stranger.made.admin);
    for _ in 0..50 {
        let channel = tls::channel(&server.url(), &tls, &SystemClock::new()).unwrap();
        let status = HealthClient::new(channel).check(HealthCheckRequest::default()).await.unwrap_err();
        assert_eq!(status.code(), Code::Unavailable, "{status:?}");
        assert!(status.message().contains("refused the connection"), "{status:?}");
    }
}

#[tokio::test]
async fn a_server_of_another_authority_is_refused_and_the_client_told_why() {
    let place = Place::new();
    let stranger = Place::new();
    let server = stranger.serve(TlsVersion::V1_3).await;
    let message = ask_with(&server, &place.settings(&place.made.admin)).await.unwrap_err();
    assert!(message.contains("not of the authority in tls.ca"), "{message}");
    assert!(message.contains(&server.address.to_string()), "{message}");
}

#[tokio::test]
async fn certificates_serve_one_purpose_alone() {
    let place = Place::new();
    let server = place.serve(TlsVersion::V1_3).await;
    let message = ask_with(&server, &place.settings(&place.made.coordinator)).await.unwrap_err();
    assert!(message.contains("purpose") || message.contains("accept our certificate"), "{message}");

    // A worker that plays the coordinator.
    let credentials = Credentials::load(&place.settings(&place.made.worker), &SystemClock::new()).unwrap();
    let impostor = serve(Listener::tls(LOCALHOST.parse().unwrap(), &credentials).await.unwrap());
    let message = ask_with(&impostor, &place.settings(&place.made.admin)).await.unwrap_err();
    assert!(message.contains("purpose") || message.contains("another name") || message.contains("is for"), "{message}");
}

#[tokio::test]
async fn a_name_that_the_certificate_does_not_have_is_refused() {
    let place = Place::new();
    let authority = Authority::open(&place.tls_folder()).unwrap();
    let other = authority
        .issue_coordinator("elsewhere", &["magpie.example.com".to_owned()], CERTIFICATE_VALIDITY, &SystemClock::new())
        .unwrap();
    let credentials = Credentials::load(&place.settings(&other), &SystemClock::new()).unwrap();
    let server = serve(Listener::tls(LOCALHOST.parse().unwrap(), &credentials).await.unwrap());
    let message = ask_with(&server, &place.settings(&place.made.admin)).await.unwrap_err();
    assert!(message.contains("magpie.example.com") && message.contains("127.0.0.1"), "{message}");
}

/// A client that is no Magpie: rustls with settings of its own.
async fn handshake(
    server: &Running,
    ca: &Path,
    identity: Option<&Issued>,
    version: &'static rustls::SupportedProtocolVersion,
) -> Result<rustls::ProtocolVersion, String> {
    use rustls_pki_types::pem::PemObject;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(rustls_pki_types::CertificateDer::from_pem_file(ca).unwrap()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots);
    let mut config = match identity {
        None => builder.with_no_client_auth(),
        Some(issued) => {
            let chain = vec![rustls_pki_types::CertificateDer::from_pem_file(&issued.cert).unwrap()];
            let key = rustls_pki_types::PrivateKeyDer::from_pem_file(&issued.key).unwrap();
            builder.with_client_auth_cert(chain, key).unwrap()
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(config));
    let tcp = TcpStream::connect(server.address).await.unwrap();
    let name = rustls_pki_types::ServerName::try_from("127.0.0.1").unwrap();
    let explain = |error: std::io::Error| tls::explain(&error).unwrap_or_else(|| error.to_string());
    let mut stream = connector.connect(name, tcp).await.map_err(explain)?;
    // With TLS 1.3 the server's refusal comes after the client's side of the handshake. The server's first frame is its SETTINGS.
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00").await.map_err(explain)?;
    let mut first = [0; 9];
    stream.read_exact(&mut first).await.map_err(explain)?;
    Ok(stream.get_ref().1.protocol_version().unwrap())
}

#[tokio::test]
async fn a_client_without_a_certificate_is_refused() {
    let place = Place::new();
    let server = place.serve(TlsVersion::V1_2).await;
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let message = handshake(&server, &place.made.ca, None, version).await.unwrap_err();
        assert!(message.contains("wants a certificate"), "{version:?}: {message}");
        let allowed = handshake(&server, &place.made.ca, Some(&place.made.reader), version).await;
        assert!(allowed.is_ok(), "{allowed:?}");
    }
}

#[tokio::test]
async fn tls_1_2_is_refused_unless_it_is_allowed() {
    let place = Place::new();
    let strict = place.serve(TlsVersion::V1_3).await;
    let lenient = place.serve(TlsVersion::V1_2).await;
    let admin = Some(&place.made.admin);
    let message = handshake(&strict, &place.made.ca, admin, &rustls::version::TLS12).await.unwrap_err();
    assert!(message.contains("no common version of TLS") && message.contains("1.2"), "{message}");
    let spoken = handshake(&lenient, &place.made.ca, admin, &rustls::version::TLS12).await;
    assert_eq!(spoken, Ok(rustls::ProtocolVersion::TLSv1_2));
    // Both can do 1.3: then that is spoken.
    let tls = Tls { min_version: TlsVersion::V1_2, ..place.settings(&place.made.admin) };
    assert_eq!(ask_with(&lenient, &tls).await.unwrap().1, "1.3");
}

#[tokio::test]
async fn bad_clients_do_not_end_the_listening() {
    let place = Place::new();
    let credentials = Credentials::load(&place.settings(&place.made.coordinator), &SystemClock::new()).unwrap();
    let listener = Listener::tls(LOCALHOST.parse().unwrap(), &credentials).await.unwrap();
    let server = serve(listener.with_handshake_timeout(Duration::from_millis(300)));

    let mut garbage = TcpStream::connect(server.address).await.unwrap();
    garbage.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    drop(TcpStream::connect(server.address).await.unwrap());
    // One more than there may be handshakes, and none of them says anything.
    let mut silent = Vec::new();
    for _ in 0..=tls::MAX_HANDSHAKES {
        silent.push(TcpStream::connect(server.address).await.unwrap());
    }
    let answer = ask_with(&server, &place.settings(&place.made.admin)).await;
    assert!(answer.is_ok(), "{answer:?}");
    // The silent ones were sent away.
    let mut buffer = [0; 16];
    let read = tokio::time::timeout(Duration::from_secs(5), silent[0].read(&mut buffer)).await.unwrap();
    assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
}

#[tokio::test]
async fn plaintext_stays_on_this_machine() {
    let listener = Listener::plaintext(LOCALHOST.parse().unwrap()).await.unwrap();
    let server = serve(listener);
    let url = format!("http://{}", server.address);
    let channel = tls::channel(&url, &Tls::default(), &SystemClock::new()).unwrap();
    assert_eq!(ask(channel).await, Ok(("local/local".to_owned(), "none".to_owned())));

    let refused = Listener::plaintext("0.0.0.0:0".parse().unwrap()).await;
    assert!(matches!(refused, Err(Error::PlaintextNotLocal { .. })), "{refused:?}");
    let refused = tls::channel("http://192.0.2.1:7001", &Tls::default(), &SystemClock::new());
    assert!(matches!(refused, Err(Error::PlaintextNotLocal { .. })), "{refused:?}");
}

#[tokio::test]
async fn plaintext_and_tls_do_not_mix_and_both_sides_learn_it() {
    let place = Place::new();
    let plain = serve(Listener::plaintext(LOCALHOST.parse().unwrap()).await.unwrap());
    let message = ask_with(&plain, &place.settings(&place.made.admin)).await.unwrap_err();
    assert!(message.contains("TLS"), "{message}");
}

#[tokio::test]
async fn inside_one_process_both_sides_meet_through_memory() {
    let (listener, connector) = tls::local();
    let server = tokio::spawn(Server::builder().add_service(HealthServer::new(WhoAmI)).serve_with_incoming(listener));
    let channel = connector.channel();
    assert_eq!(ask(channel.clone()).await, Ok(("local/local".to_owned(), "none".to_owned())));
    assert_eq!(ask(connector.channel()).await, Ok(("local/local".to_owned(), "none".to_owned())));
    server.abort();
    let _ = server.await;
    let status = HealthClient::new(connector.channel()).check(HealthCheckRequest::default()).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(status.message().contains("has stopped"), "{status:?}");
}

#[tokio::test]
async fn a_coordinator_that_is_away_is_named() {
    let place = Place::new();
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind(LOCALHOST).unwrap().local_addr().unwrap();
    let channel =
        tls::channel(&format!("https://{free}"), &place.settings(&place.made.admin), &SystemClock::new()).unwrap();
    let message = ask(channel).await.unwrap_err();
    assert!(message.contains(&free.to_string()) && message.contains("is the coordinator running there?"), "{message}");
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let taken = Listener::plaintext(LOCALHOST.parse().unwrap()).await.unwrap();
    let address = taken.local_addr().unwrap();
    let message = Listener::plaintext(address).await.unwrap_err().to_string();
    assert!(message.contains(&address.to_string()) && message.contains("another process"), "{message}");
}

#[test]
fn files_are_for_their_owner_alone_and_never_overwritten() {
    let place = Place::new();
    let folder = place.tls_folder();
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
        files += 1;
    }
    assert_eq!(files, 10);

    let names = ["localhost".to_owned()];
    let before = std::fs::read(&place.made.ca).unwrap();
    let refused = certs::init(&folder, &names, &SystemClock::new());
    assert!(matches!(refused, Err(Error::Exists { .. })), "{refused:?}");
    assert_eq!(std::fs::read(&place.made.ca).unwrap(), before);

    // One file is enough, and nothing is made beside it.
    let half = place.folder.path().join("half");
    std::fs::create_dir(&half).unwrap();
    std::fs::set_permissions(&half, std::fs::Permissions::from_mode(0o700)).unwrap();
    std::fs::write(half.join("reader-key.pem"), "mine").unwrap();
    assert!(matches!(certs::init(&half, &names, &SystemClock::new()), Err(Error::Exists { .. })));
    assert_eq!(std::fs::read_dir(&half).unwrap().count(), 1);

    // A folder that others can write into.
    let open = place.folder.path().join("open");
    std::fs::create_dir(&open).unwrap();
    std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o777)).unwrap();
    assert!(matches!(certs::init(&open, &names, &SystemClock::new()), Err(Error::OpenFolder { .. })));
}

#[test]
fn names_that_cannot_be_used_are_refused() {
    let place = Place::new();
    let authority = Authority::open(&place.tls_folder()).unwrap();
    let clock = SystemClock::new();
    for name in ["", "../evil", "a/b", "a b", ".hidden", "ümlaut", &"x".repeat(129)] {
        let refused = authority.issue(Role::Admin, name, CERTIFICATE_VALIDITY, &clock);
        assert!(matches!(refused, Err(Error::Name { .. })), "{name}: {refused:?}");
    }
    let refused = authority.issue(Role::Local, "me", CERTIFICATE_VALIDITY, &clock);
    assert!(matches!(refused, Err(Error::Name { .. })), "{refused:?}");
    for names in [vec![], vec!["not a name".to_owned()], vec!["https://host".to_owned()]] {
        let refused = certs::init(&place.folder.path().join("new"), &names, &clock);
        assert!(matches!(refused, Err(Error::Name { .. })), "{names:?}: {refused:?}");
    }
    assert!(!place.folder.path().join("new").exists(), "nothing was made");
    let refused = Authority::open(place.folder.path()).unwrap_err().to_string();
    assert!(refused.contains("ca.pem") && refused.contains("certs init"), "{refused}");
}

#[test]
fn files_that_cannot_be_used_are_named_with_what_to_do() {
    let place = Place::new();
    let clock = SystemClock::new();
    let good = place.settings(&place.made.admin);
    let refusal = |tls: &Tls| Credentials::load(tls, &clock).unwrap_err().to_string();

    let message = refusal(&Tls { ca: None, ..good.clone() });
    assert!(message.contains("tls.ca") && message.contains("certs init"), "{message}");
    let message = refusal(&Tls { key: Some("/nonexistent/key.pem".into()), ..good.clone() });
    assert!(message.contains("/nonexistent/key.pem") && message.contains("tls.key"), "{message}");
    // The key where the certificate should be, and the other way round.
    let message = refusal(&Tls { cert: good.key.clone(), ..good.clone() });
    assert!(message.contains("tls.cert") && message.contains("BEGIN CERTIFICATE"), "{message}");
    let message = refusal(&Tls { key: good.cert.clone(), ..good.clone() });
    assert!(message.contains("tls.key") && message.contains("BEGIN PRIVATE KEY"), "{message}");

    let mixed = Tls { key: Some(place.made.reader.key.clone()), ..good };
    let credentials = Credentials::load(&mixed, &clock).unwrap();
    let message = tls::client_config(&credentials).unwrap_err().to_string();
    assert!(message.contains("tls.key is the key of tls.cert"), "{message}");
}

#[test]
fn certificates_that_are_not_valid_now_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let clock = ManualClock::new();
    let made = certs::init(&folder.path().join("tls"), &["localhost".to_owned()], &clock).unwrap();
    let tls = settings(&made.ca, &made.worker);
    assert!(Credentials::load(&tls, &clock).is_ok());

    clock.advance(CERTIFICATE_VALIDITY + Duration::from_secs(1));
    let message = Credentials::load(&tls, &clock).unwrap_err().to_string();
    assert!(message.contains("worker.pem") && message.contains("expired on"), "{message}");
    assert!(message.contains("issue a new certificate"), "{message}");

    clock.set_wall(std::time::UNIX_EPOCH + Duration::from_secs(1_000));
    let message = Credentials::load(&tls, &clock).unwrap_err().to_string();
    assert!(message.contains("not valid before") && message.contains("clock"), "{message}");
}

#[tokio::test]
async fn an_expired_client_is_refused_by_the_server_and_told_why() {
    let place = Place::new();
    let server = place.serve(TlsVersion::V1_3).await;
    // Made by somebody whose clock stands in 2020, for a day.
    let then = ManualClock::new();
    then.set_wall(std::time::UNIX_EPOCH + Duration::from_secs(1_577_836_800));
    let authority = Authority::open(&place.tls_folder()).unwrap();
    let day = Duration::from_secs(86_400);
    let expired = authority.issue(Role::Worker, "late", day, &then).unwrap();
    let message = handshake(&server, &place.made.ca, Some(&expired), &rustls::version::TLS13).await.unwrap_err();
    assert!(message.contains("has expired"), "{message}");
}

#[test]
fn identities_of_made_certificates_can_be_read() {
    use rustls_pki_types::pem::PemObject;
    let place = Place::new();
    let der = rustls_pki_types::CertificateDer::from_pem_file(&place.made.admin.cert).unwrap();
    let identity = Identity::from_certificate(&der).unwrap();
    assert_eq!((identity.role, identity.name.as_str()), (Role::Admin, "admin"));
    let der = rustls_pki_types::CertificateDer::from_pem_file(&place.made.coordinator.cert).unwrap();
    assert!(Identity::from_certificate(&der).is_err(), "the coordinator is no client");
}
