//! Gzip (RFC 1952), several members after each other included.
//!
//! A gzip file is an archive with one file, whose name is in the header of the first member, or else the file's own
//! name without `.gz`.

use crate::input::{Input, Metered};
use crate::name;
use crate::outcome::Reason;
use crate::sniff::Sniffed;
use crate::walk::{Analysis, Charge, File, Member, Tally, Walk};
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, file: &File<'_>) -> Analysis {
    let gunzip = Gunzip::new(input);
    let header = gunzip.decoder.header();
    let named = header.and_then(|header| header.filename()).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let path = named.filter(|path| !path.is_empty()).unwrap_or_else(|| name::without_gzip(file.name));
    let modified = header.map(|header| i64::from(header.mtime())).filter(|&seconds| seconds != 0);
    let member =
        Member { path: name::shorten(path, walk.limits.member_name_bytes), size: None, last_modified_unix: modified };
    let mut stream = Metered::new(gunzip, walk.shared.clone(), walk.limits.archive_member_bytes);
    let meter = stream.meter();
    let mut tally = Tally::default();
    let analysis = walk.member(&member, |walk| {
        let file = File { name: &member.path, size: None, charge: Charge::Metered(stream.meter()) };
        walk.file(Input::stream(&mut stream), &file)
    });
    // Whether the object's analysis goes on does not matter: this was the only member.
    let _ = tally.add(&analysis);
    if meter.failed() {
        tally.fault(Reason::MalformedFile, "the compressed data are corrupt or end too early");
    }
    if stream.into_inner().rubbish {
        tally.fault(Reason::MalformedFile, "what follows the compressed data is no gzip and was not analysed");
    }
    tally.finish(&sniffed.mime_type)
}

/// All members of a gzip file as one stream.
struct Gunzip<'i, 'a> {
    decoder: GzDecoder<Slot<'i, 'a>>,
    ended: bool,
    /// Something that is neither a member nor padding follows.
    rubbish: bool,
}

/// The compressed bytes, lent to the decoder: between two members they are taken back.
struct Slot<'i, 'a>(Option<&'i mut Input<'a>>);

impl Read for Slot<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Some(input) => input.read(buffer),
            None => Ok(0),
        }
    }
}

impl BufRead for Slot<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match &mut self.0 {
            Some(input) => input.fill_buf(),
            None => Ok(&[]),
        }
    }

    fn consume(&mut self, amount: usize) {
        if let Some(input) = &mut self.0 {
            input.consume(amount);
        }
    }
}

impl<'i, 'a> Gunzip<'i, 'a> {
    fn new(input: &'i mut Input<'a>) -> Self {
        Gunzip { decoder: GzDecoder::new(Slot(Some(input))), ended: false, rubbish: false }
    }

    /// After the end of a member: goes on with the next, if there is one.
    fn next_member(&mut self) -> io::Result<()> {
        let input = self.decoder.get_mut();
        // Some writers fill up the last block with zeros.
        loop {
            let available = input.fill_buf()?;
            let zeros = available.iter().take_while(|&&byte| byte == 0).count();
            let length = available.len();
            let next = available.get(zeros).copied();
            input.consume(zeros);
            match next {
                Some(0x1F) => break,
                Some(_) => {
                    self.rubbish = true;
                    self.ended = true;
                    return Ok(());
                }
                None if length == 0 => {
                    self.ended = true;
                    return Ok(());
                }
                None => {}
            }
        }
        let slot = self.decoder.reset(Slot(None));
        self.decoder.reset(slot);
        Ok(())
    }
}

impl Read for Gunzip<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            let count = self.decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            self.next_member()?;
        }
        Ok(0)
    }
}
