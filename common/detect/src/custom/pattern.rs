//! From the pattern that a person wrote, in a subset of PCRE, to the syntax tree of what it matches.
//!
//! The pattern is read once, element by element. What is not supported is refused with its position; what PCRE and the
//! parser behind understand differently is rewritten, so that it keeps PCRE's meaning.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};

use super::{Error, LONGEST_REGEX, REPEAT};

/// How many optional unbounded repeats may follow each other.
const WILDCARDS: usize = 2;

/// The syntax tree of a pattern.
///
/// # Errors
///
/// If the pattern is empty, too long, malformed, not in the subset, or matches the empty text.
pub(super) fn parse(pattern: &str) -> Result<Hir, Error> {
    if pattern.is_empty() {
        return Err(Error::EmptyRegex);
    }
    let found = pattern.chars().count();
    if found > LONGEST_REGEX {
        return Err(Error::RegexTooLong { found });
    }
    refuse_delimiters(pattern)?;
    let mut reader = Reader::new(pattern);
    reader.read()?;
    let hir = regex_syntax::ParserBuilder::new().utf8(false).build().parse(&reader.out).map_err(|error| {
        let (offset, reason) = match &error {
            regex_syntax::Error::Parse(error) => (error.span().start.offset, error.kind().to_string()),
            regex_syntax::Error::Translate(error) => (error.span().start.offset, error.kind().to_string()),
            other => (0, other.to_string()),
        };
        Error::Malformed { at: reader.origin(offset), reason }
    })?;
    let hir = plain_letters(hir);
    match hir.properties().minimum_len() {
        Some(0) => Err(Error::MatchesEmpty),
        None => Err(Error::Malformed { at: 1, reason: "nothing can match it".to_owned() }),
        Some(_) => Ok(hir),
    }
}

/// Refuses `/.../i`. A slash alone is an ordinary character.
fn refuse_delimiters(pattern: &str) -> Result<(), Error> {
    if let Some(rest) = pattern.strip_prefix('/')
        && let Some((inner, flags)) = rest.rsplit_once('/')
        && !flags.is_empty()
        && flags.len() <= 6
        && flags.chars().all(|flag| "imsxugUXADJ".contains(flag))
        && !inner.replace("\\/", "").contains('/')
        && !inner.ends_with('\\')
    {
        return Err(unsupported(
            "the global flag",
            pattern.chars().count() - flags.len(),
            "leave out the slashes and flags, and put (?i) in front to disregard case",
        ));
    }
    Ok(())
}

/// `at` counts from 0.
fn unsupported(element: &'static str, at: usize, advice: &'static str) -> Error {
    Error::Unsupported { element, at: at + 1, advice }
}

/// `at` counts from 0.
fn malformed(at: usize, reason: &str) -> Error {
    Error::Malformed { at: at + 1, reason: reason.to_owned() }
}

/// Removes the two characters that Unicode counts as cases of ASCII letters, `ſ` of s and the Kelvin sign of k, from the
/// classes that `(?i)` put them into.
fn plain_letters(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Hir::class(Class::Unicode(without_strays(&class))),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Repetition(repetition) => {
            let Repetition { min, max, greedy, sub } = repetition;
            Hir::repetition(Repetition { min, max, greedy, sub: Box::new(plain_letters(*sub)) })
        }
        HirKind::Capture(capture) => plain_letters(*capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(plain_letters).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(plain_letters).collect()),
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Look(look) => Hir::look(look),
    }
}

fn without_strays(class: &ClassUnicode) -> ClassUnicode {
    let contains = |one: char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&one));
    let is_stray = |range: &ClassUnicodeRange| {
        let letter = match (range.start(), range.end()) {
            ('\u{17f}', '\u{17f}') => 's',
            ('\u{212a}', '\u{212a}') => 'k',
            _ => return false,
        };
        contains(letter) && contains(letter.to_ascii_uppercase())
    };
    ClassUnicode::new(class.ranges().iter().filter(|range| !is_stray(range)).copied())
}

const DIGIT: &str = "0-9";
const WORD: &str = "0-9A-Za-z_";
const SPACE: &str = r"\t\n\x0B\x0C\r\x20";
/// PCRE's `\h`.
const HORIZONTAL: &str = r"\t\x20\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}";
/// PCRE's `\v`.
const VERTICAL: &str = r"\n\x0B\x0C\r\x{85}\x{2028}\x{2029}";

