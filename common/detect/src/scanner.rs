//! The scanner: scratch memory of one thread, and the way from anchors to matches.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::Ruleset;
use crate::anchors::{Anchors, Carry, SWEEP_BLOCKS, Sweep};
use crate::classify::{BLOCK, Level};
use crate::detector::picture::{self, Follow, Opening, Value};
use crate::detector::{
    Compiled, Proof, Target, address, boundary, date, email, iban, pem, phone, secret, token,
};
use crate::keywords::KeywordSet;
use crate::resolve::{self, Raw};

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

/// The names around a field, as interned by [`Scanner::context`]. Valid for the scanner that made it, until
/// [`Scanner::forget_contexts`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ContextId(u32);

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
const _: () = assert!((resolve::STEPS + 1) * SHORT + crate::keywords::REACH + boundary::REACH + BLOCK < MARGIN);
const _: () = assert!(MARGIN + pem::LONGEST < crate::OVERLAP && MARGIN + token::LONGEST < crate::OVERLAP);

/// How many lists of names are remembered, so that data with ever new names costs no memory.
const NAME_LISTS: usize = 1 << 16;
/// How many bytes of names one list is remembered by.
const NAME_LIST_BYTES: usize = 1024;
/// How many different sets of key words contexts may have. Beyond it every key word counts as present: better a
/// detection too many than one too few.
const CONTEXTS: usize = 1 << 16;

/// Scans for the identifiers of a rule set. One per thread: it owns the scratch memory.
#[derive(Debug)]
pub struct Scanner {
    ruleset: Arc<Ruleset>,
    level: Level,
    scratch: Scratch,
    contexts: Vec<KeywordSet>,
    context_numbers: HashMap<KeywordSet, ContextId>,
    names: HashMap<Box<[u8]>, ContextId>,
    key: Vec<u8>,
}

#[derive(Debug)]
struct Scratch {
    anchors: Box<[Anchors; SWEEP_BLOCKS]>,
    starts: Box<[u64; SWEEP_BLOCKS + 1]>,
    found: Vec<Raw>,
    lone: Vec<Raw>,
    stays: Vec<u8>,
    value: Value,
    candidates: u64,
}

impl Scanner {
    /// A scanner for these rules. It uses AVX2 if the processor has it.
    pub fn new(ruleset: Arc<Ruleset>) -> Scanner {
        Scanner::with_level(ruleset, Level::detect())
    }

    pub(crate) fn with_level(ruleset: Arc<Ruleset>, level: Level) -> Scanner {
        let scratch = Scratch {
            anchors: Box::new([Anchors::default(); SWEEP_BLOCKS]),
            starts: Box::new([0; SWEEP_BLOCKS + 1]),
            found: Vec::new(),
            lone: Vec::new(),
            stays: Vec::new(),
            value: Value::new(),
            candidates: 0,
        };
        let mut scanner = Scanner {
            ruleset,
            level,
            scratch,
            contexts: Vec::new(),
            context_numbers: HashMap::new(),
            names: HashMap::new(),
            key: Vec::new(),
        };
        scanner.forget_contexts();
        scanner
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
        let core = core.start.min(window.len())..core.end.min(window.len());
        if core.is_empty() {
            return;
        }
        let first = core.start.saturating_sub(MARGIN);
        let last = (core.end + MARGIN).min(window.len());
        let mut carry = Carry::default();
        let mut base = first;
        while base < last {
            let blocks = (last - base).div_ceil(BLOCK).min(SWEEP_BLOCKS);
            self.scratch.starts.fill(0);
            self.scratch.starts[0] = u64::from(base == 0);
            self.sweep(&window[base..], blocks, &mut carry);
            for block in 0..blocks {
                let anchors = self.scratch.anchors[block];
                let mut site = Site {
                    text: window,
                    context: None,
                    base: 0,
                    field: 0,
                    ruleset: &self.ruleset,
                    near: Near::default(),
                    scratch: &mut self.scratch,
                };
                site.visit(&anchors, base + block * BLOCK);
            }
            base += blocks * BLOCK;
        }
        self.finish(|raw| {
            if core.contains(&raw.start) {
                let Raw { start, end, identifier, confidence, .. } = *raw;
                found(Match { identifier: usize::from(identifier), start, end, confidence });
            }
        });
    }

