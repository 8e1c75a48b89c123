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
mod regions;
mod street;

#[cfg(test)]
mod tests;

use super::boundary::{at, back};
use super::{latin, lexicon};
use code::{Code, Country};
use regions::State;
use street::Part;

/// How far before a postal code its address can begin, in bytes.
pub(crate) const BEFORE: usize = 200;
/// How far after the begin of a postal code its address can end, in bytes.
pub(crate) const AFTER: usize = 96;
/// Longest address with its boundaries, in bytes.
pub(crate) const LONGEST: usize = BEFORE + AFTER + 4;

/// Most lines and cells between a street and its town.
const PARTS: usize = 4;
/// Most words of the name of a town.
const TOWN_WORDS: usize = 6;
/// Longest name of a town, in bytes.
const TOWN: usize = 48;

/// The bounds of the mailing address whose postal code begins at `code`: a run of two to eight digits, or letters and
/// digits as in Canada, Ireland and the United Kingdom.
pub(crate) fn find(text: &[u8], code: usize) -> Option<(usize, usize)> {
    // What lies beyond is none of its business, however long the text.
    let floor = code.saturating_sub(BEFORE);
    let window = text.get(floor..text.len().min(code + AFTER))?;
    let inside = code - floor;
    // A town that is known in one country says more than one that could be anything in another.
    let known = code::read(window, inside).find_map(|code| address(window, &code));
    let (start, end) = known.or_else(|| code::read(window, inside).find_map(|code| village(window, &code)))?;
    Some((floor + start, floor + end))
}

fn address(text: &[u8], code: &Code) -> Option<(usize, usize)> {
    match code.country {
        Country::UnitedStates => in_state(text, code, &regions::UNITED_STATES, code.number / 100),
        Country::Australia => in_state(text, code, &regions::AUSTRALIA, code.number),
        Country::Canada => in_state(text, code, &regions::CANADA, code.number),
        Country::UnitedKingdom | Country::Ireland => british(text, code),
        Country::India | Country::Japan => asian(text, code),
        Country::Brazil => brazilian(text, code),
        _ => continental(text, code),
    }
}

/// The letters, spaces and signs of a town's name before `end`, one word after the other: where the last `count` words begin.
struct WordsBack {
    starts: [usize; TOWN_WORDS],
    count: usize,
    end: usize,
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80 || matches!(byte, b'\'' | b'-' | b'.')
}

fn words_back(text: &[u8], end: usize) -> WordsBack {
    let mut words = WordsBack { starts: [0; TOWN_WORDS], count: 0, end };
    let mut position = end;
    let floor = end.saturating_sub(TOWN);
    while words.count < TOWN_WORDS {
        let stop = position;
        while position > floor && is_word(back(text, position, 1)) {
            position -= 1;
        }
        if position == stop || latin::letter(text, position).is_none() {
            break;
        }
        words.starts[words.count] = position;
        words.count += 1;
        if back(text, position, 1) != b' ' {
            break;
        }
        position -= 1;
    }
    words
}

impl WordsBack {
    /// The start of the longest known town that these words end with.
    fn town(&self, text: &[u8], sections: impl Iterator<Item = &'static str> + Clone) -> Option<usize> {
        self.starts.iter().take(self.count).rev().copied().find(|start| {
            latin::letter(text, *start).is_some_and(|letter| letter.capital)
                && is_town(text, *start, self.end, sections.clone())
        })
    }

    /// The start of the capitalised words at the end of them, at most three: what may be a town that no list knows.
    fn capitals(&self, text: &[u8]) -> Option<usize> {
        let capital = |start: &&usize| latin::letter(text, **start).is_some_and(|letter| letter.capital);
        self.starts.iter().take(self.count.min(3)).take_while(capital).last().copied()
    }
}

fn is_town(text: &[u8], start: usize, end: usize, mut sections: impl Iterator<Item = &'static str>) -> bool {
    let mut buffer = [0; TOWN];
    let Some(folded) = text.get(start..end).and_then(|town| latin::fold(town, &mut buffer)) else { return false };
    folded.len() >= 3 && sections.any(|section| lexicon::has_place(section.as_bytes(), folded))
}

