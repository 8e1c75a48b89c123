#![allow(clippy::unwrap_used)]
use super::keyword::{Keyword, fold_keyword, gaps};
use super::*;
use crate::catalogue::{self, Identifier};
use crate::fold;

fn index() -> (KeywordIndex, Vec<u16>, Vec<&'static Identifier>) {
    let rows: Vec<_> = catalogue::all().iter().collect();
    let (index, groups) = KeywordIndex::build(&rows).unwrap();
    (index, groups, rows)
}

fn has(text: &str, value: &str, id: &str) -> bool {
    let (index, groups, rows) = index();
    let start = text.rfind(value).unwrap();
    let mut found = Found::default();
    let set = index.near(text.as_bytes(), start, start + value.len(), &mut found);
    set.contains(groups[rows.iter().position(|row| row.id == id).unwrap()])
}

fn named(name: &str, id: &str) -> bool {
    let (index, groups, rows) = index();
    index.in_names(&[name]).contains(groups[rows.iter().position(|row| row.id == id).unwrap()])
}

const SSN: &str = "USA_SOCIAL_SECURITY_NUMBER";

#[test]
fn words_have_boundaries() {
    for text in ["ssn: #", "ssn=#", "\"ssn\":\"#", "customer_ssn #", "SSN #", "ss# #", "SSNs: #"] {
        assert!(has(text, "#", SSN), "{text}");
    }
    for text in ["assn #", "ssnx #", "sessn #", "classn #", "social #", "ñssn #", "SSN4X#"] {
        assert!(!has(text, "#", SSN), "{text}");
    }
}

#[test]
fn words_begin_behind_capitals() {
    for text in ["USSsn: #", "HRSsnNumber #", "AWSSocialSecurity #", "US_SSN #"] {
        assert!(has(text, "#", SSN), "{text}");
    }
    for text in ["USSSN: #", "XSSn #", "aSSsnx #"] {
        assert!(!has(text, "#", SSN), "{text}");
    }
    // Wherever the word stands in the blocks that are searched.
    for before in 0..130 {
        assert!(has(&format!("{}AWSSocial security #", ".".repeat(before)), "#", SSN), "{before}");
    }
    // Two letters of a random token are no word.
    assert!(!has("4357196184:AAofa-65J1xpmARcV9hI #", "#", "CZECHIA_NATIONAL_IDENTIFICATION_NUMBER"));
}

#[test]
fn a_product_of_apple_is_no_telephone() {
    assert!(!has("(iPhone; CPU #", "#", "PHONE_NUMBER") && !has("iPhone: #", "#", "PHONE_NUMBER"));
    for text in ["Phone: #", "mPhone = #", "MyiPhone #", "i_Phone #", "i Phone #"] {
        assert!(has(text, "#", "PHONE_NUMBER"), "{text}");
    }
}

#[test]
fn key_words_have_other_forms() {
    for text in
        ["Social security no. #", "social_security_num #", "social security # #", "s.s.n.: #", "SOCIAL SECURITY Nr #"]
    {
        assert!(has(text, "#", SSN), "{text}");
    }
    assert!(named("numeroSeguridadSocial", "SPAIN_SOCIAL_SECURITY_NUMBER"));
    assert!(named("carta_conducao", "PORTUGAL_DRIVERS_LICENSE"));
    assert!(named("fuehrerschein", "AUSTRIA_DRIVERS_LICENSE"));
    assert!(has("partita iva #", "#", "ITALY_NATIONAL_IDENTIFICATION_NUMBER"));
    assert!(!has("pan nothing #", "#", "INDIA_PERMANENT_ACCOUNT_NUMBER"));
}

