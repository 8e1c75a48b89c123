//! Finds sensitive data in bytes: bytes in, detections out. No I/O, no locks, no clock.
//!
//! # Should I use this?
//!
//! Use it when you have text, or the values of a table or record, and want to know where card numbers, bank accounts,
//! national ids, secrets and the like are in it. It reads no files and knows no formats: give it UTF-8 text (invalid
//! bytes are survived), or the single values of a structured format together with the names of their columns.
//!
//! # Example
//!
//! ```
//! use std::sync::Arc;
//! use magpie_detect::{Field, Ruleset, Scanner, catalogue};
//!
//! let ruleset = Arc::new(Ruleset::managed(["USA_SOCIAL_SECURITY_NUMBER", "CREDIT_CARD_NUMBER"])?);
//! let mut scanner = Scanner::new(Arc::clone(&ruleset));
//!
//! // Unstructured text: a key word within 30 characters decides.
//! let text = b"Her SSN is 536-90-4399. The part that broke on Tuesday has the number 219-44-1020.";
//! let mut found = Vec::new();
//! scanner.scan_text(text, 0..text.len(), &mut |found_match| found.push(found_match));
//! assert_eq!(found.len(), 1);
//! assert_eq!(ruleset.identifiers()[found[0].identifier].id, "USA_SOCIAL_SECURITY_NUMBER");
//! assert_eq!(&text[found[0].start..found[0].end], b"536-90-4399");
//!
//! // Structured values: a key word in the name of the column decides.
//! let context = scanner.context(&["customerSsn"]);
//! let cells = b"536904399";
//! let fields = [Field { start: 0, end: 9, context }];
//! let mut count = 0;
//! scanner.scan_fields(cells, &fields, &mut |_| count += 1);
//! assert_eq!(count, 1);
//! # Ok::<(), magpie_detect::ruleset::Error>(())
//! ```
//!
//! # How it works
//!
//! One pass classifies the bytes, 64 at a time, into bit masks (digits, letters, separators, `@` ...), with vectors where the
//! processor has it and with ordinary 64-bit arithmetic elsewhere; both give the same masks. Shifts and ands of the
//! masks yield a few candidates: places where a value could begin. Each candidate is handed to those identifiers alone
//! whose values can begin like that, so cost grows with the candidates and hardly with the identifiers. Then come shape,
//! boundaries, check digits and ranges. Key words are looked up only around candidates that need one, and for numbers and
//! ids before their shapes, as most have none near.
//!
//! Of fields, short values that came twice are remembered with what was found in them (nothing, mostly), until
//! [`Scanner::forget`]: in records most values come again, and are not looked at again.
//!
//! # Rules
//!
//! - A key word counts if at most [`KEYWORD_DISTANCE`] characters lie between it and the value, on either side, in text
//!   or inside one field; in the names of a field's context it counts anywhere.
//! - Case does not matter, nor do accents. A space, hyphen or underscore in a key word also stands for any other of the
//!   three or for nothing, so that `socialSecurityNumber` and `social_security_number` count.
//! - A key word counts too with `no`, `nr`, `num` or `#` for `number` at its end, without the small words in it (`carta
//!   condução`), with the points of an abbreviation or without (`d.n.i.`), and with `ae` for `ä` and the like.
//! - A key word begins and ends at word boundaries; `customer_ssn`, `ssn=` and `customerSsn` have them, `assn` has not.
//! - One place counts once per identifier. Of overlapping places the more specific identifier wins, by a declared order:
//!   a card number is not a telephone number too.
//! - Every decision depends on at most [`OVERLAP`] bytes on each side of the match. So text may be scanned in windows.
//!
//! Time is linear in the bytes, whatever the input; memory is linear in the window or batch.

pub mod allow;
pub mod catalogue;
pub mod custom;
pub mod ruleset;

mod anchors;
mod check;
mod classify;
mod context;
mod detector;
mod fields;
mod fold;
mod keywords;
mod letter_case;
mod memo;
mod prefix;
mod resolve;
mod scanner;
mod site;
#[cfg(feature = "stages")]
pub mod stages;
#[cfg(not(feature = "stages"))]
#[allow(dead_code, unreachable_pub, reason = "benchmarks alone look into it")]
mod stages;
mod visit;
mod width;
mod zones;

pub use catalogue::{Category, Identifier, Severity};
pub use ruleset::Ruleset;
pub use scanner::{Confidence, ContextId, Field, FieldMatch, Match, Part, Scanner};

/// How many bytes of context a window needs on each side of its core, unless the text begins or ends there.
///
/// It covers the longest value (a private key, at most 13 KiB) with everything that decides about it: boundaries, key
/// words and overlapping matches.
pub const OVERLAP: usize = 16 * 1024;

/// How many characters may lie between a key word and a value: Macie's "within 30 characters, inclusive".
pub const KEYWORD_DISTANCE: usize = 30;
