//! Numbers and ids: pictures, accounts, dates and telephone numbers.

use super::Site;
use crate::catalogue::Rank;
use crate::detector::dispatch::Keyed;
use crate::detector::picture::{self, Follow, Opening};
use crate::detector::{Compiled, Proof, Target, Telephone, address, boundary, date, iban, phone, position};
use crate::keywords::KeywordSet;
use crate::scanner::Confidence;
use crate::stages::Stage;

impl Site<'_> {
    /// An IPv4 address, or something like it.
    pub(crate) fn quad(&mut self, start: usize) {
        if let Some(target) = self.ruleset.dispatch.address
            && let Some(end) = address::v4(self.text, start)
        {
            self.report(target, start, end, Confidence::Medium);
            self.scratch.addresses.insert(self.base + start - self.masks.base);
        }
    }

    /// A long number: the pictures that need no key word.
    #[inline(always)]
    pub(crate) fn free(&mut self, start: usize) {
        if let Some(opening) = self.opening(start)
            && self.ruleset.dispatch.has_free(opening)
        {
            self.free_number(opening, start);
        }
    }

    #[inline(never)]
    pub(super) fn free_number(&mut self, opening: Opening, start: usize) {
        if boundary::begins(self.text, start) {
            self.free_pictures(opening, start);
        }
    }

    /// A group of digits with a key word near.
    pub(crate) fn number(&mut self, start: usize) {
        let Some(opening) = self.opening(start) else { return };
        let ruleset = self.ruleset;
        let Opening { first, follow, second, .. } = opening;
        if first <= 3
            && follow == Follow::Dot
            && second >= 3
            && let Some(target) = ruleset.dispatch.position
            && let Some((start, end)) = position::find(self.text, start)
            && self.near(target.group, start, end)
        {
            self.report(target, start, end, Confidence::Medium);
        }
        if !boundary::begins(self.text, start) {
            return;
        }
        self.keyed(ruleset.dispatch.keyed(opening), start);
        if matches!(first, 1 | 2 | 4) && matches!(second, 1 | 2 | 4) && !ruleset.dispatch.dates.is_empty() {
            self.date(start);
        }
        if first >= 6 && follow != Follow::Turn {
            // `123456789:AA...`, `1234567890123456|...`
            if matches!(boundary::at(self.text, start + first), b':' | b'|' | b'-') {
                for compiled in ruleset.dispatch.tokens.numbered() {
                    self.keyed_token(compiled, start);
                }
            }
        }
        if first == 8 {
            self.dated(|text| date::compact(text, start).map(|end| (start, end)));
        }
    }

    /// A group of digits with a key word of telephone numbers near.
    pub(crate) fn telephone(&mut self, start: usize) {
        let Some(Opening { first, second, .. }) = self.opening(start) else { return };
        if let Some(code) = phone::spaced_area_code(self.text, start) {
            self.national(code, code, phone::Likely::Any);
        } else if let Some(likely) = phone::is_plausible(self.text, start, first, second)
            && boundary::begins(self.text, start)
        {
            self.national(start, start, likely);
        }
    }

    /// An IBAN, or something like it.
    pub(crate) fn account(&mut self, start: usize) {
        if let Some(account) = self.ruleset.dispatch.account(self.text[start], boundary::at(self.text, start + 1))
            && let Some(end) = iban::find(self.text, start, &account.signs, &mut self.scratch.value)
        {
            self.report(account.target, start, end, Confidence::High);
            self.scratch.accounts.insert(self.base + start - self.masks.base);
        }
    }

    /// A token that begins with a letter, or mixes letters and digits, with a key word near.
    pub(crate) fn word(&mut self, start: usize) {
        let Some(opening) = self.opening(start) else { return };
        // `09MAR1980`
        if matches!(opening.first, 1 | 2) && opening.follow == Follow::Turn && !self.ruleset.dispatch.dates.is_empty() {
            self.dated(|text| date::joined(text, start).map(|end| (start, end)));
        }
        // Where six digits stand first there is an anchor for numbers too.
        if (opening.letters || opening.first < 6) && boundary::begins(self.text, start) {
            self.free_pictures(opening, start);
            self.keyed(self.ruleset.dispatch.keyed(opening), start);
        }
    }

    /// Tries the pictures that begin like this and need no key word.
    #[inline]
    pub(super) fn free_pictures(&mut self, opening: Opening, start: usize) {
        for compiled in self.ruleset.dispatch.free(opening) {
            let end = start + compiled.picture.len();
            if end <= self.text.len() && boundary::ends(self.text, end) {
                self.picture(compiled, start, end);
            }
        }
    }

    /// Tries the pictures whose key words are near: these first, as most candidates have none.
    #[inline]
    pub(super) fn keyed(&mut self, keyed: Keyed<'_>, start: usize) {
        if keyed.is_empty() {
            return;
        }
        let mut end = 0;
        let mut near = KeywordSet::default();
        let mut possible = false;
        for compiled in keyed.pictures() {
            if end != start + compiled.picture.len() {
                end = start + compiled.picture.len();
                possible = end <= self.text.len() && boundary::ends(self.text, end) && {
                    let named = self.context.is_some_and(|context| context.meets(keyed.groups));
                    let known = self.near_set(start, end);
                    (known.meets(keyed.groups) || named) && {
                        near = *known;
                        true
                    }
                };
            }
            let group = compiled.target.group;
            if possible && (near.contains(group) || self.context.is_some_and(|context| context.contains(group))) {
                self.picture(compiled, start, end);
            }
        }
    }

    /// Tries a picture between two bounds; its key word, if it needs one, is there.
    #[inline]
    pub(super) fn picture(&mut self, compiled: &Compiled, start: usize, end: usize) {
        let value = if compiled.plain {
            &self.text[start..end]
        } else {
            if picture::matches(compiled.picture, self.text, start, &mut self.scratch.value).is_none() {
                return;
            }
            self.scratch.value.as_bytes()
        };
        let stage = self.scratch.stages.enter(Stage::Validators);
        let valid = (compiled.check)(value) && !compiled.is_placeholder(value);
        self.scratch.stages.leave(stage);
        if !valid {
            return;
        }
        let proven = compiled.proof == Proof::CheckDigits;
        if compiled.gapped && !(proven && compiled.keyword) && !boundary::isolated(self.text, start, end) {
            return;
        }
        let confidence = if proven && compiled.keyword { Confidence::High } else { Confidence::Medium };
        self.report(compiled.target, start, end, confidence);
        if matches!(compiled.target.rank, Rank::Card | Rank::BareCard) {
            self.beside_card(start, end);
        }
    }

    pub(super) fn date(&mut self, start: usize) {
        self.dated(|text| {
            date::numeric(text, start).map(|end| (start, end)).or_else(|| date::month_first(text, start))
        });
    }

    pub(crate) fn year(&mut self, start: usize) {
        self.dated(|text| date::at_year(text, start));
    }

    /// A field whose names say that it is a date of birth: one that no anchor leads to.
    pub(super) fn date_field(&mut self) {
        let Some(context) = self.context else { return };
        let mut targets = self.ruleset.dispatch.dates.iter();
        if let Some(target) = targets.find(|target| context.contains(target.group))
            && let Some((start, end)) = date::whole(self.text)
        {
            self.report(*target, start, end, Confidence::Medium);
        }
    }

    /// The date that `find` finds, for the first identifier that has a key word near it.
    pub(super) fn dated(&mut self, find: impl FnOnce(&[u8]) -> Option<(usize, usize)>) {
        let ruleset = self.ruleset;
        if ruleset.dispatch.dates.is_empty() {
            return;
        }
        let Some((start, end)) = find(self.text) else { return };
        if let Some(target) = ruleset.dispatch.dates.iter().find(|target| self.near(target.group, start, end)) {
            self.report(*target, start, end, Confidence::Medium);
        }
    }

    pub(crate) fn international(&mut self, plus: usize) {
        let ruleset = self.ruleset;
        let asked = |plan: phone::Plan| ruleset.dispatch.telephones.iter().find(|telephone| telephone.plan == plan);
        if let Some((end, plan, fits)) = phone::international(self.text, plus, |plan| asked(plan).is_some())
            && let Some(Telephone { target, .. }) = asked(plan).copied()
            && (fits || self.near(target.group, plus, end))
        {
            self.report(target, plus, end, Confidence::Medium);
        }
    }

    /// The bracket after an area code: the number begins with the bracket before it.
    pub(crate) fn area_code(&mut self, close: usize) {
        let digits = self.text[..close].iter().rev().take(6).take_while(|byte| byte.is_ascii_digit()).count();
        let first = close - digits;
        if (1..=5).contains(&digits)
            && boundary::back(self.text, first, 1) == b'('
            && boundary::begins(self.text, first - 1)
        {
            // `8 (495) 123-45-67`, as in Kazakhstan and Russia.
            let trunk = self.text[..first - 1].strip_suffix(b" ").unwrap_or(&self.text[..first - 1]).len();
            let eight = trunk > 0 && self.text[trunk - 1] == b'8' && boundary::begins(self.text, trunk - 1);
            if !eight || !self.national(trunk - 1, trunk - 1, phone::Likely::Any) {
                self.national(first - 1, first, phone::Likely::Any);
            }
        }
    }

    /// A telephone number without country code. Of the plans that it fits, the one that it fits best counts. Tells whether it
    /// is one.
    pub(super) fn national(&mut self, start: usize, first_digit: usize, likely: phone::Likely) -> bool {
        let ruleset = self.ruleset;
        let number = phone::Number::read(self.text, first_digit);
        let mut best: Option<(phone::Fit, usize, Target)> = None;
        let likely = |plan: phone::Plan| likely == phone::Likely::Any || plan == phone::Plan::Abroad;
        for telephone in ruleset.dispatch.telephones.iter().filter(|telephone| likely(telephone.plan)) {
            // The last one, which no number fits better than another plan.
            let abroad = telephone.plan == phone::Plan::Abroad;
            if abroad && (best.is_some() || phone::is_behind_plus(self.text, start)) {
                break;
            }
            let fit = number.longest(self.text, |digits, groups| telephone.plan.national(digits, groups));
            let Some((end, fit)) = fit else { continue };
            if abroad && !phone::is_labelled(self.text, start, end) {
                continue;
            }
            // A German number has its twin in the American postal code: the state before it tells.
            let zip = end - start == 10 && telephone.plan == phone::Plan::Germany;
            if zip && phone::is_zip_behind_state(self.text, start) {
                continue;
            }
            if best.is_none_or(|(known, _, _)| fit > known) && self.near(telephone.target.group, start, end) {
                best = Some((fit, end, telephone.target));
            }
        }
        if let Some((_, end, target)) = best {
            self.report(target, start, end, Confidence::Medium);
        }
        best.is_some()
    }
}