#[test]
fn a_space_is_flexible_and_accents_are_optional() {
    for text in ["Social Security #", "social_security #", "SOCIAL-SECURITY #", "socialsecurity #", "socialSecurity #"]
    {
        assert!(has(text, "#", SSN), "{text}");
    }
    assert!(has("Sécurité Sociale #", "#", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER"));
    assert!(has("SECURITE SOCIALE #", "#", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER"));
    assert!(has("MÓVEL: #", "#", "BRAZIL_PHONE_NUMBER"));
    assert!(has("carte nationale d'identité #", "#", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER"));
    assert!(has("carte nationale d’identité #", "#", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER"));
    // Macie lists `carteira de motorist`.
    for text in ["carteira de motorista #", "carteira de motorista\u{a0}#", "carteira de motorista: #"] {
        assert!(has(text, "#", "PORTUGAL_DRIVERS_LICENSE"), "{text}");
    }
    assert!(!has("carteira de motoristaé #", "#", "PORTUGAL_DRIVERS_LICENSE"));
}

#[test]
fn thirty_characters_are_near_and_thirty_one_are_not() {
    for filler in [".", "é", "漢", "😀"] {
        assert!(has(&format!("ssn {}#", filler.repeat(29)), "#", SSN), "{filler} before");
        assert!(!has(&format!("ssn {}#", filler.repeat(30)), "#", SSN), "{filler} before");
    }
    for filler in [".", "漢", "😀"] {
        assert!(has(&format!("#{}ssn", filler.repeat(30)), "#", SSN), "{filler} after");
        assert!(!has(&format!("#{}ssn", filler.repeat(31)), "#", SSN), "{filler} after");
    }
}

#[test]
fn names_of_columns() {
    for name in
        ["ssn", "SSN", "customerSsn", "customer_ssn", "ssn2", "SSNNumber", "ssnno", "socialSecurityNumber", "cust ssn"]
    {
        assert!(named(name, SSN), "{name}");
    }
    for name in ["assn", "lessn", "session", "ssnap", "class_number"] {
        assert!(!named(name, SSN), "{name}");
    }
    assert!(named("cardnumber", "CREDIT_CARD_NUMBER"));
    assert!(named("billingcreditcardhash", "CREDIT_CARD_NUMBER"));
    assert!(!named("company", "CREDIT_CARD_NUMBER"));
    assert!(!named("discard", "CREDIT_CARD_NUMBER"));
    assert!(!named("mcx", "CREDIT_CARD_NUMBER"));
    assert!(named("mcNumber", "CREDIT_CARD_NUMBER"));
    assert!(has("my RG nº #", "#", "BRAZIL_RG_NUMBER"));
}

#[test]
fn none_begins_with_a_character_of_four_bytes() {
    // `search::Firsts` has no place for them.
    let (index, ..) = index();
    assert!(index.keywords.iter().all(|keyword| keyword.folded.first().is_some_and(|first| *first < 0x1_0000)));
}

#[test]
fn every_keyword_finds_itself() {
    let (index, groups, rows) = index();
    for (row, group) in rows.iter().zip(&groups) {
        for keyword in row.keywords {
            let text = format!("{keyword} 1");
            let mut found = Found::default();
            let set = index.near(text.as_bytes(), text.len() - 1, text.len(), &mut found);
            assert!(set.contains(*group), "{} {keyword}", row.id);
            assert!(Keyword::new(fold_keyword(keyword)).longest_bytes() <= LONGEST_KEYWORD_BYTES, "{keyword}");
            for separator in ["", "_", "-"] {
                let text = format!("{} 1", keyword.to_uppercase().replace(' ', separator));
                let mut found = Found::default();
                let set = index.near(text.as_bytes(), text.len() - 1, text.len(), &mut found);
                assert!(set.contains(*group), "{} {text}", row.id);
            }
        }
    }
}

/// Where a folded key word ends if it stands at `start`: by comparing one character after the other.
fn compared(text: &[u8], start: usize, keyword: &[u32]) -> Option<usize> {
    let mut at = start;
    for wanted in keyword {
        let (code, length) = fold::character(text, at);
        let is_gap = |gaps: &[u8]| length > 0 && u8::try_from(code).is_ok_and(|byte| gaps.contains(&byte));
        match gaps(*wanted) {
            Some(gaps) if is_gap(gaps) => at += length,
            Some(_) => {}
            None if code == *wanted && length > 0 => at += length,
            None => return None,
        }
    }
    Some(at)
}

/// Texts that a key word may stand for, and some that it does not.
fn written(keyword: &str) -> Vec<String> {
    let mut texts: Vec<String> = ["", " ", "_", "\n", "'", "  ", "-'"]
        .iter()
        .map(|gap| format!("{} 1", keyword.replace([' ', '-', '\''], gap)))
        .collect();
    texts.push(keyword.to_uppercase());
    texts.push(keyword.replace('e', "é").replace('i', "İ"));
    texts.push(format!("{keyword} {keyword}number"));
    texts.push(format!("{keyword}\u{1}\u{1}"));
    texts.push(keyword.to_owned());
    texts.push(keyword.chars().take(keyword.chars().count() - 1).collect());
    texts
}

#[test]
fn the_walk_finds_what_comparing_each_keyword_finds() {
    let (index, ..) = index();
    let words: Vec<&str> = catalogue::all().iter().flat_map(|row| row.keywords.iter().copied()).collect();
    let mut found = 0;
    for text in words.iter().step_by(7).flat_map(|keyword| written(keyword)) {
        let mut walked = Vec::new();
        index.trie.walk(text.as_bytes(), 0, |number, end| walked.push((number, end)));
        walked.sort_unstable();
        let mut all = Vec::new();
        for (keyword, number) in index.keywords.iter().zip(0..) {
            all.extend(compared(text.as_bytes(), 0, &keyword.folded).map(|end| (number, end)));
        }
        assert_eq!(walked, all, "{text}");
        found += all.len();
    }
    assert!(found > 1_000, "{found}");
}

#[test]
fn no_keyword_has_one_character_or_ends_with_what_may_be_left_out() {
    // The automaton begins with two, and takes no notice of a gap at the end.
    let (index, ..) = index();
    for keyword in &index.keywords {
        let folded = &keyword.folded;
        assert!(folded.len() > 1 && folded.last().is_some_and(|last| gaps(*last).is_none()), "{folded:?}");
    }
}

/// Whether a word begins at this byte, told from the bytes around it alone.
fn begins(text: &[u8], at: usize) -> bool {
    let byte = |index: Option<usize>| index.and_then(|index| text.get(index)).copied().unwrap_or(0);
    let (before, this) = (byte(at.checked_sub(1)), byte(Some(at)));
    if this >= 0x80 {
        return true;
    }
    let behind_capitals = before.is_ascii_uppercase()
        && byte(Some(at + 1)).is_ascii_lowercase()
        && byte(Some(at + 2)).is_ascii_lowercase();
    this.is_ascii_alphabetic()
        && (!before.is_ascii_alphabetic()
            || this.is_ascii_uppercase() && (before.is_ascii_lowercase() || behind_capitals))
}

#[test]
fn the_survey_passes_over_no_keyword() {
    let (index, ..) = index();
    assert!(index.is_large());
    let words: Vec<&str> = catalogue::all().iter().flat_map(|row| row.keywords.iter().copied()).collect();
    let capital = |word: &str| {
        let mut characters = word.chars();
        characters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), characters.as_str()))
    };
    let mut found = 0;
    // Every key word once, and each at another place of the blocks that are surveyed.
    for (place, keyword) in words.iter().enumerate() {
        let camel: String = keyword.split(' ').map(capital).collect();
        for (way, written) in
            [(*keyword).to_owned(), keyword.to_uppercase(), camel, keyword.replace(' ', ""), keyword.replace(' ', "_")]
                .into_iter()
                .enumerate()
        {
            let before = [" ", "x", "7_", "AWS", ".é"][(place / 3 + way) % 5];
            let behind = [": 1", "s", "Number 1", "NUMBER", "", "2x"][place % 6];
            let text = format!("{}{before}{written}{behind}", ".".repeat(place % 61));
            let text = text.as_bytes();
            let mut surveyed = Vec::new();
            index.each(text, 0..text.len(), text.is_ascii(), &mut Default::default(), |number, start, end| {
                surveyed.push((number, start, end));
            });
            let mut all = Vec::new();
            for at in (0..text.len()).filter(|at| begins(text, *at)) {
                index.at(text, at, &mut |number, start, end| all.push((number, start, end)));
            }
            assert_eq!(surveyed, all, "{:?}", String::from_utf8_lossy(text));
            found += all.len();
        }
    }
    assert!(found > 15_000, "{found}");
}
