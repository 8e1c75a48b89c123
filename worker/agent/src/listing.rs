//! The keys of a shard, page after page.

use std::collections::VecDeque;
use std::sync::Arc;

use magpie_base::retry::Backoff;
use magpie_objects::{self as objects, ListRequest, ListedObject, ObjectStore};

use crate::reader::list_page;

/// Keys of one page; what S3 gives at most.
const PAGE: u16 = 1_000;

/// Lists the keys in `(start_after, end_inclusive]`.
pub(crate) struct KeyRange {
    store: Arc<dyn ObjectStore>,
    bucket: Arc<str>,
    end_inclusive: String,
    backoff: Backoff,
    request: ListRequest,
    page: VecDeque<ListedObject>,
    last_page: bool,
}

impl KeyRange {
    /// An empty `end_inclusive` is the end of the bucket.
    pub(crate) fn new(
        store: Arc<dyn ObjectStore>,
        bucket: Arc<str>,
        start_after: String,
        end_inclusive: String,
        backoff: Backoff,
    ) -> KeyRange {
        let request = ListRequest { prefix: String::new(), start_after, continuation: None, max_keys: PAGE };
        KeyRange { store, bucket, end_inclusive, backoff, request, page: VecDeque::new(), last_page: false }
    }

    /// The next object, or `None` at the end of the range. May be dropped and called again without losing any.
    pub(crate) async fn next(&mut self) -> Result<Option<ListedObject>, objects::Error> {
        loop {
            if let Some(object) = self.page.pop_front() {
                if !self.end_inclusive.is_empty() && object.key > self.end_inclusive {
                    self.page.clear();
                    self.last_page = true;
                    return Ok(None);
                }
                return Ok(Some(object));
            }
            if self.last_page {
                return Ok(None);
            }
            let page = list_page(self.store.as_ref(), &self.bucket, &self.request, &self.backoff).await?;
            // No await between here and the next turn: a page is taken whole or not at all.
            if let Some(last) = page.objects.last() {
                self.request.start_after.clone_from(&last.key);
            }
            self.last_page = page.next.is_none();
            self.request.continuation = page.next;
            self.page = page.objects.into();
        }
    }
}
