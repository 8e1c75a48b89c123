//! The custom identifiers of a rule set, compiled together, and how texts and fields are searched for all of them.

use std::ops::Range;

use zeroize::Zeroize;

use super::anchors::{Anchors, Hit, Target};
use super::automaton::Text;
use super::keyword::characters_ahead;
use super::masks::{Blocks, Masks};
use super::matcher::{Cursor, Matcher, Places};
use super::names::NameIndex;
use super::{Criteria, Error, KEYWORD_LENGTH, LONGEST_MATCH, MATCH_DISTANCE, SEGMENT};
use crate::{ContextId, Field};

/// How far behind the begin of a key word a match can begin, in bytes: characters have at most four.
const REACH: usize = 4 * (*KEYWORD_LENGTH.end() + *MATCH_DISTANCE.end() as usize);

const _: () = assert!(REACH < SEGMENT && LONGEST_MATCH <= SEGMENT);
// Behind: the segment of what begins in the core, with all that a key word reaches, and the segment before. Ahead: the rest
// of the segment of the last match, and the literal in it.
const _: () = assert!(REACH + 2 * SEGMENT < crate::OVERLAP && SEGMENT + LONGEST_MATCH + 8 < crate::OVERLAP);

/// Fields with more bytes are searched like texts, so that memory stays bounded.
const LARGE_FIELD: usize = 2 * SEGMENT;
/// How many bytes of fields are searched together.
const BATCH: usize = 4 * SEGMENT;
/// Fields with more bytes between them are not searched together.
const GAP: usize = 512;
/// How many steps back from literals, for each byte of a segment, are taken to see where matches can begin.
const STEPS_BACK: usize = 64;

/// A set of custom identifiers: those that have a key word in the names of a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Named(u32);

impl Named {
    pub(super) fn contains(self, custom: usize) -> bool {
        self.0 >> custom & 1 == 1
    }

    pub(super) fn insert(&mut self, custom: usize) {
        self.0 |= 1 << custom;
    }
}

/// The custom identifiers of a rule set, at most [`crate::ruleset::CUSTOM_IDENTIFIERS`].
#[derive(Debug)]
pub(crate) struct Compiled {
    matchers: Vec<Matcher>,
    anchors: Anchors,
    masks: Masks,
    /// Identifiers without key words of which every place must be looked at.
    everywhere: Vec<usize>,
    /// Identifiers whose places are found by the kinds of the bytes.
    fits: Vec<usize>,
    /// Whether any identifier has key words.
    keyed: bool,
    names: NameIndex,
}

const _: () = assert!(crate::ruleset::CUSTOM_IDENTIFIERS <= 32);

/// Memory that is used again and again.
#[derive(Debug)]
pub(crate) struct Scratch {
    folded: Vec<u8>,
    hits: Vec<Hit>,
    next_hits: Vec<Hit>,
    items: Vec<Item>,
    blocks: Blocks,
    /// For each identifier where the last match of the segment before ends, and that of this one.
    ends: Vec<(usize, usize)>,
}

impl Scratch {
    pub(crate) fn new() -> Scratch {
        Scratch {
            folded: Vec::new(),
            hits: Vec::new(),
            next_hits: Vec::new(),
            items: Vec::new(),
            blocks: Blocks::new(),
            ends: Vec::new(),
        }
    }

    /// Wipes what was copied of a text. Of most texts nothing is, and then nothing is done: it may have taken much memory.
    fn wipe(&mut self) {
        if !self.folded.is_empty() {
            self.folded.zeroize();
        }
    }
}

/// Places where matches of an identifier may begin.
#[derive(Clone, Copy, Debug)]
struct Item {
    field: u32,
    custom: u8,
    from: usize,
    until: usize,
    /// Where matches must end.
    limit: usize,
}

/// Where a search reports: number of the identifier, begin and end.
type Report<'a> = &'a mut dyn FnMut(usize, usize, usize);

