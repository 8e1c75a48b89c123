//! The section of one identifier.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use magpie_detect::catalogue::Form;
use magpie_detect::{Category, Identifier};

use crate::files;
use crate::source::File;

/// How many examples of each kind a section shows.
const EXAMPLES: usize = 6;
/// Longest example that is shown whole, in characters.
const LONGEST: usize = 100;
/// How much of a secret is shown, in characters.
const BEGINNING: usize = 12;

/// Longest word that is shown whole beside secrets, in characters.
const WORD: usize = 16;

/// The examples and cases of one identifier.
#[derive(Default)]
pub struct Cases {
    /// Names of the data files.
    files: BTreeSet<String>,
    /// Values that are found beside a key word, if one is required; whether they are written in pieces.
    valid: Vec<(String, bool)>,
    /// Values that are not.
    invalid: Vec<(String, bool)>,
    /// Texts with what is found in them.
    texts: Vec<(String, Vec<String>)>,
}

pub type AllCases = BTreeMap<String, Cases>;

pub fn collect(files: Vec<files::File>) -> AllCases {
    let mut all = AllCases::new();
    let values = |texts: &[files::Text]| -> Vec<(String, bool)> {
        texts.iter().map(|text| (text.join(), matches!(text, files::Text::Pieces(_)))).collect()
    };
    for file in files {
        for set in &file.set {
            let cases = all.entry(set.identifier.clone()).or_default();
            cases.files.insert(file.name.clone());
            cases.valid.extend(values(&set.valid));
            cases.invalid.extend(values(&set.invalid));
        }
        for case in &file.case {
            let cases = all.entry(case.identifier.clone()).or_default();
            cases.files.insert(file.name.clone());
            let text = match case.names() {
                Some(names) => format!("{}: {}", names.join("."), case.text.join()),
                None => case.text.join(),
            };
            cases.texts.push((text, case.values()));
        }
    }
    all
}

/// Text as code, on one line.
fn code(text: &str) -> String {
    let line = text.replace("\r\n", "↵").replace(['\n', '\r'], "↵").replace('\t', " ");
    if line.contains('`') { format!("`` {line} ``") } else { format!("`{line}`") }
}

/// The beginning of a secret, so that scanners for secrets leave the page alone.
fn cut(secret: &str) -> String {
    let length = secret.chars().count();
    let shown: String = secret.chars().take(BEGINNING.min(length / 2)).collect();
    format!("{shown}… ({length} characters)")
}

/// Text with its long words cut; of a private key only the beginning is left.
fn cut_words(text: &str) -> String {
    if text.contains("-----") {
        return cut(text);
    }
    let word = |word: &str| {
        let bare = word.trim_end();
        if bare.chars().count() > WORD { cut(bare) + &word[bare.len()..] } else { word.to_owned() }
    };
    text.split_inclusive([' ', '\n']).map(word).collect()
}

/// What an example looks like: digits, capitals and small letters are all alike.
fn shape(value: &str) -> String {
    let sign = |sign: char| match sign {
        '0'..='9' => '9',
        'A'..='Z' => 'A',
        'a'..='z' => 'a',
        other => other,
    };
    value.chars().map(sign).collect()
}

/// Some values: those of different looks first, in the order of the data file.
fn choose(values: &[(String, bool)]) -> Vec<&(String, bool)> {
    let mut looks = BTreeSet::new();
    let (different, alike): (Vec<_>, Vec<_>) = values.iter().partition(|(value, _)| looks.insert(shape(value)));
    different.into_iter().chain(alike).take(EXAMPLES).collect()
}

fn examples(values: &[(String, bool)], secret: bool) -> String {
    let mut shown: Vec<String> = Vec::new();
    for (value, pieces) in choose(values) {
        let example =
            code(&if secret || *pieces || value.chars().count() > LONGEST { cut(value) } else { value.clone() });
        if !shown.contains(&example) {
            shown.push(example);
        }
    }
    shown.join(", ")
}

