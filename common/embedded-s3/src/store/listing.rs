//! Pages of keys and of versions. A page costs as much as it holds, wherever it begins.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use super::model::{Bucket, Version, Versions, current};

/// The last character there is: what comes after a prefix and this comes after nearly all keys with the prefix.
const LAST: char = char::MAX;

/// What to list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query<'a> {
    pub(crate) prefix: &'a str,
    /// Keys with the same text between the prefix and the delimiter become one common prefix.
    pub(crate) delimiter: Option<&'a str>,
    /// Only after this key or common prefix.
    pub(crate) after: &'a str,
    /// Keys and common prefixes at most.
    pub(crate) max: usize,
}

/// An entry of a page.
#[derive(Debug, Clone)]
pub(crate) enum Entry<T> {
    Object(String, T),
    CommonPrefix(String),
}

impl<T> Entry<T> {
    /// Where the next page begins after.
    pub(crate) fn name(&self) -> &str {
        match self {
            Entry::Object(key, _) => key,
            Entry::CommonPrefix(prefix) => prefix,
        }
    }
}

/// A page, and whether there is more.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) entries: Vec<Entry<T>>,
    pub(crate) is_truncated: bool,
}

/// The current objects.
pub(crate) fn objects(bucket: &Bucket, query: &Query<'_>) -> Page<Arc<Version>> {
    walk(&bucket.objects, query, |versions| current(versions).cloned())
}

/// All versions of objects; a key with several counts once against the maximum, so none is torn apart.
pub(crate) fn versions(bucket: &Bucket, query: &Query<'_>) -> Page<Versions> {
    walk(&bucket.objects, query, |versions| Some(versions.clone()))
}

fn walk<T>(map: &BTreeMap<String, Versions>, query: &Query<'_>, pick: impl Fn(&Versions) -> Option<T>) -> Page<T> {
    let mut page = Page { entries: Vec::new(), is_truncated: false };
    let mut after = query.after.to_owned();
    if let Some(prefix) = common_prefix(&after, query).filter(|prefix| *prefix == after) {
        // The page before ended with this common prefix: go on behind all of its keys.
        after = format!("{prefix}{LAST}");
    }
    'ranges: loop {
        let from =
            if after.as_str() < query.prefix { Bound::Included(query.prefix) } else { Bound::Excluded(after.as_str()) };
        for (key, versions) in map.range::<str, _>((from, Bound::Unbounded)) {
            if !key.starts_with(query.prefix) {
                return page;
            }
            let Some(picked) = pick(versions) else { continue };
            let prefix = common_prefix(key, query);
            // The jump behind a prefix can fall short of keys with the last character of all in them.
            let given_before = |prefix: &str| match page.entries.last() {
                Some(last) => last.name() == prefix,
                None => query.after.starts_with(prefix),
            };
            if prefix.is_some_and(given_before) {
                continue;
            }
            if page.entries.len() >= query.max {
                page.is_truncated = query.max > 0;
                return page;
            }
            match prefix {
                None => page.entries.push(Entry::Object(key.clone(), picked)),
                Some(prefix) => {
                    page.entries.push(Entry::CommonPrefix(prefix.to_owned()));
                    after = format!("{prefix}{LAST}");
                    continue 'ranges;
                }
            }
        }
        return page;
    }
}

/// The prefix that a key shares with others up to the delimiter.
fn common_prefix<'a>(key: &'a str, query: &Query<'_>) -> Option<&'a str> {
    let delimiter = query.delimiter.filter(|delimiter| !delimiter.is_empty())?;
    let rest = key.strip_prefix(query.prefix)?;
    let end = query.prefix.len() + rest.find(delimiter)? + delimiter.len();
    Some(&key[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(keys: &[&str]) -> Bucket {
        let mut bucket = Bucket::default();
        for key in keys {
            bucket.objects.insert((*key).to_owned(), vec![Arc::new(Version::default())]);
        }
        bucket
    }

    fn all(bucket: &Bucket, prefix: &str, delimiter: Option<&str>, after: &str, max: usize) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut after = after.to_owned();
        loop {
            let page = objects(bucket, &Query { prefix, delimiter, after: &after, max });
            assert!(page.entries.len() <= max);
            names.extend(page.entries.iter().map(|entry| entry.name().to_owned()));
            match page.entries.last() {
                Some(last) if page.is_truncated => after = last.name().to_owned(),
                _ => return names,
            }
        }
    }

    #[test]
    fn pages_equal_the_whole() {
        let bucket = bucket(&["a", "a/", "a/b", "a/c/d", "a-", "a0", "b/\u{10ffff}x", "b/c", "c//d", "ü/x"]);
        for max in 1..12 {
            assert_eq!(
                all(&bucket, "", None, "", max),
                ["a", "a-", "a/", "a/b", "a/c/d", "a0", "b/c", "b/\u{10ffff}x", "c//d", "ü/x"]
            );
            assert_eq!(all(&bucket, "", Some("/"), "", max), ["a", "a-", "a/", "a0", "b/", "c/", "ü/"]);
            assert_eq!(all(&bucket, "a/", Some("/"), "", max), ["a/", "a/b", "a/c/"]);
            assert_eq!(all(&bucket, "c/", Some("/"), "", max), ["c//"]);
            assert_eq!(all(&bucket, "a", None, "a/", max), ["a/b", "a/c/d", "a0"]);
            assert_eq!(all(&bucket, "", Some("/"), "a/c", max), ["a0", "b/", "c/", "ü/"]);
            assert!(all(&bucket, "x", None, "", max).is_empty());
        }
        assert!(objects(&bucket, &Query { max: 0, ..Query::default() }).entries.is_empty());
    }

    #[test]
    fn deleted_objects_are_passed() {
        let mut bucket = bucket(&["a", "b", "c"]);
        let marker = Version { is_delete_marker: true, ..Version::default() };
        bucket.objects.entry("b".into()).or_default().push(Arc::new(marker));
        assert_eq!(all(&bucket, "", None, "", 1), ["a", "c"]);
        assert_eq!(versions(&bucket, &Query { max: 9, ..Query::default() }).entries.len(), 3);
    }
}