// What the scanner calls is not called yet.
impl Compiled {
    /// Compiles criteria. An error comes with the number of those that it is about.
    pub(crate) fn new<'a>(criteria: impl IntoIterator<Item = &'a Criteria>) -> Result<Compiled, (usize, Error)> {
        let mut matchers = Vec::new();
        let mut wanted = Vec::new();
        let mut masks = Masks::default();
        for (index, criteria) in criteria.into_iter().enumerate() {
            criteria.check_words().map_err(|error| (index, error))?;
            let (matcher, literals) = Matcher::new(criteria, &mut masks).map_err(|error| (index, error))?;
            if matcher.is_slow() {
                return Err((index, Error::TooSlow));
            }
            let custom = index as u8;
            wanted.extend(literals.into_iter().map(|literal| (literal, Target::Literal { custom })));
            for (keyword, word) in matcher.keywords.iter().enumerate() {
                let target = Target::Keyword { custom, keyword: keyword as u8 };
                wanted.extend(word.anchors().into_iter().map(|anchor| (anchor, target)));
            }
            matchers.push(matcher);
        }
        let numbers = |test: &dyn Fn(&Matcher) -> bool| -> Vec<usize> {
            matchers.iter().enumerate().filter(|(_, matcher)| test(matcher)).map(|(index, _)| index).collect()
        };
        Ok(Compiled {
            everywhere: numbers(&|matcher| !matcher.has_keywords() && matches!(matcher.places, Places::Everywhere)),
            fits: numbers(&|matcher| matches!(matcher.places, Places::Fit(_))),
            keyed: matchers.iter().any(Matcher::has_keywords),
            names: NameIndex::new(&matchers),
            anchors: Anchors::new(wanted),
            masks,
            matchers,
        })
    }

    /// Whether there are no custom identifiers.
    pub(crate) fn is_empty(&self) -> bool {
        self.matchers.is_empty()
    }

    /// The identifiers that have a key word in one of these names.
    pub(crate) fn in_names(&self, names: &[&str]) -> Named {
        self.names.named(&self.matchers, names)
    }

    /// Searches a window of a text and reports the matches that begin inside `core`, in no particular order.
    ///
    /// `offset` is where the window begins in the text, `last` tells whether it ends where the text does. The window should
    /// hold [`crate::OVERLAP`] bytes on each side of the core, or reach to the begin or end of the text; then what is
    /// reported does not depend on where it was cut.
    pub(crate) fn scan_text(
        &self,
        scratch: &mut Scratch,
        window: &[u8],
        (offset, last): (u64, bool),
        core: Range<usize>,
        report: Report<'_>,
    ) {
        self.scan_named(scratch, window, (offset, last), core, Named::default(), report);
    }

    fn scan_named(
        &self,
        scratch: &mut Scratch,
        window: &[u8],
        (offset, last): (u64, bool),
        core: Range<usize>,
        named: Named,
        report: Report<'_>,
    ) {
        let core = core.start.min(window.len())..core.end.min(window.len());
        if core.is_empty() || self.is_empty() {
            return;
        }
        let text = Text { bytes: window, begins: offset == 0, ends: last };
        let phase = (offset % SEGMENT as u64) as usize;
        // The begin of the segment that a place of the window is in.
        let floor = |at: usize| ((at + phase) / SEGMENT * SEGMENT).saturating_sub(phase);
        let first = floor(core.start.saturating_sub(REACH));
        let mut start = floor(first.saturating_sub(1));
        scratch.ends.clear();
        scratch.ends.resize(self.matchers.len(), (0, 0));
        scratch.next_hits.clear();
        let mut swept = start;
        while start < core.end {
            let end = (floor(start) + SEGMENT - if floor(start) == 0 { phase } else { 0 }).min(window.len());
            let ahead = (end + SEGMENT).min(window.len());
            std::mem::swap(&mut scratch.hits, &mut scratch.next_hits);
            scratch.next_hits.clear();
            if swept < end {
                self.anchors.find(window, swept, end, &mut scratch.folded, &mut scratch.hits);
                swept = end;
            }
            self.anchors.find(window, swept, ahead, &mut scratch.folded, &mut scratch.next_hits);
            swept = ahead;
            self.segment(scratch, text, (start, end), &core, named, report);
            start = end;
        }
        scratch.wipe();
    }

    /// Searches one segment of a text.
    fn segment(
        &self,
        scratch: &mut Scratch,
        text: Text<'_>,
        (start, end): (usize, usize),
        core: &Range<usize>,
        named: Named,
        report: Report<'_>,
    ) {
        let Scratch { hits, next_hits, items, blocks, ends, .. } = scratch;
        let until = end.min(core.end);
        items.clear();
        let mut steps = STEPS_BACK * SEGMENT;
        for (hits, keywords) in [(&*hits, true), (&*next_hits, false)] {
            for hit in hits {
                for target in self.anchors.targets(*hit) {
                    let item = match *target {
                        Target::Literal { custom } => {
                            self.around(text.bytes, custom, hit.at, (start, until), &mut steps)
                        }
                        Target::Keyword { custom, .. } if !keywords || named.contains(custom.into()) => None,
                        Target::Keyword { custom, keyword } => self.behind(text.bytes, custom, keyword, hit.at),
                    };
                    items.extend(item);
                }
            }
        }
        items.sort_unstable_by_key(|item| (item.custom, item.from));
        for (previous, current) in ends.iter_mut() {
            (*previous, *current) = (*current, 0);
        }
        let mut keep = |custom: usize, match_start: usize, match_end: usize| {
            let Some((previous, current)) = ends.get_mut(custom) else { return };
            *current = (*current).max(match_end);
            let fresh = match_start >= *previous && core.contains(&match_start);
            if fresh && !self.matchers[custom].ignores(&text.bytes[match_start..match_end]) {
                report(custom, match_start, match_end);
            }
        };
        for group in items.chunk_by(|one, other| one.custom == other.custom) {
            let custom = usize::from(group[0].custom);
            let matcher = &self.matchers[custom];
            let mut cursor = Cursor::new(start, SEGMENT);
            let mut found = |from, to| keep(custom, from, to);
            for item in group {
                let places = (item.from, item.until.min(core.end), item.limit);
                matcher.try_each(text, &mut cursor, places, &mut found);
            }
            if !matcher.has_keywords() {
                matcher.search_the_rest(text, cursor, until, &mut found);
            }
        }
        if !self.masks.is_empty() {
            blocks.fill(&self.masks, text.bytes, start, until);
            for custom in &self.fits {
                let matcher = &self.matchers[*custom];
                let Places::Fit(fit) = &matcher.places else { continue };
                let mut cursor = Cursor::new(start, SEGMENT);
                let mut found = |from, to| keep(*custom, from, to);
                blocks.each(fit, |at| {
                    let at = start + at;
                    if at >= cursor.at && at < until {
                        matcher.try_each(text, &mut cursor, (at, at + 1, usize::MAX), &mut found);
                    }
                });
                matcher.search_the_rest(text, cursor, until, &mut found);
            }
        }
        for (custom, matcher) in self.matchers.iter().enumerate() {
            if named.contains(custom) || self.everywhere.contains(&custom) {
                matcher.search(text, &mut Cursor::new(start, SEGMENT), until, &mut |from, to| keep(custom, from, to));
            }
        }
    }

    /// Where matches may begin that have a literal at `at`, between `start` and `until`.
    fn around(
        &self,
        text: &[u8],
        custom: u8,
        at: usize,
        (start, until): (usize, usize),
        steps: &mut usize,
    ) -> Option<Item> {
        let Places::Literals { least, most, lead } = &self.matchers[usize::from(custom)].places else { return None };
        let last = at.checked_sub(*least)?;
        let floor = at.saturating_sub(most.unwrap_or(LONGEST_MATCH)).max(start);
        if last < start || floor >= until {
            return None;
        }
        let mut from = at;
        while from > floor && *steps > 0 && lead.contains(text[from - 1]) {
            from -= 1;
            *steps -= 1;
        }
        if *steps == 0 {
            from = floor;
        }
        let until = until.min(last + 1);
        (from < until).then_some(Item { field: 0, custom, from, until, limit: usize::MAX })
    }

    /// Where matches may begin and must end for the sake of a key word at `at`, if it stands complete there.
    fn behind(&self, text: &[u8], custom: u8, keyword: u8, at: usize) -> Option<Item> {
        let matcher = &self.matchers[usize::from(custom)];
        let from = matcher.keywords.get(usize::from(keyword))?.end(text, at)?;
        let limit = characters_ahead(text, from, matcher.distance);
        Some(Item { field: 0, custom, from, until: limit, limit })
    }

    /// Searches one value of structured data and reports the matches in no particular order.
    #[cfg(test)]
    pub(crate) fn scan_value(&self, scratch: &mut Scratch, value: &[u8], named: Named, report: Report<'_>) {
        if value.len() > LARGE_FIELD {
            self.scan_named(scratch, value, (0, true), 0..value.len(), named, report);
        } else {
            let field = Field { start: 0, end: value.len() as u32, context: ContextId::default() };
            self.scan_fields(scratch, value, &[field], &|_| named, &mut |custom, _, start, end| {
                report(custom, start, end);
            });
        }
    }

    /// Searches many values that lie in one buffer, ordered by their begins and not overlapping. Reports, in no particular
    /// order, the number of the identifier and of the field, and the begin and end in the field. `named` tells what
    /// [`Compiled::in_names`] said of the names of a context.
    pub(crate) fn scan_fields(
        &self,
        scratch: &mut Scratch,
        text: &[u8],
        fields: &[Field],
        named: &dyn Fn(ContextId) -> Named,
        report: &mut dyn FnMut(usize, usize, usize, usize),
    ) {
        if self.is_empty() {
            return;
        }
        let bounds = |field: &Field| {
            let end = (field.end as usize).min(text.len());
            (field.start as usize).min(end)..end
        };
        let mut first = 0;
        while let Some(field) = fields.get(first) {
            let Range { start, mut end } = bounds(field);
            if end - start > LARGE_FIELD {
                let value = &text[start..end];
                self.scan_named(
                    scratch,
                    value,
                    (0, true),
                    0..value.len(),
                    named(field.context),
                    &mut |custom, from, to| {
                        report(custom, first, from, to);
                    },
                );
                first += 1;
                continue;
            }
            let mut count = 1;
            while let Some(next) = fields.get(first + count).map(bounds)
                && next.len() <= LARGE_FIELD
                && next.start >= end
                && next.start - end <= GAP
                && next.end - start <= BATCH
            {
                end = next.end;
                count += 1;
            }
            let mut batch = Batch { compiled: self, text, first, fields: &fields[first..first + count], named, report };
            batch.scan(scratch, start, end);
            first += count;
        }
        scratch.wipe();
    }
}

