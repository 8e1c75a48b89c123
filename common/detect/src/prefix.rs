//! Words that are looked for at every byte of a text, many at once, by their first four bytes.
//!
//! Most key words are looked up around values. Values of a few digits or letters (the verification code of a card) stand
//! everywhere, so that the way goes round: first the key word, then the values near it. Literals of custom identifiers are
//! found likewise. The filter takes the first four bytes, letters in either case, and answers with tables of half-bytes or
//! of six bits that vector instructions can look 16 or more bytes up in at once. It never misses a prefix; what it lets through besides
//! is the caller's to check.

/// Bytes of the longest prefix that count.
pub(crate) const LENGTH: usize = 4;
/// Prefixes that share a bucket are told apart place by place alone.
const BUCKETS: usize = 16;
/// Buckets of one pair of tables: bits of a byte.
pub(crate) const TOGETHER: usize = 8;

/// For each place, by low and high half-byte, a set of eight buckets; and the same by six bits, which tell all letters apart
/// but no letter from every other sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tables<const N: usize> {
    pub(crate) low: [[u8; 16]; N],
    pub(crate) high: [[u8; 16]; N],
    pub(crate) six: [[u8; 64]; N],
}

impl<const N: usize> Tables<N> {
    const NONE: Tables<N> = Tables { low: [[0; 16]; N], high: [[0; 16]; N], six: [[0; 64]; N] };
}

/// A filter for prefixes of `N` bytes, at most [`LENGTH`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prefixes<const N: usize = LENGTH> {
    tables: [Tables<N>; BUCKETS / TOGETHER],
    /// How many of the tables are in use.
    used: usize,
}

/// What stands at a place of some prefixes: a bit for each low half-byte, for each high one, and for each six bits.
#[derive(Clone, Copy, Default)]
struct Bytes {
    low: u16,
    high: u16,
    six: u64,
}

impl Bytes {
    const ANY: Bytes = Bytes { low: u16::MAX, high: u16::MAX, six: u64::MAX };

    fn of(byte: u8) -> Bytes {
        Bytes { low: 1 << (byte & 15), high: 1 << (byte >> 4), six: 1 << (byte & 63) }
    }

    fn with(self, other: Bytes) -> Bytes {
        Bytes { low: self.low | other.low, high: self.high | other.high, six: self.six | other.six }
    }
}

/// Some prefixes.
#[derive(Clone, Copy)]
struct Bucket<const N: usize>([Bytes; N]);

impl<const N: usize> Bucket<N> {
    fn of(prefix: &[u8]) -> Bucket<N> {
        let mut bucket = Bucket([Bytes::ANY; N]);
        for (bytes, byte) in bucket.0.iter_mut().zip(prefix) {
            *bytes = Bytes::of(byte.to_ascii_lowercase()).with(Bytes::of(byte.to_ascii_uppercase()));
        }
        bucket
    }

    fn with(mut self, other: &Bucket<N>) -> Bucket<N> {
        for (bytes, other) in self.0.iter_mut().zip(&other.0) {
            *bytes = bytes.with(*other);
        }
        self
    }

    /// How much of a text they let through, roughly: most of a text are letters, some more than others.
    fn share(&self) -> f64 {
        // Of a thousand bytes of running text, how many have these lower halves: `a` and `p`, `b` and `q`, and so on.
        const COMMON: [u16; 16] = [75, 64, 70, 70, 105, 120, 45, 40, 48, 64, 20, 15, 45, 40, 65, 65];
        self.0.iter().fold(1.0, |share, Bytes { low, high, .. }| {
            let lows = COMMON.iter().enumerate().filter(|(half, _)| low >> half & 1 == 1);
            let common: u16 = lows.map(|(_, common)| common).sum();
            share * f64::from(common) / 1000.0 * if high & 0b1111_0000 != 0 { 1.0 } else { 0.3 }
        })
    }
}

impl<const N: usize> Prefixes<N> {
    /// Admits nothing.
    pub(crate) const NONE: Prefixes<N> = Prefixes { tables: [Tables::NONE; BUCKETS / TOGETHER], used: 0 };