/// Skips what separates parts of an address, backwards; `None` if nothing does. At most two line ends: a blank line ends an
/// address.
fn separators_back(text: &[u8], end: usize) -> Option<usize> {
    let mut position = end;
    let mut lines = 0;
    while end - position < 24 {
        match back(text, position, 1) {
            b' ' | b',' | b';' | b'\t' | b'|' | b'"' | b'\'' | b'\r' => {}
            0xa0 if back(text, position, 2) == 0xc2 => position -= 1,
            0x93 | 0x94 if back(text, position, 2) == 0x80 && back(text, position, 3) == 0xe2 => position -= 2,
            b'-' if back(text, position, 2) == b' ' => {}
            b'\n' => {
                lines += 1;
                if lines > 1 {
                    break;
                }
            }
            // The sign of a comment at the begin of a line.
            b'*' | b'#' | b'/' if begins_line(text, position - 1) => {}
            // `<br>`
            b'>' if text.get(position.saturating_sub(4)..position) == Some(b"<br>") => position -= 3,
            b'>' if text.get(position.saturating_sub(6)..position) == Some(b"<br />") => position -= 5,
            b'>' if text.get(position.saturating_sub(5)..position) == Some(b"<br/>") => position -= 4,
            _ => break,
        }
        position -= 1;
    }
    (position < end).then_some(position)
}

/// Whether nothing but a few spaces and signs of comments stands before `position` in its line.
fn begins_line(text: &[u8], position: usize) -> bool {
    let before = text.get(position.saturating_sub(6)..position).unwrap_or_default();
    let signs = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'/' | b'*' | b'#')).count();
    before.len() > signs && before[before.len() - 1 - signs] == b'\n'
}

/// Whether something more than spaces stands between two parts.
fn is_divided(text: &[u8], start: usize, end: usize) -> bool {
    text.get(start..end).is_some_and(|gap| gap.iter().any(|byte| *byte != b' '))
}

/// Where the part that ends at `end` begins: after a comma, a line end, a tab and the like.
fn part_start(text: &[u8], end: usize) -> usize {
    let mut position = end;
    while position > 0 {
        let dash =
            back(text, position, 1) == b' ' && back(text, position, 2) == b'-' && back(text, position, 3) == b' ';
        if dash
            || matches!(
                back(text, position, 1),
                b',' | b';' | b'\t' | b'|' | b'"' | b'\n' | b'\r' | b':' | b'=' | b'(' | b'>' | b'{' | b'['
            )
        {
            break;
        }
        position -= 1;
    }
    while position < end && at(text, position) == b' ' {
        position += 1;
    }
    position
}

/// A street before the town that begins at `town`: where it begins, and whether it is one for sure.
fn street_before(text: &[u8], town: usize) -> Option<(usize, bool)> {
    let mut position = town;
    let mut number: Option<usize> = None;
    let mut last_name: Option<(usize, bool)> = None;
    for _ in 0..PARTS {
        let Some(end) = separators_back(text, position) else { break };
        let start = part_start(text, end);
        match street::part(text, start, end) {
            Part::Street { start, sure } => return Some((with_unit(text, start), sure)),
            // `12, rue de Rivoli` and `Via Roma, 12`
            Part::Name(start) => {
                if number.is_some() {
                    return Some((start, true));
                }
                last_name = Some((start, true));
                let before = separators_back(text, start)?;
                if let Part::Number(start) = street::part(text, part_start(text, before), before) {
                    return Some((start, true));
                }
                return last_name;
            }
            Part::Number(start) if number.is_none() => number = Some(start),
            Part::Other => {
                if number.is_some() && !is_divided(text, end, position) {
                    break;
                }
            }
            Part::Number(_) | Part::Foreign => break,
        }
        if start == 0 {
            break;
        }
        position = start;
    }
    last_name
}

