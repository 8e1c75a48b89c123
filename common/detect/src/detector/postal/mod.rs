//! Mailing addresses: a town and a postal code that belong together, with the street, the state and the country that
//! stand beside them.
//!
//! As Macie asks, an address needs a town (or another name of a place) and its postal code. Codes of the United States,
//! Canada, Australia, Germany, France, Italy and Spain must be those of the state, province or region that the town lies in;
//! a British postcode must be of an area that exists. Where a code is four or six digits or a mere number, a street, the
//! country or its letters must help. A town that no list knows counts after a street and before a state.
//!
//! Addresses are read in lines, in one line, and across cells; not across the keys of JSON or the columns of a table.

mod code;
mod country;
mod parts;
mod places;
mod regions;
mod street;
mod towns;

#[cfg(test)]
mod tests;

use super::boundary::{at, back};
use code::Code;
use country::{Country, with_country};
use parts::{is_divided, part_start, separators_back, street_before};
use regions::State;
use street::Part;
use towns::{Towns, WordsBack, is_closed, with_region, with_surname, words_back};

/// How far before a postal code its address can begin, in bytes.
pub(crate) const BEFORE: usize = 200;
/// How far after the begin of a postal code its address can end, in bytes.
pub(crate) const AFTER: usize = 96;
/// How far before a postal code the number of its house can be, in bytes.
const STREET: usize = 80;
/// Longest address with its boundaries, in bytes.
pub(crate) const LONGEST: usize = BEFORE + AFTER + 4;

/// The bounds of the mailing address whose postal code begins at `code`: a run of two to eight digits, or letters and
/// digits as in Canada, Ireland and the United Kingdom.
pub(crate) fn find(text: &[u8], code: usize) -> Option<(usize, usize)> {
    // What lies beyond is none of its business, however long the text.
    let floor = code.saturating_sub(BEFORE);
    let window = text.get(floor..text.len().min(code + AFTER))?;
    let inside = code - floor;
    // A town that is known in one country says more than one that could be anything in another.
    let codes = code::read(window, inside);
    let mut around = Around::default();
    let known = codes.shapes().find_map(|(countries, mut code)| {
        let likely = around.countries(window, &code);
        let mut countries = countries.iter().filter(|country| country.bit() & likely != 0);
        countries.find_map(|country| {
            code.country = *country;
            address(window, &code, &mut around)
        })
    });
    let (start, end) = known.or_else(|| codes.villages().find_map(|code| village(window, &code, &mut around)))?;
    Some((floor + start, floor + end))
}

/// What stands around codes, read once for all countries: most countries' codes begin and end at the same places.
#[derive(Default)]
struct Around {
    words: Option<(usize, Option<WordsBack>)>,
    towns: Option<(usize, Option<Towns>)>,
    street: Option<(usize, Option<(usize, bool)>)>,
}

impl Around {
    /// The countries that have a town of a name that stands beside the code, and those where a state or the code's own looks
    /// may do without.
    fn countries(&mut self, text: &[u8], code: &Code) -> u64 {
        const ANY: u64 = Country::UnitedStates.bit()
            | Country::Canada.bit()
            | Country::Australia.bit()
            | Country::UnitedKingdom.bit()
            | Country::Ireland.bit()
            | Country::India.bit()
            | Country::Brazil.bit();
        let before = self.words(text, code.start).map_or(0, WordsBack::countries);
        ANY | before | self.towns(text, code.end).map_or(0, Towns::countries)
    }

    /// The words before a code that begins at `start`.
    fn words(&mut self, text: &[u8], start: usize) -> Option<&WordsBack> {
        if self.words.as_ref().is_none_or(|(known, _)| *known != start) {
            self.words = Some((start, separators_back(text, start).map(|gap| words_back(text, gap))));
        }
        self.words.as_ref()?.1.as_ref()
    }

