//! The country behind an address.

use super::towns::TOWN;
use crate::detector::boundary::at;
use crate::detector::latin;

/// The end with the country, if it follows, and whether it does.
pub(super) fn with_country(text: &[u8], end: usize) -> (usize, bool) {
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
