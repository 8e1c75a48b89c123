//! Short values, which are looked for near rare key words alone.

use std::ops::Range;

use super::Site;
use crate::Ruleset;
use crate::classify::BLOCK;
use crate::detector::{Target, assignment, bic, boundary, card_date, magnetic, mnemonic, vendor};
use crate::keywords;
use crate::scanner::Confidence;

/// How far from a rare key word, less the longest value, anything can lie that is near it, in bytes.
const AROUND: usize = keywords::DISTANCE_BYTES;
/// How much of a field is looked at whose name holds a rare key word, in bytes.
const RARE_FIELD: usize = 512;
/// How far from the number of a card its date of expiry may lie, in bytes: as many as a mask tells of at once.
const BESIDE_CARD: usize = BLOCK;
/// How many kinds of tokens without anchors there may be.
const TOKENS: usize = 64;

impl Site<'_> {
    /// A word that could be a rare key word: the short values around it.
    #[inline(always)]
    pub(crate) fn rare(&mut self, at: usize) {
        if self.ruleset.dispatch.rare.may_begin(keywords::eight(self.text, at)) {
            self.beside_rare(at);
        }
    }

    #[inline(never)]
    pub(super) fn beside_rare(&mut self, at: usize) {
        let Ruleset { keywords, dispatch, .. } = self.ruleset;
        let mut longest = 0;
        let mut unsigned = None;
        let end = keywords.begins(self.text, at, |group| {
            let rare = dispatch.rare.groups.contains(group);
            unsigned = unsigned.or(dispatch.unsigned.filter(|target| target.group == group));
            longest = longest.max(if rare { dispatch.rare_longest_of(group) } else { 0 });
            rare
        });
        let Some(end) = end else { return };
        if let Some(target) = unsigned {
            self.unsigned(target, at, end);
        }
        if longest == 0 {
            return;
        }
        let (distance, _) = keywords.reach(self.found, at.saturating_sub(AROUND + longest)..end + AROUND);
        // A value begins at most so far behind the key word, or ends so far before it.
        self.short(at.saturating_sub(distance + longest), end + distance + 1);
    }

    /// A word behind which a password may be given without a sign.
    fn unsigned(&mut self, target: Target, at: usize, end: usize) {
        if let Some(found) = assignment::unsigned::find(self.text, at, end) {
            self.report(target, found.start, found.end, Confidence::Medium);
        }
    }

    /// A field with a rare key word among its names: the short values in it.
    pub(crate) fn rare_field(&mut self) {
        self.short(0, RARE_FIELD);
    }

    /// Tries what has no anchor wherever a token begins in `from..to`.
    fn short(&mut self, from: usize, to: usize) {
        let to = to.min(self.text.len());
        // The surroundings of key words overlap where there are many: each place is tried once.
        let (field, tried) = &self.scratch.tried;
        let tried =
            if *field == self.field && from <= tried.end && tried.start <= to { tried.clone() } else { from..from };
        self.scratch.tried = (self.field, tried.start.min(from)..tried.end.max(to));
        self.short_values(from..tried.start);
        self.short_values(tried.end..to);
    }

    /// Tries them wherever a token begins in this stretch.
    fn short_values(&mut self, stretch: Range<usize>) {
        if stretch.is_empty() {
            return;
        }
        let ruleset = self.ruleset;
        let Range { start: from, end: to } = stretch;
        // Few of the lists have a key word anywhere around, or behind the longest value: of the others nothing is tried.
        let mut around = ruleset.keywords.around(self.text, from, to + ruleset.dispatch.rare_longest, self.found);
        if let Some(context) = self.context {
            around.merge(context);
        }
        let named = |target: Option<Target>| target.filter(|target| around.contains(target.group));
        let magnetic_stripe = named(ruleset.dispatch.magnetic_stripe);
        let card_date = named(ruleset.dispatch.card_date);
        let bic = named(ruleset.dispatch.bic);
        let mnemonic = named(ruleset.dispatch.mnemonic);
        let named = |compiled: &&vendor::Compiled| around.contains(compiled.target.group);
        let mut tokens = [None; TOKENS];
        let mut count = 0;
        for (slot, compiled) in tokens.iter_mut().zip(ruleset.dispatch.tokens.unanchored().filter(named)) {
            *slot = Some(compiled);
            count += 1;
        }
        for start in from..to {
            #[cfg(test)]
            {
                self.scratch.work += 1;
            }
            let byte = self.text[start];
            if matches!(byte, b'%' | b';') {
                self.near_target(magnetic_stripe, start, magnetic::find);
            }
            if !byte.is_ascii_alphanumeric() || boundary::back(self.text, start, 1).is_ascii_alphanumeric() {
                continue;
            }
            self.near_target(magnetic_stripe, start, magnetic::find);
            self.near_target(card_date, start, card_date::find);
            self.near_target(bic, start, bic::find);
            self.near_target(mnemonic, start, mnemonic::find);
            for compiled in tokens[..count].iter().flatten() {
                self.keyed_token(compiled, start);
            }
            if boundary::begins(self.text, start)
                && let Some(opening) = self.opening(start)
            {
                let keyed = ruleset.dispatch.short(opening);
                if around.meets(keyed.groups) {
                    self.keyed(keyed, start);
                }
            }
        }
    }

    /// The dates of expiry beside the number of a payment card, that words say more about than those of Macie.
    #[inline(never)]
    pub(super) fn beside_card(&mut self, start: usize, end: usize) {
        let Some(target) = self.ruleset.dispatch.card_expiry else { return };
        let text = self.text;
        for from in [start.saturating_sub(BESIDE_CARD), end] {
            let to = (from + BESIDE_CARD).min(if from == end { text.len() } else { start });
            // Most have no month before them, which is told before key words are looked up.
            let mut strokes = self.masks.strokes(self.base + from).unwrap_or(u64::MAX);
            while strokes != 0 {
                let sign = from + strokes.trailing_zeros() as usize;
                strokes &= strokes - 1;
                if sign >= to {
                    break;
                }
                let month = sign.checked_sub(2 + usize::from(boundary::back(text, sign, 1) == b' '));
                if let Some(at) = month
                    && matches!(text[sign], b'/' | b'-')
                    && let Some(end) = card_date::printed(text, at)
                {
                    self.card_expiry(target, at, end);
                }
            }
        }
    }

    /// Reports a date of expiry, unless Macie's identifier does.
    fn card_expiry(&mut self, target: Target, start: usize, end: usize) {
        let macie = self.ruleset.dispatch.card_date;
        if self.near(target.group, start, end) && !macie.is_some_and(|macie| self.near(macie.group, start, end)) {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    /// A field whose names tell of a card, and of expiry in other words than those of Macie.
    pub(super) fn card_expiry_field(&mut self) {
        let dispatch = &self.ruleset.dispatch;
        let Some(context) = self.context else { return };
        if let Some(target) = dispatch.card_expiry.filter(|target| context.contains(target.group))
            && dispatch.card_number.is_some_and(|card| context.contains(card.group))
        {
            let start = self.text.len() - self.text.trim_ascii_start().len();
            if let Some(end) = card_date::printed(self.text, start)
                && self.text[end..].trim_ascii().is_empty()
            {
                self.card_expiry(target, start, end);
            }
        }
    }

    /// Reports what `find` finds at `start` if the target's key word is near.
    #[inline]
    pub(super) fn near_target(
        &mut self,
        target: Option<Target>,
        start: usize,
        find: fn(&[u8], usize) -> Option<usize>,
    ) {
        if let Some(target) = target
            && let Some(end) = find(self.text, start)
            && self.near(target.group, start, end)
        {
            self.report(target, start, end, Confidence::Medium);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::catalogue;

    #[test]
    fn there_is_room_for_all_kinds_of_tokens() {
        let all = Ruleset::builder().managed(catalogue::all().iter().map(|row| row.id));
        let ruleset = all.and_then(|builder| builder.build()).unwrap();
        assert!((1..=TOKENS).contains(&ruleset.dispatch.tokens.unanchored().count()));
    }
}
