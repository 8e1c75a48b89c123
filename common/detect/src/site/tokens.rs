//! Tokens of programs: what vendors and standards made up, keys in frames, addresses of currencies.

use super::Site;
use crate::detector::pattern::LONGEST_LEAD;
use crate::detector::{Target, boundary, pem, secret, token, vendor, wallet};
use crate::scanner::Confidence;
use crate::zones::TOKEN;

/// Whether tokens of programs consist of this byte.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'+' | b'=')
}

impl Site<'_> {
    pub(crate) fn wallet(&mut self, start: usize) {
        let rest = &self.text[start..];
        // A field's masks go on behind it.
        let known = self.masks.alphanumerics(self.base + start).unwrap_or(0).min(rest.len());
        if wallet::may_begin(rest, known)
            && let Some(wallet) = wallet::find(self.text, start)
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

    pub(super) fn is_placeholder(&self, target: Target, start: usize, end: usize) -> bool {
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
        if !dispatch.tokens.is_empty() && self.may_be_led_in(start) {
            self.led_in(start);
        }
    }

    /// A token that begins like one with a prefix of its own.
    #[inline(never)]
    pub(super) fn prefixed(&mut self, start: usize) {
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
    pub(super) fn vendors(&mut self, start: usize) {
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
    pub(super) fn may_be_led_in(&self, start: usize) -> bool {
        match boundary::back(self.text, start, 1) {
            b'$' => true,
            b'/' | b'+' => self.is_behind_dollar(start) || self.ruleset.dispatch.tokens.may_lead(self.text, start),
            b':' | b'=' | b'~' => self.ruleset.dispatch.tokens.may_lead(self.text, start),
            _ => false,
        }
    }

    /// Whether a dollar sign stands in the bytes before `start` that a token may begin in.
    #[inline(always)]
    fn is_behind_dollar(&self, start: usize) -> bool {
        let first = start.saturating_sub(LONGEST_LEAD);
        self.masks.dollars(self.base + first).map_or_else(
            || self.text[first..start].contains(&b'$'),
            |dollars| dollars & !(u64::MAX.unbounded_shl((start - first) as u32)) != 0,
        )
    }

    /// Tokens of vendors that begin before the long run of characters at `start`: `$6$salt$...`, `sig=...`, `1//0...`.
    #[cold]
    pub(super) fn led_in(&mut self, start: usize) {
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
    pub(super) fn keyed_token(&mut self, compiled: &vendor::Compiled, start: usize) {
        if let Some(end) = compiled.find(self.text, start)
            && self.near(compiled.target.group, start, end)
        {
            self.report_secret(compiled.target, start, end, Confidence::Medium);
        }
    }

    /// Reports a secret: if it is long, by itself.
    pub(super) fn report_secret(&mut self, target: Target, start: usize, end: usize, confidence: Confidence) {
        if end - start > vendor::SHORT {
            self.report_lone(target, start, end);
        } else {
            self.report(target, start, end, confidence);
        }
    }
}
