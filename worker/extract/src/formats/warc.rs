//! WARC files (ISO 28500): what web crawlers store.
//!
//! Each record is a member, named by its address. A message of HTTP is two members: its header, as text, and its body,
//! freed of the chunked transfer coding. A compressed body is opened like any compressed file.

use super::tar::{pass, stored_member};
use crate::input::{Input, Section};
use crate::name;
use crate::outcome::Reason;
use crate::sniff::Sniffed;
use crate::walk::{Analysis, Charge, File, Member, Tally, Walk};
use memchr::{memchr, memmem};
use std::io::{self, BufRead, BufReader, Read};

/// Longest header of a record, and of a message of HTTP. A record with a longer one is corrupt; a longer header of a
/// message is taken as content. Own limit.
const MOST_HEADER_BYTES: usize = 64 * 1024;

/// Whether a file begins with a record.
pub(crate) fn looks_like(prefix: &[u8]) -> bool {
    let line = prefix.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.strip_prefix(b"WARC/").is_some_and(|version| {
        (3..=6).contains(&version.len()) && version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
    }) && memmem::find(prefix, b"WARC-Type").is_some()
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    let mut tally = Tally::default();
    if let Err(error) = records(walk, input, &mut tally) {
        tally.failed(walk, error);
    }
    tally.finish(&sniffed.mime_type)
}

/// The fields of a header, of a record or of HTTP.
struct Fields<'h>(&'h [u8]);

impl<'h> Fields<'h> {
    fn get(&self, wanted: &str) -> Option<&'h [u8]> {
        self.0.split(|&byte| byte == b'\n').skip(1).find_map(|line| {
            let colon = memchr(b':', line)?;
            let (field, value) = line.split_at(colon);
            field.trim_ascii().eq_ignore_ascii_case(wanted.as_bytes()).then(|| value[1..].trim_ascii())
        })
    }
}

fn records(walk: &mut Walk<'_>, input: &mut Input<'_>, tally: &mut Tally) -> io::Result<()> {
    let mut number = 0_u64;
    while between_records(input)? {
        let header = input.peek(MOST_HEADER_BYTES)?;
        let Some(length) = header_length(&header).filter(|_| header.starts_with(b"WARC/")) else {
            let cut_off = header.starts_with(b"WARC/") && header.len() < MOST_HEADER_BYTES;
            return Err(if cut_off { io::ErrorKind::UnexpectedEof } else { io::ErrorKind::InvalidData }.into());
        };
        let fields = Fields(&header[..length]);
        let content_length = fields
            .get("Content-Length")
            .and_then(|value| std::str::from_utf8(value).ok())
            .and_then(|value| value.parse::<u64>().ok())
            .ok_or(io::ErrorKind::InvalidData)?;
        pass(input, length as u64)?;
        number += 1;
        let kind = String::from_utf8_lossy(fields.get("WARC-Type").unwrap_or(b"record")).into_owned();
        let path = match fields.get("WARC-Target-URI") {
            // Some writers put the address in angle brackets.
            Some(address) => String::from_utf8_lossy(address).trim_matches(['<', '>']).to_owned(),
            None => format!("{kind}-{number}.txt"),
        };
        let path = name::shorten(path, walk.limits.member_name_bytes);
        let http = fields.get("Content-Type").is_some_and(|value| value.starts_with(b"application/http"));
        let ended = if http {
            message(walk, input, tally, path, content_length)?
        } else {
            whole(walk, input, tally, path, content_length)?
        };
        if ended {
            return Ok(());
        }
    }
    if number == 0 {
        tally.fault(Reason::MalformedFile, "the archive is corrupt or ends too early");
    }
    Ok(())
}

/// Passes over the empty lines between records. False at the end.
fn between_records(input: &mut Input<'_>) -> io::Result<bool> {
    loop {
        let available = input.fill_buf()?;
        let length = available.len();
        let blank = available.iter().take_while(|&&byte| matches!(byte, b'\r' | b'\n')).count();
        input.consume(blank);
        if blank < length || length == 0 {
            return Ok(length > 0);
        }
    }
}

/// The length of a header with the empty line that ends it.
fn header_length(bytes: &[u8]) -> Option<usize> {
    let dos = memmem::find(bytes, b"\r\n\r\n").map(|at| at + 4);
    let unix = memmem::find(bytes, b"\n\n").map(|at| at + 2);
    match (dos, unix) {
        (Some(dos), Some(unix)) => Some(dos.min(unix)),
        (found, None) | (None, found) => found,
    }
}

