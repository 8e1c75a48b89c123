//! What was found in values of fields before: a value that comes again is not looked at again.
//!
//! What is found in a field depends on its bytes and on what its names say, and on nothing else. Records repeat many of their
//! values (states, regions, hosts, accounts, versions, user agents), and most of them hold nothing. Values are compared byte
//! by byte: that two have one hash decides about time alone.

use zeroize::Zeroize;

use crate::context::ContextId;
use crate::scanner::{Confidence, Field, FieldMatch};

/// A value of at most so many bytes is compared at once.
const SHORT: usize = 32;
/// Values of more bytes are not remembered: they seldom come twice.
const LONGEST: usize = 120;
/// How many short values are remembered at most. They fit the first-level cache, as the time of each lookup matters.
const SHORT_PLACES: usize = 512;
/// Likewise longer ones.
const LONG_PLACES: usize = 1024;
/// Of how many values it is remembered that they came once: only those that come twice are remembered themselves.
const ONCE: usize = 2048;
/// How many matches a value may have.
const MATCHES: usize = 2;

/// A short value, filled up with zeros.
type Words = [u64; SHORT / 8];
const _: () = assert!(SHORT.is_multiple_of(8) && LONGEST < u8::MAX as usize);

/// Bit masks of the first bytes of a short value, by their number.
const FIRST: [Words; SHORT + 1] = {
    let mut masks = [[0; SHORT / 8]; SHORT + 1];
    let mut length = 0;
    while length <= SHORT {
        let mut byte = 0;
        while byte < length {
            masks[length][byte / 8] |= 0xff << (byte % 8 * 8);
            byte += 1;
        }
        length += 1;
    }
    masks
};

/// The context of a value and its length, as one number: never 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kind(u64);

impl Kind {
    /// Marks a value with matches.
    const MATCHES: u64 = 1 << 63;

    /// Of values that are too long to be remembered it does not matter.
    #[inline(always)]
    fn new(context: ContextId, length: usize) -> Kind {
        Kind(u64::from(context.number()) << 8 | (length as u64 + 1) & 0xff)
    }

    /// What is not alike in both, whether or not they have matches.
    #[inline(always)]
    fn differs(self, other: Kind) -> u64 {
        (self.0 ^ other.0) & !Kind::MATCHES
    }

    /// Of a short value.
    #[inline(always)]
    fn length(self) -> usize {
        (self.0 & 0xff) as usize - 1
    }

    #[inline(always)]
    fn has_matches(self) -> bool {
        self.0 & Kind::MATCHES != 0
    }
}

/// A match in a value.
#[derive(Clone, Copy, Debug)]
struct Held {
    identifier: u16,
    start: u8,
    end: u8,
    confidence: Confidence,
}

/// All matches in a value.
type Matches = [Option<Held>; MATCHES];

#[derive(Clone, Copy, Debug, Default)]
struct Short {
    words: Words,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
struct Long {
    bytes: [u8; LONGEST],
    kind: Kind,
    matches: Matches,
}

/// Values that were looked at, until they are forgotten. Content of somebody's data: wiped then.
pub(crate) struct Memo {
    /// Parts of hashes of values that came once.
    once: Vec<u32>,
    short: Vec<Short>,
    /// The matches of the short ones.
    short_matches: Vec<Matches>,
    long: Vec<Long>,
    /// Whether nothing was remembered since all was forgotten.
    is_new: bool,
}

/// Those fields of a batch whose values are to be looked at, and what is known of the others.
pub(crate) struct Rest {
    /// The values side by side, with room behind them.
    text: Vec<u8>,
    /// Where the last value and the separator behind it end, and where they ended at most since all was wiped.
    end: usize,
    most: usize,
    /// Where the values lie in `text`.
    fields: Vec<Field>,
    origins: Vec<Origin>,
    /// How many fields there are.
    count: usize,
    /// Matches of fields that are not looked at, in their order.
    known: Vec<FieldMatch>,
}

/// Where a field of [`Rest`] comes from.
#[derive(Clone, Copy, Debug)]
struct Origin {
    /// Which field of the batch it is.
    number: u32,
    /// Where its value is to be remembered.
    place: u32,
}

/// The place of a value that is not to be remembered.
const NOWHERE: u32 = u32::MAX;

/// How many fields [`Rest`] takes, and how many bytes: few enough for the caches.
pub(crate) const MOST_FIELDS: usize = 1024;
const MOST_BYTES: usize = 16 * 1024;

/// What stands behind each value: no letter, as words would go on with it, and nothing that signs look at.
const SEPARATOR: u8 = b'\n';

#[inline(always)]
fn words(bytes: &[u8; SHORT]) -> Words {
    let mut words = [0; SHORT / 8];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    words
}

/// The first `length` bytes, at most [`SHORT`].
#[inline(always)]
fn first_words(bytes: &[u8; SHORT], length: usize) -> Words {
    let mut words = words(bytes);
    for (word, mask) in words.iter_mut().zip(&FIRST[length]) {
        *word &= mask;
    }
    words
}

/// Both halves of a product.
#[inline(always)]
fn fold(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right);
    product as u64 ^ (product >> 64) as u64
}

