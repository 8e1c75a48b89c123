//! Belarus, Bulgaria, Kazakhstan, Russia and Ukraine: parts in any order, most of them named by their abbreviations.

use super::{Around, divides, same};

/// A street, as a word before or behind its name.
const STREETS: &[&str] = &[
    "ул",
    "улица",
    "пр-т",
    "пр-кт",
    "пр",
    "просп",
    "проспект",
    "пер",
    "переулок",
    "бул",
    "бульвар",
    "б-р",
    "пл",
    "площадь",
    "ш",
    "шоссе",
    "наб",
    "набережная",
    "проезд",
    "тупик",
    "аллея",
    "мкр",
    "микрорайон",
    "вул",
    "вулиця",
    "провулок",
    "пров",
    "майдан",
    "узвіз",
    "шосе",
    "вуліца",
    "завулак",
    "көшесі",
    "даңғылы",
    "булевард",
];
/// A town or village.
const TOWNS: &[&str] = &[
    "г",
    "гр",
    "гор",
    "город",
    "м",
    "місто",
    "с",
    "село",
    "дер",
    "деревня",
    "п",
    "пос",
    "поселок",
    "посёлок",
    "пгт",
    "смт",
    "рп",
    "станица",
    "ст-ца",
    "хутор",
    "аул",
    "а/г",
];
/// A region or country.
const REGIONS: &[&str] = &[
    "обл",
    "область",
    "край",
    "респ",
    "республика",
    "район",
    "р-н",
    "рн",
    "округ",
    "ао",
    "россия",
    "рф",
    "украина",
    "україна",
    "беларусь",
    "българия",
    "казахстан",
    "қазақстан",
];
/// A house, a building, a dwelling.
const HOUSES: &[&str] = &[
    "д",
    "дом",
    "корп",
    "корпус",
    "к",
    "стр",
    "строение",
    "кв",
    "квартира",
    "оф",
    "офис",
    "буд",
    "будинок",
    "под",
    "подъезд",
    "эт",
    "этаж",
    "литер",
    "лит",
    "бл",
    "вх",
    "ап",
    "№",
];

/// What a part may have.
#[derive(Clone, Copy, Default)]
struct Part {
    street: bool,
    town: bool,
    number: bool,
    /// One to three words with capitals, and nothing else.
    name: bool,
}

impl Part {
    fn or(self, other: Part) -> Part {
        Part {
            street: self.street || other.street,
            town: self.town || other.town,
            number: self.number || other.number,
            name: self.name || other.name,
        }
    }
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{52f}')
}

/// `12`, `12а`, `12/3`, `12-14`
fn is_number(word: &str) -> bool {
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let rest = || {
        word.chars().skip(digits).all(|letter| letter.is_ascii_digit() || is_cyrillic(letter) || "/-".contains(letter))
    };
    (1..=4).contains(&digits) && word.chars().count() <= 8 && rest()
}

/// The words of a part: abbreviations end with a point that no space needs to follow.
fn words(part: &str) -> impl Iterator<Item = &str> {
    part.split([' ', '.', '\u{a0}']).filter(|word| !word.is_empty())
}

/// What the part is; `None` if it is none of an address.
fn read(part: &str) -> Option<Part> {
    let mut read = Part::default();
    let (mut names, mut others) = (0, 0);
    for word in words(part) {
        let is = |list: &[&str]| list.iter().any(|known| same(word, known));
        if is_number(word) {
            read.number = true;
        } else if is(STREETS) {
            read.street = true;
        } else if is(TOWNS) || is(REGIONS) {
            read.town = true;
        } else if is(HOUSES) {
            others += 1;
        } else if word.chars().next().is_some_and(|letter| is_cyrillic(letter) && letter.is_uppercase()) {
            names += 1;
        } else if read.street && word.chars().all(is_cyrillic) {
            // `ул. имени Ленина`
            others += 1;
        } else {
            return None;
        }
    }
    let marked = read.street || read.town;
    read.name = !marked && !read.number && others == 0 && (1..=3).contains(&names);
    let known = if marked { names > 0 } else { read.number || read.name };
    (known && names <= 5).then_some(read)
}

/// What the part is, or the end of it from the word on that names a street or town: a sentence may stand before it. With
/// its length in bytes.
fn read_end(part: &str) -> Option<(Part, usize)> {
    if let Some(whole) = read(part) {
        return Some((whole, part.len()));
    }
    let starts = part.char_indices().filter(|(_, letter)| *letter == ' ').take(12).map(|(space, _)| space + 1);
    starts.filter_map(|start| part.get(start..)).find_map(|end| {
        let marked = |known: &&str| words(end).next().is_some_and(|first| same(first, known));
        let read = read(end).filter(|_| STREETS.iter().chain(TOWNS).any(marked))?;
        Some((read, end.len()))
    })
}

/// Most parts of an address on one side of its code.
const PARTS: usize = 6;

/// The parts that end where `text` does, and how many bytes they take.
fn before(text: &str) -> (Part, usize) {
    let mut all = Part::default();
    let mut rest = text.trim_end_matches(' ');
    let mut length = 0;
    for _ in 0..PARTS {
        let part_end = rest.trim_end_matches(|letter| letter == ' ' || divides(letter));
        if is_paragraph(&rest[part_end.len()..]) {
            break;
        }
        let start = part_end.rfind(|letter| divides(letter) || letter == ':').map_or(0, |at| at + 1);
        let part = part_end[start..].trim_start();
        let Some((read, bytes)) = read_end(part) else { break };
        all = all.or(read);
        rest = &part_end[..part_end.len() - bytes];
        length = text.len() - rest.len();
        if bytes < part.len() {
            break;
        }
    }
    (all, length)
}

/// The parts that follow each other from the begin of `text` on, as far as they go with those before, and how many bytes they
/// take.
fn behind(text: &str, mut all: Part) -> (Part, usize) {
    let mut rest = text;
    let mut length = 0;
    for _ in 0..PARTS {
        let part = rest.trim_start_matches(|letter| letter == ' ' || divides(letter));
        let gap = &rest[..rest.len() - part.len()];
        if gap.is_empty() || is_paragraph(gap) {
            break;
        }
        let whole = part[..part.find(divides).unwrap_or(part.len())].trim_end().trim_end_matches('.');
        // A sentence may go on behind the number of the house.
        let number = whole.find(' ').map_or(whole, |space| &whole[..space]);
        let part = if all.street && is_number(number) { number } else { whole };
        let Some(read) = read(part) else { break };
        all = all.or(read);
        rest = &rest[gap.len() + part.len()..];
        length = text.len() - rest.len();
        if part.len() < whole.len() {
            break;
        }
    }
    (all, length)
}

/// Whether an empty line parts what stands before and behind.
fn is_paragraph(gap: &str) -> bool {
    gap.matches('\n').count() > 1
}

/// The address with a code of six digits (Russia, Belarus, Kazakhstan), five (Ukraine) or four (Bulgaria), at its begin or its
/// end: `101000, г. Москва, ул. Тверская, д. 1`, `вул. Шевченка, 12, м. Київ, 01001`.
pub(super) fn find(around: &Around<'_>) -> Option<(usize, usize)> {
    if around.before.ends_with(is_cyrillic) || around.may_be_year() {
        return None;
    }
    let (all, before) = before(around.before);
    let (all, behind) = behind(around.behind, all);
    (all.street && (all.town || all.number && all.name)).then(|| around.bounds(before, behind))
}
