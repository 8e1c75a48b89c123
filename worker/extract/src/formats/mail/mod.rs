//! Mail: messages (RFC 5322 and MIME, RFC 2045 to 2049), alone or one after the other in an mbox file (RFC 4155).
//!
//! A message is one text: its headers with encoded words decoded, and the text of its parts with transfer encoding and
//! charset decoded, all of it located by the lines of the file. Attachments are files inside it. It is read line by line;
//! only an attachment is held in memory.

mod header;
pub(crate) mod transfer;

use super::markup::Markup;
use crate::input::Input;
use crate::lines::LinePosition;
use crate::name;
use crate::outcome::{FileOutcome, Reason, Status};
use crate::sniff::Sniffed;
use crate::text::{Footprints, Origin, Rewriter};
use crate::walk::{Analysis, Halt, Member, Tally, Walk};
use encoding_rs::{Decoder, UTF_8};
use header::{Description, Piece, Transfer};
use std::borrow::Cow;
use std::io::{self, BufRead, Read};
use std::ops::Range;
use transfer::Base64;

/// Longest line that is looked at as a whole; a longer one comes in pieces.
const MOST_LINE: usize = 64 * 1024;

/// An escape of quoted-printable: `=3D`.
const ESCAPE_BYTES: usize = 3;

/// Longest block of headers. What follows in a longer one is text like any other.
const MOST_HEADER: usize = 256 * 1024;

/// Boundaries so long may look like a number of something; shorter ones may stand elsewhere too.
const LONG_BOUNDARY: usize = 16;

/// How deep multipart bodies may lie in each other; deeper ones are text like any other.
const MOST_PARTS_DEPTH: usize = 64;

/// The text of a part.
struct Body {
    transfer: Transfer,
    base64: Base64,
    decoder: Option<Decoder>,
    markup: Option<Markup>,
}

enum Mode {
    /// `at`: where the block begins in the message.
    Header {
        block: Vec<u8>,
        start: LinePosition,
        at: u64,
    },
    Text(Body),
    Attachment {
        name: String,
        transfer: Transfer,
        base64: Base64,
        bytes: Vec<u8>,
        over: bool,
        /// The text that it stands in, if it has no part of its own.
        within: Option<Body>,
    },
}

/// One message being read.
struct Reader {
    mode: Mode,
    boundaries: Vec<Vec<u8>>,
    /// The last line of the text said that a file of this name begins.
    uuencoded: Option<String>,
    out: Rewriter,
    position: LinePosition,
    bytes: u64,
    tally: Tally,
    broken_off: bool,
    scratch: Vec<u8>,
    escapes: Vec<Escape>,
    text: String,
}

/// In a line of quoted-printable: escapes that follow each other, and what they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Escape {
    /// In the decoded line.
    meant: Range<usize>,
    /// In the line as it is written.
    written: Range<usize>,
}

/// The text of a message.
fn text_of_message() -> Rewriter {
    Rewriter::new(None).made_of(Footprints::new(Origin::same()))
}

impl Body {
    /// Text as it is written.
    fn plain() -> Self {
        Body { transfer: Transfer::Identity, base64: Base64::default(), decoder: None, markup: None }
    }
}

impl Reader {
    fn new() -> Self {
        Reader {
            mode: Mode::Header { block: Vec::new(), start: LinePosition::default(), at: 0 },
            boundaries: Vec::new(),
            uuencoded: None,
            out: text_of_message(),
            position: LinePosition::default(),
            bytes: 0,
            tally: Tally::default(),
            broken_off: false,
            scratch: Vec::new(),
            escapes: Vec::new(),
            text: String::new(),
        }
    }

