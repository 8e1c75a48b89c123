//! Tables and records.

use crate::random::Random;
use crate::truth::{Place, Planted};
use crate::values;

/// A column: its name, and the identifier that must find its values with what makes them. Others are harmless.
type Column = (&'static str, Option<&'static str>, fn(&mut Random) -> String);

const COLUMNS: &[Column] = &[
    ("id", None, small_number),
    ("city", None, city),
    ("note", None, note),
    ("ssn", Some("USA_SOCIAL_SECURITY_NUMBER"), values::ssn),
    ("credit_card_number", Some("CREDIT_CARD_NUMBER"), values::card),
    ("email", Some("EMAIL_ADDRESS"), values::email),
    ("iban", Some("GERMANY_BANK_ACCOUNT_NUMBER"), values::german_iban),
    ("phone_number", Some("PHONE_NUMBER"), values::phone),
    ("pan_card", Some("INDIA_PERMANENT_ACCOUNT_NUMBER"), values::pan),
];

fn small_number(random: &mut Random) -> String {
    random.between(1, 9_999).to_string()
}

fn city(random: &mut Random) -> String {
    random.pick(&["Lisbon", "Oslo", "Nairobi", "Lima", "Hanoi", "Porto Alegre"]).to_owned()
}

/// Harmless, and awkward: delimiters, quotes and line ends inside a cell.
fn note(random: &mut Random) -> String {
    random
        .pick(&["prefers tea, not coffee", "said \"call later\"", "first line\nsecond line", "", "regular"])
        .to_owned()
}

/// A header and rows, separated by `delimiter`, quoted where RFC 4180 asks for it.
pub(crate) fn table(random: &mut Random, delimiter: char, rows: usize) -> (String, Vec<Planted>) {
    let columns = chosen_columns(random);
    let header: Vec<String> = columns.iter().map(|column| column.0.to_owned()).collect();
    let mut text = line(&header, delimiter);
    let mut planted = Vec::new();
    for row in 0..rows as u64 {
        let cells: Vec<String> = columns.iter().map(|column| (column.2)(random)).collect();
        for (at, ((name, identifier, _), value)) in columns.iter().zip(&cells).enumerate() {
            if let Some(identifier) = identifier {
                let place = Place::Cell { row: row + 2, column: at as u64 + 1, column_name: (*name).to_owned() };
                planted.push(Planted { identifier, value: value.clone(), member: None, place });
            }
        }
        text.push_str(&line(&cells, delimiter));
    }
    (text, planted)
}

/// The id, the city and the note come first: a table is known by its shape, and a single column has none.
fn chosen_columns(random: &mut Random) -> Vec<Column> {
    let (harmless, sensitive) = COLUMNS.split_at(3);
    let mut columns = harmless.to_vec();
    columns.extend(sensitive.iter().filter(|_| random.below(2) == 0));
    columns
}

fn line(cells: &[String], delimiter: char) -> String {
    let quoted: Vec<String> = cells
        .iter()
        .map(|cell| {
            if cell.contains([delimiter, '"', '\n']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            }
        })
        .collect();
    quoted.join(&delimiter.to_string()) + "\n"
}

/// JSON Lines: a customer with nested fields on each line.
pub(crate) fn json_lines(random: &mut Random, records: usize) -> (String, Vec<Planted>) {
    let mut text = String::new();
    let mut planted = Vec::new();
    for index in 0..records as u64 {
        text.push_str(&customer(random, index, "$", &mut planted));
        text.push('\n');
    }
    (text, planted)
}

/// One JSON document: a list of customers.
pub(crate) fn json(random: &mut Random, customers: usize) -> (String, Vec<Planted>) {
    let mut planted = Vec::new();
    let list: Vec<String> = (0..customers)
        .map(|at| format!("    {}", customer(random, 0, &format!("$.customers[{at}]"), &mut planted)))
        .collect();
    (format!("{{\n  \"version\": 2,\n  \"customers\": [\n{}\n  ]\n}}\n", list.join(",\n")), planted)
}

fn customer(random: &mut Random, index: u64, path: &str, planted: &mut Vec<Planted>) -> String {
    let mut plant = |identifier, value: &str, field: &str| {
        let place = Place::Record { index, json_path: format!("{path}{field}") };
        planted.push(Planted { identifier, value: value.to_owned(), member: None, place });
    };
    let mut fields = vec![format!("\"id\": {}", small_number(random)), format!("\"city\": \"{}\"", city(random))];
    if random.below(2) == 0 {
        let email = values::email(random);
        plant("EMAIL_ADDRESS", &email, ".contact.email");
        fields.push(format!("\"contact\": {{\"email\": \"{email}\", \"newsletter\": true}}"));
    }
    if random.below(2) == 0 {
        let ssn = values::ssn(random);
        plant("USA_SOCIAL_SECURITY_NUMBER", &ssn, ".ssn");
        fields.push(format!("\"ssn\": \"{ssn}\""));
    }
    if random.below(2) == 0 {
        let cards: Vec<String> = (0..random.between(1, 3)).map(|_| values::card(random)).collect();
        for (at, card) in cards.iter().enumerate() {
            plant("CREDIT_CARD_NUMBER", card, &format!(".credit_cards[{at}]"));
        }
        let quoted: Vec<String> = cards.iter().map(|card| format!("\"{card}\"")).collect();
        fields.push(format!("\"credit_cards\": [{}]", quoted.join(", ")));
    }
    format!("{{{}}}", fields.join(", "))
}