    /// The words behind a code that ends at `end`.
    fn towns(&mut self, text: &[u8], end: usize) -> Option<&Towns> {
        if self.towns.as_ref().is_none_or(|(known, _)| *known != end) {
            self.towns = Some((end, Towns::read(text, end)));
        }
        self.towns.as_ref()?.1.as_ref()
    }

    /// The street before a code that begins at `start` ([`street_before`]).
    fn street(&mut self, text: &[u8], start: usize) -> Option<(usize, bool)> {
        let known = self.street.filter(|(known, _)| *known == start);
        let (_, street) = *self.street.insert(known.unwrap_or_else(|| (start, street_before(text, start))));
        street
    }
}

fn address(text: &[u8], code: &Code, around: &mut Around) -> Option<(usize, usize)> {
    match code.country {
        Country::UnitedStates => in_state(text, code, around, &regions::UNITED_STATES, code.number / 100),
        Country::Australia => in_state(text, code, around, &regions::AUSTRALIA, code.number),
        Country::Canada => in_state(text, code, around, &regions::CANADA, code.number),
        Country::UnitedKingdom | Country::Ireland => british(text, code),
        Country::India | Country::Japan | Country::NewZealand | Country::SouthAfrica | Country::Indonesia => {
            behind_town(text, code, around)
        }
        Country::Romania | Country::Turkey | Country::Greece | Country::Philippines => {
            continental(text, code, around).or_else(|| behind_town(text, code, around))
        }
        Country::Brazil => brazilian(text, code, around),
        _ => continental(text, code, around),
    }
}

/// The state, province or territory that these words end with: where it begins.
fn state_before<'a>(text: &[u8], words: &WordsBack, states: &'a [State]) -> Option<(&'a State, usize)> {
    let short = *words.starts.first().filter(|_| words.count > 0)?;
    let letters = text.get(short..words.end)?;
    let letters = letters.strip_suffix(b".").unwrap_or(letters);
    if let Some(state) = states.iter().find(|state| letters == state.short.as_bytes()) {
        return Some((state, short));
    }
    words.each().filter(|(index, _)| *index < 4 && words.is_capital(text, *index)).find_map(|(index, name)| {
        let state = states.iter().find(|state| state.name.as_bytes() == name)?;
        Some((state, *words.starts.get(index)?))
    })
}

/// `12 Main Street, Springfield, IL 62704`, `Sydney NSW 2000`, `Ottawa, ON K1A 0B1`.
fn in_state(
    text: &[u8],
    code: &Code,
    around: &mut Around,
    states: &'static [State],
    prefix: u32,
) -> Option<(usize, usize)> {
    let words = around.words(text, code.start)?;
    let Some((state, state_start)) = state_before(text, words, states) else {
        return without_state(text, code, states, prefix, words);
    };
    if !state.region.has(prefix) {
        // `Washington` may be the town.
        return None;
    }
    let (end, country) = with_country(text, code.end);
    let town_end = separators_back(text, state_start)?;
    let words = words_back(text, town_end);
    // `Washington, DC` is in a list of its own.
    let known = words.town_in(code.country, std::iter::once(state.region.section));
    let divided = is_divided(text, town_end, state_start);
    if let Some(town) = known {
        let street = street_before(text, town).map(|(start, _)| start);
        // Where the state is no more than two letters in a sentence, as in `Rome OR 97910`, capitals alone are no state.
        let plain =
            divided || street.is_some() || country || code.country != Country::UnitedStates || state.short != "OR";
        return plain.then_some((street.unwrap_or(town), end));
    }
    let town = words.capitals(text)?;
    // A town that no list knows needs its street.
    let loose = divided || code.country != Country::UnitedStates;
    let street = street_before(text, town).filter(|(_, sure)| *sure && loose).map(|(start, _)| start);
    // Without a comma the town's first words may be the street's last: `12 Main St Gotham, IL 62704`.
    let merged = || {
        let start = part_start(text, town_end);
        match street::part(text, start, town_end) {
            Part::Street { start, sure: true } if divided => Some(start),
            _ => None,
        }
    };
    Some((street.or_else(merged)?, end))
}

