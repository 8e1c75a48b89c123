//! What holds for all rows together.

#![allow(clippy::unwrap_used)]

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::detector::{Pictures, picture};

/// A small generator of pseudo-random numbers (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn pick(&mut self, bytes: &[u8]) -> u8 {
        bytes[self.next() as usize % bytes.len()]
    }
}

const DIGITS: &[u8] = b"0123456789";
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SIGNS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// The ends of what checks tell apart, and bytes that no check expects.
const ODD: &[u8] = b"\x00 \t\n!/09:;@AZ[`az{~\x7f\x80\xc2\xa0\xe9\xff+-_=.";

/// A value that a picture may hand to its check.
fn fill(picture: &str, random: &mut Random) -> Vec<u8> {
    let sign = |sign: u8| match sign {
        b'#' => Some(random.pick(DIGITS)),
        b'A' => Some(random.pick(LETTERS)),
        b'*' => Some(random.pick(SIGNS)),
        b'X' => Some(random.pick(b"0123456789X")),
        sign => sign.is_ascii_alphanumeric().then_some(sign.to_ascii_uppercase()),
    };
    picture.bytes().filter_map(sign).collect()
}

/// Bytes of all lengths up to twice the longest value, and some far beyond.
fn bytes(random: &mut Random) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for length in (0..2 * picture::VALUE_LIMIT).chain([255, 256, 1000, 70_000]) {
        all.extend(ODD.iter().map(|byte| vec![*byte; length]));
        for _ in 0..4 {
            for set in [DIGITS, LETTERS, SIGNS, ODD] {
                all.push((0..length).map(|_| random.pick(set)).collect());
            }
            all.push((0..length).map(|_| random.next() as u8).collect());
        }
    }
    all
}

/// A value with a byte that does not belong there, one more or fewer, or the halves of it alone.
fn mutations(value: &[u8], random: &mut Random) -> Vec<Vec<u8>> {
    let mut all = vec![value.to_vec(), value.repeat(2)];
    for place in 0..value.len() {
        let mut changed = value.to_vec();
        changed[place] = random.pick(ODD);
        all.push(changed);
        let mut longer = value.to_vec();
        longer.insert(place, random.pick(ODD));
        all.push(longer);
        all.push(value[..place].to_vec());
        all.push(value[place..].to_vec());
    }
    all
}

#[test]
fn every_check_survives_any_bytes() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let bytes = bytes(&mut random);
    let mut checks = 0;
    let mut failures = Vec::new();
    for row in all() {
        let mut survives = |check: fn(&[u8]) -> bool, value: &[u8]| {
            if catch_unwind(AssertUnwindSafe(|| check(value))).is_err() {
                failures.push(format!("{} with {:?}", row.id, &value[..value.len().min(80)]));
            }
        };
        for detector in row.detectors {
            match detector {
                Detector::Pictures(Pictures { pictures, check, .. }) => {
                    checks += 1;
                    bytes.iter().for_each(|value| survives(*check, value));
                    for picture in *pictures {
                        for _ in 0..20 {
                            let value = fill(picture, &mut random);
                            mutations(&value, &mut random).iter().for_each(|value| survives(*check, value));
                        }
                    }
                }
                Detector::Tokens(tokens) => {
                    for check in tokens.iter().filter_map(|token| token.check) {
                        checks += 1;
                        bytes.iter().for_each(|value| survives(check, value));
                    }
                }
                _ => {}
            }
        }
    }
    failures.dedup_by_key(|failure| failure.split(' ').next().unwrap().to_owned());
    assert!(failures.is_empty(), "{} checks panic:\n{}", failures.len(), failures.join("\n"));
    assert!(checks > 350, "{checks}");
}
