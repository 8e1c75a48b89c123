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

/// How usual words of texts, logs and programs begin: what a filter should not let through.
const USUAL: [[u8; LENGTH]; 192] = [
    *b"abou", *b"add ", *b"afte", *b"all ", *b"also", *b"and ", *b"any ", *b"are ", *b"arra", *b"asyn", *b"awai",
    *b"been", *b"befo", *b"begi", *b"betw", *b"brea", *b"but ", *b"call", *b"can ", *b"catc", *b"chec", *b"city",
    *b"clas", *b"clie", *b"clos", *b"code", *b"colu", *b"comp", *b"conf", *b"conn", *b"cons", *b"cont", *b"coul",
    *b"coun", *b"crea", *b"data", *b"date", *b"debu", *b"defa", *b"defi", *b"dele", *b"each", *b"else", *b"end ",
    *b"erro", *b"even", *b"expo", *b"fals", *b"fiel", *b"file", *b"find", *b"firs", *b"for ", *b"foun", *b"from",
    *b"func", *b"get ", *b"hand", *b"have", *b"high", *b"home", *b"hous", *b"http", *b"impl", *b"impo", *b"incl",
    *b"inde", *b"info", *b"inse", *b"into", *b"item", *b"key ", *b"keys", *b"larg", *b"last", *b"left", *b"leng",
    *b"let ", *b"line", *b"list", *b"load", *b"long", *b"made", *b"make", *b"many", *b"matc", *b"may ", *b"mess",
    *b"meth", *b"migh", *b"modu", *b"more", *b"most", *b"must", *b"name", *b"need", *b"new ", *b"next", *b"none",
    *b"not ", *b"null", *b"numb", *b"obje", *b"old ", *b"one ", *b"only", *b"open", *b"opti", *b"orde", *b"othe",
    *b"out ", *b"over", *b"pack", *b"page", *b"para", *b"part", *b"path", *b"peop", *b"pers", *b"plac", *b"prin",
    *b"priv", *b"proc", *b"publ", *b"read", *b"rece", *b"requ", *b"resp", *b"resu", *b"retu", *b"righ", *b"same",
    *b"save", *b"sear", *b"sele", *b"self", *b"send", *b"serv", *b"set ", *b"shor", *b"shou", *b"size", *b"smal",
    *b"some", *b"star", *b"stat", *b"stop", *b"stre", *b"stri", *b"stru", *b"such", *b"tabl", *b"test", *b"text",
    *b"than", *b"that", *b"the ", *b"thei", *b"then", *b"ther", *b"they", *b"this", *b"thre", *b"time", *b"true",
    *b"try ", *b"two ", *b"type", *b"upda", *b"use ", *b"used", *b"user", *b"usin", *b"valu", *b"var ", *b"vers",
    *b"warn", *b"was ", *b"were", *b"what", *b"when", *b"wher", *b"whic", *b"whil", *b"will", *b"with", *b"word",
    *b"work", *b"woul", *b"writ", *b"you ", *b"your",
];

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
}

/// Words of [`USUAL`], a bit each.
type Words = [u64; USUAL.len().div_ceil(64)];

/// What some bytes at a place let through: usual words, and letters, a bit each.
#[derive(Clone, Copy, Default)]
struct Passed {
    words: Words,
    letters: u32,
}

impl Passed {
    /// What passes at `place` if `admits` tells which bytes.
    fn at(place: usize, admits: impl Fn(u8) -> bool) -> Passed {
        let mut passed = Passed::default();
        for (index, word) in USUAL.iter().enumerate() {
            passed.words[index / 64] |= u64::from(admits(word[place])) << (index % 64);
        }
        for (index, letter) in (b'a'..=b'z').enumerate() {
            passed.letters |= u32::from(admits(letter)) << index;
        }
        passed
    }

    fn or(&self, other: &Passed) -> Passed {
        let words = std::array::from_fn(|index| self.words[index] | other.words[index]);
        Passed { words, letters: self.letters | other.letters }
    }
}

/// What a bucket lets through. A byte must meet both conditions of its place.
#[derive(Clone, Copy)]
struct Share<const N: usize>([[Passed; 2]; N]);

impl<const N: usize> Share<N> {
    fn with(&self, other: &Share<N>) -> Share<N> {
        let of = |place: usize, condition: usize| self.0[place][condition].or(&other.0[place][condition]);
        Share(std::array::from_fn(|place| std::array::from_fn(|condition| of(place, condition))))
    }

