//! Other ways to write a key word. Macie says that it expands and abbreviates its key words further; these are the ways in
//! which forms, columns and letters do it everywhere.

/// Words that names of columns and hurried people leave out.
const SMALL: [&str; 22] = [
    "a", "da", "das", "de", "del", "della", "di", "do", "dos", "du", "des", "el", "la", "las", "le", "les", "los",
    "of", "the", "til", "van", "von",
];

/// Articles and prepositions that an apostrophe joins to a word.
const ELIDED: [&str; 8] = ["d'", "d’", "l'", "l’", "dell'", "dell’", "all'", "all’"];

/// What people write for `number`, besides that. `no` stands for `no.` too.
const NUMBER: [&str; 4] = ["no", "nr", "num", "#"];

/// Fewest letters before `number`: in shorter key words (`id no`) too little is left.
const BEFORE_NUMBER: usize = 3;
/// Fewest letters of a key word without its small words or points.
const LETTERS: usize = 4;
/// Lengths of key words that may be abbreviations, which are also written with points.
const ABBREVIATIONS: std::ops::RangeInclusive<usize> = 3..=4;

/// Letters that have other letters in their place where the keyboard or the encoding has not got them.
const TRANSCRIBED: [(char, &str); 6] = [('ä', "ae"), ('ö', "oe"), ('ü', "ue"), ('ø', "oe"), ('å', "aa"), ('æ', "ae")];

fn letters(keyword: &str) -> usize {
    keyword.chars().filter(|letter| letter.is_alphanumeric()).count()
}

/// The key word's other forms, without itself; some may be key words already.
pub(super) fn of(keyword: &str) -> Vec<String> {
    let mut all = vec![without_small_words(keyword)];
    all.extend(abbreviated_number(keyword));
    all.push(with_points(keyword));
    all.push(without_points(keyword));
    all.push(transcribed(keyword));
    let mut all: Vec<String> = all.into_iter().flatten().collect();
    if let Some(short) = all.first().cloned() {
        all.extend(abbreviated_number(&short).into_iter().flatten());
    }
    all.retain(|form| form != keyword);
    all
}

/// `social security number`: `social security no`, `social security #`.
fn abbreviated_number(keyword: &str) -> Vec<Option<String>> {
    match keyword.rsplit_once(' ') {
        Some((head, last)) if last.eq_ignore_ascii_case("number") && letters(head) >= BEFORE_NUMBER => {
            NUMBER.iter().map(|short| Some(format!("{head} {short}"))).collect()
        }
        _ => Vec::new(),
    }
}

/// `carta de condução`: `carta condução`; `numéro d'identification fiscal`: `numéro identification fiscal`.
fn without_small_words(keyword: &str) -> Option<String> {
    let words: Vec<&str> = keyword.split(' ').collect();
    let inner = 1..words.len().saturating_sub(1);
    let kept: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(place, word)| !inner.contains(place) || !SMALL.contains(word))
        .map(|(place, word)| {
            let elided = ELIDED.iter().find_map(|article| word.strip_prefix(article));
            elided.filter(|_| place > 0).unwrap_or(word)
        })
        .collect();
    let short = kept.join(" ");
    (kept.len() > 1 && letters(&short) >= 2 * LETTERS && short.len() < keyword.len()).then_some(short)
}

/// `dni`: `d.n.i`, which stands for `d.n.i.` too.
fn with_points(keyword: &str) -> Option<String> {
    let short = ABBREVIATIONS.contains(&keyword.len()) && keyword.bytes().all(|byte| byte.is_ascii_alphabetic());
    short.then(|| keyword.chars().map(String::from).collect::<Vec<_>>().join("."))
}

/// `partita i.v.a.`: `partita iva`.
fn without_points(keyword: &str) -> Option<String> {
    let plain = keyword.replace('.', "");
    (plain.len() < keyword.len() && letters(&plain) >= LETTERS).then_some(plain)
}

/// `führerschein`: `fuehrerschein`.
fn transcribed(keyword: &str) -> Option<String> {
    let small = keyword.to_lowercase();
    let plain = TRANSCRIBED.iter().fold(small.clone(), |text, (letter, letters)| text.replace(*letter, letters));
    (plain != small).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (keyword, forms) in [
            ("passport number", &["passport no", "passport nr", "passport num", "passport #"][..]),
            ("carta de condução", &["carta condução"]),
            ("número de la seguridad social", &["número seguridad social"]),
            ("numéro d'identification fiscal", &["numéro identification fiscal"]),
            ("dni", &["d.n.i"]),
            ("partita i.v.a.", &["partita iva"]),
            ("i.t.i.n.", &["itin"]),
            ("führerschein", &["fuehrerschein"]),
            ("kørekort", &["koerekort"]),
            ("date of birth", &["date birth"]),
        ] {
            assert_eq!(of(keyword), forms, "{keyword}");
        }
        for keyword in ["id number", "r.u.n.", "passport", "de la", "number", "né le", ""] {
            assert_eq!(of(keyword), [""; 0], "{keyword}");
        }
    }
}
