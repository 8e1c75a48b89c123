//! Messages whose fields are told by their place: HL7 version 2, X12 and EDIFACT.
//!
//! A message is a sequence of segments, a segment one of elements, and these may repeat and have components. Each value is
//! visited as a field whose names are what the standard calls the element, and what other elements say of it: the kind of an
//! identifier, the name of an observation. Names and addresses of people, which the standards take apart, are put together.
//! What is no segment is visited as a value without names.
//!
//! The record is the segment, counted from 0 over all of the file; its path is the segment's name, the element as the
//! standard counts it (from 1), its repetition (from 0), and, of a component that is a value of its own, which one (from 1).

mod batch;
mod edifact;
mod hl7;
mod hl7_fields;
mod syntax;
mod x12;

use crate::formats::pieces::Pieces;
use crate::input::Input;
use crate::sniff::Sniffed;
use crate::text::{Footprints, Lookahead};
use crate::walk::{Analysis, Halt, Walk};
use batch::{Batch, Id, Spot};
use syntax::{HEADER_BYTES, Part, Stop, Syntax};

pub(crate) use syntax::{Standard, looks_like};

/// Bytes asked for at first, when an element is read.
const READ_BYTES: usize = 256;

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, standard: Standard) -> Analysis {
    let mut text = match Lookahead::new(input, sniffed.charset) {
        Ok(text) => text,
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    let mut reader = Reader {
        out: Out { batch: Batch::new(text.origin()), syntax: Syntax::usual(standard) },
        segments: 0,
        held: Held::default(),
        strange: false,
    };
    let ended = reader.run(walk, &mut text);
    let rest = reader.out.batch.flush(walk);
    let remark = reader.strange.then_some("some lines are no segments: they were analysed as text");
    walk.text_ended(text, ended.and(rest).map(|()| remark), &sniffed.mime_type)
}

/// Where values go.
struct Out {
    batch: Batch,
    syntax: Syntax,
}

impl Out {
    /// Adds a value that is one part.
    fn value(&mut self, walk: &mut Walk<'_>, part: Part<'_>, spot: Spot, names: &[&str]) -> Result<(), Halt> {
        self.batch.value(walk, &self.syntax, part, spot, names)
    }

    /// Adds each component of a part as a value, and each part of a component; components before `first` are left out.
    fn components(
        &mut self,
        walk: &mut Walk<'_>,
        part: Part<'_>,
        spot: Spot,
        names: &[&str],
        first: u32,
    ) -> Result<(), Halt> {
        let syntax = self.syntax;
        for (number, component) in (1..).zip(syntax.split(part, syntax.component)) {
            if number < first {
                continue;
            }
            for sub_component in syntax.split(component, syntax.sub_component) {
                self.value(walk, sub_component, spot.component(number), names)?;
            }
        }
        Ok(())
    }

    /// Adds parts as one value, with signs before them (but for the first). In the order of the file.
    fn joined(
        &mut self,
        walk: &mut Walk<'_>,
        parts: &[(&str, Part<'_>)],
        spot: Spot,
        names: &[&str],
    ) -> Result<(), Halt> {
        self.batch.open();
        self.join(parts);
        self.batch.close(walk, spot, names)
    }

    fn join(&mut self, parts: &[(&str, Part<'_>)]) {
        for (sign, part) in parts.iter().filter(|(_, part)| !part.is_blank()) {
            if !self.batch.is_empty() {
                self.batch.between(sign);
            }
            self.batch.add(&self.syntax, *part);
        }
    }

    /// Adds parts as one value with spaces between them, whatever their order in the file.
    fn reordered(&mut self, walk: &mut Walk<'_>, parts: &[Part<'_>], spot: Spot, names: &[&str]) -> Result<(), Halt> {
        let there = || parts.iter().filter(|part| !part.is_blank());
        let (Some(start), Some(end)) = (there().map(|part| part.at).min(), there().map(|part| part.end()).max()) else {
            return Ok(());
        };
        self.batch.open();
        for part in there() {
            if !self.batch.is_empty() {
                self.batch.between(" ");
            }
            self.batch.add(&self.syntax, *part);
        }
        let alone = there().count() == 1;
        if !alone {
            self.batch.is_all_of(start..end);
        }
        self.batch.close(walk, spot, names)
    }
}

/// Longest element that is kept for a value that others belong to, in bytes. Own limit.
const HELD_BYTES: usize = 256;
/// Most elements that are kept so: repetitions can be any number. Own limit.
const MOST_HELD: usize = 64;
/// Most names that earlier elements may give later ones. Own limit.
const MOST_SAID: usize = 4;
/// Longest such name, in bytes. Own limit.
const SAID_BYTES: usize = 80;

/// An element that was kept.
struct Kept {
    number: u32,
    raw: Vec<u8>,
    at: u64,
    spot: Spot,
}

impl Kept {
    fn part(&self) -> Part<'_> {
        Part { raw: &self.raw, at: self.at }
    }
}

/// What is known of the segments read so far.
#[derive(Default)]
struct Held {
    id: Id,
    /// What earlier elements say of later ones.
    said: Vec<String>,
    /// What the last element says of the next.
    kind: String,
    /// Elements that a value is put together of.
    kept: Vec<Kept>,
    /// The same, over several segments.
    address: Vec<Kept>,
}

impl Held {
    /// Keeps what an element says of later ones.
    fn say(&mut self, said: &[u8]) {
        let said = String::from_utf8_lossy(said);
        let said = said.trim();
        if self.said.len() < MOST_SAID && said.len() <= SAID_BYTES && said.bytes().any(|byte| !byte.is_ascii_digit()) {
            self.said.push(said.to_owned());
        }
    }
}

/// How the search for an element's end ended.
enum Found {
    /// There, with this sign.
    At(usize, u8),
    /// The text ends with it.
    Last(usize),
    /// It is too long to be held.
    Long,
}

struct Reader {
    out: Out,
    segments: u64,
    held: Held,
    strange: bool,
}

impl Reader {
    fn run(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<(), Halt> {
        let standard = self.out.syntax.standard;
        // Whether UNA told the signs of the interchange that comes.
        let mut advised = false;
        loop {
            let view = text.fill(HEADER_BYTES);
            let between = view.iter().take_while(|byte| syntax::is_between(**byte)).count();
            if between > 0 {
                text.consume(between);
                continue;
            }
            if view.is_empty() {
                return self.finish_segments(walk, None);
            }
            let told = Syntax::told(standard, view);
            if let Some((syntax, length)) = told {
                self.out.syntax = syntax;
                if standard == Standard::Edifact {
                    advised = true;
                    text.consume(length);
                    continue;
                }
            } else if standard == Standard::Edifact && view.starts_with(b"UNB") {
                if !advised {
                    self.out.syntax = Syntax::not_advised(view);
                }
                advised = false;
            }
            self.segment(walk, text, told.map_or(0, |(_, length)| length))?;
            self.segments += 1;
        }
    }

    /// Reads a segment, whose first `header` bytes tell the signs of the message and are done with.
    fn segment(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>, header: usize) -> Result<(), Halt> {
        let syntax = self.out.syntax;
        let most = walk.limits.value_bytes;
        let (length, stop) = match find(text, &syntax, most) {
            Found::At(length, stop) => (length, Some(stop)),
            Found::Last(length) => (length, None),
            Found::Long => return self.strange(walk, text),
        };
        let least = if syntax.standard == Standard::X12 { 2 } else { 3 };
        let view = text.fill(length.max(1));
        let Some(id) = view.get(..length).and_then(|id| Id::read(id, least)) else { return self.strange(walk, text) };
        self.finish_segments(walk, Some(id))?;
        self.held.id = id;
        let mut spot = Spot { segment: self.segments, id, element: 0, repetition: 0, component: 0 };
        let mut stop = stop;
        if header > 0 {
            // The signs themselves are the first two elements of the header of HL7.
            text.consume(header);
            spot.element = 2;
            match find(text, &syntax, most) {
                Found::At(length, sign) => {
                    text.consume(length + 1);
                    stop = Some(sign);
                }
                Found::Last(length) => {
                    text.consume(length);
                    stop = None;
                }
                Found::Long => {}
            }
        } else {
            text.consume(length + usize::from(stop.is_some()));
        }
        while stop.is_some_and(|stop| !syntax.ends_segment(stop)) {
            spot.element = spot.element.saturating_add(1);
            let found = find(text, &syntax, most);
            let length = match found {
                Found::At(length, _) | Found::Last(length) => length,
                Found::Long => {
                    stop = self.long(walk, text, spot)?;
                    continue;
                }
            };
            if length > 0 {
                let at = text.passed();
                let view = text.fill(length);
                let part = Part { raw: view.get(..length).unwrap_or_default(), at };
                match syntax.standard {
                    Standard::Hl7 => hl7::element(walk, &mut self.out, &mut self.held, spot, part)?,
                    Standard::X12 => x12::element(walk, &mut self.out, &mut self.held, spot, part)?,
                    Standard::Edifact => edifact::element(walk, &mut self.out, &mut self.held, spot, part)?,
                }
            }
            stop = match found {
                Found::At(_, sign) => Some(sign),
                _ => None,
            };
            text.consume(length + usize::from(stop.is_some()));
        }
        Ok(())
    }

    /// A segment has ended, and what was kept of it is visited; `next` follows.
    fn finish_segments(&mut self, walk: &mut Walk<'_>, next: Option<Id>) -> Result<(), Halt> {
        match self.out.syntax.standard {
            Standard::Hl7 => {}
            Standard::X12 => x12::finish(walk, &mut self.out, &mut self.held, next)?,
            Standard::Edifact => edifact::finish(walk, &mut self.out, &mut self.held)?,
        }
        self.held.said.clear();
        self.held.kind.clear();
        self.held.kept.clear();
        Ok(())
    }

    /// Visits what is no segment, up to where one would end.
    fn strange(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<(), Halt> {
        self.strange = true;
        self.finish_segments(walk, None)?;
        let spot = Spot { segment: self.segments, id: Id::default(), element: 0, repetition: 0, component: 0 };
        self.stream(walk, text, spot, &[], |syntax, stop| syntax.ends_segment(stop)).map(|_| ())
    }

    /// Visits an element that is too long to be held. Gives the sign that ended it.
    fn long(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>, spot: Spot) -> Result<Option<u8>, Halt> {
        let name = match self.out.syntax.standard {
            Standard::Hl7 => hl7_fields::field(spot.id.as_str(), spot.element).map(|(name, _)| name),
            _ => None,
        };
        let name = name.map_or_else(|| format!("{}-{}", spot.id.as_str(), spot.element), str::to_owned);
        let said = std::mem::take(&mut self.held.said);
        let names: Vec<&str> = std::iter::once(name.as_str()).chain(said.iter().map(String::as_str)).collect();
        let stop = self.stream(walk, text, spot, &names, |_, _| true);
        self.held.said = said;
        stop
    }

    /// Visits what comes up to a sign that `ends` accepts as one value, in pieces, without decoding it.
    fn stream(
        &mut self,
        walk: &mut Walk<'_>,
        text: &mut Lookahead<'_, '_>,
        spot: Spot,
        names: &[&str],
        ends: impl Fn(&Syntax, u8) -> bool,
    ) -> Result<Option<u8>, Halt> {
        self.out.batch.flush(walk)?;
        let syntax = self.out.syntax;
        let context = walk.context(names);
        let place = spot.place(names.iter().map(|&name| name.to_owned()).collect());
        let prints = Footprints::new(self.out.batch.origin());
        let mut pieces = Pieces::at(place, context, walk.limits.value_bytes).made_of(prints);
        loop {
            let at = text.passed();
            let view = text.fill(2);
            if view.is_empty() {
                pieces.finish(walk)?;
                return Ok(None);
            }
            let last = view.len() < 2;
            let (length, stop) = match syntax.stop(view, 0) {
                Stop::At(length) => (length, view.get(length).copied()),
                Stop::From(_) if last => (view.len(), None),
                Stop::From(length) => (length.min(view.len()), None),
            };
            let stop = stop.filter(|&stop| ends(&syntax, stop));
            // A sign that ends nothing here belongs to the value.
            let taken = if stop.is_none() && length == 0 { 1 } else { length };
            pieces.push_from(walk, view.get(..taken).unwrap_or_default(), at)?;
            text.consume(taken + usize::from(stop.is_some()));
            if stop.is_some() {
                pieces.finish(walk)?;
                return Ok(stop);
            }
        }
    }
}

/// Looks for the end of an element of up to `most` bytes, which begins at the text's next byte.
fn find(text: &mut Lookahead<'_, '_>, syntax: &Syntax, most: usize) -> Found {
    let mut want = READ_BYTES;
    let mut from = 0;
    loop {
        let view = text.fill(want);
        let last = view.len() < want;
        match syntax.stop(view, from) {
            Stop::At(at) if at > most => return Found::Long,
            Stop::At(at) => return view.get(at).map_or(Found::Long, |sign| Found::At(at, *sign)),
            Stop::From(at) => from = at,
        }
        if view.len() > most {
            return Found::Long;
        }
        if last {
            return Found::Last(view.len());
        }
        // Doubling keeps the cost of looking at a long element again linear.
        want = view.len().saturating_mul(2).min(most.saturating_add(1)).max(view.len() + 1);
    }
}
