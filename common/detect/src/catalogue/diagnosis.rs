//! Diagnosis codes.

use super::{Identifier, PERSONAL, Rank};
use crate::detector::shaped;

pub(super) const ROWS: &[Identifier] = &[
    // National Center for Health Statistics, ICD-10-CM, tabular list of April 2026: a letter, a digit, and a digit or letter
    // make a category; up to four characters follow a point, which claims leave out. Without them only those categories are
    // codes that have no divisions.
    Identifier {
        id: "ICD10_CODE",
        name: "ICD-10-CM diagnosis code",
        countries: &["US"],
        keywords: &[
            "icd",
            "icd 10",
            "icd-10-cm",
            "icd10cm",
            "icd code",
            "icd 10 code",
            "diagnosis",
            "diagnosis code",
            "diagnoses",
            "dx",
            "dx code",
            "dx1",
            "principal dx",
            "admitting dx",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(
            &["A#*", "A#*.*", "A#*.**", "A#*.***", "A#*.****", "A#**", "A#***", "A#****", "A#*****"],
            is_diagnosis,
        )],
        ..PERSONAL
    },
];

/// For each letter, the categories of two digits in the tabular list: first and last of each unbroken range.
#[rustfmt::skip]
const CATEGORIES: [&[(u8, u8)]; 26] = [
    &[(0, 9), (15, 15), (17, 28), (30, 44), (46, 46), (48, 60), (63, 71), (74, 75), (77, 96), (98, 99)], // A
    &[(0, 10), (15, 20), (25, 27), (30, 30), (33, 60), (64, 83), (85, 92), (94, 97), (99, 99)], // B
    &[(0, 26), (30, 34), (37, 41), (43, 58), (60, 86), (88, 88), (90, 96)], // C
    &[(0, 7), (9, 53), (55, 78), (80, 84), (86, 86), (89, 89)], // D
    &[(0, 11), (13, 13), (15, 16), (20, 32), (34, 36), (40, 46), (50, 56), (58, 61), (63, 68), (70, 80), (83, 89)], // E
    &[(1, 7), (9, 25), (28, 34), (39, 45), (48, 48), (50, 55), (59, 60), (63, 66), (68, 73), (78, 82), (84, 84), (88, 91), (93, 95), (98, 99)], // F
    &[(0, 14), (20, 21), (23, 26), (30, 32), (35, 37), (40, 40), (43, 47), (50, 65), (70, 73), (80, 83), (89, 99)], // G
    &[(0, 2), (4, 5), (10, 11), (15, 18), (20, 22), (25, 28), (30, 36), (40, 40), (42, 44), (46, 47), (49, 55), (57, 57), (59, 62), (65, 75), (80, 83), (90, 95)], // H
    &[(0, 2), (5, 13), (15, 16), (20, 28), (30, 52), (60, 63), (65, 83), (85, 89), (95, 97), (99, 99)], // I
    &[(0, 6), (9, 18), (20, 22), (30, 45), (47, 47), (60, 70), (80, 82), (84, 86), (90, 96), (98, 99)], // J
    &[(0, 6), (8, 9), (11, 14), (20, 23), (25, 31), (35, 38), (40, 46), (50, 52), (55, 68), (70, 77), (80, 83), (85, 87), (90, 92), (94, 95)], // K
    &[(0, 5), (8, 8), (10, 14), (20, 30), (40, 45), (49, 60), (62, 68), (70, 76), (80, 95), (97, 99)], // L
    &[(0, 2), (4, 8), (10, 27), (30, 36), (40, 43), (45, 51), (53, 54), (60, 63), (65, 67), (70, 72), (75, 77), (79, 81), (83, 97), (99, 99)], // M
    &[(0, 8), (10, 23), (25, 37), (39, 53), (60, 65), (70, 77), (80, 99)], // N
    &[(0, 4), (7, 16), (20, 26), (28, 36), (40, 48), (60, 77), (80, 80), (82, 82), (85, 92), (94, 94), (98, 99)], // O
    &[(0, 5), (7, 15), (19, 19), (22, 29), (35, 39), (50, 61), (70, 72), (74, 74), (76, 78), (80, 81), (83, 84), (90, 96)], // P
    &[(0, 7), (10, 18), (20, 28), (30, 45), (50, 56), (60, 87), (89, 93), (95, 99)], // Q
    &[(0, 1), (3, 7), (9, 23), (25, 27), (29, 37), (39, 65), (68, 71), (73, 94), (97, 97), (99, 99)], // R
    &[(0, 17), (19, 99)], // S
    &[(7, 7), (14, 28), (30, 34), (36, 71), (73, 76), (78, 88)], // T
    &[(7, 7), (9, 9)], // U
    &[(0, 6), (9, 99)], // V
    &[(0, 1), (3, 40), (42, 42), (44, 46), (49, 62), (64, 65), (67, 67), (69, 69), (73, 74), (85, 86), (88, 90), (92, 94), (99, 99)], // W
    &[(0, 6), (8, 8), (10, 19), (30, 32), (34, 39), (50, 50), (52, 52), (58, 58), (71, 83), (92, 99)], // X
    &[(0, 4), (7, 9), (21, 33), (35, 38), (62, 66), (69, 84), (90, 90), (92, 93), (95, 95), (99, 99)], // Y
    &[(0, 5), (8, 9), (11, 23), (28, 34), (36, 49), (51, 53), (55, 60), (62, 99)], // Z
];