    /// Interns the names around a field: of its column, or of all elements on the path to it.
    pub fn context(&mut self, names: &[&str]) -> ContextId {
        self.key.clear();
        for name in names {
            let room = NAME_LIST_BYTES.saturating_sub(self.key.len());
            self.key.extend_from_slice(&name.as_bytes()[..name.len().min(room)]);
            self.key.push(0);
        }
        let whole = self.key.len() < NAME_LIST_BYTES;
        if whole && let Some(known) = self.names.get(self.key.as_slice()) {
            return *known;
        }
        let mut set = self.ruleset.keywords.in_names(names);
        if self.contexts.len() >= CONTEXTS && !self.context_numbers.contains_key(&set) {
            set = KeywordSet::EVERY;
        }
        let next = ContextId(self.contexts.len() as u32);
        let id = *self.context_numbers.entry(set).or_insert(next);
        if id == next {
            self.contexts.push(set);
        }
        if whole {
            if self.names.len() >= NAME_LISTS {
                self.names.clear();
            }
            self.names.insert(self.key.as_slice().into(), id);
        }
        id
    }

    /// Forgets all contexts, so that one object's names do not burden the next. Earlier ids become meaningless.
    pub fn forget_contexts(&mut self) {
        self.names.clear();
        self.context_numbers.clear();
        self.contexts.clear();
        // The context of a field without names has number 0, also for `ContextId::default()`.
        self.contexts.push(KeywordSet::default());
        self.context_numbers.insert(KeywordSet::default(), ContextId::default());
    }

    /// Scans many values that lie in one buffer, ordered by their starts and not overlapping, and reports the matches in
    /// that order. What lies between the fields is not looked at; no match crosses a field's bounds.
    pub fn scan_fields(&mut self, text: &[u8], fields: &[Field], found: &mut dyn FnMut(FieldMatch)) {
        let mut carry = Carry::default();
        let mut swept = 0;
        let mut current = 0;
        while let Some(field) = fields.get(current) {
            // Gaps of whole blocks are skipped; the blocks before do not matter to a field that begins here.
            let base = swept.max(field.start as usize / BLOCK * BLOCK);
            if base >= text.len() {
                break;
            }
            if base > swept {
                carry = Carry::default();
            }
            let blocks = (text.len() - base).div_ceil(BLOCK).min(SWEEP_BLOCKS);
            let end = base + blocks * BLOCK;
            self.mark_starts(&fields[current..], base);
            self.sweep(&text[base..], blocks, &mut carry);
            for block in 0..blocks {
                let anchors = self.scratch.anchors[block];
                if anchors.are_none() {
                    continue;
                }
                let start = base + block * BLOCK;
                while fields.get(current).is_some_and(|field| field.end as usize <= start) {
                    current += 1;
                }
                self.visit_fields(text, fields, current, &anchors, start);
            }
            while fields.get(current).is_some_and(|field| field.end as usize <= end) {
                current += 1;
            }
            swept = end;
        }
        self.finish(|raw| {
            let Raw { start, end, identifier, confidence, field, .. } = *raw;
            let field = field as usize;
            let origin = fields.get(field).map_or(0, |field| field.start as usize);
            found(FieldMatch {
                identifier: usize::from(identifier),
                field,
                start: start - origin,
                end: end - origin,
                confidence,
            });
        });
    }

    /// Marks where fields begin, and where what lies behind them begins.
    fn mark_starts(&mut self, fields: &[Field], base: usize) {
        let starts = &mut self.scratch.starts;
        starts.fill(0);
        for field in fields {
            if field.start as usize >= base + starts.len() * BLOCK {
                break;
            }
            for bound in [field.start, field.end] {
                if let Some(offset) = (bound as usize).checked_sub(base)
                    && let Some(starts) = starts.get_mut(offset / BLOCK)
                {
                    *starts |= 1 << (offset % BLOCK);
                }
            }
        }
    }