    /// How much that is, roughly: usual words, and of all others a share of the letters at each place.
    fn size(&self) -> f64 {
        let mut words: Words = [u64::MAX; _];
        let mut others = USUAL.len() as f64;
        for [one, other] in &self.0 {
            let passed = one.words.iter().zip(other.words);
            words.iter_mut().zip(passed).for_each(|(word, (one, other))| *word &= one & other);
            others *= f64::from((one.letters & other.letters).count_ones()) / 26.0;
        }
        f64::from(words.iter().map(|words| words.count_ones()).sum::<u32>()) + others
    }
}

/// Puts prefixes together into at most so many buckets: two at a time, those that let the least through besides.
/// `conditions` are those that a byte of a text must meet at a place.
fn gather<const N: usize>(
    buckets: &[Bucket<N>],
    limit: usize,
    conditions: impl Fn(&Bytes, u8) -> [bool; 2],
) -> Vec<Bucket<N>> {
    let share = |bucket: &Bucket<N>| {
        let of =
            |place: usize, condition: usize| Passed::at(place, |byte| conditions(&bucket.0[place], byte)[condition]);
        Share(std::array::from_fn(|place| std::array::from_fn(|condition| of(place, condition))))
    };
    let mut gathered = buckets.to_vec();
    let sized = |share: Share<N>| (share, share.size());
    let mut shares: Vec<_> = buckets.iter().map(|bucket| sized(share(bucket))).collect();
    let cost = |one: &(Share<N>, f64), other: &(Share<N>, f64)| one.0.with(&other.0).size() - one.1 - other.1;
    // Of each bucket with those before it.
    let mut costs: Vec<Vec<f64>> = (0..shares.len())
        .map(|index| shares[..index].iter().map(|other| cost(&shares[index], other)).collect())
        .collect();
    while gathered.len() > limit {
        let pairs = costs
            .iter()
            .enumerate()
            .flat_map(|(index, row)| row.iter().enumerate().map(move |(other, cost)| (cost, index, other)));
        let Some((_, last, first)) = pairs.min_by(|(one, ..), (other, ..)| one.total_cmp(other)) else { break };
        let (bucket, share) = (gathered.remove(last), shares.remove(last));
        gathered[first] = gathered[first].with(&bucket);
        shares[first] = sized(shares[first].0.with(&share.0));
        costs.remove(last);
        for row in &mut costs[last..] {
            row.remove(last);
        }
        // Only those of the new bucket have changed.
        for index in (0..shares.len()).filter(|index| *index != first) {
            costs[index.max(first)][index.min(first)] = cost(&shares[index], &shares[first]);
        }
    }
    gathered
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
        let buckets: Vec<Bucket<N>> = sorted.iter().map(|prefix| Bucket::of(prefix)).collect();
        let limit = limit.clamp(1, BUCKETS);
        let used = buckets.len().min(limit).div_ceil(TOGETHER);
        // Either kind of tables lets other bytes through besides, so that other prefixes go together.
        let six = gather(&buckets, limit, |bytes, byte| [bytes.six >> (byte & 63) & 1 == 1, true]);
        let halves = gather(&buckets, limit, |bytes, byte| {
            [bytes.low >> (byte & 15) & 1 == 1, bytes.high >> (byte >> 4) & 1 == 1]
        });
        let mut filter = Prefixes { used, ..Prefixes::NONE };
        let admits = |set: u64, value: usize, bit: usize| u8::from(set >> value & 1 == 1) << bit;
        for (tables, buckets) in filter.tables.iter_mut().zip(six.chunks(TOGETHER)) {
            for (bit, bucket) in buckets.iter().enumerate() {
                for (table, bytes) in tables.six.iter_mut().zip(&bucket.0) {
                    table.iter_mut().enumerate().for_each(|(value, set)| *set |= admits(bytes.six, value, bit));
                }
            }
        }
        for (tables, buckets) in filter.tables.iter_mut().zip(halves.chunks(TOGETHER)) {
            for (bit, bucket) in buckets.iter().enumerate() {
                for ((low, high), bytes) in tables.low.iter_mut().zip(&mut tables.high).zip(&bucket.0) {
                    low.iter_mut().enumerate().for_each(|(value, set)| *set |= admits(bytes.low.into(), value, bit));
                    high.iter_mut().enumerate().for_each(|(value, set)| *set |= admits(bytes.high.into(), value, bit));
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
    fn few_usual_words_are_looked_up_in_vain() {
        let rules = crate::Ruleset::managed(crate::catalogue::all().iter().map(|row| row.id)).unwrap();
        let filter = &rules.dispatch.filters.words;
        let by_six = USUAL.iter().filter(|word| filter.admit_by_six(**word)).count();
        let by_halves = USUAL.iter().filter(|word| filter.admit(**word)).count();
        assert!(by_six <= 14 && by_halves <= 42, "{by_six} and {by_halves} of {}", USUAL.len());
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