/// Categories whose last character is a letter.
const LETTERED: [&[u8; 3]; 10] = [b"C4A", b"C7A", b"C7B", b"D3A", b"I1A", b"I5A", b"J4A", b"M1A", b"O9A", b"Z3A"];

/// Categories that are codes by themselves, sorted. (I32 is missing: in programs it is a kind of number.)
#[rustfmt::skip]
const UNDIVIDED: [&[u8; 3]; 213] = [
    b"A09", b"A33", b"A34", b"A35", b"A46", b"A55", b"A57", b"A58", b"A64", b"A65", b"A70", b"A78", b"A86", b"A89",
    b"A90", b"A91", b"A94", b"A99", b"B03", b"B04", b"B09", b"B20", b"B49", b"B54", b"B59", b"B64", b"B72", b"B75",
    b"B79", b"B80", b"B86", b"B89", b"B91", b"B92", b"C01", b"C07", b"C12", b"C19", b"C20", b"C23", b"C33", b"C37",
    b"C52", b"C55", b"C58", b"C61", b"C73", b"D34", b"D45", b"D62", b"D65", b"D66", b"D67", b"D77", b"E02", b"E15",
    b"E35", b"E40", b"E41", b"E42", b"E43", b"E45", b"E46", b"E52", b"E54", b"E58", b"E59", b"E60", b"E65", b"E68",
    b"F04", b"F05", b"F09", b"F21", b"F22", b"F23", b"F24", b"F28", b"F29", b"F39", b"F54", b"F59", b"F66", b"F69",
    b"F70", b"F71", b"F72", b"F73", b"F79", b"F82", b"F88", b"F89", b"F99", b"G01", b"G02", b"G07", b"G08", b"G09",
    b"G10", b"G14", b"G26", b"G53", b"G55", b"G59", b"G63", b"G64", b"G94", b"H22", b"H28", b"H32", b"H42", b"I00",
    b"I10", b"I38", b"I39", b"I41", b"I43", b"I52", b"I5A", b"I76", b"I81", b"I96", b"J00", b"J13", b"J14", b"J17",
    b"J22", b"J36", b"J40", b"J42", b"J60", b"J61", b"J64", b"J65", b"J80", b"J90", b"J99", b"K23", b"K30", b"K36",
    b"K37", b"K67", b"K77", b"K87", b"L00", b"L14", b"L22", b"L26", b"L42", b"L45", b"L52", b"L54", b"L62", b"L80",
    b"L83", b"L84", b"L86", b"L88", b"L99", b"N08", b"N10", b"N12", b"N16", b"N19", b"N22", b"N23", b"N29", b"N33",
    b"N37", b"N51", b"N62", b"N72", b"N74", b"N86", b"N96", b"O68", b"O76", b"O80", b"O82", b"O85", b"O94", b"P53",
    b"P60", b"P84", b"P90", b"P95", b"Q02", b"R12", b"R17", b"R21", b"R32", b"R34", b"R37", b"R42", b"R52", b"R54",
    b"R55", b"R58", b"R61", b"R64", b"R69", b"R75", b"R81", b"R99", b"Y09", b"Y66", b"Y69", b"Y95", b"Z08", b"Z09",
    b"Z21", b"Z23", b"Z66",
];

/// A category of the tabular list and at most four characters of the kinds that stand in their places.
fn is_diagnosis(characters: &[u8]) -> bool {
    let Some((category, rest)) = characters.split_at_checked(3) else { return false };
    let kinds = rest.iter().enumerate().all(|(place, byte)| match place {
        0 => true,
        1 => matches!(byte, b'0'..=b'9' | b'A'..=b'H' | b'X'..=b'Z'),
        // `S06.9XAA`
        2 => matches!(byte, b'0'..=b'9' | b'A' | b'X'),
        _ => !matches!(byte, b'I' | b'L' | b'O' | b'T'..=b'Z'),
    });
    if rest.is_empty() {
        return UNDIVIDED.binary_search_by(|known| known.as_slice().cmp(category)).is_ok();
    }
    kinds && is_category(category)
}

fn is_category(category: &[u8]) -> bool {
    let [letter, tens, ones] = category else { return false };
    if !ones.is_ascii_digit() {
        return LETTERED.iter().any(|known| known.as_slice() == category);
    }
    let number = tens.wrapping_sub(b'0').wrapping_mul(10).wrapping_add(ones.wrapping_sub(b'0'));
    let ranges = CATEGORIES.get(usize::from(letter.wrapping_sub(b'A'))).copied().unwrap_or_default();
    tens.is_ascii_digit() && ranges.iter().any(|(first, last)| (*first..=*last).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagnoses() {
        for code in ["E1165", "I10", "S72001A", "M1A00X0", "Z3A28", "U071", "J449", "C7A00", "W6162XD"] {
            assert!(is_diagnosis(code.as_bytes()), "{code}");
        }
        // No category of the list: B12 is a vitamin, T12 a vertebra.
        for code in ["B12", "T12", "E11", "F32", "I32", "U42", "A12", "E14", "C4B", "S72001O", "I10O1O", "E1", ""] {
            assert!(!is_diagnosis(code.as_bytes()), "{code}");
        }
    }
}
