//! What stands around a sign: assignments, headers, addresses of the internet.

use super::Site;
use crate::detector::assignment::Telling;
use crate::detector::{Target, address, assignment, boundary, cookie, email, lead, mac, token, url};
use crate::scanner::Confidence;

impl Site<'_> {
    pub(crate) fn hardware(&mut self, start: usize) {
        if let Some(target) = self.ruleset.dispatch.hardware_address
            && let Some(end) = mac::find(self.text, start)
        {
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

    /// A sign of assignment behind a name, or the hyphens of an option.
    #[inline(always)]
    pub(crate) fn sign(&mut self, sign: usize) {
        if lead::is_led(self.text, sign) {
            self.led(sign);
        }
    }

    /// A sign behind a name that may say what the value is.
    #[inline(never)]
    pub(super) fn led(&mut self, sign: usize) {
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

    pub(super) fn address_with_password(&mut self, found: url::Found) {
        let dispatch = &self.ruleset.dispatch;
        let target = match found.kind {
            url::Kind::Address => dispatch.url_password,
            url::Kind::Database => dispatch.database_url,
        };
        if let Some(target) = target {
            self.report_secret(target, found.start, found.end, Confidence::Medium);
        }
    }

    /// A whole field whose name alone says what it may hold; `secret` is how much it says of a secret.
    pub(crate) fn named_field(&mut self, secret: Telling) {
        self.date_field();
        self.card_expiry_field();
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
            && let Some((start, end)) = assignment::secret_field(self.text, secret)
        {
            self.report(target, start, end, Confidence::Medium);
        }
    }
}