/// `Flat 2, 10 High Street`, `Unit 5, 12 Main Road`: the dwelling before the street.
fn with_unit(text: &[u8], street: usize) -> usize {
    let Some(end) = separators_back(text, street).filter(|end| is_divided(text, *end, street)) else { return street };
    let start = part_start(text, end);
    let word = text.get(start..end).unwrap_or_default();
    let first = word.split(|byte| *byte == b' ').next().unwrap_or_default();
    let is_unit =
        matches!(first, b"Flat" | b"Unit" | b"Apt" | b"Apartment" | b"Suite" | b"Level" | b"Floor" | b"Room" | b"Shop");
    if is_unit && word.len() <= 16 && word.iter().any(u8::is_ascii_digit) { start } else { street }
}

/// The end with the country, if it follows, and whether it does.
fn with_country(text: &[u8], end: usize) -> (usize, bool) {
    const NAMES: [&[u8]; 62] = [
        b"united states of america",
        b"united states",
        b"usa",
        b"us",
        b"canada",
        b"united kingdom",
        b"great britain",
        b"england",
        b"scotland",
        b"wales",
        b"northern ireland",
        b"uk",
        b"australia",
        b"germany",
        b"deutschland",
        b"france",
        b"frankreich",
        b"italy",
        b"italia",
        b"italien",
        b"spain",
        b"espana",
        b"spanien",
        b"brazil",
        b"brasil",
        b"netherlands",
        b"the netherlands",
        b"nederland",
        b"niederlande",
        b"belgium",
        b"belgique",
        b"belgie",
        b"belgien",
        b"austria",
        b"osterreich",
        b"switzerland",
        b"schweiz",
        b"suisse",
        b"svizzera",
        b"portugal",
        b"poland",
        b"polska",
        b"polen",
        b"ireland",
        b"eire",
        b"mexico",
        b"sweden",
        b"sverige",
        b"denmark",
        b"danmark",
        b"norway",
        b"norge",
        b"noreg",
        b"finland",
        b"suomi",
        b"india",
        b"japan",
        b"nippon",
        b"canad",
        b"irland",
        b"schweden",
        b"danemark",
    ];
    let mut position = end;
    let mut lines = 0;
    while position < end + 12 {
        match at(text, position) {
            b' ' | b',' | b';' | b'\t' | b'|' | b'"' | b'\r' => {}
            b'\n' if lines == 0 => lines += 1,
            _ => break,
        }
        position += 1;
    }
    if position == end {
        return (end, false);
    }
    let start = position;
    let mut words = 0;
    let mut found = None;
    while words < 4 {
        let stop = position;
        while let Some(letter) = latin::letter(text, position) {
            position += letter.length;
        }
        if position == stop {
            break;
        }
        words += 1;
        let mut buffer = [0; TOWN];
        let capital = latin::letter(text, start).is_some_and(|letter| letter.capital);
        if let Some(name) = text.get(start..position).and_then(|name| latin::fold(name, &mut buffer))
            && capital
            && NAMES.contains(&name)
            && (name.len() > 2 || text.get(start..position).is_some_and(|name| name.iter().all(u8::is_ascii_uppercase)))
        {
            found = Some(position);
        }
        let Some(space) = latin::space(text, position) else { break };
        position += space;
    }
    found.map_or((end, false), |end| (end, true))
}

/// The state, province or territory that ends at `end`: where it begins.
fn state_before<'a>(text: &[u8], end: usize, states: &'a [State]) -> Option<(&'a State, usize)> {
    let words = words_back(text, end - usize::from(back(text, end, 1) == b'.'));
    let mut buffer = [0; TOWN];
    let short = *words.starts.first().filter(|_| words.count > 0)?;
    if let Some(state) = states.iter().find(|state| text.get(short..words.end) == Some(state.short.as_bytes())) {
        return Some((state, short));
    }
    words.starts.iter().take(words.count.min(4)).rev().find_map(|start| {
        let name = latin::fold(text.get(*start..words.end)?, &mut buffer)?;
        let capital = latin::letter(text, *start).is_some_and(|letter| letter.capital);
        states.iter().find(|state| capital && state.name.as_bytes() == name).map(|state| (state, *start))
    })
}

