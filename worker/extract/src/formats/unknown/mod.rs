//! The texts in files whose format is not known: runs of what may be ASCII, UTF-8, or UTF-16 of Latin letters, such as a
//! program's strings, the values of a record, or what a core dump holds.
//!
//! A run is told from six letters or digits on, from eight characters of ASCII, from eight bytes of UTF-8 of which four that
//! follow each other are letters, digits or beyond ASCII, and from six characters of UTF-16. A shorter one of three letters or
//! digits, or four such bytes, is told if it is near such a run, as names are that stand before values (in BSON and
//! MessagePack). Each run is a line of its own.

mod masks;

use super::prose::Prose;
use crate::input::Input;
use crate::outcome::{FileOutcome, Reason};
use crate::sniff::Sniffed;
use crate::text::lookahead::boundary;
use crate::text::{Footprints, Origin};
use crate::walk::{Analysis, Halt, Walk};
use masks::Masks;
use std::io::{self, BufRead};
use std::ops::Range;

/// Bytes of a file that are looked at together: few enough that their masks stay in the first-level cache.
const WINDOW_BYTES: usize = 16 * 1024;
/// How many bytes at the end of a window are looked at with the next: what is told of a byte depends on no more behind it.
const MARGIN: usize = 64;
/// Bytes before and behind a run in which shorter ones are told.
const NEAR: usize = 24;
const _: () = assert!(2 * NEAR < MARGIN);
/// After so many bytes it is asked whether to go on: few texts, or none, may be in them, so that nothing is visited for long.
const QUIET_BYTES: u64 = 16 * 1024 * 1024;

const DETAIL: &str = "the format is not known: the texts in the file were analysed, and nothing else";

/// Whether texts are worth looking for in files of a type that cannot be read: not in what is seen or heard, and not in what is
/// compressed.
pub(crate) fn may_hold_texts(mime_type: &str) -> bool {
    const COMPRESSED: [&str; 5] = [
        "application/vnd.rar",
        "application/x-lzip",
        "application/x-compress",
        "application/vnd.ms-cab-compressed",
        "application/ogg",
    ];
    let kind = mime_type.split_once('/').map_or("", |(kind, _)| kind);
    !matches!(kind, "image" | "audio" | "video" | "font") && !COMPRESSED.contains(&mime_type)
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    let mut outcome = FileOutcome::complete(sniffed.mime_type.clone());
    let mut scan = Scan::new(WINDOW_BYTES);
    let ended = run(walk, input, &mut scan);
    outcome.bytes = scan.told.bytes;
    match ended {
        Ok(()) => {
            outcome.cut_short(Reason::UnsupportedFileType);
            if outcome.bytes > 0 {
                outcome.detail = Some(DETAIL.to_owned());
            }
            Analysis::of(outcome)
        }
        Err(halt) => walk.halted(outcome, halt),
    }
}

fn run(walk: &mut Walk<'_>, input: &mut Input<'_>, scan: &mut Scan) -> Result<(), Halt> {
    let mut prose = Prose::made_of(scan.told.prints.empty());
    let mut quiet = 0;
    loop {
        let read = scan.fill(input);
        let goes_on = matches!(read, Ok(true));
        let base = scan.base;
        scan.step(!goes_on);
        prose.push_parts(walk, &scan.told.text, &scan.told.prints)?;
        quiet += scan.base - base;
        scan.told.clear();
        if !goes_on {
            // What came before a fault is told first.
            prose.finish(walk)?;
            return read.map(|_| ()).map_err(Halt::Read);
        }
        if quiet >= QUIET_BYTES {
            walk.quiet()?;
            quiet = 0;
        }
    }
}

/// Texts that were found, one after the other.
struct Told {
    text: Vec<u8>,
    prints: Footprints,
    /// Bytes of the file that were told in all.
    bytes: u64,
    /// The last line ended.
    fresh: bool,
}

impl Told {
    fn clear(&mut self) {
        self.text.clear();
        self.prints.clear();
    }

    fn run(&mut self, run: Run, bytes: &[u8], at: u64) {
        match run {
            Run::Bytes => self.bytes(bytes, at),
            Run::Wide => self.wide(bytes, at),
        }
        self.fresh = self.text.last().map_or(self.fresh, |last| *last == b'\n');
    }

