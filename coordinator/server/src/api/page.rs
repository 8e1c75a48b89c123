//! Pages of a list, and the tokens that lead from one to the next.
//!
//! A page ends at a position: the value that the list is sorted by, and the id. The next page begins after it. So what is
//! added between two calls never makes an entry appear twice or not at all.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use prost::Message as _;

use super::error::{Error, Violations};

/// Longer tokens are not ours: the longest position is a bucket, a key of 1,024 bytes and an id.
const LONGEST_TOKEN: usize = 8_192;

/// Bytes of the signature in a token: 128 bits.
const TAG_BYTES: usize = 16;

/// Which way a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Ascending,
    Descending,
}

/// The value that a list is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SortValue {
    Number(i64),
    Text(String),
}

/// A place in a sorted list. No two entries have the same, as ids are unique.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) value: SortValue,
    pub(super) id: String,
}

/// A position as a token carries it.
#[derive(Clone, PartialEq, prost::Message)]
struct Cursor {
    #[prost(sint64, optional, tag = "1")]
    number: Option<i64>,
    #[prost(string, optional, tag = "2")]
    text: Option<String>,
    #[prost(string, tag = "3")]
    id: String,
}

/// Makes and reads tokens. They are signed under a key of this process and bound to their query, so nobody can make one up
/// or use it with other criteria. After a restart of the coordinator lists begin anew.
pub(super) struct Tokens {
    key: hmac::Key,
}

/// What a list was asked for, but for the page: equal queries have equal fingerprints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query(Vec<u8>);

impl Query {
    /// The query of a method with these parts, in an order that does not change.
    pub(super) fn new(method: &str, parts: &[&[u8]]) -> Self {
        let mut bytes = Vec::new();
        for part in std::iter::once(method.as_bytes()).chain(parts.iter().copied()) {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        Self(bytes)
    }
}

impl Tokens {
    /// Tokens under a new random key.
    ///
    /// # Errors
    /// If the system has no randomness.
    pub(super) fn new() -> Result<Self, Error> {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &aws_lc_rs::rand::SystemRandom::new())
            .map_err(|_| Error::internal(std::io::Error::other("the system gives no random numbers")))?;
        Ok(Self { key })
    }

    /// The token of the page after this position.
    pub(super) fn issue(&self, query: &Query, position: &Position) -> String {
        let (number, text) = match &position.value {
            SortValue::Number(number) => (Some(*number), None),
            SortValue::Text(text) => (None, Some(text.clone())),
        };
        let mut bytes = Cursor { number, text, id: position.id.clone() }.encode_to_vec();
        let tag = self.tag(query, &bytes);
        bytes.extend_from_slice(&tag);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The position that a `nextToken` stands for; none for the first page.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the token was not issued for this query by this process.
    pub(super) fn open(&self, query: &Query, token: &str) -> Result<Option<Position>, Error> {
        if token.is_empty() {
            return Ok(None);
        }
        self.read(query, token).map(Some).ok_or_else(|| {
            Error::invalid(
                "nextToken",
                "does not continue this list; pass the token of the previous page with the same criteria and order, or \
                 begin again without a token",
            )
        })
    }

    fn read(&self, query: &Query, token: &str) -> Option<Position> {
        if token.len() > LONGEST_TOKEN {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (body, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG_BYTES)?)?;
        aws_lc_rs::constant_time::verify_slices_are_equal(&self.tag(query, body), tag).ok()?;
        let cursor = Cursor::decode(body).ok()?;
        let value = match (cursor.number, cursor.text) {
            (Some(number), None) => SortValue::Number(number),
            (None, Some(text)) => SortValue::Text(text),
            _ => return None,
        };
        Some(Position { value, id: cursor.id })
    }

    fn tag(&self, query: &Query, body: &[u8]) -> [u8; TAG_BYTES] {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(&(query.0.len() as u64).to_be_bytes());
        context.update(&query.0);
        context.update(body);
        let full = context.sign();
        let mut tag = [0; TAG_BYTES];
        for (to, from) in tag.iter_mut().zip(full.as_ref()) {
            *to = *from;
        }
        tag
    }
}

/// How many entries a page has: what was asked for, within bounds.
///
/// A violation is added if it is out of bounds.
pub(super) fn size(field: &str, asked: Option<i32>, default: u32, most: u32, wrong: &mut Violations) -> usize {
    let size = match asked {
        None => Some(default),
        Some(asked) => u32::try_from(asked).ok().filter(|size| (1..=most).contains(size)),
    };
    if size.is_none() {
        wrong.add(field, format!("must be 1 to {most}"));
    }
    size.unwrap_or(default) as usize
}

/// Picks a page out of entries that come in any order, without keeping more of them than the page holds.
pub(super) struct Picker<T> {
    direction: Direction,
    after: Option<Position>,
    size: usize,
    /// The first `size + 1` entries after the position; the last of them on top.
    heap: BinaryHeap<Entry<T>>,
}

struct Entry<T> {
    direction: Direction,
    position: Position,
    item: T,
}

/// The order of the list: descending lists are ascending ones turned round, ids included.
fn order(direction: Direction, a: &Position, b: &Position) -> Ordering {
    match direction {
        Direction::Ascending => a.cmp(b),
        Direction::Descending => b.cmp(a),
    }
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
    }
}

impl<T> Eq for Entry<T> {}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        order(self.direction, &self.position, &other.position)
    }
}

impl<T> Picker<T> {
    /// Picks `size` entries after a position, or from the beginning.
    pub(super) fn new(direction: Direction, after: Option<Position>, size: usize) -> Self {
        Self { direction, after, size, heap: BinaryHeap::new() }
    }