/// `12 Main Street, Springfield 62704`, `100 Queen Street West, Toronto M5H 2N2`
fn without_state(
    text: &[u8],
    code: &Code,
    states: &'static [State],
    prefix: u32,
    words: &WordsBack,
) -> Option<(usize, usize)> {
    let sections = states.iter().filter(move |state| state.region.has(prefix)).map(|state| state.region.section);
    let town = words.town_in(code.country, sections)?;
    let (end, country) = with_country(text, code.end);
    let street = street_before(text, town).filter(|(_, sure)| *sure).map(|(start, _)| start);
    // A Canadian code looks like nothing else.
    let enough = street.is_some() || code.country == Country::Canada || country && code.country == Country::Australia;
    enough.then_some((street.unwrap_or(town), end))
}

/// `10 Downing Street, London SW1A 2AA`, with a county or locality between: `Guildford, Surrey GU1 1AA`.
fn british(text: &[u8], code: &Code) -> Option<(usize, usize)> {
    let end = || with_country(text, code.end).0;
    let mut position = code.start;
    for _ in 0..3 {
        let gap = separators_back(text, position)?;
        let gap = if code.country == Country::Ireland { without_district(text, gap) } else { gap };
        let words = words_back(text, gap);
        if let Some(town) = words.town(code.country) {
            let street = street_before(text, town).map(|(start, _)| start);
            return Some((street.unwrap_or(town), end()));
        }
        let start = part_start(text, gap);
        if street::part(text, start, gap) != Part::Other || start == 0 {
            break;
        }
        position = start;
    }
    // A village that no list knows.
    let gap = separators_back(text, code.start)?;
    let town = words_back(text, gap).capitals(text)?;
    let street = street_before(text, town).filter(|(_, sure)| *sure).map(|(start, _)| start);
    Some((street.or_else(|| lane_before(text, town))?, end()))
}

/// A street without a number before the town that begins at `town`: `Rose Cottage, Mill Lane, Wenhaston`.
fn lane_before(text: &[u8], town: usize) -> Option<usize> {
    let end = separators_back(text, town).filter(|end| is_divided(text, *end, town))?;
    let start = part_start(text, end);
    street::is_lane(text, start, end).then_some(start)
}

/// The end of the town before the number of a postal district: `Dublin 2`.
fn without_district(text: &[u8], end: usize) -> usize {
    let digits = (1..=2).take_while(|distance| back(text, end, *distance).is_ascii_digit()).count();
    let spaced = digits > 0 && back(text, end, digits + 1) == b' ';
    if spaced { end - digits - 1 } else { end }
}

/// `MG Road, Bengaluru 560001`, `12 Queen Street, Wellington 6011`, `1-1 Chiyoda, Tokyo 100-0001, Japan`
fn behind_town(text: &[u8], code: &Code, around: &mut Around) -> Option<(usize, usize)> {
    let words = around.words(text, code.start)?;
    let india = code.country == Country::India;
    let town = words.town(code.country).or_else(|| {
        // A state between: `Pune, Maharashtra 411001`.
        let state = words.capitals(text).filter(|_| india)?;
        words_back(text, separators_back(text, state)?).town(code.country)
    });
    let town = town?;
    let (end, country) = with_country(text, code.end);
    let street = street_before(text, town);
    let dashed = text.get(words.end..code.start).is_some_and(|gap| gap.contains(&b'-'));
    let sure = street.is_some_and(|(_, sure)| sure) || country;
    (sure || india && (dashed || street.is_some())).then_some((street.map_or(town, |(start, _)| start), end))
}

