#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;
use std::sync::Mutex;

use bytes::Bytes;
use magpie_base::clock::ManualClock;
use magpie_base::tls::Role;
use magpie_proto::store::v1::AuditRecord;
use tokio::sync::mpsc;
use tonic_types::StatusExt as _;
use tower::ServiceExt as _;
use tower::service_fn;

use super::*;

const CREATE: &str = "/magpie.v1.JobService/CreateClassificationJob";
const DESCRIBE: &str = "/magpie.v1.JobService/DescribeClassificationJob";
const FINDINGS: &str = "/magpie.v1.FindingService/ListFindings";
const WATCH: &str = "/magpie.v1.ClusterService/WatchRun";
const ATTACH: &str = "/magpie.worker.v1.WorkerService/Attach";
const HEALTH: &str = "/grpc.health.v1.Health/Check";
const JOB: &str = "0123456789abcdef0123456789abcdef";

fn peer(role: Role) -> Peer {
    Peer {
        identity: Identity { role, name: "jo".into(), fingerprint: Some("ab".into()) },
        address: Some(SocketAddr::from(([127, 0, 0, 1], 4_444))),
        tls_version: Some("1.3"),
    }
}

struct Setup {
    layer: AccessLayer,
    records: mpsc::Receiver<AuditRecord>,
    clock: ManualClock,
}

fn setup() -> Setup {
    setup_with(Duration::from_secs(30))
}

fn setup_with(deadline: Duration) -> Setup {
    let clock = ManualClock::new();
    let (sender, records) = audit::queue(8);
    let methods = Methods::of_the_contract().unwrap();
    let patience = Duration::from_millis(50);
    let shared = Shared { methods, audit: sender, clock: Arc::new(clock.clone()), deadline, patience };
    Setup { layer: AccessLayer { shared: Arc::new(shared) }, records, clock }
}

fn request(path: &str, peer: Option<Peer>) -> Request<Body> {
    let mut request = Request::builder().uri(path).body(Body::empty()).unwrap();
    if let Some(peer) = peer {
        request.extensions_mut().insert(peer);
    }
    request
}

fn fine() -> Response<Body> {
    Status::ok("").into_http()
}

/// Calls a service that notes the job and answers.
async fn call(layer: &AccessLayer, request: Request<Body>) -> Response<Body> {
    let service = service_fn(|request: Request<Body>| async move {
        request.extensions().get::<Caller>().expect("the layer says who calls").note(JOB);
        Ok::<_, Infallible>(fine())
    });
    layer.layer(service).oneshot(request).await.unwrap()
}

fn code(response: &Response<Body>) -> Code {
    body::status_of(response.headers()).unwrap()
}

#[tokio::test]
async fn roles_may_call_what_their_permissions_allow() {
    let mut setup = setup();
    let table = [
        (CREATE, [Code::PermissionDenied, Code::PermissionDenied, Code::Ok, Code::Ok]),
        (DESCRIBE, [Code::PermissionDenied, Code::Ok, Code::Ok, Code::Ok]),
        (FINDINGS, [Code::PermissionDenied, Code::Ok, Code::Ok, Code::Ok]),
        (ATTACH, [Code::Ok, Code::PermissionDenied, Code::PermissionDenied, Code::Ok]),
        (HEALTH, [Code::Ok; 4]),
        ("/magpie.v1.JobService/Nothing", [Code::Unimplemented; 4]),
        ("/other.Service/Method", [Code::Unimplemented; 4]),
    ];
    for (path, expected) in table {
        for (role, expected) in [Role::Worker, Role::Reader, Role::Admin, Role::Local].into_iter().zip(expected) {
            let response = call(&setup.layer, request(path, Some(peer(role)))).await;
            assert_eq!(code(&response), expected, "{role} {path}");
            while setup.records.try_recv().is_ok() {}
        }
        let nobody = call(&setup.layer, request(path, None)).await;
        assert_eq!(code(&nobody), Code::Unauthenticated, "{path}");
        while setup.records.try_recv().is_ok() {}
    }
}

#[tokio::test]
async fn a_refusal_names_the_permission() {
    let setup = setup();
    let response = call(&setup.layer, request(CREATE, Some(peer(Role::Reader)))).await;
    let status = Status::from_header_map(response.headers()).unwrap();
    assert!(status.message().contains("reader/jo may not call"), "{}", status.message());
    assert!(status.message().contains("WRITE_JOBS"), "{}", status.message());
    let info = status.get_error_details().error_info().unwrap().clone();
    assert_eq!(
        (info.reason.as_str(), info.metadata["permission"].as_str()),
        ("MAGPIE_PERMISSION_DENIED", "WRITE_JOBS")
    );
}

