//! Arrays of NumPy in pickles, and so the columns of pandas: their numbers and texts lie in strings of bytes, and what kind
//! they are of is said near them (`numpy.ndarray.__reduce_ex__`).

use std::collections::HashMap;

/// Most things that a pickle refers to again which are remembered.
const MOST_KEPT: usize = 100_000;

/// Instructions between a kind and the bytes of its array: what the kind is made of.
const MOST_AGE: u32 = 24;

/// The kind of an array's elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Signed(usize),
    Unsigned(usize),
    Real(usize),
    /// Texts of so many characters of four bytes.
    Wide(usize),
    /// Texts of so many bytes.
    Narrow(usize),
}

impl Element {
    /// By its name, such as `i8`. `None`: it holds neither numbers nor texts, or small numbers alone.
    fn named(name: &[u8]) -> Option<Element> {
        let (kind, size) = name.split_first()?;
        let size: usize = std::str::from_utf8(size).ok()?.parse().ok()?;
        match (kind, size) {
            (b'i', 2 | 4 | 8) => Some(Element::Signed(size)),
            (b'u', 2 | 4 | 8) => Some(Element::Unsigned(size)),
            (b'f', 4 | 8) => Some(Element::Real(size)),
            (b'U', 1..=100_000) => Some(Element::Wide(size)),
            (b'S', 1..=400_000) => Some(Element::Narrow(size)),
            _ => None,
        }
    }

    /// Bytes of one.
    pub(super) fn bytes(self) -> usize {
        match self {
            Element::Signed(size) | Element::Unsigned(size) | Element::Real(size) | Element::Narrow(size) => size,
            Element::Wide(characters) => characters * 4,
        }
    }

    /// What bytes mean whose kind is said only behind them, and that are too many to wait for it: numbers of eight bytes are
    /// what most arrays have. Whole ones are rarely as large as real ones look.
    pub(super) fn guessed(begin: &[u8]) -> Element {
        let numbers = || begin.chunks_exact(8).map(|bytes| i64::from_le_bytes(bytes.try_into().unwrap_or_default()));
        let small = numbers().filter(|number| number.unsigned_abs() < 1 << 56).count();
        if small * 2 >= numbers().count() { Element::Signed(8) } else { Element::Real(8) }
    }

    /// The text of one element. Empty: nothing is told of it.
    pub(super) fn text(self, bytes: &[u8]) -> String {
        let mut word = [0; 8];
        let low = bytes.len().min(8);
        match self {
            Element::Signed(_) => {
                if bytes.last().is_some_and(|byte| byte & 0x80 != 0) {
                    word = [0xFF; 8];
                }
                word[..low].copy_from_slice(&bytes[..low]);
                i64::from_le_bytes(word).to_string()
            }
            Element::Unsigned(_) => {
                word[..low].copy_from_slice(&bytes[..low]);
                u64::from_le_bytes(word).to_string()
            }
            Element::Real(4) => {
                bytes.first_chunk().map_or(String::new(), |bytes| f32::from_le_bytes(*bytes).to_string())
            }
            Element::Real(_) => {
                bytes.first_chunk().map_or(String::new(), |bytes| f64::from_le_bytes(*bytes).to_string())
            }
            Element::Wide(_) => {
                let characters =
                    bytes.chunks_exact(4).map(|four| u32::from_le_bytes(four.try_into().unwrap_or_default()));
                let text: String = characters.filter_map(char::from_u32).collect();
                text.trim_end_matches('\0').to_owned()
            }
            Element::Narrow(_) => String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned(),
        }
    }
}

/// What was made last, or is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    /// The class of kinds of elements.
    Kinds,
    /// The function that makes an array of bytes whose kind follows them.
    FromBytes,
    Kind(Option<Element>),
}

/// Follows the instructions of a pickle as far as arrays need it.
#[derive(Default)]
pub(super) struct Arrays {
    memo: HashMap<u32, Made>,
    next: u32,
    last: Option<Made>,
    /// The last text, if it is short.
    text: Vec<u8>,
    /// A kind is being made, and what it is called.
    kinds: bool,
    named: Option<Vec<u8>>,
    /// The kind of the bytes that come next, and how many instructions ago it was said.
    kind: Option<Element>,
    age: u32,
    /// The bytes that come next have their kind behind them.
    before_kind: bool,
    /// A kind was made or fetched since bytes waited for it.
    pub(super) told: Option<Option<Element>>,
    /// Where the last kind is remembered.
    kept_at: Option<u32>,
}

