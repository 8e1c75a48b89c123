//! From candidates to matches: what is tried at each anchor.

use crate::Ruleset;
use crate::classify::{BLOCK, Row};
use crate::detector::dispatch::Keyed;
use crate::detector::pattern::LONGEST_LEAD;
use crate::detector::picture::{self, Follow, Opening};
use crate::detector::{
    Compiled, Proof, Target, address, assignment, bic, boundary, card_date, cookie, date, email, iban, lead, mac,
    magnetic, mnemonic, name, pem, phone, position, postal, secret, token, url, vendor, wallet,
};
use crate::keywords::{self, Found, KeywordSet};
use crate::resolve::Raw;
use crate::scanner::{Confidence, Scratch};
use crate::stages::Stage;
use crate::zones::TOKEN;

/// A text, or one field of a buffer, being scanned.
pub(crate) struct Site<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) context: Option<&'a KeywordSet>,
    /// Where the text begins in the buffer.
    pub(crate) base: usize,
    pub(crate) field: u32,
    pub(crate) ruleset: &'a Ruleset,
    pub(crate) masks: Runs<'a>,
    /// What is known of the key words of this text.
    pub(crate) found: &'a mut Found,
    pub(crate) scratch: &'a mut Scratch,
}

/// The masks of a sweep, to read the length of runs from.
#[derive(Clone, Copy)]
pub(crate) struct Runs<'a> {
    pub(crate) digit: &'a Row,
    pub(crate) letter: &'a Row,
    /// Bytes of the text (or buffer) before the sweep's first.
    pub(crate) base: usize,
    /// Blocks of the sweep; masks of one more are known.
    pub(crate) blocks: usize,
}

impl Runs<'_> {
    /// How many digits (or letters) stand from `position` of the buffer on, if the masks tell: at most 64.
    #[inline(always)]
    fn length(&self, position: usize, letters: bool) -> Option<usize> {
        let offset = position.checked_sub(self.base)?;
        let (block, shift) = (offset / BLOCK + 1, offset % BLOCK);
        if block > self.blocks {
            return None;
        }
        let row = if letters { self.letter } else { self.digit };
        let bits = row[block] >> shift | (row[block + 1] << 1) << (63 - shift);
        Some(bits.trailing_ones() as usize)
    }
}

/// How many digits (or letters) stand from a place on: where no masks tell.
#[cold]
fn run(text: &[u8], from: usize, letters: bool) -> usize {
    let is = |byte: &&u8| if letters { byte.is_ascii_alphabetic() } else { byte.is_ascii_digit() };
    text.get(from..).unwrap_or_default().iter().take(64).take_while(is).count()
}

/// Whether tokens of programs consist of this byte.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'+' | b'=')
}

/// How far from a rare key word values may begin or end, in bytes.
const RARE_DISTANCE: usize = crate::KEYWORD_DISTANCE * 4 + 4;
/// How much of a field is looked at whose name holds a rare key word, in bytes.
const RARE_FIELD: usize = 512;