    fn run(&mut self, walk: &mut Walk<'_>, input: &mut dyn BufRead) -> Result<(), Halt> {
        let mut line = Vec::new();
        let mut starts = true;
        loop {
            line.clear();
            input.take(MOST_LINE as u64).read_until(b'\n', &mut line)?;
            if line.is_empty() {
                self.close(walk)?;
                return std::mem::replace(&mut self.out, text_of_message()).finish(walk);
            }
            self.line(walk, &line, starts)?;
            if self.broken_off {
                return Ok(());
            }
            starts = line.ends_with(b"\n");
            self.bytes += line.len() as u64;
            self.position.advance(&line);
            self.out.flush(walk)?;
        }
    }

    /// Takes a line, or the next piece of a long one.
    fn line(&mut self, walk: &mut Walk<'_>, line: &[u8], starts: bool) -> Result<(), Halt> {
        if starts && let Some((level, closed)) = self.boundary(line) {
            self.close(walk)?;
            self.boundaries.truncate(level + usize::from(!closed));
            // A boundary says nothing, though some of them look like the number of a card.
            self.out.mark(self.position);
            self.out.whole(Some(self.bytes), line.len());
            self.out.push(b"\n");
            let start = LinePosition { line: self.position.line + 1, column: 0 };
            self.mode = match closed {
                true => Mode::Text(Body::plain()),
                false => Mode::Header { block: Vec::new(), start, at: self.bytes + line.len() as u64 },
            };
            return Ok(());
        }
        self.uuencoded(walk, line, starts)?;
        match &mut self.mode {
            Mode::Header { block, .. } => {
                block.extend_from_slice(line);
                let blank = starts && line.trim_ascii().is_empty();
                if blank || block.len() > MOST_HEADER {
                    self.close(walk)?;
                }
            }
            Mode::Attachment { transfer, base64, bytes, over, .. } => {
                if !*over {
                    decode(*transfer, base64, line, bytes, &mut |_, _| {});
                    walk.shared.hold(bytes.len());
                    *over = bytes.len() > walk.limits.document_bytes;
                }
                if *over {
                    *bytes = Vec::new();
                }
            }
            Mode::Text(body) => {
                self.scratch.clear();
                let escapes = &mut self.escapes;
                escapes.clear();
                decode(body.transfer, &mut body.base64, line, &mut self.scratch, &mut |to, from| match escapes
                    .last_mut()
                {
                    Some(last) if last.meant.end == to && last.written.end == from => {
                        (last.meant.end, last.written.end) = (to + 1, from + ESCAPE_BYTES);
                    }
                    _ => escapes.push(Escape { meant: to..to + 1, written: from..from + ESCAPE_BYTES }),
                });
                let line = Line { content: &self.scratch, escapes, position: self.position, at: self.bytes };
                push(body, &mut self.out, &line, &mut self.text, false);
            }
        }
        Ok(())
    }

    /// Begins and ends files that are uuencoded within a text.
    fn uuencoded(&mut self, walk: &mut Walk<'_>, line: &[u8], starts: bool) -> Result<(), Halt> {
        let name = self.uuencoded.take();
        match &mut self.mode {
            Mode::Text(body) if body.transfer == Transfer::Identity && body.markup.is_none() && starts => {
                let begun = name.filter(|_| transfer::uuencoded(line).is_some_and(|bytes| !bytes.is_empty()));
                if let Some(name) = begun {
                    let within = Some(std::mem::replace(body, Body::plain()));
                    let (transfer, base64) = (Transfer::Uuencode, Base64::default());
                    self.mode = Mode::Attachment { name, transfer, base64, bytes: Vec::new(), over: false, within };
                } else {
                    self.uuencoded = transfer::begins_uuencoded(line);
                }
            }
            Mode::Attachment { within, .. } if within.is_some() && transfer::uuencoded(line).is_none() => {
                let body = within.take();
                self.close(walk)?;
                self.mode = Mode::Text(body.unwrap_or_else(Body::plain));
            }
            _ => {}
        }
        Ok(())
    }

