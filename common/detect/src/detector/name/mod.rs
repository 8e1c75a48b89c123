//! Full names of people, in Latin letters: a given name with a family name.
//!
//! A word of a list is no proof: most given names are also words, towns or products. So a name in text needs a common
//! given name before a family name (from the list, or a word that no list knows), or a known pair neither half of which is
//! an ordinary word or a place, or a title or label before it. What stands around it can still make it the name of a
//! street, an institution or a company.
//!
//! A given name or a family name alone is not reported, as by Macie, nor are the two halves in columns of their own.

mod token;
mod words;

#[cfg(test)]
mod tests;

use super::boundary::{at, back};
use super::{latin, lexicon};
use crate::scanner::Confidence;
use token::{Shape, Token};
use words::Roles;

/// Longest name, in bytes, without its context.
pub(crate) const LONGEST: usize = 96;
/// How far around a name anything can lie that decides about it, in bytes.
pub(crate) const REACH: usize = 64;

/// Most words of a name, with initials and particles.
const WORDS: usize = 7;

/// What stands before a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Before {
    /// A title: `Dr. `, `Frau `.
    titled: bool,
    /// A label that only people have, or an address: `Patient: `, `Dear `.
    labelled: bool,
    /// The label may be one of other things too: one half at least must be known.
    anything: bool,
    /// A label or word that often stands before names, and before other things: `name = `, `by `.
    hinted: bool,
    /// An address of electronic mail follows, as in `Jane Roe <jane@example.org>`.
    mailbox: bool,
    /// It cannot be a name of a person.
    blocked: bool,
    /// It begins a line, a cell or a bracket.
    opens: bool,
}

/// What the name of a column says about its values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    /// Nothing.
    #[default]
    Other,
    /// Full names, of people or of other things: `name`, `contact`.
    Perhaps,
    /// Full names of people: `full_name`, `patient`.
    People,
}

/// The words of a possible name.
struct Words {
    tokens: [Option<Token>; WORDS],
    count: usize,
    /// A comma stands after the first word.
    comma: bool,
    /// A line ends between two of the words.
    broken: bool,
}

impl Words {
    fn get(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index).and_then(Option::as_ref).filter(|_| index < self.count)
    }

    fn last(&self) -> Option<&Token> {
        self.get(self.count.checked_sub(1)?)
    }

    /// The words that are neither initials nor particles.
    fn full(&self) -> impl DoubleEndedIterator<Item = &Token> {
        self.tokens.iter().take(self.count).flatten().filter(|token| token.is_full())
    }

    fn initials(&self) -> usize {
        self.tokens.iter().take(self.count).flatten().filter(|token| token.shape == Shape::Initial).count()
    }

    fn has_particle(&self) -> bool {
        self.tokens.iter().take(self.count).flatten().any(|token| token.shape == Shape::Small)
    }
}

/// The bounds of the full name whose first word begins at `start`, without titles before it.
///
/// `start` should be the first letter of a word with a capital, after which spaces, a comma, an initial or a particle and
/// another word with a capital follow. Other starts are survived.
pub(crate) fn find(text: &[u8], start: usize) -> Option<(usize, usize, Confidence)> {
    if !may_begin(text, start) {
        return None;
    }
    let first = token::read(text, start).filter(|token| token.shape != Shape::Small)?;
    // Most words with a capital are no names: they must cost little.
    if first.is_full() && !first.could_be_name() {
        return None;
    }
    let mut words = read(text, first);
    if words.count < 2
        || words.get(1).is_some_and(|second| second.is_full() && !second.could_be_name() && second.word.ordinary > 1)
    {
        return None;
    }
    let opening = Roles::of(first.text(text));
    if first.is_full() && (opening.is_honorific() || opening.is_never() || opening.is_blocker()) {
        return None;
    }
    let mut before = before(text, start);
    if before.blocked {
        return None;
    }
    while words.count >= 2 {
        before.mailbox = words.last().is_some_and(|last| has_mailbox(text, last.end));
        // What speaks against the whole speaks against its begin: `Martin Luther` of `Martin Luther King Boulevard`.
        let end = ends(text, &words)?;
        if let Some(confidence) = judge(text, &words, before) {
            let end = with_suffix(text, end);
            return (end - start <= LONGEST).then_some((start, end, confidence));
        }
        words.count -= 1;
        // A name does not end with a particle.
        while words.last().is_some_and(|token| token.shape == Shape::Small) {
            words.count -= 1;
        }
    }
    None
}

