//! Fields of structured data: batches of them, from values to matches.

use std::ops::Range;
use std::sync::Arc;

use super::{Ascii, ContextId, Field, FieldMatch, Scanner, Scratch, SweepMasks, custom_match};
use crate::classify::{BLOCK, SWEEP_BLOCKS};
use crate::detector::boundary;
use crate::fields::{Fields, Placed};
use crate::memo::{self, Memo, Rest};
use crate::resolve::{self, Raw};
use crate::stages::Stage;
use crate::visit::visit;
use crate::zones::UseSet;

/// What is remembered of values, and what helps to.
pub(super) struct Memory {
    memo: Memo,
    rest: Rest,
    /// Matches in the rest.
    found: Vec<FieldMatch>,
    /// For how many parts of [`memo::MOST_FIELDS`] the memo is not asked, as it helped too little.
    paused: usize,
    /// How long the next pause is.
    pause: usize,
}

/// A batch of fewer fields is not worth the memo.
const FEW_FIELDS: usize = 4;
/// Nor is one with fewer bytes for each field, all between them counted: to look at so few takes as long as to ask.
const FEW_BYTES: usize = 12;
/// How long the memo is not asked after it saved less than a quarter of the bytes: at first, and after it did so again and again.
const PAUSE: usize = 8;
const LONGEST_PAUSE: usize = 64;

impl Scanner {
    /// Scans many values that lie in one buffer, ordered by their starts and not overlapping, and reports the matches in
    /// that order. What lies between the fields is not looked at; no match crosses a field's bounds.
    pub fn scan_fields(&mut self, text: &[u8], fields: &[Field], found: &mut dyn FnMut(FieldMatch)) {
        let (Some(first), Some(last)) = (fields.first(), fields.last()) else { return };
        let extent = last.end.saturating_sub(first.start) as usize;
        if !self.remembers || fields.len() < FEW_FIELDS || extent < FEW_BYTES * fields.len() {
            return self.scan_values(text, fields, found);
        }
        let mut memory = self.memory.take().unwrap_or_else(|| Box::new(Memory::new()));
        let mut first = 0;
        while first < fields.len() {
            let next = if memory.paused > 0 { first } else { memory.memo.part(text, fields, first, &mut memory.rest) };
            if next == first {
                // The memo is not asked, or the field is too long for it.
                let parts = (fields.len() - first).div_ceil(memo::MOST_FIELDS).min(memory.paused.max(1));
                memory.paused = memory.paused.saturating_sub(parts);
                let next = fields.len().min(first + parts * memo::MOST_FIELDS);
                self.scan_values(text, &fields[first..next], &mut |one| {
                    found(FieldMatch { field: first + one.field, ..one });
                });
                first = next;
                continue;
            }
            let Memory { memo, rest, found: here, paused, pause } = &mut *memory;
            here.clear();
            self.scan_values(rest.text(), rest.fields(), &mut |one| here.push(one));
            rest.report(here, found);
            memo.learn(rest, here);
            let extent = fields[next - 1].end.saturating_sub(fields[first].start) as usize;
            if rest.text().len() > extent - extent / 4 {
                *paused = *pause;
                *pause = LONGEST_PAUSE.min(2 * *pause);
            } else {
                *pause = PAUSE;
            }
            first = next;
        }
        self.memory = Some(memory);
    }