    /// A filter that admits these prefixes of ASCII characters, letters in either case, and whatever shares a bucket's bytes
    /// with them. Of each the first `N` bytes count; where a prefix is shorter, any byte is admitted.
    pub(crate) fn of<'a>(prefixes: impl Iterator<Item = &'a [u8]>) -> Prefixes<N> {
        Prefixes::in_buckets(BUCKETS, prefixes)
    }

    /// The same in fewer buckets: half of them take half the time.
    pub(crate) fn in_buckets<'a>(limit: usize, prefixes: impl Iterator<Item = &'a [u8]>) -> Prefixes<N> {
        let mut sorted: Vec<Vec<u8>> =
            prefixes.map(|prefix| prefix.iter().take(N).map(u8::to_ascii_lowercase).collect()).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut buckets: Vec<Bucket<N>> = sorted.iter().map(|prefix| Bucket::of(prefix)).collect();
        // Neighbours share their first letters: those are put together that let the least through besides.
        let cost = |one: &Bucket<N>, other: &Bucket<N>| one.with(other).share() - one.share() - other.share();
        let mut costs: Vec<f64> = buckets.windows(2).map(|pair| cost(&pair[0], &pair[1])).collect();
        while buckets.len() > limit.clamp(1, BUCKETS) {
            let cheapest = costs.iter().enumerate().min_by(|(_, one), (_, other)| one.total_cmp(other));
            let Some((first, _)) = cheapest else { break };
            let other = buckets.remove(first + 1);
            buckets[first] = buckets[first].with(&other);
            costs.remove(first);
            // Only those of the new bucket with its neighbours have changed.
            for left in [first.checked_sub(1), Some(first)].into_iter().flatten() {
                if let (Some(one), Some(other), Some(known)) =
                    (buckets.get(left), buckets.get(left + 1), costs.get_mut(left))
                {
                    *known = cost(one, other);
                }
            }
        }
        let mut filter = Prefixes { used: buckets.len().div_ceil(TOGETHER), ..Prefixes::NONE };
        for (tables, buckets) in filter.tables.iter_mut().zip(buckets.chunks(TOGETHER)) {
            for (bit, bucket) in buckets.iter().enumerate() {
                for (place, bytes) in bucket.0.iter().enumerate() {
                    let admits = |set: u64, value: usize| u8::from(set >> value & 1 == 1) << bit;
                    for half in 0..16 {
                        tables.low[place][half] |= admits(bytes.low.into(), half);
                        tables.high[place][half] |= admits(bytes.high.into(), half);
                    }
                    for six in 0..64 {
                        tables.six[place][six] |= admits(bytes.six, six);
                    }
                }
            }
        }
        filter
    }

    /// The tables that are in use.
    #[inline(always)]
    pub(crate) fn tables(&self) -> &[Tables<N>] {
        &self.tables[..self.used.min(self.tables.len())]
    }

    /// Whether there is nothing to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// Whether these bytes may begin a word by the tables of six bits.
    #[cfg(test)]
    pub(crate) fn admit_by_six(&self, bytes: [u8; N]) -> bool {
        self.tables().iter().any(|tables| {
            (0..N).fold(u8::MAX, |buckets, place| buckets & tables.six[place][usize::from(bytes[place] & 63)]) != 0
        })
    }

    /// Whether these bytes may begin a word by the tables of half-bytes.
    #[inline(always)]
    pub(crate) fn admit(&self, bytes: [u8; N]) -> bool {
        self.tables().iter().any(|tables| {
            let set = |place: usize| {
                let (low, high) = (bytes[place] & 15, bytes[place] >> 4);
                tables.low[place][usize::from(low)] & tables.high[place][usize::from(high)]
            };
            (0..N).fold(u8::MAX, |buckets, place| buckets & set(place)) != 0
        })
    }
}

/// What is looked for at every byte of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filters {
    /// Key words that are searched for by themselves, as the values near them have no anchors.
    pub(crate) words: Prefixes,
    /// The last three letters of names that matter before a sign of assignment.
    pub(crate) endings: Prefixes<3>,
}

impl Filters {
    pub(crate) const NONE: Filters = Filters { words: Prefixes::NONE, endings: Prefixes::NONE };
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn admits(prefixes: &Prefixes, text: &str) -> bool {
        let bytes = text.as_bytes().try_into().unwrap();
        let admitted = prefixes.admit(bytes);
        assert_eq!(prefixes.admit_by_six(bytes), admitted, "{text}");
        admitted
    }

    #[test]
    fn admits_in_either_case_and_hardly_anything_else() {
        let prefixes: Prefixes = Prefixes::of([&b"cvv2"[..], b"expiry", b"mc"].into_iter());
        for text in ["cvv2", "CVV2", "Cvv2", "expi", "EXPI", "mc 1", "mc_x", "MC12"] {
            assert!(admits(&prefixes, text), "{text}");
        }
        for text in ["cvv3", "xvv2", "then", "ex p", "m c ", "1234"] {
            assert!(!admits(&prefixes, text), "{text}");
        }
        assert!(Prefixes::<4>::of(std::iter::empty()).is_empty() && !prefixes.is_empty());
    }

    #[test]
    fn of_many_none_is_missed() {
        let words: Vec<String> = (0..500_u32).map(|number| format!("{:04x}", number * 7919 % 65536)).collect();
        let prefixes: Prefixes = Prefixes::of(words.iter().map(String::as_bytes));
        for word in &words {
            assert!(admits(&prefixes, word) && admits(&prefixes, &word.to_uppercase()), "{word}");
        }
        assert!(!admits(&prefixes, "....") && !admits(&prefixes, "zzzz"));
    }
}
