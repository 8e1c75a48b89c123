//! The scanner: scratch memory of one thread, and the way from anchors to matches.

mod batch;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use zeroize::Zeroize;

use crate::anchors::{self, Anchors, Derived};
use crate::catalogue::Rank;
use crate::classify::{BLOCK, Classes, Level, ROW, Row, SWEEP_BLOCKS};
pub use crate::context::ContextId;
use crate::context::Contexts;
use crate::detector::picture::Value;
use crate::detector::{
    address, assignment, bic, boundary, card_date, cookie, date, email, iban, mac, magnetic, mnemonic, name, pattern,
    pem, phone, position, postal, secret, token, url, vendor, wallet,
};
use crate::fields::Map;
use crate::keywords::Found;
use crate::resolve::{self, Raw};
use crate::site::{Runs, Site};
use crate::stages::{Stage, Stages};
use crate::visit::visit;
use crate::width::Plain;
use crate::zones::Zones;
use crate::{Ruleset, custom};

/// How sure a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// The shape alone.
    Low,
    /// Either check digits (or a vendor's prefix) or a key word.
    Medium,
    /// Check digits (or a frame that leaves no doubt) and, where key words exist, a key word.
    High,
}

/// A place in a text where an identifier matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Match {
    /// Index into [`Ruleset::identifiers`].
    pub identifier: usize,
    /// First byte, counted from the begin of the window.
    pub start: usize,
    /// First byte after the value.
    pub end: usize,
    /// How sure it is.
    pub confidence: Confidence,
}

/// Where in a text a window lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Bytes of the text before the window.
    pub offset: u64,
    /// Whether the text ends with the window.
    pub last: bool,
}

impl Part {
    /// The window is the whole text.
    pub const WHOLE: Part = Part { offset: 0, last: true };
}

/// One value of structured data, lying in a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// First byte in the buffer.
    pub start: u32,
    /// First byte after the value.
    pub end: u32,
    /// Names of the column, or of the elements on the path.
    pub context: ContextId,
}

/// A place in a field where an identifier matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FieldMatch {
    /// Index into [`Ruleset::identifiers`].
    pub identifier: usize,
    /// Index into the fields that were scanned.
    pub field: usize,
    /// First byte, counted from the begin of the field.
    pub start: usize,
    /// First byte after the value, counted likewise.
    pub end: usize,
    /// How sure it is.
    pub confidence: Confidence,
}

/// How far around the core matches are looked for, in bytes: enough for whatever may overlap a match inside.
///
/// Values that take part in overlaps have at most [`SHORT`] bytes; the decision looks [`resolve::STEPS`] links far.
const MARGIN: usize = 2048;
const SHORT: usize = 352;
const _: () =
    assert!(email::LONGEST <= SHORT && secret::LONGEST <= SHORT && iban::LONGEST <= SHORT && phone::LONGEST <= SHORT);
const _: () = assert!(date::LONGEST <= SHORT && address::LONGEST <= SHORT);
const _: () = assert!(name::LONGEST + 24 <= SHORT && postal::LONGEST <= SHORT);
const _: () = assert!(bic::LONGEST <= SHORT && card_date::LONGEST <= SHORT && mac::LONGEST <= SHORT);
const _: () = assert!(magnetic::LONGEST <= SHORT && mnemonic::LONGEST <= SHORT && position::LONGEST <= SHORT);
const _: () =
    assert!(wallet::LONGEST <= SHORT && vendor::SHORT <= SHORT && assignment::LONGEST + assignment::REACH < MARGIN);
const _: () = assert!(assignment::unsigned::REACH < MARGIN);
const _: () =
    assert!(MARGIN + pattern::LONGEST < crate::OVERLAP && MARGIN + cookie::LONGEST + url::LONGEST < crate::OVERLAP);
const _: () = assert!((resolve::STEPS + 1) * SHORT + crate::keywords::REACH + boundary::REACH + BLOCK < MARGIN);
const _: () = assert!(MARGIN + pem::LONGEST < crate::OVERLAP && MARGIN + token::LONGEST < crate::OVERLAP);

