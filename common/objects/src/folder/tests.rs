#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

use futures::TryStreamExt;
use proptest::prelude::*;

use super::*;
use crate::{ListedObject, Pages};

fn store(root: &Path) -> FolderStore {
    FolderStore::new([("b".to_owned(), root.to_owned())]).unwrap()
}

fn write(root: &Path, name: &str, content: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

async fn keys(store: &FolderStore, prefix: &str, after: &str, page: u16) -> Vec<String> {
    let mut pages = Pages::new(store, "b", prefix, after).page_size(page);
    let mut keys = Vec::new();
    while let Some(objects) = pages.next().await.unwrap() {
        assert!(objects.len() <= usize::from(page));
        keys.extend(objects.into_iter().map(|object| object.key));
    }
    keys
}

async fn read(store: &FolderStore, key: &str, request: GetRequest) -> Result<Vec<u8>, Error> {
    let chunks: Vec<Bytes> = store.get("b", key, &request).await?.body.try_collect().await?;
    Ok(chunks.concat())
}

async fn listed(store: &FolderStore, key: &str) -> ListedObject {
    let page = store.list("b", &ListRequest { prefix: key.to_owned(), ..ListRequest::default() }).await.unwrap();
    page.objects.into_iter().find(|object| object.key == key).unwrap()
}

#[tokio::test]
async fn lists_in_binary_order_from_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let mut expected = vec![
        "a/b",
        "a/b-c",
        "a/z/1",
        "a-b",
        "a.txt",
        "a0",
        "a b/c",
        "b",
        "B/x",
        "a/b0/d",
        "ä/ö",
        "z//".trim_end_matches('/'),
        "日本/語",
    ];
    for key in &expected {
        write(folder.path(), key, "x");
    }
    expected.sort_unstable();
    let store = store(folder.path());
    for page in [1, 2, 3, 1_000] {
        assert_eq!(keys(&store, "", "", page).await, expected, "page of {page}");
        assert_eq!(keys(&store, "a/", "", page).await, ["a/b", "a/b-c", "a/b0/d", "a/z/1"]);
        assert_eq!(keys(&store, "a/b", "a/b", page).await, ["a/b-c", "a/b0/d"]);
        for (index, key) in expected.iter().enumerate() {
            assert_eq!(keys(&store, "", key, page).await, expected[index + 1..], "after {key}");
        }
        assert_eq!(
            keys(&store, "", "a/", page).await,
            expected[expected.iter().position(|key| *key == "a/b").unwrap()..]
        );
    }
}

#[tokio::test]
async fn a_listing_goes_on_without_its_open_walk() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..50 {
        write(folder.path(), &format!("d{}/f{n:02}", n / 10), "x");
    }
    let store = store(folder.path());
    let request = ListRequest { max_keys: 7, ..ListRequest::default() };
    let first = store.list("b", &request).await.unwrap();
    let again = ListRequest { continuation: first.next.clone(), ..request.clone() };
    let second = store.list("b", &again).await.unwrap();
    assert_eq!(second.objects[0].key, "d0/f07");
    // The walk has moved on; the same question still has the same answer, here and in another process.
    assert_eq!(store.list("b", &again).await.unwrap().objects, second.objects);
    let other = FolderStore::new([("b".to_owned(), folder.path().to_owned())]).unwrap();
    assert_eq!(other.list("b", &again).await.unwrap().objects, second.objects);

    for _ in 0..2 * MAX_OPEN_WALKS {
        store.list("b", &request).await.unwrap();
    }
    assert_eq!(store.inner.open.lock().len(), MAX_OPEN_WALKS);
    let third = ListRequest { continuation: second.next.clone(), start_after: "d1/f13".to_owned(), ..request };
    assert_eq!(store.list("b", &third).await.unwrap().objects[0].key, "d1/f14");

    let foreign = ListRequest { continuation: Some("?".to_owned()), ..ListRequest::default() };
    assert!(matches!(store.list("b", &foreign).await, Err(Error::InvalidRequest { .. })));
}

