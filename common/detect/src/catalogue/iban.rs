//! Bank accounts: IBANs of all countries of the registry, and the domestic numbers of seven of them.
//!
//! Structures are those of the SWIFT IBAN registry (ISO 13616-1). An IBAN needs no key word, a domestic number does.

use super::{FINANCIAL, Identifier, Rank, severity};
use crate::check;
use crate::detector::{Detector, checked, iban, shaped};

/// One country: id, name of the country, its two letters, the structure of the basic bank account number, and the
/// domestic form if it is reported too.
struct Account {
    id: &'static str,
    countries: &'static [&'static str],
    keywords: &'static [&'static str],
    detectors: &'static [Detector],
    /// Rank of the domestic form: below the IBAN's, so that an IBAN is never taken apart.
    rank: Rank,
}

macro_rules! account {
    ($id:literal, $country:literal, $code:literal, $structure:literal) => {
        Account {
            id: $id,
            countries: &[$country],
            keywords: &[],
            detectors: &[Detector::Iban(iban::Layout { country: *$code, structure: $structure })],
            rank: Rank::Exact,
        }
    };
    ($id:literal, $country:literal, $code:literal, $structure:literal, $domestic:ident) => {
        Account {
            id: $id,
            countries: &[$country],
            keywords: $domestic.0,
            detectors: &[Detector::Iban(iban::Layout { country: *$code, structure: $structure }), $domestic.1],
            rank: Rank::Checked,
        }
    };
}