    /// Which boundary the line is, and whether it closes its body.
    fn boundary(&self, line: &[u8]) -> Option<(usize, bool)> {
        let rest = line.strip_prefix(b"--")?.trim_ascii_end();
        self.boundaries.iter().enumerate().rev().find_map(|(level, boundary)| {
            match rest.strip_prefix(boundary.as_slice())? {
                b"" => Some((level, false)),
                b"--" => Some((level, true)),
                _ => None,
            }
        })
    }

    /// Ends what is being read: a block of headers, a part's text, an attachment.
    fn close(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        match std::mem::replace(&mut self.mode, Mode::Text(Body::plain())) {
            Mode::Header { block, start, at } => self.header(&block, start, at),
            Mode::Text(mut body) => {
                let rest = Line { content: b"", escapes: &[], position: self.position, at: self.bytes };
                push(&mut body, &mut self.out, &rest, &mut self.text, true);
            }
            Mode::Attachment { name, transfer, mut bytes, over, .. } => {
                // The text before the attachment is visited before it.
                std::mem::replace(&mut self.out, text_of_message()).finish(walk)?;
                if transfer == Transfer::Identity {
                    // The line end before a boundary belongs to the boundary.
                    for end in [b"\n".as_slice(), b"\r"] {
                        bytes.truncate(bytes.strip_suffix(end).map_or(bytes.len(), <[u8]>::len));
                    }
                }
                let analysis = if over {
                    let outcome = FileOutcome::skipped(Reason::FileExceedsSizeLimit, name::mime_of(&name));
                    walk.embedded_skipped(
                        &name,
                        outcome.with_detail("the attachment is too large to be held in memory"),
                    )
                } else {
                    walk.embedded_bytes(&name, &bytes)
                };
                self.broken_off = self.tally.add(&analysis).is_break();
            }
        }
        Ok(())
    }

    /// Visits a block of headers, and obeys it.
    fn header(&mut self, block: &[u8], start: LinePosition, start_at: u64) {
        let (mut position, mut at) = (start, start_at);
        let description = if block.len() > MOST_HEADER { Description::default() } else { Description::read(block) };
        for piece in header::words(block) {
            self.out.mark(position);
            match piece {
                Piece::Plain(plain) => {
                    // Without the boundary, which says nothing.
                    let boundary = description.boundary.as_deref().filter(|boundary| boundary.len() >= LONG_BOUNDARY);
                    let found = boundary.and_then(|boundary| {
                        memchr::memmem::find(plain, boundary).map(|start| start..start + boundary.len())
                    });
                    let Range { start, end } = found.unwrap_or(plain.len()..plain.len());
                    for (part, hidden) in [(&plain[..start], false), (&plain[start..end], true), (&plain[end..], false)]
                    {
                        let text = header::plain_text(part);
                        if hidden {
                            self.out.whole(Some(at), part.len());
                        } else {
                            self.out.at(matches!(text, Cow::Borrowed(_)).then_some(at));
                            self.out.push(text.as_bytes());
                        }
                        position.advance(part);
                        at += part.len() as u64;
                        self.out.mark(position);
                    }
                }
                Piece::Word(text, written) => {
                    self.out.whole(Some(at), written.len());
                    self.out.push(text.as_bytes());
                    position.advance(written);
                    at += written.len() as u64;
                }
            }
        }
        if block.len() > MOST_HEADER {
            return;
        }
        let Description { media_type, boundary, charset, name, attached, transfer } = description;
        if media_type.starts_with("multipart/") {
            if let Some(boundary) = boundary
                && self.boundaries.len() < MOST_PARTS_DEPTH
            {
                self.boundaries.push(boundary);
            }
            return;
        }
        let message = matches!(media_type.as_str(), "message/rfc822" | "message/global");
        if message && transfer == Transfer::Identity {
            let start = LinePosition { line: self.position.line + 1, column: 0 };
            self.mode = Mode::Header { block: Vec::new(), start, at: start_at + block.len() as u64 };
            return;
        }
        let body = matches!(media_type.as_str(), "" | "text/plain" | "text/html" | "text/enriched");
        let text = media_type.starts_with("text/") || media_type.starts_with("message/");
        if (body && !attached) || (text && !message && !attached && name.is_none()) {
            let decoder = match (charset, transfer) {
                (Some(charset), _) => Some(charset.new_decoder_without_bom_handling()),
                // Lines of this are no pieces of text: a character may be cut by their ends.
                (None, Transfer::Base64 | Transfer::QuotedPrintable | Transfer::Uuencode) => {
                    Some(UTF_8.new_decoder_without_bom_handling())
                }
                (None, Transfer::Identity) => None,
            };
            let markup = (media_type == "text/html").then(|| Markup::new(true));
            self.mode = Mode::Text(Body { transfer, base64: Base64::default(), decoder, markup });
            return;
        }
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| unnamed(&media_type).to_owned());
        self.mode = Mode::Attachment {
            name,
            transfer,
            base64: Base64::default(),
            bytes: Vec::new(),
            over: false,
            within: None,
        };
    }
}

