//! Streets: a house number and a name, in either order, or a post box.

use std::sync::LazyLock;

use crate::detector::boundary::back;
use crate::detector::latin;
use crate::detector::lexicon::{self, Table};

/// Longest line or part of an address, in bytes.
const LONGEST_PART: usize = 80;
/// Most words of such a part.
const MOST_WORDS: usize = 12;

/// Words that name a kind of street, as words of their own. Folded.
const TYPES: &str = "\
    alameda aleea aleja aleje allee aly av avda ave avenida avenija avenue bd bdul beco bld blvd boulevard brae bul \
    bulevar bulevardul bulvari bypass cad caddesi calea calle calzada caminho camino canal carrer carrera carretera \
    causeway cct cesta chaussee chemin cir circle circuit close common corniche cors corso cours court cove cr cres \
    cresc crescent croft cross crossing ct cul dr dreef drive driveway esplanade estrada expressway expy fwy gang \
    gardens gasse gata gatan gate gaten gatve gdns glen gracht grange grove highway hill hwy iela impasse intrarea jalan \
    jiron jl jln kade kanaal katu kaya korut laan ladeira lane largo lebuh leof leoforos ln lorong lugar lungomare \
    maantee mah mahallesi manor marg market markt mews mnt mount nabr nabrezi nabrezie nagar nam namesti namestie obala \
    odos os osiedle parade parc park parkway parque pasaje paseo passage passatge passeig path pde persiaran piata \
    piazza piazzale pike pkwy pl plaats plac placa place plads plass plateia plats platz plaza plein port praca praceta \
    prolongacion promenade prospekt prospektas pst puiestee quai quay quinta rambla rd ridge ring rise road ronda \
    rotonda route row rua rue ruelle rynek salita sector sentier setany sidliste singel sk sok sokagi sokak sos soseaua \
    splaiul sq square st steeg str straat strada stradela strasse strasze street stretto svej sveti taman tce ter \
    terr terrace tie tpke tr trail traversa travessa trg trida turnpike ul ulica ulice ulitsa ut utca val vale vei veien \
    vej via viale vico vicolo view villas vista walk wall way weg wharf wynd yard";

/// How names of streets end where the kind is written with them: `Hauptstraße`, `Storgatan`, `Damrak`. Folded.
const ENDINGS: &[&[u8]] = &[
    b"strase",
    b"strasse",
    b"str",
    b"gasse",
    b"weg",
    b"platz",
    b"allee",
    b"ring",
    b"damm",
    b"ufer",
    b"steig",
    b"stieg",
    b"chaussee",
    b"markt",
    b"graben",
    b"straat",
    b"laan",
    b"plein",
    b"gracht",
    b"kade",
    b"dijk",
    b"singel",
    b"steeg",
    b"dreef",
    b"gatan",
    b"gata",
    b"gaten",
    b"vagen",
    b"vag",
    b"torget",
    b"torg",
    b"vej",
    b"veje",
    b"vejen",
    b"gade",
    b"gaden",
    b"straede",
    b"torv",
    b"torvet",
    b"stien",
    b"stigen",
    b"bakken",
    b"backen",
    b"vegen",
    b"vangen",
    b"svingen",
    b"grand",
    b"vei",
    b"veien",
    b"katu",
    b"tie",
    b"kuja",
    b"aukio",
    b"berg",
    b"feld",
    b"hof",
    b"wall",
    b"tor",
    b"plan",
    b"plads",
    b"stranden",
    b"pad",
    b"hofstede",
    b"rak",
    b"polku",
    b"ranta",
];

/// Words in small letters within names of streets: `Rue de la Paix`, `An der Alster`.
const CONNECTORS: &str = "\
    a al alla am an and auf aux d da dal dalla das de degli dei del della delle den der des di do dos du e el en i im in l la las \
    le les los o of op s sur sous the ter ten t und van von vom y zum zur unter";

/// Parts between the street and the town: dwelling, floor, building.
const UNITS: &str = "\
    ap apartamento apartment app appartement appt apt apto as bajo bat batiment bl bldg block bloco box bte building bus \
    casa chambre col colonia complemento daire departamento dept depto der door drcha dta dto edif edificio em esc \
    escalera escalier esq et etage etg etj fdo fl flat floor fraccionamiento fraz frazione fszt h haus hinterhaus house \
    int interno izda izq kat krs level lgh local localita loja lok lote lt m mezzanine mf mz nivel no of office oficina \
    og p patro pav pavillon piano pis piso planta porta portal porte pta puerta quartier rc res residence rm room sala \
    sc scala shop ste stiege suite sute th top torre tower tur tv unit unite urb urbanizacion vano wohnung zimmer";