#[tokio::test]
async fn every_call_is_written_down_with_its_end() {
    let mut setup = setup();
    let mut good = request(DESCRIBE, Some(peer(Role::Reader)));
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    good.headers_mut().insert("traceparent", trace.parse().unwrap());
    let response = call(&setup.layer, good).await;
    let record = setup.records.try_recv().unwrap();
    assert_eq!(response.headers()[REQUEST_ID].to_str().unwrap(), record.request_id);
    assert!(ids::is_id(&record.request_id));
    let expected = AuditRecord {
        at: record.at,
        principal: "jo".into(),
        role: "reader".into(),
        method: DESCRIBE.into(),
        status_code: 0,
        request_id: record.request_id.clone(),
        peer: "127.0.0.1:4444".into(),
        resource: JOB.into(),
        trace_id: "0af7651916cd43dd8448eb211c80319c".into(),
        duration_ms: 0,
    };
    assert_eq!(record, expected);
    assert_eq!(record.at, Some(magpie_proto::time::from_system(setup.clock.wall())));

    call(&setup.layer, request(CREATE, Some(peer(Role::Worker)))).await;
    let refused = setup.records.try_recv().unwrap();
    assert_eq!((refused.status_code, refused.role.as_str()), (7, "worker"));
    assert_eq!(refused.resource, "");

    call(&setup.layer, request("/secret/words", Some(peer(Role::Admin)))).await;
    let unknown = setup.records.try_recv().unwrap();
    assert_eq!((unknown.status_code, unknown.method.as_str()), (12, "unknown"), "callers' words are not kept");

    call(&setup.layer, request(DESCRIBE, None)).await;
    let nobody = setup.records.try_recv().unwrap();
    assert_eq!((nobody.status_code, nobody.principal.as_str(), nobody.peer.as_str()), (16, "", ""));

    call(&setup.layer, request(HEALTH, Some(peer(Role::Admin)))).await;
    assert!(setup.records.try_recv().is_err(), "probes are not stored");
}

/// A body that gives one message and then these trailers.
fn answer(code: &str) -> Response<Body> {
    let mut trailers = http::HeaderMap::new();
    trailers.insert("grpc-status", code.parse().unwrap());
    let frames = [Ok(hyper::body::Frame::data(Bytes::from_static(b"x"))), Ok(hyper::body::Frame::trailers(trailers))];
    Response::new(Body::new(Frames(frames.into_iter().collect())))
}

struct Frames(std::collections::VecDeque<Result<hyper::body::Frame<Bytes>, Status>>);

impl hyper::body::Body for Frames {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, Status>>> {
        Poll::Ready(self.0.pop_front())
    }
}

async fn frame(body: &mut Body) -> Option<hyper::body::Frame<Bytes>> {
    std::future::poll_fn(|context| hyper::body::Body::poll_frame(Pin::new(&mut *body), context))
        .await
        .map(Result::unwrap)
}

#[tokio::test]
async fn a_stream_is_written_down_when_it_opens_and_when_it_ends() {
    let mut setup = setup();
    let service = service_fn(|_: Request<Body>| async { Ok::<_, Infallible>(answer("5")) });
    let open = |layer: &AccessLayer| layer.layer(service).oneshot(request(WATCH, Some(peer(Role::Reader))));

    let mut response = open(&setup.layer).await.unwrap();
    assert_eq!(setup.records.try_recv().unwrap().status_code, 0, "opened");
    setup.clock.advance(Duration::from_millis(70));
    frame(response.body_mut()).await.unwrap();
    assert!(setup.records.try_recv().is_err(), "it goes on");
    frame(response.body_mut()).await.unwrap();
    let ended = setup.records.try_recv().unwrap();
    assert_eq!((ended.status_code, ended.duration_ms), (5, 70));
    drop(response);
    assert!(setup.records.try_recv().is_err(), "it ends once");

    let mut left = open(&setup.layer).await.unwrap();
    setup.records.try_recv().unwrap();
    frame(left.body_mut()).await.unwrap();
    drop(left);
    assert_eq!(setup.records.try_recv().unwrap().status_code, i32::from(Code::Cancelled));
}