#[tokio::test]
async fn reads_ranges_and_notices_changes() {
    let folder = tempfile::tempdir().unwrap();
    let content: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    fs::write(folder.path().join("big"), &content).unwrap();
    fs::write(folder.path().join("empty"), "").unwrap();
    let store = store(folder.path());
    let object = listed(&store, "big").await;
    assert_eq!(object.size, 3_000_000);

    let response = store.get("b", "big", &GetRequest::default()).await.unwrap();
    assert_eq!((response.details.size, &response.details.e_tag), (3_000_000, &object.e_tag));
    let whole: Vec<Bytes> = response.body.try_collect().await.unwrap();
    assert!(whole.concat() == content);

    let range = |range: std::ops::Range<u64>| GetRequest { range: Some(range), if_match: Some(object.e_tag.clone()) };
    assert_eq!(read(&store, "big", range(5..9)).await.unwrap(), content[5..9]);
    assert!(read(&store, "big", range(1_000_000..9_000_000)).await.unwrap() == content[1_000_000..]);
    assert_eq!(
        read(&store, "big", range(3_000_000..3_000_001)).await,
        Err(Error::InvalidRange { bucket: "b".into(), size: Some(3_000_000) })
    );
    assert!(matches!(read(&store, "big", range(7..7)).await, Err(Error::InvalidRequest { .. })));
    assert_eq!(read(&store, "empty", GetRequest::default()).await.unwrap(), b"");
    assert!(matches!(store.get("b", "none", &GetRequest::default()).await, Err(Error::NoSuchKey { .. })));
    assert!(matches!(store.get("c", "none", &GetRequest::default()).await, Err(Error::NoSuchBucket { .. })));

    let quoted = GetRequest { range: None, if_match: Some(format!("\"{}\"", object.e_tag)) };
    assert_eq!(read(&store, "big", quoted.clone()).await.unwrap().len(), 3_000_000);
    let reading = store.get("b", "big", &quoted).await.unwrap();
    fs::write(folder.path().join("big"), "short").unwrap();
    let error = reading.body.try_collect::<Vec<_>>().await.unwrap_err();
    assert!(matches!(error, Error::Truncated { expected: 3_000_000, .. } | Error::Changed { .. }), "{error:?}");
    assert_eq!(read(&store, "big", quoted).await, Err(Error::Changed { bucket: "b".into() }));
}

#[tokio::test]
async fn never_leaves_the_folder() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret"), "secret").unwrap();
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "real/file", "x");
    symlink(outside.path().join("secret"), folder.path().join("link")).unwrap();
    symlink(outside.path(), folder.path().join("linked")).unwrap();
    symlink(folder.path().join("real"), folder.path().join("inside")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
    let store = store(folder.path());

    assert_eq!(keys(&store, "", "", 1).await, ["real/file"]);
    assert_eq!(store.passed(), Passed { symbolic_links: 3, special_files: 1 });
    let up = format!("../{}/secret", outside.path().file_name().unwrap().to_str().unwrap());
    let absolute = outside.path().join("secret");
    for key in [
        "link",
        "linked/secret",
        "inside/file",
        "socket",
        &up,
        "real/../real/file",
        "real//file",
        "real",
        "real/",
        "",
        "./real/file",
        "real/file/x",
        "real/fi\0le",
        absolute.to_str().unwrap(),
    ] {
        assert!(matches!(read(&store, key, GetRequest::default()).await, Err(Error::NoSuchKey { .. })), "{key}");
    }
    for key in ["link", "linked/new", "real/file/x", "../x", "a//b", "/x", "x/", ""] {
        let result = store.put("b", key, Bytes::from_static(b"x"), &PutOptions::default()).await;
        let harmless = key == "link" && result.is_ok();
        assert!(harmless || matches!(result, Err(Error::InvalidRequest { .. })), "{key}: {result:?}");
    }
    assert_eq!(fs::read_to_string(outside.path().join("secret")).unwrap(), "secret");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn unreadable_things_have_an_outcome() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "closed/inner", "x");
    write(folder.path(), "file", "x");
    let lock =
        |name: &str, mode| fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    lock("closed", 0o000);
    lock("file", 0o000);
    let store = store(folder.path());
    // The superuser may read anything; then there is nothing to refuse.
    if fs::read_dir(folder.path().join("closed")).is_err() {
        assert_eq!(keys(&store, "", "", 1).await, ["closed/", "file"]);
        for key in ["closed/", "file", "closed/inner"] {
            assert!(matches!(read(&store, key, GetRequest::default()).await, Err(Error::AccessDenied { .. })), "{key}");
        }
    } else {
        assert_eq!(keys(&store, "", "", 1).await, ["closed/inner", "file"]);
        assert!(matches!(read(&store, "closed/", GetRequest::default()).await, Err(Error::NoSuchKey { .. })));
    }
    lock("closed", 0o700);
}

