//! Cyprus and Greece: `Ερμού 12, 105 63 Αθήνα`.

use super::{Around, divides};

fn is_greek(letter: char) -> bool {
    matches!(letter, '\u{386}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

/// The street before the code, with its number, and the town behind it.
pub(super) fn find(around: &Around<'_>) -> Option<(usize, usize)> {
    if around.may_be_year() {
        return None;
    }
    let town = around.behind.trim_start_matches(' ');
    let gap = around.behind.len() - town.len();
    let mut length = 0;
    // Words with capitals: `Νέα Σμύρνη`, `ΑΓΙΑ ΠΑΡΑΣΚΕΥΗ`.
    for word in town.split_inclusive(' ').take(4) {
        if !word.chars().next().is_some_and(|letter| is_greek(letter) && letter.is_uppercase()) {
            break;
        }
        let letters: usize =
            word.chars().take_while(|letter| is_greek(*letter) || *letter == '-').map(char::len_utf8).sum();
        length = word.as_ptr() as usize - town.as_ptr() as usize + letters;
        if letters + 1 < word.len() || !word.ends_with(' ') {
            break;
        }
    }
    if length == 0 || !(1..=3).contains(&gap) {
        return None;
    }
    let before = around.before.trim_end_matches(|letter| letter == ' ' || divides(letter));
    if !around.before[before.len()..].contains(divides) {
        return None;
    }
    let start = before.rfind(|letter| divides(letter) || letter == ':').map_or(0, |at| at + 1);
    let street = before[start..].trim_start();
    // From the first word with a capital on, a sentence may stand before it.
    let number = street.rsplit(' ').next().unwrap_or_default();
    let digits = number.chars().take_while(char::is_ascii_digit).count();
    let name = street
        .split(' ')
        .rev()
        .skip(1)
        .take_while(|word| word.chars().next().is_some_and(|letter| is_greek(letter) && letter.is_uppercase()));
    let bytes: usize = name.map(|word| word.len() + 1).sum();
    let numbered = (1..=4).contains(&digits) && number.chars().skip(digits).count() <= 3;
    let before = around.before.len() - before.len() + number.len() + bytes;
    (numbered && bytes > 0).then(|| around.bounds(before, gap + length))
}