const ACCOUNTS: &[Account] = &[
    account!("ALBANIA_BANK_ACCOUNT_NUMBER", "Albania", b"AL", "8n16c"),
    account!("ANDORRA_BANK_ACCOUNT_NUMBER", "Andorra", b"AD", "4n4n12c"),
    account!("BOSNIA_AND_HERZEGOVINA_BANK_ACCOUNT_NUMBER", "Bosnia-Herzegovina", b"BA", "3n3n8n2n"),
    account!("BRAZIL_BANK_ACCOUNT_NUMBER", "Brazil", b"BR", "8c5n10n1c1c"),
    account!("BULGARIA_BANK_ACCOUNT_NUMBER", "Bulgaria", b"BG", "4a4n2n8c"),
    account!("COSTA_RICA_BANK_ACCOUNT_NUMBER", "Costa Rica", b"CR", "4n14n"),
    account!("CROATIA_BANK_ACCOUNT_NUMBER", "Croatia", b"HR", "7n10n"),
    account!("CYPRUS_BANK_ACCOUNT_NUMBER", "Cyprus", b"CY", "3n5n16c"),
    account!("CZECH_REPUBLIC_BANK_ACCOUNT_NUMBER", "Czech Republic", b"CZ", "4n6n10n"),
    account!("DENMARK_BANK_ACCOUNT_NUMBER", "Denmark", b"DK", "4n9n1n"),
    account!("DOMINICAN_REPUBLIC_BANK_ACCOUNT_NUMBER", "Dominican Republic", b"DO", "4c20n"),
    account!("EGYPT_BANK_ACCOUNT_NUMBER", "Egypt", b"EG", "4n4n17n"),
    account!("ESTONIA_BANK_ACCOUNT_NUMBER", "Estonia", b"EE", "2n2n11n1n"),
    account!("FAROE_ISLANDS_BANK_ACCOUNT_NUMBER", "Faroe Islands", b"FO", "4n9n1n"),
    account!("FINLAND_BANK_ACCOUNT_NUMBER", "Finland", b"FI", "3n11n"),
    account!("FRANCE_BANK_ACCOUNT_NUMBER", "France", b"FR", "5n5n11c2n", FRANCE),
    account!("GEORGIA_BANK_ACCOUNT_NUMBER", "Georgia", b"GE", "2a16n"),
    account!("GERMANY_BANK_ACCOUNT_NUMBER", "Germany", b"DE", "8n10n", GERMANY),
    account!("GREECE_BANK_ACCOUNT_NUMBER", "Greece", b"GR", "3n4n16c"),
    account!("GREENLAND_BANK_ACCOUNT_NUMBER", "Greenland", b"GL", "4n9n1n"),
    account!("HUNGARY_BANK_ACCOUNT_NUMBER", "Hungary", b"HU", "3n4n1n15n1n"),
    account!("ICELAND_BANK_ACCOUNT_NUMBER", "Iceland", b"IS", "4n2n6n10n"),
    account!("IRELAND_BANK_ACCOUNT_NUMBER", "Ireland", b"IE", "4a6n8n"),
    account!("ITALY_BANK_ACCOUNT_NUMBER", "Italy", b"IT", "1a5n5n12c", ITALY),
    account!("JORDAN_BANK_ACCOUNT_NUMBER", "Jordan", b"JO", "4a4n18c"),
    account!("KOSOVO_BANK_ACCOUNT_NUMBER", "Kosovo", b"XK", "4n10n2n"),
    account!("LIECHTENSTEIN_BANK_ACCOUNT_NUMBER", "Liechtenstein", b"LI", "5n12c"),
    account!("LITHUANIA_BANK_ACCOUNT_NUMBER", "Lithuania", b"LT", "5n11n"),
    account!("MALTA_BANK_ACCOUNT_NUMBER", "Malta", b"MT", "4a5n18c"),
    account!("MAURITANIA_BANK_ACCOUNT_NUMBER", "Mauritania", b"MR", "5n5n11n2n"),
    account!("MAURITIUS_BANK_ACCOUNT_NUMBER", "Mauritius", b"MU", "4a2n2n12n3n3a"),
    account!("MONACO_BANK_ACCOUNT_NUMBER", "Monaco", b"MC", "5n5n11c2n"),
    account!("MONTENEGRO_BANK_ACCOUNT_NUMBER", "Montenegro", b"ME", "3n13n2n"),
    account!("NETHERLANDS_BANK_ACCOUNT_NUMBER", "Netherlands", b"NL", "4a10n"),
    account!("NORTH_MACEDONIA_BANK_ACCOUNT_NUMBER", "North Macedonia", b"MK", "3n10c2n"),
    account!("POLAND_BANK_ACCOUNT_NUMBER", "Poland", b"PL", "8n16n"),
    account!("PORTUGAL_BANK_ACCOUNT_NUMBER", "Portugal", b"PT", "4n4n11n2n"),
    account!("SAN_MARINO_BANK_ACCOUNT_NUMBER", "San Marino", b"SM", "1a5n5n12c"),
    account!("SENEGAL_BANK_ACCOUNT_NUMBER", "Senegal", b"SN", "2a22n"),
    account!("SERBIA_BANK_ACCOUNT_NUMBER", "Serbia", b"RS", "3n13n2n"),
    account!("SLOVAKIA_BANK_ACCOUNT_NUMBER", "Slovakia", b"SK", "4n6n10n"),
    account!("SLOVENIA_BANK_ACCOUNT_NUMBER", "Slovenia", b"SI", "5n8n2n"),
    account!("SPAIN_BANK_ACCOUNT_NUMBER", "Spain", b"ES", "4n4n1n1n10n", SPAIN),
    account!("SWEDEN_BANK_ACCOUNT_NUMBER", "Sweden", b"SE", "3n16n1n"),
    account!("SWITZERLAND_BANK_ACCOUNT_NUMBER", "Switzerland", b"CH", "5n12c"),
    account!("TIMOR_LESTE_BANK_ACCOUNT_NUMBER", "Timor-Leste", b"TL", "3n14n2n"),
    account!("TUNISIA_BANK_ACCOUNT_NUMBER", "Tunisia", b"TN", "2n3n13n2n"),
    account!("TURKIYE_BANK_ACCOUNT_NUMBER", "Türkiye", b"TR", "5n1n16c"),
    account!("UK_BANK_ACCOUNT_NUMBER", "UK", b"GB", "4a6n8n", UNITED_KINGDOM),
    account!("UKRAINE_BANK_ACCOUNT_NUMBER", "Ukraine", b"UA", "6n19c"),
    account!("UNITED_ARAB_EMIRATES_BANK_ACCOUNT_NUMBER", "United Arab Emirates", b"AE", "3n16n"),
    account!("VIRGIN_ISLANDS_BANK_ACCOUNT_NUMBER", "Virgin Islands (British)", b"VG", "4a16n"),
];