#[tokio::test]
async fn paths_that_are_too_long_have_an_outcome() {
    let folder = tempfile::tempdir().unwrap();
    // Linux takes paths of up to 4,095 bytes. What lies deeper comes there by moving.
    let name = "n".repeat(200);
    let mut deep = folder.path().to_owned();
    while deep.as_os_str().len() < 4_000 {
        let missing = 4_000 - deep.as_os_str().len();
        // Leaves room for the separator and at least one character in the last step.
        deep.push(if missing > 202 { name.as_str() } else { &name[..(missing - 1).clamp(1, 200)] });
    }
    fs::create_dir_all(&deep).unwrap();
    let inner = format!("moved/{name}");
    write(folder.path(), &format!("{inner}/file"), "x");
    fs::rename(folder.path().join("moved"), deep.join("moved")).unwrap();
    write(folder.path(), "z", "x");

    let store = store(folder.path());
    let deep = deep.strip_prefix(folder.path()).unwrap().to_str().unwrap();
    let unreachable = format!("{deep}/{inner}/");
    assert_eq!(keys(&store, "", "", 1).await, [unreachable.as_str(), "z"]);
    let refused = read(&store, &unreachable, GetRequest::default()).await;
    assert!(matches!(refused, Err(Error::AccessDenied { .. })), "{refused:?}");
}

#[tokio::test]
async fn odd_names() {
    let folder = tempfile::tempdir().unwrap();
    let latin = OsStr::from_bytes(b"caf\xe9.txt");
    fs::write(folder.path().join(latin), "latin").unwrap();
    write(folder.path(), "a\u{f7e9}b", "private use");
    write(folder.path(), "new\nline/+%&<\"'>", "odd");
    let store = store(folder.path());
    let keys = keys(&store, "", "", 10).await;
    assert_eq!(keys, ["a\u{f7e9}b", "caf\u{f7e9}.txt", "new\nline/+%&<\"'>"]);
    for (key, content) in keys.iter().zip(["private use", "latin", "odd"]) {
        assert_eq!(read(&store, key, GetRequest::default()).await.unwrap(), content.as_bytes());
    }
}

#[tokio::test]
async fn a_single_file_is_a_bucket() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "people.csv", "name");
    write(folder.path(), "other", "x");
    let store = store(&folder.path().join("people.csv"));
    assert_eq!(keys(&store, "", "", 1).await, ["people.csv"]);
    assert_eq!(keys(&store, "p", "o", 1).await, ["people.csv"]);
    assert!(keys(&store, "", "people.csv", 1).await.is_empty());
    assert_eq!(read(&store, "people.csv", GetRequest::default()).await.unwrap(), b"name");
    assert!(matches!(read(&store, "other", GetRequest::default()).await, Err(Error::NoSuchKey { .. })));
    let put = store.put("b", "x", Bytes::new(), &PutOptions::default()).await;
    assert!(matches!(put, Err(Error::NotSupported { .. })));
    assert!(matches!(
        FolderStore::new([("gone".to_owned(), folder.path().join("gone"))]),
        Err(Error::NoSuchBucket { .. })
    ));
}

#[tokio::test]
async fn writes_whole_files() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    for content in ["first", "second"] {
        store.put("b", "AWSLogs/1/x.jsonl.gz", Bytes::from(content), &PutOptions::default()).await.unwrap();
        assert_eq!(read(&store, "AWSLogs/1/x.jsonl.gz", GetRequest::default()).await.unwrap(), content.as_bytes());
    }
    assert_eq!(keys(&store, "", "", 10).await, ["AWSLogs/1/x.jsonl.gz"], "no temporary file is left");
    assert_eq!(store.buckets().await.unwrap(), ["b"]);
    let details = store.bucket("b").await.unwrap();
    assert_eq!((details.name.as_str(), details.effective_permission().as_str()), ("b", "UNKNOWN"));
    assert!(store.tags("b", "AWSLogs/1/x.jsonl.gz").await.unwrap().is_empty());
    assert!(matches!(store.tags("b", "none").await, Err(Error::NoSuchKey { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the tree, a listing gives every file once, in the order of the keys, from any position.
    #[test]
    fn lists_like_a_sorted_map(
        paths in proptest::collection::vec("[ab.0-]{1,2}(/[ab.0-]{1,2}){0,2}", 1..20),
        page in 1_u16..5,
        after in "[ab./-]{0,4}",
        prefix in "[ab.]{0,2}/?",
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut expected = BTreeMap::new();
        for path in paths {
            if path.split('/').any(|part| part == "." || part == "..") { continue; }
            let target = folder.path().join(&path);
            // A file can be in the way of a folder, and the other way round: then there is nothing to write.
            if fs::create_dir_all(target.parent().unwrap()).is_ok() && fs::write(&target, &path).is_ok() {
                expected.insert(path.clone(), path.len() as u64);
            }
        }
        let wanted: Vec<String> =
            expected.into_keys().filter(|key| key.starts_with(&prefix) && *key > after).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listed = runtime.block_on(keys(&store(folder.path()), &prefix, &after, page));
        prop_assert_eq!(listed, wanted);
    }
}