/// How far around a sweep it is looked whether all is ASCII, in bytes: enough for the key words of most values.
const AROUND: usize = 512;

/// Scans for the identifiers of a rule set. One per thread: it owns the scratch memory.
///
/// It keeps nothing of a text when a scan is over. Of fields it keeps names and some values, until they are
/// [forgotten](Scanner::forget).
pub struct Scanner {
    ruleset: Arc<Ruleset>,
    level: Level,
    masks: Box<SweepMasks>,
    found: Found,
    plain: Plain,
    scratch: Scratch,
    contexts: Contexts,
    /// What is known of key words of a buffer of fields.
    likely: Found,
    map: Map,
    /// What was found in values of fields before.
    memory: Option<Box<batch::Memory>>,
    /// Whether that is remembered.
    remembers: bool,
}

/// The masks of a sweep.
struct SweepMasks {
    classes: Classes,
    starts: Row,
    near_starts: Row,
    derived: Derived,
    anchors: Anchors,
    zones: Zones,
}

/// What the blocks of a sweep have, a bit for each block.
struct Kinds {
    /// Bytes beyond ASCII.
    beyond_ascii: u32,
    /// Three digits in a row.
    numbers: u32,
}

/// From where on a text is ASCII up to the next sweep.
struct Ascii(usize);

impl Ascii {
    /// Before the first sweep, which begins at `base`.
    fn before(text: &[u8], base: usize) -> Ascii {
        let from = base.saturating_sub(AROUND);
        Ascii(if text[from..base].is_ascii() { from } else { base })
    }

    /// A stretch around the next sweep that is ASCII, as far as key words are looked for; none if there is other text in it.
    /// `beyond` are the blocks of the sweep that have any, perhaps others too.
    fn around(&mut self, text: &[u8], (base, blocks): (usize, usize), beyond: u32) -> Range<usize> {
        let end = (base + blocks * BLOCK).min(text.len());
        let around = base.saturating_sub(AROUND)..(end + AROUND).min(text.len());
        let is_plain = beyond == 0 && self.0 <= around.start && text[end..around.end].is_ascii();
        if beyond != 0 {
            self.0 = base + (u32::BITS - beyond.leading_zeros()) as usize * BLOCK;
        }
        if is_plain { around } else { 0..0 }
    }
}

/// Bytes of a sweep, a bit each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks([u64; SWEEP_BLOCKS]);

impl Marks {
    /// Marks the byte, if it is of the sweep.
    pub(crate) fn insert(&mut self, offset: usize) {
        if let Some(bits) = self.0.get_mut(offset / BLOCK) {
            *bits |= 1 << (offset % BLOCK);
        }
    }

    /// Marks those bytes that are of the sweep.
    pub(crate) fn insert_all(&mut self, offsets: Range<usize>) {
        offsets.for_each(|offset| self.insert(offset));
    }

    /// The bytes of this block.
    #[inline(always)]
    pub(crate) fn of(&self, block: usize) -> u64 {
        self.0[block]
    }

    /// Unmarks all.
    pub(crate) fn clear(&mut self) {
        self.0 = [0; SWEEP_BLOCKS];
    }
}

/// No field has this number.
const NOTHING_TRIED: (u32, Range<usize>) = (u32::MAX, 0..0);

/// Memory that is used again and again.
pub(crate) struct Scratch {
    /// Matches that may displace each other.
    pub(crate) found: Vec<Raw>,
    /// Matches that take no part in that.
    pub(crate) lone: Vec<Raw>,
    stays: Vec<u8>,
    pub(crate) value: Value,
    custom: custom::Scratch,
    pub(crate) stages: Stages,
    /// Where addresses of IPv4 begin in the sweep: they are no numbers.
    pub(crate) addresses: Marks,
    /// Where IBANs begin in the sweep: they are no other ids.
    pub(crate) accounts: Marks,
    /// The bytes of the sweep that belong to names which are whole fields: there is no other name in them.
    pub(crate) names: Marks,
    /// In which field, and where in it, values without anchors were tried last.
    pub(crate) tried: (u32, Range<usize>),
    /// How many anchors were looked at, and places beside key words: the work that a text made.
    #[cfg(test)]
    pub(crate) work: u64,
}

