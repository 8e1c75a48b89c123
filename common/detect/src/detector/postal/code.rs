//! Postal codes: what they look like, and in which country that could be.

use super::country::Country;
use super::regions;
use super::towns::has_region;
use crate::detector::boundary::{at, back};

/// A possible postal code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) country: Country,
    /// The digits as a number; of Canada's, the first letter.
    pub(super) number: u32,
    /// First byte, with `D-` and the like.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The country's letters stand before it: `D-80331`.
    pub(super) prefixed: bool,
}

impl Code {
    /// Whether it is long or odd enough that it is no year and hardly counts something.
    pub(super) fn is_distinct(&self) -> bool {
        self.end - self.start > 4 || self.number > 0 && !(1900..=2099).contains(&self.number)
    }

    /// `110 00`, as in Czechia, Greece, Slovakia and Sweden.
    pub(super) fn is_spaced(&self) -> bool {
        !self.prefixed && self.end - self.start == 6 && SPACED.contains(&self.country)
    }

    /// Whether the country writes it before the town, and it needs no more than a street to be one.
    pub(super) fn is_before_town(&self) -> bool {
        !matches!(
            self.country,
            Country::UnitedStates
                | Country::Canada
                | Country::UnitedKingdom
                | Country::Ireland
                | Country::Australia
                | Country::NewZealand
                | Country::SouthAfrica
                | Country::Indonesia
                | Country::India
                | Country::Japan
                | Country::Brazil
        )
    }
}

/// Countries with codes of three digits, a space and two.
const SPACED: &[Country] = &[Country::Sweden, Country::Czechia, Country::Slovakia, Country::Greece];
/// Countries with codes of four digits.
const FOUR: &[Country] = &[
    Country::Australia,
    Country::Austria,
    Country::Belgium,
    Country::Switzerland,
    Country::Denmark,
    Country::Norway,
    Country::Hungary,
    Country::Slovenia,
    Country::Luxembourg,
    Country::Latvia,
    Country::NewZealand,
    Country::SouthAfrica,
    Country::Philippines,
    Country::Argentina,
];
/// Countries with codes of five digits.
const FIVE: &[Country] = &[
    Country::Germany,
    Country::France,
    Country::Italy,
    Country::Spain,
    Country::Mexico,
    Country::Finland,
    Country::Czechia,
    Country::Slovakia,
    Country::Croatia,
    Country::Serbia,
    Country::Estonia,
    Country::Lithuania,
    Country::Turkey,
    Country::Greece,
    Country::Malaysia,
    Country::Indonesia,
];
/// Countries with codes of six digits. Romania's stand before towns and behind them.
const SIX: &[Country] = &[Country::India, Country::Romania];

/// Countries whose villages count where no list knows them, before their codes.
const BEHIND_VILLAGES: &[Country] = &[Country::India, Country::Indonesia, Country::NewZealand, Country::SouthAfrica];

/// Most shapes that one code can have: a number of five digits and more behind it has three.
const SHAPES: usize = 3;

