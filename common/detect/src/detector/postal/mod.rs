//! Mailing addresses: a town and a postal code that belong together, with the street, the state and the country that
//! stand beside them.
//!
//! As Macie asks, an address needs a town (or another name of a place) and its postal code. Codes of the United States,
//! Canada, Australia, Germany, France, Italy and Spain must be those of the state, province or region that the town lies in;
//! a British postcode must be of an area that exists. Where a code is four or six digits or a mere number, a street, the
//! country or its letters must help. A town that no list knows counts after a street and before a state.
//!
//! Addresses in other scripts than Latin have a grammar of their own ([`scripts`]).
//!
//! Addresses are read in lines, in one line, and across cells; not across the keys of JSON or the columns of a table.

mod around;
mod code;
mod country;
mod parts;
mod places;
mod regions;
mod scripts;
mod street;
mod towns;
mod village;

#[cfg(test)]
mod tests;

use super::boundary::back;
use around::Around;
use code::Code;
use country::{Country, with_country};
use parts::{is_divided, lane_before, part_start, separators_back, street_before, street_behind};
use regions::State;
use street::Part;
use towns::{WordsBack, with_region, with_surname, words_back};

/// How far before a postal code its address can begin, in bytes.
pub(crate) const BEFORE: usize = 200;
/// How far after the begin of a postal code its address can end, in bytes.
pub(crate) const AFTER: usize = 96;
/// Longest address with its boundaries, in bytes.
pub(crate) const LONGEST: usize = BEFORE + AFTER + 4;

/// The bounds of the mailing address whose postal code begins at `code`: a run of two to eight digits, or letters and
/// digits as in Canada, Ireland and the United Kingdom.
pub(crate) fn find(text: &[u8], code: usize) -> Option<(usize, usize)> {
    // What lies beyond is none of its business, however long the text.
    let floor = code.saturating_sub(BEFORE);
    let window = text.get(floor..text.len().min(code + AFTER))?;
    let inside = code - floor;
    if let Some((start, end)) = scripts::find(window, inside) {
        return Some((floor + start, floor + end));
    }
    // A town that is known in one country says more than one that could be anything in another.
    let codes = code::read(window, inside);
    let mut around = Around::default();
    let known = codes.shapes().find_map(|(countries, mut code)| {
        // One country is tried as fast as its towns are looked up.
        let likely = if countries.len() == 1 { u64::MAX } else { around.countries(window, &code) };
        let mut countries = countries.iter().filter(|country| country.bit() & likely != 0);
        countries.find_map(|country| {
            code.country = *country;
            address(window, &code, &mut around)
        })
    });
    let (start, end) = known.or_else(|| codes.villages().find_map(|code| village::find(window, &code, &mut around)))?;
    Some((floor + start, floor + end))
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

/// `C.P.` or `CP` before a code.
fn labelled(text: &[u8], start: usize) -> bool {
    let before = text.get(start.saturating_sub(6)..start).unwrap_or_default();
    let before = before.trim_ascii_end();
    before.ends_with(b"C.P.") || before.ends_with(b"CP") || before.ends_with(b"C.P")
}