impl fmt::Debug for Scanner {
    /// Shows the rules alone: names of columns are somebody's data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Scanner").field("ruleset", &self.ruleset.version()).finish_non_exhaustive()
    }
}

impl Scanner {
    /// A scanner for these rules. It uses AVX-512, AVX2 or NEON if the processor has them.
    pub fn new(ruleset: Arc<Ruleset>) -> Scanner {
        Scanner::with_level(ruleset, Level::detect())
    }

    pub(crate) fn with_level(ruleset: Arc<Ruleset>, level: Level) -> Scanner {
        let scratch = Scratch {
            found: Vec::new(),
            lone: Vec::new(),
            stays: Vec::new(),
            value: Value::new(),
            custom: custom::Scratch::new(),
            stages: Stages::new(),
            addresses: Marks::default(),
            accounts: Marks::default(),
            names: Marks::default(),
            tried: NOTHING_TRIED,
            #[cfg(test)]
            work: 0,
        };
        let masks = Box::new(SweepMasks {
            classes: Classes::new(),
            starts: [0; ROW],
            near_starts: [0; ROW],
            derived: Derived::new(),
            anchors: Anchors::new(),
            zones: Zones::new(),
        });
        Scanner {
            ruleset,
            level,
            masks,
            found: Found::default(),
            plain: Plain::default(),
            scratch,
            contexts: Contexts::new(),
            likely: Found::default(),
            map: Map::default(),
            memory: None,
            remembers: true,
        }
    }

    /// Where the time went since this was asked last.
    #[cfg(feature = "stages")]
    pub fn stages(&mut self) -> &mut Stages {
        &mut self.scratch.stages
    }

    /// The rules of this scanner.
    pub fn ruleset(&self) -> &Arc<Ruleset> {
        &self.ruleset
    }

    /// Scans a window of a longer text and reports the matches that start inside `core`, ordered by their starts.
    ///
    /// The window should hold [`crate::OVERLAP`] bytes on each side of the core, or reach to the begin or end of the text.
    /// Then scanning a text in windows reports what scanning it whole would. A core beyond the window is cut.
    pub fn scan_text(&mut self, window: &[u8], core: Range<usize>, found: &mut dyn FnMut(Match)) {
        self.scan_part(window, core, Part::WHOLE, found);
    }

    /// Likewise, for a window that is not the whole text: `part` tells where in the text it lies, on which matches of custom
    /// identifiers depend.
    pub fn scan_part(&mut self, window: &[u8], core: Range<usize>, part: Part, found: &mut dyn FnMut(Match)) {
        let core = core.start.min(window.len())..core.end.min(window.len());
        if core.is_empty() {
            return;
        }
        let mut plain = std::mem::take(&mut self.plain);
        if plain.fill(self.level, window) {
            self.visit_text(plain.bytes(), plain.place_of(core.start)..plain.place_of(core.end));
            self.lead_back(&plain, 0);
            plain.clear();
        } else {
            self.visit_text(window, core.clone());
        }
        self.plain = plain;
        self.custom_text(window, core.clone(), part);
        let ruleset = Arc::clone(&self.ruleset);
        self.finish(|raw| {
            if core.contains(&raw.start) && !ruleset.allows(usize::from(raw.identifier), &window[raw.start..raw.end]) {
                let Raw { start, end, identifier, confidence, .. } = *raw;
                found(Match { identifier: usize::from(identifier), start, end, confidence });
            }
        });
    }