/// `Rua Augusta, 123 - Centro, São Paulo - SP, 01310-100`, `01310-100 São Paulo`
fn brazilian(text: &[u8], code: &Code, around: &mut Around) -> Option<(usize, usize)> {
    const STATES: [&[u8]; 27] = [
        b"AC", b"AL", b"AM", b"AP", b"BA", b"CE", b"DF", b"ES", b"GO", b"MA", b"MG", b"MS", b"MT", b"PA", b"PB", b"PE",
        b"PI", b"PR", b"RJ", b"RN", b"RO", b"RR", b"RS", b"SC", b"SE", b"SP", b"TO",
    ];
    let dashed = text.get(code.start..code.end).is_some_and(|digits| digits.contains(&b'-'));
    let mut gap = separators_back(text, code.start).unwrap_or(code.start);
    if text.get(gap.saturating_sub(4)..gap) == Some(b"CEP:") {
        gap = separators_back(text, gap - 4)?;
    } else if text.get(gap.saturating_sub(3)..gap) == Some(b"CEP") {
        gap = separators_back(text, gap - 3)?;
    }
    let state = gap.checked_sub(2).and_then(|start| text.get(start..gap)).is_some_and(|pair| STATES.contains(&pair));
    let stroke = state && matches!(back(text, gap, 3), b'/' | b'-');
    let town_end = match state {
        true if stroke => gap - 3,
        true => separators_back(text, gap - 2)?,
        false => gap,
    };
    if let Some(town) = words_back(text, town_end).town(code.country) {
        let street = street_before(text, town).map(|(start, _)| start);
        let (end, _) = with_country(text, code.end);
        return (dashed || street.is_some() && state).then_some((street.unwrap_or(town), end));
    }
    // A town that no list knows, before its state: `Rua das Flores, 65, Itaara - RS, 97185-000`.
    let unknown = || {
        let town = words_back(text, town_end).capitals(text).filter(|_| state)?;
        let (start, _) = street_before(text, town).filter(|(_, sure)| *sure)?;
        Some((start, with_country(text, code.end).0))
    };
    if dashed { continental(text, code, around).or_else(unknown) } else { None }
}

/// The code before the town: `Hauptstraße 12, 10115 Berlin`.
fn continental(text: &[u8], code: &Code, around: &mut Around) -> Option<(usize, usize)> {
    let town = around.towns(text, code.end)?.known(code)?;
    let street = around.street(text, code.start);
    let start = street.map_or(code.start, |(start, _)| start);
    let on_street = street.is_some_and(|(_, sure)| sure);
    let town = if on_street { with_surname(text, town) } else { town };
    let behind = if on_street || code.country != Country::Hungary { None } else { street_behind(text, town) };
    let (end, country) = with_country(text, behind.unwrap_or_else(|| with_region(text, town, code.country)));
    let sure = on_street || country || code.prefixed || behind.is_some();
    let enough = match code.country {
        // Round numbers count something: `20000 Hamburg`.
        Country::Germany | Country::France | Country::Italy | Country::Spain => {
            sure || street.is_some() || !code.number.is_multiple_of(1000)
        }
        Country::Netherlands | Country::Portugal | Country::Poland | Country::Brazil => true,
        Country::Mexico => sure || labelled(text, code.start),
        // Their streets are often names alone: `Dlouhá 12, 110 00 Praha`.
        Country::Czechia
        | Country::Slovakia
        | Country::Slovenia
        | Country::Croatia
        | Country::Serbia
        | Country::Argentina => sure || street.is_some() && code.is_distinct(),
        _ => sure,
    };
    enough.then_some((start, end))
}

