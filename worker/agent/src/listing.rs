//! The keys of a shard, page after page.

use std::collections::VecDeque;
use std::sync::Arc;

use magpie_base::retry::Backoff;
use magpie_objects::{self as objects, ListedObject, ObjectStore, Walk};

use crate::reader::list_page;

/// Lists the keys in `(start_after, end_inclusive]`.
pub(crate) struct KeyRange {
    store: Arc<dyn ObjectStore>,
    end_inclusive: String,
    backoff: Backoff,
    walk: Walk,
    page: VecDeque<ListedObject>,
    /// A key beyond the range was met.
    beyond: bool,
}

impl KeyRange {
    /// An empty `end_inclusive` is the end of the bucket.
    pub(crate) fn new(
        store: Arc<dyn ObjectStore>,
        bucket: &str,
        start_after: &str,
        end_inclusive: String,
        backoff: Backoff,
    ) -> KeyRange {
        let walk = Walk::new(bucket, "", start_after);
        KeyRange { store, end_inclusive, backoff, walk, page: VecDeque::new(), beyond: false }
    }

    /// The next object, or `None` at the end of the range. May be dropped and called again without losing any.
    pub(crate) async fn next(&mut self) -> Result<Option<ListedObject>, objects::Error> {
        while !self.beyond {
            if let Some(object) = self.page.pop_front() {
                self.beyond = !self.end_inclusive.is_empty() && object.key > self.end_inclusive;
                return Ok((!self.beyond).then_some(object));
            }
            let Some(request) = self.walk.request() else { break };
            let page = list_page(self.store.as_ref(), self.walk.bucket(), request, &self.backoff).await?;
            // No await between here and the next turn: a page is taken whole or not at all.
            self.page = self.walk.take(page)?.into();
        }
        Ok(None)
    }
}
