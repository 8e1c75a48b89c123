//! Characters without case, accent and width, so that `Sécurité`, `SECURITE` and `securite` are one word.
//!
//! Latin letters lose their diacritics and ligatures their second letter; Greek and Cyrillic letters become small and lose
//! their accents; spaces, hyphens, apostrophes and full-width forms become those of ASCII. All else stands for itself.

use std::sync::LazyLock;

/// Accented and other Latin letters by the plain letter that stands for them (Unicode: Latin-1 Supplement, Latin Extended-A
/// and B, Latin Extended Additional).
const LATIN: [(char, &str); 26] = [
    ('a', "ÀÁÂÃÄÅÆĀĂĄǍǞǠǺȀȂȦẠẢẤẦẨẪẬẮẰẲẴẶàáâãäåæāăąǎǟǡǻȁȃȧạảấầẩẫậắằẳẵặ"),
    ('b', "ḂḄḆḃḅḇ"),
    ('c', "ÇĆĈĊČḈçćĉċčḉ"),
    ('d', "ÐĎĐḊḌḎḐðďđḋḍḏḑ"),
    ('e', "ÈÉÊËĒĔĖĘĚȄȆȨẸẺẼẾỀỂỄỆèéêëēĕėęěȅȇȩẹẻẽếềểễệəƏ"),
    ('f', "Ḟḟ"),
    ('g', "ĜĞĠĢǤǦǴḠĝğġģǥǧǵḡ"),
    ('h', "ĤĦȞḢḤḦḨĥħȟḣḥḧḩ"),
    ('i', "ÌÍÎÏĨĪĬĮİĲǏȈȊỈỊìíîïĩīĭįıĳǐȉȋỉị"),
    ('j', "Ĵĵǰ"),
    ('k', "ĶǨḰḲķǩḱḳĸ"),
    ('l', "ĹĻĽĿŁḶḸĺļľŀłḷḹ"),
    ('m', "ḾṀṂḿṁṃ"),
    ('n', "ÑŃŅŇŊǸṄṆñńņňŉŋǹṅṇ"),
    ('o', "ÒÓÔÕÖØŌŎŐŒƠǑǪǾȌȎȪȬȮȰỌỎỐỒỔỖỘỚỜỞỠỢòóôõöøōŏőœơǒǫǿȍȏȫȭȯȱọỏốồổỗộớờởỡợ"),
    ('p', "ṔṖṕṗ"),
    ('q', ""),
    ('r', "ŔŖŘȐȒṘṚŕŗřȑȓṙṛ"),
    ('s', "ŚŜŞŠȘṠṢẞśŝşšșṡṣßſ"),
    ('t', "ÞŢŤŦȚṪṬþţťŧțṫṭ"),
    ('u', "ÙÚÛÜŨŪŬŮŰŲƯǓȔȖỤỦỨỪỬỮỰùúûüũūŭůűųưǔȕȗụủứừửữự"),
    ('v', "ṼṾṽṿ"),
    ('w', "ŴẀẂẄŵẁẃẅ"),
    ('x', "ẊẌẋẍ"),
    ('y', "ÝŶŸȲẎỲỴỶỸýŷÿȳẏỳỵỷỹ"),
    ('z', "ŹŻŽẐẒźżžẑẓ"),
];

/// Greek letters with tonos or dialytika, and what stands for them; final sigma counts as sigma.
const GREEK: [(char, &str); 8] =
    [('α', "Άά"), ('ε', "Έέ"), ('η', "Ήή"), ('ι', "ΊΪίϊΐ"), ('ο', "Όό"), ('υ', "ΎΫύϋΰ"), ('ω', "Ώώ"), ('σ', "ς")];

/// The characters up to U+05FF and from U+1E00 to U+1EFF have a table; it holds U+0000 for those that stand for themselves.
const LOW: usize = 0x600;
const VIETNAMESE: usize = 0x1e00;
const TABLE: usize = LOW + 0x100;