    /// Hands each anchor of a block to the field that it lies in. `first` is the first field that ends after the block begins.
    fn visit_fields(&mut self, text: &[u8], fields: &[Field], first: usize, anchors: &Anchors, start: usize) {
        for (index, field) in fields.iter().enumerate().skip(first) {
            let (field_start, field_end) = (field.start as usize, (field.end as usize).min(text.len()));
            if field_start >= start + BLOCK {
                break;
            }
            let low = field_start.max(start) - start;
            let high = field_end.min(start + BLOCK).saturating_sub(start);
            if high <= low {
                continue;
            }
            let own = u64::MAX << low & u64::MAX >> (BLOCK - high);
            let anchors = anchors.masked(own);
            if anchors.are_none() {
                continue;
            }
            let context = self.contexts.get(field.context.0 as usize);
            let mut site = Site {
                text: &text[field_start..field_end],
                context,
                base: field_start,
                field: index as u32,
                ruleset: &self.ruleset,
                near: Near::default(),
                scratch: &mut self.scratch,
            };
            site.visit_at(&anchors, start as isize - field_start as isize);
        }
    }

    fn sweep(&mut self, text: &[u8], blocks: usize, carry: &mut Carry) {
        let Scratch { anchors, starts, .. } = &mut self.scratch;
        Sweep { text, starts, wanted: self.ruleset.dispatch.wanted, carry, anchors: &mut anchors[..blocks] }
            .start(self.level);
    }

    /// Resolves overlaps and reports in order of starts.
    fn finish(&mut self, mut report: impl FnMut(&Raw)) {
        let Scratch { found, lone, stays, .. } = &mut self.scratch;
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
    }

    /// How many anchors were looked at so far: the work that a text made.
    #[cfg(test)]
    pub(crate) fn candidates(&self) -> u64 {
        self.scratch.candidates
    }
}

/// The key words around the last value asked about.
#[derive(Clone, Copy, Debug, Default)]
struct Near {
    known: Option<(usize, usize, KeywordSet)>,
}

/// A text, or one field of a buffer, being scanned.
struct Site<'a> {
    text: &'a [u8],
    context: Option<&'a KeywordSet>,
    /// Where the text begins in the buffer.
    base: usize,
    field: u32,
    ruleset: &'a Ruleset,
    near: Near,
    scratch: &'a mut Scratch,
}

