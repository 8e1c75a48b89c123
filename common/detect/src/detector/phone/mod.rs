//! Telephone numbers: E.164 country codes and the national numbering plans.
//!
//! With its country code (`+44 20 7946 0958`) a number that fits the plan of its country needs no key word. Without, it needs
//! one, and must fit the plan with its trunk prefix; of the countries that have no plan of their own here ([`world`]) also be
//! written in groups as they are there.

mod number;
mod world;

use super::boundary::{at, back, begins};
pub(crate) use number::Number;

/// Longest number with its separators.
pub(crate) const LONGEST: usize = 32;
/// E.164: at most fifteen digits.
const DIGITS: usize = 15;

/// The numbering plan of a country. Where a number fits several plans equally well, the first of them counts: the
/// narrower the plan, the earlier it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Plan {
    /// North American Numbering Plan, +1: Canada and the United States.
    NorthAmerica,
    /// Arcep, +33.
    France,
    /// CNMC, +34.
    Spain,
    /// Ofcom, +44.
    UnitedKingdom,
    /// Anatel, +55.
    Brazil,
    /// AGCOM, +39.
    Italy,
    /// Bundesnetzagentur, +49.
    Germany,
    /// Any other country.
    Abroad,
}

/// How surely a national number belongs to a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// The digits are possible, and not grouped.
    Possible,
    /// The grouping, or the number of digits, is the country's own.
    Typical,
}

