//! Any number of files, in all formats by turns.

use crate::archives;
use crate::random::Random;
use crate::truth::{File, Planted, Status, Truth};
use crate::{structured, text};

/// The first bytes of a PNG picture, and some more: a format that is recognised and not supported.
const PICTURE: &[u8] =
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89";

/// `count` files with keys in several folders, the same for the same seed. All formats come by turns, so that 14 files or
/// more have them all.
pub fn files(seed: u64, count: usize) -> Vec<File> {
    (0..count)
        .map(|number| {
            let mut random = Random::new(seed ^ (number as u64).wrapping_mul(0x2545_f491_4f6c_dd1d));
            file(&mut random, number)
        })
        .collect()
}

fn file(random: &mut Random, number: usize) -> File {
    let folder = random.pick(&["hr", "finance/2026", "logs", "exports/daily", "shared documents"]);
    let named = |extension: &str| format!("{folder}/{number:06}.{extension}");
    match number % 14 {
        0 => plain(named("txt"), text::letter(random, 6)),
        1 => plain(named("csv"), {
            let rows = random.between(1, 40);
            structured::table(random, ',', rows)
        }),
        2 => plain(named("jsonl"), {
            let records = random.between(1, 40);
            structured::json_lines(random, records)
        }),
        3 => plain(named("json"), {
            let customers = random.between(1, 20);
            structured::json(random, customers)
        }),
        4 => plain(named("log"), {
            let lines = random.between(5, 200);
            text::log(random, lines)
        }),
        5 => plain(named("tsv"), {
            let rows = random.between(1, 20);
            structured::table(random, '\t', rows)
        }),
        6 => {
            let (text, planted) = text::letter(random, 4);
            File { key: named("txt"), bytes: text::utf16(&text), truth: Truth { planted, ..Truth::default() } }
        }
        7 => nested(named("csv.gz"), vec![inner(random, number)], |files| archives::gzip(&files[0].0, &files[0].1)),
        8 => nested(named("zip"), (0..4).map(|at| inner(random, at)).collect(), archives::zip),
        9 => nested(named("tar"), (0..4).map(|at| inner(random, at)).collect(), archives::tar),
        10 => deep(random, named("zip")),
        11 => File {
            key: named("png"),
            bytes: PICTURE.to_vec(),
            truth: Truth { status: Status::Unsupported, ..Truth::default() },
        },
        12 => plain(named("md"), (text::harmless(random), Vec::new())),
        _ => plain(named("txt"), (String::new(), Vec::new())),
    }
}

fn plain(key: String, (text, planted): (String, Vec<Planted>)) -> File {
    File { key, bytes: text.into_bytes(), truth: Truth { planted, ..Truth::default() } }
}

/// A file to be put into another.
fn inner(random: &mut Random, number: usize) -> (String, Vec<u8>, Vec<Planted>) {
    let (path, (text, planted)) = match number % 4 {
        0 => (format!("table-{number}.csv"), structured::table(random, ',', 5)),
        1 => (format!("notes/letter-{number}.txt"), text::letter(random, 3)),
        2 => (format!("records-{number}.jsonl"), structured::json_lines(random, 6)),
        _ => (format!("notes/empty of interest {number}.txt"), (text::harmless(random), Vec::new())),
    };
    (path, text.into_bytes(), planted)
}

/// Files in one archive.
fn nested(
    key: String,
    files: Vec<(String, Vec<u8>, Vec<Planted>)>,
    pack: impl FnOnce(&[(String, Vec<u8>)]) -> std::io::Result<Vec<u8>>,
) -> File {
    let mut truth = Truth::default();
    let mut packed = Vec::new();
    for (path, content, planted) in files {
        truth.members.push(path.clone());
        truth.planted.extend(planted.into_iter().map(|planted| Planted { member: Some(path.clone()), ..planted }));
        packed.push((path, content));
    }
    File { key, bytes: in_memory(pack(&packed)), truth }
}

/// A zip file that holds a gzipped tar file that holds files: three levels.
fn deep(random: &mut Random, key: String) -> File {
    let files: Vec<_> = (0..3).map(|at| inner(random, at)).collect();
    let packed: Vec<(String, Vec<u8>)> =
        files.iter().map(|(path, content, _)| (path.clone(), content.clone())).collect();
    let tar = in_memory(archives::tar(&packed));
    let gz = in_memory(archives::gzip("backup.tar", &tar));
    let bytes = in_memory(archives::zip(&[("old/backup.tar.gz".to_owned(), gz)]));
    let outer = ["old/backup.tar.gz", "old/backup.tar.gz!backup.tar"];
    let mut truth = Truth { members: outer.map(str::to_owned).to_vec(), ..Truth::default() };
    for (path, _, planted) in files {
        let path = format!("{}!{path}", outer[1]);
        truth.planted.extend(planted.into_iter().map(|planted| Planted { member: Some(path.clone()), ..planted }));
        truth.members.push(path);
    }
    File { key, bytes, truth }
}

/// Writers into memory do not fail; if one ever did, the empty file would fail the test that uses it.
fn in_memory(written: std::io::Result<Vec<u8>>) -> Vec<u8> {
    written.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn planted_values_are_where_the_truth_says() {
        for file in files(1, 140) {
            let Ok(text) = std::str::from_utf8(&file.bytes) else {
                continue;
            };
            for planted in &file.truth.planted {
                if let (crate::Place::Line { line, column }, None) = (&planted.place, &planted.member) {
                    let line = text.lines().nth(usize::try_from(*line).unwrap() - 1).unwrap();
                    let rest: String = line.chars().skip(usize::try_from(*column).unwrap() - 1).collect();
                    assert!(rest.starts_with(&planted.value), "{}", file.key);
                }
            }
        }
    }

    #[test]
    fn no_file_is_empty_by_accident_and_keys_are_unique() {
        let files = files(2, 280);
        let keys: std::collections::BTreeSet<_> = files.iter().map(|file| &file.key).collect();
        assert_eq!(keys.len(), files.len());
        assert_eq!(files.iter().filter(|file| file.bytes.is_empty()).count(), 20);
    }
}
