//! The tokeniser of JSON and JSON Lines: a sequence of values, cut into tokens.
//!
//! The grammar is that of RFC 8259, with what is common besides: several values after each other (with white space,
//! RS or nothing between them), a comma before a closing bracket, and NaN and Infinity.

use crate::scan;

/// Where the content of a string, or a number, lies in the view.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// It holds escapes.
    pub(super) escaped: bool,
}

/// Receives the tokens. Positions are those of the view.
pub(super) trait Sink {
    /// A value at the top begins, after so many line ends in this view.
    fn record(&mut self, line_ends: u64);
    /// An element of the innermost array begins.
    fn element(&mut self);
    fn open(&mut self, array: bool);
    fn close(&mut self);
    /// Whether the name that begins at `start` is one that is expected here: it is taken, and where it ends returned.
    fn expected(&mut self, _view: &[u8], _start: usize) -> Option<usize> {
        None
    }
    /// Any other element name (without its quotes). False: there is no room for it, stop before it.
    fn name(&mut self, view: &[u8], span: Span) -> bool;
    /// A string (without its quotes) or number. False: there is no room for more, stop after it.
    fn value(&mut self, view: &[u8], span: Span) -> bool;
}

/// Why the tokeniser stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The view is used up, except for the begin of a token.
    More,
    /// The sink has no room.
    Flush,
    /// The next token is a string that is longer than may be given out whole.
    Long,
    /// The next token does not belong here.
    Malformed,
    /// The next token would open one level too many.
    TooDeep,
}

/// Bounds on tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) depth: usize,
    pub(super) name_bytes: usize,
    pub(super) value_bytes: usize,
    pub(super) number_bytes: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A value; in an array also its end.
    Value,
    /// An element name, or the end of the object.
    Name,
    Colon,
    CommaOrEnd,
}

/// Where the tokeniser is: between two tokens.
pub(super) struct Tokenizer {
    bounds: Bounds,
    expect: Expect,
    /// The open containers: whether each is an array.
    stack: Vec<bool>,
    /// Values at the top that are complete.
    pub(super) records: u64,
}

enum Found {
    Token { end: usize, escaped: bool },
    Unfinished,
    Long,
    Bad,
}

impl Tokenizer {
    pub(super) fn new(bounds: Bounds) -> Self {
        Tokenizer { bounds, expect: Expect::Value, stack: Vec::new(), records: 0 }
    }

    /// Whether all that was opened is closed.
    pub(super) fn is_between_records(&self) -> bool {
        self.stack.is_empty()
    }

    /// Begins a new record, whatever is open.
    pub(super) fn reset(&mut self) {
        self.stack.clear();
        self.expect = Expect::Value;
    }

    /// A value was read elsewhere.
    pub(super) fn value_done(&mut self) {
        if self.stack.is_empty() {
            self.records += 1;
            self.expect = Expect::Value;
        } else {
            self.expect = Expect::CommaOrEnd;
        }
    }

    /// Cuts `view` into tokens. `ends`: the text ends with it. Returns how many bytes are done with.
    pub(super) fn run(&mut self, view: &[u8], ends: bool, sink: &mut impl Sink) -> (usize, Ending) {
        let mut at = 0;
        let mut line_ends = 0;
        loop {
            let byte = loop {
                match view.get(at) {
                    None => return (at, Ending::More),
                    Some(b' ' | b'\t' | b'\r') => at += 1,
                    Some(b'\n') => {
                        line_ends += 1;
                        at += 1;
                    }
                    Some(0x1E) if self.stack.is_empty() => at += 1,
                    Some(&byte) => break byte,
                }
            };
            match self.expect {
                Expect::CommaOrEnd => {
                    // Only expected inside a container.
                    let array = self.stack.last().copied().unwrap_or_default();
                    match byte {
                        b',' => self.expect = if array { Expect::Value } else { Expect::Name },
                        b']' if array => self.close(sink),
                        b'}' if !array => self.close(sink),
                        _ => return (at, Ending::Malformed),
                    }
                    at += 1;
                }
                Expect::Colon => {
                    if byte != b':' {
                        return (at, Ending::Malformed);
                    }
                    self.expect = Expect::Value;
                    at += 1;
                }
                Expect::Name => match byte {
                    b'"' => {
                        let end = match sink.expected(view, at + 1) {
                            Some(end) => end,
                            None => match string(view, at, ends, self.bounds.name_bytes) {
                                Found::Token { end, escaped } => {
                                    if !sink.name(view, Span { start: at + 1, end, escaped }) {
                                        return (at, Ending::Flush);
                                    }
                                    end
                                }
                                Found::Unfinished => return (at, Ending::More),
                                Found::Long | Found::Bad => return (at, Ending::Malformed),
                            },
                        };
                        // Nearly always the colon follows at once.
                        let colon = view.get(end + 1) == Some(&b':');
                        self.expect = if colon { Expect::Value } else { Expect::Colon };
                        at = end + 1 + usize::from(colon);
                        at += usize::from(colon && view.get(at) == Some(&b' '));
                        // And then mostly a string.
                        if colon && view.get(at) == Some(&b'"') {
                            match self.text(view, at, ends, line_ends, sink) {
                                Ok(next) => at = next,
                                Err(ended) => return ended,
                            }
                        }
                    }
                    b'}' => {
                        self.close(sink);
                        at += 1;
                    }
                    _ => return (at, Ending::Malformed),
                },
                Expect::Value => match byte {
                    b'{' | b'[' => {
                        if self.stack.len() >= self.bounds.depth {
                            return (at, Ending::TooDeep);
                        }
                        let array = byte == b'[';
                        self.begin(line_ends, sink);
                        sink.open(array);
                        self.stack.push(array);
                        self.expect = if array { Expect::Value } else { Expect::Name };
                        at += 1;
                    }
                    b']' if self.stack.last() == Some(&true) => {
                        self.close(sink);
                        at += 1;
                    }
                    b'"' => match self.text(view, at, ends, line_ends, sink) {
                        Ok(next) => at = next,
                        Err(ended) => return ended,
                    },
                    _ => match word(view, at, ends, self.bounds.number_bytes) {
                        Found::Token { end, escaped: number } => {
                            self.begin(line_ends, sink);
                            let room = !number || sink.value(view, Span { start: at, end, escaped: false });
                            at = self.scalar_done(view, end);
                            if !room {
                                return (at, Ending::Flush);
                            }
                        }
                        Found::Unfinished => return (at, Ending::More),
                        Found::Long | Found::Bad => return (at, Ending::Malformed),
                    },
                },
            }
        }
    }