    /// Finds the candidates of a text around `core`, and what becomes of them.
    fn visit_text(&mut self, window: &[u8], core: Range<usize>) {
        // A job may ask for custom identifiers alone.
        if self.ruleset.identifiers().is_empty() {
            return;
        }
        let first = core.start.saturating_sub(MARGIN);
        let last = (core.end + MARGIN).min(window.len());
        self.masks.classes.forget();
        self.found.clear();
        let mut ascii = Ascii::before(window, first);
        let mut base = first;
        while base < last {
            let blocks = (last - base).div_ceil(BLOCK).min(SWEEP_BLOCKS);
            self.masks.mark_begin(base == 0);
            let stages = &mut self.scratch.stages;
            let kinds = self.masks.classify(self.level, &self.ruleset, &window[base..], blocks, stages);
            self.found.set_plain(ascii.around(window, (base, blocks), kinds.beyond_ascii));
            self.masks.zones.clear();
            let place = (base, blocks, kinds.numbers);
            self.masks.find_anchors(self.level, &self.ruleset, window, place, &mut self.found, stages);
            let SweepMasks { anchors, zones, .. } = &*self.masks;
            let mut site = Site {
                text: window,
                context: None,
                base: 0,
                field: 0,
                ruleset: &self.ruleset,
                masks: self.masks.runs(base, blocks),
                found: &mut self.found,
                scratch: &mut self.scratch,
            };
            let known = site.scratch.found.len();
            self.level.with(
                #[inline(always)]
                || visit(&mut site, anchors, zones, base),
            );
            resolve::sort_sweep(&mut self.scratch.found[known..]);
            self.masks.classes.carry(blocks);
            base += blocks * BLOCK;
        }
    }

    /// Moves all matches from the plain text to where they lie in the original, of which it is the part from `origin` on.
    fn lead_back(&mut self, plain: &Plain, origin: usize) {
        let Scratch { found, lone, .. } = &mut self.scratch;
        for raw in found.iter_mut().chain(lone) {
            (raw.start, raw.end) = (origin + plain.to_original(raw.start), origin + plain.to_original(raw.end));
        }
    }

    /// Interns the names around a field: of its column, or of all elements on the path to it.
    pub fn context(&mut self, names: &[&str]) -> ContextId {
        self.contexts.intern(&self.ruleset, names)
    }

    /// Whether values of fields are remembered, which they are unless told otherwise: then those that come again cost little.
    /// What is found is the same.
    pub fn remember_values(&mut self, remembers: bool) {
        self.remembers = remembers;
        if !remembers {
            self.memory = None;
        }
    }

    /// Forgets all that is kept of an object: the names of its fields, and values, which are wiped. Earlier [`ContextId`]s
    /// become meaningless.
    pub fn forget(&mut self) {
        self.contexts.forget();
        if let Some(memory) = &mut self.memory {
            memory.forget();
        }
    }

    /// Finds the matches of custom identifiers in a text.
    fn custom_text(&mut self, window: &[u8], core: Range<usize>, part: Part) {
        if self.ruleset.custom.is_empty() {
            return;
        }
        let stage = self.scratch.stages.enter(Stage::Custom);
        let Scratch { custom, lone, .. } = &mut self.scratch;
        let first = self.ruleset.identifiers().len();
        let place = (part.offset, part.last);
        self.ruleset.custom.scan_text(custom, window, place, core, &mut |index, start, end| {
            lone.push(custom_match(first + index, 0, start, end));
        });
        self.scratch.stages.leave(stage);
    }

    /// Resolves overlaps and reports in order of starts.
    fn finish(&mut self, mut report: impl FnMut(&Raw)) {
        let stage = self.scratch.stages.enter(Stage::Overlaps);
        let Scratch { found, lone, stays, value, .. } = &mut self.scratch;
        lone.sort_unstable_by_key(|raw| (raw.start, raw.identifier, raw.end));
        lone.dedup();
        let mut waiting = lone.iter().peekable();
        resolve::resolve(found, stays, |raw| {
            while let Some(earlier) = waiting.next_if(|lone| lone.start <= raw.start) {
                report(earlier);
            }
            report(raw);
        });
        waiting.for_each(report);
        lone.clear();
        value.zeroize();
        self.scratch.tried = NOTHING_TRIED;
        self.scratch.stages.leave(stage);
    }
}

/// A match of a custom identifier: it takes no part in overlaps.
fn custom_match(identifier: usize, field: u32, start: usize, end: usize) -> Raw {
    Raw { start, end, field, identifier: identifier as u16, rank: Rank::Shaped, confidence: Confidence::Medium }
}