/// The countries of the registry that Macie has no identifiers for.
const OWN_ACCOUNTS: &[Account] = &[
    account!("AUSTRIA_BANK_ACCOUNT_NUMBER", "Austria", b"AT", "5n11n"),
    account!("AZERBAIJAN_BANK_ACCOUNT_NUMBER", "Azerbaijan", b"AZ", "4a20c"),
    account!("BAHRAIN_BANK_ACCOUNT_NUMBER", "Bahrain", b"BH", "4a14c"),
    account!("BELARUS_BANK_ACCOUNT_NUMBER", "Belarus", b"BY", "4c4n16c"),
    account!("BELGIUM_BANK_ACCOUNT_NUMBER", "Belgium", b"BE", "3n7n2n", BELGIUM),
    account!("BURUNDI_BANK_ACCOUNT_NUMBER", "Burundi", b"BI", "5n5n11n2n"),
    account!("DJIBOUTI_BANK_ACCOUNT_NUMBER", "Djibouti", b"DJ", "5n5n11n2n"),
    account!("EL_SALVADOR_BANK_ACCOUNT_NUMBER", "El Salvador", b"SV", "4a20n"),
    account!("FALKLAND_ISLANDS_BANK_ACCOUNT_NUMBER", "Falkland Islands", b"FK", "2a12n"),
    account!("GIBRALTAR_BANK_ACCOUNT_NUMBER", "Gibraltar", b"GI", "4a15c"),
    account!("GUATEMALA_BANK_ACCOUNT_NUMBER", "Guatemala", b"GT", "4c20c"),
    account!("HONDURAS_BANK_ACCOUNT_NUMBER", "Honduras", b"HN", "4a20n"),
    account!("IRAQ_BANK_ACCOUNT_NUMBER", "Iraq", b"IQ", "4a3n12n"),
    account!("ISRAEL_BANK_ACCOUNT_NUMBER", "Israel", b"IL", "3n3n13n"),
    account!("KAZAKHSTAN_BANK_ACCOUNT_NUMBER", "Kazakhstan", b"KZ", "3n13c"),
    account!("KUWAIT_BANK_ACCOUNT_NUMBER", "Kuwait", b"KW", "4a22c"),
    account!("LATVIA_BANK_ACCOUNT_NUMBER", "Latvia", b"LV", "4a13c"),
    account!("LEBANON_BANK_ACCOUNT_NUMBER", "Lebanon", b"LB", "4n20c"),
    account!("LIBYA_BANK_ACCOUNT_NUMBER", "Libya", b"LY", "3n3n15n"),
    account!("LUXEMBOURG_BANK_ACCOUNT_NUMBER", "Luxembourg", b"LU", "3n13c"),
    account!("MOLDOVA_BANK_ACCOUNT_NUMBER", "Moldova", b"MD", "2c18c"),
    account!("MONGOLIA_BANK_ACCOUNT_NUMBER", "Mongolia", b"MN", "4n12n"),
    account!("NICARAGUA_BANK_ACCOUNT_NUMBER", "Nicaragua", b"NI", "4a20n"),
    account!("NORWAY_BANK_ACCOUNT_NUMBER", "Norway", b"NO", "4n6n1n", NORWAY),
    account!("OMAN_BANK_ACCOUNT_NUMBER", "Oman", b"OM", "3n16c"),
    account!("PAKISTAN_BANK_ACCOUNT_NUMBER", "Pakistan", b"PK", "4a16c"),
    account!("PALESTINE_BANK_ACCOUNT_NUMBER", "Palestine", b"PS", "4a21c"),
    account!("QATAR_BANK_ACCOUNT_NUMBER", "Qatar", b"QA", "4a21c"),
    account!("ROMANIA_BANK_ACCOUNT_NUMBER", "Romania", b"RO", "4a16c"),
    account!("RUSSIA_BANK_ACCOUNT_NUMBER", "Russia", b"RU", "9n5n15c"),
    account!("SAINT_LUCIA_BANK_ACCOUNT_NUMBER", "Saint Lucia", b"LC", "4a24c"),
    account!("SAO_TOME_AND_PRINCIPE_BANK_ACCOUNT_NUMBER", "Sao Tome and Principe", b"ST", "4n4n11n2n"),
    account!("SAUDI_ARABIA_BANK_ACCOUNT_NUMBER", "Saudi Arabia", b"SA", "2n18c"),
    account!("SEYCHELLES_BANK_ACCOUNT_NUMBER", "Seychelles", b"SC", "4a2n2n16n3a"),
    account!("SOMALIA_BANK_ACCOUNT_NUMBER", "Somalia", b"SO", "4n3n12n"),
    account!("SUDAN_BANK_ACCOUNT_NUMBER", "Sudan", b"SD", "2n12n"),
    account!("VATICAN_CITY_BANK_ACCOUNT_NUMBER", "Vatican City", b"VA", "3n15n"),
    account!("YEMEN_BANK_ACCOUNT_NUMBER", "Yemen", b"YE", "4a4n18c"),
];

/// Bank, account and the rest modulo 97 (Febelfin; the form before the IBAN, still in use in data).
const BELGIUM: (&[&str], Detector) = (
    &[
        "account number",
        "account no",
        "bank account",
        "bankrekening",
        "compte bancaire",
        "iban",
        "kontonummer",
        "numéro de compte",
        "rekeningnummer",
    ],
    checked(&["###-#######-##"], is_belgian),
);