impl Plan {
    fn country_code(self) -> &'static [u8] {
        match self {
            Plan::NorthAmerica => b"1",
            Plan::Brazil => b"55",
            Plan::France => b"33",
            Plan::Germany => b"49",
            Plan::Italy => b"39",
            Plan::Spain => b"34",
            Plan::UnitedKingdom => b"44",
            Plan::Abroad => b"",
        }
    }

    /// Whether these are the digits of a subscriber, without country code and trunk prefix.
    fn subscriber(self, digits: &[u8]) -> bool {
        let length = digits.len();
        let first = at(digits, 0);
        match self {
            // NPA-NXX-XXXX: no code begins with 0 or 1, none is N11, no area code has 9 in the middle; 37X and 96X are kept
            // for the future.
            Plan::NorthAmerica => {
                length == 10
                    && first >= b'2'
                    && digits[1] != b'9'
                    && digits[1..3] != *b"11"
                    && !matches!(digits[..2], [b'3', b'7'] | [b'9', b'6'])
                    && digits[3] >= b'2'
                    && digits[4..6] != *b"11"
            }
            // A national code; nine digits that begin with 9 (mobile) or eight that begin with 2 to 5.
            Plan::Brazil => {
                length >= 10
                    && is_brazilian_code(first, digits[1])
                    && match length {
                        11 => digits[2] == b'9',
                        10 => matches!(digits[2], b'2'..=b'5'),
                        _ => false,
                    }
            }
            Plan::France => length == 9 && first != b'0',
            // Area code two to five digits, subscriber three to nine; mobile 15, 16, 17.
            Plan::Germany => match (first, at(digits, 1)) {
                (b'0', _) => false,
                (b'1', b'5' | b'6' | b'7') => matches!(length, 10 | 11),
                (b'1', _) => false,
                _ => (7..=11).contains(&length),
            },
            // The zero of a landline stays; mobiles begin with 32 to 39, and few of the first of them have nine digits.
            Plan::Italy => match (first, at(digits, 1)) {
                (b'0', second) => (6..=11).contains(&length) && second != b'0',
                (b'3', b'3' | b'4' | b'6') => matches!(length, 9 | 10),
                (b'3', b'2'..=b'9') => length == 10,
                _ => false,
            },
            // Mobile 6, 70 to 74 and 78; provinces 81 to 88 and 91 to 98, services 80 and 90.
            Plan::Spain => {
                length == 9
                    && match first {
                        b'6' => true,
                        b'7' => matches!(at(digits, 1), b'0'..=b'4' | b'8'),
                        b'8' | b'9' => at(digits, 1) <= b'8',
                        _ => false,
                    }
            }
            Plan::UnitedKingdom => match first {
                b'7' => length == 10,
                b'1' => matches!(length, 9 | 10),
                b'2' | b'3' | b'5' | b'8' | b'9' => length == 10,
                _ => false,
            },
            Plan::Abroad => (9..=DIGITS).contains(&length) && is_assigned(digits),
        }
    }

    /// How a number written in its own country fits.
    pub(crate) fn national(self, digits: &[u8], groups: &[u8]) -> Option<Fit> {
        // The international prefix as it is dialled (ITU-T E.164 recommends 00): `0044 20 7946 0958`.
        if let Some(body) = digits.strip_prefix(b"00").and_then(|rest| rest.strip_prefix(self.country_code())) {
            // `no. 00816668623` counts something.
            let told = self != Plan::Abroad || groups.len() > 1;
            return (told && self.subscriber(body)).then_some(Fit::Typical);
        }
        let zero = digits.first() == Some(&b'0');
        let body = match self {
            Plan::Abroad => return world::national(digits, groups),
            Plan::NorthAmerica if digits.len() == 11 => digits.strip_prefix(b"1")?,
            Plan::NorthAmerica | Plan::Spain | Plan::Italy => digits,
            Plan::Brazil => digits.strip_prefix(b"0").unwrap_or(digits),
            Plan::France | Plan::Germany | Plan::UnitedKingdom => digits.strip_prefix(b"0")?,
        };
        if body.len() < 8 || !self.subscriber(body) {
            return None;
        }
        // Area codes of both countries: Berlin and Brescia, Hamburg and Trieste, Munich and Salerno.
        let german_city = groups.first() == Some(&3)
            && matches!(digits, [b'0', b'3' | b'4', b'0', ..] | [b'0', b'6' | b'8', b'9', ..]);
        let typical = match self {
            Plan::NorthAmerica => matches!(groups, [10] | [11] | [3, 3, 4] | [1, 3, 3, 4] | [1, 10]),
            Plan::France => matches!(groups, [10] | [2, 2, 2, 2, 2] | [4, 2, 2, 2]),
            Plan::Spain => matches!(groups, [9] | [3, 3, 3] | [3, 2, 2, 2] | [2, 3, 2, 2]),
            Plan::UnitedKingdom => matches!(groups, [11] | [5, 6] | [3, 4, 4] | [4, 3, 4] | [5, 3, 3] | [5, 5]),
            Plan::Brazil if zero => matches!(groups, [3, 5, 4] | [3, 4, 4]),
            Plan::Brazil => matches!(groups, [11] | [2, 5, 4] | [2, 4, 4] | [2, 1, 4, 4] | [2, 9]),
            Plan::Italy if german_city => matches!(groups, [3, 6]),
            Plan::Italy => matches!(groups, [3, 7] | [3, 3, 4] | [2, 8] | [2, 4, 4] | [3, 6] | [4, 6]),
            // Of the German area codes only those of four cities have three digits.
            Plan::Germany if german_city => {
                matches!(groups, [_, _] | [_, _, _] | [_, 2 | 3, 2, 2] | [_, 2, 2, 2, 2])
            }
            Plan::Abroad => false,
            Plan::Germany => {
                matches!(groups, [4..=6, _] | [4..=6, _, _] | [4..=6, 2 | 3, 2, 2] | [4..=6, 2, 2, 2, 2])
            }
        };
        // Without groups nothing speaks against the other plans that allow so many digits.
        match groups {
            _ if typical => Some(Fit::Typical),
            [_] => Some(Fit::Possible),
            // Rarely written so: another country's, if it is one's own there.
            [3, 7] if self == Plan::NorthAmerica => Some(Fit::Possible),
            [3, 7] if self == Plan::Italy => Some(Fit::Possible),
            _ => None,
        }
    }
}

/// Whether a number begins with the code of a country that has no plan of its own here (ITU-T, list of assigned country codes).
fn is_assigned(digits: &[u8]) -> bool {
    let third = at(digits, 2);
    match (at(digits, 0), at(digits, 1)) {
        (b'7', _)
        | (b'2', b'0' | b'2'..=b'4' | b'6' | b'7')
        | (b'3', b'0'..=b'2' | b'5'..=b'7')
        | (b'4', b'0' | b'1' | b'3' | b'5'..=b'8')
        | (b'5', b'0'..=b'4' | b'6'..=b'9')
        | (b'6', b'0'..=b'6')
        | (b'8', b'1' | b'2' | b'4' | b'6')
        | (b'9', b'0'..=b'5' | b'8') => true,
        (b'2', b'1') => matches!(third, b'1'..=b'3' | b'6' | b'8'),
        (b'2', b'5') => third != b'9',
        (b'2', b'9') => matches!(third, b'0' | b'1' | b'7'..=b'9'),
        (b'3', b'8') => !matches!(third, b'4' | b'8'),
        (b'4', b'2') => matches!(third, b'0' | b'1' | b'3'),
        (b'6', b'7') => third != b'1',
        (b'6', b'8') => third != b'4',
        (b'6', b'9') => third <= b'2',
        (b'8', b'5') => matches!(third, b'0' | b'2' | b'3' | b'5' | b'6'),
        (b'8', b'8') => matches!(third, b'0' | b'6'),
        (b'9', b'6') => third != b'9',
        (b'9', b'7') => third <= b'7',
        (b'9', b'9') => matches!(third, b'2'..=b'6' | b'8'),
        _ => false,
    }
}

