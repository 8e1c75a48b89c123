//! Walking a listing.

use crate::{Error, ListRequest, ListedObject, ObjectStore};

/// Empty pages in a row after which a listing counts as stuck. S3 gives such pages where it passes many deleted versions.
const MAX_EMPTY_PAGES: u32 = 100_000;

/// Walks the objects of a bucket page by page.
///
/// After an error [`next`](Pages::next) can be called again: it asks for the same page.
pub struct Pages<'a> {
    store: &'a dyn ObjectStore,
    bucket: String,
    request: ListRequest,
    finished: bool,
}

impl<'a> Pages<'a> {
    /// The objects of `bucket` whose keys start with `prefix` and come after `start_after`.
    pub fn new(store: &'a dyn ObjectStore, bucket: &str, prefix: &str, start_after: &str) -> Pages<'a> {
        let request =
            ListRequest { prefix: prefix.to_owned(), start_after: start_after.to_owned(), ..ListRequest::default() };
        Pages { store, bucket: bucket.to_owned(), request, finished: false }
    }

    /// Asks for at most this many objects a page.
    #[must_use]
    pub fn page_size(mut self, max_keys: u16) -> Pages<'a> {
        self.request.max_keys = max_keys;
        self
    }

    /// The last key that was given out: where another walk can go on.
    pub fn position(&self) -> &str {
        &self.request.start_after
    }

    /// The next objects, at least one; none at the end.
    ///
    /// # Errors
    /// Those of [`ObjectStore::list`].
    pub async fn next(&mut self) -> Result<Option<Vec<ListedObject>>, Error> {
        for _ in 0..MAX_EMPTY_PAGES {
            if self.finished {
                return Ok(None);
            }
            let page = self.store.list(&self.bucket, &self.request).await?;
            self.finished = page.next.is_none();
            self.request.continuation = page.next;
            if let Some(last) = page.objects.last() {
                self.request.start_after.clone_from(&last.key);
                return Ok(Some(page.objects));
            }
        }
        Err(Error::ListingStuck { bucket: self.bucket.clone() })
    }
}
