//! Each fault happens as ordered, and is counted.

#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use magpie_embedded_s3::{EmbeddedS3, Fault, FaultId, FaultKind, Operation};
use support::{client, refusal, server};

const CONTENT: &[u8] = &[42; 100_000];

struct Scene {
    server: EmbeddedS3,
    s3: Client,
    id: FaultId,
}

impl Scene {
    async fn with(fault: Fault) -> Scene {
        let server = server().await;
        server.put("inbox", "k", CONTENT).unwrap();
        let id = server.faults().add(fault);
        let s3 = client(&server);
        Scene { server, s3, id }
    }

    async fn get(&self) -> Result<Vec<u8>, String> {
        let get = self.s3.get_object().bucket("inbox").key("k").send().await;
        match get {
            Ok(got) => got.body.collect().await.map(|body| body.to_vec()).map_err(|error| format!("body: {error:?}")),
            Err(error) => Err(refusal::<(), _, _>(Err(error))),
        }
    }

    fn fired(&self) -> u64 {
        self.server.faults().fired(self.id)
    }
}

fn on_get(kind: FaultKind) -> Fault {
    Fault::new(kind).on(Operation::GetObject).times(1)
}

#[tokio::test]
async fn refusals() {
    let kms = FaultKind::Refuse { status: 400, code: "KMS.DisabledException".into(), message: "disabled".into() };
    for (kind, code) in [
        (FaultKind::SlowDown, "SlowDown"),
        (FaultKind::InternalError, "InternalError"),
        (FaultKind::AccessDenied, "AccessDenied"),
        (kms, "KMS.DisabledException"),
        (FaultKind::Deleted, "NoSuchKey"),
    ] {
        let scene = Scene::with(on_get(kind.clone())).await;
        assert_eq!(scene.get().await.unwrap_err(), code);
        assert_eq!(scene.fired(), 1, "{kind:?}");
        if kind != FaultKind::Deleted {
            assert!(scene.get().await.is_ok(), "only once");
        }
        assert_eq!(scene.fired(), 1);
    }
}

#[tokio::test]
async fn bodies_that_break_off() {
    for kind in [
        FaultKind::TruncatedBody { after: 1_000 },
        FaultKind::ResetBody { after: 1_000 },
        FaultKind::TruncatedBody { after: u64::MAX },
    ] {
        let scene = Scene::with(on_get(kind.clone())).await;
        let mut got = scene.s3.get_object().bucket("inbox").key("k").send().await.unwrap();
        assert_eq!(got.content_length(), Some(100_000), "{kind:?}");
        let mut received = 0;
        let error = loop {
            match got.body.next().await {
                Some(Ok(bytes)) => received += bytes.len(),
                Some(Err(error)) => break format!("{error:?}"),
                None => panic!("{kind:?} ended well"),
            }
        };
        let wanted = if kind == (FaultKind::TruncatedBody { after: u64::MAX }) { 99_999 } else { 1_000 };
        // A reset may overtake what was sent before it.
        assert!(
            received == wanted || matches!(kind, FaultKind::ResetBody { .. }) && received < wanted,
            "{kind:?} {received}"
        );
        assert_eq!(error.contains("ConnectionReset"), matches!(kind, FaultKind::ResetBody { .. }), "{kind:?} {error}");
        assert_eq!(scene.fired(), 1);
        assert_eq!(scene.get().await.unwrap(), CONTENT);
    }
}

#[tokio::test]
async fn a_short_body_hides_in_its_length() {
    let scene = Scene::with(on_get(FaultKind::ShortBody { missing: 10 })).await;
    let got = scene.s3.get_object().bucket("inbox").key("k").range("bytes=0-99").send().await.unwrap();
    assert_eq!((got.content_range(), got.content_length()), (Some("bytes 0-99/100000"), Some(90)));
    assert_eq!(got.body.collect().await.unwrap().to_vec().len(), 90);
    assert_eq!(scene.fired(), 1);
}

#[tokio::test]
async fn resets_and_silence() {
    let scene = Scene::with(on_get(FaultKind::Reset)).await;
    let error = scene.get().await.unwrap_err();
    assert!(error.contains("ConnectionReset"), "{error}");
    assert_eq!((scene.fired(), scene.get().await.unwrap().len()), (1, 100_000));

    let scene = Scene::with(on_get(FaultKind::Hang)).await;
    assert!(tokio::time::timeout(Duration::from_millis(100), scene.get()).await.is_err());
    assert_eq!((scene.fired(), scene.get().await.unwrap().len()), (1, 100_000));

    let scene = Scene::with(on_get(FaultKind::HangBody { after: 100 })).await;
    let mut body = scene.s3.get_object().bucket("inbox").key("k").send().await.unwrap().body;
    assert_eq!(body.next().await.unwrap().unwrap().len(), 100);
    assert!(tokio::time::timeout(Duration::from_millis(100), body.next()).await.is_err());
    assert_eq!((scene.fired(), scene.get().await.unwrap().len()), (1, 100_000));
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "it is time itself that is measured")]
async fn slowness() {
    let scene = Scene::with(on_get(FaultKind::Latency(Duration::from_millis(150)))).await;
    let start = std::time::Instant::now();
    scene.get().await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(150));
    assert_eq!(scene.fired(), 1);

    let scene = Scene::with(on_get(FaultKind::Bandwidth { bytes_per_second: 500_000 })).await;
    let start = std::time::Instant::now();
    assert_eq!(scene.get().await.unwrap(), CONTENT);
    assert!(start.elapsed() >= Duration::from_millis(150), "{:?}", start.elapsed());
    assert_eq!(scene.fired(), 1);
}

