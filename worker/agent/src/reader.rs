//! An object's bytes, read in ranges ahead of the parser.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use magpie_base::retry::{self, Backoff};
use magpie_extract::Source;
use magpie_objects::{self as objects, GetRequest, ObjectDetails, ObjectStore};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// The first range after a jump, bytes: a central directory or a footer is small, and what follows is read by doubling.
const JUMP_RANGE: u64 = 256 * 1024;

/// Which object, as it was listed. Its ETag guards every read: an object that changes meanwhile is noticed.
#[derive(Clone)]
pub(crate) struct ObjectRef {
    pub(crate) bucket: Arc<str>,
    pub(crate) key: Arc<str>,
    pub(crate) e_tag: Arc<str>,
    pub(crate) size: u64,
}

/// How ranges are read.
#[derive(Clone)]
pub(crate) struct ReadPlan {
    /// Bytes of one range.
    pub(crate) range_size: u64,
    /// Ranges that are read ahead of the one in use.
    pub(crate) read_ahead: usize,
    /// How often a range that breaks off is taken up again.
    pub(crate) backoff: Backoff,
}

impl ReadPlan {
    /// The most memory that reading an object of `size` bytes takes: the range in use and those ahead.
    pub(crate) fn footprint(&self, size: u64) -> u64 {
        let ranges = u64::try_from(self.read_ahead).unwrap_or(u64::MAX).saturating_add(1);
        size.min(self.range_size.saturating_mul(ranges))
    }
}

/// Reads the bytes from `start` to `end`. Where the body breaks off, goes on from there; gives up after the plan's
/// attempts.
pub(crate) async fn read_range(
    store: &dyn ObjectStore,
    object: &ObjectRef,
    start: u64,
    end: u64,
    backoff: &Backoff,
) -> Result<(Bytes, ObjectDetails), objects::Error> {
    let length = usize::try_from(end - start).unwrap_or(usize::MAX);
    let whole = start == 0 && end == object.size;
    let mut bytes = BytesMut::with_capacity(length);
    let mut details = None;
    let mut failures = 0;
    loop {
        let from = start + bytes.len() as u64;
        // An empty range cannot be asked for; an empty object is read as a whole.
        let range = if whole && bytes.is_empty() { None } else { Some(from..end) };
        let error = match fill(store, object, range, length, &mut bytes, &mut details).await {
            Ok(()) => break,
            Err(error) => error,
        };
        failures += 1;
        match backoff.delay(failures) {
            Some(delay) if error.is_retryable() => tokio::time::sleep(delay).await,
            _ => return Err(error),
        }
    }
    details.map(|details| (bytes.freeze(), details)).ok_or_else(|| truncated(object, length, 0))
}

async fn fill(
    store: &dyn ObjectStore,
    object: &ObjectRef,
    range: Option<std::ops::Range<u64>>,
    length: usize,
    bytes: &mut BytesMut,
    details: &mut Option<ObjectDetails>,
) -> Result<(), objects::Error> {
    let request = GetRequest { range, if_match: Some(object.e_tag.to_string()) };
    let response = store.get(&object.bucket, &object.key, &request).await?;
    // A store that ignores If-Match is caught here.
    if !object.e_tag.is_empty() && !response.details.e_tag.is_empty() && response.details.e_tag != *object.e_tag {
        return Err(objects::Error::Changed { bucket: object.bucket.to_string() });
    }
    details.get_or_insert(response.details);
    let mut body = response.body;
    while let Some(part) = body.next().await {
        let part = part?;
        if bytes.len() + part.len() > length {
            return Err(objects::Error::Changed { bucket: object.bucket.to_string() });
        }
        bytes.extend_from_slice(&part);
    }
    if bytes.len() < length { Err(truncated(object, length, bytes.len())) } else { Ok(()) }
}

fn truncated(object: &ObjectRef, expected: usize, received: usize) -> objects::Error {
    objects::Error::Truncated {
        bucket: object.bucket.to_string(),
        expected: expected as u64,
        received: received as u64,
    }
}

/// One range in memory.
struct Piece {
    start: u64,
    bytes: Bytes,
}