    /// Bytes that lie at `at` of the file.
    fn bytes(&mut self, bytes: &[u8], at: u64) {
        if bytes.is_ascii() || std::str::from_utf8(bytes).is_ok() {
            self.prints.at(self.text.len(), at);
            self.text.extend_from_slice(bytes);
        } else {
            // Bytes that have the shape of a character, and are none: surrogates, or ones that are too long.
            self.prints.whole(self.text.len(), at, at + bytes.len() as u64);
            self.text.extend_from_slice(String::from_utf8_lossy(bytes).as_bytes());
        }
        self.bytes += bytes.len() as u64;
    }

    /// Characters of two bytes each, of which the second (of the last perhaps not) is zero.
    fn wide(&mut self, bytes: &[u8], mut at: u64) {
        for pair in bytes.chunks(2) {
            let mut buffer = [0; 2];
            let character = char::from(pair[0]).encode_utf8(&mut buffer);
            self.prints.whole(self.text.len(), at, at + pair.len() as u64);
            self.text.extend_from_slice(character.as_bytes());
            at += pair.len() as u64;
        }
        self.bytes += bytes.len() as u64;
    }

    fn end_line(&mut self) {
        if !self.fresh {
            self.prints.nowhere(self.text.len());
            self.text.push(b'\n');
            self.fresh = true;
        }
    }
}

/// What a run consists of: bytes as they are, or characters of two bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Bytes,
    Wide,
}

/// Goes over a file, window by window. What it tells does not depend on how large windows are.
struct Scan {
    size: usize,
    window: Vec<u8>,
    /// Where in the file the window begins.
    base: u64,
    masks: Masks,
    /// What lies before this place of the window was told, or never will be.
    passed: usize,
    /// Up to this place of the window shorter runs are told: a long one ended before.
    near: usize,
    /// A run that goes on in the next window.
    open: Option<Run>,
    told: Told,
}

impl Scan {
    fn new(size: usize) -> Self {
        let told = Told { text: Vec::new(), prints: Footprints::new(Origin::same()), bytes: 0, fresh: true };
        Scan { size, window: Vec::new(), base: 0, masks: Masks::default(), passed: 0, near: 0, open: None, told }
    }

    /// Fills the window. Tells whether the file may go on.
    fn fill(&mut self, input: &mut Input<'_>) -> io::Result<bool> {
        while self.window.len() < self.size {
            let buffer = input.fill_buf()?;
            let count = buffer.len().min(self.size - self.window.len());
            if count == 0 {
                return Ok(false);
            }
            self.window.extend_from_slice(&buffer[..count]);
            input.consume(count);
        }
        Ok(true)
    }

    /// Tells the texts of a window, and drops what is done with. `last`: the file ends with it.
    fn step(&mut self, last: bool) {
        self.masks.fill(&self.window);
        let settled = if last { self.window.len() } else { self.window.len().saturating_sub(MARGIN) };
        if let Some(run) = self.open.take() {
            self.tell(run, self.passed, settled, last);
        }
        while self.open.is_none()
            && let Some(found) = self.masks.next_run(self.passed).filter(|found| *found < settled)
        {
            let run = if self.masks.is_wide(found) { Run::Wide } else { Run::Bytes };
            let start = if run == Run::Wide { found } else { self.begin(found) };
            self.short_ones(self.passed..self.near, start);
            self.short_ones(start.saturating_sub(NEAR)..start, start);
            self.tell(run, start, settled, last);
        }
        if self.open.is_none() {
            self.short_ones(self.passed..self.near, settled);
        }
        let done = if self.open.is_some() { self.passed } else { self.passed.max(settled.saturating_sub(MARGIN)) };
        self.window.drain(..done.min(self.window.len()));
        self.base += done as u64;
        self.passed -= done.min(self.passed);
        self.near -= done.min(self.near);
    }

    /// Where the run begins that this byte belongs to; not far before.
    fn begin(&self, from: usize) -> usize {
        let first = self.passed.max(from.saturating_sub(NEAR));
        (first..from).rev().take_while(|at| self.masks.is_text(*at)).last().unwrap_or(from)
    }