/// The name of an attachment that has none.
fn unnamed(media_type: &str) -> &'static str {
    match media_type {
        "message/rfc822" | "message/global" => "message.eml",
        "text/csv" => "attachment.csv",
        "application/json" => "attachment.json",
        _ => "attachment",
    }
}

/// Appends the content of one line, its line end included. `escape`: see [`transfer::quoted_printable`].
fn decode(
    transfer: Transfer,
    base64: &mut Base64,
    line: &[u8],
    out: &mut Vec<u8>,
    escape: &mut dyn FnMut(usize, usize),
) {
    match transfer {
        Transfer::Identity => out.extend_from_slice(line),
        Transfer::Base64 => base64.push(line, out),
        // What is none says where the data begin and end.
        Transfer::Uuencode => out.extend(transfer::uuencoded(line).unwrap_or_default()),
        Transfer::QuotedPrintable => {
            let content = line.strip_suffix(b"\n").unwrap_or(line);
            if !transfer::quoted_printable(content, out, escape) && content.len() < line.len() {
                out.push(b'\n');
            }
        }
    }
}

/// The content of a line.
struct Line<'l> {
    content: &'l [u8],
    escapes: &'l [Escape],
    position: LinePosition,
    /// Where the line begins in the message.
    at: u64,
}

/// Where a part of a line lies in the message.
#[derive(Clone, Copy)]
enum Lies {
    At(u64),
    /// It is what so many bytes there mean.
    Whole(u64, usize),
    Nowhere,
}

impl Line<'_> {
    /// The parts of the line, which was decoded to `text`, and where they lie.
    fn parts<'t>(&self, body: &Body, text: &'t str) -> Vec<(&'t str, Lies)> {
        let single_byte = body.decoder.as_ref().is_some_and(|decoder| decoder.encoding().is_single_byte());
        if matches!(body.transfer, Transfer::Base64 | Transfer::Uuencode) {
            return vec![(text, Lies::Nowhere)];
        }
        if text.as_bytes() != self.content {
            // What is escaped and in another encoding as well is not followed.
            let followed = single_byte && self.escapes.is_empty() && text.chars().count() == self.content.len();
            return if followed { self.characters(text) } else { vec![(text, Lies::Nowhere)] };
        }
        let (mut parts, mut done, mut from) = (Vec::new(), 0, 0);
        for Escape { meant, written } in self.escapes {
            if let (Some(plain), Some(escaped)) = (text.get(done..meant.start), text.get(meant.clone())) {
                parts.push((plain, Lies::At(self.at + from as u64)));
                parts.push((escaped, Lies::Whole(self.at + written.start as u64, written.len())));
                (done, from) = (meant.end, written.end);
            }
        }
        parts.push((text.get(done..).unwrap_or_default(), Lies::At(self.at + from as u64)));
        parts
    }

    /// The same for an encoding with one byte for each character.
    fn characters<'t>(&self, text: &'t str) -> Vec<(&'t str, Lies)> {
        let mut parts = Vec::new();
        let (mut rest, mut at) = (text, self.at);
        while !rest.is_empty() {
            let plain = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            let (plain, after) = rest.split_at(plain);
            parts.push((plain, Lies::At(at)));
            at += plain.len() as u64;
            rest = after;
            if let Some(first) = after.chars().next() {
                let (character, after) = after.split_at(first.len_utf8());
                parts.push((character, Lies::Whole(at, 1)));
                at += 1;
                rest = after;
            }
        }
        parts
    }
}