struct Words {
    table: Table,
}

const TYPE: u16 = 1;
const CONNECTOR: u16 = 2;
const UNIT: u16 = 4;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let lists = [(TYPES, TYPE), (CONNECTORS, CONNECTOR), (UNITS, UNIT)];
    let mut table = Table::for_entries(lists.iter().map(|(list, _)| list.split_ascii_whitespace().count()).sum());
    for (list, bit) in lists {
        list.split_ascii_whitespace().for_each(|word| table.add(lexicon::hash(word.as_bytes()), bit));
    }
    Words { table }
});

fn roles(word: &[u8]) -> u16 {
    // Abbreviations that without their signs are other words: `C/ Colón 12`, `al. Jana Pawła II 5`, `Petőfi u. 3`, `Gedimino pr. 5`.
    if matches!(word, b"C/" | b"c/" | b"al." | b"Al." | b"AL." | b"pr." | b"u." | b"U." | b"t." | b"T.") {
        return TYPE;
    }
    WORDS.table.get(lexicon::hash(word)).unwrap_or(0)
}

/// What a part of an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A street with its number, or a post box, that begins here. `sure` if a word tells that it is a street.
    Street {
        /// First byte.
        start: usize,
        /// Whether there is a word such as `Street` or `Via`.
        sure: bool,
    },
    /// A street without its number: `Rue de Rivoli`.
    Name(usize),
    /// A number alone, which belongs to the part before or after: `Via Roma, 12`.
    Number(usize),
    /// Something short that may stand between street and town: a floor, a district, a company.
    Other,
    /// No part of an address.
    Foreign,
}

#[derive(Clone, Copy, Debug, Default)]
struct Word {
    start: usize,
    end: usize,
    /// Like the number of a house: `12`, `12a`, `12-14`, `12/3`, `3º`.
    number: bool,
    /// Like a postal code or other number that no street has.
    code: bool,
    capital: bool,
    roles: u16,
}

impl Word {
    fn is(&self, role: u16) -> bool {
        self.roles & role != 0
    }

    /// With a capital, and an end like that of the name of a street.
    fn is_street(&self, text: &[u8]) -> bool {
        self.capital && text.get(self.start..self.end).is_some_and(ends_like_street)
    }

    /// May be a word of the name of a street.
    fn names(&self) -> bool {
        self.capital || self.is(CONNECTOR) || self.is(TYPE) || self.number
    }
}

/// `nr`, `No.`, `č.`: what stands between the name of a street and the number of the house.
fn is_sign(word: &[u8]) -> bool {
    const SIGNS: [&str; 11] = ["nr", "no", "n", "num", "nro", "numero", "n°", "nº", "número", "č", "br"];
    let end = word.iter().rposition(|byte| !matches!(byte, b'.' | b':')).map_or(0, |last| last + 1);
    SIGNS.iter().any(|sign| word[..end].eq_ignore_ascii_case(sign.as_bytes()))
}

/// The floor of a dwelling, no house: `3º`, `2.`
fn is_floor(word: &[u8]) -> bool {
    matches!(word, [.., b'.'] | [.., 0xc2, 0xaa | 0xb0 | 0xba])
}

/// One to five digits, alone or with a letter, another number, or an ordinal sign; `No:12`.
fn is_number(word: &[u8]) -> bool {
    let word = match word {
        [b'N' | b'n', b'o' | b'r' | b'O' | b'R', b':' | b'.', rest @ ..] => rest,
        _ => word,
    };
    let digits = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
    // `Kossuth utca 12.`
    let rest = word.get(digits..).map(|rest| rest.strip_suffix(b".").unwrap_or(rest)).unwrap_or_default();
    let short = rest.iter().all(u8::is_ascii_digit) && (1..=4).contains(&rest.len());
    let tail = match rest {
        []
        | [b'a'..=b'z' | b'A'..=b'Z']
        | b"bis"
        | b"ter"
        | b"st"
        | b"nd"
        | b"rd"
        | b"th"
        | [0xc2, 0xaa | 0xb0 | 0xba] => true,
        [b'-' | b'/', rest @ ..] => (1..=5).contains(&rest.len()) && rest.iter().all(u8::is_ascii_alphanumeric),
        [0xe2, 0x80, 0x93, rest @ ..] => (1..=5).contains(&rest.len()) && rest.iter().all(u8::is_ascii_alphanumeric),
        _ => short,
    };
    (1..=5).contains(&digits) && tail
}

