//! What all fuzz targets do: extract the input whole and in small chunks, check what the visitor is promised, and compare.

use magpie_detect::{ContextId, OVERLAP};
use magpie_extract::{
    FieldBatch, FileOutcome, Limits, MemberDetails, ObjectHints, Place, SliceSource, Status, StopReason, TextBlock,
    Visitor, extract,
};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

/// Checks every visit, and hashes what does not depend on chunks.
#[derive(Default)]
struct Checker {
    hasher: DefaultHasher,
    /// Context after the last core.
    expected: Vec<u8>,
    open: usize,
}

impl Visitor for Checker {
    fn context(&mut self, names: &[&str]) -> ContextId {
        names.hash(&mut self.hasher);
        ContextId::default()
    }

    fn text(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        assert!(std::str::from_utf8(block.window).is_ok());
        assert!(!block.core.is_empty() && block.core.end <= block.window.len());
        assert!(block.window[block.core.start..].starts_with(&self.expected));
        assert!(block.core.start == 0 || block.core.start >= OVERLAP);
        self.expected = block.window[block.core.end..].to_vec();
        for at in block.core.clone() {
            block.window[at].hash(&mut self.hasher);
            if block.window[at] == b'@' {
                block.lines(at..at + 1).hash(&mut self.hasher);
            }
        }
        ControlFlow::Continue(())
    }

    fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
        let mut end = 0;
        for (index, field) in batch.fields.iter().enumerate() {
            assert!(field.start >= end && field.end > field.start && field.end as usize <= batch.text.len());
            end = field.end;
            assert!(std::str::from_utf8(&batch.text[field.start as usize..end as usize]).is_ok());
            let place: Place = batch.place(index);
            place.hash(&mut self.hasher);
            batch.is_name(index).hash(&mut self.hasher);
            for at in field.start as usize..end as usize {
                if batch.in_core(at) {
                    batch.text[at].hash(&mut self.hasher);
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn enter_member(&mut self, member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
        self.open += 1;
        self.expected.clear();
        member.full_path.hash(&mut self.hasher);
        ControlFlow::Continue(())
    }

    fn leave_member(&mut self, outcome: &FileOutcome) {
        assert!(self.open > 0);
        self.open -= 1;
        self.expected.clear();
        format!("{outcome:?}").hash(&mut self.hasher);
    }
}

/// Extracts `data` under the name `key`. The first byte gives the size of the chunks of the second run.
pub fn check(data: &[u8], key: &str) {
    let Some((&chunk, bytes)) = data.split_first() else { return };
    let limits = Limits {
        value_bytes: 200,
        json_paths: 40,
        json_name_bytes: 64,
        archive_bytes: 8 << 20,
        archive_member_bytes: 4 << 20,
        archive_members: 1000,
        archive_ratio_from_bytes: 16 << 20,
        decoder_bytes: 1 << 20,
        zip_buffer_bytes: if chunk & 1 == 0 { 0 } else { 1 << 20 },
        pdf_held_bytes: if chunk & 2 == 0 { 0 } else { 1 << 20 },
        ..Limits::default()
    };
    let run = |chunk_bytes: usize| {
        let mut checker = Checker::default();
        let mut source = SliceSource::with_chunks(bytes, chunk_bytes);
        let outcome = extract(&mut source, &ObjectHints { key, content_encoding: None }, &limits, &mut checker);
        assert_eq!(checker.open, 0);
        assert_eq!(outcome.status == Status::Complete, outcome.reason.is_none());
        assert_eq!(outcome.parser_panics, 0, "a panic was caught");
        (checker.hasher.finish(), outcome)
    };
    let whole = run(usize::MAX);
    let cut = run(usize::from(chunk) + 1);
    assert_eq!(whole.1, cut.1);
    assert_eq!(whole.0, cut.0, "what is visited depends on the chunks");
}