/// The same, for the begin of a later word of the name: the one that follows its first word, with particles between.
pub(crate) fn find_by_second(text: &[u8], second: usize) -> Option<(usize, usize, Confidence)> {
    let mut position = second;
    // `Ludwig van der Heide`
    for _ in 0..4 {
        let mut end = position;
        for _ in 0..2 {
            end -= usize::from(matches!(back(text, end, 1), b' ' | b',' | b'\n' | b'\r' | 0xa0 | 0xc2));
        }
        if end == position {
            return None;
        }
        let word = token::read_back(text, end)?;
        if word.shape != Shape::Small {
            return find(text, word.start).filter(|(_, end, _)| *end > second);
        }
        if !Roles::of(word.text(text)).is_particle() {
            return None;
        }
        position = word.start;
    }
    None
}

/// The bounds of the full name that is the whole value of a field. In a column of names ([`column`]) one half that the lists
/// know is enough, and small letters are too; in one of people's names no list need know them.
pub(crate) fn field(text: &[u8], column: Column) -> Option<(usize, usize, Confidence)> {
    if text.len() > LONGEST + REACH {
        return None;
    }
    let named = column != Column::Other;
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'"';
    let mut start = text.iter().take_while(|byte| blank(byte)).count();
    let stop = text.len() - text.iter().rev().take_while(|byte| blank(byte)).count();
    let text = text.get(..stop)?;
    let mut titled = false;
    let mut first = token::read(text, start)?;
    while first.shape != Shape::Initial && Roles::of(first.text(text)).is_honorific() {
        let next = first.end + usize::from(at(text, first.end) == b'.');
        start = next + latin::space(text, next)?;
        first = token::read(text, start)?;
        titled = true;
    }
    if !named && Roles::of(first.text(text)).is_blocker() {
        return None;
    }
    let words = if first.shape == Shape::Small && named { read_small(text, first) } else { read(text, first) };
    let end = with_suffix(text, words.last()?.end);
    if end != text.len() || words.count < 2 || words.broken {
        return None;
    }
    let before =
        Before { titled, labelled: named, anything: column == Column::Perhaps, opens: true, ..Before::default() };
    let confidence = judge(text, &words, before)?;
    Some((start, end, if named { Confidence::High } else { confidence.min(Confidence::Medium) }))
}

/// What the names of a column, or of the elements on a path, say about the values: the last counts.
pub(crate) fn column(names: &[&str]) -> Column {
    names.last().map(|name| words::column(name)).unwrap_or_default()
}

/// Reads the words from `first` on that could belong to one name.
fn read(text: &[u8], first: Token) -> Words {
    let mut words = Words { tokens: [None; WORDS], count: 1, comma: false, broken: false };
    let mut position = first.end;
    let start = first.start;
    let capitals = first.shape == Shape::Capitals;
    words.tokens[0] = Some(first);
    while words.count < WORDS && position < start + LONGEST {
        let previous = words.last().map_or(Shape::Small, |token| token.shape);
        let Some((gap, comma, broken)) = gap(text, position, words.count) else { break };
        let Some(token) = token::read(text, position + gap) else { break };
        let fits = match token.shape {
            Shape::Capital | Shape::Capitals => !Roles::of(token.text(text)).is_suffix() || words.count == 1 && !comma,
            Shape::Initial => previous != Shape::Small || token.letters == 1,
            Shape::Small => Roles::of(token.text(text)).is_particle() && !comma,
        };
        // An initial without a point may well be a word: `Vitamin C`, `Peter I think`.
        let bare = token.shape == Shape::Initial && at(text, token.end.saturating_sub(1)) != b'.';
        // A line may break after the given name, if the name does not begin its line: lists stand one a line.
        if broken
            && (words.broken
                || words.comma
                || words.full().count() != 1
                || capitals
                || back(text, start, 2) == b','
                || begins_line(text, start))
        {
            break;
        }
        if !fits || bare && (at(text, token.start) == b'I' && !capitals || words.count > 2) {
            break;
        }
        words.comma |= comma;
        words.broken |= broken;
        position = token.end;
        words.tokens[words.count] = Some(token);
        words.count += 1;
    }
    while words.last().is_some_and(|token| token.shape == Shape::Small) {
        words.count -= 1;
    }
    words
}

