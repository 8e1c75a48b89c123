//! Payment cards: ISO/IEC 7812-1 numbers of the networks.

use super::{FINANCIAL, Identifier, Rank, severity};
use crate::check;
use crate::detector::{Detector, Pictures, Proof, shaped};

/// Test numbers that card networks and payment services publish. Never reported.
const PLACEHOLDERS: &[&str] = &[
    "122000000000003",
    "2222405343248877",
    "2222990905257051",
    "2223007648726984",
    "2223577120017656",
    "30569309025904",
    "34343434343434",
    "3528000700000000",
    "3530111333300000",
    "3566002020360505",
    "36148900647913",
    "36700102000000",
    "371449635398431",
    "378282246310005",
    "378734493671000",
    "38520000023237",
    "4012888888881881",
    "4111111111111111",
    "4222222222222",
    "4444333322221111",
    "4462030000000000",
    "4484070000000000",
    "4911830000000",
    "4917300800000000",
    "4917610000000000",
    "4917610000000000003",
    "5019717010103742",
    "5105105105105100",
    "5111010030175156",
    "5185540810000019",
    "5200828282828210",
    "5204230080000017",
    "5204740009900014",
    "5420923878724339",
    "5454545454545454",
    "5455330760000018",
    "5506900490000436",
    "5506900490000444",
    "5506900510000234",
    "5506920809243667",
    "5506922400634930",
    "5506927427317625",
    "5553042241984105",
    "5555553753048194",
    "5555555555554444",
    "5610591081018250",
    "6011000990139424",
    "6011000400000000",
    "6011111111111117",
    "630490017740292441",
    "630495060000000000",
    "6331101999990016",
    "6759649826438453",
    "6799990100000000019",
    "76009244561",
];

/// Plain, or in the groups that are embossed: fours, American Express 4-6-5, Diners Club 4-6-4.
const PICTURES: &[&str] = &[
    "#############",
    "##############",
    "###############",
    "################",
    "#################",
    "##################",
    "###################",
    "####~####~####~####",
    "####~######~#####",
    "####~######~####",
    "####~####~####~####~###",
];

pub(super) const ROWS: &[Identifier] = &[
    // ISO/IEC 7812-1 with the Luhn check digit; issuer ranges as the networks publish them.
    Identifier {
        id: "CREDIT_CARD_NUMBER",
        name: "Credit card number (key word near)",
        keywords: &[
            "account number",
            "american express",
            "amex",
            "bank card",
            "c card",
            "card",
            "cc #",
            "ccn",
            "check card",
            "cred card",
            "credit",
            "credit card",
            "credit cards",
            "credit no",
            "credit num",
            "dankort",
            "debit",
            "debit card",
            "debit no",
            "debit num",
            "diners club",
            "discover",
            "electron",
            "japanese card bureau",
            "jcb",
            "mastercard",
            "mc",
            "pan",
            "payment account number",
            "payment card number",
            "pcn",
            "pmnt #",
            "pmnt card",
            "pmnt no",
            "pmnt number",
            "union pay",
            "visa",
        ],
        recommended: true,
        macie: true,
        placeholders: PLACEHOLDERS,
        rank: Rank::Card,
        detectors: &[Detector::Pictures(Pictures {
            pictures: PICTURES,
            check: is_card,
            proof: Proof::CheckDigits,
            keyword: true,
        })],
        ..FINANCIAL
    },
    // The same numbers. Where both identifiers are selected, a key word makes it the other one. Thirteen digits that are the
    // number of an article too are one, unless a key word says otherwise.
    Identifier {
        id: "CREDIT_CARD_NUMBER_(NO_KEYWORD)",
        name: "Credit card number (no key word near)",
        keyword_required: false,
        macie: true,
        placeholders: PLACEHOLDERS,
        rank: Rank::BareCard,
        detectors: &[Detector::Pictures(Pictures {
            pictures: PICTURES,
            check: is_bare_card,
            proof: Proof::CheckDigits,
            keyword: false,
        })],
        ..FINANCIAL
    },
    // ISO/IEC 7813: the month and year of expiry, in the forms that Macie documents.
    Identifier {
        id: "CREDIT_CARD_EXPIRATION",
        name: "Credit card expiration date",
        keywords: &["exp d", "exp m", "exp y", "expiration", "expiry"],
        macie: true,
        severity: severity::RISING,
        rank: Rank::Date,
        detectors: &[Detector::CardDate],
        ..FINANCIAL
    },
    // The same in other words, which also tell until when many other things are good: so only beside the number of a card,
    // which CREDIT_CARD_NUMBER or CREDIT_CARD_NUMBER_(NO_KEYWORD) must be selected for, or in a field whose names tell of a
    // card.
    Identifier {
        id: "CARD_EXPIRATION_DATE",
        name: "Credit card expiration date (in other words)",
        keywords: &[
            // English.
            "valid thru",
            "valid through",
            "valid until",
            "valid till",
            "valid to",
            "good thru",
            "good through",
            "expires",
            "expires end",
            "exp",
            "exp.",
            // German, Dutch, the Scandinavian languages, Finnish.
            "gültig bis",
            "verfallsdatum",
            "ablaufdatum",
            "gültigkeitsdatum",
            "geldig tot",
            "vervaldatum",
            "gyldig til",
            "udløbsdato",
            "utløpsdato",
            "giltigt till",
            "giltig till",
            "utgångsdatum",
            "voimassa",
            // French, Spanish, Italian, Portuguese, Romanian.
            "expire fin",
            "expire le",
            "valable jusqu'au",
            "valide jusqu'au",
            "fin de validité",
            "caduca",
            "caducidad",
            "vence",
            "vencimiento",
            "válido hasta",
            "válida hasta",
            "scade",
            "scadenza",
            "valida fino al",
            "valida fino a",
            "validade",
            "válido até",
            "válida até",
            "vencimento",
            "valabil până la",
            "valabil până",
            // Polish, Czech, Slovak, Hungarian, Croatian, Turkish.
            "ważna do",
            "data ważności",
            "platnost do",
            "platí do",
            "platnosť do",
            "lejárat",
            "vrijedi do",
            "son kullanma tarihi",
            "geçerlilik tarihi",
            // Russian, Ukrainian, Greek.
            "действительна до",
            "срок действия",
            "дійсна до",
            "термін дії",
            "ημερομηνία λήξης",
            // Chinese, Japanese, Korean, Vietnamese, Indonesian, Arabic, Hebrew.
            "有效期",
            "有効期限",
            "유효기간",
            "만료일",
            "hết hạn",
            "berlaku hingga",
            "صالحة حتى",
            "تاريخ الانتهاء",
            "בתוקף עד",
        ],
        severity: severity::RISING,
        rank: Rank::Date,
        detectors: &[Detector::CardExpiry],
        ..FINANCIAL
    },
    // ISO/IEC 7813, tracks 1 and 2.
    Identifier {
        id: "CREDIT_CARD_MAGNETIC_STRIPE",
        name: "Credit card magnetic stripe data",
        keywords: &["card data", "iso7813", "mag", "magstripe", "stripe", "swipe"],
        recommended: true,
        macie: true,
        rank: Rank::Exact,
        detectors: &[Detector::MagneticStripe],
        ..FINANCIAL
    },
    // Three digits beside the signature, of American Express four on the front. No check digit.
    Identifier {
        id: "CREDIT_CARD_SECURITY_CODE",
        name: "Credit card verification code",
        keywords: &[
            "card id",
            "card identification code",
            "card identification number",
            "card security code",
            "card validation code",
            "card validation number",
            "card verification data",
            "card verification value",
            "cvc",
            "cvc2",
            "cvv",
            "cvv2",
            "elo verification code",
        ],
        macie: true,
        severity: severity::PASSPORT,
        rank: Rank::Date,
        detectors: &[shaped(&["###", "####"], is_security_code)],
        ..FINANCIAL
    },
];