    /// A string that is a value, whose opening quote is at `at`. Returns where what follows it begins.
    #[inline(always)]
    fn text(
        &mut self,
        view: &[u8],
        at: usize,
        ends: bool,
        line_ends: u64,
        sink: &mut impl Sink,
    ) -> Result<usize, (usize, Ending)> {
        match string(view, at, ends, self.bounds.value_bytes) {
            Found::Token { end, escaped } => {
                self.begin(line_ends, sink);
                let room = sink.value(view, Span { start: at + 1, end, escaped });
                let next = self.scalar_done(view, end + 1);
                if room { Ok(next) } else { Err((next, Ending::Flush)) }
            }
            Found::Unfinished => Err((at, Ending::More)),
            Found::Long => {
                self.begin(line_ends, sink);
                Err((at, Ending::Long))
            }
            Found::Bad => Err((at, Ending::Malformed)),
        }
    }

    #[inline]
    fn begin(&self, line_ends: u64, sink: &mut impl Sink) {
        match self.stack.last() {
            None => sink.record(line_ends),
            Some(true) => sink.element(),
            Some(false) => {}
        }
    }

    /// After a string, number or literal that ends at `end`; takes the comma too, if it follows at once.
    #[inline]
    fn scalar_done(&mut self, view: &[u8], end: usize) -> usize {
        match self.stack.last() {
            Some(&array) if view.get(end) == Some(&b',') => {
                self.expect = if array { Expect::Value } else { Expect::Name };
                end + 1
            }
            _ => {
                self.value_done();
                end
            }
        }
    }

    #[inline]
    fn close(&mut self, sink: &mut impl Sink) {
        self.stack.pop();
        sink.close();
        self.value_done();
    }
}

/// The string whose opening quote is at `start`; `end` is that of its closing quote.
///
/// What is found depends only on the text, not on where the view ends: a string is long if no quote and no line end
/// comes within `most` bytes.
#[inline]
fn string(view: &[u8], start: usize, ends: bool, most: usize) -> Found {
    let mut at = start + 1;
    let mut escaped = false;
    loop {
        let stop = scan::string_stop(view, at);
        if stop.unwrap_or(view.len()) - start > most {
            return Found::Long;
        }
        match stop.map(|stop| (stop, view[stop])) {
            None if ends => return Found::Bad,
            None => return Found::Unfinished,
            Some((stop, b'"')) => return Found::Token { end: stop, escaped },
            Some((stop, b'\\')) => {
                escaped = true;
                at = stop + 2;
            }
            Some(_) => return Found::Bad,
        }
    }
}

/// The bytes of numbers and literals.
const IN_WORDS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'+' | b'-' | b'.');
        byte += 1;
    }
    table
};

/// A number or literal at `start`. `escaped` tells whether it is a number.
#[inline]
fn word(view: &[u8], start: usize, ends: bool, most: usize) -> Found {
    let rest = &view[start..];
    let looked_at = &rest[..rest.len().min(most.saturating_add(1))];
    let length = looked_at.iter().position(|byte| !IN_WORDS[usize::from(*byte)]);
    let length = match length {
        Some(length) => length,
        None if rest.len() > most => return Found::Long,
        None if ends => rest.len(),
        None => return Found::Unfinished,
    };
    let word = &rest[..length];
    let number = word.iter().all(u8::is_ascii_digit) && !word.is_empty() || is_number(word);
    if number || matches!(word, b"true" | b"false" | b"null" | b"NaN" | b"Infinity" | b"-Infinity") {
        return Found::Token { end: start + length, escaped: number };
    }
    Found::Bad
}

