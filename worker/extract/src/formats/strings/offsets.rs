//! Where texts end that lie in a string of bytes behind each other, as arrays of texts of Arrow have them: in the string of
//! bytes before it, as numbers of 32 or 64 bits (Arrow columnar format, variable-size binary layout).

/// Most bytes of offsets that are kept.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Bytes of a number: of texts of more than 2 GB, and of others.
const WIDTHS: [usize; 2] = [8, 4];

/// Bytes by which texts may be longer than the last offset says: buffers are filled up.
const FILLING: u64 = 64;

/// The offsets, as they lie in the file.
pub(super) struct Offsets {
    bytes: Vec<u8>,
    /// Bytes of a number.
    width: usize,
    /// Which number is next.
    index: usize,
    /// How much was told.
    told: u64,
}

impl Offsets {
    /// Whether bytes that begin so may be offsets: the first text begins at 0, and there are two at least.
    pub(super) fn may_be(length: u64, begin: &[u8]) -> bool {
        let four = length >= 8 && begin.starts_with(&[0; 4]);
        four && length.is_multiple_of(4) && length <= MOST_BYTES
    }

    /// `Err`: these are none.
    pub(super) fn new(bytes: Vec<u8>) -> Result<Self, Vec<u8>> {
        let mut offsets = Offsets { bytes, width: 0, index: 0, told: 0 };
        let rise = WIDTHS.iter().any(|&width| {
            offsets.width = width;
            offsets.rise()
        });
        if rise { Ok(offsets) } else { Err(offsets.bytes) }
    }

    /// Whether they are numbers of this width, none smaller than the one before it.
    fn rise(&self) -> bool {
        let count = self.bytes.len() / self.width;
        let whole = count * self.width == self.bytes.len() && count > 1;
        whole && self.get(0) == Some(0) && (1..count).all(|index| self.get(index - 1) <= self.get(index))
    }

    fn get(&self, index: usize) -> Option<u64> {
        let start = index.checked_mul(self.width)?;
        let bytes = self.bytes.get(start..start.checked_add(self.width)?)?;
        let mut number = [0; 8];
        number.get_mut(..self.width)?.copy_from_slice(bytes);
        Some(u64::from_le_bytes(number))
    }

    /// Whether they are those of texts of so many bytes together.
    pub(super) fn fit(&mut self, length: u64) -> bool {
        WIDTHS.iter().any(|&width| {
            self.width = width;
            let last = (self.bytes.len() / width).checked_sub(1).and_then(|last| self.get(last)).unwrap_or(u64::MAX);
            last > 0 && last <= length && length - last < FILLING && self.rise()
        })
    }

    /// How many of the next `most` bytes are told now, and whether a text ends with them.
    pub(super) fn next(&mut self, most: usize) -> (usize, bool) {
        let end = loop {
            match self.get(self.index) {
                Some(end) if end <= self.told => self.index += 1,
                end => break end,
            }
        };
        let left = end.map_or(u64::MAX, |end| end - self.told);
        let step = usize::try_from(left).unwrap_or(usize::MAX).min(most);
        self.told += step as u64;
        (step, step as u64 == left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(offsets: Vec<u8>, length: u64) -> Option<Vec<usize>> {
        let mut offsets = Offsets::new(offsets).ok()?;
        if !offsets.fit(length) {
            return None;
        }
        let (mut cuts, mut left) = (Vec::new(), length as usize);
        while left > 0 {
            let (step, ends) = offsets.next(left.min(4));
            left -= step;
            if ends {
                cuts.push(length as usize - left);
            }
        }
        Some(cuts)
    }

    #[test]
    fn texts_are_cut_where_offsets_say() {
        let wide = |numbers: &[u64]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
        let narrow = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
        assert_eq!(cuts(wide(&[0, 0, 5, 5, 11]), 11), Some(vec![5, 11]));
        assert_eq!(cuts(narrow(&[0, 5, 11]), 11), Some(vec![5, 11]));
        assert_eq!(cuts(narrow(&[0, 0, 5, 11]), 11), Some(vec![5, 11]));
        assert_eq!(cuts(narrow(&[0, 5, 11]), 64), Some(vec![5, 11]));
        for (numbers, length) in
            [(&[0, 5, 11][..], 10), (&[0, 5, 3, 11], 11), (&[1, 5, 11], 11), (&[0, 0], 0), (&[0, 5], 99)]
        {
            assert_eq!(cuts(wide(numbers), length), None, "{numbers:?}");
        }
        assert!(!Offsets::may_be(7, &[0; 7]));
        assert!(!Offsets::may_be(16, &[1; 16]));
    }
}