/// Five digits and more, or letters and digits in a mix: `62704`, `SW1A`.
fn is_code(word: &[u8]) -> bool {
    let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
    digits >= 5 || digits > 0 && word.iter().any(u8::is_ascii_uppercase) && !is_number(word)
}

fn ends_like_street(word: &[u8]) -> bool {
    let mut buffer = [0; 40];
    let word = word.strip_suffix(b".").unwrap_or(word);
    let Some(folded) = latin::fold(word, &mut buffer) else { return false };
    let last = folded.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
    let joined = last.len() < folded.len();
    ENDINGS.iter().any(|ending| last.ends_with(ending) && (joined || last.len() >= ending.len() + 3))
}

fn split(text: &[u8], start: usize, end: usize) -> ([Word; MOST_WORDS], usize) {
    let mut words = [Word::default(); MOST_WORDS];
    let mut count = 0;
    // The last words count: an address may end a sentence.
    let mut position = end;
    while position > start && count < MOST_WORDS {
        let blank = |index: usize| matches!(back(text, index, 1), b' ' | 0xa0) && back(text, index, 1) != 0;
        while position > start && (blank(position) || back(text, position, 1) == 0xc2) {
            position -= 1;
        }
        let stop = position;
        while position > start && back(text, position, 1) != b' ' {
            position -= 1;
        }
        if position == stop {
            break;
        }
        let word = text.get(position..stop).unwrap_or_default();
        words[count] = Word {
            start: position,
            end: stop,
            number: is_number(word),
            code: is_code(word),
            capital: latin::letter(word, 0).is_some_and(|letter| letter.capital),
            roles: roles(word),
        };
        count += 1;
    }
    words[..count].reverse();
    (words, count)
}

/// What the part of an address at `start..end` is.
pub(super) fn part(text: &[u8], start: usize, end: usize) -> Part {
    if start >= end {
        return Part::Foreign;
    }
    let cut = end - start > LONGEST_PART;
    let (words, count) = split(text, end.saturating_sub(LONGEST_PART).max(start), end);
    let words = &words[usize::from(cut && count > 0)..count];
    let Some((last, before)) = words.split_last() else { return Part::Foreign };
    if let Some(start) = post_box(text, words) {
        return Part::Street { start, sure: true };
    }
    if before.is_empty() && last.number {
        return Part::Number(last.start);
    }
    if let [sign] = before
        && last.number
        && text.get(sign.start..sign.end).is_some_and(is_sign)
    {
        return Part::Number(sign.start);
    }
    if let Some(street) = number_first(text, words).or_else(|| number_last(text, words)) {
        return street;
    }
    let capital = words.iter().skip(1).any(|word| word.capital);
    if words.first().is_some_and(|word| word.is(TYPE)) && capital && words.iter().all(Word::names) {
        return Part::Name(words.first().map_or(start, |word| word.start));
    }
    if words.len() == 1 && last.is_street(text) {
        return Part::Name(last.start);
    }
    let plain =
        |word: &Word| !word.code && (word.capital || word.number || word.roles != 0 || word.end - word.start <= 3);
    let other = words.len() <= 6 && words.iter().all(plain) && !cut;
    if other { Part::Other } else { Part::Foreign }
}

/// `12 Main Street`, `Flat 2 10 High St`, `12 bis rue de Rivoli`, `1600 Pennsylvania Avenue NW Apt 5`.
fn number_first(text: &[u8], words: &[Word]) -> Option<Part> {
    for (index, word) in words.iter().enumerate() {
        let rest = words.get(index + 1..).unwrap_or_default();
        let unit = index > 0 && words.get(index - 1).is_some_and(|before| before.is(UNIT));
        let floor = text.get(word.start..word.end).is_some_and(is_floor);
        if !word.number || rest.is_empty() || unit || floor || rest.len() > 8 {
            continue;
        }
        let sure = rest.iter().any(|word| word.is(TYPE) && word.capital)
            || rest.first().is_some_and(|word| word.is(TYPE))
            || rest
                .get(1)
                .is_some_and(|word| word.is(TYPE) && word.start - rest[0].end <= 2 && rest[0].end - rest[0].start <= 3);
        let short = |word: &Word| word.end - word.start <= 3;
        let names = rest.iter().all(|word| word.names() || word.is(UNIT) || short(word))
            && rest.iter().any(|word| word.capital);
        if names && (sure || rest.len() <= 3 && index == 0 && rest[0].capital && !rest[0].number) {
            return Some(Part::Street { start: word.start, sure });
        }
    }
    None
}