#[tokio::test]
async fn objects_that_change_between_ranges() {
    let scene = Scene::with(on_get(FaultKind::Changed).per_key().nth(2)).await;
    let range = |e_tag: &str| scene.s3.get_object().bucket("inbox").key("k").range("bytes=0-9").if_match(e_tag);
    let e_tag = scene.s3.head_object().bucket("inbox").key("k").send().await.unwrap().e_tag.unwrap();
    range(&e_tag).send().await.unwrap();
    assert_eq!(scene.fired(), 0);
    assert_eq!(refusal(range(&e_tag).send().await), "PreconditionFailed");
    assert_eq!(scene.fired(), 1);
    let again = scene.s3.head_object().bucket("inbox").key("k").send().await.unwrap().e_tag.unwrap();
    assert_ne!(again, e_tag);
    assert!(range(&again).send().await.is_ok());
    assert_eq!(scene.server.get("inbox", "k").unwrap().content, CONTENT);
}

#[tokio::test]
async fn listings() {
    let server = server().await;
    for n in 0..50 {
        server.put("inbox", &format!("k{n:02}"), "x").unwrap();
    }
    let s3 = client(&server);
    let page = async |token: Option<String>| {
        let list = s3.list_objects_v2().bucket("inbox").max_keys(10).set_continuation_token(token);
        list.send().await.map(|page| {
            let keys: Vec<String> = page.contents().iter().map(|object| object.key().unwrap().to_owned()).collect();
            (keys.first().cloned(), keys.len(), page.next_continuation_token)
        })
    };
    let third = server.faults().add(Fault::new(FaultKind::InternalError).on(Operation::ListObjects).nth(3).times(1));
    let (_, _, token) = page(None).await.unwrap();
    let (first, _, token) = page(token).await.unwrap();
    assert_eq!(first.as_deref(), Some("k10"));
    assert_eq!(refusal(page(token.clone()).await), "InternalError");
    assert_eq!(server.faults().fired(third), 1);

    let empty = server.faults().add(Fault::new(FaultKind::EmptyPage).on(Operation::ListObjects).times(1));
    let (first, count, leads_on) = page(token).await.unwrap();
    assert_eq!((first, count, server.faults().fired(empty)), (None, 0, 1));
    // A second one leads on to yet another place, as on S3.
    let again = server.faults().add(Fault::new(FaultKind::EmptyPage).on(Operation::ListObjects).times(1));
    let (_, count, leads_further) = page(leads_on.clone()).await.unwrap();
    assert_eq!((count, server.faults().fired(again)), (0, 1));
    assert_ne!(leads_further, leads_on);
    let (first, _, token) = page(leads_further).await.unwrap();
    assert_eq!(first.as_deref(), Some("k20"));

    let repeated = server.faults().add(Fault::new(FaultKind::RepeatedPage).on(Operation::ListObjects).times(1));
    assert_eq!(page(None).await.unwrap().0.as_deref(), Some("k00"));
    assert_eq!(server.faults().fired(repeated), 0, "there is no page before the first");
    let (first, count, same) = page(token.clone()).await.unwrap();
    assert_eq!((first.as_deref(), count, server.faults().fired(repeated)), (Some("k20"), 10, 1));
    assert_eq!(same, token);
    assert_eq!(page(same).await.unwrap().0.as_deref(), Some("k30"));
}

#[tokio::test]
async fn writes_fail_too() {
    let scene = Scene::with(Fault::new(FaultKind::SlowDown).on(Operation::PutObject).key("*.gz").times(1)).await;
    let put =
        |key: &'static str| scene.s3.put_object().bucket("inbox").key(key).body(ByteStream::from_static(b"x")).send();
    assert!(put("a.txt").await.is_ok());
    assert_eq!(refusal(put("a.gz").await), "SlowDown");
    assert!(put("a.gz").await.is_ok());
    assert_eq!(
        scene.server.faults().counts().iter().map(|(_, fault, count)| (fault.kind.name(), *count)).collect::<Vec<_>>(),
        [("slow_down", 1)]
    );
}