impl Site<'_> {
    fn visit(&mut self, anchors: &Anchors, start: usize) {
        self.visit_at(anchors, start as isize);
    }

    /// Tries all candidates of a block that begins at `start` (before the text, if a field begins within the block).
    #[inline]
    fn visit_at(&mut self, anchors: &Anchors, start: isize) {
        if anchors.are_none() {
            return;
        }
        self.each(anchors.number, start, Site::number);
        self.each(anchors.word, start, Site::word);
        self.each(anchors.literal, start, Site::literal);
        self.each(anchors.at, start, Site::email);
        self.each(anchors.hextet, start, Site::hextet);
        self.each(anchors.year, start, Site::year);
        self.each(anchors.plus, start, Site::international);
        self.each(anchors.area_code, start, Site::area_code);
        self.each(anchors.secret, start, Site::secret);
    }

    #[inline]
    fn each(&mut self, mut bits: u64, start: isize, visit: impl Fn(&mut Self, usize)) {
        while bits != 0 {
            let position = start + bits.trailing_zeros() as isize;
            bits &= bits - 1;
            if let Ok(position) = usize::try_from(position)
                && position < self.text.len()
            {
                self.scratch.candidates += 1;
                visit(self, position);
            }
        }
    }

    fn near(&mut self, group: u16, start: usize, end: usize) -> bool {
        if self.context.is_some_and(|context| context.contains(group)) {
            return true;
        }
        let set = match &self.near.known {
            Some((known_start, known_end, set)) if (*known_start, *known_end) == (start, end) => set,
            _ => {
                let set = self.ruleset.keywords.near(self.text, start, end);
                &self.near.known.insert((start, end, set)).2
            }
        };
        set.contains(group)
    }

    fn raw(&self, target: Target, start: usize, end: usize, confidence: Confidence) -> Raw {
        Raw {
            start: self.base + start,
            end: self.base + end,
            field: self.field,
            identifier: target.identifier,
            rank: target.rank,
            confidence,
        }
    }

    fn report(&mut self, target: Target, start: usize, end: usize, confidence: Confidence) {
        let raw = self.raw(target, start, end, confidence);
        self.scratch.found.push(raw);
    }

    /// Reports a value that takes no part in overlaps: long ones, in frames of their own.
    fn report_lone(&mut self, target: Target, start: usize, end: usize) {
        let raw = self.raw(target, start, end, Confidence::High);
        self.scratch.lone.push(raw);
    }

    /// A group of digits.
    fn number(&mut self, start: usize) {
        let Some(opening) = Opening::read(self.text, start) else { return };
        let ruleset = self.ruleset;
        let Opening { first, follow, second } = opening;
        if first <= 3
            && follow == Follow::Dot
            && second <= 3
            && let Some(target) = ruleset.dispatch.address
            && let Some(end) = address::v4(self.text, start)
        {
            self.report(target, start, end, Confidence::Medium);
            return;
        }
        if !boundary::begins(self.text, start) {
            return;
        }
        for compiled in ruleset.dispatch.opening(opening) {
            self.picture(compiled, start);
        }
        if matches!(first, 1 | 2 | 4) && matches!(second, 1 | 2 | 4) && ruleset.dispatch.date.is_some() {
            self.date(start);
        }
        if !ruleset.dispatch.telephones.is_empty() && phone::is_plausible(self.text, start, first, second) {
            self.national(start, start);
        }
    }

    /// A token that begins with a letter, or mixes letters and digits.
    fn word(&mut self, start: usize) {
        let rest = &self.text[start..];
        let ruleset = self.ruleset;
        if rest[0].is_ascii_digit() {
            self.number(start);
            return;
        }
        if let Some(account) = ruleset.dispatch.account(rest[0], boundary::at(rest, 1))
            && let Some(end) = iban::find(self.text, start, &account.signs, &mut self.scratch.value)
        {
            self.report(account.target, start, end, Confidence::High);
            return;
        }
        let letters = rest.iter().take(16).take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters < 16 && boundary::begins(self.text, start) {
            for compiled in ruleset.dispatch.letters(letters) {
                self.picture(compiled, start);
            }
        }
    }

    /// Tries a picture where a value may begin.
    #[inline]
    fn picture(&mut self, compiled: &Compiled, start: usize) {
        let end = start + compiled.picture.len();
        if end > self.text.len() || !boundary::ends(self.text, end) {
            return;
        }
        let value = if compiled.plain {
            &self.text[start..end]
        } else {
            if picture::matches(&compiled.picture, self.text, start, &mut self.scratch.value).is_none() {
                return;
            }
            self.scratch.value.as_bytes()
        };
        if !(compiled.check)(value) || compiled.placeholders.iter().any(|known| known.as_bytes() == value) {
            return;
        }
        let proven = compiled.proof == Proof::CheckDigits;
        if compiled.gapped && !(proven && compiled.keyword) && !boundary::isolated(self.text, start, end) {
            return;
        }
        if compiled.keyword && !self.near(compiled.target.group, start, end) {
            return;
        }
        let confidence = if proven && compiled.keyword { Confidence::High } else { Confidence::Medium };
        self.report(compiled.target, start, end, confidence);
    }

    fn date(&mut self, start: usize) {
        let Some(target) = self.ruleset.dispatch.date else { return };
        let bounds =
            date::numeric(self.text, start).map(|end| (start, end)).or_else(|| date::month_first(self.text, start));
        self.dated(target, bounds);
    }

    fn year(&mut self, start: usize) {
        let Some(target) = self.ruleset.dispatch.date else { return };
        let bounds = date::named(self.text, start);
        self.dated(target, bounds);
    }

    fn dated(&mut self, target: Target, bounds: Option<(usize, usize)>) {
        let Some((start, end)) = bounds else { return };
        if self.near(target.group, start, end) {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    fn international(&mut self, plus: usize) {
        let telephones = &self.ruleset.dispatch.telephones;
        let asked = |plan: phone::Plan| telephones.iter().find(|telephone| telephone.plan == plan);
        if let Some((end, plan)) = phone::international(self.text, plus, |plan| asked(plan).is_some())
            && let Some(telephone) = asked(plan)
        {
            self.report(telephone.target, plus, end, Confidence::Medium);
        }
    }

    /// The bracket after an area code: the number begins with the bracket before it.
    fn area_code(&mut self, close: usize) {
        let digits = self.text[..close].iter().rev().take(6).take_while(|byte| byte.is_ascii_digit()).count();
        let first = close - digits;
        if (1..=5).contains(&digits) && boundary::back(self.text, first, 1) == b'(' && boundary::begins(self.text, first - 1) {
            self.national(first - 1, first);
        }
    }

    /// A telephone number without country code. Of the plans that it fits, the one that it fits best counts.
    fn national(&mut self, start: usize, first_digit: usize) {
        let ruleset = self.ruleset;
        let number = phone::Number::read(self.text, first_digit);
        let mut best: Option<(phone::Fit, usize, Target)> = None;
        for telephone in &ruleset.dispatch.telephones {
            let fit = number.longest(self.text, |digits, groups| telephone.plan.national(digits, groups));
            let Some((end, fit)) = fit else { continue };
            if best.is_none_or(|(known, _, _)| fit > known) && self.near(telephone.target.group, start, end) {
                best = Some((fit, end, telephone.target));
            }
        }
        if let Some((_, end, target)) = best {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    fn email(&mut self, sign: usize) {
        if let Some(target) = self.ruleset.dispatch.email
            && let Some((start, end)) = email::find(self.text, sign)
        {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    fn hextet(&mut self, colon: usize) {
        if let Some(target) = self.ruleset.dispatch.address
            && let Some((start, end)) = address::v6(self.text, colon)
        {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    fn secret(&mut self, inside: usize) {
        let Some(target) = self.ruleset.dispatch.aws_secret else { return };
        let Some((start, end)) = secret::aws(self.text, inside) else { return };
        if !self.is_placeholder(target, start, end) && self.near(target.group, start, end) {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    fn is_placeholder(&self, target: Target, start: usize, end: usize) -> bool {
        let row = self.ruleset.identifiers()[usize::from(target.identifier)];
        row.placeholders.iter().any(|known| known.as_bytes() == &self.text[start..end])
    }

    fn literal(&mut self, start: usize) {
        let dispatch = &self.ruleset.dispatch;
        match self.text[start] {
            b'-' => {
                if let Some((end, family)) = pem::find(self.text, start)
                    && let Some(target) = dispatch.frame(family)
                {
                    self.report_lone(target, start, end);
                }
            }
            b'A' => {
                if let Some(target) = dispatch.google_key
                    && let Some(end) = secret::google(self.text, start)
                    && self.near(target.group, start, end)
                {
                    self.report(target, start, end, Confidence::High);
                }
            }
            b's' | b'p' | b'r' => {
                if let Some(target) = dispatch.stripe_key
                    && let Some(end) = secret::stripe(self.text, start)
                    && !self.is_placeholder(target, start, end)
                {
                    self.report(target, start, end, Confidence::High);
                }
            }
            b'e' => {
                if let Some(target) = dispatch.web_token
                    && let Some(end) = token::web(self.text, start)
                {
                    self.report_lone(target, start, end);
                }
            }
            b'P' => {
                if let Some(target) = dispatch.putty
                    && let Some(end) = pem::putty(self.text, start)
                {
                    self.report_lone(target, start, end);
                }
            }
            b'B' | b'b' => {
                if let Some(target) = dispatch.basic_header {
                    let named = self.context.is_some_and(|context| context.contains(target.group));
                    if let Some((start, end)) = token::basic(self.text, start, named) {
                        self.report_lone(target, start, end);
                    }
                }
            }
            _ => {}
        }
    }
}
