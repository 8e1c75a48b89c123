//! Names that lead out of a folder, or are no text; files that are encrypted.

use crate::common::{tar_of, zip_of};
use crate::measure::{run, sample};
use magpie_extract::{Limits, Reason, Status};

/// Replaces each `find` in the archive by something of the same length.
fn replaced(mut bytes: Vec<u8>, find: &[u8], by: &[u8]) -> Vec<u8> {
    assert_eq!(find.len(), by.len());
    let places: Vec<usize> = memchr::memmem::find_iter(&bytes, find).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + by.len()].copy_from_slice(by);
    }
    bytes
}

#[test]
fn names_are_told_and_never_followed() {
    for (name, shown) in [
        (&b"../../../etc/passwd"[..], "../../../etc/passwd"),
        (b"/absolute/file.name", "/absolute/file.name"),
        (b"a\0b-with-a-nul.text", "a\0b-with-a-nul.text"),
        // What is no UTF-8 is code page 437.
        (b"not utf-8: \xFF\xFE\x80\xC3(", "not utf-8: \u{a0}■Ç├("),
        (b"an!exclamation!mark", "an!exclamation!mark"),
        (b"line\nfeed\rand\x1b[31m", "line\nfeed\rand\x1b[31m"),
    ] {
        let placeholder = b"placeholder-of-name".as_slice();
        let placeholder = &placeholder[..name.len().min(placeholder.len())];
        let name = &name[..placeholder.len()];
        let plain = std::str::from_utf8(placeholder).unwrap();
        let zip = replaced(zip_of(&[(plain, b"content\n")]), placeholder, name);
        let done = run(&zip, "x.zip", &Limits::default());
        done.ended(Status::Complete, None);
        let told = done.paths()[0].to_owned();
        assert!(shown.starts_with(&told) || told.starts_with(shown), "{told:?} for {shown:?}");
        // A NUL ends a name in these, and a changed name needs a new checksum in a tar.
        for bytes in [sample("newc.cpio"), sample("odc.cpio"), sample("gnu.ar")] {
            let done = run(&replaced(bytes, b"notes.txt", &name[..9]), "x", &Limits::default());
            assert!(done.paths().len() >= 2, "{shown:?}");
        }
    }
    let long = "x".repeat(60_000);
    let done = run(&zip_of(&[(&long, b"content\n")]), "x.zip", &Limits::default());
    assert_eq!(done.paths()[0].len(), 4096);
    let done = run(&tar_of(&[(&long, b"content\n")]), "x.tar", &Limits::default());
    assert_eq!(done.paths()[0].len(), 4096);
}

#[test]
fn encrypted_files_are_skipped_with_a_reason() {
    let mut encrypted = zip_of(&[("secret.csv", b"name,code\nAnn,17\n"), ("open.txt", b"open\n")]);
    let directory = memchr::memmem::find(&encrypted, b"PK\x01\x02").unwrap();
    encrypted[6] |= 1;
    encrypted[directory + 8] |= 1;
    let done = run(&encrypted, "x.zip", &Limits::default());
    done.ended(Status::Partial, Some(Reason::ArchiveContainsUnprocessedFiles));
    assert_eq!(done.members()[0].status, Status::Skipped);
    assert!(done.members()[0].detail.as_ref().unwrap().contains("encrypted"));
    let done = run(&sample("encrypted.7z"), "x.7z", &Limits::default());
    done.ended(Status::Skipped, Some(Reason::ArchiveContainsUnprocessedFiles));
    assert!(done.members()[0].detail.as_ref().unwrap().contains("encrypted"));
    let done = run(&sample("header-encrypted.7z"), "x.7z", &Limits::default());
    done.ended(Status::Skipped, Some(Reason::UnsupportedFileType));
}