/// National codes (Anatel): of the tens only these have areas with these second digits.
fn is_brazilian_code(first: u8, second: u8) -> bool {
    match first {
        b'1' | b'4' | b'8' | b'9' => second != b'0',
        b'2' => matches!(second, b'1' | b'2' | b'4' | b'7' | b'8'),
        b'3' => matches!(second, b'1'..=b'5' | b'7' | b'8'),
        b'5' => matches!(second, b'1' | b'3'..=b'5'),
        b'6' => second != b'0',
        b'7' => matches!(second, b'1' | b'3'..=b'5' | b'7' | b'9'),
        _ => false,
    }
}

/// Whether a `+` stands where a number may begin, and not in a sum or a longer token.
fn begins_abroad(text: &[u8], plus: usize) -> bool {
    !matches!(back(text, plus, 1), b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'+' | b'/' | b')')
}

/// Whether a plus and the code of a country stand before what could be a number of its own at `start`.
pub(crate) fn is_behind_plus(text: &[u8], start: usize) -> bool {
    let before = &text[start.saturating_sub(6)..start];
    let head = before.strip_suffix(b" ").or_else(|| before.strip_suffix(b"-")).unwrap_or(before);
    let digits = head.iter().rev().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    digits < head.len() && head[head.len() - 1 - digits] == b'+'
}

/// Whether two groups of four digits at `start..end` are no two years, and have their label right before them: `Tel: 2345 6789`.
/// Longer numbers need none.
pub(crate) fn is_labelled(text: &[u8], start: usize, end: usize) -> bool {
    if end - start > 9 {
        return true;
    }
    let is_year = |year: &[u8]| matches!(year, [b'1', b'9', ..] | [b'2', b'0', ..]);
    let years = text.get(start..end).is_some_and(|number| is_year(number) && number.get(5..).is_some_and(is_year));
    !years && (start == 0 || is_label(&text[start.saturating_sub(24)..start]))
}

/// Whether the last word is that of telephone numbers, in one of many languages.
fn is_label(before: &[u8]) -> bool {
    const LABELS: [&str; 34] = [
        "tel",
        "telephone",
        "phone",
        "phone number",
        "phone no",
        "mobile",
        "mob",
        "mobile number",
        "fax",
        "cell",
        "cellphone",
        "hp",
        "handphone",
        "whatsapp",
        "gsm",
        "ph",
        "tlf",
        "telefon",
        "telefono",
        "teléfono",
        "celular",
        "cel",
        "móvil",
        "тел",
        "电话",
        "電話",
        "手机",
        "手機",
        "手提電話",
        "聯絡電話",
        "联系电话",
        "電話番号",
        "هاتف",
        "جوال",
    ];
    let signs = |byte: &u8| matches!(byte, b':' | b' ' | b'.' | b'#' | b'=' | b'"' | b'\'' | b'\t');
    let end = before.len() - before.iter().rev().take(4).take_while(|byte| signs(byte)).count();
    let before = &before[..end];
    LABELS.iter().any(|label| {
        let Some(start) = before.len().checked_sub(label.len()) else { return false };
        let (head, tail) = before.split_at(start);
        let apart = head.last().is_none_or(|byte| !byte.is_ascii_alphanumeric());
        (apart || !label.is_ascii()) && tail.eq_ignore_ascii_case(label.as_bytes())
    }) || before.strip_suffix("：".as_bytes()).is_some_and(is_label)
}

