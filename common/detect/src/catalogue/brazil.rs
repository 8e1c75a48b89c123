//! Brazil.

use super::{Identifier, PERSONAL, Rank};
use crate::check;
use crate::detector::{checked, shaped};

const TAX_KEYWORDS: &[&str] = &[
    "cadastro de pessoa física",
    "cadastro de pessoa fisica",
    "cadastro de pessoas físicas",
    "cadastro de pessoas fisicas",
    "cadastro nacional da pessoa jurídica",
    "cadastro nacional da pessoa juridica",
    "cnpj",
    "cpf",
];

pub(super) const ROWS: &[Identifier] = &[
    // Receita Federal: two check digits modulo 11.
    Identifier {
        id: "BRAZIL_CPF_NUMBER",
        name: "Cadastro de Pessoas Físicas (CPF) number",
        countries: &["Brazil"],
        keywords: TAX_KEYWORDS,
        recommended: true,
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "###.###.###-##", "#########-##"], is_cpf)],
        ..PERSONAL
    },
    // Receita Federal, IN RFB 2.229/2024: two check digits modulo 11; letters are allowed since July 2026 and count as their
    // ASCII code less 48.
    Identifier {
        id: "BRAZIL_CNPJ_NUMBER",
        name: "Cadastro Nacional da Pessoa Jurídica (CNPJ) number",
        countries: &["Brazil"],
        keywords: TAX_KEYWORDS,
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(&["************##", "**.***.***/****-##", "********/****-##"], is_cnpj)],
        ..PERSONAL
    },
    // The form of São Paulo (SSP-SP), whose check digit is known. Other states number otherwise, without a common rule: of
    // theirs only those are taken that are written with points or with the state.
    Identifier {
        id: "BRAZIL_RG_NUMBER",
        name: "Registro Geral (RG) number",
        countries: &["Brazil"],
        keywords: &["registro geral", "rg"],
        macie: true,
        rank: Rank::Checked,
        detectors: &[
            checked(&["########X", "########-X", "##.###.###-X"], is_rg),
            shaped(&["##.###.###", "#.###.###"], is_other_rg),
            shaped(&["AA-##.###.###", "AA ##.###.###", "AA##.###.###", "AA-########", "AA########"], is_state_rg),
        ],
        ..PERSONAL
    },
];

/// Eleven digits of which the last two check the others; eleven times the same digit is a filler.
fn is_cpf(digits: &[u8]) -> bool {
    let Some((body, check_digits)) = digits.split_at_checked(9) else { return false };
    let first = check::eleven_or_zero(check::weighted(body, &[10, 9, 8, 7, 6, 5, 4, 3, 2]));
    let second = check::eleven_or_zero(check::weighted(digits, &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]));
    !check::uniform(digits) && check_digits.iter().map(|byte| check::value(*byte)).eq([first, second])
}

/// Eight characters of the company, four of the branch, two check digits.
fn is_cnpj(characters: &[u8]) -> bool {
    const WEIGHTS: [u32; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
    let Some((body, check_digits)) = characters.split_at_checked(12) else { return false };
    // ASCII code less 48: digits are themselves, A is 17.
    let first = check::eleven_or_zero(check::weighted(body, &WEIGHTS[1..]));
    let second = check::eleven_or_zero(check::weighted(characters, &WEIGHTS));
    !check::uniform(body) && check_digits.iter().map(|byte| check::value(*byte)).eq([first, second])
}

/// Eight digits weighted 2 to 9; the check character makes the sum with weight 100 a multiple of 11.
fn is_rg(characters: &[u8]) -> bool {
    let Some((body, [last])) = characters.split_at_checked(8) else { return false };
    let check_value = match last {
        b'X' => 10,
        digit => check::value(*digit),
    };
    !check::uniform(body) && (check::weighted(body, &[2, 3, 4, 5, 6, 7, 8, 9]) + 100 * check_value).is_multiple_of(11)
}

/// A number of a state whose rule is not known.
fn is_other_rg(digits: &[u8]) -> bool {
    !digits.starts_with(b"0") && !check::uniform(digits)
}

/// The two letters of a state, and its number.
fn is_state_rg(characters: &[u8]) -> bool {
    const STATES: [&[u8; 2]; 27] = [
        b"AC", b"AL", b"AM", b"AP", b"BA", b"CE", b"DF", b"ES", b"GO", b"MA", b"MG", b"MS", b"MT", b"PA", b"PB", b"PE",
        b"PI", b"PR", b"RJ", b"RN", b"RO", b"RR", b"RS", b"SC", b"SE", b"SP", b"TO",
    ];
    let Some((state, number)) = characters.split_at_checked(2) else { return false };
    STATES.iter().any(|known| known.as_slice() == state) && is_other_rg(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpf() {
        for number in ["39053344705", "11144477735", "52998224725"] {
            assert!(is_cpf(number.as_bytes()), "{number}");
        }
        for number in ["39053344704", "39053344715", "11111111111", "00000000000", "3905334470"] {
            assert!(!is_cpf(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn cnpj() {
        // The last is the example of the Receita Federal for the form with letters.
        for number in ["16727230000197", "11222333000181", "12ABC34501DE35"] {
            assert!(is_cnpj(number.as_bytes()), "{number}");
        }
        for number in ["16727230000196", "00000000000000", "12ABC34501DE36", "12ABD34501DE35"] {
            assert!(!is_cnpj(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn rg() {
        for number in ["246781683", "123456782", "10000007X"] {
            let good = is_rg(number.as_bytes());
            let sum = check::weighted(&number.as_bytes()[..8], &[2, 3, 4, 5, 6, 7, 8, 9]);
            let wanted = (11 - sum % 11) % 11;
            let last = number.as_bytes()[8];
            assert_eq!(good, wanted == if last == b'X' { 10 } else { check::value(last) }, "{number}");
        }
        assert!(!is_rg(b"000000000"));
        assert!(!is_rg(b"12345678"));
    }
}