/// Adds the content of one line to the text.
fn push(body: &mut Body, out: &mut Rewriter, line: &Line<'_>, text: &mut String, last: bool) {
    text.clear();
    match &mut body.decoder {
        Some(decoder) => {
            let most = decoder.max_utf8_buffer_length(line.content.len());
            text.reserve(most.unwrap_or(line.content.len() * 3 + 16));
            // The room is enough for all of it.
            let _ = decoder.decode_to_string(line.content, text, last);
        }
        None => text.push_str(&header::plain_text(line.content)),
    }
    let mut position = line.position;
    if body.markup.is_none() && !text.is_empty() {
        out.mark(position);
    }
    for (part, lies) in line.parts(body, text) {
        if part.is_empty() {
            continue;
        }
        if let Some(markup) = &mut body.markup {
            let at = if let Lies::At(at) = lies { Some(at) } else { None };
            markup.push(out, part.as_bytes(), position, at);
            position.advance(part.as_bytes());
            continue;
        }
        match lies {
            Lies::At(at) => out.at(Some(at)),
            Lies::Whole(at, length) => out.whole(Some(at), length),
            Lies::Nowhere => out.at(None),
        }
        out.push(part.as_bytes());
    }
    if last && let Some(markup) = &mut body.markup {
        markup.end(out);
    }
}

/// Analyses one message.
pub(crate) fn message(walk: &mut Walk<'_>, input: &mut dyn BufRead, mime_type: &str) -> Analysis {
    let mut reader = Reader::new();
    let ended = reader.run(walk, input);
    let mut outcome = FileOutcome::complete(mime_type);
    outcome.bytes = reader.bytes;
    if let Err(halt) = ended {
        return walk.halted(outcome, halt);
    }
    let attachments = std::mem::take(&mut reader.tally).finish("");
    if let Some(fatal) = attachments.fatal {
        return Analysis::fatal(outcome, fatal);
    }
    if let Some(reason) = attachments.outcome.reason {
        outcome.status = Status::Partial;
        outcome.reason = Some(reason);
        outcome.detail = Some("an attachment was not wholly analysed".to_owned());
    }
    Analysis::of(outcome)
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    message(walk, input, &sniffed.mime_type)
}

/// Analyses a file of many messages: each is a file inside it.
pub(crate) fn mailbox(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    let mut tally = Tally::default();
    let mut number = 0_u64;
    loop {
        match input.fill_buf() {
            Ok([]) => break,
            Ok(_) => {}
            Err(error) => {
                tally.failed(walk, error);
                break;
            }
        }
        number += 1;
        let member = Member { path: format!("{number}.eml"), size: None, last_modified_unix: None };
        let mut one =
            OneOfMany { input: &mut *input, left: 0, ended: false, blank: false, content: false, begins: true };
        let analysis = walk.member(&member, |walk| message(walk, &mut one, "message/rfc822"));
        if tally.add(&analysis).is_break() {
            break;
        }
        // A message that was not read to its end is passed over.
        if let Err(error) = io::copy(&mut one, &mut io::sink()) {
            tally.failed(walk, error);
            break;
        }
    }
    tally.finish(&sniffed.mime_type)
}

/// The first line of each message.
const SEPARATOR: &[u8] = b"From ";