/// Fields that are searched together.
struct Batch<'a> {
    compiled: &'a Compiled,
    text: &'a [u8],
    /// Number of the first field.
    first: usize,
    fields: &'a [Field],
    named: &'a dyn Fn(ContextId) -> Named,
    report: &'a mut dyn FnMut(usize, usize, usize, usize),
}

impl Batch<'_> {
    fn bounds(&self, index: usize) -> Range<usize> {
        let field = &self.fields[index];
        let end = (field.end as usize).min(self.text.len());
        (field.start as usize).min(end)..end
    }

    /// The field that a place is in.
    fn field_at(&self, at: usize) -> Option<usize> {
        let index = self.fields.partition_point(|field| field.start as usize <= at).checked_sub(1)?;
        self.bounds(index).contains(&at).then_some(index)
    }

    fn scan(&mut self, scratch: &mut Scratch, start: usize, end: usize) {
        let compiled = self.compiled;
        let Scratch { folded, hits, items, blocks, .. } = scratch;
        hits.clear();
        items.clear();
        compiled.anchors.find(self.text, start, end, folded, hits);
        self.collect(hits, items);
        for group in items.chunk_by(|one, other| (one.field, one.custom) == (other.field, other.custom)) {
            let (field, custom) = (group[0].field as usize, usize::from(group[0].custom));
            let matcher = &compiled.matchers[custom];
            self.field(field, custom, |value, found| {
                let mut cursor = Cursor::new(0, value.bytes.len());
                for item in group {
                    matcher.try_each(value, &mut cursor, (item.from, item.until, item.limit), found);
                }
                if !matcher.has_keywords() {
                    matcher.search_the_rest(value, cursor, value.bytes.len(), found);
                }
            });
        }
        if !compiled.masks.is_empty() {
            blocks.fill(&compiled.masks, self.text, start, end);
            self.fields.iter().for_each(|field| blocks.begin((field.start as usize).saturating_sub(start)));
            for custom in &compiled.fits {
                self.fit(blocks, *custom, start);
            }
        }
        if !compiled.keyed && compiled.everywhere.is_empty() {
            return;
        }
        for index in 0..self.fields.len() {
            let named = (self.named)(self.fields[index].context);
            if named == Named::default() && compiled.everywhere.is_empty() {
                continue;
            }
            for (custom, matcher) in compiled.matchers.iter().enumerate() {
                if named.contains(custom) || compiled.everywhere.contains(&custom) {
                    self.field(index, custom, |value, found| {
                        matcher.search(value, &mut Cursor::new(0, value.bytes.len()), value.bytes.len(), found);
                    });
                }
            }
        }
    }

    /// Turns literals that were found into places of the fields that they are in.
    fn collect(&self, hits: &[Hit], items: &mut Vec<Item>) {
        let compiled = self.compiled;
        let mut steps = STEPS_BACK * BATCH;
        let mut known = 0..0;
        let (mut index, mut named) = (0, Named::default());
        for hit in hits {
            if !known.contains(&hit.at) {
                let Some(found) = self.field_at(hit.at) else { continue };
                (index, known) = (found, self.bounds(found));
                named = (self.named)(self.fields[found].context);
            }
            let value = &self.text[known.clone()];
            let at = hit.at - known.start;
            for target in compiled.anchors.targets(*hit) {
                let item = match *target {
                    Target::Literal { custom } => compiled.around(value, custom, at, (0, value.len()), &mut steps),
                    Target::Keyword { custom, .. } if named.contains(custom.into()) => None,
                    Target::Keyword { custom, keyword } => compiled.behind(value, custom, keyword, at),
                };
                items.extend(item.map(|item| Item { field: index as u32, ..item }));
            }
        }
        items.sort_unstable_by_key(|item| (item.field, item.custom, item.from));
    }

    /// Runs a search in one field for one identifier.
    fn field(&mut self, index: usize, custom: usize, search: impl FnOnce(Text<'_>, &mut dyn FnMut(usize, usize))) {
        let value = &self.text[self.bounds(index)];
        let matcher = &self.compiled.matchers[custom];
        search(Text::whole(value), &mut |from, to| {
            if !matcher.ignores(&value[from..to]) {
                (self.report)(custom, self.first + index, from, to);
            }
        });
    }

    /// Searches all fields for one identifier whose places are found by the kinds of the bytes.
    fn fit(&mut self, blocks: &Blocks, custom: usize, start: usize) {
        let matcher = &self.compiled.matchers[custom];
        let Places::Fit(fit) = &matcher.places else { return };
        let mut current: Option<(usize, Cursor)> = None;
        let mut known = 0..0;
        blocks.each(fit, |at| {
            let at = start + at;
            if !known.contains(&at) {
                let Some(found) = self.field_at(at) else { return };
                known = self.bounds(found);
                if let Some((index, cursor)) = current.replace((found, Cursor::new(0, known.len()))) {
                    self.field(index, custom, |value, found| {
                        matcher.search_the_rest(value, cursor, value.bytes.len(), found);
                    });
                }
            }
            if let Some((index, cursor)) = &mut current {
                let at = at - known.start;
                if at >= cursor.at {
                    self.field(*index, custom, |value, found| {
                        matcher.try_each(value, cursor, (at, at + 1, usize::MAX), found);
                    });
                }
            }
        });
        if let Some((index, cursor)) = current {
            self.field(index, custom, |value, found| {
                matcher.search_the_rest(value, cursor, value.bytes.len(), found);
            });
        }
    }
}