/// The number whose `+` stands at `plus`: its end, its plan, and whether it fits the plan so well that it needs no key word.
pub(crate) fn international(text: &[u8], plus: usize, plans: impl Fn(Plan) -> bool) -> Option<(usize, Plan, bool)> {
    const PLANS: [Plan; 7] =
        [Plan::NorthAmerica, Plan::France, Plan::Spain, Plan::UnitedKingdom, Plan::Brazil, Plan::Italy, Plan::Germany];
    let code = text.get(plus + 1..)?;
    let abroad = || is_assigned(code).then_some(Plan::Abroad);
    let plan = PLANS.into_iter().find(|plan| code.starts_with(plan.country_code())).or_else(abroad)?;
    if !plans(plan) || !begins_abroad(text, plus) {
        return None;
    }
    Number::read(text, plus + 1)
        .longest(text, |digits, _| {
            let body = digits.strip_prefix(plan.country_code())?;
            let fits = plan != Plan::Abroad || world::is_number(digits);
            (plan.subscriber(body) || plan == Plan::Abroad && fits).then_some(fits)
        })
        .map(|(end, fits)| (end, plan, fits))
}

/// Which plans a number may be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Likely {
    /// Any.
    Any,
    /// [`Plan::Abroad`] alone.
    Abroad,
}

/// Which plans the number at `start` with these two first groups (0: no second) can be of as a national one: a quick look
/// before the number is read. It must let through whatever [`Plan::national`] takes.
#[inline]
pub(crate) fn is_plausible(text: &[u8], start: usize, first: usize, second: usize) -> Option<Likely> {
    let lengths = match (first, second) {
        (9..=12, _) => return Some(Likely::Any),
        (13..=DIGITS, _) => return text[start..].starts_with(b"00").then_some(Likely::Any),
        (13.., _) | (_, 0) => return None,
        (1..=6, _) if text[start] == b'0' => true,
        (1, 3 | 10) | (2, 1 | 3 | 4 | 5 | 8 | 9) | (3, 2 | 3 | 6 | 7) | (4, 6) => true,
        _ => false,
    };
    if !lengths && !world::may_begin(first, second) {
        return None;
    }
    let long = first + second >= 8 || matches!(at(text, start + first + 1 + second), b' ' | b'-' | b'.' | b'/' | b')');
    long.then_some(if lengths { Likely::Any } else { Likely::Abroad })
}

/// Where the area code begins that stands before the group of digits at `start` with a stroke or hyphen between spaces:
/// `0221 / 4710 815`, as Germans and Austrians write it. Such a gap has no anchor at the code.
pub(crate) fn spaced_area_code(text: &[u8], start: usize) -> Option<usize> {
    const LONGEST_CODE: usize = 6;
    // The anchor asks for six characters: digits, and gaps between them. Of a field they may lie in the next one.
    let six = text.get(start..start + 6)?;
    let all = six.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'-' | b'.' | b'/'));
    if !all || !six[5].is_ascii_digit() && !at(text, start + 6).is_ascii_digit() {
        return None;
    }
    let before = &text[start.saturating_sub(LONGEST_CODE + 4)..start];
    let head = before.strip_suffix(b" / ").or_else(|| before.strip_suffix(b" - "))?;
    let digits = head.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let code = start - 3 - digits;
    (matches!(digits, 3..=LONGEST_CODE) && text[code] == b'0' && begins(text, code)).then_some(code)
}

