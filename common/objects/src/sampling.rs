//! Which objects a job with a sampling percentage takes.

/// Whether the object `key` belongs to the sample. Depends on nothing but the arguments: every attempt, worker and restart
/// comes to the same answer, and a key chosen at one percentage is chosen at every higher one.
///
/// `percentage` is 0 (none) to 100 (all); more counts as 100.
///
/// ```
/// use magpie_objects::sampling::chosen;
/// assert!(chosen(7, "any", 100));
/// assert!(!chosen(7, "any", 0));
/// ```
pub fn chosen(seed: u64, key: &str, percentage: u32) -> bool {
    // The high half of hash * 100 is uniform over 0..100 (Lemire's reduction), without the bias of a remainder.
    let slot = (u128::from(hash(seed, key.as_bytes())) * 100) >> 64;
    slot < u128::from(percentage)
}

/// A seeded hash that never changes: stored runs depend on it. Each eight bytes go through the finaliser of SplitMix64
/// (Steele, Lea and Flood, 2014).
fn hash(seed: u64, bytes: &[u8]) -> u64 {
    let mut state = mix(seed);
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        state = mix(state ^ u64::from_le_bytes(word));
    }
    mix(state ^ bytes.len() as u64)
}

fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn share_is_near_the_percentage() {
        for percentage in [1, 10, 50, 93] {
            let taken = (0..100_000).filter(|n| chosen(42, &format!("logs/2024/{n:08}.gz"), percentage)).count();
            let expected = percentage as usize * 1_000;
            assert!(taken.abs_diff(expected) < 600, "{percentage} percent took {taken}");
        }
    }

    #[test]
    fn higher_percentage_contains_lower() {
        for n in 0..2_000 {
            let key = format!("k{n}");
            let first = (0..=100).find(|&percentage| chosen(9, &key, percentage)).unwrap_or(101);
            assert!((1..=100).contains(&first));
            assert!((first..=100).all(|percentage| chosen(9, &key, percentage)));
        }
    }

    #[test]
    fn seeds_choose_differently() {
        let differing = (0..1_000).filter(|n| chosen(1, &n.to_string(), 50) != chosen(2, &n.to_string(), 50)).count();
        assert!((400..600).contains(&differing), "{differing}");
    }

    #[test]
    fn never_changes() {
        let picked: Vec<u32> = (0..20).filter(|n| chosen(1, &format!("key-{n}"), 30)).collect();
        assert_eq!(picked, PICKED);
    }

    /// Computed once; a change here changes what running jobs scan.
    const PICKED: &[u32] = &[8, 10, 12, 16, 19];
}