/// Whether an issuer of one of the networks may have issued this number.
fn is_card(digits: &[u8]) -> bool {
    has_network(digits) && check::luhn(digits)
}

/// Likewise, where no key word is near. Visa issued numbers of thirteen digits long ago; what begins with 4 and closes as
/// a global trade item number does (GS1: German, Japanese and Russian articles begin so) is that.
fn is_bare_card(digits: &[u8]) -> bool {
    is_card(digits) && !(digits.len() == 13 && check::gtin(digits))
}

/// Four digits that are a year of expiry are none.
fn is_security_code(digits: &[u8]) -> bool {
    match digits.len() {
        3 => digits != b"000",
        4 => digits != b"0000" && !matches!(check::number(digits), 1990..=2049),
        _ => false,
    }
}

fn has_network(digits: &[u8]) -> bool {
    let prefix = |length: usize| {
        digits.get(..length).map_or(0, |head| head.iter().fold(0, |number, byte| number * 10 + check::value(*byte)))
    };
    let (two, three, four, six) = (prefix(2), prefix(3), prefix(4), prefix(6));
    match digits.len() {
        // American Express
        15 if matches!(two, 34 | 37) => true,
        // Visa, and Electron and Dankort cards with its prefix
        13 | 16 | 18 | 19 if digits[0] == b'4' => true,
        // Mastercard
        16 if matches!(two, 51..=55) || matches!(six, 222_100..=272_099) => true,
        // Dankort
        16 if four == 5019 => true,
        // Discover, with the numbers that it shares with UnionPay
        16..=19 if four == 6011 || matches!(three, 644..=649) || two == 65 || matches!(six, 622_126..=622_925) => true,
        // UnionPay
        16..=19 if matches!(two, 62 | 81) => true,
        // JCB
        16..=19 if matches!(four, 3528..=3589) => true,
        // Diners Club
        14..=19 if matches!(three, 300..=305) || four == 3095 || matches!(two, 36 | 38 | 39) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn security_codes() {
        assert!(is_security_code(b"123") && is_security_code(b"0012"));
        assert!(!is_security_code(b"000") && !is_security_code(b"2026") && !is_security_code(b"12"));
    }

    #[test]
    fn articles() {
        // Both check digits are right.
        assert!(is_card(b"4234110205284") && !is_bare_card(b"4234110205284"));
        // A Visa number whose last digit closes no article's, and longer ones.
        assert!(is_bare_card(b"4222222222222") && is_bare_card(b"4012888888881881"));
    }

    #[test]
    fn networks() {
        for number in [
            "4222222222222",
            "4012888888881881",
            "378282246310005",
            "5555555555554444",
            "2223003122003222",
            "6011111111111117",
            "3530111333300000",
            "30569309025904",
            "38520000023237",
            "36006666333344",
            "6200000000000005",
            "5019717010103742",
        ] {
            assert!(is_card(number.as_bytes()), "{number}");
        }
        for number in [
            "4222222222223",
            "1234567812345670",
            "5655555555554444",
            "37828224631000",
            "401288888888188",
            "2720990000000000",
            "9999999999999995",
        ] {
            assert!(!is_card(number.as_bytes()), "{number}");
        }
    }
}