/// Analyses `length` bytes as one member. True if the object's analysis has ended.
fn whole(walk: &mut Walk<'_>, input: &mut Input<'_>, tally: &mut Tally, path: String, length: u64) -> io::Result<bool> {
    if length == 0 {
        return Ok(false);
    }
    let member = Member { path, size: Some(length), last_modified_unix: None };
    let (analysis, left) = stored_member(walk, input, &member, length)?;
    if tally.add(&analysis).is_break() {
        return Ok(true);
    }
    pass(input, left)?;
    Ok(false)
}

/// Analyses a message of HTTP. True if the object's analysis has ended.
fn message(
    walk: &mut Walk<'_>,
    input: &mut Input<'_>,
    tally: &mut Tally,
    path: String,
    length: u64,
) -> io::Result<bool> {
    let most = usize::try_from(length).unwrap_or(usize::MAX).min(MOST_HEADER_BYTES);
    let ahead = input.peek(most)?;
    let Some(header_length) = header_length(&ahead) else { return whole(walk, input, tally, path, length) };
    let header = &ahead[..header_length];
    let chunked =
        Fields(header).get("Transfer-Encoding").is_some_and(|value| value.to_ascii_lowercase().ends_with(b"chunked"));
    // Many crawlers store the body without the coding and leave the header as it was.
    let chunked = chunked && begins_with_chunk(&ahead[header_length..], ahead.len() < most || most as u64 == length);
    let brotli = Fields(header).get("Content-Encoding").is_some_and(|value| value.eq_ignore_ascii_case(b"br"));
    if whole(walk, input, tally, format!("{path}#http-header"), header_length as u64)? {
        return Ok(true);
    }
    let body = length - header_length as u64;
    walk.encoding = brotli.then_some("br").filter(|_| body > 0);
    if !chunked {
        return whole(walk, input, tally, path, body);
    }
    let member = Member { path, size: None, last_modified_unix: None };
    let file = File { name: &member.path, size: None, charge: Charge::Declared(body) };
    let mut section = Section::new(input, body);
    let mut stream = BufReader::with_capacity(64 * 1024, Dechunked { inner: &mut section, left: 0, ended: false });
    let analysis = walk.member(&member, |walk| walk.file(Input::stream(&mut stream), &file));
    let left = section.left();
    if tally.add(&analysis).is_break() {
        return Ok(true);
    }
    pass(input, left)?;
    Ok(false)
}

/// The size at the begin of a chunk, and the length of its line.
fn chunk_size(bytes: &[u8]) -> Option<(u64, usize)> {
    let end = memchr(b'\n', &bytes[..bytes.len().min(256)])?;
    let line = bytes[..end].trim_ascii_end();
    let digits = line.split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii_end();
    let size = u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    Some((size, end + 1))
}

/// Whether a body (`complete`: this is all of it) has the coding, as far as its first chunk tells.
fn begins_with_chunk(body: &[u8], complete: bool) -> bool {
    let Some((size, line)) = chunk_size(body) else { return false };
    let rest = usize::try_from(size).ok().and_then(|size| body.get(size.checked_add(line)?..));
    match rest.and_then(<[u8]>::first_chunk::<2>) {
        Some(after) => after == b"\r\n",
        None => !complete,
    }
}

/// A body in the chunked transfer coding (RFC 9112, section 7.1), without the coding.
struct Dechunked<'s, 'a, 'b> {
    inner: &'s mut Section<'a, 'b>,
    /// Bytes of the chunk that are still to come.
    left: u64,
    ended: bool,
}

impl Dechunked<'_, '_, '_> {
    /// One line, without its end.
    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        self.inner.by_ref().take(256).read_until(b'\n', &mut line)?;
        Ok(line)
    }
}

impl Read for Dechunked<'_, '_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            let mut line = self.line()?;
            if line.trim_ascii().is_empty() && !line.is_empty() {
                // The end of the line that follows the chunk before.
                line = self.line()?;
            }
            let Some((size, _)) = chunk_size(&line) else {
                self.ended = true;
                return Err(
                    if line.is_empty() { io::ErrorKind::UnexpectedEof } else { io::ErrorKind::InvalidData }.into()
                );
            };
            if size == 0 {
                self.ended = true;
                return Ok(0);
            }
            self.left = size;
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.inner.read(&mut buffer[..most])?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count as u64;
        Ok(count)
    }
}
