//! Unstructured text: letters, logs, notes, configuration.

use crate::random::Random;
use crate::truth::{Place, Planted};
use crate::values;

/// Sentences in which nothing is sensitive. Each is longer than the distance at which a key word counts.
const FILLER: &[&str] = &[
    "The quarterly report was reviewed by the committee and returned with minor comments only.",
    "Please remember to water the plants in the lobby before you leave for the long weekend.",
    "Delivery of the new shelves is expected in the second week of the month, weather permitting.",
    "All participants agreed that the workshop should be repeated with a smaller group of people.",
    "The build finished without warnings and the artefacts were copied to the usual shared folder.",
    "Nobody knew why the old printer started to work again after the move to the third floor.",
    "Our suppliers confirmed that the packaging can be recycled almost completely from now on.",
    "A second coat of paint is needed on the north side of the warehouse before winter begins.",
];

/// What introduces a value in running text, the identifier that must find it, and the value.
type Introduced = (&'static str, &'static str, fn(&mut Random) -> String);

/// Values that need a key word have one in their introduction.
const INTRODUCED: &[Introduced] = &[
    ("Her social security number is ", "USA_SOCIAL_SECURITY_NUMBER", values::ssn),
    ("Paid with credit card number ", "CREDIT_CARD_NUMBER", spaced_card),
    ("Reference of the shipment: ", "CREDIT_CARD_NUMBER_(NO_KEYWORD)", values::card),
    ("Please wire it to IBAN ", "GERMANY_BANK_ACCOUNT_NUMBER", values::german_iban),
    ("Please wire it to IBAN ", "NETHERLANDS_BANK_ACCOUNT_NUMBER", values::dutch_iban),
    ("Write to us at ", "EMAIL_ADDRESS", values::email),
    ("aws_secret_access_key = ", "AWS_CREDENTIALS", values::aws_secret),
    ("The session used ", "JSON_WEB_TOKEN", values::jwt),
    ("STRIPE=", "STRIPE_CREDENTIALS", values::stripe),
    ("Aadhaar number ", "INDIA_AADHAAR_NUMBER", values::aadhaar),
    ("Seu CPF: ", "BRAZIL_CPF_NUMBER", values::cpf),
];

fn spaced_card(random: &mut Random) -> String {
    values::card_with(random, " ")
}

/// A text with up to `most` planted values, and what is planted.
pub(crate) fn letter(random: &mut Random, most: usize) -> (String, Vec<Planted>) {
    let mut text = String::new();
    let mut planted = Vec::new();
    let mut line = 1;
    for _ in 0..random.between(1, most.max(1)) {
        for _ in 0..random.between(1, 4) {
            text.push_str(random.pick(FILLER));
            text.push('\n');
            line += 1;
        }
        let (introduction, identifier, value) = INTRODUCED[random.below(INTRODUCED.len())];
        let value = value(random);
        let column = introduction.chars().count() as u64 + 1;
        text.push_str(introduction);
        text.push_str(&value);
        text.push('\n');
        planted.push(Planted { identifier, value, member: None, place: Place::Line { line, column } });
        line += 1;
    }
    text.push_str(random.pick(FILLER));
    text.push('\n');
    (text, planted)
}

/// A text in which there is nothing to find.
pub(crate) fn harmless(random: &mut Random) -> String {
    let lines: Vec<&str> = (0..random.between(1, 30)).map(|_| random.pick(FILLER)).collect();
    lines.join("\n") + "\n"
}

/// A log of a web application, one request a line; some lines leak an address or a token.
pub(crate) fn log(random: &mut Random, lines: usize) -> (String, Vec<Planted>) {
    let mut text = String::new();
    let mut planted = Vec::new();
    for line in 1..=lines as u64 {
        let start = format!(
            "2026-03-{:02}T{:02}:{:02}:{:02}.{:03}Z INFO ",
            random.between(1, 28),
            random.below(24),
            random.below(60),
            random.below(60),
            random.below(1000)
        );
        let (message, value) = match random.below(20) {
            0 => ("password reset requested by ", Some(("EMAIL_ADDRESS", values::email(random)))),
            1 => ("upstream refused token=", Some(("JSON_WEB_TOKEN", values::jwt(random)))),
            2 => ("cache refreshed in 17 ms, 250 entries", None),
            3 => ("worker pool resized from 4 to 6 threads", None),
            _ => ("GET /catalogue/items?page=3 200 took 12 ms", None),
        };
        text.push_str(&start);
        text.push_str(message);
        if let Some((identifier, value)) = value {
            let column = (start.chars().count() + message.chars().count()) as u64 + 1;
            text.push_str(&value);
            planted.push(Planted { identifier, value, member: None, place: Place::Line { line, column } });
        }
        text.push('\n');
    }
    (text, planted)
}

/// UTF-16 with a byte order mark, little endian: what Windows calls Unicode text.
pub(crate) fn utf16(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}
