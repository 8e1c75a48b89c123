//! Properties of messages (Microsoft's \[MS-OXPROPS\] and \[MS-OXCDATA\]), which Outlook's own files and TNEF share.

use crate::formats::markup::Markup;
use crate::formats::{metadata, metadata_place};
use crate::lines::LinePosition;
use crate::text::Rewriter;
use crate::walk::{Halt, Walk};

/// What a property's number means (MS-OXPROPS), for those that people look for.
const NAMES: &[(u16, &str)] = &[
    (SUBJECT, "subject"),
    (0x0042, "sent_representing_name"),
    (0x0065, "sent_representing_address"),
    (0x0070, "conversation_topic"),
    (0x007D, "headers"),
    (SENDER_NAME, "sender_name"),
    (SENDER_ADDRESS, "sender_address"),
    (0x0E02, "bcc"),
    (0x0E03, "cc"),
    (0x0E04, "to"),
    (BODY, "body"),
    (HTML, "body_html"),
    (0x3001, "display_name"),
    (0x3003, "email_address"),
    (0x39FE, "smtp_address"),
    (0x5D01, "sender_smtp_address"),
];

pub(crate) const SUBJECT: u16 = 0x0037;
pub(crate) const SENDER_NAME: u16 = 0x0C1A;
pub(crate) const SENDER_ADDRESS: u16 = 0x0C1F;
pub(crate) const BODY: u16 = 0x1000;
pub(crate) const RTF: u16 = 0x1009;
pub(crate) const HTML: u16 = 0x1013;
pub(crate) const ATTACHED_NAME: u16 = 0x3704;
pub(crate) const ATTACHED_LONG_NAME: u16 = 0x3707;

/// Types of properties (MS-OXCDATA, 2.11.1): text in a code page, text in UTF-16, bytes. Several values add a bit.
pub(crate) const TEXT8: u16 = 0x001E;
pub(crate) const TEXT16: u16 = 0x001F;
pub(crate) const BINARY: u16 = 0x0102;
pub(crate) const SEVERAL: u16 = 0x1000;

/// What a property is called in results.
pub(crate) fn name_of(number: u16) -> String {
    let known = NAMES.iter().find(|(known, _)| *known == number);
    known.map_or_else(|| format!("property_{number:04X}"), |(_, name)| (*name).to_owned())
}

/// Visits a property that is a text: bodies and headers as text, others as values by their names.
pub(crate) fn property(walk: &mut Walk<'_>, number: u16, text: &str) -> Result<(), Halt> {
    let name = name_of(number);
    match name.as_str() {
        "body_html" => {
            let mut out = Rewriter::new(Some(metadata_place(&[&name])));
            let mut markup = Markup::new(true);
            markup.push(&mut out, text.as_bytes(), LinePosition::default(), None);
            markup.end(&mut out);
            out.finish(walk)
        }
        "body" | "headers" => walk.whole_text(text.as_bytes(), Some(&metadata_place(&[&name]))),
        _ => metadata(walk, &[&name], text),
    }
}