/// Odd numbers without a pattern: digits of the golden ratio and of pi.
const SALT: [u64; 3] = [0x9e37_79b9_7f4a_7c15, 0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7345];

/// A hash of a hash and further bytes.
#[inline(always)]
fn hash(before: u64, [first, second, third, fourth]: Words) -> u64 {
    fold(first ^ before, second ^ SALT[0]).rotate_left(23) ^ fold(third ^ before ^ SALT[1], fourth ^ SALT[2])
}

fn hash_long(kind: Kind, value: &[u8]) -> u64 {
    let (chunks, _) = value.as_chunks::<SHORT>();
    // The last ones, of which some may have been among the others.
    chunks.iter().chain(value.last_chunk()).fold(fold(kind.0, SALT[0]), |before, chunk| hash(before, words(chunk)))
}

impl Memo {
    pub(crate) fn new() -> Memo {
        let nothing = Long { bytes: [0; LONGEST], kind: Kind::default(), matches: Matches::default() };
        Memo {
            once: vec![0; ONCE],
            short: vec![Short::default(); SHORT_PLACES],
            short_matches: vec![Matches::default(); SHORT_PLACES],
            long: vec![nothing; LONG_PLACES],
            is_new: true,
        }
    }

    /// Forgets and wipes all values.
    pub(crate) fn forget(&mut self) {
        if std::mem::replace(&mut self.is_new, true) {
            return;
        }
        self.once.zeroize();
        self.once.resize(ONCE, 0);
        for place in &mut self.short {
            place.words.zeroize();
            place.kind = Kind::default();
        }
        for place in self.long.iter_mut().filter(|place| place.kind != Kind::default()) {
            place.bytes.zeroize();
            place.kind = Kind::default();
        }
    }

    /// Whether a value with this hash came before, and has come now.
    #[inline(always)]
    fn came(&mut self, hash: u64) -> bool {
        let tag = (hash >> 32) as u32;
        std::mem::replace(&mut self.once[(hash >> 16) as usize % ONCE], tag) == tag
    }

    /// Parts the fields from `first` on into those whose values are known and those that are to be looked at, until there are
    /// enough of these, or one is longer than all may be together. Gives the number of the first field that is left.
    pub(crate) fn part(&mut self, text: &[u8], fields: &[Field], first: usize, rest: &mut Rest) -> usize {
        rest.clear();
        self.is_new = false;
        for (number, field) in fields.iter().enumerate().skip(first) {
            let end = (field.end as usize).min(text.len());
            let start = (field.start as usize).min(end);
            let value = &text[start..end];
            if rest.count >= MOST_FIELDS || rest.end >= MOST_BYTES || value.len() > MOST_BYTES {
                return number;
            }
            let kind = Kind::new(field.context, value.len());
            if value.len() <= SHORT {
                // What follows the value is masked out.
                let bytes = text[start..].first_chunk().copied().unwrap_or_else(|| {
                    let mut bytes = [0; SHORT];
                    bytes[..value.len()].copy_from_slice(value);
                    bytes
                });
                self.part_short(&bytes, kind, (number, field.context), rest);
            } else {
                self.part_long(value, kind, (number, field.context), rest);
            }
        }
        fields.len()
    }

