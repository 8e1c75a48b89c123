//! A visitor that does nothing: what is measured is extraction alone.

use magpie_detect::ContextId;
use magpie_extract::{FieldBatch, FileOutcome, MemberDetails, StopReason, TextBlock, Visitor};
use std::hint::black_box;
use std::ops::ControlFlow;

/// Takes everything and looks at nothing.
pub(crate) struct Nothing;

impl Visitor for Nothing {
    fn context(&mut self, _names: &[&str]) -> ContextId {
        ContextId::default()
    }
    fn text(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        black_box(block.window);
        ControlFlow::Continue(())
    }
    fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
        black_box((batch.text, batch.fields));
        ControlFlow::Continue(())
    }
    fn enter_member(&mut self, _member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
        ControlFlow::Continue(())
    }
    fn leave_member(&mut self, _outcome: &FileOutcome) {}
}