/// The grammar of numbers, but for leading zeros, which are let pass.
fn is_number(word: &[u8]) -> bool {
    let digits = |from: usize| from + word[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = usize::from(word.first() == Some(&b'-'));
    let mut at = digits(whole);
    if at == whole {
        return false;
    }
    if word.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if fraction == at + 1 {
            return false;
        }
        at = fraction;
    }
    if matches!(word.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(word.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at + 1 + sign);
        if exponent == at + 1 + sign {
            return false;
        }
        at = exponent;
    }
    at == word.len()
}

/// Takes the escapes out of a string's content, in place. Returns its new length, which is never larger.
///
/// A lone surrogate becomes U+FFFD; what is no escape stays as it is.
pub(super) fn unescape(content: &mut [u8]) -> usize {
    let mut written = 0;
    let mut at = 0;
    while at < content.len() {
        let next = memchr::memchr(b'\\', &content[at..]).map_or(content.len(), |offset| at + offset);
        content.copy_within(at..next, written);
        written += next - at;
        at = next;
        if at == content.len() {
            break;
        }
        let (character, length) = escape(&content[at..]);
        let mut buffer = [0; 4];
        let Some(character) = character else {
            content.copy_within(at..at + length, written);
            written += length;
            at += length;
            continue;
        };
        let encoded = character.encode_utf8(&mut buffer).as_bytes();
        content[written..written + encoded.len()].copy_from_slice(encoded);
        written += encoded.len();
        at += length;
    }
    written
}

/// How many bytes of a string's content, as it is written, stand for the first `count` without escapes.
pub(super) fn written(content: &[u8], count: usize) -> usize {
    let (mut read, mut at) = (0, 0);
    while read < count && at < content.len() {
        if content[at] != b'\\' {
            (read, at) = (read + 1, at + 1);
            continue;
        }
        let (character, length) = escape(&content[at..]);
        read += character.map_or(length, char::len_utf8);
        at += length;
    }
    at
}

/// The longest escape: a pair of surrogates.
pub(super) const ESCAPE_BYTES: usize = 12;

/// The escape at the begin of `text` (which is a backslash): its character and its length; no character if it is none.
pub(super) fn escape(text: &[u8]) -> (Option<char>, usize) {
    let character = match text.get(1) {
        None => return (None, 1),
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            let Some(unit) = hex(text, 2) else { return (None, 2) };
            if let Some(character) = char::from_u32(unit) {
                return (Some(character), 6);
            }
            let low = (unit < 0xDC00 && text.get(6..8) == Some(b"\\u")).then(|| hex(text, 8)).flatten();
            return match low {
                Some(low) if (0xDC00..0xE000).contains(&low) => {
                    (char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)), 12)
                }
                _ => (Some('\u{fffd}'), 6),
            };
        }
        // The byte after the backslash may begin a longer character: only the backslash is passed.
        Some(_) => return (None, 1),
    };
    (Some(character), 2)
}

fn hex(text: &[u8], at: usize) -> Option<u32> {
    let digits = text.get(at..at + 4)?;
    digits.iter().try_fold(0, |value, &digit| Some(value * 16 + char::from(digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unescaped(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        let length = unescape(&mut bytes);
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    }

    #[test]
    fn escapes() {
        assert_eq!(unescaped(r#"a\"b\\c\/d\n\t\u0041"#), "a\"b\\c/d\n\tA");
        assert_eq!(unescaped(r"\ud83d\ude00 \ud83d \ude00x"), "😀 \u{fffd} \u{fffd}x");
        assert_eq!(unescaped(r"\q\é\u12"), r"\q\é\u12");
        assert_eq!(unescaped("\\"), "\\");
        assert_eq!(unescaped(r"\ud83d\u0041"), "\u{fffd}A");
        assert_eq!(unescaped("plain"), "plain");
    }

    #[test]
    fn escapes_have_a_length() {
        let raw = r"a\u00e9b\ud83d\ude00\q\n";
        for (count, length) in [(0, 0), (1, 1), (3, 7), (4, 8), (8, 20), (9, 21), (10, 22), (11, 24), (99, 24)] {
            assert_eq!(written(raw.as_bytes(), count), length, "{count}");
        }
    }

    #[test]
    fn numbers() {
        for good in ["0", "-1", "12.5", "1e9", "1.5E-3", "007"] {
            assert!(is_number(good.as_bytes()), "{good}");
        }
        for bad in ["", "-", "1.", ".5", "1e", "1e+", "2024-01-01", "1.2.3", "+1", "0x1"] {
            assert!(!is_number(bad.as_bytes()), "{bad}");
        }
    }
}