const POSIX: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word",
    "xdigit",
];

/// What an escape stands for.
enum Escape {
    Character(char),
    /// Content of a bracketed class.
    Class {
        content: &'static str,
        negated: bool,
    },
    /// A class by a property of Unicode, as it was written.
    Property(String),
}

struct Reader {
    pattern: Vec<char>,
    at: usize,
    out: String,
    /// For pieces of the output where they begin and what character of the pattern they come from.
    origins: Vec<(usize, usize)>,
    /// Where the open groups begin, and the wildcards that were counted before each.
    groups: Vec<(usize, usize)>,
    wildcards: usize,
}

impl Reader {
    fn new(pattern: &str) -> Reader {
        Reader {
            pattern: pattern.chars().collect(),
            at: 0,
            out: String::with_capacity(pattern.len() + 64),
            origins: Vec::new(),
            groups: Vec::new(),
            wildcards: 0,
        }
    }

    /// The character of the pattern, counted from 1, that the output at this offset comes from.
    fn origin(&self, offset: usize) -> usize {
        let after = self.origins.partition_point(|(out, _)| *out <= offset);
        after.checked_sub(1).and_then(|index| self.origins.get(index)).map_or(1, |(_, at)| at + 1)
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.pattern.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek(0)?;
        self.at += 1;
        Some(character)
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, character)| self.peek(ahead) == Some(character))
    }

    fn emit(&mut self, at: usize, text: &str) {
        self.origins.push((self.out.len(), at));
        self.out.push_str(text);
    }

    fn literal(&mut self, at: usize, character: char) {
        self.origins.push((self.out.len(), at));
        regex_syntax::escape_into(character.encode_utf8(&mut [0; 4]), &mut self.out);
    }

    fn read(&mut self) -> Result<(), Error> {
        while let Some(character) = self.next() {
            let at = self.at - 1;
            match character {
                '\\' => self.escape(at)?,
                '[' => {
                    self.class(at)?;
                    self.repeat()?;
                }
                '(' => self.group(at)?,
                ')' => {
                    let Some((_, wildcards)) = self.groups.pop() else {
                        return Err(malformed(at, "this bracket closes nothing; write \\) for the character"));
                    };
                    self.wildcards = wildcards;
                    self.emit(at, ")");
                    self.repeat()?;
                }
                '|' => {
                    self.wildcards = 0;
                    self.emit(at, "|");
                }
                '^' => self.assertion(at, "^")?,
                '$' => self.assertion(at, "$")?,
                '.' => {
                    self.emit(at, ".");
                    self.repeat()?;
                }
                '*' | '+' | '?' => return Err(malformed(at, "there is nothing to repeat")),
                '{' if self.bounds(at)?.is_some() => return Err(malformed(at, "there is nothing to repeat")),
                _ => {
                    self.literal(at, character);
                    self.repeat()?;
                }
            }
        }
        match self.groups.last() {
            Some((at, _)) => Err(malformed(*at, "this bracket is not closed; write \\( for the character")),
            None => Ok(()),
        }
    }

    fn assertion(&mut self, at: usize, text: &str) -> Result<(), Error> {
        self.emit(at, text);
        let next = self.at;
        match self.peek(0) {
            Some('*' | '+' | '?') => {}
            Some('{') => {
                self.at += 1;
                let bounds = self.bounds(next)?;
                self.at = next;
                if bounds.is_none() {
                    return Ok(());
                }
            }
            _ => return Ok(()),
        }
        Err(unsupported("the repeat of an assertion", next, "leave the repeat out"))
    }

    /// An escape outside of brackets.
    fn escape(&mut self, at: usize) -> Result<(), Error> {
        match self.peek(0) {
            Some('Q') => {
                self.at += 1;
                let mut any = false;
                while self.at < self.pattern.len() && !self.starts_with("\\E") {
                    self.literal(self.at, self.pattern[self.at]);
                    self.at += 1;
                    any = true;
                }
                self.at = (self.at + 2).min(self.pattern.len());
                return if any { self.repeat() } else { Ok(()) };
            }
            // Without a \Q before it, PCRE disregards it.
            Some('E') => {
                self.at += 1;
                return Ok(());
            }
            Some(character @ ('b' | 'B' | 'A' | 'z')) => {
                self.at += 1;
                let text = match character {
                    'b' => r"(?-u:\b)",
                    'B' => r"(?-u:\B)",
                    'A' => r"\A",
                    _ => r"\z",
                };
                return self.assertion(at, text);
            }
            _ => {}
        }
        match self.escaped(at)? {
            Escape::Character(character) => self.literal(at, character),
            Escape::Class { content, negated } => {
                let caret = if negated { "^" } else { "" };
                self.emit(at, &format!("[{caret}{content}]"));
            }
            Escape::Property(text) => self.emit(at, &text),
        }
        self.repeat()
    }

    /// An escape that means the same outside of brackets and inside, but for `\b`. Reads from behind the backslash on.
    fn escaped(&mut self, at: usize) -> Result<Escape, Error> {
        let class = |content, negated| Ok(Escape::Class { content, negated });
        let Some(character) = self.next() else {
            return Err(malformed(at, "the backslash escapes nothing; write \\\\ for the character"));
        };
        let plain = match character {
            'd' => return class(DIGIT, false),
            'D' => return class(DIGIT, true),
            'w' => return class(WORD, false),
            'W' => return class(WORD, true),
            's' => return class(SPACE, false),
            'S' => return class(SPACE, true),
            'h' => return class(HORIZONTAL, false),
            'H' => return class(HORIZONTAL, true),
            'v' => return class(VERTICAL, false),
            'V' => return class(VERTICAL, true),
            'N' if self.peek(0) != Some('{') => return class(r"\n", true),
            'p' | 'P' => return self.property(at, character),
            'a' => '\x07',
            'e' => '\x1b',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'c' => match self.next() {
                Some(control) if control.is_ascii_graphic() => char::from(control.to_ascii_uppercase() as u8 ^ 0x40),
                _ => return Err(malformed(at, "\\c needs a letter behind it")),
            },
            '0' => {
                let digits = (0..2).take_while(|ahead| self.peek(*ahead).is_some_and(|next| next.is_digit(8))).count();
                self.number(at, digits, 8)?
            }
            'x' if self.peek(0) == Some('{') => self.braced(at, 16)?,
            'x' => {
                if !(0..2).all(|ahead| self.peek(ahead).is_some_and(|next| next.is_ascii_hexdigit())) {
                    return Err(malformed(at, "\\x needs two hexadecimal digits, or some in braces"));
                }
                self.number(at, 2, 16)?
            }
            'o' if self.peek(0) == Some('{') => self.braced(at, 8)?,
            '1'..='9' | 'g' | 'k' => {
                return Err(unsupported("the back-reference", at, "write out again what it refers to"));
            }
            'Z' | 'G' => {
                return Err(unsupported("this assertion", at, "use ^ or \\A for the begin and $ or \\z for the end"));
            }
            'K' => {
                return Err(unsupported(
                    "the new begin of the match \\K",
                    at,
                    "let the pattern match the value alone, and use key words",
                ));
            }
            'R' => return Err(unsupported("the line break \\R", at, "write (?:\\r\\n|\\n|\\r)")),
            'X' | 'C' => return Err(unsupported("the escape \\X or \\C", at, "use . for a character")),
            'N' => {
                return Err(unsupported(
                    "a character by its name",
                    at,
                    "write the character, or \\x{...} with its number",
                ));
            }
            'l' | 'L' | 'u' | 'U' => {
                return Err(unsupported("this escape", at, "write the character, or \\x{...} with its number"));
            }
            other if other.is_ascii_alphanumeric() => {
                return Err(malformed(at, "there is no such escape; leave out the backslash"));
            }
            other => other,
        };
        Ok(Escape::Character(plain))
    }

    fn number(&mut self, at: usize, digits: usize, radix: u32) -> Result<char, Error> {
        let mut number = 0u32;
        for _ in 0..digits {
            let digit = self.next().and_then(|next| next.to_digit(radix));
            number = digit.and_then(|digit| number.checked_mul(radix)?.checked_add(digit)).unwrap_or(u32::MAX);
        }
        char::from_u32(number).ok_or_else(|| malformed(at, "there is no character of this number"))
    }

    fn braced(&mut self, at: usize, radix: u32) -> Result<char, Error> {
        self.at += 1;
        let digits = self.pattern.iter().skip(self.at).take_while(|next| next.is_digit(radix)).count();
        if digits == 0 || self.peek(digits) != Some('}') {
            return Err(malformed(at, "the number of the character must be in braces"));
        }
        let character = self.number(at, digits, radix)?;
        self.at += 1;
        Ok(character)
    }

    fn property(&mut self, at: usize, escape: char) -> Result<Escape, Error> {
        let mut text = format!("\\{escape}");
        match self.next() {
            Some('{') => {
                text.push('{');
                loop {
                    match self.next() {
                        Some('}') => break text.push('}'),
                        Some(next) if next.is_ascii_alphanumeric() || matches!(next, '_' | ' ' | '-') => {
                            text.push(next)
                        }
                        Some('^') => return Err(unsupported("the negated property", at, "write \\P{...}")),
                        _ => return Err(malformed(at, "the property must be a name in braces, as in \\p{Lu}")),
                    }
                }
            }
            Some(letter) if letter.is_ascii_alphabetic() => text.push(letter),
            _ => return Err(malformed(at, "the property must be a name in braces, as in \\p{Lu}")),
        }
        Ok(Escape::Property(text))
    }

    /// A class in brackets. Reads from behind the bracket on.
    fn class(&mut self, at: usize) -> Result<(), Error> {
        self.emit(at, "[");
        if self.peek(0) == Some('^') {
            self.at += 1;
            self.emit(at, "^");
        }
        let mut first = true;
        let mut quoted = false;
        loop {
            let item_at = self.at;
            if !quoted && !first && self.peek(0) == Some(']') {
                self.at += 1;
                self.emit(item_at, "]");
                return Ok(());
            }
            let Some(item) = self.class_item(at, &mut quoted)? else {
                continue;
            };
            first = false;
            let low = match item {
                Escape::Character(low) => low,
                item => {
                    self.put_class(item_at, item);
                    continue;
                }
            };
            if quoted || self.peek(0) != Some('-') || matches!(self.peek(1), None | Some(']')) {
                self.put_class(item_at, Escape::Character(low));
                continue;
            }
            self.at += 1;
            match self.class_item(at, &mut quoted)? {
                Some(Escape::Character(high)) => {
                    if low > high {
                        return Err(malformed(item_at, "the range ends before it begins"));
                    }
                    self.put_class(item_at, Escape::Character(low));
                    self.out.push('-');
                    self.put_class(item_at, Escape::Character(high));
                }
                Some(item) => {
                    self.put_class(item_at, Escape::Character(low));
                    self.put_class(item_at, Escape::Character('-'));
                    self.put_class(item_at, item);
                }
                None => return Err(malformed(item_at, "the range has no end")),
            }
        }
    }

    fn put_class(&mut self, at: usize, item: Escape) {
        self.origins.push((self.out.len(), at));
        match item {
            Escape::Character(character) => {
                if character.is_ascii_punctuation() && !matches!(character, '<' | '>') {
                    self.out.push('\\');
                }
                self.out.push(character);
            }
            Escape::Class { content, negated: false } => self.out.push_str(content),
            Escape::Class { content, negated: true } => {
                self.out.push_str("[^");
                self.out.push_str(content);
                self.out.push(']');
            }
            Escape::Property(text) => self.out.push_str(&text),
        }
    }

    /// One item between brackets; None if it was the begin or end of a quotation. `open` is where the bracket is.
    fn class_item(&mut self, open: usize, quoted: &mut bool) -> Result<Option<Escape>, Error> {
        let at = self.at;
        if *quoted {
            if self.starts_with("\\E") {
                self.at += 2;
                *quoted = false;
                return Ok(None);
            }
            return match self.next() {
                Some(character) => Ok(Some(Escape::Character(character))),
                None => Err(malformed(open, "this bracket is not closed; write \\[ for the character")),
            };
        }
        match self.next() {
            None => Err(malformed(open, "this bracket is not closed; write \\[ for the character")),
            Some('[') if self.peek(0) == Some(':') => Ok(Some(self.posix(at)?.unwrap_or(Escape::Character('[')))),
            Some('[') if matches!(self.peek(0), Some('.' | '=')) && self.has_collation() => {
                Err(unsupported("the collating element", at, "list the characters"))
            }
            Some('\\') => match self.peek(0) {
                Some('Q') => {
                    self.at += 1;
                    *quoted = true;
                    Ok(None)
                }
                Some('E') => {
                    self.at += 1;
                    Ok(None)
                }
                Some('b') => {
                    self.at += 1;
                    Ok(Some(Escape::Character('\x08')))
                }
                Some('B' | 'A' | 'z' | 'N') => Err(malformed(at, "this escape has no meaning in a class")),
                _ => self.escaped(at).map(Some),
            },
            Some(character) => Ok(Some(Escape::Character(character))),
        }
    }

    /// Whether `[.` or `[=` is closed before the class is.
    fn has_collation(&self) -> bool {
        let Some(sign) = self.peek(0) else { return false };
        let rest = self.pattern.get(self.at + 1..).unwrap_or_default();
        let end = rest.iter().position(|character| *character == ']').unwrap_or(0);
        end > 0 && rest.get(end - 1) == Some(&sign)
    }

    /// `[:name:]`, from the colon on. None if it is not closed like that.
    fn posix(&mut self, at: usize) -> Result<Option<Escape>, Error> {
        let rest = self.pattern.get(self.at + 1..).unwrap_or_default();
        let length = rest.iter().take_while(|character| character.is_ascii_alphabetic() || **character == '^').count();
        if rest.get(length) != Some(&':') || rest.get(length + 1) != Some(&']') {
            return Ok(None);
        }
        let name: String = rest.iter().take(length).collect();
        if !POSIX.contains(&name.strip_prefix('^').unwrap_or(&name)) {
            return Err(malformed(at, "there is no class of characters of this name"));
        }
        self.at += length + 3;
        Ok(Some(Escape::Property(format!("[:{name}:]"))))
    }

    /// What an opening bracket opens.
    fn group(&mut self, at: usize) -> Result<(), Error> {
        const NAMED: &str = "write (?:...) for a group; nothing is captured";
        const RECURSION: &str = "write out the levels that can occur";
        const LOOK: &str =
            "let the pattern match the value alone, with \\b at its ends, and use key words for what stands before";
        const CODE: &str = "leave it out";
        if self.peek(0) == Some('*') {
            return Err(unsupported("the verb (*...)", at, CODE));
        }
        if self.peek(0) != Some('?') {
            self.open(at, "(?:");
            return Ok(());
        }
        let rest: String = self.pattern.iter().skip(self.at + 1).take(3).collect();
        let digit = |text: &str| text.starts_with(|next: char| next.is_ascii_digit());
        let refused = |element, advice| Err(unsupported(element, at, advice));
        match rest.as_str() {
            text if text.starts_with(':') => {
                self.at += 2;
                self.open(at, "(?:");
                Ok(())
            }
            text if text.starts_with('#') => match self.pattern.iter().skip(self.at).position(|next| *next == ')') {
                Some(length) => {
                    self.at += length + 1;
                    Ok(())
                }
                None => Err(malformed(at, "the comment is not closed")),
            },
            text if text.starts_with(['=', '!']) => refused("the look-ahead", LOOK),
            text if text.starts_with("<=") || text.starts_with("<!") => refused("the look-behind", LOOK),
            text if text.starts_with("P=") => refused("the back-reference", "write out again what it refers to"),
            text if text.starts_with("P>") || text.starts_with('R') || text.starts_with('&') || digit(text) => {
                refused("the recursion", RECURSION)
            }
            text if text.strip_prefix(['+', '-']).is_some_and(digit) => refused("the recursion", RECURSION),
            text if text.starts_with(['<', '\'']) || text.starts_with("P<") => {
                refused("the named capturing group", NAMED)
            }
            text if text.starts_with('>') => refused("the atomic group", "write (?:...)"),
            text if text.starts_with('|') => refused("the branch reset group", "write (?:...)"),
            text if text.starts_with('(') => {
                refused("the conditional pattern", "write the cases as alternatives, with |")
            }
            text if text.starts_with('{') || text.starts_with("?{") => refused("the embedded code", CODE),
            text if text.starts_with('C') => refused("the callout", CODE),
            _ => self.flags(at),
        }
    }

    fn open(&mut self, at: usize, text: &str) {
        self.groups.push((at, self.wildcards));
        self.wildcards = 0;
        self.emit(at, text);
    }

    /// `(?flags)` or `(?flags:`, from the question mark on.
    fn flags(&mut self, at: usize) -> Result<(), Error> {
        self.at += 1;
        let mut text = "(?".to_owned();
        loop {
            match self.next() {
                Some(flag @ ('i' | 's' | 'm' | '-')) => text.push(flag),
                Some(end @ (')' | ':')) if text.len() > 2 => {
                    text.push(end);
                    if end == ':' {
                        self.open(at, &text);
                    } else {
                        self.emit(at, &text);
                    }
                    return Ok(());
                }
                Some(flag) if flag.is_ascii_alphabetic() || flag == '^' => {
                    return Err(unsupported("this flag", self.at - 1, "of the flags only i, s and m can be used"));
                }
                _ => return Err(malformed(at, "there is no such group")),
            }
        }
    }

    /// The repeat behind an element, if there is one, and the count of wildcards.
    fn repeat(&mut self) -> Result<(), Error> {
        let at = self.at;
        let (text, least, most) = match self.peek(0) {
            Some('*') => ("*".to_owned(), 0, None),
            Some('+') => ("+".to_owned(), 1, None),
            Some('?') => ("?".to_owned(), 0, Some(1)),
            Some('{') => {
                self.at += 1;
                let bounds = self.bounds(at)?;
                self.at = at;
                let Some((least, most, length)) = bounds else {
                    self.wildcards = 0;
                    return Ok(());
                };
                let text: String = self.pattern.iter().skip(at).take(length).collect();
                (text, least, most)
            }
            _ => {
                self.wildcards = 0;
                return Ok(());
            }
        };
        self.at += text.chars().count();
        self.emit(at, &text);
        if least > 0 {
            self.wildcards = 0;
        } else if most.is_none() {
            self.wildcards += 1;
            if self.wildcards > WILDCARDS {
                return Err(Error::TooManyWildcards { at: at + 1 });
            }
        }
        match self.peek(0) {
            Some('?') => {
                self.at += 1;
                self.out.push('?');
            }
            Some('+') => {
                return Err(unsupported("the possessive repeat", self.at, "leave out the second sign"));
            }
            _ => {}
        }
        let next = self.at;
        let again = match self.peek(0) {
            Some('*' | '+' | '?') => true,
            Some('{') => {
                self.at += 1;
                let bounds = self.bounds(next)?;
                self.at = next;
                bounds.is_some()
            }
            _ => false,
        };
        if again { Err(malformed(next, "this repeats a repeat; put the first into (?:...)")) } else { Ok(()) }
    }

    /// Bounds of a repeat behind the brace at `at`: the least, the most, and the characters with both braces. None if
    /// the brace is an ordinary character.
    fn bounds(&self, at: usize) -> Result<Option<(u64, Option<u64>, usize)>, Error> {
        let rest = self.pattern.get(at + 1..).unwrap_or_default();
        let Some(end) = rest.iter().position(|character| *character == '}') else { return Ok(None) };
        let inner: String = rest.iter().take(end).collect();
        let number = |text: &str| {
            let digits = !text.is_empty() && text.chars().all(|character| character.is_ascii_digit());
            digits.then(|| text.parse().unwrap_or(u64::MAX))
        };
        let bounds = match inner.split_once(',') {
            None => number(&inner).map(|count| (count, Some(count))),
            Some((least, "")) => number(least).map(|least| (least, None)),
            Some(("", most)) if number(most).is_some() => {
                return Err(unsupported("the repeat without a lower bound", at, "write {0,...}"));
            }
            Some((least, most)) => number(least).zip(number(most)).map(|(least, most)| (least, Some(most))),
        };
        let Some((least, most)) = bounds else { return Ok(None) };
        for found in [Some(least), most].into_iter().flatten() {
            if found > REPEAT {
                return Err(Error::RepeatTooLarge { at: at + 1, found });
            }
        }
        if most.is_some_and(|most| most < least) {
            return Err(malformed(at, "the upper bound is below the lower one"));
        }
        Ok(Some((least, most, end + 2)))
    }
}
