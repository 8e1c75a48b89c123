//! Tar archives: old (version 7), ustar, GNU and pax.
//!
//! Regular files are members; directories, links and devices have no content. Of a sparse file the stored parts are
//! analysed, without the holes between them.

use crate::input::{Input, Section};
use crate::name;
use crate::outcome::Reason;
use crate::sniff::Sniffed;
use crate::walk::{Analysis, Charge, File, Member, Tally, Walk};
use std::io::{self, Read, Seek, SeekFrom};
use tar::{Header, PaxExtensions};

const BLOCK: usize = 512;

/// Largest header (long name or pax record) that is read; a larger one is passed over. Own limit.
const MOST_HEADER_BYTES: u64 = 1024 * 1024;

/// Whether the checksum of a header block is right. Some writers add signed bytes.
pub(crate) fn has_right_checksum(header: &[u8]) -> bool {
    if header.len() != BLOCK {
        return false;
    }
    let field = header[148..156].trim_ascii();
    let field = field.split(|&byte| byte == 0).next().unwrap_or_default().trim_ascii();
    let Some(stored) = std::str::from_utf8(field).ok().and_then(|text| i64::from_str_radix(text, 8).ok()) else {
        return false;
    };
    let rest = || header[..148].iter().chain(&header[156..]);
    let unsigned: i64 = rest().map(|&byte| i64::from(byte)).sum::<i64>() + 8 * 32;
    let signed: i64 = rest().map(|&byte| i64::from(byte as i8)).sum::<i64>() + 8 * 32;
    stored == unsigned || stored == signed
}

/// What extension headers say of the next file.
#[derive(Default)]
struct Extension {
    path: Option<Vec<u8>>,
    size: Option<u64>,
    modified: Option<i64>,
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    let mut tally = Tally::default();
    if let Err(error) = members(walk, input, &mut tally) {
        tally.failed(walk, error);
    }
    tally.finish(&sniffed.mime_type)
}

fn members(walk: &mut Walk<'_>, input: &mut Input<'_>, tally: &mut Tally) -> io::Result<()> {
    let mut extension = Extension::default();
    while let Some(block) = next_block(input)? {
        if block.iter().all(|&byte| byte == 0) {
            // The end; but archives may be joined, so reading goes on.
            continue;
        }
        if !has_right_checksum(&block) {
            tally.fault(Reason::MalformedFile, "the archive is corrupt: the checksum of a header does not match");
            return Ok(());
        }
        let header = Header::from_byte_slice(&block);
        let kind = header.entry_type();
        let Ok(stored) = header.entry_size() else {
            tally.fault(Reason::MalformedFile, "the archive is corrupt: a header has no valid size");
            return Ok(());
        };
        if kind.is_gnu_longname()
            || kind.is_gnu_longlink()
            || kind.is_pax_local_extensions()
            || kind.is_pax_global_extensions()
        {
            let record = read_record(input, stored)?;
            if kind.is_gnu_longname() {
                extension.path = Some(record.split(|&byte| byte == 0).next().unwrap_or_default().to_vec());
            } else if kind.is_pax_local_extensions() {
                read_pax(&record, &mut extension);
            }
            continue;
        }
        let Extension { path, size, modified } = std::mem::take(&mut extension);
        let size = size.unwrap_or(stored);
        if kind.is_gnu_sparse() && header.as_gnu().is_some_and(tar::GnuHeader::is_extended) {
            pass_sparse_map(input)?;
        }
        let path = path.unwrap_or_else(|| header.path_bytes().into_owned());
        let no_content = kind.is_dir()
            || kind.is_symlink()
            || kind.is_hard_link()
            || kind.is_character_special()
            || kind.is_block_special()
            || kind.is_fifo()
            || path.ends_with(b"/");
        if no_content {
            pass(input, padded(size))?;
            continue;
        }
        let path = String::from_utf8_lossy(&path).into_owned();
        let member = Member {
            path: name::shorten(path, walk.limits.member_name_bytes),
            size: Some(size),
            last_modified_unix: modified
                .or_else(|| header.mtime().ok().and_then(|seconds| i64::try_from(seconds).ok())),
        };
        let (analysis, left) = stored_member(walk, input, &member, size)?;
        if tally.add(&analysis).is_break() {
            return Ok(());
        }
        pass(input, padded(size) - size + left)?;
    }
    Ok(())
}

/// Analyses a member whose bytes come next as they are. Returns how many of them are still to be passed over.
pub(super) fn stored_member(
    walk: &mut Walk<'_>,
    input: &mut Input<'_>,
    member: &Member,
    size: u64,
) -> io::Result<(Analysis, u64)> {
    let file = File { name: &member.path, size: Some(size), charge: Charge::Declared(size) };
    if let Input::Window(reader) = input
        && reader.len() - reader.position() >= size
    {
        let start = reader.position();
        let analysis = walk.member(member, |walk| walk.file(Input::Window(reader.window(start, size)), &file));
        reader.seek(SeekFrom::Start(start + size))?;
        return Ok((analysis, 0));
    }
    let mut section = Section::new(input, size);
    let analysis = walk.member(member, |walk| walk.file(Input::stream(&mut section), &file));
    Ok((analysis, section.left()))
}

/// The next block; none at the end.
fn next_block(input: &mut Input<'_>) -> io::Result<Option<[u8; BLOCK]>> {
    let mut block = [0; BLOCK];
    let mut filled = 0;
    while filled < BLOCK {
        match input.read(&mut block[filled..]) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some(block))
}

fn padded(size: u64) -> u64 {
    size.checked_next_multiple_of(BLOCK as u64).unwrap_or(size)
}

/// Passes over bytes that must be there.
pub(super) fn pass(input: &mut Input<'_>, count: u64) -> io::Result<()> {
    if input.skip(count)? < count {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

/// The content of an extension header; nothing of one that is too long.
fn read_record(input: &mut Input<'_>, size: u64) -> io::Result<Vec<u8>> {
    let mut record = Vec::new();
    if size <= MOST_HEADER_BYTES {
        input.by_ref().take(size).read_to_end(&mut record)?;
    }
    pass(input, padded(size) - record.len() as u64)?;
    Ok(record)
}

fn read_pax(record: &[u8], extension: &mut Extension) {
    for field in PaxExtensions::new(record).flatten() {
        let value = field.value_bytes();
        let text = std::str::from_utf8(value).unwrap_or_default();
        match field.key_bytes() {
            b"path" if extension.path.is_none() => extension.path = Some(value.to_vec()),
            b"GNU.sparse.name" => extension.path = Some(value.to_vec()),
            b"size" => extension.size = text.parse().ok(),
            b"mtime" => extension.modified = text.split('.').next().and_then(|seconds| seconds.parse().ok()),
            _ => {}
        }
    }
}

/// Passes over the blocks that continue the map of a sparse file.
fn pass_sparse_map(input: &mut Input<'_>) -> io::Result<()> {
    loop {
        let Some(block) = next_block(input)? else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        // 21 entries of 24 bytes, then whether there is another block.
        if block[504] == 0 || block[504] == b'0' {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums() {
        let mut header = Header::new_gnu();
        header.set_size(12);
        header.set_cksum();
        assert!(has_right_checksum(header.as_bytes()));
        header.as_mut_bytes()[3] ^= 1;
        assert!(!has_right_checksum(header.as_bytes()));
        assert!(!has_right_checksum(&[0; 512]));
        assert!(!has_right_checksum(&[0; 10]));
    }
}