/// `Hauptstraße 12`, `Via Roma 12`, `An der Alster 3 a`.
fn number_last(text: &[u8], words: &[Word]) -> Option<Part> {
    // The number, perhaps with a letter or the number of a dwelling behind it.
    (1..words.len()).filter(|index| words.len() - index <= 5).find_map(|index| numbered(text, words, index))
}

/// The street whose number is the word at `index`.
fn numbered(text: &[u8], words: &[Word], index: usize) -> Option<Part> {
    if !words.get(index)?.number {
        return None;
    }
    let tail = words.get(index + 1..).unwrap_or_default();
    if !tail.iter().all(|word| word.end - word.start <= 4 || word.is(UNIT) || word.number) {
        return None;
    }
    let signed =
        index > 1 && words.get(index - 1).is_some_and(|word| text.get(word.start..word.end).is_some_and(is_sign));
    let index = index - usize::from(signed);
    let name = words.get(..index)?;
    let length =
        name.iter().rev().take(6).take_while(|word| word.capital || word.is(CONNECTOR) || word.is(TYPE)).count();
    let mut name = name.get(index - length..)?;
    // It begins with a capital or with the kind of street: `ul. Długa 5`.
    while name.first().is_some_and(|word| !word.capital && !word.is(TYPE)) {
        name = name.get(1..)?;
    }
    // In a sentence the kind of street tells where the name begins: `Abita in Via Roma`. Where it is no capital it must be
    // short, stand behind a name (`Slovenska cesta`), or begin the part (`náměstí Míru`).
    let plain = |at: usize, word: &Word| {
        word.capital || word.end - word.start <= 4 || at == 0 && index == length || at > 0 && name[at - 1].capital
    };
    let kind = name.iter().enumerate().position(|(at, word)| word.is(TYPE) && plain(at, word));
    if let Some(kind) = kind.filter(|kind| kind + 1 < name.len()) {
        name = name.get(kind..)?;
    }
    let first = name.first().filter(|word| !word.is(UNIT) || word.is(TYPE))?;
    let sure = kind.is_some() || name.iter().any(|word| word.is_street(text));
    let long = name.iter().any(|word| word.capital && word.end - word.start >= 4);
    let whole = index == length;
    // `Ulica kralja Tomislava 96`
    if !sure && let Some(first) = words.first().filter(|first| first.is(TYPE) && first.capital && long && index <= 5) {
        return Some(Part::Street { start: first.start, sure: true });
    }
    (sure || long && whole).then_some(Part::Street { start: first.start, sure })
}

/// Where the name of a street begins that ends the part, behind words of a sentence: `send it to Rua das Flores`.
pub(super) fn name_behind(text: &[u8], start: usize, end: usize) -> Option<usize> {
    let (words, count) = split(text, end.saturating_sub(LONGEST_PART).max(start), end);
    let words = &words[..count];
    let kind = words.iter().rposition(|word| word.is(TYPE) && word.capital)?;
    let name = words.get(kind + 1..).filter(|name| (1..=6).contains(&name.len()))?;
    let named = name.iter().all(Word::names) && name.iter().any(|word| word.capital);
    named.then(|| words[kind].start)
}

/// Whether the part is the name of an English street without a number: `Mill Lane`.
pub(super) fn is_lane(text: &[u8], start: usize, end: usize) -> bool {
    let (words, count) = split(text, end.saturating_sub(LONGEST_PART).max(start), end);
    let words = &words[..count];
    (2..=4).contains(&count) && words.iter().all(|word| word.capital) && words.last().is_some_and(|word| word.is(TYPE))
}

/// `P.O. Box 12`, `Postfach 10 20 30`, `Apartado 12`, `BP 12`.
fn post_box(text: &[u8], words: &[Word]) -> Option<usize> {
    const NAMES: [&[u8]; 9] =
        [b"box", b"postfach", b"postbus", b"apartado", b"apdo", b"bp", b"postboks", b"boks", b"postilokero"];
    let index = words.windows(2).position(|pair| {
        let mut buffer = [0; 16];
        let name = text.get(pair[0].start..pair[0].end).and_then(|word| latin::fold(word, &mut buffer));
        pair[1].number && name.is_some_and(|name| NAMES.contains(&name))
    })?;
    let letters = |index: usize| words.get(index).and_then(|word| text.get(word.start..word.end)).unwrap_or_default();
    let office =
        index.checked_sub(1).filter(|before| matches!(letters(*before), b"P.O." | b"PO" | b"GPO" | b"Po" | b"P.O"));
    let office = office.or_else(|| index.checked_sub(2).filter(|before| matches!(letters(*before), b"P." | b"P")));
    words.get(office.unwrap_or(index)).map(|word| word.start)
}