    /// Without a branch, as there are many and which are known cannot be foreseen.
    #[inline(always)]
    fn part_short(&mut self, bytes: &[u8; SHORT], kind: Kind, field: (usize, ContextId), rest: &mut Rest) {
        let (number, context) = field;
        let length = kind.length();
        let words = first_words(bytes, length);
        let hash = hash(fold(kind.0, SALT[0]), words);
        let at = hash as usize % SHORT_PLACES;
        let known = &self.short[at];
        let differs =
            known.words.iter().zip(&words).fold(known.kind.differs(kind), |all, (one, other)| all | one ^ other);
        if (differs == 0) & known.kind.has_matches() {
            rest.recall(number, &self.short_matches[at]);
        }
        let place = at as u32 | u32::from(self.came(hash)).wrapping_sub(1);
        let origin = Origin { number: number as u32, place };
        rest.add_short(bytes, length, origin, context, (differs != 0) & (length != 0));
    }

    fn part_long(&mut self, value: &[u8], kind: Kind, field: (usize, ContextId), rest: &mut Rest) {
        let (number, context) = field;
        let mut origin = Origin { number: number as u32, place: NOWHERE };
        if value.len() <= LONGEST {
            let hash = hash_long(kind, value);
            let at = hash as usize % LONG_PLACES;
            let known = &self.long[at];
            if known.kind == kind && known.bytes[..value.len()] == *value {
                return rest.recall(number, &known.matches);
            }
            if self.came(hash) {
                origin.place = at as u32;
            }
        }
        rest.add(value, origin, context);
    }

    /// Remembers what was found in the fields of `rest`, ordered by fields: the numbers of the fields are those in `rest`.
    pub(crate) fn learn(&mut self, rest: &Rest, mut found: &[FieldMatch]) {
        for (number, (field, origin)) in rest.fields().iter().zip(&rest.origins).enumerate() {
            let count = found.iter().take_while(|one| one.field == number).count();
            let (here, behind) = found.split_at(count);
            found = behind;
            let place = origin.place as usize;
            if origin.place == NOWHERE || here.len() > MATCHES {
                continue;
            }
            let mut matches = Matches::default();
            for (held, one) in matches.iter_mut().zip(here) {
                let FieldMatch { identifier, start, end, confidence, .. } = *one;
                // The longest value that is remembered has fewer bytes than 256.
                *held = Some(Held { identifier: identifier as u16, start: start as u8, end: end as u8, confidence });
            }
            let value = &rest.text[field.start as usize..field.end as usize];
            let mut kind = Kind::new(field.context, value.len());
            if value.len() > SHORT {
                let long = &mut self.long[place];
                long.bytes[..value.len()].copy_from_slice(value);
                (long.kind, long.matches) = (kind, matches);
            } else if let Some(bytes) = rest.text[field.start as usize..].first_chunk() {
                if !here.is_empty() {
                    kind.0 |= Kind::MATCHES;
                    self.short_matches[place] = matches;
                }
                self.short[place] = Short { words: first_words(bytes, value.len()), kind };
            }
        }
    }
}