/// The end of the street that follows a town, as in Hungary: `1011 Budapest, Fő utca 12.`
fn street_behind(text: &[u8], town: usize) -> Option<usize> {
    let rest = text.get(town..)?;
    let gap = rest.iter().take(3).take_while(|byte| matches!(byte, b',' | b' ' | b'\r' | b'\n')).count();
    if gap == 0 || rest.first() == Some(&b' ') {
        return None;
    }
    let start = town + gap;
    // To the first number.
    let rest = text.get(start..)?;
    let digit = rest
        .iter()
        .take(64)
        .take_while(|byte| !matches!(byte, b',' | b';' | b'"' | b'\n' | b'|' | b'\t'))
        .position(u8::is_ascii_digit)?;
    let length =
        rest.iter().skip(digit).take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-')).count();
    let point = usize::from(at(text, start + digit + length) == b'.');
    let end = start + digit + length + point;
    match street::part(text, start, end) {
        Part::Street { start: first, sure: true } if first == start => Some(end),
        _ => None,
    }
}

/// Whether a comma, a line end or the like stands before `position`, and the number of a house shortly before that: without
/// them there is no need to look for a street.
fn may_follow_street(text: &[u8], position: usize) -> bool {
    let before = text.get(position.saturating_sub(STREET)..position).unwrap_or_default();
    let gap = before.iter().rev().take_while(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).count();
    let (before, gap) = before.split_at(before.len() - gap);
    gap.iter().any(|byte| *byte != b' ') && before.iter().any(u8::is_ascii_digit)
}

/// A street, and a village that no list knows before or behind the code.
fn village(text: &[u8], code: &Code, around: &mut Around) -> Option<(usize, usize)> {
    village_behind(text, code, around).or_else(|| village_before(text, code, around))
}

/// `Dorfstraße 3, 24594 Jahrsdorf`. What are ordinary words alone, or a code that may be a year, counts only where the line
/// or the part of the address ends: `Les Bulles`, but not `12345 Total of`.
fn village_behind(text: &[u8], code: &Code, around: &mut Around) -> Option<(usize, usize)> {
    // In cells of their own most numbers count rows or things: `12345,Ann Lindqvist`.
    if !code.is_before_town() || at(text, code.end) != b' ' {
        return None;
    }
    let hungarian = code.country == Country::Hungary;
    if !hungarian && !may_follow_street(text, code.start) {
        return None;
    }
    let (town, strange) = around.towns(text, code.end)?.unknown(text)?;
    // `7435 Somogysárd, Kossuth Lajos utca 35.`
    if hungarian && let Some(end) = street_behind(text, town) {
        return Some((code.start, end));
    }
    let region = with_region(text, with_surname(text, town), code.country);
    let whole = strange && code.is_distinct() || is_closed(text, region);
    // Most streets of small places are a name and a number: `Dlouhá 12, 053 04 Baldovce`.
    let spaced = strange && code.is_spaced();
    if !whole && !spaced {
        return None;
    }
    let (start, sure) = around.street(text, code.start)?;
    (spaced || whole && sure).then(|| (start, with_country(text, region).0))
}

/// `12 MG Road, Nettoor 682040`, `Plot 12, Gandhi Nagar, Bodakdev 380054`, `5 Main Road, Waimate 7924`
fn village_before(text: &[u8], code: &Code, around: &mut Around) -> Option<(usize, usize)> {
    if code.is_before_town() || !code.is_distinct() || code.end - code.start == 4 && !is_closed(text, code.end) {
        return None;
    }
    let words = around.words(text, code.start)?;
    let town = words.capitals(text)?;
    if !may_follow_street(text, town) || words.is_ordinary(text, town) {
        return None;
    }
    let lane = || if code.country == Country::India { lane_before(text, town) } else { None };
    let street = street_before(text, town).filter(|(_, sure)| *sure).map(|(start, _)| start);
    Some((street.or_else(lane)?, with_country(text, code.end).0))
}

/// `C.P.` or `CP` before a code.
fn labelled(text: &[u8], start: usize) -> bool {
    let before = text.get(start.saturating_sub(6)..start).unwrap_or_default();
    let before = before.trim_ascii_end();
    before.ends_with(b"C.P.") || before.ends_with(b"CP") || before.ends_with(b"C.P")
}