/// The longest text that is looked at.
pub(super) const MOST_TEXT_BYTES: u64 = 32;

impl Arrays {
    /// A text came.
    pub(super) fn text(&mut self, text: &[u8]) {
        self.last = None;
        if self.kinds && self.named.is_none() {
            self.named = Some(text.to_vec());
        } else if text == b">" && self.kind.is_some() {
            // The bytes of numbers are in the other order: they are not told.
            self.made_kind(None);
            if let Some(at) = self.kept_at {
                self.memo.insert(at, Made::Kind(None));
            }
        }
        self.text.clear();
        self.text.extend_from_slice(text);
    }

    /// A class or function is referred to, whose name was the last text.
    pub(super) fn global(&mut self) {
        let name = std::mem::take(&mut self.text);
        self.name(&name);
    }

    /// The same for a name that is given.
    pub(super) fn name(&mut self, name: &[u8]) {
        self.last = match name {
            b"dtype" => Some(Made::Kinds),
            b"_frombuffer" => Some(Made::FromBytes),
            _ => None,
        };
        self.use_last();
    }

    fn use_last(&mut self) {
        match self.last {
            Some(Made::Kinds) => (self.kinds, self.named) = (true, None),
            Some(Made::FromBytes) => self.before_kind = true,
            Some(Made::Kind(kind)) => self.made_kind(kind),
            None => {}
        }
    }

    fn made_kind(&mut self, kind: Option<Element>) {
        self.kind = kind;
        self.age = 0;
        self.told = Some(kind);
    }

    /// What was made last is remembered, under the next number or a given one.
    pub(super) fn keep(&mut self, at: Option<u32>) {
        let at = at.unwrap_or(self.next);
        self.next = self.next.max(at).saturating_add(1);
        if let Some(made) = self.last
            && (self.memo.len() < MOST_KEPT || self.memo.contains_key(&at))
        {
            self.memo.insert(at, made);
            if matches!(made, Made::Kind(_)) {
                self.kept_at = Some(at);
            }
        }
    }

    /// What is remembered comes again.
    pub(super) fn fetch(&mut self, at: u32) {
        self.last = self.memo.get(&at).copied();
        self.use_last();
    }

    /// A function is called.
    pub(super) fn call(&mut self) {
        self.last = None;
        if self.kinds
            && let Some(name) = self.named.take()
        {
            self.kinds = false;
            let kind = Element::named(&name);
            self.last = Some(Made::Kind(kind));
            self.kept_at = None;
            self.made_kind(kind);
        }
    }

    /// Any other instruction.
    pub(super) fn other(&mut self) {
        self.last = None;
        self.age = self.age.saturating_add(1);
    }

    /// Whether a text of so many bytes may be the elements of the array whose kind was said.
    pub(super) fn fits(&self, length: u64) -> bool {
        self.kind.is_some_and(|kind| {
            let narrow = matches!(kind, Element::Narrow(_));
            !narrow && self.age <= MOST_AGE && length > 0 && length.is_multiple_of(kind.bytes() as u64)
        })
    }

    /// Bytes come next: what they are. `Err`: that is said behind them.
    pub(super) fn bytes(&mut self) -> Result<Option<Element>, ()> {
        self.last = None;
        if std::mem::take(&mut self.before_kind) {
            self.told = None;
            return Err(());
        }
        Ok(self.kind.take().filter(|_| self.age <= MOST_AGE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_told_by_their_kind() {
        let text = |name: &str, bytes: &[u8]| Element::named(name.as_bytes()).map(|element| element.text(bytes));
        assert_eq!(text("i4", &[0xFE, 0xFF, 0xFF, 0xFF]).as_deref(), Some("-2"));
        assert_eq!(text("u2", &[0xFE, 0xFF]).as_deref(), Some("65534"));
        assert_eq!(text("f8", &4111111111111111_f64.to_le_bytes()).as_deref(), Some("4111111111111111"));
        assert_eq!(text("U2", &[0xE9, 0, 0, 0, 0, 0, 0, 0]).as_deref(), Some("é"));
        assert_eq!(text("S3", b"ab\0").as_deref(), Some("ab"));
        for name in ["", "O8", "M8", "b1", "i", "U0", "i9", "U99999999", "é"] {
            assert_eq!(Element::named(name.as_bytes()), None, "{name}");
        }
        assert_eq!(Element::guessed(&[1, 0, 0, 0, 0, 0, 0, 0].repeat(9)), Element::Signed(8));
        assert_eq!(Element::guessed(&1.5_f64.to_le_bytes().repeat(9)), Element::Real(8));
    }
}