/// Texts of cases, with secrets cut.
fn texts(cases: &Cases, found: bool, secret: bool) -> String {
    let mut shown: Vec<String> = Vec::new();
    for (text, values) in &cases.texts {
        if values.is_empty() == found || shown.len() == EXAMPLES {
            continue;
        }
        let text = values.iter().filter(|_| secret).fold(text.clone(), |text, value| text.replace(value, &cut(value)));
        // What is not found may look like a secret all the same.
        let text = if secret && !found { cut_words(&text) } else { text };
        if text.chars().count() <= LONGEST && !shown.contains(&code(&text)) {
            shown.push(code(&text));
        }
    }
    shown.join(", ")
}

fn severity(row: &Identifier) -> String {
    let [one, few, many] = row.severity.map(|severity| severity.as_str());
    if one == few && few == many {
        one.to_owned()
    } else {
        format!("{one} for 1 occurrence, {few} for 2 to 99, {many} for 100 or more")
    }
}

fn form(form: &Form) -> String {
    let shapes: Vec<String> = form.shapes.iter().map(|shape| code(shape)).collect();
    let between = if shapes.is_empty() { "" } else { "; verified: " };
    let keyword = if form.keyword { "with a key word" } else { "without a key word" };
    format!("{keyword}: {}{between}{}", shapes.join(", "), form.verified)
}

fn category(row: &Identifier) -> &'static str {
    match row.category {
        Category::Credentials => "Credentials",
        Category::FinancialInformation => "Financial information",
        _ => "Personal information",
    }
}

pub fn of(row: &Identifier, source: &File, floor: Option<&(String, String)>, cases: &Cases) -> String {
    let mut text = format!("## {}\n\n{}. {}", row.id, row.name, category(row));
    if !row.countries.is_empty() {
        let _ = write!(text, ", {}", row.countries.join(", "));
    }
    text.push_str(if row.macie { ". As in Macie.\n\n" } else { ". Magpie's own.\n\n" });
    if let Some(note) = source.note(row.id).filter(|note| !note.is_empty()) {
        let _ = writeln!(text, "{}\n", note.replace('<', "\\<"));
    }
    let mut item = |name: &str, content: &str| {
        if !content.is_empty() {
            let _ = writeln!(text, "- {name}: {content}");
        }
    };
    item("Sets", if row.recommended { "RECOMMENDED, ALL" } else { "ALL" });
    item("Severity", &severity(row));
    let keywords: Vec<String> = row.keywords.iter().map(|keyword| code(keyword)).collect();
    item(if row.keyword_required { "Key words, one of which is required" } else { "Key words" }, &keywords.join(", "));
    for one in row.forms() {
        item("Found", &form(&one));
    }
    let secret = row.category == Category::Credentials;
    let placeholders: Vec<String> =
        row.placeholders.iter().map(|known| code(&if secret { cut(known) } else { (*known).to_owned() })).collect();
    item("Never reported", &placeholders.join(", "));
    let (found, left) = if cases.valid.is_empty() {
        (texts(cases, true, secret), texts(cases, false, secret))
    } else {
        (examples(&cases.valid, secret), examples(&cases.invalid, secret))
    };
    item("Examples", &found);
    item("Not found", &left);
    let files: Vec<String> =
        cases.files.iter().map(|name| format!("[{name}.toml](../../common/detect/testdata/{name}.toml)")).collect();
    let counts: Vec<String> = [
        (cases.valid.len(), "values that are found"),
        (cases.invalid.len(), "values that are not"),
        (cases.texts.len(), "texts"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    item("Cases", &format!("{} in {}", counts.join(", "), files.join(", ")));
    item(
        "Accuracy",
        &match floor {
            Some((precision, recall)) => {
                format!("precision {precision}, recall {recall} in labelled documents ([accuracy.md](../accuracy.md))")
            }
            None => "measured by its cases alone".to_owned(),
        },
    );
    text
}
