//! Compressed files besides gzip: bzip2, xz, zstd, lz4 frames, snappy frames, brotli, deflate.
//!
//! Each is an archive with one file, named like itself without the extension. Several streams after each other are one
//! file, as the formats' own tools read them.

mod brotli;
mod bzip2;
mod deflate;
mod lz4;
mod packed;
mod xz;
pub(crate) mod zstd;

pub(crate) use brotli::looks_like as looks_like_brotli;
pub(crate) use deflate::looks_like as looks_like_deflate;
pub(crate) use packed::Packing;

use crate::input::{Input, Metered};
use crate::name;
use crate::outcome::Reason;
use crate::shared::{Shared, Trip};
use crate::sniff::Sniffed;
use crate::walk::{Analysis, Charge, File, Member, NEEDS_DICTIONARY, Tally, WINDOW_TOO_LARGE, Walk};
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// A kind of compression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    Bzip2,
    Xz,
    Zstd,
    Lz4,
    Snappy,
    Brotli,
    Deflate,
}

impl Codec {
    /// The extensions, and what takes their place in the name of what is inside.
    fn suffixes(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Codec::Bzip2 => &[(".bz2", ""), (".bzip2", ""), (".bz", ""), (".tbz2", ".tar"), (".tbz", ".tar")],
            Codec::Xz => &[(".xz", ""), (".txz", ".tar")],
            Codec::Zstd => &[(".zst", ""), (".zstd", ""), (".tzst", ".tar")],
            Codec::Lz4 => &[(".lz4", ""), (".tlz4", ".tar")],
            Codec::Snappy => &[(".sz", ""), (".snappy", ""), (".snz", "")],
            Codec::Brotli => &[(".br", ""), (".tbr", ".tar")],
            // Only what its writer declares is taken for it, whatever its name.
            Codec::Deflate => &[],
        }
    }
}

pub(crate) fn analyse(
    walk: &mut Walk<'_>,
    input: &mut Input<'_>,
    sniffed: &Sniffed,
    file: &File<'_>,
    codec: Codec,
) -> Analysis {
    let path = name::without_suffix(file.name, codec.suffixes());
    let member =
        Member { path: name::shorten(path, walk.limits.member_name_bytes), size: None, last_modified_unix: None };
    let open = walk.shared.decoders.get();
    let window = window_bytes(walk, open);
    walk.shared.decoders.set(open + 1);
    let decoder = Decoder {
        stream: Stream::new(codec, input, window, &walk.shared),
        shared: walk.shared.clone(),
        ended_by: None,
    };
    let mut stream = Metered::new(decoder, walk.shared.clone(), walk.limits.archive_member_bytes);
    let meter = stream.meter();
    let mut tally = Tally::default();
    let analysis = walk.member(&member, |walk| {
        let file = File { name: &member.path, size: None, charge: Charge::Metered(stream.meter()) };
        walk.file(Input::stream(&mut stream), &file)
    });
    walk.shared.decoders.set(open);
    // Whether the object's analysis goes on does not matter: this was the only member.
    let _ = tally.add(&analysis);
    let decoder = stream.into_inner();
    if decoder.ended_by == Some(Trip::Memory) {
        tally.fault(Reason::FileExceedsSizeLimit, WINDOW_TOO_LARGE);
    } else if decoder.ended_by == Some(Trip::Dictionary) {
        tally.fault(Reason::UnsupportedFileType, NEEDS_DICTIONARY);
    } else if meter.failed() {
        tally.fault(Reason::MalformedFile, "the compressed data are corrupt or end too early");
    } else if decoder.stream.rubbish() {
        tally.fault(Reason::MalformedFile, "what follows the compressed data is of another kind and was not analysed");
    }
    tally.finish(&sniffed.mime_type)
}

/// What a decompressor may use for its window, if `open` others are open around it.
pub(super) fn window_bytes(walk: &Walk<'_>, open: u32) -> u64 {
    walk.limits.decoder_bytes.checked_shr(open).unwrap_or(0)
}

/// The decompressed bytes. Tells the walk if memory, or a dictionary that is not there, is the reason that they end.
struct Decoder<'i, 'a> {
    stream: Stream<'i, 'a>,
    shared: Rc<Shared>,
    ended_by: Option<Trip>,
}