    /// Where the run of bytes ends that this one belongs to.
    fn end(&self, at: usize) -> usize {
        self.masks.end(at).unwrap_or(self.window.len()).min(self.window.len())
    }

    /// Tells a run from `start` on, as far as it is known.
    fn tell(&mut self, run: Run, start: usize, settled: usize, last: bool) {
        let end = match run {
            Run::Bytes => self.end(start),
            Run::Wide => self.wide_end(start),
        };
        let goes_on = !last && end >= settled;
        let stop = match run {
            _ if !goes_on => end,
            // Where a character begins; but there is always some progress.
            Run::Bytes => Some(boundary(&self.window, settled)).filter(|stop| *stop > 0).unwrap_or(settled),
            Run::Wide => settled.saturating_sub((settled - start.min(settled)) % 2),
        };
        self.told.run(run, self.window.get(start..stop).unwrap_or_default(), self.base + start as u64);
        self.passed = stop.max(start);
        self.near = self.passed + NEAR;
        if goes_on {
            self.open = Some(run);
        } else {
            self.told.end_line();
        }
    }

    /// Where a run of UTF-16 ends that goes on at `at`. The last character may lack its zero: the zeros of the other order
    /// of bytes stand before. But then it is alone.
    fn wide_end(&self, mut at: usize) -> usize {
        let plain = |at: usize| matches!(self.window.get(at), Some(b'\t'..=b'\r' | b' '..=b'~'));
        let fits = |at: usize| plain(at) || self.window.get(at).is_some_and(|byte| *byte >= 0xa0);
        while fits(at) && self.window.get(at + 1) == Some(&0) {
            at += 2;
        }
        if plain(at) && !self.masks.is_text(at + 1) { at + 1 } else { at }
    }

