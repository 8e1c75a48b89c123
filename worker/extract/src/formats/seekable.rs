//! Formats that are read here and there: what lies in a stream is held in memory for them, if it is small enough.

use crate::input::Input;
use crate::outcome::{FileOutcome, Reason};
use crate::sniff::Sniffed;
use crate::source::{SliceSource, SourceReader};
use crate::walk::{Analysis, Halt, Walk};

/// Calls `analyse` with random access to the file.
///
/// A file in a stream (such as one in a gzip file) that is larger than what
/// [`Limits::zip_buffer_bytes`](crate::Limits::zip_buffer_bytes) leaves free is skipped.
pub(crate) fn with_reader(
    walk: &mut Walk<'_>,
    input: &mut Input<'_>,
    sniffed: &Sniffed,
    analyse: impl FnOnce(&mut Walk<'_>, &mut SourceReader<'_>) -> Analysis,
) -> Analysis {
    let stream = match input {
        Input::Window(reader) => return analyse(walk, &mut reader.window(0, u64::MAX)),
        Input::Stream(stream) => stream,
    };
    let room = walk.limits.zip_buffer_bytes.saturating_sub(walk.shared.buffered.get());
    let bytes = match stream.take_all(room, &walk.shared) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            let outcome = FileOutcome::skipped(Reason::FileExceedsSizeLimit, sniffed.mime_type.clone());
            return Analysis::of(
                outcome.with_detail("a file of this kind in a compressed file is too large to be held"),
            );
        }
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    let held = bytes.len();
    walk.shared.buffered.set(walk.shared.buffered.get() + held);
    let mut source = SliceSource::new(&bytes);
    let analysis = analyse(walk, &mut SourceReader::new(&mut source));
    walk.shared.buffered.set(walk.shared.buffered.get() - held);
    analysis
}
