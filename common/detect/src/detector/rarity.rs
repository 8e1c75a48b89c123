//! How much a text looks like English: by how rare its pairs of letters are.

/// What a pair of letters costs: minus the logarithm to base 2 of how often the second follows the first, in quarters.
/// Counted over the words of at least two plain letters of SCOWL, the Spell Checker Oriented Word Lists (American English,
/// size 60, edition of 2020), each once in small letters, with half a count added to each pair.
#[rustfmt::skip]
const COSTS: [[u8; 26]; 26] = [
    [40, 19, 16, 18, 31, 27, 20, 30, 19, 39, 25, 13, 18, 11, 39, 20, 39, 12, 16, 11, 22, 24, 26, 32, 23, 30],
    [11, 19, 33, 33, 11, 39, 45, 37, 13, 31, 47, 10, 33, 34, 12, 40, 52, 14, 19, 29, 14, 37, 39, 52, 25, 58],
    [11, 46, 23, 43, 13, 49, 47, 12, 15, 62, 14, 18, 44, 44, 10, 46, 36, 16, 25, 15, 17, 49, 62, 62, 25, 43],
    [15, 29, 31, 20, 7, 32, 22, 30, 9, 31, 43, 19, 28, 29, 15, 33, 46, 18, 15, 33, 18, 29, 28, 59, 24, 40],
    [18, 28, 19, 12, 21, 25, 25, 32, 26, 39, 34, 17, 21, 13, 28, 23, 33, 9, 10, 18, 31, 25, 27, 24, 27, 36],
    [14, 36, 39, 42, 12, 14, 41, 38, 10, 47, 45, 13, 40, 39, 12, 42, 56, 14, 23, 19, 13, 56, 43, 56, 22, 56],
    [12, 35, 47, 37, 9, 36, 17, 15, 13, 45, 41, 15, 27, 19, 16, 36, 49, 13, 17, 30, 16, 51, 34, 58, 23, 41],
    [10, 29, 37, 35, 8, 32, 42, 36, 10, 43, 40, 25, 26, 27, 10, 37, 46, 19, 22, 18, 17, 49, 29, 59, 20, 46],
    [18, 25, 15, 20, 15, 23, 20, 42, 39, 43, 31, 17, 20, 7, 15, 23, 35, 21, 14, 15, 32, 21, 44, 34, 49, 21],
    [8, 46, 46, 46, 10, 39, 46, 46, 14, 46, 39, 46, 46, 46, 9, 36, 46, 36, 36, 46, 8, 39, 39, 46, 46, 46],
    [15, 26, 35, 32, 7, 29, 35, 23, 9, 38, 29, 17, 28, 19, 20, 29, 54, 24, 12, 30, 23, 54, 26, 54, 20, 54],
    [12, 30, 29, 23, 9, 30, 31, 38, 10, 49, 28, 12, 28, 33, 14, 30, 49, 37, 19, 22, 19, 29, 39, 45, 14, 47],
    [9, 17, 31, 41, 9, 33, 48, 39, 10, 60, 50, 31, 18, 27, 12, 13, 46, 36, 19, 41, 18, 42, 41, 60, 27, 53],
    [16, 31, 16, 15, 12, 25, 8, 31, 15, 35, 24, 30, 33, 22, 19, 33, 34, 32, 13, 12, 25, 28, 35, 42, 30, 37],
    [22, 23, 19, 21, 27, 26, 20, 32, 23, 40, 25, 16, 17, 9, 18, 19, 39, 12, 17, 18, 14, 21, 20, 30, 28, 34],
    [12, 35, 37, 37, 10, 37, 41, 16, 13, 47, 39, 14, 34, 36, 13, 16, 60, 12, 18, 19, 18, 54, 37, 54, 27, 54],
    [31, 38, 45, 45, 45, 45, 45, 45, 29, 45, 45, 32, 45, 45, 38, 45, 45, 45, 38, 38, 0, 45, 38, 45, 45, 45],
    [11, 25, 22, 20, 9, 29, 24, 31, 11, 40, 25, 25, 21, 22, 13, 26, 41, 21, 14, 18, 20, 28, 33, 49, 22, 44],
    [17, 32, 17, 35, 12, 32, 36, 15, 14, 44, 24, 20, 21, 24, 18, 17, 29, 36, 13, 8, 18, 39, 25, 63, 26, 50],
    [14, 33, 25, 40, 9, 32, 39, 16, 9, 48, 45, 22, 31, 32, 15, 36, 63, 14, 15, 19, 19, 45, 29, 58, 21, 33],
    [19, 19, 18, 20, 19, 25, 21, 39, 19, 40, 32, 13, 16, 11, 27, 19, 46, 12, 11, 14, 43, 33, 45, 33, 38, 31],
    [11, 48, 45, 39, 4, 48, 45, 43, 9, 48, 54, 36, 54, 45, 15, 43, 54, 36, 33, 40, 25, 34, 54, 54, 30, 54],
    [9, 26, 34, 24, 10, 31, 35, 16, 10, 54, 28, 21, 31, 17, 12, 30, 54, 19, 17, 30, 33, 47, 36, 54, 30, 39],
    [16, 37, 14, 46, 10, 37, 37, 20, 10, 46, 46, 31, 35, 37, 19, 10, 37, 37, 35, 11, 20, 26, 31, 22, 22, 40],
    [14, 21, 17, 21, 13, 27, 23, 27, 13, 36, 31, 17, 16, 16, 18, 15, 45, 18, 11, 20, 24, 37, 22, 31, 40, 29],
    [12, 34, 40, 38, 5, 49, 43, 28, 9, 49, 36, 20, 32, 33, 17, 34, 43, 38, 36, 34, 26, 34, 34, 49, 23, 15],
];

/// Below this mean cost, in quarters of a bit, a text is English. Of names made of three words one in a thousand is above;
/// random letters and digits are mostly at 28, and one in a hundred texts of 16 is below.
const ENGLISH: u32 = 19;
/// Fewer pairs say nothing.
const LEAST_PAIRS: u32 = 3;

/// The number of pairs of neighbouring letters, and what they cost together.
fn cost(text: &[u8]) -> (u32, u32) {
    let letter = |byte: u8| byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_lowercase() - b'a'));
    text.windows(2).fold((0, 0), |(pairs, sum), pair| match (letter(pair[0]), letter(pair[1])) {
        (Some(first), Some(second)) => (pairs + 1, sum + u32::from(COSTS[first][second])),
        _ => (pairs, sum),
    })
}

/// Whether the letters of the text are put together as in English words, in names such as `user_profile` and
/// `getUserProfile` too.
pub(crate) fn is_wordlike(text: &[u8]) -> bool {
    let (pairs, sum) = cost(text);
    pairs >= LEAST_PAIRS && sum < ENGLISH * pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_noise() {
        for text in [
            "user_profile_settings_page",
            "getUserProfileSettings",
            "process.env.API_KEY",
            "kubernetes_cluster_name",
            "postgresql_url",
            "password",
        ] {
            assert!(is_wordlike(text.as_bytes()), "{text}");
        }
        for text in ["zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "kXmQzWvTbRpLsNcHgDfJ", "9f86d081884c7d659a2feaa0", "a1b2", ""] {
            assert!(!is_wordlike(text.as_bytes()), "{text}");
        }
    }
}