/// `12 Main Street, Springfield, IL 62704`, `Sydney NSW 2000`, `Ottawa, ON K1A 0B1`.
fn in_state(text: &[u8], code: &Code, states: &'static [State], prefix: u32) -> Option<(usize, usize)> {
    let gap = separators_back(text, code.start)?;
    let (end, country) = with_country(text, code.end);
    let Some((state, state_start)) = state_before(text, gap, states) else {
        return without_state(text, code, states, prefix, (gap, end, country));
    };
    if !state.region.has(prefix) {
        // `Washington` may be the town.
        return None;
    }
    let town_end = separators_back(text, state_start)?;
    let words = words_back(text, town_end);
    // `Washington, DC` is in a list of its own.
    let known = words.town(text, std::iter::once(state.region.section));
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
    (gap, end, country): (usize, usize, bool),
) -> Option<(usize, usize)> {
    let sections = states.iter().filter(move |state| state.region.has(prefix)).map(|state| state.region.section);
    let town = words_back(text, gap).town(text, sections)?;
    let street = street_before(text, town).filter(|(_, sure)| *sure).map(|(start, _)| start);
    // A Canadian code looks like nothing else.
    let enough = street.is_some() || code.country == Country::Canada || country && code.country == Country::Australia;
    enough.then_some((street.unwrap_or(town), end))
}

