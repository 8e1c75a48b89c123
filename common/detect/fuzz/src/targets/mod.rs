//! The fuzz targets. Each takes any bytes, and panics if a promise of the crate is broken.
//!
//! This folder is compiled into the fuzzers and into the test that runs the kept inputs.

#[macro_use]
#[path = "../../../../../tests/fuzz/list.rs"]
mod list;
mod customs;
mod engine;

pub use list::Target;

targets! {
    /// A text: windows find what the whole finds.
    scan_text: engine::scan_text,
    /// Fields: a batch finds what each field alone has.
    scan_fields: engine::scan_fields,
    /// A value in a column of every name: the checks of all identifiers.
    validators: engine::validators,
    /// Patterns and words of custom identifiers: refused or compiled in time.
    custom_regex: customs::custom_regex,
    /// What custom identifiers find does not depend on how a text is cut.
    custom_scan: customs::custom_scan,
    /// Allow lists.
    allow: customs::allow,
}

/// The bytes of an input, taken from the front. There are zeros behind the end.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> u8 {
        self.bytes(1).first().copied().unwrap_or_default()
    }

    fn number(&mut self) -> usize {
        usize::from(u16::from_le_bytes([self.byte(), self.byte()]))
    }

    fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (bytes, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        bytes
    }

    /// The bytes until the next zero.
    fn part(&mut self) -> &'a [u8] {
        let end = self.0.iter().position(|byte| *byte == 0);
        let part = self.bytes(end.unwrap_or(self.0.len()));
        self.bytes(1);
        part
    }

    fn text(&mut self) -> String {
        String::from_utf8_lossy(self.part()).into_owned()
    }

    /// The lines of the next part.
    fn lines(&mut self) -> Vec<String> {
        let text = self.text();
        if text.is_empty() { Vec::new() } else { text.split('\n').map(str::to_owned).collect() }
    }
}