/// Bank, kind, account and a check digit modulo 11 (Bits AS).
const NORWAY: (&[&str], Detector) = (
    &["account number", "account no", "bank account", "bankkonto", "iban", "konto", "kontonr", "kontonummer"],
    checked(&["####.##.#####", "#### ## #####", "###########"], is_norwegian),
);

/// RIB: bank, branch, account, key (Comité français d'organisation et de normalisation bancaires).
const FRANCE: (&[&str], Detector) = (
    &[
        "account code",
        "account number",
        "accountno#",
        "accountnumber#",
        "bban",
        "code bancaire",
        "compte bancaire",
        "customer account id",
        "customer account number",
        "customer bank account id",
        "iban",
        "numéro de compte",
    ],
    checked(&["##########***********##", "#####~#####~***********~##"], is_rib),
);

/// Bank code and account number (Deutsche Bundesbank). Check digits differ from bank to bank.
const GERMANY: (&[&str], Detector) = (
    &[
        "account code",
        "account number",
        "accountno#",
        "accountnumber#",
        "bankleitzahl",
        "bban",
        "customer account id",
        "customer account number",
        "customer bank account id",
        "geheimzahl",
        "iban",
        "kartennummer",
        "kontonummer",
        "kreditkartennummer",
        "sepa",
    ],
    shaped(&["##################", "########~##########"], is_german),
);

/// CIN, ABI, CAB and account (Associazione Bancaria Italiana).
const ITALY: (&[&str], Detector) = (
    &[
        "account code",
        "account number",
        "accountno#",
        "accountnumber#",
        "bban",
        "codice bancario",
        "conto bancario",
        "customer account id",
        "customer account number",
        "customer bank account id",
        "iban",
        "numero di conto",
    ],
    checked(&["A##########************", "A~#####~#####~************"], has_cin),
);

/// Código cuenta cliente: bank, branch, two check digits, account (Banco de España).
const SPAIN: (&[&str], Detector) = (
    &[
        "account code",
        "account number",
        "accountno#",
        "accountnumber#",
        "bban",
        "código cuenta",
        "código cuenta bancaria",
        "cuenta cliente id",
        "customer account ID",
        "customer account number",
        "customer bank account id",
        "iban",
        "número cuenta bancaria cliente",
        "número cuenta cliente",
    ],
    checked(&["####################", "####~####~##~##########"], is_ccc),
);

/// Bank, sort code and account; or sort code and account alone. The modulus rules of the sort codes are a table of
/// Pay.UK that changes with the banks, and are not checked.
const UNITED_KINGDOM: (&[&str], Detector) = (
    &[
        "account code",
        "account number",
        "accountno#",
        "accountnumber#",
        "bban",
        "customer account id",
        "customer account number",
        "customer bank account id",
        "iban",
        "sepa",
    ],
    shaped(
        &["AAAA##############", "AAAA~######~########", "##-##-## ########", "##-##-##-########", "######~########"],
        is_british,
    ),
);

/// ISO 9362.
pub(super) const ROWS: &[Identifier] = &[Identifier {
    id: "SWIFT_BIC",
    name: "Business identifier code (BIC, SWIFT)",
    keywords: &[
        "bic",
        "bic code",
        "swift",
        "swift code",
        "swift bic",
        "bic/swift",
        "business identifier code",
        "bank identifier code",
        "code swift",
        "codigo swift",
        "iban",
    ],
    severity: severity::RISING,
    rank: Rank::Ranged,
    detectors: &[Detector::Bic],
    ..FINANCIAL
}];

/// The rows of all countries.
pub(super) fn rows() -> impl Iterator<Item = Identifier> {
    let row = |account: &Account, macie: bool| Identifier {
        id: account.id,
        name: "Bank account number (IBAN)",
        countries: account.countries,
        keyword_required: false,
        keywords: account.keywords,
        macie,
        rank: account.rank,
        detectors: account.detectors,
        ..FINANCIAL
    };
    let known = ACCOUNTS.iter().map(move |account| row(account, true));
    known.chain(OWN_ACCOUNTS.iter().map(move |account| row(account, false)))
}

fn is_belgian(digits: &[u8]) -> bool {
    let Some((body, check_digits)) = digits.split_at_checked(10) else { return false };
    let rest = match check::remainder(body, 97) {
        0 => 97,
        rest => rest,
    };
    check_digits.len() == 2 && check::remainder(check_digits, 100) == rest && !check::uniform(body)
}