static FOLDED: LazyLock<[u16; TABLE]> = LazyLock::new(|| {
    let mut table = [0; TABLE];
    let mut put = |character: char, plain: char| {
        if let Some(slot) = slot(character as usize).and_then(|slot| table.get_mut(slot)) {
            *slot = plain as u16;
        }
    };
    // Greek and Cyrillic capitals stand in the order of their small letters; ё counts as е.
    for capital in 'Α'..='Ω' {
        capital.to_lowercase().for_each(|small| put(capital, small));
    }
    for capital in ('А'..='Я').chain('Ѐ'..='Џ').chain(['Ґ', 'Ғ', 'Қ', 'Ң', 'Ө', 'Ұ', 'Ү', 'Һ', 'Ә']) {
        capital.to_lowercase().for_each(|small| put(capital, small));
    }
    for capital in 'Ա'..='Ֆ' {
        capital.to_lowercase().for_each(|small| put(capital, small));
    }
    put('ё', 'е');
    put('Ё', 'е');
    for (plain, accented) in LATIN.iter().chain(&GREEK) {
        accented.chars().for_each(|character| put(character, *plain));
    }
    put('\u{a0}', ' ');
    put('\u{ad}', '-');
    put('´', '\'');
    put('ʼ', '\'');
    table
});

fn slot(code: usize) -> Option<usize> {
    match code {
        ..LOW => Some(code),
        VIETNAMESE..0x1f00 => Some(code - VIETNAMESE + LOW),
        _ => None,
    }
}

/// A character without case, accent and width.
#[inline]
pub(crate) fn plain(code: u32) -> u32 {
    match slot(code as usize).map(|slot| FOLDED[slot]) {
        None => distant(code),
        Some(0) => code,
        Some(plain) => u32::from(plain),
    }
}

/// The same for characters without a place in the table.
fn distant(code: u32) -> u32 {
    match code {
        0x2000..=0x200a | 0x202f | 0x205f | 0x3000 => u32::from(b' '),
        0x2010..=0x2015 | 0x2212 | 0xfe58 | 0xfe63 => u32::from(b'-'),
        0x2018 | 0x2019 | 0x2032 => u32::from(b'\''),
        // Georgian capitals.
        0x1c90..=0x1cbf => code - 0x1c90 + 0x10d0,
        // Full-width forms.
        0xff21..=0xff3a => code - 0xff21 + u32::from(b'a'),
        0xff01..=0xff5e => code - 0xff01 + u32::from(b'!'),
        _ => code,
    }
}

/// The letter a to z that stands for a Latin letter beyond ASCII.
pub(crate) fn latin(code: u32) -> Option<u8> {
    let plain = FOLDED[slot(code as usize)?];
    u8::try_from(plain).ok().filter(u8::is_ascii_lowercase)
}

/// The character at `at` without case, accent and width, and its length in bytes. A byte that is no character of UTF-8
/// stands for itself, above all characters. Nothing, of length 0, at the end of the text.
#[inline]
pub(crate) fn character(text: &[u8], at: usize) -> (u32, usize) {
    match text.get(at) {
        None => (0, 0),
        Some(byte @ 0..0x80) => (u32::from(byte.to_ascii_lowercase()), 1),
        Some(_) => {
            let (code, length) = decode(text, at);
            (plain(code), length)
        }
    }
}

/// Above all characters: the first of the codes that stand for bytes outside of any character.
const INVALID: u32 = 0x11_0000;

/// The character at `at`, a byte beyond ASCII, and its length in bytes.
#[inline]
pub(crate) fn decode(text: &[u8], at: usize) -> (u32, usize) {
    let first = u32::from(text[at]);
    let rest =
        |index: usize| text.get(at + index).filter(|byte| is_continuation(**byte)).map(|byte| u32::from(byte & 0x3f));
    match first {
        0xc2..=0xdf => {
            if let Some(second) = rest(1) {
                return ((first & 0x1f) << 6 | second, 2);
            }
        }
        0xe0..=0xef => {
            if let (Some(second), Some(third)) = (rest(1), rest(2)) {
                return ((first & 0x0f) << 12 | second << 6 | third, 3);
            }
        }
        0xf0..=0xf4 => {
            if let (Some(second), Some(third), Some(fourth)) = (rest(1), rest(2), rest(3)) {
                return ((first & 0x07) << 18 | second << 12 | third << 6 | fourth, 4);
            }
        }
        _ => {}
    }
    (INVALID + first, 1)
}