impl Read for Decoder<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer).map_err(|error| match trip(&error) {
            Some(trip) => {
                self.ended_by = Some(trip);
                self.shared.trip(trip)
            }
            None => error,
        })
    }
}

enum Stream<'i, 'a> {
    Bzip2(bzip2::Decoder<&'i mut Input<'a>>),
    Xz(Box<xz::Decoder<&'i mut Input<'a>>>),
    Zstd(Box<zstd::Decoder<&'i mut Input<'a>>>),
    Lz4(Box<lz4::Decoder<&'i mut Input<'a>>>),
    Snappy(Box<snap::read::FrameDecoder<&'i mut Input<'a>>>),
    Brotli(Box<brotli::Decoder<&'i mut Input<'a>>>),
    Deflate(Box<deflate::Decoder<&'i mut Input<'a>>>),
}

impl<'i, 'a> Stream<'i, 'a> {
    fn new(codec: Codec, input: &'i mut Input<'a>, window: u64, shared: &Rc<Shared>) -> Self {
        match codec {
            Codec::Bzip2 => Stream::Bzip2(bzip2::Decoder::new(input)),
            Codec::Xz => {
                let begin = input.peek(xz::BEGIN_BYTES).unwrap_or_default();
                shared.hold(xz::dictionary_bytes(&begin));
                Stream::Xz(Box::new(xz::Decoder::new(input, window)))
            }
            Codec::Zstd => {
                let shared = Rc::clone(shared);
                Stream::Zstd(Box::new(zstd::Decoder::new(input, window, Box::new(move |bytes| shared.hold(bytes)))))
            }
            Codec::Lz4 => Stream::Lz4(Box::new(lz4::Decoder::new(input))),
            Codec::Snappy => Stream::Snappy(Box::new(snap::read::FrameDecoder::new(input))),
            Codec::Brotli => Stream::Brotli(Box::new(brotli::Decoder::new(input))),
            Codec::Deflate => {
                let framed = input.peek(2).is_ok_and(|begin| deflate::has_frame(&begin));
                Stream::Deflate(Box::new(deflate::Decoder::new(input, framed)))
            }
        }
    }

    /// Whether something of another kind follows the compressed data. The other codecs take it for corrupt data.
    fn rubbish(&self) -> bool {
        match self {
            Stream::Bzip2(decoder) => decoder.rubbish,
            Stream::Zstd(decoder) => decoder.rubbish,
            Stream::Lz4(decoder) => decoder.rubbish,
            Stream::Brotli(decoder) => decoder.rubbish,
            Stream::Deflate(decoder) => decoder.rubbish,
            Stream::Xz(_) | Stream::Snappy(_) => false,
        }
    }
}

impl Read for Stream<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Bzip2(decoder) => decoder.read(buffer),
            Stream::Xz(decoder) => decoder.read(buffer),
            Stream::Zstd(decoder) => decoder.read(buffer),
            Stream::Lz4(decoder) => decoder.read(buffer),
            Stream::Snappy(decoder) => decoder.read(buffer),
            Stream::Brotli(decoder) => decoder.read(buffer),
            Stream::Deflate(decoder) => decoder.read(buffer),
        }
    }
}

/// What the error of a decompressor is besides corrupt data.
fn trip(error: &io::Error) -> Option<Trip> {
    match error.kind() {
        io::ErrorKind::OutOfMemory => Some(Trip::Memory),
        io::ErrorKind::Unsupported => Some(Trip::Dictionary),
        _ => None,
    }
}

/// A dictionary is needed that lies elsewhere.
fn no_dictionary() -> io::Error {
    io::ErrorKind::Unsupported.into()
}

fn corrupt() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the compressed data are corrupt")
}

/// What comes after a whole stream.
enum Next {
    /// Nothing, or only zeros, with which some writers fill up the last block.
    End,
    /// Another stream may begin.
    Byte(u8),
}

/// Passes over zeros after a stream.
fn pass_padding(compressed: &mut impl BufRead) -> io::Result<Next> {
    loop {
        let available = compressed.fill_buf()?;
        let length = available.len();
        let zeros = available.iter().take_while(|&&byte| byte == 0).count();
        let next = available.get(zeros).copied();
        compressed.consume(zeros);
        match next {
            Some(byte) => return Ok(Next::Byte(byte)),
            None if length == 0 => return Ok(Next::End),
            None => {}
        }
    }
}
