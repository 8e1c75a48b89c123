//! Walking a listing.

use crate::{Error, ListPage, ListRequest, ListedObject, ObjectStore};

/// Empty pages in a row after which a listing counts as stuck. S3 gives such pages where it passes many deleted versions.
const MAX_EMPTY_PAGES: u32 = 100_000;

/// How far a walk through the objects of a bucket has come, for those who ask the store themselves. [`Pages`] does both.
pub struct Walk {
    bucket: String,
    request: ListRequest,
    empty: u32,
    finished: bool,
}

impl Walk {
    /// The objects of `bucket` whose keys start with `prefix` and come after `start_after`.
    pub fn new(bucket: &str, prefix: &str, start_after: &str) -> Walk {
        let request =
            ListRequest { prefix: prefix.to_owned(), start_after: start_after.to_owned(), ..ListRequest::default() };
        Walk { bucket: bucket.to_owned(), request, empty: 0, finished: false }
    }

    /// The bucket.
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// What to ask for next; none at the end. The same until [`take`](Walk::take) is called.
    pub fn request(&self) -> Option<&ListRequest> {
        (!self.finished).then_some(&self.request)
    }

    /// Takes the answer to [`request`](Walk::request) and gives its objects: none if the page is empty, which is not the end.
    ///
    /// # Errors
    /// [`Error::ListingStuck`] after 100,000 empty pages in a row.
    pub fn take(&mut self, page: ListPage) -> Result<Vec<ListedObject>, Error> {
        self.finished = page.next.is_none();
        self.request.continuation = page.next;
        match page.objects.last() {
            Some(last) => {
                self.request.start_after.clone_from(&last.key);
                self.empty = 0;
            }
            None if self.empty >= MAX_EMPTY_PAGES && !self.finished => {
                return Err(Error::ListingStuck { bucket: self.bucket.clone() });
            }
            None => self.empty += 1,
        }
        Ok(page.objects)
    }
}

/// Walks the objects of a bucket page by page.
///
/// After an error [`next`](Pages::next) can be called again: it asks for the same page.
pub struct Pages<'a> {
    store: &'a dyn ObjectStore,
    walk: Walk,
}

impl<'a> Pages<'a> {
    /// The objects of `bucket` whose keys start with `prefix` and come after `start_after`.
    pub fn new(store: &'a dyn ObjectStore, bucket: &str, prefix: &str, start_after: &str) -> Pages<'a> {
        Pages { store, walk: Walk::new(bucket, prefix, start_after) }
    }

    /// Asks for at most this many objects a page.
    #[must_use]
    pub fn page_size(mut self, max_keys: u16) -> Pages<'a> {
        self.walk.request.max_keys = max_keys;
        self
    }

    /// The last key that was given out: where another walk can go on.
    pub fn position(&self) -> &str {
        &self.walk.request.start_after
    }

    /// The next objects, at least one; none at the end.
    ///
    /// # Errors
    /// Those of [`ObjectStore::list`].
    pub async fn next(&mut self) -> Result<Option<Vec<ListedObject>>, Error> {
        while let Some(request) = self.walk.request() {
            let page = self.store.list(&self.walk.bucket, request).await?;
            let objects = self.walk.take(page)?;
            if !objects.is_empty() {
                return Ok(Some(objects));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn empty_pages_are_no_end_but_not_for_ever() {
        let empty = || ListPage { objects: Vec::new(), next: Some("on".to_owned()) };
        let mut walk = Walk::new("bucket", "", "");
        for _ in 0..MAX_EMPTY_PAGES {
            assert!(walk.take(empty()).unwrap().is_empty());
            assert_eq!(walk.request().unwrap().continuation.as_deref(), Some("on"));
        }
        assert!(matches!(walk.take(empty()), Err(Error::ListingStuck { .. })));
        walk.take(ListPage { objects: Vec::new(), next: None }).unwrap();
        assert!(walk.request().is_none());
    }
}