/// The character that ends before `end`, and where it begins. None at the begin of the text.
pub(crate) fn previous(text: &[u8], end: usize) -> Option<(u32, usize)> {
    let last = *text.get(end.checked_sub(1)?)?;
    if last < 0x80 {
        return Some((u32::from(last), end - 1));
    }
    let start = (1..=4.min(end)).map(|length| end - length).find(|start| !is_continuation(text[*start]));
    match start {
        Some(start) if text[start] >= 0x80 => {
            let (code, length) = decode(text, start);
            if start + length == end { Some((code, start)) } else { Some((INVALID + u32::from(last), end - 1)) }
        }
        _ => Some((INVALID + u32::from(last), end - 1)),
    }
}

#[inline]
pub(crate) fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// Whether a character beyond ASCII is a letter of an alphabet that separates words with spaces, so that key words in it
/// have boundaries: Latin, Greek, Cyrillic, Armenian. Prefixes are written together in Hebrew and Arabic, everything in the
/// scripts of East Asia.
pub(crate) fn is_word_letter(code: u32) -> bool {
    matches!(code, 0xaa | 0xb5 | 0xba | 0xc0..=0x24f | 0x370..=0x587 | 0x1e00..=0x1fff) && !matches!(code, 0xd7 | 0xf7)
}

/// A text, each character folded.
pub(crate) fn folded(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut result = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (code, length) = character(bytes, at);
        result.push(code);
        at += length.max(1);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        folded(text).into_iter().filter_map(char::from_u32).collect()
    }

    #[test]
    fn words_of_many_languages() {
        for (text, expected) in [
            ("Sécurité SOCIALE", "securite sociale"),
            ("Führerschein", "fuhrerschein"),
            ("ČÍSLO vodičského", "cislo vodicskeho"),
            ("kørekort Þór", "korekort tor"),
            ("ŁÓDŹ", "lodz"),
            ("ΔΕΙΑ Οδήγησης", "δεια οδηγησησ"),
            ("ПАСПОРТ Ёж", "паспорт еж"),
            ("Việt Nam", "viet nam"),
            ("マイナンバー", "マイナンバー"),
            ("ＡＢＣ１２－３", "abc12-3"),
            ("d’identité", "d'identite"),
            ("a\u{a0}b\u{2011}c", "a b-c"),
            ("İstanbul ıı", "istanbul ii"),
        ] {
            assert_eq!(fold(text), expected, "{text}");
        }
    }

    #[test]
    fn bytes_that_are_no_characters_are_survived() {
        for bytes in [&b"\xc3"[..], b"\xe2\x80", b"\xff", b"\x80", b"\xf0\x9f\x98", b"\xc3("] {
            let (code, length) = character(bytes, 0);
            assert!(code >= INVALID && length == 1, "{bytes:?}");
            assert!(previous(bytes, bytes.len()).is_some());
        }
        assert_eq!(character(b"", 0), (0, 0));
        assert_eq!(previous("aé".as_bytes(), 3), Some((0xe9, 1)));
        assert_eq!(previous(b"", 0), None);
    }

    proptest::proptest! {
        #[test]
        fn previous_undoes_decode(text in "\\PC{1,8}") {
            let mut ends = Vec::new();
            for (start, character) in text.char_indices() {
                ends.push((start + character.len_utf8(), character as u32, start));
            }
            for (end, code, start) in ends {
                proptest::prop_assert_eq!(previous(text.as_bytes(), end), Some((code, start)));
            }
        }
    }
}