/// Whether the ten characters at `start` are an American postal code of nine digits (USPS, ZIP+4) behind a state:
/// `MA 02110-1301`. German numbers are written alike.
pub(crate) fn is_zip_behind_state(text: &[u8], start: usize) -> bool {
    let before = &text[start.saturating_sub(6)..start];
    let state = before.trim_ascii_end();
    let gap = before.len() - state.len();
    let capitals = state.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    at(text, start + 5) == b'-'
        && (1..=3).contains(&gap)
        && capitals == 2
        && state[state.len() - 2..].iter().all(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn abroad(text: &str) -> Option<(Plan, &str)> {
        let plus = text.find('+')?;
        international(text.as_bytes(), plus, |_| true).map(|(end, plan, _)| (plan, &text[plus..end]))
    }

    fn home(plan: Plan, text: &str) -> Option<Fit> {
        let number = Number::read(text.as_bytes(), usize::from(text.starts_with('(')));
        number
            .longest(text.as_bytes(), |digits, groups| plan.national(digits, groups))
            .filter(|(end, _)| *end == text.len())
            .map(|(_, fit)| fit)
    }

    #[test]
    fn plausible_is_no_narrower_than_the_plans() {
        const PLANS: [Plan; 7] = [
            Plan::NorthAmerica,
            Plan::France,
            Plan::Spain,
            Plan::UnitedKingdom,
            Plan::Brazil,
            Plan::Italy,
            Plan::Germany,
        ];
        let samples = [
            "4155550132",
            "14155550132",
            "0199001234",
            "612345678",
            "02079460958",
            "11912345678",
            "1132345678",
            "3331234567",
            "03023125123",
        ];
        for digits in samples.map(str::as_bytes) {
            for first in 1..=digits.len() as u8 {
                for second in 0..=digits.len() as u8 - first {
                    let rest = digits.len() as u8 - first - second;
                    for third in 0..=rest {
                        let groups: Vec<u8> =
                            [first, second, third, rest - third].into_iter().filter(|length| *length > 0).collect();
                        let fits = PLANS.iter().any(|plan| plan.national(digits, &groups).is_some());
                        let second = groups.get(1).map_or(0, |second| usize::from(*second));
                        let mut text = String::new();
                        let mut written = 0;
                        for length in &groups {
                            let end = written + usize::from(*length);
                            text.push_str(std::str::from_utf8(&digits[written..end]).unwrap());
                            text.push('-');
                            written = end;
                        }
                        assert!(
                            !fits
                                || is_plausible(text.as_bytes(), 0, usize::from(groups[0]), second)
                                    == Some(Likely::Any),
                            "{groups:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn with_country_code() {
        for (plan, text) in [
            (Plan::NorthAmerica, "+1 415 555 2671"),
            (Plan::NorthAmerica, "+1 (415) 555-2671"),
            (Plan::NorthAmerica, "+14155552671"),
            (Plan::UnitedKingdom, "+44 (0)20 7946 0958"),
            (Plan::UnitedKingdom, "+44 7911 123456"),
            (Plan::France, "+33 1 23 45 67 89"),
            (Plan::Germany, "+49 30 901820"),
            (Plan::Germany, "+49 (0) 171 1234567"),
            (Plan::Germany, "+49 171 / 1234567"),
            (Plan::Italy, "+39 06 6982 1234"),
            (Plan::Spain, "+34 612 345 678"),
            (Plan::Brazil, "+55 (11) 91234-5678"),
            (Plan::Abroad, "+81-90-1234-5678"),
            (Plan::Abroad, "+86 13912345678"),
            (Plan::Abroad, "+358 40 1234567"),
            (Plan::Abroad, "+7 495 123 4567"),
        ] {
            assert_eq!(abroad(text), Some((plan, text)));
        }
        assert_eq!(abroad("+1 415 555 2671 12"), Some((Plan::NorthAmerica, "+1 415 555 2671")));
        for text in [
            "+1 115 555 2671",
            "+1 415 155 2671",
            "+0000",
            "+44 123",
            "+33 0 23 45 67 89",
            "+1 415 555 26712",
            "+210 495 123 4567",
            "+41 44 123",
            "+",
        ] {
            assert_eq!(abroad(text), None, "{text}");
        }
    }

    #[test]
    fn of_two_countries_the_one_that_writes_so() {
        assert_eq!(home(Plan::NorthAmerica, "347 5711909"), Some(Fit::Possible));
        assert_eq!(home(Plan::Italy, "347 5711909"), Some(Fit::Typical));
        assert_eq!(home(Plan::Germany, "089/6840627"), Some(Fit::Typical));
        assert_eq!(home(Plan::Italy, "089/6840627"), Some(Fit::Possible));
        assert_eq!(home(Plan::Italy, "030 901820"), Some(Fit::Typical));
        assert_eq!(home(Plan::Italy, "055 1234567"), Some(Fit::Typical));
        assert_eq!(home(Plan::Germany, "055 1234567"), None);
    }

    #[test]
    fn at_home() {
        for (plan, text) in [
            (Plan::NorthAmerica, "415-555-2671"),
            (Plan::NorthAmerica, "(415) 555-2671"),
            (Plan::NorthAmerica, "1.415.555.2671"),
            (Plan::France, "01 23 45 67 89"),
            (Plan::Germany, "030/901820 12"),
            (Plan::UnitedKingdom, "020 7946 0958"),
            (Plan::Spain, "612 34 56 78"),
            (Plan::Brazil, "(11) 91234-5678"),
            (Plan::Italy, "333 1234567"),
        ] {
            assert_eq!(home(plan, text), Some(Fit::Typical), "{text}");
        }
        for (plan, text) in [
            (Plan::NorthAmerica, "911-555-2671"),
            (Plan::NorthAmerica, "415-555-267"),
            (Plan::France, "00 23 45 67 89"),
            (Plan::UnitedKingdom, "20 7946 0958"),
            (Plan::Spain, "512 345 678"),
            (Plan::Brazil, "10 91234-5678"),
            (Plan::Italy, "433 1234567"),
        ] {
            assert_eq!(home(plan, text), None, "{text}");
        }
    }
}