/// Whether nothing but blanks, bullets and signs of comments stands before `start` in its line.
fn begins_line(text: &[u8], start: usize) -> bool {
    let line = text.get(start.saturating_sub(REACH)..start).unwrap_or_default();
    let line = line.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    !line.iter().any(u8::is_ascii_alphanumeric)
}

/// Reads a value in small letters throughout.
fn read_small(text: &[u8], first: Token) -> Words {
    let mut words = Words { tokens: [None; WORDS], count: 1, comma: false, broken: false };
    let as_capital = |token: Token, text: &[u8]| {
        let shape = if token.shape == Shape::Small && !Roles::of(token.text(text)).is_particle() {
            Shape::Capital
        } else {
            token.shape
        };
        Token { shape, ..token }
    };
    let mut position = first.end;
    words.tokens[0] = Some(as_capital(first, text));
    while words.count < WORDS {
        let Some((gap, comma, false)) = gap(text, position, words.count) else { break };
        let Some(token) = token::read(text, position + gap) else { break };
        position = token.end;
        words.comma |= comma;
        words.tokens[words.count] = Some(as_capital(token, text));
        words.count += 1;
    }
    words
}

/// What lies between two words of a name: its length, whether it has a comma, whether it breaks the line.
fn gap(text: &[u8], position: usize, count: usize) -> Option<(usize, bool, bool)> {
    if let Some(space) = latin::space(text, position) {
        // Two spaces set apart two cells.
        return (latin::space(text, position + space).is_none()).then_some((space, false, false));
    }
    match at(text, position) {
        b',' if count == 1 => latin::space(text, position + 1).map(|space| (1 + space, true, false)),
        b'\n' | b'\r' => {
            let end = position + 1 + usize::from(at(text, position) == b'\r' && at(text, position + 1) == b'\n');
            let indentation = text.get(end..)?.iter().take(9).take_while(|byte| **byte == b' ').count();
            (indentation < 9).then_some((end - position + indentation, false, true))
        }
        // `J.Smith`, `Hans-P.Meier`
        _ if back(text, position, 1) == b'.' => latin::letter(text, position).map(|_| (0, false, false)),
        _ => None,
    }
}

/// Whether the words are a city or the like that has a given name before something: `Hong Kong`.
fn is_place(text: &[u8], words: &Words) -> bool {
    let (Some(first), Some(last)) = (words.get(0), words.last()) else { return false };
    text.get(first.start..last.end).is_some_and(lexicon::is_phrase)
}

/// What stands before `start`.
fn before(text: &[u8], start: usize) -> Before {
    let mut before = Before { opens: opens(text, start), ..Before::default() };
    let (mut end, mut colon, mut spaces) = (start, false, 0);
    for _ in 0..6 {
        match back(text, end, 1) {
            b' ' => spaces += 1,
            0xa0 if back(text, end, 2) == 0xc2 => end -= 1,
            b':' | b'=' => colon = true,
            b'"' | b'\'' | b'*' => {}
            b'\t' => colon = true,
            b'\n' | b'\r' => {
                before.opens = true;
                return before;
            }
            _ => break,
        }
        end -= 1;
    }
    before.opens |= end == 0 || spaces >= 2 || colon;
    let Some(word) = token::read_back(text, end) else { return before };
    let word_text = word.text(text);
    if colon {
        before.labelled = Roles::of(word_text).is_label();
        before.hinted = Roles::of(word_text).is_hint();
        return before;
    }
    if spaces != 1 {
        return before;
    }
    let pointed = back(text, end, 1) == b'.';
    match word.shape {
        Shape::Small => before.hinted = Roles::of(word_text).is_introduction() && !pointed,
        _ if Roles::of(word_text).is_honorific() && !Roles::of(word_text).is_blocker() => before.titled = true,
        Shape::Capital | Shape::Capitals if !pointed || word.letters <= 2 => {
            before.hinted = Roles::of(word_text).is_introduction();
            before.blocked = Roles::of(word_text).is_blocker();
        }
        _ => {}
    }
    before
}