impl SweepMasks {
    /// Classifies the bytes of some blocks of a text, and tells what they have.
    fn classify(&mut self, level: Level, ruleset: &Ruleset, text: &[u8], blocks: usize, stages: &mut Stages) -> Kinds {
        let stage = stages.enter(Stage::Anchors);
        level.fill(&mut self.classes, text, blocks, &ruleset.dispatch.filters);
        let kinds = self.kinds(level);
        stages.leave(stage);
        kinds
    }

    /// What the blocks have.
    fn kinds(&self, level: Level) -> Kinds {
        let Classes { high, digit, .. } = &self.classes;
        level.with(
            #[inline(always)]
            || {
                let mut kinds = Kinds { beyond_ascii: 0, numbers: 0 };
                for block in 0..SWEEP_BLOCKS {
                    let (high, digit) = (high[block + 1], digit[block + 1]);
                    kinds.beyond_ascii |= if high != 0 { 1 << block } else { 0 };
                    kinds.numbers |= if digit & digit << 1 & digit << 2 != 0 { 1 << block } else { 0 };
                }
                kinds
            },
        )
    }

    /// Finds the anchors of the blocks from `base` on, and the zones in which they count, besides those that are open. `numbers`
    /// are the blocks with numbers.
    fn find_anchors(
        &mut self,
        level: Level,
        ruleset: &Ruleset,
        text: &[u8],
        (base, blocks, numbers): (usize, usize, u32),
        found: &mut Found,
        stages: &mut Stages,
    ) {
        let SweepMasks { classes, starts, near_starts, derived, anchors, zones } = self;
        let (keywords, dispatch) = (&ruleset.keywords, &ruleset.dispatch);
        let stage = stages.enter(Stage::Keywords);
        // Where there are numbers everywhere, key words are looked up everywhere. So that can be done first; and where there are
        // none, most anchors need not be found.
        let unkeyed = dispatch.unkeyed.as_ref().filter(|_| {
            2 * numbers.count_ones() as usize >= blocks
                && zones.are_closed()
                && !keywords.have_any(text, Zones::around((base, blocks), keywords, found), found)
        });
        stages.leave(stage);
        let stage = stages.enter(Stage::Anchors);
        let wanted = unkeyed.unwrap_or(&dispatch.wanted);
        anchors::find(level, classes, (starts, near_starts), wanted, derived, anchors);
        stages.leave(stage);
        if unkeyed.is_none() {
            let stage = stages.enter(Stage::Keywords);
            zones.fill(text, (base, blocks), anchors, (keywords, dispatch), found);
            stages.leave(stage);
        }
    }

    /// Marks that the text begins with this sweep, or that it does not.
    fn mark_begin(&mut self, begins: bool) {
        self.starts.fill(0);
        self.near_starts.fill(0);
        if begins {
            self.starts[1] = 1;
            self.near_starts[1] = (1 << anchors::NEAR_START) - 1;
        }
    }

    /// Marks where fields begin, and where what lies behind them begins, from the block before `base` on.
    fn mark_starts(&mut self, fields: &[Field], base: usize) {
        self.starts.fill(0);
        for field in fields {
            if field.start as usize >= base + (ROW - 1) * BLOCK {
                break;
            }
            for bound in [field.start, field.end] {
                if let Some(offset) = (bound as usize + BLOCK).checked_sub(base)
                    && let Some(starts) = self.starts.get_mut(offset / BLOCK)
                {
                    *starts |= 1 << (offset % BLOCK);
                }
            }
        }
        let mut previous = 0;
        for (near, starts) in self.near_starts.iter_mut().zip(&self.starts) {
            let shifted = |distance: u32| starts << distance | previous >> (BLOCK as u32 - distance);
            *near = (1..anchors::NEAR_START as u32).fold(*starts, |near, distance| near | shifted(distance));
            previous = *starts;
        }
    }

    fn runs(&self, base: usize, blocks: usize) -> Runs<'_> {
        Runs { classes: &self.classes, letter: self.derived.letters(), base, blocks }
    }
}