#[tokio::test]
async fn calls_have_a_deadline_and_streams_have_none() {
    let mut setup = setup_with(Duration::from_millis(20));
    let slow = service_fn(|_: Request<Body>| async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        Ok::<_, Infallible>(fine())
    });
    let service = setup.layer.layer(slow);
    let response = service.clone().oneshot(request(DESCRIBE, Some(peer(Role::Reader)))).await.unwrap();
    assert_eq!(code(&response), Code::DeadlineExceeded);
    assert_eq!(setup.records.try_recv().unwrap().status_code, i32::from(Code::DeadlineExceeded));
    let stream = service.oneshot(request(WATCH, Some(peer(Role::Reader)))).await.unwrap();
    assert_eq!(code(&stream), Code::Ok);
}

#[tokio::test]
async fn a_panic_costs_one_call() {
    let mut setup = setup();
    let calls = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&calls);
    let service = setup.layer.layer(service_fn(move |_: Request<Body>| {
        let counted = Arc::clone(&counted);
        async move {
            *counted.lock().unwrap() += 1;
            if *counted.lock().unwrap() == 1 {
                std::panic::resume_unwind(Box::new("a secret"));
            }
            Ok::<_, Infallible>(fine())
        }
    }));
    let first = service.clone().oneshot(request(DESCRIBE, Some(peer(Role::Reader)))).await.unwrap();
    assert_eq!(code(&first), Code::Internal);
    let status = Status::from_header_map(first.headers()).unwrap();
    assert!(!status.message().contains("secret"), "{}", status.message());
    assert_eq!(setup.records.try_recv().unwrap().status_code, i32::from(Code::Internal));
    let second = service.oneshot(request(DESCRIBE, Some(peer(Role::Reader)))).await.unwrap();
    assert_eq!(code(&second), Code::Ok);
}

struct Panics;

impl hyper::body::Body for Panics {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, Status>>> {
        std::panic::resume_unwind(Box::new("a secret"))
    }
}

#[tokio::test]
async fn a_panic_in_a_stream_is_its_end() {
    let mut setup = setup();
    let service = service_fn(|_: Request<Body>| async { Ok::<_, Infallible>(Response::new(Body::new(Panics))) });
    let mut response = setup.layer.layer(service).oneshot(request(WATCH, Some(peer(Role::Reader)))).await.unwrap();
    setup.records.try_recv().unwrap();
    let last = frame(response.body_mut()).await.unwrap();
    assert_eq!(body::status_of(last.trailers_ref().unwrap()), Some(Code::Internal));
    assert!(frame(response.body_mut()).await.is_none());
    assert_eq!(setup.records.try_recv().unwrap().status_code, i32::from(Code::Internal));
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_done() {
    let mut setup = setup();
    for _ in 0..8 {
        assert_eq!(code(&call(&setup.layer, request(DESCRIBE, Some(peer(Role::Reader)))).await), Code::Ok);
    }
    let full = call(&setup.layer, request(DESCRIBE, Some(peer(Role::Reader)))).await;
    assert_eq!(code(&full), Code::ResourceExhausted);
    let probe = call(&setup.layer, request(HEALTH, Some(peer(Role::Reader)))).await;
    assert_eq!(code(&probe), Code::Ok, "probes need no room");

    setup.records.recv().await.unwrap();
    assert_eq!(code(&call(&setup.layer, request(DESCRIBE, Some(peer(Role::Reader)))).await), Code::Ok);

    setup.records.close();
    let closed = call(&setup.layer, request(DESCRIBE, Some(peer(Role::Reader)))).await;
    assert_eq!(code(&closed), Code::Unavailable);
}

#[test]
fn only_ids_become_part_of_the_trail() {
    let caller = Caller { identity: Identity::local(), request_id: String::new(), resource: Arc::default() };
    for words in ["", "payroll/2026.csv", "0123456789ABCDEF0123456789ABCDEF"] {
        caller.note(words);
        assert_eq!(caller.resource.get(), None, "{words}");
    }
    caller.note(JOB);
    caller.note("ffffffffffffffffffffffffffffffff");
    assert_eq!(caller.resource.get().map(String::as_str), Some(JOB));
}

#[test]
fn trace_ids_are_read_from_traceparent_alone() {
    let id = |value: &str| {
        let mut request = request(DESCRIBE, None);
        request.headers_mut().insert("traceparent", value.parse().unwrap());
        trace_id(&request)
    };
    assert_eq!(id("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), "0af7651916cd43dd8448eb211c80319c");
    for wrong in ["", "00", "00-xyz-b7ad6b7169203331-01", "00-00000000000000000000000000000000-b7ad6b7169203331-01"] {
        assert_eq!(id(wrong), "", "{wrong}");
    }
    assert_eq!(trace_id(&request(DESCRIBE, None)), "");
}
