//! Countries, and their names behind addresses.

use super::towns::TOWN;
use crate::detector::boundary::at;
use crate::detector::latin;

/// Countries whose addresses are known. The first eight are those of Macie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Country {
    UnitedStates,
    Canada,
    UnitedKingdom,
    Australia,
    Germany,
    France,
    Italy,
    Spain,
    Brazil,
    Netherlands,
    Belgium,
    Austria,
    Switzerland,
    Portugal,
    Poland,
    Ireland,
    Mexico,
    Sweden,
    Denmark,
    Norway,
    Finland,
    India,
    Japan,
    Czechia,
    Slovakia,
    Hungary,
    Slovenia,
    Croatia,
    Serbia,
    Romania,
    Luxembourg,
    Estonia,
    Latvia,
    Lithuania,
    Turkey,
    Greece,
    NewZealand,
    SouthAfrica,
    Malaysia,
    Indonesia,
    Philippines,
    Argentina,
}

impl Country {
    /// All of them, in the order of their numbers, with their codes of ISO 3166-1.
    pub(super) const ALL: [(Country, &str); 42] = [
        (Country::UnitedStates, "US"),
        (Country::Canada, "CA"),
        (Country::UnitedKingdom, "GB"),
        (Country::Australia, "AU"),
        (Country::Germany, "DE"),
        (Country::France, "FR"),
        (Country::Italy, "IT"),
        (Country::Spain, "ES"),
        (Country::Brazil, "BR"),
        (Country::Netherlands, "NL"),
        (Country::Belgium, "BE"),
        (Country::Austria, "AT"),
        (Country::Switzerland, "CH"),
        (Country::Portugal, "PT"),
        (Country::Poland, "PL"),
        (Country::Ireland, "IE"),
        (Country::Mexico, "MX"),
        (Country::Sweden, "SE"),
        (Country::Denmark, "DK"),
        (Country::Norway, "NO"),
        (Country::Finland, "FI"),
        (Country::India, "IN"),
        (Country::Japan, "JP"),
        (Country::Czechia, "CZ"),
        (Country::Slovakia, "SK"),
        (Country::Hungary, "HU"),
        (Country::Slovenia, "SI"),
        (Country::Croatia, "HR"),
        (Country::Serbia, "RS"),
        (Country::Romania, "RO"),
        (Country::Luxembourg, "LU"),
        (Country::Estonia, "EE"),
        (Country::Latvia, "LV"),
        (Country::Lithuania, "LT"),
        (Country::Turkey, "TR"),
        (Country::Greece, "GR"),
        (Country::NewZealand, "NZ"),
        (Country::SouthAfrica, "ZA"),
        (Country::Malaysia, "MY"),
        (Country::Indonesia, "ID"),
        (Country::Philippines, "PH"),
        (Country::Argentina, "AR"),
    ];

    /// The one with this code of ISO 3166-1.
    pub(super) fn of(code: &str) -> Option<Country> {
        Country::ALL.iter().find(|(_, known)| *known == code).map(|(country, _)| *country)
    }

    /// A bit of its own.
    pub(super) const fn bit(self) -> u64 {
        1 << self as u64
    }
}

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