impl Site<'_> {
    /// How the candidate at `start` begins.
    #[inline(always)]
    fn opening(&self, start: usize) -> Option<Opening> {
        let text = self.text;
        Opening::read_with(
            text,
            start,
            #[inline(always)]
            |from, letters, limit| {
                let length = match self.masks.length(self.base + from, letters) {
                    Some(length) => length,
                    None => run(text, from, letters),
                };
                length.min(limit).min(text.len().saturating_sub(from))
            },
        )
    }

    /// Whether a key word of this group is near, or in the names of the field.
    #[inline]
    fn near(&mut self, group: u16, start: usize, end: usize) -> bool {
        if self.context.is_some_and(|context| context.contains(group)) {
            return true;
        }
        self.near_set(start, end).contains(group)
    }

    /// The groups of which a key word is near.
    #[inline]
    fn near_set(&mut self, start: usize, end: usize) -> &KeywordSet {
        let stage = self.scratch.stages.enter(Stage::Keywords);
        let near = self.ruleset.keywords.near(self.text, start, end, self.found);
        self.scratch.stages.leave(stage);
        near
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
    fn free_number(&mut self, opening: Opening, start: usize) {
        if boundary::begins(self.text, start) {
            self.free_pictures(opening, start);
        }
    }

    /// A number in groups, or of six digits, that may be a postal code.
    #[inline(always)]
    pub(crate) fn code(&mut self, start: usize) {
        let Some(opening) = self.opening(start) else { return };
        let Opening { first, follow, second, .. } = opening;
        if first == 6
            || follow == Follow::Space && matches!((first, second), (3, 2 | 3))
            || follow == Follow::Hyphen && matches!((first, second), (2, 3) | (3, 4) | (4, 3) | (5, 3))
        {
            self.grouped_code(opening, start);
        }
    }

    #[inline(never)]
    fn grouped_code(&mut self, Opening { first, follow, second, .. }: Opening, start: usize) {
        if !boundary::begins(self.text, start) {
            return;
        }
        // `00-950`, `114 55`, `560 001`, `01310-100`, `150-0002`, `1100-053`
        let grouped = match follow {
            Follow::Space => matches!((first, second), (3, 2 | 3)),
            Follow::Hyphen => matches!((first, second), (2, 3) | (3, 4) | (4, 3) | (5, 3)),
            _ => false,
        } && self.beside_place(start, start + first + 1 + second);
        // `Bengaluru 560001`
        if grouped || first == 6 && self.text[start.saturating_sub(4)..start].iter().any(u8::is_ascii_alphabetic) {
            self.postal(start);
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
        if matches!(first, 1 | 2 | 4) && matches!(second, 1 | 2 | 4) && ruleset.dispatch.date.is_some() {
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
            self.near_target(ruleset.dispatch.date, start, date::compact);
        }
        if !ruleset.dispatch.telephones.is_empty() && phone::is_plausible(self.text, start, first, second) {
            self.national(start, start);
        }
    }

    /// An IBAN, or something like it.
    pub(crate) fn account(&mut self, start: usize) {
        if let Some((target, end)) = self.iban(start) {
            self.report(target, start, end, Confidence::High);
        }
    }

    fn iban(&mut self, start: usize) -> Option<(Target, usize)> {
        let account = self.ruleset.dispatch.account(self.text[start], boundary::at(self.text, start + 1))?;
        let end = iban::find(self.text, start, &account.signs, &mut self.scratch.value)?;
        Some((account.target, end))
    }

    /// A token that begins with a letter, or mixes letters and digits, with a key word near.
    pub(crate) fn word(&mut self, start: usize) {
        let Some(opening) = self.opening(start) else { return };
        // Where six digits stand first there is an anchor for numbers too.
        if (opening.letters || opening.first < 6) && boundary::begins(self.text, start) && self.iban(start).is_none() {
            self.free_pictures(opening, start);
            self.keyed(self.ruleset.dispatch.keyed(opening), start);
        }
    }

    /// Tries the pictures that begin like this and need no key word.
    #[inline]
    fn free_pictures(&mut self, opening: Opening, start: usize) {
        for compiled in self.ruleset.dispatch.free(opening) {
            let end = start + compiled.picture.len();
            if end <= self.text.len() && boundary::ends(self.text, end) {
                self.picture(compiled, start, end);
            }
        }
    }

    /// Tries the pictures whose key words are near: these first, as most candidates have none.
    #[inline]
    fn keyed(&mut self, keyed: Keyed<'_>, start: usize) {
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
    fn picture(&mut self, compiled: &Compiled, start: usize, end: usize) {
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
    }

    /// A word that could be a rare key word: the short values around it.
    #[inline(always)]
    pub(crate) fn rare(&mut self, at: usize) {
        if self.ruleset.dispatch.rare.may_begin(keywords::eight(self.text, at)) {
            self.beside_rare(at);
        }
    }

    #[inline(never)]
    fn beside_rare(&mut self, at: usize) {
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
    fn short(&mut self, from: usize, to: usize) {
        let ruleset = self.ruleset;
        let to = to.min(self.text.len());
        // The surroundings of key words overlap where there are many: each place is tried once. They come in order.
        let (field, tried) = self.scratch.tried;
        let tried = if field == self.field { tried } else { 0 };
        self.scratch.tried = (self.field, tried.max(to));
        for start in from.max(tried)..to {
            #[cfg(test)]
            {
                self.scratch.work += 1;
            }
            let byte = self.text[start];
            if matches!(byte, b'%' | b';') {
                self.near_target(ruleset.dispatch.magnetic_stripe, start, magnetic::find);
            }
            if !byte.is_ascii_alphanumeric() || boundary::back(self.text, start, 1).is_ascii_alphanumeric() {
                continue;
            }
            self.near_target(ruleset.dispatch.magnetic_stripe, start, magnetic::find);
            self.near_target(ruleset.dispatch.card_date, start, card_date::find);
            self.near_target(ruleset.dispatch.bic, start, bic::find);
            self.near_target(ruleset.dispatch.mnemonic, start, mnemonic::find);
            for compiled in ruleset.dispatch.tokens.unanchored() {
                self.keyed_token(compiled, start);
            }
            if boundary::begins(self.text, start)
                && let Some(opening) = self.opening(start)
            {
                self.keyed(ruleset.dispatch.short(opening), start);
            }
        }
    }

    /// Reports what `find` finds at `start` if the target's key word is near.
    #[inline]
    fn near_target(&mut self, target: Option<Target>, start: usize, find: fn(&[u8], usize) -> Option<usize>) {
        if let Some(target) = target
            && let Some(end) = find(self.text, start)
            && self.near(target.group, start, end)
        {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    pub(crate) fn hardware(&mut self, start: usize) {
        if let Some(target) = self.ruleset.dispatch.hardware_address
            && let Some(end) = mac::find(self.text, start)
        {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    pub(crate) fn wallet(&mut self, start: usize) {
        if let Some(wallet) = wallet::find(self.text, start)
            && let Some(target) = self.ruleset.dispatch.wallet(wallet.coin)
        {
            let near = self.near(target.group, start, wallet.end);
            let confidence = match (wallet.proven, near) {
                (true, true) => Confidence::High,
                (true, false) | (false, true) => Confidence::Medium,
                (false, false) => return,
            };
            self.report(target, start, wallet.end, confidence);
        }
    }

    fn date(&mut self, start: usize) {
        let Some(target) = self.ruleset.dispatch.date else { return };
        let bounds =
            date::numeric(self.text, start).map(|end| (start, end)).or_else(|| date::month_first(self.text, start));
        self.dated(target, bounds);
    }

    pub(crate) fn year(&mut self, start: usize) {
        let Some(target) = self.ruleset.dispatch.date else { return };
        let bounds = date::named(self.text, start)
            .or_else(|| date::year_first(self.text, start).map(|end| (start, end)))
            .or_else(|| date::spaced(self.text, start));
        self.dated(target, bounds);
    }

    /// A capitalised word behind another word: the later word of a name.
    pub(crate) fn name(&mut self, second: usize) {
        if let Some(target) = self.ruleset.dispatch.name
            && let Some((start, end, confidence)) = name::find_by_second(self.text, second)
        {
            self.report(target, start, end, confidence);
        }
    }

    /// A whole field in a column of names.
    pub(crate) fn name_field(&mut self, column: name::Column) {
        if let Some(target) = self.ruleset.dispatch.name
            && let Some((start, end, confidence)) = name::field(self.text, column)
        {
            self.report(target, start, end, confidence);
        }
    }

    /// Whether a letter stands shortly before a number, or a capital shortly behind it.
    fn beside_place(&self, start: usize, end: usize) -> bool {
        let before = &self.text[start.saturating_sub(4)..start];
        let behind = &self.text[end.min(self.text.len())..(end + 4).min(self.text.len())];
        before.iter().any(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80)
            || behind.iter().any(|byte| byte.is_ascii_uppercase() || *byte >= 0x80)
    }

    /// What may be a postal code.
    #[inline(always)]
    pub(crate) fn postal(&mut self, code: usize) {
        if self.may_be_postal(code) {
            self.postal_address(code);
        }
    }

    /// Whether a word with a capital, or of letters beyond ASCII, stands beside a code that begins with a digit: most numbers
    /// count something.
    #[inline(always)]
    fn may_be_postal(&self, code: usize) -> bool {
        const GAP: usize = 4;
        let is_gap = |byte: &&u8| !byte.is_ascii_alphanumeric() && byte.is_ascii();
        let behind = &self.text[code..];
        let digits = behind.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
        let next = behind.iter().skip(digits).take(GAP + 1).find(|byte| !is_gap(byte));
        if digits == 0 || next.is_some_and(|next| !next.is_ascii_lowercase()) {
            return true;
        }
        let before = &self.text[code.saturating_sub(GAP + 24)..code];
        let gap = before.iter().rev().take(GAP).take_while(is_gap).count();
        let before = &before[..before.len() - gap];
        let letters = before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let first = before.len() - letters;
        letters > 0 && before[first].is_ascii_uppercase() || first > 0 && !before[first - 1].is_ascii()
    }

    #[inline(never)]
    fn postal_address(&mut self, code: usize) {
        if let Some(target) = self.ruleset.dispatch.postal
            && let Some((start, end)) = postal::find(self.text, code)
        {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    fn dated(&mut self, target: Target, bounds: Option<(usize, usize)>) {
        let Some((start, end)) = bounds else { return };
        if self.near(target.group, start, end) {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    pub(crate) fn international(&mut self, plus: usize) {
        let telephones = &self.ruleset.dispatch.telephones;
        let asked = |plan: phone::Plan| telephones.iter().find(|telephone| telephone.plan == plan);
        if let Some((end, plan)) = phone::international(self.text, plus, |plan| asked(plan).is_some())
            && let Some(telephone) = asked(plan)
        {
            self.report(telephone.target, plus, end, Confidence::Medium);
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

    pub(crate) fn email(&mut self, sign: usize) {
        if let Some(target) = self.ruleset.dispatch.email
            && let Some((start, end)) = email::find(self.text, sign)
        {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    pub(crate) fn hextet(&mut self, colon: usize) {
        if let Some(target) = self.ruleset.dispatch.address
            && let Some((start, end)) = address::v6(self.text, colon)
        {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    pub(crate) fn base64(&mut self, start: usize) {
        if !self.ruleset.dispatch.tokens.is_empty() {
            self.vendors(start);
            // `fm2_`, `sig=`
            if matches!(boundary::back(self.text, start, 1), b'_' | b'=') {
                let before = &self.text[start.saturating_sub(LONGEST_LEAD)..start];
                let joins = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'=');
                self.vendors(start - before.iter().rev().take_while(|byte| joins(byte)).count());
            }
        }
    }

    /// A secret access key, which nothing but a key word tells from other base64.
    pub(crate) fn aws_secret(&mut self, start: usize) {
        let Some(target) = self.ruleset.dispatch.aws_secret else { return };
        let Some((start, end)) = secret::aws(self.text, start) else { return };
        if !self.is_placeholder(target, start, end) && self.near(target.group, start, end) {
            self.report(target, start, end, Confidence::Medium);
        }
    }

    fn is_placeholder(&self, target: Target, start: usize, end: usize) -> bool {
        let row = self.ruleset.identifiers()[usize::from(target.identifier)];
        row.placeholders.iter().any(|known| known.as_bytes() == &self.text[start..end])
    }

    pub(crate) fn frame(&mut self, start: usize) {
        if let Some((end, family)) = pem::find(self.text, start)
            && let Some(target) = self.ruleset.dispatch.frame(family)
        {
            self.report_lone(target, start, end);
        }
    }

    /// A long token: the prefixes that vendors and standards gave to secrets.
    #[inline(always)]
    pub(crate) fn token(&mut self, start: usize) {
        let dispatch = &self.ruleset.dispatch;
        let begins = match self.text.get(start..).and_then(|rest| rest.first_chunk()) {
            Some(key) => dispatch.tokens.may_begin(*key) || token::begins_like_web(*key),
            None => false,
        };
        if begins {
            self.prefixed(start);
        }
        if self.may_be_led_in(start) {
            self.led_in(start);
        }
    }

    /// A token that begins like one with a prefix of its own.
    #[inline(never)]
    fn prefixed(&mut self, start: usize) {
        let dispatch = &self.ruleset.dispatch;
        self.vendors(start);
        match self.text[start] {
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
            _ => {}
        }
    }

    /// Tokens of vendors that their beginning tells.
    fn vendors(&mut self, start: usize) {
        let ruleset = self.ruleset;
        for compiled in ruleset.dispatch.tokens.at(self.text, start) {
            if let Some(end) = compiled.find(self.text, start)
                && (!compiled.keyword || self.near(compiled.target.group, start, end))
                && !self.is_placeholder(compiled.target, start, end)
            {
                self.report_secret(compiled.target, start, end, Confidence::High);
            }
        }
    }

    /// Whether a token may begin before the long run of characters at `start`: next to nothing else does.
    #[inline]
    fn may_be_led_in(&self, start: usize) -> bool {
        match boundary::back(self.text, start, 1) {
            b'$' => true,
            b'/' | b'+' => {
                let window = &self.text[start.saturating_sub(LONGEST_LEAD)..start];
                memchr::memrchr(b'$', window).is_some() || self.ruleset.dispatch.tokens.may_lead(self.text, start)
            }
            b':' | b'=' | b'~' => self.ruleset.dispatch.tokens.may_lead(self.text, start),
            _ => false,
        }
    }

    /// Tokens of vendors that begin before the long run of characters at `start`: `$6$salt$...`, `sig=...`, `1//0...`.
    #[cold]
    fn led_in(&mut self, start: usize) {
        let lead = boundary::back(self.text, start, 1);
        let first = start.saturating_sub(LONGEST_LEAD);
        let before = &self.text[first..start];
        // The parts of a hash of a password: from the first dollar sign on.
        let in_hash = |byte: &u8| is_token(*byte) || matches!(byte, b'$' | b',');
        let length = before.iter().rev().take_while(|byte| in_hash(byte)).count();
        let hash = &before[before.len() - length..];
        if let Some(dollar) = hash.iter().position(|byte| *byte == b'$') {
            self.vendors(start - length + dollar);
        }
        let joins = |byte: &u8| match lead {
            b'/' => byte.is_ascii_digit() || *byte == b'/',
            _ => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':' | b'=' | b'~'),
        };
        let length = before.iter().rev().take_while(|byte| joins(byte)).count();
        if length > 1 && matches!(lead, b'/' | b':' | b'=' | b'~') {
            self.vendors(start - length);
            // `token=sha256~...`
            let led = &before[before.len() - length..before.len() - 1];
            if let Some(sign) = led.iter().rposition(|byte| *byte == b'=') {
                self.vendors(start - length + sign + 1);
            }
        }
    }

    /// Tokens whose shape says little, beside the key words of their vendors.
    pub(crate) fn keyed_tokens(&mut self, start: usize) {
        let ruleset = self.ruleset;
        let groups = &ruleset.dispatch.token_groups;
        // The token's end is not known yet, but a colon may part it in two: key words count that are near to all this.
        let in_token = |byte: &&u8| is_token(**byte) || **byte == b':';
        let end = start + self.text[start..].iter().take(TOKEN).take_while(in_token).count();
        let mut near = *self.near_set(start, end);
        if let Some(context) = self.context {
            near.merge(context);
        }
        if !near.meets(groups) {
            return;
        }
        for group in near.common(groups) {
            for compiled in ruleset.dispatch.tokens.of_group(group) {
                self.keyed_token(compiled, start);
            }
        }
    }

    /// A token of this shape, if its key word is near.
    fn keyed_token(&mut self, compiled: &vendor::Compiled, start: usize) {
        if let Some(end) = compiled.find(self.text, start)
            && self.near(compiled.target.group, start, end)
        {
            self.report_secret(compiled.target, start, end, Confidence::Medium);
        }
    }

    /// Reports a secret: if it is long, by itself.
    fn report_secret(&mut self, target: Target, start: usize, end: usize, confidence: Confidence) {
        if end - start > vendor::SHORT {
            self.report_lone(target, start, end);
        } else {
            self.report(target, start, end, confidence);
        }
    }

    /// A sign of assignment behind a name, or the hyphens of an option.
    #[inline(always)]
    pub(crate) fn sign(&mut self, sign: usize) {
        if lead::is_led(self.text, sign) {
            self.led(sign);
        }
    }

    /// A sign behind a name that may say what the value is.
    #[inline(never)]
    fn led(&mut self, sign: usize) {
        let dispatch = &self.ruleset.dispatch;
        let byte = self.text[sign];
        let assigned = match byte {
            b'-' => assignment::option(self.text, sign),
            // `=>`
            b'=' if boundary::at(self.text, sign + 1) == b'>' => assignment::find(self.text, sign + 1),
            _ => assignment::find(self.text, sign),
        };
        if let Some(found) = assigned {
            let target = match found.kind {
                assignment::Kind::Password => dispatch.password,
                assignment::Kind::Secret => dispatch.secret,
            };
            if let Some(target) = target {
                self.report(target, found.start, found.end, Confidence::Medium);
            }
        }
        if byte == b'=' {
            if let Some(found) = url::connection_string(self.text, sign) {
                self.address_with_password(found);
            }
            if boundary::back(self.text, sign, 1) == b'g' && self.text[..sign].ends_with(b"sig") {
                self.vendors(sign - b"sig".len());
            }
        }
        if byte != b':' {
            return;
        }
        if let Some(target) = dispatch.cookie
            && let Some((start, end)) = cookie::header(self.text, sign)
        {
            self.report_lone(target, start, end);
        }
        if let Some(target) = dispatch.basic_header
            && let Some((start, end)) = token::basic_header(self.text, sign)
        {
            self.report_lone(target, start, end);
        }
        // `"private_key_id": ` of a service account
        let name = self.text[..sign].trim_ascii_end();
        if name.ends_with(b"_id\"") && name.ends_with(b"private_key_id\"") {
            self.vendors(name.len() - b"private_key_id\"".len());
        }
    }

    /// The colon of an address with an `@` or `=` not far behind it.
    pub(crate) fn url(&mut self, colon: usize) {
        if let Some(found) = url::find(self.text, colon) {
            self.address_with_password(found);
        }
    }

    fn address_with_password(&mut self, found: url::Found) {
        let dispatch = &self.ruleset.dispatch;
        let target = match found.kind {
            url::Kind::Address => dispatch.url_password,
            url::Kind::Database => dispatch.database_url,
        };
        if let Some(target) = target {
            self.report_secret(target, found.start, found.end, Confidence::Medium);
        }
    }

    /// A whole field whose name alone says what it may hold.
    pub(crate) fn named_field(&mut self) {
        let dispatch = &self.ruleset.dispatch;
        let Some(context) = self.context else { return };
        let named = |target: &Target| context.contains(target.group);
        if let Some(target) = dispatch.basic_header.filter(named)
            && let Some(end) = token::basic_value(self.text, 0)
        {
            self.report_lone(target, 0, end);
        }
        if let Some(target) = dispatch.cookie.filter(named)
            && let Some((start, end)) = cookie::field(self.text)
        {
            self.report_lone(target, start, end);
        }
        if let Some(target) = dispatch.password.filter(named)
            && let Some((start, end)) = assignment::password_field(self.text)
        {
            self.report(target, start, end, Confidence::Medium);
        }
        if let Some(target) = dispatch.secret.filter(named)
            && let Some((start, end)) = assignment::secret_field(self.text)
        {
            self.report(target, start, end, Confidence::Medium);
        }
    }
}
