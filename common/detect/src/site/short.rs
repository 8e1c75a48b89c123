//! Short values, which are looked for near rare key words alone.

use super::Site;
use crate::detector::{Target, bic, boundary, card_date, magnetic, mnemonic};
use crate::keywords;
use crate::scanner::Confidence;

/// How far from a rare key word values may begin or end, in bytes.
const RARE_DISTANCE: usize = crate::KEYWORD_DISTANCE * 4 + 4;
/// How much of a field is looked at whose name holds a rare key word, in bytes.
const RARE_FIELD: usize = 512;

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
        let ruleset = self.ruleset;
        let rare = &ruleset.dispatch.rare;
        let Some(end) = ruleset.keywords.begins(self.text, at, &rare.groups) else { return };
        let before = RARE_DISTANCE + ruleset.dispatch.rare_longest;
        self.short(at.saturating_sub(before), end + RARE_DISTANCE);
    }

    /// A field with a rare key word among its names: the short values in it.
    pub(crate) fn rare_field(&mut self) {
        self.short(0, RARE_FIELD);
    }

    /// Tries what has no anchor wherever a token begins in `from..to`.
    pub(super) fn short(&mut self, from: usize, to: usize) {
        let ruleset = self.ruleset;
        let to = to.min(self.text.len());
        // The surroundings of key words overlap where there are many: each place is tried once. They come in order.
        let (field, tried) = self.scratch.tried;
        let tried = if field == self.field { tried } else { 0 };
        self.scratch.tried = (self.field, tried.max(to));
        let from = from.max(tried);
        if from >= to {
            return;
        }
        // Few of the lists have a key word anywhere around: of the others nothing is tried.
        let mut around = ruleset.keywords.around(self.text, from, to, self.found);
        if let Some(context) = self.context {
            around.merge(context);
        }
        let named = |target: Option<Target>| target.filter(|target| around.contains(target.group));
        let magnetic_stripe = named(ruleset.dispatch.magnetic_stripe);
        let card_date = named(ruleset.dispatch.card_date);
        let bic = named(ruleset.dispatch.bic);
        let mnemonic = named(ruleset.dispatch.mnemonic);
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
            for compiled in ruleset.dispatch.tokens.unanchored() {
                if around.contains(compiled.target.group) {
                    self.keyed_token(compiled, start);
                }
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