    /// Tells the short runs that have their letters or digits in this part of the window and end before `limit`.
    fn short_ones(&mut self, part: Range<usize>, limit: usize) {
        while let Some(found) = self.masks.next_short(part.start.max(self.passed), part.end) {
            let wide = self.window.get(found + 1) == Some(&0);
            let (run, start, end) = if wide {
                (Run::Wide, found, self.wide_end(found).min(found + NEAR))
            } else {
                (Run::Bytes, self.begin(found), self.end(found).min(found + NEAR))
            };
            if end > limit {
                return;
            }
            self.told.run(run, self.window.get(start..end).unwrap_or_default(), self.base + start as u64);
            self.told.end_line();
            self.passed = end;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// The texts in a file that is looked at in windows of this size, and for each line where it lies.
    fn told(file: &[u8], size: usize) -> (String, Vec<Option<Range<u64>>>) {
        let mut scan = Scan::new(size);
        let mut bytes = file;
        let mut input = Input::stream(&mut bytes);
        let (mut text, mut places) = (Vec::new(), Vec::new());
        let mut goes_on = true;
        while goes_on {
            goes_on = scan.fill(&mut input).unwrap();
            scan.step(!goes_on);
            for at in 0..scan.told.text.len() {
                places.push(scan.told.prints.part(at..at + 1));
            }
            text.extend_from_slice(&scan.told.text);
            scan.told.clear();
        }
        (String::from_utf8(text).unwrap(), places)
    }

    fn lines(file: &[u8]) -> Vec<String> {
        told(file, WINDOW_BYTES).0.lines().map(str::to_owned).collect()
    }

    #[test]
    fn strings_of_programs() {
        assert_eq!(
            lines(b"\x7fELF\x02\x01\x01\0\0\0usage: tool [file]\0\0\xf3\x0f\x1e\xfaAB\0"),
            ["ELF", "usage: tool [file]"]
        );
        assert_eq!(lines(b"\0\x01abcde\0"), Vec::<String>::new());
        assert_eq!(lines(b"abcdef"), ["abcdef"]);
        assert_eq!(lines(b""), Vec::<String>::new());
        // Lines stay lines.
        assert_eq!(lines(b"\0\0first\r\nsecond\n\0\0"), ["first", "second"]);
    }

    #[test]
    fn short_ones_count_beside_long_ones() {
        // BSON: a document of two strings, far from anything else.
        let mut file = vec![0xff; 100];
        file.extend(b"\x02ssn\0\x0c\0\0\x00123-45-6789\0\x02cvv\0\x04\0\0\x00123\0\0");
        file.extend([0xff; 100]);
        file.extend(b"pin\0");
        assert_eq!(lines(&file), ["ssn", "123-45-6789", "cvv", "123"]);
    }

    #[test]
    fn characters_beyond_ascii() {
        let mut file = b"\0\0".to_vec();
        file.extend("Жуков Иван\0\0\0山田太郎\0\0\0Müller\0".as_bytes());
        assert_eq!(lines(&file), ["Жуков Иван", "山田太郎", "Müller"]);
        // A surrogate, and a character in more bytes than it needs.
        let (text, places) = told(b"\0token=\xed\xa0\x80\xe0\x80\x80=end\0", 256);
        assert!(text.starts_with("token=\u{fffd}"), "{text}");
        assert_eq!(places[0], Some(1..17));
    }

    #[test]
    fn utf16_in_either_order_of_bytes() {
        let wide = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        for big in [false, true] {
            let mut file = vec![0x07; 7];
            file.extend(wide("ssn", big));
            file.extend([0x07; 2]);
            file.extend(wide("Geheimwörter: 123-45-6789", big));
            file.extend([0x07; 7]);
            let (text, places) = told(&file, WINDOW_BYTES);
            assert_eq!(text, "ssn\nGeheimwörter: 123-45-6789\n", "{big}");
            let at = text.find("123").unwrap();
            let start = (15 + 2 * "Geheimwörter: ".chars().count() + usize::from(big)) as u64;
            assert_eq!(places[at], Some(start..start + 2), "{big}");
        }
    }

    #[test]
    fn a_character_at_the_end_of_a_window_stays_whole() {
        for before in 180..200 {
            let file = [&vec![1; before], "山aaaaaaaa".as_bytes(), &[1; 300]].concat();
            assert_eq!(told(&file, 256), told(&file, WINDOW_BYTES), "{before}");
        }
    }

    #[test]
    fn media_and_archives_hold_none() {
        assert!(may_hold_texts("application/octet-stream"));
        assert!(may_hold_texts("application/x-executable"));
        assert!(!may_hold_texts("video/mp4"));
        assert!(!may_hold_texts("application/vnd.rar"));
    }

    fn file() -> impl Strategy<Value = Vec<u8>> {
        let part = prop_oneof![
            "[ -~\t\n]{0,12}".prop_map(String::into_bytes),
            "[a-zé山]{0,9}".prop_map(String::into_bytes),
            "[a-zA-Z0-9]{3}".prop_map(String::into_bytes),
            "[a-zé]{0,9}".prop_map(|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            "[a-z]{0,9}".prop_map(|text| text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            proptest::collection::vec(any::<u8>(), 0..30),
            (0..80_usize).prop_map(|count| vec![0xff; count]),
            (0..600_usize).prop_map(|count| vec![b'a'; count]),
            (0..300_usize).prop_map(|count| [b'a', 0].repeat(count)),
        ];
        proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn windows_do_not_matter(file in file(), size in 256..700_usize) {
            let (whole, places) = told(&file, 1 << 20);
            let (text, others) = told(&file, size);
            prop_assert_eq!(&text, &whole);
            for ((place, other), character) in places.iter().zip(&others).zip(whole.bytes()) {
                // What is no UTF-8 is told as a whole, window by window.
                let whole = |place: &Option<Range<u64>>| place.as_ref().is_some_and(|place| place.end - place.start > 2);
                prop_assert!(place == other || whole(place) || whole(other), "{:?} {:?}", place, other);
                if let Some(place) = place && place.end - place.start <= 2 && character.is_ascii() {
                    prop_assert_eq!(file[place.start as usize], character);
                }
            }
        }

        #[test]
        fn nothing_long_is_missed(file in file(), planted in "[ -~]{6,40}", at in any::<prop::sample::Index>()) {
            let mut file = file;
            let at = at.index(file.len() + 1);
            file.splice(at..at, [&[0xff], planted.as_bytes(), &[0xff]].concat());
            let (text, _) = told(&file, 300);
            let six = planted.as_bytes().windows(6).any(|some| some.iter().all(u8::is_ascii_alphanumeric));
            prop_assert!(text.contains(&planted) || planted.len() < 8 && !six, "{:?} in {:?}", planted, text);
        }
    }
}
