//! Prefixes of rare key words, looked for at every byte.
//!
//! Most key words are looked up around values. Values of a few digits or letters (the verification code of a card) stand
//! everywhere, so that the way goes round: first the key word, then the values near it. The filter takes the first three
//! letters, in either case, and answers with tables of half-bytes that vector instructions can look 16 or more bytes up in
//! at once. It never misses a prefix; what it lets through besides is the caller's to check.

/// Bytes of a prefix.
pub(crate) const LENGTH: usize = 3;

/// The tables: for each place, by low and high half-byte, a set of eight buckets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prefixes {
    pub(crate) low: [[u8; 16]; LENGTH],
    pub(crate) high: [[u8; 16]; LENGTH],
}

impl Prefixes {
    /// Tables that admit these prefixes of ASCII characters, letters in either case, and whatever shares a bucket's half-bytes
    /// with them. Of each the first [`LENGTH`] bytes count; where a prefix is shorter, any byte is admitted.
    pub(crate) fn of<'a>(prefixes: impl Iterator<Item = &'a [u8]>) -> Prefixes {
        let mut sorted: Vec<&[u8]> = prefixes.collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut tables = Prefixes::default();
        // One first letter, one bucket, as far as eight go.
        let (mut letter, mut number) = (None, 0_u8);
        for prefix in sorted {
            if letter.is_some() && letter != prefix.first() {
                number += 1;
            }
            letter = prefix.first();
            let bucket = 1 << (number % 8);
            for place in 0..LENGTH {
                let (low, high) = (&mut tables.low[place], &mut tables.high[place]);
                match prefix.get(place) {
                    Some(byte) => [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()].iter().for_each(|byte| {
                        low[usize::from(byte & 15)] |= bucket;
                        high[usize::from(byte >> 4)] |= bucket;
                    }),
                    None => {
                        low.iter_mut().for_each(|set| *set |= bucket);
                        high.iter_mut().for_each(|set| *set |= bucket);
                    }
                }
            }
        }
        tables
    }

    /// Whether there is nothing to look for.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Prefixes::default()
    }

    /// Whether these bytes may begin a key word.
    #[inline(always)]
    pub(crate) fn admit(&self, bytes: [u8; LENGTH]) -> bool {
        let set = |place: usize| {
            self.low[place][usize::from(bytes[place] & 15)] & self.high[place][usize::from(bytes[place] >> 4)]
        };
        set(0) & set(1) & set(2) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admits_in_either_case_and_hardly_anything_else() {
        let prefixes = Prefixes::of([&b"cvv"[..], b"exp", b"mc"].into_iter());
        for text in ["cvv", "CVV", "Cvv", "exp", "EXP", "mc ", "mc_", "MC1"] {
            let bytes: [u8; 3] = text.as_bytes().try_into().unwrap_or_default();
            assert!(prefixes.admit(bytes), "{text}");
        }
        for text in ["cvx", "xvv", "the", "ex ", "m c", "123"] {
            let bytes: [u8; 3] = text.as_bytes().try_into().unwrap_or_default();
            assert!(!prefixes.admit(bytes), "{text}");
        }
        assert!(Prefixes::of(std::iter::empty()).is_empty() && !prefixes.is_empty());
    }
}