/// `10 Downing Street, London SW1A 2AA`, with a county or locality between: `Guildford, Surrey GU1 1AA`.
fn british(text: &[u8], code: &Code) -> Option<(usize, usize)> {
    let section = code.country.section();
    let (end, _) = with_country(text, code.end);
    let mut position = code.start;
    for _ in 0..3 {
        let gap = separators_back(text, position)?;
        let gap = if code.country == Country::Ireland { without_district(text, gap) } else { gap };
        let words = words_back(text, gap);
        if let Some(town) = words.town(text, std::iter::once(section)) {
            let street = street_before(text, town).map(|(start, _)| start);
            return Some((street.unwrap_or(town), end));
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
    let street = street_before(text, town).filter(|(_, sure)| *sure)?;
    Some((street.0, end))
}

/// The end of the town before the number of a postal district: `Dublin 2`.
fn without_district(text: &[u8], end: usize) -> usize {
    let digits = (1..=2).take_while(|distance| back(text, end, *distance).is_ascii_digit()).count();
    let spaced = digits > 0 && back(text, end, digits + 1) == b' ';
    if spaced { end - digits - 1 } else { end }
}

/// `MG Road, Bengaluru 560001`, `1-1 Chiyoda, Tokyo 100-0001, Japan`
fn asian(text: &[u8], code: &Code) -> Option<(usize, usize)> {
    let gap = separators_back(text, code.start)?;
    let (end, country) = with_country(text, code.end);
    let section = std::iter::once(code.country.section());
    let town = words_back(text, gap).town(text, section.clone()).or_else(|| {
        // A state between: `Pune, Maharashtra 411001`.
        let state = words_back(text, gap).capitals(text)?;
        words_back(text, separators_back(text, state)?).town(text, section)
    })?;
    let street = street_before(text, town).map(|(start, _)| start);
    let dashed = code.country == Country::India && text.get(gap..code.start).is_some_and(|gap| gap.contains(&b'-'));
    let enough = country || code.country == Country::India && (dashed || street.is_some());
    enough.then_some((street.unwrap_or(town), end))
}

/// `Rua Augusta, 123 - Centro, São Paulo - SP, 01310-100`, `01310-100 São Paulo`
fn brazilian(text: &[u8], code: &Code) -> Option<(usize, usize)> {
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
    let section = std::iter::once("BR");
    if let Some(town) = words_back(text, town_end).town(text, section) {
        let street = street_before(text, town).map(|(start, _)| start);
        let (end, _) = with_country(text, code.end);
        return (dashed || street.is_some() && state).then_some((street.unwrap_or(town), end));
    }
    if dashed { continental(text, code) } else { None }
}

/// The code before the town: `Hauptstraße 12, 10115 Berlin`.
fn continental(text: &[u8], code: &Code) -> Option<(usize, usize)> {
    let towns = Towns::read(text, code)?;
    let town = towns.known(text, code)?;
    let street = street_before(text, code.start);
    let start = street.map_or(code.start, |(start, _)| start);
    let on_street = street.is_some_and(|(_, sure)| sure);
    let town = if on_street { with_surname(text, town) } else { town };
    let (end, country) = with_country(text, with_region(text, town, code.country));
    let sure = on_street || country || code.prefixed;
    let enough = match code.country {
        // Round numbers count something: `20000 Hamburg`.
        Country::Germany | Country::France | Country::Italy | Country::Spain => {
            sure || street.is_some() || !code.number.is_multiple_of(1000)
        }
        Country::Netherlands | Country::Portugal | Country::Poland | Country::Brazil => true,
        Country::Mexico => sure || labelled(text, code.start),
        _ => sure,
    };
    enough.then_some((start, end))
}

/// A street, a code that is no year, and a village that no list knows: `Dorfstraße 3, 24594 Jahrsdorf`.
fn village(text: &[u8], code: &Code) -> Option<(usize, usize)> {
    if !code.is_distinct() || !has_region(code) {
        return None;
    }
    let towns = Towns::read(text, code)?;
    let town = with_surname(text, towns.unknown(text)?);
    let (start, _) = street_before(text, code.start).filter(|(_, sure)| *sure)?;
    let (end, _) = with_country(text, with_region(text, town, code.country));
    Some((start, end))
}

/// The end with what follows the name of a town in small letters: ` bei Berlin`, ` an der Alz`, ` d'Ossola`.
fn with_surname(text: &[u8], end: usize) -> usize {
    const JOINTS: [&[u8]; 36] = [
        b"a", b"aan", b"ad", b"al", b"alla", b"allo", b"am", b"an", b"auf", b"aux", b"bei", b"bij", b"con", b"da",
        b"das", b"de", b"dei", b"del", b"della", b"delle", b"den", b"der", b"di", b"do", b"dos", b"e", b"im", b"l",
        b"la", b"le", b"les", b"nad", b"ob", b"op", b"sous", b"sur",
    ];
    let mut position = end;
    for count in 0..4 {
        let Some(space) = latin::space(text, position) else { break };
        let start = position + space;
        let mut stop = start;
        while let Some(letter) = latin::letter(text, stop) {
            stop += letter.length;
        }
        let small = latin::letter(text, start).is_some_and(|letter| !letter.capital);
        if small && JOINTS.contains(&text.get(start..stop).unwrap_or_default()) {
            position = stop;
            continue;
        }
        // `d'Ossola`
        let elided = small && stop == start + 1 && latin::apostrophe(text, stop).is_some();
        if elided {
            stop += latin::apostrophe(text, stop).unwrap_or(0);
        }
        let from = if elided { stop } else { start };
        if (count > 0 || elided) && latin::letter(text, from).is_some_and(|letter| letter.capital) {
            while let Some(letter) = latin::letter(text, stop) {
                stop += letter.length;
            }
            return stop;
        }
        break;
    }
    end
}

/// `C.P.` or `CP` before a code.
fn labelled(text: &[u8], start: usize) -> bool {
    let before = text.get(start.saturating_sub(6)..start).unwrap_or_default();
    let before = before.trim_ascii_end();
    before.ends_with(b"C.P.") || before.ends_with(b"CP") || before.ends_with(b"C.P")
}

/// The words after a code, where its town should be.
struct Towns {
    start: usize,
    ends: [usize; TOWN_WORDS],
    count: usize,
}

impl Towns {
    fn read(text: &[u8], code: &Code) -> Option<Towns> {
        let is_gap = |byte: &&u8| matches!(byte, b' ' | b',' | b';' | b'\t' | b'|' | b'"');
        let gap = text.get(code.end..)?.iter().take(5).take_while(is_gap).count();
        let start = code.end + gap;
        if !(1..5).contains(&gap) || !latin::letter(text, start)?.capital {
            return None;
        }
        let mut towns = Towns { start, ends: [0; TOWN_WORDS], count: 0 };
        let mut position = start;
        while towns.count < TOWN_WORDS && position < start + TOWN {
            let word = position;
            loop {
                if let Some(letter) = latin::letter(text, position) {
                    position += letter.length;
                } else if let Some(length) = latin::apostrophe(text, position) {
                    position += length;
                } else if matches!(at(text, position), b'-' | b'.' | b'/')
                    && latin::letter(text, position + 1).is_some()
                {
                    position += 1;
                } else {
                    break;
                }
            }
            // No part of a longer word, name of a file or address of mail.
            let next = at(text, position);
            if position == word
                || next.is_ascii_alphanumeric()
                || matches!(next, b'_' | b'@' | b'(' | b'=' | b'-' | b'/')
            {
                break;
            }
            towns.ends[towns.count] = position;
            towns.count += 1;
            let point = usize::from(next == b'.');
            let Some(space) = latin::space(text, position + point) else { break };
            position += point + space;
        }
        (towns.count > 0).then_some(towns)
    }

    /// The end of the longest town among them that is known where the code is.
    fn known(&self, text: &[u8], code: &Code) -> Option<usize> {
        let prefix = code.number / 1000;
        let is_known = |end: &usize| match code.country {
            Country::Germany => is_town(text, self.start, *end, sections(&regions::GERMANY, prefix)),
            Country::France => is_town(text, self.start, *end, sections(&regions::FRANCE, prefix)),
            Country::Italy => is_town(text, self.start, *end, sections(&regions::ITALY, prefix)),
            Country::Spain => is_town(text, self.start, *end, sections(&regions::SPAIN, prefix)),
            other => is_town(text, self.start, *end, std::iter::once(other.section())),
        };
        self.ends.iter().take(self.count).rev().copied().find(|end| is_known(end))
    }

    /// The end of the first word, and of those with capitals that follow it; not if it is an ordinary word.
    fn unknown(&self, text: &[u8]) -> Option<usize> {
        let first = *self.ends.first()?;
        if first < self.start + 3 || lexicon::word(text.get(self.start..first)?).ordinary > 0 {
            return None;
        }
        let capital = |end: &&usize| latin::letter(text, **end + 1).is_some_and(|letter| letter.capital);
        let more = self.ends.iter().take(self.count.min(4)).take_while(capital).count();
        self.ends.get(more.min(self.count - 1)).copied()
    }
}

/// Whether any region of the country has codes that begin so.
fn has_region(code: &Code) -> bool {
    let prefix = code.number / 1000;
    match code.country {
        Country::Germany => sections(&regions::GERMANY, prefix).next().is_some(),
        Country::France => sections(&regions::FRANCE, prefix).next().is_some(),
        Country::Italy => sections(&regions::ITALY, prefix).next().is_some(),
        Country::Spain => sections(&regions::SPAIN, prefix).next().is_some(),
        _ => true,
    }
}

fn sections(regions: &'static [regions::Region], prefix: u32) -> impl Iterator<Item = &'static str> + Clone {
    regions.iter().filter(move |region| region.has(prefix)).map(|region| region.section)
}

/// `Paris CEDEX 08`, `Roma (RM)`, `Milano MI`.
fn with_region(text: &[u8], end: usize, country: Country) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    match country {
        Country::France if rest.len() >= 6 && rest[..6].eq_ignore_ascii_case(b" cedex") => {
            let digits = rest.iter().skip(7).take(2).take_while(|byte| byte.is_ascii_digit()).count();
            end + 6 + if digits > 0 && at(rest, 6) == b' ' { digits + 1 } else { 0 }
        }
        Country::Italy if matches!(rest, [b' ', b'(', b'A'..=b'Z', b'A'..=b'Z', b')', ..]) => end + 5,
        Country::Italy if matches!(rest, [b' ', b'A'..=b'Z', b'A'..=b'Z']) => end + 3,
        Country::Italy if matches!(rest, [b' ', b'A'..=b'Z', b'A'..=b'Z', b' ' | b',' | b'\n' | b'.', ..]) => end + 3,
        _ => end,
    }
}
