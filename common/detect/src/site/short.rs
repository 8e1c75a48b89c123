//! Short values, which are looked for near rare key words alone.

use std::ops::Range;

use super::Site;
use crate::Ruleset;
use crate::detector::{Target, bic, boundary, card_date, magnetic, mnemonic, vendor};
use crate::keywords;
use crate::scanner::Confidence;

/// How far from a rare key word, less the longest value, anything can lie that is near it, in bytes.
const AROUND: usize = keywords::DISTANCE_BYTES;
/// How much of a field is looked at whose name holds a rare key word, in bytes.
const RARE_FIELD: usize = 512;
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
        let end = keywords.begins(self.text, at, |group| {
            let rare = dispatch.rare.groups.contains(group);
            longest = longest.max(if rare { dispatch.rare_longest_of(group) } else { 0 });
            rare
        });
        let Some(end) = end else { return };
        let (distance, _) = keywords.reach(self.found, at.saturating_sub(AROUND + longest)..end + AROUND);
        // A value begins at most so far behind the key word, or ends so far before it.
        self.short(at.saturating_sub(distance + longest), end + distance + 1);
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
