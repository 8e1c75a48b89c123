//! From candidates to matches: what is tried at each anchor.

use crate::Ruleset;
use crate::anchors::Anchors;
use crate::detector::picture::{self, Follow, Opening};
use crate::detector::{Compiled, Proof, Target, address, boundary, date, email, iban, pem, phone, secret, token};
use crate::keywords::KeywordSet;
use crate::resolve::Raw;
use crate::scanner::{Confidence, Scratch};

/// The key words around the last value asked about.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Near {
    known: Option<(usize, usize, KeywordSet)>,
}

/// A text, or one field of a buffer, being scanned.
pub(crate) struct Site<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) context: Option<&'a KeywordSet>,
    /// Where the text begins in the buffer.
    pub(crate) base: usize,
    pub(crate) field: u32,
    pub(crate) ruleset: &'a Ruleset,
    pub(crate) near: Near,
    pub(crate) scratch: &'a mut Scratch,
}

impl Site<'_> {
    /// Tries all candidates of a block that begins at `start`.
    #[inline]
    pub(crate) fn visit(&mut self, anchors: &Anchors, start: usize) {
        self.visit_at(anchors, start as isize);
    }

    /// Tries all candidates of a block that begins at `start` (before the text, if a field begins within the block).
    #[inline]
    pub(crate) fn visit_at(&mut self, anchors: &Anchors, start: isize) {
        if anchors.are_none() {
            return;
        }
        self.each(anchors.number, start, Site::number);
        if anchors.are_numbers() {
            return;
        }
        self.each(anchors.word, start, Site::word);
        self.each(anchors.year, start, Site::year);
        self.each(anchors.literal, start, Site::literal);
        self.each(anchors.at, start, Site::email);
        self.each(anchors.hextet, start, Site::hextet);
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
                #[cfg(test)]
                {
                    self.scratch.work.0 += 1;
                }
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
                #[cfg(test)]
                {
                    self.scratch.work.1 += 1;
                }
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
        if !(compiled.check)(value) || compiled.is_placeholder(value) {
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
        if (1..=5).contains(&digits)
            && boundary::back(self.text, first, 1) == b'('
            && boundary::begins(self.text, first - 1)
        {
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