impl Piece {
    fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    fn holds(&self, offset: u64) -> bool {
        self.start <= offset && offset < self.end()
    }
}

/// The [`Source`] of one object, for a CPU thread: waits there for ranges that the runtime reads.
pub(crate) struct ObjectSource {
    store: Arc<dyn ObjectStore>,
    runtime: Handle,
    object: ObjectRef,
    plan: ReadPlan,
    current: Piece,
    ahead: VecDeque<(u64, JoinHandle<Result<Bytes, objects::Error>>)>,
    /// Size of the next range: grows back to the plan's after a jump.
    window: u64,
    failure: Option<objects::Error>,
    bytes_read: u64,
}

impl ObjectSource {
    /// A source that already holds the object's first bytes.
    pub(crate) fn new(
        store: Arc<dyn ObjectStore>,
        runtime: Handle,
        object: ObjectRef,
        plan: ReadPlan,
        first: Bytes,
    ) -> ObjectSource {
        let bytes_read = first.len() as u64;
        let window = plan.range_size;
        let mut source = ObjectSource {
            store,
            runtime,
            object,
            plan,
            current: Piece { start: 0, bytes: first },
            ahead: VecDeque::new(),
            window,
            failure: None,
            bytes_read,
        };
        source.read_on();
        source
    }

    /// What stopped reading, if something did.
    pub(crate) fn take_failure(&mut self) -> Option<objects::Error> {
        self.failure.take()
    }

    /// Bytes that came from the store.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Starts as many ranges as may be in flight.
    fn read_on(&mut self) {
        let depth = if self.window < self.plan.range_size { 1 } else { self.plan.read_ahead.max(1) };
        while self.ahead.len() < depth {
            let start = match self.ahead.back() {
                Some((start, _)) => start + self.window,
                None => self.current.end(),
            };
            if start >= self.object.size {
                return;
            }
            self.start_range(start);
        }
    }

    fn start_range(&mut self, start: u64) {
        let end = start.saturating_add(self.window).min(self.object.size);
        let (store, object, backoff) = (Arc::clone(&self.store), self.object.clone(), self.plan.backoff.clone());
        let task = self.runtime.spawn(async move {
            read_range(store.as_ref(), &object, start, end, &backoff).await.map(|(bytes, _)| bytes)
        });
        self.ahead.push_back((start, task));
    }

    /// Makes `current` the range that holds `offset`.
    fn seek(&mut self, offset: u64) -> Result<(), objects::Error> {
        // Ranges that are skipped over were read for nothing; a parser that skips mostly skips far.
        while self.ahead.front().is_some_and(|(start, _)| offset >= start + self.window) {
            self.drop_front();
        }
        if self.ahead.front().is_none_or(|(start, _)| offset < *start) {
            self.stop_reading();
            let follows = offset == self.current.end();
            self.window = if follows {
                (self.window * 2).min(self.plan.range_size)
            } else {
                JUMP_RANGE.min(self.plan.range_size)
            };
            self.start_range(offset);
        }
        let Some((start, task)) = self.ahead.pop_front() else {
            return Err(truncated(&self.object, 0, 0));
        };
        // The old range is let go before the next is waited for: never more than the plan's footprint.
        self.current = Piece { start, bytes: Bytes::new() };
        let bytes = self.runtime.block_on(task).map_err(|_| truncated(&self.object, 0, 0))??;
        self.bytes_read += bytes.len() as u64;
        self.current = Piece { start, bytes };
        if self.window == self.plan.range_size {
            self.read_on();
        }
        Ok(())
    }

    fn drop_front(&mut self) {
        if let Some((_, task)) = self.ahead.pop_front() {
            task.abort();
        }
    }

    fn stop_reading(&mut self) {
        while !self.ahead.is_empty() {
            self.drop_front();
        }
    }
}

impl Drop for ObjectSource {
    fn drop(&mut self) {
        self.stop_reading();
    }
}

impl Source for ObjectSource {
    fn len(&self) -> u64 {
        self.object.size
    }