fn is_norwegian(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(10) else { return false };
    let sum = check::weighted(body, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    // A check value of ten is never issued; no digit equals it.
    (11 - sum % 11) % 11 == check::value(*last) && !check::uniform(body)
}

/// Key of a French account: 97 less the rest of 89 times the bank, 15 times the branch and 3 times the account. Letters
/// count A 1 to I 9, J 1 to R 9, S 2 to Z 9.
fn is_rib(characters: &[u8]) -> bool {
    if characters.len() != 23 {
        return false;
    }
    let number = |part: &[u8]| {
        part.iter().fold(0u64, |number, byte| {
            let digit = match byte {
                b'A'..=b'I' => byte - b'A' + 1,
                b'J'..=b'R' => byte - b'J' + 1,
                b'S'..=b'Z' => byte - b'S' + 2,
                digit => digit.wrapping_sub(b'0'),
            };
            number * 10 + u64::from(digit)
        })
    };
    let (bank, branch, account, key) = (&characters[..5], &characters[5..10], &characters[10..21], &characters[21..]);
    let rest = (89 * number(bank) + 15 * number(branch) + 3 * number(account)) % 97;
    number(key) == 97 - rest && !check::uniform(&characters[..21])
}

/// A German bank code begins with the digit of a clearing area, 1 to 8.
fn is_german(digits: &[u8]) -> bool {
    digits.len() == 18 && matches!(digits[0], b'1'..=b'8') && !check::uniform(&digits[8..])
}

/// The control letter of an Italian account. In odd places characters count as this table has it, in even places as
/// themselves, letters 0 to 25.
fn has_cin(characters: &[u8]) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let Some((cin, body)) = characters.split_first() else { return false };
    let sum: u32 = body
        .iter()
        .enumerate()
        .map(|(index, byte)| {
            let value = byte.wrapping_sub(if byte.is_ascii_digit() { b'0' } else { b'A' });
            let odd = || ODD.get(usize::from(value)).copied();
            if index % 2 == 0 { odd().unwrap_or_default() } else { u32::from(value) }
        })
        .sum();
    u32::from(cin.wrapping_sub(b'A')) == sum % 26
}

/// The two check digits of a Spanish account, modulo 11: of bank and branch, and of the account.
fn is_ccc(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 10] = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];
    let control = |sum: u32| match 11 - sum % 11 {
        11 => 0,
        10 => 1,
        digit => digit,
    };
    if digits.len() != 20 {
        return false;
    }
    let bank = control(check::weighted(&digits[..8], &WEIGHTS[2..]));
    let account = control(check::weighted(&digits[10..], &WEIGHTS));
    check::value(digits[8]) == bank && check::value(digits[9]) == account && !check::uniform(&digits[10..])
}

fn is_british(characters: &[u8]) -> bool {
    let digits = characters
        .strip_prefix(characters.get(..4).filter(|bank| bank.iter().all(u8::is_ascii_alphabetic)).unwrap_or_default());
    digits.is_some_and(|digits| {
        digits.len() == 14
            && digits.iter().all(u8::is_ascii_digit)
            && !check::uniform(&digits[..6])
            && !check::uniform(&digits[6..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structures_have_the_length_of_the_registry() {
        for account in ACCOUNTS.iter().chain(OWN_ACCOUNTS) {
            let Some(Detector::Iban(layout)) = account.detectors.first() else { panic!("{}", account.id) };
            let length = 4 + layout.signs().len();
            assert!((15..=34).contains(&length), "{}", account.id);
        }
        assert_eq!((ACCOUNTS.len(), OWN_ACCOUNTS.len()), (52, 38));
    }

    #[test]
    fn french() {
        assert!(is_rib(b"20041010050500013M02606"));
        assert!(!is_rib(b"20041010050500013M02607"));
        assert!(!is_rib(b"20041010050500013N02606"));
    }

    #[test]
    fn italian() {
        assert!(has_cin(b"X0542811101000000123456"));
        assert!(!has_cin(b"Y0542811101000000123456"));
        assert!(!has_cin(b"X0542811101000000123465"));
    }

    #[test]
    fn spanish() {
        assert!(is_ccc(b"21000418450200051332"));
        assert!(!is_ccc(b"21000418440200051332"));
        assert!(!is_ccc(b"21000418450200051333"));
    }

    #[test]
    fn northern() {
        // Of the examples of the registry.
        assert!(is_belgian(b"539007547034") && !is_belgian(b"539007547035"));
        assert!(is_norwegian(b"86011117947") && !is_norwegian(b"86011117948"));
    }

    #[test]
    fn others() {
        assert!(is_german(b"370400440532013000"));
        assert!(!is_german(b"970400440532013000"));
        assert!(is_british(b"NWBK60161331926819"));
        assert!(is_british(b"60161331926819"));
        assert!(!is_british(b"NWBK6016133192681"));
    }
}