/// The codes that may begin at one place.
#[derive(Default)]
pub(super) struct Codes {
    /// A code, and the countries that have such ones.
    shapes: [Option<(&'static [Country], Code)>; SHAPES],
    count: usize,
}

impl Codes {
    fn add(&mut self, countries: &'static [Country], code: Code) {
        if let Some(slot) = self.shapes.get_mut(self.count) {
            *slot = Some((countries, code));
            self.count += 1;
        }
    }

    /// A code of each shape and each way in which villages that no list knows are written: all countries that share them look
    /// alike then.
    pub(super) fn villages(&self) -> impl Iterator<Item = Code> {
        let shapes = self.shapes.iter().take(self.count).flatten();
        shapes.flat_map(|(countries, code)| {
            let codes = countries.iter().map(|country| Code { country: *country, ..*code });
            let of = |wanted: &'static [Country]| codes.clone().find(|code| wanted.contains(&code.country));
            let before_town = codes.clone().find(|code| code.is_before_town() && has_region(code));
            let hungary = codes.clone().find(|code| code.country == Country::Hungary);
            [before_town, hungary, of(BEHIND_VILLAGES)].into_iter().flatten()
        })
    }

    /// The codes and the countries that have such ones, in the order in which they are tried.
    pub(super) fn shapes(&self) -> impl Iterator<Item = (&'static [Country], Code)> {
        self.shapes.iter().take(self.count).flatten().copied()
    }
}

/// The codes that may begin at `start`.
pub(super) fn read(text: &[u8], start: usize) -> Codes {
    let mut codes = Codes::default();
    let prefix = prefix(text, start);
    if prefix.is_none() && !begins(text, start) {
        // Inside of something else.
        return codes;
    }
    let mut add = |countries: &'static [Country], number, end| {
        let countries = match prefix {
            Some((known, _)) => countries.iter().position(|country| *country == known).map(|at| &countries[at..=at]),
            None => Some(countries),
        };
        if let Some(countries @ [first, ..]) = countries
            && ends(text, end)
        {
            let start = prefix.map_or(start, |(_, start)| start);
            codes.add(countries, Code { country: *first, number, start, end, prefixed: prefix.is_some() });
        }
    };
    if at(text, start).is_ascii_digit() {
        digits(text, start, &mut add);
    } else {
        letters(text, start, &mut add);
    }
    codes
}

fn begins(text: &[u8], start: usize) -> bool {
    !matches!(
        back(text, start, 1),
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'.' | b'+' | b'$' | b'@' | b'-' | b'/' | b'#' | b'=' | b'\\' | b'%' | 0x80..
    ) || back(text, start, 1) == 0xa0 && back(text, start, 2) == 0xc2
}

fn ends(text: &[u8], end: usize) -> bool {
    let second = at(text, end + 1);
    match at(text, end) {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'@' | b'%' | b'=' | b'(' | 0xc3..=0xca => false,
        b'.' | b'-' | b'/' | b':' => !second.is_ascii_alphanumeric(),
        _ => true,
    }
}

/// `D-`, `CH-`, `SE-` before a code.
fn prefix(text: &[u8], start: usize) -> Option<(Country, usize)> {
    if back(text, start, 1) != b'-' {
        return None;
    }
    let letters = (2..=4).take_while(|distance| back(text, start, *distance).is_ascii_uppercase()).count();
    let from = start - 1 - letters;
    let country = match text.get(from..start - 1)? {
        b"D" | b"DE" => Country::Germany,
        b"F" | b"FR" => Country::France,
        b"I" | b"IT" => Country::Italy,
        b"E" | b"ES" => Country::Spain,
        b"A" | b"AT" => Country::Austria,
        b"B" | b"BE" => Country::Belgium,
        b"CH" => Country::Switzerland,
        b"NL" => Country::Netherlands,
        b"P" | b"PT" => Country::Portugal,
        b"PL" => Country::Poland,
        b"S" | b"SE" => Country::Sweden,
        b"DK" => Country::Denmark,
        b"N" | b"NO" => Country::Norway,
        b"FI" | b"FIN" => Country::Finland,
        b"CZ" => Country::Czechia,
        b"SK" => Country::Slovakia,
        b"H" | b"HU" => Country::Hungary,
        b"SI" => Country::Slovenia,
        b"HR" => Country::Croatia,
        b"RS" => Country::Serbia,
        b"RO" => Country::Romania,
        b"L" | b"LU" => Country::Luxembourg,
        b"EE" => Country::Estonia,
        b"LV" => Country::Latvia,
        b"LT" => Country::Lithuania,
        b"TR" => Country::Turkey,
        b"GR" => Country::Greece,
        _ => return None,
    };
    begins(text, from).then_some((country, from))
}

/// So many digits from `start` on, and no more.
fn run(text: &[u8], start: usize, length: usize) -> Option<u32> {
    let digits = text.get(start..start + length)?;
    if !digits.iter().all(u8::is_ascii_digit) || at(text, start + length).is_ascii_digit() {
        return None;
    }
    Some(digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
}

fn digits(text: &[u8], start: usize, add: &mut impl FnMut(&'static [Country], u32, usize)) {
    let length = text.iter().skip(start).take(9).take_while(|byte| byte.is_ascii_digit()).count();
    let Some(number) = run(text, start, length) else { return };
    let after = start + length;
    let joint = at(text, after);
    match length {
        2 if joint == b'-' && run(text, after + 1, 3).is_some() => add(&[Country::Poland], number, after + 4),
        3 if joint == b' ' && run(text, after + 1, 2).is_some() => add(SPACED, number, after + 3),
        3 if joint == b' ' && run(text, after + 1, 3).is_some() => add(&[Country::India], number, after + 4),
        3 if joint == b'-' && run(text, after + 1, 4).is_some() => add(&[Country::Japan], number, after + 5),
        4 => {
            if joint == b'-' && run(text, after + 1, 3).is_some() {
                add(&[Country::Portugal], number, after + 4);
            }
            let gap = usize::from(joint == b' ');
            let pair = text.get(after + gap..after + gap + 2).unwrap_or_default();
            // PostNL: no leading zero, and never the letters SA, SD and SS.
            let issued = !matches!(pair, b"SA" | b"SD" | b"SS") && number >= 1000;
            if pair.len() == 2 && pair.iter().all(u8::is_ascii_uppercase) && issued {
                add(&[Country::Netherlands], number, after + gap + 2);
            }
            add(FOUR, number, after);
        }
        5 => {
            let more = if joint == b'-' { run(text, after + 1, 4) } else { None };
            add(&[Country::UnitedStates], number, if more.is_some() { after + 5 } else { after });
            if joint == b'-' && run(text, after + 1, 3).is_some() {
                add(&[Country::Brazil], number, after + 4);
            }
            add(FIVE, number, after);
        }
        6 => add(SIX, number, after),
        8 => add(&[Country::Brazil], number, after),
        _ => {}
    }
}

fn letters(text: &[u8], start: usize, add: &mut impl FnMut(&'static [Country], u32, usize)) {
    let sign = |index: usize| at(text, start + index);
    // Canada Post: letter, digit, letter, digit, letter, digit; D, F, I, O, Q and U are not used, W and Z not first.
    let canadian = |byte: u8| byte.is_ascii_uppercase() && !b"DFIOQU".contains(&byte);
    if canadian(sign(0)) && !b"WZ".contains(&sign(0)) && sign(1).is_ascii_digit() && canadian(sign(2)) {
        let gap = usize::from(matches!(sign(3), b' ' | b'-'));
        if sign(3 + gap).is_ascii_digit() && canadian(sign(4 + gap)) && sign(5 + gap).is_ascii_digit() {
            add(&[Country::Canada], regions::letter(sign(0)), start + 6 + gap);
        }
    }
    // Eircode: a routing key (letter, digit, digit or W) and four letters and digits.
    let key = sign(0).is_ascii_uppercase() && sign(1).is_ascii_digit() && (sign(2).is_ascii_digit() || sign(2) == b'W');
    if key {
        let gap = usize::from(sign(3) == b' ');
        let unique = text.get(start + 3 + gap..start + 7 + gap).unwrap_or_default();
        let eircode = |byte: &u8| b"0123456789ACDEFHKNPRTVWXY".contains(byte);
        if unique.len() == 4 && unique.iter().all(eircode) && b"ACDEFHKNPRTVWXY".contains(&sign(0)) {
            add(&[Country::Ireland], 0, start + 7 + gap);
        }
    }
    if let Some(end) = british(text, start) {
        add(&[Country::UnitedKingdom], 0, end);
    }
}

/// Of which with a space: `W2 1AS`.
const SHORTEST_POSTCODE: usize = 6;

/// Royal Mail: an area of one or two letters, a district of a digit and a digit or letter, a space, a digit and two letters
/// without C, I, K, M, O and V.
fn british(text: &[u8], start: usize) -> Option<usize> {
    let letters = (0..2).take_while(|index| at(text, start + index).is_ascii_uppercase()).count();
    let area = text.get(start..start + letters)?;
    let end = behind_area(text, start + letters)?;
    // Five characters without a space have no anchor: they would count where others follow that belong to no code.
    if end - start < SHORTEST_POSTCODE {
        return None;
    }
    // Last: little looks like a postcode, and there are many areas.
    regions::BRITISH_AREAS.iter().any(|known| known.as_bytes() == area).then_some(end)
}

/// The end of the postcode whose district begins at `start`.
fn behind_area(text: &[u8], start: usize) -> Option<usize> {
    if !at(text, start).is_ascii_digit() {
        return None;
    }
    let position = start + 1;
    let spaced = at(text, position + 1) == b' ';
    let inward = |position: usize| {
        let unit = |index: usize| at(text, index).is_ascii_uppercase() && !b"CIKMOV".contains(&at(text, index));
        (at(text, position).is_ascii_digit() && unit(position + 1) && unit(position + 2)).then_some(position + 3)
    };
    if at(text, position) == b' ' {
        return inward(position + 1);
    }
    if spaced && at(text, position).is_ascii_alphanumeric() {
        return inward(position + 2);
    }
    // Written together: the inward part is always of three characters.
    let longer = at(text, position).is_ascii_alphanumeric().then(|| inward(position + 1)).flatten();
    longer.filter(|end| ends(text, *end)).or_else(|| inward(position))
}