/// Whether the byte before `start` is one that a line, a cell or a bracket begins with.
fn opens(text: &[u8], start: usize) -> bool {
    let previous = back(text, start, 1);
    matches!(previous, 0 | b'\n' | b'\r' | b'\t' | b'"' | b'(' | b'[' | b'>' | b'|' | b';' | b'<' | b'{' | b',')
}

/// Whether a name may begin at `start`: not inside of a word, a path, a host name or the like.
fn may_begin(text: &[u8], start: usize) -> bool {
    match back(text, start, 1) {
        b' ' | b'\'' | b'*' | b':' | b'=' | b'`' => true,
        // A no-break space, a quotation mark or dash, but not a letter.
        0x80..=0xbf => !is_letter_before(text, start),
        _ => opens(text, start),
    }
}

fn is_letter_before(text: &[u8], start: usize) -> bool {
    (2..=3).any(|distance| {
        start
            .checked_sub(distance)
            .and_then(|from| latin::letter(text, from))
            .is_some_and(|letter| letter.length == distance)
    })
}

/// Whether an address of electronic mail in angle brackets follows, as in RFC 5322.
fn has_mailbox(text: &[u8], end: usize) -> bool {
    let rest = text.get(end..text.len().min(end + REACH)).unwrap_or_default();
    let quote = usize::from(at(rest, 0) == b'"');
    let Some(rest) = rest.get(quote..).and_then(|rest| rest.strip_prefix(b" <")) else { return false };
    rest.iter().take_while(|byte| !matches!(byte, b'>' | b' ' | b'<')).any(|byte| *byte == b'@')
}

/// Where the name ends, if nothing after it speaks against it.
fn ends(text: &[u8], words: &Words) -> Option<usize> {
    let last = words.last()?;
    let end = last.end;
    let next = at(text, end);
    let second = at(text, end + 1);
    let joined = match next {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'@' | b'(' | b'=' | b'\\' | b'$' | b'#' | b'[' => true,
        b'.' => second.is_ascii_alphanumeric() && last.shape != Shape::Initial,
        b'-' | b'/' | b'&' => second.is_ascii_alphanumeric(),
        b':' => second == b':',
        // Letters of any script, and bytes that are no UTF-8; not quotation marks, dashes and wide spaces.
        0x80.. => !matches!(next, 0xc2 | 0xe2 | 0xe3),
        _ => false,
    };
    if joined {
        return None;
    }
    let after = latin::space(text, end).unwrap_or(0);
    if after > 0 && matches!(at(text, end + after), b'&' | b'+') {
        return None;
    }
    let follow = if after > 0 { token::read(text, end + after) } else { None };
    let comma = if next == b',' { latin::space(text, end + 1).map(|gap| letters(text, end + 1 + gap)) } else { None };
    // `Smith Brown, Inc.`
    if comma.is_some_and(|word| word.len() <= 4 && begins_with_capital(word) && Roles::of(word).is_institution()) {
        return None;
    }
    let word = if after > 0 { letters(text, end + after) } else { &[] };
    if begins_with_capital(word) && Roles::of(word).is_institution() {
        return None;
    }
    match follow {
        Some(token) if token.word.place && token.shape == Shape::Capital && token.word.family < 2 => None,
        // Titles of works, institutions, products: `Isaac Newton Telescope`.
        Some(token)
            if token.shape == Shape::Capital
                && token.word.ordinary > 0
                && token.word.given + token.word.family == 0 =>
        {
            None
        }
        _ => Some(end),
    }
}