impl Drop for Memo {
    fn drop(&mut self) {
        self.forget();
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl Rest {
    pub(crate) fn new() -> Rest {
        let none = Field { start: 0, end: 0, context: ContextId::default() };
        Rest {
            // The last value begins before the limit, and behind it is room for whatever is written at once.
            text: vec![0; 2 * MOST_BYTES + SHORT + 1],
            end: 0,
            most: 0,
            fields: vec![none; MOST_FIELDS + 1],
            origins: vec![Origin { number: 0, place: NOWHERE }; MOST_FIELDS + 1],
            count: 0,
            known: Vec::new(),
        }
    }

    fn clear(&mut self) {
        self.most = self.most.max(self.end);
        self.end = 0;
        self.count = 0;
        self.known.clear();
    }

    /// Wipes the values, this batch's and those of earlier ones.
    pub(crate) fn wipe(&mut self) {
        self.clear();
        // What does not stay is written, too.
        let end = self.text.len().min(self.most + SHORT + 1);
        self.text[..end].zeroize();
        self.most = 0;
    }

    /// Writes a field, and leaves it there if it is to be looked at; else the next is written in its place.
    #[inline(always)]
    fn add_short(&mut self, bytes: &[u8; SHORT], length: usize, origin: Origin, context: ContextId, stays: bool) {
        let start = self.end;
        self.text[start..start + SHORT].copy_from_slice(bytes);
        self.text[start + length] = SEPARATOR;
        self.fields[self.count] = Field { start: start as u32, end: (start + length) as u32, context };
        self.origins[self.count] = origin;
        self.count += usize::from(stays);
        self.end = start + (length + 1) * usize::from(stays);
    }

    fn add(&mut self, value: &[u8], origin: Origin, context: ContextId) {
        let (start, end) = (self.end, self.end + value.len());
        self.text[start..end].copy_from_slice(value);
        self.text[end] = SEPARATOR;
        self.fields[self.count] = Field { start: start as u32, end: end as u32, context };
        self.origins[self.count] = origin;
        self.count += 1;
        self.end = end + 1;
    }

    /// Notes what is known of a field.
    #[inline(never)]
    fn recall(&mut self, number: usize, matches: &Matches) {
        for Held { identifier, start, end, confidence } in matches.iter().flatten().copied() {
            let (start, end) = (usize::from(start), usize::from(end));
            self.known.push(FieldMatch { identifier: usize::from(identifier), field: number, start, end, confidence });
        }
    }

    /// The values that are to be looked at.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text[..self.end]
    }

    /// Where they lie.
    pub(crate) fn fields(&self) -> &[Field] {
        &self.fields[..self.count]
    }

    /// Reports all matches of the batch by their fields: those that are known, and those that were found in what is here.
    pub(crate) fn report(&self, found: &[FieldMatch], report: &mut dyn FnMut(FieldMatch)) {
        let mut known = self.known.iter().copied().peekable();
        for one in found {
            let field = self.origins[one.field].number as usize;
            while let Some(earlier) = known.next_if(|known| known.field < field) {
                report(earlier);
            }
            report(FieldMatch { field, ..*one });
        }
        known.for_each(report);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks at some values again and again, as a scanner does that finds nothing.
    fn look(memo: &mut Memo, rest: &mut Rest, values: &[String]) -> usize {
        let text = values.concat();
        let mut end = 0;
        let fields: Vec<Field> = values
            .iter()
            .map(|value| {
                let start = end;
                end += value.len() as u32;
                Field { start, end, context: ContextId::default() }
            })
            .collect();
        let next = memo.part(text.as_bytes(), &fields, 0, rest);
        memo.learn(rest, &[]);
        assert!(next <= values.len());
        rest.fields().len()
    }

    #[test]
    fn only_what_came_twice_is_remembered() {
        let (mut memo, mut rest) = (Memo::new(), Rest::new());
        let values = [
            "a state".to_owned(),
            "a value of more bytes than are compared at once".to_owned(),
            "v".repeat(LONGEST + 1),
        ];
        let counts = [(); 4].map(|()| look(&mut memo, &mut rest, &values));
        assert_eq!(counts, [3, 3, 1, 1]);
        memo.forget();
        assert_eq!(look(&mut memo, &mut rest, &values), 3);
    }

    #[test]
    fn nothing_is_left_of_what_is_forgotten() {
        let (mut memo, mut rest) = (Memo::new(), Rest::new());
        let secret = |length: usize| "hush".repeat(length / 4);
        let values = [secret(8), secret(32), secret(36), secret(LONGEST), secret(4000)];
        for _ in 0..3 {
            look(&mut memo, &mut rest, &values);
        }
        let held = |memo: &Memo, rest: &Rest| {
            let words = memo.short.iter().flat_map(|place| place.words).any(|word| word != 0);
            let bytes = memo.long.iter().flat_map(|place| place.bytes).any(|byte| byte != 0);
            let once = memo.once.iter().any(|tag| *tag != 0);
            (words, bytes, once, rest.text.iter().any(|byte| *byte != 0))
        };
        assert_eq!(held(&memo, &rest), (true, true, true, true));
        memo.forget();
        rest.wipe();
        assert_eq!(held(&memo, &rest), (false, false, false, false));
    }

    #[test]
    fn a_batch_is_parted_where_it_is_too_much() {
        let (mut memo, mut rest) = (Memo::new(), Rest::new());
        let many: Vec<String> = (0..3 * MOST_FIELDS).map(|number| number.to_string()).collect();
        assert_eq!(look(&mut memo, &mut rest, &many), MOST_FIELDS);
        let large = [MOST_BYTES, MOST_BYTES].map(|length| "v".repeat(length));
        assert_eq!(look(&mut memo, &mut rest, &large), 1);
        let huge = ["v".to_owned(), "v".repeat(MOST_BYTES + 1)];
        assert_eq!(look(&mut memo, &mut rest, &huge), 1);
        assert_eq!(look(&mut memo, &mut rest, &huge[1..]), 0);
    }
}