    fn chunk(&mut self, offset: u64) -> io::Result<&[u8]> {
        if offset >= self.object.size {
            return Ok(&[]);
        }
        if !self.current.holds(offset)
            && let Err(error) = self.seek(offset)
        {
            self.failure.get_or_insert(error.clone());
            return Err(io::Error::other(error));
        }
        let at = usize::try_from(offset - self.current.start).unwrap_or(usize::MAX);
        Ok(self.current.bytes.get(at..).unwrap_or_default())
    }
}

/// Lists one page, trying again while that may help.
pub(crate) async fn list_page(
    store: &dyn ObjectStore,
    bucket: &str,
    request: &objects::ListRequest,
    backoff: &Backoff,
) -> Result<objects::ListPage, objects::Error> {
    retry::retry(backoff, objects::Error::is_retryable, |_| store.list(bucket, request)).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use magpie_objects::FolderStore;
    use std::time::Duration;

    const RANGE: u64 = 1_000;

    fn content(size: usize) -> Vec<u8> {
        (0..size).map(|at| (at % 251) as u8).collect()
    }

    /// A file of `size` bytes, listed, in a store of its own.
    async fn stored(folder: &std::path::Path, size: usize) -> (Arc<dyn ObjectStore>, ObjectRef) {
        std::fs::write(folder.join("object"), content(size)).unwrap();
        let store: Arc<dyn ObjectStore> =
            Arc::new(FolderStore::new([("bucket".to_owned(), folder.to_owned())]).unwrap());
        let listed = store.list("bucket", &objects::ListRequest::default()).await.unwrap().objects.remove(0);
        let object = ObjectRef {
            bucket: Arc::from("bucket"),
            key: Arc::from(listed.key.as_str()),
            e_tag: Arc::from(listed.e_tag.as_str()),
            size: listed.size,
        };
        (store, object)
    }

    fn plan() -> ReadPlan {
        let backoff =
            Backoff { initial: Duration::from_millis(1), max_delay: Duration::from_millis(2), max_attempts: 2 };
        ReadPlan { range_size: RANGE, read_ahead: 2, backoff }
    }

    async fn open(store: &Arc<dyn ObjectStore>, object: &ObjectRef) -> ObjectSource {
        let end = object.size.min(RANGE);
        let (first, _) = read_range(store.as_ref(), object, 0, end, &plan().backoff).await.unwrap();
        ObjectSource::new(Arc::clone(store), Handle::current(), object.clone(), plan(), first)
    }

    /// All bytes from `from` on, by chunks.
    fn read_from(source: &mut ObjectSource, from: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        loop {
            let chunk = source.chunk(from + bytes.len() as u64).unwrap();
            if chunk.is_empty() {
                return bytes;
            }
            bytes.extend_from_slice(chunk);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn any_order_of_reading_gives_the_same_bytes() {
        for size in [0, 1, 999, 1_000, 1_001, 10_500] {
            let folder = tempfile::tempdir().unwrap();
            let (store, object) = stored(folder.path(), size).await;
            let mut source = open(&store, &object).await;
            tokio::task::spawn_blocking(move || {
                let expected = content(size);
                assert_eq!(read_from(&mut source, 0), expected, "forwards, {size}");
                for from in [size.saturating_sub(22), 0, size / 2, size / 3, size] {
                    assert_eq!(read_from(&mut source, from as u64), expected[from..], "from {from} of {size}");
                }
                assert!(source.chunk(u64::MAX).unwrap().is_empty());
                assert!(source.take_failure().is_none());
            })
            .await
            .unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_object_that_changes_meanwhile_is_noticed_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let (store, object) = stored(folder.path(), 50_000).await;
        let mut source = open(&store, &object).await;
        std::fs::write(folder.path().join("object"), vec![b'x'; 50_001]).unwrap();
        tokio::task::spawn_blocking(move || {
            let error = source.chunk(40_000).unwrap_err();
            assert!(matches!(objects::Error::inside(&error), Some(objects::Error::Changed { .. })), "{error}");
            assert!(matches!(source.take_failure(), Some(objects::Error::Changed { .. })));
        })
        .await
        .unwrap();
    }

    #[test]
    fn the_footprint_is_bounded_whatever_the_size() {
        assert_eq!(plan().footprint(10), 10);
        assert_eq!(plan().footprint(u64::MAX), 3 * RANGE);
    }
}