/// The letters from `start` on, as many as a word of the lists has.
fn letters(text: &[u8], start: usize) -> &[u8] {
    let mut end = start;
    while end < start + 24
        && let Some(letter) = latin::letter(text, end)
    {
        end += letter.length;
    }
    text.get(start..end).unwrap_or_default()
}

fn begins_with_capital(word: &[u8]) -> bool {
    latin::letter(word, 0).is_some_and(|letter| letter.capital)
}

/// The end with `Jr.`, `, PhD` and the like.
fn with_suffix(text: &[u8], end: usize) -> usize {
    let mut result = end;
    for _ in 0..2 {
        let comma = usize::from(at(text, result) == b',');
        let Some(gap) = latin::space(text, result + comma) else { break };
        let start = result + comma + gap;
        let mut word = letters(text, start);
        let mut stop = start + word.len();
        // `Ph.D.`
        if word == b"Ph" && text.get(stop..stop + 2) == Some(b".D") {
            stop += 2;
            word = b"phd";
        }
        // `Do` and `Ma` are Vietnamese and Chinese names.
        let short = comma == 0 && matches!(word, b"Do" | b"DO" | b"Ma" | b"MA");
        if word.is_empty() || short || !(begins_with_capital(word) || word == b"phd") || !Roles::of(word).is_suffix() {
            break;
        }
        // The point belongs to an abbreviation; not to one that ends a sentence, but who could tell.
        let abbreviation = word.len() <= 4 && !word.iter().all(|byte| matches!(byte, b'I' | b'V'));
        result = stop + usize::from(at(text, stop) == b'.' && abbreviation && at(text, stop - 1) != b'.');
    }
    result
}

/// Whether the words are a full name, and how sure that is.
fn judge(text: &[u8], words: &Words, before: Before) -> Option<Confidence> {
    let helped = before.titled || before.labelled;
    // Words that are part of no name, and of those that are rather parts of streets or companies all but family names.
    let foreign = |token: &Token| {
        let roles = Roles::of(token.text(text));
        roles.is_never() && token.word.given < 3 || roles.is_institution() && !roles.is_family_too()
    };
    if words.full().any(foreign) || is_place(text, words) {
        return None;
    }
    if words.comma {
        return last_first(text, words, before);
    }
    let first = words.full().next()?;
    let last = words.last()?;
    let count = words.full().count();
    if count < 2 {
        // `J. R. Smith` says too little by itself.
        let known = last.is_full() && last.is_family();
        return (words.initials() >= 1 && known && helped && !words.broken).then_some(Confidence::Low);
    }
    if !last.is_full() || !words.full().all(|token| token.could_be_name() || before.mailbox && token.word.ordinary < 2)
    {
        return None;
    }
    // Between the first and the last word are further given names, or family names.
    let unknown = words.full().filter(|token| token.is_unknown()).count();
    if unknown > 1 && !helped || count > 4 {
        return None;
    }
    let mixed = words.full().any(|token| token.shape == Shape::Capitals);
    let confidence = pair(first, last, words, mixed, before)?;
    if words.broken && confidence == Confidence::Low {
        return None;
    }
    Some(if helped { Confidence::High } else { confidence })
}

