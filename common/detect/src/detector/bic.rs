//! Business identifier codes: ISO 9362, as SWIFT registers them.

use super::boundary::{at, back, begins, ends};

/// Longest code with its boundaries.
pub(crate) const LONGEST: usize = 11 + 4;

/// The countries of ISO 3166-1 alpha-2, and XK, which banks of Kosovo use.
const COUNTRIES: &[u8] = b"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCI\
CKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIO\
IQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONP\
NRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUA\
UGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

/// Words of eight or eleven capitals that stand near codes in letters, forms and statements of banks, and have a country's
/// letters where codes have them. Sorted.
const WORDS: [&[u8]; 39] = [
    b"AGRICOLE",
    b"ANWEISUNGEN",
    b"BANCAIRE",
    b"BANCARIA",
    b"BANCARIE",
    b"BANCARIO",
    b"BARCLAYS",
    b"BENEFICIARY",
    b"BETRAGEN",
    b"BUSINESS",
    b"CHECKING",
    b"COMMERZBANK",
    b"COMPROBANTE",
    b"CREDITOR",
    b"CUSTOMER",
    b"DELIVERY",
    b"DEUTSCHE",
    b"DOCUMENT",
    b"DOMICILE",
    b"EMPRESAS",
    b"FINANCES",
    b"INSTITUTION",
    b"INTEREST",
    b"MEDICINE",
    b"NUMBERED",
    b"OVERSEAS",
    b"OVERVIEW",
    b"PAIEMENT",
    b"POSTBANK",
    b"PROVIDER",
    b"RECHNUNG",
    b"REMITTER",
    b"REQUIRED",
    b"SOCIETES",
    b"SUCURSAL",
    b"TELEFONO",
    b"TRANSACTION",
    b"UNDERSIGNED",
    b"VIREMENT",
];

/// The end of the code that begins at `start`: four letters of the institution, two of its country, two signs of the place,
/// three of the branch or none.
///
/// Codes are written in capitals; in small letters every word of eight could be one, so that those need a digit.
pub(crate) fn find(text: &[u8], start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let length = rest.iter().take(12).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if !matches!(length, 8 | 11) {
        return None;
    }
    let code = &rest[..length];
    let (head, tail) = code.split_at(6);
    let small = code.iter().any(u8::is_ascii_lowercase);
    let capital = code.iter().any(u8::is_ascii_uppercase);
    let digit = tail.iter().any(u8::is_ascii_digit);
    let letters = head.iter().all(u8::is_ascii_alphabetic);
    let country = [head[4].to_ascii_uppercase(), head[5].to_ascii_uppercase()];
    let known = COUNTRIES.chunks_exact(2).any(|pair| pair == country);
    // A zero in the eighth place is a code for tests.
    let real = at(tail, 1) != b'0';
    let written = !(small && (capital || !digit));
    // Words of a constant's name are no codes: `NS_SWIFT_UNAVAILABLE`.
    let named = back(text, start, 1) == b'_' && capital;
    let word = WORDS.binary_search_by(|word| (*word).cmp(code)).is_ok();
    let bounded = !named && !word && begins(text, start) && ends(text, start + length);
    (letters && known && real && written && bounded).then_some(start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries() {
        assert_eq!(COUNTRIES.len(), 250 * 2);
        assert!(COUNTRIES.chunks_exact(2).is_sorted());
    }

    #[test]
    fn codes() {
        for text in ["DEUTDEFF", "DEUTDEFF500", "CHASUS33", "bofaus3n", "NEDSZAJJXXX"] {
            assert_eq!(find(text.as_bytes(), 0), Some(text.len()), "{text}");
        }
        for word in WORDS {
            let country = &word[4..6];
            assert!(COUNTRIES.chunks_exact(2).any(|pair| pair == country), "{word:?} needs no entry");
            assert_eq!(find(word, 0), None);
        }
        assert!(WORDS.is_sorted());
        for text in
            ["deutdeff", "Business", "DEUTXXFF", "DEUTDEFF5", "DEUTDEFF5000", "DE1TDEFF", "DEUTDEF0", "DEUTDEFFa", ""]
        {
            assert_eq!(find(text.as_bytes(), 0), None, "{text}");
        }
    }
}