/// One message of an mbox file: ends before a line that begins with `From ` after a blank line.
struct OneOfMany<'a, 'b> {
    input: &'a mut Input<'b>,
    /// Bytes of the present line that are at hand and belong to the message.
    left: usize,
    ended: bool,
    /// The last line was blank.
    blank: bool,
    /// The present line is not blank, by what is already passed of it.
    content: bool,
    /// The line that comes next is the message's first.
    begins: bool,
}

impl BufRead for OneOfMany<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 && !self.ended {
            if self.blank && !self.begins && self.input.peek(SEPARATOR.len())? == SEPARATOR {
                self.ended = true;
            } else {
                let buffer = self.input.fill_buf()?;
                // Up to and with the next blank line: after it a separator may follow.
                self.left = buffer.len();
                self.blank = false;
                let mut at = 0;
                while let Some(length) = memchr::memchr(b'\n', &buffer[at..]) {
                    let blank = !self.content && buffer[at..at + length].trim_ascii().is_empty();
                    at += length + 1;
                    self.content = false;
                    if blank {
                        self.left = at;
                        self.blank = true;
                        break;
                    }
                }
                // The begin of a line whose end is still to come.
                if !self.blank && !buffer[at..].trim_ascii().is_empty() {
                    self.content = true;
                }
                self.begins = false;
            }
        }
        if self.ended {
            return Ok(&[]);
        }
        let buffer = self.input.fill_buf()?;
        Ok(&buffer[..self.left.min(buffer.len())])
    }

    fn consume(&mut self, amount: usize) {
        self.left -= amount.min(self.left);
        self.input.consume(amount);
    }
}

impl Read for OneOfMany<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

/// Header fields that tell a message from other texts with colons.
const TELLING: &[&str] = &[
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "content-type",
    "delivered-to",
    "reply-to",
    "content-transfer-encoding",
    "x-mailer",
    "dkim-signature",
    "in-reply-to",
    "references",
];

/// Of these one must be there if the name does not say that it is a message.
const CERTAIN: &[&str] = &["message-id", "mime-version", "received", "return-path", "delivered-to", "dkim-signature"];

/// What a text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    Message,
    Mailbox,
    Other,
}

/// Tells whether `text`, the begin of a file, is mail. `named`: its name says so.
pub(crate) fn looks_like(text: &[u8], named: bool) -> Looks {
    let (mailbox, rest) = match text.strip_prefix(SEPARATOR) {
        Some(_) => (true, memchr::memchr(b'\n', text).map_or(&[][..], |end| &text[end + 1..])),
        None => (false, text),
    };
    let (mut telling, mut certain) = (0, false);
    for line in rest.split(|&byte| byte == b'\n').take(100) {
        if line.trim_ascii().is_empty() {
            break;
        }
        if line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t')) {
            continue;
        }
        let Some(colon) = memchr::memchr(b':', line) else {
            return Looks::Other;
        };
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_graphic()) {
            return Looks::Other;
        }
        let known = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
        telling += usize::from(known(TELLING));
        certain |= known(CERTAIN);
    }
    match (telling, named || mailbox || certain) {
        (1.., true) if mailbox => Looks::Mailbox,
        (1.., true) if named => Looks::Message,
        (3.., true) => Looks::Message,
        _ => Looks::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_is_told_from_other_texts() {
        let message = b"Received: by x\r\n id 1\r\nFrom: a@example.com\r\nSubject: x\r\n\r\nbody";
        assert_eq!(looks_like(message, false), Looks::Message);
        assert_eq!(looks_like(b"From: a@example.com\n\nbody", true), Looks::Message);
        assert_eq!(looks_like(b"From: a@example.com\nTo: b\nSubject: c\n\nbody", false), Looks::Other);
        assert_eq!(looks_like(b"From a@example.com Thu Jan  1 00:00:00 1970\nSubject: x\n\nb", false), Looks::Mailbox);
        for text in ["From here on: nothing\nelse", "key: value\nother: value\n", "", "Received: yes\nno\n", "From "] {
            assert_eq!(looks_like(text.as_bytes(), true), Looks::Other, "{text}");
        }
    }
}