/// A given name before a family name, or the other way round.
fn pair(first: &Token, last: &Token, words: &Words, capitals: bool, before: Before) -> Option<Confidence> {
    let helped = before.titled || before.labelled;
    let known = last.is_family();
    if first.is_strong_given() && known && !(last.word.place && first.word.family == 3 && first.word.place) {
        return Some(Confidence::Medium);
    }
    if first.is_given() && first.word.ordinary == 0 && known && last.word.ordinary == 0 && (!last.word.place || helped)
    {
        return Some(Confidence::Medium);
    }
    let small_words = [first, last].iter().filter(|token| token.word.ordinary > 0).count();
    let halves = usize::from(first.word.given >= 2) + usize::from(last.word.family >= 2);
    if helped {
        let unknown = first.is_unknown() && last.is_unknown() && !before.anything;
        let reversed = last.word.given >= 2 && (first.word.family > 0 || first.is_unknown()) && small_words == 0;
        if reversed || before.labelled && first.word.given == 3 && last.word.family == 3 && last.word.ordinary < 3 {
            return Some(Confidence::Medium);
        }
        return (unknown || halves >= 1 && small_words <= halves && first.word.ordinary + last.word.ordinary < 4)
            .then_some(Confidence::Medium);
    }
    if capitals && words.full().all(|token| token.shape == Shape::Capitals) {
        return None;
    }
    if before.mailbox && first.word.given >= 2 && !first.word.place && last.word.ordinary < 2 && small_words < 2 {
        return Some(Confidence::Medium);
    }
    // `by Blas Irizar`, but not `name = "Python Traceback"`
    if before.hinted && small_words == 0 && first.is_given() && !last.word.place && !capitals {
        return Some(Confidence::Medium);
    }
    // `Ludwig van Beethoven`, `Karol Wojtyla`
    let sure = first.is_strong_given();
    // Short words in capitals are rather abbreviations: `Teddy SIMD`.
    let abbreviation = last.shape == Shape::Capitals && last.letters < 5;
    if sure && last.is_unknown() && !words.broken && !abbreviation {
        return Some(Confidence::Medium);
    }
    // `Oleksandr Shevchenko`
    let rare = first.word.given == 2 && first.word.ordinary == 0 && first.word.family == 0 && !first.word.place;
    if rare && first.letters >= 4 && last.is_unknown() && !words.broken && !capitals {
        return Some(Confidence::Low);
    }
    if first.is_given() && words.has_particle() && (last.is_unknown() || last.word.family > 0) && !last.word.place {
        return Some(Confidence::Medium);
    }
    // `Peter Brown`, `John King`
    if sure && last.word.family == 3 && last.word.ordinary < 3 && !last.word.place && !capitals {
        return Some(Confidence::Low);
    }
    // `Will Smith`, `Charlotte Miller`
    if first.word.given == 3 && last.is_strong_family() {
        return Some(Confidence::Low);
    }
    // `Tanaka Hiroshi`, `Nguyen Van Tuan`, `KOVACS Janos`
    let rather = first.word.given <= 1 || first.word.given == 2 && last.word.family == 0;
    let reversed = first.is_strong_family() && rather && last.word.given >= 2 && last.word.ordinary == 0;
    (reversed && !last.word.place && !words.has_particle()).then_some(Confidence::Low)
}

/// `Smith, John A.`: alone in a line, a cell or brackets, or after a label.
fn last_first(text: &[u8], words: &Words, before: Before) -> Option<Confidence> {
    let family = words.get(0)?;
    let given = words.get(1)?;
    let last = words.last()?;
    let helped = before.titled || before.labelled;
    let closes = match at(text, last.end) {
        0 | b'\n' | b'\r' | b'\t' | b'"' | b')' | b']' | b'<' | b'|' | b';' | b'}' | b'\'' => true,
        b' ' => matches!(at(text, last.end + 1), b' ' | b'<' | b'(' | b'|' | b'-' | b'0'..=b'9'),
        b'.' => last.shape == Shape::Initial || matches!(at(text, last.end + 1), 0 | b'\n'),
        _ => false,
    };
    if !family.is_full() || !given.is_full() || words.broken || !(before.opens || helped) || !closes {
        return None;
    }
    let rest = words.tokens.iter().take(words.count).flatten().skip(2);
    if words.count > 4 || rest.clone().any(|token| token.is_full() && token.word.given == 0) {
        return None;
    }
    let sure = given.is_strong_given() || given.is_given() && given.word.ordinary == 0;
    let known = family.is_family() && !family.word.place && sure;
    let guessed = (family.is_unknown() || family.word.family > 0) && given.is_strong_given();
    match (known, helped) {
        (true, true) => Some(Confidence::High),
        (true, false) => Some(Confidence::Medium),
        (false, true) if before.labelled && !before.anything && family.is_unknown() && given.is_unknown() => {
            Some(Confidence::Low)
        }
        (false, true) if guessed || family.is_family() && given.word.given > 0 => Some(Confidence::Medium),
        (false, false) if guessed && (words.initials() > 0 || family.word.family == 3 && !family.word.place) => {
            Some(Confidence::Low)
        }
        _ => None,
    }
}