    /// Likewise, all of them, whatever came before.
    fn scan_values(&mut self, text: &[u8], fields: &[Field], found: &mut dyn FnMut(FieldMatch)) {
        // The buffer may hold far more than these fields, and be handed in again for its next ones.
        let text = &text[..fields.last().map_or(0, |field| field.end as usize).min(text.len())];
        let origin = fields.first().map_or(0, |field| field.start as usize).min(text.len());
        let mut plain = std::mem::take(&mut self.plain);
        if plain.fill_fields(self.level, &text[origin..], fields, origin) {
            let moved = |place: u32| plain.place_of((place as usize).clamp(origin, text.len()) - origin) as u32;
            let fields: Vec<Field> = fields
                .iter()
                .map(|field| Field { start: moved(field.start), end: moved(field.end), ..*field })
                .collect();
            self.visit_field_batch(plain.bytes(), &fields);
            self.lead_back(&plain, origin);
            plain.clear();
        } else {
            self.visit_field_batch(text, fields);
        }
        self.plain = plain;
        self.custom_fields(text, fields);
        let ruleset = Arc::clone(&self.ruleset);
        self.finish(|raw| {
            if ruleset.allows(usize::from(raw.identifier), &text[raw.start..raw.end]) {
                return;
            }
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

    /// Finds the candidates of fields, and what becomes of them.
    fn visit_field_batch(&mut self, text: &[u8], fields: &[Field]) {
        if self.ruleset.identifiers().is_empty() {
            return;
        }
        self.masks.classes.forget();
        self.found.clear();
        self.likely.clear();
        let mut ascii = Ascii::before(text, 0);
        let mut swept = 0;
        let mut current = 0;
        while let Some(field) = fields.get(current) {
            // Gaps of whole blocks are skipped; the blocks before do not matter to a field that begins here.
            let base = swept.max(field.start as usize / BLOCK * BLOCK);
            if base >= text.len() {
                break;
            }
            if base > swept || swept == 0 {
                self.masks.classes.forget();
                ascii = Ascii::before(text, base);
            }
            let blocks = (text.len() - base).div_ceil(BLOCK).min(SWEEP_BLOCKS);
            let end = base + blocks * BLOCK;
            self.masks.mark_starts(&fields[current..], base);
            let stages = &mut self.scratch.stages;
            let kinds = self.masks.classify(self.level, &self.ruleset, &text[base..], blocks, stages);
            self.likely.set_plain(ascii.around(text, (base, blocks), kinds.beyond_ascii));
            self.open_fields(text, fields, current, base..end);
            let place = (base, blocks, kinds.numbers);
            let stages = &mut self.scratch.stages;
            self.masks.find_anchors(self.level, &self.ruleset, text, place, &mut self.likely, stages);
            self.visit_fields(text, base, blocks);
            while fields.get(current).is_some_and(|field| field.end as usize <= end) {
                current += 1;
            }
            self.masks.classes.carry(blocks);
            swept = end;
        }
    }

    /// Notes which fields lie in a sweep, and where their names lead to. `first` is the first that ends after the sweep begins.
    fn open_fields(&mut self, text: &[u8], fields: &[Field], first: usize, Range { start: base, end }: Range<usize>) {
        let zones = &mut self.masks.zones;
        zones.clear();
        self.map.clear();
        let mut reaches = false;
        for (index, field) in fields.iter().enumerate().skip(first) {
            let (start, stop) = (field.start as usize, (field.end as usize).min(text.len()));
            if start >= end {
                break;
            }
            if start >= stop || stop <= base {
                continue;
            }
            reaches |= start < base;
            let context = self.contexts.get(field.context);
            let mut uses = context.map(|context| context.uses).unwrap_or_default();
            let placed = Placed {
                index: index as u32,
                start: field.start,
                end: stop as u32,
                context: context.filter(|context| context.tells).map(|_| field.context),
            };
            self.map.add(placed, start.checked_sub(base));
            // Where a letter stands beside the field, words in it begin or end otherwise than in the buffer.
            let joins = |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80;
            if joins(boundary::back(text, start, 1)) || joins(boundary::at(text, stop)) {
                uses = UseSet::EVERY;
            }
            zones.open(uses, start.saturating_sub(base), stop - 1 - base.min(stop - 1));
        }
        self.map.finish(reaches);
    }

    /// Hands each anchor of a sweep to the field that it lies in.
    fn visit_fields(&mut self, text: &[u8], base: usize, blocks: usize) {
        let SweepMasks { anchors, zones, .. } = &*self.masks;
        let mut host = Fields {
            text,
            map: &self.map,
            base,
            plain: !self.likely.plain().is_empty(),
            contexts: &self.contexts,
            ruleset: &self.ruleset,
            masks: self.masks.runs(base, blocks),
            found: &mut self.found,
            scratch: &mut self.scratch,
        };
        let known = host.scratch.found.len();
        host.visit_named();
        self.level.with(
            #[inline(always)]
            || visit(&mut host, anchors, zones, base),
        );
        resolve::sort_sweep(&mut self.scratch.found[known..]);
    }

    /// Finds the matches of custom identifiers in fields.
    fn custom_fields(&mut self, text: &[u8], fields: &[Field]) {
        if self.ruleset.custom.is_empty() {
            return;
        }
        let stage = self.scratch.stages.enter(Stage::Custom);
        let Scratch { custom, lone, .. } = &mut self.scratch;
        let first = self.ruleset.identifiers().len();
        let contexts = &self.contexts;
        let named = |context: ContextId| contexts.get(context).map(|context| context.custom).unwrap_or_default();
        self.ruleset.custom.scan_fields(custom, text, fields, &named, &mut |index, field, start, end| {
            let origin = fields.get(field).map_or(0, |field| field.start as usize);
            lone.push(custom_match(first + index, field as u32, origin + start, origin + end));
        });
        self.scratch.stages.leave(stage);
    }
}

impl Memory {
    fn new() -> Memory {
        Memory { memo: Memo::new(), rest: Rest::new(), found: Vec::new(), paused: 0, pause: PAUSE }
    }

    /// Forgets and wipes all values.
    pub(super) fn forget(&mut self) {
        self.memo.forget();
        self.rest.wipe();
        (self.paused, self.pause) = (0, PAUSE);
    }
}