    /// Looks at an entry; `item` is called only if it may be on the page.
    pub(super) fn offer(&mut self, position: Position, item: impl FnOnce() -> T) {
        let before = |other: &Position| order(self.direction, &position, other) == Ordering::Less;
        if self.after.as_ref().is_some_and(|after| order(self.direction, &position, after) != Ordering::Greater) {
            return;
        }
        if self.heap.len() > self.size {
            if !self.heap.peek().is_some_and(|last| before(&last.position)) {
                return;
            }
            self.heap.pop();
        }
        self.heap.push(Entry { direction: self.direction, position, item: item() });
    }

    /// Whether later entries cannot be on the page if entries come in the order of the list.
    pub(super) fn is_full(&self) -> bool {
        self.heap.len() > self.size
    }

    /// The page, in order, and its last position if there are more entries after it.
    pub(super) fn finish(self) -> (Vec<T>, Option<Position>) {
        let size = self.size;
        let mut entries = self.heap.into_sorted_vec();
        let more = entries.len() > size;
        entries.truncate(size);
        let last = if more { entries.last().map(|entry| entry.position.clone()) } else { None };
        (entries.into_iter().map(|entry| entry.item).collect(), last)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn at(number: i64, id: &str) -> Position {
        Position { value: SortValue::Number(number), id: id.into() }
    }

    #[test]
    fn a_token_leads_back_to_its_position() {
        let tokens = Tokens::new().unwrap();
        let query = Query::new("List", &[b"a"]);
        let text = Position { value: SortValue::Text("päyroll/key".into()), id: "f1".into() };
        for position in [at(-5, "x"), at(i64::MAX, ""), text] {
            let token = tokens.issue(&query, &position);
            assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{token}");
            assert_eq!(tokens.open(&query, &token).unwrap(), Some(position));
        }
        assert_eq!(tokens.open(&query, "").unwrap(), None);
    }

    #[test]
    fn what_is_not_a_token_of_this_query_is_refused() {
        let tokens = Tokens::new().unwrap();
        let query = Query::new("List", &[b"a"]);
        let token = tokens.issue(&query, &at(1, "x"));
        let refused = |tokens: &Tokens, query: &Query, token: &str| {
            let status = tonic::Status::from(tokens.open(query, token).unwrap_err());
            assert_eq!(status.code(), tonic::Code::InvalidArgument);
            assert!(status.message().contains("nextToken"), "{}", status.message());
        };
        refused(&tokens, &Query::new("List", &[b"b"]), &token);
        refused(&tokens, &Query::new("Lis", &[b"ta"]), &token);
        refused(&Tokens::new().unwrap(), &query, &token);
        for wrong in ["x", "!!!!", "AAAA", &"A".repeat(1_000_000), &token[1..], &format!("{token}A")] {
            refused(&tokens, &query, wrong);
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for index in 0..bytes.len() {
            bytes[index] ^= 1;
            refused(&tokens, &query, &URL_SAFE_NO_PAD.encode(&bytes));
            bytes[index] ^= 1;
        }
    }

    #[test]
    fn sizes_have_bounds() {
        let mut wrong = Violations::new();
        assert_eq!(size("maxResults", None, 25, 200, &mut wrong), 25);
        assert_eq!(size("maxResults", Some(200), 25, 200, &mut wrong), 200);
        assert!(wrong.is_empty());
        for asked in [0, -1, 201, i32::MIN, i32::MAX] {
            let mut wrong = Violations::new();
            size("maxResults", Some(asked), 25, 200, &mut wrong);
            assert_eq!(wrong.iter().next().unwrap().description, "must be 1 to 200", "{asked}");
        }
    }

    fn walk(entries: &[(i64, u16)], direction: Direction, size: usize) -> Vec<(i64, u16)> {
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let mut picker = Picker::new(direction, after, size);
            for entry in entries {
                picker.offer(at(entry.0, &format!("{:05}", entry.1)), || *entry);
            }
            let (page, next) = picker.finish();
            assert!(page.len() <= size);
            all.extend(page);
            let Some(position) = next else { return all };
            after = Some(position);
        }
    }

    proptest! {
        #[test]
        fn pages_together_are_the_sorted_list(
            ids in proptest::collection::hash_set(0_u16..500, 0..60),
            size in 1_usize..10,
            descending: bool,
        ) {
            let entries: Vec<(i64, u16)> = ids.into_iter().map(|id| (i64::from(id % 7), id)).collect();
            let mut expected = entries.clone();
            expected.sort_unstable();
            let direction = if descending { Direction::Descending } else { Direction::Ascending };
            if descending {
                expected.reverse();
            }
            prop_assert_eq!(walk(&entries, direction, size), expected);
        }

        #[test]
        fn any_text_as_a_token_is_answered(token in ".{0,200}") {
            let tokens = Tokens::new().unwrap();
            prop_assert_eq!(tokens.open(&Query::new("m", &[]), &token).is_ok(), token.is_empty());
        }
    }

    #[test]
    fn what_is_added_meanwhile_doubles_and_hides_nothing() {
        let mut entries: Vec<(i64, &str)> = vec![(5, "e"), (4, "d"), (3, "c"), (2, "b")];
        let page = |entries: &[(i64, &'static str)], after| {
            let mut picker = Picker::new(Direction::Descending, after, 2);
            entries.iter().for_each(|(number, id)| picker.offer(at(*number, id), || *id));
            picker.finish()
        };
        let (first, next) = page(&entries, None);
        entries.insert(0, (9, "new"));
        let (second, end) = page(&entries, next);
        assert_eq!((first, second, end), (vec!["e", "d"], vec!["c", "b"], None));
    }
}
